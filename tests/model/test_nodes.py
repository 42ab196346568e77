"""Nodes, the codebook, ids made from names, and text that files can hold."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapallo.errors import BadInput, UnknownAct
from rapallo.model import acts
from rapallo.model.acts import KINDS, Act, Codebook
from rapallo.model.claim import Claim, locate
from rapallo.model.ids import IdGiver, claim_id
from rapallo.model.nodes import TABLES, Diplomat, Node, slug
from rapallo.model.text import fold, unstorable


@pytest.mark.parametrize("table", TABLES)
def test_a_row_reads_back(table: str) -> None:
    cls = TABLES[table]
    row = {name: f"{name}-1" for name in cls.columns()}
    row |= dict.fromkeys(cls.DATES, "1926")
    row |= {"aliases": "A;B", "what": "event", "verdict": "same"}
    node = cls.from_row(row)
    again = dict(zip(cls.columns(), node.to_row(), strict=True))
    assert cls.from_row(again) == node
    assert node.key_values == tuple(again[name] for name in cls.KEY)


@pytest.mark.parametrize("table", [t for t, cls in TABLES.items() if len(cls.DATES) == 2])
@pytest.mark.parametrize(("start", "end"), [("1950", "1920"), ("[1931..]", "[..1930]")])
def test_what_ends_before_it_starts_is_refused(table: str, start: str, end: str) -> None:
    cls = TABLES[table]
    first, last = cls.DATES
    row = {**dict.fromkeys(cls.NEEDED, "a"), "id": "a", first: start, last: end}
    with pytest.raises(BadInput, match="it ends before it starts") as caught:
        cls.from_row(row)
    assert (caught.value.field, caught.value.value) == (last, end)
    # A casebook may hold such a row from before: nothing of it is certain.
    held = cls(**{name: row.get(name, "") for name in cls.columns()}).held
    assert (held.bounded, held.core, str(held)) == (False, None, f"{start} to {end}")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Brockdorff-Rantzau, Ulrich von", "brockdorff-rantzau-ulrich-von"),
        ("Tūbelis, Juozas", "tubelis-juozas"),
        ("Łódź’s  Straße", "lodzs-strasse"),
        ("Ærø—Œuvre", "aero-oeuvre"),
        ("Крестинский, Н.", "крестинский-н"),
        ("東京", "東京"),
        ("  ", ""),
        ("???", ""),
        ("a_b|c/d", "a-b-c-d"),
    ],
)
def test_a_slug(name: str, expected: str) -> None:
    assert slug(name) == expected


@given(st.text())
def test_a_slug_is_its_own_slug_and_no_id_of_an_office(name: str) -> None:
    made = slug(name)
    assert slug(made) == made
    assert not set(made) & set("|/;\\ \n")


@given(st.text(), st.text(alphabet=" \t\n", min_size=1))
def test_folding_is_done_once(name: str, spaces: str) -> None:
    assert fold(fold(name)) == fold(name)
    assert fold(spaces + name + spaces) == fold(name)


def test_a_persons_name_is_bound_where_an_alias_of_it_is() -> None:
    person = Diplomat("a", "Smith, John", "smith, john|Germany;Smith, J.")
    assert person.spellings() == (("smith, john", "Germany"), ("Smith, J.", None))
    person = Diplomat("a", "Smith, John", "Smith, J.|Germany")
    assert person.spellings() == (("Smith, John", None), ("Smith, J.", "Germany"))


@pytest.mark.parametrize("text", ["a\x00", "\ud800", "x\udfffy", "x" * 100_001])
def test_what_no_file_can_hold(text: str) -> None:
    assert unstorable(text)
    assert not unstorable("é😀\n\t" + "x" * 99_000)


# The codebook


def test_the_codebook_that_ships_is_in_order() -> None:
    book = Codebook.shipped()
    text = (Path(acts.__file__).parent / "acts.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) == len(book.acts)
    for row in rows:
        act = book[row["act"]]
        assert act.to_row() == row
        assert act.definition
        assert act.example
        assert act.counter_example
    for kind in KINDS:
        assert book.of_kind(kind)
    signs = {kind: {book[a].sign for a in book.of_kind(kind)} for kind in KINDS}
    assert signs["met_with"] == signs["informed"] == {0}
    assert signs["opposed"] == {-1}
    assert signs["pressured"] == {-1, 0}
    assert signs["supported"] <= {0, 1}
    assert {a for a in book.of_kind("signed") if book[a].edge} >= {"signed", "acceded"}
    assert not any(book[a].edge for a in ("initialled", "ratified", "denounced", "mentioned"))


def test_an_act_that_is_none() -> None:
    with pytest.raises(UnknownAct, match="the codebook has no act 'dance'"):
        Codebook.shipped()["dance"]


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("act", "", "has no name"),
        ("kind", "danced", "kind 'danced' is none of met_with"),
        ("sign", "2", "sign '2' is none of -1, 0, 1"),
        ("edge", "ja", "edge 'ja' is none of yes, no"),
        ("example", "a\x00", "NUL"),
    ],
)
def test_a_row_of_the_codebook_that_is_none(cell: str, value: str, said: str) -> None:
    row = {"act": "x", "kind": "opposed", "sign": "+1", "edge": "yes"}
    assert Act.from_row(row) == Act("x", "opposed", 1, True)
    with pytest.raises(BadInput, match=said) as caught:
        Act.from_row({**row, cell: value})
    assert caught.value.field == cell


# Ids and locators


def test_an_id_hangs_on_what_identifies_a_row() -> None:
    row = Claim(kind="met_with", agents="A;B", source="s", locator="p. 1", date="1926")
    same = Claim(kind="met_with", agents="A;B", source="s", locator="p. 1", date="1926", note="n")
    assert claim_id(row) == claim_id(same)
    give = IdGiver()
    ids = [give(row), give(same), give(Claim(kind="met_with", agents="A;C", source="s"))]
    assert len(set(ids)) == 3
    assert ids[0] == claim_id(row)
    assert all(id.startswith("s-") for id in ids)


@pytest.mark.parametrize("source", ["", " ", "a|b"])
def test_an_id_is_one_whatever_the_source(source: str) -> None:
    assert "|" not in claim_id(Claim(source=source))
    assert claim_id(Claim(source=source)).strip("-")


@pytest.mark.parametrize(
    ("locator", "expected"),
    [
        ("line 67, chars 5331-5597, notes 6 7", ("67", 5331, 5597, ("6", "7"))),
        ("lines 3-4", ("3-4", None, None, ())),
        ("p. 12", ("", None, None, ())),
        ("", ("", None, None, ())),
    ],
)
def test_a_locator(locator: str, expected: tuple[object, ...]) -> None:
    assert tuple(locate(locator)) == expected


def test_tables_are_read_in_their_order() -> None:
    names = list(TABLES)
    assert names.index("states") < names.index("diplomats") < names.index("members")
    assert all(issubclass(cls, Node) for cls in TABLES.values())
