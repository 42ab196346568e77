"""Chromium without a window, driven over a pipe by its own protocol: no further package is needed.

The Chrome DevTools Protocol: messages in JSON, each ended by a zero byte, on the descriptors 3 and
4 of a process started with ``--remote-debugging-pipe``.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

__all__ = ["Page", "found", "opened"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 120.0
"""Seconds for whatever is waited for: a busy machine is slow."""


def found() -> str | None:
    """Where Chromium is on this machine."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


RENUMBER = """import fcntl, os, sys
ends = [fcntl.fcntl(int(number), fcntl.F_DUPFD, 10) for number in sys.argv[1:3]]
os.dup2(ends[0], 3)
os.dup2(ends[1], 4)
os.execvp(sys.argv[3], sys.argv[3:])
"""


class Page:
    """One page of a running Chromium."""

    def __init__(self, write: int, read: int) -> None:
        self._write, self._read = write, read
        self._left, self._number, self._session = b"", 0, ""
        self.events: list[dict[str, Any]] = []
        target = next(
            info["targetId"]
            for info in self.send("Target.getTargets")["targetInfos"]
            if info["type"] == "page"
        )
        attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        self.send("Page.enable")

    def send(self, method: str, **parameters: Any) -> Any:
        """Ask for something and wait for the answer."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._message()
            if answer.get("id") == self._number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                return answer["result"]
            self.events.append(answer)

    def _message(self) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE
        while b"\0" not in self._left:
            left = deadline - time.monotonic()
            ready, _, _ = select.select([self._read], [], [], max(left, 0))
            assert ready, "Chromium does not answer"
            part = os.read(self._read, 1 << 20)
            assert part, "Chromium has ended"
            self._left += part
        first, _, self._left = self._left.partition(b"\0")
        message: dict[str, Any] = json.loads(first)
        return message

    def go(self, address: str) -> None:
        """Open an address."""
        self.send("Page.navigate", url=address)

    def value(self, script: str) -> Any:
        """What an expression of JavaScript gives."""
        done = self.send(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def wait(self, script: str, seconds: float = PATIENCE) -> Any:
        """The first true value of an expression."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if value := self.value(script):
                return value
            time.sleep(0.2)
        raise AssertionError(f"not within {seconds:.0f} s: {script}; shown: {self.text()[-2000:]}")

    def until(self, script: str, act: Callable[[], object], every: float = 6.0) -> None:
        """Do something, and again where it has had no effect, until an expression is true."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            act()
            with suppress(AssertionError):
                self.wait(script, every)
                return
        self.wait(script, 0.1)

    def text(self) -> str:
        """What the page shows, as text."""
        return str(self.value("document.body.innerText"))

    def type(self, text: str) -> None:
        """Insert a text where the caret is."""
        self.send("Input.insertText", text=text)

    def paste(self, text: str) -> None:
        """Paste a text where the caret is: an editor leaves its indentation as it is."""
        self.value(
            "(text => { const data = new DataTransfer(); data.setData('text/plain', text);"
            " document.activeElement.dispatchEvent(new ClipboardEvent('paste',"
            " {clipboardData: data, bubbles: true, cancelable: true}))"
            f" }})({json.dumps(text)})"
        )

    def press(self, key: str, code: int, *, control: bool = False) -> None:
        """Press a key; ``code`` is its Windows key code."""
        told = {"key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": 2 * control}
        self.send("Input.dispatchKeyEvent", type="rawKeyDown", **told)
        self.send("Input.dispatchKeyEvent", type="keyUp", **told)

    def click(self, script: str) -> None:
        """Click in the middle of the element that an expression gives."""
        x, y = self.wait(
            f"(() => {{ const e = {script}; if (!e) return null;"
            " const r = e.getBoundingClientRect();"
            " return [r.x + r.width / 2, r.y + r.height / 2] })()"
        )
        told = {"x": x, "y": y, "button": "left", "clickCount": 1}
        self.send("Input.dispatchMouseEvent", type="mousePressed", **told)
        self.send("Input.dispatchMouseEvent", type="mouseReleased", **told)

    def drag(self, x: float, y: float, by: float) -> None:
        """Drag what lies at a place to the right, or with a negative way to the left."""
        held = {"y": y, "button": "left", "clickCount": 1}
        self.send("Input.dispatchMouseEvent", type="mousePressed", x=x, **held)
        for step in range(1, 11):
            self.send("Input.dispatchMouseEvent", type="mouseMoved", x=x + by * step / 10, **held)
        self.send("Input.dispatchMouseEvent", type="mouseReleased", x=x + by, **held)

    def resize(self, width: int, height: int, scale: float) -> None:
        """Make the page so large, in pixels of which each is drawn as several."""
        told = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
        self.send("Emulation.setDeviceMetricsOverride", **told)

    def picture(self, path: Path, **clip: float) -> None:
        """Save what is shown as PNG; of a part of it: x, y, width, height."""
        part = {"clip": {**clip, "scale": 1}} if clip else {}
        shot = self.send("Page.captureScreenshot", format="png", **part)
        path.write_bytes(base64.b64decode(shot["data"]))


@contextmanager
def opened(chromium: str, profile: Path) -> Iterator[Page]:
    """A page of a Chromium that runs as long as the block lasts."""
    command = [
        chromium,
        "--headless=new",
        "--no-sandbox",
        "--no-first-run",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--remote-debugging-pipe",
        f"--user-data-dir={profile}",
        "--window-size=1400,900",
        "about:blank",
    ]
    to_read, to_write = os.pipe()
    from_read, from_write = os.pipe()
    # The descriptors have to be 3 and 4 in the process that is started.
    start = [sys.executable, "-c", RENUMBER, str(to_read), str(from_write), *command]
    with (profile.parent / "chromium.log").open("wb") as log:
        process = subprocess.Popen(
            start, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=(to_read, from_write)
        )
    os.close(to_read)
    os.close(from_write)
    try:
        yield Page(to_write, from_read)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        os.close(to_write)
        os.close(from_read)
