"""Where nodes stand: everywhere someone can look, apart, together with whom they have to do."""

from __future__ import annotations

import math
import random
from itertools import combinations

import pytest

from rapallo.export.layout import HEIGHT, WIDTH, laid_out
from tests.export.graphs import edge, nasty, network_of


def test_the_same_network_and_seed_stand_the_same() -> None:
    assert laid_out(nasty(), seed=4) == laid_out(nasty(), seed=4)
    assert laid_out(nasty(), seed=4) != laid_out(nasty(), seed=5)


@pytest.mark.parametrize("seed", range(3))
def test_nodes_stand_inside_and_apart(seed: int) -> None:
    places = laid_out(nasty(seed))
    for x, y in places.values():
        assert abs(x) <= WIDTH / 2 + 0.1
        assert abs(y) <= HEIGHT / 2 + 0.1
    assert min(math.dist(a, b) for a, b in combinations(places.values(), 2)) > 10


def test_who_has_to_do_with_each_other_stands_together() -> None:
    rng = random.Random(0)
    rows = [
        edge(n, "met_with", *sorted(rng.sample([f"{side}-{i}" for i in range(12)], 2)), "1926")
        for n, side in enumerate(["a", "b"] * 60)
    ]
    rows.append(edge(999, "met_with", "a-0", "b-0", "1926"))
    places = laid_out(network_of(rows))
    inside = [math.dist(places[x], places[y]) for x, y in combinations(places, 2) if x[0] == y[0]]
    across = [math.dist(places[x], places[y]) for x, y in combinations(places, 2) if x[0] != y[0]]
    assert sum(inside) / len(inside) < 0.7 * sum(across) / len(across)


def test_pieces_stand_below_the_largest() -> None:
    rows = [edge(n, "met_with", f"a-{n}", f"a-{n + 1}", "1926") for n in range(20)]
    rows += [edge(100 + n, "met_with", f"b-{n}", f"c-{n}", "1926") for n in range(15)]
    places = laid_out(network_of(rows))
    lowest = min(y for name, (_, y) in places.items() if name[0] == "a")
    assert all(y < lowest + 60 for name, (_, y) in places.items() if name[0] != "a")


def test_two_nodes_are_enough() -> None:
    found = network_of([edge(0, "met_with", "a", "b", "1926")])
    (ax, ay), (bx, by) = laid_out(found).values()
    assert math.dist((ax, ay), (bx, by)) > 10
