"""Earliest, latest, fastest, fewest: against the trying of everything, and as sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapallo.analysis.paths import paths
from rapallo.analysis.paths.modes import MODES, Mode, Search, span_of
from rapallo.analysis.paths.wherefore import Question
from rapallo.analysis.periods import Period
from rapallo.dates.calendar import BEGINNING, END
from rapallo.dates.edtf import parse
from rapallo.dates.when import Bounds
from rapallo.errors import BadOption, UnreadableDate
from rapallo.model.claim import Claim
from rapallo.projection.edges import EventEdge
from rapallo.projection.level import Level
from tests.analysis.paths.test_chains import WAITS, contacts, day, edges
from tests.analysis.paths.test_paths import CHAIN, chains, met
from tests.helpers import STATES, make_book
from tests.oracle import paths as oracle

LEVEL = Level("diplomat", STATES)
FIRST = parse(day(0)).s0
LIMITS = st.one_of(st.none(), st.integers(0, 7))


@settings(max_examples=150, deadline=None)
@given(edges(), WAITS, st.booleans(), st.booleans(), LIMITS, LIMITS)
def test_the_best_chains_are_those_that_trying_everything_finds(
    found: list[EventEdge],
    wait: int | None,
    certain: bool,
    same_day: bool,
    depart: int | None,
    arrive: int | None,
) -> None:
    first = None if depart is None else FIRST + depart
    last = None if arrive is None else FIRST + arrive
    known = oracle.ways(
        contacts(found),
        "A",
        "E",
        certain=certain,
        wait=wait,
        same_day=same_day,
        depart=first,
        arrive=last,
    )
    within = Bounds(BEGINNING if first is None else first, END if last is None else last)
    longest = Period("", 0, wait) if wait else None
    question = Question(tuple(found), "A", "E", ("met_with",), longest, same_day, LEVEL, within)
    search = Search(question, certain=certain)
    best = search.best(MODES)
    numbers: dict[str, tuple[int, ...]] = {}
    for mode, steps in best.items():
        span = span_of(steps, question, certain=certain)
        numbers[mode] = {
            "earliest": (span.arrives, len(steps)),
            "latest": (span.leaves,),
            "fastest": (span.takes,),
            "fewest": (len(steps), span.arrives),
        }[mode]
    assert search.complete
    assert numbers == oracle.best_by_mode(known)


# The first way is long and early, the second leaves late, the third is quick, the fourth straight.
WAYS = [
    met("1", "Adam Bor", "1926-03-01"),
    met("2", "Bor Dahl", "1926-05-01"),
    met("3", "Adam Carr", "1926-09-01"),
    met("4", "Carr Dahl", "1926-09-04"),
    met("5", "Adam Ek", "1926-10"),
    met("6", "Ek Dahl", "1926-12-01"),
]


@pytest.mark.parametrize(
    ("mode", "options", "expected", "sentence"),
    [
        ("earliest", {}, "1 2", "2 steps, arrived by 1926-05-01."),
        (
            "latest",
            {},
            "5 6",
            "2 steps, departed on no day before 1926-10-01, arrived by 1926-12-01.",
        ),
        (
            "fastest",
            {},
            "3 4",
            "2 steps, departed on no day before 1926-09-01, arrived by 1926-09-04, "
            "takes 3 days at the most.",
        ),
        ("earliest", {"depart": "1926-03-02"}, "3 4", "2 steps, arrived by 1926-09-04."),
        ("earliest", {"depart": "1926-10"}, "5 6", "2 steps, arrived by 1926-12-01."),
        (
            "latest",
            {"arrive": "1926-06"},
            "1 2",
            "2 steps, departed on no day before 1926-03-01, arrived by 1926-05-01.",
        ),
    ],
)
def test_each_mode_has_its_chain(
    tmp_path: Path, mode: Mode, options: dict[str, Any], expected: str, sentence: str
) -> None:
    book = make_book(tmp_path, WAYS)
    result = paths(book, "Adam", "Dahl", mode=[mode], certain=True, **options)
    assert chains(result) == [("certain", expected)]
    assert result.notes[0].endswith(sentence)


def test_a_chain_that_may_be_faster_is_told_beside_the_certain_one(tmp_path: Path) -> None:
    book = make_book(tmp_path, [*CHAIN, met("4", "Bor Dahl", "[1926-03-02..1926-05]")])
    result = paths(book, "Adam", "Dahl", mode=["fastest"])
    assert chains(result) == [("certain", "1 2 3"), ("possible", "1 4")]
    assert [row["days"] for row in result.rows] == [60, 60, 60, 1, 1]
    assert result.notes[:2] == (
        "Path 1 (certain, fastest): 3 steps, departed on no day before 1926-03-01, arrived by "
        "1926-04-30, takes 60 days at the most.",
        "Path 2 (possible, fastest): 2 steps, departs on 1926-03-01 at the latest, arrives on "
        "1926-03-02 at the earliest, takes 1 day at the least.",
    )


def test_a_chain_without_dates_has_no_days(tmp_path: Path) -> None:
    result = paths(make_book(tmp_path, [met("1", "Adam Dahl", "")]), "Adam", "Dahl", mode=MODES)
    assert [row["days"] for row in result.rows] == [None]
    assert result.notes[0].endswith(
        "1 step, departed at a time that is not told, arrived by no day that is told."
    )


@pytest.mark.parametrize(
    ("options", "certainty", "sentence"),
    [
        (
            {"depart": "1926-03-02"},
            [],
            "There is no chain: there is one only outside the days asked for (--depart, --arrive).",
        ),
        (
            {"arrive": "1926-04-29"},
            ["possible"],
            "No chain is certain: the one that is certain otherwise has a date that may fall "
            "outside the days asked for (--depart, --arrive).",
        ),
    ],
)
def test_the_days_asked_for_may_be_why(
    tmp_path: Path, options: dict[str, Any], certainty: list[str], sentence: str
) -> None:
    result = paths(make_book(tmp_path, CHAIN), "Adam", "Dahl", **options)
    assert result.notes[0] == sentence
    assert [word for word, _ in chains(result)] == certainty


LASTS = met("1", "Adam Dahl", "1922-01-01/1922-03-01")
MAYBE = met("2", "Adam Dahl?", "1922-02-05")
BEFORE = met("3", "Adam Dahl", "1921")


@pytest.mark.parametrize(
    ("rows", "options", "sentence"),
    [
        (
            [LASTS],
            {"depart": "1922-02-01"},
            "No chain is certain: the one that is certain otherwise has an event that goes on "
            "beyond the days asked for (--depart, --arrive).",
        ),
        (
            [LASTS],
            {"depart": "1922-02-01", "arrive": "1922-02-10", "certain": True},
            "No chain is certain: the one that is certain otherwise has an event that goes on "
            "beyond the days asked for (--depart, --arrive).",
        ),
        (
            [MAYBE, BEFORE],
            {"depart": "1922-02-01"},
            "No chain is certain: with certainty there is one only outside the days asked for "
            "(--depart, --arrive).",
        ),
        (
            [MAYBE],
            {"depart": "1923", "certain": True},
            "There is no chain: there is one only outside the days asked for (--depart, --arrive), "
            "and it is not certain.",
        ),
        (
            [BEFORE],
            {"depart": "1923", "certain": True},
            "There is no chain: there is one only outside the days asked for (--depart, --arrive).",
        ),
    ],
)
def test_what_the_days_asked_for_leave_out(
    tmp_path: Path, rows: list[Claim], options: dict[str, Any], sentence: str
) -> None:
    result = paths(make_book(tmp_path, rows), "Adam", "Dahl", **options)
    assert result.notes[0] == sentence
    assert not any(row["certainty"] == "certain" for row in result.rows)


@pytest.mark.parametrize(
    ("options", "error", "sentence"),
    [
        ({"mode": ["quickest"]}, BadOption, "--mode quickest: there is none; there are earliest"),
        ({"mode": []}, BadOption, "no --mode is asked for; there are earliest, latest"),
        (
            {"depart": "1927", "arrive": "1926"},
            BadOption,
            "--depart 1927 comes after --arrive 1926: no day is left",
        ),
        ({"depart": "soon"}, UnreadableDate, "'soon'"),
    ],
)
def test_a_mode_or_a_limit_may_be_nonsense(
    tmp_path: Path, options: dict[str, Any], error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        paths(make_book(tmp_path, CHAIN), "Adam", "Dahl", **options)
