"""Headless Chromium over the DevTools protocol, through a pair of pipes. One thread."""
import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time


class BrowserError(Exception):
    pass


def find_chromium():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path:
            return path
    return None


class Browser:
    """One browser process; `open_tab` gives a tab of its own profile, so that no login is shared."""

    def __init__(self, executable):
        self._profile = tempfile.mkdtemp(prefix="starload-web-")
        to_read, to_write = os.pipe()
        from_read, from_write = os.pipe()

        def place_pipes():  # Chromium reads commands from 3 and writes answers to 4
            kept = os.dup(to_read), os.dup(from_write)
            os.dup2(kept[0], 3)
            os.dup2(kept[1], 4)

        self._process = subprocess.Popen(
            [executable, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--no-first-run", "--disable-extensions", "--disable-background-networking",
             "--disable-component-update", "--no-proxy-server", f"--user-data-dir={self._profile}",
             "--remote-debugging-pipe", "about:blank"],
            preexec_fn=place_pipes, close_fds=False, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(from_write)
        self._out, self._in = to_write, from_read
        self._pending = b""
        self._next_id = 0
        self.events = []
        self._on_event = None

    def close(self):
        for descriptor in (self._out, self._in):
            os.close(descriptor)
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)

    def _send(self, method, params, session):
        self._next_id += 1
        message = {"id": self._next_id, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        return self._next_id

    def _receive(self, deadline):
        while b"\0" not in self._pending:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self._in], [], [], left)[0]:
                raise BrowserError("the browser does not answer")
            data = os.read(self._in, 1 << 20)
            if not data:
                raise BrowserError("the browser has ended")
            self._pending += data
        message, self._pending = self._pending.split(b"\0", 1)
        return json.loads(message)

    def _dispatch(self, message):
        self.events.append(message)
        if self._on_event:
            self._on_event(message)

    def call(self, method, session=None, seconds=60, **params):
        wanted = self._send(method, params, session)
        deadline = time.monotonic() + seconds
        while True:
            message = self._receive(deadline)
            if message.get("id") == wanted:
                if "error" in message:
                    raise BrowserError(f"{method}: {message['error']['message']}")
                return message["result"]
            if "method" in message:
                self._dispatch(message)

    def wait_event(self, method, session, seconds=60):
        deadline = time.monotonic() + seconds
        while True:
            for index, event in enumerate(self.events):
                if event["method"] == method and event.get("sessionId") == session:
                    return self.events.pop(index)
            message = self._receive(deadline)
            if "method" in message:
                self._dispatch(message)

    def open_tab(self, **options):
        return Tab(self, **options)


class Tab:
    def __init__(self, browser, user=None, password="", scripts=True, dark=False, width=1280, height=900):
        self._browser = browser
        context = browser.call("Target.createBrowserContext")["browserContextId"]
        target = browser.call("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        self._session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._user, self._password = user, password
        self.dialogs, self.violations, self.exceptions = [], [], []
        browser._on_event = self._handle
        for domain in ("Page", "Runtime", "Log", "Audits"):
            self._call(f"{domain}.enable")
        self._call("Fetch.enable", handleAuthRequests=True)
        self._call("Emulation.setScriptExecutionDisabled", value=not scripts)
        self._call("Emulation.setEmulatedMedia",
                   features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                   mobile=width < 600)

    def _call(self, method, **params):
        return self._browser.call(method, self._session, **params)

    def _handle(self, event):
        if event.get("sessionId") != self._session:
            return
        method, params = event["method"], event["params"]
        send = lambda name, **arguments: self._browser._send(name, arguments, self._session)
        if method == "Fetch.requestPaused":
            send("Fetch.continueRequest", requestId=params["requestId"])
        elif method == "Fetch.authRequired":
            known = self._user is not None
            answer = {"response": "ProvideCredentials" if known else "CancelAuth"}
            if known:
                answer.update(username=self._user, password=self._password)
            send("Fetch.continueWithAuth", requestId=params["requestId"], authChallengeResponse=answer)
        elif method == "Page.javascriptDialogOpening":
            self.dialogs.append(params["message"])
            send("Page.handleJavaScriptDialog", accept=True)
        elif method == "Runtime.exceptionThrown":
            self.exceptions.append(params["exceptionDetails"]["text"])
        elif method == "Audits.issueAdded" and params["issue"]["code"] == "ContentSecurityPolicyIssue":
            self.violations.append(json.dumps(params["issue"]["details"]))

    def go(self, url):
        self._browser._on_event = self._handle
        self._browser.events.clear()
        self._call("Page.navigate", url=url)
        self._browser.wait_event("Page.loadEventFired", self._session)
        return self

    def run(self, script):
        """The value of a JavaScript expression; the tests' own, so it runs whatever the page allows."""
        result = self._call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise BrowserError(str(result["exceptionDetails"]))
        return result["result"].get("value")

    def dom(self):
        """The page as it stands, also where its scripts may not run."""
        root = self._call("DOM.getDocument", depth=-1)["root"]
        return self._call("DOM.getOuterHTML", nodeId=root["nodeId"])["outerHTML"]

    def text(self):
        return self.run("document.body.innerText")

    def wait_for(self, script, seconds=30):
        deadline = time.monotonic() + seconds
        while not self.run(script):
            if time.monotonic() > deadline:
                raise BrowserError(f"never became true: {script}\n{self.text()}")
            time.sleep(0.1)

    def screenshot(self, path):
        data = self._call("Page.captureScreenshot", format="png")["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))
