"""Couples of acts that are near in time.

Of few acts NumPy tells them; of many a kernel does, for which Numba has to be loaded first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["near_couples"]

Ints = NDArray[np.int64]

FEW = 2_000
"""Up to so many rows the kernel is not worth its start."""

ROOM = 2**17
"""How many couples are handed over at a time; more where one row alone has more."""


def near_couples(
    group: Ints, actor: Ints, first: Ints, last: Ints, within: int, room: int = ROOM
) -> Iterator[tuple[Ints, Ints]]:
    """The couples of rows of one group and of two actors that may be so many days apart or less.

    A row is from the day ``first`` to the day ``last``; an ``actor`` of -1 is another in each row.
    The places of the couples come in portions; the first of a couple never begins later.

    >>> day = np.array([20, 10, 10])
    >>> [(x, y)] = near_couples(np.array([1, 1, 2]), np.array([7, 8, 9]), day, day, 10)
    >>> x.tolist(), y.tolist()
    ([1], [0])
    """
    order = _sorted(group.astype(np.int64), first.astype(np.int64))
    rows = _Rows(*(column[order] for column in (group, actor, first, last)))
    reach = within + int((last - first).max(initial=0))
    portions = _few(rows, within, reach) if len(order) <= FEW else _many(rows, within, reach, room)
    for x, y in portions:
        if len(x):
            yield order[x], order[y]


class _Rows(NamedTuple):
    """The columns by group and first day."""

    group: Ints
    actor: Ints
    first: Ints
    last: Ints


def _few(rows: _Rows, within: int, reach: int) -> Iterator[tuple[Ints, Ints]]:
    """All couples at once: each row with those before it from the first that it may be near."""
    day = rows.first - rows.first.min(initial=0)
    width = int(day.max(initial=0)) + reach + 1
    when = rows.group * width + day
    number = np.arange(len(when)) - np.searchsorted(when, when - reach)
    y = np.repeat(np.arange(len(when)), number)
    x = y - 1 - (np.arange(len(y)) - np.repeat(np.cumsum(number) - number, number))
    near = rows.first[y] - rows.last[x] <= within
    near &= (rows.actor[x] != rows.actor[y]) | (rows.actor[y] < 0)
    yield x[near], y[near]


def _many(rows: _Rows, within: int, reach: int, room: int) -> Iterator[tuple[Ints, Ints]]:
    """The couples as they fit into so much room, which grows where one row needs more."""
    from rapallo.analysis.coordination.pointers import near

    row = 0
    while row < len(rows.group):
        x, y = np.empty(room, np.int64), np.empty(room, np.int64)
        row, number = near(*rows, within=within, reach=reach, row=row, x=x, y=y)
        room *= 1 if number else 2
        yield x[:number], y[:number]


def _sorted(group: Ints, day: Ints) -> Ints:
    """The rows by group and day: one sort of one number, which radix sort makes quick."""
    first = day.min(initial=0)
    width = int(day.max(initial=0) - first) + 1
    code = group * width + (day - first)
    return np.argsort(code, kind="stable")
