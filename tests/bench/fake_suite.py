"""A folder with a suite that measures nothing in no time, for the tests of the runner."""
import contextlib
import io
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
import time
import unittest
from unittest import mock

from bench import __main__ as program

BENCHMARKS = pathlib.Path(__file__).resolve().parents[2] / "benchmarks"

def _script(steps, log, one_offs):
    """The suite's program, in the shell because that starts at once."""
    lines = ["#!/bin/sh", 'case "$1" in', "--list)", *(f"  echo {shlex.quote(name)}" for name in steps), "  exit 0 ;;"]
    for what in ("--prepare", "--check"):
        do = one_offs.get(what, {})
        lines += [f"{what})", f"  echo {shlex.quote(do.get('says', 'done'))}", f"  exit {do.get('code', 0)} ;;"]
    lines += ["esac", f'echo "$2 $3" >> {shlex.quote(str(log))}', 'case "$2 $3" in']
    for name, do in steps.items():
        printed = [line if isinstance(line, str) else json.dumps(line) for line in do.get("lines", [])]
        lines += [f"{shlex.quote(name)})", *(f"  echo {shlex.quote(line)}" for line in printed)]
        lines += [f"  sleep {do['sleep']}"] if "sleep" in do else []
        lines += [f"  echo {shlex.quote(do['says'])} >&2"] if "says" in do else []
        lines += [f"  exit {do.get('code', 0)} ;;"]
    return "\n".join([*lines, "esac", ""])


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
        (self.folder / "README.md").write_text("# Page\n\n<!-- figures: written by scripts/bench -->\nold\n<!-- end of figures -->\nrest\n",
                                               encoding="utf-8")
        self.budgets([])

    def budgets(self, budgets):
        (self.folder / "bench/budgets.json").write_text(json.dumps(budgets), encoding="utf-8")

    def plan(self, steps, **one_offs):
        """A new program in the place of the old one, which may still run."""
        run = self.folder / "fake/run.new"
        run.write_text(_script(steps, self.folder / "log", one_offs), encoding="utf-8")
        run.chmod(0o755)
        run.rename(self.folder / "fake/run")

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
