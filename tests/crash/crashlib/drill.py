"""Carries a plan out: lets faults happen one after the other, starts again what died, and has the rows checked."""
import json
import os
import subprocess
import time

import pymysql

from crashlib.server import HarnessError

POLL_S = 0.004
STRIKE_LIMIT_S = 30
END_LIMIT_S = 90
LATE_S = 0.15
MAX_STARTS = 120
TRIES = 3  # of what needs the server


class Result:
    """What came of a plan."""

    def __init__(self, plan):
        self.plan = plan
        self.fired = []  # cells, one for each fault that happened
        self.missed = []  # cells whose fault never came about
        self.problems = []
        self.lost = 0
        self.doubled = 0
        self.starts = 0
        self.seconds = 0.0

    def is_passed(self):
        return not self.problems


class LoaderEnded(Exception):
    """The loader is through before everything went wrong that should have."""


class Drill:
    def __init__(self, plan, server, loader, checker):
        self.plan = plan
        self.server = server
        self.loader = loader
        self.checker = checker
        self.result = Result(plan)
        self.armed_kill = ""  # what the running loader was told
        self.killed_at = set()  # held faults at which the loader was killed

    def run(self):
        begun = time.monotonic()
        try:
            self.create_tables()
            self.carry_out()
            self.check(final=True)
        except HarnessError as error:
            self.result.problems.append(f"{error}\n{self.loader.log_tail()}")
        finally:
            self.loader.kill()
            if self.server.is_running():
                self.server.clear_faults()
        self.result.starts = self.loader.starts
        self.result.seconds = time.monotonic() - begun
        return self.result

    def create_tables(self):
        for _ in range(TRIES):
            # An exit of the drill before may come late: its request was under way when its faults were removed.
            self.revive_server()
            try:
                self.server.create_tables(self.loader.database, self.plan.tables)
                return
            except pymysql.Error:
                time.sleep(0.1)
        raise HarnessError(f"cannot create tables at {self.server.address('mysql')}")

    def carry_out(self):
        self.start_loader(self.plan.strikes[0].kill)
        for index, strike in enumerate(self.plan.strikes):
            try:
                happened = self.let_strike_happen(strike)
            except LoaderEnded:
                self.result.missed += [other.cell for other in self.plan.strikes[index:]]
                return
            (self.result.fired if happened else self.result.missed).append(strike.cell)
            self.server.clear_faults()
        self.loader.ask_to_end()
        self.wait_for_end()

    def let_strike_happen(self, strike):
        if strike.kill:
            return self.let_loader_die(strike)
        if strike.cell.step == "any moment":
            return self.kill_at_any_moment(strike)
        return self.let_happen(strike)

    def kill_at_any_moment(self, strike):
        time.sleep(strike.delay_s)
        self.revive_loader()
        if strike.cell.fault == "kill server":
            self.server.kill()
            self.server.start()
            return True
        self.loader.kill()
        self.check(final=False)
        self.start_loader()
        return True

    # The loader's own points.

    def let_loader_die(self, strike):
        if self.armed_kill != strike.kill:
            self.loader.kill()
            self.start_loader(strike.kill)
        deadline = time.monotonic() + STRIKE_LIMIT_S
        while time.monotonic() < deadline:
            self.revive_server()
            code = self.loader.exit_code()
            if code == -9:
                self.check(final=False)
                self.start_loader()
                return True
            if code is not None:
                self.expect_failure(code)
                self.start_loader(strike.kill)
            time.sleep(POLL_S)
        return False

    # Faults of the server.

    def let_happen(self, strike):
        target = self.add_faults(strike.specs())[-1]["id"]
        is_exit = ":exit" in strike.target
        deadline = time.monotonic() + STRIKE_LIMIT_S
        while time.monotonic() < deadline:
            if self.revive_server():
                return is_exit or self.unexpected_death()
            faults = self.server.faults()
            if faults is None:
                continue  # it has just died
            for fault in faults:
                if fault["held"] > 0:
                    self.kill_loader_at(fault["id"])
            if target in self.killed_at:
                return True
            if ":hold" not in strike.target and any(f["id"] == target and f["fired"] > 0 for f in faults):
                return True
            self.revive_loader()
            time.sleep(POLL_S)
        return False

    def add_faults(self, specs):
        for _ in range(TRIES):
            # It may have died of a fault that was cleared since: the request was under way.
            self.revive_server()
            self.server.clear_faults()
            faults = self.server.add_faults(specs)
            if faults is not None:
                return faults
        raise HarnessError("the server takes no faults")

    def unexpected_death(self):
        raise HarnessError("the development server died without being told to")

    def kill_loader_at(self, fault):
        self.loader.kill()
        self.killed_at.add(fault)
        self.check(final=False)
        if not self.plan.release_late:
            self.server.clear_fault(fault)
        self.start_loader()
        if self.plan.release_late:
            time.sleep(LATE_S)
            self.server.clear_fault(fault)

    # What died lives again.

    def start_loader(self, kill=""):
        if self.loader.starts >= MAX_STARTS:
            raise HarnessError(f"the loader was started {MAX_STARTS} times and never got through")
        self.loader.start(kill)
        self.armed_kill = kill

    def revive_server(self):
        if self.server.is_running():
            return False
        self.server.start()
        return True

    def revive_loader(self):
        self.revive_loader_that_ended(self.loader.exit_code())

    def revive_loader_that_ended(self, code):
        if code is None:
            return
        self.expect_failure(code)
        self.start_loader()

    def expect_failure(self, code):
        if code == 0:
            raise LoaderEnded
        if code not in (1, 3, 4, -9):
            raise HarnessError(f"the loader ended with {code}")

    def wait_for_end(self):
        self.server.clear_faults()
        deadline = time.monotonic() + END_LIMIT_S
        while time.monotonic() < deadline:
            self.revive_server()
            code = self.loader.exit_code()
            if code == 0:
                return
            self.revive_loader_that_ended(code)
            time.sleep(POLL_S)
        raise HarnessError(f"the loader did not end within {END_LIMIT_S} s")

    # The rows.

    def check(self, final):
        if self.plan.semantics != "exactly-once" and not final:
            return
        expected = self.loader.expected() if final else self.loader.written()
        command = [self.checker, "--mysql", self.server.address("mysql"), "--database", self.loader.database, "--tables",
                   ",".join(self.plan.tables), "--expected", ",".join(map(str, expected)), "--rejects",
                   self.loader.path("rejects")]
        if self.plan.semantics == "at-least-once":
            # Rows of a checkpoint that was never completed may be there, too.
            command += ["--at-least-once", "--possible", ",".join(map(str, self.loader.written()))]
        elif self.plan.transport == "V2" and self.loader.has_boundaries and self.plan.writer_counts == [1]:
            command += ["--boundaries", self.loader.path("boundaries")]
        if not final:
            command.append("--unfinished")
        for _ in range(TRIES):
            self.revive_server()
            done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
            if done.returncode != 2:
                break
        if done.returncode not in (0, 1):
            raise HarnessError(f"{os.path.basename(self.checker)}: {done.stderr}")
        report = json.loads(done.stdout)
        self.result.lost += report["lost"]
        self.result.doubled = max(self.result.doubled, report["doubled"])
        if done.returncode == 1:
            when = "at the end" if final else f"while start {self.loader.starts + 1} was due"
            self.result.problems.append(f"{when}: {report}\n{self.loader.log_tail()}")
