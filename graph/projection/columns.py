"""The edges of events as columns: one row an edge, names and events as numbers.

What :func:`~rapallo.projection.edges.event_edges` gives as objects, for engines that go over a
million of them. The rows stand in the same order: by event, then by pair. The numbers of names and
events follow their alphabetical order, so that the same edges give the same columns whichever way
they came: from edges (:meth:`Columns.of`), or straight from a casebook without an object a claim
(:func:`~rapallo.projection.scan.scan`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, get_args

from rapallo.dates.when import When
from rapallo.model.acts import KINDS
from rapallo.projection.edges import EventEdge, Object

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

__all__ = ["COLUMNS", "Columns", "OBJECTS"]

OBJECTS: tuple[Object, ...] = get_args(Object)
"""What the numbers in ``to`` mean."""

COLUMNS = {
    "a": "int32",
    "b": "int32",
    "kind": "int8",
    "event": "int32",
    "s0": "int64",
    "s1": "int64",
    "e0": "int64",
    "e1": "int64",
    "lasting": "bool",
    "doubtful": "bool",
    "certain": "bool",
    "weight": "float64",
    "sign": "int8",
    "joint": "bool",
    "to": "int8",
}
"""The columns with their types."""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Edges as columns of equal length, and what their numbers mean.

    ``a``, ``b``: places in ``names``; ``event`` in ``events``; ``kind`` in
    :data:`~rapallo.model.acts.KINDS`; ``to`` (what ``b`` is) in :data:`OBJECTS`. ``s0``, ``s1``,
    ``e0``, ``e1``: the days of the date, as :class:`~rapallo.dates.when.When` has them; ``sets``
    holds the dates that are sets (``[...]``, ``{...}``) by event, of which the days are only the
    outer bounds. The other columns are as in :class:`~rapallo.projection.edges.EventEdge`; its
    claims are not here, and :func:`~rapallo.projection.scan.edges_of` looks up those of a few
    events.

    >>> from rapallo.dates.edtf import parse
    >>> edge = EventEdge("e1", "met_with", "aralov", "chernykh", 1.0, True, ("c1",),
    ...                  parse("1926-03-05"), 0)
    >>> columns = Columns.of([edge])
    >>> columns.names, columns.b.tolist(), columns.s0.tolist(), len(columns)
    (('aralov', 'chernykh'), [1], [-16008], 1)
    """

    names: tuple[str, ...]
    events: Sequence[str]
    sets: Mapping[int, When]
    a: Array
    b: Array
    kind: Array
    event: Array
    s0: Array
    s1: Array
    e0: Array
    e1: Array
    lasting: Array
    doubtful: Array
    certain: Array
    weight: Array
    sign: Array
    joint: Array
    to: Array

    def __len__(self) -> int:
        return len(self.a)

    @classmethod
    def of(cls, edges: Iterable[EventEdge]) -> Columns:
        """The columns of edges, in whatever order these come."""
        found = sorted(edges, key=lambda edge: (edge.event, edge.kind, edge.a, edge.b))
        names = sorted({end for edge in found for end in (edge.a, edge.b)})
        events = list(dict.fromkeys(edge.event for edge in found))
        code = {name: number for number, name in enumerate(names)}
        place = {name: number for number, name in enumerate(events)}
        sets = {place[edge.event]: edge.when for edge in found if edge.when.members}
        return cls(
            tuple(names),
            events,
            sets,
            *arrays([_row(edge, code, place) for edge in found]),
        )

    def take(self, chosen: Array) -> Columns:
        """Some of the rows, by a mask or by numbers; names and events keep their numbers."""
        return replace(self, **{name: getattr(self, name)[chosen] for name in COLUMNS})

    def same(self, other: Columns) -> bool:
        """Whether two hold the same edges: names, events, dates and every column."""
        import numpy as np

        return all(
            np.array_equal(getattr(self, field.name), getattr(other, field.name))
            if field.name in COLUMNS
            else _plain(getattr(self, field.name)) == _plain(getattr(other, field.name))
            for field in fields(self)
        )


def arrays(rows: Sequence[Sequence[Any]]) -> list[Array]:
    """Rows in the order of :data:`COLUMNS`, as columns."""
    import numpy as np

    cells: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
    return [np.array(c, dtype=kind) for c, kind in zip(cells, COLUMNS.values(), strict=True)]


def _row(edge: EventEdge, code: Mapping[str, int], place: Mapping[str, int]) -> tuple[Any, ...]:
    when = edge.when
    return (
        code[edge.a],
        code[edge.b],
        KINDS.index(edge.kind),
        place[edge.event],
        *(when.s0, when.s1, when.e0, when.e1, when.lasting, when.doubtful),
        edge.certain,
        edge.weight,
        edge.sign,
        edge.joint,
        OBJECTS.index(edge.to),
    )


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else list(value)
