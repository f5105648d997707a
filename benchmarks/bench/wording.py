"""Numbers and names as the report shows them."""
import math

SUBJECTS = {
    "starload": "Starload",
    "official": "official connector",
    "jdbc-mariadb": "JDBC into MariaDB",
    "curl": "curl -T",
    "load-data": "LOAD DATA into MariaDB",
    "load-data-server": "MariaDB's server in LOAD DATA",
    "plain-loop": "plain loop",
    "nlohmann": "nlohmann::json",
    "fmt": "fmt",
    "blackhole": "the source alone",
    "send": "ready-made bytes, sent",
    "copy": "memory, copied",
}

HEADINGS = {"rows/s": "rows/s", "bytes/s": "MB/s", "cpu": "CPU s a million rows", "peak": "peak MiB", "seconds": "seconds"}
# Behind a number in a sentence.
_UNIT_NAMES = {"rows/s": "rows/s", "bytes/s": "MB/s", "cpu": "s a million rows", "peak": "MiB", "seconds": "s"}
_UNITS = {"bytes/s": 1e6, "peak": 1048576.0}
_IN_WORDS = {"rows/s": "rows/s", "bytes/s": "bytes/s", "cpu": "CPU a row", "peak": "peak memory", "seconds": "seconds"}


def subject(name):
    return SUBJECTS.get(name, name)


def number(value):
    """Three digits that count, without an exponent, thousands apart."""
    if value is None:
        return ""
    if math.isinf(value):
        return "no limit seen"
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.{max(0, 2 - math.floor(math.log10(abs(value))))}f}"


def short(value):
    """1,500,000 as 1.5 M: for axes."""
    for unit, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= unit:
            return f"{value / unit:g} {letter}"
    return f"{value:g}"


def of_figure(name, value):
    return number(value / _UNITS.get(name, 1)) if value is not None else ""


def spread(name, found):
    """Minimum / median / maximum, or the one figure."""
    if found is None:
        return ""
    values = (found.low, found.middle, found.high) if found.count > 1 else (found.middle,)
    return " / ".join(of_figure(name, value) for value in values)


def ratio(found):
    if found is None:
        return ""
    if math.isinf(found.middle):
        return "as fast as the source"
    values = (found.low, found.middle, found.high) if found.count > 1 else (found.middle,)
    return " / ".join(number(value) for value in values) + " x"


def coordinate(value):
    return "" if value is None else f"{value:,.0f}"


def what_is_judged(budget):
    """"csv: rows/s beside the official connector"."""
    text = f"{budget['case']}: {_IN_WORDS[budget['figure']]}"
    if budget.get("curve"):
        start = f"that at {coordinate(budget['from_x'])}" if budget.get("from_x") else "the smallest"
        return f"{text}, the largest beside {start}"
    if budget.get("beside"):
        return f"{text} beside {subject(budget['beside'])}"
    return text


def measured(verdict):
    budget, found = verdict.budget, verdict.measured
    if found is None:
        return "not measured"
    if budget.get("beside") or budget.get("curve"):
        return ratio(found)
    return f"{spread(budget['figure'], found)} {_UNIT_NAMES[budget['figure']]}"


def limit(budget):
    name = "at_least" if "at_least" in budget else "at_most"
    value = budget[name]
    shown = f"{number(value)} x" if budget.get("beside") or budget.get("curve") else f"{of_figure(budget['figure'], value)} {_UNIT_NAMES[budget['figure']]}"
    return f"{name.replace('_', ' ')} {shown}"


def met(verdict):
    return {None: "not measured", True: "met", False: "**not met**"}[verdict.met]
