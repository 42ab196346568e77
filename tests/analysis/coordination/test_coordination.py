"""Coordination by hand: small casebooks whose every number can be counted on fingers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rapallo.analysis.coordination import coordination, days_within
from rapallo.analysis.coordination.nulls import CAVEATS, NULLS
from rapallo.analysis.result import Result
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import BadOption, NoClaims, UnknownName
from rapallo.model.claim import Claim
from rapallo.model.nodes import Judgement, Member, Organization, State
from tests.analysis.coordination.made import rich_record
from tests.helpers import STATES, claim, make_book, same

PAIR = ("germany", "soviet-union")
LINEAGE = {
    "organizations": [Organization("russia", "Russia", "", "lineage")],
    "members": [Member("Russia", "Soviet Russia"), Member("Russia", "Soviet Union")],
}


def row(found: Result, a: str = PAIR[0], b: str = PAIR[1]) -> Mapping[str, Any]:
    return next(row for row in found.rows if (row["a"], row["b"]) == (a, b))


def told(folder: Path, *claims: Claim, tables: dict[str, Any] | None = None, **options: Any) -> Any:
    """The row of Germany and the Soviet Union."""
    a, b = options.pop("pair", PAIR)
    return row(coordination(make_book(folder, claims, **(tables or {})), **options), a, b)


Rows = Callable[[str, Sequence[Sequence[Claim]]], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """For scenes, the row of Germany and the Soviet Union in each.

    The scenes of a name are played in one casebook, each with states, texts and matters of its own.
    """
    played: dict[str, list[dict[str, Any]]] = {}

    def play(name: str, scenes: Sequence[Sequence[Claim]]) -> list[dict[str, Any]]:
        if name not in played:
            claims = [staged(act, number) for number, scene in enumerate(scenes) for act in scene]
            states = [staged_state(s, number) for number in range(len(scenes)) for s in STATES]
            book = make_book(tmp_path_factory.mktemp(name), claims, states=states)
            found = {(r["a"], r["b"]): r for r in coordination(book).rows}
            played[name] = [unstaged(found, number) for number in range(len(scenes))]
        return played[name]

    return play


def staged(act: Claim, number: int) -> Claim:
    names = "|".join(name for state in STATES for name in state.names())
    cells = {
        role: re.sub(rf"\b({names})\b", rf"\1 {number}", getattr(act, role))
        for role in ("agents", "targets")
    }
    things = {
        what: f"{name} {number}" for what in ("issue", "treaty") if (name := getattr(act, what))
    }
    return replace(act, id=f"{number}/{act.id}", source=f"{act.source}{number}", **cells, **things)


def staged_state(state: State, number: int) -> State:
    aliases = ";".join(f"{alias} {number}" for alias in state.names()[1:])
    return State(f"{state.id}-{number:03}", f"{state.name} {number}", aliases)


def unstaged(found: dict[tuple[str, str], Mapping[str, Any]], number: int) -> dict[str, Any]:
    a, b = PAIR
    row = found.get((f"{a}-{number:03}", f"{b}-{number:03}"), {})
    plain = {name: value for name, value in row.items() if "claims" not in name}
    cited = {
        name: tuple(claim.partition("/")[2] for claim in row[name])
        for name in row
        if name.startswith("claims")
    }
    couples = row.get("told_together", ())
    told = tuple(tuple(claim.partition("/")[2] for claim in couple) for couple in couples)
    return {**plain, **cited, "told_together": told}


def cases(table: Sequence[tuple[Any, ...]]) -> Any:
    """The rows of a table as cases, each by its number."""
    return pytest.mark.parametrize("n", range(len(table)), ids=[str(row) for row in table])


def presses(id: str, who: str, date: str, whom: str = "Lithuania", **more: str) -> Claim:
    return claim(id, "pressured", who, whom, date=date, **more)


def two_acts(ours: dict[str, str], theirs: dict[str, str]) -> list[Claim]:
    """An act of each, four days apart, but for what is told otherwise; they met years later."""
    a = presses(**{"id": "a", "who": "Germany", "date": "1926-03-01", **ours})
    b = presses(**{"id": "b", "who": "USSR", "date": "1926-03-05", **theirs})
    return [a, b, MET]


MET = claim("m", "met_with", "Germany;USSR", date="1930")

# --- J, M, S ------------------------------------------------------------------------------------


JOINT = [
    ("Germany;USSR", 1, 1),
    ("Germany;USSR;Poland", 1, 1),
    ("Germany;USSR?", 1, 0),
    ("Köster, A.|Germany;Aleksandrovsky, S.|USSR", 1, 1),
    ("Köster, A.|Germany;USSR", 1, 1),
    ("[envoy in Kaunas]|Germany;USSR", 1, 1),
    ("{Germany/Poland};USSR", 1, 0),
    ("{Köster, A.|Germany/Moraht, H.|Germany};USSR", 1, 1),
    ("{Germany/USSR};Poland", 0, 0),
    ("Germany;;USSR", 0, 0),
    ("Germany;Poland;;USSR", 0, 0),
    ("Germany;USSR;;Poland", 1, 1),
]


@cases(JOINT)
def test_joint_acts_have_both_on_one_side(rows: Rows, n: int) -> None:
    scenes = [[claim("a", "opposed", agents, issue="Union"), MET] for agents, *_ in JOINT]
    found, (_, j, certain) = rows("joint", scenes)[n], JOINT[n]
    assert (found["J"], found["J_certain"]) == (j, certain)
    assert found["claims_joint"] == (("a",) if j else ())
    assert found["claims"] == (*found["claims_joint"], "m")


def test_counts_count_events_not_claims(tmp_path: Path) -> None:
    joint = [claim(f"a{n}", "opposed", "Germany;USSR", "Poland", source=f"s{n}") for n in (1, 2)]
    found = told(tmp_path, *joint, tables={"judgements": [same("a1", "a2")]})
    assert (found["J"], found["J_certain"]) == (1, 1)
    assert found["claims_joint"] == ("a1", "a2")


def test_a_claim_that_leaves_one_out_makes_a_joint_act_uncertain(tmp_path: Path) -> None:
    both = claim("a1", "opposed", "Germany;USSR", "Poland")
    one = claim("a2", "opposed", "Germany", "Poland", source="t")
    found = told(tmp_path, both, one, tables={"judgements": [same("a1", "a2")]})
    assert (found["J"], found["J_certain"]) == (1, 0)


def test_a_negated_twin_makes_an_act_uncertain(tmp_path: Path) -> None:
    act = claim("a1", "opposed", "Germany;USSR", "Poland")
    denial = claim("a2", "opposed", "Germany;USSR", "Poland", source="t", status="negated")
    found = told(tmp_path, act, denial, tables={"judgements": [same("a1", "a2")]})
    assert (found["J"], found["J_certain"]) == (1, 0)


@pytest.mark.parametrize("status", ["planned", "alleged", "negated"])
def test_only_told_acts_count(tmp_path: Path, status: str) -> None:
    more = {"reported_by": "Poland"} if status == "alleged" else {}
    act = claim("a", "opposed", "Germany;USSR", "Poland", status=status, **more)
    meeting = claim("m", "met_with", "Germany;USSR")
    assert told(tmp_path, act, meeting)["J"] == 0
    asked = Filters(status=(status, "told"))
    assert told(tmp_path, act, meeting, filters=asked)["J"] == 1


MEETINGS = [
    ("Germany;USSR", 1),
    ("Köster, A.|Germany;Moraht, H.|Germany;Litvinov, M.|USSR", 1),
    ("Germany;;USSR", 1),
    ("Germany;USSR;;Poland", 0),
    ("{Germany/USSR};Poland", 0),
]


@cases(MEETINGS)
def test_meetings_are_of_delegations_and_between_sides(rows: Rows, n: int) -> None:
    act = claim("a", "opposed", "Germany;USSR", "Poland")
    found = rows("meetings", [[act, claim("m", "met_with", agents)] for agents, _ in MEETINGS])[n]
    m = MEETINGS[n][1]
    assert (found["M"], found["claims_meetings"]) == (m, ("m",) * m)


def test_exchanges_count_with_meetings_whoever_wrote(tmp_path: Path) -> None:
    letters = [
        claim("l1", "informed", "Germany", "USSR"),
        claim("l2", "informed", "Litvinov, M.|USSR", "Stresemann, G.|Germany"),
        claim("l3", "informed", "Litvinov, M.|USSR", "USSR"),
        claim("l4", "informed", "Germany;USSR", "Poland"),
    ]
    found = told(tmp_path, *letters, claim("m", "met_with", "Germany;USSR"))
    assert (found["M"], found["meetings"], found["exchanges"]) == (3, 1, 2)


TREATIES = [
    ("signed", 1),
    ("concluded", 1),
    ("acceded", 1),
    ("mentioned", 0),
    ("proposed", 0),
]


@cases(TREATIES)
def test_treaties_count_where_they_make_parties(rows: Rows, n: int) -> None:
    scenes = [
        [MET, claim("t", "signed", "Germany;;USSR", treaty="Pact", act=act)] for act, _ in TREATIES
    ]
    found, (_, s) = rows("treaties", scenes)[n], TREATIES[n]
    assert (found["S"], found["claims_treaties"]) == (s, ("t",) * s)


def test_without_lineages_soviet_russia_is_another_state(tmp_path: Path) -> None:
    acts = [
        claim("a", "opposed", "Germany;Soviet Russia", "Poland", date="1920"),
        claim("b", "opposed", "Germany;USSR", "Poland", date="1926"),
    ]
    book = make_book(tmp_path, acts, **LINEAGE)
    pairs = {(row["a"], row["b"]): row["J"] for row in coordination(book).rows}
    assert pairs == {("germany", "soviet-russia"): 1, ("germany", "soviet-union"): 1}
    joined = coordination(book, lineage=True).rows
    assert [(row["a"], row["b_label"], row["J"]) for row in joined] == [("germany", "Russia", 2)]


def test_only_states_are_paired_by_state(tmp_path: Path) -> None:
    league = [Organization("league", "League of Nations", "", "international")]
    act = claim("a", "opposed", "Germany;USSR;League of Nations;Nobody, N.|", "Poland")
    book = make_book(tmp_path, [act], organizations=league)
    assert [(row["a"], row["b"]) for row in coordination(book).rows] == [PAIR]
    notes = " ".join(coordination(book).notes)
    assert "1 act by someone whose state is not known" in notes


def test_compatriots_are_left_out_unless_asked(tmp_path: Path) -> None:
    act = claim("a", "opposed", "Köster, A.|Germany;Moraht, H.|Germany;Litvinov, M.|USSR", "Poland")
    book = make_book(tmp_path, [act])
    pairs = {(row["a"], row["b"]) for row in coordination(book, by="diplomat").rows}
    assert pairs == {("koster-a", "litvinov-m"), ("litvinov-m", "moraht-h")}
    asked = coordination(book, by="diplomat", compatriots=True)
    assert {(row["a"], row["b"]) for row in asked.rows} == {*pairs, ("koster-a", "moraht-h")}


# --- C ------------------------------------------------------------------------------------------


BURSTS = [
    (["1926-03-01"], ["1926-03-20"], 1),
    (["1926-03-01"], ["1926-04-01"], 1),
    (["1926-03-01"], ["1926-04-02"], 0),
    (["1926-03-01", "1926-03-02", "1926-03-03"], ["1926-03-20"], 1),
    (["1926-03-01", "1926-03-02", "1926-03-03"], ["1926-03-20", "1926-03-21"], 2),
    (["1926-01-01", "1926-06-01"], ["1926-01-15", "1926-06-15", "1926-11-15"], 2),
    (["1926-01-01", "1926-01-02"], ["1926-01-15", "1926-06-15"], 1),
    ([], ["1926-01-15"], 0),
]


@cases(BURSTS)
def test_c_is_the_smaller_number_of_acts_with_a_partner(rows: Rows, n: int) -> None:
    scenes = [
        [
            MET,
            *(presses(f"a{k}", "Germany", date) for k, date in enumerate(ours)),
            *(presses(f"b{k}", "USSR", date) for k, date in enumerate(theirs)),
        ]
        for ours, theirs, _ in BURSTS
    ]
    found, c = rows("bursts", scenes)[n], BURSTS[n][2]
    assert (found["C_certain"], found["C"], found["C_possible"]) == (c, c, c)


DATES = [
    ("1926-03", "1926-03", 1, 1),
    ("1926-03", "1926-03-15", 1, 1),
    ("1926-03", "1926-04", 0, 1),
    ("1926-03-01", "1926-04", 0, 1),
    ("1926-03-31", "1926-04", 1, 1),
    ("1926-03", "1926-05-02", 0, 0),
    ("1926-03", "1926-05-01", 0, 1),
    ("1926-03-01?", "1926-03-01", 0, 1),
    ("1926-03-01~", "1926-03-20", 1, 1),
    ("[1926-03-01,1926-03-20]", "1926-04-02", 0, 1),
    ("1926-03-01/1926-03-05", "1926-03-03", 0, 0),
    ("{1926-03-01,1926-03-05}", "1926-03-03", 0, 0),
    ("1926-21", "1926-03-15", 0, 0),
    ("1926", "1926-03-15", 0, 0),
    ("[..1926-03-15]", "1926-03-15", 0, 0),
    ("", "1926-03-15", 0, 0),
]


@cases(DATES)
def test_uncertain_dates(rows: Rows, n: int) -> None:
    scenes = [
        [MET, presses("a", "Germany", ours), presses("b", "USSR", theirs)]
        for ours, theirs, *_ in DATES
    ]
    found, (_, _, certain, possible) = rows("dates", scenes)[n], DATES[n]
    assert (found["C_certain"], found["C_possible"]) == (certain, possible)
    assert certain <= found["C"] <= possible


def test_what_has_no_place_in_time_is_counted(tmp_path: Path) -> None:
    dates = ["1926", "1926-21", "1920/1930", "{1926-01-01,1926-02-01}", "", "1926/..", "1926-03"]
    acts = [presses(f"a{n}", "Germany", date) for n, date in enumerate(dates)]
    meetings = [
        claim(f"m{n}", "met_with", "Germany;USSR", date=date) for n, date in enumerate(("", "1926"))
    ]
    notes = coordination(make_book(tmp_path, [*acts, *meetings])).notes
    assert (
        "6 acts in neither C nor P: 2 dated to more than 31 days, 2 lasting or repeated, "
        "2 undated or without an end." in notes
    )
    assert (
        "2 meetings not in P: 1 dated to more than 31 days, 1 undated or without an end." in notes
    )


COUNTERPARTS = [
    ({"whom": "Lithuania;Latvia"}, {"whom": "Latvia;Estonia"}, 1),
    ({"whom": "Lithuania"}, {"whom": "Latvia"}, 0),
    ({"whom": "", "issue": "Vilnius"}, {"whom": "", "issue": "Vilnius"}, 1),
    ({"whom": "", "treaty": "Pact"}, {"whom": "Latvia", "treaty": "Pact"}, 1),
    ({"whom": "Smetona, A.|Lithuania"}, {"whom": "Lithuania"}, 1),
    ({"whom": "USSR"}, {"whom": "USSR"}, 0),
    ({"whom": "USSR"}, {"whom": "Germany"}, 0),
    ({"whom": "Nobody, N.|"}, {"whom": "Someone, S.|"}, 0),
    ({"act": "advice"}, {"act": "warning"}, 0),
    ({"act": "threat"}, {"act": "warning"}, 1),
    ({"act": "advice"}, {"act": "request"}, 1),
    ({"who": "Germany;Poland"}, {}, 1),
    ({"who": "Germany;USSR"}, {}, 0),
    ({"who": "Germany;;USSR"}, {}, 0),
    ({"who": "Germany;USSR?"}, {}, 0),
]


@cases(COUNTERPARTS)
def test_what_makes_two_acts_counterparts(rows: Rows, n: int) -> None:
    found, c = (
        rows("counterparts", [two_acts(*acts) for *acts, _ in COUNTERPARTS])[n],
        COUNTERPARTS[n][2],
    )
    assert (found["C_possible"], found["C"]) == (c, c)


DOUBTS = [
    ({"who": "Germany?"}, {}),
    ({"who": "{Germany/Poland}"}, {}),
    ({"whom": "Lithuania?"}, {}),
    ({"whom": "{Lithuania/Latvia}"}, {}),
    ({}, {"date": "1926-03-01?"}),
]


@cases(DOUBTS)
def test_doubt_about_who_and_whom_keeps_c_from_being_certain(rows: Rows, n: int) -> None:
    found = rows("doubts", [two_acts(*acts) for acts in DOUBTS])[n]
    assert (found["C_certain"], found["C"], found["C_possible"]) == (0, 1, 1)


def test_a_denied_act_has_no_certain_partner(tmp_path: Path) -> None:
    a, b = presses("a", "Germany", "1926-03-01"), presses("b", "USSR", "1926-03-01")
    denial = presses("c", "USSR", "1926-03-01", source="t", status="negated")
    found = told(tmp_path, a, b, denial, tables={"judgements": [same("b", "c")]})
    assert (found["C_certain"], found["C_possible"]) == (0, 1)


PASSAGES = [
    ("line 3, chars 100-200", "line 3, chars 150-250", True),
    ("line 3, chars 100-200", "line 3, chars 200-250", False),
    ("line 3, chars 100-200, note 1", "line 3, chars 100-200", True),
    ("line 3", "line 3, note 2", True),
    ("line 3", "line 4", False),
    ("p. 45", "p. 45", True),
    ("p. 45", "p. 46", False),
    ("", "", False),
]


@cases(PASSAGES)
def test_what_one_passage_tells_is_listed_and_not_counted(rows: Rows, n: int) -> None:
    scenes = [two_acts({"locator": here}, {"locator": there}) for here, there, _ in PASSAGES]
    found, together = rows("passages", scenes)[n], PASSAGES[n][2]
    assert found["C"] == found["C_possible"] == (0 if together else 1)
    assert found["told_together"] == ((("a", "b"),) if together else ())


def test_the_same_place_in_another_source_is_another_passage(tmp_path: Path) -> None:
    a = presses("a", "Germany", "1926-03-01", locator="p. 1", source="s")
    b = presses("b", "USSR", "1926-03-05", locator="p. 1", source="t")
    assert told(tmp_path, a, b)["C"] == 1


def test_passages_join_into_runs(tmp_path: Path) -> None:
    a = presses("a", "Germany", "1926-03-01", locator="chars 0-10")
    b = presses("b", "USSR", "1926-03-05", locator="chars 15-30")
    between = presses("c", "Poland", "1930-03-05", "Latvia", locator="chars 5-20")
    assert told(tmp_path, a, b, between, pair=PAIR)["told_together"] == (("a", "b"),)
    apart = [a, b, claim("m", "met_with", "Germany;USSR", date="1930")]
    assert row(coordination(make_book(tmp_path, apart, name="b.duckdb")))["told_together"] == ()


LEADS = [
    ("1926-03-01", "1926-03-11", 10, (1, 0, 0, 0), (1, 0)),
    ("1926-03-11", "1926-03-01", -10, (0, 1, 0, 0), (0, 1)),
    ("1926-03-01", "1926-03-01", 0, (0, 0, 1, 0), (0, 0)),
    ("1926-03", "1926-03-31", range(31), (0, 0, 0, 1), (1, 0)),
    ("1926-03", "1926-04-01", range(1, 32), (1, 0, 0, 0), (1, 0)),
    ("1926-03", "1926-03", range(-31, 32), (0, 0, 0, 1), (1, 1)),
    ("1926-03", "1926-04", range(1, 32), (1, 0, 0, 0), (1, 0)),
    ("1926-03-01?", "1926-03-11", 10, (0, 0, 0, 1), (1, 0)),
]


@cases(LEADS)
def test_lead(rows: Rows, n: int) -> None:
    scenes = [
        [presses("a", "Germany", ours), presses("b", "USSR", theirs)] for ours, theirs, *_ in LEADS
    ]
    found, (_, _, lead, counts, maybe) = rows("leads", scenes)[n], LEADS[n]
    assert round(found["lead"]) in lead if isinstance(lead, range) else found["lead"] == lead
    names = ("a_first", "b_first", "same_day", "open_order")
    assert tuple(found[name] for name in names) == counts
    assert (found["a_maybe"], found["b_maybe"]) == maybe


@pytest.mark.parametrize("within", [0, 3, 31])
def test_lead_is_never_more_than_within(tmp_path: Path, within: int) -> None:
    acts = [presses(f"a{d}", "Germany", f"1926-03-{d:02}") for d in (1, 9, 20)]
    acts += [presses(f"b{d}", "USSR", f"1926-04-{d:02}") for d in (1, 20)]
    acts += [presses("c", "USSR", "[1926-03-15..1926-03-18]"), presses("d", "USSR", "1926-03-20")]
    found = told(tmp_path, *acts, within=within)
    assert abs(found["lead"]) <= within


def test_no_draw_no_lead(tmp_path: Path) -> None:
    # Only the last day of March is near the first of May: none of the twenty draws takes it.
    acts = presses("a", "Germany", "1926-03"), presses("b", "USSR", "1926-05-01")
    found = told(tmp_path, *acts)
    assert (found["C"], found["C_possible"], found["lead"], found["a_first"]) == (0, 1, None, 1)


def test_within(tmp_path: Path) -> None:
    acts = (presses("a", "Germany", "1926-03-01"), presses("b", "USSR", "1926-03-11"))
    book = make_book(tmp_path, [*acts, claim("m", "met_with", "Germany;USSR", date="1930")])
    close = [row(coordination(book, within=within))["C"] for within in (9, "P10D", "P2W")]
    assert close == [0, 1, 1]
    twin = presses("c", "USSR", "1926-03-01")
    same_day = make_book(tmp_path, [*acts, twin], name="same.duckdb")
    assert row(coordination(same_day, within="P0D"))["C"] == 1
    # A window of 11 days cannot be told within 10.
    wide = presses("c", "USSR", "[1926-03-01..1926-03-12]")
    book = make_book(tmp_path, [acts[0], wide], name="wide.duckdb")
    assert not coordination(book, within=10).rows
    assert row(coordination(book, within=11))["C"] == 1


# --- P ------------------------------------------------------------------------------------------


AFTER = [
    ("1926-03-01", "1926-03-02", 1, 1),
    ("1926-03-01", "1926-03-01", 0, 1),
    ("1926-03-01", "1926-02-28", 0, 0),
    ("1926-03-01", "1926-04-01", 1, 1),
    ("1926-03-01", "1926-04-02", 0, 0),
    ("1926-03", "1926-04-01", 1, 1),
    ("1926-03", "1926-04-05", 0, 1),
    ("1926-03", "1926-03-05", 0, 1),
    ("1926-03-01", "1926-03", 0, 1),
    ("1926-03-01?", "1926-03-02", 0, 1),
    ("1926", "1926-03-02", 0, 0),
    ("1926-03-01/1926-03-04", "1926-03-05", 0, 0),
]
"""Met, acted, P certain, P possible."""


@cases(AFTER)
@pytest.mark.parametrize("who", ["Germany", "USSR"])
def test_acts_after_a_meeting(rows: Rows, n: int, who: str) -> None:
    scenes = [
        [claim("m", "met_with", "Germany;USSR", date=met), presses("a", who, acted)]
        for met, acted, *_ in AFTER
    ]
    found, (met, acted, certain, possible) = rows(f"after-{who}", scenes)[n], AFTER[n]
    assert (found["P_certain"], found["P_possible"]) == (certain, possible)
    assert certain <= found["P"] <= possible
    assert met != acted or found["P"] == 0
    assert found["claims_after"] == ("a",) * possible


THIRDS = [
    ({"whom": "USSR"}, 0, 0),
    ({"whom": "USSR;Latvia"}, 1, 1),
    ({"whom": "USSR;Latvia?"}, 0, 1),
    ({"who": "Germany;USSR"}, 0, 0),
    ({"who": "Germany?"}, 0, 1),
    ({"who": "Poland"}, 0, 0),
    ({"locator": "p. 1"}, 0, 0),
]


@cases(THIRDS)
def test_who_acts_towards_a_third(rows: Rows, n: int) -> None:
    met = claim("m", "met_with", "Germany;USSR", date="1926-03-01", locator="p. 1")
    plain = {"id": "a", "who": "Germany", "date": "1926-03-05"}
    scenes = [[met, presses(**{**plain, **act})] for act, *_ in THIRDS]
    found, (act, certain, possible) = rows("thirds", scenes)[n], THIRDS[n]
    assert (found["P_certain"], found["P_possible"]) == (certain, possible)
    assert found["told_together"] == ((("a", "m"),) if "locator" in act else ())


def test_an_act_after_two_meetings_counts_once(tmp_path: Path) -> None:
    met = [claim(f"m{n}", "met_with", "Germany;USSR", date=f"1926-03-0{n}") for n in (1, 2)]
    found = told(tmp_path, *met, presses("a", "Germany", "1926-03-05"))
    assert (found["M"], found["P_certain"]) == (2, 1)


def test_towards_a_diplomats_state_is_not_towards_a_third(tmp_path: Path) -> None:
    met = claim("m", "met_with", "Köster, A.|Germany;Litvinov, M.|USSR", date="1926-03-01")
    acts = [
        presses("a", "Köster, A.|Germany", "1926-03-05", "USSR"),
        presses("b", "Köster, A.|Germany", "1926-03-05", "Latvia"),
    ]
    found = told(tmp_path, met, *acts, by="diplomat", pair=("koster-a", "litvinov-m"))
    assert (found["P_certain"], found["claims_after"]) == (1, ("b",))


# --- what is asked ------------------------------------------------------------------------------

SCENE = [
    presses("a", "Germany", "1926-03-01"),
    presses("b", "USSR", "1926-03-05"),
    claim("c", "opposed", "Germany", date="1927-03-01", issue="Vilnius"),
    claim("d", "opposed", "USSR", date="1927-03-05", issue="Vilnius"),
    claim("e", "opposed", "Germany;USSR", "Poland", date="1927"),
    claim("f", "opposed", "Germany;USSR", treaty="Pact", date="1928"),
    claim("m", "met_with", "Germany;USSR", date="1926-02-20"),
    claim("s", "signed", "Germany;USSR", treaty="Pact", date="1926-04-24"),
]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    return make_book(tmp_path_factory.mktemp("scene"), SCENE)


@pytest.mark.parametrize(
    ("filters", "j", "c", "p", "m", "s"),
    [
        (Filters(), 2, 2, 2, 1, 1),
        (Filters(kind=("pressured",)), 0, 1, 2, 1, 1),
        (Filters(kind=("opposed",)), 2, 1, 0, 1, 1),
        (Filters(target=("lithuania",)), 0, 1, 2, 1, 1),
        (Filters(target=("poland",)), 1, 0, 0, 1, 1),
        (Filters(issue=("vilnius",)), 0, 1, 0, 1, 1),
        (Filters(treaty=("pact",)), 1, 0, 0, 1, 1),
        (Filters(treaty=("pact",), between=("1927", "1930")), 1, 0, 0, 0, 0),
        (Filters(between=("1926", "1926")), 0, 1, 2, 1, 1),
        (Filters(between=("1926-03-03", "1926-12-31")), 0, 0, 1, 0, 1),
        (Filters(between=("1927", "..")), 2, 1, 0, 0, 0),
    ],
)
def test_filters_select_acts(
    scene: Casebook, filters: Filters, j: int, c: int, p: int, m: int, s: int
) -> None:
    found = row(coordination(scene, filters=filters))
    assert [found[name] for name in ("J", "C", "P_possible", "M", "S")] == [j, c, p, m, s]


@pytest.mark.parametrize(
    ("around", "c"), [("Lithuania", 1), ("Vilnius", 1), ("Poland", 0), ("lithuania", 1)]
)
def test_around_one_matter(scene: Casebook, around: str, c: int) -> None:
    assert row(coordination(scene, around=around))["C"] == c


def test_around_a_matter_no_other_makes_counterparts(tmp_path: Path) -> None:
    a = presses("a", "Germany", "1926-03-01", "Lithuania;Latvia")
    b = presses("b", "USSR", "1926-03-05", "Lithuania;Latvia")
    assert told(tmp_path, a, b, around="Latvia")["C"] == 1
    c = presses("c", "USSR", "1926-03-05", "Lithuania")
    book = make_book(tmp_path, [a, c], name="b.duckdb")
    assert row(coordination(book))["C"] == 1
    assert not coordination(book, around="Latvia").rows


def test_a_window_asks_what_is_certainly_in_it(tmp_path: Path) -> None:
    joint = [
        claim("a", "opposed", "Germany;USSR", "Poland", date="1926"),
        claim("b", "opposed", "Germany;USSR", "Poland", date="1924/1926"),
        claim("c", "opposed", "Germany;USSR", "Poland", date="1926-05-01"),
        claim("d", "opposed", "Germany;USSR", "Poland", date=""),
    ]
    found = told(tmp_path, *joint, filters=Filters(between=("1925", "1926-06")))
    assert (found["J"], found["J_certain"], found["J_possible"]) == (4, 2, 4)


def test_the_order_of_rows(tmp_path: Path) -> None:
    acts = [
        claim("a", "opposed", "Germany;USSR", "Poland"),
        claim("b", "opposed", "Germany;USSR", "Poland"),
        claim("c", "opposed", "France;Latvia", "Poland"),
        claim("d", "opposed", "Estonia;Latvia", "Poland"),
        claim("m", "met_with", "Estonia;Germany"),
    ]
    found = coordination(make_book(tmp_path, acts))
    assert [(row["a_label"], row["b_label"], row["J"]) for row in found.rows] == [
        ("Germany", "Soviet Union", 2),
        ("Estonia", "Latvia", 1),
        ("France", "Latvia", 1),
        ("Estonia", "Germany", 0),
    ]


def test_what_a_result_says(scene: Casebook) -> None:
    found = coordination(scene, seed=7, permutations=99)
    trace = found.trace()
    assert (trace["verb"], trace["seed"], trace["options"]["permutations"]) == (
        "coordination",
        7,
        99,
    )
    assert found.denominator == {"s": 8}
    assert "Claims by source: s 8." in found.notes
    assert found.notes[-1].endswith("that an author selected what to tell is not chance.")
    assert any("C stands without p" in note for note in found.notes)
    first = found.records()[0]
    assert (first["p"], first["q"], first["expected"]) == (None, None, None)
    assert first["reason"] == "too few datable blocks: Germany has 2"
    assert first["claims_alike"] == ["a", "b", "c", "d"]
    assert first["claims"] == ["e", "f", "a", "b", "c", "d", "m", "s"]
    assert set(found.columns) < set(first)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"null": "nobody"}, "there is no such null"),
        ({"permutations": 0}, "--permutations 0"),
        ({"permutations": "many"}, "--permutations many"),
        ({"within": "P1M"}, "say it in days"),
        ({"within": "a month"}, "say it in days or weeks"),
        ({"within": -1}, "at least 0"),
        ({"by": "actor"}, "by state or by diplomat"),
    ],
)
def test_options_that_make_no_sense(scene: Casebook, options: dict[str, Any], told: str) -> None:
    with pytest.raises(BadOption, match=told):
        coordination(scene, **options)


def test_questions_without_an_answer(scene: Casebook) -> None:
    with pytest.raises(NoClaims, match="source nobody"):
        coordination(scene, filters=Filters(source=("nobody",)))
    with pytest.raises(UnknownName, match="Atlantis"):
        coordination(scene, around="Atlantis")


def test_within_in_days() -> None:
    told = ("P31D", "P1W", 0, "P0D", "p0w")
    assert [days_within(text) for text in told] == [31, 7, 0, 0, 0]


@pytest.mark.parametrize("told", ["7", "P1M", "P1Y", "a week", "P-3D"])
def test_within_in_anything_else(told: str) -> None:
    with pytest.raises(
        BadOption, match=f"--within {told}: say it in days or weeks, as P31D or P2W"
    ):
        days_within(told)


@pytest.mark.parametrize("null", NULLS)
def test_a_test_says_what_its_p_does_not(tmp_path: Path, null: str) -> None:
    """In the worlds of ``rapallo calibrate`` a null can fail: an answer that tests must say so."""
    found = coordination(make_book(tmp_path, rich_record(3)), null=null, permutations=19)
    tested = any(row["p"] is not None for row in found.rows)
    assert (CAVEATS[null] in found.notes) is tested
    assert tested is (null != "partner")


def test_a_filter_on_actors_says_what_it_takes_from_the_others(tmp_path: Path) -> None:
    record = rich_record(3)
    book = make_book(tmp_path, record)
    whole = coordination(book, permutations=19)
    some = coordination(book, permutations=19, filters=Filters(actor=("germany",)))
    assert not any("--actor" in note for note in whole.notes)
    assert any(note.startswith("--actor keeps what he took part in") for note in some.notes)


def test_judgements_are_what_merges(tmp_path: Path) -> None:
    twins = [presses("a", "Germany", "1926-03-01"), presses("b", "Germany", "1926-03-01")]
    theirs = [presses(f"c{n}", "USSR", f"1926-03-0{n}") for n in (1, 2)]
    apart = make_book(tmp_path, [*twins, *theirs])
    assert row(coordination(apart))["C"] == 2
    judged: list[Judgement] = [same("a", "b")]
    merged = make_book(tmp_path, [*twins, *theirs], name="m.duckdb", judgements=judged)
    assert row(coordination(merged))["C"] == 1
