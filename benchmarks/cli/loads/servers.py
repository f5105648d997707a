"""The servers of this suite: the development server, which knows the table, and MariaDB. Each is a process of its own."""
import contextlib
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import time

from bench.clients import ClientFailed

COLUMNS = ("id BIGINT, name VARCHAR(16), count INT, price DECIMAL(10,2), ratio DOUBLE, at {datetime}, active BOOLEAN, "
           "note VARCHAR(32)")
# Durable commits, all else as one sets it for loading: no binary log, memory for the pages, a large log.
MARIADB_SETTINGS = ["--innodb-flush-log-at-trx-commit=1", "--innodb-buffer-pool-size=1G", "--innodb-log-file-size=1G",
                    "--skip-log-bin", "--local-infile=1", "--max-allowed-packet=64M"]
_SECONDS_TO_START = 60
_TICKS = os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def table_server(build):
    """The MySQL port of a development server that has table bench.rows."""
    with tempfile.TemporaryDirectory() as folder:
        ports = pathlib.Path(folder) / "ports"
        command = [build / "bin/starload", "dev-server", "--http-port", "0", "--be-port", "0", "--mysql-port", "0",
                   "--port-file", ports, "--data-dir", pathlib.Path(folder) / "data"]
        with _process("the development server", command, pathlib.Path(folder) / "log") as process:
            _wait(process, ports.exists)
            port = int(re.search(r"^mysql=(\d+)$", ports.read_text(encoding="ascii"), re.MULTILINE).group(1))
            query(port, f"CREATE DATABASE bench; CREATE TABLE bench.rows ({COLUMNS.format(datetime='DATETIME')}) "
                        "DUPLICATE KEY(id) DISTRIBUTED BY HASH(id)")
            yield port


def install_mariadb(work):
    """Its data folder, once."""
    data = work / "mariadb"
    if (data / "installed").exists():
        return
    shutil.rmtree(data, ignore_errors=True)
    command = [_program("mariadb-install-db"), "--no-defaults", f"--datadir={data}", "--skip-test-db",
               "--auth-root-authentication-method=normal", *_as_user()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ClientFailed(f"mariadb-install-db ended with {done.returncode}: {done.stderr.strip()[-300:]}")
    (data / "installed").touch()


@contextlib.contextmanager
def mariadb(work):
    """(port, process) of a MariaDB with an empty table bench.rows."""
    with tempfile.TemporaryDirectory() as folder:
        port = _unused_port()
        command = [_program("mariadbd"), "--no-defaults", f"--datadir={work / 'mariadb'}", "--bind-address=127.0.0.1",
                   "--skip-networking=0", f"--port={port}", f"--socket={folder}/socket", f"--pid-file={folder}/pid",
                   *MARIADB_SETTINGS, *_as_user()]
        with _process("mariadbd", command, pathlib.Path(folder) / "log") as process:
            _wait(process, lambda: _accepts(port))
            query(port, "DROP DATABASE IF EXISTS bench; CREATE DATABASE bench; "
                        f"CREATE TABLE bench.rows ({COLUMNS.format(datetime='DATETIME(6)')}) ENGINE=InnoDB CHARSET utf8mb4")
            try:
                yield port, process
            finally:
                if process.poll() is None:
                    query(port, "DROP DATABASE IF EXISTS bench")


def client(port):
    return ["mysql", "--no-defaults", "--protocol=tcp", "--host=127.0.0.1", f"--port={port}", "--user=root",
            "--connect-timeout=10", "--local-infile=1", "--batch", "--raw", "--skip-column-names"]


def query(port, text):
    """The rows as the mysql client prints them."""
    done = subprocess.run([*client(port), "-e", text], capture_output=True, check=False)
    if done.returncode != 0:
        raise ClientFailed(f"mysql on port {port}: {done.stderr.decode().strip()}")
    return done.stdout


def cpu_seconds_of(process):
    """User and system time of all threads of a process that runs."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def peak_bytes_of(process):
    text = pathlib.Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    return int(re.search(r"^VmHWM:\s+(\d+) kB$", text, re.MULTILINE).group(1)) * 1024


@contextlib.contextmanager
def _process(name, command, log):
    with open(log, "wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, stdin=subprocess.DEVNULL)
    process.name, process.log = name, log
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process, is_ready):
    ends = time.monotonic() + _SECONDS_TO_START
    while not is_ready():
        if process.poll() is not None or time.monotonic() > ends:
            raise ClientFailed(f"{process.name} did not start: {process.log.read_text(errors='replace').strip()[-500:]}")
        time.sleep(0.05)


def _program(name):
    found = shutil.which(name, path=f"/usr/sbin:/usr/local/sbin:{os.environ.get('PATH', '')}")
    if not found:
        raise ClientFailed(f"{name} is not installed (scripts/bootstrap bench)")
    return found


def _as_user():
    return ["--user=root"] if os.geteuid() == 0 else []


def _unused_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _accepts(port):
    try:
        with socket.create_connection(("127.0.0.1", port), 1):
            return True
    except OSError:
        return False
