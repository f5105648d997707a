"""For the programs `run` of suites: a server that drains, and what a client process cost."""
import contextlib
import os
import pathlib
import subprocess
import tempfile
import time

_SECONDS_TO_START = 10


class ClientFailed(Exception):
    """A program of a suite did not do its work; the text says which, and why."""


@contextlib.contextmanager
def drain_server(build, keep=None):
    """Its port. keep: a folder for the bodies that it gets."""
    with tempfile.TemporaryDirectory() as folder:
        port_file = pathlib.Path(folder) / "port"
        program = pathlib.Path(build) / "bin/drain_server"
        process = subprocess.Popen([program, port_file, *([keep] if keep else [])])
        try:
            yield _port_of(process, port_file)
        finally:
            process.terminate()
            process.wait()


def _port_of(process, port_file):
    ends = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < ends and process.poll() is None:
        if port_file.exists():
            return int(port_file.read_text(encoding="ascii"))
        time.sleep(0.01)
    raise ClientFailed("drain_server did not start")


def cost_of(command):
    """Runs a client: {"seconds", "cpu_seconds", "peak_bytes"} of its process alone."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise ClientFailed(f"{command[0]} ended with exit code {process.returncode}: {' '.join(map(str, command))}")
    return {"seconds": seconds, "cpu_seconds": usage.ru_utime + usage.ru_stime, "peak_bytes": usage.ru_maxrss * 1024}


def output_of(command):
    """Runs a program that prints measurements, and passes its output on."""
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise ClientFailed(f"{command[0]} ended with exit code {done.returncode}: {' '.join(map(str, command))}")
    return done.stdout
