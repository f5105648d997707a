"""Growth as curves: a picture for each case with coordinates, a panel for each figure, a line for each subject."""
import collections

from bench import wording
from bench.bars import COLORS

# A case whose figures belong into the picture of the case before the ending, and what their panel is called.
_COMPANIONS = {"-anonymous": "RssAnon over idle, MiB"}
_TITLES = {"rows/s": "rows/s", "bytes/s": "MB/s", "cpu": "CPU s a million rows", "peak": "peak MiB", "seconds": "ms"}
_SCALES = {"bytes/s": 1e6, "peak": 1048576.0, "seconds": 1e-3}


def of_suite(summary, suite):
    """{file name: figure}"""
    cases = summary.cases(suite)
    found = {}
    for case in cases:
        if any(case.endswith(ending) and case[: -len(ending)] in cases for ending in _COMPANIONS):
            continue
        panels = _panels(summary, suite, case)
        for ending, title in _COMPANIONS.items():
            panels += [panel._replace(title=title) for panel in _panels(summary, suite, case + ending)]
        if panels:
            found[f"{suite}-{case}.svg"] = _draw(panels, f"{suite}: {case}")
    return found


# lines: {subject: [(x, low, middle, high)]}
_Panel = collections.namedtuple("_Panel", "title lines")


def _panels(summary, suite, case):
    panels = []
    for figure, title in _TITLES.items():
        lines = {subject: _line(summary, suite, case, subject, figure) for subject in summary.subjects(suite, case)}
        lines = {subject: line for subject, line in lines.items() if len(line) > 1}
        if lines:
            panels.append(_Panel(title, lines))
    # Where there is a rate, seconds say nothing more.
    return [panel for panel in panels if panel.title != "ms" or not any(other.title == "rows/s" for other in panels)]


def _line(summary, suite, case, subject, figure):
    scale = _SCALES.get(figure, 1)
    spreads = [(x, summary.spread((suite, case, subject, x), figure)) for x in summary.points(suite, case, subject) if x is not None]
    return [(x, spread.low / scale, spread.middle / scale, spread.high / scale) for x, spread in spreads if spread]


def _draw(panels, title):
    from matplotlib import pyplot

    picture, all_axes = pyplot.subplots(1, len(panels), figsize=(3.1 * len(panels), 2.7), squeeze=False)
    for axes, panel in zip(all_axes[0], panels):
        _draw_panel(axes, panel)
    picture.suptitle(title, x=0.02, ha="left", fontsize=10)
    if len(panels[0].lines) > 1:
        all_axes[0][0].legend(fontsize=7, frameon=False)
    picture.tight_layout()
    return picture


def _draw_panel(axes, panel):
    from matplotlib import ticker

    for number, (subject, line) in enumerate(panel.lines.items()):
        color = COLORS[number % len(COLORS)]
        x, low, middle, high = zip(*line)
        axes.fill_between(x, low, high, color=color, alpha=0.2, lw=0)
        axes.plot(x, middle, color=color, marker="o", ms=3.5, lw=1.4, label=wording.subject(subject))
    axes.set_xscale("log")
    axes.set_xticks(sorted({point[0] for line in panel.lines.values() for point in line}))
    axes.xaxis.set_minor_locator(ticker.NullLocator())
    axes.set_ylim(bottom=0)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(ticker.FuncFormatter(lambda value, _: wording.short(value)))
    axes.grid(color="#dddddd", lw=0.6)
    axes.set_title(panel.title, fontsize=9)
    axes.tick_params(labelsize=7)
