"""The servers of a step, each a process of its own (or, in a check, a thread that keeps what it gets)."""
import os
import pathlib
import re
import shutil
import socket
import subprocess
import time

from . import cases

COLUMNS = """c_bigint BIGINT NOT NULL, c_text16 VARCHAR(16), c_int INT, c_decimal DECIMAL(10, 2), c_double DOUBLE,
  c_timestamp {timestamp}, c_boolean BOOLEAN, c_text32 VARCHAR(32)"""


class Server:
    """A process that is ended by stop(), whatever became of it."""

    def __init__(self, name, arguments, log):
        self.name = name
        self.log = log
        with open(log, "wb") as out:
            self.process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=out, stderr=out)

    def wait_until(self, ready, seconds=60):
        """What ready() returns, once that is something."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := ready():
                return found
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        self.stop()
        raise RuntimeError(f"{self.name} did not start; the end of its log: {tail(self.log)}")

    def stop(self):
        if self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def tail(path, size=1500):
    text = pathlib.Path(path).read_text(encoding="utf-8", errors="replace")
    return " | ".join(text[-size:].split("\n"))


def port_from(path, pattern=r"(\d+)\n"):
    if not os.path.exists(path):
        return None
    found = re.search(pattern, pathlib.Path(path).read_text(encoding="utf-8"))
    return int(found[1]) if found else None


class Servers:
    """Starts what a step needs: the development server, which answers over MySQL what the connectors ask; the server
    that takes the rows (recorder's, where there is one); MariaDB. A context manager."""

    def __init__(self, build, work, folder, recorder=None):
        self.build, self.work, self.folder, self.recorder = build, work, folder, recorder
        self.mysql_port = self.load_port = self.mariadb_port = None
        self._running = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for server in reversed(self._running):
            server.stop()
        if self.recorder:
            self.recorder.stop()

    def start_for(self, subject, names):
        try:
            if subject in cases.STARROCKS:
                self._start_starrocks(names)
            elif subject == "jdbc-mariadb":
                self._start_mariadb(names)
        except BaseException:
            self.__exit__()
            raise

    def _start(self, name, arguments):
        server = Server(name, arguments, self.folder / f"{name}.log")
        self._running.append(server)
        return server

    def _start_starrocks(self, names):
        ports = self.folder / "dev-server.ports"
        server = self._start("dev-server", [
            self.build / "bin/starload", "dev-server", "--http-port", "0", "--be-port", "0", "--mysql-port", "0",
            "--port-file", ports, "--data-dir", self.folder / "dev-data"])
        self.mysql_port = server.wait_until(lambda: port_from(ports, r"mysql=(\d+)\n"))
        self._create_tables(self.mysql_port, names, "DATETIME",
                            "DUPLICATE KEY(c_bigint) DISTRIBUTED BY HASH(c_bigint)")
        if self.recorder:
            self.load_port = self.recorder.port
            return
        port_file = self.folder / "drain-server.port"
        drain = self._start("drain-server", [self.build / "bin/drain_server", port_file])
        self.load_port = drain.wait_until(lambda: port_from(port_file))

    def _start_mariadb(self, names):
        """As little durable as MariaDB can be: no flush at a commit, no binary log, no double write."""
        self.mariadb_port = unused_port()
        arguments = [
            shutil.which("mariadbd", path="/usr/sbin:" + os.environ["PATH"]), "--no-defaults",
            f"--datadir={self.work / 'mariadb'}", "--skip-networking=0", "--bind-address=127.0.0.1",
            f"--port={self.mariadb_port}", f"--socket={self.folder / 'mariadb.socket'}",
            f"--pid-file={self.folder / 'mariadb.pid'}", "--skip-log-bin", "--innodb-buffer-pool-size=1G",
            "--innodb-log-file-size=1G", "--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0",
            "--max-allowed-packet=64M"]
        if os.geteuid() == 0:
            arguments.append("--user=root")
        server = self._start("mariadb", arguments)
        server.wait_until(lambda: accepts(self.mariadb_port))
        self._create_tables(self.mariadb_port, names, "DATETIME(3)", "ENGINE=InnoDB")

    @staticmethod
    def _create_tables(port, names, timestamp, rest):
        text = "DROP DATABASE IF EXISTS bench; CREATE DATABASE bench; "
        for name in names:
            text += f"CREATE TABLE bench.{cases.table(name)} ({COLUMNS.format(timestamp=timestamp)}) {rest}; "
        query(port, text)


def query(port, text):
    """The rows as the mysql client prints them."""
    done = subprocess.run(
        ["mysql", "--no-defaults", "--protocol=tcp", "--host=127.0.0.1", f"--port={port}", "--user=root",
         "--connect-timeout=10", "--batch", "--raw", "--skip-column-names", "-e", text],
        capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"mysql on port {port}: {done.stderr.strip()}")
    return done.stdout


def unused_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def accepts(port):
    try:
        with socket.create_connection(("127.0.0.1", port), 1):
            return True
    except OSError:
        return False
