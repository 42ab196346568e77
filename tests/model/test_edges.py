"""The edges of a claim: by hand, and against a plain count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapallo.errors import IncompleteClaim
from rapallo.identity.names import Names
from rapallo.model.acts import Act, Codebook
from rapallo.model.cells import Spelled, write_cell
from rapallo.model.claim import Claim
from rapallo.model.edges import edges
from rapallo.model.nodes import State
from rapallo.model.participants import participants
from tests.helpers import ACTS, STATES, claim
from tests.oracle.edges import edges as oracle


def made(told: Claim, act: str = "") -> dict[tuple[str, str], tuple[float, bool, bool]]:
    rows = participants(told, Names(STATES))
    found = edges(told.id, Codebook.shipped()[act or told.act], rows, told.treaties, told.issues)
    assert len({edge.edge for edge in found}) == len(found)
    assert all(edge.edge == f"{told.id}|{told.kind}|{edge.a}|{edge.b}" for edge in found)
    return {(edge.a, edge.b): (edge.weight, edge.joint, edge.certain) for edge in found}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (claim("c", "met_with", "Germany;France"), {("france", "germany"): (1.0, False, True)}),
        (
            claim("c", "met_with", "Germany;France;Poland"),
            {
                ("france", "germany"): (0.5, True, True),
                ("france", "poland"): (0.5, True, True),
                ("germany", "poland"): (0.5, True, True),
            },
        ),
        (
            claim("c", "met_with", "Germany;Latvia;;France"),
            {
                ("france", "germany"): (0.5, True, True),
                ("france", "latvia"): (0.5, True, True),
            },
        ),
        (
            claim("c", "met_with", "Germany;{France/Poland}"),
            {
                ("france", "germany"): (1.0, False, False),
                ("germany", "poland"): (1.0, False, False),
            },
        ),
        (
            claim("c", "met_with", "A|Germany;Germany;B|France;France"),
            {("a", "b"): (1.0, False, True)},
        ),
        (
            claim("c", "signed", "Germany;USSR?", treaty="T"),
            {("germany", "T"): (1.0, True, True), ("soviet-union", "T"): (1.0, True, False)},
        ),
        (
            claim("c", "pressured", "Germany;France", "Lithuania;Poland"),
            {
                (a, b): (0.25, True, True)
                for a in ("germany", "france")
                for b in ("lithuania", "poland")
            },
        ),
        (
            claim("c", "opposed", "Germany", "Poland", treaty="T", issue="I"),
            {("germany", "poland"): (0.5, False, True), ("germany", "T"): (0.5, False, True)},
        ),
        (
            claim("c", "opposed", "Germany", issue="I;J"),
            {("germany", "I"): (0.5, False, True), ("germany", "J"): (0.5, False, True)},
        ),
        (
            claim("c", "informed", "A|Germany", "B|Germany"),
            {("a", "b"): (1.0, False, True)},
        ),
        (claim("c", "signed", "Germany", treaty="T", act="ratified"), {}),
        (claim("c", "opposed", "Germany", "Germany", issue="I"), {}),
    ],
)
def test_a_claim_gives(
    told: Claim, expected: dict[tuple[str, str], tuple[float, bool, bool]]
) -> None:
    assert made(told) == expected


def test_a_meeting_of_five_gives_ten_edges() -> None:
    found = made(claim("c", "met_with", "Germany;France;Poland;Latvia;Estonia"))
    assert len(found) == 10
    assert sum(weight for weight, _, _ in found.values()) == pytest.approx(5 / 2)


def test_whose_act_the_codebook_leaves_out_gives_none() -> None:
    told = claim("c", "opposed", "Germany", "Poland")
    act = Act("stance", "opposed", -1, False)
    assert edges("c", act, participants(told, Names(STATES))) == ()


PEOPLE = ["A|Germany", "B|Germany", "C|France", "D|France", "E|"]
who = st.sampled_from([*PEOPLE, "Germany", "France", "Poland", "Latvia"])


@st.composite
def told(draw: st.DrawFn) -> Claim:
    kind = draw(st.sampled_from(sorted(ACTS)))
    names = draw(st.lists(who, min_size=2, max_size=8, unique=True))
    cut = draw(st.integers(1, len(names)))
    cells = []
    for some in (names[:cut], names[cut:]):
        marked = [name + draw(st.sampled_from(["", "", "?"])) for name in some]
        if len(marked) > 2 and draw(st.booleans()):
            marked[:2] = ["{" + "/".join(name.rstrip("?") for name in marked[:2]) + "}"]
        mark = ";;" if draw(st.booleans()) and len(marked) < 4 else ";"
        cells.append(mark.join(marked))
    things = st.lists(st.sampled_from(["T", "U"]), max_size=2, unique=True).map(";".join)
    return claim("c", kind, cells[0], cells[1], treaty=draw(things), issue=draw(things).lower())


@given(told())
def test_the_edges_are_those_that_a_plain_count_finds(told: Claim) -> None:
    try:
        rows = participants(told, Names(STATES))
    except IncompleteClaim:
        return
    expected = oracle(told.kind, rows, told.treaties, told.issues)
    found = made(told)
    assert found.keys() == expected.keys()
    for pair, (weight, joint, certain) in expected.items():
        assert found[pair] == (pytest.approx(weight), joint, certain)


@given(told(), st.randoms())
def test_the_order_of_names_changes_nothing(told: Claim, random: object) -> None:
    try:
        before = made(told)
    except IncompleteClaim:
        return
    sides = [list(side) for side in told.agent_sides]
    for side in sides:
        random.shuffle(side)  # type: ignore[attr-defined]
    agents = write_cell(tuple(tuple(side) for side in sides))
    after = made(claim("c", told.kind, agents, told.targets, treaty=told.treaty, issue=told.issue))
    assert after.keys() == before.keys()
    for pair, (weight, joint, certain) in before.items():
        assert after[pair] == (pytest.approx(weight), joint, certain)


# Participants


def rows_of(told: Claim) -> list[tuple[str, int, int, str, str, str, bool]]:
    names = Names([*STATES, State("x", "X")])
    return [
        (r.role, r.side, r.position, r.actor, r.acting_for, r.certainty, r.represented)
        for r in participants(told, names)
    ]


def test_participants_keep_side_place_and_doubt() -> None:
    told = claim("c", "opposed", "A|Germany;{B|USSR/Poland};;France?", "X", via="[consul]|X?")
    assert rows_of(told) == [
        ("agent", 0, 0, "a", "germany", "certain", False),
        ("agent", 0, 1, "b", "soviet-union", "one_of", False),
        ("agent", 0, 1, "poland", "poland", "one_of", False),
        ("agent", 1, 2, "france", "france", "possible", False),
        ("target", 0, 0, "x", "x", "certain", False),
        ("via", 0, 0, "x/consul", "x", "possible", False),
    ]


def test_a_state_is_represented_by_its_own_on_its_own_side_only() -> None:
    told = claim("c", "met_with", "A|Germany;Germany;;Germany?;B|France")
    with pytest.raises(IncompleteClaim, match="Germany stands twice"):
        rows_of(told)
    told = claim("c", "met_with", "A|Germany;Germany;;B|France", "")
    assert [row[-1] for row in rows_of(told)] == [False, True, False]
    told = claim("c", "informed", "A|Germany", "Germany")
    assert [row[-1] for row in rows_of(told)] == [False, False]


def test_what_a_source_spelled_is_kept() -> None:
    told = claim("c", "met_with", r"A\;B|USSR?;{X, Y|Germany/Poland}")
    spelled = [row.spelled for row in participants(told, Names(STATES))]
    assert spelled == [str(Spelled("person", "A;B", "USSR")), "X, Y|Germany", "Poland"]
