"""Who stands for a group on a date, by every reading of every date, path by path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from rapallo.dates.edtf import term
from rapallo.dates.when import When
from rapallo.model.nodes import Member

FIRST, LAST = -18266, -18248
"""Days around 1 to 13 January 1920, some more on either side: what lies beyond is all the same."""


def readings(when: When) -> list[frozenset[int]]:
    """Each set of days that a date may mean."""
    days = range(FIRST, LAST + 1)
    starts = [day for day in days if when.s0 <= day <= when.s1]
    ends = [day for day in days if when.e0 <= day <= when.e1]
    if not when.lasting:
        return [frozenset({day}) for day in starts]
    return [frozenset(range(s, e + 1)) for s in starts for e in ends if s <= e]


def shares(one: When, other: When) -> tuple[bool, bool]:
    """Whether two dates possibly share a day, and whether certainly."""
    answers = [bool(x & y) for x, y in product(readings(one), readings(other))]
    sure = all(answers) and not one.doubtful and not other.doubtful
    return any(answers), sure


def paths(group: str, members: Iterable[Member]) -> Iterator[tuple[Member, ...]]:
    """Each chain of memberships from a group down to somebody who is no group."""
    members = list(members)
    groups = {row.group for row in members}
    for row in members:
        if row.group == group:
            if row.member in groups:
                yield from ((row, *rest) for rest in paths(row.member, members))
            else:
                yield (row,)


def stands_for(group: str, members: Iterable[Member], when: When) -> dict[str, bool]:
    """Whoever possibly stands for the group on the date, and whether certainly."""
    found: dict[str, bool] = {}
    for path in paths(group, members):
        answers = [shares(term(row.start, row.end), when) for row in path]
        if all(possible for possible, _ in answers):
            name = path[-1].member
            found[name] = found.get(name, False) or all(sure for _, sure in answers)
    return found
