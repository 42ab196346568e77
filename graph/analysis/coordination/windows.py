"""Couples of acts that are near in time: two pointers over acts sorted by day (Numba)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["near_couples"]

Ints = NDArray[np.int64]

ROOM = 2**17
"""How many couples are handed over at a time; more where one row alone has more."""


def near_couples(
    group: Ints, actor: Ints, first: Ints, last: Ints, within: int, room: int = ROOM
) -> Iterator[tuple[Ints, Ints]]:
    """The couples of rows of one group and of two actors that may be so many days apart or less.

    A row is from the day ``first`` to the day ``last``; an ``actor`` of -1 is another in each row.
    The places of the couples come in portions; the first of a couple never begins later.

    >>> day = np.array([20, 10, 10])
    >>> [(x, y)] = near_couples(np.array([1, 1, 2]), np.array([7, 8, 9]), day, day, 10)
    >>> x.tolist(), y.tolist()
    ([1], [0])
    """
    order = _sorted(group.astype(np.int64), first.astype(np.int64))
    g, a, begun, ended = (column[order] for column in (group, actor, first, last))
    reach = within + int((last - first).max(initial=0))
    row = 0
    while row < len(order):
        x, y = np.empty(room, np.int64), np.empty(room, np.int64)
        row, number = _near(g, a, begun, ended, within, reach, row, x, y)
        if number:
            yield order[x[:number]], order[y[:number]]
        elif row < len(order):
            room *= 2


def _sorted(group: Ints, day: Ints) -> Ints:
    """The rows by group and day: one sort of one number, which radix sort makes quick."""
    first = day.min(initial=0)
    width = int(day.max(initial=0) - first) + 1
    code = group * width + (day - first)
    return np.argsort(code, kind="stable")


@njit(cache=True, nogil=True)
def _near(
    group: Ints,
    actor: Ints,
    first: Ints,
    last: Ints,
    within: int,
    reach: int,
    row: int,
    x: Ints,
    y: Ints,
) -> tuple[int, int]:
    """Fill in the couples of that row and the next: the first row without room, and how many."""
    number, start = 0, row
    while start > 0 and group[start - 1] == group[row] and first[start - 1] >= first[row] - reach:
        start -= 1
    for n in range(row, len(group)):
        while group[start] != group[n] or first[start] < first[n] - reach:
            start += 1
        if number + n - start > len(x):
            return n, number
        for m in range(start, n):
            if (actor[m] != actor[n] or actor[n] < 0) and first[n] - last[m] <= within:
                x[number], y[number] = m, n
                number += 1
    return len(group), number
