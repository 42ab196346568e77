"""By pair, the acts of each that have a counterpart of the other possibly near.

One sweep over the acts of one kind and sign on each matter, in order of time
(:mod:`~rapallo.analysis.coordination.windows`): the work grows with what is near, not with the
pairs. What is found is kept as sorted numbers, a few bytes an act of a pair, since in a large
record an act is near to those of very many others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rapallo.analysis.coordination.happenings import Pair, ToldAct
from rapallo.analysis.coordination.ragged import ragged
from rapallo.analysis.coordination.record import Record
from rapallo.analysis.coordination.windows import near_couples

__all__ = ["Nearby"]

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

ROOM = 2**16
"""About how many couples of acts are looked at at a time."""


class _Rows(NamedTuple):
    """Acts in columns: a row for each matter of an act; ``alone`` its one agent, or -1 of several.

    ``agents`` of acts begin for each act where ``agents_at`` says; ``acting`` are the same as
    sorted codes, act x actors + actor. ``own``: what actors are themselves among the so many
    ``matters``, as sorted codes, actor x matters + matter. ``paired``: who may be in a pair.
    """

    group: Ints
    matter: Ints
    place: Ints
    alone: Ints
    first: Ints
    last: Ints
    agents: Ints
    agents_at: Ints
    acting: Ints
    own: Ints
    matters: int
    paired: Bools


class Nearby:
    """What is possibly near among the acts at ``places`` of a record, at most ``days`` apart.

    ``dates``: first day, last day and doubt of each act. ``around``: the one matter that counts.
    """

    def __init__(
        self,
        record: Record,
        acts: Sequence[ToldAct],
        places: Sequence[int],
        dates: Ints,
        days: int,
        around: str | None,
    ) -> None:
        self._names = sorted({actor for place in places for actor in acts[place].agents})
        self._number = {name: n for n, name in enumerate(self._names)}
        self._size = max(len(acts), 1)
        codes = _codes(_rows(record, acts, places, dates, self._number, around), self._size, days)
        self._pairs, begin = np.unique(codes // (2 * self._size), return_index=True)
        self._begin = np.append(begin, len(codes))
        self._acts = (codes % (2 * self._size)).astype(np.int32)

    def pairs(self) -> Iterator[Pair]:
        """The pairs with such acts."""
        for code in self._pairs.tolist():
            yield self._names[code // len(self._names)], self._names[code % len(self._names)]

    def of(self, pair: Pair) -> tuple[list[int], list[int]]:
        """The places of such acts of the one and of the other, in order."""
        a, b = (self._number.get(actor, -1) for actor in pair)
        code = a * len(self._names) + b
        at = int(np.searchsorted(self._pairs, code))
        if min(a, b) < 0 or at == len(self._pairs) or self._pairs[at] != code:
            return [], []
        found = self._acts[self._begin[at] : self._begin[at + 1]]
        cut = int(np.searchsorted(found, self._size))
        return found[:cut].tolist(), (found[cut:] - self._size).tolist()


def _rows(
    record: Record,
    acts: Sequence[ToldAct],
    places: Sequence[int],
    dates: Ints,
    number: Mapping[str, int],
    around: str | None,
) -> _Rows:
    groups: dict[tuple[str, int, str], int] = {}
    matters: dict[str, int] = {}
    chosen = (acts[place] for place in places)
    group, at = ragged(
        [
            groups.setdefault((act.kind, act.sign, matter), len(groups))
            for matter in act.matters
            if around in (None, matter)
        ]
        for act in chosen
    )
    of_group = [matters.setdefault(matter, len(matters)) for _, _, matter in groups]
    place = np.repeat(np.array(places, np.int64), np.diff(at))
    agents, agents_at = ragged([number[a] for a in act.agents if a in number] for act in acts)
    act_of = np.repeat(np.arange(len(acts)), np.diff(agents_at))
    alone, single = np.full(len(acts), -1), np.flatnonzero(np.diff(agents_at) == 1)
    alone[single] = agents[agents_at[single]]
    own = [
        number[name] * len(matters) + matters[matter]
        for name in number
        for matter in record.own((name, name))
        if matter in matters
    ]
    return _Rows(
        group,
        np.array(of_group, np.int64)[group],
        place,
        alone[place],
        dates[place, 0],
        dates[place, 1],
        agents,
        agents_at,
        np.sort(act_of * len(number) + agents),
        np.sort(np.array(own, np.int64)),
        len(matters),
        np.array([record.paired(name) for name in number], np.bool_),
    )


def _codes(rows: _Rows, acts: int, days: int) -> Ints:
    """``((a x actors + b) x 2 + side) x acts + place``, sorted: every act of a pair, once."""
    found, new, size = np.empty(0, np.int64), list[Ints](), 0
    for x, y in near_couples(rows.group, rows.alone, rows.first, rows.last, days, ROOM):
        new.append(np.unique(_of_couples(rows, x, y, acts)))
        size += len(new[-1])
        if size > len(found):  # each code is merged a few times, not with every portion
            found, new, size = np.unique(np.concatenate([found, *new])), [], 0
    return np.unique(np.concatenate([found, *new]))


def _of_couples(rows: _Rows, x: Ints, y: Ints, acts: int) -> Ints:
    """The codes of both acts of couples, for each agent of the one with each of the other."""
    size = len(rows.paired)
    ours, theirs = (np.diff(rows.agents_at)[rows.place[each]] for each in (x, y))
    many = ours * theirs
    couple = np.repeat(np.arange(len(x)), many)
    nth = np.arange(len(couple)) - np.repeat(np.cumsum(many) - many, many)
    one, other = rows.place[x][couple], rows.place[y][couple]
    a = rows.agents[rows.agents_at[one] + nth // theirs[couple]]
    b = rows.agents[rows.agents_at[other] + nth % theirs[couple]]
    matter = rows.matter[x][couple]
    kept = rows.paired[a] & rows.paired[b]
    for actor, act in ((a, other), (b, one)):
        kept &= ~_in(rows.acting, act * size + actor)
        kept &= ~_in(rows.own, actor * rows.matters + matter)
    a, b, one, other = a[kept], b[kept], one[kept], other[kept]
    low, high = np.minimum(a, b), np.maximum(a, b)
    pair = 2 * (low * size + high)
    swapped = a > b
    return np.concatenate([(pair + swapped) * acts + one, (pair + ~swapped) * acts + other])


def _in(sorted_codes: Ints, asked: Ints) -> Bools:
    """Whether each code asked about is there."""
    if not len(sorted_codes):
        return np.zeros(len(asked), np.bool_)
    at = np.minimum(np.searchsorted(sorted_codes, asked), len(sorted_codes) - 1)
    return np.asarray(sorted_codes[at] == asked)
