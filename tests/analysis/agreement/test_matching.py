"""Rows matched one to one: the rule's every clause, and against the matching that tries all."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapallo.analysis.agreement.matching import Rule, _likeness, matching, may_match
from rapallo.analysis.agreement.reading import Reading, as_spelled
from rapallo.model.claim import Claim
from tests.helpers import claim
from tests.oracle.matching import best

OPPOSED = {"kind": "opposed", "agents": "Germany;USSR", "targets": "Poland", "date": "1927-03-05"}


def reading(id: str = "a", **told: str) -> Reading:
    given = {**OPPOSED, **told}
    return Reading.of(claim(id, given.pop("kind"), given.pop("agents"), **given), as_spelled)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({}, {}, True),
        ({}, {"kind": "pressured"}, False),
        ({}, {"date": "1927-03-06"}, False),
        ({}, {"date": "1927-03"}, True),
        ({}, {"date": "[1927-02-01..1927-03-18]"}, True),
        ({}, {"date": "[1927-02-01..1927-03-19]"}, False),
        ({"date": "1927-03-05~"}, {"date": "1927"}, False),
        ({"date": "1927-03"}, {"date": "1927"}, True),
        ({"date": "[1927-03-05..1927-03-20]"}, {"date": "1927"}, True),
        ({"date": ""}, {"date": ""}, True),
        ({}, {"date": ""}, False),
        ({"date": "1922/1933"}, {"date": "1927?"}, True),
        ({}, {"agents": "Germany", "targets": "Lithuania"}, False),
        ({}, {"agents": "Germany", "targets": "Poland;Lithuania"}, True),
        ({"targets": ""}, {"agents": "Germany", "targets": ""}, True),
        ({"agents": "Germany", "targets": "Poland"}, {"agents": "Poland", "targets": "Germany"},
         False),
        ({"agents": "Germany", "targets": ""}, {"agents": "Poland", "targets": ""}, False),
        ({}, {"agents": "germany;Ussr"}, True),
        ({}, {"agents": "Germany?;USSR"}, True),
        ({}, {"agents": "[envoy in Riga]|Germany;USSR"}, True),
        ({"agents": "Moraht, H.|Germany", "targets": ""}, {"agents": "Germany", "targets": ""},
         False),
        ({"agents": "{Germany/France}", "targets": "Poland"}, {"agents": "France"}, True),
        ({"kind": "met_with", "agents": "Germany;USSR", "targets": ""},
         {"kind": "met_with", "agents": "Germany;Poland", "targets": ""}, False),
    ],
)  # fmt: skip
def test_when_two_rows_may_match(
    one: dict[str, str], other: dict[str, str], expected: bool
) -> None:
    a, b = reading(**one), reading(**other)
    assert may_match(a, b, Rule()) is may_match(b, a, Rule()) is expected


ENVOY = {"agents": "Moraht, H.|Germany;USSR", "targets": ""}
ANOTHER = {"agents": "Köster, A.|Germany;USSR", "targets": ""}
BARE = {"agents": "Germany;USSR", "targets": ""}


@pytest.mark.parametrize(
    ("one", "other", "rule", "expected"),
    [
        (ENVOY, BARE, Rule(), False),
        (ENVOY, BARE, Rule(person_for_state=True), True),
        # A person is no other person of his state, and no state is counted twice.
        (ENVOY, ANOTHER, Rule(person_for_state=True), False),
        ({"agents": "Moraht, H.|Germany;Germany", "targets": "Riga"},
         {"agents": "Germany", "targets": "Reval"}, Rule(person_for_state=True), False),
        ({}, {"date": "1927-03-08"}, Rule(apart=3), True),
        ({}, {"date": "1927-03-09"}, Rule(apart=3), False),
        ({}, {"date": "1927"}, Rule(widest=365), True),
        ({}, {"agents": "Germany;France"}, Rule(common=3), False),
        ({}, {"agents": "USSR", "targets": ""}, Rule(common=3), True),
        ({}, {"kind": "supported"}, Rule(across_kinds=True), True),
        ({"agents": "France"}, {"agents": "Germany", "targets": "Poland"}, Rule(common=1), False),
        ({"agents": "France"}, {"agents": "Germany", "targets": "Poland"},
         Rule(common=1, agent_of=()), True),
    ],
)  # fmt: skip
def test_what_the_rule_leaves_to_its_reader(
    one: dict[str, str], other: dict[str, str], rule: Rule, expected: bool
) -> None:
    a, b = reading(**one), reading(**other)
    assert may_match(a, b, rule) is may_match(b, a, rule) is expected


def test_a_greedy_matching_would_leave_a_row_alone() -> None:
    wide, exact = reading("wide", date="1927-03"), reading("exact")
    ours = [exact, reading("far", date="1927-03-20")]
    # The exact row is most like the exact one; but the other then has no partner.
    assert sorted(matching(ours, [wide, exact], Rule())) == [(0, 1), (1, 0)]
    assert len(matching([exact], [wide, exact], Rule())) == 1
    assert matching([exact], [wide, exact], Rule()) == [(0, 1)]


rows = st.lists(
    st.builds(
        dict,
        kind=st.sampled_from(["opposed", "pressured"]),
        agents=st.sampled_from(["Germany", "USSR", "Germany;USSR", "Moraht, H.|Germany"]),
        targets=st.sampled_from(["", "Poland", "Latvia", "Poland;Latvia"]),
        date=st.sampled_from(["1927-03-05", "1927-03", "1927", "1926/1928", ""]),
        place=st.sampled_from(["", "Riga"]),
    ),
    min_size=1,
    max_size=4,
)


def readings(given: list[dict[str, str]], prefix: str) -> list[Reading]:
    return [reading(f"{prefix}{number}", **row) for number, row in enumerate(given)]


@given(rows, rows, st.booleans())
@settings(max_examples=150)
def test_it_is_the_best_of_all(
    ours: list[dict[str, str]], theirs: list[dict[str, str]], states: bool
) -> None:
    a, b, rule = readings(ours, "a"), readings(theirs, "b"), Rule(person_for_state=states)
    edges = {
        (i, j): _likeness(x, y)
        for i, x in enumerate(a)
        for j, y in enumerate(b)
        if may_match(x, y, rule)
    }
    pairs = matching(a, b, rule)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert (len(pairs), sum(edges[pair] for pair in pairs)) == best(edges)


def named(pairs: Any, a: list[Reading], b: list[Reading]) -> set[tuple[str, str]]:
    return {(a[i].claim.id, b[j].claim.id) for i, j in pairs}


@given(rows, rows, st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_neither_the_order_of_rows_nor_of_coders_matters(
    ours: list[dict[str, str]], theirs: list[dict[str, str]], random: Any
) -> None:
    a, b = readings(ours, "a"), readings(theirs, "b")
    found = named(matching(a, b, Rule()), a, b)
    assert {(y, x) for x, y in named(matching(b, a, Rule()), b, a)} == found
    shuffled, others = random.sample(a, len(a)), random.sample(b, len(b))
    assert named(matching(shuffled, others, Rule()), shuffled, others) == found


def test_every_order_of_three() -> None:
    told = [reading(f"r{n}", date=date) for n, date in enumerate(("1927-03-05", "1927-03", "1927"))]
    found = {
        frozenset(named(matching(list(order), told, Rule()), list(order), told))
        for order in permutations(told)
    }
    assert len(found) == 1


def test_a_claim_is_read_as_it_is_spelled() -> None:
    row = Claim(
        "1", "met_with", "talk", "{A, B|USSR/C, D|USSR};[envoy]|France;[guest]|", date="1926"
    )
    found = Reading.of(row, as_spelled)
    assert found.agents == {"a, b|ussr", "c, d|ussr", "france", "guest|"}
    assert found.stands == {"a, b|ussr": "ussr", "c, d|ussr": "ussr"}
