"""The pictures: what Starload is beside its peers, as bars; how figures grow, as curves. Matplotlib draws them; without it there are none."""
from bench import bars, curves

_STYLE = {"svg.hashsalt": "starload",  # the same figures give the same file
          "svg.fonttype": "path", "font.family": "DejaVu Sans", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False}


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
    matplotlib.rcParams.update(_STYLE)
    drawn = {}
    for suite in summary.suites():
        pictures = {**bars.of_suite(summary, verdicts, suite), **curves.of_suite(summary, suite)}
        for name, picture in pictures.items():
            _save(picture, folder / name)
        drawn[suite] = list(pictures)
    return drawn


def _save(picture, path):
    from matplotlib import pyplot

    picture.savefig(path, metadata={"Date": None}, bbox_inches="tight")
    pyplot.close(picture)
