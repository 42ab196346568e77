"""Balance and blocs the slow way: every division, every partition, straight from the definitions.

Written for being plain. It shares no code with ``rapallo.analysis``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

__all__ = ["best_divisions", "best_partition", "partitions", "signed_modularity", "triangles"]

Link = tuple[int, int, float]


def _spoiled(links: Sequence[Link], sides: Sequence[int]) -> float:
    total = 0.0
    for a, b, weight in links:
        friends = weight > 0
        together = sides[a] == sides[b]
        if friends != together:
            total += abs(weight)
    return total


def best_divisions(size: int, links: Sequence[Link]) -> tuple[float, list[tuple[int, ...]]]:
    """The least weight spoiled, and all divisions (either way round) that spoil no more."""
    cost = {sides: _spoiled(links, sides) for sides in product((0, 1), repeat=size)}
    least = min(cost.values())
    return least, [sides for sides, value in cost.items() if value - least < 1e-9]


def partitions(size: int) -> Iterator[tuple[int, ...]]:
    """Every partition of so many nodes, as the number of each node's part."""

    def grown(start: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if len(start) == size:
            yield start
            return
        for part in range(max(start, default=-1) + 2):
            yield from grown((*start, part))

    yield from grown(())


def signed_modularity(size: int, links: Sequence[Link], parts: Sequence[int]) -> float:
    """The double sum over all pairs of nodes, as Gómez, Jensen and Arenas (2009) write it."""
    weight = [[0.0] * size for _ in range(size)]
    for a, b, value in links:
        weight[a][b] = weight[b][a] = value
    plus = [sum(max(w, 0.0) for w in row) for row in weight]
    minus = [sum(max(-w, 0.0) for w in row) for row in weight]
    both, friendly, hostile = sum(plus) + sum(minus), sum(plus), sum(minus)
    if not both:
        return 0.0
    total = 0.0
    for i in range(size):
        for j in range(size):
            if parts[i] == parts[j]:
                expected = plus[i] * plus[j] / friendly if friendly else 0.0
                expected -= minus[i] * minus[j] / hostile if hostile else 0.0
                total += weight[i][j] - expected
    return total / both


def best_partition(size: int, links: Sequence[Link]) -> float:
    """The greatest signed modularity of any partition."""
    return max(signed_modularity(size, links, parts) for parts in partitions(size))


def triangles(size: int, links: Sequence[Link]) -> tuple[int, int]:
    """How many triangles have an even, and how many an odd number of foes."""
    sign = {frozenset((a, b)): weight > 0 for a, b, weight in links}
    even = odd = 0
    for three in combinations(range(size), 3):
        sides = [frozenset(pair) for pair in combinations(three, 2)]
        if all(side in sign for side in sides):
            foes = sum(not sign[side] for side in sides)
            even, odd = (even + 1, odd) if foes % 2 == 0 else (even, odd + 1)
    return even, odd
