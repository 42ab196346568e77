"""Neo4j Browser in Chromium: connected, queries pasted and run, files dropped on it."""

from __future__ import annotations

from pathlib import Path

from tests.neo4j.browser.chromium import Page

__all__ = ["Browser"]

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
        if password:
            for field, text in (("username", user), ("password", password)):
                self.page.click(f"document.querySelector('[data-testid={field}]')")
                self.page.value("document.activeElement.select()")
                self.page.paste(text)
            self.page.click("document.querySelector('[data-testid=connect]')")
        self.page.wait("/You are connected|working connection/.test(document.body.innerText)")

    def clear(self) -> None:
        """Close all that has been shown."""
        self.enter(":clear")
        self.page.wait(f"{FRAMES}.length === 0")

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
        """Drop a file on the page."""
        data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
        for what in ("dragEnter", "dragOver", "drop"):
            self.page.send("Input.dispatchDragEvent", type=what, x=700, y=400, data=data)

    def favourites(self) -> list[str]:
        """The names in the drawer of favourites, its folders open."""
        self.page.click("document.querySelector('[data-testid=navigationFavorites]')")
        self.page.click("document.querySelector('[data-testid=\"expandFolder-Rapallo\"]')")
        names = self.page.wait(
            """(() => { const all = [...document.querySelectorAll('[data-testid^="scriptTitle-"]')];
            return all.length ? all.map(e => e.textContent) : null })()"""
        )
        return [str(name) for name in names]
