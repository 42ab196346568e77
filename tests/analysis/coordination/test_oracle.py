"""Coordination against the slow second implementation, on casebooks made up at random."""

from __future__ import annotations

import math
import tempfile
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from rapallo.analysis.coordination import coordination
from rapallo.analysis.coordination.draws import orders
from rapallo.analysis.result import Result
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.dates.edtf import window
from rapallo.load import load
from rapallo.model.claim import Claim
from rapallo.model.nodes import Judgement
from rapallo.projection.level import Level
from tests.analysis.coordination.made import QUESTIONS, oracle_of, records, rich_record
from tests.helpers import claim, make_book
from tests.oracle.coordination import Oracle, order, q_values

STATES = ("germany", "poland", "soviet-union")
COUNTED = (
    *("J", "J_certain", "J_possible", "M", "M_certain", "S", "S_certain"),
    *("C_certain", "C", "C_possible"),
    *("P_certain", "P_possible", "lead", "a_first", "b_first", "same_day", "a_maybe", "b_maybe"),
)
NOTHING: dict[str, Any] = dict.fromkeys(COUNTED, 0) | {"lead": None}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(record=records(), within=st.sampled_from((31, 10)))
def test_both_agree(record: tuple[list[Claim], list[Judgement]], within: int) -> None:
    claims, judgements = record
    if all(c.status == "negated" for c in claims):
        claims = [*claims, claim("z", "met_with", "Germany;USSR")]
    with tempfile.TemporaryDirectory() as folder:
        book = make_book(Path(folder), claims, judgements=judgements)
        for filters, options in QUESTIONS:
            found = coordination(book, within=within, permutations=24, seed=3, filters=filters)
            event(f"{sum(row['p'] is not None for row in found.rows)} pairs tested")
            agree(found, oracle_of(book, filters, within=within, seed=3, **options))


def agree(found: Result, oracle: Oracle) -> None:
    """Every number of every pair, and that nothing else is there."""
    rows = {(row["a"], row["b"]): row for row in found.rows}
    assert set(rows) <= set(combinations(sorted({*STATES, "lithuania", "latvia"}), 2))
    tested = {}
    for pair in combinations(STATES, 2):
        row = rows.get(pair, NOTHING)
        assert {name: row[name] for name in COUNTED} == oracle.pair(*pair)
        testable = oracle.eligible(*pair) and oracle.arrangements(*pair) >= 20
        assert testable == (row.get("p") is not None)
        if testable:
            tested[pair] = oracle.p(*pair, 24)
            assert (row["p"], row["expected"]) == (tested[pair][0], tested[pair][1] / 20)
    others = [row for pair, row in rows.items() if pair not in tested]
    assert all(row["p"] is None and row["q"] is None and row["reason"] for row in others)
    wanted = q_values([p for p, _ in tested.values()])
    for pair, q in zip(tested, wanted, strict=True):
        assert math.isclose(rows[pair]["q"], q)


@pytest.mark.parametrize("seed", [1, 2])
def test_both_agree_where_every_pair_is_tested(tmp_path: Path, seed: int) -> None:
    book = make_book(tmp_path, rich_record(seed))
    for filters, options in QUESTIONS:
        found = coordination(book, permutations=24, seed=seed, filters=filters)
        assert all(row["p"] is not None for row in found.rows)
        assert len({row["p"] for row in found.rows}) > 1
        agree(found, oracle_of(book, filters, seed=seed, **options))


def test_both_stop_alike(tmp_path: Path) -> None:
    book = make_book(tmp_path, rich_record(4))
    oracle = oracle_of(book, Filters())
    for row in coordination(book, permutations="auto").rows:
        assert row["p"] == oracle.sequential(row["a"], row["b"])
        assert row["replicates"] == round(10 / row["p"])


def test_both_agree_on_the_dossier(tmp_path: Path) -> None:
    book = Casebook(tmp_path / "dossier.duckdb")
    load(book, "dossier")
    filters = Filters(between=("1920", "1934"))
    found = coordination(book, lineage=True, permutations=50, filters=filters)
    level, codebook = Level.of(book, "state", lineage=True), book.codebook
    asked = window("1920", "1934")
    oracle = Oracle(
        book.stored(Filters(status=("told", "negated"))),
        level.counts_as,
        level.counts_as,
        between=(asked.s0, asked.e1),
        signs=lambda c: codebook[c.act].edge,
    )
    first = found.rows[0]
    assert (first["a_label"], first["b_label"]) == ("Germany", "Russia (Soviet)")
    for row in found.rows:
        pair = row["a"], row["b"]
        assert {name: row[name] for name in COUNTED} == oracle.pair(*pair)
        assert set(row["claims_joint"]) == {
            claim.id for act, _ in oracle.joint(*pair) for claim in act.claims
        }
        if row["p"] is not None:
            p, mean = oracle.p(*pair, 50)
            assert (row["p"], row["expected"]) == (p, mean / 20)
    listed = {(row["a"], row["b"]) for row in found.rows}
    for pair in set(combinations(sorted(level.states), 2)) - listed:
        assert not oracle.joint(*pair)
        assert not oracle.possible(*pair)


@given(st.integers(0, 2**63), st.integers(1, 10_000), st.text(max_size=5), st.integers(1, 9))
def test_arrangements_are_drawn_alike(seed: int, replicate: int, actor: str, n: int) -> None:
    drawn = orders(seed, actor, 1926, np.array([replicate, replicate + 1]), n)
    assert drawn.tolist() == [order(seed, r, actor, 1926, n) for r in (replicate, replicate + 1)]
