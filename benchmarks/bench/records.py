"""What a run has done so far: a file of JSON lines, synced line by line, so that a run that was stopped at any moment goes on.

Kinds of lines: "run" (how it was started, and on which machine), "suite" (a suite prepared or checked), "measurement", "done" (a step
of a round, with its seconds), "failed" and "left-out" (a step, and why). The measurements of a step count once its "done" is there.
"""
import json
import os

# The reason of what was left out.
USED_UP = "the time was used up"


class Records:
    """Owns the file. One writer at a time."""

    def __init__(self, path):
        self.path = path
        self.lines = _read(path)

    def start_anew(self):
        self.lines = []
        open(self.path, "wb").close()

    def add(self, kind, **fields):
        line = {"kind": kind, **fields}
        self.lines.append(line)
        with open(self.path, "ab") as file:
            file.write(json.dumps(line).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def of_kind(self, kind):
        return [line for line in self.lines if line["kind"] == kind]

    def finished(self):
        """The (round, step) that need not run again. What failed or was left out is tried again by a run that goes on."""
        return {(line["round"], line["step"]) for line in self.of_kind("done")}

    def measurements(self):
        """Those of finished steps; of a step that was cut off and ran again, those of the last time."""
        counted, pending = [], {}
        for line in self.lines:
            key = (line.get("round"), line.get("step"))
            if line["kind"] == "started":
                pending[key] = []
            elif line["kind"] == "measurement":
                pending.setdefault(key, []).append({**line["data"], "round": line["round"]})
            elif line["kind"] == "done":
                counted += pending.pop(key, [])
        return counted

    def problems(self, kind):
        """Lines of steps that failed or were left out, without those that were made up for later."""
        finished = self.finished()
        last = {(line["round"], line["step"]): line for line in self.of_kind(kind)}
        return [line for key, line in last.items() if key not in finished]

    def seconds_spent(self):
        return sum(line.get("seconds", 0) for line in self.lines if line["kind"] in ("suite", "done", "failed"))

    def step_seconds(self):
        """The median of the seconds that each step took."""
        seen = {}
        for line in self.of_kind("done"):
            seen.setdefault(line["step"], []).append(line["seconds"])
        return {step: sorted(times)[len(times) // 2] for step, times in seen.items()}


def _read(path):
    """The whole lines of the file; a last line that was cut off is removed from it."""
    try:
        with open(path, "rb") as file:
            text = file.read()
    except FileNotFoundError:
        return []
    whole = text[: text.rfind(b"\n") + 1]
    if len(whole) < len(text):
        os.truncate(path, len(whole))
    return [json.loads(line) for line in whole.splitlines()]
