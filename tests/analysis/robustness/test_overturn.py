"""The smallest set of claims without which another is first: every set tried as oracle."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapallo.analysis.centrality.ranked import ranks
from rapallo.analysis.centrality.scores import Networked, Scores, Sums, pairs, rank_array, sums
from rapallo.analysis.robustness.overturn import overturn
from rapallo.dates.edtf import parse
from rapallo.projection.edges import EventEdge
from tests.oracle.overturn import least_cost

WHEN = parse("1926")


def edge(event: str, a: str, b: str, weight: float = 1.0) -> EventEdge:
    return EventEdge(event, "met_with", a, b, weight, True, (event,), WHEN, 0)


def networked(edges: list[EventEdge], measure: str) -> Networked:
    net = pairs(edges, directed=False)
    return Networked(net, net.nodes, np.arange(len(net.nodes)), measure)


def total(*shares: tuple[str, str, float]) -> Sums:
    """A sum from (event, who, how much)."""
    events = sorted({event for event, _, _ in shares})
    ranked = sorted({who for _, who, _ in shares})
    return Sums(
        tuple(events),
        tuple(ranked),
        np.array([events.index(event) for event, _, _ in shares]),
        np.array([ranked.index(who) for _, who, _ in shares]),
        np.array([much for _, _, much in shares]),
    )


@given(st.lists(st.floats(-10, 10) | st.sampled_from([1.0, 1 / 3, 1 / 3 + 1e-12]), max_size=12))
def test_ranks_on_an_array_are_the_ranks(values: list[float]) -> None:
    expected = ranks({str(place): value for place, value in enumerate(values)})
    found = rank_array(np.array(values)).tolist()
    assert found == [expected[str(place)] for place in range(len(values))]


def test_who_has_no_value_comes_last() -> None:
    assert rank_array(np.array([-np.inf, 1.0, -np.inf, 2.0])).tolist() == [3, 2, 3, 1]


def test_of_sums_by_hand() -> None:
    """A has 5 from five events, B 3 from two: three events must go, or two that cost four."""
    scores = total(*((f"a{n}", "A", 1.0) for n in range(5)), ("b0", "B", 2.0), ("b1", "B", 1.0))
    found = overturn(scores, 0, np.ones(7, np.int64))
    assert (found.cost, found.least, found.exact, found.first) == (3, 3, True, (1,))
    assert {scores.events[event] for event in found.events} < {f"a{n}" for n in range(5)}


def test_an_event_costs_the_claims_that_tell_of_it() -> None:
    scores = total(("a", "A", 3.0), ("b", "A", 1.0), ("c", "A", 1.0), ("d", "B", 2.5))
    assert overturn(scores, 0, np.array([1, 1, 1, 1])).cost == 1
    # Without b and c, A has 3 still: the one that three claims tell of must go.
    assert overturn(scores, 0, np.array([3, 1, 1, 1])).cost == 3


def test_what_both_share_takes_nothing_from_the_lead() -> None:
    shared = [(f"s{n}", who, 1.0) for n in range(3) for who in "AB"]
    scores = total(*shared, ("own", "A", 1.0), ("other", "C", 1.0))
    # C is ahead only without all four; B never is.
    assert overturn(scores, 0, np.ones(5, np.int64)).cost == 4


@pytest.mark.parametrize("measure", ["degree", "betweenness"])
def test_where_nothing_overturns_it_is_said(measure: str) -> None:
    star = [edge(f"e{n}", "A", f"B{n}") for n in range(3)]
    found = overturn(networked(star, measure), 0, np.ones(3, np.int64))
    assert found.events == ()
    assert not found.exact


def test_degree_falls_by_all_events_of_a_pair() -> None:
    """A meets B twice and C twice, and D; E meets F and G."""
    edges = [edge(n, "A", n[0].upper()) for n in ("b1", "b2", "c1", "c2", "d1")]
    edges += [edge("f1", "E", "F"), edge("g1", "E", "G")]
    found = overturn(networked(edges, "degree"), 0, np.ones(7, np.int64))
    assert (found.cost, found.exact) == (3, True)


def test_beyond_the_limit_it_is_an_upper_bound() -> None:
    edges = [edge(f"a{n}", "A", f"X{n}") for n in range(8)]
    edges += [edge(f"b{n}", "B", f"Y{n}") for n in range(2)]
    scores = networked(edges, "degree")
    whole = overturn(scores, 0, np.ones(10, np.int64))
    assert (whole.cost, whole.exact) == (7, True)
    short = overturn(scores, 0, np.ones(10, np.int64), limit=100)
    assert (short.cost, short.least, short.exact) == (7, 4, False)


@st.composite
def records(draw: st.DrawFn) -> tuple[list[EventEdge], list[int]]:
    """A few meetings of two or three of five people, and how many claims tell of each."""
    edges, costs = [], []
    for number in range(draw(st.integers(2, 6))):
        there = draw(st.lists(st.sampled_from("ABCDE"), min_size=2, max_size=3, unique=True))
        edges += [
            edge(f"e{number}", a, b, 1 / (len(there) - 1)) for a in there for b in there if a < b
        ]
        costs.append(draw(st.integers(1, 3)))
    return edges, costs


@given(records(), st.sampled_from(["strength", "degree", "betweenness", "closeness", "pagerank"]))
def test_it_is_the_least_of_all_sets(
    record: tuple[list[EventEdge], list[int]], measure: str
) -> None:
    edges, costs = record
    net = pairs(edges, directed=False)
    scores: Scores = sums(net, net.nodes) if measure == "strength" else networked(edges, measure)
    values = scores.values(np.ones(len(costs)))
    one = int(np.argmax(values))
    if rank_array(values).tolist().count(1) > 1:
        return
    found = overturn(scores, one, np.array(costs), limit=10_000)
    expected = least_cost(scores, one, costs)
    assert (found.cost if found.events else None) == expected
    assert found.exact == bool(found.events)
    if found.events:
        gone = np.ones(len(costs))
        gone[list(found.events)] = 0
        left = rank_array(scores.values(gone))
        assert left[one] > 1
        assert all(left[number] == 1 for number in found.first)
