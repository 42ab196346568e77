"""Certainly, possibly, no: by example, against the trying of all readings, and by law."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rapallo.dates.calendar import BEGINNING, END
from rapallo.dates.compare import Certainty, before, during, overlaps, within
from rapallo.dates.edtf import parse, window
from rapallo.dates.when import UNDATED, When, span
from tests.dates.strategies import dates, narrow_dates, patient, points
from tests.oracle import days as oracle

CERTAINLY, POSSIBLY, NO = Certainty.CERTAINLY, Certainty.POSSIBLY, Certainty.NO
Relation = Callable[[When, When], Certainty]


def within_days(days: int) -> Relation:
    return lambda a, b: within(a, b, days)


RELATIONS: dict[str, tuple[Relation, oracle.Relation]] = {
    "before": (before, oracle.before),
    "during": (during, oracle.during),
    "overlaps": (overlaps, oracle.overlaps),
    "within 1": (within_days(1), oracle.within(1)),
    "within 3": (within_days(3), oracle.within(3)),
    "within 31": (within_days(31), oracle.within(31)),
}
every_relation = pytest.mark.parametrize("name", RELATIONS)

# --- examples

BEFORE = [
    ("1926-03-04", "1926-03-05", "certainly"),
    ("1926-03-05", "1926-03-05", "no"),
    ("1926-03-06", "1926-03-05", "no"),
    ("1926-03", "1926-04", "certainly"),
    ("1926-03", "1926-03", "possibly"),
    ("1926-03-31", "1926-03", "no"),
    ("1926-03-31", "1926-03~", "possibly"),
    ("1926", "1926-04-02", "possibly"),
    ("1926-03-04?", "1926-03-05", "possibly"),
    ("1926-03-06?", "1926-03-05", "no"),
    ("1922/1933", "1934", "certainly"),
    ("1922/1933", "1933", "possibly"),
    ("1922/1933", "1932", "no"),
    ("1921", "1922/1933", "certainly"),
    ("1922", "1922/1933", "possibly"),
    ("../1933", "1934", "certainly"),
    ("1921", "1922/..", "certainly"),
    ("1921", "../1933", "possibly"),
    ("1934", "../1933", "no"),
    ("1922/..", "1934", "possibly"),
    ("1922/..", "1922", "possibly"),
    ("1922-12-31/..", "1922", "no"),
    ("[..1926]", "1927", "certainly"),
    ("[..1926]", "[1926..]", "possibly"),
    ("[1926..]", "[..1926]", "possibly"),
    ("[1927..]", "[..1926]", "no"),
    ("", "1926", "possibly"),
    ("", "", "possibly"),
    ("{1926-01-02,1926-01-04}", "1926-01-05", "certainly"),
    ("{1926-01-02,1926-01-04}", "1926-01-03", "no"),
    ("[1926-01-02,1926-01-04]", "1926-01-03", "possibly"),
    ("[1926-01-01,1926-01-02]", "1926-01-03", "certainly"),
]
JANUARY = "{1926-01-01..1926-01-25,1926-01-02..1926-01-03,1926-01-26..1926-01-31}"
DURING = [
    ("1926-03-05", "1922/1933", "certainly"),
    ("1922", "1922/1933", "possibly"),
    ("1922-12-31", "1922/1933", "certainly"),
    ("1921", "1922/1933", "no"),
    ("1923/1930", "1922/1933", "certainly"),
    ("1922/1930", "1922/1933", "possibly"),
    ("1920/1930", "1922/1933", "no"),
    ("1940-06-14", "1940", "possibly"),
    ("1940-06-14", "1940-06-14", "certainly"),
    ("1940-06-14", "1940-01-01/1940-12-31", "certainly"),
    ("1940-06-14", "1940/1940", "possibly"),
    ("1940", "1940-01-01/1940-12-31", "certainly"),
    ("1940?", "1940-01-01/1940-12-31", "possibly"),
    ("1940~", "1940-01-01/1940-12-31", "possibly"),
    ("1926-01-01/1926-01-02", "1926", "no"),
    ("1926/1926", "1926-02", "possibly"),
    ("1926", "../1933", "possibly"),
    ("1933-01-01", "../1933-01-01", "certainly"),
    ("[..1926]", "1920/1930", "possibly"),
    ("", "1922/1933", "possibly"),
    ("{1926-01-02,1926-01-04}", "1926-01-01/1926-01-05", "certainly"),
    ("{1926-01-02,1926-01-04}", "[1926-01-01..1926-01-05]", "no"),
    ("{1926-01-02,1926-01-04}", "{1926-01-02,1926-01-03,1926-01-04}", "certainly"),
    ("1926-01-03", "{1926-01-02,1926-01-04}", "no"),
    ("1926-01-02/1926-01-03", "{1926-01-02,1926-01-03}", "certainly"),
    ("1926-01-02/1926-01-03", "{1926-01,1926-01-03}", "possibly"),
    ("1926-01-02/1926-01-04", "{1926-01,1926-01-03}", "no"),
    ("[1926-01-01..1926-01-02]", "{1926-01-01,1926-01-02}", "certainly"),
    ("{1926-01-01,1926-01-02}", "[1926-01-01..1926-01-02]", "no"),
    # each day of b can be chosen once, and best where it serves most
    ("{1926-01-0X,1926-01-1X}", "{1926-01,1926-03-01}", "no"),
    ("{1926-01-0X,1926-01-12~}", "{1926-01-05,1926-03-01}", "possibly"),
    ("{1926-01-0X,1926-01-12~}", "{1926-01-02,1926-03-01}", "no"),
    ("{1926-01-0X,1926-01-2X}", "{1926-01,1926-01-12~}", "possibly"),
    ("1926-01-10/1926-01-30", JANUARY, "certainly"),
]
OVERLAPS = [
    ("1940", "1940-06-14", "possibly"),
    ("1940", "1941", "no"),
    ("1940-06-14", "1940-06-14", "certainly"),
    ("1940-01-01/1940-12-31", "1940-06-14", "certainly"),
    ("1940-01-01/1940-12-31", "1940", "certainly"),
    ("1940/1940", "1940-06-14", "possibly"),
    ("1922/1933", "1927/1936", "certainly"),
    ("1922/1933", "1933/1936", "possibly"),
    ("1922/1933", "1934/1936", "no"),
    ("../1933", "1920", "possibly"),
    ("../1933", "1934", "no"),
    ("1922/..", "1990", "possibly"),
    ("1922/..", "../1933", "possibly"),
    ("1922-05-04/..", "../1922-05-04", "certainly"),
    ("", "", "possibly"),
    ("{1670..1672}", "1671-06-01", "possibly"),
    ("{1670..1672}", "1671-01-01/1671-12-31", "certainly"),
    ("{1926-05-04,1926-05-06}", "1926-05-05", "no"),
    ("{1926-05-04..1926-05-06}", "1926-05-05", "certainly"),
    ("[1926-05-04,1926-05-06]", "1926-05-04", "possibly"),
    ("{1926-05-04,1926-05-06}", "[1926-05-04,1926-05-06]", "certainly"),
    ("{1926-05-04,1926-05-06}", "[1926-05-04..1926-05-06]", "possibly"),
]
WITHIN = [
    ("1926-03-05", "1926-03-24", 31, "certainly"),
    ("1926-03-05", "1926-03-24", 19, "certainly"),
    ("1926-03-05", "1926-03-24", 18, "no"),
    ("1926-03", "1926-03", 30, "certainly"),
    ("1926-03", "1926-03", 29, "possibly"),
    ("1926-03", "1926-04", 31, "possibly"),
    ("1926-03", "1926-04", 60, "certainly"),
    ("1926-03", "1926-05", 30, "no"),
    ("1926-03", "1926-05", 31, "possibly"),
    ("1926-03-05?", "1926-03-05", 31, "possibly"),
    ("1922/1933", "1934-01-31", 31, "possibly"),
    ("1922/1933-12-31", "1934-01-31", 31, "certainly"),
    ("1922/1933-12-31", "1934-02-01", 31, "no"),
    ("[..1926]", "1927-06", 31, "no"),
    ("[..1926]", "1927-01", 31, "possibly"),
    ("", "1927", 10**6, "possibly"),
    ("", "", 10**6, "possibly"),
    ("[1926-01-01..1926-01-10]", "{1926-01-03,1926-01-08}", 2, "certainly"),
    ("[1926-01-01..1926-01-11]", "{1926-01-03,1926-01-08}", 2, "possibly"),
    ("{1926-01-01,1926-01-20}", "{1926-01-10,1926-01-30}", 9, "certainly"),
    ("{1926-01-01,1926-01-20}", "{1926-01-10,1926-01-30}", 8, "no"),
]


@pytest.mark.parametrize(("a", "b", "answer"), BEFORE)
def test_before(a: str, b: str, answer: str) -> None:
    assert str(before(parse(a), parse(b))) == answer


@pytest.mark.parametrize(("a", "b", "answer"), DURING)
def test_during(a: str, b: str, answer: str) -> None:
    assert str(during(parse(a), parse(b))) == answer


@pytest.mark.parametrize(("a", "b", "answer"), OVERLAPS)
def test_overlaps(a: str, b: str, answer: str) -> None:
    assert str(overlaps(parse(a), parse(b))) == answer


@pytest.mark.parametrize(("a", "b", "days", "answer"), WITHIN)
def test_within(a: str, b: str, days: int, answer: str) -> None:
    assert str(within(parse(a), parse(b), days)) == answer


@pytest.mark.parametrize(
    ("text", "first", "last", "answer"),
    [
        ("1926", "1920", "1934", CERTAINLY),
        ("1926", "..", "1934", CERTAINLY),
        ("1926", "1920", "..", CERTAINLY),
        ("[..1926]", "..", "1934", CERTAINLY),
        ("[..1926]", "1920", "1934", POSSIBLY),
        ("../1926", "..", "1934", CERTAINLY),
        ("1926/..", "1920", "1934", POSSIBLY),
        ("1934~", "1920", "1934", POSSIBLY),
        ("1936~", "1920", "1934", NO),
        ("", "1920", "1934", POSSIBLY),
        ("", "..", "..", CERTAINLY),
    ],
)
def test_during_a_window(text: str, first: str, last: str, answer: Certainty) -> None:
    assert during(parse(text), window(first, last)) == answer


def test_certainties_are_ordered_for_and_and_or() -> None:
    assert min(CERTAINLY, POSSIBLY, NO) == NO
    assert max(POSSIBLY, NO) == POSSIBLY
    assert bool(NO) is False
    assert [str(answer) for answer in Certainty] == ["no", "possibly", "certainly"]


def test_a_thousand_occasions_are_compared_quickly() -> None:
    a, b = parse("{1100..2099}"), parse("{1100-01-01..1100-02-01,1101..2099}")
    assert within(a, b, 1000) == CERTAINLY
    assert within(a, b, 100) == POSSIBLY
    assert during(a, b) == POSSIBLY


# --- against the trying of all readings


def tried(a: set[oracle.Reading], b: set[oracle.Reading], doubtful: bool) -> dict[str, str]:
    return {
        name: oracle.decide(relation, a, b, doubtful) for name, (_, relation) in RELATIONS.items()
    }


def answered(a: When, b: When) -> dict[str, str]:
    return {name: str(relation(a, b)) for name, (relation, _) in RELATIONS.items()}


@settings(patient, max_examples=200, suppress_health_check=list(HealthCheck))
@given(a=narrow_dates(), b=narrow_dates())
def test_agrees_with_all_readings_of_the_text(a: str, b: str) -> None:
    ours, theirs = oracle.readings(a), oracle.readings(b)
    assume(len(ours) * len(theirs) <= 10_000)
    doubtful = oracle.doubtful(a) or oracle.doubtful(b)
    assert answered(parse(a), parse(b)) == tried(ours, theirs, doubtful)


small = st.integers(0, 5)


@st.composite
def occasions(draw: st.DrawFn) -> When:
    """One instant or one time that lasts, between the days 0 and 5, perhaps unbounded."""
    lasting = draw(st.booleans())
    s0, s1, e0, e1 = sorted(draw(st.tuples(small, small, small, small)))
    if not lasting:
        s0, s1 = sorted(
            [
                draw(st.sampled_from([s0, s0, s0, BEGINNING])),
                draw(st.sampled_from([s1] * 3 + [END])),
            ]
        )
        return When("", s0, s1, s0, s1)
    if draw(st.booleans()):
        s1, e0 = e0, s1
    s0 = draw(st.sampled_from([s0] * 5 + [BEGINNING]))
    e1 = draw(st.sampled_from([e1] * 5 + [END]))
    return When("", s0, s1, e0, e1, "lasting")


@st.composite
def small_dates(draw: st.DrawFn) -> When:
    form = draw(st.sampled_from(["single", "instant", "several", "several"]))
    if form == "single":
        when = draw(occasions())
    else:
        members = draw(st.lists(occasions(), min_size=1, max_size=3))
        when = joined(tuple(members), several=form == "several")
    return replace(when, doubtful=draw(st.sampled_from([False] * 9 + [True])))


def joined(members: tuple[When, ...], *, several: bool) -> When:
    if not several:
        members = tuple(replace(m, s1=m.e1, e0=m.s0, extent="instant") for m in members)
    inner, outer = (min, max) if several else (max, min)
    return When(
        "",
        min(m.s0 for m in members),
        inner(m.s1 for m in members),
        outer(m.e0 for m in members),
        max(m.e1 for m in members),
        "several" if several else "instant",
        members=members,
    )


@settings(patient, max_examples=500, suppress_health_check=list(HealthCheck))
@given(a=small_dates(), b=small_dates())
def test_agrees_with_all_readings_of_the_four_days(a: When, b: When) -> None:
    """What is unbounded is cut off 5 days away: enough for all but the 31 days."""
    ours, theirs = (oracle.readings_of(when, -5, 10) for when in (a, b))
    assume(len(ours) * len(theirs) <= 1_500)
    answers, expected = answered(a, b), tried(ours, theirs, a.doubtful or b.doubtful)
    del answers["within 31"], expected["within 31"]
    assert answers == expected


known = st.builds(lambda a, b: (min(a, b), max(a, b)), small, small)
instants = known.map(lambda days: When("", *days, *days))
definite_spans = known.map(lambda days: span(*days))


@settings(patient, max_examples=500, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.one_of(instants, instants, definite_spans), min_size=1, max_size=3),
    st.lists(instants, min_size=1, max_size=3),
    st.lists(definite_spans, max_size=3),
)
def test_during_several_agrees_with_all_readings(
    ours: list[When], days: list[When], lasting: list[When]
) -> None:
    a, b = joined(tuple(ours), several=True), joined((*days, *lasting), several=True)
    tried_ours, tried_theirs = (oracle.readings_of(when, 0, 5) for when in (a, b))
    assume(len(tried_ours) * len(tried_theirs) <= 3_000)
    expected = oracle.decide(oracle.during, tried_ours, tried_theirs, doubtful=False)
    assert str(during(a, b)) == expected


# --- laws


def definite(when: When, draw: st.DrawFn) -> When:
    """One reading of a date, as a date about which nothing is open."""
    if when.members and when.extent == "several":
        return joined(tuple(definite(member, draw) for member in when.members), several=True)
    if when.members:
        return definite(draw(st.sampled_from(when.members)), draw)
    s0, s1, e0, e1 = (
        max(min(day, 10_000), -60_000) for day in (when.s0, when.s1, when.e0, when.e1)
    )
    start = draw(st.integers(s0, s1))
    if when.extent == "instant":
        return When("", start, start, start, start)
    return span(start, draw(st.integers(max(start, e0), e1)))


@every_relation
@patient
@given(a=dates(), b=dates(), data=st.data())
def test_what_is_certain_holds_for_every_drawn_day(
    name: str, a: str, b: str, data: st.DataObject
) -> None:
    relation = RELATIONS[name][0]
    ours, theirs = (definite(parse(text), data.draw) for text in (a, b))
    answer, drawn = relation(parse(a), parse(b)), relation(ours, theirs)
    assert drawn in (CERTAINLY, NO)
    assert answer in (drawn, POSSIBLY)
    assert answer == drawn or not (parse(a) == ours and parse(b) == theirs)


@patient
@given(dates(), st.data())
def test_bounds_contain_every_drawn_day(text: str, data: st.DataObject) -> None:
    when = parse(text)
    drawn = definite(when, data.draw)
    assert when.s0 <= drawn.s0 <= when.s1
    assert when.e0 <= drawn.e1 <= when.e1
    if when.core:
        assert drawn.s0 <= when.core.first <= when.core.last <= drawn.e1


@st.composite
def widened(draw: st.DrawFn) -> tuple[str, str]:
    """A date and the same date told less precisely, or with more doubt."""
    form = draw(st.sampled_from(["point", "side", "open", "[]", "{}"]))
    narrow, wide = draw(widened_points())
    other = draw(points())
    if form == "point":
        return narrow, wide
    if form == "[]":
        members = draw(st.sampled_from([f"{wide},{other}", f"{other},{wide}", f"{wide},{other}.."]))
        return f"[{narrow}]", f"[{members}]"
    if form == "{}":
        return f"{{{narrow},{other}}}", f"{{{wide},{other}}}"
    left = draw(st.booleans())
    wider = draw(st.sampled_from(["", ".."])) if form == "open" else wide
    pair = (
        (f"{narrow}/{other}", f"{wider}/{other}")
        if left
        else (f"{other}/{narrow}", f"{other}/{wider}")
    )
    first = (narrow, other) if left else (other, narrow)
    assume(parse(first[0]).s0 <= parse(first[1]).e1)
    return pair


@st.composite
def widened_points(draw: st.DrawFn) -> tuple[str, str]:
    way = draw(st.sampled_from(["qualify", "less precise", "unspecified"]))
    if way == "qualify":
        bare = "".join(c for c in draw(points()) if c not in "?~%")
        return bare, bare + draw(st.sampled_from("?~%"))
    day = draw(st.dates(date(1922, 1, 1), date(1937, 12, 31))).isoformat()
    length, shorter = draw(st.sampled_from([(10, 7), (10, 4), (7, 4)]))
    if way == "less precise":
        return day[:length], day[:shorter]
    narrow = day[:length]
    place = draw(st.sampled_from([n for n in range(3, length) if narrow[n] != "-"]))
    return narrow, narrow[:place] + "X" + narrow[place + 1 :]


@every_relation
@patient
@given(pair=widened(), other=dates())
def test_widening_never_makes_certain_nor_impossible(
    name: str, pair: tuple[str, str], other: str
) -> None:
    relation = RELATIONS[name][0]
    narrow, wide = (parse(text) for text in pair)
    for told, retold in (
        (relation(narrow, parse(other)), relation(wide, parse(other))),
        (relation(parse(other), narrow), relation(parse(other), wide)),
    ):
        assert retold != CERTAINLY or told == CERTAINLY
        assert retold != NO or told == NO


def moved(when: When, days: int) -> When:
    """The same date so many days later; what is unbounded stays so."""
    four = [d if d in (BEGINNING, END) else d + days for d in (when.s0, when.s1, when.e0, when.e1)]
    members = tuple(moved(member, days) for member in when.members)
    return When(when.text, *four, when.extent, when.doubtful, members)


@patient
@given(a=dates(), b=dates(), days=st.integers(-(10**7), 10**7))
def test_moving_both_changes_nothing(a: str, b: str, days: int) -> None:
    assert answered(moved(parse(a), days), moved(parse(b), days)) == answered(parse(a), parse(b))


@patient
@given(dates(), dates(), st.integers(0, 1000))
def test_laws_between_the_relations(a: str, b: str, days: int) -> None:
    x, y = parse(a), parse(b)
    assert within(x, y, days) == within(y, x, days)
    assert within(x, y, days) <= within(x, y, days + 1)
    assert overlaps(x, y) == within(x, y, 0)
    assert during(x, y) <= overlaps(x, y)
    if before(x, y) == CERTAINLY:
        assert before(y, x) == overlaps(x, y) == NO


@every_relation
@patient
@given(a=dates(), b=dates())
def test_doubt_is_never_certain_and_keeps_the_impossible(name: str, a: str, b: str) -> None:
    relation = RELATIONS[name][0]
    x, y = (replace(parse(text), doubtful=False) for text in (a, b))
    expected = min(relation(x, y), POSSIBLY)
    assert relation(replace(x, doubtful=True), y) == expected
    assert relation(x, replace(y, doubtful=True)) == expected


@patient
@given(dates())
def test_undated_is_possible_and_never_certain(text: str) -> None:
    when = parse(text)
    for relation, _ in RELATIONS.values():
        assert relation(UNDATED, when) in (POSSIBLY, NO)
    assert overlaps(UNDATED, when) == before(UNDATED, when) == POSSIBLY
