"""What every test of a general statement has: what it asks, how it is put, what it comes to.

Events count twice, as those that *certainly* fit and those that *possibly* do;
:mod:`~rapallo.analysis.theses.verdicts` says what follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from rapallo.analysis.theses.desk import Desk
from rapallo.analysis.theses.selection import Selection
from rapallo.analysis.theses.verdicts import Count, Ruling

__all__ = ["Outcome", "Plain", "Trial", "counted", "exceeding", "placed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a test comes to on one record.

    ``numbers``: the counts compared, the one in question first; ``values``: other numbers (a rank,
    an expectation); ``claims``: the ids of the claims that carry the statement; ``left_out``: how
    many events were not dated closely enough to be put to it. ``p`` where there is one, else
    ``no_p`` says why.
    """

    ruling: Ruling
    numbers: Mapping[str, Count] = field(default_factory=dict)
    claims: tuple[str, ...] = ()
    left_out: int = 0
    values: Mapping[str, float] = field(default_factory=dict)
    p: float | None = None
    no_p: str = "a comparison of counts has no p"


class Trial(Protocol):
    """A test of a statement."""

    def words(self) -> str:
        """What it asks, in words."""

    def put(self, desk: Desk) -> Outcome:
        """What it comes to on a record."""

    def selections(self) -> Iterator[tuple[str, Selection]]:
        """The selections in it, by their key."""

    def actors(self) -> Iterator[tuple[str, str]]:
        """The actors that it names outside its selections, by key."""


class Plain:
    """What most tests have none of."""

    __slots__ = ()

    def selections(self) -> Iterator[tuple[str, Selection]]:
        """None."""
        yield from ()

    def actors(self) -> Iterator[tuple[str, str]]:
        """None."""
        yield from ()


def exceeding(times: float) -> tuple[str, str]:
    """How a comparison reads: more ... than, or at least so many times as many ... as."""
    return ("more", "than") if times == 1 else (f"at least {times:g} times as many", "as")


def placed(places: int, *, ties: bool) -> str:
    """How a rank reads.

    >>> placed(1, ties=False), placed(1, ties=True), placed(3, ties=True)
    ('first', 'first, or level with others', 'among the first 3')
    """
    if places > 1:
        return f"among the first {places}"
    return "first, or level with others" if ties else "first"


def counted(counts: Mapping[str, Count], most: int | None = None) -> dict[str, Count]:
    """The highest counts, or all, in order."""
    order = sorted(counts, key=lambda name: (*(-n for n in counts[name]), name))
    return {name: counts[name] for name in order[:most]}
