"""The null ``actor``, for C: did their acts fall together by more than each one's own calendar?

The acts of several agents stay where they are. The blocks of each actor
(:mod:`~rapallo.analysis.coordination.blocks`) exchange their dates, doubt and all, within a
calendar year. What each actor did, on which matters, when he acted at all and how his acts come in
bursts stay as they are; what goes is only which of his acts fell on which of his dates.

It is no answer where everybody reacts to one event: dates then fall together by themselves, and p
is too small (``rapallo calibrate`` shows by how much). ``within-target`` is for that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rapallo.analysis.coordination.blocks import ENOUGH, Block, arrangements, date_key
from rapallo.analysis.coordination.draws import DRAWS, orders
from rapallo.analysis.coordination.happenings import Pair
from rapallo.analysis.coordination.masks import smaller
from rapallo.analysis.coordination.matches import Counterparts
from rapallo.analysis.coordination.nulls import FEWEST
from rapallo.analysis.coordination.sharing import Sharing
from rapallo.analysis.coordination.study import Study

if TYPE_CHECKING:
    from rapallo.analysis.coordination.engine import Engine

__all__ = ["ActorNull", "LARGE"]

LARGE = 100_000
"""Pairs times acts from which the acts are put into columns."""

Ints = NDArray[np.int64]


class ActorNull(Sharing):
    """The arrangements of the null ``actor``; replicate r of an actor is the same in every pair.

    An act is *live* when it is one of those asked about and has, or can exchange for, a date in the
    time asked about. Live acts and the margins of the family are the same in every arrangement.
    """

    scale = DRAWS
    margins = f"at least {FEWEST} datable blocks each and a shared matter"

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        self._strata: dict[str, dict[int, list[tuple[int, Block]]]] = defaultdict(dict)
        for slot, block in enumerate(study.blocks):
            self._strata[block.actor].setdefault(block.stratum, []).append((slot, block))
        self._live = self._live_acts()
        self._engine: Engine | None = None
        self._numbers: dict[str, int] = {}
        self._of = study.by_agent(np.flatnonzero(self._live).tolist())
        self._order = lru_cache(maxsize=4096)(self._drawn)
        self._couples = lru_cache(maxsize=4096)(self._found)

    def _actors(self) -> Iterable[str]:
        return self._of

    def _number(self, actor: str) -> int:
        if actor not in self._numbers:
            blocks = self._study.blocks_of.get(actor, ())
            self._numbers[actor] = sum(map(self._counts, blocks))
        return self._numbers[actor]

    def arrangements(self, pair: Pair) -> int:
        """How many distinct arrangements of the dates of two actors exist."""
        number = 1
        for actor in pair:
            for blocks in self._strata.get(actor, {}).values():
                dates = [date_key(block.when) for _, block in blocks]
                number *= arrangements([self._kind(block) for _, block in blocks], dates)
                if number >= ENOUGH:
                    return ENOUGH
        return number

    def observed(self, pairs: Sequence[Pair]) -> Ints:
        """C summed over the drawn days."""
        if self._large(pairs):
            return np.asarray(self.engine().replicates(pairs, 0, 0)[0], np.int64)
        return np.array([self._study.closeness(pair).total for pair in pairs], np.int64)

    def replicates(self, pairs: Sequence[Pair], first: int, last: int) -> Ints:
        """C summed over the drawn days in each arrangement."""
        if self._large(pairs):
            return self.engine().replicates(pairs, first, last)
        found = [self._rearranged(pair, self._couples(pair), first, last) for pair in pairs]
        return np.stack(found, axis=1)

    def _large(self, pairs: Sequence[Pair]) -> bool:
        return len(pairs) * len(self._study.acts) >= LARGE

    def engine(self) -> Engine:
        """The same acts in columns, for very many pairs: slow to start, and then fast."""
        if self._engine is None:
            from rapallo.analysis.coordination.engine import Engine, rows_of

            self._engine = Engine(*rows_of(self._study, self._live), self._study.days)
        return self._engine

    def arranged(self, actor: str, acts: Ints, first: int, last: int) -> Ints:
        """The slots of an actor's acts in replicates first to last: replicates x acts."""
        found = np.tile(self._study.slots.home[acts], (last - first + 1, 1))
        for stratum, blocks in self._strata.get(actor, {}).items():
            slots = np.array([slot for slot, _ in blocks])
            place = {act: k for k, (_, block) in enumerate(blocks) for act in block.acts}
            moved = [column for column, act in enumerate(acts.tolist()) if act in place]
            if moved:
                order = self._order(actor, stratum, first, last, len(blocks))
                found[:, moved] = slots[order[:, [place[int(acts[c])] for c in moved]]]
        return found

    def _rearranged(self, pair: Pair, couples: Counterparts, first: int, last: int) -> Ints:
        (ours, x), (theirs, y) = (
            np.unique(places, return_inverse=True) for places in (couples.x, couples.y)
        )
        x_slots = self.arranged(pair[0], ours, first, last)
        y_slots = self.arranged(pair[1], theirs, first, last)
        (rows, x_at), (columns, y_at) = self._used(x_slots), self._used(y_slots)
        table = self._study.masks(rows, columns)
        masks = table[x_at[:, x], y_at[:, y]]
        return smaller(masks, couples.x, couples.y)

    def _used(self, slots: Ints) -> tuple[Ints, Ints]:
        """The slots that occur, in order, and the place of each among them."""
        there = np.zeros(len(self._study.slots.whens), np.bool_)
        there[slots] = True
        return np.flatnonzero(there), (np.cumsum(there) - 1)[slots]

    def _drawn(self, actor: str, stratum: int, first: int, last: int, n: int) -> Ints:
        return orders(self._study.seed, actor, stratum, np.arange(first, last + 1), n)

    def _found(self, pair: Pair) -> Counterparts:
        a, b = pair
        return self._study.couples(pair, self._apart(a, b), self._apart(b, a))

    def _apart(self, actor: str, other: str) -> list[int]:
        acts = self._study.acts
        return [place for place in self._of.get(actor, ()) if other not in acts[place].agents]

    def _live_acts(self) -> NDArray[np.bool_]:
        live = self._study.inside[self._study.slots.home].copy()
        for strata in self._strata.values():
            for found in strata.values():
                places = [place for _, block in found for place in block.acts]
                live[places] = live[places].any()
        return np.asarray(live & self._study.chosen, np.bool_)

    def _counts(self, block: Block) -> bool:
        return bool(self._live[list(block.acts)].any())

    def _kind(self, block: Block) -> tuple[object, ...]:
        """What a block is but for its date; acts that are not asked about are all alike."""
        kinds = [
            (act.kind, act.sign, tuple(sorted(act.matters)))
            for place, act in ((place, self._study.acts[place]) for place in block.acts)
            if self._live[place]
        ]
        return tuple(sorted(kinds))

    def _matters(self, actor: str, other: str) -> set[str]:
        places = self._apart(actor, other)
        return {matter for place in places for matter in self._study.acts[place].matters}
