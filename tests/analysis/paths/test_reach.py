"""Whom word could have reached: rows, counts, measures against the trying of everything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapallo.analysis.paths import paths, reach
from rapallo.analysis.paths.arrivals import Reachable, Rules
from rapallo.analysis.paths.between import betweenness
from rapallo.analysis.paths.standing import (
    _at_once,
    _harmonic,
    _one_by_one,
    _points,
    closeness,
    frame,
)
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.dates.calendar import BEGINNING, END
from rapallo.dates.edtf import parse
from rapallo.dates.when import Bounds
from rapallo.errors import BadOption, NoClaims
from rapallo.load import load
from rapallo.projection.columns import Columns
from rapallo.projection.edges import EventEdge
from tests.analysis.paths.test_chains import contacts, day, edge, edges
from tests.analysis.paths.test_paths import CHAIN, met, told
from tests.helpers import claim, make_book
from tests.oracle import paths as oracle

FIRST = parse(day(0)).s0

ROWS = [
    *CHAIN,
    met("4", "Carr Ek", "1926?"),
    told("5", "Dahl Ek", "1926-05-01"),
    met("6", "Ek Dahl", "1925", source="t"),
]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    return make_book(tmp_path_factory.mktemp("book"), ROWS)


def test_a_row_is_whom_word_reaches_with_the_claims_of_its_chains(book: Casebook) -> None:
    result = reach(book, "Adam")
    assert result.rows[2] == {
        "actor": "dahl-x",
        "label": "Dahl, X.",
        "arrived_by": "1926-04-30",
        "can_arrive": "1926-04-01",
        "steps": 3,
        "way": ("Bor, X.", "Carr, X."),
        "certain_steps": 3,
        "possible_steps": 3,
        "claims": ("1", "2", "3"),
    }
    assert [(row["label"], row["arrived_by"], row["can_arrive"]) for row in result.rows] == [
        ("Bor, X.", "1926-03-01", "1926-03-01"),
        ("Carr, X.", "1926-03-10", "1926-03-10"),
        ("Dahl, X.", "1926-04-30", "1926-04-01"),
        ("Ek, X.", "1926-05-01", "1926-03-10"),
    ]
    assert result.rows[3]["claims"] == ("1", "2", "3", "5", "4")
    assert result.denominator == {"s": 5, "t": 1}
    assert result.notes[0].startswith(
        "Of 4 others with contacts word from Adam, X. certainly could have reached 4, possibly 4."
    )


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"depart": "1926-03-02"}, {}),
        ({"arrive": "1926-03-31"}, {"Bor, X.": True, "Carr, X.": True, "Ek, X.": False}),
        ({"wait": "P10D"}, {"Bor, X.": True, "Carr, X.": True, "Ek, X.": False}),
        ({"kind": ("informed",)}, {}),
        ({"filters": Filters(source=("t",))}, {}),
    ],
)
def test_limits_shorten_what_word_reaches(
    book: Casebook, options: dict[str, Any], expected: dict[str, bool]
) -> None:
    rows = reach(book, "Adam", **options).rows
    assert {row["label"]: row["arrived_by"] is not None for row in rows} == expected


def test_who_has_no_contacts_reaches_nobody_and_it_is_said(book: Casebook) -> None:
    result = reach(book, "Adam", kind=("informed",))
    assert result.rows == ()
    assert result.notes[0] == "No event of informed asked for joins Adam, X. to anybody."


def test_of_all_it_counts_whom_each_reaches_and_is_reached_by(book: Casebook) -> None:
    rows = {row["label"]: row for row in reach(book).rows}
    one = {label: reach(book, label).rows for label in rows}
    for label, row in rows.items():
        assert row["reaches_possible"] == len(one[label])
        assert row["reaches_certain"] == sum(r["arrived_by"] is not None for r in one[label])
        into = [r for others in one.values() for r in others if r["label"] == label]
        assert row["reached_by_possible"] == len(into)
    assert rows["Adam, X."]["claims"] == ("1",)
    assert rows["Ek, X."]["claims"] == ("4", "5", "6")


def test_the_reachability_ratio_is_told(book: Casebook) -> None:
    (note, *_) = reach(book).notes
    assert note.startswith("Word could have passed certainly in ")
    assert "of the 20 ordered pairs of 5 actors (reachability ratio 0." in note


def test_reach_and_paths_agree_on_the_dossier(tmp_path: Path) -> None:
    dossier = Casebook(tmp_path / "book.duckdb")
    load(dossier, "dossier")
    found = reach(dossier, "Stomonyakov").rows
    assert len(found) > 10
    for row in (*found[:3], *found[-3:]):
        chains = paths(dossier, "Stomonyakov", row["label"], mode=["earliest"]).rows
        first = [r for r in chains if r["path"] == 1]
        sure = first[0]["certainty"] == "certain"
        assert first[0]["arrives"] == (row["arrived_by"] if sure else row["can_arrive"])
        assert len(first) == row["steps"]


@pytest.mark.parametrize(
    ("args", "options", "error", "sentence"),
    [
        (("Adam",), {"measure": "closeness"}, BadOption, "--measure closeness is of everybody"),
        ((), {"measure": "degree"}, BadOption, "--measure degree: there is none; there are reach"),
        ((), {"measure": "closeness", "wait": "P1D"}, BadOption, "--measure closeness has no --w"),
        ((), {"top": 0}, BadOption, "--top is 0; it counts rows from 1"),
        ((), {"depart": "1927", "arrive": "1926"}, BadOption, "no day is left"),
        ((), {"kind": ("supported",)}, NoClaims, "no claim in the casebook passes: kind supported"),
        (("Latvia",), {}, BadOption, "Latvia is a state; by diplomat only persons count"),
    ],
)
def test_what_cannot_be_asked_is_said(
    book: Casebook,
    args: tuple[str, ...],
    options: dict[str, Any],
    error: type[Exception],
    sentence: str,
) -> None:
    with pytest.raises(error, match=sentence):
        reach(book, *args, **options)


def test_where_no_two_count_it_is_said(tmp_path: Path) -> None:
    book = make_book(tmp_path, [claim("a", "met_with", "Germany;USSR")])
    with pytest.raises(NoClaims, match="no event of met_with or informed joins two actors by dip"):
        reach(book)


# Measures


def slow_closeness(
    found: Sequence[EventEdge], days: Bounds, *, certain: bool, same_day: bool
) -> dict[str, float]:
    """Day by day, pair by pair, by the trying of everything."""
    names = sorted({end for e in found for end in (e.a, e.b)})
    total: dict[str, float] = dict.fromkeys(names, 0.0)
    for one, other in permutations(names, 2):
        for start in range(days.first, days.last + 1):
            ways = oracle.ways(
                contacts(found), one, other, certain=certain, same_day=same_day, depart=start
            )
            arrivals = [way.arrives for way in ways]
            if arrivals:
                total[one] += 1 / (min(arrivals) - start + 1)
    many = max(len(names) - 1, 1) * (days.last - days.first + 1)
    return {name: value / many for name, value in total.items()}


@st.composite
def few(draw: st.DrawFn) -> list[EventEdge]:
    return draw(edges())[:5]


@settings(max_examples=40, deadline=None)
@given(few(), st.booleans(), st.booleans())
def test_closeness_is_that_of_every_day_tried(
    found: list[EventEdge], certain: bool, same_day: bool
) -> None:
    columns = Columns.of(found)
    rules = Rules(certain, same_day)
    days = frame(columns, None, rules)
    result = {columns.names[n]: v for n, v in closeness(columns, rules, days).items()}
    expected = slow_closeness(found, days, certain=certain, same_day=same_day)
    assert result == pytest.approx(expected)


@settings(max_examples=60, deadline=None)
@given(edges(), st.booleans(), st.booleans(), st.one_of(st.none(), st.integers(2, 7)))
def test_closeness_at_once_is_that_of_one_by_one(
    found: list[EventEdge], certain: bool, same_day: bool, arrive: int | None
) -> None:
    columns = Columns.of(found)
    rules = Rules(certain, same_day, None, BEGINNING, END if arrive is None else FIRST + arrive)
    search = Reachable(columns, rules)
    if search.contacts.loose.any() or columns.s0.min() > rules.arrive:
        return
    points = _points(search, frame(columns, None, rules))
    sums = _harmonic(100)
    actors = range(len(columns.names))
    one_by_one = _one_by_one(search, actors, points, sums)
    at_once = _at_once(search, actors, points, sums)
    assert at_once.tolist() == pytest.approx([one_by_one[actor] for actor in actors])


def slow_betweenness(
    found: Sequence[EventEdge], *, certain: bool, same_day: bool
) -> dict[str, float]:
    """Of all chains of fewest steps between all pairs, counted one by one."""
    names = sorted({end for e in found for end in (e.a, e.b)})
    total: dict[str, float] = defaultdict(float)
    for one, other in permutations(names, 2):
        ways = list(oracle.ways(contacts(found), one, other, certain=certain, same_day=same_day))
        least = min((len(way.events) for way in ways), default=0)
        shortest = [way for way in ways if len(way.events) == least]
        for way in shortest:
            for name in way.through:
                total[name] += 1 / len(shortest)
    pairs = max((len(names) - 1) * (len(names) - 2), 1)
    return {name: total[name] / pairs for name in names}


@settings(max_examples=120, deadline=None)
@given(edges(), st.booleans(), st.booleans())
def test_betweenness_is_that_of_every_chain_counted(
    found: list[EventEdge], certain: bool, same_day: bool
) -> None:
    columns = Columns.of(found)
    numbers = betweenness(columns, Rules(certain, same_day))
    result = {columns.names[number]: value for number, value in numbers.items()}
    assert result == pytest.approx(slow_betweenness(found, certain=certain, same_day=same_day))


LINE = [edge("a", "AB", day(0)), edge("b", "BC", day(1)), edge("c", "CD", day(3))]


def test_the_middle_of_a_line_stands_between() -> None:
    """From A to D in three steps, but back only from neighbour to neighbour."""
    columns = Columns.of(LINE)
    found = betweenness(columns, Rules(certain=True))
    # A to C and A to D lead through B; A to D and B to D through C; of 6 pairs of others.
    assert [found[n] * 6 for n in range(4)] == pytest.approx([0, 2, 2, 0])


def test_closeness_counts_the_days_until_word_is_there() -> None:
    columns = Columns.of(LINE)
    rules = Rules(certain=True)
    days = frame(columns, None, rules)
    assert days == Bounds(FIRST, FIRST + 3)
    found = closeness(columns, rules, days)
    # From A it can leave on the first day only: to B in 1 day, C in 2, D in 4; 3 others, 4 days.
    assert found[0] == pytest.approx((1 + 1 / 2 + 1 / 4) / 3 / 4)
    # D meets C on the fourth day: from the first day on that takes 4, 3, 2, 1 days.
    assert found[3] == pytest.approx((1 / 4 + 1 / 3 + 1 / 2 + 1) / 3 / 4)


@pytest.mark.parametrize("measure", ["closeness", "betweenness"])
def test_a_measure_ranks_all_with_contacts(book: Casebook, measure: str) -> None:
    result = reach(book, measure=measure)
    assert [row["rank"] for row in result.rows] == sorted(row["rank"] for row in result.rows)
    names = {f"{name}, X." for name in ("Adam", "Bor", "Carr", "Dahl", "Ek")}
    assert {row["label"] for row in result.rows} == names
    assert all(0 <= row["value"] <= 1 and 0 <= row["certain_value"] <= 1 for row in result.rows)
    top = reach(book, measure=measure, top=2)
    assert top.rows == result.rows[:2]
    assert "3 more rows were left out by --top 2." in top.notes


def test_the_frame_of_closeness_is_the_window_asked_for(book: Casebook) -> None:
    result = reach(book, measure="closeness", filters=Filters(between=("1926-03", "1926-04")))
    assert "the days from 1926-03-01 to 1926-04-30 on which" in result.notes[0]
    with pytest.raises(NoClaims, match="no event asked for is dated"):
        frame(Columns.of([edge("a", "AB", "")]), None, Rules(certain=True))
