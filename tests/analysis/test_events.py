"""Events listed, candidates proposed until they are judged, and how well that does."""

from __future__ import annotations

from pathlib import Path

import pytest

from rapallo.analysis.events import candidates, events_told, measured
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import NoClaims
from rapallo.identity.event_pairs import Tuning
from rapallo.load import load
from rapallo.model.nodes import Judgement
from tests.helpers import claim, make_book, put, same

CLAIMS = [
    claim("a-1", "met_with", "Germany;USSR", date="1927-03-05", source="a", place="Riga"),
    claim("b-1", "met_with", "Germany;USSR", date="1927-03-05", source="b", place="Riga"),
    claim("b-2", "met_with", "Germany;USSR", date="1927-03", source="b"),
    claim("c-1", "opposed", "France", "Poland", source="c"),
]


def pairs(book: Casebook, **how: object) -> list[tuple[str, str, str]]:
    rows = candidates(book, **how).rows  # type: ignore[arg-type]
    return [(row["a"], row["b"], row["verdict"]) for row in rows]


@pytest.fixture
def book(tmp_path: Path) -> Casebook:
    return make_book(tmp_path, CLAIMS)


def test_events_with_their_witnesses(book: Casebook) -> None:
    put(book, [same("a-1", "b-1")], name="judged")
    result = events_told(book)
    assert [(row["event"], row["number"], row["witnesses"]) for row in result.rows] == [
        ("b-2", 1, 1),
        ("a-1", 2, 2),
        ("c-1", 1, 1),
    ]
    assert result.notes[0] == "3 events, 1 of them told by several claims."
    (row,) = events_told(book, several=True).rows
    assert row["claims"] == ("a-1", "b-1")
    assert (row["agents"], row["date"], row["sources"]) == (
        ("Germany", "Soviet Union"),
        "1927-03-05",
        ("a", "b"),
    )


def test_a_candidate_says_why(book: Casebook) -> None:
    first, *_ = candidates(book).rows
    assert (first["a"], first["b"], first["points"]) == ("a-1", "b-1", 10)
    assert first["reason"] == "one day, same agents, same act, same place"
    assert (first["what"], first["verdict"], first["claims"]) == ("event", "", ("a-1", "b-1"))
    assert Judgement.from_row({**first, "verdict": "same"}).a == "a-1"


def test_a_judged_pair_is_proposed_no_more(book: Casebook) -> None:
    assert pairs(book) == [("a-1", "b-1", ""), ("a-1", "b-2", ""), ("b-1", "b-2", "")]
    put(book, [same("b-1", "a-1", "unsure")], name="judged")
    assert pairs(book) == [("a-1", "b-2", ""), ("b-1", "b-2", "")]
    assert pairs(book, judged=True)[0] == ("a-1", "b-1", "unsure")


def test_of_two_events_one_pair_is_proposed(book: Casebook) -> None:
    put(book, [same("a-1", "b-1")], name="judged")
    (row,) = candidates(book).rows
    assert (row["a"], row["b"], row["more"]) == ("a-1", "b-2", 1)


def test_different_events_are_different_in_all_their_claims(book: Casebook) -> None:
    put(book, [same("a-1", "b-1"), same("a-1", "b-2", "different")], name="judged")
    assert pairs(book) == []
    assert pairs(book, judged=True) == [("a-1", "b-2", "different")]
    # The line is gone, and the question is open again.
    put(book, [same("a-1", "b-1")], name="judged")
    assert pairs(book) == [("a-1", "b-2", "")]


def test_the_measure_by_hand(book: Casebook) -> None:
    put(book, [same("a-1", "b-1"), same("b-1", "b-2", "unsure")], name="judged")
    (row,) = [row for row in measured(book).rows if row["asked"]]
    # Proposed are a-1 with b-1, rightly, and with b-2, which is then wrong; the third is unsure.
    assert (row["points"], row["proposed"], row["right"]) == (5, 2, 1)
    assert (row["precision"], row["recall"]) == (0.5, 1.0)
    assert row["recall_low"] == pytest.approx(0.2065, abs=1e-4)
    strict = measured(book, tuning=Tuning(least=20)).rows
    assert [(r["proposed"], r["precision"]) for r in strict if r["asked"]] == [(0, None)]


def test_without_a_judgement_nothing_is_measured(book: Casebook) -> None:
    with pytest.raises(NoClaims, match="no two claims are judged one event"):
        measured(book)
    with pytest.raises(NoClaims, match="passes: kind signed"):
        candidates(book, filters=Filters(kind=("signed",)))


def test_the_measure_of_the_dossier_does_not_fall(tmp_path: Path) -> None:
    """`rapallo events measure`: 61 of 67 pairs found, 61 of 62 proposed rightly (November 2026)."""
    book = Casebook(tmp_path / "book.duckdb")
    load(book, "dossier")
    (row,) = [row for row in measured(book).rows if row["asked"]]
    assert row["recall"] >= 61 / 67
    assert row["precision"] >= 61 / 62
    (sure,) = [row for row in measured(book, tuning=Tuning(least=6)).rows if row["asked"]]
    assert sure["precision"] >= 0.98
    assert sure["recall"] >= 55 / 67
