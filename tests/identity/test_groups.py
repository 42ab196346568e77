"""Groups on a date: members certain and possible, groups in groups, powers, wrong questions."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rapallo.dates.edtf import parse
from rapallo.errors import BadInput, BadOption
from rapallo.identity.ask import ask
from rapallo.identity.groups import Groups
from rapallo.identity.names import Names
from rapallo.identity.shipped import (
    BOUND,
    expandable,
    memberships,
    reference_groups,
    standings,
    successors,
)
from rapallo.loaders.states import reference_states
from rapallo.model.nodes import Member, Node, Organization, Place, State
from rapallo.model.participants import participants
from rapallo.projection.edges import event_edges, tallied_edges
from rapallo.projection.evidence import Evidence
from rapallo.projection.level import Level
from tests.helpers import STATES, claim, make_book
from tests.oracle.groups import stands_for

TABLE = {state.id: state for state in reference_states()}


def groups_of(*rows: Node) -> Groups:
    nodes = [*STATES, *rows]
    return Groups.of(nodes, Names(nodes))


# The law


NAMES = ("g0", "g1", "g2", "a", "b", "c")
DAYS = st.integers(1, 8).map(lambda day: f"1920-01-{day:02}")
EDGES = st.one_of(
    st.just(""),
    DAYS,
    DAYS.map(lambda day: f"{day}?"),
    st.tuples(DAYS, DAYS).map(lambda two: f"[{min(two)}..{max(two)}]"),
)
DATES = st.one_of(
    EDGES.filter(bool),
    st.tuples(DAYS, DAYS).map(lambda two: f"{min(two)}/{max(two)}"),
    DAYS.map(lambda day: f"[..{day}]"),
)


@st.composite
def memberships_told(draw: st.DrawFn) -> list[Member]:
    """Rows of memberships in which no group is below itself."""
    found = {}
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, 2))
        member = draw(st.sampled_from(NAMES[place + 1 :]))
        start, end = draw(EDGES), draw(EDGES)
        if parse(start).s0 > parse(end).e1:
            start, end = end, start
        row = Member(NAMES[place], member, start, end)
        found[row.key_values] = row
    return list(found.values())


def of(rows: list[Member]) -> Groups:
    nodes: list[Node] = [Organization(name, name.upper()) for name in NAMES[:3]]
    nodes += [State(name, name.upper()) for name in NAMES[3:]]
    return Groups.of([*nodes, *rows], Names(nodes))


@settings(max_examples=150, deadline=None)
@given(memberships_told(), DATES)
@example([Member("g0", "g1", "1920-01-01", "1920-01-04"), Member("g1", "a")], "1920-01-02")
def test_members_are_those_of_every_reading(rows: list[Member], date: str) -> None:
    when = parse(date)
    found = of(rows).members("g0", when)
    assert found == stands_for("g0", rows, when)
    assert not set(found) & {row.group for row in rows}


@settings(max_examples=100, deadline=None)
@given(memberships_told(), DAYS)
def test_widening_a_date_makes_nobody_certain_and_loses_nobody(
    rows: list[Member], day: str
) -> None:
    groups = of(rows)
    told = groups.members("g0", parse(day))
    wide = groups.members("g0", parse(f"[1920-01-01..{day}]"))
    assert told.keys() <= wide.keys()
    assert {n for n, sure in wide.items() if sure} <= {n for n, sure in told.items() if sure}


@given(DAYS, DAYS, DAYS)
def test_a_day_within_the_term_is_certain_and_one_outside_is_none(
    one: str, other: str, day: str
) -> None:
    start, end = min(one, other), max(one, other)
    found = of([Member("g0", "a", start, end)]).members("g0", parse(day))
    assert found == ({"a": True} if start <= day <= end else {})


@settings(max_examples=150, deadline=None)
@given(memberships_told(), DATES)
def test_a_group_stands_for_whoever_is_possibly_a_member_that_day(
    rows: list[Member], date: str
) -> None:
    groups, when = of(rows), parse(date)
    found = {
        name
        for name, first, last in groups.stands_for("g0")
        if when.s0 <= last and when.e1 >= first and name not in NAMES[:3]
    }
    assert found == groups.members("g0", when).keys() - set(NAMES[:3])


@given(memberships_told(), DATES)
def test_whoever_stands_for_a_group_is_within_it(rows: list[Member], date: str) -> None:
    groups = of(rows)
    assert groups.members("g0", parse(date)).keys() <= groups.within({"g0"})


# Groups in groups


NESTED = (
    Organization("allies", "Allies"),
    Organization("west", "West"),
    Member("allies", "west", "1914", "1920"),
    Member("west", "france", "1904-04-08", "1940-06-22"),
    Member("west", "united-kingdom", "1904-04-08?", "1940-06-22"),
    Member("allies", "poland", "1918-11-11", "1921-03-18"),
)


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("1916-05", {"france": True, "united-kingdom": False}),
        ("1919-05", {"france": True, "united-kingdom": False, "poland": True}),
        ("1920", {"france": False, "united-kingdom": False, "poland": True}),
        ("1920-06-01/1920-07-01", {"france": False, "united-kingdom": False, "poland": True}),
        ("1921-02", {"poland": True}),
        ("1930", {}),
        ("", {"france": False, "united-kingdom": False, "poland": False}),
    ],
)
def test_a_group_among_the_members_stands_for_its_own(date: str, expected: dict[str, bool]) -> None:
    assert groups_of(*NESTED).members("allies", parse(date)) == expected


def test_a_circle_of_groups_is_told_where_it_is_met() -> None:
    groups = groups_of(*NESTED, Member("west", "allies", "1916", "1917"))
    assert groups.members("allies", parse("1930")) == {}
    with pytest.raises(BadInput, match=r"member of itself: Allies of West of Allies$"):
        groups.members("allies", parse("1916-05"))
    assert groups.within({"allies"}) == {"allies", "west", "france", "united-kingdom", "poland"}


def test_a_place_in_a_state_is_no_member_of_it() -> None:
    kaunas = (Place("kaunas", "Kaunas"), Member("lithuania", "kaunas", "1919", "1940"))
    nodes = [*STATES, *kaunas]
    with pytest.raises(BadOption, match="--expand Lithuania: no members of it are known"):
        Level("state", nodes, expand=["Lithuania"])


# What the tables say, where the casebook says nothing


LITTLE = Organization("little-entente", "Little Entente", "Petite Entente", "coalition")


def test_a_coalition_of_the_table_counts_as_its_members_that_day(tmp_path: Path) -> None:
    rows = [
        claim("a-1920", "opposed", "Little Entente", "Germany", date="1920-09"),
        claim("a-1930", "opposed", "Little Entente", "Germany", date="1930-05"),
        claim("a-1938", "opposed", "Petite Entente", "Germany", date="1938-12"),
        claim("a-1950", "opposed", "Little Entente", "Germany", date="1940-05"),
        claim("b", "opposed", "Poland", "Germany", date="1930"),
    ]
    book = make_book(tmp_path, rows)
    assert book.nodes(Organization) == [
        next(g for g in reference_groups() if g.id == "little-entente")
    ]
    level = Level.of(book, "state", expand=["Little Entente"])
    edges, tally = tallied_edges(Evidence.of(book), level)
    assert {(e.event, e.a, e.certain) for e in edges} == {
        ("a-1920", "czechoslovakia", True),
        ("a-1920", "yugoslavia", True),
        *((f"a-{year}", s, year == 1930) for year in (1930, 1938) for s in ENTENTE),
        ("b", "poland", True),
    }
    assert (tally.grouped, tally.loosely, tally.memberless) == (4, 1, 1)
    assert tally.sentences(level)[-3:] == (
        "4 of 5 events name a group that counts as its members that day.",
        "1 of 5 events name such a group with members that are only possible that day.",
        "1 of 5 events name such a group that had no members that day.",
    )
    assert level.label("yugoslavia") == "Yugoslavia"
    unasked = event_edges(Evidence.of(book), Level.of(book, "state"))
    assert {edge.a for edge in unasked} == {"germany", "little-entente", "poland"} - {"germany"}


ENTENTE = ("czechoslovakia", "romania", "yugoslavia")


def test_what_the_casebook_tells_of_a_group_goes_before_the_table() -> None:
    own = [*STATES, LITTLE, Member("little-entente", "poland", "1921", "1938")]
    assert expandable(own, ["Little Entente"]) == own
    level = Level("state", own, expand=["petite entente"])
    assert level.groups.members("little-entente", parse("1930")) == {"poland": True}


@pytest.mark.parametrize(
    ("expand", "date", "expected"),
    [
        ((), "1925", {"danzig": True}),
        (("Danzig",), "1925", {"poland": True}),
        (("Danzig",), "1939-08-31", {"poland": True}),
        (("Danzig",), "1920", {"poland": False, "danzig": False}),
        (("Danzig",), "1939-09", {"poland": False, "danzig": False}),
        (("Danzig",), "1945", {"danzig": True}),
    ],
)
def test_a_free_city_acts_for_its_power_when_asked(
    expand: tuple[str, ...], date: str, expected: dict[str, bool]
) -> None:
    level = Level("state", [*STATES, TABLE["danzig"]], expand=expand)
    (row,) = participants(claim("a", "opposed", "Danzig", date=date), level.names)
    assert level.counts_as(row, parse(date)) == expected


def test_a_mandate_acts_for_its_power_when_asked(tmp_path: Path) -> None:
    rows = [
        claim("m-1930", "opposed", "Iraq", "Germany", date="1930-05"),
        claim("m-1935", "opposed", "Iraq", "Germany", date="1935-05"),
    ]
    book = make_book(tmp_path, rows)
    for expand, agents in (((), ["iraq", "iraq"]), (("Iraq",), ["united-kingdom", "iraq"])):
        level = Level.of(book, "state", expand=expand)
        edges = event_edges(Evidence.of(book), level)
        assert [(edge.a, edge.certain) for edge in edges] == [(a, True) for a in agents]
    assert ask(book, actor=["Iraq"]).actor == ("iraq",)
    asked = ask(book, actor=["Iraq"], expand=["Iraq"])
    assert asked.actor == ("iraq",)
    assert asked.describe() == "actor iraq or united-kingdom (within 1920-04-25/1932-10-03)"


def test_who_asks_for_a_member_gets_what_its_group_did(tmp_path: Path) -> None:
    rows = [
        claim("a", "opposed", "Little Entente", "Germany", date="1930-05"),
        claim("b", "opposed", "Poland", "Germany", date="1930-05"),
    ]
    book = make_book(tmp_path, rows, states=[*STATES, TABLE["romania"]])
    assert [c.id for c in book.stored(ask(book, actor=["Romania"]))] == []
    asked = ask(book, actor=["Romania"], expand=["Little Entente"])
    assert [c.id for c in book.stored(asked)] == ["a"]


ENTENTE_ACTS = ("e-1920", "e-1921", "e-1925")


@pytest.mark.parametrize(
    ("role", "names", "expand", "found"),
    [
        ("actor", ["Romania"], ["Little Entente"], [*ENTENTE_ACTS[1:], "e-1939", "e-open", "r"]),
        ("actor", ["Yugoslavia"], ["Little Entente"], [*ENTENTE_ACTS, "e-1939", "e-open"]),
        ("target", ["Romania"], ["Little Entente"], ["t-1925"]),
        # Romania's own act of August 1939 is not the Entente's any more.
        (
            "actor",
            ["Little Entente"],
            ["Little Entente"],
            [*ENTENTE_ACTS, "e-1939", "e-1940", "e-open"],
        ),
        ("actor", ["Romania"], [], ["r"]),
        ("actor", ["Poland"], ["Danzig"], ["d-1925", "p-1925", "p-1945"]),
        ("actor", ["Danzig"], ["Danzig"], ["d-1925", "d-1945", "p-1925"]),
    ],
)
def test_a_group_did_what_it_did_for_those_who_were_its_members_then(
    tmp_path: Path, role: str, names: list[str], expand: list[str], found: list[str]
) -> None:
    rows = [
        claim("e-1920", "opposed", "Little Entente", "Germany", date="1920-09"),
        claim("e-1921", "opposed", "Little Entente", "Germany", date="1921"),
        claim("e-1925", "opposed", "Little Entente", "Germany", date="1925"),
        claim("e-1939", "opposed", "Little Entente", "Germany", date="1939-02"),
        claim("e-1940", "opposed", "Little Entente", "Germany", date="1940"),
        claim("e-open", "opposed", "Little Entente", "Germany"),
        claim("r", "opposed", "Romania", "Germany", date="1939-08"),
        claim("t-1920", "opposed", "Germany", "Little Entente", date="1920-09"),
        claim("t-1925", "opposed", "Germany", "Little Entente", date="1925"),
        claim("d-1925", "opposed", "Danzig", "Germany", date="1925"),
        claim("d-1945", "opposed", "Danzig", "Germany", date="1945"),
        claim("p-1925", "opposed", "Germany;Poland", date="1925", treaty="t"),
        claim("p-1945", "opposed", "Germany;Poland", date="1945", treaty="t"),
    ]
    states = [*STATES, *(TABLE[name] for name in ("romania", "yugoslavia", "danzig"))]
    book = make_book(tmp_path, rows, states=states)
    asked = ask(book, **{role: names}, expand=expand)  # type: ignore[arg-type]
    assert [c.id for c in book.stored(asked)] == found


@pytest.mark.parametrize("row", memberships(), ids=lambda row: f"{row.group} {row.member}")
def test_a_membership_of_the_table_falls_into_the_time_of_its_state(row: object) -> None:
    one = next(r for r in memberships() if r == row)
    state = TABLE[one.member]
    assert (state.name, bool(one.reason)) == (one.member_name, True)
    assert parse(state.start).s0 <= parse(one.start).s0
    assert not state.end or parse(one.end).s0 <= parse(state.end).e1


@pytest.mark.parametrize("row", standings(), ids=lambda row: f"{row.state} {row.status}")
def test_a_standing_of_the_table_names_its_power_and_reason(row: object) -> None:
    one = next(r for r in standings() if r == row)
    assert one.state in TABLE
    assert one.status in (*BOUND, "occupied", "annexed", "exile")
    assert one.reason
    assert one.held.bounded
    if one.power:
        power = TABLE[one.power]
        assert power.name == one.power_name
        assert not power.end or parse(one.start).s0 <= parse(power.end).e1


def test_the_tables_are_sorted_and_name_states_that_are_there() -> None:
    keys = [(row.group, row.member) for row in memberships()]
    assert keys == sorted(set(keys))
    order = [(row.state, row.start) for row in standings()]
    assert order == sorted(order)
    assert {name for names in successors().values() for name in names} <= set(TABLE)


def test_nothing_is_expanded_that_was_not_asked() -> None:
    nodes = [*STATES, LITTLE, TABLE["danzig"]]
    assert expandable(nodes, ()) == nodes
