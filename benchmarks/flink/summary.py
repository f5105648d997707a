#!/usr/bin/python3
"""Prints the medians of run.sh's results, and each ratio beside its budget, with the source's own cost taken off both sides.

Lines of the file: case, connector, rows a second, CPU seconds a million rows, peak memory in MiB.
"""
import collections
import statistics
import sys

# case: (rows/s of ours to official's at least, CPU of ours to official's at most); None: told only
SQL = (5, 1 / 7)
BUDGETS = {"csv": SQL, "json": SQL, "csv-exactly-once": SQL, "strings": (3, None)}


def read(path):
    figures = collections.defaultdict(list)
    with open(path, encoding="utf-8") as file:
        for line in file:
            case, connector, *numbers = line.split()
            figures[case, connector].append([float(number) for number in numbers])
    return {key: [statistics.median(column) for column in zip(*runs)] for key, runs in figures.items()}


def verdict(figure, budget, at_least):
    if budget is None:
        return ""
    met = figure >= budget if at_least else figure <= budget
    return f"{'at least' if at_least else 'at most'} {budget:.3g}: {'met' if met else 'not met'}"


def source_of(case):
    """The case that measures the source alone; the same rule stands in run.sh."""
    kind = case.rsplit("-", 1)[-1]
    return f"blackhole-{kind}" if kind in ("generic", "reuse", "strings") else "blackhole"


def main():
    figures = read(sys.argv[1])
    sources = {case: row for (case, _), row in figures.items() if case.startswith("blackhole")}
    print("\n| case | connector | rows/s | CPU s a million rows | peak MiB |\n|---|---|---|---|---|")
    for (case, connector), (rate, cpu, peak) in figures.items():
        print(f"| {case} | {'' if case in sources else connector} | {rate:,.0f} | {cpu:.3f} | {peak:.0f} |")
    if not any(connector == "ours" for _, connector in figures):
        return
    print("\n| what | figure | budget |\n|---|---|---|")
    for case in dict.fromkeys(case for case, _ in figures):
        if (case, "ours") not in figures or (case, "official") not in figures:
            continue
        ours, official = figures[case, "ours"], figures[case, "official"]
        rate_budget, cpu_budget = BUDGETS.get(case, (None, None))
        off = sources.get(source_of(case), [float("inf"), 0])
        left = 1 / ours[0] - 1 / off[0]  # what is left of ours beside the source
        # A connector that is as fast as its source has no rate of its own; noise would decide.
        speed = (1 / official[0] - 1 / off[0]) / left if left > 0.05 / ours[0] else float("inf")
        shown = f"{speed:.1f} x" if speed < float("inf") else "as fast as the source"
        cpu = (ours[1] - off[1]) / (official[1] - off[1])
        print(f"| {case}: rows/s beside the official connector | {shown} ({ours[0] / official[0]:.1f} x with the source) "
              f"| {verdict(speed, rate_budget, True)} |")
        print(f"| {case}: CPU a row beside the official connector | {cpu:.3f} ({ours[1] / official[1]:.3f} with the source) "
              f"| {verdict(cpu, cpu_budget, False)} |")
        print(f"| {case}: peak memory beside the official connector | {ours[2] / official[2]:.2f} "
              f"| {verdict(ours[2] / official[2], 1, False)} |")


if __name__ == "__main__":
    main()
