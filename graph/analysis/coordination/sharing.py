"""The family of a null of C: the pairs with blocks enough each, and a matter in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from functools import cached_property
from itertools import combinations
from math import comb

from rapallo.analysis.coordination.happenings import Pair
from rapallo.analysis.coordination.nulls import FEWEST
from rapallo.analysis.coordination.study import Study

__all__ = ["Sharing"]


class Sharing(ABC):
    """Which pairs are in the family, from what a null says of each actor.

    The answers follow from the margins, so they are the same in every arrangement.
    """

    def __init__(self, study: Study) -> None:
        self._study = study
        self._quick: dict[str, frozenset[str]] = {}

    @abstractmethod
    def _actors(self) -> Iterable[str]:
        """All who have an act asked about in some arrangement."""

    @abstractmethod
    def _number(self, actor: str) -> int:
        """How many blocks an actor has where some act is asked about."""

    @abstractmethod
    def _matters(self, actor: str, other: str) -> Set[str]:
        """The matters of the acts that an actor has without another; of all, without nobody."""

    def pairs(self) -> set[Pair]:
        """The pairs of actors that may be paired, have blocks enough and a matter in common."""
        return set(self.some())

    def at_most(self) -> int:
        """How many pairs there are at most."""
        everybody = frozenset().union(*self._companies)
        return min(comb(len(everybody), 2), sum(comb(len(each), 2) for each in self._companies))

    def some(self) -> Iterator[Pair]:
        """Such pairs, one after another, some more than once."""
        for actors in self._companies:
            yield from combinations(sorted(actors), 2)

    def ineligible(self, pair: Pair) -> str:
        """Why a pair is not in the family."""
        for actor in pair:
            number = self._number(actor)
            if number < FEWEST:
                name = self._study.record.who.label(actor)
                return f"too few datable blocks: {name} has {number}"
        a, b = pair
        own, around = self._study.record.own(pair), self._study.around
        for matters in (self._alone, self._matters):
            shared = (matters(a, b) & matters(b, a)) - own
            if shared and (around is None or around in shared):
                return ""
        return "no matter is shared"

    def _alone(self, actor: str, other: str) -> Set[str]:
        """Some of the matters of the acts that an actor has without whomever, quickly found."""
        if actor not in self._quick:
            acts = self._study.acts
            self._quick[actor] = frozenset(
                matter
                for place in self._study.of(actor)
                if len(acts[place].agents) == 1
                for matter in acts[place].matters
            )
        return self._quick[actor]

    @cached_property
    def _companies(self) -> set[frozenset[str]]:
        """The actors with blocks enough on each matter, each such set once."""
        found: dict[str, set[str]] = defaultdict(set)
        for actor in self._actors():
            if self._study.record.paired(actor) and self._number(actor) >= FEWEST:
                for matter in self._matters(actor, ""):
                    found[matter].add(actor)
        return {frozenset(actors) for actors in found.values()}
