"""Toxiproxy as a process, driven over its HTTP interface."""
import http.client
import json
import socket
import subprocess
import threading
import time

START_LIMIT_S = 10
REQUEST_LIMIT_S = 30


class ToxiproxyError(Exception):
    """The proxy itself does not do what it is asked; says nothing about the loader."""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Toxiproxy:
    def __init__(self, program, log_path, seed):
        self.program = program
        self.log_path = log_path
        self.seed = seed
        self.port = 0
        self.process = None
        self._counts_lock = threading.Lock()  # guards the two below
        self._counts = {}
        self._counted_bytes = 0  # of the log

    def start(self):
        # It cannot say which port it took, so it is given one; somebody else may be quicker.
        for _ in range(5):
            self.port = free_port()
            with open(self.log_path, "wb") as log:
                command = [self.program, "-host", "127.0.0.1", "-port", str(self.port), "-seed", str(self.seed)]
                self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            if self._answers():
                return
            self.stop()
        raise ToxiproxyError(f"toxiproxy does not start, see {self.log_path}")

    def _answers(self):
        deadline = time.monotonic() + START_LIMIT_S
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                self._request("GET", "/version")
                return True
            except OSError:
                time.sleep(0.02)
        return False

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
        if self.process is not None:
            self.process.wait()

    def _request(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=REQUEST_LIMIT_S)
        try:
            connection.request(method, path, None if body is None else json.dumps(body),
                               {"Content-Type": "application/json", "User-Agent": "starload-tests"})
            reply = connection.getresponse()
            text = reply.read().decode()
        finally:
            connection.close()
        if reply.status >= 300:
            raise ToxiproxyError(f"{method} {path}: HTTP {reply.status}: {text}")
        return json.loads(text) if text.startswith("{") else text

    def create(self, name, upstream):
        """A proxy in front of the address `upstream`, on a free port of this machine."""
        listen = self._request("POST", "/proxies", {"name": name, "listen": "127.0.0.1:0", "upstream": upstream,
                                                    "enabled": True})["listen"]
        return Proxy(self, name, listen)

    def connections(self, proxy):
        """How many connections the proxy of that name has taken so far, as the log says."""
        with self._counts_lock:
            with open(self.log_path, "rb") as log:
                log.seek(self._counted_bytes)
                for line in log:
                    if not line.endswith(b"\n"):
                        break  # it is being written
                    self._counted_bytes += len(line)
                    if b'"Accepted client"' in line:
                        name = json.loads(line)["name"]
                        self._counts[name] = self._counts.get(name, 0) + 1
            return self._counts.get(proxy, 0)


class Proxy:
    def __init__(self, toxiproxy, name, address):
        self.toxiproxy = toxiproxy
        self.name = name
        self.address = address

    def _request(self, method, path="", body=None):
        return self.toxiproxy._request(method, f"/proxies/{self.name}{path}", body)

    def set_enabled(self, enabled):
        """Disabled: what is connected is cut, what wants to connect is refused."""
        self._request("POST", "", {"enabled": enabled, "listen": self.address})

    def add(self, toxic):
        self._request("POST", "/toxics", {"name": toxic.name(), "type": toxic.kind, "stream": toxic.stream,
                                          "toxicity": 1.0, "attributes": toxic.attributes})

    def remove(self, toxic):
        self._request("DELETE", f"/toxics/{toxic.name()}")

    def delete(self):
        self._request("DELETE")
