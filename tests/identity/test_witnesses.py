"""Independent witnesses: copies and common documents count once, in Python and in the filter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.casebook.read import StoredClaim
from rapallo.export.tables import export_csv
from rapallo.identity.independent import MOST, independent
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
        # A compilation of two is no third, and the two remain two.
        ([("a", ""), ("b", ""), ("c", "")], {"c": "a;b"}, [], ["a", "b"]),
        ([("a", ""), ("b", ""), ("c", ""), ("d", "")], {"c": "a;b", "d": "c"}, [], ["a", "b"]),
        ([("a", ""), ("b", ""), ("c", ""), ("d", "")], {"c": "a;b", "d": "b"}, [], ["a", "b d"]),
        ([("a", ""), ("b", "")], {"c": "a;b"}, [], ["a", "b"]),
        ([("a", "tel"), ("b", "tel")], {}, [], ["a b"]),
        ([("a", "tel;x"), ("b", "y;tel")], {}, [], ["a b"]),
        ([("a", "x"), ("b", "x;y"), ("c", "y"), ("d", "z")], {}, [], ["a", "c", "d"]),
        ([("a", "x"), ("a", "y"), ("b", "x"), ("c", "y")], {}, [], ["b", "c"]),
        ([("a", "x"), ("b", "x;y"), ("c", "y;z"), ("d", "z")], {}, [], ["a b", "c d"]),
        ([("a", "v;w"), ("b", "w;x"), ("c", "x;y"), ("d", "y;z"), ("e", "z;v")], {}, [],
         ["a b", "d e"]),
        # An edition that was made from the telegram which a book cites.
        ([("a", "tel"), ("b", "")], {"b": "tel"}, [TELEGRAM], ["a b"]),
        ([("a", "tel"), ("b", "m2")], {},
         [TELEGRAM, Document("m2", archive=" pa aa", shelf_mark="r 28 ")], ["a b"]),
        ([("a", "tel"), ("b", "m2")], {},
         [TELEGRAM, Document("m2", archive="PA AA", shelf_mark="R 29")], ["a", "b"]),
        # No shelf mark is no mark in common.
        ([("a", "m1"), ("b", "m2")], {},
         [Document("m1", archive="PA AA"), Document("m2", archive="PA AA")], ["a", "b"]),
        # Who cites a source leans on it, and on what it was made from.
        ([("a", "b"), ("b", "")], {}, [], ["a b"]),
        ([("a", "c"), ("b", "")], {"c": "b"}, [], ["a b"]),
        ([("a", "c"), ("b", "tel")], {"c": "tel"}, [TELEGRAM], ["a b"]),
        # A document may bear the name of a source, and is not that source.
        ([("a", "b"), ("b", "")], {}, [Document("b", title="Telegram 3")], ["a", "b"]),
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


def test_who_leans_on_several_is_named(tmp_path: Path) -> None:
    sources = [Source("a", "A"), Source("c", "C"), Source("e", "E", derived_from="a;c")]
    rows = [told(1, "a"), told(2, "c"), told(3, "e"), told(4, "f", "e")]
    book = make_book(tmp_path, rows, sources=sources, judgements=[])
    known, stored = Witnesses.of(book), book.stored()
    assert known.groups(stored) == (("a",), ("c",))
    assert known.between(stored) == {"e": ("a", "c"), "f": ("a", "c")}
    assert known.between(stored[:1]) == {}


def test_more_than_can_be_tried_are_a_lower_bound(tmp_path: Path) -> None:
    """Thirty in a ring, each citing what the next one cites: 15, and 12 of the first 24."""
    rows = [told(n, f"s{n:02}", f"d{n};d{(n + 1) % 30}") for n in range(30)]
    book = make_book(tmp_path, rows, judgements=[same("c-0", one.id) for one in rows[1:]])
    assert len(Witnesses.of(book).groups(book.stored())) == MOST // 2
    assert len(book.stored(Filters(min_sources=12))) == 30
    assert book.stored(Filters(min_sources=13)) == []


def graphs(most: int) -> st.SearchStrategy[dict[str, set[str]]]:
    """Who touches whom, among at most so many."""
    names = [f"n{number:02}" for number in range(most)]
    pairs = st.sets(st.sampled_from(list(combinations(names, 2))))
    return st.tuples(st.integers(1, most), pairs).map(
        lambda drawn: _near(names[: drawn[0]], drawn[1])
    )


def _near(names: list[str], pairs: set[tuple[str, str]]) -> dict[str, set[str]]:
    there = {frozenset(pair) for pair in pairs}
    return {a: {b for b in names if frozenset((a, b)) in there} for a in names}


def apart(names: Iterable[str], near: dict[str, set[str]]) -> bool:
    return all(b not in near[a] for a, b in combinations(names, 2))


@given(graphs(9))
def test_it_is_the_largest_set(near: dict[str, set[str]]) -> None:
    found = independent(near)
    assert apart(found, near)
    assert len(found) == max(
        size
        for size in range(len(near) + 1)
        for those in combinations(near, size)
        if apart(those, near)
    )


@given(graphs(14), st.randoms(use_true_random=False))
def test_one_more_never_lowers_it(near: dict[str, set[str]], random: Random) -> None:
    gone = random.choice(sorted(near))
    before = {name: those - {gone} for name, those in near.items() if name != gone}
    assert len(independent(near)) - len(independent(before)) in (0, 1)
    shuffled = random.sample(sorted(near), len(near))
    assert independent({name: near[name] for name in shuffled}) == independent(near)


keys = st.sampled_from("abcdef")
cells = st.lists(st.sampled_from(["w", "x", "y", "z", "a"]), max_size=2, unique=True).map(";".join)
parents = st.dictionaries(keys, st.sampled_from(["", "a", "b", "c;d", "x", "nowhere"]))


def by_event(book: Casebook) -> dict[str, list[StoredClaim]]:
    found: dict[str, list[StoredClaim]] = defaultdict(list)
    for one in book.stored():
        found[one.event].append(one)
    return found


@given(st.lists(st.tuples(keys, cells, st.integers(0, 1)), min_size=1, max_size=12), parents)
@settings(max_examples=15, deadline=None)
def test_the_filter_counts_as_python_does(
    rows: list[tuple[str, str, int]], derived: dict[str, str]
) -> None:
    claims = [told(n, source, cited) for n, (source, cited, _) in enumerate(rows)]
    firsts: dict[int, str] = {}
    joined = []
    for one, (_, _, event) in zip(claims, rows, strict=True):
        if firsts.setdefault(event, one.id) != one.id:
            joined.append(same(firsts[event], one.id))
    sources = [Source(key, key, derived_from=derived.get(key, "")) for key in "abcdef"]
    with TemporaryDirectory() as folder:
        book = make_book(Path(folder), claims, sources=sources, judgements=joined)
        known, told_of = Witnesses.of(book), by_event(book)
        for number in (2, 3, 4):
            expected = {e for e, those in told_of.items() if len(known.groups(those)) >= number}
            assert {c.event for c in book.stored(Filters(min_sources=number))} == expected


@given(st.lists(st.tuples(keys, cells), min_size=2, max_size=8), parents, keys)
@settings(max_examples=15, deadline=None)
def test_one_source_more_never_lowers_the_number(
    rows: list[tuple[str, str]], derived: dict[str, str], gone: str
) -> None:
    claims = [told(n, source, cited) for n, (source, cited) in enumerate(rows)]
    sources = [Source(key, key, derived_from=derived.get(key, "")) for key in "abcdef"]
    with TemporaryDirectory() as folder:
        book = make_book(Path(folder), claims, sources=sources)
        known, stored = Witnesses.of(book), book.stored()
        without = [one for one in stored if one.source != gone]
        assert len(known.groups(without)) <= len(known.groups(stored))
        for group in known.groups(stored):
            roots = [
                known.roots(key, [d for c in stored if c.source == key for d in c.documents])
                for key in group
            ]
            assert all(a & b for a, b in combinations(roots, 2))
