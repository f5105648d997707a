"""What is measured: the cases, the sinks of each subject with their options, and how many rows."""
import dataclasses

STARROCKS = ("starload", "official")


@dataclasses.dataclass(frozen=True)
class Case:
    subjects: tuple
    base: str = ""  # CASE/SUBJECT whose cost a row is taken off
    rows: str = "binary"  # the rows' class: binary, generic or lines
    version: str = "V2"
    semantic: str = "at-least-once"
    format: str = "csv"
    reuse: bool = False
    checkpoints: int = 1  # in the measured rows, at equal distances; the last one ends the measurement
    growth: bool = False  # phase by phase in one job, with the rows of each as "x"


def _case(subjects=STARROCKS, base="csv/blackhole", **what):
    return Case(subjects=subjects, base=base, **what)


CASES = {
    "csv": _case(("blackhole", "official", "starload", "jdbc-mariadb")),
    "json": _case(format="json"),
    "csv-exactly-once": _case(semantic="exactly-once", checkpoints=4),
    "json-exactly-once": _case(semantic="exactly-once", checkpoints=4, format="json"),
    "csv-v1": _case(version="V1"),
    "csv-generic": _case(("blackhole",) + STARROCKS, "csv-generic/blackhole", rows="generic"),
    "csv-reuse": _case(("blackhole",) + STARROCKS, "csv-reuse/blackhole", reuse=True),
    "strings": _case(("blackhole",) + STARROCKS, "strings/blackhole", rows="lines"),
    "growth-rows": _case(growth=True),
    "growth-checkpoint": _case(semantic="exactly-once", growth=True),
}

# The JVM's compilers need seconds, not rows: a faster subject gets more rows for its warm-up. Not counted.
WARM_UP = {
    "official": {"quick": 1_000_000, "full": 4_000_000, "check": 5_000},
    "starload": {"quick": 4_000_000, "full": 15_000_000, "check": 5_000},
    "blackhole": {"quick": 5_000_000, "full": 15_000_000},
    "jdbc-mariadb": {"quick": 100_000, "full": 300_000, "check": 5_000},
}
ROWS = {"quick": 1_000_000, "full": 6_000_000, "check": 40_000}
JDBC_ROWS = {"quick": 200_000, "full": 600_000, "check": 40_000}
# The sizes of growth. The official connector stops at 10^7, and so do checkpoints.
GROWTH = {"quick": (100_000, 300_000, 1_000_000), "full": (100_000, 1_000_000, 10_000_000, 100_000_000)}
PEERS_AT_MOST = 10_000_000
# A job that takes longer is stopped and has failed.
LIMIT_SECONDS = {"quick": 200, "full": 400, "check": 400}

# What 200,000 rows took with batches of 1,000, 5,000 and 20,000 rows differs less than two runs with the same one do.
JDBC_BATCH_ROWS = 10_000


def phases(name, subject, scale):
    """Rows of the warm-up, then of each measurement."""
    case = CASES[name]
    sizes = [(JDBC_ROWS if subject == "jdbc-mariadb" else ROWS)[scale]]
    if case.growth:
        most = GROWTH[scale][-1] if subject == "starload" and case.semantic == "at-least-once" else PEERS_AT_MOST
        sizes = [size for size in GROWTH[scale] if size <= most]
    return [WARM_UP[subject][scale], *sizes]


def table(name):
    return "t_" + name.replace("-", "_")


def sink(name, subject, servers):
    """The options of the sink's table."""
    if subject == "blackhole":
        return {"connector": "blackhole"}
    if subject == "jdbc-mariadb":
        return _jdbc(name, servers)
    case = CASES[name]
    options = {
        "connector": "starrocks",
        "jdbc-url": f"jdbc:mysql://127.0.0.1:{servers.mysql_port}?useSSL=false",
        "load-url": f"127.0.0.1:{servers.load_port}",
        "database-name": "bench",
        "table-name": table(name),
        "username": "root",
        "password": "",
        "sink.version": case.version,
    }
    if case.format == "json":
        options.update({"sink.properties.format": "json", "sink.properties.strip_outer_array": "true"})
    if case.semantic == "exactly-once":
        options.update({"sink.semantic": "exactly-once", "sink.label-prefix": "bench"})
    return options


def _jdbc(name, servers):
    return {
        "connector": "jdbc",
        # Flink knows this dialect by "mysql"; the driver sends batches of INSERT in MariaDB's bulk protocol.
        "url": f"jdbc:mysql://127.0.0.1:{servers.mariadb_port}/bench?permitMysqlScheme=true",
        "driver": "org.mariadb.jdbc.Driver",
        "table-name": table(name),
        "username": "root",
        "password": "",
        "sink.buffer-flush.max-rows": str(JDBC_BATCH_ROWS),
        "sink.buffer-flush.interval": "0",
    }


def job(name, subject, scale, servers):
    """The properties that FlinkBench reads."""
    case = CASES[name]
    properties = {
        "name": name,
        "rows": case.rows,
        "phases": ",".join(str(rows) for rows in phases(name, subject, scale)),
        "checkpoints": str(case.checkpoints),
        "reuse": str(case.reuse).lower(),
    }
    for key, value in sink(name, subject, servers).items():
        properties["with." + key] = value
    return properties
