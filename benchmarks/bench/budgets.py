"""The budgets (budgets.json), each with what was measured: met or not.

A budget: {"suite", "case", "of", "figure", "at_least" or "at_most", "source"}, and perhaps "beside" (a subject of the same case: the ratio
is judged), or "curve": "last/first" (the figure at the largest coordinate to that at the smallest, or at "from_x"). Of a curve
without "curve" the worst point is judged.
"""
import collections
import json

from bench import summary as figures

Verdict = collections.namedtuple("Verdict", "budget measured met")

_KEYS = {"suite", "case", "of", "beside", "figure", "at_least", "at_most", "source", "curve", "from_x"}


def read(path):
    with open(path, encoding="utf-8") as file:
        budgets = json.load(file)
    for budget in budgets:
        _require(budget)
    return budgets


def judge(budgets, summary):
    """A Verdict each; measured is a Spread, or None where a run has nothing for it (met is None then)."""
    return [_judge_one(budget, summary) for budget in budgets]


def _judge_one(budget, summary):
    spreads = [found for found in _measured(budget, summary) if found is not None]
    if not spreads:
        return Verdict(budget, None, None)
    if "at_least" in budget:
        worst = min(spreads, key=lambda one: one.middle)
        return Verdict(budget, worst, worst.middle >= budget["at_least"])
    worst = max(spreads, key=lambda one: one.middle)
    return Verdict(budget, worst, worst.middle <= budget["at_most"])


def _measured(budget, summary):
    suite, case, of, figure = (budget[name] for name in ("suite", "case", "of", "figure"))
    points = [x for x in summary.points(suite, case, of) if x is None or x >= budget.get("from_x", 0)]
    if budget.get("curve"):
        if len(points) < 2:
            return []
        return [summary.ratio((suite, case, of, points[-1]), (suite, case, of, points[0]), figure)]
    if budget.get("beside"):
        return [summary.ratio((suite, case, of, x), (suite, case, budget["beside"], x), figure) for x in points]
    return [summary.net((suite, case, of, x), figure) for x in points]


def _require(budget):
    text = json.dumps(budget)
    unknown = set(budget) - _KEYS
    if unknown:
        raise ValueError(f"budgets.json: unknown {', '.join(sorted(unknown))} in {text}")
    if ("at_least" in budget) == ("at_most" in budget):
        raise ValueError(f"budgets.json: one of at_least and at_most is needed in {text}")
    missing = {"suite", "case", "of", "figure", "source"} - set(budget)
    if missing:
        raise ValueError(f"budgets.json: {', '.join(sorted(missing))} missing in {text}")
    if budget["figure"] not in figures.FIGURES:
        raise ValueError(f"budgets.json: figure \"{budget['figure']}\" is none of {', '.join(figures.FIGURES)}")
    if budget["source"] not in ("design", "target"):
        raise ValueError(f"budgets.json: source \"{budget['source']}\" is neither design nor target")
    if budget.get("curve", "last/first") != "last/first":
        raise ValueError(f"budgets.json: curve \"{budget['curve']}\" is not last/first")
