"""What chance means: the nulls by name, and what each of them can be asked.

================  ====  =============================================================
``actor``         C     each actor's own dates exchange within a year
``within-target`` C     who acted on the same matters in the same year exchanges
``configuration`` J     who acted in the same year exchanges, and everybody acts as often
``partner``       P     the dates of each actor's meetings exchange within a year
================  ====  =============================================================

Each holds fixed what its module says, and is asked one column: a small p of one says nothing about
the others. All draw their arrangements by keys (:mod:`~rapallo.analysis.coordination.draws`), so
that every engine draws the same, and in all of them the record as told is as likely as any of its
arrangements if the null is true: p is exact whatever the statistic (Besag and Clifford,
"Generalized Monte Carlo significance tests", Biometrika 76, 1989).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rapallo.analysis.coordination.happenings import Pair
from rapallo.errors import BadOption

__all__ = ["CAVEATS", "FEWEST", "NULLS", "Null", "SAID", "TESTED", "check_null"]

FEWEST = 3
"""With fewer datable blocks (acts, meetings) of either a pair is not in the family of tests."""

TESTED = {"actor": "C", "within-target": "C", "configuration": "J", "partner": "P"}
"""The column that each null tests, the default first."""

NULLS = tuple(TESTED)

SAID = {
    "actor": "each actor's own dates exchanged within a year",
    "within-target": "the actors of acts on the same matters exchanged within a year",
    "configuration": "the agents of acts exchanged within a year, everybody acting as often",
    "partner": "the dates of each actor's own meetings exchanged within a year",
}
"""What each null rearranges, in words."""

CAVEATS = {
    "actor": "A small p of C says that acts fell together, not why: a crisis to which all reacted, "
    "or an author who tells joint acts, makes it small too, and often (`rapallo calibrate`); "
    "--null within-target allows for crises.",
    "within-target": "A small p of C says that the two acted closer in time than others who acted "
    "on the same matters that year; an author who tells joint acts makes it small too.",
    "configuration": "J is tested as it is possibly told (J_possible); where J_certain lies below "
    "what is expected, p holds only if the doubtful participants were there.",
    "partner": "P is rarely found even where it is planted (`rapallo calibrate`, power): a large p "
    "is no sign that nothing followed.",
}
"""What a small or large p of each null does not say."""

Ints = NDArray[np.int64]


class Null(Protocol):
    """A way to rearrange the record, and the statistic that it tests.

    ``scale``: the statistic is the column of the table times this, a whole number.
    ``margins``: the rule of the family, in words.
    """

    scale: int
    margins: str

    def pairs(self) -> Collection[Pair]:
        """The pairs that may be in the family."""

    def at_most(self) -> int:
        """How many pairs may be in the family at most, without finding them."""

    def some(self) -> Iterator[Pair]:
        """Such pairs, one after another, some perhaps more than once."""

    def ineligible(self, pair: Pair) -> str:
        """Why the margins of a pair keep it out of the family of tests; empty where they do not.

        The margins are what no arrangement changes.
        """

    def arrangements(self, pair: Pair) -> int:
        """How many distinct arrangements the statistic of a pair can tell apart, up to ENOUGH."""

    def observed(self, pairs: Sequence[Pair]) -> Ints:
        """The statistic of each pair in the record as told."""

    def replicates(self, pairs: Sequence[Pair], first: int, last: int) -> Ints:
        """The statistics in replicates first to last, both counted: replicates x pairs."""


def check_null(name: str) -> None:
    """Raise :class:`~rapallo.errors.BadOption` where there is no such null."""
    if name not in NULLS:
        raise BadOption(f"--null {name}: there is no such null; there are {', '.join(NULLS)}")
