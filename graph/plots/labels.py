"""Where names stand beside their points, none on another.

The misuse to prevent: names moved about until they overlap little. A name is set where there is
room for it or not at all, those of higher rank first, and who is left out is counted. Near places
go before far ones, from which a line leads to the point, and those that hide few lines before
those that hide many. Places around a point as in E. Imhof, "Positioning names on maps" (The
American Cartographer 2(2), 1975): to the right and above first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Box", "Name", "Spot", "left_out", "placed", "placed_or_short"]


class Box(NamedTuple):
    """A rectangle."""

    left: float
    bottom: float
    right: float
    top: float

    def inside(self, other: Box) -> bool:
        """Whether it lies within another."""
        return (
            self.left >= other.left
            and self.bottom >= other.bottom
            and self.right <= other.right
            and self.top <= other.top
        )


class Name(NamedTuple):
    """A name to be set by the point (x, y), around which ``radius`` is to be kept free."""

    x: float
    y: float
    radius: float
    width: float
    height: float


class Spot(NamedTuple):
    """The middle of where a name stands, and whether a line must lead to its point."""

    x: float
    y: float
    far: bool


DIRECTIONS = ((1, 0), (1, 1), (1, -1), (-1, 0), (-1, 1), (-1, -1), (0, 1), (0, -1))
"""Where a name stands of its point, the best first."""

RINGS = (0.0, 0.07, 0.15, 0.25, 0.4)
"""How far from a point a name may be moved, in inches."""

GAP, MARGIN = 0.025, 0.012
"""Between a point and its name, and between names, in inches."""


def placed(
    names: Sequence[Name],
    frame: Box,
    taken: Sequence[Box] = (),
    lines: NDArray[np.float64] | None = None,
) -> list[Spot | None]:
    """Where each name stands, in order of rank, within a frame; None where there is no room.

    All in inches. ``taken``: where no name may stand. ``lines``: points (n x 2) on lines that are
    better not hidden.

    >>> spots = placed([Name(0, 0, 0.05, 1, 0.1), Name(0.3, 0, 0.05, 1, 0.1)], Box(-2, -1, 2, 1))
    >>> [(round(spot.x, 2), round(spot.y, 2)) for spot in spots if spot]
    [(-0.57, 0.0), (0.88, 0.0)]
    >>> placed([Name(0, 0, 0.05, 1, 0.1)], Box(-0.2, -1, 0.2, 1))
    [None]
    """
    points = [_around(name) for name in names]
    room = _Room([*points, *taken], lines)
    found: list[Spot | None] = []
    for number, name in enumerate(names):
        spot = _best(name, number, frame, room)
        if spot:
            room.take(_box(name, spot.x, spot.y))
        found.append(spot)
    return found


def placed_or_short(
    names: Sequence[Name],
    shorts: Sequence[Name],
    frame: Box,
    lines: NDArray[np.float64] | None = None,
) -> list[tuple[Spot | None, bool]]:
    """The same, where a name that found no room is tried again in short once all others stand:
    where each stands, and whether in short.

    >>> long, short = Name(0, 0, 0.05, 9, 0.1), Name(0, 0, 0.05, 1, 0.1)
    >>> [short for spot, short in placed_or_short([long], [short], Box(-2, -1, 2, 1)) if spot]
    [True]
    """
    whole = placed(names, frame, lines=lines)
    again = [number for number, spot in enumerate(whole) if not spot]
    taken = [
        box
        for name, spot in zip(names, whole, strict=True)
        if spot
        for box in (_box(name, spot.x, spot.y), _around(name))
    ]
    found: list[tuple[Spot | None, bool]] = [(spot, False) for spot in whole]
    second = placed([shorts[number] for number in again], frame, taken, lines)
    for number, spot in zip(again, second, strict=True):
        found[number] = spot, True
    return found


def left_out(spots: Sequence[Spot | None]) -> list[str]:
    """A sentence on the names that found no room, or none.

    >>> left_out([Spot(0, 0, False), None]), left_out([])
    (['Names left out for want of room: 1.'], [])
    """
    lacking = sum(spot is None for spot in spots)
    return [f"Names left out for want of room: {lacking}."] if lacking else []


class _Room:
    """What is taken, and the lines."""

    def __init__(self, taken: Sequence[Box], lines: NDArray[np.float64] | None) -> None:
        self._boxes = np.array(taken, dtype=np.float64).reshape(-1, 4)
        self._number = len(self._boxes)
        self._lines = lines if lines is not None else np.zeros((0, 2))

    def take(self, box: Box) -> None:
        """Take a place."""
        if self._number == len(self._boxes):
            self._boxes = np.vstack([self._boxes, np.zeros((max(64, self._number), 4))])
        self._boxes[self._number] = box
        self._number += 1

    def free(self, box: Box, but: int) -> bool:
        """Whether a place is free, but for the point that the name belongs to."""
        taken = self._boxes[: self._number]
        hits = (
            (taken[:, 0] < box.right + MARGIN)
            & (taken[:, 2] > box.left - MARGIN)
            & (taken[:, 1] < box.top + MARGIN)
            & (taken[:, 3] > box.bottom - MARGIN)
        )
        hits[but] = False
        return not hits.any()

    def hidden(self, box: Box) -> int:
        """How many points of lines a name would hide."""
        x, y = self._lines[:, 0], self._lines[:, 1]
        inside = (x > box.left) & (x < box.right) & (y > box.bottom) & (y < box.top)
        return int(inside.sum())


def _best(name: Name, number: int, frame: Box, room: _Room) -> Spot | None:
    """The best free place of the nearest ring that has any."""
    for ring in RINGS:
        best: tuple[float, Spot] | None = None
        for rank, (x, y) in enumerate(_spots(name, ring)):
            box = _box(name, x, y)
            if not box.inside(frame) or not room.free(box, number):
                continue
            cost = room.hidden(box) + rank * 0.75
            if best is None or cost < best[0]:
                best = cost, Spot(x, y, ring > RINGS[1])
        if best:
            return best[1]
    return None


def _spots(name: Name, ring: float) -> Iterator[tuple[float, float]]:
    """The middles of a name around its point, at some distance."""
    for right, up in DIRECTIONS:
        slant = 0.7071 if right and up else 1.0
        reach = (name.radius + ring) * slant + GAP
        x = name.x + right * (reach + name.width / 2)
        y = name.y + up * (reach + name.height / 2)
        yield x, y


def _box(name: Name, x: float, y: float) -> Box:
    half, high = name.width / 2, name.height / 2
    return Box(x - half, y - high, x + half, y + high)


def _around(name: Name) -> Box:
    r = name.radius
    return Box(name.x - r, name.y - r, name.x + r, name.y + r)
