"""One run: prepares and checks the suites, measures all their steps in turn, round by round, within the time, and never gives up
because one step failed."""
import time

from bench import machine, plan
from bench.records import USED_UP
from bench.suites import SuiteError

# Kept back of the time limit for writing the report.
_SECONDS_FOR_THE_REPORT = 20
# No suite may use up more of the whole time by being prepared or checked.
_LARGEST_SHARE_TO_GET_READY = 0.4
# A step that takes longer hangs.
_LONGEST_STEP = {False: 1200, True: 240}
_SECONDS_TO_WATCH = 3.0
_BUSY = 0.15


class Run:
    """What holds during one run. `options`: quick, rounds, limit (seconds), started (of the clock time.time())."""

    def __init__(self, suites, records, options, say):
        self._suites, self._records, self._options, self._say = suites, records, options, say
        self._deadline = options.started + options.limit - _SECONDS_FOR_THE_REPORT
        self._hopeless = set()  # steps that hung: not tried in every round
        self._rounds = {}

    def go_on_after(self, seconds_spent):
        """The time that an earlier part of the run took counts."""
        self._deadline -= seconds_spent

    def carry_out(self, known_seconds):
        steps = self._steps_of(self._suites, known_seconds)
        steps = {suite: of_suite for suite, of_suite in steps.items() if self._make_ready(suite)}
        self._warn_when_busy()
        self._print_plan(steps, known_seconds)
        self._rounds = dict.fromkeys(steps, self._options.rounds)
        self._run_round(1, steps, known_seconds)
        number = 1
        while number < max(self._rounds.values(), default=0):
            self._plan_rounds(number, steps)
            number += 1
            self._run_round(number, {suite: steps[suite] for suite in steps if self._rounds[suite] >= number}, self._records.step_seconds())

    # --- before the first round ---

    def _make_ready(self, suite):
        """Prepared, and the subjects proved to do the same work; a suite that fails the proof is measured, and says so."""
        if not self._one_off(suite, "prepare", suite.prepare):
            return False
        if any(line["suite"] == suite.name and line["what"] == "check" and line["ok"] for line in self._records.of_kind("suite")):
            return True
        if not self._one_off(suite, "check", suite.check):
            self._say(f"{suite.name}: without a check that passed, nobody knows that its subjects do the same work: their ratios mean nothing")
        return True

    def _one_off(self, suite, what, action):
        """Runs action(seconds, on_line), and notes what became of it."""
        left = self._left()
        if left <= 0:
            self._note(suite, what, False, 0, USED_UP)
            self._say(f"{suite.name}: {what} left out, the time is used up")
            return False
        self._say(f"{suite.name}: {what}")
        lines = []
        outcome = action(min(left, self._options.limit * _LARGEST_SHARE_TO_GET_READY), lines.append)
        ok = outcome.code == 0
        self._note(suite, what, ok, outcome.seconds, "" if ok else outcome.reason, lines if what == "check" else [])
        for line in lines if what == "check" else []:
            self._say(f"  {line}")
        self._say(f"  took {plan.in_words(outcome.seconds)}" + ("" if ok else f", FAILED: {outcome.reason}"))
        return ok

    def _note(self, suite, what, ok, seconds, reason, lines=()):
        self._records.add("suite", suite=suite.name, what=what, ok=ok, seconds=seconds, reason=reason, lines=list(lines))

    def _steps_of(self, suites, known):
        """The quickest suite first: what the time does not allow is what takes longest."""
        steps = {}
        for suite in suites:
            try:
                steps[suite] = suite.steps()
                self._note(suite, "list", True, 0, "")
            except SuiteError as error:
                self._note(suite, "list", False, 0, str(error))
                self._say(str(error))
        return dict(sorted(steps.items(), key=lambda item: plan.whole_round_seconds(*_expected(*item, known), len(item[1]))))

    def _warn_when_busy(self):
        share = machine.busy_share(_SECONDS_TO_WATCH)
        if share > _BUSY:
            self._say(f"warning: {share:.0%} of the machine is in use by others: figures will be too low, and noisy; compare ratios only")

    def _print_plan(self, steps, known):
        left = self._left()
        self._say(f"\nPlan: {self._options.rounds} rounds, fewer where the time does not allow them; "
                  f"the time ends at {time.strftime('%H:%M', time.gmtime(time.time() + left))} UTC, in {plan.in_words(left)}")
        times = {suite.name: _expected(suite, of_suite, known) for suite, of_suite in steps.items()}
        first = sum(seconds for seconds, _ in times.values())
        rounds = plan.rounds_that_fit({name: seconds for name, (seconds, _) in times.items()}, self._options.rounds, left - first)
        for suite, of_suite in steps.items():
            seconds, unknown = times[suite.name]
            guess = f"about {rounds[suite.name]} rounds of {plan.in_words(seconds)}" if unknown < len(of_suite) else "no times known yet"
            more = f" and {unknown} steps without a known time" if 0 < unknown < len(of_suite) else ""
            self._say(f"  {suite.name}: {len(of_suite)} steps, {guess}{more}")
        if first:
            self._say(f"  expected: {plan.in_words(sum(rounds[name] * seconds for name, (seconds, _) in times.items()))}, "
                      "as long as steps took the last time")

    # --- rounds ---

    def _plan_rounds(self, done, steps):
        """From the times that steps took: how many rounds each suite gets in all."""
        known = self._records.step_seconds()
        times = {suite: _expected(suite, of_suite, known)[0] for suite, of_suite in steps.items() if self._rounds[suite] > done}
        by_name = {suite.name: suite for suite in steps}
        fitting = plan.rounds_that_fit({suite.name: seconds for suite, seconds in times.items()},
                                       self._options.rounds - done + 1, self._left())
        for name, more in fitting.items():
            rounds = done + more - 1
            if rounds < self._rounds[by_name[name]]:
                self._say(f"{name}: {rounds} of {self._options.rounds} rounds, because the time does not allow more "
                          f"({plan.in_words(times[by_name[name]])} a round)")
            self._rounds[by_name[name]] = rounds

    def _run_round(self, number, steps, known):
        if not steps:
            return
        finished = self._records.finished()
        todo = [(suite, case, subject) for suite, of_suite in steps.items() for case, subject in of_suite
                if (number, step_name(suite, case, subject)) not in finished]
        self._say(f"\nRound {number}: {len(todo)} steps")
        for suite, case, subject in todo:
            self._run_step(number, suite, case, subject, known)

    def _run_step(self, number, suite, case, subject, known):
        step = step_name(suite, case, subject)
        left = self._left()
        if step in self._hopeless:
            return
        if left < known.get(step, 1):
            self._records.add("left-out", round=number, step=step, reason=USED_UP)
            self._say(f"  {step}: left out, the time is used up")
            return
        self._records.add("started", round=number, step=step)
        limit = min(_LONGEST_STEP[self._options.quick], left)
        watch = machine.CpuWatch()
        outcome = suite.measure(case, subject, limit, lambda data: self._records.add("measurement", round=number, step=step, data=data))
        others = round(watch.others(outcome.cpu_seconds), 3)
        self._finish_step(number, step, outcome, others, out_of_time=outcome.timed_out and limit == left)

    def _finish_step(self, number, step, outcome, others, out_of_time):
        if outcome.code == 0:
            self._records.add("done", round=number, step=step, seconds=outcome.seconds, others=others)
            self._say(f"  {step}: {outcome.seconds:.1f} s")
            return
        if out_of_time:
            self._records.add("left-out", round=number, step=step, reason=f"{USED_UP} while it ran")
        else:
            self._records.add("failed", round=number, step=step, seconds=outcome.seconds, reason=outcome.reason)
        if outcome.timed_out:
            self._hopeless.add(step)
        self._say(f"  {step}: FAILED: {outcome.reason}")

    def _left(self):
        return self._deadline - time.time()


def _expected(suite, steps, known):
    """(seconds of a round, steps whose time is not known)"""
    return plan.expected_round_seconds([step_name(suite, *step) for step in steps], known)


def step_name(suite, case, subject):
    return f"{suite.name} {case} {subject}"
