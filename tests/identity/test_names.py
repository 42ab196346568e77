"""Who is meant by a name: exact, by state and date, never a guess."""

from __future__ import annotations

import pytest

from rapallo.dates.edtf import parse
from rapallo.dates.when import UNDATED
from rapallo.errors import AmbiguousName, UnknownName
from rapallo.identity.names import Names
from rapallo.model.cells import parse_cell
from rapallo.model.nodes import (
    Diplomat,
    Issue,
    Node,
    Organization,
    Place,
    Post,
    State,
    Treaty,
)
from rapallo.model.resolver import Resolution
from tests.helpers import STATES

NODES: tuple[Node, ...] = (
    *STATES[:1],
    State("soviet-russia", "Soviet Russia", "Russia;RSFSR", "1917-11-07", "1922-12-30"),
    State("soviet-union", "Soviet Union", "USSR;Russia", "1922-12-30", "1991-12-26"),
    *STATES[3:],
    Diplomat("litvinov", "Litvinov, Maxim", "Litvinov, Maksim|USSR;Litvinov, Maxim|USSR"),
    Diplomat("smith-g", "Smith, John", "Smith, John|Germany"),
    Diplomat("smith-f", "Smith, J. F.", "Smith, John|France"),
    Diplomat("alone", "Alone, A."),
    Diplomat("served", "Served, S.", "Serveds|Latvia"),
    Diplomat("posted", "Posted, P."),
    Diplomat("one", "Twin, T.", "Twin|Poland"),
    Diplomat("two", "Twin, U.", "Twin|Poland"),
    Organization("reichswehr", "Reichswehr", "", "service", "Germany"),
    Organization("comintern", "Comintern", "", "international"),
    Post("p1", "envoy in Riga", "USSR", holder="Posted, P."),
    Treaty("rapallo", "Treaty of Rapallo", "Rapallo"),
    Treaty("rapallo-1920", "Treaty of Rapallo (1920)", "Rapallo"),
    Issue("vilnius", "Vilnius question", "Vilna question"),
    Place("kaunas", "Kaunas", "Kovno"),
)


def meant(cell: str, date: str = "1926") -> Resolution:
    ((spelled,),) = parse_cell(cell)
    return Names(NODES).actor(spelled, parse(date))


@pytest.mark.parametrize(
    ("cell", "date", "actor", "state"),
    [
        ("Germany", "1926", "germany", "germany"),
        ("  GERMANY ", "1926", "germany", "germany"),
        ("USSR", "1920", "soviet-union", "soviet-union"),
        ("Russia", "1920", "soviet-russia", "soviet-russia"),
        ("Russia", "1926-05", "soviet-union", "soviet-union"),
        ("soviet-russia", "1926", "soviet-russia", "soviet-russia"),
        ("Reichswehr", "1926", "reichswehr", "germany"),
        ("Comintern", "1926", "comintern", ""),
        ("Litvinov, Maxim|USSR", "1926", "litvinov", "soviet-union"),
        ("litvinov,  maksim|Soviet Union", "1926", "litvinov", "soviet-union"),
        ("Smith, John|Germany", "1926", "smith-g", "germany"),
        ("Smith, John|France", "1926", "smith-f", "france"),
        ("Alone, A.|France", "1926", "alone", "france"),
        ("Alone, A.|", "1926", "alone", ""),
        ("Served, S.|Latvia", "1926", "served", "latvia"),
        ("Posted, P.|USSR", "1926", "posted", "soviet-union"),
        ("[envoy in Riga]|USSR", "1926", "soviet-union/envoy-in-riga", "soviet-union"),
        ("[consul]|", "1926", "unknown/consul", ""),
        # Others of the name: new people
        ("Smith, John|Latvia", "1926", "smith-john", "latvia"),
        ("Smith, John|", "1926", "smith-john", ""),
        ("Litvinov, Maxim|Russia", "1920", "litvinov-maxim", "soviet-russia"),
        ("Served, S.|France", "1926", "served-s", "france"),
        ("Posted, P.|France", "1926", "posted-p", "france"),
        ("New, N.|Comintern", "1926", "new-n", "comintern"),
    ],
)
def test_a_participant_is(cell: str, date: str, actor: str, state: str) -> None:
    assert meant(cell, date) == (actor, state)


@pytest.mark.parametrize(
    ("cell", "date", "which"),
    [
        ("Russia", "", ("soviet-russia", "soviet-union")),
        ("Russia", "1922", ("soviet-russia", "soviet-union")),
        ("X, Y|Russia", "", ("soviet-russia", "soviet-union")),
        ("Twin|Poland", "1926", ("one", "two")),
    ],
)
def test_one_of_several_is_never_guessed(cell: str, date: str, which: tuple[str, ...]) -> None:
    with pytest.raises(AmbiguousName) as caught:
        meant(cell, date)
    assert caught.value.candidates == which


@pytest.mark.parametrize("cell", ["Atlantis", "X, Y|Atlantis", "[envoy]|Atlantis"])
def test_nobody_is_told_with_who_is_close(cell: str) -> None:
    with pytest.raises(UnknownName, match="'Atlantis'"):
        meant(cell)
    with pytest.raises(UnknownName, match=r"called 'Litauen'$"):
        meant("Litauen")
    with pytest.raises(UnknownName, match=r"'Lituania'; close to it: Lithuania$"):
        meant("Lituania")


def test_things_are_known_by_all_their_names() -> None:
    names = Names(NODES)
    assert names.issue("VILNA question") == names.issue("Vilnius question") == "vilnius"
    assert names.place("Kovno") == "kaunas"
    assert names.take_created() == []
    with pytest.raises(AmbiguousName, match="may be rapallo or rapallo-1920"):
        names.treaty("Rapallo")
    assert names.treaty("Locarno") == names.treaty("locarno") == "locarno"
    assert names.take_created() == [Treaty("locarno", "Locarno")]


def test_what_is_undone_was_never_there() -> None:
    names = Names(NODES)
    for cell in ("New, N.|Germany", "[consul]|Germany"):
        ((spelled,),) = parse_cell(cell)
        names.actor(spelled, UNDATED)
    names.treaty("New treaty")
    names.undo_created()
    assert names.take_created() == []
    for text in ("New, N.", "New treaty", "[consul]|Germany"):
        with pytest.raises(UnknownName):
            names.find(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("germany", "germany"),
        ("Germany", "germany"),
        ("Litvinov", "litvinov"),
        ("Litvinov, Maxim", "litvinov"),
        ("Litvinov, Maksim|Soviet Union", "litvinov"),
        ("Smith, John|France", "smith-f"),
        ("[envoy in Riga]|USSR", "soviet-union/envoy-in-riga"),
        ("Kovno", "kaunas"),
        ("Reichswehr", "reichswehr"),
        ("Treaty of Rapallo", "rapallo"),
    ],
)
def test_a_user_finds(text: str, expected: str) -> None:
    assert Names(NODES).find(text) == expected


def test_a_user_is_asked_which() -> None:
    with pytest.raises(
        AmbiguousName, match=r"Smith, J\. F\. \(smith-f\) or Smith, John \(smith-g\)"
    ):
        Names(NODES).find("Smith")


@pytest.mark.parametrize("text", ["Litvinof", "Litvinow", "Litvinov, Maxm"])
def test_a_user_who_misspells_is_told_who_is_close(text: str) -> None:
    with pytest.raises(UnknownName, match=r"Litvinov, Maxim"):
        Names(NODES).find(text)


def test_a_row_that_names_an_unknown_state_is_told() -> None:
    nodes = [
        Diplomat("a", "A, B", "A, B|Atlantis;A, C|Germany"),
        Post("p", "envoy", "Atlantis"),
        Organization("o", "Order", "", "body", "Atlantis"),
    ]
    names = Names([*NODES, *nodes])
    assert all(note.endswith("is called 'Atlantis'") for note in names.unbound())

    assert {note.partition(":")[0] for note in names.unbound()} == {
        "diplomats a",
        "posts p",
        "organizations o",
    }
    assert names.find("A, C") == "a"


def test_a_person_whose_name_has_signs_is_found_again() -> None:
    names = Names(NODES)
    ((spelled,),) = parse_cell(r"Name\; with \| and \?\;|Germany")
    first = names.actor(spelled, UNDATED)
    again = Names([*NODES, *names.take_created()])
    assert again.actor(spelled, UNDATED) == first
    assert again.take_created() == []
