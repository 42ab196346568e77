"""Neo4j Browser itself, in Chromium: the queries as pasted, the favourites, the style."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from neo4j import Driver
from playwright.sync_api import Browser as Chromium

from rapallo.neo4j.connect import Server
from rapallo.neo4j.queries import find, queries, write_favourites
from rapallo.neo4j.server import LocalServer
from tests.chromium import new_page
from tests.neo4j.browser.browsing import Browser
from tests.neo4j.shelf import dossier, shelved
from tests.neo4j.test_queries import rules


@pytest.fixture(scope="module")
def driver(neo4j_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Driver]:
    book = dossier(tmp_path_factory.mktemp("dossier"))
    with shelved(neo4j_server, {"dossier": book}) as (driver, _):
        yield driver


@pytest.fixture(scope="module")
def browser(
    neo4j_server: Server,
    own_server: LocalServer | None,
    driver: Driver,
    chromium: Chromium,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Browser]:
    """Neo4j Browser on the dossier, with the style and the favourites dropped on it."""
    host = urlsplit(neo4j_server.uri).hostname
    address = os.environ.get("NEO4J_BROWSER", f"http://{host}:7474/browser/")
    if own_server:
        address = own_server.browser.partition("?")[0]
    folder = tmp_path_factory.mktemp("browser")
    with new_page(chromium, 1400, 900) as page:
        found = Browser(page)
        found.connect(address, neo4j_server.uri, neo4j_server.user, neo4j_server.password)
        for path in write_favourites(folder):
            found.drop(path)
        yield found


def test_the_graph_is_drawn_in_our_style(browser: Browser, driver: Driver) -> None:
    ego = find("ego").pasted({"who": "Voldemaras"})
    browser.run(ego)
    names: set[str] = set()
    edges = 0
    for row in driver.execute_query(ego).records:
        names |= {row["ego"]["name"], row["other"]["name"]}
        edges += 1
    nodes = browser.nodes()
    assert len(nodes) == len(names)
    letters = [re.sub(r"\W", "", caption) for caption, _ in nodes]
    assert all(any(re.sub(r"\W", "", name).startswith(part) for name in names) for part in letters)
    style = rules()
    colours = {style[f"node.{label}"]["color"].lower() for label in ("State", "Diplomat")}
    assert colours <= {colour.lower() for _, colour in nodes}
    captions = browser.relationships()
    assert any(re.match(r"conversation 19\d\d", caption) for caption in captions)
    assert len(captions) >= edges


def test_every_query_runs_as_pasted(browser: Browser, driver: Driver) -> None:
    """Whole, without preparation: no parameter is set, no statement is cut at a semicolon."""
    wrong = {}
    for query in queries().values():
        rows = len(driver.execute_query(query.text).records)
        said = browser.run(query.text)
        streamed = re.search(r"[Ss]tream(?:ed|ing) ([\d,]+) records?", said)
        drawn = re.search(r"Displaying ([\d,]+) nodes", said)
        if not drawn and not (streamed and int(streamed[1].replace(",", "")) == rows):
            wrong[query.name] = said[-300:]
    assert wrong == {}


def test_what_show_prints_runs_as_pasted(browser: Browser, driver: Driver) -> None:
    text = find("contacts").pasted({"who": 'Moraht, Hans"; //', "from": "1926"})
    assert "(no changes, no records)" in browser.run(text)
    text = find("contacts").pasted({"who": "Moraht", "from": "1926"})
    assert f"{len(driver.execute_query(text).records)} records" in browser.run(text)


def test_a_parameter_before_a_query_would_hide_the_graph(browser: Browser) -> None:
    """Why the values stand in the query: after :param Browser draws nothing."""
    browser.clear()
    browser.enter(":param who => 'Lithuania';\nMATCH (a:State {name: $who}) RETURN a")
    browser.page.wait_for_selector("[data-testid=multi-statement-list]")
    assert browser.page.locator("g.node").count() == 0


def test_the_archive_becomes_favourites(browser: Browser) -> None:
    assert sorted(browser.favourites()) == sorted(query.title for query in queries().values())
