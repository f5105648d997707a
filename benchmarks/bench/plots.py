"""The pictures: what Starload is beside its peers, as bars; how figures grow, as curves. Matplotlib draws them; without it there are none."""
import math

from bench import tables, wording

_OURS = "starload"
_PALETTE = ("#1f6fb4", "#d1662c", "#3a8f4d", "#8a5aa8", "#b8323a", "#7a7a7a", "#b58900", "#2aa198")
_TITLES = {"rows/s": "rows a second: how many times as many as the peer",
           "cpu": "CPU seconds a row: how many times those of the peer"}


def draw(summary, verdicts, folder, say):
    """{suite: [file names]}; draws nothing, and says so, where matplotlib is missing."""
    for old in folder.glob("*.svg"):
        old.unlink()
    try:
        import matplotlib
    except ImportError:
        say("no pictures: matplotlib is missing (Debian: python3-matplotlib)")
        return {}
    matplotlib.use("svg")
    # The same figures give the same file.
    matplotlib.rcParams.update({"svg.hashsalt": "starload", "font.family": "DejaVu Sans", "font.size": 9, "axes.spines.top": False,
                                "axes.spines.right": False, "svg.fonttype": "path"})
    drawn = {}
    for suite in summary.suites():
        names = []
        for figure in ("rows/s", "cpu"):
            names += _bars(summary, verdicts, suite, figure, folder)
        names += _curves(summary, suite, folder)
        drawn[suite] = names
    return drawn


def _save(figure, folder, name):
    from matplotlib import pyplot

    figure.savefig(folder / name, metadata={"Date": None}, bbox_inches="tight")
    pyplot.close(figure)
    return [name]


def _bars(summary, verdicts, suite, figure, folder):
    """A bar for each case and peer: the ratio, its spread, and the budget as a mark."""
    from matplotlib import pyplot

    found = [(case, peer, pairs[figure][0]) for case, x, peer, pairs in tables.ratio_rows(summary, suite)
             if x is None and figure in pairs and math.isfinite(pairs[figure][0].middle) and pairs[figure][0].middle > 0]
    if not found:
        return []
    peers = list(dict.fromkeys(peer for _, peer, _ in found))
    picture, axes = pyplot.subplots(figsize=(8, 0.9 + 0.34 * len(found)))
    for place, (case, peer, spread) in enumerate(reversed(found)):
        high = spread.high if math.isfinite(spread.high) else spread.middle
        axes.barh(place, spread.middle, color=_PALETTE[peers.index(peer) % len(_PALETTE)], height=0.68,
                  xerr=[[spread.middle - spread.low], [high - spread.middle]], error_kw={"ecolor": "#333333", "lw": 1, "capsize": 2})
        axes.annotate(f"{wording.number(spread.middle)} x", (max(high, spread.middle), place), xytext=(5, 0), textcoords="offset points",
                      va="center", fontsize=8)
        for budget in _budgets_of(verdicts, suite, case, peer, figure):
            axes.plot([budget, budget], [place - 0.42, place + 0.42], color="#111111", lw=2)
    axes.set_yticks(range(len(found)), [f"{case} beside {wording.subject(peer)}" for case, peer, _ in reversed(found)])
    _scale(axes, [spread.middle for *_, spread in found])
    axes.axvline(1, color="#888888", lw=0.8, ls="--")
    axes.set_title(f"{suite}: {_TITLES[figure]}", loc="left", fontsize=10)
    axes.set_xlabel("median, with minimum and maximum of the rounds; thick mark: budget; dashed: the same as the peer", fontsize=8)
    return _save(picture, folder, f"{suite}-{'rate' if figure == 'rows/s' else 'cpu'}.svg")


def _scale(axes, values):
    """A log axis where the ratios are far apart."""
    if max(values) / min(values) > 20:
        axes.set_xscale("log")
        _plain_ticks(axes.xaxis)
    axes.margins(x=0.12)


def _plain_ticks(axis):
    from matplotlib import ticker

    axis.set_major_formatter(ticker.FuncFormatter(lambda value, _: wording.number(value)))
    axis.set_minor_formatter(ticker.NullFormatter())


def _budgets_of(verdicts, suite, case, peer, figure):
    return [one.budget.get("at_least", one.budget.get("at_most")) for one in verdicts
            if (one.budget["suite"], one.budget["case"], one.budget.get("beside"), one.budget["figure"]) == (suite, case, peer, figure)
            and not one.budget.get("curve")]


def _curves(summary, suite, folder):
    """A picture for each case that has coordinates: a panel for each figure, a line for each subject."""
    from matplotlib import pyplot

    names = []
    for case in summary.cases(suite):
        subjects = [name for name in summary.subjects(suite, case) if len(summary.points(suite, case, name)) > 1]
        figures = [name for name in ("rows/s", "bytes/s", "cpu", "peak", "seconds") if subjects and _measured(summary, suite, case, subjects, name)]
        if "rows/s" in figures:
            figures = [name for name in figures if name != "seconds"]
        if not figures:
            continue
        picture, all_axes = pyplot.subplots(1, len(figures), figsize=(3.4 * len(figures), 2.8), squeeze=False)
        for axes, figure in zip(all_axes[0], figures):
            _panel(axes, summary, suite, case, subjects, figure)
        picture.suptitle(f"{suite}: {case}", x=0.02, ha="left", fontsize=10)
        if len(subjects) > 1:
            all_axes[0][0].legend(fontsize=7, frameon=False)
        picture.tight_layout()
        names += _save(picture, folder, f"{suite}-{case}.svg")
    return names


def _measured(summary, suite, case, subjects, figure):
    return any(summary.spread((suite, case, subject, x), figure) for subject in subjects for x in summary.points(suite, case, subject))


def _panel(axes, summary, suite, case, subjects, figure):
    scale = {"bytes/s": 1e6, "peak": 1048576.0, "seconds": 1e-3}.get(figure, 1)
    for number, subject in enumerate(subjects):
        found = [(x, summary.spread((suite, case, subject, x), figure)) for x in summary.points(suite, case, subject)]
        found = [(x, spread) for x, spread in found if spread]
        color = _PALETTE[number % len(_PALETTE)]
        places = [x for x, _ in found]
        axes.fill_between(places, [s.low / scale for _, s in found], [s.high / scale for _, s in found], color=color, alpha=0.2, lw=0)
        axes.plot(places, [s.middle / scale for _, s in found], color=color, marker="o", ms=3.5, lw=1.4, label=wording.subject(subject))
    axes.set_xscale("log")
    axes.set_ylim(bottom=0)
    _plain_ticks(axes.xaxis)
    _plain_ticks(axes.yaxis)
    axes.grid(color="#dddddd", lw=0.6)
    axes.set_title("ms" if figure == "seconds" else wording.HEADINGS[figure], fontsize=9)
    axes.tick_params(labelsize=7)
