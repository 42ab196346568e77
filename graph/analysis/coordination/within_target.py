"""The null ``within-target``, for C: did they act together, or did all merely react to the crisis?

Dates, matters and kinds of all acts stay as they are, and so do the acts of several agents. What
exchanges is who acted: the actors of the blocks that are on the same sets of matters in the same
calendar year. An actor is never put onto an act whose matters hold himself (or, by diplomat, a
state that he served): such acts stay with the actors who are told. So every actor keeps the number
of blocks he has on these matters in that year, every crisis keeps its acts, and what goes is only
whether two actors were next to each other in it more than any two were.

It cannot see coordination among all who acted on a matter, for there is nobody left to compare
with; and where the actors of a matter each have their own season it finds p too large.

Replicate r of a group of n blocks, in the order of their ids, depends only on (seed, r, stratum,
matters): block k takes the actor of block ``order[k]``, where ``order`` sorts 0 ... n-1 by
``word(base, k)`` and ``base = word(key("within-target", seed, stratum, matters), r)``; ``matters``
are the sets in order, joined by U+001D, the names in each by U+001E.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rapallo.analysis.coordination.blocks import ENOUGH, Block, arrangements, date_key
from rapallo.analysis.coordination.draws import DRAWS, key, shuffles
from rapallo.analysis.coordination.happenings import Pair
from rapallo.analysis.coordination.masks import Masks, smaller
from rapallo.analysis.coordination.matches import Counterparts
from rapallo.analysis.coordination.nulls import FEWEST
from rapallo.analysis.coordination.sharing import Sharing
from rapallo.analysis.coordination.study import Study

__all__ = ["Group", "WithinTargetNull"]

Ints = NDArray[np.int64]

_MOST = 4_000_000
"""How many masks are computed at once."""


class Group:
    """The blocks on the same sets of matters in one year, by id, whose actors exchange."""

    def __init__(self, stratum: int, matters: str, blocks: Sequence[Block], live: bool) -> None:
        self.stratum, self.matters, self.live = stratum, matters, live
        self.blocks = tuple(sorted(blocks, key=lambda block: block.id))
        self.actors = [block.actor for block in self.blocks]


class WithinTargetNull(Sharing):
    """The arrangements of the null ``within-target``; replicate r is the same for every pair.

    A group is *live* when one of its acts is asked about: any of its actors can have that act.
    """

    scale = DRAWS
    margins = f"at least {FEWEST} datable blocks each among acts asked about and a shared matter"

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        self._groups = self._grouped()
        self._held: dict[str, list[int]] = defaultdict(list)
        for number, group in enumerate(self._groups):
            for actor in sorted(set(group.actors)):
                self._held[actor].append(number)
        moving = {place for g in self._groups for b in g.blocks for place in b.acts}
        asked = np.flatnonzero(study.asked).tolist()
        self._fixed = study.by_agent([place for place in asked if place not in moving])
        self._order = lru_cache(maxsize=4096)(self._drawn)
        self._couples = lru_cache(maxsize=1024)(self._near_couples)

    def _actors(self) -> set[str]:
        return {*self._held, *self._fixed}

    def _number(self, actor: str) -> int:
        groups = [self._groups[number] for number in self._held.get(actor, ())]
        return sum(group.actors.count(actor) for group in groups if group.live)

    def arrangements(self, pair: Pair) -> int:
        """In how many ways the two can have the dates of the acts on these matters."""
        number = 1
        for place in {*self._held.get(pair[0], ()), *self._held.get(pair[1], ())}:
            group = self._groups[place]
            if group.live:
                who = [actor if actor in pair else "" for actor in group.actors]
                number *= arrangements([self._kind(block) for block in group.blocks], who)
            if number >= ENOUGH:
                return ENOUGH
        return number

    def observed(self, pairs: Sequence[Pair]) -> Ints:
        """C summed over the drawn days."""
        return np.asarray(self.replicates(pairs, 0, 0)[0], np.int64)

    def replicates(self, pairs: Sequence[Pair], first: int, last: int) -> Ints:
        """C summed over the drawn days in each arrangement; replicate 0 is the record as told."""
        return np.stack([self._rearranged(pair, first, last) for pair in pairs], axis=1)

    def _rearranged(self, pair: Pair, first: int, last: int) -> Ints:
        couples, masks = self._couples(pair)
        step = max(1, _MOST // max(1, len(masks)))
        parts = []
        for start in range(first, last + 1, step):
            end = min(start + step - 1, last)
            x, y = (
                self._holds(actor, places, start, end)
                for actor, places in zip(pair, (couples.x, couples.y), strict=True)
            )
            parts.append(smaller(np.where(x & y, masks, np.uint32(0)), couples.x, couples.y))
        return np.concatenate(parts)

    def _holds(self, actor: str, acts: Ints, first: int, last: int) -> NDArray[np.bool_]:
        """Whether an actor has these acts in replicates first to last: replicates x acts."""
        found = np.zeros((last - first + 1, len(acts)), np.bool_)
        fixed = set(self._fixed.get(actor, ()))
        found[:, [place in fixed for place in acts.tolist()]] = True
        for number in self._held.get(actor, ()):
            group = self._groups[number]
            block_of = {act: k for k, block in enumerate(group.blocks) for act in block.acts}
            columns = [c for c, place in enumerate(acts.tolist()) if place in block_of]
            if columns:
                mine = np.array([name == actor for name in group.actors])
                taken = mine[self._order(number, first, last)]
                found[:, columns] = taken[:, [block_of[int(acts[c])] for c in columns]]
        return found

    def _drawn(self, number: int, first: int, last: int) -> Ints:
        group = self._groups[number]
        base = key("within-target", self._study.seed, group.stratum, group.matters)
        order = shuffles(base, np.arange(first, last + 1), len(group.blocks))
        if first == 0:
            order[0] = np.arange(len(group.blocks))
        return order

    def _near_couples(self, pair: Pair) -> tuple[Counterparts, Masks]:
        """The counterparts that any arrangement can make of the two, where some draw is near."""
        a, b = pair
        couples = self._study.couples(pair, self._possible(a, b), self._possible(b, a))
        masks = self._study.near_draws(couples)
        near = masks > 0
        kept = Counterparts(couples.x[near], couples.y[near], couples.certain[near], ())
        return kept, masks[near]

    def _possible(self, actor: str, other: str) -> list[int]:
        """The acts asked about that an actor has, without the other, in some arrangement."""
        acts, asked = self._study.acts, self._study.asked
        places = {p for p in self._fixed.get(actor, ()) if other not in acts[p].agents}
        for number in self._held.get(actor, ()):
            places |= {p for block in self._groups[number].blocks for p in block.acts if asked[p]}
        return sorted(places)

    def _grouped(self) -> list[Group]:
        found: dict[tuple[int, str], list[Block]] = defaultdict(list)
        for block in self._study.blocks:
            sets = {frozenset(self._study.acts[place].matters) for place in block.acts}
            own = self._study.record.own((block.actor, block.actor))
            if not own & frozenset().union(*sets):
                named = sorted("\x1e".join(sorted(matters)) for matters in sets)
                found[block.stratum, "\x1d".join(named)].append(block)
        return [
            Group(*where, blocks, any(self._study.asked[p] for b in blocks for p in b.acts))
            for where, blocks in sorted(found.items())
        ]

    def _kind(self, block: Block) -> object:
        """What a block is to the statistic; acts that are not asked about are all alike."""
        acts = [self._study.acts[place] for place in block.acts if self._study.asked[place]]
        kinds = sorted((act.kind, act.sign, tuple(sorted(act.matters))) for act in acts)
        return (tuple(kinds), date_key(block.when)) if kinds else None

    def _matters(self, actor: str, other: str) -> set[str]:
        acts = self._study.acts
        fixed = [p for p in self._fixed.get(actor, ()) if other not in acts[p].agents]
        groups = [self._groups[number] for number in self._held.get(actor, ())]
        moving = [p for g in groups if g.live for block in g.blocks for p in block.acts]
        return {matter for place in (*fixed, *moving) for matter in acts[place].matters}
