"""What a question is put to: whole events, denials heard, and a sentence where there is nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from rapallo.analysis import result
from rapallo.casebook.filters import Filters
from rapallo.errors import NoClaims
from rapallo.projection import evidence
from rapallo.projection.evidence import Evidence
from rapallo.projection.level import Level
from rapallo.projection.project import event_edges
from tests.helpers import claim, make_book, same

ROWS = [
    claim("a", "met_with", "A|Germany;B|USSR", date="1926-03-05", source="s"),
    claim("b", "met_with", "A|Germany;B|USSR;C|Latvia", date="1927-01-02", source="t"),
    claim("c", "met_with", "A|Germany;B|USSR", status="negated", source="t"),
    claim("d", "opposed", "Germany", "Latvia", date="1926", source="t"),
]
JUDGED = [same("a", "b"), same("a", "c")]


def test_an_event_comes_with_all_its_claims(tmp_path: Path) -> None:
    """One claim puts it into the window; the other leaves it open whether it was then at all."""
    book = make_book(tmp_path, ROWS[:2], judgements=JUDGED[:1])
    found = Evidence.of(book, Filters(between=("1926", "1926")))
    assert [claim.id for claim in found.claims] == ["a", "b"]
    assert [str(event.when) for event in found.events] == ["[1926-03-05..1927-01-02]"]
    assert [e.certain for e in event_edges(found, Level.of(book, "state"))] == [False] * 3


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), ["a", "b", "d"]),
        (Filters(source=("s",)), ["a"]),
        (Filters(source=("t",), between=("1927", "1927")), ["b"]),
        (Filters(kind=("opposed",)), ["d"]),
        (Filters(status=()), ["a", "b", "c", "d"]),
        (Filters(actor=("c",)), ["a", "b"]),
        (Filters(min_sources=2), ["a", "b"]),
    ],
)
def test_whose_word_counts_is_a_filter_on_claims(
    tmp_path: Path, filters: Filters, expected: list[str]
) -> None:
    book = make_book(tmp_path, ROWS, judgements=JUDGED)
    assert [claim.id for claim in Evidence.of(book, filters).claims] == expected


@pytest.mark.parametrize(
    ("filters", "negated"),
    [
        (Filters(), True),
        (Filters(source=("s",)), False),
        (Filters(source=("t",)), True),
        (Filters(status=()), True),
        (Filters(status=("told", "negated")), True),
    ],
)
def test_a_denial_is_heard_though_it_does_not_count(
    tmp_path: Path, filters: Filters, negated: bool
) -> None:
    book = make_book(tmp_path, ROWS, judgements=JUDGED)
    (event,) = (e for e in Evidence.of(book, filters).events if e.kind == "met_with")
    assert event.negated is negated


@pytest.mark.parametrize(
    ("filters", "sentence"),
    [
        (Filters(source=("x",)), "no claim in the casebook passes: source x"),
        (Filters(), "no claim in the casebook counts"),
    ],
)
def test_nothing_is_said_so(tmp_path: Path, filters: Filters, sentence: str) -> None:
    book = make_book(tmp_path, [claim("a", "met_with", "A|Germany;B|USSR", status="planned")])
    with pytest.raises(NoClaims, match=f"^{sentence}$"):
        Evidence.of(book, filters)


def test_the_trace_names_casebook_and_filters(tmp_path: Path) -> None:
    book = make_book(tmp_path, ROWS)
    traced = Evidence.of(book, Filters(kind=("opposed",))).provenance("verb", seed=1, by="state")
    assert traced.casebook == book.digest
    assert (traced.verb, traced.filters, traced.seed) == ("verb", "kind opposed", 1)
    assert traced.options == {"by": "state"}


def test_results_hand_on_the_same_classes() -> None:
    assert (result.Evidence, result.Provenance) == (evidence.Evidence, evidence.Provenance)
