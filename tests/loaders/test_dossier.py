"""The bundled dossier: every row is accounted for, loads whole, and stands where it says."""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from rapallo.casebook.book import Casebook
from rapallo.load import load
from rapallo.loaders.dossier_loader import folder
from rapallo.model.acts import Codebook
from rapallo.model.claim import Claim, locate, problems
from rapallo.model.nodes import Diplomat, Judgement, Source
from rapallo.model.records import LoadReport


def rows(name: str) -> list[dict[str, str]]:
    with (folder() / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CLAIMS = {row["id"]: Claim.from_row(row) for row in rows("claims.csv")}
DROPPED = {row["id"]: row["reason"] for row in rows("dropped.csv")}
OWN_WORDS = ("about", "note", "date_text")
RUN = 7
"""So many words in a row, the same as in the text, are its sentence and not the coder's."""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Casebook, LoadReport]:
    book = Casebook(tmp_path_factory.mktemp("dossier") / "dossier.duckdb")
    return book, load(book, "dossier")


def test_it_loads_whole_and_names_nobody_new(loaded: tuple[Casebook, LoadReport]) -> None:
    book, report = loaded
    assert not report.rejects
    # Of states that are named before their time: the sources say USSR for 1920.
    assert [note.partition(" when it did not stand")[0] for note in report.notes] == [
        "a claim names Latvia",
        "10 claims name Soviet Union",
    ]
    assert report.count("new", "claims") == len(CLAIMS) == len(book.stored())
    assert report.count("new", "diplomats") == len(rows("diplomats.csv"))
    assert report.count("new", "states") == len(rows("states.csv"))
    assert report.count("new", "organizations") == len(rows("organizations.csv"))


def test_a_second_load_adds_nothing(loaded: tuple[Casebook, LoadReport]) -> None:
    book, _ = loaded
    again = load(book, "dossier")
    assert again.count("new") == again.count("changed") == 0
    assert again.count("unchanged", "claims") == len(CLAIMS)


def test_every_row_of_the_first_coding_is_carried_or_dropped_with_a_reason(shared: Path) -> None:
    with (shared / "dossier" / "events.csv").open(encoding="utf-8", newline="") as file:
        first = {row["id"] for row in csv.DictReader(file)}
    assert len(first) == 422
    assert first <= set(CLAIMS) | set(DROPPED)
    assert not set(CLAIMS) & set(DROPPED)
    assert set(DROPPED) <= first


@pytest.mark.parametrize("name", DROPPED)
def test_what_was_dropped_says_why(name: str) -> None:
    assert len(DROPPED[name].split()) >= 8


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_a_claim_is_sound(claim: Claim) -> None:
    assert not list(problems(claim, Codebook.shipped()))
    assert locate(claim.locator).line
    assert claim.coder
    assert bool(claim.date) == bool(claim.date_basis)


@cache
def text_of(shared: Path, source: str) -> str:
    files = {row["key"]: row["file"] for row in rows("sources.csv")}
    return (shared / "sources" / files[source]).read_bytes().decode("utf-8")


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
def test_a_claim_stands_where_it_says(claim: Claim, shared: Path) -> None:
    place = locate(claim.locator)
    text = text_of(shared, claim.source)
    if place.start is None or place.end is None:
        pytest.fail(f"{claim.id} has no characters")
    assert 0 <= place.start < place.end <= len(text)
    passage = text[place.start : place.end]
    assert passage.strip()
    first = place.start + len(passage) - len(passage.lstrip())
    before = [line for line in text[:first].splitlines() if line.strip()]
    begins_a_line = text[:first].endswith("\n") or not first
    assert abs(len(before) + begins_a_line - int(place.line.split("-")[0])) <= 1


@pytest.mark.parametrize("source", [row["key"] for row in rows("sources.csv")])
def test_a_source_is_the_text_at_hand(source: str, shared: Path) -> None:
    told = next(row for row in rows("sources.csv") if row["key"] == source)
    assert sha256((shared / "sources" / told["file"]).read_bytes()).hexdigest() == told["sha256"]


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def test_no_sentence_of_a_text_is_copied(shared: Path) -> None:
    for source in {claim.source for claim in CLAIMS.values()}:
        of_text = words(text_of(shared, source))
        runs = {tuple(of_text[i : i + RUN]) for i in range(len(of_text) - RUN + 1)}
        for claim in CLAIMS.values():
            for name in OWN_WORDS:
                mine = words(getattr(claim, name))
                for i in range(len(mine) - RUN + 1):
                    assert tuple(mine[i : i + RUN]) not in runs, f"{claim.id}: {name}"


def test_judgements_join_like_with_like_and_contradict_nothing(
    loaded: tuple[Casebook, LoadReport],
) -> None:
    book, _ = loaded
    events = {claim.id: claim.event for claim in book.stored()}
    kinds = {claim.id: (claim.kind, claim.sign) for claim in book.stored()}
    verdicts = Counter(row.verdict for row in book.nodes(Judgement))
    assert set(verdicts) == {"same", "different", "unsure"}
    for row in book.nodes(Judgement):
        assert row.reason
        if row.verdict == "same":
            assert events[row.a] == events[row.b]
            assert kinds[row.a] == kinds[row.b]
        elif row.verdict == "different":
            assert events[row.a] != events[row.b]


def test_one_man_is_one_man_over_the_texts(loaded: tuple[Casebook, LoadReport]) -> None:
    book, _ = loaded
    spelled: dict[str, set[str]] = {}
    for claim in book.stored():
        for row in claim.participants:
            spelled.setdefault(row.actor, set()).add(row.spelled)
    litvinov = next(d.id for d in book.nodes(Diplomat) if d.name.startswith("Litvinov"))
    assert {"Litvinov, Maksim|USSR", "Litvinov, Maxim|Soviet Union"} <= spelled[litvinov]
    assert {"USSR", "Soviet Union"} <= spelled["soviet-union"]
    assert {"England", "United Kingdom"} <= spelled["united-kingdom"]


def test_authors_are_no_actors(loaded: tuple[Casebook, LoadReport]) -> None:
    book, _ = loaded
    names = " ".join(person.name for person in book.nodes(Diplomat))
    for author in ("Haslam", "Weitz", "Hillgruber", "Rauschning", "Kershaw", "Milward"):
        assert author not in names
    assert len(book.nodes(Source)) == 5
