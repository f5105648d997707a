"""The whole runner on a suite that measures nothing: turns, failures, a kill in the middle."""
import importlib.util
import signal
import time
import unittest
from unittest import mock

from bench.processes import Outcome

from fake_suite import FakeSuiteTest, doing, measurement


class RunTest(FakeSuiteTest):
    def tearDown(self):
        mock.patch.stopall()

    def test_steps_run_in_turn_round_by_round(self):
        self.plan({**doing("a", "starload"), **doing("a", "curl")})
        self.bench("--rounds", "2")
        self.assertEqual(self.steps_run(), ["a starload", "a curl", "a starload", "a curl"])

    def test_a_step_that_fails_is_reported_and_the_others_go_on(self):
        self.plan({"a official": {"says": "no such peer", "code": 3}, **doing("a", "starload")})
        said = self.bench("--rounds", "2", code=1)
        self.assertIn("failed: fake a official (round 1, 2): no such peer", said)
        self.assertIn("fake a official (round 1, 2): no such peer", self.report())
        self.assertEqual(len(self.content()["measurements"]), 2)

    def test_a_step_without_a_measurement_failed(self):
        self.plan({"a starload": {"lines": ["all is well"]}})
        self.assertIn("it printed no measurement", self.bench("--rounds", "1", code=1))

    def test_measurements_of_a_step_that_fails_afterwards_do_not_count(self):
        self.plan({**doing("a", "starload", code=1, says="broke"), **doing("a", "curl")})
        self.bench("--rounds", "1", code=1)
        self.assertEqual([one["subject"] for one in self.content()["measurements"]], ["curl"])

    def test_a_measurement_that_is_none_is_refused(self):
        self.plan({"a starload": {"lines": ['{"suite": "fake", "case": "a", "subject": "starload", "seconds": -1}']}})
        self.assertIn("no number that can be measured", self.bench("--rounds", "1", code=1))

    def test_a_suite_that_cannot_be_prepared_is_left_out_and_reported(self):
        self.plan(doing("a", "starload"), **{"--prepare": {"code": 1}})
        self.assertIn("failed: fake: prepare", self.bench("--rounds", "1", code=1))
        self.assertEqual(self.steps_run(), [])

    def test_what_the_check_compared_is_in_the_report(self):
        self.plan(doing("a", "starload"), **{"--check": {"says": "a: 10 rows are the same"}})
        self.bench("--rounds", "1")
        self.assertIn("a: 10 rows are the same", self.report())

    def test_after_a_check_that_failed_the_report_says_that_ratios_mean_nothing(self):
        self.plan(doing("a", "starload"), **{"--check": {"code": 1}})
        self.bench("--rounds", "1", code=1)
        self.assertIn("the ratios below mean nothing", self.report())

    def test_a_budget_is_judged(self):
        self.budgets([{"suite": "fake", "case": "a", "of": "starload", "beside": "curl", "figure": "rows/s", "at_least": 2, "source": "design"}])
        self.plan({**doing("a", "starload", 1.0), **doing("a", "curl", 3.0)})
        self.assertIn("rows/s beside curl -T: 3.00 x (at least 2.00 x, design): met", self.bench("--rounds", "1"))

    def test_a_step_that_hangs_is_ended_and_not_tried_in_every_round(self):
        self.plan({**doing("a", "starload"), "a curl": {"sleep": 60}})
        with mock.patch("bench.runner._LONGEST_STEP", {False: 0.5}):
            said = self.bench("--rounds", "3", code=1)
        self.assertIn("failed: fake a curl (round 1): stopped after 0 s", said)
        self.assertEqual(self.steps_run().count("a curl"), 1)
        self.assertEqual(len(self.content()["measurements"]), 3)

    def test_what_the_time_does_not_allow_is_left_out_and_reported(self):
        self.plan(doing("a", "starload"))
        said = self.bench("--started", str(time.time() - 3590), "--minutes", "60")
        self.assertIn("left out: fake: prepare: the time was used up", said)

    def test_of_many_steps_that_are_left_out_the_page_names_some_and_the_data_all(self):
        self.plan({name: what for i in range(9) for name, what in doing(f"c{i}", "starload").items()})
        with mock.patch("bench.suites.Suite.prepare", self._take_all_the_time):
            said = self.bench("--rounds", "1")
        self.assertEqual(said.count("left out: fake c"), 6)
        self.assertIn("left out: 3 more steps", said)
        self.assertEqual(len(self.content()["left_out"]), 9)

    @staticmethod
    def _take_all_the_time(suite, _limit, _on_line):
        """Also for the check that comes next."""
        suite.check = lambda *_: Outcome(0, 0.0, 0.0, "", False)
        mock.patch("bench.runner.Run._left", return_value=0.5).start()
        return Outcome(0, 0.0, 0.0, "", False)

    def test_growth_is_tabled(self):
        lines = [measurement("rows", "starload", x / 1e6, x=x) for x in (1000, 10000, 100000)]
        self.plan({"rows starload": {"lines": lines}})
        self.bench("--rounds", "1")
        self.assertIn("| rows | 10,000 | Starload |", self.report())

    @unittest.skipUnless(importlib.util.find_spec("matplotlib"), "matplotlib is not here")
    def test_pictures_are_drawn_and_shown(self):
        lines = [measurement("rows", "starload", x / 1e6, x=x) for x in (1000, 10000, 100000)]
        self.plan({"rows starload": {"lines": lines}, **doing("a", "starload", 1.0), **doing("a", "curl", 3.0)})
        self.bench("--rounds", "1", pictures=True)
        for name in ("fake-rate.svg", "fake-rows.svg"):
            self.assertIn(f"({name})", self.report())
            self.assertIn("<svg", (self.results / name).read_text(encoding="utf-8"))

    def test_without_matplotlib_the_report_is_written_all_the_same(self):
        self.plan(doing("a", "starload"))
        with mock.patch.dict("sys.modules", {"matplotlib": None}):
            self.assertIn("matplotlib is missing", self.bench("--rounds", "1", pictures=True))
        self.assertIn("| a | Starload |", self.report())

    def test_the_figures_of_a_full_run_go_into_the_page(self):
        self.plan({**doing("a", "starload", 1.0), **doing("a", "curl", 3.0)})
        self.bench("--rounds", "1")
        page = (self.folder / "README.md").read_text(encoding="utf-8")
        self.assertIn("| a | curl -T | 3.00 x |", page)
        self.assertNotIn("old", page)
        self.assertTrue(page.endswith("<!-- end of figures -->\nrest\n"))

    def test_without_figures_of_a_suite_the_page_keeps_its_own(self):
        self.plan({"a starload": {"code": 1}})
        self.assertIn("README.md keeps its figures: there are none of fake", self.bench("--rounds", "1", code=1))
        self.assertIn("old", (self.folder / "README.md").read_text(encoding="utf-8"))

    def test_a_quick_run_leaves_the_page_alone(self):
        self.plan(doing("a", "starload"))
        self.bench("--rounds", "1", "--quick")
        self.assertIn("old", (self.folder / "README.md").read_text(encoding="utf-8"))

    def test_an_unknown_suite_is_named_with_those_that_there_are(self):
        self.plan(doing("a", "starload"))
        self.assertIn('no suite "flunk": the suites are fake', self.bench("--suite", "flunk", code=2))


class ResumeTest(FakeSuiteTest):
    def setUp(self):
        super().setUp()
        self.slow = {**doing("a", "starload"), **doing("a", "curl"), **doing("b", "starload", sleep=60)}
        self.fast = {**self.slow, **doing("b", "starload")}

    def stop_in_third_step(self, how):
        self.plan(self.slow)
        process = self.start("--rounds", "2")
        self.wait_for_steps(3)
        process.send_signal(how)
        process.wait(20)
        self.plan(self.fast)
        return process.returncode

    def test_a_run_that_was_killed_goes_on_with_the_step_it_was_in(self):
        self.stop_in_third_step(signal.SIGKILL)
        self.bench("--rounds", "2", "--resume")
        self.assertEqual(self.steps_run(), ["a starload", "a curl", "b starload", "b starload", "a starload", "a curl", "b starload"])
        self.assertEqual(len(self.content()["measurements"]), 6)

    def test_a_run_that_was_interrupted_says_how_to_go_on_and_goes_on(self):
        self.assertEqual(self.stop_in_third_step(signal.SIGINT), 130)
        self.bench("--rounds", "2", "--resume")
        self.assertEqual(len(self.content()["measurements"]), 6)

    def test_a_last_line_that_was_cut_off_is_forgotten(self):
        self.stop_in_third_step(signal.SIGKILL)
        with open(self.results / "raw.jsonl", "ab") as file:
            file.write(b'{"kind": "done", "round": 1, "step": "fake b starl')
        self.bench("--rounds", "2", "--resume")
        self.assertEqual(len(self.content()["measurements"]), 6)

    def test_a_step_that_failed_is_tried_again(self):
        self.plan({**doing("a", "starload"), "a curl": {"code": 1, "says": "refused"}})
        self.bench("--rounds", "1", code=1)
        self.plan({**doing("a", "starload"), **doing("a", "curl")})
        self.assertNotIn("refused", self.bench("--rounds", "1", "--resume"))
        self.assertEqual(len(self.content()["measurements"]), 2)

    def test_another_run_is_not_gone_on_with(self):
        self.stop_in_third_step(signal.SIGKILL)
        self.assertIn("had other arguments: scripts/bench", self.bench("--resume", "--quick", code=2))

    def test_nothing_to_go_on_with_is_an_error(self):
        self.plan(self.fast)
        self.assertIn("no run was begun", self.bench("--resume", code=2))


if __name__ == "__main__":
    unittest.main()
