"""Twenty draws in one number: which draws bring two dates close, as the bits of a mask.

A statistic over the drawn days is needed for every couple of acts, every draw and every
arrangement. The bits of one 32-bit number hold the twenty draws, and the union of the draws over an
act's partners is the bitwise or of their masks.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rapallo.analysis.coordination.draws import DRAWS

__all__ = ["Masks", "after", "near", "packed", "per_draw", "smaller"]

Days = NDArray[np.signedinteger[Any]]
Ints = NDArray[np.int64]
Masks = NDArray[np.uint32]


def near(x: Days, y: Days, days: int) -> Masks:
    """Which draws bring each x close to each y (slots x draws each): x slots x y slots.

    >>> near(np.zeros((1, 20), np.int64), np.full((2, 20), 5), 5).tolist() == [[2**20 - 1] * 2]
    True
    """
    found = np.zeros((len(x), len(y)), np.uint32)
    for draw in range(DRAWS):
        close = np.abs(x[:, draw, None] - y[None, :, draw]) <= days
        found |= close.astype(np.uint32) << np.uint32(draw)
    return found


def after(x: Days, y: Days, days: int) -> Masks:
    """Which draws put each y on one of the days after each x: x slots x y slots."""
    found = np.zeros((len(x), len(y)), np.uint32)
    for draw in range(DRAWS):
        gap = y[None, :, draw] - x[:, draw, None]
        found |= ((gap > 0) & (gap <= days)).astype(np.uint32) << np.uint32(draw)
    return found


def packed(hits: NDArray[np.bool_]) -> Masks:
    """The draws that hit, rows x draws, as a mask for each row.

    >>> packed(np.array([[True, False, True]])).tolist()
    [5]
    """
    bits = np.uint32(1) << np.arange(hits.shape[1], dtype=np.uint32)
    return np.asarray((hits * bits).sum(axis=1, dtype=np.uint32), np.uint32)


def per_draw(masks: Masks, places: Ints) -> Ints:
    """How many different places are hit in each draw: rows of masks x places -> rows x draws."""
    if not len(places):
        return np.zeros((len(masks), DRAWS), np.int64)
    order = np.argsort(places, kind="stable")
    starts = np.flatnonzero(np.diff(places[order], prepend=places[order[0]] - 1))
    each = np.bitwise_or.reduceat(masks[:, order], starts, axis=1)
    octets = each.astype("<u4")[:, :, None].view(np.uint8)
    bits = np.unpackbits(octets, axis=2, count=DRAWS, bitorder="little")
    return np.asarray(bits.sum(axis=1, dtype=np.int32), np.int64)


def smaller(masks: Masks, x: Ints, y: Ints) -> Ints:
    """C of each row of masks, summed over the draws: the smaller number of different x and of y.

    >>> smaller(np.array([[3, 1, 0]], np.uint32), np.array([1, 1, 2]), np.array([7, 8, 8])).tolist()
    [2]
    """
    return np.asarray(np.minimum(per_draw(masks, x), per_draw(masks, y)).sum(axis=1), np.int64)
