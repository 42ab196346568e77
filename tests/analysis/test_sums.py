"""Sums in texts: read to value and unit, compared by value, told as written."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapallo.analysis.sums import Sum, at_odds, sums


def the(text: str) -> Sum:
    (found,) = sums(text)
    return found


@pytest.mark.parametrize(
    ("text", "value", "unit", "sort"),
    [
        ("1.5 million marks", 1_500_000, "mark", ""),
        ("1,500,000 marks", 1_500_000, "mark", ""),
        ("1 500 000 Mark", 1_500_000, "mark", ""),
        ("1.500.000 Mark", 1_500_000, "mark", ""),
        ("1500 thousand marks", 1_500_000, "mark", ""),
        ("1,5 Millionen Mark", 1_500_000, "mark", ""),
        ("1½ million marks", 1_500_000, "mark", ""),
        ("1 1/2 million marks", 1_500_000, "mark", ""),
        ("one and a half million marks", 1_500_000, "mark", ""),
        ("anderthalb Millionen Mark", 1_500_000, "mark", ""),
        ("zwanzig Millionen Reichsmark", 20_000_000, "mark", "reichs"),
        ("RM 500", 500, "mark", "reichs"),
        ("20 Mio. RM", 20_000_000, "mark", "reichs"),
        ("132 billion gold marks", 132_000_000_000, "mark", "gold"),
        ("132 Milliarden Goldmark", 132_000_000_000, "mark", "gold"),
        ("5 Billionen Papiermark", 5_000_000_000_000, "mark", "paper"),
        ("half a billion", 500_000_000, "", ""),
        ("eine halbe Milliarde", 500_000_000, "", ""),
        ("$10m", 10_000_000, "dollar", ""),
        ("$ 10 million", 10_000_000, "dollar", ""),
        ("US$ 10bn", 10_000_000_000, "dollar", ""),
        ("10 Millionen Dollar", 10_000_000, "dollar", ""),
        ("£20m", 20_000_000, "pound", ""),
        ("20 million pounds sterling", 20_000_000, "pound", ""),
        ("a million Swiss francs", 1_000_000, "franc", "swiss"),
        ("two hundred thousand tons", 200_000, "ton", ""),
        ("5%", 5, "%", ""),
        ("5 per cent", 5, "%", ""),
        ("5,5 Prozent", Fraction(11, 2), "%", ""),
        ("3.86 million", 3_860_000, "", ""),
    ],
)
def test_value_and_unit(text: str, value: int | Fraction, unit: str, sort: str) -> None:
    found = the(f"They spoke of {text}, on 5 January 1923.")
    assert found.text == text
    assert found.readings[0] == (Fraction(value), Fraction(value))
    assert (found.unit, found.sort) == (unit, sort)


@pytest.mark.parametrize(
    "text",
    [
        *("", "see line 20", "in 1926", "1926 marks the end of it", "3 notes", "5 m high"),
        *("one of a million", "article 5, markedly", "10 Millionaire", "a thousand thanks"),
    ],
)
def test_what_is_no_sum(text: str) -> None:
    assert not sums(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.500 Mark", "1,500 marks"),
        ("1.500 Mark", "1.5 marks"),
        ("20 million", "20 million marks"),
        ("20 million marks", "20 million gold marks"),
        ("10-12 million marks", "11 million marks"),
        ("10 to 12 million marks", "12 Millionen Mark"),
        # Neither is a sum of what the other tells.
        ("5%", "20 million marks"),
        ("3 million tons", "20 million marks"),
        ("20 million marks at 5%", "20 million marks"),
        ("", "20 million marks"),
    ],
)
def test_what_may_be_one_sum(one: str, other: str) -> None:
    assert not at_odds(sums(one), sums(other))
    assert not at_odds(sums(other), sums(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("£20m", "$10m"),
        ("20 million marks", "20 million roubles"),
        ("20 million gold marks", "20 million Reichsmark"),
        ("5%", "6 percent"),
        ("500 million marks", "600 million marks"),
        ("half a billion", "600 Millionen Mark"),
        ("10-12 million marks", "13 million marks"),
        ("20 million marks at 5%", "20 million marks at 6%"),
        ("20 million marks at 5%", "30 million marks at 5%"),
        ("3 million tons", "4 million tons"),
    ],
)
def test_what_cannot_be_one_sum(one: str, other: str) -> None:
    assert at_odds(sums(one), sums(other))
    assert at_odds(sums(other), sums(one))


@given(st.integers(1, 999_999))
def test_one_value_is_one_sum_however_it_is_written(thousands: int) -> None:
    number = thousands * 1000
    ways = [
        f"{number} marks",
        f"{number:,} marks",
        f"{number:,} Mark".replace(",", "."),
        f"{number:,} Mark".replace(",", " "),
        f"{thousands} thousand marks",
        f"RM {number}",
        f"{thousands / 1000:.3f} million marks",
        f"{thousands / 1000:.3f} Millionen Mark".replace(".", ","),
    ]
    for one, other in combinations(ways, 2):
        assert not at_odds(sums(one), sums(other)), (one, other)
    for way in ways:
        assert at_odds(sums(way), sums(f"{7 * number} marks")), way
