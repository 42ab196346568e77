"""Where nodes stand: everywhere someone can look, apart, together with whom they have to do."""

from __future__ import annotations

import math
import random
from itertools import combinations

import pytest

from rapallo.export.layout import HEIGHT, LARGEST, ROOM, WIDTH, Layout, laid_out
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


def ends(places: Layout, prefix: str) -> tuple[float, float, float, float]:
    found = [at for name, at in places.items() if name.startswith(prefix)]
    xs, ys = zip(*found, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def path(name: str, length: int) -> list[tuple[str, str]]:
    return [(f"{name}-{n:02}", f"{name}-{n + 1:02}") for n in range(length - 1)]


@pytest.mark.parametrize("sizes", [(14, 13, 7, 6, 2, 2, 2), (40, 2, 2), (6, 6, 6, 6), (3, 2)])
def test_each_piece_has_a_field_of_its_own(sizes: tuple[int, ...]) -> None:
    rows = [
        edge(number, "met_with", a, b, "1926")
        for number, (a, b) in enumerate(
            pair for piece, size in enumerate(sizes) for pair in path(f"p{piece}", size)
        )
    ]
    places = laid_out(network_of(rows))
    fields = [ends(places, f"p{piece}-") for piece in range(len(sizes))]
    for (left, low, right, top), (left2, low2, right2, top2) in combinations(fields, 2):
        assert right < left2 or right2 < left or top < low2 or top2 < low
    tops = [top for _, _, _, top in fields]
    assert tops[0] == max(tops), "the largest goes first"
    far = [math.dist(field[:2], field[2:]) for field in fields]
    # A piece as large as another is as large: none is squeezed below a larger one.
    for (one, size), (other, size2) in combinations(zip(far, sizes, strict=True), 2):
        assert 0.3 < (one / other) ** 2 / ((size + 1) / (size2 + 1)) < 3.5


@pytest.mark.parametrize("leaves", [3, 8, 30])
def test_a_line_is_seen_between_the_marks_of_any_two(leaves: int) -> None:
    """Also of two who have so much to do with each other that their marks are the largest."""
    rows = [edge(n, "met_with", "a", f"b-{n}", "1926") for n in range(leaves)]
    rows += [edge(100 + n, "met_with", "a", "c", "1926") for n in range(50)]
    places = laid_out(network_of(rows))
    assert math.dist(places["a"], places["c"]) > 2 * LARGEST + ROOM
    assert min(math.dist(a, b) for a, b in combinations(places.values(), 2)) > 2 * ROOM


def test_two_nodes_lie_beside_each_other() -> None:
    (_, ay), (_, by) = laid_out(network_of([edge(0, "met_with", "a", "b", "1926")])).values()
    assert abs(ay - by) < 1


def test_two_nodes_are_enough() -> None:
    found = network_of([edge(0, "met_with", "a", "b", "1926")])
    (ax, ay), (bx, by) = laid_out(found).values()
    assert math.dist((ax, ay), (bx, by)) > 10
