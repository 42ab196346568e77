"""One question about coordination: the acts it asks about, their dates, C of a pair and its p."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from rapallo.analysis.coordination.blocks import (
    ENOUGH,
    Block,
    arrangements,
    blocks,
    datable,
    date_key,
)
from rapallo.analysis.coordination.happenings import Pair, ToldAct
from rapallo.analysis.coordination.matches import (
    Counterparts,
    Lead,
    counterparts,
    lead,
    partners,
    sampled,
    smaller,
)
from rapallo.analysis.coordination.nulls import ActorNull, Slots
from rapallo.analysis.coordination.record import Record
from rapallo.analysis.significance import Chance, chance
from rapallo.dates.compare import Certainty

__all__ = ["FEWEST", "Closeness", "Study"]

FEWEST = 3
"""With fewer datable blocks of either a pair is not in the family of tests."""

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
    """The datable acts of a record, arranged for the null ``actor``.

    An act is *live* when it is one of those asked about and has, or can exchange for, a date in the
    time asked about. Live acts and the margins of the family are the same in every arrangement.
    """

    def __init__(self, record: Record, days: int, seed: int, around: str | None = None) -> None:
        self.record, self.days, self._around = record, days, around
        self.acts = tuple(act for act in record.acts if datable(act.when, days))
        self.blocks = blocks(self.acts)
        self._slots = Slots(self.acts, self.blocks, seed)
        self._null = ActorNull(self._slots, self.blocks, seed)
        inside = [record.inside(when) for when in self._slots.whens]
        self._inside = np.array([answer > Certainty.NO for answer in inside], np.bool_)
        self._surely_inside = np.array([a is Certainty.CERTAINLY for a in inside], np.bool_)
        self._live = self._live_acts()
        self._of: dict[str, list[int]] = defaultdict(list)
        for place in np.flatnonzero(self._live).tolist():
            for actor in self.acts[place].agents:
                self._of[actor].append(place)
        self._blocks_of: dict[str, list[Block]] = defaultdict(list)
        for block in self.blocks:
            self._blocks_of[block.actor].append(block)

    def pairs(self) -> Iterator[Pair]:
        """The pairs of actors that may be paired and share a matter, in order."""
        actors: dict[str, set[str]] = defaultdict(set)
        for actor, places in self._of.items():
            if self.record.paired(actor):
                for place in places:
                    for matter in self.acts[place].matters:
                        actors[matter].add(actor)
        yield from sorted({p for found in actors.values() for p in combinations(sorted(found), 2)})

    def apart(self, actor: str, other: str) -> list[int]:
        """The live acts of an actor without another, by their places."""
        return [place for place in self._of.get(actor, ()) if other not in self.acts[place].agents]

    def couples(self, pair: Pair) -> Counterparts:
        """The counterparts among the acts of two actors."""
        a, b = pair
        ours, theirs = self.apart(a, b), self.apart(b, a)
        own = self.record.own(pair)
        return counterparts(self.acts, ours, theirs, pair, own, self._around)

    def closeness(self, couples: Counterparts) -> Closeness:
        """C with the dates as told."""
        home, whens = self._slots.home, [act.when for act in self.acts]
        x, y = home[couples.x], home[couples.y]
        certain, possible = partners(couples, whens, self.days)
        possible &= self._inside[x] & self._inside[y]
        certain &= self._surely_inside[x] & self._surely_inside[y]
        both = np.unique(np.concatenate([couples.x[possible], couples.y[possible]]))
        return Closeness(
            int(smaller(couples.x, couples.y, certain[None, :])[0]),
            int(smaller(couples.x, couples.y, possible[None, :])[0]),
            int(self._sampled(couples, x[None, :], y[None, :])[0]),
            lead(couples, possible, whens),
            tuple(self.acts[place] for place in both.tolist()),
            tuple(self._near(couples.retold)),
        )

    def ineligible(self, pair: Pair) -> str:
        """Why the margins of a pair keep it out of the family of tests; empty where they do not.

        The margins are what no arrangement changes.
        """
        for actor in pair:
            number = sum(map(self._counts, self._blocks_of.get(actor, ())))
            if number < FEWEST:
                name = self.record.who.label(actor)
                return f"too few datable blocks: {name} has {number}"
        a, b = pair
        ours, theirs = (self._matters(self.apart(*two), pair) for two in ((a, b), (b, a)))
        return "" if ours & theirs else "no matter is shared"

    def arrangements(self, pair: Pair) -> int:
        """How many distinct arrangements of the dates of two actors exist, counted up to ENOUGH."""
        number = 1
        for actor in pair:
            strata: dict[int, list[Block]] = defaultdict(list)
            for block in self._blocks_of.get(actor, ()):
                strata[block.stratum].append(block)
            for found in strata.values():
                dates = [date_key(block.when) for block in found]
                number *= arrangements([self._kind(block) for block in found], dates)
                if number >= ENOUGH:
                    return ENOUGH
        return number

    def chance(
        self, pair: Pair, couples: Counterparts, total: int, permutations: int | str
    ) -> Chance:
        """p of C and what chance makes of it (its mean, summed over the drawn days)."""
        a, b = pair

        def replicates(first: int, last: int) -> Ints:
            x = self._null.arranged(a, couples.x, first, last)
            y = self._null.arranged(b, couples.y, first, last)
            return self._sampled(couples, x, y)

        return chance(total, replicates, permutations)

    def _sampled(self, couples: Counterparts, x: Ints, y: Ints) -> Ints:
        return sampled(couples, x, y, self._slots.days, self._inside, self.days)

    def _live_acts(self) -> NDArray[np.bool_]:
        live = self._inside[self._slots.home].copy()
        strata: dict[tuple[str, int], list[Block]] = defaultdict(list)
        for block in self.blocks:
            strata[block.actor, block.stratum].append(block)
        for found in strata.values():
            places = [place for block in found for place in block.acts]
            live[places] = live[places].any()
        live &= np.array([act.id in self.record.chosen for act in self.acts], np.bool_)
        return live

    def _counts(self, block: Block) -> bool:
        return bool(self._live[list(block.acts)].any())

    def _kind(self, block: Block) -> tuple[object, ...]:
        """What a block is but for its date; acts that are not asked about are all alike."""
        kinds = [
            (act.kind, act.sign, tuple(sorted(act.matters)))
            for place, act in ((place, self.acts[place]) for place in block.acts)
            if self._live[place]
        ]
        return tuple(sorted(kinds))

    def _matters(self, places: list[int], pair: Pair) -> set[str]:
        found = {matter for place in places for matter in self.acts[place].matters}
        found -= self.record.own(pair)
        return found & {self._around} if self._around else found

    def _near(self, couples: tuple[tuple[int, int], ...]) -> Iterator[tuple[ToldAct, ToldAct]]:
        for x, y in couples:
            a, b = self.acts[x], self.acts[y]
            gap = max(a.when.s0 - b.when.e1, b.when.s0 - a.when.e1)
            if gap <= self.days and self.record.asked(a) and self.record.asked(b):
                yield a, b
