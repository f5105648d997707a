"""What the figures came from: the machine, the tools, the state of the sources; and whether others use the machine meanwhile."""
import os
import pathlib
import platform
import re
import subprocess
import time


def describe(root, build):
    """Names and values for the report. What cannot be asked is left out."""
    facts = {
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "commit": _commit(root),
        "cpu": _field("/proc/cpuinfo", "model name"),
        "cores": str(os.cpu_count()),
        "memory": _memory(),
        "virtual": "yes" if re.search(r"\bhypervisor\b", _text("/proc/cpuinfo")) else "no",
        "kernel": platform.release(),
        "system": _field("/etc/os-release", "PRETTY_NAME", "=").strip('"'),
        "compiler": _first_line(_cache_entry(build, "CMAKE_CXX_COMPILER") or "c++", "--version"),
        "build type": _cache_entry(build, "CMAKE_BUILD_TYPE"),
        "compiler flags": _cache_entry(build, "CMAKE_CXX_FLAGS_RELEASE"),
        "curl": _first_line("curl", "--version"),
        "MariaDB": _first_line("mariadbd", "--version"),
        "Java": _first_line("java", "-version"),
        "Valgrind": _first_line("valgrind", "--version"),
        "python": platform.python_version(),
    }
    return {name: value for name, value in facts.items() if value}


class CpuWatch:
    """How much of the machine was at work for whom since it was made."""

    def __init__(self):
        self._started, self._busy = time.monotonic(), _busy_seconds()

    def others(self, own_seconds):
        """The share of all cores that was used by others than us, 0 to 1."""
        passed = (time.monotonic() - self._started) * (os.cpu_count() or 1)
        return min(1.0, max(0.0, _busy_seconds() - self._busy - own_seconds) / passed) if passed > 0 else 0.0


def busy_share(seconds):
    """The share of the machine that is in use now."""
    watch = CpuWatch()
    time.sleep(seconds)
    return watch.others(0)


def _busy_seconds():
    """Seconds of all cores that were not idle; what a hypervisor gave to others counts as busy."""
    user, nice, system, _idle, _wait, irq, softirq, steal = map(int, _text("/proc/stat").split()[1:9])
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def _text(path):
    try:
        return pathlib.Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _field(path, name, separator=":"):
    found = re.search(rf"^{re.escape(name)}\s*{separator}\s*(.+)$", _text(path), re.MULTILINE)
    return found.group(1).strip() if found else ""


def _memory():
    found = re.match(r"(\d+)", _field("/proc/meminfo", "MemTotal"))
    return f"{int(found.group(1)) / 1048576:.1f} GiB" if found else ""


def _cache_entry(build, name):
    return re.sub(r"^[A-Z]+=", "", _field(pathlib.Path(build) / "CMakeCache.txt", name, "(?=:)").lstrip(":"))


def _first_line(*command):
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=30, check=True)
        return done.stdout.strip().splitlines()[0]
    except (OSError, subprocess.SubprocessError, IndexError):
        return ""


def _commit(root):
    commit = _first_line("git", "-C", str(root), "rev-parse", "--short=12", "HEAD")
    changed = _first_line("git", "-C", str(root), "status", "--porcelain", "--untracked-files=no", "--", ".", ":!benchmarks/results")
    return commit + (", with changes" if commit and changed else "")
