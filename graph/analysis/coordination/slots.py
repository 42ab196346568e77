"""The dates that acts have, and the days drawn for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from rapallo.analysis.coordination.blocks import Block
from rapallo.analysis.coordination.draws import DRAWS, days
from rapallo.analysis.coordination.happenings import ToldAct
from rapallo.dates.when import When

__all__ = ["Slots", "drawn_days"]

Days = NDArray[np.int32]


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
        self.days = drawn_days(named, seed)


def drawn_days(named: Iterable[tuple[str, When]], seed: int) -> Days:
    """The days drawn for these dates, each under the id of its slot: slots x draws.

    Of a known day whatever is drawn is that day.
    """
    slots = list(named)
    first = np.array([when.s0 for _, when in slots], np.int32)
    found = np.repeat(first[:, None], DRAWS, axis=1)
    for place, (name, when) in enumerate(slots):
        if when.s0 != when.e1:
            ranges = [np.arange(m.s0, m.e1 + 1) for m in when.members or (when,)]
            found[place] = days(seed, name, np.unique(np.concatenate(ranges)))
    return found
