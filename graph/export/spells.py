"""The stretches of time in which an edge may be there.

The misuse to prevent: one spell an event, as it comes. Gephi refuses a spell that shares days with
another of the same edge ("Overlapping intervals aren't allowed") and drops it; an uncertain date
next to a certain one would be lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from rapallo.dates.calendar import civil, day_number
from rapallo.dates.when import Bounds, When

__all__ = ["EARLIEST", "LATEST", "day", "spells", "unbounded"]

EARLIEST, LATEST = day_number(-99_999, 1, 1), day_number(99_999, 12, 31)
"""What lies beyond is taken as unbounded: Gephi's calendar ends."""


def unbounded(when: When) -> bool:
    """Whether a date is open on a side, or not told at all: it then has no spell.

    >>> from rapallo.dates.edtf import parse
    >>> [unbounded(parse(text)) for text in ("", "1933/..", "[..1939]", "1939")]
    [True, True, True, False]
    """
    return when.s0 < EARLIEST or when.e1 > LATEST


def spells(dates: Iterable[When]) -> list[tuple[str, str]]:
    """First and last day of each stretch, in order; a date reaches from its earliest to its latest
    possible day, and dates that share a day share a stretch.

    Of several days told (EDTF ``{...}``), each is a date of its own. Unbounded dates give no
    stretch: one of them would fill all time on its side and hide all that is known better.

    >>> from rapallo.dates.edtf import parse
    >>> spells(map(parse, ["1926-04-24", "1926-04", "1926-05-01", "", "1926-02/.."]))
    [('1926-04-01', '1926-04-30'), ('1926-05-01', '1926-05-01')]
    """
    dates = list(dates)
    if len(dates) == 1 and dates[0].extent != "several" and not unbounded(dates[0]):
        return [(day(dates[0].s0), day(dates[0].e1))]
    return [(day(first), day(last)) for first, last in _joined(sorted(_windows(dates)))]


def _windows(dates: Iterable[When]) -> Iterator[Bounds]:
    for date in dates:
        if unbounded(date):
            continue
        if date.extent == "several":
            yield from _windows(date.members)
        else:
            yield Bounds(date.s0, date.e1)


def _joined(windows: Iterable[Bounds]) -> Iterator[Bounds]:
    current: Bounds | None = None
    for window in windows:
        if current is None or window.first > current.last:
            if current:
                yield current
            current = window
        elif window.last > current.last:
            current = Bounds(current.first, window.last)
    if current:
        yield current


@lru_cache(maxsize=100_000)
def day(number: int) -> str:
    """A day as XML Schema 1.1 writes it, with a year 0; empty where it is unbounded.

    >>> from rapallo.dates.calendar import END
    >>> day(day_number(1926, 4, 24)), day(day_number(-43, 3, 15)), day(END)
    ('1926-04-24', '-0043-03-15', '')
    """
    if not EARLIEST <= number <= LATEST:
        return ""
    year, month, date = civil(number)
    return f"{'-' if year < 0 else ''}{abs(year):04}-{month:02}-{date:02}"
