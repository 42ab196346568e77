"""How soon word is there, from everybody on every day, in one pass back in time for each goal.

The contacts are gone over from the last day to the first, keeping for each actor when word would be
at the goal that sets out from him now (Pan and Saramäki 2011 compute all latencies so). Each pass
adds to ``total``, by actor, the sum over the days of setting out of 1 / (days until it is there),
where a stretch of days with one and the same arrival is a difference of two harmonic numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from rapallo.analysis.paths.contacts import FAR, NEVER, Contacts
from rapallo.errors import BadOption

__all__ = ["latencies"]

MOST_OPEN = 20_000_000
"""Contacts times the stretches of days on which they are open: what the memory has room for."""

Array = np.ndarray[Any, np.dtype[Any]]


def latencies(
    contacts: Contacts, points: Array, sums: Array, *, certain: bool, same_day: bool
) -> Array:
    """By actor, the sum over all goals and days of 1 / (days until word is there).

    ``points``: the days from which on arrivals may be others, and the end. ``sums``: the harmonic
    numbers. Exact where no contact is loose.
    """
    total = np.zeros(contacts.actors)
    goals = np.union1d(contacts.a, contacts.b)
    columns = (contacts.a, contacts.b, contacts.both)
    go: Any = certainly if certain else possibly
    if certain:
        days = (contacts.first.astype(np.int64), contacts.last.astype(np.int64), contacts.doubtful)
        for goal in goals:
            go(*columns, *days, points[0], points[-1], same_day, goal, sums, total)
        return total
    begin, number = _open(contacts, points)
    for goal in goals:
        go(*columns, begin, number, points, goal, sums, total)
    return total


def _open(contacts: Contacts, points: Array) -> tuple[Array, Array]:
    """For each stretch between two points, which contacts are open in it."""
    first = np.maximum(contacts.first, points[0])
    last = np.minimum(contacts.last, points[-1] - 1)
    keep = np.flatnonzero(first <= last)
    low = np.searchsorted(points, first[keep])
    many = np.searchsorted(points, last[keep] + 1) - low
    if many.sum() > MOST_OPEN:
        raise BadOption(
            f"--measure closeness: undated and long events are open on {many.sum():,} days taken "
            "together, too many: ask of a shorter time with --between, or of fewer kinds"
        )
    number = np.repeat(keep, many)
    offset = np.arange(len(number)) - np.repeat(np.cumsum(many) - many, many)
    stretch = np.repeat(low, many) + offset
    order = np.argsort(stretch, kind="stable")
    begin = np.searchsorted(stretch[order], np.arange(len(points)))
    return begin, number[order].astype(np.int32)


@njit(cache=True)
def possibly(
    a: Array,
    b: Array,
    both: Array,
    begin: Array,
    number: Array,
    points: Array,
    goal: int,
    sums: Array,
    total: Array,
) -> None:
    """The pass where word passes on any day of a contact.

    Whoever is joined to the goal within a stretch has word there at once on each of its days.
    """
    actors, end = len(total), points[-1]
    there = np.full(actors, FAR, dtype=np.int64)
    until = np.full(actors, end, dtype=np.int64)
    now = np.empty(actors, dtype=np.int64)
    for g in range(len(points) - 2, -1, -1):
        p, q, many, again = points[g], points[g + 1], 0, True
        there[goal] = p
        while again:
            again = False
            for i in range(begin[g], begin[g + 1]):
                k = number[i]
                for way in range(1 + both[k]):
                    x, y = (a[k], b[k]) if way == 0 else (b[k], a[k])
                    day = there[y]
                    if day >= there[x]:
                        continue
                    if until[x] > q:
                        if there[x] < FAR:
                            total[x] += sums[there[x] - q + 1] - sums[there[x] - until[x] + 1]
                        until[x] = q
                    there[x], again = day, True
                    if day == p:
                        now[many] = x
                        many += 1
        for i in range(many):
            total[now[i]] += q - p
            until[now[i]] = p
    for x in range(actors):
        if x != goal and there[x] < FAR and until[x] > points[0]:
            total[x] += sums[there[x] - points[0] + 1] - sums[there[x] - until[x] + 1]


@njit(cache=True)
def certainly(
    a: Array,
    b: Array,
    both: Array,
    first: Array,
    last: Array,
    doubtful: Array,
    low: int,
    end: int,
    same_day: bool,
    goal: int,
    sums: Array,
    total: Array,
) -> None:
    """The pass where a contact is left for before its first day and made by its last.

    Each actor keeps a list of (set out by, there by), the latest entry first, in which whoever
    comes to him looks up the first departure that is late enough for them.
    """
    actors = len(total)
    there = np.full(actors, FAR, dtype=np.int64)
    until = np.full(actors, end, dtype=np.int64)
    head = np.full(actors, -1, dtype=np.int64)
    by = np.empty(1024, dtype=np.int64)
    at = np.empty(1024, dtype=np.int64)
    after = np.empty(1024, dtype=np.int64)
    many, i = 0, len(first) - 1
    while i >= 0 and first[i] >= low:
        day, j, again = first[i], i, True
        while j >= 0 and first[j] == day:
            j -= 1
        while again:
            again = False
            for k in range(i, j, -1):
                if last[k] >= NEVER:
                    continue
                for way in range(1 + both[k]):
                    x, y = (a[k], b[k]) if way == 0 else (b[k], a[k])
                    if x == goal or (doubtful[k] and y != goal):
                        continue
                    arrival = last[k]
                    if y != goal:
                        e = head[y]
                        needed = last[k] if same_day else last[k] + 1
                        while e >= 0 and by[e] < needed:
                            e = after[e]
                        if e < 0:
                            continue
                        arrival = at[e]
                    if not doubtful[k] and (head[x] < 0 or arrival < at[head[x]]):
                        if many == len(by):
                            by = np.append(by, np.empty_like(by))
                            at = np.append(at, np.empty_like(at))
                            after = np.append(after, np.empty_like(after))
                        by[many], at[many], after[many] = day, arrival, head[x]
                        head[x], again = many, same_day
                        many += 1
                    if arrival < there[x]:
                        if until[x] > day + 1:
                            if there[x] < FAR:
                                left = there[x] - until[x] + 1
                                total[x] += sums[there[x] - day] - sums[left]
                            until[x] = day + 1
                        there[x] = arrival
        i = j
    for x in range(actors):
        if x != goal and there[x] < FAR and until[x] > low:
            total[x] += sums[there[x] - low + 1] - sums[there[x] - until[x] + 1]
