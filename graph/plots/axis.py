"""An axis of time: days as numbers, whatever the century, with ticks at whole years or months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapallo.analysis.periods import period
from rapallo.dates.calendar import civil, day_number
from rapallo.dates.when import When
from rapallo.export.spells import EARLIEST, LATEST
from rapallo.model.text import many

__all__ = ["Reach", "Ticks", "named", "reach", "spoken", "ticks"]

STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Ticks:
    """Days with what stands at them."""

    days: tuple[int, ...]
    labels: tuple[str, ...]


def ticks(first: int, last: int, most: int = 9) -> Ticks:
    """Ticks between two days: years, or months where there are but few.

    >>> ticks(day_number(1918, 3, 1), day_number(1941, 6, 22)).labels
    ('1920', '1925', '1930', '1935', '1940')
    >>> ticks(day_number(1926, 4, 20), day_number(1926, 8, 1)).labels
    ('May 1926', 'Jun', 'Jul', 'Aug')
    """
    start, end = civil(first)[0], civil(last)[0]
    if end - start < 3:
        return _months(first, last, most)
    step = next((s for s in STEPS if (end - start) / s <= most), STEPS[-1])
    years = range(start - start % step, end + 2, step)
    inside = [year for year in years if first <= day_number(year, 1, 1) <= last]
    return Ticks(tuple(day_number(y, 1, 1) for y in inside), tuple(map(str, inside)))


def _months(first: int, last: int, most: int) -> Ticks:
    start, end = civil(first)[0], civil(last)[0]
    starts = [(y, m) for y in range(start, end + 1) for m in range(1, 13)]
    inside = [(y, m) for y, m in starts if first <= day_number(y, m, 1) <= last]
    if len(inside) < 2:
        days = (first, last)
        return Ticks(days, tuple("-".join(f"{part:02}" for part in civil(d)) for d in days))
    step = next(s for s in (1, 2, 3, 6, 12, 24, 36) if len(inside) / s <= most)
    kept = inside[::step]
    labels = [
        f"{MONTHS[m - 1]} {y}" if not n or y != kept[n - 1][0] else MONTHS[m - 1]
        for n, (y, m) in enumerate(kept)
    ]
    return Ticks(tuple(day_number(y, m, 1) for y, m in kept), tuple(labels))


@dataclass(frozen=True, slots=True)
class Reach:
    """What of a date is drawn: stretches possible, and those certain, by first and last day.

    ``before`` and ``after``: it is open on that side. ``days``: single days told, of several.
    """

    possible: tuple[tuple[int, int], ...]
    certain: tuple[tuple[int, int], ...]
    before: bool = False
    after: bool = False

    @property
    def bounds(self) -> tuple[int, int] | None:
        """First and last day of all; None of a date that is not told at all."""
        days = [day for stretch in (*self.possible, *self.certain) for day in stretch]
        return (min(days), max(days)) if days else None


def reach(when: When) -> Reach:
    """What of a date is drawn.

    A day that is known is certain; of a range in which one unknown day lies, all is possible and
    nothing certain; of what lasts, the days that it certainly fills are certain. Of several days
    told, each is drawn for itself.

    >>> from rapallo.dates.edtf import parse
    >>> reach(parse("1922/1933")).certain == ((day_number(1922, 12, 31), day_number(1933, 1, 1)),)
    True
    >>> reach(parse("1926-04")).certain, reach(parse("1930/..")).after, reach(parse("")).bounds
    ((), True, None)
    """
    if when.members:
        parts = [reach(member) for member in when.members]
        certain = tuple(s for part in parts for s in part.certain)
        return Reach(
            tuple(s for part in parts for s in part.possible),
            certain if when.extent == "several" and not when.doubtful else (),
            any(part.before for part in parts),
            any(part.after for part in parts),
        )
    before, after = when.s0 < EARLIEST, when.e1 > LATEST
    known = [day for day in _days(when) if EARLIEST <= day <= LATEST]
    if not known:
        return Reach((), (), before, after)
    core = when.core
    certain = ((core.first, core.last),) if core and not (before and after) else ()
    certain = tuple(s for s in certain if s[0] >= EARLIEST and s[1] <= LATEST)
    return Reach(((min(known), max(known)),), certain, before, after)


def _days(when: When) -> Sequence[int]:
    return (when.s0, when.s1, when.e0, when.e1)


def named(window: When) -> str:
    """A window of time as an axis names it.

    >>> from rapallo.dates.edtf import parse
    >>> named(parse("1918-01-01/1922-12-31")), named(parse("1926-01-01/1926-12-31"))
    ('1918–22', '1926')
    >>> named(parse("1926-04-01/1926-06-30")), named(parse("1926-04-05/1926-04-11"))
    ('Apr–Jun 1926', '1926-04-05')
    """
    (year, month, day), (end, last, _) = civil(window.s0), civil(window.e1)
    opens, closes = day == 1, civil(window.e1 + 1)[2] == 1
    if opens and closes and month == 1 and last == 12:
        if year == end:
            return str(year)
        same = year > 0 and year // 100 == end // 100
        return f"{year}–{end % 100:02}" if same else f"{year}–{end}"
    if opens and closes and year == end:
        return (
            f"{MONTHS[month - 1]}" + (f"–{MONTHS[last - 1]}" if month != last else "") + f" {year}"
        )
    return f"{year:04}-{month:02}-{day:02}"


def spoken(every: str) -> str:
    """How often, in words.

    >>> spoken("P3Y"), spoken("P1Y6M"), spoken("p2w"), spoken("P1M")
    ('every 3 years', 'every 1 year and 6 months', 'every 2 weeks', 'every month')
    """
    found = period(every)
    weeks = 0 if found.days % 7 else found.days // 7
    days = 0 if weeks else found.days
    units = ((found.months // 12, "year"), (found.months % 12, "month"), (weeks, "week"))
    told = [(number, unit) for number, unit in (*units, (days, "day")) if number]
    if [number for number, _ in told] == [1]:
        return f"every {told[0][1]}"
    return f"every {' and '.join(many(number, unit) for number, unit in told)}"
