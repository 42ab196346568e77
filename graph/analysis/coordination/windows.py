"""C of many pairs at once, in many arrangements: two pointers over acts sorted by day (Numba).

The plain way asks for each pair which of its couples of acts are near. Here the acts on one matter,
of one kind and sign, are sorted by day, and each looks at those within the window around it, of
whatever actor: the work grows with what is near, not with the pairs. The numbers are the same.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from rapallo.analysis.coordination.splitmix import word

__all__ = ["Family", "Rows", "near_couples", "totals"]

Ints = NDArray[np.int64]
Int32s = NDArray[np.int32]
Words = NDArray[np.uint64]

DRAWS = 20
ALL = np.uint32(2**DRAWS - 1)


class Rows(NamedTuple):
    """Acts in columns: a row for each agent of an act, rows of one actor together.

    ``actor``, ``act``, ``slot`` (its date as told) of each row; ``entry_at`` where its entries
    begin. An entry is a row in a group, the acts of one kind and sign on one matter: ``row_of`` in
    the order of rows, ``group_of``; ``grouped`` lists the entries by group, ``group_at`` where each
    begins. ``agents`` and ``passages`` of acts, ``agents_at`` and ``passages_at`` where those of an
    act begin. ``days`` are drawn for slots, ``low`` and ``high`` the first and last of them,
    ``inside`` whether a slot is in the time asked about. The first slots are blocks: those from
    ``segment_at[k]`` to ``segment_at[k + 1]`` exchange under the key ``keys[k]``. ``width``: the
    most days between ``low`` and ``high``.
    """

    actor: Int32s
    act: Int32s
    slot: Int32s
    entry_at: Ints
    row_of: Int32s
    group_of: Int32s
    grouped: Int32s
    group_at: Ints
    agents: Int32s
    agents_at: Ints
    passages: Int32s
    passages_at: Ints
    days: Int32s
    low: Int32s
    high: Int32s
    inside: NDArray[np.bool_]
    segment_at: Ints
    keys: Words
    width: int


class Family(NamedTuple):
    """Pairs of actors: by actor the others (``other``), and twice the place of the pair among all,
    plus one where the actor is the second (``side``); ``at`` where those of an actor begin.
    """

    other: Int32s
    side: Ints
    at: Ints
    pairs: int


@njit(cache=True, nogil=True)
def _arrange(rows: Rows, replicate: int, taken: Int32s) -> None:
    """The slot whose date each block takes; replicate 0 is the record as told."""
    for k in range(len(rows.keys)):
        first, last = rows.segment_at[k], rows.segment_at[k + 1]
        if replicate == 0 or last - first == 1:
            for n in range(first, last):
                taken[n] = n
            continue
        base = word(rows.keys[k], replicate)
        drawn = np.empty(last - first, np.uint64)
        for n in range(last - first):
            drawn[n] = word(base, n)
        order = np.argsort(drawn, kind="mergesort")
        for n in range(last - first):
            taken[first + n] = first + order[n]


@njit(cache=True, nogil=True)
def _share(x: int, y: int, values: Int32s, at: Ints) -> bool:
    for m in range(at[x], at[x + 1]):
        for n in range(at[y], at[y + 1]):
            if values[m] == values[n]:
                return True
    return False


@njit(cache=True, nogil=True)
def _has(value: int, x: int, values: Int32s, at: Ints) -> bool:
    found = False
    for m in range(at[x], at[x + 1]):
        found |= values[m] == value
    return found


@njit(cache=True, nogil=True)
def _mask(rows: Rows, x: int, y: int, within: int) -> np.uint32:
    """The draws in which two slots are near, as bits."""
    if rows.low[x] == rows.high[x] and rows.low[y] == rows.high[y]:
        return ALL if abs(rows.low[x] - rows.low[y]) <= within else np.uint32(0)
    found = np.uint32(0)
    for d in range(DRAWS):
        if abs(rows.days[x, d] - rows.days[y, d]) <= within:
            found |= np.uint32(1) << np.uint32(d)
    return found


@njit(cache=True, nogil=True)
def _look(
    rows: Rows,
    x: int,
    y: int,
    slots: Int32s,
    side: Ints,
    within: int,
    masks: NDArray[np.uint32],
    touched: Int32s,
    number: int,
) -> int:
    """Note in which draws row y is a partner of row x; return how many actors are touched."""
    a, b = rows.actor[x], rows.actor[y]
    if side[b] < 0 or not rows.inside[slots[y]]:
        return number
    ours, theirs = rows.act[x], rows.act[y]
    if ours == theirs or _has(b, ours, rows.agents, rows.agents_at):
        return number
    if _has(a, theirs, rows.agents, rows.agents_at):
        return number
    if _share(ours, theirs, rows.passages, rows.passages_at):
        return number
    found = _mask(rows, slots[x], slots[y], within)
    if found:
        if masks[b] == 0:
            touched[number] = b
            number += 1
        masks[b] |= found
    return number


@njit(cache=True, nogil=True)
def _count(rows: Rows, family: Family, slots: Int32s, within: int, hits: Int32s) -> None:
    """For each pair, each of its two and each draw: how many acts have a partner."""
    order = np.empty(len(rows.grouped), np.int32)
    place = np.empty(len(rows.grouped), np.int64)
    for g in range(len(rows.group_at) - 1):
        first, last = rows.group_at[g], rows.group_at[g + 1]
        lows = np.empty(last - first, np.int32)
        for n in range(first, last):
            lows[n - first] = rows.low[slots[rows.row_of[rows.grouped[n]]]]
        sort = np.argsort(lows)
        for n in range(last - first):
            order[first + n] = rows.grouped[first + sort[n]]
            place[order[first + n]] = first + n
    actors = len(family.at) - 1
    masks = np.zeros(actors, np.uint32)
    touched = np.empty(actors, np.int32)
    side = np.full(actors, -1, np.int64)
    start = 0
    while start < len(rows.actor):
        a = rows.actor[start]
        end = start
        while end < len(rows.actor) and rows.actor[end] == a:
            end += 1
        for n in range(family.at[a], family.at[a + 1]):
            side[family.other[n]] = family.side[n]
        if family.at[a] < family.at[a + 1]:
            for x in range(start, end):
                if not rows.inside[slots[x]]:
                    continue
                number = 0
                low, high = rows.low[slots[x]], rows.high[slots[x]]
                for e in range(rows.entry_at[x], rows.entry_at[x + 1]):
                    g = rows.group_of[e]
                    n = place[e] + 1
                    while n < rows.group_at[g + 1]:
                        y = rows.row_of[order[n]]
                        if rows.low[slots[y]] - high > within:
                            break
                        number = _look(rows, x, y, slots, side, within, masks, touched, number)
                        n += 1
                    n = place[e] - 1
                    while n >= rows.group_at[g]:
                        y = rows.row_of[order[n]]
                        if low - rows.low[slots[y]] > within + rows.width:
                            break
                        number = _look(rows, x, y, slots, side, within, masks, touched, number)
                        n -= 1
                for t in range(number):
                    b = touched[t]
                    at = side[b]
                    for d in range(DRAWS):
                        hits[at, d] += (masks[b] >> np.uint32(d)) & np.uint32(1)
                    masks[b] = 0
        for n in range(family.at[a], family.at[a + 1]):
            side[family.other[n]] = -1
        start = end


@njit(cache=True, nogil=True)
def totals(rows: Rows, family: Family, first: int, last: int, within: int, found: Ints) -> None:
    """C of each pair, summed over the draws, in replicates first to last: replicates x pairs."""
    blocks = rows.segment_at[-1]
    taken = np.empty(blocks, np.int32)
    slots = np.empty(len(rows.slot), np.int32)
    hits = np.empty((2 * family.pairs, DRAWS), np.int32)
    for r in range(first, last + 1):
        _arrange(rows, r, taken)
        for x in range(len(slots)):
            slots[x] = taken[rows.slot[x]] if rows.slot[x] < blocks else rows.slot[x]
        hits[:] = 0
        _count(rows, family, slots, within, hits)
        for pair in range(family.pairs):
            total = 0
            for d in range(DRAWS):
                total += min(hits[2 * pair, d], hits[2 * pair + 1, d])
            found[r - first, pair] = total


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
