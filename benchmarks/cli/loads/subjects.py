"""The cases, and the programs that load the file in each."""
import collections
import contextlib
import pathlib
import tempfile

from bench import clients
from loads import servers

# form: of the file. v2: one transaction (or several) instead of stream loads. arguments: of starload load.
Case = collections.namedtuple("Case", "form v2 subjects arguments")

_RAW = ["--raw", "--set", "sink.properties.column_separator=,"]


def _compressed(how):
    return Case("csv", False, ["starload"], ["--set", f"sink.properties.compression={how}"])


CASES = {
    "typed": Case("csv", False, ["starload", "plain-loop", "load-data"], []),
    "raw": Case("csv", False, ["starload", "curl"], _RAW),
    "jsonl": Case("jsonl", False, ["starload", "curl"], ["--set", "sink.properties.format=json",
                                                         "--set", "sink.properties.strip_outer_array=true"]),
    "exactly-once": Case("csv", True, ["starload", "plain-loop"], ["--state"]),
    "typed-lz4": _compressed("lz4_frame"),
    "typed-zstd": _compressed("zstd"),
    "typed-gzip": _compressed("gzip"),
}
STEPS = [(name, subject) for name, case in CASES.items() for subject in case.subjects]


def prepare(options):
    for name in ("starload", "drain_server", "cli_plain_loop"):
        if not (options.build / "bin" / name).exists():
            raise clients.ClientFailed(f"{options.build / 'bin' / name} is missing: build the preset bench")
    servers.install_mariadb(options.work)


def measure(options, case, subject, file, keep=None):
    """The measurements of one step, without what they have in common. keep: a folder for what the server got."""
    if subject == "load-data":
        return _load_data(options, file)
    with contextlib.ExitStack() as stack:
        load_port = stack.enter_context(clients.drain_server(options.build, keep))
        if subject == "curl":
            command = _curl(file, load_port)
        elif subject == "plain-loop":
            command = [str(options.build / "bin/cli_plain_loop"), str(file.path), str(load_port), "v2" if CASES[case].v2 else "v1"]
        else:
            table_port = stack.enter_context(servers.table_server(options.build))
            folder = stack.enter_context(tempfile.TemporaryDirectory(dir=options.work))
            command = _starload(options, CASES[case], file, (load_port, table_port), pathlib.Path(folder))
        return [{"subject": subject, **clients.cost_of(command)}]


def _starload(options, case, file, ports, folder):
    command = [str(options.build / "bin/starload"), "load", "--quiet",
               "--set", f"load-url=127.0.0.1:{ports[0]}", "--set", f"jdbc-url=jdbc:mysql://127.0.0.1:{ports[1]}",
               "--set", "database-name=bench", "--set", "table-name=rows", "--set", "username=root", "--set", "password=",
               "--set", f"sink.version={'V2' if case.v2 else 'V1'}"]
    for argument in case.arguments:
        command += [argument, str(folder / "state")] if argument == "--state" else [argument]
    return [*command, str(file.path)]


def _curl(file, port):
    return ["curl", "-sS", "--fail", "-o", "/dev/null", "-H", "label: curl", "-H", "Expect: 100-continue", "-T", str(file.path),
            f"http://127.0.0.1:{port}/api/bench/rows/_stream_load"]


def load_data_text(path):
    """In one go into the empty table. InnoDB's bulk insert (unique_checks and foreign_key_checks off) needs twice the
    processor time for a table without keys, so it stays off."""
    return (f"LOAD DATA LOCAL INFILE '{path}' INTO TABLE bench.rows CHARACTER SET utf8mb4 "
            "FIELDS TERMINATED BY ',' LINES TERMINATED BY '\\n'")


def _load_data(options, file):
    """The client hands the file over and waits: the server's work is measured beside it."""
    with servers.mariadb(options.work) as (port, server):
        before = servers.cpu_seconds_of(server)
        client = clients.cost_of([*servers.client(port), "-e", load_data_text(file.path)])
        work = {"seconds": client["seconds"], "cpu_seconds": servers.cpu_seconds_of(server) - before,
                "peak_bytes": servers.peak_bytes_of(server)}
        count = int(servers.query(port, "SELECT COUNT(*) FROM bench.rows"))
        if count != file.rows:
            raise clients.ClientFailed(f"LOAD DATA: {count:,} of {file.rows:,} rows are in the table")
        return [{"subject": "load-data", **client}, {"subject": "load-data-server", **work}]
