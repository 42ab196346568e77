"""Dates on an axis: what is drawn of them, and where its ticks are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapallo.dates.calendar import day_number, iso
from rapallo.dates.edtf import parse
from rapallo.plots.axis import reach, ticks
from tests.export.graphs import DATES


def days(stretches: tuple[tuple[int, int], ...]) -> list[str]:
    return ["/".join(map(iso, stretch)) for stretch in stretches]


@pytest.mark.parametrize(
    ("date", "possible", "certain", "open_on"),
    [
        ("1926-04-24", ["1926-04-24/1926-04-24"], ["1926-04-24/1926-04-24"], ""),
        ("1926-04-24?", ["1926-04-24/1926-04-24"], [], ""),
        ("1926-04", ["1926-04-01/1926-04-30"], [], ""),
        ("1922/1933", ["1922-01-01/1933-12-31"], ["1922-12-31/1933-01-01"], ""),
        ("1926-05-01/1926-05-09", ["1926-05-01/1926-05-09"], ["1926-05-01/1926-05-09"], ""),
        (
            "[1926-04-24,1928-07-01]",
            ["1926-04-24/1926-04-24", "1928-07-01/1928-07-01"],
            [],
            "",
        ),
        (
            "{1926-04-24,1929-02}",
            ["1926-04-24/1926-04-24", "1929-02-01/1929-02-28"],
            ["1926-04-24/1926-04-24"],
            "",
        ),
        ("1930-05-01/..", ["1930-05-01/1930-05-01"], [], "after"),
        ("[..1919-12-31]", ["1919-12-31/1919-12-31"], [], "before"),
        ("", [], [], "before after"),
    ],
)
def test_what_is_drawn_of_a_date(
    date: str, possible: list[str], certain: list[str], open_on: str
) -> None:
    found = reach(parse(date))
    assert days(found.possible) == possible
    if found.after is False or date == "":
        assert days(found.certain) == certain
    sides = [
        side for side, is_open in (("before", found.before), ("after", found.after)) if is_open
    ]
    assert sides == open_on.split()


@pytest.mark.parametrize("date", DATES)
def test_certain_days_are_possible(date: str) -> None:
    found = reach(parse(date))
    for first, last in found.certain:
        assert (
            found.before or found.after or any(a <= first <= last <= b for a, b in found.possible)
        )


@given(st.integers(-2000, 3000), st.integers(0, 400_000), st.integers(2, 12))
def test_ticks_are_few_apart_and_inside(year: int, span: int, most: int) -> None:
    first = day_number(year, 3, 5)
    found = ticks(first, first + span, most)
    assert len(found.days) == len(found.labels) <= most + 2
    assert all(first <= day <= first + span for day in found.days)
    assert list(found.days) == sorted(set(found.days)) or span == 0
