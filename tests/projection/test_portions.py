"""Portions of a casebook: the claims and events of its evidence, whatever the size of a portion."""

from __future__ import annotations

from pathlib import Path

import pytest

from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import NoClaims
from rapallo.projection import portions as module
from rapallo.projection.evidence import Evidence
from rapallo.projection.portions import Portions
from tests.helpers import claim, make_book, same

ROWS = [
    claim("a", "met_with", "Adam|Germany;Bor|USSR", date="1926-03-05"),
    claim("b", "met_with", "Adam|Germany;Bor|USSR", date="1926-03", source="t"),
    claim("c", "pressured", "Germany", "Poland", date="1926-03-07", locator="line 4"),
    claim("d", "pressured", "Germany", "Poland", date="1926-03-07", status="negated"),
    claim("e", "opposed", "USSR", "Poland", date="1927", status="planned"),
    claim("f", "signed", "Germany;USSR", treaty="Pact", date="1926-04-24", source="t"),
    claim("g", "informed", "Adam|Germany", "Bor|USSR", date=""),
]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    judgements = [same("a", "b"), same("c", "d")]
    return make_book(tmp_path_factory.mktemp("book"), ROWS, judgements=judgements)


FILTERS = [
    Filters(),
    Filters(kind=("met_with",)),
    Filters(source=("t",)),
    Filters(status=()),
    Filters(status=("told", "planned")),
    Filters(between=("1926-03-01", "1926-03-31")),
    Filters(min_sources=2),
]


@pytest.mark.parametrize("size", [1, 2, 1000])
@pytest.mark.parametrize("filters", FILTERS, ids=Filters.describe)
def test_portions_hold_what_the_evidence_holds(
    book: Casebook, filters: Filters, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "EVENTS", size)
    whole, read = Evidence.of(book, filters), Portions.of(book, filters)
    assert tuple(read.events()) == whole.events
    assert list(read.told()) == [(c.id, c.source, c.locator) for c in whole.claims]
    assert dict(read.by_source()) == dict(whole.by_source())
    assert read.codebook.acts == whole.codebook.acts
    asked = {"seed": 3, "within": 31}
    assert read.provenance("coordination", **asked) == whole.provenance("coordination", **asked)


def test_nothing_to_read(book: Casebook) -> None:
    with pytest.raises(NoClaims, match="no claim in the casebook passes: source nobody"):
        Portions.of(book, Filters(source=("nobody",)))


def test_a_reader_that_stops_lets_the_casebook_go(tmp_path: Path) -> None:
    book = make_book(tmp_path, ROWS)
    events = Portions.of(book).events()
    next(events)
    events.close()
    with book.store.writing():
        pass
