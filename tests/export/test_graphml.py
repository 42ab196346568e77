"""GraphML gives back the multigraph: the same nodes, edges, keys and attributes."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from lxml import etree

from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import BadOption
from rapallo.export.graphml import export_graphml, write_graphml
from rapallo.export.xml import writable
from rapallo.load import load
from tests.export.graphs import NAMES, tiny

FILTERS = (
    Filters(),
    Filters(status=()),
    Filters(kind=("met_with",), between=("1926", "1928")),
    Filters(status=("negated", "planned")),
)


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    book = Casebook(tmp_path_factory.mktemp("graphml") / "dossier.duckdb")
    load(book, "dossier")
    return book


def read(path: Path) -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.read_graphml(path, edge_key_type=str, force_multigraph=True)
    return graph


def told(data: dict[str, Any]) -> dict[str, Any]:
    """The attributes that hold something."""
    return {name: value for name, value in data.items() if value != ""}


@pytest.mark.parametrize("filters", FILTERS)
def test_networkx_reads_back_the_same(dossier: Casebook, tmp_path: Path, filters: Filters) -> None:
    path = tmp_path / "a.graphml"
    counts = export_graphml(dossier, path, filters=filters)
    ours, theirs = dossier.graph(filters), read(path)
    assert dict(theirs.nodes(data=True)) == {
        node: told({"label": data["name"], "name": data["name"], "kind": data["label"]})
        for node, data in ours.nodes(data=True)
    }
    found = {(a, b, key): d for a, b, key, d in theirs.edges(keys=True, data=True)}
    wanted = {(a, b, key): told(d) for a, b, key, d in ours.edges(keys=True, data=True)}
    assert found == wanted
    for row, same in ((found[key], wanted[key]) for key in found):
        assert {name: type(value) for name, value in row.items()} == {
            name: type(value) for name, value in same.items()
        }
    assert theirs.graph["digest"] == dossier.digest
    assert theirs.graph.get("filters", "") == filters.describe()
    assert counts == {
        "nodes": len(ours),
        "edges": ours.number_of_edges(),
        "characters_replaced": 0,
    }


def test_only_told_claims_are_written_unless_others_are_asked_for(
    dossier: Casebook, tmp_path: Path
) -> None:
    export_graphml(dossier, tmp_path / "a.graphml")
    statuses = {d["status"] for *_, d in read(tmp_path / "a.graphml").edges(data=True)}
    assert statuses == {"told"}


def test_two_meetings_of_the_same_two_are_two_edges(tmp_path: Path) -> None:
    export_graphml(tiny(tmp_path), tmp_path / "a.graphml")
    graph = read(tmp_path / "a.graphml")
    meetings = graph["aralov-semyon"]["moraht-hans"]
    assert {data["claim"] for data in meetings.values()} == {"a-1", "a-2"}
    assert set(meetings) == {
        f"{claim}|met_with|aralov-semyon|moraht-hans" for claim in ("a-1", "a-2")
    }


def test_every_attribute_is_declared_with_its_type(tmp_path: Path) -> None:
    export_graphml(tiny(tmp_path), tmp_path / "a.graphml")
    root = etree.parse(tmp_path / "a.graphml").getroot()
    space = "{http://graphml.graphdrawing.org/xmlns}"
    types = {
        (key.get("for"), key.get("attr.name")): key.get("attr.type")
        for key in root.iter(f"{space}key")
    }
    assert types["edge", "weight"] == "double"
    assert types["edge", "sign"] == "long"
    assert types["edge", "certain"] == "boolean"
    assert types["node", "name"] == types["node", "label"] == "string"
    declared = {key.get("id") for key in root.iter(f"{space}key")}
    assert {data.get("key") for data in root.iter(f"{space}data")} <= declared


def nasty() -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(digest="0" * 12, filters='kind "<&>"')
    for number, name in enumerate(NAMES):
        graph.add_node(f"n-{number}", label="Diplomat", name=name)
    words = dict.fromkeys(
        ("claim", "event", "kind", "act", "date", "earliest", "latest", "status", "place"), ""
    )
    for number, name in enumerate(NAMES):
        values = {"sign": -1, "weight": 1 / 3, "joint": number % 2 == 0, "certain": True}
        graph.add_edge(
            "n-0",
            f"n-{number}",
            key=f"k|{number}\x02",
            source=name,
            locator=name,
            **words,
            **values,
        )
    return graph


def test_nasty_texts_come_back_or_are_shown(tmp_path: Path) -> None:
    graph = nasty()
    with (tmp_path / "a.graphml").open("w", encoding="utf-8") as stream:
        counts = write_graphml(graph, stream)
    found = read(tmp_path / "a.graphml")
    for number, name in enumerate(NAMES):
        # Nothing is cut: only Gephi needs that.
        shown = writable(name, 10**7)
        assert found.nodes[f"n-{number}"].get("name", "") == shown
        assert found.nodes[f"n-{number}"].get("label", "") == shown
        row = found.edges["n-0", f"n-{number}", f"k|{number}\u2402"]
        assert (row.get("source", ""), row.get("locator", "")) == (shown, shown)
        assert row["weight"] == 1 / 3
        assert row["joint"] is (number % 2 == 0)
    # Five in a name, a source and a locator each.
    assert counts["characters_replaced"] == 15


def test_ids_that_differ_only_in_what_xml_cannot_hold_stay_apart() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(digest="", filters="")
    for name in ("a\x01", "a\u2401"):
        graph.add_node(name, label="State", name="A")
    stream = io.StringIO()
    write_graphml(graph, stream)
    assert len(nx.parse_graphml(stream.getvalue())) == 2


def test_a_path_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadOption, match="cannot be written: it is a folder"):
        export_graphml(tiny(tmp_path), tmp_path)


def test_progress_is_told_every_thousand_edges() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(digest="", filters="")
    for name in "ab":
        graph.add_node(name, label="State", name=name)
    (*_, data) = next(iter(nasty().edges(data=True)))
    for number in range(2_100):
        graph.add_edge("a", "b", key=str(number), **data)
    seen: list[int] = []
    write_graphml(graph, io.StringIO(), progress=seen.append)
    assert seen == [1000, 2000]
