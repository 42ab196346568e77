"""The null ``actor`` for very many pairs: the acts in columns, all pairs of a replicate at once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from rapallo.analysis.coordination.blocks import Block
from rapallo.analysis.coordination.draws import DRAWS, key
from rapallo.analysis.coordination.happenings import Pair
from rapallo.analysis.coordination.ragged import ragged
from rapallo.analysis.coordination.study import Study
from rapallo.analysis.coordination.sweep import Family, Rows, hashed, totals

__all__ = ["Engine", "family", "rows_of"]

Ints = NDArray[np.int64]
Int32s = NDArray[np.int32]

SQUARE = 4_096
"""The most actors whose pairs stand in a square table: of 64 MiB."""


class Engine:
    """Acts in columns, whose C under the null ``actor`` is asked for many pairs at once.

    ``actors`` numbers the actors of ``rows``. The replicates are shared out to the cores. Pairs of
    more than ``square`` actors are looked up in a hash table.
    """

    def __init__(
        self, rows: Rows, actors: Mapping[str, int], within: int, square: int = SQUARE
    ) -> None:
        self.rows, self.actors, self.within, self._square = rows, actors, within, square

    def replicates(self, pairs: Sequence[Pair], first: int, last: int) -> Ints:
        """C summed over the drawn days: replicates x pairs; replicate 0 is the record as told."""
        asked = family(pairs, self.actors, self._square)
        found = np.zeros((last - first + 1, len(pairs)), np.int64)
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
        cuts = np.linspace(first, last + 1, min(cores, len(found)) + 1).astype(int).tolist()

        def some(start: int, end: int) -> None:
            part = found[start - first : end - first]
            totals(self.rows, asked, start, end - 1, self.within, part)

        with ThreadPoolExecutor(len(cuts) - 1) as pool:
            list(pool.map(some, cuts[:-1], cuts[1:]))
        return found


def family(pairs: Sequence[Pair], actors: Mapping[str, int], square: int) -> Family:
    """Pairs in the columns of the kernel, in a hash table where they have more actors than that."""
    coded = np.array([(actors[a], actors[b]) for a, b in pairs], np.int64).reshape(-1, 2)
    members = np.unique(coded)
    of = np.full(len(actors), -1, np.int32)
    of[members] = np.arange(len(members))
    both = of[np.concatenate([coded, coded[:, ::-1]])]
    side = np.concatenate([2 * np.arange(len(pairs)), 2 * np.arange(len(pairs)) + 1])
    if len(members) <= square:
        table = np.full((len(members), len(members)), -1, np.int32)
        table[both[:, 0], both[:, 1]] = side
        return Family(of, table, np.empty(0, np.int64), np.empty(0, np.int32), len(pairs))
    codes, sides = hashed(both.astype(np.int64), side)
    return Family(of, np.empty((0, 0), np.int32), codes, sides, len(pairs))


def rows_of(study: Study, live: NDArray[np.bool_]) -> tuple[Rows, dict[str, int]]:
    """The live acts of a study in columns, and the numbers of their actors."""
    acts, own = study.acts, study.record.own
    names = sorted({a for act in acts for a in act.agents})
    actors = {name: n for n, name in enumerate(names)}
    agents, agents_at = ragged([actors[a] for a in act.agents] for act in acts)
    act_of = np.repeat(np.arange(len(acts)), np.diff(agents_at))
    kept = np.flatnonzero(live[act_of])
    kept = kept[np.lexsort((act_of[kept], agents[kept]))]
    actor, act_of = agents[kept], act_of[kept]
    groups: dict[tuple[str, int, str], int] = {}

    def entries() -> Iterator[list[int]]:
        for number, place in zip(actor.tolist(), act_of.tolist(), strict=True):
            act, name = acts[place], names[number]
            asked = {study.around} if study.around else act.matters.keys()
            matters = sorted((act.matters.keys() & asked) - own((name, name)))
            yield [groups.setdefault((act.kind, act.sign, m), len(groups)) for m in matters]

    passages: dict[object, int] = {}
    told = ragged([passages.setdefault(p, len(passages)) for p in act.told_in] for act in acts)
    return _rows(study, actor, act_of, ragged(entries()), (agents, agents_at), told), actors


def _rows(
    study: Study,
    actor: Ints,
    act_of: Ints,
    entries: tuple[Ints, Ints],
    agents: tuple[Ints, Ints],
    told: tuple[Ints, Ints],
) -> Rows:
    group_of, entry_at = entries
    row_of = np.repeat(np.arange(len(actor)), np.diff(entry_at))
    number = int(group_of.max(initial=-1)) + 1
    grouped = np.argsort(group_of, kind="stable")
    low, spread, offsets = _spread(study.slots.days.astype(np.int32))
    segment_at, keys = _segments(study.blocks, study.seed)
    return Rows(
        actor.astype(np.int32),
        act_of.astype(np.int32),
        study.slots.home[act_of].astype(np.int32),
        entry_at,
        row_of.astype(np.int32),
        group_of.astype(np.int32),
        grouped.astype(np.int32),
        np.searchsorted(group_of[grouped], np.arange(number + 1)),
        agents[0].astype(np.int32),
        agents[1],
        told[0].astype(np.int32),
        told[1],
        low,
        spread,
        offsets,
        study.inside,
        segment_at,
        keys,
        int(offsets.max()),
    )


def _spread(days: Int32s) -> tuple[Int32s, Int32s, Int32s]:
    """The first of the days drawn for each slot, and where the rest of them stand."""
    low = days.min(axis=1, initial=np.iinfo(np.int32).max)
    wide = np.flatnonzero(days.max(axis=1, initial=np.iinfo(np.int32).min) > low)
    offsets = np.zeros((len(wide) + 1, DRAWS + 1), np.int32)
    offsets[1:, :DRAWS] = days[wide] - low[wide, None]
    offsets[1:, DRAWS] = offsets[1:, :DRAWS].max(axis=1, initial=0)
    spread = np.zeros(len(days), np.int32)
    spread[wide] = np.arange(1, len(wide) + 1)
    return low, spread, offsets


def _segments(blocks: Iterable[Block], seed: int) -> tuple[Ints, NDArray[np.uint64]]:
    """Where the blocks of each actor and year begin, and the keys under which they exchange."""
    found = [
        (where, sum(1 for _ in mine))
        for where, mine in groupby(blocks, key=lambda block: (block.actor, block.stratum))
    ]
    at = np.cumsum([0, *(number for _, number in found)])
    keys = [key("arrangement", seed, *where) for where, _ in found]
    return at, np.array(keys, np.uint64)
