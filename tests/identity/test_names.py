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


WEISS, WEISZ = Diplomat("weiss", "Weiss, Otto"), Diplomat("weisz", "Weiß, Otto")


def person(cell: str, *nodes: Node, derived: tuple[str, ...] = ()) -> str:
    ((spelled,),) = parse_cell(cell)
    return Names([*STATES, *nodes], derived=derived).actor(spelled, parse("1926")).actor


@pytest.mark.parametrize("turn", [1, -1])
@pytest.mark.parametrize(
    ("cell", "nodes", "who"),
    [
        ("Weiß, Otto|Germany", (WEISS, WEISZ), "weisz"),
        ("Weiss, Otto|Germany", (WEISS, WEISZ), "weiss"),
        ("Weiß,  Otto|", (WEISS, WEISZ), "weisz"),
        # Alone, either is meant by both spellings.
        ("Weiß, Otto|Germany", (WEISS,), "weiss"),
        # Though the other is bound to the state.
        ("Weiß, Otto|Germany", (Diplomat("b", "B", "Weiss, Otto|Germany"), WEISZ), "weisz"),
        # Who is spelled so where he serves another state is not meant.
        (
            "Weiß, Otto|Germany",
            (Diplomat("b", "B", "Weiss, Otto|Germany"), Diplomat("c", "C", "Weiß, Otto|Poland")),
            "b",
        ),
        # A post tells of the one whom it spells so.
        (
            "WEISS, OTTO|Germany",
            (WEISS, WEISZ, Post("p", "envoy in Riga", "Poland", holder="Weiß, Otto")),
            "weiss",
        ),
    ],
)
def test_an_exact_spelling_goes_before_a_folded_one(
    cell: str, nodes: tuple[Node, ...], who: str, turn: int
) -> None:
    assert person(cell, *nodes[::turn]) == who


def test_spelled_like_neither_it_may_be_both() -> None:
    with pytest.raises(AmbiguousName, match="weiss or weisz"):
        person("WEISS, OTTO|Germany", WEISS, WEISZ)


def test_who_stands_in_a_table_goes_before_who_was_made_from_claims() -> None:
    assert person("Weiß, Otto|Germany", WEISS, WEISZ, derived=("weisz",)) == "weiss"
    assert person("Weiß, Otto|Germany", WEISS, WEISZ, derived=("weiss", "weisz")) == "weisz"


NEAR_NAMES: tuple[Node, ...] = (
    Treaty("t1", "Pact of Paris"),
    Treaty("t2", "PACT OF PARIS"),
    Issue("i1", "Straße"),
    Issue("i2", "Strasse"),
    Place("l1", "Weiß"),
    State("s1", "Preußen"),
    State("s2", "Preussen"),
    WEISS,
    WEISZ,
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Pact of Paris", "t1"),
        ("PACT OF PARIS", "t2"),
        ("Straße", "i1"),
        ("Strasse", "i2"),
        ("Preußen", "s1"),
        ("Preussen", "s2"),
        ("Weiß, Otto", "weisz"),
        ("Weiss, Otto", "weiss"),
        ("Weiß, Otto|", "weisz"),
        ("Weiß", "l1"),
    ],
)
def test_so_it_is_with_all_that_has_a_name(text: str, found: str) -> None:
    names = Names(NEAR_NAMES)
    assert names.find(text) == found
    for kind, known in (("t", names.treaty), ("i", names.issue), ("s", names.state)):
        if found[0] == kind:
            assert known(text) == found


def test_a_lone_surname_is_taken_letter_by_letter() -> None:
    names = Names([WEISS, WEISZ])
    assert (names.find("Weiß"), names.find("Weiss")) == ("weisz", "weiss")
    with pytest.raises(AmbiguousName):
        names.find("WEISS")


def test_of_states_that_share_a_name_the_date_chooses_first() -> None:
    names = Names([State("old", "Russia", "", "1900", "1917"), State("new", "RUSSIA", "", "1918")])
    ((spelled,),) = parse_cell("Russia")
    assert names.actor(spelled, parse("1926")).actor == "new"
    assert names.state("Russia") == "old"
