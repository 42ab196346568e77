"""The nulls: against their slow definitions, what they hold fixed, and that their p is exact."""

from __future__ import annotations

import math
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import combinations, permutations
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rapallo.analysis.coordination import coordination
from rapallo.analysis.coordination.configuration import ConfigurationNull, sides
from rapallo.analysis.coordination.diaries import Diaries
from rapallo.analysis.coordination.draws import words
from rapallo.analysis.coordination.happenings import ToldAct
from rapallo.analysis.coordination.make import make
from rapallo.analysis.coordination.nulls import NULLS, TESTED
from rapallo.analysis.coordination.record import Record
from rapallo.analysis.coordination.study import Study
from rapallo.analysis.coordination.tables import walk
from rapallo.analysis.coordination.within_target import WithinTargetNull
from rapallo.analysis.coordination.worlds import joint_act, meeting, record_of
from rapallo.analysis.significance import chances
from rapallo.casebook.filters import Filters
from rapallo.dates.edtf import parse
from rapallo.model.claim import Claim
from rapallo.model.nodes import Judgement
from tests.analysis.coordination.made import QUESTIONS, oracle_of, records, rich_record
from tests.helpers import claim, make_book
from tests.oracle.coordination_nulls import Configuration, Partner, WithinTarget, p_value

STATES = ("germany", "poland", "soviet-union")
BODIES = {*STATES, "lithuania", "latvia"}
R = 12


def slow_definition(null: str, oracle: Any) -> tuple[Callable[..., bool], Callable[..., int]]:
    """Whether a pair is testable, and its statistic in replicate r (0: as told)."""
    if null == "within-target":
        within = WithinTarget(oracle)
        whos = [within.told, *(within.replicate(r) for r in range(1, R + 1))]
        return within.testable, lambda i, j, r: within.statistic(i, j, whos[r])
    if null == "configuration":
        table = Configuration(oracle, BODIES)
        tables = [table.told(), *(table.replicate(r) for r in range(1, R + 1))]
        return table.testable, lambda i, j, r: table.statistic(i, j, tables[r])
    partner = Partner(oracle, BODIES)
    return partner.testable, partner.statistic


def agree(book: Any, null: str, filters: Filters, options: dict[str, Any], seed: int) -> int:
    """That p of every pair is that of the slow definition; how many pairs are tested."""
    found = coordination(book, null=null, permutations=R, seed=seed, filters=filters)
    rows = {(row["a"], row["b"]): row for row in found.rows}
    testable, statistic = slow_definition(null, oracle_of(book, filters, seed=seed, **options))
    tested = 0
    for pair in combinations(STATES, 2):
        row = rows.get(pair, {"p": None})
        assert testable(*pair) == (row["p"] is not None), (pair, row)
        if row["p"] is not None:
            tested += 1
            drawn = [statistic(*pair, r) for r in range(1, R + 1)]
            scale = 1 if null == "configuration" else 20
            observed = statistic(*pair, 0)
            assert round(row[TESTED[null]] * scale) == observed
            assert row["p"] == p_value(observed, drawn)
            assert row["expected"] * scale == pytest.approx(np.mean(drawn))
        else:
            assert row["p"] is None
    return tested


def met(seed: int, number: int) -> list[Claim]:
    """Meetings of three states in 1926, some of them told with acts of :func:`rich_record`."""
    random = Random(seed)
    parties = ("Germany;USSR", "Germany;Poland", "Germany;;USSR;Poland", "Germany?;USSR", "USSR;X")
    dates = ("1926-02-20", "1926-03-02", "1926-03", "1926-04-10", "1926-08-25", "1927-03-01")
    return [
        claim(
            f"m-{n:02}",
            "met_with",
            random.choice(parties).replace("X", "Latvia"),
            date=random.choice(dates),
            locator=f"p. {random.randrange(40)}",
        )
        for n in range(number)
    ]


@pytest.mark.parametrize("null", NULLS[1:])
def test_both_agree_where_pairs_are_tested(tmp_path: Path, null: str) -> None:
    book = make_book(tmp_path, [*rich_record(1), *met(1, 14)])
    tested = [agree(book, null, filters, options, 1) for filters, options in QUESTIONS[:3]]
    assert tested[0] > 0


@pytest.mark.parametrize("null", NULLS[1:])
@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(record=records(), number=st.integers(0, 3))
def test_both_agree(null: str, record: tuple[list[Claim], list[Judgement]], number: int) -> None:
    claims, judgements = record
    more = met(number, 8)
    with tempfile.TemporaryDirectory() as folder:
        book = make_book(Path(folder), [*claims, *more], judgements=judgements)
        for filters, options in QUESTIONS[number : number + 1]:
            agree(book, null, filters, options, 3)


def test_the_row_names_the_column_that_is_tested(tmp_path: Path) -> None:
    book = make_book(tmp_path, [*rich_record(1), *met(1, 14)])
    for null, column in TESTED.items():
        found = coordination(book, null=null, permutations=19)
        assert {row["tested"] for row in found.rows} == {column}
        assert found.trace()["options"]["null"] == null
        assert any(f"of {column} against the null {null}" in note for note in found.notes)


def test_only_p_depends_on_the_null(tmp_path: Path) -> None:
    book = make_book(tmp_path, [*rich_record(1), *met(1, 14)])
    test = ("tested", "expected", "p", "q", "least_p", "reason", "replicates")
    plain = [
        sorted(
            (tuple((k, v) for k, v in row.items() if k not in test))
            for row in coordination(book, null=null, permutations=2).rows
        )
        for null in NULLS
    ]
    assert plain[0] == plain[1] == plain[2] == plain[3]


# --- what they hold fixed -----------------------------------------------------------------------

A, B, C, D = "abcd"
WHAT = ("pressured", -1)


def act(id: str, agents: str, day: str, matters: str = "m", told: str = "") -> ToldAct:
    made = joint_act(id, agents, WHAT, dict.fromkeys(matters, True), parse(day))
    passages = (("s", told or id),)
    return ToldAct(
        made.id, made.when, made.claims, passages, True, made.pairs, *WHAT, made.agents,
        made.matters, made.alone,
    )  # fmt: skip


ACTS = st.lists(
    st.tuples(
        st.sets(st.sampled_from("abcd"), min_size=1, max_size=3),
        st.sampled_from(("1926-03-01", "1926-05", "1927-02-03", "1920/1930", "")),
        st.sampled_from(("m", "n", "mn", "a", "mb")),
    ),
    min_size=2,
    max_size=14,
)


@given(drawn=ACTS, seed=st.integers(0, 9))
def test_configuration_keeps_every_margin(drawn: list[Any], seed: int) -> None:
    acts = [act(f"x{n:02}", "".join(w), d, m) for n, (w, d, m) in enumerate(drawn)]
    null = ConfigurationNull(record_of("abcd", acts), seed)
    for stratum in null._strata:
        table, told = stratum.table, stratum.table.actor
        base, steps = null._walks(stratum, 1, 4)
        for key in base:
            now = walk(stratum.hub, table, key, steps)
            assert sorted(now) == sorted(told)
            stays = np.setdiff1d(np.arange(len(told)), table.moving)
            assert (now[stays] == told[stays]).all()
            names = list(null._number)
            there = [(table.act[e], names[now[e]]) for e in range(len(now))]
            assert len(set(there)) == len(there)
            inside = _years_acts(acts, stratum.year)
            own = {(n, actor) for n, one in enumerate(inside) for actor in one.matters}
            as_told = {(n, actor) for n, one in enumerate(inside) for actor in one.agents}
            assert set(there) & own <= as_told


def _years_acts(acts: Sequence[ToldAct], year: int) -> list[ToldAct]:
    middle = {"1926-03-01": 1926, "1926-05": 1926, "1927-02-03": 1927, "1920/1930": 1925}
    return [one for one in acts if middle.get(str(one.when)) == year]


@given(drawn=ACTS, seed=st.integers(0, 9))
def test_within_target_keeps_who_acts_how_often_on_what(drawn: list[Any], seed: int) -> None:
    acts = [act(f"x{n:02}", "".join(w), d, m) for n, (w, d, m) in enumerate(drawn)]
    null = WithinTargetNull(Study(record_of("abcd", acts), 31, seed))
    for number, group in enumerate(null._groups):
        for order in null._order(number, 1, 5):
            assert sorted(order.tolist()) == list(range(len(group.blocks)))
        assert not {*group.actors} & {*group.matters}
        sets = {frozenset(null._study.acts[p].matters) for b in group.blocks for p in b.acts}
        assert len(sets) == 1
        assert {block.stratum for block in group.blocks} == {group.stratum}


def test_sides_that_are_not_simple_stay() -> None:
    plain = act("x", "abc", "1926")
    assert sides(plain) == [["a", "b", "c"]]
    either = ToldAct(
        "x", plain.when, ("x",), (("s", "x"),), True, {("a", "c"): False, ("b", "c"): False},
        *WHAT, {"a": False, "b": False, "c": True}, {}, False,
    )  # fmt: skip
    assert sides(either) is None


# --- exactness ----------------------------------------------------------------------------------


def exact(
    arrangements: Sequence[Record], null: str, pair: tuple[str, str], seeds: int, within: int = 31
) -> None:
    """That over all arrangements, each told once, p is no smaller than its promise.

    And that p with ties broken at random is uniform, as it must be where p is exact.
    """
    random, p, broken = Random(1), [], []
    for seed in range(seeds):
        for record in arrangements:
            study = Study(record, within, seed)
            test = make(null, study, Diaries(study))
            observed = int(test.observed([pair])[0])
            found = chances(
                [observed], lambda _, f, t, test=test: test.replicates([pair], f, t), 39
            )
            p.append(found[0].p)
            broken.append(found[0].randomised(random.random()))
    assert len(set(p)) > 2
    for level in (0.05, 0.1, 0.25, 0.5):
        error = 3.5 * math.sqrt(level * (1 - level) / len(p))
        assert sum(value <= level for value in p) / len(p) <= level + error
        assert abs(sum(value <= level for value in broken) / len(p) - level) <= error


def test_within_target_is_exact() -> None:
    days = ("01-01", "01-20", "03-01", "03-09", "06-01", "06-28", "10-01")
    owners = sorted(set(permutations("aaabbbc")))
    told = [
        record_of(
            "abc",
            [
                act(f"x{n}", who, f"1926-{day}")
                for n, (who, day) in enumerate(zip(all_, days, strict=True))
            ],
        )
        for all_ in owners
    ]
    assert len(told) == 140
    exact(told, "within-target", ("a", "b"), 4)


def test_partner_is_exact() -> None:
    acts = [act(f"x{n}", "a", day) for n, day in enumerate(("1926-02-10", "1926-05-03", "1926-09"))]
    days = ("1926-02-01", "1926-04", "1926-05-01", "1926-07-01", "1926-08-28", "1926-12-01")
    told = []
    for chosen in combinations(range(6), 3):
        them = [
            meeting(f"m{n}", "ab" if n in chosen else "ac", parse(day))
            for n, day in enumerate(days)
        ]
        told.append(record_of("abc", acts, them))
    assert len(told) == 20
    exact(told, "partner", ("a", "b"), 30)


def test_configuration_is_exact() -> None:
    # Six acts of 2, 2, 2, 1, 1 and 1 agents; a and b act three times each, c and d less.
    acts = [act(f"x{n}", who, "1926-03") for n, who in enumerate(("ab", "ab", "cd", "a", "b", "c"))]
    told = [
        record_of("abcd", [act(f"x{n}", "".join(w), "1926-03") for n, w in enumerate(each)])
        for each in reachable(acts)
    ]
    assert len(told) > 100
    exact(told, "configuration", ("a", "b"), 3)


def reachable(acts: Sequence[ToldAct]) -> list[tuple[tuple[str, ...], ...]]:
    """All tables with the margins of these acts, by trying."""
    wanted = Counter(actor for one in acts for actor in one.agents)
    found = [()]
    for one in acts:
        rows = list(combinations("abcd", len(one.agents)))
        found = [(*before, row) for before in found for row in rows]
        found = [f for f in found if not Counter(a for row in f for a in row) - wanted]
    return found


def test_configuration_visits_all_tables_alike() -> None:
    acts = [act(f"x{n}", who, "1926-03") for n, who in enumerate(("ab", "cd", "a", "b", "c"))]
    null = ConfigurationNull(record_of("abcd", acts), 0)
    (stratum,) = null._strata
    drawn = Counter()
    for base in words(1, np.arange(8_000)):
        now = walk(stratum.hub, stratum.table, base, 60)
        rows = [now[stratum.table.act == n] for n in range(len(acts))]
        drawn[tuple(tuple(sorted(row.tolist())) for row in rows)] += 1
    tables = reachable(acts)
    assert len(drawn) == len(tables)
    even = 8_000 / len(tables)
    surprise = sum((count - even) ** 2 / even for count in drawn.values())
    # Chi square with so many degrees of freedom: mean n, standard deviation the root of 2n.
    assert surprise < len(tables) + 4 * math.sqrt(2 * len(tables))
