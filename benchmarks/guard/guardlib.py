"""Reading callgrind's dumps and comparing counts; what benchmarks/guard/check and its tests share."""
import dataclasses
import pathlib
import re


class GuardError(Exception):
    pass


@dataclasses.dataclass
class Loop:
    name: str
    unit: str
    units: float


def parse_loops(text):
    """What guard_loops prints: "NAME UNIT UNITS" a line."""
    loops = []
    for line in text.splitlines():
        name, unit, units = line.split()
        loops.append(Loop(name, unit, float(units)))
    return loops


def total_of(dump_text):
    """The instructions of one dump of callgrind."""
    found = re.search(r"^(?:totals|summary): (\d+)", dump_text, re.MULTILINE)
    if not found:
        raise GuardError("a dump of callgrind holds no totals")
    return int(found.group(1))


def counts_of(loops, dump_directory):
    """Instructions a unit of each loop; the n-th dump is the n-th loop's."""
    dumps = sorted(pathlib.Path(dump_directory).glob("dump.*.[0-9]*"), key=lambda path: int(path.suffix[1:]))
    dumps = [dump for dump in dumps if dump.suffix != ".0"]
    if len(dumps) < len(loops):
        raise GuardError(f"{len(loops)} loops ran, and callgrind wrote {len(dumps)} dumps: "
                         "is the program stripped, or starload_guard_region inlined?")
    counts = {}
    for loop, dump in zip(loops, dumps):
        total = total_of(dump.read_text())
        if total == 0:
            raise GuardError(f"callgrind counted nothing in {loop.name}")
        counts[loop.name] = {"unit": loop.unit, "instructions": round(total / loop.units, 1)}
    return counts


def compare(kept, measured, tolerance):
    """A line for each loop, and whether any needs more than its number and the tolerance allow."""
    lines, failed, stale = [], False, False
    for name in sorted(set(kept) | set(measured)):
        if name not in measured:
            lines.append(f"FAILED {name}: has a number, and no loop of that name ran")
            failed = True
            continue
        now, unit = measured[name]["instructions"], measured[name]["unit"]
        if name not in kept:
            lines.append(f"FAILED {name}: {now:.1f} instructions a {unit}, and no number to compare with")
            failed = True
            continue
        if kept[name]["unit"] != unit:
            lines.append(f"FAILED {name}: counted a {unit}, the number is a {kept[name]['unit']}")
            failed = True
            continue
        before = kept[name]["instructions"]
        change = now / before - 1
        text = f"{name}: {now:.1f} instructions a {unit}, was {before:.1f} ({change:+.1%})"
        if change > tolerance:
            lines.append("FAILED " + text)
            failed = True
        elif change < -tolerance:
            lines.append("better " + text)
            stale = True
        else:
            lines.append("ok     " + text)
    return lines, failed, stale
