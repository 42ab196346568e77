"""The real Gephi opens what Rapallo writes, and holds all of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from rapallo.casebook.book import Casebook
from rapallo.export.gexf import export_gexf, write_gexf
from rapallo.export.graphml import export_graphml
from rapallo.export.network import Network, network
from rapallo.export.palette import OTHER
from rapallo.export.spells import spells
from rapallo.export.xml import writable
from rapallo.load import load
from rapallo.projection.level import BY
from tests.export.gephi.toolkit import lacking, opened
from tests.export.graphs import DATES, NAMES, edge, nasty, network_of, tiny

Opened = Mapping[str, dict[str, Any]]


def graphs(folder: Path) -> dict[str, Network]:
    """The networks to open, by the name of their file."""
    book = Casebook(folder / "dossier.duckdb")
    load(book, "dossier")
    found = {f"dossier-{by}": network(book, by=by) for by in BY}
    found["meetings"] = network(book, by="state", kinds=["met_with"])
    found["acts"] = network(book, by="state", kinds=["opposed", "pressured"], lineage=True)
    found["tiny"] = network(tiny(folder))
    found["dates"] = network_of(
        [edge(i, "opposed", f"a-{i}", f"b-{i}", text) for i, text in enumerate(DATES)]
    )
    for seed in range(3):
        found[f"nasty-{seed}"] = nasty(seed)
    for name, one in found.items():
        with (folder / f"{name}.gexf").open("w", encoding="utf-8") as stream:
            layout = {vertex.id: (float(i), -2.5) for i, vertex in enumerate(one.vertices)}
            write_gexf(one, stream, layout=layout if name == "tiny" else None)
    export_gexf(book, folder / "exported.gexf")
    export_graphml(book, folder / "dossier.graphml")
    nx.write_gexf(_plain(), folder / "networkx.gexf")
    return found


def _plain() -> nx.MultiDiGraph[str]:
    """Three events of two kinds, the day of the last unsure."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(mode="dynamic")
    for kind, claim, start, end in (
        ("met_with", "one", "1926-04-24", "1926-04-24"),
        ("met_with", "two", "1928-07-01", "1928-07-01"),
        ("opposed", "three", "1926-04-01", "1926-04-30"),
    ):
        graph.add_edge("a", "b", kind=kind, claim=claim, start=start, end=end)
    return graph


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Network], Opened]:
    lack = lacking()
    if lack:
        pytest.skip(lack)
    folder = tmp_path_factory.mktemp("gephi")
    found = graphs(folder)
    paths = sorted([*folder.glob("*.gexf"), *folder.glob("*.graphml")])
    return found, dict(zip((path.name for path in paths), opened(paths), strict=True))


NETWORKS = (
    *(f"dossier-{by}" for by in BY),
    "meetings",
    "acts",
    "tiny",
    "dates",
    *(f"nasty-{seed}" for seed in range(3)),
)
each = pytest.mark.parametrize("name", NETWORKS)
Made = tuple[dict[str, Network], Opened]


@each
def test_gephi_finds_nothing_severe(made: Made, name: str) -> None:
    issues = made[1][f"{name}.gexf"]["issues"]
    assert (issues["SEVERE"], issues["CRITICAL"]) == ([], [])
    # Of a mixed network Gephi says that it takes it as mixed.
    assert all("Set to default ''mixed''" in text for text in issues["WARNING"])
    assert [text for text in issues["INFO"] if "version" not in text] == []


@each
def test_gephi_holds_every_node(made: Made, name: str) -> None:
    ours, theirs = made[0][name], made[1][f"{name}.gexf"]
    found = {row["id"]: row for row in theirs["nodes"]}
    assert len(found) == len(theirs["nodes"]) == len(ours.vertices)
    for vertex in ours.vertices:
        row = found[writable(vertex.id)]
        values = row["attributes"]
        assert row["label"] == writable(vertex.label)
        assert values["kind"] == vertex.kind
        assert values.get("state", "") == ours.labels.get(vertex.state, "")
        assert (values["events"], values["certain events"]) == (vertex.events, vertex.certain)
        assert values["claims"] == vertex.claims
        assert values["strength"] == pytest.approx(vertex.strength)
        assert values["sources"] == list(vertex.sources)
        colour = ours.colours.get(vertex.state, OTHER)
        assert row["colour"] == colour.lower()


@pytest.mark.parametrize("name", [*(f"dossier-{by}" for by in BY), "tiny"])
def test_gephi_draws_the_strong_larger(made: Made, name: str) -> None:
    """Gephi stretches the sizes of a file so that they run from 4 to 100."""
    ours, theirs = made[0][name], made[1][f"{name}.gexf"]
    found = {row["id"]: row["size"] for row in theirs["nodes"]}
    roots = {vertex.id: vertex.strength**0.5 for vertex in ours.vertices}
    least, most = min(roots.values()), max(roots.values())
    for node, root in roots.items():
        assert found[node] == pytest.approx(4 + 96 * (root - least) / (most - least), abs=0.1)


@each
def test_gephi_holds_every_edge_of_every_kind(made: Made, name: str) -> None:
    ours, theirs = made[0][name], made[1][f"{name}.gexf"]
    wanted = {(writable(tie.a), writable(tie.b), tie.kind): tie for tie in ours.ties()}
    found = {(row["source"], row["target"], row["kind"]): row for row in theirs["edges"]}
    assert theirs["edges_read"] == len(theirs["edges"]) == len(found)
    assert found.keys() == wanted.keys()
    assert Counter(row["kind"] for row in theirs["edges"]) == Counter(t.kind for t in ours.ties())
    for key, tie in wanted.items():
        row, facts = found[key], tie.facts()
        assert row["directed"] == tie.directed
        # Gephi keeps weights with seven digits.
        assert row["weight"] == pytest.approx(facts.weight, rel=1e-6)
        values = row["attributes"]
        assert values["events"] == len(tie.events)
        assert values["certain events"] == facts.certain
        assert values["unbounded"] == facts.unbounded
        assert (values["against"], values["in favour"]) == (facts.against, facts.in_favour)
        assert values["dates"] == [event.when.text or "undated" for event in tie.events]
        assert values["event ids"] == [event.event for event in tie.events]
        assert values["claim ids"] == list(facts.claims)
        # Gephi reads the line break of a locator as it stands.
        assert values["citations"] == [
            writable(f"{ours.claims[name].source}, {ours.claims[name].locator}".removesuffix(", "))
            for name in facts.claims
        ]


@each
def test_gephi_holds_every_spell(made: Made, name: str) -> None:
    ours, theirs = made[0][name], made[1][f"{name}.gexf"]
    found = {(row["source"], row["target"], row["kind"]): row for row in theirs["edges"]}
    for tie in ours.ties():
        row = found[writable(tie.a), writable(tie.b), tie.kind]
        found_spells = row.get("spells", [])
        assert found_spells == [list(s) for s in spells(event.when for event in tie.events)]
        for event in tie.events:
            # Whatever the spells are, the days of every event that has any lie in one of them.
            if event.when.bounded and not event.when.text.startswith(("{", "Y")):
                first, last = _order(event.when.earliest), _order(event.when.latest)
                assert any(_order(s) <= first and last <= _order(e) for s, e in found_spells)


@each
def test_gephi_finds_the_bounds_of_time(made: Made, name: str) -> None:
    ours, theirs = made[0][name], made[1][f"{name}.gexf"]
    known = [
        day
        for tie in ours.ties()
        for spell in spells(event.when for event in tie.events)
        for day in spell
    ]
    assert theirs["time_format"] == "DATE"
    assert theirs["bounds"] == [min(known, key=_order), max(known, key=_order)]


def _order(day: str) -> tuple[int, str]:
    year, rest = day[: day.index("-", 1)], day[day.index("-", 1) :]
    return int(year), rest


def test_a_layout_arrives(made: Made) -> None:
    """Gephi scales and centres a layout, and then sizes too."""
    rows = sorted(made[1]["tiny.gexf"]["nodes"], key=lambda n: n["id"])
    steps = [b["x"] - a["x"] for a, b in pairwise(rows)]
    assert steps[0] > 0
    assert steps == pytest.approx([steps[0]] * len(steps), rel=1e-3)
    assert len({row["y"] for row in rows}) == 1


def test_the_nasty_names_arrive(made: Made) -> None:
    labels = {row["label"] for row in made[1]["nasty-0.gexf"]["nodes"]}
    assert labels == {writable(name) for name in NAMES}


def test_the_exported_file_is_the_network_written(made: Made) -> None:
    exported, network_file = made[1]["exported.gexf"], made[1]["dossier-actor.gexf"]
    assert _sorted(exported["edges"]) == _sorted(network_file["edges"])
    assert _sorted(exported["nodes"]) == _sorted(network_file["nodes"])
    assert exported["bounds"] == network_file["bounds"]


def _sorted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """By id, without the places that Gephi gives at random."""
    placeless = [{k: v for k, v in row.items() if k not in ("x", "y")} for row in rows]
    return sorted(placeless, key=lambda row: str(row["id"]))


def test_gephi_opens_the_graphml_with_every_edge(made: Made) -> None:
    theirs = made[1]["dossier.graphml"]
    assert (theirs["issues"]["SEVERE"], theirs["issues"]["CRITICAL"]) == ([], [])
    labels = {vertex.id: vertex.label for vertex in made[0]["dossier-actor"].vertices}
    assert {row["id"]: row["label"] for row in theirs["nodes"]} == labels
    assert theirs["edges_read"] > len(theirs["edges"])


def test_what_networkx_writes_loses_events_in_gephi(made: Made) -> None:
    """The reason for a writer of our own: should this fail, it may no longer be needed."""
    (row,) = made[1]["networkx.gexf"]["edges"]
    assert row["attributes"]["claim"] == "three"
    assert row["kind"] is None
    assert row["spells"] == [["1926-04-24", "1926-04-24"], ["1928-07-01", "1928-07-01"]]
