"""The measures: values known by hand, NetworkX as the second opinion, laws."""

from __future__ import annotations

import random
from collections.abc import Callable
from math import isclose, sqrt

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapallo.analysis.centrality import ranks
from rapallo.analysis.centrality.measures import (
    LARGE,
    MEASURES,
    betweenness,
    closeness,
    constraint,
    degree,
    eigenvector,
    pagerank,
    strength,
)
from tests.analysis.centrality.known_graphs import GRAPHS, made

every_measure = pytest.mark.parametrize("name", MEASURES)


def weighted(graph: nx.Graph, seed: int = 0) -> nx.Graph:
    """The same graph with names for nodes and weights as meetings give them."""
    draw = random.Random(seed)
    named = nx.relabel_nodes(graph, str)
    for _, _, data in named.edges(data=True):
        data["weight"] = sum(1 / draw.randint(1, 4) for _ in range(draw.randint(1, 3)))
    return named


def unweighted(graph: nx.Graph) -> nx.Graph:
    named = nx.relabel_nodes(graph, str)
    nx.set_edge_attributes(named, 1.0, "weight")
    return named


def close(found: dict[str, float], expected: dict[str, float], tolerance: float = 1e-6) -> bool:
    return found.keys() == expected.keys() and all(
        isclose(found[n], expected[n], rel_tol=tolerance, abs_tol=tolerance) for n in found
    )


CONNECTED: list[Callable[[], nx.Graph]] = [
    lambda: nx.path_graph(2),
    lambda: nx.path_graph(7),
    lambda: nx.star_graph(6),
    lambda: nx.cycle_graph(6),
    lambda: nx.complete_graph(5),
    lambda: nx.krackhardt_kite_graph(),
    lambda: nx.florentine_families_graph(),
    lambda: nx.karate_club_graph(),
    lambda: nx.grid_2d_graph(3, 4),
    lambda: nx.barbell_graph(4, 2),
]
DIRECTED: list[Callable[[], nx.DiGraph]] = [
    lambda: nx.cycle_graph(5, create_using=nx.DiGraph),
    lambda: nx.gnp_random_graph(12, 0.4, seed=1, directed=True),
    lambda: nx.DiGraph(
        [
            (1, 2),
            (1, 3),
            (2, 4),
            (3, 2),
            (3, 5),
            (4, 2),
            (4, 5),
            (4, 6),
            (5, 6),
            (5, 7),
            (5, 8),
            (6, 8),
            (7, 1),
            (7, 5),
            (7, 8),
            (8, 6),
            (8, 7),
        ]
    ),
]


@pytest.mark.parametrize("make", [*CONNECTED, *DIRECTED])
@pytest.mark.parametrize("weigh", [weighted, unweighted])
def test_they_are_those_of_networkx(
    make: Callable[[], nx.Graph], weigh: Callable[[nx.Graph], nx.Graph]
) -> None:
    graph = weigh(make())
    others = len(graph) - 1
    assert close({n: d / others for n, d in degree(graph).items()}, nx.degree_centrality(graph))
    assert close(strength(graph), dict(graph.degree(weight="weight")))
    assert close(pagerank(graph), nx.pagerank(graph, weight="weight", max_iter=1000, tol=1e-10))
    expected = nx.eigenvector_centrality(graph, weight="weight", max_iter=100_000, tol=1e-12)
    assert close(eigenvector(graph), expected)


@pytest.mark.parametrize("make", [*CONNECTED, *DIRECTED])
@pytest.mark.parametrize("seed", range(3))
def test_betweenness_is_that_of_networkx(make: Callable[[], nx.Graph], seed: int) -> None:
    graph = weighted(make(), seed)
    # Weights for which 1/weight is exact, so that NetworkX meets no rounding.
    for number, (_, _, data) in enumerate(graph.edges(data=True)):
        data["weight"] = (1.0, 0.5, 2.0, 0.25)[(number + seed) % 4]
        data["distance"] = 1 / data["weight"]
    assert close(betweenness(graph), nx.betweenness_centrality(graph, weight="distance"))


@pytest.mark.parametrize("name", GRAPHS)
@pytest.mark.parametrize("weight", ["weight", None])
def test_on_the_graphs_of_networkx_they_are_those_of_networkx(
    name: str, weight: str | None
) -> None:
    graph, distance = made(name), "distance" if weight else None
    # A projection has no node without an edge, whose constraint is not defined.
    graph.remove_nodes_from(list(nx.isolates(graph)))
    others = len(graph) - 1
    assert close({n: d / others for n, d in degree(graph).items()}, nx.degree_centrality(graph))
    assert close(strength(graph, weight), dict(graph.degree(weight=weight)))
    expected = nx.betweenness_centrality(graph, weight=distance)
    assert close(betweenness(graph, weight), expected, 1e-9)
    assert close(closeness(graph, weight), nx.closeness_centrality(graph, distance=distance), 1e-9)
    assert close(constraint(graph, weight), nx.constraint(graph, weight=weight), 1e-9)
    expected = nx.pagerank(graph, weight=weight, max_iter=1000, tol=1e-10)
    assert close(pagerank(graph, weight), expected)
    # Of single nodes NetworkX has another way, which knows those without arcs out no constraint.
    some = [node for node in graph if graph[node]][:3]
    found = constraint(graph, weight)
    expected = nx.constraint(graph, nodes=some, weight=weight)
    assert close({node: found[node] for node in some}, expected, 1e-9)


@pytest.mark.parametrize("weight", ["weight", None])
def test_of_a_large_network_the_values_are_the_same(weight: str | None) -> None:
    graph = nx.relabel_nodes(nx.gnm_random_graph(450, 2300, seed=4), str)
    draw = random.Random(0)
    for _, _, data in graph.edges(data=True):
        data["distance"] = draw.choice((0.5, 1.0, 2.0))
        data["weight"] = 1 / data["distance"]
    assert len(graph) * graph.number_of_edges() >= LARGE
    distance = "distance" if weight else None
    expected = nx.betweenness_centrality(graph, weight=distance)
    assert close(betweenness(graph, weight), expected, 1e-9)
    assert close(closeness(graph, weight), nx.closeness_centrality(graph, distance=distance), 1e-9)


def test_constraint_and_closeness_by_hand() -> None:
    """Who stands between three who do not deal with each other, a third of him with each."""
    graph = unweighted(nx.star_graph(3))
    assert isclose(constraint(graph)["0"], 3 * (1 / 3) ** 2)
    assert isclose(constraint(graph)["1"], 1)
    assert closeness(graph) == {"0": 1, "1": 0.6, "2": 0.6, "3": 0.6}


def test_a_pair_apart_is_not_nearest_of_all() -> None:
    graph = unweighted(nx.union(nx.path_graph(["a", "b", "c"]), nx.path_graph(["x", "y"])))
    assert closeness(graph)["b"] == 0.5
    assert closeness(graph)["x"] == 0.25


def test_closeness_counts_the_ways_that_come_in() -> None:
    graph = nx.DiGraph()
    graph.add_edge("a", "b", weight=2.0)
    assert closeness(graph) == {"a": 0, "b": 2}


def test_a_star_by_hand() -> None:
    graph = unweighted(nx.star_graph(3))
    assert degree(graph) == {"0": 3, "1": 1, "2": 1, "3": 1}
    assert betweenness(graph) == {"0": 1, "1": 0, "2": 0, "3": 0}
    value = eigenvector(graph)
    assert isclose(value["0"], 1 / sqrt(2))
    assert isclose(value["1"], 1 / sqrt(6))


def test_ways_of_equal_length_are_equal_to_the_last_digit() -> None:
    """Three edges of 1/3 are as long as one of 1, which floating point does not see."""
    graph = nx.Graph()
    for a, b in ("ab", "bc", "cd"):
        graph.add_edge(a, b, weight=3.0)
    graph.add_edge("a", "d", weight=1.0)
    values = betweenness(graph)
    # Of three pairs of others each: b lies on a-c whole and on a-d half.
    assert isclose(values["b"], 1.5 / 3)
    assert values["b"] == values["c"]


def test_a_stronger_tie_is_a_shorter_way() -> None:
    graph = nx.Graph()
    graph.add_edge("a", "b", weight=1.0)
    graph.add_edge("a", "c", weight=4.0)
    graph.add_edge("c", "b", weight=4.0)
    assert betweenness(graph)["c"] == 1


def test_eigenvector_of_parts_is_the_limit_of_the_iteration() -> None:
    triangle, pair = nx.complete_graph(["a", "b", "c"]), nx.path_graph(["x", "y"])
    graph = unweighted(nx.union(triangle, pair))
    value = eigenvector(graph)
    assert (value["x"], value["y"]) == (0, 0)
    assert isclose(value["a"], 1 / sqrt(3))


def test_parts_with_one_eigenvalue_keep_their_share() -> None:
    graph = unweighted(nx.union(nx.path_graph(["a", "b"]), nx.path_graph(["x", "y"])))
    assert all(isclose(value, 0.5) for value in eigenvector(graph).values())
    lopsided = unweighted(
        nx.union(nx.cycle_graph(["a", "b", "c"]), nx.complete_graph(list("wxyz")))
    )
    lopsided.add_edge("w", "x", weight=1.0)
    for a, b in ("ab", "bc", "ca"):
        lopsided.edges[a, b]["weight"] = 1.5
    # Both have eigenvalue 3; the power iteration from equal start keeps all seven equal.
    assert all(isclose(value, 1 / sqrt(7)) for value in eigenvector(lopsided).values())


def test_arcs_that_never_go_round_have_no_eigenvector() -> None:
    graph = nx.DiGraph()
    graph.add_edge("a", "b", weight=1.0)
    graph.add_edge("b", "c", weight=2.0)
    assert eigenvector(graph) == {"a": 0, "b": 0, "c": 0}
    assert pagerank(graph)["c"] > pagerank(graph)["a"]


def test_what_lies_after_a_circle_has_its_part_and_what_lies_before_none() -> None:
    graph = nx.DiGraph()
    for a, b in ("ab", "ba", "bc", "za"):
        graph.add_edge(a, b, weight=1.0)
    value = eigenvector(graph)
    assert isclose(value["a"], value["b"])
    assert isclose(value["c"], value["b"])
    assert value["z"] < 1e-6


@every_measure
@pytest.mark.parametrize("make", [nx.Graph, nx.DiGraph])
def test_an_empty_network_has_no_values(name: str, make: Callable[[], nx.Graph]) -> None:
    assert MEASURES[name].compute(make()) == {}


@st.composite
def networks(draw: st.DrawFn) -> nx.Graph:
    """Small networks in any number of parts, no node without an edge."""
    graph = draw(st.sampled_from([nx.Graph, nx.DiGraph]))()
    nodes = [f"n{i}" for i in range(draw(st.integers(2, 7)))]
    pairs = [(a, b) for a in nodes for b in nodes if a != b]
    for a, b in draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=12, unique=True)):
        weights = st.lists(st.integers(1, 4), min_size=1, max_size=3)
        graph.add_edge(a, b, weight=sum(1 / k for k in draw(weights)))
    return graph


@every_measure
@given(graph=networks(), seed=st.integers(0, 1000))
def test_renaming_changes_no_rank(name: str, graph: nx.Graph, seed: int) -> None:
    shuffled = sorted(graph)
    random.Random(seed).shuffle(shuffled)
    renamed = {node: f"m{number}" for number, node in enumerate(shuffled)}
    other = graph.__class__()
    other.add_nodes_from(sorted(renamed.values()))
    edges = [(renamed[a], renamed[b], data) for a, b, data in graph.edges(data=True)]
    random.Random(seed).shuffle(edges)
    other.add_edges_from(edges)
    one, two = ranks(MEASURES[name].compute(graph)), ranks(MEASURES[name].compute(other))
    assert {renamed[node]: rank for node, rank in one.items()} == two


@every_measure
@given(graph=networks())
def test_every_node_has_a_number_of_at_least_0(name: str, graph: nx.Graph) -> None:
    values = MEASURES[name].compute(graph)
    assert values.keys() == set(graph)
    assert all(0 <= value < 1e6 for value in values.values())


@given(networks())
def test_eigenvector_is_one(graph: nx.Graph) -> None:
    """Applied once more, the weights only stretch it."""
    if graph.is_directed():
        graph = nx.Graph(graph)
    values = eigenvector(graph)
    once = {n: sum(values[m] * d["weight"] for m, d in graph[n].items()) for n in graph}
    stretch = sqrt(sum(value**2 for value in once.values()))
    assert close({n: value / stretch for n, value in once.items()}, values)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, {}),
        ({"a": 0.0}, {"a": 1}),
        ({"a": 1.0, "b": 2.0, "c": 2.0, "d": 0.5}, {"b": 1, "c": 1, "a": 3, "d": 4}),
        ({"a": 0.1 + 0.2, "b": 0.3}, {"a": 1, "b": 1}),
        ({"a": 3e-7, "b": 1e-7}, {"a": 1, "b": 2}),
    ],
)
def test_equal_values_share_a_rank(values: dict[str, float], expected: dict[str, int]) -> None:
    assert ranks(values) == expected
