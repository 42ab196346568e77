"""Everybody's datable meetings, the days drawn for them, and the acts that come after: P."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rapallo.analysis.coordination.aftermath import Aftermath, aftermath
from rapallo.analysis.coordination.blocks import datable
from rapallo.analysis.coordination.happenings import Pair
from rapallo.analysis.coordination.masks import Masks, after
from rapallo.analysis.coordination.matches import bounds
from rapallo.analysis.coordination.slots import drawn_days
from rapallo.analysis.coordination.study import Study
from rapallo.dates.calendar import civil
from rapallo.dates.compare import Certainty

__all__ = ["Diaries"]

Ints = NDArray[np.int64]


class Diaries:
    """The datable meetings of a record by who was possibly there, in the order of their ids.

    ``met``: those of each pair; ``of``: those of each actor with anybody; both as places in
    ``meetings``.
    """

    def __init__(self, study: Study) -> None:
        self.study, self.record = study, study.record
        found = [m for m in self.record.meetings if m.pairs and datable(m.when, study.days)]
        self.meetings = tuple(sorted(found, key=lambda meeting: meeting.id))
        self.days = drawn_days(((m.id, m.when) for m in self.meetings), study.seed)
        self._dates = bounds(m.when for m in self.meetings)
        self.met: dict[Pair, list[int]] = defaultdict(list)
        self.of: dict[str, list[int]] = defaultdict(list)
        for place, meeting in enumerate(self.meetings):
            for pair in meeting.pairs:
                if all(map(self.record.paired, pair)):
                    self.met[pair].append(place)
            for actor in sorted({actor for pair in meeting.pairs for actor in pair}):
                self.of[actor].append(place)

    def years(self, actor: str) -> dict[int, list[int]]:
        """The meetings of an actor by calendar year."""
        found: dict[int, list[int]] = defaultdict(list)
        for place in self.of[actor]:
            when = self.meetings[place].when
            found[civil((when.s0 + when.e1) // 2)[0]].append(place)
        return found

    def towards_a_third(self, actor: str, other: str) -> list[int]:
        """The acts asked about of an actor, without the other, on anything but the two."""
        own = self.record.own((actor, other))
        acts = self.study.acts
        return [p for p in self.study.apart(actor, other) if acts[p].matters.keys() - own]

    def soon(self, actor: str, other: str, met: Sequence[int]) -> list[int]:
        """Of these acts those that possibly came in the days after one of some meetings."""
        places = np.array(self.study.of(actor), np.int64)
        first, last, _ = self.study.dates[places].T
        when = self._dates[list(met)]
        after = (last[:, None] >= when[:, 0]) & (first[:, None] - when[:, 1] <= self.study.days)
        own = self.record.own((actor, other))
        acts = self.study.acts
        return [
            place
            for place in places[after.any(axis=1)].tolist()
            if other not in acts[place].agents and acts[place].matters.keys() - own
        ]

    def hits(self, actor: str, acts: Sequence[int], met: Sequence[int] | None = None) -> Masks:
        """Which draws put acts on the days after meetings (of the actor's diary): acts by them."""
        meetings = self.of[actor] if met is None else met
        slots = self.study.slots
        found = after(
            self.days[list(meetings)], slots.days[slots.home[list(acts)]], self.study.days
        )
        for column, row in np.argwhere(found).tolist():
            if self.study.acts[acts[row]].retold(self.meetings[meetings[column]]):
                found[column, row] = 0
        return found.T

    def total(self, pair: Pair) -> int:
        """P summed over the drawn days."""
        met = self.met.get(pair, [])
        if not met:
            return 0
        each = [
            self.hits(actor, self.soon(actor, other, met), met)
            for actor, other in (pair, pair[::-1])
        ]
        hit = [np.bitwise_or.reduce(masks, axis=1) for masks in each]
        return int(sum(np.bitwise_count(masks).sum(dtype=np.int64) for masks in hit))

    def aftermath(self, pair: Pair) -> Aftermath:
        """P of a pair with the dates as told, and over the drawn days."""
        met = self.met.get(pair, [])
        if not met:
            return Aftermath()
        a, b = pair
        places = sorted({*self.soon(a, b, met), *self.soon(b, a, met)})
        acts = [self.study.acts[place] for place in places]
        asked = [(act, self.record.inside(act.when) is Certainty.CERTAINLY) for act in acts]
        meetings = [self.meetings[place] for place in met]
        own = self.record.own(pair)
        return aftermath(pair, asked, meetings, own, self.study.days, self.total(pair))
