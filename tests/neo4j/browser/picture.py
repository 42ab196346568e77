"""The picture of Browser in the README, anew: ``python -m tests.neo4j.browser.picture OUT``.

Starts a server of its own, pushes the dossier, drops style and favourites on Browser as a reader
would, and runs a query that ships.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from rapallo.neo4j.connect import Server
from rapallo.neo4j.queries import find, write_favourites
from rapallo.neo4j.server import running
from tests.chromium import found, new_page
from tests.chromium import running as chromium
from tests.neo4j.browser.browsing import FRAME, Browser
from tests.neo4j.shelf import dossier, shelved

SETTLED = 10_000.0
"""Milliseconds until the nodes have come to rest."""
WIDTH, HEIGHT, SCALE = 1360, 1000, 1.5
GIVEN = ("who=Voldemaras", "from=1927-10", "to=1928-03")
"""Who had to do with Lithuania's prime minister in the winter in which Germany and the Soviet Union
pressed him together."""


def main() -> None:
    """Take the picture."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("query", nargs="?", default="ego")
    parser.add_argument("given", nargs="*", default=GIVEN, help="its parameters, as name=value")
    asked = parser.parse_args()
    given = dict(text.split("=", 1) for text in asked.given)
    program = found()
    assert program, "Chromium is not installed"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (
            running(folder / "home", cache=Path(".cache")) as server,
            shelved(Server(server.uri), {"dossier": dossier(folder)}),
            chromium(program) as opened,
            new_page(opened, WIDTH, HEIGHT, scale=SCALE) as page,
        ):
            browser = Browser(page)
            browser.connect(server.browser.partition("?")[0], server.uri)
            for path in write_favourites(folder):
                browser.drop(path)
            browser.tidy()
            browser.favourites()
            browser.run(find(asked.query).pasted(given))
            page.wait_for_timeout(SETTLED)
            browser.slide(-WIDTH / 11)
            browser.unfold()
            page.wait_for_timeout(1000)
            bottom = page.evaluate(f"{FRAME}.getBoundingClientRect().bottom")
            asked.out.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(
                path=asked.out, clip={"x": 0, "y": 0, "width": WIDTH, "height": bottom + 10}
            )


if __name__ == "__main__":
    main()
