"""C of many pairs at once, in many arrangements: a sweep over acts sorted by day (Numba).

The plain way asks for each pair which of its couples of acts are near. Here the acts of one kind
and sign on one matter (a *group*) are sorted by day, and each looks at those within the window
around it, of whatever actor: the work grows with what is near, not with the pairs. The numbers are
the same.

Most of the time of such a sweep goes into waiting for memory. What is asked of an act is therefore
copied beside its neighbours once an arrangement, and no function is called for an act that is
handed more than a few arrays.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from rapallo.analysis.coordination.draws import DRAWS
from rapallo.analysis.coordination.splitmix import word

__all__ = ["Family", "Rows", "hashed", "totals"]

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Int32s = NDArray[np.int32]
Masks = NDArray[np.uint32]
Words = NDArray[np.uint64]

ALL, NONE = np.uint32(2**DRAWS - 1), np.uint32(0)
FAR = np.int32(2**30)
"""The day of what lies outside the time asked about: near to nothing."""

FIRST, LAST, ACTOR, MATE, TOLD, SPREAD, ROW, SEVERAL = range(8)
"""The columns of an entry: first and last of its days; its actor and, of an act of two, the other,
as the family numbers them (-1: in no pair); the one passage that tells the act, or -1 where there
are more, or more than two agents; the row of its days among ``offsets``; its own row; whether that
row has several entries."""


class Rows(NamedTuple):
    """Acts in columns: a row for each agent of an act, rows of one actor together.

    ``actor``, ``act``, ``slot`` (its date as told) of each row; ``entry_at`` where its entries
    begin. An entry is a row in a group: ``row_of`` in the order of rows, ``group_of``; ``grouped``
    lists the entries by group, ``group_at`` where each begins. ``agents`` and ``passages`` of acts,
    ``agents_at`` and ``passages_at`` where those of an act begin. A slot begins on the day ``low``;
    ``spread`` is the row of ``offsets`` with the days from there to each drawn day and to the last
    (row 0 is that of days known exactly); ``inside`` whether it is in the time asked about. The
    first slots are blocks: those from ``segment_at[k]`` to ``segment_at[k + 1]`` exchange under the
    key ``keys[k]``. ``widest``: the most days from the first to the last.
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
    low: Int32s
    spread: Int32s
    offsets: Int32s
    inside: Bools
    segment_at: Ints
    keys: Words
    widest: int


class Family(NamedTuple):
    """Pairs of actors: ``of`` numbers the actors that are in one, -1 the others.

    The *side* of (actor, other) is twice the place of their pair among all ``pairs``, plus one
    where the actor is its second. It stands in ``square``, actor by other, -1 where they are no
    pair; of many actors in a hash table instead, ``codes`` (actor x 2^32 + other, -1 where free)
    and ``sides``.
    """

    of: Int32s
    square: Int32s
    codes: Ints
    sides: Int32s
    pairs: int


@njit(cache=True, nogil=True)
def totals(rows: Rows, family: Family, first: int, last: int, within: int, found: Ints) -> None:
    """C of each pair, summed over the draws, in replicates first to last: replicates x pairs."""
    blocks = rows.segment_at[-1]
    taken = np.empty(blocks, np.int32)
    slots = np.empty(len(rows.slot), np.int32)
    entries = _entries(rows, family.of)
    now, place = np.empty_like(entries), np.empty(len(entries), np.int32)
    full = np.empty(2 * family.pairs, np.int32)
    part = np.empty((2 * family.pairs, DRAWS), np.int32)
    for r in range(first, last + 1):
        _arrange(rows, r, taken)
        for x in range(len(slots)):
            slots[x] = taken[rows.slot[x]] if rows.slot[x] < blocks else rows.slot[x]
        _sort(rows, entries, slots, now, place)
        full[:] = 0
        part[:] = 0
        _count(rows, family, now, place, within, full, part)
        for pair in range(family.pairs):
            total = 0
            for d in range(DRAWS):
                ours = full[2 * pair] + part[2 * pair, d]
                total += min(ours, full[2 * pair + 1] + part[2 * pair + 1, d])
            found[r - first, pair] = total


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
def _entries(rows: Rows, of: Int32s) -> Int32s:
    """What is known of the entries, in the order of ``grouped``, whenever they happen."""
    found = np.full((len(rows.grouped), 8), -1, np.int32)
    for n in range(len(found)):
        row = rows.row_of[rows.grouped[n]]
        act = rows.act[row]
        told, first, last = rows.passages_at[act], rows.agents_at[act], rows.agents_at[act + 1]
        found[n, ROW], found[n, ACTOR] = row, of[rows.actor[row]]
        for m in range(first, last):
            if rows.agents[m] != rows.actor[row]:
                found[n, MATE] = of[rows.agents[m]]
        if rows.passages_at[act + 1] == told + 1 and last <= first + 2:
            found[n, TOLD] = rows.passages[told]
        found[n, SEVERAL] = rows.entry_at[row + 1] > rows.entry_at[row] + 1
    return found


@njit(cache=True, nogil=True)
def _sort(rows: Rows, entries: Int32s, slots: Int32s, now: Int32s, place: Int32s) -> None:
    """Put the entries of each group in the order of their first days; ``place`` says where."""
    group_at, grouped, inside = rows.group_at, rows.grouped, rows.inside
    low, spread, offsets = rows.low, rows.spread, rows.offsets
    for g in range(len(group_at) - 1):
        first, last = group_at[g], group_at[g + 1]
        taken, days = np.empty(last - first, np.int32), np.empty(last - first, np.int32)
        for n in range(last - first):
            taken[n] = slots[entries[first + n, ROW]]
            days[n] = low[taken[n]] if inside[taken[n]] else FAR
        order = np.argsort(days)
        for n in range(last - first):
            at, m = first + n, order[n]
            for column in range(8):
                now[at, column] = entries[first + m, column]
            now[at, FIRST], now[at, SPREAD] = days[m], spread[taken[m]]
            now[at, LAST] = days[m] + offsets[now[at, SPREAD], DRAWS]
            place[grouped[first + m]] = at


@njit(cache=True, nogil=True)
def _count(
    rows: Rows,
    family: Family,
    now: Int32s,
    place: Int32s,
    within: int,
    full: Int32s,
    part: Int32s,
) -> None:
    """By side, how many acts have a partner: in all draws (``full``), else in each (``part``)."""
    group_at, group_of, entry_at = rows.group_at, rows.group_of, rows.entry_at
    act, agents, agents_at, offsets = rows.act, rows.agents, rows.agents_at, rows.offsets
    of, square, codes, sides, _ = family
    reach, actors, dense = within + rows.widest, of.max() + 1, len(square) > 0
    masks, touched = np.zeros(actors, np.uint32), np.empty(actors, np.int32)
    for g in range(len(group_at) - 1):
        for at in range(group_at[g], group_at[g + 1]):
            if now[at, FIRST] == FAR or now[at, ACTOR] < 0:
                continue
            row, a, told, several = now[at, ROW], now[at, ACTOR], now[at, TOLD], now[at, SEVERAL]
            first_entry, end_entry = (entry_at[row], entry_at[row + 1]) if several else (0, 1)
            if several and place[first_entry] != at:
                continue
            number = 0
            _mark(act, agents, agents_at, of, now, at, ALL, masks)
            for e in range(first_entry, end_entry):
                x, group = (place[e], group_of[e]) if several else (at, g)
                begin, end = group_at[group], group_at[group + 1]
                first, last, n = now[x, FIRST], now[x, LAST], x
                while n > begin and first - now[n - 1, FIRST] <= reach:
                    n -= 1
                while n < end and now[n, FIRST] - last <= within:
                    b, y, n = now[n, ACTOR], n, n + 1
                    if b < 0 or masks[b] == ALL or first - now[y, LAST] > within:
                        continue
                    if told >= 0 and now[y, TOLD] >= 0:
                        if told == now[y, TOLD] or a == now[y, MATE]:
                            continue
                    elif not _apart(rows, row, now[y, ROW]):
                        continue
                    found = ALL
                    if max(last - now[y, FIRST], now[y, LAST] - first) > within:
                        found = _near(now, x, y, offsets, within)
                    if found and not masks[b]:
                        touched[number] = b
                        number += 1
                    masks[b] |= found
            _mark(act, agents, agents_at, of, now, at, NONE, masks)
            for t in range(number):
                b = touched[t]
                mask = masks[b]
                masks[b] = NONE
                side = square[a, b] if dense else _looked_up(codes, sides, a, b)
                if side >= 0 and mask == ALL:
                    full[side] += 1
                elif side >= 0:
                    for d in range(DRAWS):
                        part[side, d] += np.int32((mask >> np.uint32(d)) & np.uint32(1))


@njit(cache=True, nogil=True, inline="always")
def _mark(
    act: Int32s,
    agents: Int32s,
    agents_at: Ints,
    of: Int32s,
    now: Int32s,
    at: int,
    mask: np.uint32,
    masks: Masks,
) -> None:
    """Mask the agents of an act: as if found in all draws, no act with one of them is a partner."""
    masks[now[at, ACTOR]] = mask
    if now[at, TOLD] >= 0:
        if now[at, MATE] >= 0:
            masks[now[at, MATE]] = mask
    else:
        deed = act[now[at, ROW]]
        for m in range(agents_at[deed], agents_at[deed + 1]):
            if of[agents[m]] >= 0:
                masks[of[agents[m]]] = mask


@njit(cache=True, nogil=True)
def _apart(rows: Rows, x: int, y: int) -> bool:
    """Whether the act of row y is without the actor of row x, and no passage tells both."""
    ours, theirs = rows.act[x], rows.act[y]
    for n in range(rows.agents_at[theirs], rows.agents_at[theirs + 1]):
        if rows.agents[n] == rows.actor[x]:
            return False
    for m in range(rows.passages_at[ours], rows.passages_at[ours + 1]):
        for n in range(rows.passages_at[theirs], rows.passages_at[theirs + 1]):
            if rows.passages[m] == rows.passages[n]:
                return False
    return True


@njit(cache=True, nogil=True, inline="always")
def _near(now: Int32s, x: int, y: int, offsets: Int32s, within: int) -> np.uint32:
    """The draws in which two entries are near, as bits."""
    gap, ours, theirs = now[y, FIRST] - now[x, FIRST], now[x, SPREAD], now[y, SPREAD]
    found = NONE
    for d in range(DRAWS):
        close = abs(gap + offsets[theirs, d] - offsets[ours, d]) <= within
        found |= np.uint32(close) << np.uint32(d)
    return found


@njit(cache=True, nogil=True)
def _looked_up(codes: Ints, sides: Int32s, a: int, b: int) -> int:
    """The side of (actor, other) in the hash table; -1 where they are no pair."""
    code, h = (np.int64(a) << 32) + b, _start(a, b, len(codes))
    while codes[h] >= 0 and codes[h] != code:
        h = (h + 1) % len(codes)
    return int(sides[h])


@njit(cache=True, nogil=True)
def _start(a: int, b: int, size: int) -> np.int64:
    """Where a hash table of that size is first looked into for (a, b)."""
    return np.int64(word(np.uint64(a), b) % np.uint64(size))


@njit(cache=True, nogil=True)
def hashed(both: Ints, side: Ints) -> tuple[Ints, Int32s]:
    """The hash table of sides by (actor, other): open addressing, at most half full."""
    codes = np.full(2 * len(both) + 1, -1, np.int64)
    sides = np.full(len(codes), -1, np.int32)
    for n in range(len(both)):
        h = _start(both[n, 0], both[n, 1], len(codes))
        while codes[h] >= 0:
            h = (h + 1) % len(codes)
        codes[h] = (both[n, 0] << 32) + both[n, 1]
        sides[h] = side[n]
    return codes, sides
