"""A page of ``export html`` opened in Chromium from its file, as by a double-click, and watched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request, WebSocket

from tests.chromium import new_page, wait

__all__ = ["Reader", "reading"]


class Reader:
    """One who reads a page: mouse, keys, and an eye on what the page asks and complains of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._seen: list[str] = []
        page.on("request", self._asked)
        page.on("websocket", self._connected)
        page.on("console", self._said)
        page.on("pageerror", self._failed)

    def _asked(self, request: Request) -> None:
        self._seen.append(request.url)

    def _connected(self, socket: WebSocket) -> None:
        self._seen.append(socket.url)

    def _said(self, message: ConsoleMessage) -> None:
        self._seen.append(f"{message.type}: {message.text}")

    def _failed(self, error: Error) -> None:
        self._seen.append(f"uncaught: {error}")

    def open(self, path: Path, fragment: str = "") -> None:
        """Open a file anew, as from a link with this fragment."""
        self.page.goto("about:blank")
        self._seen.clear()
        self.page.goto(path.as_uri() + fragment)
        self.wait("globalThis.Rapallo && Rapallo.page && 1")

    def wait(self, script: str) -> None:
        """Wait until an expression is true."""
        wait(self.page, script)

    def troubles(self) -> list[str]:
        """What was asked of the network, and what stands in the console."""
        self.settle()
        return list(self._seen)

    def key(self, name: str, times: int = 1) -> None:
        """Press a key, such as Tab, Shift+ArrowRight or +."""
        for _ in range(times):
            self.page.keyboard.press(name)
        self.settle()

    def type(self, text: str) -> None:
        """Insert a text where the caret is."""
        self.page.keyboard.insert_text(text)

    def settle(self) -> None:
        """Wait until two frames have been drawn."""
        self.page.evaluate(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))"
        )

    def click_at(self, x: float, y: float) -> None:
        """Click at a place of the window."""
        self.page.mouse.click(x, y)
        self.settle()

    def drag(self, x: float, y: float, by: float) -> None:
        """Drag what lies at a place to the right, or with a negative way to the left."""
        mouse = self.page.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + by, y, steps=10)
        mouse.up()
        self.settle()

    def focus(self) -> str:
        """The id of what has the focus, else its name and text."""
        return str(
            self.page.evaluate(
                "(e => e.id || `${e.tagName} ${e.textContent.slice(0, 40)}`)"
                "(document.activeElement)"
            )
        )

    def tab_to(self, wanted: str, most: int = 90) -> None:
        """Press Tab until what has the focus begins with this id, or name and text."""
        seen = []
        for _ in range(most):
            self.key("Tab")
            seen.append(self.focus())
            if seen[-1].startswith(wanted):
                return
        raise AssertionError(f"Tab never comes to {wanted}: {seen}")

    def counts(self) -> tuple[int, int]:
        """The events that the page says are possible and certain."""
        self.settle()
        found = self.page.locator("#counts strong").all_text_contents()
        possible, certain = (int(re.sub(r"\D", "", text)) for text in found)
        return possible, certain

    def between(self, first: str, last: str) -> None:
        """Write an interval into its two fields, at once."""
        self.page.evaluate(
            """([a, b]) => { const f = document.getElementById('from'),
            t = document.getElementById('to'); f.value = a; t.value = b;
            t.dispatchEvent(new Event('change')) }""",
            [first, last],
        )
        self.settle()

    def selected(self, filters: dict[str, Any]) -> tuple[int, int]:
        """The counts of the page's own selection under filters, whatever is shown."""
        found = self.page.evaluate(
            """wanted => { const { model } = Rapallo.page;
            const filters = Rapallo.model.open(model);
            if (wanted.between) filters.interval = wanted.between;
            if (wanted.kind) filters.kinds = new Set(wanted.kind);
            const among = (rows, names, key) => new Set(rows.map((row, i) =>
                names.includes(row[key]) ? i : -1).filter(i => i >= 0));
            if (wanted.source) filters.sources = among(model.sources, wanted.source, 'key');
            if (wanted.state) filters.states = among(model.states, wanted.state, 'id');
            const shown = Rapallo.model.select(model, filters);
            return [shown.events.length, shown.sure] }""",
            filters,
        )
        return found[0], found[1]

    def accessible(self) -> list[dict[str, Any]]:
        """The nodes that Chromium hands to those who listen to a page."""
        session = self.page.context.new_cdp_session(self.page)
        tree: dict[str, Any] = session.send("Accessibility.getFullAXTree")
        session.detach()
        nodes: list[dict[str, Any]] = tree["nodes"]
        return nodes


@contextmanager
def reading(browser: Browser) -> Iterator[Reader]:
    """One who reads pages without a network, as long as the block lasts."""
    with new_page(browser, 1280, 800, offline=True) as page:
        yield Reader(page)
