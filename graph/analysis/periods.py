"""Periods of time as ISO 8601 writes them, and the windows that they cut time into."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapallo.dates.calendar import BEGINNING, END, civil, day_number, shift
from rapallo.dates.when import When, span
from rapallo.errors import BadOption, NoClaims

__all__ = ["MOST_WINDOWS", "Period", "cut", "period", "windows"]

MOST_WINDOWS = 1_000
"""More windows than this are refused: nobody reads them."""

_PERIOD = re.compile(
    r"P(?=\d)(?:(?P<Y>\d{1,4})Y)?(?:(?P<M>\d{1,4})M)?(?:(?P<W>\d{1,4})W)?(?:(?P<D>\d{1,6})D)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time in calendar months and days: ``P1Y6M`` is 18 months, ``P2W`` 14 days."""

    text: str
    months: int
    days: int

    def after(self, day: int, times: int = 1) -> int:
        """The day so much later; a day that the month lacks becomes its last.

        Before and after all days, time stands still.
        """
        if not BEGINNING < day < END:
            return day
        return (shift(day, self.months * times) if self.months else day) + self.days * times

    def __str__(self) -> str:
        return self.text


def period(text: str) -> Period:
    """The period that an ISO 8601 duration of years, months, weeks and days means.

    Raises :class:`~rapallo.errors.BadOption` for anything else, also for none at all (``P0D``).

    >>> period("P1Y6M").months, period("P2W").days
    (18, 14)
    """
    match = _PERIOD.fullmatch(text.upper())
    count = {unit: int(number or 0) for unit, number in match.groupdict().items()} if match else {}
    if not any(count.values()):
        raise BadOption(f"{text!r} is no period: write one as P1Y, P6M, P2W or P90D")
    return Period(text.upper(), count["Y"] * 12 + count["M"], count["W"] * 7 + count["D"])


def windows(first: int, last: int, every: Period, *, whole: bool = True) -> list[When]:
    """Windows of one length, each beginning where the one before ends, from first day to last.

    ``whole``: the first begins with the calendar year of the first day, unless the period counts
    weeks or days, and the last may run beyond the last day. Otherwise both days are the limits.
    Raises :class:`~rapallo.errors.BadOption` for more than :data:`MOST_WINDOWS`.

    >>> [str(w) for w in windows(-16008, -15708, period("P6M"))]
    ['1926-01-01/1926-06-30', '1926-07-01/1926-12-31']
    """
    if whole and not every.days:
        first = day_number(civil(first)[0], 1, 1)
    found: list[When] = []
    for start, end in _bounds(first, last, every):
        if len(found) == MOST_WINDOWS:
            raise BadOption(
                f"{every} cuts the time asked for into more than {MOST_WINDOWS:,} windows: "
                "take a longer one, or a shorter time with --between"
            )
        found.append(span(start, end if whole else min(end, last)))
    return found


def cut(whens: Iterable[When], asked: When | None, every: Period) -> list[When]:
    """Windows of the time asked for where that has two ends, else of that of the dated events.

    Raises :class:`~rapallo.errors.NoClaims` where no date has two ends either.
    """
    if asked and asked.bounded:
        return windows(asked.s0, asked.e1, every, whole=False)
    bounded = [when for when in whens if when.bounded]
    if not bounded:
        raise NoClaims("no event asked for has a date with two ends: there is nothing to cut")
    first, last = min(when.s0 for when in bounded), max(when.e1 for when in bounded)
    return windows(first, last, every)


def _bounds(first: int, last: int, every: Period) -> Iterator[tuple[int, int]]:
    number, start = 0, first
    while start <= last:
        number += 1
        end = every.after(first, number)
        yield start, end - 1
        start = end
