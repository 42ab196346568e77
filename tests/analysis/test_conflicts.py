"""What sources disagree on: hard where both cannot be right, soft where both may be."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from rapallo.analysis.conflicts import conflicts
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import BadOption, NoClaims
from rapallo.load import load
from rapallo.model.claim import Claim
from rapallo.model.nodes import Treaty
from tests.helpers import claim, make_book, same

MET = {"kind": "met_with", "agents": "Moraht, Hans|Germany;Arosev, A.|USSR", "date": "1927-03-05"}
SIGNED = {"kind": "signed", "agents": "Germany;USSR", "treaty": "Rapallo", "date": "1922-04-16"}
WARNED = {"kind": "pressured", "agents": "Germany", "targets": "Poland", "act": "warning"}


def told(number: int, base: dict[str, str], **more: str) -> Claim:
    given = {**base, "source": f"s{number}", **more}
    return claim(f"c-{number}", given.pop("kind"), given.pop("agents"), **given)


def rows(folder: Path, *claims: Claim, **asked: Any) -> list[tuple[str, str]]:
    joined = [same("c-1", one.id) for one in claims[1:]]
    book = make_book(folder, claims, judgements=joined)
    return [(row["about"], row["weight"]) for row in conflicts(book, **asked).rows]


@pytest.mark.parametrize(
    ("base", "one", "other", "expected"),
    [
        (MET, {}, {}, []),
        (MET, {}, {"date": "1927-03-06"}, [("date", "hard")]),
        (MET, {}, {"date": "1927-03-06?"}, [("date", "soft")]),
        (MET, {"date": "1927-03-05?"}, {"date": "1927-03-06?"}, []),
        (MET, {}, {"date": "1927-03"}, []),
        (MET, {}, {"date": ""}, []),
        (MET, {"date": "[1927-03-01..1927-03-10]"}, {"date": "[1927-03-08..1927-04-02]"},
         [("date", "soft")]),
        (MET, {}, {"date": "1927-03-01/1927-03-10"}, [("date", "soft")]),
        (MET, {"place": "Kaunas"}, {"place": "Riga"}, [("place", "hard")]),
        (MET, {"place": "Kaunas"}, {"place": "Riga?"}, [("place", "soft")]),
        (MET, {"place": "Kaunas"}, {}, []),
        (MET, {"place": "Kaunas"}, {"place": "Kowno"}, []),
        (MET, {"place": "Kaunas"}, {"place": "Kowno?"}, []),
        (MET, {"place": "Kowno"}, {"place": "Lithuania"}, [("place", "soft")]),
        (MET, {"place": "Riga"}, {"place": "Lithuania"}, [("place", "hard")]),
        (MET, {}, {"status": "negated"}, [("fact", "hard")]),
        (MET, {"status": "alleged", "reported_by": "France"}, {"status": "negated"},
         [("fact", "soft")]),
        (MET, {}, {"status": "planned"}, []),
        (MET, {}, {"agents": "Moraht, Hans|Germany;Arosev, A.|USSR;Latvia"}, [("agents", "soft")]),
        (MET, {}, {"agents": "Köster, Adolf|Germany;Arosev, A.|USSR"}, [("agents", "hard")]),
        (MET, {}, {"agents": "Germany;USSR"}, []),
        (MET, {}, {"agents": "Moraht, Hans|Germany;USSR"}, []),
        (MET, {}, {"agents": "Moraht, Hans|Germany;Arosev, A.|USSR?"}, []),
        (MET, {}, {"act": "conversation"}, [("act", "soft")]),
        (SIGNED, {}, {"treaty": "Berlin"}, [("treaty", "hard")]),
        (SIGNED, {}, {"treaty": "Rapallo;Berlin"}, [("treaty", "soft")]),
        (SIGNED, {}, {"treaty": "Treaty of Rapallo"}, [("title", "soft")]),
        (SIGNED, {}, {"agents": "Germany;USSR;Latvia"}, [("agents", "soft")]),
        (SIGNED, {}, {"agents": "Germany;Latvia"}, [("agents", "soft")]),
        (WARNED, {}, {"targets": "Lithuania"}, [("targets", "hard")]),
        (WARNED, {}, {"targets": "Poland;Lithuania"}, [("targets", "soft")]),
        (WARNED, {"note": "a loan of 20 million marks"}, {"note": "a loan of 300 million marks"},
         [("sums", "soft")]),
        (WARNED, {"note": "20 million marks"}, {"note": "A credit of 20  million Marks."}, []),
        (WARNED, {"note": "see line 20"}, {"note": "see line 30"}, []),
        (WARNED, {"about": "7.5 million dollars"}, {"about": "3.86 million in gold"},
         [("sums", "soft")]),
        (WARNED, {"about": "1.5 million marks"}, {"about": "1,500,000 Mark"}, []),
        (WARNED, {"about": "a loan of $ 10 million"}, {"about": "10 Millionen Dollar"}, []),
        (WARNED, {"about": "a credit of £20m"}, {"about": "a credit of $10m"}, [("sums", "soft")]),
        (WARNED, {"about": "at 5%"}, {"about": "at 6 percent"}, [("sums", "soft")]),
        (WARNED, {"about": "at 5%"}, {"about": "20 million marks"}, []),
        # What a note says of the sums of another text is not what its own text says.
        (WARNED, {"about": "3.86 million", "note": "the other has 7.5 million"},
         {"about": "7.5 million"}, [("sums", "soft")]),
    ],
)  # fmt: skip
def test_what_two_claims_of_one_event_disagree_on(
    tmp_path: Path,
    base: dict[str, str],
    one: dict[str, str],
    other: dict[str, str],
    expected: list[tuple[str, str]],
) -> None:
    pairs = (
        (told(1, base, **one), told(2, base, **other)),
        (told(1, base, **other), told(2, base, **one)),
    )
    for name, (a, b) in zip("xy", pairs, strict=True):
        folder = tmp_path / name
        folder.mkdir()
        treaties = [Treaty("rapallo", "Rapallo", "Treaty of Rapallo")]
        book = make_book(folder, [a, b], judgements=[same("c-1", "c-2")], treaties=treaties)
        assert [(r["about"], r["weight"]) for r in conflicts(book).rows] == expected


RUSSIA = {"kind": "pressured", "agents": "Soviet Russia", "targets": "Poland", "date": "1921-05"}
UNION = {"agents": "USSR"}
BOTH = {**RUSSIA, "agents": "Soviet Russia;Germany"}


@pytest.mark.parametrize(
    ("base", "other", "apart", "joined"),
    [
        (RUSSIA, UNION, [("agents", "soft")], []),
        (RUSSIA, {"targets": "Latvia", **UNION}, [("agents", "soft"), ("targets", "hard")],
         [("targets", "hard")]),
        (RUSSIA, {"agents": "France"}, [("agents", "hard")], [("agents", "hard")]),
        (RUSSIA, {"agents": "Joffe, A.|USSR"}, [("agents", "soft")], []),
        (BOTH, {"agents": "USSR;Germany"}, [("agents", "soft")], []),
        (BOTH, UNION, [("agents", "soft")], [("agents", "soft")]),
        ({**RUSSIA, "agents": "Joffe, A.|Soviet Russia"}, {"agents": "Krasin, L.|USSR"},
         [("agents", "hard")], [("agents", "hard")]),
    ],
)  # fmt: skip
def test_states_of_one_lineage(
    tmp_path: Path,
    base: dict[str, str],
    other: dict[str, str],
    apart: list[tuple[str, str]],
    joined: list[tuple[str, str]],
) -> None:
    claims = [told(1, base), told(2, base, **other)]
    book = make_book(tmp_path, claims, judgements=[same("c-1", "c-2")])
    assert [(r["about"], r["weight"]) for r in conflicts(book).rows] == apart
    found = conflicts(book, lineage=True)
    assert [(r["about"], r["weight"]) for r in found.rows] == joined


def test_sums_are_told_as_written(tmp_path: Path) -> None:
    words = ("1.5 million marks", "1,500,000 Mark", "2 Mio. RM")
    claims = [told(number, WARNED, about=text) for number, text in enumerate(words, 1)]
    book = make_book(tmp_path, claims, judgements=[same("c-1", "c-2"), same("c-2", "c-3")])
    found = conflicts(book)
    assert [one["value"] for one in found.rows[0]["values"]] == list(words)
    assert found.notes[1].startswith("1 disagreement, 0 of them hard")
    assert "--days N" in found.notes[2]


def test_what_nobody_judged_one_event_is_not_compared(tmp_path: Path) -> None:
    book = make_book(tmp_path, [told(1, MET), told(2, MET, date="1930")])
    found = conflicts(book)
    assert found.rows == ()
    assert found.notes[0].startswith("0 of 2 events")


def test_a_source_against_itself(tmp_path: Path) -> None:
    claims = (told(1, MET, source="s"), told(2, MET, source="s", date="1930"))
    assert rows(tmp_path, *claims) == [("date", "hard")]
    book = Casebook(tmp_path / "book.duckdb")
    assert [row["itself"] for row in conflicts(book, itself=True).rows] == [True]
    assert conflicts(book, across=True).rows == ()
    with pytest.raises(BadOption, match="at once"):
        conflicts(book, across=True, itself=True)


def test_every_word_stands_with_its_claims(tmp_path: Path) -> None:
    claims = [told(1, MET), told(2, MET, date="1927-04"), told(3, MET), told(4, MET, date="1927")]
    book = make_book(tmp_path, claims, judgements=[same("c-1", f"c-{n}") for n in (2, 3, 4)])
    (row,) = conflicts(book).rows
    assert row["between"] == ("s1", "s2", "s3")
    assert [(one["value"], one["claims"]) for one in row["values"]] == [
        ("1927-03-05", ["c-1", "c-3"]),
        ("1927-04", ["c-2"]),
    ]


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
def test_the_order_of_claims_does_not_matter(tmp_path: Path, order: tuple[int, ...]) -> None:
    dates = {1: "1927-03-05", 2: "1927-04-01", 3: "1927-03"}
    claims = [told(number, MET, date=dates[number]) for number in order]
    book = make_book(tmp_path, claims, judgements=[same("c-1", "c-2"), same("c-2", "c-3")])
    (row,) = conflicts(book).rows
    assert (row["weight"], row["claims"]) == ("hard", ("c-1", "c-2", "c-3"))


def test_only_the_hard_ones(tmp_path: Path) -> None:
    claims = (told(1, MET), told(2, MET, date="1930", act="conversation"))
    assert rows(tmp_path, *claims, hard=True) == [("date", "hard")]


def test_filters_choose_events_and_take_them_whole(tmp_path: Path) -> None:
    claims = [told(1, MET), told(2, MET, date="1930")]
    book = make_book(tmp_path, claims, judgements=[same("c-1", "c-2")])
    (row,) = conflicts(book, filters=Filters(between=("1930", "1930"))).rows
    assert row["claims"] == ("c-1", "c-2")
    with pytest.raises(NoClaims):
        conflicts(book, filters=Filters(kind=("signed",)))


def test_the_dossier_contradicts_itself(tmp_path: Path) -> None:
    book = Casebook(tmp_path / "book.duckdb")
    load(book, "dossier")
    hard = [(row["about"], row["event"]) for row in conflicts(book, hard=True).rows]
    # Leningrad is the word of the page for schools, and wrong: the talks were held in Moscow.
    assert hard == [("place", "pact-1939-005"), ("date", "relations-1918-1941-139")]
    sums = [row for row in conflicts(book).rows if row["about"] == "sums"]
    assert [[one["value"] for one in row["values"]] for row in sums] == [
        ["7.5 million dollars", "3.86 million"]
    ]
    itself = conflicts(book, itself=True).rows
    assert {len(row["between"]) for row in itself} == {1}
    assert ("fact", "relations-1918-1941-190") in {(row["about"], row["event"]) for row in itself}
