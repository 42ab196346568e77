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

__all__ = ["AUTO", "MOST", "Chance", "benjamini_hochberg", "check_permutations", "chance", "most"]

AUTO = "auto"
EXCEEDANCES = 10
MOST = 9_999
"""How many replicates ``auto`` draws at most."""

_BATCH = 250

Statistic = Callable[[int, int], NDArray[np.int64]]
"""The statistic in replicates first to last, both counted."""


class Chance(NamedTuple):
    """p, the mean of the statistic under the null, and how many replicates were drawn for them."""

    p: float
    mean: float
    replicates: int


def check_permutations(permutations: int | str) -> None:
    """Raise :class:`~rapallo.errors.BadOption` unless it is a number from 1 on, or ``auto``."""
    if permutations != AUTO and (not isinstance(permutations, int) or permutations < 1):
        raise BadOption(f"--permutations {permutations}: it is a number from 1 on, or auto")


def most(permutations: int | str) -> int:
    """How many replicates may be drawn."""
    return permutations if isinstance(permutations, int) else MOST


def chance(observed: int, statistic: Statistic, permutations: int | str) -> Chance:
    """How often chance does as well, one-sided.

    ``auto`` stops at the tenth replicate that does, with p = 10 / (how many were drawn): Besag and
    Clifford, "Sequential Monte Carlo p-values", Biometrika 78 (1991). Without ten among 9,999 it is
    (1 + g) / 10,000 as they prescribe.
    """
    limit, stop = most(permutations), permutations == AUTO
    reached, total, drawn = 0, 0, 0
    while drawn < limit:
        values = statistic(drawn + 1, min(drawn + _BATCH, limit))
        hits = np.cumsum(values >= observed) + reached
        if stop and hits[-1] >= EXCEEDANCES:
            last = int(np.searchsorted(hits, EXCEEDANCES)) + 1
            drawn, total = drawn + last, total + int(values[:last].sum())
            return Chance(EXCEEDANCES / drawn, total / drawn, drawn)
        reached, total, drawn = int(hits[-1]), total + int(values.sum()), drawn + len(values)
    return Chance((1 + reached) / (1 + drawn), total / drawn, drawn)


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
