"""Proves that what several subjects sent holds the same rows."""
import json

from bench.clients import ClientFailed


def csv_rows(bodies):
    """The lines of all bodies, sorted."""
    return sorted(line for body in bodies for line in body.split(b"\n") if line)


def json_rows(bodies):
    """The rows of all bodies (arrays of objects, or an object a line), as text that does not depend on order; null = absent."""
    rows = []
    for body in bodies:
        text = body.decode()
        found = json.loads(text) if text.lstrip().startswith("[") else [json.loads(line) for line in text.splitlines() if line.strip(" ,")]
        rows += [json.dumps({name: value for name, value in row.items() if value is not None}, sort_keys=True) for row in found]
    return sorted(rows)


def require_same(case, bodies_of, read_rows, say=print):
    """bodies_of: {subject: [bytes]}. Says what was compared; ClientFailed names the first row that differs."""
    names = list(bodies_of)
    expected = read_rows(bodies_of[names[0]])
    sizes = {name: sum(map(len, bodies)) for name, bodies in bodies_of.items()}
    for name in names[1:]:
        rows = read_rows(bodies_of[name])
        if rows != expected:
            raise ClientFailed(f"{case}: {name} did not send what {names[0]} sent: {_first_difference(rows, expected)}")
    shown = ", ".join(f"{name} {size:,}" for name, size in sizes.items())
    say(f"{case}: {len(expected):,} rows are the same; bytes: {shown}")


def _first_difference(rows, expected):
    if len(rows) != len(expected):
        return f"{len(rows):,} rows, not {len(expected):,}"
    return next(f"{one!r} instead of {other!r}" for one, other in zip(rows, expected) if one != other)
