"""Betweenness and closeness on columns: those of NetworkX, on its own graphs and on any."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapallo.analysis.centrality.shortest import (
    Arcs,
    betweenness,
    betweenness_centrality,
    closeness_centrality,
)
from rapallo.errors import BadOption
from tests.analysis.centrality.known_graphs import GRAPHS, made

every_graph = pytest.mark.parametrize("name", GRAPHS)


def near(found: dict[Any, float], expected: dict[Any, float]) -> bool:
    return list(found) == list(expected) and all(
        found[node] == pytest.approx(value, rel=1e-9, abs=1e-9) for node, value in expected.items()
    )


@every_graph
@pytest.mark.parametrize("weight", [None, "distance"])
@pytest.mark.parametrize("normalized", [True, False])
@pytest.mark.parametrize("endpoints", [False, True])
def test_betweenness_is_that_of_networkx(
    name: str, weight: str | None, normalized: bool, endpoints: bool
) -> None:
    graph = made(name)
    options = {"weight": weight, "normalized": normalized, "endpoints": endpoints}
    found = betweenness_centrality(graph, **options)  # type: ignore[arg-type]
    assert near(found, nx.betweenness_centrality(graph, **options))  # type: ignore[arg-type]


@every_graph
@pytest.mark.parametrize("distance", [None, "distance"])
@pytest.mark.parametrize("wf_improved", [True, False])
def test_closeness_is_that_of_networkx(name: str, distance: str | None, wf_improved: bool) -> None:
    graph = made(name)
    found = closeness_centrality(graph, distance=distance, wf_improved=wf_improved)
    expected = nx.closeness_centrality(graph, distance=distance, wf_improved=wf_improved)
    assert near(found, expected)


@st.composite
def networks(draw: st.DrawFn) -> Any:
    """Any small network, in parts, with nodes that nothing joins, lengths that round."""
    graph = draw(st.sampled_from([nx.Graph, nx.DiGraph]))()
    size = draw(st.integers(1, 9))
    graph.add_nodes_from(range(size))
    nodes = st.integers(0, size - 1)
    lengths = st.sampled_from([0.1, 1 / 3, 0.7, 1.0, 3.0])
    for a, b, long in draw(st.lists(st.tuples(nodes, nodes, lengths), max_size=20)):
        if a != b:
            graph.add_edge(a, b, distance=long)
    return graph


@given(networks(), st.sampled_from([None, "distance"]), st.booleans(), st.booleans())
def test_of_any_network_it_is_that_of_networkx(
    graph: Any, weight: str | None, normalized: bool, endpoints: bool
) -> None:
    found = betweenness_centrality(graph, weight=weight, normalized=normalized, endpoints=endpoints)
    expected = nx.betweenness_centrality(
        graph, weight=weight, normalized=normalized, endpoints=endpoints
    )
    assert near(found, expected)
    near_by = closeness_centrality(graph, distance=weight)
    assert near(near_by, nx.closeness_centrality(graph, distance=weight))


def test_a_loop_is_no_way() -> None:
    graph = nx.path_graph(3)
    graph.add_edge(1, 1)
    assert betweenness_centrality(graph) == {0: 0, 1: 1, 2: 0}


def test_ways_that_differ_by_rounding_alone_are_equal_where_that_is_asked() -> None:
    """From 0 to 3 it is three arcs of 0.1, 0.2 and 0.3, or one of 0.6."""
    tails, heads = np.array([0, 1, 2, 0]), np.array([1, 2, 3, 3])
    long = np.array([0.1, 0.2, 0.3, 0.6])
    assert 0.1 + 0.2 + 0.3 != 0.6
    arcs = Arcs.of(4, tails, heads, long, directed=True)
    exact = betweenness(arcs, normalized=False).tolist()
    tolerant = betweenness(arcs, normalized=False, tolerance=1e-9).tolist()
    assert exact == [0, 1, 1, 0]
    assert tolerant == [0, 1.5, 1.5, 0]


@pytest.mark.parametrize("long", [0.0, -1.0, float("nan")])
def test_lengths_are_above_nothing(long: float) -> None:
    graph = nx.Graph()
    graph.add_edge("a", "b", distance=long)
    with pytest.raises(BadOption, match="distances are above 0"):
        betweenness_centrality(graph, weight="distance")


def test_a_record_is_no_network() -> None:
    graph = nx.MultiGraph([("a", "b"), ("a", "b")])
    with pytest.raises(BadOption, match="project it first"):
        closeness_centrality(graph)


def test_of_nothing_there_is_nothing() -> None:
    assert betweenness_centrality(nx.Graph()) == {}
    assert closeness_centrality(nx.DiGraph()) == {}
