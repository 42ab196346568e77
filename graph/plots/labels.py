"""Where names stand beside their points, none on another and none by the wrong point.

The misuse to prevent: names moved about until they overlap little. A name is set where there is
room for it or not at all, those of higher rank first, and who is left out is counted. A name either
touches its point and is clearly nearer to it than to any other, or a line leads from it to its
point, through no other point and no name, across no other such line. Near places go before far
ones, and those that hide few lines before those that hide many. Places around a point as in E.
Imhof, "Positioning names on maps" (The American Cartographer 2(2), 1975): to the right and above
first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Box", "Name", "Spot", "left_out", "placed", "placed_first"]


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
    """The middle of where a name stands, the line from its point to it, if it needs one, and
    whether all of it is to the right (1) or to the left (-1) of its point."""

    x: float
    y: float
    line: tuple[float, float, float, float] | None = None
    side: int = 0


DIRECTIONS = (
    *((1, 0), (1, 1), (1, -1), (-1, 0), (-1, 1), (-1, -1), (0, 1), (0, -1)),
    *((1, 0.5), (1, -0.5), (0.5, 1), (0.5, -1), (-0.5, 1), (-0.5, -1), (-1, 0.5), (-1, -0.5)),
)
"""Where a name stands of its point, the best first."""

RINGS = (0.0, 0.08, 0.16, 0.26, 0.4, 0.55, 0.75)
"""How far from a point a name may be moved, in inches; from the second on a line leads to it."""

GAP, MARGIN, BESIDE = 0.025, 0.012, 0.05
"""Between a point and its name, between names, and between names on one line, in inches."""

CLEAR, NEAR = 0.04, 0.035
"""How much nearer to its own point than to others a name without a line stands, and how far from
others one with a line does, in inches."""

_Array = NDArray[Any]


def placed(
    names: Sequence[Name],
    frame: Box,
    taken: Sequence[Box] = (),
    lines: NDArray[np.float64] | None = None,
) -> list[Spot | None]:
    """Where each name stands, in order of rank, within a frame; None where there is no room.

    All in inches. ``taken``: further points, whose names are not to be set. ``lines``: points
    (n x 2) on lines that are better not hidden.

    >>> spots = placed([Name(0, 0, 0.05, 1, 0.1), Name(0.3, 0, 0.05, 1, 0.1)], Box(-2, -1, 2, 1))
    >>> [(round(spot.x, 2), round(spot.y, 2)) for spot in spots if spot]
    [(-0.57, 0.0), (0.88, 0.0)]
    >>> placed([Name(0, 0, 0.05, 1, 0.1)], Box(-0.2, -1, 0.2, 1))
    [None]
    """
    return [spot for spot, _ in placed_first([names], frame, taken, lines)]


def placed_first(
    ways: Sequence[Sequence[Name]],
    frame: Box,
    taken: Sequence[Box] = (),
    lines: NDArray[np.float64] | None = None,
) -> list[tuple[Spot | None, int]]:
    """The same for names that can be written in several ways, the best first: what finds no room
    in one is tried in the next once all others stand. Where each stands, and in which way.

    >>> long, short = Name(0, 0, 0.05, 9, 0.1), Name(0, 0, 0.05, 1, 0.1)
    >>> [way for spot, way in placed_first([[long], [short]], Box(-2, -1, 2, 1)) if spot]
    [1]
    """
    points = [_around(name) for name in ways[0]]
    room = _Room([*points, *taken], frame, lines)
    found: list[tuple[Spot | None, int]] = [(None, 0)] * len(points)
    for way, names in enumerate(ways):
        for number, name in enumerate(names):
            # What is written as before finds no room where there is less.
            if found[number][0] or (way and name == ways[way - 1][number]):
                continue
            if spot := room.best(number, name):
                room.take(name, spot)
                found[number] = spot, way
    return found


def left_out(spots: Sequence[Spot | None]) -> list[str]:
    """A sentence on the names that found no room, or none.

    >>> left_out([Spot(0, 0), None]), left_out([])
    (['Names left out for want of room: 1.'], [])
    """
    lacking = sum(spot is None for spot in spots)
    return [f"Names left out for want of room: {lacking}."] if lacking else []


class _Room:
    """The points, the names that stand, the lines that lead to them, and the lines drawn."""

    def __init__(
        self, points: Sequence[Box], frame: Box, lines: NDArray[np.float64] | None
    ) -> None:
        self._points = np.array(points, dtype=np.float64).reshape(-1, 4)
        self._frame = frame
        drawn = lines if lines is not None else np.zeros((0, 2))
        self._drawn = drawn[np.argsort(drawn[:, 0], kind="stable")]
        self._names = np.zeros((0, 4))
        self._leads = np.zeros((0, 4))

    def take(self, name: Name, spot: Spot) -> None:
        """Keep the place of a name, and its line."""
        half, high = name.width / 2, name.height / 2
        box = (spot.x - half, spot.y - high, spot.x + half, spot.y + high)
        self._names = np.vstack((self._names, [box]))
        if spot.line:
            self._leads = np.vstack((self._leads, [spot.line]))

    def best(self, number: int, name: Name) -> Spot | None:
        """The best free place of the nearest ring that has any."""
        # What is farther than any place of the name plays no part.
        reach = name.radius + RINGS[-1] + GAP + 2 * CLEAR + np.array([name.width, name.height])
        point = np.array([name.x, name.y])
        window = np.array([[*(point - reach), *(point + reach)]])
        near = _overlap(self._points, window)[:, 0]
        near[number] = False
        points: _Array = self._points[near]
        names = self._names[_overlap(self._names, window)[:, 0]]
        for ring in RINGS:
            boxes = _boxes(name, ring)
            order = self._free(name, ring, boxes, points, names)
            costs = [self._hidden(boxes[place]) + place * 0.75 for place in order]
            for place in order[np.argsort(costs, kind="stable")]:
                lead = _lead(name, boxes[place])
                if ring and not self._leads_there(lead, points, names):
                    continue
                x, y = (boxes[place, :2] + boxes[place, 2:]) / 2
                left, low, right, up = map(float, lead)
                line = (left, low, right, up) if ring else None
                return Spot(float(x), float(y), line, int(DIRECTIONS[place][0]))
        return None

    def _free(
        self, name: Name, ring: float, boxes: _Array, points: _Array, names: _Array
    ) -> _Array:
        """Which of the places of a ring lie in the frame, on nothing, and by no other point."""
        frame = self._frame
        inside = (boxes[:, :2] >= frame[:2]).all(axis=1) & (boxes[:, 2:] <= frame[2:]).all(axis=1)
        free: _Array = np.flatnonzero(inside)
        apart = np.array([-BESIDE, -MARGIN, BESIDE, MARGIN])
        for taken in (names + apart, points):
            free = free[~_overlap(boxes[free], taken).any(axis=1)]
        free = free[~_through(self._leads, boxes[free], MARGIN).any(axis=0)]
        if not len(points) or not len(free):
            return free
        others = _distance(boxes[free], points).min(axis=1)
        place = np.array([[name.x, name.y, name.x, name.y]])
        own = _distance(boxes[free], place)[:, 0] - name.radius
        clear: _Array = free[others >= (NEAR if ring else own + CLEAR)]
        return clear

    def _leads_there(self, lead: _Array, points: _Array, names: _Array) -> bool:
        """Whether a line leads past all points and names, and across no other."""
        taken = np.vstack((points, names))
        through = _through(lead[None, :], taken, MARGIN).any()
        return not through and not _across(lead, self._leads).any()

    def _hidden(self, box: _Array) -> int:
        """How many points of lines a name would hide."""
        first, last = np.searchsorted(self._drawn[:, 0], box[::2])
        up = self._drawn[first:last, 1]
        return int(np.count_nonzero((up > box[1]) & (up < box[3])))


def _boxes(name: Name, ring: float) -> _Array:
    """The places of a name around its point, at some distance."""
    found = []
    half, high = name.width / 2, name.height / 2
    for right, up in DIRECTIONS:
        slant = 0.7071 if abs(right) == abs(up) else 1.0
        reach = (name.radius + ring) * slant + GAP
        x, y = name.x + right * (reach + half), name.y + up * (reach + high)
        found.append((x - half, y - high, x + half, y + high))
    return np.array(found)


def _lead(name: Name, box: _Array) -> _Array:
    """The line from the edge of a point to the nearest place of a name."""
    point = np.array([name.x, name.y])
    end = np.clip(point, box[:2], box[2:])
    way = end - point
    start = point + way * min(1.0, name.radius / max(float(np.hypot(*way)), 1e-9))
    return np.concatenate((start, end))


def _overlap(boxes: _Array, others: _Array) -> _Array:
    """Which boxes overlap which others."""
    a, b = boxes[:, None, :], others[None, :, :]
    over: _Array = (
        (b[..., 0] < a[..., 2])
        & (b[..., 2] > a[..., 0])
        & (b[..., 1] < a[..., 3])
        & (b[..., 3] > a[..., 1])
    )
    return over


def _distance(boxes: _Array, others: _Array) -> _Array:
    """How far each box is from each of the others."""
    a, b = boxes[:, None, :], others[None, :, :]
    apart = np.maximum(b[..., :2] - a[..., 2:], a[..., :2] - b[..., 2:])
    distance: _Array = np.hypot(*np.moveaxis(np.maximum(apart, 0.0), -1, 0))
    return distance


def _through(lines: _Array, boxes: _Array, margin: float) -> _Array:
    """Which lines run through which boxes, after Y.-D. Liang and B. Barsky, "A new concept and
    method for line clipping" (ACM Transactions on Graphics 3(1), 1984)."""
    start, way = lines[:, None, :2], lines[:, None, 2:] - lines[:, None, :2]
    way = np.where(way == 0.0, 1e-12, way)
    one = (boxes[None, :, :2] - margin - start) / way
    other = (boxes[None, :, 2:] + margin - start) / way
    enters = np.minimum(one, other).max(axis=-1)
    leaves = np.maximum(one, other).min(axis=-1)
    through: _Array = (enters < leaves) & (enters < 1.0) & (leaves > 0.0)
    return through


def _across(line: _Array, others: _Array) -> _Array:
    """Which of the other lines a line crosses."""

    def side(a: _Array, b: _Array, c: _Array) -> _Array:
        found: _Array = (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1]) - (
            b[..., 1] - a[..., 1]
        ) * (c[..., 0] - a[..., 0])
        return found

    a, b, c, d = line[:2], line[2:], others[:, :2], others[:, 2:]
    crossing: _Array = (side(a, b, c) * side(a, b, d) <= 0) & (side(c, d, a) * side(c, d, b) <= 0)
    return crossing


def _around(name: Name) -> Box:
    r = name.radius
    return Box(name.x - r, name.y - r, name.x + r, name.y + r)
