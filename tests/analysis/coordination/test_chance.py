"""What is drawn, p and q, and whether they mean what they say."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapallo.analysis.coordination import coordination
from rapallo.analysis.coordination.blocks import arrangements, blocks
from rapallo.analysis.coordination.draws import DRAWS, days, key, orders, words
from rapallo.analysis.coordination.happenings import ToldAct
from rapallo.analysis.significance import benjamini_hochberg, chances
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.dates.edtf import parse
from rapallo.model.claim import Claim
from rapallo.model.nodes import State
from rapallo.projection.level import Level
from tests.helpers import STATES, claim, make_book
from tests.oracle.coordination import Oracle, different, hashed, order, q_values, word

PAIR = ("germany", "soviet-union")

# --- draws --------------------------------------------------------------------------------------


def test_words_are_those_that_splitmix64_gives() -> None:
    # The first five of java.util.SplittableRandom's algorithm for the seed 1234567.
    assert words(1234567, np.arange(5)).tolist() == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**40))
def test_words_do_not_depend_on_the_engine(base: int, counter: int) -> None:
    assert words(base, np.array([counter])).tolist() == [word(base, counter)]


def test_keys_keep_their_parts_apart() -> None:
    assert key("day", 1, "23") != key("day", 12, "3")
    assert key("day", 1, "23") == hashed("day", 1, "23")


@pytest.mark.parametrize(
    ("seed", "actor", "stratum", "replicate"),
    [(0, "germany", 1926, 1), (1, "germany", 1926, 1), (0, "poland", 1926, 1), (0, "x", -44, 9)],
)
def test_an_arrangement_depends_on_nothing_else(
    seed: int, actor: str, stratum: int, replicate: int
) -> None:
    alone = orders(seed, actor, stratum, np.array([replicate]), 12)[0]
    among = orders(seed, actor, stratum, np.arange(1, 40), 12)[replicate - 1]
    assert alone.tolist() == among.tolist() == order(seed, replicate, actor, stratum, 12)
    assert sorted(alone.tolist()) == list(range(12))


def test_all_arrangements_are_equally_likely() -> None:
    drawn = orders(0, "germany", 1926, np.arange(1, 24_001), 4)
    _, counts = np.unique(drawn, axis=0, return_counts=True)
    assert len(counts) == 24
    # Chi square with 23 degrees of freedom: above 49.7 once in a thousand.
    assert ((counts - 1000) ** 2 / 1000).sum() < 49.7


def test_all_days_are_equally_likely() -> None:
    drawn = np.concatenate([days(0, f"slot {n}", np.arange(31)) for n in range(1550)])
    counts = np.bincount(drawn, minlength=31)
    # Chi square with 30 degrees of freedom: above 59.7 once in a thousand.
    assert ((counts - 1000) ** 2 / 1000).sum() < 59.7
    assert len(days(0, "slot", np.arange(31))) == DRAWS


# --- blocks -------------------------------------------------------------------------------------


def act(id: str, date: str, *passages: str, agents: str = "i", matter: str = "m") -> ToldAct:
    told_in = tuple(("s", passage) for passage in passages) or (("s", id),)
    claims = tuple(f"{id}{n}" for n in range(len(told_in)))
    who = dict.fromkeys(agents, True)
    alone = len(who) == 1
    return ToldAct(
        id, parse(date), claims, told_in, True, {}, "opposed", -1, who, {matter: True}, alone
    )


@pytest.mark.parametrize(
    ("acts", "wanted"),
    [
        ([act("a", "1926-03-01", "p"), act("b", "1926-03-01", "p")], [(0, 1)]),
        ([act("a", "1926-03-01", "p"), act("b", "1926-03-02", "p")], [(0,), (1,)]),
        ([act("a", "1926-03-01", "p"), act("b", "1926-03-01", "q")], [(0,), (1,)]),
        ([act("a", "1926-03"), act("b", "[1926-03-01..1926-03-31]")], [(0,), (1,)]),
        ([act("a", "1926-03", "p"), act("b", "[1926-03-01..1926-03-31]", "p")], [(0, 1)]),
        ([act("a", "1926-03", "p"), act("b", "1926-03?", "p")], [(0,), (1,)]),
        (
            [act("a", "1926", "p"), act("b", "1926", "q"), act("c", "1926", "p", "q")],
            [(0, 1, 2)],
        ),
        ([act("a", "1926", "p"), act("b", "1926", "p", agents="ij")], [(0,)]),
        ([act("a", "1926", "p"), act("b", "1926", "p", agents="j")], [(0,), (1,)]),
    ],
)
def test_blocks(acts: list[ToldAct], wanted: list[tuple[int, ...]]) -> None:
    assert [block.acts for block in blocks(acts)] == wanted


@pytest.mark.parametrize(
    ("date", "year"),
    [("1926-03", 1926), ("[1926-12-20..1927-01-20]", 1927), ("[1926-12-20..1927-01-10]", 1926)],
)
def test_the_stratum_is_the_year_of_the_middle(date: str, year: int) -> None:
    assert [block.stratum for block in blocks([act("a", date)])] == [year]


@given(
    st.lists(st.sampled_from("abc"), min_size=1, max_size=6).flatmap(
        lambda kinds: st.tuples(
            st.just(kinds),
            st.lists(st.sampled_from("xyz"), min_size=len(kinds), max_size=len(kinds)),
        )
    )
)
def test_arrangements_counted_by_trying_all(both: tuple[list[str], list[str]]) -> None:
    kinds, dates = both
    tried = {tuple(sorted(zip(kinds, taken, strict=True))) for taken in permutations(dates)}
    assert arrangements(kinds, dates) == different(kinds, dates) == min(len(tried), 20)


@pytest.mark.parametrize(
    ("kinds", "dates", "number"),
    [
        ("aaaa", "wxyz", 1),
        ("aaab", "wxyz", 4),
        ("aabb", "wxyz", 6),
        ("aabb", "xxyy", 3),
        ("abcd", "xxxx", 1),
        ("abcd", "xxxy", 4),
        ("a" * 500 + "b", range(501), 20),
        ("a" * 500 + "b", [0] * 500 + [1], 2),
        ("", "", 1),
    ],
)
def test_arrangements_by_hand(kinds: str, dates: Sequence[Any], number: int) -> None:
    assert arrangements(kinds, dates) == number


# --- p and q ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("p", "q"),
    [
        ([], []),
        ([0.2], [0.2]),
        ([0.01, 0.02, 0.03], [0.03, 0.03, 0.03]),
        ([0.03, 0.01, 0.02], [0.03, 0.03, 0.03]),
        ([0.001, 0.5], [0.002, 0.5]),
        ([0.01, 0.5, 0.5, 1.0], [0.04, 2 / 3, 2 / 3, 1.0]),
        # The example of Benjamini and Hochberg 1995, section 4: four of fifteen at 5%.
        (
            [
                *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240),
                *(0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
            ],
            None,
        ),
    ],
)
def test_benjamini_hochberg(p: list[float], q: list[float] | None) -> None:
    found = benjamini_hochberg(p)
    if q is None:
        assert [value <= 0.05 for value in found] == [True] * 4 + [False] * 11
    else:
        assert found == pytest.approx(q)


@given(st.lists(st.floats(0.001, 1), max_size=12))
def test_q_is_the_smallest_level_at_which_it_is_rejected(p: list[float]) -> None:
    assert benjamini_hochberg(p) == pytest.approx(q_values(p))


def given_values(values: Sequence[int]) -> Any:
    return lambda places, first, last: np.array([values[first - 1 : last]] * len(places)).T


@pytest.mark.parametrize(
    ("values", "observed", "permutations", "p", "mean", "replicates"),
    [
        ([0, 1, 2, 3], 3, 4, 2 / 5, 1.5, 4),
        ([0, 1, 2, 3], 4, 4, 1 / 5, 1.5, 4),
        ([0, 1, 2, 3], 0, 4, 1.0, 1.5, 4),
        ([1] * 9_999, 1, "auto", 1.0, 1.0, 10),
        ([0, 1] * 5_000, 1, "auto", 0.5, 0.5, 20),
        ([0] * 990 + [1] * 9_009, 1, "auto", 0.01, 0.01, 1000),
        ([0] * 9_990 + [1] * 9, 1, "auto", 10 / 10_000, 9 / 9_999, 9_999),
        ([0] * 9_999, 1, "auto", 1 / 10_000, 0.0, 9_999),
        ([0] * 300, 1, 300, 1 / 301, 0.0, 300),
    ],
)
def test_p(
    values: list[int],
    observed: int,
    permutations: int | str,
    p: float,
    mean: float,
    replicates: int,
) -> None:
    found, again = chances([observed, observed], given_values(values), permutations)
    assert found == again
    assert found[:3] == pytest.approx((p, mean, replicates))
    drawn = values[:replicates]
    assert found.above == sum(value > observed for value in drawn)
    assert found.tied == sum(value == observed for value in drawn)
    all_ = [observed, *drawn]
    assert found.least == all_.count(max(all_)) / (1 + replicates)
    assert found.randomised(1.0) == pytest.approx((1 + found.above + found.tied) / (1 + replicates))


def test_each_stops_for_itself() -> None:
    values = np.array([[r % 2, r % 20 == 0] for r in range(1, 10_000)])

    def drawn(places: Sequence[int], first: int, last: int) -> Any:
        return values[first - 1 : last][:, list(places)]

    often, seldom = chances([1, 1], drawn, "auto")
    assert (often.p, often.replicates) == (10 / 19, 19)
    assert (seldom.p, seldom.replicates) == (10 / 200, 200)


# --- what they mean -----------------------------------------------------------------------------

TINY = [
    *(("Germany", f"1926-{m:02}-01", "Lithuania" if m < 5 else "Latvia") for m in (1, 3, 6, 9)),
    *(("USSR", f"1926-{m:02}-20", "Lithuania" if m < 5 else "Estonia") for m in (1, 3, 7, 9)),
]


def presses(rows: Sequence[tuple[str, str, str]], years: int = 0) -> list[Claim]:
    return [
        claim(f"c-{n:04}", "pressured", who, whom, date=f"{int(date[:4]) + years}{date[4:]}")
        for n, (who, date, whom) in enumerate(rows)
    ]


def pair_of(book: Casebook, pair: tuple[str, str] = PAIR, **options: Any) -> Any:
    found = coordination(book, **options)
    return next(row for row in found.rows if (row["a"], row["b"]) == pair)


def oracle_of(book: Casebook) -> Oracle:
    counts = Level.of(book, "state").counts_as
    return Oracle(book.stored(Filters()), counts, counts)


def test_p_is_that_of_all_arrangements(tmp_path: Path) -> None:
    book = make_book(tmp_path, presses(TINY))
    oracle, drawn = oracle_of(book), 4_000
    every = [oracle.sampled(*PAIR, slots) for slots in oracle.all_arrangements(*PAIR)]
    assert len(every) == 24 * 24
    found = pair_of(book, permutations=drawn)
    exact = sum(total >= 20 * found["C"] for total in every) / len(every)
    assert found["C"] == 2
    assert 0.01 < exact < 0.2
    assert abs(found["p"] - exact) < 4 * math.sqrt(exact * (1 - exact) / drawn)
    mean, spread = np.mean(every) / 20, np.std(every) / 20
    assert abs(found["expected"] - mean) < 4 * spread / math.sqrt(drawn)


def test_fewer_than_twenty_arrangements_are_not_testable(tmp_path: Path) -> None:
    few = [(who, date, "Lithuania") for who, date, _ in TINY[:3] + TINY[4:]]
    found = coordination(make_book(tmp_path, presses(few)))
    assert found.rows[0]["reason"] == "not testable: 1 distinct arrangement"
    assert "1 pair not testable: fewer than 20 distinct arrangements." in found.notes


@pytest.mark.parametrize("years", [28, 400])
def test_shifting_all_dates_by_years_changes_no_count(tmp_path: Path, years: int) -> None:
    # After 28 years the leap years fall alike.
    before = pair_of(make_book(tmp_path, presses(TINY)), permutations=2_000)
    after = pair_of(make_book(tmp_path, presses(TINY, years), name="b"), permutations=2_000)
    names = ("C_certain", "C", "C_possible", "P_possible", "lead", "a_first", "b_first")
    assert [before[name] for name in names] == [after[name] for name in names]
    assert before["p"] == pytest.approx(after["p"], abs=0.04)


def test_a_pair_has_no_order(tmp_path: Path) -> None:
    other = {"Germany": "USSR", "USSR": "Germany"}
    swapped = [(other[who], date, whom) for who, date, whom in TINY]
    one = pair_of(make_book(tmp_path, presses(TINY)), permutations=2_000)
    two = pair_of(make_book(tmp_path, presses(swapped), name="b"), permutations=2_000)
    names = ("J", "C_certain", "C", "C_possible", "same_day", "open_order")
    assert [one[name] for name in names] == [two[name] for name in names]
    assert one["lead"] == -two["lead"] != 0
    assert (one["a_first"], one["b_first"]) == (two["b_first"], two["a_first"])
    assert one["p"] == pytest.approx(two["p"], abs=0.04)


@pytest.mark.parametrize("seed", range(3))
def test_a_wider_date_makes_nothing_certain(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    told = presses(TINY)
    wider = [
        claim(
            c.id,
            c.kind,
            c.agents,
            c.targets,
            date=rng.choice((c.date, c.date[:7], f"{c.date}~", f"{c.date}?", c.date[:4])),
        )
        for c in told
    ]
    before = pair_of(make_book(tmp_path, told))
    after = coordination(make_book(tmp_path, wider, name="b")).rows
    assert all(row["C_certain"] <= before["C_certain"] for row in after)


def test_the_same_question_has_the_same_answer(tmp_path: Path) -> None:
    book = make_book(tmp_path, presses(TINY))
    assert coordination(book).rows == coordination(book).rows
    assert pair_of(book, seed=1)["p"] != pair_of(book, seed=2)["p"]


def test_a_third_party_changes_nothing_for_a_pair(tmp_path: Path) -> None:
    third = [("Poland", f"1926-{m:02}-05", "Lithuania") for m in range(1, 12)]
    alone = pair_of(make_book(tmp_path, presses(TINY)))
    among = pair_of(make_book(tmp_path, presses([*TINY, *third]), name="b"))
    same = {name for name in alone if name != "q"}
    assert {name: alone[name] for name in same} == {name: among[name] for name in same}


# --- calibration --------------------------------------------------------------------------------

PAIRS = 120
MATTERS = tuple("abcdef")
ACTS = 30


def bursty(rng: random.Random, number: int) -> list[str]:
    """Dates of one actor in 1926: some bursts, most days known, some only within ten."""
    starts = [rng.randrange(330) for _ in range(12)]
    found = []
    for _ in range(number):
        day = min(354, rng.choice(starts) + int(rng.expovariate(0.1)))
        first = np.datetime64("1926-01-01") + day
        found.append(str(first) if rng.random() < 0.7 else f"[{first}..{first + 9}]")
    return found


def acts_of_two(rng: random.Random, n: int, planted: int) -> Iterator[Claim]:
    """Two states that act each for itself, or hand in hand in as many acts as planted.

    A passage may tell an act on two matters; no other pair shares them.
    """
    ours: list[tuple[str, str]] = []
    for who in (f"A{n}", f"B{n}"):
        for k, date in enumerate(bursty(rng, ACTS)):
            for m, what in enumerate(rng.sample(MATTERS, rng.choice((1, 1, 2)))):
                if who[0] == "A":
                    ours.append((date, what))
                if who[0] == "B" and k < planted:
                    date, what = rng.choice(ours)
                issue, passage = f"{what} {n}", f"p. {who}{k}"
                yield claim(
                    f"{who}-{k}-{m}", "pressured", who, issue=issue, date=date, locator=passage
                )


def p_values(folder: Path, *, planted: int) -> list[float]:
    rng = random.Random(planted)
    claims = [c for n in range(PAIRS) for c in acts_of_two(rng, n, planted)]
    states = [*STATES, *(State(f"{x}{n}", f"{x}{n}") for n in range(PAIRS) for x in "AB")]
    book = make_book(folder, claims, states=states)
    found = coordination(book, within=10, permutations=199)
    assert len(found.rows) == PAIRS
    # A pair that is not testable is found by nobody.
    return [1.0 if row["p"] is None else row["p"] for row in found.rows]


def too_often(p: list[float], level: float) -> bool:
    """Whether p is at most the level more often than chance allows, beyond Monte Carlo error."""
    error = 3 * math.sqrt(level * (1 - level) / len(p))
    return sum(value <= level for value in p) / len(p) > level + error


def test_without_coordination_p_keeps_its_promise(tmp_path: Path) -> None:
    p = p_values(tmp_path, planted=0)
    assert not any(too_often(p, level) for level in (0.01, 0.05, 0.1, 0.25, 0.5))


def test_planted_coordination_is_found(tmp_path: Path) -> None:
    p = p_values(tmp_path, planted=16)
    assert too_often(p, 0.05)
    assert sum(value <= 0.05 for value in p) / len(p) > 0.6
