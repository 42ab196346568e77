"""Selections: on a casebook with every kind of doubt, the same as reading the rows one by one."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from rapallo.analysis.theses.desk import Desk, Room
from rapallo.analysis.theses.reading import At
from rapallo.analysis.theses.selection import Selection, listed
from rapallo.analysis.theses.vocabulary import selection
from rapallo.casebook.filters import Filters
from rapallo.errors import BadOption, UnknownName
from rapallo.model.acts import Codebook
from rapallo.model.nodes import Diplomat, Organization
from tests.helpers import claim, make_book
from tests.oracle.theses import fits

NAMES = ("Germany", "Lithuania", "Poland", "France")
DOINGS = {
    "met_with": ("meeting",),
    "opposed": ("stance", "protest"),
    "pressured": ("demand", "advice", "request"),
    "supported": ("support", "compliance"),
    "informed": ("letter",),
}


def rows(number: int = 120, seed: int = 5) -> list[dict[str, str]]:
    """Claims of all kinds with sides, doubt and alternatives."""
    dice = random.Random(seed)

    def cell(names: list[str]) -> str:
        name = names.pop()
        if names and dice.random() < 0.15:
            return f"{{{name}/{names.pop()}}}"
        return name + ("?" if dice.random() < 0.2 else "")

    found = []
    for place in range(number):
        kind = dice.choice(sorted(DOINGS))
        names = dice.sample(NAMES, 4)
        agents = [cell(names) for _ in range(2 if kind == "met_with" else dice.choice((1, 1, 2)))]
        targets = [cell(names)] if kind != "met_with" and names and dice.random() < 0.8 else []
        issue = dice.choice(("", "union", "vilnius", "union;vilnius"))
        if not targets and kind != "met_with":
            kind, issue = "opposed", issue or "union"
        found.append(
            {
                "id": f"c-{place:03}",
                "kind": kind,
                "act": dice.choice(DOINGS[kind]),
                "agents": dice.choice((";", ";;")).join(agents),
                "targets": ";".join(targets),
                "issue": issue if kind != "met_with" else "",
                "date": "1926",
                "source": "s",
            }
        )
    return found


ROWS = rows()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    book = make_book(tmp_path_factory.mktemp("selection"), ROWS)
    return Room(book).desk(Filters())


SELECTIONS: list[dict[str, Any]] = [
    {"kind": ["opposed"]},
    {"kind": ["pressured", "supported"], "sign": [0]},
    {"sign": [-1]},
    {"sign": [1, 0], "by": ["Germany"]},
    {"act": ["advice", "protest"]},
    {"by": ["Germany"]},
    {"by": ["Germany", "France"], "at": ["Lithuania"]},
    {"at": ["Lithuania", "Poland"]},
    {"together": ["Germany", "France"]},
    {"together": ["Germany", "Poland"], "kind": ["opposed", "pressured", "supported"]},
    {"by": ["Germany"], "without": ["France"]},
    {"without": ["Germany", "Poland"]},
    {"parties": ["Germany", "Lithuania"]},
    {"parties": ["Germany", "Lithuania", "Poland"]},
    {"dealings": ["Germany", "France"]},
    {"dealings": ["Lithuania", "Poland"], "issue": ["union"]},
    {"quarrels": ["Germany", "France"]},
    {"quarrels": ["Lithuania", "Poland"]},
    {"issue": ["vilnius"]},
    {"issue": ["vilnius", "union"], "kind": ["opposed"]},
    {"any": [{"by": ["Germany"]}, {"at": ["Germany"]}]},
    {"any": [{"dealings": ["Germany", "France"]}, {"quarrels": ["Germany", "France"]}]},
    {"kind": ["informed"], "any": [{"by": ["France"], "at": ["Poland"]}, {"issue": ["union"]}]},
]


@pytest.mark.parametrize("conditions", SELECTIONS, ids=lambda value: " ".join(map(str, value)))
def test_a_selection_is_what_the_rows_say(desk: Desk, conditions: Mapping[str, Any]) -> None:
    at = At()
    chosen = selection(dict(conditions), at)
    assert at.problems == []
    found = {told.event.id: 1 + told.certain for told in desk.chosen(chosen)}
    codebook = Codebook.shipped()
    expected = {row["id"]: fits(row, conditions, codebook[row["act"]].sign) for row in ROWS}
    assert found == {name: answer for name, answer in expected.items() if answer}
    assert len(found) < len(ROWS), "it selects nothing away"
    assert found, "it selects nothing"


def test_the_rows_hold_every_doubt() -> None:
    answers = [fits(row, {"dealings": ["Germany", "France"]}, 0) for row in ROWS]
    assert set(answers) == {0, 1, 2}
    assert {";;" in row["agents"] for row in ROWS} == {True, False}


def test_persons_posts_and_bodies_count_as_told(tmp_path: Path) -> None:
    book = make_book(
        tmp_path,
        [
            claim("a", "opposed", "A, A|Germany", "L, L|Lithuania", date="1926"),
            claim("b", "opposed", "Office", "Lithuania", date="1926"),
            claim("c", "opposed", "League", "Lithuania", date="1926"),
            claim("d", "opposed", "[envoy in Riga]|Germany", "Lithuania", date="1926"),
        ],
        diplomats=[
            Diplomat("a-a", "A, A", "A, A|Germany"),
            Diplomat("l-l", "L, L", "L, L|Lithuania"),
        ],
        organizations=[
            Organization("office", "Office", kind="ministry", state="Germany"),
            Organization("league", "League", kind="international"),
        ],
    )
    desk = Room(book).desk(Filters())

    def by(*names: str) -> list[str]:
        return [told.event.id for told in desk.chosen(Selection(by=names))]

    assert by("Germany") == ["a", "b", "d"]
    assert by("A, A") == ["a"]
    assert by("Office") == ["b"]
    assert by("League") == ["c"]
    assert by("[envoy in Riga]|Germany") == ["d"]
    assert [t.event.id for t in desk.chosen(Selection(at=("L, L",)))] == ["a"]
    assert [t.event.id for t in desk.chosen(Selection(at=("Lithuania",)))] == ["a", "b", "c", "d"]
    with pytest.raises(UnknownName, match="Prussia"):
        by("Prussia")


def test_an_issue_is_no_actor(desk: Desk) -> None:
    with pytest.raises(BadOption, match="union is no actor"):
        desk.chosen(Selection(by=("union",)))


def test_a_record_without_a_claim_has_no_events(desk: Desk) -> None:
    empty = desk.room.desk(Filters(between=("1800", "1801")))
    assert empty.evidence is None
    assert empty.chosen(Selection(kind=("opposed",))) == []


def test_conditions_read_as_a_sentence() -> None:
    assert listed(("a",)) == "a"
    both = Selection(kind=("opposed",), sign=(-1, 0), by=("A", "B"), at=("C",), treaty=("T",))
    assert both.words() == "events (opposed, sign -1, sign 0) by A or B aimed at C about T"
    envoys = Selection(envoys_together=("A", "B"), hosts=("C",))
    assert envoys.words() == "meetings of the envoys of A and B in C"
    assert Selection(any=(envoys, both), called="short").name == "short"
