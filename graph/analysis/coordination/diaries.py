"""Everybody's datable meetings, the days drawn for them, and the acts that come after: P."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rapallo.analysis.coordination.aftermath import Aftermath, aftermath
from rapallo.analysis.coordination.blocks import datable
from rapallo.analysis.coordination.happenings import Occasion, Pair
from rapallo.analysis.coordination.masks import Masks, after, packed
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
        self._sorted: dict[str, tuple[Ints, Ints]] = {}
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

    def soon(self, actor: str, other: str, met: Sequence[int]) -> tuple[Ints, Ints]:
        """The acts of an actor without another that possibly came in the days after a meeting.

        Couples of places, of acts towards a third and of meetings, act by act.
        """
        acts, own, days = self.study.acts, self.record.own((actor, other)), self.study.days
        places, first = self._by_day(actor)
        found = []
        for m in met:
            start, end, _ = self._dates[m].tolist()
            # No datable act is wider than the days.
            low, high = np.searchsorted(first, (start - days, end + days + 1))
            near = places[low:high]
            for place in near[self.study.dates[near, 1] >= start].tolist():
                if other not in acts[place].agents and acts[place].matters.keys() - own:
                    found.append((place, m))
        x, y = np.array(sorted(found), np.int64).reshape(-1, 2).T
        return x, y

    def _by_day(self, actor: str) -> tuple[Ints, Ints]:
        """The acts asked about of an actor by their first days, and these."""
        if actor not in self._sorted:
            places = np.array(self.study.of(actor), np.int64)
            first = self.study.dates[places, 0]
            order = np.argsort(first, kind="stable")
            self._sorted[actor] = places[order], first[order]
        return self._sorted[actor]

    def hits(self, actor: str, acts: Sequence[int]) -> Masks:
        """Which draws put acts on the days after the meetings of an actor: acts by meetings."""
        meetings = self.of[actor]
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
        return self._total(self.soon(*pair, met), self.soon(*pair[::-1], met))

    def _total(self, *couples: tuple[Ints, Ints]) -> int:
        total = 0
        for acts, met in couples:
            gap = self.study.slots.days[self.study.slots.home[acts]] - self.days[met]
            masks = packed((gap > 0) & (gap <= self.study.days))
            for n in np.flatnonzero(masks).tolist():
                if self.study.acts[acts[n]].retold(self.meetings[met[n]]):
                    masks[n] = 0
            starts = np.flatnonzero(np.diff(acts, prepend=-1))
            hit = np.bitwise_or.reduceat(masks, starts) if len(starts) else masks
            total += int(np.bitwise_count(hit).sum(dtype=np.int64))
        return total

    def aftermath(self, pair: Pair) -> Aftermath:
        """P of a pair with the dates as told, and over the drawn days."""
        met = self.met.get(pair, [])
        if not met:
            return Aftermath()
        a, b = pair
        ours, theirs = self.soon(a, b, met), self.soon(b, a, met)
        followed: dict[int, list[Occasion]] = defaultdict(list)
        for places, meetings in (ours, theirs):
            for place, m in zip(places.tolist(), meetings.tolist(), strict=True):
                followed[place].append(self.meetings[m])
        found = [(self.study.acts[place], followed[place]) for place in sorted(followed)]
        acts = [(act, self.record.inside(act.when) is Certainty.CERTAINLY, m) for act, m in found]
        own, total = self.record.own(pair), self._total(ours, theirs)
        return aftermath(pair, acts, own, self.study.days, total)
