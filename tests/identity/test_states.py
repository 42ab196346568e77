"""States in time: what a name meant on a date, and who is named when he did not stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapallo.analysis.states import states_meant
from rapallo.casebook.book import Casebook
from rapallo.dates.compare import Certainty
from rapallo.dates.edtf import parse
from rapallo.dates.when import UNDATED
from rapallo.errors import AmbiguousName, RapalloError
from rapallo.identity.names import Names
from rapallo.identity.shipped import reference_groups
from rapallo.identity.states import meanings
from rapallo.loaders.states import reference_states
from rapallo.model.nodes import Member, Organization, State
from tests.helpers import claim, make_book, put

REFERENCE = reference_states()


def names() -> Names:
    return Names(reference=(*REFERENCE, *reference_groups()))


# Which state a name means


@pytest.mark.parametrize(
    ("name", "date", "expected"),
    [
        ("Germany", "1920", "germany"),
        ("Germany", "[1927-03..]", "germany"),
        ("Germany", "", "germany"),
        ("Germany", "1949-06", "west-germany"),
        ("Germany", "1995", "germany-1990"),
        ("FRG", "1960", "west-germany"),
        ("FRG", "1995", "germany-1990"),
        ("Lithuania", "1930", "lithuania"),
        ("Lithuania", "1941", "lithuania"),
        ("Lithuania", "1991", "lithuania"),
        ("Russia", "1922-12-29", "soviet-russia"),
        ("Russia", "1922-12-31", "soviet-union"),
        ("Saar", "1930", "saar-territory"),
        ("Saar", "1950", "saar-protectorate"),
        ("Palestine", "1930", "palestine-mandate"),
        ("Memel Territory", "1922", "memel-territory"),
        ("Memel", "1925", "memel-territory"),
        ("Vichy", "1942", "france"),
        ("Deutschland", "1930", "germany"),
        ("Deutschland", "1949-06", "west-germany"),
        ("Fiume", "1922", "fiume"),
        ("Free France", "1942", "free-france"),
        ("Little Entente", "1930", "little-entente"),
    ],
)
def test_a_name_and_its_date_tell_who_is_meant(name: str, date: str, expected: str) -> None:
    assert names().state(name, parse(date)) == expected


@pytest.mark.parametrize(
    ("name", "date", "which"),
    [
        ("Germany", "1950", ("east-germany", "west-germany")),
        ("Germany", "1990", ("east-germany", "germany-1990", "west-germany")),
        ("Russia", "1922-12-30", ("soviet-russia", "soviet-union")),
        ("Russia", "1922", ("soviet-russia", "soviet-union")),
    ],
)
def test_one_of_several_is_named_with_all(name: str, date: str, which: tuple[str, ...]) -> None:
    with pytest.raises(AmbiguousName) as caught:
        names().state(name, parse(date))
    assert caught.value.candidates == which
    assert str(caught.value) == (
        f"{name!r} may be {' or '.join(which)}: say which, as Name|State or by its id"
    )


def test_germany_of_two_dates_in_one_load_is_two_states(tmp_path: Path) -> None:
    rows = [
        claim("a-1930", "opposed", "Germany", "Poland", date="1930"),
        claim("a-1995", "opposed", "Germany", "Poland", date="1995"),
        claim("a-1950", "opposed", "Germany", "Poland", date="1950"),
    ]
    for number, order in enumerate((rows, rows[::-1])):
        book = make_book(tmp_path, states=(), name=f"{number}.duckdb")
        (reject,) = put(book, order).rejects
        assert "may be east-germany or west-germany" in reject.reason
        meant = {c.id: c.participants[0].actor for c in book.stored()}
        assert meant == {"a-1930": "germany", "a-1995": "germany-1990"}


# Named when it did not stand


def test_a_state_named_outside_its_dates_is_said(tmp_path: Path) -> None:
    book = make_book(tmp_path, states=())
    rows = [
        claim("a-1", "opposed", "USSR", "Poland", date="1920-07"),
        claim("a-2", "opposed", "Litvinov, Maxim|USSR", "Poland", date="[1918..1922-12-29]"),
        claim("a-3", "opposed", "USSR", "Poland", date="1922"),
        claim("a-4", "opposed", "Poland", "USSR"),
        claim("a-5", "opposed", "Lithuania", "Poland", date="1950"),
        claim("a-6", "opposed", "Lithuania", "Poland", date="1938/1941"),
        claim("a-7", "opposed", "Lithuania", "Poland", date="1991-10"),
    ]
    report = put(book, rows)
    assert report.rejects == []
    said = [note for note in report.notes if "claim" in note]
    assert said == [
        "a claim names Lithuania when Soviet Union had annexed it (1940-08-03/1990-03-11), "
        "as in a-5",
        "2 claims name Soviet Union when it did not stand (1922-12-30/1991-12-26), as in a-1",
    ]
    assert {c.participants[0].actor for c in book.stored()} >= {"soviet-union", "litvinov-maxim"}
    assert put(book, rows).notes == []


# What is told of a name


def told(name: str, on: str, *nodes: object) -> list[tuple[str, str, str]]:
    found = meanings(name, parse(on) if on else UNDATED, nodes, REFERENCE)  # type: ignore[arg-type]
    return [(m.state.id, str(m.stood), ",".join(s.status for s in m.standings)) for m in found]


@pytest.mark.parametrize(
    ("name", "on", "expected"),
    [
        ("Lithuania", "1930", [("lithuania", "certainly", "")]),
        ("Lithuania", "1940-07", [("lithuania", "certainly", "occupied")]),
        ("Lithuania", "1941-05", [("lithuania", "certainly", "annexed")]),
        ("Lithuania", "1917", [("lithuania", "no", "")]),
        ("Lithuania", "1918", [("lithuania", "possibly", "")]),
        ("Poland", "1942", [("poland", "certainly", "occupied,exile")]),
        ("Iraq", "1925", [("iraq", "no", "mandate")]),
        ("Danzig", "1925", [("danzig", "certainly", "free city")]),
        ("Memel Territory", "1922", [("memel-territory", "certainly", "territory")]),
        ("France", "1942", [("france", "certainly", "occupied")]),
        ("France", "1939", [("france", "certainly", "")]),
        ("Siam", "1900", [("thailand", "certainly", "")]),
    ],
)
def test_how_it_stood_is_told(name: str, on: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(name, on) == expected


def test_those_that_stood_come_first() -> None:
    assert [row[:2] for row in told("Germany", "1950")] == [
        ("west-germany", "certainly"),
        ("east-germany", "certainly"),
        ("germany", "no"),
        ("germany-1990", "no"),
    ]


@given(st.sampled_from(sorted({n for s in REFERENCE for n in s.names()})), st.dates())
def test_whom_a_claim_would_mean_is_among_those_told(name: str, day: object) -> None:
    """And stood then, if any of the name did."""
    when = parse(str(day))
    found = meanings(name, when, (), REFERENCE)
    stood = {m.state.id for m in found if m.stood is not Certainty.NO}
    try:
        meant = {names().state(name, when)}
    except AmbiguousName as error:
        meant = set(error.candidates)
    assert meant <= {m.state.id for m in found}
    assert not stood or len(found) == 1 or meant <= stood


def test_lineage_and_groups_are_told_with_reasons_and_dates(tmp_path: Path) -> None:
    book = make_book(tmp_path, [claim("a", "opposed", "Yugoslavia", "Germany", date="1930")])
    result = states_meant(book, "Yugoslavia", on="1930", reference=REFERENCE)
    (first, *_) = result.rows
    assert (first["id"], first["stood"], first["in_casebook"]) == ("yugoslavia", "certainly", True)
    assert first["lineage"] == "Serbia and Yugoslavia (lineage)"
    assert first["states"][:2] == ["Serbia", "Yugoslavia"]
    assert first["groups"] == ["Little Entente 1920-08-14/[1938-09-30..1939-03-15]"]
    assert first["claims"] == ["a"]


def test_the_casebook_goes_before_the_tables(tmp_path: Path) -> None:
    own = [
        Organization("little-entente", "Little Entente"),
        Organization("south-slavs", "South Slavs", "", "lineage"),
        Member("little-entente", "yugoslavia", "1929", "1931"),
        Member("south-slavs", "yugoslavia"),
        State("yugoslavia", "Yugoslavia", "", "1918", "1945"),
    ]
    (found, *others) = meanings("Yugoslavia", parse("1930-05"), own, REFERENCE)
    assert (found.state.end, found.here, found.lineage) == ("1945", True, "South Slavs")
    assert [(t.group, t.start, t.end, t.certain) for t in found.groups] == [
        ("Little Entente", "1929", "1931", True)
    ]
    assert [m.state.id for m in others] == ["serbia-and-montenegro"]


def test_notes_say_what_a_claim_has_to_say(tmp_path: Path) -> None:
    empty = Casebook(tmp_path / "none.duckdb")
    (note,) = states_meant(empty, "Germany", on="1950", reference=REFERENCE).notes
    assert (
        note == "On 1950 'Germany' may be west-germany or east-germany: a claim has to say which."
    )
    (note,) = states_meant(empty, "Fiume", on="1930", reference=REFERENCE).notes
    assert (
        note == "No state called 'Fiume' stood on 1930: Free State of Fiume 1920-11-12/1924-01-27."
    )
    (note,) = states_meant(empty, "Russia", reference=REFERENCE).notes
    assert note.startswith("Several states were called 'Russia'")
    assert not empty.path.exists()


@pytest.mark.parametrize(
    ("name", "on", "error"),
    [("Lituania", "", "'Lituania'; close to it: Lithuania"), ("Latvia", "19x", "'19x' is not a d")],
)
def test_what_cannot_be_told_is_an_error(tmp_path: Path, name: str, on: str, error: str) -> None:
    with pytest.raises(RapalloError, match=error):
        states_meant(Casebook(tmp_path / "x"), name, on=on, reference=REFERENCE)


# Groups


ENTENTE = Organization("pact", "Baltic pact", "The Pact", "coalition")


def test_the_members_of_a_group_are_told_with_their_dates(tmp_path: Path) -> None:
    rows = [
        claim("a", "opposed", "The Pact", "Germany", date="1935"),
        claim("b", "opposed", "The Pact", "Germany", date="1939"),
        claim("c", "opposed", "Little Entente", "Germany", date="1921-01"),
    ]
    members = [
        Member("pact", "Latvia", "1934-09-12", "1940"),
        Member("Baltic pact", "poland", "1936?", "1938"),
    ]
    book = make_book(tmp_path, rows, organizations=[ENTENTE], members=members)
    told = states_meant(book, "the pact", reference=REFERENCE)
    assert [(r["id"], r["start"], r["end"], r["belonged"], r["claims"]) for r in told.rows] == [
        ("latvia", "1934-09-12", "1940", "", ["a", "b"]),
        ("poland", "1936?", "1938", "", []),
    ]
    asked = states_meant(book, "Baltic pact", on="1937", reference=REFERENCE)
    assert [(r["member"], r["belonged"], r["claims"]) for r in asked.rows] == [
        ("Latvia", "certainly", []),
        ("Poland", "possibly", []),
    ]
    (row,) = states_meant(book, "pact", on="1935", reference=REFERENCE).rows
    assert (row["member"], row["claims"]) == ("Latvia", ["a"])
    shipped = states_meant(book, "Petite Entente", on="1920-10", reference=REFERENCE)
    assert [r["id"] for r in shipped.rows] == ["czechoslovakia", "yugoslavia"]
    assert all(r["why"] and r["claims"] == [] for r in shipped.rows)
    assert "Rapallo's table of coalitions" in shipped.notes[0]


@pytest.mark.parametrize("name", ["Axis powers", "tripartite-pact-powers"])
def test_a_group_needs_no_casebook(tmp_path: Path, name: str) -> None:
    found = states_meant(Casebook(tmp_path / "none.duckdb"), name, on="1941-04")
    assert "bulgaria" in {row["id"] for row in found.rows}
    empty = states_meant(Casebook(tmp_path / "none.duckdb"), name, on="1930")
    assert (empty.rows, empty.notes[-1]) == ((), "It had no members on 1930.")


def test_groups_close_to_a_name_are_told(tmp_path: Path) -> None:
    with pytest.raises(RapalloError, match="close to it: Little Entente, "):
        states_meant(Casebook(tmp_path / "none.duckdb"), "Litle Entente", reference=REFERENCE)
