"""The types of a query's parameters: how what is written becomes a value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from rapallo.dates.calendar import iso
from rapallo.dates.edtf import parse

__all__ = ["KINDS"]

MOST = 10_000
"""No number that a query takes (days, years, how many) means anything beyond this."""


def _first_day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(day) if (day := iso(parse(text).s0)) else None


def _last_day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(day) if (day := iso(parse(text).e1)) else None


def _yes_or_no(text: str) -> bool:
    return {"yes": True, "true": True, "no": False, "false": False}[text.lower()]


def _number(text: str) -> int:
    if abs(number := int(text)) > MOST:
        raise ValueError(text)
    return number


KINDS: dict[str, tuple[Callable[[str], Any], type, str]] = {
    "first day": (_first_day, dt.date, "a date in EDTF; a month or year is its first day"),
    "last day": (_last_day, dt.date, "a date in EDTF; a month or year is its last day"),
    "number": (_number, int, "a whole number of at most 10,000"),
    "yes or no": (_yes_or_no, bool, "yes or no"),
    "text": (str, str, "a text"),
    "actor": (str, str, "a state, person, organization or post by name or id"),
    "state": (str, str, "a state by name or id"),
    "person": (str, str, "a person by name or id"),
    "treaty": (str, str, "a treaty by name or id"),
    "matter": (str, str, "a treaty, issue or actor by name or id"),
}
"""The types of parameters: how text is read, what it becomes, and what that is in words."""
