"""A folder with a suite that measures nothing in no time, for the tests of the runner."""
import contextlib
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest
from unittest import mock

from bench import __main__ as program

BENCHMARKS = pathlib.Path(__file__).resolve().parents[2] / "benchmarks"

_RUN = """#!/usr/bin/python3 -ISs
import json, os, pathlib, sys, time
plan = json.loads((pathlib.Path(__file__).parent / "plan.json").read_text())
what, words = sys.argv[1], sys.argv[2:]
if what == "--list":
    for step in plan["steps"]: print(step)
    sys.exit(0)
if what in ("--prepare", "--check"):
    print(plan.get(what, {}).get("says", "done"))
    sys.exit(plan.get(what, {}).get("code", 0))
case, subject = words[:2]
with open(plan["log"], "a") as log: log.write(case + " " + subject + "\\n")
do = plan["steps"][case + " " + subject]
for line in do.get("lines", []): print(line if isinstance(line, str) else json.dumps(line), flush=True)
time.sleep(do.get("sleep", 0))
if "says" in do: print(do["says"], file=sys.stderr)
sys.exit(do.get("code", 0))
"""


def measurement(case, subject, seconds, **more):
    return {"suite": "fake", "case": case, "subject": subject, "rows": 1000, "bytes": 100000, "seconds": seconds, **more}


def doing(case, subject, seconds=1.0, **more):
    """A step that prints one measurement."""
    return {f"{case} {subject}": {"lines": [measurement(case, subject, seconds)], **more}}


def main_without_looking_at_the_machine(arguments, pictures=False):
    """The command, without what takes seconds and has nothing to do with what is tested."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch("bench.machine.describe", return_value={"cores": "2", "commit": "abc"}))
        stack.enter_context(mock.patch("bench.machine.busy_share", return_value=0.0))
        if not pictures:
            stack.enter_context(mock.patch("bench.plots.draw", return_value={}))
        return program.main(arguments)


class FakeSuiteTest(unittest.TestCase):
    """Has the folder; bench() runs the runner on it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.results = self.folder / "results"
        (self.folder / "bench").mkdir()
        (self.folder / "fake").mkdir()
        run = self.folder / "fake/run"
        run.write_text(_RUN, encoding="utf-8")
        run.chmod(0o755)
        (self.folder / "README.md").write_text("# Page\n\n<!-- figures: written by scripts/bench -->\nold\n<!-- end of figures -->\nrest\n",
                                               encoding="utf-8")
        self.budgets([])

    def budgets(self, budgets):
        (self.folder / "bench/budgets.json").write_text(json.dumps(budgets), encoding="utf-8")

    def plan(self, steps, **more):
        content = {"steps": steps, "log": str(self.folder / "log"), **more}
        (self.folder / "fake/plan.json").write_text(json.dumps(content), encoding="utf-8")

    def arguments(self, *arguments):
        return ["--build", str(self.folder / "build"), "--suites", str(self.folder),
                "--results", str(self.results), *arguments]

    def bench(self, *arguments, code=0, pictures=False):
        """What it printed."""
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            found = main_without_looking_at_the_machine(self.arguments(*arguments), pictures)
        self.assertEqual(found, code, said.getvalue())
        return said.getvalue()

    def start(self, *arguments):
        """In a process of its own, for being stopped."""
        process = subprocess.Popen([sys.executable, __file__, *self.arguments(*arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env={**os.environ, "PYTHONPATH": str(BENCHMARKS)})
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def steps_run(self):
        """The steps that were begun, in order."""
        log = self.folder / "log"
        return log.read_text(encoding="utf-8").splitlines() if log.exists() else []

    def wait_for_steps(self, count):
        ends = time.monotonic() + 20
        while len(self.steps_run()) < count:
            self.assertLess(time.monotonic(), ends, "the step did not begin")
            time.sleep(0.01)

    def report(self):
        return (self.results / "results.md").read_text(encoding="utf-8")

    def content(self):
        return json.loads((self.results / "results.json").read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main_without_looking_at_the_machine(sys.argv[1:]))
