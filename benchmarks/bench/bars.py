"""Ratios of a suite as bars: one for each case and peer, with the spread of the rounds, and the budget as a mark."""
import math

from bench import tables, wording

COLORS = ("#1f6fb4", "#d1662c", "#3a8f4d", "#8a5aa8", "#b8323a", "#7a7a7a", "#b58900", "#2aa198")
_FIGURES = {"rows/s": ("rate", "rows a second: how many times as many as the peer"),
            "cpu": ("cpu", "CPU seconds a row: how many times those of the peer")}
# Ratios further apart than this are drawn on a log axis.
_FAR_APART = 20


def of_suite(summary, verdicts, suite):
    """{file name: figure}"""
    found = {}
    for figure, (name, title) in _FIGURES.items():
        ratios = [(case, peer, pairs[figure][0]) for case, x, peer, pairs in tables.ratio_rows(summary, suite)
                  if x is None and figure in pairs and math.isfinite(pairs[figure][0].middle) and pairs[figure][0].middle > 0]
        if ratios:
            found[f"{suite}-{name}.svg"] = _draw(ratios, _budgets(verdicts, suite, figure), f"{suite}: {title}")
    return found


def _draw(ratios, budgets, title):
    from matplotlib import pyplot

    peers = list(dict.fromkeys(peer for _, peer, _ in ratios))
    picture, axes = pyplot.subplots(figsize=(8, 0.9 + 0.34 * len(ratios)))
    axes.axvline(1, color="#888888", lw=0.8, ls="--", zorder=0)
    values = [spread.middle for *_, spread in ratios]
    far_apart = max(values) / min(values) > _FAR_APART
    start = 1 if far_apart else 0  # a log axis has no 0: bars begin where both are the same
    for place, (case, peer, spread) in enumerate(reversed(ratios)):
        _bar(axes, place, start, spread, COLORS[peers.index(peer) % len(COLORS)])
        for budget in budgets.get((case, peer), []):
            axes.plot([budget, budget], [place - 0.42, place + 0.42], color="#111111", lw=2)
    axes.set_yticks(range(len(ratios)), [f"{case} beside {wording.subject(peer)}" for case, peer, _ in reversed(ratios)])
    if far_apart:
        _log_scale(axes)
    axes.margins(x=0.12)
    axes.set_title(title, loc="left", fontsize=10)
    axes.set_xlabel("median, with minimum and maximum of the rounds; thick mark: budget; dashed: the same as the peer", fontsize=8)
    return picture


def _bar(axes, place, start, spread, color):
    high = spread.high if math.isfinite(spread.high) else spread.middle
    axes.barh(place, spread.middle - start, left=start, color=color, height=0.68,
              xerr=[[spread.middle - spread.low], [high - spread.middle]],
              error_kw={"ecolor": "#333333", "lw": 1, "capsize": 2})
    axes.annotate(f"{wording.number(spread.middle)} x", (max(high, start), place), xytext=(5, 0), textcoords="offset points",
                  va="center", fontsize=8, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})


def _log_scale(axes):
    from matplotlib import ticker

    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(ticker.FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_formatter(ticker.NullFormatter())


def _budgets(verdicts, suite, figure):
    """{(case, peer): [numbers]}"""
    found = {}
    for one in verdicts:
        budget = one.budget
        if budget["suite"] == suite and budget["figure"] == figure and not budget.get("curve"):
            found.setdefault((budget["case"], budget.get("beside")), []).append(budget.get("at_least", budget.get("at_most")))
    return found
