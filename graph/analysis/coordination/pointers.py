"""Couples of acts that are near in time: two pointers over acts sorted by day (Numba)."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["near"]

Ints = NDArray[np.int64]


@njit(cache=True, nogil=True)
def near(
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
