"""PyMySQL against the development server. Called by run_clients.sh with STARLOAD_TEST_PORT and _PASSWORD."""

import datetime
import decimal
import os
import sys

import pymysql

PORT = int(os.environ["STARLOAD_TEST_PORT"])
PASSWORD = os.environ["STARLOAD_TEST_PASSWORD"]


def connect(password=PASSWORD, database=None):
    return pymysql.connect(host="127.0.0.1", port=PORT, user="root", password=password, database=database,
                           connect_timeout=10, read_timeout=60)


def expect(wanted, answered):
    if wanted != answered:
        sys.exit(f"wanted {wanted!r}, answered {answered!r}")


def main():
    connection = connect()
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS pymysql_client")
        cursor.execute("CREATE DATABASE pymysql_client")
        connection.select_db("pymysql_client")
        cursor.execute("CREATE TABLE t (id BIGINT NOT NULL, name VARCHAR(20), price DECIMAL(10,2), day DATE, at DATETIME,"
                       " ok BOOLEAN, d DOUBLE) PRIMARY KEY(id) DISTRIBUTED BY HASH(id)")
        rows = [(1, "it's \"ü\"", decimal.Decimal("1.50"), datetime.date(2013, 1, 5),
                 datetime.datetime(2013, 1, 5, 6, 7, 8, 500000), 1, 2.5),
                (2, None, None, None, None, None, None)]
        expect(2, cursor.executemany("INSERT INTO t VALUES (%s, %s, %s, %s, %s, %s, %s)", rows))
        connection.commit()
        cursor.execute("SELECT * FROM t ORDER BY id")
        expect(rows, list(cursor.fetchall()))
        cursor.execute("SELECT sum(price), count(*), avg(d) FROM t")
        expect((decimal.Decimal("1.50"), 2, 2.5), cursor.fetchone())
        cursor.execute("SELECT COLUMN_NAME, ORDINAL_POSITION, COLUMN_KEY, DATA_TYPE, COLUMN_SIZE, DECIMAL_DIGITS FROM"
                       " information_schema.COLUMNS WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s", ("pymysql_client", "t"))
        expect(("id", 1, "PRI", "bigint", 19, 0), cursor.fetchone())
        cursor.execute("SHOW CREATE TABLE t")
        expect("t", cursor.fetchone()[0])
        expect(1, cursor.execute("UPDATE t SET name = %s WHERE id = 2", ("b",)))
        expect(1, cursor.execute("DELETE FROM t WHERE name = %s", ("b",)))
    connection.close()
    try:
        connect(password="wrong")
    except pymysql.err.OperationalError as error:
        expect((1045, "Access denied for user 'root' (using password: YES)"), error.args)
    else:
        sys.exit("a wrong password was taken")


main()
