"""Independent witnesses: copies and common documents count once, in Python and in the filter."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapallo.casebook.filters import Filters
from rapallo.casebook.read import StoredClaim
from rapallo.export.tables import export_csv
from rapallo.identity.witnesses import Witnesses
from rapallo.load import load
from rapallo.model.claim import Claim
from rapallo.model.nodes import Document, Source
from tests.helpers import claim, make_book, put, same


def told(number: int, source: str, documents: str = "", **more: str) -> Claim:
    given = {"date": "1926", "source": source, "documents": documents, **more}
    return claim(f"c-{number}", "met_with", "Germany;USSR", **given)


def witnesses(
    folder: Path, claims: list[Claim], sources: list[Source], documents: list[Document]
) -> tuple[tuple[str, ...], ...]:
    """The witnesses of the one event of these claims, found in both ways."""
    joined = [same("c-1", one.id) for one in claims[1:]]
    book = make_book(folder, claims, sources=sources, documents=documents, judgements=joined)
    found = Witnesses.of(book).groups(book.stored())
    for number in range(2, len(claims) + 2):
        passing = book.stored(Filters(min_sources=number))
        assert bool(passing) == (len(found) >= number), number
    return found


TELEGRAM = Document("tel", title="Telegram 12", archive="PA AA", shelf_mark="R 28")


@pytest.mark.parametrize(
    ("claims", "derived", "documents", "expected"),
    [
        ([("a", ""), ("b", "")], {}, [], ["a", "b"]),
        ([("a", ""), ("a", "")], {}, [], ["a"]),
        ([("a", "x"), ("a", "y")], {}, [], ["a"]),
        ([("a", ""), ("b", "")], {"b": "a"}, [], ["a b"]),
        ([("b", ""), ("c", "")], {"b": "a", "c": "a"}, [], ["b c"]),
        # A copy of a copy, and neither the first text nor the copy between tells of the event.
        ([("d", ""), ("e", "")], {"d": "c", "c": "b", "b": "a", "e": "a"}, [], ["d e"]),
        ([("a", ""), ("b", "")], {"a": "b", "b": "a"}, [], ["a b"]),
        ([("a", ""), ("b", ""), ("c", "")], {"c": "a;b"}, [], ["a b c"]),
        ([("a", ""), ("b", "")], {"c": "a;b"}, [], ["a", "b"]),
        ([("a", "tel"), ("b", "tel")], {}, [], ["a b"]),
        ([("a", "tel;x"), ("b", "y;tel")], {}, [], ["a b"]),
        ([("a", "x"), ("b", "x;y"), ("c", "y"), ("d", "z")], {}, [], ["a b c", "d"]),
        ([("a", "x"), ("a", "y"), ("b", "x"), ("c", "y")], {}, [], ["a b c"]),
        # An edition that was made from the telegram which a book cites.
        ([("a", "tel"), ("b", "")], {"b": "tel"}, [TELEGRAM], ["a b"]),
        ([("a", "tel"), ("b", "m2")], {},
         [TELEGRAM, Document("m2", archive=" pa aa", shelf_mark="r 28 ")], ["a b"]),
        ([("a", "tel"), ("b", "m2")], {},
         [TELEGRAM, Document("m2", archive="PA AA", shelf_mark="R 29")], ["a", "b"]),
        # No shelf mark is no mark in common.
        ([("a", "m1"), ("b", "m2")], {},
         [Document("m1", archive="PA AA"), Document("m2", archive="PA AA")], ["a", "b"]),
        # A document and a source may bear one name, and are not one.
        ([("a", "b"), ("b", "")], {}, [], ["a", "b"]),
        ([("a", r"no\;1"), ("b", r"no\;1;no")], {}, [], ["a b"]),
        ([("a", r"no\;1"), ("b", "no")], {}, [], ["a", "b"]),
    ],
)  # fmt: skip
def test_who_is_one_witness(
    tmp_path: Path,
    claims: list[tuple[str, str]],
    derived: dict[str, str],
    documents: list[Document],
    expected: list[str],
) -> None:
    sources = [Source(key, key, derived_from=derived.get(key, "")) for key in "abcde"]
    rows = [told(number, *cells) for number, cells in enumerate(claims, 1)]
    found = witnesses(tmp_path, rows, sources, documents)
    assert [" ".join(group) for group in found] == expected


def test_only_told_claims_bear_witness_to_the_filter(tmp_path: Path) -> None:
    rows = [told(1, "a"), told(2, "b", status="negated")]
    book = make_book(tmp_path, rows, judgements=[same("c-1", "c-2")])
    assert book.stored(Filters(min_sources=2)) == []
    assert book.stored(Filters(min_sources=2, status=())) == []


def test_what_is_said_of_a_source_later_counts(tmp_path: Path) -> None:
    book = make_book(tmp_path, [told(1, "a"), told(2, "b")], judgements=[same("c-1", "c-2")])
    assert len(book.stored(Filters(min_sources=2))) == 2
    put(book, [Source("b", "B", derived_from="a")], name="later")
    assert book.stored(Filters(min_sources=2)) == []


def test_derived_from_is_written_and_read_back(tmp_path: Path) -> None:
    sources = [Source("a", "A"), Source("b", "B", derived_from="a;tel")]
    book = make_book(tmp_path, [told(1, "a"), told(2, "b")], sources=sources, documents=[TELEGRAM])
    export_csv(book, tmp_path / "one")
    again = make_book(tmp_path, name="again.duckdb", states=())
    load(again, "sheet", [tmp_path / "one"])
    assert [s.derived_from for s in again.nodes(Source)] == ["", "a;tel"]
    export_csv(again, tmp_path / "two")
    for file in ("sources.csv", "documents.csv", "claims.csv"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


keys = st.sampled_from("abcd")
cells = st.lists(st.sampled_from(["x", "y", "z"]), max_size=2, unique=True).map(";".join)
parents = st.dictionaries(keys, st.sampled_from(["", "a", "b", "c;d", "x", "nowhere"]))


@given(st.lists(st.tuples(keys, cells, st.integers(0, 1)), min_size=1, max_size=8), parents)
@settings(max_examples=15)
def test_the_filter_counts_as_python_does(
    rows: list[tuple[str, str, int]], derived: dict[str, str]
) -> None:
    claims = [told(n, source, cited) for n, (source, cited, _) in enumerate(rows)]
    firsts: dict[int, str] = {}
    joined = []
    for one, (_, _, event) in zip(claims, rows, strict=True):
        if firsts.setdefault(event, one.id) != one.id:
            joined.append(same(firsts[event], one.id))
    sources = [Source(key, key, derived_from=derived.get(key, "")) for key in "abcd"]
    with TemporaryDirectory() as folder:
        book = make_book(Path(folder), claims, sources=sources, judgements=joined)
        known = Witnesses.of(book)
        by_event: dict[str, list[StoredClaim]] = defaultdict(list)
        for found in book.stored():
            by_event[found.event].append(found)
        for number in (2, 3, 4):
            expected = {e for e, those in by_event.items() if len(known.groups(those)) >= number}
            assert {c.event for c in book.stored(Filters(min_sources=number))} == expected
