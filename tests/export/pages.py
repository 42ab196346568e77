"""A page of ``export html`` opened in Chromium from its file, as by a double-click, and watched."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.neo4j.browser.chromium import Page, opened

__all__ = ["Reader", "reading"]

KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, "PageUp": 33, "PageDown": 34, "End": 35, "Home": 36}
KEYS |= {"ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40, " ": 32}
TEXT = {"Enter": "\r", " ": " "}


class Reader:
    """One who reads a page: mouse, keys, and an eye on what the page asks and complains of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        for domain in ("Runtime", "Log", "Network"):
            page.send(f"{domain}.enable")
        page.resize(1280, 800, 1)

    def open(self, path: Path, fragment: str = "") -> None:
        """Open a file anew, as from a link with this fragment."""
        self.page.go("about:blank")
        self.page.wait("location.href === 'about:blank'")
        self.page.events.clear()
        self.page.go(path.as_uri() + fragment)
        self.page.wait("globalThis.Rapallo && Rapallo.page && 1")

    def troubles(self) -> list[str]:
        """What was asked of the network, and what stands in the console."""
        self.page.value("1")
        found = []
        for event in self.page.events:
            method, told = event.get("method", ""), event.get("params", {})
            if method == "Network.requestWillBeSent":
                found.append(told["request"]["url"])
            elif method in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled"):
                found.append(json.dumps(told)[:500])
            elif method == "Log.entryAdded":
                found.append(told["entry"]["text"])
        return found

    def key(self, name: str, times: int = 1, *, shift: bool = False) -> None:
        """Press a key."""
        told: dict[str, Any] = {"key": name, "windowsVirtualKeyCode": KEYS.get(name, ord(name[0]))}
        told["modifiers"] = 8 * shift
        text = {"text": TEXT[name]} if name in TEXT else {}
        if len(name) == 1 and name != " ":
            text = {"text": name}
        for _ in range(times):
            self.page.send("Input.dispatchKeyEvent", type="keyDown", **told, **text)
            self.page.send("Input.dispatchKeyEvent", type="keyUp", **told)
        self.settle()

    def settle(self) -> None:
        """Wait until two frames have been drawn."""
        self.page.value(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))"
        )

    def click_at(self, x: float, y: float) -> None:
        """Click at a place of the window."""
        told = {"x": x, "y": y, "button": "left", "clickCount": 1}
        self.page.send("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        self.page.send("Input.dispatchMouseEvent", type="mousePressed", **told)
        self.page.send("Input.dispatchMouseEvent", type="mouseReleased", **told)
        self.settle()

    def focus(self) -> str:
        """The id of what has the focus, else its name and text."""
        return str(
            self.page.value(
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
        found = self.page.value(
            "[...document.querySelectorAll('#counts strong')].map(e => e.textContent)"
        )
        possible, certain = (int(re.sub(r"\D", "", text)) for text in found)
        return possible, certain

    def between(self, first: str, last: str) -> None:
        """Write an interval into its two fields."""
        self.page.value(
            f"(([a, b]) => {{ const f = document.getElementById('from'),"
            " t = document.getElementById('to'); f.value = a; t.value = b;"
            f" t.dispatchEvent(new Event('change')) }})({json.dumps([first, last])})"
        )
        self.settle()

    def selected(self, filters: dict[str, Any]) -> tuple[int, int]:
        """The counts of the page's own selection under filters, whatever is shown."""
        found = self.page.value(
            f"""(wanted => {{ const {{ model }} = Rapallo.page;
            const filters = Rapallo.model.open(model);
            if (wanted.between) filters.interval = wanted.between;
            if (wanted.kind) filters.kinds = new Set(wanted.kind);
            const among = (rows, names, key) => new Set(rows.map((row, i) =>
                names.includes(row[key]) ? i : -1).filter(i => i >= 0));
            if (wanted.source) filters.sources = among(model.sources, wanted.source, 'key');
            if (wanted.state) filters.states = among(model.states, wanted.state, 'id');
            const shown = Rapallo.model.select(model, filters);
            return [shown.events.length, shown.sure] }})({json.dumps(filters)})"""
        )
        return found[0], found[1]


@contextmanager
def reading(program: str, folder: Path) -> Iterator[Reader]:
    """A Chromium to read pages with, as long as the block lasts."""
    with opened(program, folder / "profile") as page:
        yield Reader(page)
