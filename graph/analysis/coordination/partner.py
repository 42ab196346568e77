"""The null ``partner``, for P: do acts follow meetings with each other, or any meetings at all?

The acts of both stay. The dates of the meetings of the one with everybody exchange among these
meetings within a calendar year, and likewise those of the other: which dates in his diary were
those of the other is left to chance. A busy month of talks followed by a busy month of démarches is
then no sign of anything, for it stays busy in every arrangement.

Meetings that have no place in time (wider than ``within``, lasting, undated) stand in no diary, nor
do those with somebody who does not count at the level. An act and a meeting that one passage tells
together are never near each other: that goes with the date. A meeting of the two stands in both
diaries, and each exchanges for itself: what the one did is set against his own diary.

Replicate r of a diary of n meetings in a year, in the order of their ids, has the order of
:func:`~rapallo.analysis.coordination.draws.orders` for (seed, r, actor, stratum).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rapallo.analysis.coordination.blocks import ENOUGH, arrangements, date_key
from rapallo.analysis.coordination.diaries import Diaries
from rapallo.analysis.coordination.draws import DRAWS, orders
from rapallo.analysis.coordination.happenings import Pair
from rapallo.analysis.coordination.masks import Masks
from rapallo.analysis.coordination.nulls import FEWEST

__all__ = ["PartnerNull"]

Ints = NDArray[np.int64]


class PartnerNull:
    """The arrangements of the null ``partner``; replicate r of a diary is the same in every pair.

    The statistic is P summed over the drawn days: acts on one of the days after a meeting, not on
    the same day.
    """

    scale = DRAWS
    margins = (
        f"at least {FEWEST} datable meetings each, one of them with each other, and an act of one "
        "alone towards a third"
    )

    def __init__(self, diaries: Diaries, seed: int) -> None:
        self._diaries, self._seed = diaries, seed
        self._order = lru_cache(maxsize=4096)(self._drawn)
        self._after = lru_cache(maxsize=4096)(self._hits)

    def pairs(self) -> set[Pair]:
        """The pairs that met on a datable day."""
        return set(self._diaries.met)

    def at_most(self) -> int:
        """How many pairs there are at most."""
        return len(self._diaries.met)

    def some(self) -> Iterator[Pair]:
        """Such pairs, one after another."""
        return iter(self._diaries.met)

    def ineligible(self, pair: Pair) -> str:
        """Why a pair is not in the family."""
        diaries = self._diaries
        if pair not in diaries.met:
            return "no datable meeting with each other"
        for actor in pair:
            if len(diaries.of[actor]) < FEWEST:
                name = diaries.record.who.label(actor)
                return f"too few datable meetings: {name} has {len(diaries.of[actor])}"
        a, b = pair
        alone = diaries.towards_a_third(a, b) or diaries.towards_a_third(b, a)
        return "" if alone else "neither acts alone towards a third"

    def arrangements(self, pair: Pair) -> int:
        """In how many ways the dates can go to meetings with each other and with others."""
        number = 1
        for actor, other in (pair, pair[::-1]):
            if not self._diaries.towards_a_third(actor, other):
                continue
            for meetings in self._diaries.years(actor).values():
                them = [pair in self._diaries.meetings[m].pairs for m in meetings]
                dates = [date_key(self._diaries.meetings[m].when) for m in meetings]
                number *= arrangements(them, dates)
                if number >= ENOUGH:
                    return ENOUGH
        return number

    def observed(self, pairs: Sequence[Pair]) -> Ints:
        """P summed over the drawn days."""
        return np.array([self._diaries.total(pair) for pair in pairs], np.int64)

    def replicates(self, pairs: Sequence[Pair], first: int, last: int) -> Ints:
        """P summed over the drawn days in each arrangement."""
        found = [
            sum(self._followed(*two, pair, first, last) for two in (pair, pair[::-1]))
            for pair in pairs
        ]
        return np.stack(found, axis=1)

    def _followed(self, actor: str, other: str, pair: Pair, first: int, last: int) -> Ints:
        """How many acts of an actor follow meetings with another, in each arrangement."""
        hits = self._after(actor, other)
        found = np.zeros((last - first + 1, len(hits)), np.uint32)
        place = {m: n for n, m in enumerate(self._diaries.of[actor])}
        for year, meetings in self._diaries.years(actor).items():
            mine = [k for k, m in enumerate(meetings) if pair in self._diaries.meetings[m].pairs]
            columns = np.array([place[m] for m in meetings])
            order = self._order(actor, year, first, last, len(meetings)) if mine else None
            for k in mine if order is not None else ():
                found |= hits[:, columns[order[:, k]]].T  # type: ignore[index]
        return np.asarray(np.bitwise_count(found).sum(axis=1, dtype=np.int64))

    def _hits(self, actor: str, other: str) -> Masks:
        return self._diaries.hits(actor, self._diaries.towards_a_third(actor, other))

    def _drawn(self, actor: str, stratum: int, first: int, last: int, n: int) -> Ints:
        return orders(self._seed, actor, stratum, np.arange(first, last + 1), n)
