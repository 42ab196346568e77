"""Reading one EDTF date, neither interval nor set: between which days it lies.

What the digits allow is a list of days; kept of it are the first and the last, also where others
between them are excluded (``192X-12-25`` lies from 1920-12-25 to 1929-12-25).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

from rapallo.dates.calendar import day_number, month_length, shift
from rapallo.dates.when import Bounds
from rapallo.errors import UnreadableDate, clip

__all__ = ["PADDING", "Point", "moment", "point"]

PADDING = {
    "day": "7 days",
    "month": "1 month",
    "season": "1 season (3 months)",
    "quadrimester": "4 months",
    "semester": "6 months",
    "year": "1 year",
    "decade": "10 years",
    "century": "100 years",
    "millennium": "1000 years",
}
"""By how much ``~`` widens a date on both sides, by the unit that it qualifies."""

_MONTHS = {
    "month": 1,
    "season": 3,
    "quadrimester": 4,
    "semester": 6,
    "year": 12,
    "decade": 120,
    "century": 1200,
    "millennium": 12000,
}
_BY_UNKNOWN_DIGITS = ("year", "decade", "century", "millennium")
_LARGEST_YEAR = 9 * 10**9

_DATE = re.compile(
    r"""(?P<yl>[?~%])?(?P<year>-?[\dX]{4}|Y-?[1-9]\d{4,}|Y-?[1-9]\d*E[1-9]\d*)
        (?:S(?P<digits>[1-9]\d*))?(?P<yr>[?~%])?
        (?:-(?P<ml>[?~%])?(?P<month>[\dX]{2})(?P<mr>[?~%])?
        (?:-(?P<dl>[?~%])?(?P<day>[\dX]{2})(?P<dr>[?~%])?)?)?""",
    re.VERBOSE | re.ASCII,
)
_MOMENT = re.compile(
    r"""(?P<day>-?\d{4}-\d{2}-\d{2})T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d
        (?:Z|\+(?:0\d|1[0-3])(?::[0-5]\d)?|\+14(?::00)?
        |-(?:0[1-9]|1[0-3])(?::[0-5]\d)?|-14(?::00)?|-00:(?!00)[0-5]\d)?""",
    re.VERBOSE | re.ASCII,
)

_SEASON_STARTS = (3, 6, 9, 12, 3, 6, 9, 12, 9, 12, 3, 6)
_GROUPS = {
    **{21 + n: (month, 3, "season") for n, month in enumerate(_SEASON_STARTS)},
    **{33 + n: (1 + 3 * n, 3, "season") for n in range(4)},
    **{37 + n: (1 + 4 * n, 4, "quadrimester") for n in range(3)},
    **{40 + n: (1 + 6 * n, 6, "semester") for n in range(2)},
}
"""The groupings of months: code, first month, how many months, unit."""


class Point(NamedTuple):
    """One day: the first and the last that it may be, and whether the date is doubtful."""

    first: int
    last: int
    doubtful: bool


def point(date: str, text: str) -> Point:
    """Between which days one date lies; ``text`` is the whole that errors name.

    >>> point("192X-12-25?", "192X-12-25?")
    Point(first=-17904, last=-14617, doubtful=True)
    """
    match = _DATE.fullmatch(date)
    if match is None:
        raise UnreadableDate(text, "" if date == text else f"{clip(date)!r} is no date")
    year, month, day = match["year"], match["month"], match["day"]
    if year[0] == "Y" or match["digits"]:
        if month:
            raise UnreadableDate(text, "a year written with Y, E or S stands alone")
        bounds, unknown = _long_year(year, match["digits"], text)
    else:
        bounds = _bounds(year, month, day, text)
        unknown = len(year) - len(year.rstrip("X"))
    if "~" in date or "%" in date:
        bounds = _pad(bounds, _unit(match, _BY_UNKNOWN_DIGITS[min(unknown, 3)]))
    return Point(bounds.first, bounds.last, "?" in date or "%" in date)


def moment(text: str) -> Point:
    """The day of a date with a time of day, as written: hour and zone are checked, then ignored.

    >>> moment("1926-12-24T23:30:00-05:00") == moment("1926-12-24T00:00:00Z")
    True
    """
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise UnreadableDate(text, "a time follows a whole day, as in 1926-12-24T23:30:00Z")
    return point(match["day"], text)


def _bounds(year: str, month: str | None, day: str | None, text: str) -> Bounds:
    """The first and the last day that the digits allow."""
    years = _years(year)
    if not years:
        raise UnreadableDate(text, "there is no year -0000")
    if not month:
        return Bounds(day_number(years[0], 1, 1), day_number(years[-1], 12, 31))
    if "X" not in month and int(month) > 12:
        return _group(years, int(month), day, text)
    months = _numbers(month, 1, 12)
    if not months:
        raise UnreadableDate(text, f"there is no month {month}")
    if not day or day == "XX":
        length = month_length(years[-1], months[-1])
        return Bounds(day_number(years[0], months[0], 1), day_number(years[-1], months[-1], length))
    first = next(_days(years, months, day, 1), None)
    last = next(_days(years, months, day, -1), None)
    if first is None or last is None:
        raise UnreadableDate(text, "there is no such day")
    return Bounds(first, last)


def _days(years: Sequence[int], months: Sequence[int], day: str, step: int) -> Iterator[int]:
    """The days that fit, from the first on (step 1) or from the last back (step -1)."""
    longest = {month: _numbers(day, 1, month_length(2000, month)) for month in months}
    if not any(longest.values()):
        return
    for year in years[::step]:
        for month in months[::step]:
            length = month_length(year, month)
            for number in longest[month][::step]:
                if number <= length:
                    yield day_number(year, month, number)


def _group(years: Sequence[int], code: int, day: str | None, text: str) -> Bounds:
    if code not in _GROUPS:
        raise UnreadableDate(text, f"there is no month or season {code}")
    if day:
        raise UnreadableDate(text, "a season has no numbered days")
    month, length, _ = _GROUPS[code]
    start = day_number(years[-1], month, 1)
    return Bounds(day_number(years[0], month, 1), shift(start, length) - 1)


def _long_year(year: str, digits: str | None, text: str) -> tuple[Bounds, int]:
    """The bounds of a year with Y, E or S, and how many of its last digits are unknown."""
    mantissa, _, exponent = year.lstrip("Y").partition("E")
    if "X" in mantissa:
        raise UnreadableDate(text, "a year has either X or S")
    if len(exponent) > 2 or len(mantissa) + int(exponent or 0) > 11:
        raise UnreadableDate(text, "the year is out of range")
    number = int(mantissa) * 10 ** int(exponent or 0)
    if abs(number) > _LARGEST_YEAR or mantissa == "-0000":
        raise UnreadableDate(text, "the year is out of range")
    unknown = max(len(str(abs(number))) - int(digits[:3]), 0) if digits else 0
    low = abs(number) // 10**unknown * 10**unknown
    high = low + 10**unknown - 1
    if number < 0:
        low, high = -high, -low
    return Bounds(day_number(low, 1, 1), day_number(high, 12, 31)), unknown


def _unit(match: re.Match[str], year: str) -> str:
    """The largest unit that ``~`` or ``%`` qualifies."""
    if match["yl"] in ("~", "%") or match["yr"] in ("~", "%"):
        return year
    month = match["month"]
    if match["ml"] in ("~", "%") or match["mr"] in ("~", "%") or "X" in match["day"]:
        if "X" in month:
            return year
        return "month" if int(month) <= 12 else _GROUPS[int(month)][2]
    return "day"


def _pad(bounds: Bounds, unit: str) -> Bounds:
    first, last = bounds
    if unit == "day":
        return Bounds(first - 7, last + 7)
    months = _MONTHS[unit]
    # The day after the last is moved too, so that a month ends on a month's end.
    return Bounds(shift(first, -months), max(shift(last, months), shift(last + 1, months) - 1))


def _years(mask: str) -> Sequence[int]:
    """The years that fit a mask, in order; there is a year 0000 but no -0000.

    >>> _years("-000X")
    [-9, -8, -7, -6, -5, -4, -3, -2, -1]
    """
    if mask[0] == "-":
        return [-year for year in reversed(_numbers(mask[1:], 1, 9999))]
    return _numbers(mask, 0, 9999)


def _numbers(mask: str, low: int, high: int) -> Sequence[int]:
    """The numbers from low to high that fit a mask of digits and X, in order.

    >>> _numbers("1X", 1, 12), _numbers("XX", 1, 12), _numbers("X1", 1, 31)
    ([10, 11, 12], range(1, 13), [1, 11, 21, 31])
    """
    if "X" not in mask:
        number = int(mask)
        return (number,) if low <= number <= high else ()
    if not mask.strip("X"):
        return range(low, high + 1)
    choices = ["0123456789" if digit == "X" else digit for digit in mask]
    numbers = (int("".join(digits)) for digits in product(*choices))
    return [number for number in numbers if low <= number <= high]
