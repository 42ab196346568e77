"""Reading EDTF (ISO 8601-2:2019, levels 0 to 2) into four days.

The text is kept as given; only its meaning is computed here. Conventions, where the standard leaves
a choice or none of its readers keeps the doubt:

* A date of any precision is **one day** within it. ``a/b`` **lasts** from a to b. ``1940/1940``
  lasts somewhere within 1940, ``1940-01-01/1940-12-31`` throughout.
* ``..`` and an empty side of an interval are unbounded: possible there, never certain.
* ``~`` pads both sides by :data:`PADDING` of the unit that it qualifies; ``?`` keeps the bounds and
  makes the date doubtful; ``%`` does both. A qualifier right of a component reaches everything left
  of it, one on its left only that component; the largest unit qualified pads.
* Seasons 21-24 and 25-28 are northern (winter from December into the next year), 29-32 southern,
  each of three whole months.
* ``[a..b]`` is one day from a to b, ``{a..b}`` all the years, months or days from a to b: years and
  months are one occasion each, days make it last.
* A time of day and its zone are accepted and ignored: the day is the one written.

Beyond the standard, the ends of ``[a..b]`` may differ in precision, and a set may have one member.
Short of it, an interval open on both sides is refused, and so are years beyond 9,000,000,000, more
than 10,000 characters and more than 1,000 members.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from rapallo.dates.calendar import BEGINNING, END
from rapallo.dates.point import PADDING, Point, moment, point
from rapallo.dates.when import UNDATED, When, span
from rapallo.errors import UnreadableDate

__all__ = ["PADDING", "held", "parse", "term", "window"]

_LONGEST = 10_000
_MOST_MEMBERS = 1_000
_PLAIN = re.compile(r"(-?\d{4})(?:-(0[1-9]|1[0-2])(-\d{2})?)?", re.ASCII)


@lru_cache(maxsize=200_000)
def parse(text: str) -> When:
    """The date that an EDTF string means; an empty string is undated.

    Raises :class:`~rapallo.errors.UnreadableDate`, naming the string, for anything else.

    >>> when = parse("1926-12-24~")
    >>> when.earliest, when.latest, str(when)
    ('1926-12-17', '1926-12-31', '1926-12-24~')
    >>> parse("../1933").core is None, parse("1926?").doubtful
    (True, True)
    """
    if not text:
        return UNDATED
    if len(text) > _LONGEST:
        raise UnreadableDate(text, "it is too long")
    if text[0] in "[{":
        return _set(text)
    if "/" in text:
        return _interval(text)
    return _instant(text, moment(text) if "T" in text else point(text, text))


def window(first: str, last: str) -> When:
    """Every day from the first possible day of one date to the last possible day of another.

    ``..`` leaves a side without limit: the window then holds every day there is on that side.

    >>> str(window("1920", "1934-09"))
    '1920-01-01/1934-09-30'
    """
    start = BEGINNING if first == ".." else parse(first).s0
    end = END if last == ".." else parse(last).e1
    if start > end:
        raise UnreadableDate(f"{first}/{last}", "it ends before it starts")
    return span(start, end)


def term(start: str, end: str) -> When:
    """What lasts from one date to another, each of any form; an empty one is without limit.

    More than EDTF's ``a/b`` can say, since the sides may be sets: since a day between two.

    >>> when = term("[..1939-04]", "[1939-04..]")
    >>> when.earliest, when.latest, [str(day) for day in when.core or ()]
    ('', '', [])
    >>> term("[1926-05..1926-06]", "1928").core is None
    False
    """
    if not start and not end:
        return UNDATED
    first, last = parse(start), parse(end)
    if first.s0 > last.e1:
        raise UnreadableDate(f"{start} to {end}", "it ends before it starts")
    return _lasting(
        f"{start or '..'}/{end or '..'}",
        Point(first.s0, first.e1, first.doubtful),
        Point(last.s0, last.e1, last.doubtful),
    )


@lru_cache(maxsize=20_000)
def held(start: str, end: str) -> When:
    """As :func:`term`, for rows that are there already: where they end before they start, all days
    are possible and none is certain.

    >>> when = held("1950", "1920")
    >>> when.earliest, when.latest, when.core, str(when)
    ('', '', None, '1950 to 1920')
    """
    try:
        return term(start, end)
    except UnreadableDate:
        return replace(UNDATED, text=f"{start} to {end}", doubtful=True)


def _instant(text: str, day: Point) -> When:
    first, last, doubtful = day
    return When(text, first, last, first, last, "instant", doubtful)


def _lasting(text: str, start: Point, end: Point) -> When:
    return When(
        text,
        start.first,
        min(start.last, end.last),
        max(end.first, start.first),
        end.last,
        "lasting",
        start.doubtful or end.doubtful,
    )


def _interval(text: str) -> When:
    left, _, right = text.partition("/")
    if "/" in right:
        raise UnreadableDate(text, "an interval has two sides")
    if left in ("", "..") and right in ("", ".."):
        raise UnreadableDate(text, "open on both sides, it says nothing: leave the date empty")
    return _lasting(text, *_sides(left, right, text))


def _sides(left: str, right: str, text: str) -> tuple[Point, Point]:
    """The two ends of an interval or range; empty and ``..`` are unbounded."""
    start, end = (
        Point(BEGINNING, END, False) if side in ("", "..") else point(side, text)
        for side in (left, right)
    )
    if start.first > end.last:
        raise UnreadableDate(text, "it ends before it starts")
    return start, end


def _set(text: str) -> When:
    several = text[0] == "{"
    if len(text) < 3 or text[-1] != ("}" if several else "]"):
        raise UnreadableDate(text, "a set ends with its own bracket and has a member")
    parts = text[1:-1].split(",")
    members: list[When] = []
    for place, part in enumerate(parts):
        if ".." not in part:
            members.append(_instant(part, point(part, text)))
        else:
            _check_open_ends(part, place == 0, place == len(parts) - 1, text)
            members.extend(_each_of_range(part, text) if several else [_one_of_range(part, text)])
        if len(members) > _MOST_MEMBERS:
            raise UnreadableDate(text, f"a set has at most {_MOST_MEMBERS:,} members")
    return _joined(text, tuple(members), several)


def _joined(text: str, members: tuple[When, ...], several: bool) -> When:
    if len(members) == 1:
        return replace(members[0], text=text)
    return When(
        text,
        min(m.s0 for m in members),
        (min if several else max)(m.s1 for m in members),
        (max if several else min)(m.e0 for m in members),
        max(m.e1 for m in members),
        "several" if several else "instant",
        any(m.doubtful for m in members),
        members,
    )


def _check_open_ends(part: str, is_first: bool, is_last: bool, text: str) -> None:
    if part == "..":
        raise UnreadableDate(text, "'..' needs a date on one side")
    if (part.startswith("..") and not is_first) or (part.endswith("..") and not is_last):
        raise UnreadableDate(text, "only the outer ends of a set may be open")


def _one_of_range(part: str, text: str) -> When:
    left, _, right = part.partition("..")
    start, end = _sides(left, right, text)
    return _instant(part, Point(start.first, end.last, start.doubtful or end.doubtful))


def _each_of_range(part: str, text: str) -> Iterator[When]:
    """All the years or months of a range, one occasion each; days, and an open range, last."""
    left, _, right = part.partition("..")
    start, end = _sides(left, right, text)
    if not left or not right:
        yield _lasting(part, start, end)
        return
    low, high = _PLAIN.fullmatch(left), _PLAIN.fullmatch(right)
    if not low or not high or low.lastindex != high.lastindex:
        raise UnreadableDate(text, "a range in {...} runs between two plain years, months or days")
    if low[3]:
        yield _lasting(part, start, end)
        return
    first, last = _count(low), _count(high)
    for number in range(first, min(last, first + _MOST_MEMBERS) + 1):
        date = _counted(number, with_month=bool(low[2]))
        yield _instant(date, point(date, text))


def _count(plain: re.Match[str]) -> int:
    """Years counted from the year 0, or months from its January."""
    return int(plain[1]) * 12 + int(plain[2]) - 1 if plain[2] else int(plain[1])


def _counted(number: int, *, with_month: bool) -> str:
    year, month = divmod(number, 12) if with_month else (number, 0)
    digits = f"{year:04}" if year >= 0 else f"-{-year:04}"
    return f"{digits}-{month + 1:02}" if with_month else digits
