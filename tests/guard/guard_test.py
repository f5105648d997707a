#!/usr/bin/env python3
"""The guard of instruction counts: reading callgrind's dumps, comparing, and what is said about it."""
import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "benchmarks" / "guard"))
import guardlib  # noqa: E402


def counts(**values):
    return {name: {"unit": "row", "instructions": value} for name, value in values.items()}


class Comparing(unittest.TestCase):
    def test_passes_within_the_tolerance(self):
        lines, failed, stale = guardlib.compare(counts(csv=100.0), counts(csv=104.9), 0.05)
        self.assertEqual((failed, stale), (False, False))
        self.assertEqual(lines, ["ok     csv: 104.9 instructions a row, was 100.0 (+4.9%)"])

    def test_fails_above_the_tolerance_and_names_the_loop(self):
        lines, failed, _ = guardlib.compare(counts(csv=100.0, json=50.0), counts(csv=105.1, json=50.0), 0.05)
        self.assertTrue(failed)
        self.assertEqual(lines, ["FAILED csv: 105.1 instructions a row, was 100.0 (+5.1%)",
                                 "ok     json: 50.0 instructions a row, was 50.0 (+0.0%)"])

    def test_one_better_loop_does_not_make_up_for_a_slower_one(self):
        _, failed, stale = guardlib.compare(counts(a=100.0, b=100.0), counts(a=10.0, b=120.0), 0.05)
        self.assertEqual((failed, stale), (True, True))

    def test_better_numbers_pass_and_are_to_be_updated(self):
        lines, failed, stale = guardlib.compare(counts(csv=100.0), counts(csv=94.9), 0.05)
        self.assertEqual((failed, stale), (False, True))
        self.assertEqual(lines, ["better csv: 94.9 instructions a row, was 100.0 (-5.1%)"])

    def test_a_loop_without_a_number_fails(self):
        lines, failed, _ = guardlib.compare({}, counts(csv=1.0), 0.05)
        self.assertTrue(failed)
        self.assertIn("no number to compare with", lines[0])

    def test_a_number_without_a_loop_fails(self):
        lines, failed, _ = guardlib.compare(counts(csv=1.0), {}, 0.05)
        self.assertTrue(failed)
        self.assertIn("no loop of that name", lines[0])

    def test_counts_of_another_unit_are_not_compared(self):
        other = {"csv": {"unit": "MB", "instructions": 1.0}}
        lines, failed, _ = guardlib.compare(counts(csv=1.0), other, 0.05)
        self.assertTrue(failed)
        self.assertIn("counted a MB, the number is a row", lines[0])


class Dumps(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def dump(self, number, text):
        (pathlib.Path(self.folder.name) / f"dump.123.{number}").write_text(text)

    def test_the_nth_dump_is_the_nth_loops(self):
        loops = guardlib.parse_loops("csv row 10.0\nsplit MB 0.5\n")
        for number, total in ((10, 7), (2, 100), (1, 2000)):
            self.dump(number, f"version: 1\nsummary: {total}\n\nfn=(1)\n1 5\n\ntotals: {total}\n")
        measured = guardlib.counts_of(loops, self.folder.name)
        self.assertEqual(measured, {"csv": {"unit": "row", "instructions": 200.0},
                                    "split": {"unit": "MB", "instructions": 200.0}})

    def test_missing_dumps_are_an_error(self):
        with self.assertRaisesRegex(guardlib.GuardError, "1 loops ran, and callgrind wrote 0 dumps"):
            guardlib.counts_of(guardlib.parse_loops("csv row 1\n"), self.folder.name)

    def test_a_loop_that_counted_nothing_is_an_error(self):
        self.dump(1, "totals: 0\n")
        with self.assertRaisesRegex(guardlib.GuardError, "counted nothing in csv"):
            guardlib.counts_of(guardlib.parse_loops("csv row 1\n"), self.folder.name)

    def test_a_dump_without_totals_is_an_error(self):
        self.dump(1, "version: 1\n")
        with self.assertRaisesRegex(guardlib.GuardError, "no totals"):
            guardlib.counts_of(guardlib.parse_loops("csv row 1\n"), self.folder.name)


if __name__ == "__main__":
    unittest.main()
