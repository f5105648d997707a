"""What goes wrong in one drill, and when: made from a seed, so that a seed repeats it."""
import dataclasses
import random

TRANSPORTS = ("V1", "V2")
SEMANTICS = ("at-least-once", "exactly-once")

# Where the development server does a step. A step that needs another fault to come about says which one; that one goes on
# until the step comes: a request of a loader that was killed may meet it, too, and a loader that fails does not wait for its
# rollback.
STEPS = {
    "V1": {
        "redirect": {"where": "stream_load@fe"},
        "load": {"where": "stream_load@be", "body": True},
        "label state": {"where": "label_state@fe", "setup": ["stream_load@be#{n}+:drop-reply"]},
        "connect FE": {"where": "connect@fe"},
        "connect BE": {"where": "connect@be", "setup": ["stream_load@be#{n}+:drop-reply"]},
    },
    "V2": {
        "redirect": {"where": "begin@fe"},
        "begin": {"where": "begin@be"},
        "load": {"where": "load@be", "body": True},
        "prepare": {"where": "prepare@be"},
        "commit": {"where": "commit@fe"},
        "rollback": {"where": "rollback@be", "setup": ["load@be#{n}+:drop-reply"]},
        "rollback FE": {"where": "rollback@fe", "setup": ["prepare@be#{n}+:hold:after"]},
        "label state": {"where": "label_state@fe", "setup": ["commit@fe#{n}+:drop-reply"]},
        "connect FE": {"where": "connect@fe"},
        "connect BE": {"where": "connect@be", "setup": ["load@be#{n}+:drop-reply"]},
    },
}

# The development server's action for each fault; "hold" is where the harness kills the loader.
FAULTS = {
    "kill loader before": "hold:before",
    "kill loader after": "hold:after",
    "kill server before": "exit:before",
    "kill server after": "exit:after",
    "drop request": "drop-request",
    "drop reply": "drop-reply",
    "503": "status=503",
    "504 after": "status=504:after",
    "garble": "garble",
    "truncate": "truncate",
}
BODY_FAULTS = {
    "cut body": "cut={k}",
    "kill loader in body": "hold:body={k}",
    "kill server in body": "exit:body={k}",
}
REDIRECT_FAULTS = {"dead redirect": "redirect"}
CONNECT_FAULTS = {
    "refuse": "refuse",
    "kill loader before": "hold:before",
    "kill server before": "exit:before",
}
# At no step: whatever is under way then.
ANY_MOMENT_FAULTS = ("kill loader", "kill server")
# Moments between the steps, at which the loader kills itself (tests/crash/loader).
CHECKPOINT_FAULTS = ("opened", "restored", "written", "prepared", "torn", "stored", "committed")


@dataclasses.dataclass(frozen=True)
class Cell:
    transport: str
    semantics: str
    step: str
    fault: str

    def name(self):
        return "/".join((self.transport, self.semantics, self.step, self.fault)).replace(" ", "-")


@dataclasses.dataclass
class Strike:
    """One fault of a cell, with what has to go wrong before it can happen."""
    cell: Cell
    target: str = ""  # the server's fault; empty: the loader kills itself
    setup: list = dataclasses.field(default_factory=list)
    kill: str = ""  # POINT:COUNT of the loader
    delay_s: float = 0  # any moment: after so long

    def specs(self):
        return self.setup + [self.target]


@dataclasses.dataclass
class Plan:
    name: str
    transport: str
    semantics: str
    loader: str  # host: tests/crash/loader; command: starload load --state
    strikes: list
    options: dict  # of the loader
    tables: list
    release_late: bool  # a request that was held goes on only when the next loader is under way
    writer_counts: list  # one for each start of the loader, in turn


def faults_of(transport, step):
    description = STEPS[transport][step]
    if step.startswith("connect"):
        return dict(CONNECT_FAULTS)
    faults = dict(FAULTS)
    if description.get("body"):
        faults.update(BODY_FAULTS)
    if step == "redirect":
        faults.update(REDIRECT_FAULTS)
    return faults


def all_cells():
    cells = []
    for transport in TRANSPORTS:
        for semantics in SEMANTICS:
            for step in STEPS[transport]:
                cells += [Cell(transport, semantics, step, fault) for fault in faults_of(transport, step)]
            cells += [Cell(transport, semantics, "any moment", fault) for fault in ANY_MOMENT_FAULTS]
            cells += [Cell(transport, semantics, "checkpoint", f"kill loader {point}") for point in CHECKPOINT_FAULTS]
    return cells


def command_cells():
    """What the command is tried with: starload load --state, which is exactly-once."""
    faults = ("kill loader before", "kill loader after", "kill server before", "kill server after", "drop request",
              "drop reply", "cut body", "kill loader in body", "kill loader", "kill server")
    return [cell for cell in all_cells()
            if cell.semantics == "exactly-once" and cell.fault in faults and cell.step not in ("rollback FE", "connect BE")]


def strike_of(cell, chance):
    if cell.step == "checkpoint":
        point = cell.fault.rsplit(" ", 1)[1]
        return Strike(cell, kill=f"{point}:{1 if point in ('opened', 'restored') else chance.randint(1, 3)}")
    if cell.step == "any moment":
        return Strike(cell, delay_s=chance.random() * 0.2)
    description = STEPS[cell.transport][cell.step]
    action = faults_of(cell.transport, cell.step)[cell.fault].format(k=chance.randint(1, 1500))
    setup = [spec.format(n=chance.randint(1, 2)) for spec in description.get("setup", [])]
    times = 1 if setup else chance.randint(1, 3)
    if cell.fault in BODY_FAULTS:
        times = f"{times}+"  # a load whose label is known is answered without a look at its body
    return Strike(cell, f"{description['where']}#{times}:{action}", setup)


def loader_options(chance):
    """What should make no difference."""
    options = {"loader.splits": 4, "loader.rows": chance.choice([8, 40, 200]), "loader.pause-ms": 2,
               "loader.bad-every": chance.choice([0, 13]), "loader.abort-every": chance.choice([0, 0, 3]),
               "loader.seed": chance.randrange(1 << 30), "sink.io.thread-count": chance.choice([1, 2])}
    if chance.random() < 0.7:
        options["sink.label-prefix"] = f"crash{chance.randrange(1000)}"
    return options


def cell_plan(seed, round_number, cell, strikes, loader="host"):
    """Strikes of one cell."""
    name = cell.name() + ("" if loader == "host" else "/" + loader) + (f"/{round_number}" if round_number else "")
    chance = random.Random(f"{seed}:{name}")
    options = loader_options(chance)
    if cell.step == "rollback FE":
        options["sink.label-prefix"] = "crash"  # what was prepared and forgotten is found by its prefix
    return Plan(name, cell.transport, cell.semantics, loader, [strike_of(cell, chance) for _ in range(strikes)], options,
                ["t0"], chance.random() < 0.5, [1])


def command_plan(seed, round_number, cell):
    """One or two strikes against starload load --state, while it loads a file."""
    plan = cell_plan(seed, round_number, cell, 2, "command")
    plan.options = {"loader.splits": 4, "loader.seed": plan.options["loader.seed"], "sink.io.thread-count": 2}
    plan.release_late = False
    return plan


def random_plan(seed, number):
    """Any faults, one after the other, with several tables and a changing number of writers."""
    name = f"random/{number}"
    chance = random.Random(f"{seed}:{name}")
    transport, semantics = chance.choice(TRANSPORTS), chance.choice(SEMANTICS)
    cells = [cell for cell in all_cells() if (cell.transport, cell.semantics) == (transport, semantics)]
    options = loader_options(chance)
    if chance.random() < 0.25:
        # Several loads in a transaction: chunks are full before the checkpoint.
        options.update({"loader.rows": 160, "loader.payload-bytes": 30000, "sink.chunk-limit": 1 << 20})
    strikes = [strike_of(chance.choice(cells), chance) for _ in range(chance.randint(2, 6))]
    if any(strike.cell.step == "rollback FE" for strike in strikes):
        options["sink.label-prefix"] = "crash"
    tables = ["t0", "t1"][:chance.choice([1, 1, 2])]
    return Plan(name, transport, semantics, "host", strikes, options, tables, chance.random() < 0.5,
                chance.choice([[1], [1], [2], [1, 2, 3], [3, 1]]))
