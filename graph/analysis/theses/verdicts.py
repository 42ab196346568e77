"""What a comparison of counts that are ranges comes to.

A comparison is *upheld* when it holds even where the ranges are read against it, *not upheld* when
it fails even where they are read for it, and *undecidable* in between, or where fewer than
:data:`FEWEST` events could speak at all. An event that is in doubt on both sides of a comparison
may be read on one and not on the other: the reading that decides least.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal, NamedTuple

__all__ = [
    "AMONG",
    "Count",
    "FEWEST",
    "OPEN",
    "Ruling",
    "TENTH",
    "Verdict",
    "above",
    "faded",
    "first",
    "more",
    "rule",
    "too_few",
]

FEWEST = 5
"""With fewer events nothing is decided."""

AMONG = 3
"""A season is *among the densest* when at most two others can have had more."""

TENTH = 0.1
"""*Next to nothing*: at most a tenth as many in a year as before."""

OPEN = "it depends on how what the sources leave open is read"

Verdict = Literal["upheld", "not upheld", "undecidable"]


class Count(NamedTuple):
    """How many events: certainly, and at most."""

    certain: int
    possible: int

    def __str__(self) -> str:
        low, high = self
        return str(low) if low == high else f"{low} to {high}"


class Ruling(NamedTuple):
    """A verdict; ``why`` says of an undecidable one what is wanting, of another what limits it."""

    verdict: Verdict
    why: str = ""


def too_few(events: int) -> Ruling:
    """That fewer events than :data:`FEWEST` decide nothing.

    >>> too_few(1).why
    '1 event could speak, 5 are needed'
    """
    noun = "event" if events == 1 else "events"
    return Ruling("undecidable", f"{events} {noun} could speak, {FEWEST} are needed")


def rule(*, surely: bool, possibly: bool, events: int) -> Ruling:
    """The ruling where a statement holds in every reading, in one, or in none."""
    if events < FEWEST:
        return too_few(events)
    if surely:
        return Ruling("upheld")
    return Ruling("undecidable", OPEN) if possibly else Ruling("not upheld")


def more(
    mine: Count,
    rivals: Sequence[Count],
    times: float = 1,
    lengths: Sequence[Fraction] = (),
    events: int | None = None,
) -> Ruling:
    """Whether one count is above each other, and at least so many times it.

    ``lengths``: of the time in which mine, and then each rival, was counted; what is compared is
    then how many there were in a year. ``events``: how many could speak, where one may be in
    several counts.

    >>> more(Count(5, 9), [Count(2, 2)]).verdict, more(Count(5, 9), [Count(2, 2)], 3).verdict
    ('upheld', 'undecidable')
    """
    own, *others = lengths or [Fraction(1)] * (1 + len(rivals))
    factor = Fraction(str(times))

    def beats(number: int, other: int, length: Fraction) -> bool:
        scaled = other * own / length
        return number > scaled and number >= factor * scaled

    pairs = list(zip(rivals, others, strict=True))
    return rule(
        surely=all(beats(mine.certain, rival.possible, length) for rival, length in pairs),
        possibly=all(beats(mine.possible, rival.certain, length) for rival, length in pairs),
        events=mine.possible + sum(r.possible for r in rivals) if events is None else events,
    )


def first(
    mine: Count,
    rivals: Sequence[Count],
    places: int = 1,
    events: int | None = None,
    *,
    ties: bool = False,
) -> Ruling:
    """Whether one count is the highest, or among so many that are.

    To be *the* first is to have more than any other, with ``ties`` that no other has more; to be
    among the first few is that fewer others than that have more. ``events``: how many could speak,
    where that is not the sum of the counts.

    >>> [first(Count(5, 5), [Count(5, 5)], ties=ties).verdict for ties in (False, True)]
    ['not upheld', 'upheld']
    >>> first(Count(5, 9), [Count(2, 2)]).verdict, first(Count(2, 4), [Count(3, 3)] * 2).verdict
    ('upheld', 'undecidable')
    """

    def before(other: int, number: int) -> bool:
        return other > number or (places == 1 and not ties and other == number)

    told = mine.possible + sum(rival.possible for rival in rivals)
    return rule(
        surely=sum(before(rival.possible, mine.certain) for rival in rivals) < places,
        possibly=sum(before(rival.certain, mine.possible) for rival in rivals) < places,
        events=told if events is None else events,
    )


def above(low: Fraction, high: Fraction, limit: float, events: int) -> Ruling:
    """Whether a share that lies between two values is above a limit.

    >>> above(Fraction(2, 5), Fraction(3, 5), 0.5, 10).verdict
    'undecidable'
    """
    bound = Fraction(str(limit))
    return rule(surely=low > bound, possibly=high > bound, events=events)


def faded(
    late: Count, early: Count, to: float, ratio: Fraction, events: int | None = None
) -> Ruling:
    """Whether there was next to nothing late: at most such a part of what there was in a year
    before. ``ratio``: how much longer the early time is. ``events``: how many could speak, where
    one may be in both counts.

    >>> faded(Count(2, 2), Count(20, 20), 0.1, Fraction(1)).verdict
    'upheld'
    """
    part = Fraction(str(to))
    return rule(
        surely=late.possible * ratio <= early.certain * part,
        possibly=late.certain * ratio <= early.possible * part,
        events=early.possible + late.possible if events is None else events,
    )
