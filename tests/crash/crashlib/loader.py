"""The loader under test as a process: tests/crash/loader, or the command itself."""
import hashlib
import json
import os
import signal
import subprocess
import zlib


class Loader:
    """A process that loads the rows of one drill, and is started again until it is through."""

    def __init__(self, program, plan, server, folder, extra_options=None):
        self.program = program
        self.plan = plan
        self.server = server
        self.folder = folder
        self.extra_options = extra_options or {}
        self.database = os.path.basename(folder)
        self.process = None
        self.starts = 0
        self.environment = {}  # beside the harness' own
        self.limits = None  # called in the new process before the loader runs
        os.makedirs(folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def engine_options(self):
        return {
            "load-url": self.server.address("http"),
            "jdbc-url": "jdbc:mysql://" + self.server.address("mysql"),
            "database-name": self.database, "table-name": self.plan.tables[0], "username": "root", "password": "",
            "sink.version": self.plan.transport, "sink.retry.interval-ms": 20, "sink.max-retries": 100,
        }

    def start_process(self, command):
        with open(self.path("loader.log"), "ab") as log:
            log.write(f"---- start {self.starts + 1}\n".encode())
            log.flush()
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            env={**os.environ, **self.environment}, preexec_fn=self.limits)
        self.starts += 1

    def write_options(self, options):
        with open(self.path("options"), "w", encoding="utf-8") as file:
            file.writelines(f"{key}={value}\n" for key, value in options.items())

    def exit_code(self):
        """None while it runs; negative: the signal that killed it."""
        return self.process.poll()

    def kill(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        if self.process is not None:
            self.process.wait()

    def wait(self, seconds):
        """The exit code; subprocess.TimeoutExpired when it runs on."""
        return self.process.wait(seconds)

    def log_tail(self):
        with open(self.path("loader.log"), encoding="utf-8", errors="replace") as file:
            return file.read()[-3000:]


class HostLoader(Loader):
    """tests/crash/loader: a host over the engine that takes checkpoints as a Flink job does."""

    has_boundaries = True

    def options(self, kill):
        counts = self.plan.writer_counts
        return {
            **self.engine_options(), "sink.semantic": self.plan.semantics, "sink.properties.max_filter_ratio": 0.5,
            "loader.database": self.database, "loader.tables": ",".join(self.plan.tables),
            "loader.writers": counts[self.starts % len(counts)], "loader.checkpoints": 2000,
            "loader.state-file": self.path("state"), "loader.reject-file": self.path("rejects"),
            "loader.boundary-file": self.path("boundaries"), "loader.end-file": self.path("end"),
            **self.plan.options, **self.extra_options, **({"loader.kill": kill} if kill else {}),
        }

    def start(self, kill=""):
        self.write_options(self.options(kill))
        self.start_process([self.program, self.path("options")])

    def ask_to_end(self):
        with open(self.path("end"), "w", encoding="utf-8"):
            pass

    def expected(self):
        """Rows of each split, as the newest durable checkpoint says."""
        with open(self.path("state"), encoding="utf-8") as file:
            return json.load(file)["positions"]

    def written(self):
        """Rows of each split that may be in the table, as far as they were ever written."""
        highest = [0] * int(self.plan.options["loader.splits"])
        try:
            with open(self.path("boundaries"), encoding="utf-8") as file:
                for line in file:
                    highest = [max(a, int(b)) for a, b in zip(highest, line.split()[1:])]
        except FileNotFoundError:
            pass
        return highest


class CommandLoader(Loader):
    """starload load --state: loads a file, a checkpoint for each MiB of it."""

    has_boundaries = False
    ROWS = 240
    PAYLOAD_BYTES = 40000  # 26 rows a MiB

    def __init__(self, program, plan, server, folder, extra_options=None):
        super().__init__(program, plan, server, folder, extra_options)
        self.rows = [0] * int(plan.options["loader.splits"])
        with open(self.path("rows.csv"), "w", encoding="ascii") as file:
            for number in range(self.ROWS):
                split, seq = number % len(self.rows), number // len(self.rows)
                self.rows[split] += 1
                file.write(self.row(split, seq))

    def row(self, split, seq):
        name = f"{self.plan.options['loader.seed']}:{split}:{seq}"
        payload = hashlib.shake_128(name.encode()).hexdigest(self.PAYLOAD_BYTES // 2)
        return f"{split},{seq},{payload},{zlib.crc32(f'{split}:{seq}:{payload}'.encode())}\n"

    def start(self, _kill=""):
        own = {key: value for key, value in self.plan.options.items() if not key.startswith("loader.")}
        self.write_options({**self.engine_options(), **own, **self.extra_options})
        self.start_process([self.program, "load", "--config", self.path("options"), "--state", self.path("state"),
                            "--checkpoint-bytes", "1mb", "--columns", "split,seq,payload,crc", "--rejects",
                            self.path("rejects"), "--no-progress", self.path("rows.csv")])

    def ask_to_end(self):
        """It ends when the file ends."""

    def expected(self):
        return self.rows

    def written(self):
        return self.rows
