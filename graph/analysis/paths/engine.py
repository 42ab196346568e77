"""Earliest arrival in one pass over contacts sorted by day, and round by round; compiled by Numba.

One pass over sorted contacts is exact for days that strictly increase (Wu et al. 2014, PVLDB 7).
Here it is exact for all that :mod:`~rapallo.analysis.paths.contacts` holds: contacts of one day are
gone over again until nothing changes, and a contact of several days is looked at when its first
day comes, and again whenever one of its ends is reached while it is open. What it does not know is
which events a chain has taken: see :mod:`~rapallo.analysis.paths.arrivals`.

In all functions ``reach`` is the days of arrival by actor, :data:`NEVER` and more where there is
none, and ``via`` the contact that brought it there, -1 for none.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from rapallo.analysis.paths.contacts import FAR, LONG_AGO, Contacts

__all__ = ["Sweep", "one_round"]

Array = np.ndarray[Any, np.dtype[Any]]


class Sweep:
    """The one pass, prepared for many starts.

    ``certain``: each step is made by ``last`` and left for before ``first``, or on that day with
    ``same_day``; otherwise word passes on any day from ``first`` to ``last``.
    """

    def __init__(self, contacts: Contacts, *, certain: bool, same_day: bool = False) -> None:
        self.contacts, self.certain, self.same_day = contacts, certain, same_day
        keep = np.flatnonzero(~contacts.doubtful) if certain else np.arange(len(contacts))
        self._numbers = keep.astype(np.int32)
        names = ("a", "b", "both", "first", "last")
        rows = {name: np.ascontiguousarray(getattr(contacts, name)[keep]) for name in names}
        # Without a sign a place needs no test for counting from the end: a quarter of the time.
        rows["a"], rows["b"] = rows["a"].view(np.uint32), rows["b"].view(np.uint32)
        self._rows: tuple[Any, ...] = tuple(rows.values())
        first = contacts.first[keep]
        days = np.flatnonzero(np.diff(first, prepend=first[:1] - 1)) if len(first) else keep[:0]
        self._groups = np.append(days, len(first))
        """Where each day begins."""
        self._open = () if certain else _open_at(contacts)
        self._direct = np.flatnonzero(contacts.doubtful) if certain else keep[:0]

    def run(self, start: int, depart: int = LONG_AGO) -> tuple[Array, Array]:
        """The days of arrival from an actor, and the contacts that brought it."""
        reach = np.full(self.contacts.actors, FAR, dtype=np.int32)
        via = np.full(self.contacts.actors, -1, dtype=np.int32)
        depart = max(depart, LONG_AGO)
        # Typed as any function, since compiled ones let no type checker see stars.
        go: Any = certainly if self.certain else possible
        if not self.certain:
            go(*self._rows[:4], self._groups, *self._open, np.uint32(start), depart, reach, via)
            return reach, via
        go(*self._rows, self._groups, np.uint32(start), depart, self.same_day, reach, via)
        found = via >= 0
        via[found] = self._numbers[via[found]]
        self._alone(start, depart, reach, via)
        return reach, via

    def _alone(self, start: int, depart: int, reach: Array, via: Array) -> None:
        """Doubtful contacts: certain as a single step, from which none goes on."""
        every = self.contacts
        mine = self._direct[(every.a[self._direct] == start) | (every.b[self._direct] == start)]
        for number in mine.tolist():
            a, b, last = int(every.a[number]), int(every.b[number]), int(every.last[number])
            other = b if a == start else a if every.both[number] else start
            if other != start and every.first[number] >= depart and last < reach[other]:
                reach[other], via[other] = last, number


def _open_at(contacts: Contacts) -> tuple[Array, ...]:
    """For each actor the contacts of several days that lead away from him.

    Where they begin for each actor, whither, the contact, its first and last day.
    """
    wide = np.flatnonzero(contacts.last > contacts.first)
    back = wide[contacts.both[wide]]
    leave = np.concatenate([contacts.a[wide], contacts.b[back]])
    toward = np.concatenate([contacts.b[wide], contacts.a[back]])
    number = np.concatenate([wide, back])
    order = np.argsort(leave, kind="stable")
    begin = np.searchsorted(leave[order], np.arange(contacts.actors + 1)).astype(np.int64)
    number = number[order].astype(np.int32)
    return (
        begin,
        toward[order].view(np.uint32),
        number,
        contacts.first[number],
        contacts.last[number],
    )


@njit(cache=True)
def possible(
    a: Array,
    b: Array,
    both: Array,
    first: Array,
    groups: Array,
    begin: Array,
    toward: Array,
    number: Array,
    opens: Array,
    closes: Array,
    start: int,
    depart: int,
    reach: Array,
    via: Array,
) -> None:
    """The pass where word passes on any day of a contact."""
    here = np.zeros(len(reach), dtype=np.bool_)
    waiting = np.empty(len(reach), dtype=np.uint32)
    here[start] = True
    reach[start] = depart
    spread(start, depart, begin, toward, number, opens, closes, here, waiting, reach, via)
    later = np.empty(len(first), dtype=np.int32)
    for g in range(np.searchsorted(first[groups[:-1]], depart), len(groups) - 1):
        day, many, new = first[groups[g]], 0, False
        for k in range(groups[g], groups[g + 1]):
            x, y = a[k], b[k]
            at_x, at_y = here[x], here[y]
            if at_x & at_y:
                continue
            if not (at_x | at_y):
                later[many] = k
                many += 1
            elif at_x or both[k]:
                z = y if at_x else x
                here[z], new = True, True
                reach[z], via[z] = day, k
                spread(z, day, begin, toward, number, opens, closes, here, waiting, reach, via)
        while new and many:
            new, left = False, 0
            for i in range(many):
                k = later[i]
                x, y = a[k], b[k]
                if not here[x] and not here[y]:
                    later[left] = k
                    left += 1
                elif here[x] != here[y] and (here[x] or both[k]):
                    z = y if here[x] else x
                    here[z], new = True, True
                    reach[z], via[z] = day, k
                    spread(z, day, begin, toward, number, opens, closes, here, waiting, reach, via)
            many = left


@njit(cache=True)
def spread(
    start: int,
    day: int,
    begin: Array,
    toward: Array,
    number: Array,
    opens: Array,
    closes: Array,
    here: Array,
    waiting: Array,
    reach: Array,
    via: Array,
) -> None:
    """Pass on word that somebody has on a day through all contacts then open."""
    waiting[0], many = start, 1
    while many:
        many -= 1
        x = waiting[many]
        for k in range(begin[x], begin[x + 1]):
            y = toward[k]
            if not here[y] and opens[k] < day and day <= closes[k]:
                here[y] = True
                reach[y], via[y] = day, number[k]
                waiting[many] = y
                many += 1


@njit(cache=True)
def certainly(
    a: Array,
    b: Array,
    both: Array,
    first: Array,
    last: Array,
    groups: Array,
    start: int,
    depart: int,
    same_day: bool,
    reach: Array,
    via: Array,
) -> None:
    """The pass where a contact is left for before its first day and made by its last."""
    if not same_day:
        reach[start] = depart - 1
        for k in range(np.searchsorted(first, depart), len(first)):
            x, y, day = a[k], b[k], first[k]
            if reach[x] < day and last[k] < reach[y]:
                reach[y], via[y] = last[k], k
            elif both[k] and reach[y] < day and last[k] < reach[x]:
                reach[x], via[x] = last[k], k
        return
    reach[start] = depart
    later = np.empty(len(first), dtype=np.int32)
    for g in range(np.searchsorted(first[groups[:-1]], depart), len(groups) - 1):
        day, many, new = first[groups[g]], 0, False
        for k in range(groups[g], groups[g + 1]):
            x, y, made = a[k], b[k], last[k]
            if reach[x] > day and reach[y] > day:
                later[many] = k
                many += 1
            elif reach[x] <= day and made < reach[y]:
                reach[y], via[y] = made, k
                new |= made == day
            elif both[k] and reach[y] <= day and made < reach[x]:
                reach[x], via[x] = made, k
                new |= made == day
        while new and many:
            new, left = False, 0
            for i in range(many):
                k = later[i]
                x, y, made = a[k], b[k], last[k]
                if reach[x] > day and reach[y] > day:
                    later[left] = k
                    left += 1
                elif reach[x] <= day and made < reach[y]:
                    reach[y], via[y] = made, k
                    new |= made == day
                elif both[k] and reach[y] <= day and made < reach[x]:
                    reach[x], via[x] = made, k
                    new |= made == day
            many = left


@njit(cache=True)
def one_round(
    a: Array,
    b: Array,
    both: Array,
    first: Array,
    last: Array,
    usable: Array,
    certain: bool,
    same_day: bool,
    old: Array,
    reach: Array,
    via: Array,
) -> bool:
    """One step more: the arrivals from those of one step less, in any order of the contacts."""
    changed = False
    for k in range(len(a)):
        if not usable[k]:
            continue
        for way in range(1 + both[k]):
            x, y = (a[k], b[k]) if way == 0 else (b[k], a[k])
            at = old[x]
            if certain:
                if not (at < first[k] or (same_day and at <= first[k])):
                    continue
                day = last[k]
            else:
                if at > last[k]:
                    continue
                day = max(at, first[k])
            if day < reach[y]:
                reach[y], via[y] = day, k
                changed = True
    return changed
