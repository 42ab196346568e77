"""How word could pass: chains with their dates, and sentences where there are none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rapallo.analysis.paths import paths
from rapallo.analysis.result import Result
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import BadOption, UnknownName
from rapallo.model.claim import Claim
from rapallo.model.nodes import Member, Organization
from tests.helpers import claim, make_book

PEOPLE = {
    name: f"{name}, X.|{state}"
    for name, state in zip(
        ("Adam", "Bor", "Carr", "Dahl", "Ek"),
        ("Germany", "USSR", "Latvia", "Estonia", "Poland"),
        strict=True,
    )
}


def met(id: str, names: str, date: str, **more: str) -> Claim:
    agents = ";".join(PEOPLE[name.rstrip("?")] + "?" * name.endswith("?") for name in names.split())
    return claim(id, "met_with", agents, date=date, **more)


def told(id: str, names: str, date: str) -> Claim:
    one, other = names.split()
    return claim(id, "informed", PEOPLE[one], PEOPLE[other], date=date)


def chains(result: Result) -> list[tuple[str, str]]:
    """Each chain as its certainty and its events."""
    found: dict[int, list[str]] = {}
    for row in result.rows:
        found.setdefault(row["path"], [row["certainty"]]).append(row["event"])
    return [(certainty, " ".join(events)) for certainty, *events in found.values()]


CHAIN = [
    met("1", "Adam Bor", "1926-03-01", place="Riga"),
    met("2", "Bor Carr", "1926-03-10"),
    met("3", "Carr Dahl", "1926-04"),
]


@pytest.mark.parametrize(
    ("rows", "options", "expected"),
    [
        (CHAIN, {}, [("certain", "1 2 3")]),
        (CHAIN[::-1], {}, [("certain", "1 2 3")]),
        # A straight meeting later: the long chain arrives first, the short one has fewer steps.
        ([*CHAIN, met("4", "Adam Dahl", "1927")], {}, [("certain", "1 2 3"), ("certain", "4")]),
        ([*CHAIN, met("4", "Adam Dahl", "1926-01")], {}, [("certain", "4")]),
        # A possible one is told where it may arrive earlier than all certain ones.
        (
            [*CHAIN, met("4", "Adam Dahl", "1926?"), met("5", "Adam Bor", "1926-02-27")],
            {},
            [("certain", "5 2 3"), ("certain", "4")],
        ),
        (
            [*CHAIN, met("4", "Bor Dahl", "1926-03")],
            {},
            [("certain", "1 2 3"), ("possible", "1 4")],
        ),
        ([*CHAIN, met("4", "Bor Dahl", "1926-03")], {"certain": True}, [("certain", "1 2 3")]),
        # One day: possible, and certain only if the user says so.
        ([CHAIN[0], met("2", "Bor Dahl", "1926-03-01")], {}, [("possible", "1 2")]),
        ([CHAIN[0], met("2", "Bor Dahl", "1926-03-01")], {"same_day": True}, [("certain", "1 2")]),
        (CHAIN, {"wait": "P60D"}, [("certain", "1 2 3")]),
        (CHAIN, {"wait": "P30D"}, [("possible", "1 2 3")]),
        # Word goes along a letter, not against it.
        ([CHAIN[0], told("2", "Bor Dahl", "1927")], {}, [("certain", "1 2")]),
        ([CHAIN[0], told("2", "Dahl Bor", "1927")], {}, []),
        ([CHAIN[0], told("2", "Bor Dahl", "1927")], {"kind": ("met_with",)}, []),
        ([met("1", "Adam Dahl?", "1926")], {}, [("possible", "1")]),
        ([met("1", "Adam Dahl", "1926?")], {}, [("certain", "1")]),
        # A conference joins all who were there, in one step.
        ([met("1", "Adam Bor Dahl", "1926")], {}, [("certain", "1")]),
        ([claim("1", "met_with", "Adam, X.|Germany;Dahl, X.|Estonia;;Bor, X.|USSR")], {}, []),
    ],
)
def test_from_adam_to_dahl(
    tmp_path: Path, rows: list[Claim], options: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert chains(paths(make_book(tmp_path, rows), "Adam", "Dahl", **options)) == expected


GOES_ON = (
    "no date is uncertain, but an event is not over before the next step, "
    "and word may have passed in it too late"
)


@pytest.mark.parametrize(
    ("rows", "options", "sentence"),
    [
        (
            [CHAIN[0], met("2", "Carr Dahl", "1927")],
            {},
            "There is no chain: Adam, X. and Dahl, X. are not joined by met_with or informed "
            "in that direction, whatever the time.",
        ),
        (
            [CHAIN[0], met("2", "Carr Dahl", "1927")],
            {"kind": ("met_with",)},
            "There is no chain: Adam, X. and Dahl, X. are not joined by met_with, "
            "whatever the time.",
        ),
        (
            [CHAIN[0], met("2", "Bor Dahl", "1925")],
            {},
            "There is no chain: they are joined, but not in time: some step would come before the "
            "one it must follow.",
        ),
        (
            [CHAIN[0], met("2", "Bor Dahl", "1926-03-31")],
            {"wait": "P10D"},
            "There is no chain: there is one only with a wait of 30 days or more between two "
            "steps.",
        ),
        (
            [CHAIN[0], met("2", "Bor Dahl", "1926-03-31")],
            {"wait": "P10D", "certain": True},
            "There is no chain: there is one only with a wait of 30 days or more between two "
            "steps.",
        ),
        (
            [CHAIN[0], met("2", "Bor Dahl", "[1926-02-20..1926-03-20]")],
            {"certain": True},
            "No chain is certain: there is one only if an uncertain date falls so.",
        ),
        (
            [CHAIN[0], met("2", "Bor Dahl", "1926-03-20?")],
            {},
            "No chain is certain: there is one only if an uncertain date falls so.",
        ),
        # Of what lasts no date is uncertain: word may have passed in it after the next step.
        (
            [met("1", "Adam Bor", "1926-01-01/1926-03-01"), met("2", "Bor Dahl", "1926-02-01")],
            {},
            f"No chain is certain: {GOES_ON}.",
        ),
        (
            [
                met("1", "Adam Bor", "{1926-01-01,1926-03-01}"),
                met("2", "Bor Dahl", "1926-02-01"),
            ],
            {},
            f"No chain is certain: {GOES_ON}.",
        ),
        (
            [met("1", "Adam Bor", "1926-01-01/1926-03"), met("2", "Bor Dahl", "1926-02-01")],
            {},
            "No chain is certain: there is one only if uncertain dates fall so, and if word passed "
            "in time in what is not over before the next step.",
        ),
        (
            [met("1", "Adam Bor", "1926-01-01/1926-03"), met("2", "Bor Dahl", "1926-03-10")],
            {},
            "No chain is certain: there is one only if an uncertain date falls so.",
        ),
        (
            [
                met("1", "Adam Bor", "1926-01-01/1926-03-01"),
                met("2", "Bor Carr", "1926-02-01"),
                met("3", "Carr Dahl", "1926-04-03"),
            ],
            {"wait": "P60D", "certain": True},
            "There is no chain: there is one only with a wait of 61 days or more between two "
            "steps, and it is not certain.",
        ),
        (
            [met("1", "Adam Bor", "1926-01"), met("2", "Bor Dahl", "1926-04-01")],
            {"wait": "P50D", "certain": True},
            "There is no chain: with certainty there is one only with a wait of 90 days or more "
            "between two steps.",
        ),
        (
            [met("1", "Adam Bor", "1926-01"), met("2", "Bor Dahl", "1926-04-01")],
            {"wait": "P50D"},
            "There is no chain: there is one only with a wait of 60 days or more between two "
            "steps.",
        ),
        (
            [CHAIN[0], met("2", "Bor Dahl?", "1926-03-20")],
            {},
            "No chain is certain: there is one only if an uncertain participant or event is as "
            "some source has it.",
        ),
        (
            [CHAIN[0], met("2", "Bor Dahl", "1926-03-01")],
            {"certain": True},
            "No chain is certain: one would be if steps on one and the same day counted "
            "(--same-day).",
        ),
        (
            [CHAIN[0], met("2", "Bor Dahl", "1926-03-05/1926-03-20")],
            {"wait": "P10D"},
            "No chain is certain: with certainty there is one only with a wait of 19 days or more "
            "between two steps.",
        ),
        (
            [met("1", "Adam Bor", "[..1926-02]"), met("2", "Bor Dahl", "1926-03-20")],
            {"wait": "P10Y"},
            "No chain is certain: with certainty there is one only if no limit is set to the wait.",
        ),
        (
            [claim("1", "met_with", "Adam, X.|Germany;Dahl, X.|Estonia;;Bor, X.|USSR")],
            {},
            "There is no chain: they are joined only by two steps of one event, which is no chain.",
        ),
        (
            [met("1", "Bor Dahl", "1926"), claim("2", "informed", PEOPLE["Adam"], "Latvia")],
            {},
            "There is no chain: no event of met_with or informed asked for joins Adam, X. to "
            "anybody.",
        ),
    ],
)
def test_why_there_is_none(
    tmp_path: Path, rows: list[Claim], options: dict[str, Any], sentence: str
) -> None:
    result = paths(make_book(tmp_path, rows), "Adam", "Dahl", **options)
    assert result.notes[0] == sentence
    assert not any(certainty == "certain" for certainty, _ in chains(result))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    return make_book(
        tmp_path_factory.mktemp("book"),
        [
            *CHAIN,
            met("4", "Ek Bor", "1921"),
            claim("5", "met_with", "Gray|;Adam, X.|Germany", date="1920"),
            claim("6", "met_with", "Gray|;Ek, X.|Poland", date="1922"),
        ],
        organizations=[Organization("russia", "Russia", kind="lineage")],
        members=[Member("Russia", "Soviet Russia"), Member("Russia", "USSR")],
    )


def test_a_row_is_a_step_with_its_date_and_claims(book: Casebook) -> None:
    result = paths(book, "Adam", "Dahl")
    assert result.rows[0] == {
        "path": 1,
        "answer": ("earliest arrival", "fewest steps"),
        "certainty": "certain",
        "departs": "1926-03-01",
        "arrives": "1926-04-30",
        "days": 60,
        "step": 1,
        "a": "adam-x",
        "b": "bor-x",
        "from": "Adam, X.",
        "to": "Bor, X.",
        "kind": "met_with",
        "act": ("meeting",),
        "date": "1926-03-01",
        "certain": True,
        "place": ("Riga",),
        "sources": ("s",),
        "event": "1",
        "claims": ("1",),
    }
    assert [row["to"] for row in result.rows] == ["Bor, X.", "Carr, X.", "Dahl, X."]
    assert result.notes[0] == (
        "Path 1 (certain, earliest arrival and fewest steps): 3 steps, arrived by 1926-04-30."
    )


def test_the_unknown_state_conducts_nothing(book: Casebook) -> None:
    """Two persons of unknown state are not one."""
    result = paths(book, "Germany", "Poland", by="state", filters=Filters(between=("..", "1922")))
    assert result.rows == ()
    assert chains(paths(book, "Adam", "Ek")) == [("certain", "5 6")]


def test_by_state_with_lineages_joined(book: Casebook) -> None:
    assert chains(paths(book, "Poland", "Latvia", by="state")) == [("certain", "4 2")]
    result = paths(book, "Soviet Russia", "Latvia", by="state", lineage=True)
    assert chains(result) == [("certain", "2")]
    assert result.title.startswith("Paths from Russia to Latvia by state, lineages joined in")


@pytest.mark.parametrize(
    ("names", "options", "error", "sentence"),
    [
        (("Adam", "Adam"), {}, BadOption, "from Adam, X. to Adam, X. there is no way to go"),
        (("Adam", "Latvia"), {}, BadOption, "Latvia is a state; by diplomat only persons count"),
        (("Adam", "Latvia"), {"by": "state"}, BadOption, "Adam, X. is a person; by state only st"),
        (("Adam", "Nobody"), {}, UnknownName, "nobody and nothing in the casebook is called"),
        (("Adam", "Dahl"), {"wait": "60"}, BadOption, "'60' is no period"),
    ],
)
def test_what_cannot_be_asked_is_said(
    book: Casebook,
    names: tuple[str, str],
    options: dict[str, Any],
    error: type[Exception],
    sentence: str,
) -> None:
    with pytest.raises(error, match=f"^{sentence}"):
        paths(book, *names, **options)


def test_an_answer_can_be_asked_for_again(book: Casebook) -> None:
    options = paths(book, "Adam", "Dahl", wait="p60d", certain=True).provenance.options
    assert (options["start"], options["goal"]) == ("adam-x", "dahl-x")
    assert (options["wait"], options["certain"], options["same_day"]) == ("P60D", True, False)
