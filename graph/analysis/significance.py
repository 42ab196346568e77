"""From statistics under chance to p and q.

p counts the observed arrangement among the replicates, (1 + g) / (1 + R): a Monte Carlo p is never
zero (Phipson and Smyth, "Permutation p-values should never be zero", Statistical Applications in
Genetics and Molecular Biology 9, 2010), and is exact where the observed arrangement is as likely as
any other under the null.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rapallo.errors import BadOption

__all__ = [
    *("AUTO", "Chance", "EXCEEDANCES", "MOST", "benjamini_hochberg", "chances"),
    *("check_permutations", "most"),
]

AUTO = "auto"
EXCEEDANCES = 10
"""At so many replicates that do as well as the observed, ``auto`` stops."""

MOST = 9_999
"""How many replicates ``auto`` draws at most."""

_BATCH = 250

Ints = NDArray[np.int64]
Statistic = Callable[[Sequence[int], int, int], Ints]
"""The statistics of these places, in replicates first to last, both counted: replicates x places.
"""


class Chance(NamedTuple):
    """p, the mean of the statistic under the null, and how many replicates were drawn for them.

    ``above`` and ``tied``: how many replicates were more than the observed, and just as much.
    ``highest``: how many, the observed among them, were as high as the highest of all.
    """

    p: float
    mean: float
    replicates: int
    above: int
    tied: int
    highest: int = 1

    @property
    def least(self) -> float:
        """The p that the highest of all would have: no arrangement drawn could have a lower one.

        >>> Chance(0.8, 1.0, 9, 0, 7, highest=8).least
        0.8
        """
        return self.highest / (1 + self.replicates)

    def randomised(self, uniform: float) -> float:
        """p with ties broken by a number between 0 and 1, which makes it uniform under the null.

        Of statistics that are whole numbers p is too large on the average; this one is not. It
        belongs to calibration, never to a table (Lehmann and Romano, "Testing Statistical
        Hypotheses", section 3.2).

        >>> Chance(0.5, 1.0, 9, 1, 3).randomised(0.5)
        0.3
        """
        return (self.above + uniform * (1 + self.tied)) / (1 + self.replicates)


def check_permutations(permutations: int | str) -> None:
    """Raise :class:`~rapallo.errors.BadOption` unless it is a number from 1 on, or ``auto``."""
    if permutations != AUTO and (not isinstance(permutations, int) or permutations < 1):
        raise BadOption(f"--permutations {permutations}: it is a number from 1 on, or auto")


def most(permutations: int | str) -> int:
    """How many replicates may be drawn."""
    return permutations if isinstance(permutations, int) else MOST


def chances(observed: Sequence[int], statistic: Statistic, permutations: int | str) -> list[Chance]:
    """How often chance does as well as each of the observed, one-sided.

    ``auto`` stops at the tenth replicate that does, each for itself, with p = 10 / (how many were
    drawn): Besag and Clifford, "Sequential Monte Carlo p-values", Biometrika 78 (1991). Without ten
    among 9,999 it is (1 + g) / 10,000 as they prescribe.
    """
    limit, stop = most(permutations), permutations == AUTO
    tallies = [_Tally(value) for value in observed]
    drawing = list(range(len(observed)))
    first = 1
    while drawing and first <= limit:
        last = min(first + _BATCH - 1, limit)
        values = statistic(drawing, first, last)
        for column, place in enumerate(drawing):
            tallies[place].add(values[:, column], stop=stop)
        if stop:
            drawing = [place for place in drawing if not tallies[place].enough]
        first = last + 1
    return [tally.chance(stop=stop) for tally in tallies]


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """The q of each p: the smallest false discovery rate at which it would be called a discovery.

    Benjamini and Hochberg, "Controlling the false discovery rate", Journal of the Royal Statistical
    Society B 57 (1995), step-up, in the order given.

    >>> benjamini_hochberg([0.01, 0.04, 0.03, 0.5])
    [0.04, 0.05333333333333334, 0.05333333333333334, 0.5]
    """
    q, least = [0.0] * len(p), 1.0
    for rank, place in zip(
        range(len(p), 0, -1), sorted(range(len(p)), key=lambda n: p[n], reverse=True), strict=True
    ):
        least = min(least, p[place] * len(p) / rank)
        q[place] = least
    return q


class _Tally:
    """The replicates of one statistic so far."""

    def __init__(self, observed: int) -> None:
        self.observed = observed
        self.drawn = self.total = self.above = self.tied = 0
        self.most, self.highest = observed, 1

    @property
    def enough(self) -> bool:
        """Whether ten replicates did as well."""
        return self.above + self.tied >= EXCEEDANCES

    def add(self, values: Ints, *, stop: bool) -> None:
        """Count replicates; with ``stop``, none after the tenth that did as well."""
        if stop:
            hits = np.cumsum(values >= self.observed) + self.above + self.tied
            values = values[: int(np.searchsorted(hits, EXCEEDANCES)) + 1]
        self.drawn += len(values)
        self.total += int(values.sum())
        self.above += int((values > self.observed).sum())
        self.tied += int((values == self.observed).sum())
        if len(values):
            most = max(self.most, int(values.max()))
            kept = self.highest if most == self.most else 0
            self.most, self.highest = most, kept + int((values == most).sum())

    def chance(self, *, stop: bool) -> Chance:
        """What they say."""
        reached = self.above + self.tied
        p = reached / self.drawn if stop and self.enough else (1 + reached) / (1 + self.drawn)
        return Chance(p, self.total / self.drawn, self.drawn, self.above, self.tied, self.highest)
