"""First arrivals by the compiled engine, against the exact search and the trying of everything."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapallo.analysis.paths.arrivals import Reachable, Rules
from rapallo.analysis.paths.chains import Certain, Possible, Rule, along, search, steps_of
from rapallo.analysis.paths.contacts import FAR, LONG_AGO, conducting, contacts, day_of
from rapallo.analysis.paths.engine import Sweep
from rapallo.analysis.periods import Period
from rapallo.dates.calendar import BEGINNING, END
from rapallo.dates.edtf import parse
from rapallo.dates.when import Bounds
from rapallo.projection.columns import Columns
from rapallo.projection.edges import EventEdge
from tests.analysis.paths.test_chains import NAMES, WAITS, day, edge, edges
from tests.analysis.paths.test_chains import contacts as as_contacts
from tests.oracle import paths as oracle

FIRST = parse(day(0)).s0


def rule_of(rules: Rules) -> Certain | Possible:
    within = Bounds(rules.depart, rules.arrive)
    if rules.certain:
        return Certain(rules.wait, rules.same_day, within)
    return Possible(rules.wait, within)


def reached(found: Sequence[EventEdge], rules: Rules) -> dict[str, tuple[int, int]]:
    """By goal the day of arrival and the steps, from A."""
    columns = Columns.of(found)
    if "A" not in columns.names:
        return {}
    one = Reachable(columns, rules)
    arrivals = one.arrivals(columns.names.index("A"))
    assert one.complete
    return {columns.names[goal]: (a.day, len(a.rows)) for goal, a in arrivals.items()}


def searched(found: Sequence[EventEdge], rules: Rules) -> dict[str, tuple[int, int]]:
    """The same by the exact search, goal by goal."""
    numbers = {}
    steps = steps_of(e for e in found if e.certain or not rules.certain)
    for goal in NAMES[1:]:
        rule: Rule = rule_of(rules)  # type: ignore[type-arg,assignment]
        best = search(steps, "A", goal, rule)
        if best.earliest:
            numbers[goal] = (best.arrivals[0], len(best.earliest))
    return numbers


@st.composite
def rules(draw: st.DrawFn) -> Rules:
    limit = st.one_of(st.none(), st.none(), st.integers(0, 7))
    depart, arrive = draw(limit), draw(limit)
    return Rules(
        draw(st.booleans()),
        draw(st.booleans()),
        None,
        BEGINNING if depart is None else FIRST + depart,
        END if arrive is None else FIRST + arrive,
    )


@settings(max_examples=200, deadline=None)
@given(edges(), rules())
def test_arrivals_are_those_of_the_exact_search(found: list[EventEdge], given: Rules) -> None:
    assert reached(found, given) == searched(found, given)


@settings(max_examples=60, deadline=None)
@given(edges(), st.booleans(), st.booleans(), WAITS)
def test_arrivals_are_those_that_trying_everything_finds(
    found: list[EventEdge], certain: bool, same_day: bool, wait: int | None
) -> None:
    given = Rules(certain, same_day, Period("", 0, wait) if wait else None)
    expected = {}
    for goal in NAMES[1:]:
        known = oracle.ways(
            as_contacts(found), "A", goal, certain=certain, wait=wait, same_day=same_day
        )
        best = oracle.best(known)
        if best:
            expected[goal] = best[0]
    assert reached(found, given) == expected


@settings(max_examples=150, deadline=None)
@given(edges(), rules())
def test_the_rows_of_an_arrival_are_a_chain(found: list[EventEdge], given: Rules) -> None:
    ordered = sorted(found, key=lambda e: (e.event, e.kind, e.a, e.b))
    columns = Columns.of(ordered)
    if "A" not in columns.names:
        return
    arrivals = Reachable(columns, given).arrivals(columns.names.index("A"))
    for goal, arrival in arrivals.items():
        at, steps = "A", []
        for row in arrival.rows:
            taken = ordered[row]
            (step,) = [s for s in steps_of([taken]).get(at, ()) if s.edge is taken]
            steps.append(step)
            at = step.b
        rule: Rule = rule_of(given)  # type: ignore[type-arg,assignment]
        past = along(steps, rule)
        assert past is not None
        assert rule.arrival(past) == arrival.day
        assert at == columns.names[goal]
        assert len({step.edge.event for step in steps}) == len(steps)


@settings(max_examples=150, deadline=None)
@given(edges(), rules())
def test_one_pass_arrives_when_the_rounds_do(found: list[EventEdge], given: Rules) -> None:
    """Where no event is loose, and as a bound where one is."""
    columns = Columns.of(found)
    if "A" not in columns.names:
        return
    start = columns.names.index("A")
    every = contacts(columns, certain=given.certain, same_day=given.same_day)
    reach, via = Sweep(every, certain=given.certain, same_day=given.same_day).run(
        start, max(given.depart, LONG_AGO)
    )
    exact = Reachable(columns, given).arrivals(start)
    for goal in range(len(columns.names)):
        if goal == start:
            continue
        day_of_one = day_of(int(reach[goal])) if reach[goal] < FAR else None
        assert bool(via[goal] >= 0) is (day_of_one is not None)
        if goal in exact and not every.loose.any():
            assert day_of_one == exact[goal].day
        elif goal in exact:
            assert day_of_one is not None
            assert day_of_one <= exact[goal].day
        elif day_of_one is not None and not every.loose.any():
            assert day_of_one > given.arrive


CONFERENCE = ["AB", "AC", "BC"]
SIDES = ["AC", "AD", "BC", "BD"]


@pytest.mark.parametrize(
    ("pairs", "kind", "loose"),
    [
        (["AB"], "met_with", False),
        (CONFERENCE, "met_with", False),
        (CONFERENCE[:2], "met_with", True),
        (SIDES, "met_with", True),
        (["AB", "AC"], "informed", False),
        (["AB", "BC"], "informed", True),
        (["AB", "BC", "AC"], "informed", False),
        (["AB", "BA"], "informed", False),
    ],
)
def test_an_event_is_loose_where_two_steps_by_it_lead_further_than_one(
    pairs: list[str], kind: str, loose: bool
) -> None:
    columns = Columns.of(edge("e", pair, "1926-03-01", kind=kind) for pair in pairs)
    assert contacts(columns, certain=False).loose.any() == loose
    assert contacts(columns, certain=True, same_day=True).loose.any() == loose
    assert not contacts(columns, certain=True).loose.any()


def test_two_of_one_side_do_not_pass_word_through_the_other() -> None:
    found = [edge("e", pair, "1926-03-01") for pair in SIDES]
    assert set(reached(found, Rules(certain=False))) == {"C", "D"}
    later = edge("f", "BC", "1926-03-02")
    assert reached([*found, later], Rules(certain=False))["B"] == (FIRST + 1, 2)


def test_treaties_and_the_unknown_pass_nothing_on() -> None:
    from dataclasses import replace

    known = edge("e", "AB", "1926")
    treaty = replace(edge("f", "AB", "1926", kind="informed"), b="pact", to="treaty")
    nobody = replace(edge("g", "AB", "1926"), b="unknown")
    columns = conducting(Columns.of([known, treaty, nobody]))
    assert [columns.events[e] for e in columns.event.tolist()] == ["e"]
