"""Reading the values of a file of theses: a problem is noted with its place, never raised."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from difflib import get_close_matches
from typing import Any

from rapallo.analysis.theses.thesis import Problem
from rapallo.dates import edtf
from rapallo.errors import UnreadableDate, clip
from rapallo.model.claim import locate

__all__ = [
    "At",
    "Key",
    "Reader",
    "choice",
    "choices",
    "days",
    "flag",
    "fraction",
    "locator",
    "names",
    "number",
    "period",
    "table",
    "text",
    "two",
    "whole",
    "window",
    "word",
    "year",
]


@dataclass(frozen=True, slots=True)
class At:
    """A place in the file, and the problems noted so far."""

    problems: list[Problem] = field(default_factory=list)
    thesis: str = ""
    key: str = ""

    def at(self, key: str) -> At:
        """The place of a key within this one."""
        return At(self.problems, self.thesis, f"{self.key}.{key}" if self.key else key)

    def wrong(self, value: object, reason: str) -> Any:
        """Note that a value cannot be used; None, which a reader then gives back.

        The value is shown as it stands; None is not shown.
        """
        shown = "" if value is None else clip(_shown(value))
        self.problems.append(Problem(self.thesis, self.key, shown, reason))
        return None


Reader = Callable[[Any, At], Any]
"""Turns a value of TOML into ours, or notes a problem and gives back None."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key: how its value is read, what it means, whether it has to be there."""

    read: Reader
    says: str
    needed: bool = False


def table(
    value: object, keys: Mapping[str, Key], at: At, elsewhere: Mapping[str, str] | None = None
) -> Any:
    """The values of a table by its keys, or None where one of them cannot be used.

    ``elsewhere``: keys that are none of these on purpose, with the reason.
    """
    if not isinstance(value, dict):
        return at.wrong(value, "it has to be a table")
    before = len(at.problems)
    for name in value:
        if name not in keys:
            at.at(clip(name)).wrong(None, (elsewhere or {}).get(name) or unknown(name, keys))
    for name, key in keys.items():
        if key.needed and name not in value:
            at.at(name).wrong(None, f"is needed: {key.says}")
    found = {n: key.read(value[n], at.at(n)) for n, key in keys.items() if n in value}
    return found if len(at.problems) == before else None


def unknown(name: str, keys: Collection[str]) -> str:
    """That there is no such key, with the one that was meant.

    >>> unknown("togehter", ["together", "by"])
    "there is no such key; did you mean 'together'?"
    """
    close = get_close_matches(name, list(keys), n=1)
    meant = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(keys)}"
    return f"there is no such key; {meant}"


def text(value: object, at: At) -> Any:
    """A text with something in it; line breaks are spaces."""
    if not isinstance(value, str):
        return at.wrong(value, _quoted(value))
    return " ".join(value.split()) or at.wrong(value, "it is empty")


def names(value: object, at: At) -> Any:
    """A name, or a list of different names."""
    those = value if isinstance(value, list) else [value]
    if not those:
        return at.wrong(value, "it names nobody and nothing")
    found = [text(one, at) for one in those]
    if not all(found):
        return None
    if len(set(found)) < len(found):
        return at.wrong(value, "it names one twice")
    return tuple(one for one in found if one)


def two(value: object, at: At) -> Any:
    """Two different names."""
    found = names(value, at)
    if found is not None and len(found) != 2:
        return at.wrong(value, "it has to name two")
    return (found[0], found[1]) if found else None


def choice(allowed: Collection[Any]) -> Reader:
    """One of some values."""

    def read(value: object, at: At) -> Any:
        if value not in allowed or isinstance(value, bool):
            return at.wrong(value, _no_such(value, allowed))
        return value

    return read


def choices(allowed: Collection[Any]) -> Reader:
    """One or several of some values."""
    one = choice(allowed)

    def read(value: object, at: At) -> Any:
        those = value if isinstance(value, list) else [value]
        if not those:
            return at.wrong(value, "it names none")
        found = tuple(one(each, at) for each in those)
        return None if None in found else found

    return read


def flag(value: object, at: At) -> Any:
    """True or false."""
    return value if isinstance(value, bool) else at.wrong(value, "it is true or false")


def whole(least: int) -> Reader:
    """A whole number from one on."""

    def read(value: object, at: At) -> Any:
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            return at.wrong(value, f"it is a whole number from {least} on")
        return value

    return read


def number(least: float) -> Reader:
    """A number from one on."""

    def read(value: object, at: At) -> Any:
        real = isinstance(value, int | float) and not isinstance(value, bool)
        if not real or not least <= float(str(value)) < float("inf"):
            return at.wrong(value, f"it is a number from {least:g} on")
        return value

    return read


def fraction(value: object, at: At) -> Any:
    """A number above 0 and below 1."""
    if isinstance(value, float) and 0 < value < 1:
        return value
    return at.wrong(value, "it is a number between 0 and 1")


def word(pattern: str, says: str) -> Reader:
    """A text of a form."""

    def read(value: object, at: At) -> Any:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            return at.wrong(value, f"it is {says}")
        return value

    return read


def locator(value: object, at: At) -> Any:
    """A place in a text that can be looked up: a line or a note."""
    found = text(value, at)
    if found:
        place = locate(found)
        if not (place.line or place.notes or place.start is not None):
            return at.wrong(value, "it names no line, note or characters that can be looked up")
    return found


def window(value: object, at: At) -> Any:
    """Two dates, EDTF or ``..``, the first not after the second."""
    if not isinstance(value, list) or len(value) != 2:
        return at.wrong(value, "it is two dates, as ['1920', '1934-09']")
    first, last = (_date(one, at) for one in value)
    if first is None or last is None:
        return None
    try:
        edtf.window(first, last)
    except UnreadableDate as error:
        return at.wrong(value, str(error).partition(": ")[2] or str(error))
    return first, last


def days(value: object, at: At) -> Any:
    """Two dates that both limit a time."""
    found = window(value, at)
    if found and not edtf.window(*found).bounded:
        return at.wrong(value, "both ends have to be dates, so that years can be counted")
    return found


def year(value: object, at: At) -> Any:
    """A year of four digits."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}", value):
        return at.wrong(value, "it is a year in quotes, as '1933'")
    return value


def period(value: object, at: At) -> Any:
    """A year, or a season of EDTF from 21 to 24."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}(-2[1-4])?", value):
        return at.wrong(value, "it is a year or a season, as '1928' or '1928-22' (summer)")
    return value


def _date(value: object, at: At) -> Any:
    if not isinstance(value, str):
        return at.wrong(value, "a date is written in quotes, in EDTF")
    if value == "..":
        return value
    try:
        if value:
            edtf.parse(value)
            return value
    except UnreadableDate as error:
        return at.wrong(None, str(error))
    return at.wrong(value, "a side without limit is '..'")


def _quoted(value: object) -> str:
    return "it is a text, in quotes" if not isinstance(value, list | dict) else "it is one text"


def _no_such(value: object, allowed: Iterable[Any]) -> str:
    words = [str(one) for one in allowed]
    close = get_close_matches(str(value), words, n=1)
    meant = f"did you mean {close[0]!r}? There are" if close else "there are"
    return f"there is no such value; {meant} {', '.join(words)}"


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, date | time) else repr(value)
