"""What exchanges its date as a whole, and how many arrangements of dates there are.

A block is the acts of one actor, acting alone, told in one passage under one date: they are not
independent, so they move together. Blocks exchange dates within a stratum, the calendar year of the
middle of the date.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from rapallo.analysis.coordination.happenings import ToldAct
from rapallo.dates.calendar import civil
from rapallo.dates.when import When

__all__ = ["ENOUGH", "Block", "arrangements", "blocks", "datable", "date_key"]

ENOUGH = 20
"""With fewer distinct arrangements no p below .05 exists: a pair is then not testable."""


@dataclass(frozen=True, slots=True)
class Block:
    """Acts (their places in the list) of one actor, in one passage, under one date.

    ``id`` is the smallest id of their events.
    """

    id: str
    actor: str
    stratum: int
    when: When
    acts: tuple[int, ...]


def datable(when: When, days: int) -> bool:
    """Whether a date can be told within so many days from another: one day in a window no wider.

    >>> from rapallo.dates.edtf import parse
    >>> [datable(parse(text), 31) for text in ("1926-03", "1926", "1926-03-01/1926-03-05", "")]
    [True, False, False, False]
    """
    return not when.lasting and when.bounded and when.width <= days


def blocks(acts: Sequence[ToldAct]) -> tuple[Block, ...]:
    """The blocks of datable acts, by actor, stratum and id; acts of several are in none."""
    together: dict[tuple[str, Hashable], list[list[int]]] = defaultdict(list)
    for place in sorted(range(len(acts)), key=lambda place: acts[place].id):
        act = acts[place]
        if not act.alone:
            continue
        groups = together[next(iter(act.agents)), date_key(act.when)]
        told = [group for group in groups if any(acts[n].retold(act) for n in group)]
        groups[:] = [group for group in groups if group not in told]
        groups.append(sorted([place, *(n for group in told for n in group)]))
    found = (
        _block(actor, acts, group) for (actor, _), groups in together.items() for group in groups
    )
    return tuple(sorted(found, key=lambda block: (block.actor, block.stratum, block.id)))


def arrangements(kinds: Sequence[Hashable], dates: Sequence[Hashable]) -> int:
    """How many ways there are to give blocks of these kinds these dates, counted up to ENOUGH.

    Blocks of one kind are not told apart, nor are equal dates.

    >>> arrangements("aab", "xyz"), arrangements("aab", "xxx"), arrangements("abcd", "wxyz")
    (3, 1, 20)
    """
    rows, columns = (tuple(Counter(each).values()) for each in (kinds, dates))
    if min(len(rows), len(columns)) < 2:
        return 1
    if max(len(rows), len(columns)) >= ENOUGH:
        return ENOUGH  # one block of one kind alone can have that many dates, or the reverse
    if min(len(rows), len(columns)) > 3:
        return ENOUGH  # one block each of four kinds can have four dates in 24 ways
    return sum(1 for _ in islice(_tables(rows, columns), ENOUGH))


def _block(actor: str, acts: Sequence[ToldAct], group: Sequence[int]) -> Block:
    when = acts[group[0]].when
    year = civil((when.s0 + when.e1) // 2)[0]
    return Block(min(acts[n].id for n in group), actor, year, when, tuple(group))


def date_key(when: When) -> Hashable:
    """What makes two dates the same, however they are written."""
    members = frozenset((member.s0, member.e1) for member in when.members)
    return when.s0, when.e1, when.doubtful, members


def _tables(rows: tuple[int, ...], columns: tuple[int, ...]) -> Iterator[None]:
    """Once for each table of whole numbers with these sums of rows and columns."""
    if len(columns) == 1:
        yield None
        return
    for filled in _fillings(rows, columns[0]):
        left = tuple(row - used for row, used in zip(rows, filled, strict=True))
        yield from _tables(left, columns[1:])


def _fillings(rows: tuple[int, ...], size: int) -> Iterator[tuple[int, ...]]:
    """The ways to take so many from the rows."""
    if not rows:
        if size == 0:
            yield ()
        return
    least = max(size - sum(rows[1:]), 0)
    for taken in range(least, min(rows[0], size) + 1):
        for rest in _fillings(rows[1:], size - taken):
            yield (taken, *rest)
