"""C: the acts of one without the other that have a counterpart among the other's.

Two acts are *counterparts* when they are of one kind and sign, share a matter other than the pair
itself, and are not told in one passage; they are *partners* when they are also close in time. C is
the smaller of the numbers of acts of each with a partner: of ten protests in the week of one
protest by the other, C makes one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from rapallo.analysis.coordination.happenings import ToldAct
from rapallo.dates.when import When

__all__ = ["Counterparts", "Lead", "counterparts", "lead", "partners", "sampled", "smaller"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_MOST = 4_000_000
"""How many gaps are computed at once."""


@dataclass(frozen=True, slots=True)
class Counterparts:
    """Couples of acts of two actors, by their places: ``x`` of the first, ``y`` of the second.

    ``certain``: participants and a shared matter are, and neither act is denied. ``retold`` are the
    couples that would be counterparts but for the passage that tells both.
    """

    x: Ints
    y: Ints
    certain: Bools
    retold: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Lead:
    """Who acted first among possible partners.

    ``gap``: the median of the days from a's act to b's, from the middle of a date to the middle of
    the other; positive where a acts first, None without partners. ``a_first`` and ``b_first`` count
    certain orders, ``same_day`` certain ties, ``open_order`` those that the dates leave open.
    """

    gap: float | None = None
    a_first: int = 0
    b_first: int = 0
    same_day: int = 0
    open_order: int = 0


def counterparts(
    acts: Sequence[ToldAct],
    ours: Collection[int],
    theirs: Collection[int],
    pair: tuple[str, str],
    leave_out: Collection[str],
    around: str | None = None,
) -> Counterparts:
    """The counterparts among acts of the one without the other.

    ``leave_out`` are matters that are the pair itself; ``around`` the only one that counts.
    """
    index: dict[tuple[str, int, str], list[int]] = defaultdict(list)
    for y in theirs:
        for matter in _matters(acts[y], leave_out, around):
            index[acts[y].kind, acts[y].sign, matter].append(y)
    found: list[tuple[int, int, bool]] = []
    retold: list[tuple[int, int]] = []
    for x in ours:
        shared: dict[int, bool] = {}
        for matter, sure in _matters(acts[x], leave_out, around).items():
            for y in index.get((acts[x].kind, acts[x].sign, matter), ()):
                shared[y] = shared.get(y, False) or (sure and acts[y].matters[matter])
        for y, sure in sorted(shared.items()):
            if acts[x].told_with(acts[y]):
                retold.append((x, y))
            else:
                found.append((x, y, sure and _both_certain(acts[x], acts[y], pair)))
    columns = np.array(found, np.int64).reshape(-1, 3)
    return Counterparts(columns[:, 0], columns[:, 1], columns[:, 2] > 0, tuple(retold))


def partners(couples: Counterparts, whens: Sequence[When], days: int) -> tuple[Bools, Bools]:
    """Which counterparts are partners with the dates as told: certainly, and possibly.

    Certainly: the largest possible gap is not too large and neither date doubtful. Possibly: the
    smallest is not.
    """
    dates = np.array([(w.s0, w.e1, w.doubtful) for w in whens], np.int64).reshape(-1, 3)
    (s_x, e_x, q_x), (s_y, e_y, q_y) = dates[couples.x].T, dates[couples.y].T
    possible = np.maximum(s_x - e_y, s_y - e_x) <= days
    certain = np.maximum(e_x - s_y, e_y - s_x) <= days
    return couples.certain & certain & (q_x + q_y == 0), possible


def smaller(x: Ints, y: Ints, hits: Bools) -> Ints:
    """The smaller of the numbers of different x and of different y, in each row of hits.

    >>> smaller(np.array([1, 1, 2]), np.array([7, 8, 8]), np.array([[True, True, False]])).tolist()
    [1]
    """
    return np.minimum(_different(x, hits), _different(y, hits))


def sampled(
    couples: Counterparts, x_slots: Ints, y_slots: Ints, drawn: Ints, inside: Bools, days: int
) -> Ints:
    """C summed over the drawn days, for each arrangement.

    ``x_slots`` and ``y_slots`` give the date slot of each couple's acts, arrangements x couples;
    ``drawn`` the days of each slot, slots x draws; ``inside`` which slots the question is about.
    """
    number, width = x_slots.shape
    step = max(1, _MOST // max(1, width * drawn.shape[1]))
    parts = [
        _sampled(couples, x_slots[at : at + step], y_slots[at : at + step], drawn, inside, days)
        for at in range(0, number, step)
    ]
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def lead(couples: Counterparts, partners: Bools, whens: Sequence[When]) -> Lead:
    """Who acted first, over these partners."""
    both = [
        (whens[x], whens[y])
        for x, y in zip(couples.x[partners].tolist(), couples.y[partners].tolist(), strict=True)
    ]
    if not both:
        return Lead()
    sure = [(a, b) for a, b in both if not (a.doubtful or b.doubtful)]
    a_first = sum(a.e1 < b.s0 for a, b in sure)
    b_first = sum(b.e1 < a.s0 for a, b in sure)
    same = sum(a.s0 == a.e1 == b.s0 == b.e1 for a, b in sure)
    gap = median((b.s0 + b.e1 - a.s0 - a.e1) / 2 for a, b in both)
    return Lead(gap, a_first, b_first, same, len(both) - a_first - b_first - same)


def _matters(act: ToldAct, leave_out: Collection[str], around: str | None) -> Mapping[str, bool]:
    return {
        matter: sure
        for matter, sure in act.matters.items()
        if matter not in leave_out and around in (None, matter)
    }


def _both_certain(x: ToldAct, y: ToldAct, pair: tuple[str, str]) -> bool:
    return x.certain and y.certain and x.agents[pair[0]] and y.agents[pair[1]]


def _sampled(
    couples: Counterparts, x_slots: Ints, y_slots: Ints, drawn: Ints, inside: Bools, days: int
) -> Ints:
    near = np.abs(drawn[x_slots] - drawn[y_slots]) <= days
    near &= (inside[x_slots] & inside[y_slots])[:, :, None]
    arrangements, width, draws = near.shape
    rows = near.transpose(0, 2, 1).reshape(arrangements * draws, width)
    counts = smaller(couples.x, couples.y, rows).reshape(arrangements, draws)
    return np.asarray(counts.sum(axis=1), np.int64)


def _different(places: Ints, hits: Bools) -> Ints:
    """In each row of hits, how many different places are hit."""
    if not len(places):
        return np.zeros(len(hits), np.int64)
    order = np.argsort(places, kind="stable")
    starts = np.flatnonzero(np.diff(places[order], prepend=places[order[0]] - 1))
    return np.asarray(np.logical_or.reduceat(hits[:, order], starts, axis=1).sum(axis=1), np.int64)
