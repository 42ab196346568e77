"""One question about coordination: the acts it asks about, their dates, and C of a pair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rapallo.analysis.coordination.blocks import Block, blocks, datable
from rapallo.analysis.coordination.happenings import Pair, ToldAct
from rapallo.analysis.coordination.masks import Masks, near, packed, smaller
from rapallo.analysis.coordination.matches import (
    Counterparts,
    Lead,
    bounds,
    counterparts,
    fewest,
    lead,
    partners,
)
from rapallo.analysis.coordination.nearby import Nearby
from rapallo.analysis.coordination.record import Record
from rapallo.analysis.coordination.slots import Slots
from rapallo.dates.compare import Certainty

__all__ = ["Closeness", "Study"]

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Closeness:
    """C of a pair: certain and possible as counts, ``total`` summed over the drawn days.

    ``acts`` are those with a possible partner, ``retold`` the possible partners that one passage
    tells together.
    """

    certain: int
    possible: int
    total: int
    lead: Lead
    acts: tuple[ToldAct, ...]
    retold: tuple[tuple[ToldAct, ToldAct], ...]


class Study:
    """The datable acts of a record, the blocks that exchange, and the days drawn for their dates.

    ``dates``: first day, last day and doubt of each act. ``inside``: which date slots are possibly
    in the time asked about. ``asked``: which acts are among those asked about with the dates as
    told. ``around``: the one matter that counts.
    """

    def __init__(self, record: Record, days: int, seed: int, around: str | None = None) -> None:
        self.record, self.days, self.seed, self.around = record, days, seed, around
        self.acts = tuple(act for act in record.acts if datable(act.when, days))
        self.blocks = blocks(self.acts)
        self.slots = Slots(self.acts, self.blocks, seed)
        self.dates = bounds(act.when for act in self.acts)
        inside = [record.inside(when) for when in self.slots.whens]
        self.inside = np.array([answer > Certainty.NO for answer in inside], np.bool_)
        self._surely_inside = np.array([a is Certainty.CERTAINLY for a in inside], np.bool_)
        self.chosen = np.array([act.id in record.chosen for act in self.acts], np.bool_)
        self.asked = self.chosen & self.inside[self.slots.home]
        self._of = self.by_agent(np.flatnonzero(self.asked).tolist())
        self.blocks_of: dict[str, list[Block]] = defaultdict(list)
        for block in self.blocks:
            self.blocks_of[block.actor].append(block)

    def by_agent(self, places: Sequence[int]) -> dict[str, list[int]]:
        """The acts at these places by agent."""
        found: dict[str, list[int]] = defaultdict(list)
        for place in places:
            for actor in self.acts[place].agents:
                found[actor].append(place)
        return found

    def of(self, actor: str) -> list[int]:
        """The acts asked about of an actor, by their places."""
        return self._of.get(actor, [])

    def apart(self, actor: str, other: str) -> list[int]:
        """The acts asked about of an actor without another, by their places."""
        return [place for place in self.of(actor) if other not in self.acts[place].agents]

    def couples(self, pair: Pair, ours: Sequence[int], theirs: Sequence[int]) -> Counterparts:
        """The counterparts among acts of two actors."""
        own = self.record.own(pair)
        return counterparts(self.acts, ours, theirs, pair, own, self.around)

    def masks(self, x: Ints, y: Ints) -> Masks:
        """Which draws make partners of slots, if both are in the time asked about: x by y."""
        found = near(self.slots.days[x], self.slots.days[y], self.days)
        found[~self.inside[x]] = 0
        found[:, ~self.inside[y]] = 0
        return found

    def near_draws(self, couples: Counterparts) -> Masks:
        """The draws in which each couple is near, with the dates as told."""
        return packed(np.abs(self._gaps(couples)) <= self.days)

    def total(self, couples: Counterparts) -> int:
        """C with the dates as told, summed over the drawn days."""
        masks = self.near_draws(couples)
        home = self.slots.home
        masks[~(self.inside[home[couples.x]] & self.inside[home[couples.y]])] = 0
        return int(smaller(masks[None, :], couples.x, couples.y)[0])

    def pairs(self) -> Iterable[Pair]:
        """The pairs with possible partners, or that have them but for the passage."""
        return self._nearby.pairs()

    def closeness(self, pair: Pair) -> Closeness:
        """C with the dates as told."""
        couples = self.couples(pair, *self._nearby.of(pair))
        home = self.slots.home
        certain, possible = partners(couples, self.dates, self.days)
        certain &= self._surely_inside[home[couples.x]] & self._surely_inside[home[couples.y]]
        x, y = couples.x[possible], couples.y[possible]
        both = [
            (self.acts[m].when, self.acts[n].when)
            for m, n in zip(x.tolist(), y.tolist(), strict=True)
        ]
        return Closeness(
            fewest(couples, certain),
            fewest(couples, possible),
            self.total(couples),
            lead(self._gaps(couples)[possible], self.days, both),
            tuple(self.acts[place] for place in np.unique(np.concatenate([x, y])).tolist()),
            tuple(self._near(couples.retold)),
        )

    @cached_property
    def _nearby(self) -> Nearby:
        """By pair the acts of each that have a counterpart of the other possibly near."""
        places = np.flatnonzero(self.asked).tolist()
        return Nearby(self.record, self.acts, places, self.dates, self.days, self.around)

    def _gaps(self, couples: Counterparts) -> Ints:
        """The days from each first to each second act: couples x draws."""
        days, home = self.slots.days, self.slots.home
        return days[home[couples.y]] - days[home[couples.x]]

    def _near(self, couples: tuple[tuple[int, int], ...]) -> Iterator[tuple[ToldAct, ToldAct]]:
        for x, y in couples:
            a, b = self.acts[x], self.acts[y]
            gap = max(a.when.s0 - b.when.e1, b.when.s0 - a.when.e1)
            if gap <= self.days:
                yield a, b
