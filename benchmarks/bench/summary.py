"""From measurements to figures: minimum, median, maximum; ratios round by round; the cost of a base taken off."""
import collections
import statistics

Spread = collections.namedtuple("Spread", "low middle high count")

# A subject that costs hardly more than its base has no rate of its own: noise would decide.
_LEAST_SHARE_OF_OWN_COST = 0.05

# The figures that a budget can be about, by what a measurement holds.
FIGURES = ("rows/s", "bytes/s", "cpu", "peak", "seconds")


def spread(values):
    values = sorted(values)
    return Spread(values[0], statistics.median(values), values[-1], len(values)) if values else None


def figure(measurement, name):
    """One figure of a measurement, without regard to a base; None where it was not measured."""
    seconds, rows = measurement.get("seconds"), measurement.get("rows")
    if name == "rows/s":
        return rows / seconds if rows and seconds else None
    if name == "bytes/s":
        return measurement["bytes"] / seconds if measurement.get("bytes") and seconds else None
    if name == "cpu":  # seconds a million rows
        return measurement["cpu_seconds"] / rows * 1e6 if rows and "cpu_seconds" in measurement else None
    return measurement.get({"peak": "peak_bytes", "seconds": "seconds"}[name])


class Summary:
    """All measurements of a run, by suite, case, subject and coordinate."""

    def __init__(self, measurements):
        self._groups = {}
        for one in measurements:
            self._groups.setdefault(_key(one), []).append(one)

    def suites(self):
        return list(dict.fromkeys(key[0] for key in self._groups))

    def keys(self, suite, case=None):
        return [key for key in self._groups if key[0] == suite and case in (None, key[1])]

    def cases(self, suite):
        return list(dict.fromkeys(key[1] for key in self.keys(suite)))

    def subjects(self, suite, case):
        return list(dict.fromkeys(key[2] for key in self.keys(suite, case)))

    def points(self, suite, case, subject):
        """The coordinates of a curve, or [None]."""
        return sorted((key[3] for key in self.keys(suite, case) if key[2] == subject), key=lambda x: (x is not None, x))

    def base(self, key):
        """(case, subject) of what is taken off, or None."""
        named = next((one["base"] for one in self._groups.get(key, []) if one.get("base")), None)
        return tuple(named.split("/", 1)) if named else None

    def spread(self, key, name):
        """Minimum, median and maximum of a figure as it was measured; None where it was not."""
        return spread([value for value in (figure(one, name) for one in self._groups.get(key, [])) if value is not None])

    def ratio(self, key, beside, name, with_base=True):
        """A figure of `key` to that of `beside`, round by round; only rounds that have both. None: there is none."""
        ours, theirs = self._by_round(key, name, with_base), self._by_round(beside, name, with_base)
        return spread([ours[number] / theirs[number] for number in ours if 0 < theirs.get(number, 0) < float("inf")])

    def net(self, key, name):
        """The spread of a figure with the base's cost taken off; as measured where there is no base."""
        return spread(list(self._by_round(key, name, True).values()))

    def _by_round(self, key, name, with_base):
        rounds = collections.defaultdict(list)
        for one in self._groups.get(key, []):
            value = figure(one, name)
            if value is not None:
                rounds[one.get("round", 0)].append(value)
        off = self._base_figure(key, name) if with_base else None
        return {number: _without(off, name, statistics.median(values)) for number, values in rounds.items()}

    def _base_figure(self, key, name):
        base = self.base(key)
        if base is None or name not in ("rows/s", "cpu"):
            return None
        found = self.spread((key[0], base[0], base[1], key[3]), name) or self.spread((key[0], base[0], base[1], None), name)
        return found.middle if found else None


def _without(base, name, value):
    """A figure with what the base costs a row taken off."""
    if base is None:
        return value
    if name == "cpu":
        return max(value - base, 0.0)
    left = 1 / value - 1 / base
    return 1 / left if left > _LEAST_SHARE_OF_OWN_COST / value else float("inf")


def _key(measurement):
    return (measurement["suite"], measurement["case"], measurement["subject"], measurement.get("x"))
