"""Krippendorff's alpha: his published example, laws, and the sum as it is written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapallo.analysis.agreement.alpha import (
    alpha,
    interval,
    jaccard,
    masi,
    nominal,
    ordinal,
    ratio,
)
from tests.oracle.alpha import alpha as written_out

# Krippendorff, "Computing Krippendorff's alpha-reliability" (2011), sections C and D: four
# observers, twelve units, values missing. He gives .743, .815, .849 and .797.
OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
UNITS = list(zip(*OBSERVERS, strict=True))

# The same paper, section B: two observers, ten units, two values; and section A2: nominal.
BINARY = list(zip((0, 1, 0, 0, 0, 0, 0, 0, 1, 0), (1, 1, 1, 0, 0, 1, 0, 0, 0, 0), strict=True))


@pytest.mark.parametrize(
    ("distance", "published"),
    [(nominal, 0.743), (ordinal(UNITS), 0.815), (interval, 0.849), (ratio, 0.797)],
    ids=["nominal", "ordinal", "interval", "ratio"],
)
def test_the_published_example(distance: object, published: float) -> None:
    found = alpha(UNITS, distance)  # type: ignore[arg-type]
    assert found.value == pytest.approx(published, abs=0.0005)
    # The last unit has one value, and is left out.
    assert found.units == 11


def test_the_published_example_of_two_values() -> None:
    assert alpha(BINARY).value == pytest.approx(0.095, abs=0.0005)


@pytest.mark.parametrize(
    ("units", "units_told", "equal"),
    [
        ([], 0, 0),
        ([("a", "a")], 1, 1),
        ([("a", None), (None, "b")], 0, 0),
        ([("a", "a"), ("a", "a")], 2, 2),
    ],
)
def test_where_nothing_varies_there_is_no_alpha(
    units: list[tuple[str | None, str | None]], units_told: int, equal: int
) -> None:
    found = alpha(units, seed=0)
    assert (found.value, found.units, found.equal) == (None, units_told, equal)


sets = st.frozensets(st.sampled_from("abcd"), max_size=3)
values = st.one_of(st.none(), st.integers(0, 3))
METRICS = {"nominal": nominal, "interval": interval, "ordinal": None}


@given(
    st.lists(st.tuples(values, values, values), min_size=2, max_size=12),
    st.sampled_from(sorted(METRICS)),
)
def test_it_is_the_sum_as_it_is_written(units: list[tuple[int | None, ...]], name: str) -> None:
    distance = METRICS[name] or ordinal(units)
    found = alpha(units, distance)
    if found.units > 1:
        expected = written_out(units, distance)
        assert found.value == (expected if expected is None else pytest.approx(expected))


@given(st.lists(st.tuples(sets, sets), min_size=2, max_size=10), st.sampled_from([jaccard, masi]))
def test_so_it_is_for_sets(units: list[tuple[frozenset[str], ...]], distance: object) -> None:
    expected = written_out(units, distance)  # type: ignore[arg-type]
    found = alpha(units, distance).value  # type: ignore[arg-type]
    assert found == (expected if expected is None else pytest.approx(expected))


@given(sets, sets)
def test_distances_of_sets_are_distances(a: frozenset[str], b: frozenset[str]) -> None:
    for distance in (jaccard, masi):
        assert distance(a, b) == distance(b, a)
        assert 0 <= distance(a, b) <= 1
        assert (distance(a, b) == 0) == (a == b)
    assert masi(a, b) >= jaccard(a, b) - 1e-12


@pytest.mark.parametrize(
    ("units", "distance"),
    [
        ([("ac", "ac"), ("ac", "bc")], jaccard),
        ([("ab", "bc"), ("abc", "b"), ("c", "bc"), ("abc", "abc")], jaccard),
        ([("bc", "abc"), ("a", "c"), ("abc", "ab")], masi),
    ],
)
def test_as_much_as_chance_gives_is_nothing(units: list[tuple[str, str]], distance: Any) -> None:
    """Not -2e-16, nor 1e-16, as it would be by rounding."""
    assert alpha([(frozenset(a), frozenset(b)) for a, b in units], distance).value == 0


@given(
    st.lists(st.tuples(sets, sets), min_size=2, max_size=10),
    st.randoms(use_true_random=False),
    st.integers(0, 3),
)
def test_neither_the_order_of_coders_nor_of_units_makes_a_difference(
    units: list[tuple[frozenset[str], frozenset[str]]], random: Any, seed: int
) -> None:
    mixed = [(b, a) for a, b in random.sample(units, len(units))]
    assert alpha(units, masi, seed=seed) == alpha(mixed, masi, seed=seed)


def test_an_interval_holds_alpha_and_depends_on_the_seed_alone() -> None:
    units = [(n % 3, (n * n) % 3 if n % 4 else n % 3) for n in range(60)]
    found = alpha(units, seed=1)
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.value < found.high
    assert found == alpha(units, seed=1)
    assert found != alpha(units, seed=2)
