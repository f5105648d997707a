"""How long each step took the last time, so that the plan of the next run can say when it will end."""
import json


class StepTimes:
    def __init__(self, path, quick):
        self._path, self._kind = path, "quick" if quick else "full"
        try:
            self._times = json.loads(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            self._times = {}

    def known(self):
        return self._times.get(self._kind, {})

    def learn(self, seconds):
        rounded = {step: round(time, 1) for step, time in {**self.known(), **seconds}.items()}
        self._times[self._kind] = dict(sorted(rounded.items()))
        self._path.write_text(json.dumps(self._times, indent=1) + "\n", encoding="utf-8")
