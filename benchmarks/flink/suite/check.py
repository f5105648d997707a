"""Proves that the subjects of each case do the same work: with few rows, some of them with nulls, what becomes visible on
the server until the last checkpoint is complete is the same. CSV byte by byte after sorting, JSON after parsing (an
absent column is a null one), the rows in MariaDB by value. One cell is made equal before: the official connector writes
a time as ISO 8601 has it and leaves zeros out (2024-01-01T00:00), this one as StarRocks shows it (2024-01-01 00:00:00);
both are the same DATETIME."""
import datetime
import decimal
import hashlib
import json

from . import cases, jobs
from .recorder import Recorder
from .servers import query

SCALE = "check"
NULLS = ("-Dnulls=true",)
TIME_COLUMN, TIME_NAME = 5, "c_timestamp"


def run(build, work, names):
    """Prints what it compared. False: something differs."""
    names = [name for name, case in cases.CASES.items() if not case.growth and (not names or name in names)]
    recorders = {subject: _record(subject, names, build, work) for subject in cases.STARROCKS}
    good = [_compare(name, recorders) for name in names]
    if "csv" in names:
        good.append(_compare_mariadb("csv", recorders["starload"], build, work))
    return all(good)


def _record(subject, names, build, work):
    recorder = Recorder()
    jobs.run(subject, names, SCALE, build, work, recorder=recorder, java_options=NULLS)
    return recorder


def _compare(name, recorders):
    ours, official = (_rows(name, recorders[subject]) for subject in cases.STARROCKS)
    expected = sum(cases.phases(name, "official", SCALE))
    faults = [f"{subject}: {len(rows)} of {expected} rows are visible"
              for subject, rows in zip(cases.STARROCKS, (ours, official)) if len(rows) != expected]
    faults += [_bad_steps(name, subject, recorders[subject]) for subject in cases.STARROCKS]
    if ours != official:
        first = next((pair for pair in zip(ours, official) if pair[0] != pair[1]), "their number")
        faults.append(f"rows differ, the first after sorting: {first}")
    faults = [fault for fault in faults if fault]
    sizes = [sum(map(len, recorders[subject].visible[cases.table(name)])) for subject in cases.STARROCKS]
    how = "after parsing" if cases.CASES[name].format == "json" else "byte by byte"
    print(f"{name}: {'DIFFERENT' if faults else 'equal'} {how}: {len(ours)} rows, checksum {_checksum(ours)}, starload "
          f"{sizes[0] / expected:.1f} and official {sizes[1] / expected:.1f} bytes a row; requests: "
          + "; ".join(f"{subject} {_requests(name, recorders[subject])}" for subject in cases.STARROCKS))
    for fault in faults:
        print(f"  {fault}")
    return not faults


def _rows(name, recorder):
    """The visible rows, sorted."""
    bodies = recorder.visible[cases.table(name)]
    if cases.CASES[name].format == "json":
        rows = (row for body in bodies for row in json.loads(body, parse_float=decimal.Decimal))
        return sorted(_json_text(row) for row in rows)
    return sorted(_csv_text(line) for body in bodies for line in body.split(b"\n") if line)


def _csv_text(line):
    cells = line.split(b"\t")
    if cells[TIME_COLUMN] != b"\\N":
        cells[TIME_COLUMN] = str(_time(cells[TIME_COLUMN].decode())).encode()
    return b"\t".join(cells)


def _json_text(row):
    """The columns that are not null. Numbers are compared by value, 12.30 is 12.3."""
    row = {key: value for key, value in row.items() if value is not None}
    if TIME_NAME in row:
        row[TIME_NAME] = str(_time(row[TIME_NAME]))
    return json.dumps(row, sort_keys=True, default=lambda number: str(number.normalize()))


def _bad_steps(name, subject, recorder):
    """What is wrong with the way the rows went: V1 is stream load; exactly-once prepares before it commits, and at least
    one transaction of each checkpoint."""
    case, table = cases.CASES[name], cases.table(name)
    count = {step: recorder.requests[table, step] for step in ("stream_load", "prepare", "commit")}
    if case.version == "V1" and (count["stream_load"] == 0 or count["commit"] > 0):
        return f"{subject}: V1 is stream load, but the requests were {count}"
    checkpoints = case.checkpoints * len(cases.phases(name, subject, SCALE))
    if case.semantic == "exactly-once" and not checkpoints <= count["commit"] <= count["prepare"]:
        return f"{subject}: {checkpoints} checkpoints, but the requests were {count}"
    return ""


def _requests(name, recorder):
    table = cases.table(name)
    return " ".join(f"{step}={count}" for (of, step), count in sorted(recorder.requests.items()) if of == table)


def _checksum(rows):
    digest = hashlib.sha256()
    for row in rows:
        digest.update(row if isinstance(row, bytes) else row.encode())
        digest.update(b"\n")
    return digest.hexdigest()[:16]


def _compare_mariadb(name, recorder, build, work):
    found = []
    columns = "c_bigint, c_text16, c_int, c_decimal, c_double, c_timestamp, c_boolean, c_text32"
    jobs.run("jdbc-mariadb", [name], SCALE, build, work, java_options=NULLS, after=lambda servers: found.extend(
        query(servers.mariadb_port, f"SELECT {columns} FROM bench.{cases.table(name)}").splitlines()))
    theirs = sorted(_values(line.split("\t"), "NULL") for line in found)
    ours = sorted(_values(line.decode().split("\t"), "\\N") for line in _rows(name, recorder))
    equal = theirs == ours
    if not equal:
        print(f"  the first that differ: {next((pair for pair in zip(theirs, ours) if pair[0] != pair[1]), 'none')}")
    print(f"{name} in MariaDB: {'equal' if equal else 'DIFFERENT'} by value: {len(theirs)} rows, checksum "
          f"{_checksum(theirs)}, beside {len(ours)} rows, checksum {_checksum(ours)}")
    return equal


def _values(cells, null):
    """One text for a row that does not depend on how numbers and times were written."""
    kinds = (int, str, int, decimal.Decimal, float, _time, _truth, str)
    return repr(tuple(None if cell == null else kind(cell) for kind, cell in zip(kinds, cells, strict=True)))


def _time(text):
    return datetime.datetime.fromisoformat(text)


def _truth(text):
    return {"0": False, "1": True, "false": False, "true": True}[text]
