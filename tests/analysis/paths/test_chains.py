"""Chains in time against the trying of everything, and by law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapallo.analysis.paths.chains import (
    Anytime,
    Certain,
    Found,
    Possible,
    Step,
    along,
    search,
    steps_of,
)
from rapallo.analysis.periods import Period, period
from rapallo.dates.edtf import parse
from rapallo.model.claim import Claim
from rapallo.projection.edges import EventEdge, event_edges
from rapallo.projection.level import Level
from tests.helpers import STATES, claim
from tests.oracle import paths as oracle
from tests.projection.memory import evidence_of

NAMES = "ABCDE"
FIRST = date(1926, 3, 1)


def day(number: int) -> str:
    return (FIRST + timedelta(number)).isoformat()


def edge(
    event: str, pair: str, when: str, *, certain: bool = True, kind: str = "met_with"
) -> EventEdge:
    return EventEdge(event, kind, pair[0], pair[1], 1.0, certain, (f"{event}-1",), parse(when), 0)


@st.composite
def dates(draw: st.DrawFn) -> str:
    """A date of any form within eight days."""
    one, other = sorted((draw(st.integers(0, 7)), draw(st.integers(0, 7))))
    low, high = day(one), day(other)
    forms = [
        low,
        low,
        f"[{low}..{high}]",
        f"{low}/{high}",
        f"[{low},{high}]",
        f"{{{low},{high}}}",
        f"{low}?",
    ]
    return draw(st.sampled_from(forms))


@st.composite
def edges(draw: st.DrawFn) -> list[EventEdge]:
    """Meetings of two or more, and letters."""
    found = []
    for number in range(draw(st.integers(1, 7))):
        when = draw(dates())
        kind = draw(st.sampled_from(["met_with", "met_with", "informed"]))
        pairs = st.lists(st.sampled_from(NAMES), min_size=2, max_size=2, unique=True).map("".join)
        for pair in draw(st.lists(pairs, min_size=1, max_size=3, unique_by=frozenset)):
            ends = "".join(sorted(pair)) if kind == "met_with" else pair
            sure = draw(st.sampled_from([True, True, True, False]))
            found.append(edge(f"e{number}", ends, when, certain=sure, kind=kind))
    return found


def contacts(found: Sequence[EventEdge]) -> list[oracle.Contact]:
    return [
        oracle.Contact(e.event, e.a, e.b, e.kind == "met_with", e.certain, e.when) for e in found
    ]


def numbers(found: Found) -> tuple[tuple[int, int], tuple[int, int]] | None:
    if not found.earliest:
        return None
    first, second = found.arrivals
    return (first, len(found.earliest)), (second, len(found.fewest))


def search_certain(
    found: Sequence[EventEdge], wait: Period | None = None, *, same_day: bool = False
) -> Found:
    return search(steps_of(e for e in found if e.certain), "A", "E", Certain(wait, same_day))


WAITS = st.one_of(st.none(), st.integers(1, 4))


@settings(max_examples=250)
@given(edges(), WAITS)
def test_possible_chains_are_those_that_trying_everything_finds(
    found: list[EventEdge], wait: int | None
) -> None:
    expected = oracle.best(oracle.ways(contacts(found), "A", "E", certain=False, wait=wait))
    rule = Possible(Period("", 0, wait) if wait else None)
    result = search(steps_of(found), "A", "E", rule)
    assert numbers(result) == expected
    assert result.complete


@settings(max_examples=250)
@given(edges(), WAITS, st.booleans())
def test_certain_chains_are_those_that_trying_everything_finds(
    found: list[EventEdge], wait: int | None, same_day: bool
) -> None:
    known = oracle.ways(contacts(found), "A", "E", certain=True, wait=wait, same_day=same_day)
    result = search_certain(found, Period("", 0, wait) if wait else None, same_day=same_day)
    assert numbers(result) == oracle.best(known)


@st.composite
def meetings(draw: st.DrawFn) -> list[Claim]:
    """Meetings of two to four, some of whom are doubtful."""
    found = []
    for number in range(draw(st.integers(1, 6))):
        names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=4, unique=True))
        doubt = draw(st.sampled_from(["", "", "?"]))
        agents = ";".join(f"{name}|Germany" for name in names) + doubt
        found.append(claim(f"e{number}", "met_with", agents, date=draw(dates())))
    return found


@given(meetings(), st.booleans())
def test_chains_of_a_record_are_those_of_its_meetings(rows: list[Claim], certain: bool) -> None:
    """From claims to chains, against contacts read off the cells."""
    simple = [
        oracle.Contact(row.id, a[0].lower(), b[0].lower(), True, "?" not in a + b, row.when)
        for row in rows
        for a, b in combinations(row.agents.split(";"), 2)
    ]
    level = Level("diplomat", STATES)
    found = event_edges(evidence_of(rows), level)
    if certain:
        rule: Certain | Possible = Certain()
        found = [e for e in found if e.certain]
    else:
        rule = Possible()
    expected = oracle.best(oracle.ways(simple, "a", "e", certain=certain))
    assert numbers(search(steps_of(found), "a", "e", rule)) == expected


@settings(max_examples=200)
@given(edges())
def test_chains_without_time_are_any_that_do_not_repeat(found: list[EventEdge]) -> None:
    whenever = [replace(e, when=parse("1926-03-01")) for e in found]
    expected = oracle.best(oracle.ways(contacts(whenever), "A", "E", certain=False))
    result = search(steps_of(found), "A", "E", Anytime())
    assert bool(result.earliest) == (expected is not None)


@given(edges(), WAITS)
def test_what_is_certain_is_possible_and_found_chains_hold(
    found: list[EventEdge], wait: int | None
) -> None:
    longest = Period("", 0, wait) if wait else None
    sure = search_certain(found, longest)
    maybe = search(steps_of(found), "A", "E", Possible(longest))
    for chain in (sure.earliest, sure.fewest):
        if chain:
            assert along(chain, Certain(longest)) is not None
            assert along(chain, Possible(longest)) is not None
            assert maybe.earliest
    for chain in (maybe.earliest, maybe.fewest):
        if chain:
            assert along(chain, Possible(longest)) is not None
            assert len({step.edge.event for step in chain}) == len(chain)
            assert [s.a for s in chain] == ["A", *(s.b for s in chain[:-1])]
            assert chain[-1].b == "E"
            assert len({step.b for step in chain}) == len(chain)


@given(edges(), st.integers(-5000, 5000))
def test_moving_all_dates_moves_the_arrivals_and_nothing_else(
    found: list[EventEdge], days: int
) -> None:
    def moved(e: EventEdge) -> EventEdge:
        when = e.when
        members = tuple(
            replace(m, s0=m.s0 + days, s1=m.s1 + days, e0=m.e0 + days, e1=m.e1 + days)
            for m in when.members
        )
        new = replace(
            when,
            s0=when.s0 + days,
            s1=when.s1 + days,
            e0=when.e0 + days,
            e1=when.e1 + days,
            members=members,
        )
        return replace(e, when=new)

    later = [moved(e) for e in found]
    for rule in (Possible(), Certain(), Possible(period("P2D")), Certain(period("P2D"))):
        one = search(steps_of(found), "A", "E", rule)
        other = search(steps_of(later), "A", "E", rule)
        assert _events(one.earliest) == _events(other.earliest)
        assert _events(one.fewest) == _events(other.fewest)
        if one.earliest:
            assert [arrival + days for arrival in one.arrivals] == list(other.arrivals)


def _events(steps: Sequence[Step]) -> list[tuple[str, str, str]]:
    return [(step.edge.event, step.a, step.b) for step in steps]


@given(edges(), st.permutations(NAMES))
def test_renaming_the_actors_changes_no_number(found: list[EventEdge], names: list[str]) -> None:
    renamed = dict(zip(NAMES, names, strict=True))
    others = [replace(e, a=renamed[e.a], b=renamed[e.b]) for e in found]
    for rule in (Possible(), Certain(), Possible(period("P2D"))):
        one = search(steps_of(found), "A", "E", rule)
        other = search(steps_of(others), renamed["A"], renamed["E"], rule)
        assert numbers(one) == numbers(other)


@given(edges(), st.randoms(use_true_random=False))
def test_the_order_of_the_edges_does_not_matter(found: list[EventEdge], random: object) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert search(steps_of(found), "A", "E", Possible()) == search(
        steps_of(shuffled), "A", "E", Possible()
    )


@pytest.mark.parametrize(
    ("first", "second", "certain", "possible"),
    [
        ("1926-03-01", "1926-03-02", True, True),
        ("1926-03-01", "1926-03-01", False, True),
        ("1926-03-02", "1926-03-01", False, False),
        ("1926-03", "1926-04", True, True),
        ("1926-03", "1926-03", False, True),
        ("1926", "1926-01-01", False, True),
        ("1926-01-02/1926-12", "1926-01-01", False, False),
        ("1926-03-01?", "1926-03-02", False, True),
        ("[..1926-03-01]", "1926-03-02", True, True),
        ("../1926-03-01", "1926-03-02", True, True),
        ("1926-03-01", "[1926-03-02..]", True, True),
        ("1926-03-01", "1926-03-02/..", True, True),
        ("", "1926-03-02", False, True),
        # What lasts can be passed on on any of its days.
        ("1922/1933", "1922/1933", False, True),
        ("1922/1933", "1922-01-01", False, True),
        # Of several days told, on any of them.
        ("{1926-03-01,1926-05-01}", "1926-04-01", False, True),
        ("{1926-03-01,1926-05-01}", "1926-05-02", True, True),
        ("[1926-03-01,1926-05-01]", "[1926-02-01,1926-04-01]", False, True),
    ],
)
def test_one_step_after_another(first: str, second: str, certain: bool, possible: bool) -> None:
    steps = [Step(edge("a", "AB", first), "A", "B"), Step(edge("b", "BC", second), "B", "C")]
    assert (along(steps, Certain()) is not None) is certain
    assert (along(steps, Possible()) is not None) is possible


def test_pairs_that_are_possible_need_not_make_a_chain() -> None:
    """Each may come before the next, but there are no three days in two."""
    dates = ["[1926-03-02..1926-03-09]", "[1926-03-01..1926-03-02]", "1926-03-01"]
    steps = [
        Step(edge(str(i), pair, when), pair[0], pair[1])
        for i, (pair, when) in enumerate(zip(("AB", "BC", "CD"), dates, strict=True))
    ]
    assert along(steps[:2], Possible()) is not None
    assert along(steps[1:], Possible()) is not None
    assert along(steps, Possible()) is None


@pytest.mark.parametrize(
    ("wait", "second", "certain", "possible"),
    [
        ("P29D", "1926-01-31", False, True),
        ("P30D", "1926-02-01", False, True),
        ("P30D", "1926-01-31", True, True),
        ("P1M", "1926-01-31", True, True),
        ("P1M", "1926-02-02", False, True),
        ("P1M", "1926-02-03", False, False),
        ("P1M", "1926-02", False, True),
    ],
)
def test_the_wait_is_limited(wait: str, second: str, certain: bool, possible: bool) -> None:
    first = "[1926-01-01..1926-01-02]"
    steps = [Step(edge("a", "AB", first), "A", "B"), Step(edge("b", "BC", second), "B", "C")]
    assert (along(steps, Certain(period(wait))) is not None) is certain
    assert (along(steps, Possible(period(wait))) is not None) is possible


def test_a_detour_may_keep_the_wait_short_where_the_straight_way_does_not() -> None:
    """The chain that reaches C first would have to wait there too long."""
    found = [
        edge("a", "AC", "1926-03-01"),
        edge("b", "AB", "1926-03-04"),
        edge("c", "BC", "1926-03-05"),
        edge("d", "CE", "1926-03-06"),
    ]
    result = search(steps_of(found), "A", "E", Possible(period("P2D")))
    assert [step.edge.event for step in result.fewest] == ["b", "c", "d"]
    assert [s.edge.event for s in search(steps_of(found), "A", "E", Possible()).fewest] == [
        "a",
        "d",
    ]


NARROW = [edge("a", "AB", "[1926-03-01..1926-03-03]"), edge("b", "AB", "1926-03-04")]
TWO_WAYS = [
    edge("a", "AC", day(0)),
    edge("b", "CD", day(1)),
    edge("c", "AB", day(0)),
    edge("d", "BD", day(1)),
    edge("e", "CD", day(2)),
    edge("f", "CE", day(3)),
]
DOUBTED = [
    edge("a", "AB", "1926-03-01?"),
    edge("b", "AB", "1926-03-03"),
    edge("c", "BE", "1926-03-05"),
]
CONFERENCE = [
    edge("a", "AB", "[1926-03-01..1926-03-05]"),
    edge("a", "BC", "[1926-03-01..1926-03-05]"),
    edge("b", "AB", "1926-03-03"),
    edge("c", "CE", "1926-03-09"),
]


@pytest.mark.parametrize(
    ("found", "rule", "expected"),
    [
        # The earlier meeting is in doubt: only the later can be followed for certain.
        (DOUBTED, Certain(), "b c"),
        # It may have been so early that the wait grows too long.
        ([*NARROW, edge("c", "BE", "1926-03-06")], Certain(period("P2D")), "b c"),
        # D is reached through C or B on one day; from there the way leads on through C.
        (TWO_WAYS, Certain(period("P1D")), "c d e f"),
        (TWO_WAYS, Possible(period("P1D")), "c d e f"),
        # Whoever came to B by the conference cannot leave by it; who came later can.
        (CONFERENCE, Possible(), "b a c"),
    ],
)
def test_what_comes_first_is_not_always_better(
    found: list[EventEdge], rule: Certain | Possible, expected: str
) -> None:
    assert [s.edge.event for s in search(steps_of(found), "A", "E", rule).earliest] == (
        expected.split()
    )


def test_a_search_that_comes_to_its_limit_says_so() -> None:
    found = [edge(f"{a}{b}", a + b, day(i)) for i, a in enumerate(NAMES) for b in NAMES if a < b]
    assert search(steps_of(found), "A", "E", Possible()).complete
    assert not search(steps_of(found), "A", "E", Possible(), most=1).complete


def test_a_long_record_is_searched_quickly() -> None:
    """Ten conferences of eight among twenty people, dated to the year only."""
    people = [chr(ord("a") + i) for i in range(20)]
    found = [
        edge(f"e{n:02}", people[i] + people[j], "1926")
        for n in range(10)
        for i in range(20)
        for j in range(i + 1, 20)
        if (i * 7 + n) % 5 == 0 and (j * 3 + n) % 3 == 0
    ]
    result = search(steps_of(found), people[0], people[-1], Possible())
    assert result.complete
