"""Periods and windows."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapallo.analysis.periods import MOST_WINDOWS, Period, period, windows
from rapallo.dates.calendar import BEGINNING, END, iso
from rapallo.dates.edtf import window
from rapallo.errors import BadOption


@pytest.mark.parametrize(
    ("text", "months", "days"),
    [
        ("P1Y", 12, 0),
        ("P6M", 6, 0),
        ("P2W", 0, 14),
        ("P90D", 0, 90),
        ("P1Y2M3W4D", 14, 25),
        ("p1y", 12, 0),
    ],
)
def test_a_period_is_read(text: str, months: int, days: int) -> None:
    assert period(text) == Period(text.upper(), months, days)
    assert str(period(text)) == text.upper()


@pytest.mark.parametrize(
    "text", ["", "P", "1Y", "P1", "P0D", "PT5H", "P1.5Y", "P-1D", "P1D1Y", "P99999Y", "P1Y "]
)
def test_another_text_is_refused(text: str) -> None:
    with pytest.raises(BadOption, match=r"is no period: write one as P1Y, P6M, P2W or P90D"):
        period(text)


@pytest.mark.parametrize(
    ("text", "day", "after"),
    [
        ("P1M", "1926-01-31", "1926-02-28"),
        ("P1Y", "1924-02-29", "1925-02-28"),
        ("P1M1D", "1926-01-31", "1926-03-01"),
        ("P60D", "1926-01-01", "1926-03-02"),
    ],
)
def test_a_period_later(text: str, day: str, after: str) -> None:
    assert iso(period(text).after(window(day, day).s0)) == after


@pytest.mark.parametrize("day", [BEGINNING, END])
def test_outside_of_time_nothing_moves(day: int) -> None:
    assert period("P1Y1D").after(day) == day


@pytest.mark.parametrize(
    ("first", "last", "every", "whole", "expected"),
    [
        (
            "1926-03-05",
            "1927-01-01",
            "P1Y",
            True,
            ["1926-01-01/1926-12-31", "1927-01-01/1927-12-31"],
        ),
        (
            "1926-03-05",
            "1926-12-01",
            "P6M",
            True,
            ["1926-01-01/1926-06-30", "1926-07-01/1926-12-31"],
        ),
        (
            "1926-03-05",
            "1926-03-12",
            "P1W",
            True,
            ["1926-03-05/1926-03-11", "1926-03-12/1926-03-18"],
        ),
        (
            "1926-03-05",
            "1926-03-12",
            "P1W",
            False,
            ["1926-03-05/1926-03-11", "1926-03-12/1926-03-12"],
        ),
        ("1926-07", "1928-06", "P1Y", False, ["1926-07-01/1927-06-30", "1927-07-01/1928-06-30"]),
        (
            "1926-01-31",
            "1926-04-01",
            "P1M",
            False,
            ["1926-01-31/1926-02-27", "1926-02-28/1926-03-30", "1926-03-31/1926-04-01"],
        ),
    ],
)
def test_time_is_cut(first: str, last: str, every: str, whole: bool, expected: list[str]) -> None:
    asked = window(first, last)
    assert [str(w) for w in windows(asked.s0, asked.e1, period(every), whole=whole)] == expected


def test_too_many_windows_are_refused() -> None:
    with pytest.raises(BadOption, match="more than 1,000 windows: take a longer one"):
        windows(0, MOST_WINDOWS, period("P1D"))
    assert len(windows(0, MOST_WINDOWS - 1, period("P1D"))) == MOST_WINDOWS


@given(
    st.integers(-30_000, 0),
    st.integers(0, 3_000),
    st.sampled_from(["P1Y", "P7M", "P40D", "P1M3D", "P13W"]),
    st.booleans(),
)
def test_windows_leave_no_gap_and_do_not_overlap(
    first: int, length: int, every: str, whole: bool
) -> None:
    found = windows(first, first + length, period(every), whole=whole)
    assert found[0].s0 <= first
    assert found[-1].e1 >= first + length
    assert all(one.e1 + 1 == other.s0 for one, other in pairwise(found))
    if not whole:
        assert (found[0].s0, found[-1].e1) == (first, first + length)
