"""What someone did and what was done to him, in order of time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rapallo.analysis.timeline import timeline
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import AmbiguousName, BadOption, NoClaims, UnknownName
from rapallo.model.nodes import Member, Organization
from rapallo.projection.evidence import Evidence
from tests.helpers import claim, make_book, same

A, B = "Adam, A.|Germany", "Bor, B.|USSR"
ROWS = [
    claim("later", "met_with", f"{A};{B}", date="1927", place="Riga"),
    claim("undated", "met_with", f"{A};{B}"),
    claim("open", "met_with", f"{A};{B}", date="../1920"),
    claim("first", "pressured", f"{A};{B}", "Lithuania", date="1926-03", treaty="Pact"),
    claim("again", "pressured", A, "Lithuania", date="1926-04", source="t", act="threat"),
    claim("short", "opposed", B, A, date="1926-03-01", issue="Union"),
    claim(
        "doubt", "informed", f"{B}?", A, date="1928", act="document_shown", via="Carr, C.|Latvia"
    ),
    claim("denied", "supported", A, "Latvia", date="1929"),
    claim("negation", "supported", A, "Latvia", status="negated"),
    claim("other", "opposed", "Latvia", "Estonia", date="1926", issue="Union"),
]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    return make_book(
        tmp_path_factory.mktemp("book"),
        ROWS,
        judgements=[same("first", "again"), same("denied", "negation")],
        organizations=[Organization("russia", "Russia", kind="lineage")],
        members=[Member("Russia", "Soviet Russia"), Member("Russia", "USSR")],
    )


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("Adam", None), ["open", "short", "again", "later", "doubt", "denied", "undated"]),
        (("Germany", None), ["open", "short", "again", "later", "doubt", "denied", "undated"]),
        (("Bor, B.|USSR", None), ["open", "short", "again", "later", "doubt", "undated"]),
        (("Adam", "USSR"), ["open", "short", "again", "later", "doubt", "undated"]),
        (("USSR", "Lithuania"), ["again"]),
        (("Latvia", None), ["other", "doubt", "denied"]),
        (("Carr", "Germany"), ["doubt"]),
        (("Union", None), ["other", "short"]),
        (("Pact", None), ["again"]),
        (("Union", "Latvia"), ["other"]),
    ],
)
def test_the_events_of_someone_in_order(
    book: Casebook, names: tuple[str, str | None], expected: list[str]
) -> None:
    result = timeline(book, names[0], with_=names[1])
    assert [row["event"] for row in result.rows] == expected


def test_a_row_tells_all_that_its_claims_tell(book: Casebook) -> None:
    row = next(r for r in timeline(book, "Adam").rows if r["event"] == "again")
    assert row == {
        "date": "[1926-03-01..1926-04-30]",
        "earliest": "1926-03-01",
        "latest": "1926-04-30",
        "kind": "pressured",
        "act": ("demand", "threat"),
        "role": ("agent",),
        "part": "certain",
        "doubt": (),
        "status": ("told",),
        "agents": ("Adam, A.", "Bor, B.?"),
        "targets": ("Lithuania",),
        "via": (),
        "treaties": ("Pact",),
        "issues": (),
        "matters": ("Pact",),
        "places": (),
        "sources": ("s", "t"),
        "event": "again",
        "claims": ("again", "first"),
    }


@pytest.mark.parametrize(
    ("name", "event", "role", "part"),
    [
        ("Adam", "doubt", ("target",), "certain"),
        ("Bor", "doubt", ("agent",), "possible"),
        ("USSR", "doubt", ("agent",), "possible"),
        ("Carr", "doubt", ("via",), "certain"),
        ("Bor", "again", ("agent",), "possible"),
        ("Adam", "denied", ("agent",), "possible"),
        ("Latvia", "denied", ("target",), "possible"),
        ("Union", "short", ("issue",), "certain"),
        ("Pact", "again", ("treaty",), "certain"),
        ("Adam", "later", ("agent",), "certain"),
    ],
)
def test_which_part_he_has(
    book: Casebook, name: str, event: str, role: tuple[str, ...], part: str
) -> None:
    row = next(row for row in timeline(book, name).rows if row["event"] == event)
    assert (row["role"], row["part"]) == (role, part)


def test_in_a_window_what_only_possibly_falls_there_is_possible(book: Casebook) -> None:
    asked = Filters(between=("1927-01-01", "1927-06-30"))
    rows = {row["event"]: row["part"] for row in timeline(book, "Adam", filters=asked).rows}
    assert rows == {"later": "possible", "undated": "possible"}


def test_why_a_part_is_only_possible(book: Casebook) -> None:
    rows = {row["event"]: row for row in timeline(book, "Adam").rows}
    assert {name: row["doubt"] for name, row in rows.items() if row["doubt"]} == {
        "denied": ("status",)
    }
    assert rows["denied"]["status"] == ("told", "negated")
    asked = Filters(between=("1928-06-01", "1928-12-31"))
    rows = {row["event"]: row for row in timeline(book, "Bor", filters=asked).rows}
    assert rows["doubt"]["doubt"] == ("part", "window")
    asked = Filters(status=("negated",))
    (row,) = timeline(book, "Adam", filters=asked).rows
    assert (row["status"], row["doubt"]) == (("negated",), ("status",))


def test_what_was_read_is_not_read_again(book: Casebook) -> None:
    asked = Filters(between=("1926", "1928"))
    evidence = Evidence.of(book, asked)
    assert timeline(book, "Adam", evidence=evidence) == timeline(book, "Adam", filters=asked)


def test_a_lineage_is_one_when_asked(book: Casebook) -> None:
    assert timeline(book, "Soviet Russia", lineage=True).title == "Timeline of Russia"
    with pytest.raises(NoClaims, match="no event asked for has a part for Soviet Russia"):
        timeline(book, "Soviet Russia")


def test_the_notes_count_what_is_certain_undated_or_in_doubt(book: Casebook) -> None:
    assert timeline(book, "Adam").notes == (
        "7 events, 6 of them certain.",
        "Without a date, and therefore at the end: 1.",
        "A name with ? is that of someone whose part is not certain.",
    )


def test_places_are_named(book: Casebook) -> None:
    row = next(row for row in timeline(book, "Adam").rows if row["event"] == "later")
    assert row["places"] == ("Riga",)


@pytest.mark.parametrize(
    ("names", "error", "sentence"),
    [
        (("Nobody", None), UnknownName, "nobody and nothing in the casebook is called 'Nobody'"),
        (("Adam", "Nobody"), UnknownName, "nobody and nothing"),
        (("Adam", "Adam"), BadOption, "Adam, A. is named twice"),
        (("Estonia", "Germany"), NoClaims, "no event asked for has a part for Estonia and Germany"),
    ],
)
def test_what_cannot_be_answered_is_said(
    book: Casebook, names: tuple[str, str | None], error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=f"^{sentence}"):
        timeline(book, names[0], with_=names[1])


def test_namesakes_are_asked_about(tmp_path: Path) -> None:
    rows: list[Any] = [claim("a", "met_with", "Low, A.|Germany;Low, B.|USSR", date="1926")]
    with pytest.raises(AmbiguousName, match="'Low' may be"):
        timeline(make_book(tmp_path, rows), "Low")
