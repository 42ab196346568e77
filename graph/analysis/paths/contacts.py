"""The contacts through which word passes, as columns sorted by day: what the engines go over.

A *possible* contact can be taken on any of its days, from ``first`` to ``last``; one of a set of
dates (``[...]``, ``{...}``) stands once for each stretch of days. A *certain* one must be left for
before ``first`` and has been made by ``last``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rapallo.dates.calendar import BEGINNING, END
from rapallo.dates.when import Extent, When
from rapallo.model.acts import KINDS
from rapallo.projection.columns import OBJECTS, Columns
from rapallo.projection.edges import EventEdge
from rapallo.projection.level import UNKNOWN

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

__all__ = [
    "Contacts",
    "FAR",
    "LONG_AGO",
    "NEVER",
    "conducting",
    "contacts",
    "day_of",
    "edges_at",
]

LONG_AGO, NEVER = -(2**30), 2**30
"""The engines' days without limit. Days beyond (3 million years) count as without limit."""

FAR = 2**31 - 1
"""The engines' day of arrival of whom nothing reaches."""

_MEETING = KINDS.index("met_with")
_ACTOR = OBJECTS.index("actor")


@dataclass(frozen=True, slots=True, eq=False)
class Contacts:
    """Contacts in the order of their first days.

    ``a``, ``b``: actors by number, ``both``: word passes both ways. ``row``: of the columns that
    they were made of. ``loose``: of an event that a chain could take twice to come to somebody whom
    it could not have come to in one step. ``doubtful``: nothing certainly follows.
    """

    actors: int
    a: Array
    b: Array
    both: Array
    first: Array
    last: Array
    row: Array
    event: Array
    loose: Array
    doubtful: Array

    def __len__(self) -> int:
        return len(self.a)


def conducting(columns: Columns) -> Columns:
    """The edges between known actors: treaties, issues and *unknown* pass on nothing."""
    keep = columns.to == _ACTOR
    if UNKNOWN in columns.names:
        unknown = columns.names.index(UNKNOWN)
        keep = keep & (columns.a != unknown) & (columns.b != unknown)
    return columns.take(keep)


def contacts(columns: Columns, *, certain: bool, same_day: bool = False) -> Contacts:
    """The possible contacts, or the certain ones.

    An event of several edges is *loose* unless it joins all from whom word passes in it to all whom
    it reaches: where it does, a second step by it is never better than the first would have been.
    Certain steps never repeat an event but within one day (``same_day``).
    """
    import numpy as np

    rows = np.flatnonzero(columns.certain) if certain else np.arange(len(columns))
    first, last = (_clipped(getattr(columns, name)[rows]) for name in ("s0", "e1"))
    if not certain and columns.sets:
        rows, first, last = _parted(columns, rows, first, last)
    loose = _loose(columns, np.unique(rows))[columns.event[rows]]
    if certain:
        loose = loose & (first == last) if same_day else np.zeros_like(loose)
    order = np.lexsort([rows, last, first])
    rows, first, last, loose = rows[order], first[order], last[order], loose[order]
    return Contacts(
        len(columns.names),
        columns.a[rows],
        columns.b[rows],
        columns.kind[rows] == _MEETING,
        first,
        last,
        rows.astype(np.int32),
        columns.event[rows],
        loose,
        columns.doubtful[rows],
    )


def _clipped(days: Array) -> Array:
    import numpy as np

    return np.clip(days, LONG_AGO, NEVER).astype(np.int32)


def day_of(day: int) -> int:
    """An engine's day as a day of the calendar.

    >>> day_of(NEVER) == END
    True
    """
    return BEGINNING if day <= LONG_AGO else END if day >= NEVER else int(day)


def _parted(columns: Columns, rows: Array, first: Array, last: Array) -> tuple[Array, Array, Array]:
    """A row for each stretch of days of a date that is a set."""
    import numpy as np

    parted = np.isin(columns.event[rows], np.array(list(columns.sets), dtype=np.int32))
    cut = [
        (row, *stretch)
        for row in rows[parted].tolist()
        for stretch in _stretches(columns.sets[int(columns.event[row])])
    ]
    added = np.array(cut, dtype=np.int64).reshape(-1, 3)
    return (
        np.concatenate([rows[~parted], added[:, 0]]),
        np.concatenate([first[~parted], _clipped(added[:, 1])]),
        np.concatenate([last[~parted], _clipped(added[:, 2])]),
    )


def _stretches(when: When) -> Iterator[tuple[int, int]]:
    for part in when.members or (when,):
        yield part.s0, part.e1


def _loose(columns: Columns, rows: Array) -> Array:
    """By event, whether it has a way of two steps between two whom it does not join."""
    import numpy as np

    events = max(len(columns.events), 1)
    sizes = np.bincount(columns.event[rows], minlength=events)
    rows = rows[sizes[columns.event[rows]] > 1]
    event, both = columns.event[rows].astype(np.int64), columns.kind[rows] == _MEETING
    a, b = columns.a[rows], columns.b[rows]
    many = max(len(columns.names), 1)
    left = np.unique(np.concatenate([event * many + a, (event * many + b)[both]]))
    reached = np.unique(np.concatenate([event * many + b, (event * many + a)[both]]))

    def count(keys: Array) -> Array:
        return np.bincount(keys // many, minlength=events)

    pairs = np.bincount(event, weights=1 + both, minlength=events).astype(np.int64)
    twice = count(np.intersect1d(left, reached))
    answer: Array = pairs != count(left) * count(reached) - twice
    return answer


def edges_at(columns: Columns, rows: Iterable[int]) -> list[EventEdge]:
    """Rows as edges again, without their claims."""
    return [_edge(columns, int(row)) for row in rows]


def _edge(columns: Columns, row: int) -> EventEdge:
    event = int(columns.event[row])
    s0, s1, e0, e1 = (int(getattr(columns, name)[row]) for name in ("s0", "s1", "e0", "e1"))
    extent: Extent = "lasting" if columns.lasting[row] else "instant"
    when = When("", s0, s1, e0, e1, extent, bool(columns.doubtful[row]))
    return EventEdge(
        columns.events[event],
        KINDS[columns.kind[row]],
        columns.names[columns.a[row]],
        columns.names[columns.b[row]],
        float(columns.weight[row]),
        bool(columns.certain[row]),
        (),
        columns.sets.get(event, when),
        int(columns.sign[row]),
        bool(columns.joint[row]),
        OBJECTS[columns.to[row]],
    )
