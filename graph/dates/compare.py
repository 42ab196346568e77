"""Before, during, overlaps, within n days: each answered *certainly*, *possibly* or *no*.

A reading of a date fixes every day that its source leaves open: one member of ``[...]``, one day
for each instant, start and end for what lasts. An answer is *certainly* when it holds for all pairs
of readings, *no* when it holds for none, *possibly* otherwise; a doubtful date is never certain.
Widening a date adds readings and can therefore never make an answer certain, nor a possible one
impossible. Two dates are read independently of each other, also where they are the same text.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from math import inf

from rapallo.dates.when import Bounds, When

__all__ = ["Certainty", "before", "during", "overlaps", "within"]


class Certainty(IntEnum):
    """How sure an answer is; ordered, so that ``min`` is *and* and ``max`` is *or*."""

    NO = 0
    POSSIBLY = 1
    CERTAINLY = 2

    def __str__(self) -> str:
        return self.name.lower()


Relation = Callable[[When, When], Certainty]


def before(a: When, b: When) -> Certainty:
    """Whether a is over before b begins; the same day is not before.

    >>> from rapallo.dates.edtf import parse
    >>> str(before(parse("1926-03"), parse("1926-04-02")))
    'certainly'
    >>> str(before(parse("1926"), parse("1926-04-02")))
    'possibly'
    """
    return _ask(_before, a, b)


def during(a: When, b: When) -> Certainty:
    """Whether every day of a is a day of b.

    >>> from rapallo.dates.edtf import parse
    >>> str(during(parse("1926-03-05"), parse("1922/1933")))
    'certainly'
    """
    return _ask(_during, a, b)


def overlaps(a: When, b: When) -> Certainty:
    """Whether a and b share a day.

    >>> from rapallo.dates.edtf import parse
    >>> str(overlaps(parse("1940"), parse("1940-06-14")))
    'possibly'
    """
    return within(a, b, 0)


def within(a: When, b: When, days: int) -> Certainty:
    """Whether some day of a and some day of b are at most so many days apart.

    >>> from rapallo.dates.edtf import parse
    >>> str(within(parse("1926-03-05"), parse("1926-03-24"), 31))
    'certainly'
    """
    return _ask(lambda x, y: _within(x, y, days), a, b)


def _ask(relation: Relation, a: When, b: When) -> Certainty:
    if a.members or b.members:
        answers = {relation(x, y) for x in _choices(a) for y in _choices(b)}
        answer = answers.pop() if len(answers) == 1 else Certainty.POSSIBLY
    else:
        answer = relation(a, b)
    return min(answer, Certainty.POSSIBLY) if a.doubtful or b.doubtful else answer


def _choices(when: When) -> tuple[When, ...]:
    """The dates of which it is one."""
    return when.members if when.members and when.extent == "instant" else (when,)


def _occasions(when: When) -> tuple[When, ...]:
    """The dates of which it is all; no longer one of them."""
    return when.members or (when,)


def _answer(*, certain: bool, possible: bool) -> Certainty:
    return Certainty(2 if certain else int(possible))


def _before(a: When, b: When) -> Certainty:
    return _answer(certain=a.e1 < b.s0, possible=a.e0 < b.s1)


def _within(a: When, b: When, days: int) -> Certainty:
    if a.members or b.members:
        return _within_several(_occasions(a), _occasions(b), days)
    return _answer(
        certain=a.s1 - b.e0 <= days and b.s1 - a.e0 <= days,
        possible=a.s0 - b.e1 <= days and b.s0 - a.e1 <= days,
    )


def _within_several(a: tuple[When, ...], b: tuple[When, ...], days: int) -> Certainty:
    possible = any(x.s0 - y.e1 <= days and y.s0 - x.e1 <= days for x in a for y in b)
    return _answer(certain=possible and not _can_stay_apart(a, b, days), possible=possible)


def _can_stay_apart(a: tuple[When, ...], b: tuple[When, ...], days: int) -> bool:
    """Whether a reading keeps all occasions of the two further apart than so many days.

    Such a reading cuts time into stretches that belong to the two by turns, with more than so many
    days between them. What may be put off lies in a later stretch of its side. A stretch need not
    go on beyond the earliest end of one of its occasions, and must leave room for the occasion of
    the other side that can be put off least; every choice of ends is tried, each once.
    """
    stack = [(a, b, -inf, -inf), (b, a, -inf, -inf)]
    seen = set()
    while stack:
        turn, other, own_end, other_end = stack.pop()
        waiting = [x.s1 for x in other if x.e0 > other_end]
        if not waiting:
            return True
        start, limit = other_end + days + 1, min(waiting) - days - 1
        for end in sorted({max(x.e0, start) for x in turn if x.e0 > own_end}):
            state = (turn is a, end, other_end)
            if end <= limit and state not in seen:
                seen.add(state)
                stack.append((other, turn, other_end, end))
    return False


def _during(a: When, b: When) -> Certainty:
    if b.members:
        return _during_several(a, b)
    certain = b.s1 <= a.s0 and a.e1 <= b.e0
    if b.extent == "instant":
        possible = max(a.e0, b.s0) <= min(a.s1, b.s1)
    else:
        possible = a.s1 >= b.s0 and a.e0 <= b.e1
    return _answer(certain=certain, possible=possible)


def _during_several(a: When, b: When) -> Certainty:
    cores = [Bounds(x.s1, x.e0) for x in b.members if x.s1 <= x.e0]
    certain = not any(_gaps(Bounds(x.s0, x.e1), cores) for x in _occasions(a))
    return _answer(certain=certain, possible=certain or _may_be_during_several(a, b))


def _may_be_during_several(a: When, b: When) -> bool:
    """Whether the days of b can be chosen to hold a, where what lasts is taken at its longest."""
    longest = [Bounds(x.s0, x.e1) for x in b.members if x.extent == "lasting"]
    days = [Bounds(x.s0, x.s1) for x in b.members if x.extent == "instant"]
    wanted: list[Bounds] = []
    for x in _occasions(a):
        if x.s1 <= x.e0:
            for gap in _gaps(Bounds(x.s1, x.e0), longest):
                if gap.last - gap.first >= len(days):
                    return False
                wanted.extend(Bounds(day, day) for day in range(gap.first, gap.last + 1))
        elif not any(y.first <= x.s1 and x.e0 <= y.last for y in longest):
            wanted.append(Bounds(x.e0, x.s1))
    return _can_meet(wanted, days)


def _gaps(bounds: Bounds, blocks: list[Bounds]) -> list[Bounds]:
    """What the blocks leave uncovered.

    >>> _gaps(Bounds(1, 9), [Bounds(4, 5), Bounds(0, 2)])
    [Bounds(first=3, last=3), Bounds(first=6, last=9)]
    """
    gaps, first = [], bounds.first
    for block in sorted(blocks):
        if block.first > first:
            gaps.append(Bounds(first, min(block.first - 1, bounds.last)))
        first = max(first, block.last + 1)
        if first > bounds.last:
            return gaps
    return [*gaps, Bounds(first, bounds.last)]


def _can_meet(wanted: list[Bounds], days: list[Bounds]) -> bool:
    """Whether one day can be chosen from each of ``days`` so that all that is wanted holds one.

    What is wanted is met in the order in which it ends, by those days that end first, as late as
    they can be: nothing that comes after could use them better.

    >>> _can_meet([Bounds(1, 3), Bounds(3, 5)], [Bounds(1, 4)])
    True
    """
    latest, left = -inf, sorted(days, key=lambda day: day.last)
    for first, last in sorted(wanted, key=lambda bounds: bounds.last):
        if latest >= first:
            continue
        fitting = [day for day in left if day.first <= last and day.last >= first]
        if not fitting:
            return False
        left.remove(fitting[0])
        latest = max(latest, min(last, fitting[0].last))
    return True
