#!/usr/bin/env python3
"""The pages of the development server in headless Chromium.

    web_test.py --http-port N --mysql-port N --password P [--screenshots DIR]

The server is empty when the test begins. The last line is "N passed, M failed".
"""
import argparse
import base64
import http.client
import sys
import time
import unittest

import pymysql

import browser

OPTIONS = None
XSS = "<img src=x onerror=alert(1)>"
SCRIPT = "<script>alert('row')</script>"


def authorization(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def sql(*statements, user="root", password=None):
    connection = pymysql.connect(host="127.0.0.1", port=OPTIONS.mysql_port, user=user, autocommit=True,
                                 password=OPTIONS.password if password is None else password)
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall()
    finally:
        connection.close()


def request(method, path, headers=None, body=None, port=None):
    connection = http.client.HTTPConnection("127.0.0.1", port or OPTIONS.http_port, timeout=120)
    try:
        connection.request(method, path, body=body, headers=headers or {})
        reply = connection.getresponse()
        return reply.status, dict((name.lower(), value) for name, value in reply.getheaders()), reply.read()
    finally:
        connection.close()


def page(path, user="root", password=None, **headers):
    password = OPTIONS.password if password is None else password
    return request("GET", path, {"Authorization": authorization(user, password), **headers})


def be_port():
    headers = {"Authorization": authorization("root", OPTIONS.password), "Expect": "100-continue"}
    _, reply, _ = request("PUT", "/api/shop/items/_stream_load", headers)
    return int(reply["location"].split("/")[2].rsplit(":", 1)[1])


def stream_load(table, label, rows, **headers):
    headers = {"Authorization": authorization("root", OPTIONS.password), "label": label, "column_separator": "|",
               **headers}
    _, _, body = request("PUT", f"/api/shop/{table}/_stream_load", headers, rows.encode(), be_port())
    return body.decode()


def transaction(operation, label, rows=None):
    headers = {"Authorization": authorization("root", OPTIONS.password), "label": label, "db": "shop",
               "table": "stock", "column_separator": "|"}
    method = "PUT" if operation == "load" else "POST"
    body = None if rows is None else rows.encode()
    status, reply, text = request(method, f"/api/transaction/{operation}", headers, body)
    if status == 307:
        port = int(reply["location"].split("/")[2].rsplit(":", 1)[1])
        _, _, text = request(method, f"/api/transaction/{operation}", headers, body, port)
    assert b'"Status": "OK"' in text, text


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        sql("CREATE DATABASE shop", "CREATE DATABASE many",
            "CREATE TABLE shop.items (id INT NOT NULL, name VARCHAR(100), price DECIMAL(10, 2)) PRIMARY KEY(id)",
            f"CREATE TABLE shop.`{XSS}` (k INT COMMENT '{XSS}', `<b>col</b>` VARCHAR(200)) COMMENT '{XSS}'",
            f"INSERT INTO shop.`{XSS}` VALUES (1, '{SCRIPT.replace(chr(39), chr(39) * 2)}'), (2, '\"><b>x</b>'), (3, NULL)",
            "CREATE TABLE shop.hidden (k INT)", "CREATE TABLE shop.stock (id INT, name VARCHAR(100), price INT)",
            "CREATE TABLE shop.big (id BIGINT, text VARCHAR(100))",
            "CREATE USER ann IDENTIFIED BY 'pw'", "GRANT SELECT ON TABLE shop.items TO ann",
            "CREATE USER bob IDENTIFIED BY 'pw'", "GRANT INSERT ON TABLE shop.items TO bob",
            "CREATE USER eve IDENTIFIED BY 'pw'",
            *[f"CREATE TABLE many.t{number:03} (k INT)" for number in range(120)])
        stream_load("items", "good", "1|apple|1.50\n2|pear|2.25\n3|plum|0.99\n")
        stream_load("items", "bad", f"x{XSS}|row|1\n7|{SCRIPT}|1|too many\n8|fine|1\n", max_filter_ratio="0.9")
        stream_load("items", "failed", "nothing|a|b|c|d\n")
        cls.browser = browser.Browser(browser.find_chromium())

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()

    def tab(self, path, user="root", password=None, **options):
        password = OPTIONS.password if password is None else password
        tab = self.browser.open_tab(user=user, password=password, **options)
        return tab.go(f"http://127.0.0.1:{OPTIONS.http_port}{path}")

    def shot(self, tab, name):
        if OPTIONS.screenshots:
            tab.screenshot(f"{OPTIONS.screenshots}/{name}.png")

    # ---- What a page shows ----

    def test_the_overview_shows_databases_and_loads(self):
        stream_load("items", "newest", "1|apple|1.50\n")
        stream_load("items", "newest-failed", "nothing|a|b|c|d\n")
        tab = self.tab("/")
        text = tab.text()
        for part in ("Databases", "shop", "many", "Running loads", "Latest loads", "newest", "VISIBLE", "ABORTED"):
            self.assertIn(part, text)
        self.assertEqual(tab.run("document.querySelectorAll('main table')[0].rows.length"), 3)
        self.shot(tab, "overview")

    def test_a_database_shows_its_tables_with_their_rows(self):
        rows = self.tab("/ui/database/shop").run(
            "[...document.querySelectorAll('main tr')].map(row => [...row.cells].map(cell => cell.innerText))")
        self.assertIn(["shop.items", "PRIMARY KEY", "4", ""], rows)
        self.assertIn(["shop.hidden", "DUPLICATE KEY", "0", ""], rows)

    def test_a_table_shows_its_columns_and_first_rows(self):
        tab = self.tab("/ui/table/shop/items")
        tables = tab.run("[...document.querySelectorAll('main table')].map(table => [...table.rows].map("
                         "row => [...row.cells].map(cell => cell.innerText)))")
        self.assertIn("4 rows", tab.text())
        self.assertEqual(tables[0][1], ["id", "int", "key", "", "NOT NULL", "", ""])
        self.assertEqual(tables[0][3][:2], ["price", "decimal(10, 2)"])
        self.assertEqual(tables[1][:3], [["id", "name", "price"], ["1", "apple", "1.50"], ["2", "pear", "2.25"]])
        self.shot(tab, "table")

    def test_a_load_shows_its_numbers_and_the_rejected_rows(self):
        tab = self.tab("/ui/loads")
        rows = tab.run("[...document.querySelectorAll('main tr')].map(row => [...row.cells].map(cell => cell.innerText))")
        good = next(row for row in rows if row[0] == "good")
        self.assertEqual(good[1:5], ["shop.items", "VISIBLE", "3", "0"])
        failed = next(row for row in rows if row[0] == "failed")
        self.assertEqual((failed[2], failed[4], failed[8]), ("ABORTED", "1", "too many filtered rows"))
        self.shot(tab, "loads")
        tab.go(tab.run("[...document.querySelectorAll('main a')].find(link => link.innerText === 'bad').href"))
        rejected = tab.run("[...document.querySelectorAll('main table tr')].map("
                           "row => [...row.cells].map(cell => cell.textContent))")
        self.assertEqual(len(rejected), 3)
        self.assertIn("NULL value in non-nullable column 'id'", rejected[1][0])
        self.assertIn("Target column count: 3 doesn't match source value column count: 4", rejected[2][0])
        self.assertIn(SCRIPT, rejected[2][1])
        self.shot(tab, "load")

    def test_loads_can_be_chosen_by_state(self):
        self.assertNotIn("good", self.tab("/ui/loads?state=failed").text())
        self.assertIn("good", self.tab("/ui/loads?state=finished").text())

    # ---- What comes from outside stays text ----

    def test_names_rows_and_reasons_are_never_html(self):
        overview = self.tab("/ui/database/shop")
        link = overview.run("[...document.querySelectorAll('main a')].find(link => link.innerText.includes('onerror')).href")
        for tab in (overview, self.tab("/ui/loads"), self.tab(link[link.index("/ui/"):])):
            self.assertEqual(tab.run("document.querySelectorAll('main script, main img, main b:not(nav b)').length"), 0)
            self.assertEqual(tab.dialogs, [])
            self.assertEqual(tab.violations, [])
            self.assertEqual(tab.exceptions, [])
        text = tab.text()
        for part in (XSS, SCRIPT, '"><b>x</b>', "<b>col</b>", "NULL"):
            self.assertIn(part, text)
        self.assertIn(XSS, tab.run("document.title"))
        self.shot(tab, "escaped")

    def test_a_name_in_the_address_is_never_html(self):
        for path in (f"/ui/table/shop/%3Cscript%3Ealert(1)%3C%2Fscript%3E", "/ui/loads?state=%3Cscript%3E",
                     "/ui/load/%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E"):
            _, _, body = page(path)
            self.assertNotIn(b"<script>alert", body)
            self.assertNotIn(b"<img", body)
        _, _, body = request("GET", "/ui", {"Authorization": authorization("<script>alert(1)</script>", "x")})
        self.assertNotIn(b"<script>alert", body)

    def test_a_script_that_got_into_the_page_would_not_run(self):
        tab = self.tab("/ui")
        tab.run("document.body.insertAdjacentHTML('beforeend', '<img src=/ui/none onerror=\"alert(2)\">'), 1")
        tab.run("new Promise(done => setTimeout(done, 500))")
        self.assertEqual(tab.dialogs, [])
        self.assertTrue(tab.violations)

    # ---- Who may see what ----

    def test_without_a_login_there_is_nothing(self):
        for path in ("/", "/ui", "/ui/loads", "/ui/database/shop", "/ui/table/shop/items", "/ui/load/1001"):
            status, headers, body = request("GET", path)
            self.assertEqual((status, headers["www-authenticate"]),
                             (401, 'Basic realm="Starload development server", charset="UTF-8"'))
            self.assertNotIn(b"shop", body)
        self.assertEqual(page("/ui", "ann", "wrong")[0], 401)
        tab = self.tab("/ui", user=None)
        self.assertIn("Login", tab.text())

    def test_a_user_sees_what_it_may_see(self):
        text = self.tab("/ui", "ann", "pw").text()
        self.assertIn("shop\t1\n", text)
        self.assertNotIn("many\t", text)
        self.assertIn("shop.items", text)
        self.assertNotIn("hidden", self.tab("/ui/database/shop", "ann", "pw").text())
        self.assertIn("apple", self.tab("/ui/table/shop/items", "ann", "pw").text())
        for path in ("/ui/table/shop/hidden", "/ui/database/many", "/ui/table/shop/none", "/ui/load/9999"):
            self.assertEqual(page(path, "ann", "pw")[0], 404, path)
        nothing = self.tab("/ui", "eve", "pw").text()
        self.assertNotIn("shop", nothing)
        self.assertEqual(page("/ui/load/1001", "eve", "pw")[0], 404)

    def test_rows_need_select(self):
        text = self.tab("/ui/table/shop/items", "bob", "pw").text()
        self.assertIn("needs the SELECT privilege", text)
        self.assertNotIn("apple", text)

    # ---- How it behaves ----

    def test_a_running_load_is_followed_without_a_click(self):
        transaction("begin", "run")
        transaction("load", "run", "20|quince|3\n21|fig|4\n")
        tab = self.tab("/ui/loads?state=running")
        row = "[...document.querySelectorAll('main tr')].find(row => row.cells[0].innerText === 'run')"
        self.assertEqual(tab.run(f"[...{row}.cells].slice(2, 6).map(cell => cell.innerText)"),
                         ["PREPARE", "2", "0", "21 B"])
        transaction("prepare", "run")
        tab.wait_for(f"({row} || {{innerText: ''}}).innerText.includes('PREPARED')")
        transaction("commit", "run")
        tab.wait_for(f"!{row}")
        self.assertFalse(tab.run("document.querySelector('main').hasAttribute('data-refresh')"))

    def test_everything_is_there_without_javascript(self):
        for path, part in (("/ui", "Latest loads"), ("/ui/database/shop", "PRIMARY KEY"),
                           ("/ui/table/shop/items", "apple"), ("/ui/loads", "too many filtered rows")):
            self.assertIn(part, self.tab(path, scripts=False).dom())
        self.assertIn('http-equiv="refresh"', self.tab("/ui", scripts=False).dom())

    def test_many_tables_come_page_by_page(self):
        tab = self.tab("/ui/database/many")
        names = []
        while True:
            names += tab.run("[...document.querySelectorAll('main td a')].map(link => link.innerText)")
            following = tab.run("(document.querySelector('a[rel=next]') || {}).href || ''")
            if not following:
                break
            self.assertLessEqual(len(names), 150)
            tab.go(following)
        self.assertEqual(names, [f"many.t{number:03}" for number in range(120)])

    def test_many_loads_come_page_by_page(self):
        for number in range(60):
            stream_load("items", f"page-{number}", "1|apple|1.50\n")
        tab = self.tab("/ui/loads")
        first = tab.run("[...document.querySelectorAll('main tr td:first-child')].map(cell => cell.innerText)")
        self.assertEqual(len(first), 50)
        tab.go(tab.run("document.querySelector('a[rel=next]').href"))
        second = tab.run("[...document.querySelectorAll('main tr td:first-child')].map(cell => cell.innerText)")
        self.assertFalse(set(first) & set(second))
        self.assertIn("page-0", second)

    def test_a_table_of_a_million_rows_does_not_make_it_slow(self):
        rows = "".join(f"{number}|row number {number}\n" for number in range(1_000_000))
        self.assertIn('"NumberLoadedRows": 1000000', stream_load("big", "big", rows))
        for path in ("/ui/table/shop/big", "/ui/database/shop"):
            start = time.monotonic()
            _, _, body = page(path)
            self.assertIn(b"1,000,000", body)
            self.assertLess(time.monotonic() - start, 2)
            self.assertLess(len(body), 200_000)

    def test_light_and_dark(self):
        color = "getComputedStyle(document.body).backgroundColor"
        self.assertEqual(self.tab("/ui").run(color), "rgb(255, 255, 255)")
        dark = self.tab("/ui", dark=True)
        self.assertEqual(dark.run(color), "rgb(20, 24, 30)")
        self.shot(dark, "dark")

    def test_a_small_screen_needs_no_sideways_scrolling_of_the_page(self):
        for path in ("/ui", "/ui/loads", "/ui/table/shop/items"):
            tab = self.tab(path, width=360, height=700)
            self.assertLessEqual(tab.run("document.documentElement.scrollWidth"), 360, path)
            self.shot(tab, "small" + path.replace("/", "-"))

    # ---- Headers ----

    def test_every_answer_carries_the_headers_that_keep_it_safe(self):
        for status, headers, _ in (page("/ui"), page("/ui/loads"), page("/ui/none"), request("GET", "/ui"),
                                   request("GET", "/ui/style.css"), request("GET", "/ui/refresh.js")):
            policy = headers["content-security-policy"]
            self.assertIn("default-src 'none'", policy)
            self.assertNotIn("unsafe", policy)
            self.assertEqual(headers["x-content-type-options"], "nosniff", status)
            self.assertEqual(headers["referrer-policy"], "no-referrer")
            self.assertEqual(headers["cache-control"], "no-store")
            self.assertEqual(headers["x-frame-options"], "DENY")

    def test_another_host_name_gets_nothing(self):
        for path in ("/", "/ui", "/ui/style.css"):
            self.assertEqual(page(path, Host="rebound.example")[0], 403)

    def test_nothing_can_be_changed(self):
        for method in ("POST", "PUT", "DELETE", "PATCH"):
            headers = {"Authorization": authorization("root", OPTIONS.password)}
            status, reply, _ = request(method, "/ui/table/shop/items", headers)
            self.assertEqual((status, reply["allow"]), (405, "GET, HEAD"))


def main():
    global OPTIONS
    parser = argparse.ArgumentParser()
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--mysql-port", type=int, required=True)
    parser.add_argument("--password", default="")
    parser.add_argument("--screenshots")
    parser.add_argument("--only", default="")
    OPTIONS = parser.parse_args()
    if browser.find_chromium() is None:
        print("web_test: Chromium is missing (apt-get install chromium)", file=sys.stderr)
        print("0 passed, 1 failed")
        return 1
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(Pages)
    if OPTIONS.only:
        suite = unittest.TestSuite(test for test in suite if OPTIONS.only in test.id())
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
    failed = len({test.id() for test, _ in result.failures + result.errors})
    print(f"{max(result.testsRun - failed, 0)} passed, {failed} failed")
    return 1 if failed or result.testsRun == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
