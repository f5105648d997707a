"""The files that are loaded: the same rows again and again, written once."""
import collections
import os
import pathlib
import shutil
import subprocess

from bench.clients import ClientFailed

File = collections.namedtuple("File", "path rows bytes")

BLOCK_ROWS = 200_000
# Of the CSV; JSON lines of as many rows are half as large again.
BYTES = {False: 2_000_000_000, True: 200_000_000}
FORMS = ("csv", "jsonl")
_FREE_BYTES = {False: 9 << 30, True: 2 << 30}


def prepare(options):
    options.work.mkdir(parents=True, exist_ok=True)
    blocks = {form: _block(options, form) for form in FORMS}
    times = -(-BYTES[options.quick] // len(blocks["csv"]))
    for form, block in blocks.items():
        _write(options, small(options, form).path, block, 1)
        _write(options, _path(options, form), block, times)


def large(options, form):
    path = _path(options, form)
    times = _times(options, form, path)
    return File(path, times * BLOCK_ROWS, path.stat().st_size)


def small(options, form):
    """One block, for what is compared row by row."""
    path = options.work / f"small.{form}"
    return File(path, BLOCK_ROWS, path.stat().st_size if path.exists() else 0)


def _path(options, form):
    return options.work / f"rows-{'quick' if options.quick else 'full'}.{form}"


def _times(options, form, path):
    if not path.exists():
        raise ClientFailed(f"{path} is missing: run --prepare")
    return path.stat().st_size // small(options, form).bytes


def _block(options, form):
    program = options.build / "bin/cli_rows"
    if not program.exists():
        raise ClientFailed(f"{program} is missing: build the preset bench")
    return subprocess.run([program, form, str(BLOCK_ROWS)], stdout=subprocess.PIPE, check=True).stdout


def _write(options, path, block, times):
    if path.exists() and path.stat().st_size == len(block) * times:
        return
    if shutil.disk_usage(options.work).free < _FREE_BYTES[options.quick]:
        raise ClientFailed(f"{options.work}: less than {_FREE_BYTES[options.quick] >> 30} GiB are free, "
                           "and the files and MariaDB's table need them")
    half = pathlib.Path(f"{path}.new")
    with open(half, "wb") as file:
        for _ in range(times):
            file.write(block)
        file.flush()
        os.fsync(file.fileno())  # written back now, not while something is measured
    half.rename(path)
