#!/usr/bin/env bash
# Every test that docs/faults.md names exists.   usage: faults_page.sh STARLOAD_BINARY (not needed)
set -euo pipefail
exec python3 - "$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)" <<'PYTHON'
import fnmatch
import importlib
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
tests = root / "tests"
sys.dont_write_bytecode = True
sys.path[:0] = [str(tests / "crash"), str(tests / "toxiproxy")]
ROWS = [*range(1, 56)]


def cells():
    plan = importlib.import_module("crashlib.plan")
    return [cell.name() for cell in plan.all_cells()]


def knows(path, name):
    """Whether the file holds the test."""
    if path == "tests/crash/run":
        return any(fnmatch.fnmatch(cell, name) for cell in cells())
    if path == "tests/toxiproxy/run.sh":
        return name in [fault.name for fault in importlib.import_module("toxilib.faults").FAULTS]
    text = file_of(path).read_text(encoding="utf-8")
    if path.endswith(".cc"):
        return re.search(r"TEST(_[FP])?\(\s*\w+,\s*%s\)|INSTANTIATE_TEST_SUITE_P\(\s*%s," % (name, name), text) is not None
    if path.endswith(".java"):
        return f"void {name}(" in text
    return name in text if path.endswith(".sh") else f"def {name}(" in text


def file_of(path):
    """tests/... is a path; anything else is the end of one below tests/ (or of the connector's), and must be the only one."""
    if path.startswith("tests/"):
        return root / path
    found = [file for folder in (tests, root / "plugins/adapters/flink/java")
             for file in folder.rglob(pathlib.PurePath(path).name) if str(file).endswith("/" + path)]
    if len(found) != 1:
        raise FileNotFoundError(f"{path}: {len(found)} files below tests/ or the connector's")
    return found[0]


passed, failed = 0, 0
rows = []
for line in (root / "docs/faults.md").read_text(encoding="utf-8").splitlines():
    row = re.match(r"\| (\d+) \|", line)
    if not row:
        continue
    rows.append(int(row[1]))
    groups = re.findall(r"`([\w./*]+(?:\.cc|\.java|\.sh|/run|/test_conditions))`(?:: (`[^`]+`(?:, `[^`]+`)*))?", line.split(" | ")[-1])
    problems = [] if groups else ["no test is named"]
    for path, names in groups:
        try:
            if not file_of(path).is_file():
                problems.append(f"{path} does not exist")
                continue
            problems += [f"{path} has no {name}" for name in re.findall("`([^`]+)`", names) if not knows(path, name)]
        except FileNotFoundError as error:
            problems.append(str(error))
    passed, failed = passed + (not problems), failed + bool(problems)
    for problem in problems:
        print(f"FAILED: docs/faults.md, row {row[1]}: {problem}")
if rows != ROWS:
    print(f"FAILED: docs/faults.md has the rows {rows}")
    failed += 1
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0 or passed == 0)
PYTHON
