"""One load under one fault: some checkpoints without it, the fault, its end, some more checkpoints, and the rows compared."""
import copy
import dataclasses
import json
import random
import subprocess
import time

from crashlib.loader import HostLoader
from crashlib.server import HarnessError
from toxilib import faults
from toxilib.toxiproxy import ToxiproxyError

POLL_S = 0.01
CLEAN_CHECKPOINTS = 2
STEP_LIMIT_S = 60
STOP_S = 0.8  # so long nothing may complete
DISTURB_S = 1.5
VARY_S = 0.12
MAX_STARTS = 400

# Requests that the server counts for the report: harmless delays of no length.
COUNTED = {"loads": ("stream_load@be", "load@be"), "questions": ("label_state@fe",), "rollbacks": ("rollback@be", "rollback@fe")}


class CaseFailed(Exception):
    """The case did not go as it must."""


@dataclasses.dataclass
class Plan:
    """What HostLoader wants to know."""
    transport: str
    semantics: str
    options: dict
    tables: list
    writer_counts: list


@dataclasses.dataclass
class Outcome:
    name: str
    problem: str = ""
    counts: dict = dataclasses.field(default_factory=dict)
    seconds: float = 0.0


class Case:
    def __init__(self, fault, transport, semantics, round_number, seed, places):
        """places: the server, toxiproxy, the programs' paths and the folder of the run."""
        self.fault = fault
        self.name = f"{transport} {semantics}: {fault.name}" + (f" (round {round_number})" if round_number else "")
        self.chance = random.Random(f"{seed}:{self.name}")
        self.places = places
        self.server = copy.copy(places.server)  # asks over a connection of its own
        self.effect = fault.effect_in(transport)
        self.proxies = {}
        self.active = []  # toxics that are in force
        self.counters = {}  # ids of the server's faults that count
        self.plan = Plan(transport, semantics, self._loader_options(), ["t0"], [1])
        self.loader = None
        self.may_end = False
        self.outcome = Outcome(self.name)

    def _loader_options(self):
        options = {"loader.splits": 4, "loader.rows": 200, "loader.payload-bytes": 200, "loader.pause-ms": 20,
                   "loader.seed": self.chance.randrange(1 << 30), "sink.max-retries": self.chance.choice([3, 1000]),
                   "sink.retry.interval-ms": 50, "sink.connect.timeout-ms": 300, "sink.socket.timeout-ms": 400,
                   "sink.wait-for-continue.timeout-ms": 3000, "sink.label-state.timeout-ms": 60000}
        if self.chance.random() < 0.5:
            options["sink.label-prefix"] = "toxic"
        if self.fault.large:
            options.update({"loader.rows": 80, "loader.payload-bytes": 30000, "sink.chunk-limit": 1 << 20})
        return options

    def run(self):
        begun = time.monotonic()
        try:
            self._set_up()
            self._await_checkpoints(CLEAN_CHECKPOINTS)
            getattr(self, "_let_it_" + {faults.SLOWS: "slow", faults.STOPS: "stop", faults.DISTURBS: "disturb",
                                        faults.PASSES: "pass"}[self.effect])()
            self._await_checkpoints(CLEAN_CHECKPOINTS)
            self._await_end()
            self._check_rows()
        except (CaseFailed, HarnessError, ToxiproxyError) as error:
            self.outcome.problem = f"{error}\n{self._log_tail()}"
        finally:
            self._tear_down()
        self.outcome.seconds = time.monotonic() - begun
        return self.outcome

    def _log_tail(self):
        return self.loader.log_tail() if self.loader is not None and self.loader.starts > 0 else ""

    # What the load runs on.

    def _set_up(self):
        places = self.places
        database = "d" + str(places.next_number())
        server = self.server
        for side, port in (("fe", "http"), ("be", "be")):
            self.proxies[side] = places.toxiproxy.create(f"{side}-{database}", server.address(port))
        self.loader = HostLoader(places.crash_loader, self.plan, server, f"{places.folder}/{database}", {
            "load-url": self.proxies["fe"].address,
            "sink.backend-address-map": f"{server.address('be')}={self.proxies['be'].address}"})
        server.create_tables(database, self.plan.tables)
        for what, steps in COUNTED.items():
            added = self._ask(lambda: server.add_faults([f"{step}/{database}#*:delay=0" for step in steps]))
            self.counters[what] = {fault["id"] for fault in added}
        self.loader.start()

    def _tear_down(self):
        if self.loader is not None and self.loader.process is not None:
            self.loader.kill()
            self._note_counts()
        for proxy in self.proxies.values():
            proxy.delete()

    def _note_counts(self):
        self.outcome.counts.update(checkpoints=self._checkpoint(), starts=self.loader.starts, **self._requests())

    def _requests(self):
        seen = {fault["id"]: fault["seen"] for fault in self._ask(self.server.faults)}
        return {what: sum(seen.get(number, 0) for number in ids) for what, ids in self.counters.items()}

    @staticmethod
    def _ask(question):
        """The server may have ended a connection that was idle for long: then the question comes again."""
        for _ in range(3):
            answer = question()
            if answer is not None:
                return answer
        raise CaseFailed("the development server does not answer")

    def _connections(self, side):
        return self.places.toxiproxy.connections(self.proxies[side].name)

    # The loader.

    def _checkpoint(self):
        """The newest durable one; its rows are on the way into the table, those of the one before are there."""
        try:
            with open(self.loader.path("state"), encoding="utf-8") as file:
                return json.load(file)["checkpoint"]
        except FileNotFoundError:
            return 0

    def _keep_alive(self):
        code = self.loader.exit_code()
        if code is None or (code == 0 and self.may_end):
            return
        if code not in (1, 3):
            raise CaseFailed(f"the loader ended with {code}")
        if self.loader.starts >= MAX_STARTS:
            raise CaseFailed(f"the loader was started {MAX_STARTS} times and never got through")
        self.loader.start()

    def _await(self, what, is_done):
        deadline = time.monotonic() + STEP_LIMIT_S
        while not is_done():
            if time.monotonic() > deadline:
                raise CaseFailed(f"{what} within {STEP_LIMIT_S} s")
            self._keep_alive()
            time.sleep(POLL_S)

    def _await_checkpoints(self, count):
        goal = self._checkpoint() + count
        self._await(f"no {count} checkpoints more", lambda: self._checkpoint() >= goal)

    def _await_end(self):
        self.may_end = True
        self.loader.ask_to_end()
        self._await("the loader did not end", lambda: self.loader.exit_code() == 0)

    # The fault.

    def _begin_fault(self, toxics):
        for toxic in toxics:
            self.proxies[toxic.proxy].add(toxic)
            self.active.append(toxic)
        for side in self.fault.down:
            self.proxies[side].set_enabled(False)

    def _end_fault(self):
        for toxic in self.active:
            self.proxies[toxic.proxy].remove(toxic)
        self.active.clear()
        for side in self.fault.down:
            self.proxies[side].set_enabled(True)

    def _let_it_slow(self):
        self._begin_fault(self.fault.toxics)
        self._await_checkpoints(1)  # it had begun before
        begun, first = time.monotonic(), self._checkpoint()
        self._await_checkpoints(1)
        took = (time.monotonic() - begun) * 1000 / (self._checkpoint() - first)
        self._end_fault()
        self.outcome.counts["ms"] = round(took)
        if took < self.fault.at_least_ms:
            raise CaseFailed(f"a checkpoint took {took:.0f} ms, under this fault it takes {self.fault.at_least_ms}: there was "
                             "no fault")

    def _let_it_pass(self):
        self._begin_fault(self.fault.toxics)
        self._await_checkpoints(3)
        self._end_fault()

    def _let_it_stop(self):
        side = self.fault.reconnects
        self._begin_fault(self.fault.toxics)
        before, taken = self._checkpoint(), self._connections(side) if side else 0
        until = time.monotonic() + STOP_S
        self._await("no end of the fault", lambda: time.monotonic() > until)
        if side:
            # The loader's own deadlines end what does not move: it connects again, with the fault still there.
            self._await(f"the loader did not try again at the {side.upper()}", lambda: self._connections(side) >= taken + 2)
        after = self._checkpoint()
        self._end_fault()
        # One was stored before its commit, which waits; one may have been under way.
        if after > before + 2:
            raise CaseFailed(f"{after - before} checkpoints completed while nothing could get through: there was no fault")

    def _let_it_disturb(self):
        before = self._disturbances()
        until = time.monotonic() + DISTURB_S

        def is_done():
            self._end_fault()
            self._begin_fault(self.fault.vary(self.chance))
            time.sleep(VARY_S)
            return time.monotonic() > until and self._disturbances() > before

        self._await("nothing was cut", is_done)
        self._end_fault()

    def _disturbances(self):
        requests = self._requests()
        count = requests["questions"] + requests["rollbacks"] + self.loader.starts
        if self.plan.transport == "V1":
            # Without a fault a stream load takes one connection to the frontend, and one load at the backend.
            count += max(0, self._connections("fe") - requests["questions"] - requests["loads"])
        return count

    # The rows.

    def _check_rows(self):
        command = [self.places.checker, "--mysql", self.server.address("mysql"), "--database", self.loader.database,
                   "--tables", ",".join(self.plan.tables), "--expected", ",".join(map(str, self.loader.expected()))]
        if self.plan.semantics == "at-least-once":
            command.append("--at-least-once")
        elif self.plan.transport == "V2":
            command += ["--boundaries", self.loader.path("boundaries")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode not in (0, 1):
            raise CaseFailed(f"the checker failed: {done.stderr}")
        report = json.loads(done.stdout)
        more = report["rows"] - sum(self.loader.expected())
        self.outcome.counts.update(rows=report["rows"], lost=report["lost"], doubled=max(report["doubled"], more))
        if done.returncode == 1:
            raise CaseFailed(f"rows are wrong: {report}")
