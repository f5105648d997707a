"""The loader under test as a process: tests/crash/loader, or the command itself."""
import json
import os
import signal
import subprocess


class HostLoader:
    """tests/crash/loader: a host over the engine that takes checkpoints as a Flink job does."""

    def __init__(self, programs, plan, server, folder, extra_options=None):
        self.program = programs["crash_loader"]
        self.plan = plan
        self.server = server
        self.folder = folder
        self.extra_options = extra_options or {}
        self.database = os.path.basename(folder)
        self.process = None
        self.starts = 0
        os.makedirs(folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def options(self, kill):
        counts = self.plan.writer_counts
        return {
            "load-url": self.server.address("http"),
            "jdbc-url": "jdbc:mysql://" + self.server.address("mysql"),
            "database-name": self.database, "table-name": self.plan.tables[0], "username": "root", "password": "",
            "sink.version": self.plan.transport, "sink.semantic": self.plan.semantics,
            "sink.retry.interval-ms": 20, "sink.max-retries": 100, "sink.properties.max_filter_ratio": 0.5,
            "loader.database": self.database, "loader.tables": ",".join(self.plan.tables),
            "loader.writers": counts[self.starts % len(counts)], "loader.checkpoints": 2000,
            "loader.state-file": self.path("state"), "loader.reject-file": self.path("rejects"),
            "loader.boundary-file": self.path("boundaries"), "loader.end-file": self.path("end"),
            **self.plan.options, **self.extra_options, **({"loader.kill": kill} if kill else {}),
        }

    def start(self, kill=""):
        with open(self.path("options"), "w", encoding="utf-8") as file:
            file.writelines(f"{key}={value}\n" for key, value in self.options(kill).items())
        with open(self.path("loader.log"), "ab") as log:
            log.write(f"---- start {self.starts + 1}\n".encode())
            log.flush()
            self.process = subprocess.Popen([self.program, self.path("options")], stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log)
        self.starts += 1

    def exit_code(self):
        """None while it runs; negative: the signal that killed it."""
        return self.process.poll()

    def kill(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        if self.process is not None:
            self.process.wait()

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

    def log_tail(self):
        with open(self.path("loader.log"), encoding="utf-8", errors="replace") as file:
            return file.read()[-3000:]
