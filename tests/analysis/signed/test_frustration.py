"""The line index of balance: by hand, against every division, and its bounds."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapallo.analysis.signed.divisions import best_division, bounds
from rapallo.analysis.signed.frustration import EXACT, Division, Link, divide, spoiled
from tests.oracle.balance import best_divisions


@st.composite
def networks(
    draw: st.DrawFn, most: int = 8, weights: tuple[float, ...] = (1.0, -1.0)
) -> tuple[int, list[Link]]:
    size = draw(st.integers(1, most))
    pairs = list(combinations(range(size), 2))
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return size, [(a, b, draw(st.sampled_from(weights))) for a, b in chosen]


def complete(size: int, weight: float) -> list[Link]:
    return [(a, b, weight) for a, b in combinations(range(size), 2)]


def circle(*weights: float) -> list[Link]:
    return [(i, (i + 1) % len(weights), weight) for i, weight in enumerate(weights)]


def random_links(size: int, number: int, seed: int) -> list[Link]:
    draw = Random(seed)
    pairs = draw.sample(list(combinations(range(size), 2)), number)
    return [(a, b, draw.choice((1.0, -1.0))) for a, b in pairs]


@pytest.mark.parametrize(
    ("size", "links", "cost"),
    [
        (1, [], 0),
        (3, [], 0),
        (2, [(0, 1, -1.0)], 0),
        # Heider's four triangles.
        (3, circle(1, 1, 1), 0),
        (3, circle(1, 1, -1), 1),
        (3, circle(1, -1, -1), 0),
        (3, circle(-1, -1, -1), 1),
        (4, circle(1, 1, 1, -1), 1),
        (5, circle(-1, -1, -1, -1, -1), 1),
        # All against all: the best that two sides of n/2 leave, n(n-2)/4 for even n.
        (6, complete(6, -1), 6),
        (10, complete(10, -1), 20),
        (7, complete(7, -1), 9),
        # Two unbalanced triangles that share a node are two blocks, and add up.
        (5, [*circle(1, 1, -1), (2, 3, 1), (3, 4, 1), (2, 4, -1)], 2),
        # The weight of the ties that go, where ties differ in weight.
        (3, [(0, 1, 5), (1, 2, 2), (0, 2, -3)], 2),
    ],
)
def test_by_hand(size: int, links: list[Link], cost: float) -> None:
    found = divide(size, links)
    assert found.cost == found.at_least == spoiled(links, found.sides) == cost
    assert found.exact


@given(networks())
def test_no_division_spoils_less(network: tuple[int, list[Link]]) -> None:
    size, links = network
    least, best = best_divisions(size, links)
    found = divide(size, links)
    assert found.exact
    assert found.cost == least
    assert found.sides in best


@given(networks(7, (0.5, 1 / 3, -0.2, -1.0, 2.0)))
@settings(max_examples=50)
def test_no_division_spoils_less_by_weight(network: tuple[int, list[Link]]) -> None:
    size, links = network
    least, best = best_divisions(size, links)
    found = divide(size, links)
    assert found.cost == pytest.approx(least)
    assert found.sides in best


@given(networks(7))
def test_what_is_settled_is_so_in_every_best_division(network: tuple[int, list[Link]]) -> None:
    size, links = network
    best = best_divisions(size, links)[1]
    found = divide(size, links)
    for a, b in combinations(range(size), 2):
        apart = {sides[a] != sides[b] for sides in best}
        if found.components[a] == found.components[b]:
            assert (found.settled[a] == found.settled[b]) == (len(apart) == 1)
    for link in links:
        answers = {(sides[link[0]] != sides[link[1]]) == (link[2] > 0) for sides in best}
        assert found.always(link) == (answers.pop() if len(answers) == 1 else None)


@given(networks(8), st.sets(st.integers(0, 7)))
def test_to_turn_nodes_over_changes_nothing(
    network: tuple[int, list[Link]], turned: set[int]
) -> None:
    """Switching: all signs at a node turned, balance is as it was (Zaslavsky 1982)."""
    size, links = network
    switched = [(a, b, w * (-1) ** ((a in turned) + (b in turned))) for a, b, w in links]
    assert divide(size, switched).cost == divide(size, links).cost


@given(networks(8), st.integers(0, 3))
@settings(max_examples=50)
def test_the_bounds_hold_the_least(network: tuple[int, list[Link]], seed: int) -> None:
    size, links = network
    if not links:
        return
    least = best_divisions(size, links)[0]
    above, sides, below = bounds(size, links, [0] * size, seed)
    assert spoiled(links, sides) == above
    assert below <= least <= above


@pytest.mark.parametrize("seed", range(3))
def test_the_bounds_of_a_larger_block(seed: int) -> None:
    links = random_links(18, 40, seed)
    least, _, _ = best_division(18, links)
    above, _, below = bounds(18, links, [0] * 18, seed)
    assert above == least
    assert 0 < below <= least


def test_beyond_the_limit_a_bound_from_both_sides_is_given() -> None:
    links = complete(EXACT + 3, -1.0)
    found = divide(EXACT + 3, links)
    assert found.cost == 28 * 26 / 4
    assert not found.exact
    # Triangles that share no tie: at most 28 * 27 / 6 of them.
    assert 90 <= found.at_least <= 126
    assert {found.always(link) for link in links} == {None}
    assert found == divide(EXACT + 3, links)


def test_a_large_block_in_balance_is_exact() -> None:
    links = [(a, b, 1.0 if a % 2 == b % 2 else -1.0) for a, b, _ in complete(60, 1.0)]
    found = divide(60, links)
    assert (found.cost, found.exact) == (0, True)
    assert found.sides == tuple(node % 2 for node in range(60))
    assert len(set(found.settled)) == 1


def test_bounds_that_meet_are_exact() -> None:
    found = divide(40, circle(-1.0, *[1.0] * 39))
    assert (found.cost, found.at_least, found.exact) == (1, 1, True)


def test_the_largest_block_that_is_tried_in_full() -> None:
    links = random_links(EXACT, 60, 1)
    found = divide(EXACT, links)
    assert found.exact
    assert found.cost == spoiled(links, found.sides)
    above, _, below = bounds(EXACT, links, [0] * EXACT, 0)
    assert below <= found.cost <= above


@pytest.mark.parametrize(("link", "spoils"), [((0, 1, 1.0), True), ((0, 1, -1.0), False)])
def test_what_a_division_spoils(link: Link, spoils: bool) -> None:
    assert Division((0, 1), 0, 0, (0, 0), (0, 0)).spoils(link) is spoils
