"""The columns and the sweep: the same numbers as the plain way, for whatever record."""

from __future__ import annotations

from itertools import combinations
from math import comb
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapallo.analysis.coordination import actor as actor_module
from rapallo.analysis.coordination import coordination
from rapallo.analysis.coordination.actor import ActorNull
from rapallo.analysis.coordination.diaries import Diaries
from rapallo.analysis.coordination.draws import key, words
from rapallo.analysis.coordination.engine import Engine
from rapallo.analysis.coordination.happenings import ToldAct
from rapallo.analysis.coordination.make import make
from rapallo.analysis.coordination.nulls import NULLS
from rapallo.analysis.coordination.splitmix import word
from rapallo.analysis.coordination.study import Study
from rapallo.analysis.coordination.worlds import WORLDS, casebook, record_of
from rapallo.casebook.filters import Filters
from rapallo.dates.edtf import parse, window
from rapallo.errors import BadOption
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
        assert told.tolist() == [null.observed(pair) for pair in pairs]
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


def test_the_time_grows_with_the_pairs() -> None:
    from rapallo.analysis.coordination.reckon import reckon

    class Slow:
        """A null of very many pairs, each of which takes a hundredth of a second."""

        def at_most(self) -> int:
            return 1_000_000

        def some(self) -> Any:
            return iter([("a", "b")])

        def replicates(self, pairs: Any, first: int, last: int) -> Any:
            import time

            time.sleep(0.01 * len(pairs) * (last - first + 1))

    with pytest.raises(BadOption, match=r"1,000,000 pairs.*reckoned at 1[1-9]\d days"):
        reckon(Slow(), 10, 1000)  # type: ignore[arg-type]
    reckon(Slow(), 1_000_000, 1000)  # type: ignore[arg-type]


def test_the_key_is_that_of_the_plain_way() -> None:
    study = Study(casebook("plain", 0), 31, 3)
    rows = ActorNull(study).engine().rows
    first = study.blocks[0]
    assert rows.keys[0] == key("arrangement", 3, first.actor, first.stratum)
    assert rows.segment_at[-1] == len(study.blocks)
    assert window("1925", "1927").s0 <= rows.low.min()
