"""Programs of suites: their output, their reason to fail, and nothing left behind. And what is said about the machine."""
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

from bench import machine, processes

BENCHMARKS = pathlib.Path(__file__).resolve().parents[2] / "benchmarks"


def is_running(pid):
    try:
        state = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in "ZX"


class ProcessesTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.log = pathlib.Path(folder.name) / "log"

    def shell(self, script, limit=20):
        lines = []
        return processes.run(["/bin/sh", "-c", script], self.log, limit, lines.append), lines

    def assert_ends(self, pid):
        ends = time.monotonic() + 20
        while is_running(pid):
            self.assertLess(time.monotonic(), ends, f"process {pid} still runs")
            time.sleep(0.01)

    def test_standard_output_comes_line_by_line_and_all_is_in_the_log(self):
        outcome, lines = self.shell("echo one; echo two; echo three >&2")
        self.assertEqual((outcome.code, lines), (0, ["one", "two"]))
        self.assertEqual(sorted(self.log.read_text(encoding="utf-8").split()), ["one", "three", "two"])

    def test_the_reason_is_the_last_line_of_standard_error(self):
        outcome, _ = self.shell("echo first >&2; echo because >&2; exit 4")
        self.assertEqual((outcome.code, outcome.reason), (4, "because"))

    def test_what_a_program_leaves_behind_is_ended(self):
        _, lines = self.shell("sleep 60 & echo $!")
        self.assert_ends(int(lines[0]))

    def test_a_program_that_hangs_is_ended_with_its_children(self):
        outcome, lines = self.shell("sleep 60 & echo $!; wait", limit=0.5)
        self.assertTrue(outcome.timed_out)
        self.assert_ends(int(lines[0]))

    def test_when_the_runner_is_killed_its_program_is_told_to_end(self):
        pid_file = self.log.with_name("pid")
        script = f"echo $$ > {pid_file}.new; mv {pid_file}.new {pid_file}; exec sleep 60"
        code = f"from bench import processes; processes.run(['/bin/sh', '-c', '{script}'], '{self.log}', 60)"
        runner = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(BENCHMARKS)})
        self.addCleanup(runner.wait)
        self.addCleanup(runner.kill)
        ends = time.monotonic() + 20
        while not pid_file.exists():
            self.assertLess(time.monotonic(), ends, "the program did not begin")
            time.sleep(0.01)
        runner.kill()
        self.assert_ends(int(pid_file.read_text(encoding="utf-8")))


class MachineTest(unittest.TestCase):
    def test_the_machine_is_named(self):
        facts = machine.describe(BENCHMARKS.parent, "/nowhere")
        for name in ("cores", "kernel", "memory", "date"):
            self.assertTrue(facts.get(name), name)

    def test_own_work_does_not_count_as_that_of_others(self):
        watch = machine.CpuWatch()
        time.sleep(0.05)
        self.assertEqual(watch.others(own_seconds=1e6), 0.0)


if __name__ == "__main__":
    unittest.main()
