"""C: the acts of one without the other that have a counterpart among the other's.

Two acts are *counterparts* when they are of one kind and sign, share a matter other than the pair
itself, and are not told in one passage; they are *partners* when they are also close in time. C is
the smaller of the numbers of acts of each with a partner: of ten protests in the week of one
protest by the other, C makes one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rapallo.analysis.coordination.happenings import ToldAct
from rapallo.dates.when import When

__all__ = ["Counterparts", "Lead", "bounds", "counterparts", "fewest", "lead", "partners"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


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
    """Who acted first among partners.

    ``gap``: the median of the days from a's act to b's over all partners on all drawn days,
    positive where a acts first; never more than the days within which they are partners, and None
    where no draw makes any. Of the possible partners with the dates as told, ``a_first`` and
    ``b_first`` count certain orders and ``same_day`` certain ties; ``open_order`` those that the
    dates leave open. ``a_maybe`` and ``b_maybe`` count those in which the one was possibly first,
    the certain ones among them.
    """

    gap: float | None = None
    a_first: int = 0
    b_first: int = 0
    same_day: int = 0
    open_order: int = 0
    a_maybe: int = 0
    b_maybe: int = 0


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
            if acts[x].retold(acts[y]):
                retold.append((x, y))
            else:
                found.append((x, y, sure and _both_certain(acts[x], acts[y], pair)))
    columns = np.array(found, np.int64).reshape(-1, 3)
    return Counterparts(columns[:, 0], columns[:, 1], columns[:, 2] > 0, tuple(retold))


def bounds(whens: Iterable[When]) -> Ints:
    """First day, last day and doubt of dates: dates x 3."""
    return np.array([(w.s0, w.e1, w.doubtful) for w in whens], np.int64).reshape(-1, 3)


def partners(couples: Counterparts, dates: Ints, days: int) -> tuple[Bools, Bools]:
    """Which counterparts are partners with the dates as told: certainly, and possibly.

    ``dates``: the :func:`bounds` of all acts. Certainly: the largest possible gap is not too large
    and neither date doubtful. Possibly: the smallest is not.
    """
    (s_x, e_x, q_x), (s_y, e_y, q_y) = dates[couples.x].T, dates[couples.y].T
    possible = np.maximum(s_x - e_y, s_y - e_x) <= days
    certain = np.maximum(e_x - s_y, e_y - s_x) <= days
    return couples.certain & certain & (q_x + q_y == 0), possible


def fewest(couples: Counterparts, hits: Bools) -> int:
    """The smaller of the numbers of different x and of different y that are hit."""
    return min(len(np.unique(couples.x[hits])), len(np.unique(couples.y[hits])))


def lead(gaps: Ints, days: int, couples: Sequence[tuple[When, When]]) -> Lead:
    """Who acted first: over the gaps of the drawn days, and over possible partners' dates.

    ``gaps``: days from a's act to b's, of any couples in any draws; only those of partners count.
    """
    near = gaps[np.abs(gaps) <= days]
    sure = [(a, b) for a, b in couples if not (a.doubtful or b.doubtful)]
    a_first = sum(a.e1 < b.s0 for a, b in sure)
    b_first = sum(b.e1 < a.s0 for a, b in sure)
    same = sum(a.s0 == a.e1 == b.s0 == b.e1 for a, b in sure)
    return Lead(
        float(np.median(near)) if near.size else None,
        a_first,
        b_first,
        same,
        len(couples) - a_first - b_first - same,
        sum(a.s0 < b.e1 for a, b in couples),
        sum(b.s0 < a.e1 for a, b in couples),
    )


def _matters(act: ToldAct, leave_out: Collection[str], around: str | None) -> Mapping[str, bool]:
    return {
        matter: sure
        for matter, sure in act.matters.items()
        if matter not in leave_out and around in (None, matter)
    }


def _both_certain(x: ToldAct, y: ToldAct, pair: tuple[str, str]) -> bool:
    return x.certain and y.certain and x.agents.get(pair[0], False) and y.agents.get(pair[1], False)
