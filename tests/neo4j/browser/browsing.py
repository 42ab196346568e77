"""Neo4j Browser in Chromium: connected, queries pasted and run, files dropped on it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Page, TimeoutError

from tests.chromium import PATIENCE, wait

__all__ = ["FRAME", "Browser"]

EDITOR = ".monaco-editor"
FRAMES = "[...document.querySelectorAll('[data-testid=frame]')]"
FRAME = f"{FRAMES}[0]"


class Browser:
    """Neo4j Browser on a page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def connect(self, address: str, bolt: str, user: str = "", password: str = "") -> None:
        """Open it and get in; without a password the server must ask for none."""
        open_to_all = "" if password else "&preselectAuthMethod=NO_AUTH"
        self.page.goto(f"{address}?dbms={bolt}{open_to_all}")
        self.page.wait_for_selector(EDITOR)
        connected = "/You are connected|working connection/.test(document.body.innerText)"
        if password:
            self.page.wait_for_selector("[data-testid=password]")
            self.until(connected, lambda: self._log_in(user, password))
        wait(self.page, connected)

    def _log_in(self, user: str, password: str) -> None:
        """Fill in the form; it is drawn anew while the page starts, and then forgets."""
        with suppress(TimeoutError):
            self.page.fill("[data-testid=username]", user, timeout=2000)
            self.page.fill("[data-testid=password]", password, timeout=2000)
            self.page.click("[data-testid=connect]", timeout=2000)

    def until(self, script: str, act: Callable[[], object], every: float = 6000) -> None:
        """Do something, and again where it has had no effect, until an expression is true."""
        deadline = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < deadline:
            act()
            with suppress(AssertionError):
                wait(self.page, script, every)
                return
        wait(self.page, script, 0)

    def clear(self) -> None:
        """Close all that has been shown."""
        self.until(f"{FRAMES}.length === 0", lambda: self.enter(":clear"))

    def enter(self, text: str) -> None:
        """Paste a text into the editor and run it."""
        self.page.locator(EDITOR).first.click()
        self._paste(text)
        self.page.keyboard.press("Control+Enter")

    def _paste(self, text: str) -> None:
        """Paste a text where the caret is: the editor leaves its indentation as it is."""
        self.page.evaluate(
            """text => { const data = new DataTransfer(); data.setData('text/plain', text);
            document.activeElement.dispatchEvent(new ClipboardEvent('paste',
                {clipboardData: data, bubbles: true, cancelable: true})) }""",
            text,
        )

    def run(self, query: str) -> str:
        """Paste a query and run it; what its frame says at its end."""
        self.clear()
        self.enter(query)
        said = wait(
            self.page,
            f"""(() => {{ const f = {FRAME}; if (!f) return null;
            const said = f.innerText;
            const done = /Displaying \\d|[Cc]ompleted after|ERROR|Error/;
            return done.test(said) ? said : null }})()""",
        )
        return str(said)

    def tidy(self) -> None:
        """Draw only what a query found, and take away what is no answer."""
        drawer = "[data-testid=navigationSettings]"
        self.page.click(drawer)
        self.page.click("[data-testid=setting-autoComplete]")
        self.page.click(drawer)
        banner = self.page.locator("span", has_text="make Neo4j").last
        banner.locator("xpath=following-sibling::*[1]").click()

    def unfold(self) -> None:
        """Show the query in its frame, of which Browser shows the first line."""
        command = self.page.locator("[data-testid=frame] [data-testid=frameCommand]").first
        self.until(f"!!{FRAME}.querySelector('.monaco-editor')", command.click)

    def slide(self, by: float) -> None:
        """Move the graph to the right, or to the left: a panel covers a part of its ground."""
        left, bottom = self.page.evaluate(
            f"(r => [r.left, r.bottom])({FRAME}.querySelector('svg.neod3viz, g.layer')"
            "?.closest('svg').getBoundingClientRect())"
        )
        mouse = self.page.mouse
        mouse.move(left + 200, bottom - 15)
        mouse.down()
        mouse.move(left + 200 + by, bottom - 15, steps=10)
        mouse.up()

    def view(self, name: str) -> None:
        """Choose how the result is shown: Visualization, Table, Ascii or Code."""
        self.page.click(f"[data-testid=cypherFrameSidebar{name}]")

    def nodes(self) -> list[tuple[str, str]]:
        """The nodes drawn: caption, as the lines of its circle, and colour."""
        found = wait(
            self.page,
            f"""(() => {{ const all = [...{FRAME}.querySelectorAll('g.node')];
            const seen = all.map(n => [
              [...n.querySelectorAll('text.caption')]
                .map(t => t.textContent.trim()).join(' ').trim(),
              n.querySelector('circle.b-outline')?.getAttribute('fill')]);
            return all.length && seen.every(s => s[1]) ? seen : null }})()""",
        )
        return [(caption, colour) for caption, colour in found]

    def relationships(self) -> list[str]:
        """The captions of the relationships drawn."""
        frame = self.page.locator("[data-testid=frame]").first
        return frame.locator("g.relationship text").all_text_contents()

    def drop(self, path: Path) -> None:
        """Drop a file on the page, and wait until Browser has kept what is in it."""
        data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
        kept = "['grass', 'documents'].map(name => localStorage['neo4j.' + name]?.length).join()"
        now = before = self.page.evaluate(kept)
        session = self.page.context.new_cdp_session(self.page)

        def let_go() -> None:
            for what in ("dragEnter", "dragOver", "drop"):
                told = {"type": what, "x": 700, "y": 400, "data": data}
                session.send("Input.dispatchDragEvent", told)

        self.until(f"{kept} !== {json.dumps(before)}", let_go)
        session.detach()
        # What is dropped before the last file has been read whole would be lost.
        while now != (now := self.page.evaluate(kept)):
            self.page.wait_for_timeout(500)

    def favourites(self) -> list[str]:
        """The names in the drawer of favourites, its folders open."""
        folder = "[data-testid=expandFolder-Rapallo]"
        opened = f"!!document.querySelector('{folder}')"
        self.until(opened, lambda: self.page.click("[data-testid=navigationFavorites]"))
        names = "[data-testid^=scriptTitle-]"
        shown = f"!!document.querySelector('{names}')"
        self.until(shown, lambda: self.page.click(folder))
        return self.page.locator(names).all_text_contents()
