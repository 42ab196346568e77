"""The projection: edges of a pair joined, each event counted once."""

from __future__ import annotations

import networkx as nx
import pytest

from rapallo.model.claim import Claim
from rapallo.projection.edges import event_edges
from rapallo.projection.level import Level
from rapallo.projection.project import join, project
from tests.helpers import STATES, claim
from tests.projection.memory import evidence_of

A, B, C = "A|Germany", "B|USSR", "D|Latvia"
ROWS = [
    claim("a", "met_with", f"{A};{B}", date="1926-03-05"),
    claim("b", "met_with", f"{B};{A};{C}", date="1927"),
    claim("c", "met_with", f"{A}?;{B}", date="1928-01"),
    claim("d", "pressured", A, C, date="1929"),
    claim("e", "pressured", C, A, date="../1930"),
    claim("f", "opposed", A, treaty="Pact"),
    claim("g", "met_with", f"E|;{B}", date="1926"),
]


def level() -> Level:
    return Level("state", STATES)


def test_the_meetings_of_a_pair_are_one_edge_that_names_them_all() -> None:
    graph = project(evidence_of(ROWS), level())
    assert type(graph) is nx.Graph
    assert graph.edges["germany", "soviet-union"] == {
        "weight": 2.5,
        "certain_weight": 1.5,
        "events": ("a", "b", "c"),
        "certain_events": ("a", "b"),
        "claims": ("a", "b", "c"),
        "kinds": ("met_with",),
        "first": "1926-03-05",
        "last": "1928-01-31",
    }
    assert graph.nodes["soviet-union"] == {"label": "Soviet Union", "type": "state"}
    assert graph.nodes["unknown"]["type"] == "unknown"


def test_the_graph_says_by_which_rule_it_was_made_and_what_was_left_out() -> None:
    graph = project(evidence_of(ROWS), level())
    assert graph.graph["rule"] == "by state"
    assert graph.graph["kinds"] == ("met_with",)
    assert graph.graph["casebook"] == "digest"
    assert graph.graph["tally"].unknown == 1
    assert graph.graph["notes"] == (
        "1 of 4 events have an actor of unknown state, who counts as 'unknown'.",
    )


def test_acts_have_a_direction_and_meetings_run_both_ways_beside_them() -> None:
    graph = project(evidence_of(ROWS), level(), kinds=("pressured", "met_with", "opposed"))
    assert type(graph) is nx.DiGraph
    assert graph.edges["germany", "latvia"]["events"] == ("b", "d")
    assert graph.edges["latvia", "germany"]["events"] == ("b", "e")
    assert graph.edges["latvia", "germany"]["first"] == ""
    assert graph.edges["soviet-union", "germany"]["events"] == ("a", "b", "c")
    assert graph.nodes["pact"]["type"] == "treaty"
    assert not graph.has_edge("pact", "germany")


def test_without_directions_acts_of_both_sides_are_one_edge() -> None:
    graph = project(evidence_of(ROWS), level(), kinds=("pressured",), directed=False)
    assert graph.edges["latvia", "germany"]["events"] == ("d", "e")
    assert graph.edges["latvia", "germany"]["weight"] == 2


def test_an_event_in_both_directions_counts_once_where_there_are_none() -> None:
    """Two texts on one act that disagree about who pressed whom."""
    rows = [claim("a", "pressured", A, C), claim("b", "pressured", C, A)]
    evidence = evidence_of(rows, events_of={"b": "a"})
    graph = project(evidence, level(), kinds=("pressured",), directed=False)
    (edge,) = event_edges(evidence, level())[:1]
    assert graph.edges["germany", "latvia"]["weight"] == edge.weight == 0.25
    assert graph.edges["germany", "latvia"]["certain_events"] == ()


@pytest.mark.parametrize("directed", [True, False])
def test_nothing_gives_an_empty_graph(directed: bool) -> None:
    graph = join([], level(), directed=directed)
    assert (graph.number_of_nodes(), graph.is_directed()) == (0, directed)


def test_the_graph_is_the_same_whatever_the_order_of_the_edges() -> None:
    edges = event_edges(evidence_of(ROWS), level())
    one, other = join(edges, level()), join(edges[::-1], level())
    assert list(one.edges(data=True)) == list(other.edges(data=True))
    assert list(one) == list(other) == sorted(one)


@pytest.mark.parametrize(
    ("row", "name", "expected"),
    [
        (claim("a", "met_with", f"{A};[envoy in Riga]|USSR"), "soviet-union/envoy-in-riga", "post"),
        (claim("a", "met_with", f"{A};{B}"), "a", "diplomat"),
    ],
)
def test_what_a_node_is(row: Claim, name: str, expected: str) -> None:
    from rapallo.model.nodes import Diplomat

    people = Level("diplomat", [*STATES, Diplomat("a", "A", "A|Germany")])
    assert project(evidence_of([row]), people).nodes[name]["type"] == expected
