"""Neo4j Browser in Chromium: connected, queries pasted and run, files dropped on it."""

from __future__ import annotations

import json
import time
from pathlib import Path

from tests.neo4j.browser.chromium import Page

__all__ = ["FRAME", "Browser"]

EDITOR = "document.querySelector('.monaco-editor')"
FRAMES = "[...document.querySelectorAll('[data-testid=frame]')]"
FRAME = f"{FRAMES}[0]"


class Browser:
    """Neo4j Browser on a page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def connect(self, address: str, bolt: str, user: str = "", password: str = "") -> None:
        """Open it and get in; without a password the server must ask for none."""
        open_to_all = "" if password else "&preselectAuthMethod=NO_AUTH"
        self.page.go(f"{address}?dbms={bolt}{open_to_all}")
        self.page.wait(f"!!{EDITOR}")
        connected = "/You are connected|working connection/.test(document.body.innerText)"
        if password:
            self.page.wait("!!document.querySelector('[data-testid=password]')")
            self.page.until(connected, lambda: self._log_in(user, password))
        self.page.wait(connected)

    def _log_in(self, user: str, password: str) -> None:
        """Fill in the form; it is drawn anew while the page starts, and then forgets."""
        for field, text in (("username", user), ("password", password)):
            found = f"document.querySelector('[data-testid={field}]')"
            self.page.value(f"{found}?.focus(), {found}?.select()")
            self.page.type(text)
        self.page.value("document.querySelector('[data-testid=connect]')?.click()")

    def clear(self) -> None:
        """Close all that has been shown."""
        self.page.until(f"{FRAMES}.length === 0", lambda: self.enter(":clear"))

    def enter(self, text: str) -> None:
        """Paste a text into the editor and run it."""
        self.page.click(EDITOR)
        self.page.paste(text)
        self.page.press("Enter", 13, control=True)

    def run(self, query: str) -> str:
        """Paste a query and run it; what its frame says at its end."""
        self.clear()
        self.enter(query)
        said = self.page.wait(
            f"""(() => {{ const f = {FRAME}; if (!f) return null;
            const said = f.innerText;
            return /Displaying \\d|[Cc]ompleted after|ERROR|Error/.test(said) ? said : null }})()"""
        )
        return str(said)

    def tidy(self) -> None:
        """Draw only what a query found, and take away what is no answer."""
        drawer = "document.querySelector('[data-testid=navigationSettings]')"
        box = "document.querySelector('[data-testid=setting-autoComplete]')"
        self.page.click(drawer)
        self.page.wait(f"!!{box}")
        self.page.value(f"{box}.click()")
        self.page.click(drawer)
        banner = (
            "[...document.querySelectorAll('span')].find(e => e.innerText.includes('make Neo4j'))"
        )
        self.page.click(f"{banner}?.nextElementSibling")

    def unfold(self) -> None:
        """Show the query in its frame, of which Browser shows the first line."""
        command = f"{FRAME}.querySelector('[data-testid=frameCommand]')"
        shown = f"!!{FRAME}.querySelector('.monaco-editor')"
        self.page.until(shown, lambda: self.page.click(command))

    def slide(self, by: float) -> None:
        """Move the graph to the right, or to the left: a panel covers a part of its ground."""
        left, bottom = self.page.value(
            f"(r => [r.left, r.bottom])({FRAME}.querySelector('svg.neod3viz, g.layer')"
            "?.closest('svg').getBoundingClientRect())"
        )
        self.page.drag(left + 200, bottom - 15, by)

    def view(self, name: str) -> None:
        """Choose how the result is shown: Visualization, Table, Ascii or Code."""
        self.page.click(f"document.querySelector('[data-testid=cypherFrameSidebar{name}]')")

    def nodes(self) -> list[tuple[str, str]]:
        """The nodes drawn: caption, as the lines of its circle, and colour."""
        found = self.page.wait(
            f"""(() => {{ const all = [...{FRAME}.querySelectorAll('g.node')];
            const seen = all.map(n => [
              [...n.querySelectorAll('text.caption')]
                .map(t => t.textContent.trim()).join(' ').trim(),
              n.querySelector('circle.b-outline')?.getAttribute('fill')]);
            return all.length && seen.every(s => s[1]) ? seen : null }})()"""
        )
        return [(caption, colour) for caption, colour in found]

    def relationships(self) -> list[str]:
        """The captions of the relationships drawn."""
        found = self.page.value(
            f"[...{FRAME}.querySelectorAll('g.relationship text')].map(t => t.textContent)"
        )
        return [str(caption) for caption in found]

    def drop(self, path: Path) -> None:
        """Drop a file on the page, and wait until Browser has kept what is in it."""
        data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
        kept = "['grass', 'documents'].map(name => localStorage['neo4j.' + name]?.length).join()"
        now = before = self.page.value(kept)

        def let_go() -> None:
            for what in ("dragEnter", "dragOver", "drop"):
                self.page.send("Input.dispatchDragEvent", type=what, x=700, y=400, data=data)

        self.page.until(f"{kept} !== {json.dumps(before)}", let_go)
        # What is dropped before the last file has been read whole would be lost.
        while now != (now := self.page.value(kept)):
            time.sleep(0.5)

    def favourites(self) -> list[str]:
        """The names in the drawer of favourites, its folders open."""
        names = """(() => { const all =
            [...document.querySelectorAll('[data-testid^="scriptTitle-"]')];
            return all.length ? all.map(e => e.textContent) : null })()"""
        drawer = "document.querySelector('[data-testid=\"expandFolder-Rapallo\"]')"
        opener = "document.querySelector('[data-testid=navigationFavorites]')"
        self.page.until(f"!!{drawer}", lambda: self.page.click(opener))
        self.page.until(names, lambda: self.page.value(f"{drawer}.click()"))
        return [str(name) for name in self.page.value(names)]
