"""What each level of each rule weighs, and how the weights were found.

A score is the sum of the weights of what the rules saw, and of the *prior*: log odds to the base
2, in bits, that the two are one person, as Fellegi and Sunter (*A Theory for Record Linkage*, JASA
64, 1969) define the match weight. 0 means even odds; each bit more doubles them: 3 is 8 to 1, -3 is
1 to 8.

Where Fellegi and Sunter estimate each weight alone, as the log of how often a level is seen among
same persons over how often among different ones, which counts evidence twice where rules depend on
each other, the weights here are fitted together by logistic regression on labelled pairs (see
:mod:`rapallo.identity.measure`). The fit is drawn to the weights in column ``prior`` (Gaussian, one
standard deviation :data:`SPREAD` bits), which were set beforehand by judgement, and keeps their
sign, so that what speaks for one person never counts against it. A level that the labelled pairs
never show keeps that weight, and so does a rule of which pairs of one person, or all pairs, show
one level at most: from such pairs nothing can be learnt (nobody stands twice in one file with his
year of birth). Columns ``same`` and ``different`` say how many pairs of either kind showed a level.

A stronger agreement may weigh less than a weaker one: a surname of the same letters +3.2, one that
is the same in sound alone +5.0. A weight is not how alike two names are, but what that tells among
the pairs that blocking lets through. There, same letters are mostly namesakes, fathers and sons
(1,287 pairs of different persons to 1,018 of the same); whose spellings differ and sound alike is
mostly one man in two languages (330 to 1,097). In part that is the labelled set's doing: most of
the latter are its transliterated officials, few of whom share a surname. Held to order in the fit,
both levels come to +4.3, and on aliases and labels precision falls from 0.985 at recall 0.91 to
0.981 at 0.90 (tried before rarity was counted); so they are left as fitted. How common a surname
is stands in a rule of its own (:mod:`rapallo.identity.rarity`): +1.7 where two persons at most bear
it, -1.9 where more than eight do.

Odds hold for pairs as the labelled set has them (candidates among some thousand officials); in
another casebook the order of candidates is what to rely on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import log
from typing import Any, NamedTuple

from rapallo.identity.packaged import packaged
from rapallo.identity.rules import Finding

__all__ = ["PRIOR", "Weight", "Weights", "fit", "probability", "shipped"]

PRIOR = ("prior", "any pair")
SPREAD = 2.0
BIT = log(2)
LOOSE, FIRM = 1 / (SPREAD * BIT) ** 2, 1e6
"""How firmly a fit holds on to a weight that was set beforehand."""


class Weight(NamedTuple):
    """A row of the table: bits set beforehand, bits fitted, pairs that showed the level."""

    rule: str
    level: str
    prior: float
    weight: float
    same: int
    different: int


Weights = Mapping[tuple[str, str], float]


@lru_cache(maxsize=1)
def table() -> tuple[Weight, ...]:
    """The rows of ``weights.csv``."""
    return tuple(
        Weight(
            row["rule"],
            row["level"],
            float(row["prior"]),
            float(row["weight"]),
            int(row["same"]),
            int(row["different"]),
        )
        for row in packaged("weights.csv")
    )


@lru_cache(maxsize=1)
def shipped() -> dict[tuple[str, str], float]:
    """The weights in use, by rule and level.

    >>> shipped()["surname", "same letters"] > shipped()["surname", "nearly the same"]
    True
    """
    return {(row.rule, row.level): row.weight for row in table()}


def probability(bits: float) -> float:
    """The probability of log odds.

    >>> probability(0), probability(3)
    (0.5, 0.8888888888888888)
    """
    return 1 / (1 + 2.0**-bits) if bits > -500 else 0.0


def fit(pairs: Sequence[tuple[Sequence[Finding], bool]]) -> tuple[Weight, ...]:
    """The table fitted to labelled pairs: what rules saw, and whether it is one person.

    Logistic regression by L-BFGS (SciPy), penalised towards the column ``prior``.
    """
    import numpy as np
    from scipy.optimize import minimize

    rows = _counted(pairs)
    place = {(row.rule, row.level): number for number, row in enumerate(rows)}
    seen = np.zeros((len(pairs), len(rows)))
    for number, (found, _) in enumerate(pairs):
        for rule, level, _ in (*found, Finding(*PRIOR, "")):
            seen[number, place[rule, level]] = 1.0
    is_same = np.array([same for _, same in pairs], dtype=float)
    start = np.array([row.prior for row in rows]) * BIT
    learnt = _learnt(rows)
    hold = np.array([LOOSE if row.rule in learnt else FIRM for row in rows])

    def loss(weights: Any) -> tuple[float, Any]:
        margin = seen @ weights
        off = weights - start
        value = np.sum(np.logaddexp(0, margin) - is_same * margin) + np.sum(hold * off**2) / 2
        slope = seen.T @ (1 / (1 + np.exp(-np.clip(margin, -500, 500))) - is_same)
        return float(value), slope + hold * off

    signs = [(0, None) if bits > 0 else (None, 0) if bits < 0 else (None, None) for bits in start]
    options = {"maxiter": 5000}
    best = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=signs, options=options).x / BIT
    return tuple(
        row._replace(weight=round(float(bits), 2) if row.rule in learnt else row.prior)
        for row, bits in zip(rows, best, strict=True)
    )


def _learnt(rows: Iterable[Weight]) -> set[str]:
    """The rules from whose levels something can be learnt: two or more of them are seen, one of
    them in pairs of one person; and the prior."""
    shown: dict[str, list[Weight]] = {}
    for row in rows:
        shown.setdefault(row.rule, []).append(row)
    found = {
        rule
        for rule, levels in shown.items()
        if any(row.same for row in levels) and sum(bool(r.same + r.different) for r in levels) > 1
    }
    return found | {PRIOR[0]}


def _counted(pairs: Sequence[tuple[Sequence[Finding], bool]]) -> list[Weight]:
    """The rows of the table with how many of these pairs show each level."""
    counted: Counter[tuple[bool, str, str]] = Counter()
    for found, same in pairs:
        counted.update((same, rule, level) for rule, level, _ in (*found, Finding(*PRIOR, "")))
    return [
        row._replace(
            same=counted[True, row.rule, row.level], different=counted[False, row.rule, row.level]
        )
        for row in table()
    ]
