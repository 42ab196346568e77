"""Coordination against the slow second implementation, on casebooks made up at random."""

from __future__ import annotations

import math
import tempfile
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from random import Random
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
from rapallo.model.acts import Codebook
from rapallo.model.claim import Claim
from rapallo.model.nodes import Judgement
from rapallo.projection.level import Level
from tests.helpers import claim, make_book, same
from tests.oracle.coordination import Oracle, order, q_values

STATES = ("germany", "poland", "soviet-union")
COUNTED = (
    *("J", "J_certain", "M", "S", "C_certain", "C", "C_possible"),
    *("P_certain", "P_possible", "lead", "a_first", "b_first", "same_day"),
)
NOTHING: dict[str, Any] = dict.fromkeys(COUNTED, 0) | {"lead": None}

ACTORS = st.sampled_from(("Germany", "Germany", "USSR", "USSR", "Poland", "Köster, A.|Germany"))
AGENTS = st.one_of(
    ACTORS,
    ACTORS,
    ACTORS,
    st.sampled_from(
        (
            *("Germany?", "{Germany/USSR}", "Germany;USSR", "USSR;Poland", "Germany;;USSR"),
            *("Germany;USSR?", "Köster, A.|Germany;USSR", "{Germany/Poland};USSR", "Nobody, N.|"),
        )
    ),
)
TARGETS = st.sampled_from(
    ("Lithuania", "Lithuania", "Lithuania?", "Latvia", "Lithuania;Latvia", "Poland", "USSR", "")
)
DATES = st.one_of(
    st.integers(1, 28).map(lambda day: f"1926-03-{day:02}"),
    st.integers(1, 12).map(lambda month: f"1926-{month:02}-15"),
    st.sampled_from(
        (
            *("1926-03", "1926-04", "1926-03-01?", "1926-05-20~", "[1926-03-01,1926-03-09]"),
            *("1926", "1926-03-01/1926-03-05", "1926-12-25", "1927-01-03", "1927-01", ""),
        )
    ),
)
PLACES = st.sampled_from(("", "", "p. 1", "line 3", "chars 0-9", "chars 5-20", "chars 20-30"))
ACTS = st.sampled_from(("demand", "warning", "advice", "stance", "support"))
KIND = {name: Codebook.shipped()[name].kind for name in ("demand", "warning", "advice", "stance")}


@st.composite
def told_acts(draw: st.DrawFn) -> Claim:
    act, target = draw(ACTS), draw(TARGETS)
    issue = "" if target and draw(st.booleans()) else draw(st.sampled_from(("Union", "Vilnius")))
    return claim(
        "",
        KIND.get(act, "supported"),
        draw(AGENTS),
        target,
        act=act,
        issue=issue,
        date=draw(DATES),
        locator=draw(PLACES),
        source=draw(st.sampled_from("sst")),
        status=draw(st.sampled_from(("told",) * 9 + ("negated",))),
    )


@st.composite
def told_meetings(draw: st.DrawFn) -> Claim:
    agents = draw(
        st.sampled_from(
            (
                "Germany;USSR",
                "Germany;;USSR",
                "Germany;USSR;;Poland",
                "Germany?;USSR",
                "USSR;Poland",
            )
        )
    )
    kind = draw(st.sampled_from(("met_with", "met_with", "signed", "informed")))
    more = {"treaty": "Pact"} if kind == "signed" else {}
    target = "USSR" if kind == "informed" else ""
    agents = "Germany" if kind == "informed" else agents
    return claim("", kind, agents, target, date=draw(DATES), locator=draw(PLACES), **more)


@st.composite
def simple_acts(draw: st.DrawFn) -> Claim:
    """Acts enough alike that pairs can be tested."""
    act = draw(st.sampled_from(("demand", "demand", "stance")))
    who, whom = (
        draw(st.sampled_from(("Germany", "USSR"))),
        draw(st.sampled_from(("Lithuania", "Latvia"))),
    )
    day = draw(st.integers(1, 200))
    date = draw(st.sampled_from((f"1926-{1 + day // 28:02}-{1 + day % 28:02}", "1926-03")))
    return claim("", KIND[act], who, whom, act=act, date=date, locator=draw(PLACES))


@st.composite
def records(draw: st.DrawFn) -> tuple[list[Claim], list[Judgement]]:
    """Claims, and judgements that make one event of neighbours of a kind and sign."""
    mixed = draw(st.lists(told_acts(), min_size=1, max_size=8))
    alike = draw(st.one_of(st.just([]), st.lists(simple_acts(), min_size=9, max_size=14)))
    found = mixed + alike + draw(st.lists(told_meetings(), max_size=4))
    found = [replace(c, id=f"c-{n:02}") for n, c in enumerate(found)]
    signs = {c.id: (c.kind, Codebook.shipped()[c.act].sign) for c in found}
    twins = [(a.id, b.id) for a, b in pairwise(found) if signs[a.id] == signs[b.id]]
    merged = [twin for twin in twins if draw(st.integers(0, 5)) == 0]
    return found, [same(*twin) for twin in merged]


QUESTIONS: list[tuple[Filters, dict[str, Any]]] = [
    (Filters(), {}),
    (Filters(between=("1926-03-05", "1926-06")), {}),
    (Filters(target=("lithuania",)), {"chosen": lambda c: targets(c, "lithuania")}),
    (
        Filters(kind=("pressured",), between=("..", "1926-12-31")),
        {"chosen": lambda c: c.kind == "pressured"},
    ),
]


def targets(told: Any, state: str) -> bool:
    return any(p.role == "target" and state in (p.actor, p.acting_for) for p in told.participants)


def oracle_of(book: Casebook, filters: Filters, **options: Any) -> Oracle:
    level = Level.of(book, "state")
    asked = window(*filters.between) if filters.between else None
    between = (asked.s0, asked.e1) if asked else None
    claims = book.stored(Filters(status=("told", "negated")))
    return Oracle(claims, level.counts_as, level.counts_as, between=between, **options)


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


def rich_record(seed: int) -> list[Claim]:
    """Sixty acts of three states within two years, bursty, often told together."""
    random = Random(seed)
    found = []
    for n in range(60):
        day = min(27, int(random.expovariate(0.15)))
        month = random.choice((3, 3, 4, 9))
        dates = (f"192{random.choice('66667')}-{month:02}-{day + 1:02}", f"1926-{month:02}")
        act = random.choice(("demand", "demand", "stance"))
        found.append(
            claim(
                f"c-{n:02}",
                KIND[act],
                random.choice(("Germany", "USSR", "Poland", "Germany", "USSR", "Germany;Poland")),
                random.choice(("Lithuania", "Latvia", "Lithuania;Latvia", "Lithuania?")),
                act=act,
                date=random.choice((dates[0], *dates)),
                locator=f"p. {random.randrange(25)}",
            )
        )
    return found


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
