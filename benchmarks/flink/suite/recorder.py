"""A server that takes loads like benchmarks/drain_server and keeps what becomes visible, for checks with few rows."""
import collections
import http.server
import json
import threading
import urllib.parse

STATES = {"begin": "PREPARE", "load": "PREPARE", "prepare": "PREPARED", "commit": "VISIBLE", "rollback": "ABORTED"}


class Recorder:
    """Serves on a port of 127.0.0.1 from its construction until stop(). visible: the bodies of each table whose load or
    transaction has ended well; requests: how many of each kind a table got. Its threads write, others read after stop()."""

    def __init__(self):
        self.visible = collections.defaultdict(list)
        self.requests = collections.Counter()
        self._lock = threading.Lock()
        self._open = collections.defaultdict(list)  # label: (table, body) of a transaction that is not committed
        self._states = {}
        recorder = self

        class Handler(_Handler):
            """Knows this recorder."""
            owner = recorder

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    def take(self, step, table, label, body):
        """A request for a load ("stream_load") or a transaction's step. Returns the label's state."""
        with self._lock:
            self.requests[table, step] += 1
            if step == "stream_load":
                self.visible[table].append(body)
                self._states[label] = "VISIBLE"
            else:
                self._states[label] = STATES[step]
                self._take_step(step, table, label, body)
            return self._states[label]

    def _take_step(self, step, table, label, body):
        if step == "load":
            self._open[label].append((table, body))
        elif step == "commit":
            for loaded_table, loaded in self._open.pop(label, []):
                self.visible[loaded_table].append(loaded)
        elif step == "rollback":
            self._open.pop(label, None)

    def state_of(self, label):
        with self._lock:
            return self._states.get(label, "UNKNOWN")


class _Handler(http.server.BaseHTTPRequestHandler):
    """One connection. A request that asks for "100 Continue" gets it from the base class."""
    protocol_version = "HTTP/1.1"
    owner = None

    def do_PUT(self):  # pylint: disable=invalid-name
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = self.path.split("?")[0].strip("/").split("/")
        label = self.headers.get("label", "")
        if parts[-1] == "_stream_load":
            self.owner.take("stream_load", parts[-2], label, body)
            self._answer({"TxnId": 1, "Label": label, "Status": "Success", "Message": "OK", "NumberTotalRows": 0,
                          "NumberLoadedRows": 0, "NumberFilteredRows": 0, "NumberUnselectedRows": 0,
                          "LoadBytes": len(body)})
        elif "/".join(parts[:2]) == "api/transaction" and parts[-1] in STATES:
            self.owner.take(parts[-1], self.headers.get("table", ""), label, body)
            self._answer({"TxnId": 1, "Label": label, "Status": "OK", "Message": "OK", "NumberTotalRows": 0,
                          "NumberLoadedRows": 0, "NumberFilteredRows": 0, "NumberUnselectedRows": 0,
                          "LoadBytes": len(body)})
        else:
            self.send_error(404)

    do_POST = do_PUT

    def do_GET(self):  # pylint: disable=invalid-name
        label = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query).get("label", [""])[0]
        self._answer({"state": self.owner.state_of(label), "status": "OK", "msg": "Success"})

    def _answer(self, reply):
        body = json.dumps(reply).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):  # pylint: disable=arguments-differ
        pass
