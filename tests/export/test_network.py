"""The network that is drawn: nodes and ties counted a second, slower way."""

from __future__ import annotations

from pathlib import Path

import pytest

from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.dates.edtf import parse
from rapallo.export.network import Tie, network
from rapallo.load import load
from rapallo.model.nodes import Member, Organization
from rapallo.projection.level import BY, By
from tests.export.graphs import edge
from tests.helpers import STATES, claim, make_book

LINEAGE = Organization("russia", "Russia", "", "lineage")
MEMBERS = (Member("Russia", "Soviet Russia"), Member("Russia", "Soviet Union"))


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    book = Casebook(tmp_path_factory.mktemp("network") / "dossier.duckdb")
    load(book, "dossier")
    return book


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("filters", [Filters(), Filters(between=("1926", "1928"))])
def test_nodes_count_what_is_on_their_edges(dossier: Casebook, by: By, filters: Filters) -> None:
    found = network(dossier, by=by, filters=filters)
    assert [vertex.id for vertex in found.vertices] == sorted(
        {end for row in found.edges for end in (row.a, row.b)}
    )
    for vertex in found.vertices:
        mine = [row for row in found.edges if vertex.id in (row.a, row.b)]
        assert vertex.events == len({row.event for row in mine})
        assert vertex.certain == len({row.event for row in mine if row.certain})
        told = {name for row in mine for name in row.claims}
        assert vertex.claims == len(told)
        assert vertex.sources == tuple(sorted({found.claims[name].source for name in told}))
        assert vertex.strength == pytest.approx(sum(row.weight for row in mine))


@pytest.mark.parametrize("by", BY)
def test_ties_hold_every_edge_once(dossier: Casebook, by: By) -> None:
    found = network(dossier, by=by)
    ties = list(found.ties())
    assert len({(tie.a, tie.b, tie.kind) for tie in ties}) == len(ties)
    assert [row for tie in ties for row in tie.events] == list(found.edges)
    assert found.events == len({row.event for row in found.edges})


def test_what_a_node_is(dossier: Casebook) -> None:
    kinds = {vertex.id: vertex.kind for vertex in network(dossier).vertices}
    assert kinds["molotov-vyacheslav"] == "Diplomat"
    assert kinds["lithuania"] == "State"
    assert set(kinds.values()) == {
        "State",
        "Diplomat",
        "Organization",
        "Post",
        "Treaty",
        "Issue",
    }


def test_a_lineage_is_one_state_of_one_colour(tmp_path: Path) -> None:
    rows = [
        claim("a", "met_with", "Soviet Russia;Germany", date="1921"),
        claim("b", "met_with", "Soviet Union;Germany", date="1925"),
    ]
    book = make_book(tmp_path, rows, states=STATES, organizations=[LINEAGE], members=MEMBERS)
    apart = network(book, by="state")
    assert [v.id for v in apart.vertices] == ["germany", "soviet-russia", "soviet-union"]
    joined = network(book, by="state", lineage=True)
    assert [(v.id, v.kind, v.state) for v in joined.vertices] == [
        ("germany", "State", "germany"),
        ("russia", "State", "russia"),
    ]
    assert set(joined.colours) == {"germany", "russia"}
    assert joined.rule == "by state, lineages joined"


def test_a_group_is_its_members_when_asked(tmp_path: Path) -> None:
    group = Organization("baltic", "Baltic states", "", "coalition")
    members = [Member("Baltic states", name) for name in ("Latvia", "Estonia")]
    rows = [claim("a", "pressured", "Germany", "Baltic states", date="1921")]
    book = make_book(tmp_path, rows, organizations=[group], members=members)
    assert [v.id for v in network(book, by="state").vertices] == ["baltic", "germany"]
    expanded = network(book, by="state", expand=["baltic"])
    assert [v.id for v in expanded.vertices] == ["estonia", "germany", "latvia"]


def test_the_facts_of_a_tie() -> None:
    events = [
        edge(0, "opposed", "a", "b", "1922/1933", sign=-1),
        edge(1, "opposed", "a", "b", "1926-04-24", certain=False, sign=-1),
        edge(2, "opposed", "a", "b", "1935", sign=1),
        edge(3, "opposed", "a", "b", "1936/.."),
        edge(4, "opposed", "a", "b", ""),
    ]
    facts = Tie("a", "b", "opposed", events).facts()
    assert (facts.weight, facts.certain, facts.unbounded) == (5.0, 4, 2)
    assert (facts.against, facts.in_favour) == (2, 1)
    assert facts.claims == ["c-0", "c-1", "c-2", "c-3", "c-4"]
    assert (facts.first, facts.last) == (parse("1922-01-01").s0, parse("1935-12-31").s0)
    assert facts.surely_first == parse("1922-12-31").s0
    assert facts.surely_last == parse("1933-01-01").s0


def test_a_tie_without_a_known_day_has_no_bounds() -> None:
    facts = Tie("a", "b", "opposed", [edge(0, "opposed", "a", "b", "")]).facts()
    assert (facts.first, facts.last, facts.surely_first, facts.surely_last) == (None,) * 4
