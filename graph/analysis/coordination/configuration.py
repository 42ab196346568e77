"""The null ``configuration``, for J: do the sources put the two together more than any two?

The table of actors by acts is rearranged by exchanges that keep its margins: every actor stands in
as many acts of a calendar year (that of the middle of the date), every side of an act has as many
agents. What goes is who stood beside whom. Nobody is put onto an act on himself (by diplomat, on a
state that he served), or twice into one act. Doubt stays at its place: who is put where a ``?``
stands is possible there.

As told stay: acts without a bounded date, places that say ``{A/B}``, agents whose state is not
known, acts whose claims differ on who acted with whom, and agents of acts on themselves. What of J
they make is the same in every arrangement.

The replicates are those of Besag and Clifford ("Generalized Monte Carlo significance tests",
Biometrika 76, 1989): a walk from the record leads to a hub, and from the hub each replicate walks
for itself. Record and replicates are then equally likely ends of a walk from the hub, so that p is
exact however long the walks are; they take 10 steps for each entry of the table, as is usual
(Milo et al., "On the uniform generation of random graphs with prescribed degree sequences", 2003).

The words of the walk to the hub are those of ``key("hub", seed, stratum)`` at 0, 1, ...; those of
replicate r are those of ``word(key("configuration", seed, stratum), r)``. Of each word the high and
the low 32 bits, times the number of entries that exchange, divided by 2**32, are the two entries of
a step; entries stand in the order of act, side and actor.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rapallo.analysis.coordination.blocks import ENOUGH
from rapallo.analysis.coordination.draws import key, words
from rapallo.analysis.coordination.happenings import Pair, ToldAct
from rapallo.analysis.coordination.nulls import FEWEST
from rapallo.analysis.coordination.record import Record
from rapallo.analysis.coordination.tables import Table, joint, joints, signatures, walk
from rapallo.dates.calendar import civil
from rapallo.projection.level import UNKNOWN

__all__ = ["ConfigurationNull", "sides"]

STEPS = 10
"""How many steps a walk takes for each entry that exchanges."""

LOOKED_AT = 200
"""In so many replicates distinct arrangements are looked for."""

Ints = NDArray[np.int64]


class _Stratum(NamedTuple):
    """A year's table; ``asked`` by act, ``live`` by entry (in a joint act asked about)."""

    year: int
    table: Table
    hub: Ints
    asked: NDArray[np.bool_]
    live: NDArray[np.bool_]


class ConfigurationNull:
    """The arrangements of the null ``configuration``; a replicate is the same for every pair.

    The statistic is J as the table shows it: possible pairs count.
    """

    scale = 1
    margins = (
        f"at least {FEWEST} acts each in years in which joint acts are told, one year in common"
    )

    def __init__(self, record: Record, seed: int) -> None:
        self._record, self._seed = record, seed
        self._told: dict[Pair, int] = defaultdict(int)
        for act in record.acts:
            for pair in act.pairs if record.asked(act) else ():
                self._told[pair] += 1
        names = sorted({actor for act in record.acts for actor in act.agents})
        self._number = {name: number for number, name in enumerate(names)}
        self._strata = [self._stratum(year, acts) for year, acts in sorted(_years(record).items())]
        self._strata = [stratum for stratum in self._strata if stratum.live.any()]
        self._years = self._acts_in_years()
        self._seen: NDArray[np.uint64] | None = None

    def pairs(self) -> set[Pair]:
        """The pairs of actors with acts enough."""
        return set(self.some())

    def at_most(self) -> int:
        """How many pairs there are at most."""
        busy = len(self._busy())
        return busy * (busy - 1) // 2

    def some(self) -> Iterator[Pair]:
        """Such pairs, one after another."""
        twos = combinations(sorted(self._busy()), 2)
        return (pair for pair in twos if not self.ineligible(pair))

    def _busy(self) -> list[str]:
        return [a for a in self._years if self._record.paired(a) and self._acts(a) >= FEWEST]

    def ineligible(self, pair: Pair) -> str:
        """Why a pair is not in the family."""
        for actor in pair:
            if self._acts(actor) < FEWEST:
                name = self._record.who.label(actor)
                return f"too few acts in years of joint acts: {name} has {self._acts(actor)}"
        a, b = pair
        return "" if self._years[a].keys() & self._years[b].keys() else "no year is shared"

    def arrangements(self, pair: Pair) -> int:
        """In how many ways the two are seen to stand in the joint acts asked about.

        They are looked for in 200 replicates of fixed number, however many are drawn for p.
        """
        if self._seen is None:
            self._seen = self._signatures()
        a, b = (self._seen[:, self._number[actor]] for actor in pair)
        return min(ENOUGH, len(np.unique(a + b * np.uint64(0x9E3779B97F4A7C15))))

    def observed(self, pairs: Sequence[Pair]) -> Ints:
        """J."""
        return np.array([self._told[pair] for pair in pairs], np.int64)

    def replicates(self, pairs: Sequence[Pair], first: int, last: int) -> Ints:
        """J in each arrangement."""
        n = len(self._number)
        codes = np.array([self._number[a] * n + self._number[b] for a, b in pairs], np.int64)
        order = np.argsort(codes)
        found = np.zeros((last - first + 1, len(pairs)), np.int64)
        told = np.zeros(len(pairs), np.int64)
        for stratum in self._strata:
            base, steps = self._walks(stratum, first, last)
            table, asked = stratum.table, stratum.asked
            joint(table.actor, table, asked, codes[order], n, told)
            joints(stratum.hub, table, base, steps, asked, codes[order], n, found)
        back = np.argsort(order)
        rest = np.array([self._told[pair] for pair in pairs], np.int64) - told[back]
        return found[:, back] + rest

    def _walks(self, stratum: _Stratum, first: int, last: int) -> tuple[NDArray[np.uint64], int]:
        """The keys of replicates in a stratum, and the steps of each."""
        base = words(key("configuration", self._seed, stratum.year), np.arange(first, last + 1))
        return base, STEPS * len(stratum.table.moving)

    def _signatures(self) -> NDArray[np.uint64]:
        """By replicate and actor a word that tells in which joint acts asked about he stands."""
        found = np.zeros((LOOKED_AT, len(self._number)), np.uint64)
        for stratum in self._strata:
            base, steps = self._walks(stratum, 1, LOOKED_AT)
            salt = np.uint64(key("side", stratum.year))
            signatures(stratum.hub, stratum.table, base, steps, stratum.live, salt, found)
        return found

    def _stratum(self, year: int, acts: Sequence[ToldAct]) -> _Stratum:
        table = self._table(acts)
        base = np.uint64(key("hub", self._seed, year))
        hub = walk(table.actor, table, base, STEPS * len(table.moving))
        asked = np.array([self._record.asked(act) for act in acts], np.bool_)
        sizes = np.bincount(table.side, minlength=1)[table.side]
        return _Stratum(year, table, hub, asked, asked[table.act] & (sizes > 1))

    def _table(self, acts: Sequence[ToldAct]) -> Table:
        entries = [
            (self._number[actor], place, side, self._moves(actor, act))
            for place, act in enumerate(acts)
            for side, found in enumerate(sides(act) or ())
            for actor in found
        ]
        actor, act_of, side, moves = np.array(entries, np.int64).reshape(-1, 4).T.copy()
        _, numbered = np.unique(act_of * (side.max(initial=0) + 1) + side, return_inverse=True)
        things: dict[str, int] = {}
        matter, matter_at = _lists([act.matters for act in acts], things)
        own, own_at = _lists([self._record.own((a, a)) for a in self._number], things)
        return Table(
            actor,
            act_of,
            np.searchsorted(act_of, np.arange(len(acts) + 1)),
            numbered.astype(np.int64),
            np.flatnonzero(moves),
            matter,
            matter_at,
            own,
            own_at,
        )

    def _moves(self, actor: str, act: ToldAct) -> bool:
        return not self._record.own((actor, actor)) & act.matters.keys()

    def _acts_in_years(self) -> dict[str, dict[int, int]]:
        """By actor the years with joint acts asked about, and his entries that exchange in them."""
        names = list(self._number)
        found: dict[str, dict[int, int]] = defaultdict(dict)
        for stratum in self._strata:
            there = np.bincount(stratum.table.actor[stratum.table.moving])
            for number in np.flatnonzero(there).tolist():
                found[names[number]][stratum.year] = int(there[number])
        return found

    def _acts(self, actor: str) -> int:
        return sum(self._years.get(actor, {}).values())


def sides(act: ToldAct) -> list[list[str]] | None:
    """The agents of an act by side, in order; None where who stood with whom is not so simple.

    An act is simple where all who stand with one and the same stand with each other.
    """
    beside: dict[str, set[str]] = {actor: {actor} for actor in act.agents if actor != UNKNOWN}
    for a, b in act.pairs:
        beside[a].add(b)
        beside[b].add(a)
    if any(beside[other] != found for found in beside.values() for other in found):
        return None
    return [list(found) for found in sorted({tuple(sorted(found)) for found in beside.values()})]


def _years(record: Record) -> Mapping[int, list[ToldAct]]:
    """The acts that can be rearranged, by id, in each calendar year."""
    found: dict[int, list[ToldAct]] = defaultdict(list)
    for act in record.acts:
        if act.when.bounded and sides(act):
            found[civil((act.when.s0 + act.when.e1) // 2)[0]].append(act)
    return found


def _lists(named: Sequence[object], things: dict[str, int]) -> tuple[Ints, Ints]:
    """Lists of names as numbers one after another, and where each begins (and the last ends)."""
    found = [[things.setdefault(n, len(things)) for n in sorted(names)] for names in named]  # type: ignore[call-overload]
    at = np.cumsum([0, *map(len, found)])
    return np.array([number for names in found for number in names], np.int64), at
