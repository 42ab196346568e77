"""The table of states: what it says is consistent, agrees with the data sets, and is used."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from rapallo.dates.edtf import parse
from rapallo.identity.names import Names
from rapallo.loaders.dossier_loader import folder
from rapallo.loaders.states import reference_states
from rapallo.model.nodes import State
from rapallo.model.text import fold
from tests.helpers import claim, make_book, put

STATES = {state.id: state for state in reference_states()}


def test_the_states_of_the_world_are_there() -> None:
    assert len(STATES) == len(reference_states()) >= 120
    assert list(STATES) == sorted(STATES)


@pytest.mark.parametrize("state", reference_states(), ids=lambda state: state.id)
def test_a_row_is_in_order(state: State) -> None:
    assert state.name
    start, end = parse(state.start), parse(state.end)
    assert not state.start or not state.end or start.e1 < end.s0
    assert not state.iso3 or (len(state.iso3) == 3 and state.iso3.isupper())
    names = [fold(name) for name in state.names()]
    assert len(names) == len(set(names))


def test_states_of_one_name_followed_one_another() -> None:
    """Else a date could not tell which is meant."""
    for state in STATES.values():
        for other in STATES.values():
            shared = set(map(fold, state.names())) & set(map(fold, other.names()))
            if state.id < other.id and shared:
                first, second = sorted((state, other), key=lambda s: s.start)
                assert parse(first.end).s0 <= parse(second.start).e1, (state, other, shared)


@pytest.mark.parametrize(
    ("name", "date", "expected"),
    [
        ("Russia", "1914-08-01", "russian-empire"),
        ("Russia", "1917-10", "russian-republic"),
        ("Russia", "1920-07-12", "soviet-russia"),
        ("Russia", "1926", "soviet-union"),
        ("Russia", "1999", "russia"),
        ("USSR", "1920", "soviet-union"),
        ("England", "1926", "united-kingdom"),
        ("Britain", "", "united-kingdom"),
        ("Weimar Republic", "1922", "germany"),
        ("Persia", "1921", "iran"),
        ("Siam", "1855", "thailand"),
        ("Abyssinia", "1935", "ethiopia"),
        ("Armenia", "1920-08", "armenia-first-republic"),
        ("Armenia", "1994", "armenia"),
        ("Austria", "1815", "austrian-empire"),
        ("Austria", "1938-03", "austria"),
        ("Serbia", "1914", "serbia"),
        ("Rumania", "1926", "romania"),
    ],
)
def test_a_name_and_its_date_tell_the_state(name: str, date: str, expected: str) -> None:
    assert Names(reference=reference_states()).state(name, parse(date)) == expected


def test_the_dossier_means_the_same_states() -> None:
    with (folder() / "states.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        mine = STATES[row["id"]]
        assert (mine.name, mine.cow, mine.gw) == (row["name"], row["cow"], row["gw"])
        known = set(map(fold, mine.names()))
        assert {fold(alias) for alias in row["aliases"].split(";") if alias} <= known


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_codes_are_those_of_correlates_of_war(shared: Path) -> None:
    theirs = {row["ccode"] for row in rows_of(shared / "data/cow_states/states2016.csv")}
    assert {state.cow for state in STATES.values() if state.cow} == theirs


def test_the_codes_are_those_of_gleditsch_and_ward(shared: Path) -> None:
    path = shared / "data/states_reference/gwstates_andybega.csv"
    theirs = {row["gwcode"] for row in rows_of(path)}
    assert {state.gw for state in STATES.values() if state.gw} <= theirs


def test_a_code_falls_into_the_time_of_its_state(shared: Path) -> None:
    """Wherever Correlates of War list a code, a state of ours with that code stands."""
    mine = [(s.cow, int(s.start[:4] or 0), int(s.end[:4] or 9999)) for s in STATES.values()]
    missing = {
        row["ccode"]
        for row in rows_of(shared / "data/cow_states/states2016.csv")
        for year in range(int(row["styear"]) + 1, int(row["endyear"]))
        if not any(c == row["ccode"] and first <= year <= last for c, first, last in mine)
    }
    # Egypt they count from 1855 already, Greece from the year before it was recognised.
    assert missing == {"350", "651"}


def _json(path: Path) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = json.loads(path.read_text("utf-8"))
    return found


def test_the_codes_are_those_of_iso(shared: Path) -> None:
    tables = shared / "data/states_reference"
    theirs = {
        entry["alpha_3"]
        for part in ("1", "3")
        for entry in _json(tables / f"iso3166-{part}.json")[f"3166-{part}"]
    }
    assert {state.iso3 for state in STATES.values() if state.iso3} <= theirs


# Used as a fallback


def test_a_state_that_nobody_introduced_is_taken_from_the_table(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    report = put(book, [claim("a-1", "met_with", "Holsti, Rudolf|Finland;Germany", date="1926")])
    assert report.notes == ["taken from the table of states: Finland"]
    assert STATES["finland"] in book.nodes(State)
    assert [p.acting_for for p in book.stored()[0].participants] == ["finland", "germany"]


def test_a_name_of_the_casebook_goes_before_the_table(tmp_path: Path) -> None:
    mine = State("my-finland", "Grand Duchy", "Finland")
    book = make_book(tmp_path, [claim("a-1", "opposed", "Finland", "Sweden")], states=[mine])
    assert [s.id for s in book.nodes(State)] == ["my-finland", "sweden"]


def test_russia_is_told_by_the_date_in_any_order(tmp_path: Path) -> None:
    years = ["1914", "1920", "1926", "1917-10"]
    rows = [claim(f"a-{y}", "opposed", "Russia", "Poland", date=y) for y in years]
    for number, order in enumerate((rows, rows[::-1])):
        book = make_book(tmp_path, order, name=f"{number}.duckdb", states=())
        meant = {c.id: c.participants[0].actor for c in book.stored()}
        assert meant == {
            "a-1914": "russian-empire",
            "a-1917-10": "russian-republic",
            "a-1920": "soviet-russia",
            "a-1926": "soviet-union",
        }


def test_an_undated_name_of_several_is_a_reject(tmp_path: Path) -> None:
    book = make_book(tmp_path, states=())
    (reject,) = put(book, [claim("a-1", "opposed", "Russia", "Poland")]).rejects
    assert reject.reason.startswith("'Russia' may be russia or russian-empire or")


def test_a_name_close_to_a_state_is_told(tmp_path: Path) -> None:
    (reject,) = put(make_book(tmp_path), [claim("a-1", "opposed", "Finlnd", "Poland")]).rejects
    assert reject.reason.endswith("is called 'Finlnd'; close to it: Finland")


def test_things_never_take_the_id_of_a_state(tmp_path: Path) -> None:
    rows = [
        claim("a-1", "met_with", "Germany;USSR", place="Finland", issue="Sweden", treaty="Norway"),
        claim("a-2", "opposed", "Finland", "Sweden"),
    ]
    book = make_book(tmp_path, rows)
    (first, second) = book.stored()
    assert (first.place, first.issues, first.treaties) == (
        "finland-place",
        ("sweden-issue",),
        ("norway-treaty",),
    )
    assert [p.actor for p in second.participants] == ["finland", "sweden"]
