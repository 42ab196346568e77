"""A date as its source supports it: four days, and how far it extends.

The start lies in ``(s0, s1)`` and the end in ``(e0, e1)``, all inclusive. The misuse that this
module exists to prevent: one unknown day (``1940``, "some day in 1940") read as a time that lasts
(``1940-01-01/1940-12-31``), or the other way round. Each invents history.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from rapallo.dates.calendar import BEGINNING, END, iso

__all__ = ["Bounds", "Extent", "UNDATED", "When", "span"]

Extent = Literal["instant", "lasting", "several"]
"""``instant``: one day, known or not. ``lasting``: every day from start to end.
``several``: the days told (EDTF ``{...}``), not those between."""


class Bounds(NamedTuple):
    """First and last day, inclusive, in which something may lie."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class When:
    """A date: the EDTF text as given, its four days, and what is doubtful about it.

    ``doubtful`` (EDTF ``?``) keeps the bounds but nothing about the date is ever certain.
    ``members`` holds the single dates of a set: ``[...]`` one of them, ``{...}`` all of them.
    Days are counted from 1970-01-01; see :mod:`rapallo.dates.calendar`.

    >>> from rapallo.dates.edtf import parse
    >>> early_july = parse("[1928-07-01..1928-07-10]")
    >>> early_july.extent, early_july.earliest, early_july.latest
    ('instant', '1928-07-01', '1928-07-10')
    >>> policy = parse("1922/1933")
    >>> policy.extent, [iso(day) for day in policy.core]
    ('lasting', ['1922-12-31', '1933-01-01'])
    """

    text: str
    s0: int
    s1: int
    e0: int
    e1: int
    extent: Extent = "instant"
    doubtful: bool = False
    members: tuple[When, ...] = ()

    @property
    def lasting(self) -> bool:
        """Whether it extends over more than one occasion."""
        return self.extent != "instant"

    @property
    def bounded(self) -> bool:
        """Whether both ends are known at all."""
        return self.s0 > BEGINNING and self.e1 < END

    @property
    def width(self) -> int:
        """Days between the first and the last possible day: 0 for a known day.

        >>> from rapallo.dates.edtf import parse
        >>> parse("1927-03-05").width, parse("1927-03").width
        (0, 30)
        """
        return self.e1 - self.s0

    @property
    def core(self) -> Bounds | None:
        """The days it certainly fills, or None."""
        if self.doubtful or self.extent == "several" or self.s1 > self.e0:
            return None
        return Bounds(self.s1, self.e0)

    @property
    def earliest(self) -> str:
        """The first possible day in EDTF, empty where unbounded."""
        return iso(self.s0)

    @property
    def latest(self) -> str:
        """The last possible day in EDTF, empty where unbounded."""
        return iso(self.e1)

    def __str__(self) -> str:
        return self.text


UNDATED = When("", BEGINNING, END, BEGINNING, END)
"""Some day, told nowhere: possible everywhere, certain only where there is no limit at all."""


def span(first: int, last: int) -> When:
    """Every day from first to last: the window of a question.

    >>> str(span(-16008, -16007))
    '1926-03-05/1926-03-06'
    """
    return When(f"{iso(first) or '..'}/{iso(last) or '..'}", first, first, last, last, "lasting")
