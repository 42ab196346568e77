"""Columns of edges: from edges and straight from the casebook, always the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import NoClaims
from rapallo.load import load
from rapallo.model.acts import KINDS
from rapallo.model.claim import Claim
from rapallo.model.nodes import Member, Organization, Post
from rapallo.projection.columns import Columns
from rapallo.projection.edges import event_edges, tallied_edges
from rapallo.projection.evidence import Evidence
from rapallo.projection.level import By, Level
from rapallo.projection.scan import edges_of, scan
from tests.benchmarks.bulk import bulk
from tests.helpers import claim, make_book, same

ROWS = [
    claim("a", "met_with", "Adam|Germany;Bor|USSR", date="1926-03-05"),
    claim("b", "met_with", "Adam|Germany;Bor|USSR?;Carr|Latvia", date="1926-03"),
    claim("c", "met_with", "Adam|Germany;Dahl|Germany;;Bor|USSR", date="1926/1927"),
    claim("d", "met_with", "{Adam|Germany/Ek|Poland};Bor|USSR", date="1927?"),
    claim("e", "met_with", "Adam|Germany;Bor|USSR", date="[1926-03-01,1926-04-01]"),
    claim("f", "met_with", "Adam|Germany;Dahl|Germany", date="{1926-03-01,1926-05-01}"),
    claim("g", "met_with", "Gray|;Adam|Germany", date="1920"),
    claim("h", "met_with", "Gray|;Fox|", date="1920"),
    claim("i", "met_with", "Adam|Germany;Bor|USSR", date="1926-03-06", status="negated"),
    claim("j", "met_with", "Adam|Germany;Carr|Latvia", date="1926-04", status="planned"),
    claim("k", "pressured", "Germany;Adam|Germany;Poland", "Lithuania;Latvia", date="1926-05"),
    claim("l", "opposed", "Germany", "Poland", treaty="Pact", issue="Vilnius", date="1926-05-01"),
    claim("m", "opposed", "Poland;France", issue="Vilnius;Baltic union", date=""),
    claim("n", "supported", "France", "France;Estonia", date="1926"),
    claim("o", "signed", "Germany;Bor|USSR", treaty="Pact;Annex", date="1926-04-24"),
    claim("p", "signed", "Germany", treaty="Pact", act="ratified", date="1926-06-01"),
    claim("q", "informed", "Adam|Germany", "[envoy in Riga]|USSR", date="1926-05-03"),
    claim("r", "informed", "Adam|Germany", "Bor|USSR;Ek|Poland?", date="1926~", source="t"),
    claim("s", "pressured", "Western states", "USSR", date="1925"),
    claim("t", "pressured", "Soviet Russia", "Latvia", date="1921", source="t"),
    claim("u", "met_with", "Adam|Germany;Bor|USSR", date="1926-03-05", source="t"),
    claim("v", "met_with", "Adam|Germany;Bor|USSR", date="1926-03-05", status="negated"),
    claim("w", "met_with", "Carr|Latvia;Ek|Poland", date="1926-03-05"),
]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    return make_book(
        tmp_path_factory.mktemp("book"),
        ROWS,
        organizations=[
            Organization("russia", "Russia", kind="lineage"),
            Organization("west", "Western states", kind="coalition"),
        ],
        members=[
            Member("Russia", "Soviet Russia"),
            Member("Russia", "USSR"),
            Member("Western states", "France"),
            Member("Western states", "United Kingdom", "1926"),
        ],
        posts=[Post("gray", "envoy in Paris", "Poland", "France", "Gray|", "1919", "1921")],
        judgements=[same("a", "u"), same("w", "v")],
    )


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    found = Casebook(tmp_path_factory.mktemp("dossier") / "book.duckdb")
    load(found, "dossier")
    return found


FILTERS = [
    Filters(),
    Filters(status=()),
    Filters(status=("planned",)),
    Filters(between=("1926-03-01", "1926-04-15")),
    Filters(source=("t",)),
    Filters(kind=("met_with",), min_sources=2),
    Filters(actor=("bor",)),
]


@pytest.mark.parametrize("filters", FILTERS, ids=Filters.describe)
@pytest.mark.parametrize(
    ("by", "wide"), [("state", False), ("diplomat", False), ("actor", False), ("state", True)]
)
def test_a_casebook_gives_the_columns_of_its_edges(
    book: Casebook, by: By, wide: bool, filters: Filters
) -> None:
    level = Level.of(book, by, lineage=wide, expand=["Western states"] if wide else ())
    edges, tally = tallied_edges(Evidence.of(book, filters), level)
    found = scan(book, level, KINDS, filters)
    assert found.columns.same(Columns.of(edges))
    assert found.tally == tally


@pytest.mark.parametrize("by", ["state", "diplomat", "actor"])
def test_so_does_the_dossier(dossier: Casebook, by: By) -> None:
    level = Level.of(dossier, by)
    evidence = Evidence.of(dossier)
    edges, tally = tallied_edges(evidence, level)
    found = scan(dossier, level)
    assert found.columns.same(Columns.of(edges))
    assert (found.tally, found.digest) == (tally, evidence.digest)
    assert sum(found.denominator.values()) == len(evidence.claims)
    assert 0 < found.odd < len(evidence.events) / 4


@pytest.mark.parametrize("by", ["state", "diplomat"])
def test_so_does_a_casebook_that_was_made(tmp_path: Path, by: By) -> None:
    made = bulk(tmp_path / "made.duckdb", 400, people=60, states=5)
    level = Level.of(made, by)
    edges, tally = tallied_edges(Evidence.of(made), level)
    found = scan(made, level)
    assert (found.odd, found.tally) == (0, tally)
    assert found.columns.same(Columns.of(edges))


@st.composite
def claims(draw: st.DrawFn) -> list[Claim]:
    """Some of the rows, under their names or others, dated or not."""
    chosen = draw(st.lists(st.sampled_from(ROWS), min_size=1, max_size=6, unique_by=id))
    return [row for row in chosen if row.id not in "vw"]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=claims(), by=st.sampled_from(["state", "diplomat", "actor"]))
def test_so_does_any_part_of_it(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Claim], by: By
) -> None:
    if not any(row.status == "told" for row in rows):
        return
    part = make_book(
        tmp_path_factory.mktemp("part"),
        rows,
        organizations=[Organization("west", "Western states", kind="coalition")],
    )
    level = Level.of(part, by)
    edges, tally = tallied_edges(Evidence.of(part), level)
    found = scan(part, level)
    assert found.columns.same(Columns.of(edges))
    assert found.tally == tally


def test_the_edges_of_a_few_events_come_with_their_claims(book: Casebook) -> None:
    level = Level.of(book, "diplomat")
    wanted = {"a", "b", "v"}
    expected = [e for e in event_edges(Evidence.of(book), level) if e.event in wanted]
    assert edges_of(book, level, wanted) == expected
    by_event = {edge.event: edge for edge in expected}
    assert by_event["a"].claims == ("a", "u")
    assert not by_event["v"].certain, "it is denied"


def test_rows_are_taken_by_a_mask_or_by_numbers(book: Casebook) -> None:
    columns = Columns.of(event_edges(Evidence.of(book), Level.of(book, "diplomat")))
    meetings = columns.take(columns.kind == KINDS.index("met_with"))
    assert 0 < len(meetings) < len(columns)
    assert not columns.same(meetings)
    assert columns.take(np.arange(len(columns))).same(columns)
    assert columns.same(columns)


def test_sets_of_dates_are_kept_beside_their_bounds(book: Casebook) -> None:
    columns = scan(book, Level.of(book, "diplomat")).columns
    assert {columns.events[event]: len(when.members) for event, when in columns.sets.items()} == {
        "e": 2,
        "f": 2,
    }


def test_no_edges_are_columns_too(book: Casebook) -> None:
    empty = Columns.of([])
    assert (len(empty), empty.names, list(empty.events)) == (0, (), [])
    assert empty.a.dtype == np.int32
    assert scan(book, Level.of(book, "diplomat"), (), Filters()).columns.same(empty)


def test_where_nothing_passes_it_is_said(book: Casebook) -> None:
    with pytest.raises(NoClaims, match="no claim in the casebook passes: source nobody"):
        scan(book, Level.of(book, "diplomat"), KINDS, Filters(source=("nobody",)))
