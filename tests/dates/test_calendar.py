"""Days as whole numbers, held against the standard library and NumPy."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapallo.dates.calendar import BEGINNING, END, civil, day_number, iso, month_length, shift
from rapallo.dates.edtf import parse
from tests.dates.strategies import patient
from tests.oracle import days as oracle

EPOCH = date(1970, 1, 1)
FAR_YEARS = st.integers(-9_000_000_000, 9_000_000_000)


@patient
@given(st.dates())
def test_agrees_with_the_standard_library(day: date) -> None:
    number = (day - EPOCH).days
    assert day_number(day.year, day.month, day.day) == number
    assert civil(number) == (day.year, day.month, day.day)
    assert iso(number) == day.isoformat()


@pytest.mark.parametrize("year", [-2_000_000, -4713, -400, -1, 0, 4, 9999, 10_000, 2_000_000])
@pytest.mark.parametrize("month", [1, 2, 3, 12])
def test_agrees_with_numpy_beyond_the_standard_library(year: int, month: int) -> None:
    first = np.datetime64(f"{year:+05}-{month:02}-01", "D")
    assert day_number(year, month, 1) == first.astype(np.int64)


@patient
@given(FAR_YEARS, st.integers(1, 12), st.integers(1, 28))
def test_numbering_is_undone_for_any_year(year: int, month: int, day: int) -> None:
    number = day_number(year, month, day)
    assert BEGINNING < number < END
    assert civil(number) == (year, month, day)


@patient
@given(FAR_YEARS)
def test_a_day_follows_a_day(year: int) -> None:
    assert day_number(year, 3, 1) - day_number(year, 2, month_length(year, 2)) == 1
    assert day_number(year + 1, 1, 1) - day_number(year, 12, 31) == 1


@pytest.mark.parametrize("year", [1, 4, 100, 400, 1900, 1923, 1924, 2000])
def test_months_have_the_lengths_of_the_standard_library(year: int) -> None:
    lengths = [month_length(year, month) for month in range(1, 13)]
    assert lengths == [calendar.monthrange(year, month)[1] for month in range(1, 13)]


@patient
@given(st.dates(date(1000, 1, 1), date(3000, 1, 1)), st.integers(-2400, 2400))
def test_shifting_by_months_agrees_with_the_slow_way(day: date, months: int) -> None:
    expected = oracle.months_later(day, months)
    assert shift(oracle.number(day), months) == oracle.number(expected)


@patient
@given(st.integers(-800_000, 800_000), st.integers(0, 50), st.integers(-24_000, 24_000))
def test_shifting_keeps_order(number: int, later: int, months: int) -> None:
    assert shift(number, months) <= shift(number + later, months)


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (1926, "1926-03-05"),
        (33, "0033-03-05"),
        (0, "0000-03-05"),
        (-44, "-0044-03-05"),
        (-9999, "-9999-03-05"),
        (9999, "9999-03-05"),
        (10_000, "Y10000"),
        (-10_000, "Y-10000"),
    ],
)
def test_days_print_as_edtf_reads_them(year: int, expected: str) -> None:
    assert iso(day_number(year, 3, 5)) == expected
    assert parse(expected).s0 <= day_number(year, 3, 5) <= parse(expected).e1


@pytest.mark.parametrize("number", [BEGINNING, END])
def test_unbounded_prints_as_nothing(number: int) -> None:
    assert iso(number) == ""


def test_differences_of_the_unbounded_fit_into_64_bits() -> None:
    assert np.int64(END) - np.int64(BEGINNING) == END - BEGINNING
    assert (END - BEGINNING) + timedelta.max.days < 2**63
