"""Reading EDTF: what each form means, what is refused, and that the text stays as it was given."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rapallo.dates.edtf import PADDING, parse, term, window
from rapallo.dates.when import UNDATED
from rapallo.errors import UnreadableDate
from tests.dates.forms import (
    ACCEPTED,
    APPROXIMATE,
    DOUBTFUL,
    HISTORIANS,
    LASTING,
    ONE_DAY,
    REFUSED,
    SEVERAL,
)
from tests.dates.strategies import narrow_dates, patient, points
from tests.oracle import days as oracle


@pytest.mark.parametrize(("text", "first", "last"), ONE_DAY)
def test_a_date_of_any_precision_is_one_day(text: str, first: str, last: str) -> None:
    when = parse(text)
    assert (when.earliest, when.latest) == (first, last)
    assert not when.lasting
    assert not when.doubtful


@pytest.mark.parametrize(("text", "members"), SEVERAL)
def test_curly_brackets_are_several_occasions(text: str, members: list[str]) -> None:
    when = parse(text)
    assert when.extent == "several"
    assert [str(member) for member in when.members] == members


@pytest.mark.parametrize(("text", "start", "end"), LASTING)
def test_a_slash_lasts(text: str, start: str, end: str) -> None:
    when = parse(text)
    assert when.extent == "lasting"
    first_start, last_start = (parse(day) if day else None for day in start.split(" "))
    first_end, last_end = (parse(day) if day else None for day in end.split(" "))
    assert when.earliest == (str(first_start) if first_start else "")
    assert last_start is not None
    assert when.s1 == last_start.e1
    assert first_end is not None
    assert when.e0 == first_end.s0
    assert when.latest == (str(last_end) if last_end else "")


@pytest.mark.parametrize(("text", "first", "last"), APPROXIMATE)
def test_about_pads_by_the_unit_that_it_qualifies(text: str, first: str, last: str) -> None:
    when = parse(text)
    assert (when.earliest, when.latest) == (first, last)
    assert not when.doubtful


@pytest.mark.parametrize(("text", "first", "last"), APPROXIMATE)
def test_uncertain_and_about_is_both(text: str, first: str, last: str) -> None:
    when = parse(text.replace("~", "%"))
    assert (when.earliest, when.latest) == (first, last)
    assert when.doubtful


@pytest.mark.parametrize(("text", "extent", "first", "last"), HISTORIANS)
def test_dates_as_historians_need_them(text: str, extent: str, first: str, last: str) -> None:
    when = parse(text)
    assert (when.extent, when.earliest, when.latest) == (extent, first, last)


@pytest.mark.parametrize("text", DOUBTFUL)
def test_a_question_mark_anywhere_is_doubt_and_keeps_the_bounds(text: str) -> None:
    when, plain = parse(text), parse(text.replace("?", "").replace("%", "~"))
    assert when.doubtful
    assert not plain.doubtful
    assert (when.s0, when.s1, when.e0, when.e1) == (plain.s0, plain.s1, plain.e0, plain.e1)


@pytest.mark.parametrize("text", ["", *ACCEPTED, *DOUBTFUL])
def test_text_comes_back_as_it_was_given(text: str) -> None:
    assert str(parse(text)) == text
    assert parse(str(parse(text))) == parse(text)


@pytest.mark.parametrize(("text", "reason"), REFUSED, ids=lambda text: repr(text)[:30])
def test_what_is_no_date_is_refused_by_name(text: str, reason: str) -> None:
    with pytest.raises(UnreadableDate) as caught:
        parse(text)
    assert caught.value.text == text
    assert reason in str(caught.value)
    assert len(str(caught.value)) < 200
    if len(text) < 60:
        assert repr(text) in str(caught.value)


@pytest.mark.parametrize("filler", ["1", "[", "1926,", "/", "\u0661"])
@pytest.mark.parametrize("opening", ["", "[", "Y1E"])
def test_fifty_megabytes_are_refused_at_once(opening: str, filler: str) -> None:
    text = opening + filler * (50_000_000 // len(filler))
    started = time.process_time()
    with pytest.raises(UnreadableDate, match="too long"):
        parse(text)
    assert time.process_time() - started < 1


def test_a_long_list_of_dates_is_read() -> None:
    text = (
        "["
        + ",".join(f"1926-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29))
        + "]"
    )
    assert len(parse(text).members) == 336


@patient
@given(st.text("0123456789X-/~?%.,[]{}YEST: ", max_size=24))
def test_any_string_is_a_date_or_refused(text: str) -> None:
    try:
        when = parse(text)
    except UnreadableDate:
        return
    assert str(when) == text
    assert when.s0 <= min(when.s1, when.e0)
    assert when.e1 >= max(when.s1, when.e0)


def test_the_table_of_padding_is_what_is_done() -> None:
    examples = {
        "day": "1926-12-24",
        "month": "1926-12",
        "season": "1926-21",
        "quadrimester": "1926-37",
        "semester": "1926-40",
        "year": "1926",
        "decade": "192X",
        "century": "19XX",
        "millennium": "1XXX",
    }
    assert list(examples) == list(PADDING)
    for unit, text in examples.items():
        amount, what = PADDING[unit].replace("1 season (3 months)", "3 months").split(" ")
        by_months = int(amount) * (12 if "year" in what else 1)
        plain, about = parse(text), parse(text + "~")
        if what == "days":
            assert plain.s0 - about.s0 == about.e1 - plain.e1 == int(amount)
        else:
            months = [
                (int(day[:4]) * 12 + int(day[5:7]))
                for day in (about.earliest, plain.earliest, plain.latest, about.latest)
            ]
            assert months[1] - months[0] == months[3] - months[2] == by_months


# --- windows


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("1920", "1934-09", "1920-01-01/1934-09-30"),
        ("1926-04-24", "1926-04-24", "1926-04-24/1926-04-24"),
        ("1926~", "1926-04-24~", "1925-01-01/1926-05-01"),
        ("[1925..1926]", "192X", "1925-01-01/1929-12-31"),
        ("..", "1934", "../1934-12-31"),
        ("1920", "..", "1920-01-01/.."),
        ("", "1934", "../1934-12-31"),
        ("..", "..", "../.."),
    ],
)
def test_a_window_is_every_day_between(first: str, last: str, text: str) -> None:
    when = window(first, last)
    assert str(when) == text
    assert when.extent == "lasting"
    assert (when.s0, when.e0) == (when.s1, when.e1)


@pytest.mark.parametrize(
    ("first", "last"),
    [("1934", "1920"), ("1934", "1920-XX-31"), ("x", "1920"), ("1920", "1921-02-30")],
)
def test_a_window_that_cannot_be_is_refused(first: str, last: str) -> None:
    with pytest.raises(UnreadableDate):
        window(first, last)


# --- terms


@pytest.mark.parametrize(
    ("start", "end", "text", "core"),
    [
        ("1922", "1933", "1922/1933", "1922-12-31/1933-01-01"),
        ("1922-03-05", "", "1922-03-05/..", "1922-03-05/1922-03-05"),
        ("", "1933-03-05", "../1933-03-05", "1933-03-05/1933-03-05"),
        ("[1926-05..1926-06]", "1928", "[1926-05..1926-06]/1928", "1926-06-30/1928-01-01"),
        ("[..1939-04]", "[1939-04..]", "[..1939-04]/[1939-04..]", None),
        ("1926?", "1928", "1926?/1928", None),
        ("{1926,1927}", "1930", "{1926,1927}/1930", "1927-12-31/1930-01-01"),
    ],
)
def test_a_term_lasts_between_dates_of_any_form(
    start: str, end: str, text: str, core: str | None
) -> None:
    when = term(start, end)
    assert (str(when), when.extent) == (text, "lasting")
    assert when.core == (parse(core).core if core else None)


def test_a_term_without_dates_is_undated() -> None:
    assert term("", "") is UNDATED


@patient
@given(points(), points())
def test_a_term_between_plain_dates_is_their_interval(start: str, end: str) -> None:
    if parse(start).s0 > parse(end).e1:
        with pytest.raises(UnreadableDate, match="ends before it starts"):
            term(start, end)
    else:
        assert term(start, end) == parse(f"{start}/{end}")


# --- against the slow oracle


@patient
@given(points())
def test_bounds_are_those_of_the_days_that_fit(text: str) -> None:
    when, days = parse(text), oracle.days_of(text)
    assert (when.s0, when.s1, when.e0, when.e1) == (days[0], days[-1], days[0], days[-1])
    assert when.doubtful == oracle.doubtful(text)


@settings(patient, suppress_health_check=[HealthCheck.filter_too_much])
@given(narrow_dates())
def test_four_days_are_those_of_all_readings(text: str) -> None:
    readings = oracle.readings(text)
    when = parse(text)
    starts, ends = [min(days) for days in readings], [max(days) for days in readings]
    cut = [oracle.number(oracle.LOWEST), oracle.number(oracle.HIGHEST)]
    found = [min(max(day, cut[0]), cut[1]) for day in (when.s0, when.s1, when.e0, when.e1)]
    assert found == [min(starts), max(starts), min(ends), max(ends)]
    core = set(range(when.core.first, when.core.last + 1)) if when.core else set()
    if when.extent != "several":
        certain = frozenset.intersection(*readings)
        assert core == (set() if oracle.doubtful(text) else certain)
