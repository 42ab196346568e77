"""What chance means: how dates are rearranged when nobody coordinated with anybody.

``actor``: the acts of several agents stay where they are. The blocks of each actor
(:mod:`~rapallo.analysis.coordination.blocks`) exchange their dates, doubt and all, within a
calendar year. What each actor did, on which matters, when he acted at all and how his acts come in
bursts stay as they are; what goes is only which of his acts fell on which of his dates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rapallo.analysis.coordination.blocks import Block
from rapallo.analysis.coordination.draws import DRAWS, days, orders
from rapallo.analysis.coordination.happenings import ToldAct
from rapallo.dates.when import When
from rapallo.errors import BadOption

__all__ = ["NULLS", "ActorNull", "Slots", "check_null"]

NULLS = ("actor",)
"""The nulls by name, the default first."""

Ints = NDArray[np.int64]


def check_null(name: str) -> None:
    """Raise :class:`~rapallo.errors.BadOption` where there is no such null."""
    if name not in NULLS:
        raise BadOption(f"--null {name}: there is no such null; there are {', '.join(NULLS)}")


class Slots:
    """The dates that acts have: one for each block, one for each other act.

    ``home`` is the slot of each act as told. ``days`` are the days drawn for each slot, slots x
    draws: the same for the record and for every arrangement, so that the test stays exact.
    """

    def __init__(self, acts: Sequence[ToldAct], blocks: Sequence[Block], seed: int) -> None:
        self.home = np.full(len(acts), -1, np.int64)
        named = [(block.id, block.when) for block in blocks]
        for slot, block in enumerate(blocks):
            self.home[list(block.acts)] = slot
        for place in np.flatnonzero(self.home < 0).tolist():
            self.home[place] = len(named)
            named.append((acts[place].id, acts[place].when))
        self.whens = tuple(when for _, when in named)
        drawn = [days(seed, name, _possible_days(when)) for name, when in named]
        self.days = np.array(drawn, np.int64).reshape(-1, DRAWS)


class ActorNull:
    """The arrangements of the null ``actor``; replicate r of an actor is the same in every pair."""

    def __init__(self, slots: Slots, blocks: Sequence[Block], seed: int) -> None:
        self._slots, self._seed = slots, seed
        self._strata: dict[str, dict[int, list[tuple[int, Block]]]] = defaultdict(dict)
        for slot, block in enumerate(blocks):
            self._strata[block.actor].setdefault(block.stratum, []).append((slot, block))
        self._order = lru_cache(maxsize=1024)(self._drawn)

    def arranged(self, actor: str, acts: Ints, first: int, last: int) -> Ints:
        """The slots of an actor's acts in replicates first to last: replicates x acts."""
        found = np.tile(self._slots.home[acts], (last - first + 1, 1))
        for stratum, blocks in self._strata.get(actor, {}).items():
            slots = np.array([slot for slot, _ in blocks])
            place = {act: k for k, (_, block) in enumerate(blocks) for act in block.acts}
            moved = [column for column, act in enumerate(acts.tolist()) if act in place]
            if moved:
                order = self._order(actor, stratum, first, last, len(blocks))
                found[:, moved] = slots[order[:, [place[int(acts[c])] for c in moved]]]
        return found

    def _drawn(self, actor: str, stratum: int, first: int, last: int, n: int) -> Ints:
        return orders(self._seed, actor, stratum, np.arange(first, last + 1), n)


def _possible_days(when: When) -> Ints:
    """The days that an instant may be, in order."""
    ranges = [np.arange(m.s0, m.e1 + 1) for m in when.members or (when,)]
    return np.unique(np.concatenate(ranges))
