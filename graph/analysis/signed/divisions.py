"""The work behind :mod:`~rapallo.analysis.signed.frustration`: all divisions of a block, or bounds.

Compiled by Numba: the first call in a process loads the compiled code, the first ever compiles it,
which takes some seconds.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any

import numpy as np
from numba import njit

__all__ = ["best_division", "bounds"]

Array = np.ndarray[Any, np.dtype[Any]]
Link = tuple[int, int, float]

TRIES = 200
"""How many times the local search starts, from sides drawn at random."""

STEPS = (3, 4, 5, 6, 10**9)
"""How long the cycles may be that the packing takes, by turns: short ones leave room for more."""

LARGE = 500
"""Beyond so many nodes the last of these is left out: it takes a minute."""

_TOLERANCE = 1e-9
_AFRESH = 4096
"""After so many divisions the sums are taken anew, so that roundings do not add up."""


def best_division(
    size: int, links: Sequence[Link]
) -> tuple[float, list[int], list[tuple[int, ...]]]:
    """The least weight that a division of at most 62 nodes spoils, the first division that does,
    and the groups of nodes that stand to each other in the same way in all that do.

    >>> best_division(3, [(0, 1, 1.0), (1, 2, 1.0), (0, 2, -3.0)])
    (1.0, [0, 1, 1], [(0, 2), (1,)])
    """
    matrix = np.zeros((size, size))
    for a, b, weight in links:
        matrix[a, b] = matrix[b, a] = weight
    cost, sides, never, ever = _every(matrix)
    groups: list[tuple[int, ...]] = []
    left = list(range(size))
    while left:
        first = left[0]
        alike = [b for b in left if never[first] >> b & 1 or not ever[first] >> b & 1]
        groups.append(tuple(alike))
        left = [b for b in left if b not in alike]
    return float(cost), [int(sides) >> node & 1 for node in range(size)], groups


def bounds(
    size: int, links: Sequence[Link], start: Sequence[int], seed: int
) -> tuple[float, list[int], float]:
    """What the best division found spoils, that division, and what any division spoils.

    The search moves single nodes while that helps, from ``start`` and from :data:`TRIES` divisions
    drawn with the seed.
    """
    starts, heads, weights = _rows(size, links)
    draw = np.random.default_rng(seed)
    best, found = np.inf, np.asarray(start, dtype=np.int64)
    for number in range(TRIES + 1):
        sides = draw.integers(0, 2, size) if number else found.copy()
        cost = float(_descend(starts, heads, weights, sides))
        if cost < best - _TOLERANCE:
            best, found = cost, sides
    return best, [int(side) for side in found ^ found[0]], _packed(size, links)


@njit(cache=True)  # type: ignore[untyped-decorator,unused-ignore]
def _every(matrix: Array) -> tuple[float, Any, Array, Array]:
    """All divisions with node 0 on side 0. For each node, as bits: who is across from it in every
    best division, and who is in some."""
    size = matrix.shape[0]
    full = np.int64((1 << size) - 1)
    signs = np.ones(size)
    field = matrix.sum(axis=1)
    best = cost = np.abs(np.minimum(matrix, 0)).sum() / 2
    first = sides = np.int64(0)
    never, ever = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for step in range(1, 1 << (size - 1)):
        node, rest = 1, step
        while not rest & 1:
            node, rest = node + 1, rest >> 1
        cost += signs[node] * field[node]
        signs[node] = -signs[node]
        sides ^= np.int64(1 << node)
        for other in range(size):
            field[other] += 2 * matrix[other, node] * signs[node]
        if step % _AFRESH == 0:
            cost = 0.0
            for a in range(size):
                field[a] = 0.0
                for b in range(size):
                    field[a] += matrix[a, b] * signs[b]
                    cost += (abs(matrix[a, b]) - matrix[a, b] * signs[a] * signs[b]) / 4
        if cost > best + _TOLERANCE:
            continue
        fresh = cost < best - _TOLERANCE
        if fresh:
            best, first = cost, sides
        for a in range(size):
            across = ~sides & full if sides >> a & 1 else sides
            never[a] = across if fresh else never[a] & across
            ever[a] = across if fresh else ever[a] | across
    return best, first, never, ever


def _rows(size: int, links: Sequence[Link]) -> tuple[Array, Array, Array]:
    """The links of each node one after another."""
    arcs = sorted([(a, b, w) for a, b, w in links] + [(b, a, w) for a, b, w in links])
    tails = np.array([arc[0] for arc in arcs])
    starts = np.searchsorted(tails, np.arange(size + 1))
    return starts, np.array([arc[1] for arc in arcs]), np.array([arc[2] for arc in arcs])


@njit(cache=True)  # type: ignore[untyped-decorator,unused-ignore]
def _descend(starts: Array, heads: Array, weights: Array, sides: Array) -> float:
    """Move nodes to the other side while that spoils less; what is spoiled in the end."""
    moved = True
    while moved:
        moved = False
        for node in range(len(sides)):
            gain = 0.0
            for arc in range(starts[node], starts[node + 1]):
                across = sides[node] != sides[heads[arc]]
                gain += weights[arc] if across else -weights[arc]
            if gain > _TOLERANCE:
                sides[node] = 1 - sides[node]
                moved = True
    cost = 0.0
    for node in range(len(sides)):
        for arc in range(starts[node], starts[node + 1]):
            if (sides[node] != sides[heads[arc]]) == (weights[arc] > 0):
                cost += abs(weights[arc]) / 2
    return cost


def _packed(size: int, links: Sequence[Link]) -> float:
    """The weight of unbalanced cycles taken out one after another, as much of each as its ties have
    left. A division spoils a tie of each, so it spoils at least as much as all of them together."""
    left: list[dict[int, float]] = [{} for _ in range(size)]
    sign = {}
    for a, b, weight in links:
        left[a][b] = left[b][a] = abs(weight)
        sign[a, b] = sign[b, a] = weight < 0
    total = 0.0
    for longest in STEPS if size <= LARGE else STEPS[:-1]:
        for node in range(size):
            while cycle := _unbalanced(node, left, sign, longest):
                part = min(left[a][b] for a, b in cycle)
                total += part
                for a, b in cycle:
                    rest = left[a].pop(b) - part
                    del left[b][a]
                    if rest > _TOLERANCE:
                        left[a][b] = left[b][a] = rest
    return total


def _unbalanced(
    node: int, left: list[dict[int, float]], sign: dict[tuple[int, int], bool], longest: int
) -> set[tuple[int, int]]:
    """The ties of a shortest closed way from a node over an odd number of foes, if there is one."""
    start = (node, False)
    before: dict[tuple[int, bool], tuple[tuple[int, bool], int]] = {start: (start, 0)}
    away, waiting = {node: 0}, deque([start])
    while waiting:
        here = waiting.popleft()
        steps = before[here][1] + 1
        for other in left[here[0]]:
            there = (other, here[1] ^ sign[here[0], other])
            # The way back is as long as the shortest way there, at least.
            if there not in before and steps + away.setdefault(other, steps) <= longest:
                before[there] = (here, steps)
                waiting.append(there)
        if (node, True) in before:
            return _way((node, True), start, before)
    return set()


def _way(
    last: tuple[int, bool],
    first: tuple[int, bool],
    before: dict[tuple[int, bool], tuple[tuple[int, bool], int]],
) -> set[tuple[int, int]]:
    ties = set()
    while last != first:
        step = before[last][0]
        ties.add((min(last[0], step[0]), max(last[0], step[0])))
        last = step
    return ties
