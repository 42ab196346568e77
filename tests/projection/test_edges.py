"""The edges of events at a level: by example, by law, and against the edges of single claims."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapallo.casebook.filters import Filters
from rapallo.model.acts import KINDS, Codebook
from rapallo.model.claim import Claim
from rapallo.model.edges import edges as claim_edges
from rapallo.model.nodes import Member, Organization, Post
from rapallo.projection.edges import EventEdge, Tally, event_edges, tallied_edges
from rapallo.projection.level import By, Level
from tests.helpers import STATES, claim
from tests.projection.memory import evidence_of

GROUPS = (
    Organization("western", "Western states", kind="coalition"),
    Organization("russia", "Russia", kind="lineage"),
    Member("Western states", "France", "1900", "1950"),
    Member("Western states", "Britain", "1900", "1950"),
    Member("Russia", "Soviet Russia"),
    Member("Russia", "USSR"),
)


def shown(edges: list[EventEdge]) -> dict[str, str]:
    """Edges in short: ``a b`` and the weight as a fraction, with ? where not certain."""
    return {
        f"{edge.a} {edge.b}": str(Fraction(edge.weight).limit_denominator(100))
        + ("" if edge.certain else "?")
        for edge in edges
    }


def edges_of(*claims: Claim, by: By = "state", one_event: bool = False) -> dict[str, str]:
    nodes = (*STATES, *GROUPS)
    events = {c.id: claims[0].id for c in claims} if one_event else {}
    evidence = evidence_of(claims, nodes=nodes, events_of=events)
    return shown(event_edges(evidence, Level(by, nodes)))


A, B, C, D = "A|Germany", "B|USSR", "C|Germany", "D|Lithuania"


@pytest.mark.parametrize(
    ("agents", "by", "expected"),
    [
        (f"{A};{B}", "diplomat", {"a b": "1"}),
        (f"{A};{B}", "state", {"germany soviet-union": "1"}),
        # Three persons, two delegations: one edge between states, of full weight.
        (f"{A};{C};{B}", "state", {"germany soviet-union": "1"}),
        (f"{A};{C};{B}", "diplomat", {"a b": "1/2", "a c": "1/2", "b c": "1/2"}),
        # Told sides: none within a side.
        (f"{A};{C};;{B}", "diplomat", {"a b": "1/2", "b c": "1/2"}),
        (f"{A};;{B};;{D}", "diplomat", {"a b": "1/2", "a d": "1/2", "b d": "1/2"}),
        (
            f"{A};{B};;{D}",
            "state",
            {"germany lithuania": "1/2", "lithuania soviet-union": "1/2"},
        ),
        # A state beside its own representative is no second actor.
        (f"{A};Germany;{B}", "state", {"germany soviet-union": "1"}),
        (f"{A};Germany;{B}", "diplomat", {"a b": "1"}),
        (f"{A};Germany;{B}", "actor", {"a b": "1"}),
        # By diplomat a state does not count, but it is one more at the table.
        (f"{A};{B};Lithuania", "diplomat", {"a b": "1/2"}),
        (
            f"{A};{B};Lithuania",
            "actor",
            {"a b": "1/2", "a lithuania": "1/2", "b lithuania": "1/2"},
        ),
        # Doubt stays doubt, and one who stands for two is certain where both serve one state.
        (f"{A}?;{B}", "state", {"germany soviet-union": "1?"}),
        (f"{{{A}/{C}}};{B}", "diplomat", {"a b": "1?", "b c": "1?"}),
        (f"{{{A}/{C}}};{B}", "state", {"germany soviet-union": "1"}),
        (
            f"{{{A}/{D}}};{B}",
            "state",
            {"germany soviet-union": "1?", "lithuania soviet-union": "1?"},
        ),
        # For whom E acts is not told.
        (f"E|;{B}", "state", {"soviet-union unknown": "1"}),
        (f"E|;{B}", "diplomat", {"b e": "1"}),
        (f"[envoy in Riga]|USSR;{A}", "diplomat", {"a soviet-union/envoy-in-riga": "1"}),
        (f"Western states;{B}", "state", {"soviet-union western": "1"}),
    ],
)
def test_a_meeting(agents: str, by: By, expected: dict[str, str]) -> None:
    assert edges_of(claim("m", "met_with", agents, date="1926"), by=by) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (claim("x", "pressured", A, "Lithuania"), {"germany lithuania": "1"}),
        (
            claim("x", "opposed", f"{A};{B}", "Lithuania;Latvia"),
            {
                "germany lithuania": "1/4",
                "germany latvia": "1/4",
                "soviet-union lithuania": "1/4",
                "soviet-union latvia": "1/4",
            },
        ),
        (claim("x", "opposed", f"{A};{C}", "Lithuania"), {"germany lithuania": "1"}),
        (claim("x", "opposed", A, treaty="Pact"), {"germany pact": "1"}),
        (
            claim("x", "opposed", A, "Latvia", treaty="Pact"),
            {"germany latvia": "1/2", "germany pact": "1/2"},
        ),
        # To the issue only where neither a target nor a treaty is named.
        (
            claim("x", "opposed", A, issue="Vilnius;Union"),
            {"germany vilnius": "1/2", "germany union": "1/2"},
        ),
        (claim("x", "opposed", A, "Latvia", issue="Vilnius"), {"germany latvia": "1"}),
        (
            claim("x", "signed", f"{A};{B}", treaty="Pact"),
            {"germany pact": "1", "soviet-union pact": "1"},
        ),
        (claim("x", "signed", A, act="ratified", treaty="Pact"), {}),
        (claim("x", "informed", A, C), {}),
        (claim("x", "informed", A, "Latvia?"), {"germany latvia": "1?"}),
    ],
)
def test_an_act(row: Claim, expected: dict[str, str]) -> None:
    assert edges_of(row) == expected


def test_by_diplomat_a_state_is_no_target_and_its_issue_none_instead() -> None:
    row = claim("x", "opposed", A, "Lithuania", issue="Vilnius")
    assert edges_of(row, by="diplomat") == {}
    assert edges_of(row, by="actor") == {"a lithuania": "1"}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # Two texts on one meeting: one edge, counted once.
        (f"{A};{B}", f"{A};{B}", {"a b": "1"}),
        # One tells of a third: the wider company counts, and he is possible.
        (f"{A};{B}", f"{A};{B};{D}", {"a b": "1/2", "a d": "1/2?", "b d": "1/2?"}),
        # Each tells of another: three were there as far as both are right.
        (f"{A};{B}", f"{A};{D}", {"a b": "1/2?", "a d": "1/2?"}),
        # What the one knows for certain the other doubts.
        (f"{A};{B}", f"{A};{B}?", {"a b": "1?"}),
        # On one side by one text, on two by the other.
        (f"{A};{B};{D}", f"{A};{B};;{D}", {"a b": "1/2?", "a d": "1/2", "b d": "1/2"}),
    ],
)
def test_a_meeting_told_twice(first: str, second: str, expected: dict[str, str]) -> None:
    two = claim("m", "met_with", first), claim("n", "met_with", second)
    assert edges_of(*two, by="diplomat", one_event=True) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((A, "Lithuania"), (A, "Lithuania"), {"germany lithuania": "1"}),
        ((A, "Lithuania"), (A, "Latvia"), {"germany latvia": "1/2?", "germany lithuania": "1/2?"}),
        # A claim that is silent about the agents contradicts none.
        ((A, "Lithuania"), ("", "Lithuania"), {"germany lithuania": "1"}),
        (
            (A, "Lithuania"),
            (B, "Lithuania"),
            {"germany lithuania": "1/2?", "soviet-union lithuania": "1/2?"},
        ),
    ],
)
def test_an_act_told_twice(
    first: tuple[str, str], second: tuple[str, str], expected: dict[str, str]
) -> None:
    two = claim("m", "pressured", *first), claim("n", "pressured", *second)
    assert edges_of(*two, one_event=True) == expected


def test_a_joined_edge_names_the_claims_that_give_it() -> None:
    rows = [claim("m", "met_with", f"{A};{B}"), claim("n", "met_with", f"{A};{B};{D}")]
    found = event_edges(evidence_of(rows, events_of={"n": "m"}), Level("diplomat", STATES))
    assert {(e.a, e.b): e.claims for e in found} == {
        ("a", "b"): ("m", "n"),
        ("a", "d"): ("n",),
        ("b", "d"): ("n",),
    }
    assert {(e.event, e.kind, e.sign, e.joint) for e in found} == {("m", "met_with", 0, True)}


@pytest.mark.parametrize(("lineage", "expected"), [(False, "soviet-union"), (True, "russia")])
def test_lineages_are_joined_when_asked(lineage: bool, expected: str) -> None:
    nodes = (*STATES, *GROUPS)
    rows = [claim("m", "met_with", f"{A};{B}", date="1926")]
    level = Level("state", nodes, lineage=lineage)
    assert shown(event_edges(evidence_of(rows, nodes=nodes), level)) == {f"germany {expected}": "1"}


def test_a_group_counts_as_its_members_when_asked() -> None:
    nodes = (*STATES, *GROUPS)
    rows = [claim("m", "met_with", f"Western states;{B}", date="1926")]
    level = Level("state", nodes, expand=["Western states"])
    assert shown(event_edges(evidence_of(rows, nodes=nodes), level)) == {
        "france soviet-union": "1/2",
        "soviet-union united-kingdom": "1/2",
    }


def test_whom_somebody_served_that_day_is_read_from_his_post() -> None:
    post = Post("p", "envoy in Riga", "Germany", holder="E", start="1925", end="1927")
    nodes = (*STATES, post)
    rows = [
        claim("m", "met_with", f"E|;{B}", date="1926"),
        claim("n", "met_with", f"E|;{B}", date="1930"),
    ]
    found = event_edges(evidence_of(rows, nodes=nodes), Level("state", nodes))
    assert [(edge.a, edge.b) for edge in found] == [
        ("germany", "soviet-union"),
        ("soviet-union", "unknown"),
    ]


def test_what_is_denied_or_not_told_is_never_certain() -> None:
    rows = [
        claim("m", "met_with", f"{A};{B}"),
        claim("n", "met_with", f"{A};{B}", status="negated"),
        claim("o", "met_with", f"{A};{B}", status="planned"),
    ]
    evidence = evidence_of(rows, events_of={"n": "m"})
    found = event_edges(evidence, Level("state", STATES))
    assert [(e.event, e.certain, e.claims) for e in found] == [
        ("m", False, ("m",)),
        ("o", False, ("o",)),
    ]


@pytest.mark.parametrize(
    ("date", "certain"),
    [("1926-05", True), ("1926", False), ("1926-05?", False), ("1925/1927", True), ("", False)],
)
def test_in_a_window_only_what_certainly_falls_there_is_certain(date: str, certain: bool) -> None:
    rows = [claim("m", "met_with", f"{A};{B}", date=date)]
    evidence = evidence_of(rows, filters=Filters(between=("1926-03", "1926-06")))
    (edge,) = event_edges(evidence, Level("state", STATES))
    assert edge.certain is certain


def test_what_is_left_out_is_counted() -> None:
    rows = [
        claim("a", "met_with", f"{A};{B}"),
        claim("b", "met_with", f"{A};{C}"),
        claim("c", "met_with", f"E|;{B}"),
        claim("d", "met_with", "E|;F|"),
        claim("e", "met_with", f"{A};{C};{B}"),
        claim("f", "signed", A, act="ratified", treaty="Pact"),
        claim("g", "informed", A),
    ]
    level = Level("state", STATES)
    edges, tally = tallied_edges(evidence_of(rows), level)
    assert tally == Tally(events=7, bare=1, alone=1, within=2, nameless=1, unknown=1)
    assert len(edges) == 3
    assert len(tally.sentences(level)) == 5
    assert tally.sentences(level)[1] == "1 of 7 events name no two who count by state."
    assert Tally(events=3).sentences(level) == ()


def test_only_the_kinds_asked_for_count() -> None:
    rows = [claim("a", "met_with", f"{A};{B}"), claim("b", "pressured", A, "Latvia")]
    edges, tally = tallied_edges(evidence_of(rows), Level("state", STATES), ("pressured",))
    assert [edge.event for edge in edges] == ["b"]
    assert tally.events == 1


# Laws

PEOPLE = [
    f"{name}|{state}"
    for name, state in zip("ABCDEF", ["Germany", "USSR", "Latvia"] * 2, strict=True)
]
OBJECTS = ["Lithuania", "Poland", *PEOPLE[4:]]


@st.composite
def rows(draw: st.DrawFn) -> list[Claim]:
    """Claims of all kinds, with sides, doubt and alternatives."""
    found = []
    for number in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(KINDS))
        people = draw(st.lists(st.sampled_from(PEOPLE[:4]), min_size=2, max_size=4, unique=True))
        doubt = [name + draw(st.sampled_from(["", "", "?"])) for name in people]
        split = draw(st.integers(0, len(doubt) - 1)) if kind == "met_with" else 0
        agents = ";;".join(";".join(part) for part in (doubt[:split], doubt[split:]) if part)
        targets = draw(st.lists(st.sampled_from(OBJECTS), max_size=3, unique=True))
        found.append(
            claim(
                f"c{number}",
                kind,
                agents,
                "" if kind in ("met_with", "signed") else ";".join(targets),
                treaty=draw(st.sampled_from(["", "Pact", "Pact;Union"]))
                if kind != "met_with"
                else "",
                issue=draw(st.sampled_from(["", "Vilnius"])) if kind != "met_with" else "",
                date="1926",
            )
        )
    return found


@given(rows())
def test_single_claims_give_the_edges_that_the_casebook_keeps(claims: list[Claim]) -> None:
    evidence = evidence_of(claims)
    expected = {
        (edge.claim, edge.kind, edge.a, edge.b): (edge.weight, edge.certain, edge.joint)
        for stored in evidence.claims
        for edge in claim_edges(
            stored.id,
            Codebook.shipped()[stored.act],
            stored.participants,
            stored.treaties,
            stored.issues,
        )
    }
    found = {
        (edge.event, edge.kind, edge.a, edge.b): (edge.weight, edge.certain, edge.joint)
        for edge in event_edges(evidence, Level("actor", STATES))
    }
    assert found == expected


@given(rows(), st.sampled_from(["state", "diplomat", "actor"]))
def test_an_event_is_shared_among_its_edges(claims: list[Claim], by: By) -> None:
    """One's part in a meeting weighs at most 1 in sum, and so does the whole of an act."""
    parts: dict[tuple[str, str], float] = defaultdict(float)
    for edge in event_edges(evidence_of(claims), Level(by, STATES)):
        if edge.kind == "met_with":
            parts[edge.event, edge.a] += edge.weight
            parts[edge.event, edge.b] += edge.weight
        elif edge.kind != "signed":
            parts[edge.event, ""] += edge.weight
    assert all(total <= 1 + 1e-9 for total in parts.values())


@given(rows(), st.sampled_from(["state", "diplomat", "actor"]))
def test_telling_everything_twice_changes_only_the_claims(claims: list[Claim], by: By) -> None:
    again = [
        claim(
            f"z{c.id}",
            c.kind,
            c.agents,
            c.targets,
            act=c.act,
            treaty=c.treaty,
            issue=c.issue,
            date=c.date,
        )
        for c in claims
    ]
    level = Level(by, STATES)
    once = event_edges(evidence_of(claims), level)
    events = {f"z{c.id}": c.id for c in claims}
    twice = event_edges(evidence_of([*claims, *again], events_of=events), level)
    assert [(e.event, e.a, e.b, e.weight, e.certain) for e in once] == [
        (e.event, e.a, e.b, e.weight, e.certain) for e in twice
    ]
    assert all(len(edge.claims) == 2 for edge in twice)


@given(rows(), st.randoms(use_true_random=False))
def test_the_order_of_claims_does_not_matter(claims: list[Claim], random: object) -> None:
    shuffled = list(claims)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    level = Level("state", STATES)
    assert event_edges(evidence_of(claims), level) == event_edges(evidence_of(shuffled), level)
