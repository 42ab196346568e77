"""What rests on one witness alone, and on documents that nobody has named."""

from __future__ import annotations

from pathlib import Path

import pytest

from rapallo.analysis.corroboration import corroboration, unnamed_documents
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import NoClaims
from rapallo.load import load
from rapallo.model.nodes import Document, Source
from tests.helpers import claim, make_book, same

CLAIMS = [
    claim("a-1", "met_with", "Germany;USSR", date="1927", source="a", documents="n1"),
    claim("b-1", "met_with", "Germany;USSR", date="1927", source="b", documents="tel;n2"),
    claim("a-2", "signed", "Germany;USSR", treaty="Berlin", date="1926", source="a"),
    claim("c-2", "signed", "Germany;USSR", treaty="Berlin", date="1926-04", source="c"),
    claim("a-3", "opposed", "Germany", "Poland", source="a", documents="tel"),
    claim("d-4", "opposed", "France", "Poland", date="1925", source="d", documents="n3"),
]


@pytest.fixture
def book(tmp_path: Path) -> Casebook:
    return make_book(
        tmp_path,
        CLAIMS,
        sources=[Source("a", "A"), Source("c", "C", derived_from="a")],
        documents=[Document("tel", title="Telegram"), Document("n1", "a", "1")],
        judgements=[same("a-1", "b-1"), same("a-2", "c-2")],
    )


def test_what_rests_on_one_witness(book: Casebook) -> None:
    rows = corroboration(book).rows
    assert [(row["event"], row["witnesses"], row["sources"]) for row in rows] == [
        ("d-4", 1, ("d",)),
        ("a-2", 1, ("a = c",)),
        ("a-3", 1, ("a",)),
    ]
    assert rows[1]["claims"] == ("a-2", "c-2")
    assert (rows[2]["documents"], rows[2]["unnamed"]) == (("tel",), ())
    assert rows[0]["unnamed"] == ("n3",)


def test_all_events(book: Casebook) -> None:
    rows = {row["event"]: row for row in corroboration(book, most=None).rows}
    assert rows["a-1"]["witnesses"] == 2
    assert rows["a-1"]["sources"] == ("a", "b")
    assert (rows["a-1"]["documents"], rows["a-1"]["unnamed"]) == (("tel",), ("n1", "n2"))
    assert list(corroboration(book, filters=Filters(min_sources=2), most=None).rows) == [
        rows["a-1"]
    ]


def test_who_leans_on_several_stands_beside_them(tmp_path: Path) -> None:
    claims = [
        claim(f"w-{key}", "opposed", "Germany", "Poland", date="1923", source=key) for key in "acef"
    ]
    sources = [
        Source("a", "A"),
        Source("c", "C"),
        Source("e", "E", derived_from="a;c"),
        Source("f", "F", derived_from="c"),
    ]
    joined = [same("w-a", f"w-{key}") for key in "cef"]
    book = make_book(tmp_path, claims, sources=sources, judgements=joined)
    found = corroboration(book, most=None)
    (row,) = found.rows
    assert (row["witnesses"], row["sources"]) == (2, ("a", "c = f"))
    assert row["between"] == ("e leans on a and c",)
    assert any("none more" in note for note in found.notes)
    assert len(book.stored(Filters(min_sources=2))) == 4
    assert book.stored(Filters(min_sources=3)) == []


def test_it_says_what_it_counted(book: Casebook) -> None:
    events, leaning, documents = corroboration(book).notes
    assert events == (
        "3 of 4 events rest on one witness alone; 1 of these are told by several claims, 1 by"
        " several texts that lean on one another."
    )
    assert "nobody has said otherwise" in leaning
    assert documents == (
        "Of 6 claims 4 cite a document: 2 of them rest on documents that nobody has named, 2 on one"
        " that somebody has. The other 2 cite none."
    )


def test_documents_that_nobody_has_named(book: Casebook) -> None:
    rows = unnamed_documents(book).rows
    assert [(row["document"], row["number"], row["alone"], row["claims"]) for row in rows] == [
        ("n1", 1, 1, ("a-1",)),
        ("n2", 1, 0, ("b-1",)),
        ("n3", 1, 1, ("d-4",)),
    ]
    assert (rows[0]["cited_by"], rows[0]["footnote"]) == ("a", "1")


def test_what_a_source_derives_from_must_be_known(tmp_path: Path) -> None:
    sources = [Source("a", "A", derived_from="tel;b"), Source("c", "C", derived_from="aa")]
    book = make_book(tmp_path, CLAIMS, sources=sources, documents=[Document("tel", title="T")])
    assert corroboration(book).notes[3:] == (
        "c is derived from 'aa', which is the key of no source and the id of no document here.",
    )


def test_nothing_to_count(book: Casebook) -> None:
    with pytest.raises(NoClaims):
        corroboration(book, filters=Filters(kind=("supported",)))


def test_the_dossier(tmp_path: Path) -> None:
    book = Casebook(tmp_path / "book.duckdb")
    load(book, "dossier")
    found = corroboration(book, filters=Filters(status=()), most=None)
    several = {row["event"] for row in found.rows if row["witnesses"] > 1}
    passing = {claim.event for claim in book.stored(Filters(status=(), min_sources=2))}
    assert several == passing
    assert len(several) == 16
    cited = [claim for claim in book.stored(Filters(status=())) if claim.documents]
    assert f" {len(cited)} cite a document" in found.notes[-1]
