"""Couples of acts that are near in time: two pointers over acts sorted by day (Numba)."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["near_couples"]

Ints = NDArray[np.int64]


def near_couples(group: Ints, actor: Ints, day: Ints, within: int) -> tuple[Ints, Ints]:
    """The couples of rows of one group, of two actors, at most so many days apart: their places.

    The first of a couple is never later than the second.

    >>> one = near_couples(np.array([1, 1, 2]), np.array([7, 8, 9]), np.array([20, 10, 10]), 10)
    >>> [places.tolist() for places in one]
    [[1], [0]]
    """
    order = _sorted(group.astype(np.int64), day.astype(np.int64))
    g, a, d = group[order], actor[order], day[order]
    number = _near(g, a, d, within, np.empty(0, np.int64), np.empty(0, np.int64))
    x, y = np.empty(number, np.int64), np.empty(number, np.int64)
    _near(g, a, d, within, x, y)
    return order[x], order[y]


def _sorted(group: Ints, day: Ints) -> Ints:
    """The rows by group and day: one sort of one number, which radix sort makes quick."""
    first = day.min(initial=0)
    width = int(day.max(initial=0) - first) + 1
    code = group * width + (day - first)
    return np.argsort(code, kind="stable")


@njit(cache=True, nogil=True)
def _near(group: Ints, actor: Ints, day: Ints, within: int, x: Ints, y: Ints) -> int:
    """How many couples there are; with room for them, their places."""
    number, first, room = 0, 0, len(x) > 0
    for n in range(len(group)):
        while group[first] != group[n] or day[first] < day[n] - within:
            first += 1
        for m in range(first, n):
            if actor[m] != actor[n]:
                if room:
                    x[number], y[number] = m, n
                number += 1
    return number
