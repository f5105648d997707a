"""Figures, ratios round by round, bases, budgets."""
import os
import pathlib
import tempfile
import unittest

from bench import budgets, plan, same_rows, wording
from bench.clients import ClientFailed
from bench.summary import Spread, Summary, figure


def one(case, subject, number, seconds, **more):
    return {"suite": "s", "case": case, "subject": subject, "round": number, "rows": 1_000_000, "seconds": seconds, **more}


class FigureTest(unittest.TestCase):
    def test_figures_of_a_measurement(self):
        found = one("a", "starload", 1, 2.0, bytes=5_000_000, cpu_seconds=0.5, peak_bytes=7)
        self.assertEqual([figure(found, name) for name in ("rows/s", "bytes/s", "cpu", "peak", "seconds")], [500_000, 2_500_000, 0.5, 7, 2.0])

    def test_what_was_not_measured_is_no_figure(self):
        self.assertEqual([figure({"seconds": 1.0}, name) for name in ("rows/s", "bytes/s", "cpu", "peak")], [None] * 4)


class RatioTest(unittest.TestCase):
    def test_is_taken_round_by_round_so_that_drift_does_not_matter(self):
        found = Summary([one("a", "starload", 1, 1.0), one("a", "curl", 1, 2.0), one("a", "starload", 2, 10.0), one("a", "curl", 2, 20.0)])
        self.assertEqual(found.ratio(("s", "a", "starload", None), ("s", "a", "curl", None), "rows/s"), Spread(2.0, 2.0, 2.0, 2))

    def test_rounds_that_only_one_of_them_has_do_not_count(self):
        found = Summary([one("a", "starload", 1, 1.0), one("a", "starload", 2, 1.0), one("a", "curl", 2, 4.0)])
        self.assertEqual(found.ratio(("s", "a", "starload", None), ("s", "a", "curl", None), "rows/s").count, 1)

    def test_the_base_is_taken_off_both_sides(self):
        base = {"base": "source/blackhole", "cpu_seconds": 1.5}
        found = Summary([one("source", "blackhole", 1, 1.0, cpu_seconds=1.0), one("a", "starload", 1, 2.0, **base),
                         one("a", "official", 1, 11.0, **{**base, "cpu_seconds": 6.0})])
        ours, theirs = ("s", "a", "starload", None), ("s", "a", "official", None)
        self.assertAlmostEqual(found.ratio(ours, theirs, "rows/s").middle, 10.0)
        self.assertAlmostEqual(found.ratio(ours, theirs, "rows/s", with_base=False).middle, 5.5)
        self.assertAlmostEqual(found.ratio(ours, theirs, "cpu").middle, 0.1)

    def test_a_subject_as_fast_as_its_base_has_no_rate_of_its_own(self):
        found = Summary([one("source", "blackhole", 1, 1.0), one("a", "starload", 1, 1.01, base="source/blackhole")])
        self.assertEqual(found.net(("s", "a", "starload", None), "rows/s").middle, float("inf"))


class BudgetTest(unittest.TestCase):
    @staticmethod
    def judge(measurements, **budget):
        full = {"suite": "s", "case": "a", "of": "starload", "source": "design", **budget}
        return budgets.judge([full], Summary(measurements))[0]

    def test_of_a_curve_the_worst_point_is_judged(self):
        points = [one("a", "starload", 1, 1.0, x=1, peak_bytes=10), one("a", "starload", 1, 1.0, x=2, peak_bytes=30),
                  one("a", "starload", 1, 1.0, x=3, peak_bytes=20)]
        found = self.judge(points, figure="peak", at_most=25)
        self.assertEqual((found.measured.middle, found.met), (30, False))

    def test_flatness_is_the_last_point_beside_the_first(self):
        points = [one("a", "starload", 1, seconds, x=x) for x, seconds in ((1, 5.0), (10, 1.0), (100, 1.5))]
        self.assertTrue(self.judge(points, figure="seconds", curve="last/first", at_most=2).met)
        self.assertAlmostEqual(self.judge(points, figure="seconds", curve="last/first", from_x=10, at_most=2).measured.middle, 1.5)

    def test_what_was_not_measured_is_neither_met_nor_not_met(self):
        self.assertIsNone(self.judge([], figure="rows/s", at_least=1).met)

    def test_the_project_s_own_budgets_are_about_suites_that_there_are(self):
        benchmarks = pathlib.Path(budgets.__file__).parents[1]
        suites = {budget["suite"] for budget in budgets.read(benchmarks / "bench/budgets.json")}
        self.assertTrue(suites)
        self.assertEqual([name for name in suites if not os.access(benchmarks / name / "run", os.X_OK)], [])

    def test_a_budget_with_a_slip_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "budgets.json"
            path.write_text('[{"suite": "s", "case": "a", "of": "starload", "figure": "rows", "at_least": 1, "source": "design"}]', encoding="utf-8")
            with self.assertRaisesRegex(ValueError, 'figure "rows" is none of rows/s'):
                budgets.read(path)


class PlanTest(unittest.TestCase):
    def test_steps_without_a_known_time_take_as_long_as_the_others(self):
        self.assertEqual([plan.whole_round_seconds(40, 2, 10), plan.whole_round_seconds(0, 3, 3)], [50, float("inf")])

    def test_all_rounds_where_the_time_allows_them(self):
        self.assertEqual(plan.rounds_that_fit({"a": 10, "b": 20}, 5, 120), {"a": 5, "b": 5})

    def test_the_suite_that_takes_longest_gets_fewer_rounds(self):
        self.assertEqual(plan.rounds_that_fit({"a": 10, "b": 100}, 5, 250), {"a": 5, "b": 3})

    def test_every_suite_gets_some_before_a_quick_one_gets_all(self):
        self.assertEqual(plan.rounds_that_fit({"a": 10, "b": 30}, 5, 80), {"a": 3, "b": 3})

    def test_without_time_there_is_the_first_round_only(self):
        self.assertEqual(plan.rounds_that_fit({"a": 10, "b": 30}, 5, 5), {"a": 1, "b": 1})


class SameRowsTest(unittest.TestCase):
    def test_order_and_bodies_do_not_matter(self):
        same_rows.require_same("c", {"a": [b"1\n2\n"], "b": [b"2\n", b"1\n"]}, same_rows.csv_rows, say=lambda _: None)

    def test_a_null_is_an_absent_member(self):
        same_rows.require_same("c", {"a": [b'[{"x":1,"y":null}]'], "b": [b'{"x": 1}\n']}, same_rows.json_rows, say=lambda _: None)

    def test_the_first_difference_is_named(self):
        with self.assertRaisesRegex(ClientFailed, "b did not send what a sent: b'3' instead of b'2'"):
            same_rows.require_same("c", {"a": [b"1\n2\n"], "b": [b"3\n1\n"]}, same_rows.csv_rows)

    def test_a_missing_row_is_a_difference(self):
        with self.assertRaisesRegex(ClientFailed, "1 rows, not 2"):
            same_rows.require_same("c", {"a": [b"1\n2\n"], "b": [b"1\n"]}, same_rows.csv_rows)


class WordingTest(unittest.TestCase):
    def test_numbers_have_three_digits_that_count(self):
        self.assertEqual([wording.number(value) for value in (1234567.8, 123.4, 12.345, 1.5, 0.0123, 0)],
                         ["1,234,568", "123", "12.3", "1.50", "0.0123", "0"])


if __name__ == "__main__":
    unittest.main()
