"""Dates the slow way: every reading of a date written out as the set of its days.

A reading fixes all that a source leaves open. `readings` reads EDTF text by trying every day of a
calendar against its digits; `readings_of` enumerates the four days of a `When`. What holds between
two dates is found by trying every pair of readings. Nothing is shared with the package but the
numbering of days and the `When` itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from itertools import product

from rapallo.dates.calendar import BEGINNING, END
from rapallo.dates.when import When

EPOCH = date(1970, 1, 1)
CALENDAR = [date(1910, 1, 1) + timedelta(days=n) for n in range(40 * 365 + 10)]
"""1910 to 1949: no other days are known here."""

LOWEST, HIGHEST = date(1925, 9, 1), date(1926, 8, 31)
"""Where `..` is cut off: further from all other days than the tests' largest number of days."""

MONTHS = {
    **{n: (n,) for n in range(1, 13)},
    **dict.fromkeys((21, 25, 31), (3, 4, 5)),
    **dict.fromkeys((22, 26, 32), (6, 7, 8)),
    **dict.fromkeys((23, 27, 29), (9, 10, 11)),
    **dict.fromkeys((24, 28, 30), (12, 13, 14)),
    **dict(zip(range(33, 37), [(1, 2, 3), (4, 5, 6), (7, 8, 9), (10, 11, 12)], strict=True)),
    **dict(zip(range(37, 40), [(1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12)], strict=True)),
    **dict(zip(range(40, 42), [(1, 2, 3, 4, 5, 6), (7, 8, 9, 10, 11, 12)], strict=True)),
}
"""The months of a month or season; 13 and 14 lie in the next year."""

Reading = frozenset[int]
"""The days that a date fills once nothing about it is open."""

Relation = Callable[[Reading, Reading], bool]


def before(a: Reading, b: Reading) -> bool:
    return max(a) < min(b)


def during(a: Reading, b: Reading) -> bool:
    return a <= b


def overlaps(a: Reading, b: Reading) -> bool:
    return bool(a & b)


def within(days: int) -> Relation:
    return lambda a, b: any(abs(x - y) <= days for x in a for y in b)


def decide(relation: Relation, a: set[Reading], b: set[Reading], doubtful: bool) -> str:
    """Certainly if it holds for all pairs of readings, no if for none."""
    answers = set()
    for x, y in product(a, b):
        answers.add(relation(x, y))
        if len(answers) == 2:
            break
    if answers == {True} and not doubtful:
        return "certainly"
    return "possibly" if True in answers else "no"


# --- from text


def readings(text: str) -> set[Reading]:
    """All readings of an EDTF text of the years 1910 to 1949."""
    if text.startswith("["):
        return set().union(*(_readings_of_range(part) for part in text[1:-1].split(",")))
    if text.startswith("{"):
        parts = [part for member in text[1:-1].split(",") for part in _each(member)]
        return {Reading().union(*choice) for choice in product(*(readings(part) for part in parts))}
    if "/" in text:
        return _lasting(*_sides(text, "/"))
    return {Reading([day]) for day in days_of(text)}


def doubtful(text: str) -> bool:
    return "?" in text or "%" in text


def number(day: date) -> int:
    return (day - EPOCH).days


def _sides(text: str, between: str) -> Iterator[range]:
    for side in text.split(between):
        if side in ("", ".."):
            yield range(number(LOWEST), number(HIGHEST) + 1)
        else:
            yield days_of(side)


def _lasting(starts: Iterable[int], ends: Iterable[int]) -> set[Reading]:
    return {Reading(range(start, end + 1)) for start in starts for end in ends if start <= end}


def _readings_of_range(part: str) -> set[Reading]:
    if ".." not in part:
        return readings(part)
    start, end = _sides(part, "..")
    return {Reading([day]) for day in range(start[0], end[-1] + 1)}


def _each(member: str) -> list[str]:
    """The occasions that a member of {...} stands for: days and open ranges last."""
    left, dots, right = member.partition("..")
    if not dots:
        return [member]
    if not left or not right or len(left) > 7:
        return [f"{left}/{right}"]
    starts = {day.isoformat()[: len(left)] for day in CALENDAR}
    return sorted(start for start in starts if left <= start <= right)


@cache
def days_of(text: str) -> range:
    """The days from the first to the last that one date may mean."""
    written = [*text.split("-"), "", ""][:3]
    year, month, day = (part.strip("?~%") for part in written)
    if "S" in year:
        year = year[: int(year[-1])].ljust(4, "X")
    fitting = [d for d in CALENDAR if _fits(d, year, month or "XX", day or "XX")]
    first, last = min(fitting), max(fitting)
    about = [n for n, part in enumerate(written) if "~" in part or "%" in part]
    if about:
        if about[0] == 2 and "X" not in day:
            first, last = first - timedelta(days=7), last + timedelta(days=7)
        elif about[0] >= 1 and "X" not in month:
            first, last = _pad(first, last, len(MONTHS[int(month)]))
        else:
            first, last = _pad(first, last, 12 * 10 ** (4 - len(year.rstrip("X"))))
    return range(number(first), number(last) + 1)


def _fits(candidate: date, year: str, month: str, day: str) -> bool:
    def like(mask: str, value: str) -> bool:
        return all(m in ("X", v) for m, v in zip(mask, value, strict=True))

    if "X" not in month and 13 in MONTHS[int(month)] and candidate.month <= 2:
        return like(year, f"{candidate.year - 1:04}")
    if "X" not in month:
        in_month = candidate.month in MONTHS[int(month)]
    else:
        in_month = like(month, f"{candidate.month:02}")
    return in_month and like(year, f"{candidate.year:04}") and like(day, f"{candidate.day:02}")


def _pad(first: date, last: date, months: int) -> tuple[date, date]:
    later = months_later(last, months)
    ends_a_month = last == month_end(last)
    return months_later(first, -months), month_end(later) if ends_a_month else later


def months_later(day: date, months: int) -> date:
    """The same day of another month, or the last that it has."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    end = month_end(date(year, month + 1, 1))
    return min(end, end.replace(day=min(day.day, end.day)))


def month_end(day: date) -> date:
    while (day + timedelta(days=1)).month == day.month:
        day += timedelta(days=1)
    return day


# --- from four days


def readings_of(when: When, lowest: int, highest: int) -> set[Reading]:
    """All readings of a `When`, `..` cut off at the lowest and highest day."""
    if when.members and when.extent == "several":
        choices = product(*(readings_of(member, lowest, highest) for member in when.members))
        return {Reading().union(*choice) for choice in choices}
    if when.members:
        return set().union(*(readings_of(member, lowest, highest) for member in when.members))
    s0, s1, e0, e1 = (
        lowest if day == BEGINNING else highest if day == END else day
        for day in (when.s0, when.s1, when.e0, when.e1)
    )
    if when.extent == "instant":
        return {Reading([day]) for day in range(s0, s1 + 1)}
    return _lasting(range(s0, s1 + 1), range(e0, e1 + 1))
