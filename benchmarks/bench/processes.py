"""Runs one program of a suite: with a time limit, its output kept, and nothing that it started left behind."""
import collections
import ctypes
import os
import resource
import signal
import subprocess
import threading
import time

Outcome = collections.namedtuple("Outcome", "code seconds cpu_seconds reason timed_out")

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)
_SECONDS_TO_END = 10


def run(command, log_path, limit, on_line=None):
    """Runs the command in a group of its own; on_line gets each line of its standard output. The log gets all output.

    The reason is the last line of its standard error.
    """
    started = time.monotonic()
    cpu_before = _cpu_of_children()
    errors = collections.deque(maxlen=1)
    timed_out = False
    with open(log_path, "a", encoding="utf-8", errors="replace") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   start_new_session=True, preexec_fn=_end_with_parent)
        readers = [_reader(process.stdout, log, on_line), _reader(process.stderr, log, lambda line: line and errors.append(line))]
        try:
            process.wait(timeout=max(limit, 0.1))
        except subprocess.TimeoutExpired:
            timed_out = True
        finally:
            _end_group(process)
        for reader in readers:
            reader.join(timeout=_SECONDS_TO_END)
    reason = errors[0] if errors else f"exit code {process.returncode}"
    if timed_out:
        reason = f"stopped after {limit:.0f} s"
    return Outcome(process.returncode, time.monotonic() - started, _cpu_of_children() - cpu_before, reason, timed_out)


def _reader(stream, log, on_line):
    def read():
        with stream:
            for raw in stream:
                text = raw.decode("utf-8", "replace").rstrip("\n")
                log.write(text + "\n")
                if on_line:
                    on_line(text)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    return thread


def _end_with_parent():
    """In the child: when the runner is killed, the suite's program is told to end, and can stop its servers."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _end_group(process):
    """Ends what is left of the process and of all that it started."""
    if _signal_group(process.pid, signal.SIGTERM):
        try:
            process.wait(timeout=_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            pass
        _signal_group(process.pid, signal.SIGKILL)
    process.wait()


def _signal_group(group, number):
    try:
        os.killpg(group, number)
        return True
    except ProcessLookupError:
        return False


def _cpu_of_children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
