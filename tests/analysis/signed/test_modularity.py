"""Blocs by signed modularity: the measure by its definition, the search against all partitions."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapallo.analysis.signed.frustration import Link
from rapallo.analysis.signed.modularity import blocs_of, modularity
from tests.analysis.signed.test_frustration import networks, random_links
from tests.oracle.balance import best_partition, signed_modularity

WEIGHTS = (1.0, 2.5, -1.0, -0.5)


@given(networks(7, WEIGHTS), st.data())
def test_the_measure_is_the_double_sum_of_its_definition(
    network: tuple[int, list[Link]], data: st.DataObject
) -> None:
    size, links = network
    parts = data.draw(st.lists(st.integers(0, 3), min_size=size, max_size=size))
    expected = signed_modularity(size, links, parts)
    assert modularity(size, links, parts) == pytest.approx(expected, abs=1e-12)


def test_without_foes_it_is_that_of_newman_and_girvan() -> None:
    graph = nx.karate_club_graph()
    links = [(a, b, float(d["weight"])) for a, b, d in graph.edges(data=True)]
    club = [int(graph.nodes[node]["club"] == "Officer") for node in graph]
    parts = [{n for n in graph if club[n] == side} for side in (0, 1)]
    assert modularity(34, links, club) == pytest.approx(nx.community.modularity(graph, parts))
    found = modularity(34, links, blocs_of(34, links))
    theirs = nx.community.louvain_communities(graph, seed=0)
    assert found >= nx.community.modularity(graph, theirs) - 1e-9
    # The greatest there is (Brandes et al. 2008 found it for the unweighted club: 0.4198).
    plain = [(a, b, 1.0) for a, b, _ in links]
    assert modularity(34, plain, blocs_of(34, plain)) == pytest.approx(0.4198, abs=1e-4)


@given(networks(6, WEIGHTS), st.integers(0, 2))
@settings(max_examples=50)
def test_the_search_ends_where_no_node_gains(network: tuple[int, list[Link]], seed: int) -> None:
    size, links = network
    found = blocs_of(size, links, seed=seed)
    value = modularity(size, links, found)
    assert value <= best_partition(size, links) + 1e-9
    for node, bloc in [(n, b) for n in range(size) for b in range(size + 1)]:
        other = [bloc if n == node else found[n] for n in range(size)]
        assert modularity(size, links, other) <= value + 1e-9


@pytest.mark.parametrize("seed", range(12))
def test_the_search_finds_the_best_of_all_partitions(seed: int) -> None:
    links = random_links(7, 12, seed)
    found = modularity(7, links, blocs_of(7, links))
    assert found == pytest.approx(best_partition(7, links))


@pytest.mark.parametrize(
    ("size", "links", "blocs"),
    [
        (0, [], []),
        (2, [], [0, 1]),
        (2, [(0, 1, 1.0)], [0, 0]),
        (2, [(0, 1, -1.0)], [0, 1]),
        # Who share a foe and nothing else are in one bloc.
        (3, [(0, 1, -1.0), (1, 2, -1.0)], [0, 1, 0]),
        # Three camps, all at odds: more than the two sides of balance.
        (
            6,
            [(0, 1, 1.0), (2, 3, 1.0), (4, 5, 1.0)]
            + [(a, b, -1.0) for a, b in combinations(range(6), 2) if a // 2 != b // 2],
            [0, 0, 1, 1, 2, 2],
        ),
    ],
)
def test_blocs_by_hand(size: int, links: list[Link], blocs: list[int]) -> None:
    assert blocs_of(size, links) == blocs


def test_a_seed_gives_the_same_again() -> None:
    links = random_links(40, 150, 5)
    assert blocs_of(40, links, seed=3) == blocs_of(40, links, seed=3)


def test_a_large_network_is_searched_once() -> None:
    links = [(a, a + 1, 1.0) for a in range(0, 1200, 2)] + [(0, 1199, -1.0)]
    assert max(blocs_of(1200, links)) + 1 == 600
