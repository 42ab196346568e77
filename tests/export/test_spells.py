"""Spells cover exactly the days on which an event may have happened, and share none."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapallo.dates.calendar import BEGINNING, END, day_number
from rapallo.dates.edtf import parse
from rapallo.dates.when import When
from rapallo.export.spells import day, spells, unbounded


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("1926-04-24", "1926-04-24/1926-04-24"),
        ("1926-04", "1926-04-01/1926-04-30"),
        ("1926-04-24 1926-04-24", "1926-04-24/1926-04-24"),
        ("1926-04-25 1926-04-24", "1926-04-24/1926-04-24 1926-04-25/1926-04-25"),
        ("1926-04-24 1926-04 1926-05", "1926-04-01/1926-04-30 1926-05-01/1926-05-31"),
        ("1926 1926-04-24 1927-01-01", "1926-01-01/1926-12-31 1927-01-01/1927-01-01"),
        ("1922/1933", "1922-01-01/1933-12-31"),
        ("{1926-04-24,1928}", "1926-04-24/1926-04-24 1928-01-01/1928-12-31"),
        ("[1926-04-24,1928]", "1926-04-24/1928-12-31"),
        ("1930/..", ""),
        ("../1920", ""),
        ("[..1920-03]", ""),
        ("1930/.. 1931-02-03", "1931-02-03/1931-02-03"),
        (" 1926-04-24", "1926-04-24/1926-04-24"),
        ("", ""),
        ("-0043-03-15 0000", "-0043-03-15/-0043-03-15 0000-01-01/0000-12-31"),
        ("Y12000", "12000-01-01/12000-12-31"),
        ("Y170000002", ""),
        ("1930/Y170000002", ""),
    ],
)
def test_spells(dates: str, expected: str) -> None:
    found = spells(parse(text) for text in dates.split(" "))
    assert " ".join(f"{start}/{end}" for start, end in found) == expected


def test_no_dates_give_no_spells() -> None:
    assert spells([]) == []


bounds = st.tuples(st.integers(0, 60), st.integers(0, 12)).map(lambda p: (p[0], p[0] + p[1]))


@given(st.lists(bounds, max_size=8))
def test_spells_cover_the_same_days_as_the_dates_and_share_none(
    pairs: list[tuple[int, int]],
) -> None:
    dates = [When("", first, last, first, last) for first, last in pairs]
    wanted = {number for first, last in pairs for number in range(first, last + 1)}
    covered: list[int] = []
    epoch = dt.date(1970, 1, 1)
    for start, end in spells(dates):
        first, last = ((dt.date.fromisoformat(text) - epoch).days for text in (start, end))
        covered += range(first, last + 1)
    assert covered == sorted(wanted)


@given(st.lists(bounds, min_size=1, max_size=8), st.randoms())
def test_the_order_of_events_does_not_matter(pairs: list[tuple[int, int]], random: object) -> None:
    dates = [When("", first, last, first, last) for first, last in pairs]
    mixed = list(dates)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert spells(mixed) == spells(dates)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (BEGINNING, ""),
        (END, ""),
        (0, "1970-01-01"),
        (day_number(33, 4, 3), "0033-04-03"),
        (day_number(-1273, 1, 1), "-1273-01-01"),
        (day_number(99_999, 12, 31), "99999-12-31"),
        (day_number(100_000, 1, 1), ""),
    ],
)
def test_a_day_as_xml_schema_writes_it(number: int, text: str) -> None:
    assert day(number) == text


@pytest.mark.parametrize(
    ("text", "open_ended"),
    [
        ("1930/..", True),
        ("../1930", True),
        ("[1930..]", True),
        ("1930/", True),
        ("", True),
        ("Y170000002", True),
        ("XXXX", False),
        ("1930/1931", False),
    ],
)
def test_a_date_open_on_a_side_is_unbounded(text: str, open_ended: bool) -> None:
    assert unbounded(parse(text)) == open_ended
