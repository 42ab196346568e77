"""Chains of a large record, found by columns: as good as those that the exact search finds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from rapallo.analysis.paths import paths
from rapallo.analysis.paths.arrivals import Rules
from rapallo.analysis.paths.modes import MODES, Search, span_of
from rapallo.analysis.paths.narrow import Narrow
from rapallo.analysis.paths.wherefore import Question
from rapallo.casebook.book import Casebook
from rapallo.dates.when import Bounds
from rapallo.projection.columns import Columns
from rapallo.projection.edges import EventEdge
from rapallo.projection.level import Level
from tests.analysis.paths.test_arrivals import rules
from tests.analysis.paths.test_chains import edges
from tests.analysis.paths.test_modes import WAYS
from tests.analysis.paths.test_paths import CHAIN, chains, met, told
from tests.benchmarks.bulk import bulk
from tests.helpers import STATES, claim, make_book

LEVEL = Level("diplomat", STATES)


def values(found: Sequence[EventEdge], given: Rules) -> dict[str, tuple[int, ...]]:
    """What the best chain of each mode comes to."""
    within = Bounds(given.depart, given.arrive)
    kinds = ("met_with", "informed")
    question = Question(tuple(found), "A", "E", kinds, None, given.same_day, LEVEL, within)
    numbers: dict[str, tuple[int, ...]] = {}
    for mode, steps in Search(question, certain=given.certain).best(MODES).items():
        span = span_of(steps, question, certain=given.certain)
        numbers[mode] = {
            "earliest": (span.arrives, len(steps)),
            "latest": (span.leaves,),
            "fastest": (span.takes,),
            "fewest": (len(steps), span.arrives),
        }[mode]
    return numbers


@settings(max_examples=150, deadline=None)
@given(edges(), rules())
def test_the_events_that_matter_hold_the_best_chains(found: list[EventEdge], given: Rules) -> None:
    columns = Columns.of(found)
    if not {"A", "E"} <= set(columns.names):
        return
    narrow = Narrow(columns, columns.names.index("A"), columns.names.index("E"))
    events = narrow.events(MODES, [given])
    few = [edge for edge in found if edge.event in events]
    assert values(few, given) == values(found, given)
    assert bool(events) == bool(values(found, given))
    assert narrow.complete


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every record counts as large."""
    monkeypatch.setattr("rapallo.analysis.paths.asking.MOST_CLAIMS", 0)


@pytest.mark.parametrize(
    ("rows", "options", "expected"),
    [
        (CHAIN, {}, [("certain", "1 2 3")]),
        ([*CHAIN, met("4", "Adam Dahl", "1927")], {}, [("certain", "1 2 3"), ("certain", "4")]),
        (
            [*CHAIN, met("4", "Bor Dahl", "1926-03")],
            {},
            [("certain", "1 2 3"), ("possible", "1 4")],
        ),
        ([*CHAIN, met("4", "Bor Dahl", "1926-03")], {"certain": True}, [("certain", "1 2 3")]),
        ([met("1", "Adam Dahl", "1926?")], {}, [("certain", "1")]),
        (WAYS, {"mode": ["latest"]}, [("certain", "5 6")]),
        (WAYS, {"mode": ["fastest"], "certain": True}, [("certain", "3 4")]),
        ([claim("1", "met_with", "Adam, X.|Germany;Dahl, X.|Estonia;;Bor, X.|USSR")], {}, []),
    ],
)
def test_a_large_record_gives_the_same_chains(
    tmp_path: Path,
    large: None,
    rows: list[Any],
    options: dict[str, Any],
    expected: list[tuple[str, str]],
) -> None:
    result = paths(make_book(tmp_path, rows), "Adam", "Dahl", **options)
    assert chains(result) == expected
    assert sum(result.denominator.values()) == len(rows)


@pytest.mark.parametrize(
    ("rows", "options", "sentence"),
    [
        (
            [CHAIN[0], met("2", "Carr Dahl", "1927")],
            {},
            "There is no chain: Adam, X. and Dahl, X. are not joined by met_with or informed, "
            "whatever the time.",
        ),
        (
            [CHAIN[0], met("2", "Bor Dahl", "1925")],
            {},
            "There is no chain: they are joined, but not in time: some step would come before the "
            "one it must follow.",
        ),
        (
            CHAIN,
            {"depart": "1926-03-02"},
            "There is no chain: there is one only outside the days asked for (--depart, --arrive).",
        ),
        (
            [CHAIN[0], met("2", "Bor Dahl?", "1926-03-20")],
            {"certain": True},
            "No chain is certain: there is one only if an uncertain date, participant or event is "
            "as some source has it, or word passed in time in what is not over before the next "
            "step.",
        ),
        (
            [met("1", "Bor Dahl", "1926"), told("2", "Bor Carr", "1927")],
            {"start": "Ek"},
            "There is no chain: no event of met_with or informed asked for joins Ek, X. to "
            "anybody.",
        ),
    ],
)
def test_why_a_large_record_has_none(
    tmp_path: Path, large: None, rows: list[Any], options: dict[str, Any], sentence: str
) -> None:
    options = dict(options)
    start = options.pop("start", "Adam")
    more = claim("x", "pressured", "Ek, X.|Poland", "Latvia", date="1926")
    result = paths(make_book(tmp_path, [*rows, more]), start, "Dahl", **options)
    assert result.notes[0] == sentence


def test_a_made_casebook_has_the_same_arrivals_either_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book: Casebook = bulk(tmp_path / "made.duckdb", 300, people=40, states=5)
    column = {"earliest": "arrives", "latest": "departs", "fastest": "days", "fewest": "step"}

    def asked() -> list[Any]:
        return [
            paths(book, "Surname 1", goal, mode=[mode], certain=True).rows[-1][column[mode]]
            for goal in ("Surname 5", "Surname 17")
            for mode in MODES
        ]

    small = asked()
    monkeypatch.setattr("rapallo.analysis.paths.asking.MOST_CLAIMS", 0)
    assert asked() == small
