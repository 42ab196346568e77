"""The columns and the sweep: the same numbers as the plain way, for whatever record."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, permutations, product
from math import comb
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapallo.analysis.coordination import actor as actor_module
from rapallo.analysis.coordination import coordination
from rapallo.analysis.coordination import nearby as nearby_module
from rapallo.analysis.coordination import windows as windows_module
from rapallo.analysis.coordination.actor import ActorNull
from rapallo.analysis.coordination.diaries import Diaries
from rapallo.analysis.coordination.draws import key, words
from rapallo.analysis.coordination.engine import Engine
from rapallo.analysis.coordination.happenings import ToldAct
from rapallo.analysis.coordination.make import make
from rapallo.analysis.coordination.nearby import Nearby
from rapallo.analysis.coordination.nulls import NULLS
from rapallo.analysis.coordination.record import record
from rapallo.analysis.coordination.splitmix import word
from rapallo.analysis.coordination.study import Study
from rapallo.analysis.coordination.worlds import WORLDS, casebook, record_of
from rapallo.casebook.filters import Filters
from rapallo.dates.edtf import parse, window
from rapallo.errors import BadOption
from rapallo.projection.level import By, Level
from tests.analysis.coordination.made import rich_record
from tests.helpers import make_book


def same(study: Study, replicates: int = 12) -> int:
    """That both ways give the same of every pair; the number of pairs."""
    null = ActorNull(study)
    pairs = sorted(null.pairs())
    if pairs:
        plain = null.replicates(pairs, 1, replicates)
        fast = null.engine().replicates(pairs, 1, replicates)
        assert plain.tolist() == fast.tolist()
        engine = null.engine()
        hashed = Engine(engine.rows, engine.actors, study.days, square=0)
        assert plain.tolist() == hashed.replicates(pairs, 1, replicates).tolist()
        told = null.engine().replicates(pairs, 0, 0)[0]
        assert told.tolist() == null.observed(pairs).tolist()
        couples = [null._couples(pair) for pair in pairs]
        assert told.tolist() == [study.total(each) for each in couples]
    return len(pairs)


@pytest.mark.parametrize("planted", [False, True])
@pytest.mark.parametrize("world", WORLDS)
def test_both_ways_agree_in_made_worlds(world: str, planted: bool) -> None:
    assert same(Study(casebook(world, 5, planted=planted), 31, 2)) > 20


PLACES = st.sampled_from(("p", "q", "r", "s", "t", "u"))
ACTS = st.tuples(
    st.sets(st.sampled_from("abcd"), min_size=1, max_size=3),
    st.sampled_from(("m", "n", "mn", "a", "ma")),
    st.sampled_from(("1926-03", "1926-03-09", "1926-03-20", "1926-05-01", "1926-12-30", "1927-01")),
    st.sets(PLACES, min_size=1, max_size=2),
    st.sampled_from((-1, -1, 1)),
)


@settings(max_examples=60, deadline=None)
@given(drawn=st.lists(ACTS, min_size=8, max_size=24), days=st.sampled_from((31, 5)))
def test_both_ways_agree(drawn: list[Any], days: int) -> None:
    """With several agents, several matters (the pair itself too), and what is told together."""
    acts = [
        ToldAct(
            f"x{n:02}", parse(date), tuple(sorted(told)), tuple(("s", p) for p in sorted(told)),
            True, {}, "pressured", sign, dict.fromkeys(sorted(who), True),
            dict.fromkeys(matters, True), len(who) == 1,
        )
        for n, (who, matters, date, told, sign) in enumerate(drawn)
    ]  # fmt: skip
    same(Study(record_of("abcd", acts), days, 7))


@pytest.mark.parametrize(
    "filters",
    [Filters(), Filters(between=("1926-03-05", "1926-06")), Filters(target=("lithuania",))],
)
def test_answers_are_the_same_with_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, filters: Filters
) -> None:
    book = make_book(tmp_path, rich_record(3))
    plain = coordination(book, permutations=30, filters=filters)
    auto = coordination(book, permutations="auto", filters=filters)
    assert any(row["p"] is not None for row in plain.rows)
    monkeypatch.setattr(actor_module, "LARGE", 0)
    assert coordination(book, permutations=30, filters=filters).rows == plain.rows
    assert coordination(book, permutations="auto", filters=filters).rows == auto.rows


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**40))
def test_compiled_words_are_the_same(base: int, counter: int) -> None:
    assert word(np.uint64(base), counter) == words(base, np.array([counter]))[0]


def test_the_sweep_finds_every_pair_with_a_partner() -> None:
    record = casebook("shock", 1, planted=True)
    study = Study(record, 31, 0)
    plain = {}
    for a, b in combinations(sorted(record.who.states), 2):
        couples = study.couples((a, b), study.apart(a, b), study.apart(b, a))
        plain[a, b] = study.total(couples)
    assert {pair: study.closeness(pair).total for pair in plain} == plain
    assert {pair for pair, total in plain.items() if total} <= set(study.pairs())


PERSONS = {"Germany": "Adam|Germany", "USSR": "Bor|USSR", "Poland": "Cyr|Poland"}


def acted_near(study: Study, x: int, y: int) -> set[str]:
    """The matters that two acts share if they are alike and possibly near; plainly."""
    ours, theirs = study.acts[x], study.acts[y]
    gap = max(ours.when.s0 - theirs.when.e1, theirs.when.s0 - ours.when.e1)
    if (ours.kind, ours.sign) != (theirs.kind, theirs.sign) or gap > study.days:
        return set()
    shared = ours.matters.keys() & theirs.matters.keys()
    return shared & {study.around} if study.around else set(shared)


def near_plainly(study: Study) -> dict[tuple[str, str], tuple[list[int], list[int]]]:
    """By pair the acts of each near one of the other: every two acts, every two agents."""
    found: dict[tuple[str, str], tuple[set[int], set[int]]] = {}
    asked, acts = study.record, study.acts
    for x, y in permutations(np.flatnonzero(study.asked).tolist(), 2):
        shared = acted_near(study, x, y)
        for a, b in product(acts[x].agents, acts[y].agents):
            apart = a not in acts[y].agents and b not in acts[x].agents
            paired = a < b and asked.paired(a) and asked.paired(b)
            if apart and paired and shared - asked.own((a, b)):
                sets = found.setdefault((a, b), (set(), set()))
                sets[0].add(x)
                sets[1].add(y)
    return {pair: (sorted(ours), sorted(theirs)) for pair, (ours, theirs) in found.items()}


@pytest.mark.parametrize("room", [1, 2**19])
@pytest.mark.parametrize("by", ["state", "diplomat"])
@pytest.mark.parametrize("around", [None, "lithuania"])
def test_what_is_near_is_what_every_two_acts_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: By, around: str | None, room: int
) -> None:
    monkeypatch.setattr(nearby_module, "ROOM", room)
    monkeypatch.setattr(windows_module, "FEW", 0 if room == 1 else 2_000)
    rows = rich_record(3)
    if by == "diplomat":
        rows = [
            replace(row, agents=";".join(PERSONS[name] for name in row.agents.split(";")))
            for row in rows
        ]
    book = make_book(tmp_path, rows)
    what = Level.of(book, "state")
    filters = Filters(between=("1926-03", "1927"))
    study = Study(record(book, Level.of(book, by), what, filters, around), 31, 0, around)
    plain, places = near_plainly(study), np.flatnonzero(study.asked).tolist()
    near = Nearby(study.record, study.acts, places, study.dates, 31, around)
    assert len(plain) == 3
    assert {pair: near.of(pair) for pair in near.pairs()} == plain
    assert near.of(("nobody", "none")) == ([], [])


# --- how long it takes --------------------------------------------------------------------------


@pytest.mark.parametrize("null", ["actor", "within-target", "configuration", "partner"])
def test_more_pairs_than_allowed_are_reckoned_not_begun(tmp_path: Path, null: str) -> None:
    book = make_book(tmp_path, [*rich_record(1), *meetings()])
    found = coordination(book, null=null, permutations=9)
    tested = sum(row["p"] is not None for row in found.rows)
    assert tested > 0
    with pytest.raises(BadOption, match=r"this tests up to [1-9].*reckoned at less than a minute"):
        coordination(book, null=null, permutations=9, at_most=tested - 1)
    more = coordination(book, null=null, permutations=9, at_most=None)
    assert more.rows == found.rows


def meetings() -> list[Any]:
    from tests.helpers import claim

    dates = ("1926-02-20", "1926-03-05", "1926-04-01", "1926-08-25", "1926-09-03", "1926-11-01")
    return [
        claim(f"m{n}{k}", "met_with", agents, date=date)
        for n, agents in enumerate(("Germany;USSR", "Germany;Poland", "USSR;Poland"))
        for k, date in enumerate(dates)
    ]


@pytest.mark.parametrize("name", NULLS)
def test_no_more_pairs_are_reckoned_than_the_actors_make(name: str) -> None:
    study = Study(casebook("plain", 2), 31, 0)
    null = make(name, study, Diaries(study))
    assert 0 < len(set(null.pairs())) <= null.at_most() <= comb(len(study.record.who.states), 2)


def test_the_time_grows_with_the_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    from rapallo.analysis.coordination import reckon as reckoning

    now = [0.0]
    monkeypatch.setattr(reckoning, "perf_counter", lambda: now[0])

    class Slow:
        """A null of very many pairs, each of which takes a hundredth of a second of this clock."""

        def at_most(self) -> int:
            return 1_000_000

        def some(self) -> Any:
            return iter([("a", "b")])

        def replicates(self, pairs: Any, first: int, last: int) -> Any:
            now[0] += 0.01 * len(pairs) * (last - first + 1)

    with pytest.raises(BadOption, match=r"1,000,000 pairs.*reckoned at 116 days"):
        reckoning.reckon(Slow(), 10, 1000)  # type: ignore[arg-type]
    reckoning.reckon(Slow(), 1_000_000, 1000)  # type: ignore[arg-type]


def test_the_key_is_that_of_the_plain_way() -> None:
    study = Study(casebook("plain", 0), 31, 3)
    rows = ActorNull(study).engine().rows
    first = study.blocks[0]
    assert rows.keys[0] == key("arrangement", 3, first.actor, first.stratum)
    assert rows.segment_at[-1] == len(study.blocks)
    assert window("1925", "1927").s0 <= rows.low.min()
