"""A development server as a process: started, killed, started again on the same ports and data; its faults and tables."""
import base64
import http.client
import json
import os
import signal
import subprocess
import time

import pymysql

START_LIMIT_S = 30
REQUEST_LIMIT_S = 20
AUTHORIZATION = "Basic " + base64.b64encode(b"root:").decode()


class HarnessError(Exception):
    """The harness itself cannot go on; says nothing about the loader."""


class Server:
    def __init__(self, starload, folder, arguments=()):
        self.starload = starload
        self.arguments = list(arguments)
        self.folder = folder
        self.ports = {"http": 0, "be": 0, "mysql": 0}
        self.process = None
        self.starts = 0
        self.admin = None
        os.makedirs(folder, exist_ok=True)

    def start(self):
        deadline = time.monotonic() + START_LIMIT_S
        while not self._start_once():
            # After a kill, somebody's outgoing connection may hold one of the ports for a moment.
            if time.monotonic() > deadline:
                raise HarnessError(f"the development server does not start, see {self.folder}/server.log")
            time.sleep(0.2)

    def _start_once(self):
        port_file = os.path.join(self.folder, "ports")
        if os.path.exists(port_file):
            os.remove(port_file)
        command = [self.starload, "dev-server", "--data-dir", os.path.join(self.folder, "data"), "--port-file", port_file]
        for option, name in (("--http-port", "http"), ("--be-port", "be"), ("--mysql-port", "mysql")):
            command += [option, str(self.ports[name])]
        command += self.arguments
        with open(os.path.join(self.folder, "server.log"), "ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.starts += 1
        while self.is_running():
            if os.path.exists(port_file):
                with open(port_file, encoding="utf-8") as file:
                    self.ports = {name: int(port) for name, port in (line.split("=") for line in file)}
                return True
            time.sleep(0.005)
        return False

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        if self.is_running():
            self.process.send_signal(signal.SIGKILL)
        if self.process is not None:
            self.process.wait()

    def address(self, name):
        return f"127.0.0.1:{self.ports[name]}"

    # Faults, over one connection that stays: those of the step "connect" are meant for others. None: the server is not
    # there (any more).

    def _admin(self, method, path="", body=None):
        if self.admin is None:
            self.admin = http.client.HTTPConnection("127.0.0.1", self.ports["http"], timeout=REQUEST_LIMIT_S)
        try:
            self.admin.request(method, "/admin/faults" + path, body, {"Authorization": AUTHORIZATION})
            reply = self.admin.getresponse()
            text = reply.read().decode()
        except (OSError, http.client.HTTPException):
            self.admin.close()
            self.admin = None
            return None
        if reply.status not in (200, 404):
            raise HarnessError(f"{method} /admin/faults{path}: {text}")
        return json.loads(text).get("faults")

    def add_faults(self, specs):
        return self._admin("POST", body="\n".join(specs))

    def faults(self):
        return self._admin("GET")

    def clear_fault(self, fault):
        return self._admin("DELETE", f"/{fault}")

    def clear_faults(self):
        return self._admin("DELETE")

    # Tables.

    def execute(self, *statements):
        connection = pymysql.connect(host="127.0.0.1", port=self.ports["mysql"], user="root", connect_timeout=10,
                                     read_timeout=60)
        try:
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
                return cursor.fetchall()
        finally:
            connection.close()

    def create_tables(self, database, tables):
        columns = "(split INT NOT NULL, seq BIGINT NOT NULL, payload VARCHAR(65533), crc BIGINT)"
        self.execute(f"CREATE DATABASE IF NOT EXISTS {database}",
                     *(f"CREATE TABLE IF NOT EXISTS {database}.{table} {columns} DUPLICATE KEY(split, seq)" for table in tables))
