"""Writes results.md, results.json and the pictures, and prints the verdicts."""
import json

from bench import budgets, plots, readme, tables, wording
from bench.records import USED_UP
from bench.summary import Summary


_MOST_LEFT_OUT = 6


def write(records, judged_budgets, folder, page, say):
    """True when something failed. page: the README that the figures of a full run go into, or None."""
    measurements = records.measurements()
    summary = Summary(measurements)
    named = {suite for run in records.of_kind("run") for suite in run["suites"]}
    verdicts = budgets.judge([one for one in judged_budgets if not named or one["suite"] in named], summary)
    problems = _problems(records)
    pictures = plots.draw(summary, verdicts, folder, say)
    text = _markdown(records, summary, verdicts, problems, pictures)
    (folder / "results.md").write_text(text, encoding="utf-8")
    _write_json(records, verdicts, problems, folder / "results.json")
    run = records.of_kind("run")[0]
    if page and not run["quick"]:
        missing = sorted({line["suite"] for line in records.of_kind("suite")} - set(summary.suites()))
        if missing:
            say(f"{page.name} keeps its figures: there are none of {', '.join(missing)}")
        else:
            readme.replace_figures(page, run["machine"], verdicts, summary)
    for one in verdicts:
        say(f"{one.budget['suite']:10} {wording.what_is_judged(one.budget)}: {wording.measured(one)} "
            f"({wording.limit(one.budget)}, {one.budget['source']}): {wording.met(one).strip('*')}")
    met = [one.met for one in verdicts]
    say(f"\nBudgets: {met.count(True)} met, {met.count(False)} not met, {met.count(None)} not measured")
    for line in problems:
        say(line)
    say(f"The report: {folder / 'results.md'}")
    return any(not line.startswith("left out") for line in problems)


def _problems(records):
    found = [f"{'left out' if line['reason'] == USED_UP else 'failed'}: {line['suite']}: {line['what']}: {line['reason']}"
             for line in _last_of_suites(records) if not line["ok"]]
    return found + _of_steps(records, "failed", "failed") + _short(_of_steps(records, "left-out", "left out"))


def _of_steps(records, kind, in_words):
    """A line for each step and reason, with its rounds."""
    rounds = {}
    for line in records.problems(kind):
        rounds.setdefault((line["step"], line["reason"]), []).append(str(line["round"]))
    return [f"{in_words}: {step} (round {', '.join(numbers)}): {reason}" for (step, reason), numbers in rounds.items()]


def _short(lines):
    """Where the time ended, many steps are left out: the first and the last ones say enough (results.json has them all)."""
    if len(lines) <= _MOST_LEFT_OUT:
        return lines
    return [*lines[: _MOST_LEFT_OUT - 1], f"left out: {len(lines) - _MOST_LEFT_OUT} more steps", lines[-1]]


def _last_of_suites(records):
    return list({(line["suite"], line["what"]): line for line in records.of_kind("suite")}.values())


def _markdown(records, summary, verdicts, problems, pictures):
    run = records.of_kind("run")[0]
    command = " ".join(["scripts/bench", *(["--quick"] if run["quick"] else []), *(f"--suite {name}" for name in run["suites"])])
    parts = ["# Results", f"Written by `{command}`; [README.md](../README.md) says how to read this. Minimum / median / maximum of the runs.",
             tables.machine(run["machine"]), _noise(records), "## Budgets", tables.verdicts(verdicts)]
    if problems:
        parts += ["## What failed or was left out", "\n".join(f"* {line}" for line in problems)]
    checks = {line["suite"]: line for line in records.of_kind("suite") if line["what"] == "check"}
    for suite in summary.suites():
        parts += [f"## {suite}", *_check(checks.get(suite)), tables.figures(summary, suite), tables.ratios(summary, suite),
                  *tables.bases(summary, suite), "\n".join(f"![{suite}]({picture})" for picture in pictures.get(suite, []))]
    return "\n\n".join(part for part in parts if part) + "\n"


def _check(line):
    if line is None:
        return []
    if not line["ok"]:
        return [f"**The check did not pass: nobody knows that the subjects do the same work, and the ratios below mean nothing.** {line['reason']}"]
    said = [text.strip() for text in line["lines"] if text.strip()]
    return ["Checked before: the subjects of each case do the same work." + ("\n\n```\n" + "\n".join(said) + "\n```" if said else "")]


def _noise(records):
    shares = sorted(line["others"] for line in records.of_kind("done") if "others" in line)
    if not shares:
        return ""
    text = (f"{len(shares)} steps. Others, the hypervisor included, used {shares[len(shares) // 2]:.0%} of the cores during the median step, "
            f"{shares[-1]:.0%} during the worst.")
    if shares[len(shares) // 2] > 0.15:
        text += " **The machine was busy: compare ratios only.**"
    return text


def _write_json(records, verdicts, problems, path):
    run = records.of_kind("run")
    content = {"run": run[0], "went_on": run[1:], "suites": _last_of_suites(records), "problems": problems,
               "budgets": [{**one.budget, "measured": one.measured._asdict() if one.measured else None, "met": one.met} for one in verdicts],
               "steps": records.of_kind("done"), "left_out": records.problems("left-out"), "measurements": records.measurements()}
    lines = ",\n".join(f"{json.dumps(name)}: {_one_a_line(value)}" for name, value in content.items())
    path.write_text("{\n" + lines + "\n}\n", encoding="utf-8")


def _one_a_line(value):
    """JSON that a diff can show: the members of a list a line each."""
    if not isinstance(value, list) or not value:
        return json.dumps(value)
    return "[\n " + ",\n ".join(json.dumps(one) for one in value) + "\n]"
