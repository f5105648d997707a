"""Proves that the subjects of each case load the same rows: one block of them, kept by the server that drains else."""
import decimal
import gzip
import pathlib
import subprocess
import tempfile

from bench import same_rows
from bench.clients import ClientFailed
from loads import files, servers, subjects

_UNPACK = {"typed-gzip": gzip.decompress,
           "typed-lz4": lambda body: _through(["lz4", "-dc"], body),
           "typed-zstd": lambda body: _through(["zstd", "-dc"], body)}


def check(options):
    kept = {step: _bodies(options, *step) for step in subjects.STEPS if step[1] != "load-data"}
    for name, case in subjects.CASES.items():
        bodies = {subject: kept[name, subject] for subject in case.subjects if subject != "load-data"}
        if name in _UNPACK:
            _compare_compressed(name, bodies["starload"], kept["typed", "starload"])
        else:
            same_rows.require_same(name, bodies, same_rows.csv_rows if case.form == "csv" else same_rows.json_rows)
    _compare_separators(kept)
    _compare_mariadb(options, kept["typed", "starload"])


def _bodies(options, case, subject):
    with tempfile.TemporaryDirectory(dir=options.work) as keep:
        subjects.measure(options, case, subject, files.small(options, subjects.CASES[case].form), keep)
        return [path.read_bytes() for path in sorted(pathlib.Path(keep).iterdir(), key=lambda path: int(path.name))]


def _compare_compressed(name, packed, plain):
    unpacked = [_UNPACK[name](body) for body in packed]
    if same_rows.csv_rows(unpacked) != same_rows.csv_rows(plain):
        raise ClientFailed(f"{name}: the bodies do not unpack to what typed sends")
    sizes = sum(map(len, packed)), sum(map(len, plain))
    print(f"{name}: unpacks to what typed sends; {sizes[0]:,} bytes instead of {sizes[1]:,} ({sizes[0] / sizes[1]:.0%})")


def _compare_separators(kept):
    """What typed sends are the file's rows with another separator."""
    typed = same_rows.csv_rows(kept["typed", "starload"])
    raw = sorted(line.replace(b",", b"\t") for line in same_rows.csv_rows(kept["raw", "starload"]))
    if typed != raw:
        raise ClientFailed("typed: the rows are not those of the file")
    print(f"typed: the file's {len(raw):,} rows, tabs instead of commas")


def _compare_mariadb(options, bodies):
    small = files.small(options, "csv")
    with servers.mariadb(options.work) as (port, _):
        servers.query(port, subjects.load_data_text(small.path))
        theirs = sorted(map(_values, servers.query(port, "SELECT * FROM bench.rows").splitlines()))
    ours = sorted(map(_values, same_rows.csv_rows(bodies)))
    if theirs != ours:
        pair = next((pair for pair in zip(theirs, ours) if pair[0] != pair[1]), (len(theirs), len(ours)))
        raise ClientFailed(f"load-data: MariaDB holds other rows than starload sends: {pair[0]} and {pair[1]}")
    print(f"load-data: MariaDB's {len(theirs):,} rows are by value those that starload sends")


def _values(line):
    """A line's cells; numbers and times by value, since MariaDB prints all six digits of a second."""
    cells = line.decode().split("\t")
    cells[3], cells[4] = decimal.Decimal(cells[3]), float(cells[4])
    cells[5] = cells[5] if "." in cells[5] else cells[5] + ".000000"
    return cells


def _through(command, body):
    done = subprocess.run(command, input=body, stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise ClientFailed(f"{command[0]} cannot unpack a body: exit code {done.returncode}")
    return done.stdout
