"""Krippendorff's alpha: agreement of coders beyond what chance would give, for any kind of value.

alpha = 1 - Do / De. Do is the mean distance of the values that coders gave to one unit, De that of
all values given to whatever unit: 1 is agreement throughout, 0 what chance gives, below 0 is worse
than that. Units that fewer than two coders valued say nothing and are left out (Krippendorff,
"Content Analysis", 2nd edition, 2004, chapter 11, and "Computing Krippendorff's
alpha-reliability", 2011).

Which values are how far apart is the metric's business: :func:`nominal`, :func:`interval`,
:func:`ordinal` for ranks, and for sets :func:`jaccard` and :func:`masi` (Passonneau, "Measuring
agreement on set-valued items for semantic and pragmatic annotation", LREC 2006).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["Alpha", "alpha", "interval", "jaccard", "masi", "nominal", "ordinal", "ratio"]

T = TypeVar("T", bound=Hashable)
Distance = Callable[[Any, Any], float]

RESAMPLES = 1_000
"""How many samples of units the interval is drawn from."""

ROUNDING = 1e-12
"""The share of a sum that may be an error of rounding."""

LARGEST = 2_000
"""Different values beyond which no interval is drawn: it would take their square each time."""


@dataclass(frozen=True, slots=True)
class Alpha:
    """Alpha, None where nothing varies or fewer than two units count; ``units`` that count, and
    ``equal``, those on which all agree. ``low`` and ``high``: the interval, where one was asked."""

    value: float | None
    units: int
    equal: int
    low: float | None = None
    high: float | None = None


def alpha(
    units: Sequence[Sequence[T | None]],
    distance: Distance | None = None,
    *,
    seed: int | None = None,
) -> Alpha:
    """Alpha of units, each with the values that its coders gave, None where one gave none.

    ``distance`` is that of the metric, as it is counted (squared, for numbers); nominal unless
    told. With a ``seed`` there is an interval of 95 per cent by resampling the units (Zapf et al.,
    "Measuring inter-rater reliability for nominal data", BMC Medical Research Methodology 16,
    2016); it depends on the seed and on the units alone, neither on their order nor on that of the
    coders.

    >>> alpha([("a", "a"), ("b", "b"), ("a", "b"), ("b", "b")]).value
    0.5333333333333333
    """
    told = [sorted((v for v in unit if v is not None), key=_rank) for unit in units]
    told = sorted((unit for unit in told if len(unit) > 1), key=lambda unit: [*map(_rank, unit)])
    equal = sum(len(set(unit)) == 1 for unit in told)
    if len(told) < 2:
        return Alpha(None, len(told), equal)
    table = _Table.of(told, distance or nominal)
    value = table.alpha(np.ones((1, len(told))))[0]
    if np.isnan(value):
        return Alpha(None, len(told), equal)
    low = high = None
    if seed is not None and len(table.distances) <= LARGEST:
        low, high = table.interval(seed)
    return Alpha(float(value), len(told), equal, low, high)


@dataclass(frozen=True, slots=True)
class _Table:
    """The values of units counted: ``counts`` is units x values, ``observed`` the sum of distances
    within each unit, each pair once a coder, over one less than its values."""

    counts: NDArray[np.float64]
    distances: NDArray[np.float64]
    observed: NDArray[np.float64]

    @classmethod
    def of(cls, told: Sequence[Sequence[Any]], distance: Distance) -> _Table:
        values = list(dict.fromkeys(value for unit in told for value in unit))
        place = {value: number for number, value in enumerate(values)}
        counts = np.zeros((len(told), len(values)))
        for row, unit in enumerate(told):
            for value in unit:
                counts[row, place[value]] += 1
        apart = np.array([[float(distance(a, b)) for b in values] for a in values])
        within = np.einsum("uv,vw,uw->u", counts, apart, counts, optimize=True)
        return cls(counts, apart, within / (counts.sum(axis=1) - 1))

    def alpha(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Alpha for samples x units of weights; NaN where nothing varies."""
        margins = weights @ self.counts
        total = margins.sum(axis=1)
        expected = np.einsum("sv,sv->s", margins @ self.distances, margins) / (total - 1)
        less = expected - weights @ self.observed
        # What is left of a difference of equals is rounding: chance agreement is 0, not -2e-16.
        less[np.abs(less) < ROUNDING * expected] = 0.0
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(expected > 0, less / expected, np.nan)

    def interval(self, seed: int) -> tuple[float | None, float | None]:
        """The middle 95 per cent of samples in which anything varies."""
        units = len(self.observed)
        drawn = np.random.default_rng(seed).integers(0, units, (RESAMPLES, units))
        weights = np.zeros((RESAMPLES, units))
        np.add.at(weights, (np.arange(RESAMPLES)[:, None], drawn), 1.0)
        found = self.alpha(weights)
        found = found[~np.isnan(found)]
        if not len(found):
            return None, None
        low, high = np.quantile(found, [0.025, 0.975])
        return float(low), float(high)


def _rank(value: Any) -> tuple[str, Any]:
    """What values are put in order by, the same each time: sets have no order of their own."""
    if isinstance(value, frozenset):
        return "set", sorted(map(_rank, value))
    return type(value).__name__, value


def nominal(a: object, b: object) -> float:
    """0 where the values are the same, else 1."""
    return float(a != b)


def interval(a: float, b: float) -> float:
    """The squared difference of numbers."""
    return float((a - b) ** 2)


def ratio(a: float, b: float) -> float:
    """The squared difference of numbers over their sum, for those with a zero that means none."""
    return 0.0 if a == b else float(((a - b) / (a + b)) ** 2)


def ordinal(units: Sequence[Sequence[int | None]]) -> Distance:
    """The distance of ranks in these units: how many values lie between them, squared."""
    counted = Counter(
        value
        for unit in units
        if sum(one is not None for one in unit) > 1
        for value in unit
        if value is not None
    )

    def distance(a: int, b: int) -> float:
        low, high = min(a, b), max(a, b)
        between = sum(number for rank, number in counted.items() if low <= rank <= high)
        return 0.0 if a == b else float((between - (counted[a] + counted[b]) / 2) ** 2)

    return distance


def jaccard(a: frozenset[Any], b: frozenset[Any]) -> float:
    """What is not common to two sets, of all that is in them.

    >>> jaccard(frozenset("ab"), frozenset("abc"))
    0.33333333333333337
    """
    return 1 - len(a & b) / len(a | b) if a | b else 0.0


def masi(a: frozenset[Any], b: frozenset[Any]) -> float:
    """The distance of sets that counts one within the other as nearer than two that overlap.

    1 - J x M, where J is the share in common and M is 1 for the same set, 2/3 for one within the
    other, 1/3 for two that overlap and 0 for two without anything in common.

    >>> within, across = frozenset("abc"), frozenset("bc")
    >>> [round(masi(frozenset("ab"), other), 3) for other in (within, across)]
    [0.556, 0.889]
    """
    if a == b:
        return 0.0
    monotone = 2 / 3 if a <= b or b <= a else 1 / 3 if a & b else 0.0
    return 1 - (1 - jaccard(a, b)) * monotone
