"""The suites: each is a folder of benchmarks/ with a program `run` (benchmarks/README.md says what it has to understand)."""
import json
import os
import pathlib

from bench import processes

FIGURES = ("rows", "bytes", "seconds", "cpu_seconds", "peak_bytes", "x")
_LIST_SECONDS = 60


class SuiteError(Exception):
    """A suite does not work; the text says which, and why."""


class Suite:
    def __init__(self, folder, build, work, quick):
        self.name = folder.name
        self.work = pathlib.Path(work) / folder.name
        self._program = str(folder / "run")
        self._places = ["--build", str(build), "--work", str(self.work)]
        self._quick = ["--quick"] if quick else []

    def steps(self):
        """[(case, subject)] of one round, in order."""
        lines = []
        outcome = processes.run([self._program, "--list", *self._quick], self._log("list"), _LIST_SECONDS, lines.append)
        if outcome.code != 0:
            raise SuiteError(f"{self.name}: --list failed: {outcome.reason}")
        steps = [tuple(line.split()) for line in lines if line.strip()]
        wrong = next((step for step in steps if len(step) != 2), None)
        if wrong or not steps:
            raise SuiteError(f"{self.name}: --list printed \"{' '.join(wrong or [])}\" where \"CASE SUBJECT\" was expected")
        return steps

    def prepare(self, limit, on_line=None):
        return self._run("prepare", ["--prepare"], limit, on_line)

    def check(self, limit, on_line=None):
        return self._run("check", ["--check"], limit, on_line)

    def measure(self, case, subject, limit, on_measurement):
        """Runs one step. A line that is no measurement, and a step without any, are failures."""
        wrong, count = [], 0

        def take(line):
            nonlocal count
            if not line.startswith("{"):
                return
            try:
                on_measurement(parse_measurement(line, self.name))
                count += 1
            except ValueError as error:
                wrong.append(f"{error}: {line}")

        outcome = self._run(f"{case}-{subject}", ["--step", case, subject], limit, take)
        if outcome.code == 0 and (wrong or count == 0):
            return outcome._replace(code=1, reason=wrong[0] if wrong else "it printed no measurement")
        return outcome

    def _run(self, what, arguments, limit, on_line=None):
        return processes.run([self._program, *arguments, *self._places, *self._quick], self._log(what), limit, on_line)

    def _log(self, what):
        folder = self.work / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{what.replace('/', '-')}.log"


def parse_measurement(line, suite):
    """The measurement of a line; ValueError says what is wrong with it."""
    data = json.loads(line)
    for name in ("case", "subject"):
        if not isinstance(data.get(name), str) or not data[name]:
            raise ValueError(f"a measurement without \"{name}\"")
    if data.setdefault("suite", suite) != suite:
        raise ValueError(f"a measurement of suite \"{data['suite']}\"")
    for name in FIGURES:
        if name in data and (isinstance(data[name], bool) or not isinstance(data[name], (int, float)) or data[name] < 0):
            raise ValueError(f"\"{name}\" is no number that can be measured")
    if data.get("seconds") == 0:
        raise ValueError("\"seconds\" is 0")
    if not any(name in data for name in ("seconds", "cpu_seconds", "peak_bytes")):
        raise ValueError("a measurement that measures nothing")
    return data


def find(folder, build, work, quick, wanted=()):
    """All suites below the folder, or those that are wanted."""
    found = {entry.name: entry for entry in sorted(pathlib.Path(folder).iterdir()) if os.access(entry / "run", os.X_OK)}
    for name in wanted:
        if name not in found:
            raise SuiteError(f"there is no suite \"{name}\": the suites are {', '.join(found)}")
    return [Suite(found[name], build, work, quick) for name in (wanted or found)]
