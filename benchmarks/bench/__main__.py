"""The command line behind scripts/bench, which builds first. See benchmarks/README.md."""
import argparse
import os
import pathlib
import signal
import sys
import time

from bench import budgets, machine, report, step_times, suites
from bench.records import Records
from bench.runner import Run

ROOT = pathlib.Path(__file__).resolve().parents[2]
_MINUTES = {False: 150, True: 15}
_ROUNDS = {False: 5, True: 3}


def parse(arguments):
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measures Starload beside its peers, and writes the report.")
    parser.add_argument("--quick", action="store_true", help="fewer rows, fewer rounds: within 15 minutes instead of 150")
    parser.add_argument("--suite", action="append", default=[], metavar="NAME", help="only this suite; may be repeated")
    parser.add_argument("--rounds", type=int, help="rounds of all steps (5; with --quick 3)")
    parser.add_argument("--minutes", type=float, help="the time limit, all included (150; with --quick 15)")
    parser.add_argument("--resume", action="store_true", help="go on with the run that was stopped")
    parser.add_argument("--report-only", action="store_true", help="write the report of what was measured, and measure nothing")
    parser.add_argument("--list", action="store_true", help="print the steps of each suite, and measure nothing")
    parser.add_argument("--build", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--results", type=pathlib.Path, help="where the report goes (benchmarks/results; with --suite BUILD/bench-results)")
    parser.add_argument("--suites", type=pathlib.Path, default=ROOT / "benchmarks", help=argparse.SUPPRESS)
    parser.add_argument("--page", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--started", type=float, default=time.time(), help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.rounds is not None and options.rounds < 1:
        parser.error("--rounds: at least 1")
    options.rounds = options.rounds or _ROUNDS[options.quick]
    options.limit = 60 * (options.minutes or _MINUTES[options.quick])
    options.build, options.suites = options.build.resolve(), options.suites.resolve()
    options.results = (options.results or (options.build / "bench-results" if options.suite else options.suites / "results")).resolve()
    return options


def main(arguments):
    options = parse(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)
    try:
        found = suites.find(options.suites, options.build, options.build / "bench-work", options.quick, options.suite)
        judged = budgets.read(options.suites / "bench/budgets.json")
        if options.list:
            return _list(found)
        return _run(options, found, judged)
    except (suites.SuiteError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\ninterrupted; the same command with --resume goes on", file=sys.stderr)
        return 130


def _run(options, found, judged):
    options.results.mkdir(parents=True, exist_ok=True)
    records = Records(options.results / "raw.jsonl")
    times = step_times.StepTimes(options.results / "step_times.json", options.quick)
    run = Run(found, records, options, _say)
    if options.resume or options.report_only:
        _require_same_run(records, options)
    else:
        records.start_anew()
    if not options.report_only:
        run.go_on_after(records.seconds_spent())
        records.add("run", quick=options.quick, suites=options.suite, rounds=options.rounds, minutes=options.limit / 60,
                    machine=machine.describe(ROOT, options.build))
        run.carry_out({**times.known(), **records.step_seconds()})
        times.learn(records.step_seconds())
    page = options.page
    if options.results == options.suites / "results" and not options.suite:
        page = options.suites / "README.md"
    failed = report.write(records, judged, options.results, page, _say)
    return 1 if failed else 0


def _require_same_run(records, options):
    runs = records.of_kind("run")
    if not runs:
        raise ValueError(f"--resume: no run was begun in {options.results}")
    if runs[0]["quick"] != options.quick or runs[0]["suites"] != options.suite:
        raise ValueError("--resume: the run that was stopped had other arguments: "
                         + " ".join(["scripts/bench", *(["--quick"] if runs[0]["quick"] else []),
                                     *(f"--suite {name}" for name in runs[0]["suites"])]))


def _list(found):
    for suite in found:
        for case, subject in suite.steps():
            print(suite.name, case, subject)
    return 0


def _say(text):
    print(text, flush=True)


def _interrupt(_number, _frame):
    raise KeyboardInterrupt


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)  # threads that read the output of a suite may still wait
