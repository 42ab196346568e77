"""What a comparison of counts that are ranges comes to.

A comparison is *upheld* when it holds even where the ranges are read against it, *not upheld* when
it fails even where they are read for it, and *undecidable* in between, or where fewer than
:data:`FEWEST` events could speak at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

__all__ = ["AMONG", "Count", "FEWEST", "TENTH", "Verdict", "among", "at_most_a_tenth", "most"]

FEWEST = 5
"""With fewer events nothing is decided."""

AMONG = 3
"""A season is *among the densest* when at most two others can have had more."""

TENTH = 10
"""*Next to nothing*: at most a tenth as many in a year as before."""

Verdict = Literal["upheld", "not upheld", "undecidable"]


class Count(NamedTuple):
    """How many events: certainly, and at most."""

    certain: int
    possible: int

    def __str__(self) -> str:
        low, high = self
        return str(low) if low == high else f"{low} to {high}"


def most(mine: Count, rivals: Sequence[Count]) -> Verdict:
    """Whether one count is above all others.

    >>> most(Count(5, 9), [Count(2, 2)]), most(Count(2, 4), [Count(3, 3)])
    ('upheld', 'undecidable')
    """
    if mine.possible + sum(count.possible for count in rivals) < FEWEST:
        return "undecidable"
    if all(mine.certain > count.possible for count in rivals):
        return "upheld"
    if any(mine.possible <= count.certain for count in rivals):
        return "not upheld"
    return "undecidable"


def among(mine: Count, rivals: Sequence[Count], told: int) -> Verdict:
    """Whether one count is among the highest, :data:`AMONG` of them; ``told``: all events."""
    if told < FEWEST:
        return "undecidable"
    if sum(count.possible > mine.certain for count in rivals) < AMONG:
        return "upheld"
    if sum(count.certain > mine.possible for count in rivals) >= AMONG:
        return "not upheld"
    return "undecidable"


def at_most_a_tenth(late: Count, early: Count, ratio: float) -> Verdict:
    """Whether there was next to nothing late; ``ratio``: how much longer the early window is."""
    if early.possible + late.possible < FEWEST:
        return "undecidable"
    if late.possible * ratio * TENTH <= early.certain:
        return "upheld"
    if late.certain * ratio * TENTH > early.possible:
        return "not upheld"
    return "undecidable"
