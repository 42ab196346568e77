"""Every kind of test on records whose verdict is known by hand.

Each case is a source of its own in one casebook, and is asked with that source alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from rapallo.analysis.theses.desk import Desk, Room
from rapallo.analysis.theses.file import parse_theses
from rapallo.analysis.theses.trial import Outcome
from rapallo.casebook.filters import Filters
from rapallo.model.claim import Claim
from rapallo.model.nodes import Diplomat, Post
from tests.helpers import claim, make_book

Pairs = list[tuple[int, int]]
TWO = ["Germany", "France"]
ON_LATVIA = {"kind": ["opposed"], "by": ["Germany"], "at": ["Latvia"]}
ON_POLAND = {"kind": ["opposed"], "by": ["Germany"], "at": ["Poland"]}


@dataclass
class Case:
    """A record, a test, and what it comes to."""

    claims: Sequence[Claim]
    test: Mapping[str, Any]
    verdict: str
    counts: Pairs | None = None
    values: Mapping[str, float] = field(default_factory=dict)
    why: str = ""
    left_out: int = 0
    between: tuple[str, str] | None = None
    name: str = ""


def at(targets: str, agents: str = "Germany", **more: str) -> list[Claim]:
    """An act for each target named."""
    more = {"date": "1926", **more}
    return [claim("", "opposed", agents, target, **more) for target in targets.split()]


def by(*agents: str, targets: str = "Estonia", kind: str = "opposed") -> list[Claim]:
    """An act, or a meeting, for each cell of agents."""
    targets = "" if kind == "met_with" else targets
    return [claim("", kind, cell, targets, date="1926") for cell in agents]


def on(*dates: str) -> list[Claim]:
    """An act of Germany at Latvia for each date."""
    return [claim("", "opposed", "Germany", "Latvia", date=date) for date in dates]


# More than


def counts(times: float = 1) -> dict[str, Any]:
    return {"kind": "counts", "count": ON_LATVIA, "against": ON_POLAND, "times": times}


ESTONIA = {**ON_POLAND, "at": ["Estonia"], "called": "the third"}

COUNTS = [
    Case(at("Latvia " * 5 + "Poland " * 2), counts(), "upheld", [(5, 5), (2, 2)]),
    Case(at("Latvia " * 5 + "Poland " * 2), counts(2), "upheld", [(5, 5), (2, 2)]),
    Case(at("Latvia " * 5 + "Poland " * 2), counts(3), "not upheld", [(5, 5), (2, 2)]),
    Case(at("Latvia " * 4 + "Poland " * 2), counts(2), "upheld", [(4, 4), (2, 2)]),
    Case(at("Latvia " * 3 + "Poland " * 3), counts(), "not upheld", [(3, 3), (3, 3)]),
    Case(at("Latvia " * 3 + "Poland? " * 3), counts(), "undecidable", [(3, 3), (0, 3)]),
    Case(at("Latvia Latvia Latvia? Poland Poland"), counts(), "undecidable", [(2, 3), (2, 2)]),
    Case(at("{Latvia/Poland} " * 5), counts(), "undecidable", [(0, 5), (0, 5)]),
    Case(at("Latvia " * 4), counts(), "undecidable", [(4, 4), (0, 0)]),
    Case(at("Latvia " * 5), counts(9), "upheld", [(5, 5), (0, 0)]),
    Case(
        at("Latvia;Poland " * 3),  # each speaks once, though it is in both counts
        counts(),
        "undecidable",
        [(3, 3), (3, 3)],
        why="3 events could speak, 5 are needed",
    ),
    Case(
        at("Latvia " * 3 + "Poland " * 2 + "Estonia " * 3),
        {"kind": "counts", "count": ON_LATVIA, "against": [ON_POLAND, ESTONIA]},
        "not upheld",
        [(3, 3), (2, 2), (3, 3)],
    ),
    Case(
        at("Latvia " * 4 + "Poland " * 2 + "Estonia " * 3),
        {"kind": "counts", "count": ON_LATVIA, "against": [ON_POLAND, ESTONIA]},
        "upheld",
        [(4, 4), (2, 2), (3, 3)],
    ),
]


# A share of


def share(above: float = 0.5) -> dict[str, Any]:
    return {"kind": "share", "count": {"together": TWO}, "of": {"by": TWO}, "above": above}


def between(low: float, high: float) -> dict[str, float]:
    return {"share at least": low, "share at most": high}


BOTH, MAYBE = "Germany;France", "Germany;France?"
SHARES = [
    Case(by(*[BOTH] * 4, "Germany"), share(), "upheld", values=between(0.8, 0.8)),
    Case(by(*[BOTH] * 2, *["France"] * 3), share(), "not upheld", values=between(0.4, 0.4)),
    Case(by(*[BOTH] * 2, *["Germany"] * 3), share(0.3), "upheld", values=between(0.4, 0.4)),
    Case(
        by(*[BOTH] * 2, *[MAYBE] * 2, "Germany"),
        share(),
        "undecidable",
        [(2, 4), (5, 5)],
        between(0.4, 0.8),
    ),
    Case(by(*["Germany;;France"] * 5), share(), "not upheld", values=between(0, 0)),
    Case(by(*[BOTH] * 4), share(), "undecidable", values=between(1, 1), why="4 events could"),
]


# The first of all


def rank(first: int = 1, name: str = "Latvia", role: str = "target", **more: Any) -> dict[str, Any]:
    of = more.pop("of", {"kind": ["opposed"], "by": ["Germany"]})
    return {"kind": "rank", "name": name, "role": role, "of": of, "first": first, **more}


PERSONS = [
    *at("Latvia " * 4, "A, A|Germany", issue="union"),
    *at("Latvia " * 2, "B, B|Germany", issue="vilnius"),
    *at("Latvia", "France"),
]
ANY = {"kind": ["opposed"]}
RANKS = [
    Case(at("Latvia " * 3 + "Poland " * 2), rank(), "upheld", [(3, 3), (2, 2)]),
    Case(at("Latvia " * 3 + "Poland " * 3), rank(), "not upheld", [(3, 3), (3, 3)]),
    Case(at("Latvia " * 3 + "Poland " * 3), rank(2), "upheld"),
    Case(at("Latvia " * 3 + "Poland " * 3), rank(ties=True), "upheld", [(3, 3), (3, 3)]),
    Case(at("Latvia " * 3 + "Poland " * 4), rank(ties=True), "not upheld", [(3, 3), (4, 4)]),
    Case(at("Latvia " * 3 + "Poland? " * 3), rank(ties=True), "upheld", [(3, 3), (0, 3)]),
    Case(at("Latvia? " * 3 + "Poland " * 3), rank(ties=True), "undecidable", [(0, 3), (3, 3)]),
    Case(at("Latvia " * 2 + "Poland " * 3 + "Estonia " * 3), rank(2), "not upheld"),
    Case(at("Latvia " * 2 + "Poland " * 3 + "Estonia? " * 3), rank(2), "undecidable"),
    Case(at("Latvia " * 3 + "Poland? " * 3), rank(), "undecidable", [(3, 3), (0, 3)]),
    Case(at("France " * 9 + "Latvia " * 3), rank(), "not upheld", [(3, 3), (9, 9)]),
    Case(at("Poland " * 6), rank(), "not upheld", [(0, 0), (6, 6)]),
    Case(at("Latvia;Poland;Estonia " * 2), rank(3), "undecidable", why="2 events could speak"),
    Case(at("France " * 9 + "Latvia " * 5), rank(among=["Poland"]), "upheld", [(5, 5)]),
    Case(at("Germany;Latvia " * 5), rank(), "upheld", [(5, 5)]),  # who acts does not rank
    Case(PERSONS, rank(1, "union", "issue", of=ANY), "upheld", [(4, 4), (2, 2)]),
    Case(PERSONS, rank(1, "vilnius", "issue", of=ANY), "not upheld", [(2, 2), (4, 4)]),
    Case(PERSONS, rank(1, "A, A", "agent", of=ANY), "upheld", [(4, 4), (2, 2)]),
    Case(PERSONS, rank(1, "France", "agent", of=ANY), "not upheld", [(1, 1), (6, 6)]),
    Case(PERSONS, rank(2, "France", "agent", of=ANY), "upheld", [(1, 1), (6, 6)]),
]


# Envoys

ENVOYS = {
    "kind": "counts",
    "count": {"envoys_together": TWO, "hosts": ["Latvia"]},
    "against": {"envoys_with_third": TWO, "hosts": ["Latvia"]},
}
OURS, THIRD = "A, A|Germany;B, B|France", "A, A|Germany;C, C|Poland"


def meetings(*agents: str) -> list[Claim]:
    return by(*agents, kind="met_with")


ENVOYS_MET = [
    Case(meetings(*[OURS] * 4, THIRD), ENVOYS, "upheld", [(4, 4), (1, 1)]),
    Case(meetings(*[OURS] * 2, *[THIRD] * 3), ENVOYS, "not upheld", [(2, 2), (3, 3)]),
    Case(meetings(*[OURS] * 2, *[THIRD] * 2), ENVOYS, "undecidable", [(2, 2), (2, 2)]),
    Case(meetings(*[OURS + "?"] * 3, *[THIRD] * 2), ENVOYS, "undecidable", [(0, 3), (2, 2)]),
    Case(by(*[OURS] * 5), ENVOYS, "undecidable", [(0, 0), (0, 0)]),  # acts are no meetings
]


# Times

SPANS: dict[str, Any] = {
    "kind": "windows",
    "count": ON_LATVIA,
    "inside": ["1926", "1927"],
    "than": ["1920", "1925"],
}
STRADDLING = "[1925-10..1926-02]"


def faded(to: float = 0.1) -> dict[str, Any]:
    return {"kind": "fades", "count": ON_LATVIA, "after": "1929", "to": to}


def fading(early: int, late: int, to: float, verdict: str, open_: int = 0) -> Case:
    doubt = ["[1929-12..1930-01]"] * open_
    claims = on(*["1925"] * early, *["1935"] * late, *doubt)
    told = [(early, early + open_), (late, late + open_)]
    return Case(claims, faded(to), verdict, told, between=("1920", "1939"))


def densest(period: str, first: int = 1, **more: bool) -> dict[str, Any]:
    return {"kind": "densest", "count": ON_LATVIA, "period": period, "first": first, **more}


SUMMER, WINTER = "1926-07-01", "1927-01"
TIMES = [
    Case(on(*["1926"] * 2, *["1923"] * 5), SPANS, "upheld", [(2, 2), (5, 5)]),
    Case(on(*["1926"] * 2, *["1923"] * 6), SPANS, "not upheld", [(2, 2), (6, 6)]),
    Case(on(*["1926"] * 4, *["1923"] * 6), {**SPANS, "times": 2}, "upheld"),
    Case(on(*["1926"] * 3, *["1923"] * 6), {**SPANS, "times": 2}, "not upheld"),
    Case(on(*["1926"] * 2, STRADDLING, *["1923"] * 6), SPANS, "undecidable", [(2, 3), (6, 7)]),
    Case(on(*["1926"] * 2, *["1923?"] * 6), SPANS, "undecidable", [(2, 2), (0, 6)]),
    Case(on(*["1926"] * 4), SPANS, "undecidable", [(4, 4), (0, 0)], why="4 events could"),
    # What lasts is in both times, what has no date possibly in each: none is left out.
    Case(on(*["1926"] * 5, "1920/1927", ""), SPANS, "upheld", [(6, 7), (1, 2)]),
    Case(on(*["1926"] * 2, *["1923"] * 5, *["1921/1926"] * 2), SPANS, "upheld", [(4, 4), (7, 7)]),
    Case(on(*["1926"] * 2, *["1923"] * 5, "", ""), SPANS, "undecidable", [(2, 4), (5, 7)]),
    Case(on("1926", *["1925/1926"] * 3), SPANS, "undecidable", [(4, 4), (3, 3)], why="4 events"),
    fading(20, 2, 0.1, "upheld"),
    fading(20, 3, 0.1, "not upheld"),
    fading(20, 10, 0.5, "upheld"),
    fading(20, 0, 0.1, "undecidable", open_=3),
    fading(3, 1, 0.1, "undecidable"),
    Case(
        on(*["1925"] * 18, *["1923/1935"] * 2),
        faded(),
        "upheld",
        [(20, 20), (2, 2)],
        between=("1920", "1939"),
    ),
    Case(
        on(*["1925"] * 17, *["1923/1935"] * 3),
        faded(),
        "not upheld",
        [(20, 20), (3, 3)],
        between=("1920", "1939"),
    ),
    Case(
        on(*["1925"] * 20, *[""] * 3),
        faded(),
        "undecidable",
        [(20, 23), (0, 3)],
        why="it depends on how",
        between=("1920", "1939"),
    ),
    Case(
        on(*["1923/1935"] * 4),
        faded(),
        "undecidable",
        [(4, 4), (4, 4)],
        why="4 events could speak",
        between=("1920", "1939"),
    ),
    Case(on(*[SUMMER] * 3, *[WINTER] * 2), densest("1926-22"), "upheld", [(3, 3), (2, 2)]),
    Case(on(*[SUMMER] * 2, *[WINTER] * 3), densest("1926-22"), "not upheld"),
    Case(on(*[SUMMER] * 2, *[WINTER] * 3), densest("1926-22", 2), "upheld"),
    Case(on(*[SUMMER] * 2, *[WINTER + "?"] * 3), densest("1926-22"), "undecidable"),
    Case(on(*["1926"] * 4, *["1927"] * 3), densest("1926"), "upheld", [(4, 4), (3, 3)]),
    Case(on(*["1926"] * 2, *["1927"] * 3), densest("1926"), "not upheld"),
    Case(on(*["1926"] * 9), densest("1926-22"), "undecidable", [(0, 0)], left_out=9),
    Case(on(*["1926"] * 4), densest("1926"), "undecidable", [(4, 4)], why="4 events could"),
    Case(
        on(*[SUMMER] * 5, "1926", ""),
        densest("1926-22"),
        "upheld",
        [(5, 5)],
        why="of what is dated within a season alone; 2 events that are not are left out",
        left_out=2,
    ),
    Case(
        on(*[SUMMER] * 2, *[WINTER] * 3, "1926"),
        densest("1926-22"),
        "not upheld",
        why="of what is dated within a season alone; 1 event that is not is left out",
        left_out=1,
    ),
    Case(on(*[SUMMER] * 3, *[WINTER] * 3), densest("1926-22"), "not upheld"),
    Case(on(*[SUMMER] * 3, *[WINTER] * 3), densest("1926-22", ties=True), "upheld"),
]


# Networks


def central(name: str, first: int = 1, measure: str = "degree") -> dict[str, Any]:
    return {
        "kind": "centrality",
        "name": name,
        "by": "state",
        "measure": measure,
        "first": first,
    }


STAR = meetings(*["Germany;Latvia", "Germany;Poland", "Germany;France"] * 2)
DOUBTFUL = meetings(*["Germany;Latvia", "Germany;Poland?", "Latvia;France"] * 2)
PAIRED: dict[str, Any] = {"kind": "pairs", "pair": TWO}
CENTRAL = [
    Case(STAR, central("Germany"), "upheld", [(6, 6)], {"rank": 1, "ranked": 4, "degree": 3}),
    Case(STAR, central("Germany", measure="betweenness"), "upheld", values={"betweenness": 1}),
    Case(STAR, central("Latvia"), "not upheld", [(2, 2)], {"rank": 2, "degree": 1}),
    Case(STAR, central("Latvia", 2), "upheld", [(2, 2)]),
    Case(meetings(*["Germany;Latvia", "Poland;France"] * 3), central("Germany"), "not upheld"),
    Case(
        meetings(*["Germany;Latvia", "Poland;France"] * 3),
        {**central("Germany"), "ties": True},
        "upheld",
    ),
    Case(
        DOUBTFUL,
        central("Latvia"),
        "undecidable",
        [(4, 4)],
        {"rank": 1, "rank on certain events": 1},
        why="it depends on how",
    ),
    Case(meetings("Germany;Latvia", "Germany;Poland"), central("Germany"), "undecidable"),
    Case(meetings(*["Germany;Latvia"] * 5), central("France"), "not upheld", []),
    Case(at("Latvia " * 6), central("Germany"), "undecidable", [], why="0 events could speak"),
    Case(by(*[BOTH] * 4, *["Poland;Latvia"] * 2), PAIRED, "upheld", [(4, 4), (2, 2)]),
    Case(by(*[BOTH] * 3, *["Poland;Latvia"] * 3), PAIRED, "not upheld", [(3, 3), (3, 3)]),
    Case(by(*[BOTH] * 3, *["Poland;Latvia"] * 3), {**PAIRED, "first": 2}, "upheld"),
    Case(by(*[BOTH] * 3, *["Poland;Latvia"] * 3), {**PAIRED, "ties": True}, "upheld"),
    Case(by(*[BOTH] * 2, *["Poland;Latvia"] * 3), {**PAIRED, "ties": True}, "not upheld"),
    Case(by(*[MAYBE] * 4, *["Poland;Latvia"] * 2), PAIRED, "undecidable", [(0, 4), (2, 2)]),
    Case(by(*[BOTH] * 4), PAIRED, "undecidable", [(4, 4)], why="4 events could speak"),
    Case(by(*["Germany;;France"] * 6), PAIRED, "undecidable", [(0, 0)]),
    Case(by(*["Germany;France;Poland"] * 2), PAIRED, "undecidable", why="2 events could speak"),
]

GROUPS = {
    "counts": COUNTS,
    "share": SHARES,
    "rank": RANKS,
    "envoys": ENVOYS_MET,
    "times": TIMES,
    "networks": CENTRAL,
}
CASES = [
    replace(case, name=f"{group}-{n:02}")
    for group, cases in GROUPS.items()
    for n, case in enumerate(cases, 1)
]

PEOPLE = [
    Diplomat(f"{x}-{x}".lower(), f"{x}, {x}", f"{x}, {x}|{state}")
    for x, state in (("A", "Germany"), ("B", "France"), ("C", "Poland"))
] + [Diplomat("b-b-german", "B, B", "B, B|Germany")]
POSTS = [
    Post(f"p{x}", "envoy in Riga", state, accredited_to="Latvia", holder=f"{x}, {x}", start="1920",
         end="1939")
    for x, state in (("A", "Germany"), ("B", "France"), ("C", "Poland"))
]  # fmt: skip


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    rows = [
        replace(row, id=f"{case.name}-{n:02}", source=case.name)
        for case in CASES
        for n, row in enumerate(case.claims)
    ]
    folder = tmp_path_factory.mktemp("trials")
    return Room(make_book(folder, rows, diplomats=PEOPLE, posts=POSTS))


def put(room: Room, case: Case) -> tuple[Outcome, Desk]:
    scope = {"between": list(case.between)} if case.between else {}
    row = {"id": "t", "claim": "c", "source": "s", "locator": "line 1", "test": case.test}
    found, problems = parse_theses({"thesis": [{**row, "scope": scope}]})
    assert problems == []
    desk = room.desk(Filters(source=(case.name,), between=case.between), lineage=False)
    return found.theses[0].trial.put(desk), desk


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_verdict_is_that_of_a_reader(room: Room, case: Case) -> None:
    outcome, desk = put(room, case)
    assert (outcome.ruling.verdict, outcome.left_out) == (case.verdict, case.left_out)
    if case.counts is not None:
        assert [tuple(n) for n in outcome.numbers.values()][: len(case.counts)] == case.counts
    for name, value in case.values.items():
        assert outcome.values[name] == pytest.approx(value)
    assert (case.why or "") in outcome.ruling.why
    assert bool(outcome.ruling.why) == (case.verdict == "undecidable" or case.left_out > 0)
    assert outcome.p is None
    assert outcome.no_p
    told = {claim.id for event in desk.events for claim in event.claims}
    assert set(outcome.claims) <= told


def test_the_cases_have_every_verdict() -> None:
    for group, cases in GROUPS.items():
        verdicts = {case.verdict for case in cases}
        assert verdicts == {"upheld", "not upheld", "undecidable"}, group
