"""Puts the last figures of a full run into benchmarks/README.md, between two marks."""
from bench import tables

_BEGIN = "<!-- figures: written by scripts/bench -->"
_END = "<!-- end of figures -->"


def replace_figures(path, machine, verdicts, summary):
    text = path.read_text(encoding="utf-8")
    before, found, rest = text.partition(_BEGIN)
    _, ended, after = rest.partition(_END)
    if not found or not ended:
        raise ValueError(f"{path}: the marks \"{_BEGIN}\" and \"{_END}\" are missing")
    path.write_text(f"{before}{_BEGIN}\n{figures(machine, verdicts, summary)}\n{_END}{after}", encoding="utf-8")


def figures(machine, verdicts, summary):
    place = ", ".join(machine[name] for name in ("cpu", "memory", "system", "compiler") if name in machine)
    parts = [f"{machine.get('cores', '?')} cores, {place}; {machine.get('date', '')}, commit {machine.get('commit', '?')}. "
             "All figures: [results/results.md](results/results.md).", tables.verdicts(verdicts)]
    for suite in summary.suites():
        found = tables.ratios(summary, suite)
        parts += [f"{suite}, minimum / median / maximum of the rounds:", found] if found else []
    return "\n\n".join(parts)
