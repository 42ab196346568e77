"""Brokerage between states: the five roles by hand, the definition as oracle, doubt kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapallo.analysis.centrality import centrality
from rapallo.analysis.centrality.brokerage import ROLES, Served, brokerage
from rapallo.analysis.result import Evidence
from rapallo.casebook.filters import Filters
from rapallo.errors import BadOption
from rapallo.model.nodes import Diplomat, Post
from rapallo.projection.level import Level
from tests.helpers import claim, make_book
from tests.oracle.brokerage import roles


@pytest.mark.parametrize(
    ("first", "broker", "second", "role"),
    [
        ("B", "B", "B", "coordinator"),
        ("A", "B", "A", "itinerant"),
        ("A", "B", "B", "gatekeeper"),
        ("B", "B", "A", "representative"),
        ("A", "B", "C", "liaison"),
    ],
)
def test_the_five_roles(first: str, broker: str, second: str, role: str) -> None:
    graph = nx.DiGraph([(1, 2), (2, 3)])
    found = brokerage(graph, {1: first, 2: broker, 3: second})
    assert {name: n for name, n in found[2].told.items() if n} == {role: 1}
    assert not any(found[1].told.values())
    assert not any(found[3].told.values())


def test_whoever_acts_himself_needs_no_broker() -> None:
    graph = nx.DiGraph([(1, 2), (2, 3), (1, 3)])
    groups = {1: "A", 2: "B", 3: "C"}
    assert sum(brokerage(graph, groups)[2].told.values()) == 0
    # An arc back is none from the first to the second.
    graph = nx.DiGraph([(1, 2), (2, 3), (3, 1)])
    assert [sum(each.told.values()) for each in brokerage(graph, groups).values()] == [1, 1, 1]


def test_who_has_no_group_is_in_no_role_yet_his_arcs_close() -> None:
    graph = nx.DiGraph([(1, 2), (2, 3), (2, 4)])
    found = brokerage(graph, {1: "A", 2: "B", 3: "C"})
    assert found[2].told["liaison"] == 1


def doubtful(first: bool, second: bool, third: bool | None) -> nx.DiGraph[int]:
    graph: nx.DiGraph[int] = nx.DiGraph()
    for a, b, sure in ((1, 2, first), (2, 3, second), (1, 3, third)):
        if sure is not None:
            graph.add_edge(a, b, certain_events=("e",) if sure else ())
    return graph


@pytest.mark.parametrize(
    ("arcs", "settled", "expected"),
    [
        ((True, True, None), {1, 2, 3}, (1, 1, 1)),
        ((True, True, None), {1, 2}, (0, 1, 1)),
        ((False, True, None), {1, 2, 3}, (0, 1, 1)),
        # That the first may have acted on the second makes it possible at most.
        ((True, True, False), {1, 2, 3}, (0, 0, 1)),
        ((True, True, True), {1, 2, 3}, (0, 0, 0)),
    ],
)
def test_certain_told_and_possible(
    arcs: tuple[bool, bool, bool | None], settled: set[int], expected: tuple[int, int, int]
) -> None:
    found = brokerage(doubtful(*arcs), {1: "A", 2: "B", 3: "C"}, certain=settled)[2]
    assert (found.certain["liaison"], found.told["liaison"], found.possible["liaison"]) == expected


@st.composite
def acts(draw: st.DrawFn) -> tuple[Any, dict[int, str], set[int]]:
    size = draw(st.integers(3, 7))
    nodes = st.integers(0, size - 1)
    graph = nx.DiGraph()
    graph.add_nodes_from(range(size))
    for a, b, sure in draw(st.lists(st.tuples(nodes, nodes, st.booleans()), max_size=25)):
        if a != b:
            graph.add_edge(a, b, certain_events=("e",) if sure else ())
    groups = {node: draw(st.sampled_from("ABC")) for node in range(size)}
    return graph, groups, draw(st.sets(nodes))


@given(acts())
def test_it_is_what_the_definition_says(given: tuple[Any, dict[int, str], set[int]]) -> None:
    graph, groups, settled = given
    found = brokerage(graph, groups, certain=settled)
    assert {node: dict(each.told) for node, each in found.items()} == roles(graph, groups)


@given(acts(), st.data())
def test_whatever_is_true_the_count_lies_between(
    given: tuple[Any, dict[int, str], set[int]], data: st.DataObject
) -> None:
    """Each doubtful arc there or not; each doubtful group as it may be."""
    graph, groups, settled = given
    real = nx.DiGraph()
    real.add_nodes_from(graph)
    for a, b, events in graph.edges(data="certain_events"):
        if events or data.draw(st.booleans()):
            real.add_edge(a, b)
    truth, bounds = roles(real, groups), brokerage(graph, groups)
    moved = {n: g if n in settled else data.draw(st.sampled_from("ABC")) for n, g in groups.items()}
    doubted, least = roles(real, moved), brokerage(graph, groups, certain=settled)
    for node in graph:
        for role in ROLES:
            assert bounds[node].certain[role] <= truth[node][role] <= bounds[node].possible[role]
            assert least[node].certain[role] <= doubted[node][role]


BERT = Diplomat("bert", "Bert")

ROWS = [
    claim("i1", "informed", "Ada|Germany", "Bert|USSR"),
    claim("i2", "informed", "Bert|USSR", "Cid|Latvia"),
    claim("i3", "informed", "Bert|USSR", "Dora|Latvia?"),
    claim("i4", "informed", "Bert|Germany", "Eve|Germany"),
]


def test_on_a_casebook(tmp_path: Path) -> None:
    book = make_book(tmp_path, ROWS, diplomats=[BERT])
    result = centrality(book, measure="brokerage")
    row = result.rows[0]
    assert (row["label"], row["value"], row["certain_value"]) == ("Bert", 3, 0)
    # Bert served the Soviet Union in three events of four.
    assert (row["liaison"], row["itinerant"], row["gatekeeper"]) == (2, 1, 0)
    assert row["claims"] == ("i1", "i2", "i3", "i4")
    assert result.provenance.options["kind"] == ["opposed", "pressured", "supported", "informed"]
    assert any("1 of 5 actors, who are in no certain role" in note for note in result.notes)


def test_of_two_states_served_equally_often_there_is_none(tmp_path: Path) -> None:
    rows = [*ROWS[:2], ROWS[3], claim("i5", "informed", "Bert|Germany", "F|")]
    book = make_book(tmp_path, rows, diplomats=[BERT])
    evidence = Evidence.of(book, Filters(kind=("informed",)))
    who, states = Level.of(book, "diplomat"), Level.of(book, "state")
    served = Served.of(evidence.events, who, states)
    groups, certain = served.groups(["i1", "i2", "i4", "i5"])
    assert "bert" not in groups
    assert groups["ada"] == "germany"
    assert "ada" in certain
    # In another window he has one.
    assert served.groups(["i1", "i2"])[0]["bert"] == "soviet-union"
    result = centrality(book, measure="brokerage")
    assert {row["value"] for row in result.rows} == {0}
    assert any("no state, or two equally often" in note for note in result.notes)


def test_a_post_tells_the_state(tmp_path: Path) -> None:
    rows = [
        claim("i1", "informed", "Ada|Germany", "Bert|", date="1925-05-05"),
        claim("i2", "informed", "Bert|", "Cid|Latvia", date="1925-05-06"),
    ]
    post = Post("p", "envoy in Riga", "USSR", holder="Bert", start="1924", end="1930")
    book = make_book(tmp_path, rows, posts=[post], diplomats=[BERT])
    row = centrality(book, measure="liaison", top=1).rows[0]
    assert (row["label"], row["value"], row["certain_value"]) == ("Bert", 1, 1)


def test_by_actor_states_act_themselves(tmp_path: Path) -> None:
    rows = [
        claim("p1", "pressured", "Germany", "Bert|USSR"),
        claim("p2", "pressured", "Bert|USSR", "Latvia"),
    ]
    book = make_book(tmp_path, rows)
    row = centrality(book, measure="brokerage", by="actor", top=1).rows[0]
    assert (row["label"], row["liaison"], row["certain_value"]) == ("Bert", 1, 1)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"by": "state"}, "--measure brokerage stands between states by their diplomats"),
        ({"kind": ("met_with",)}, "--measure brokerage is of acts that run from one to another"),
        ({"kind": ("informed", "signed")}, r".*, not of signed: name them with --kind"),
    ],
)
def test_where_there_is_no_brokerage_it_is_said(
    tmp_path: Path, options: dict[str, Any], sentence: str
) -> None:
    book = make_book(tmp_path, ROWS)
    with pytest.raises(BadOption, match=f"^{sentence}"):
        centrality(book, measure="brokerage", **options)
