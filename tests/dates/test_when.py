"""A date as four days: what its properties say, and that it cannot be changed."""

from __future__ import annotations

import dataclasses
import pickle

import pytest

from rapallo.dates.calendar import BEGINNING, END, iso
from rapallo.dates.edtf import parse
from rapallo.dates.when import UNDATED, When, span


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("1927-03-05", "1927-03-05/1927-03-05"),
        ("1927-03", None),
        ("1940", None),
        ("1940/1940", None),
        ("1940-01-01/1940-12-31", "1940-01-01/1940-12-31"),
        ("1922/1933", "1922-12-31/1933-01-01"),
        ("1922-03/1922-04", "1922-03-31/1922-04-01"),
        ("1922/..", None),
        ("1922-03-05/..", "1922-03-05/1922-03-05"),
        ("../1933-03-05", "1933-03-05/1933-03-05"),
        ("1922?/1933", None),
        ("1922~/1933~", "1923-12-31/1932-01-01"),
        ("1922-03-05?", None),
        ("1922-03-05%", None),
        ("{1926-05-04,1926-05-05}", None),
        ("{1926-05-04..1926-05-06}", "1926-05-04/1926-05-06"),
        ("[1926-05-04..1926-05-06]", None),
        ("[1926-05-04,1926-05-04]", "1926-05-04/1926-05-04"),
    ],
)
def test_the_core_is_what_a_date_certainly_fills(text: str, core: str | None) -> None:
    found = parse(text).core
    assert (f"{iso(found.first)}/{iso(found.last)}" if found else None) == core


@pytest.mark.parametrize(
    ("text", "extent"),
    [
        ("1940", "instant"),
        ("1940-XX-XX", "instant"),
        ("[1940..1943]", "instant"),
        ("[..1940]", "instant"),
        ("1940/1940", "lasting"),
        ("../1940", "lasting"),
        ("1940/", "lasting"),
        ("{1940-05-01..1940-05-04}", "lasting"),
        ("{1940,1941}", "several"),
        ("{1940..1941}", "several"),
        ("{1940-05-01..1940-05-04,1941}", "several"),
    ],
)
def test_one_unknown_day_is_never_what_lasts(text: str, extent: str) -> None:
    when = parse(text)
    assert when.extent == extent
    assert when.lasting == (extent != "instant")


@pytest.mark.parametrize(
    ("text", "width"),
    [("1927-03-05", 0), ("1927-03", 30), ("1924", 365), ("1922/1933", 4382), ("1927-03-05~", 14)],
)
def test_width_is_between_the_first_and_the_last_possible_day(text: str, width: int) -> None:
    assert parse(text).width == width


@pytest.mark.parametrize(
    ("text", "bounded"),
    [("1927", True), ("[..1927]", False), ("1927/..", False), ("/1927", False), ("", False)],
)
def test_bounded(text: str, bounded: bool) -> None:
    assert parse(text).bounded is bounded


def test_undated_is_one_day_that_nobody_told() -> None:
    assert parse("") is UNDATED
    assert (str(UNDATED), UNDATED.earliest, UNDATED.latest) == ("", "", "")
    assert not UNDATED.lasting
    assert UNDATED.core is None


@pytest.mark.parametrize(
    ("text", "s1", "e0"),
    [
        ("{1926-05,1926-08,1927}", "1926-05-31", "1927-01-01"),
        ("[1926-05,1926-08,1927]", "1927-12-31", "1926-05-01"),
        ("{1926,1926-05-04}", "1926-05-04", "1926-05-04"),
    ],
)
def test_a_set_starts_with_its_first_and_ends_with_its_last_day(
    text: str, s1: str, e0: str
) -> None:
    when = parse(text)
    assert (iso(when.s1), iso(when.e0)) == (s1, e0)


def test_a_span_is_every_day_of_it() -> None:
    when = span(-16008, -16000)
    assert str(when) == "1926-03-05/1926-03-13"
    assert when.core == (-16008, -16000)
    assert parse(str(when)) == when


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [(BEGINNING, 0, "../1970-01-01"), (0, END, "1970-01-01/.."), (BEGINNING, END, "../..")],
)
def test_a_span_without_limit_prints_it(first: int, last: int, text: str) -> None:
    assert str(span(first, last)) == text


def test_a_date_cannot_be_changed_and_can_be_a_key() -> None:
    when = parse("1926-05~")
    with pytest.raises(dataclasses.FrozenInstanceError):
        when.s0 = 0  # type: ignore[misc]
    assert {when: 1}[parse("1926-05~")] == 1
    assert not hasattr(when, "__dict__")


@pytest.mark.parametrize("text", ["", "1926-05-04", "{1926..1928,1930?}", "../1933~"])
def test_a_date_survives_another_process(text: str) -> None:
    when: When = pickle.loads(pickle.dumps(parse(text)))
    assert when == parse(text)
