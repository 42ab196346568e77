"""The plane of a drawing in inches, onto which places of nodes are brought, and curves in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["TALLEST", "Plane", "curve"]

EDGE = 0.3
"""Kept free around the places of nodes, in inches."""
TALLEST = 8.2
ROOMY = 1.6
"""Square inches for a node: a few nodes need no page."""
POINTS = 16
"""Points on a curve."""


@dataclass(frozen=True, slots=True)
class Plane:
    """A drawing ``wide`` and ``high`` in inches; places lie in it at one scale both ways."""

    wide: float
    high: float
    scale: float
    middle: tuple[float, float]

    @classmethod
    def of(
        cls, places: Sequence[tuple[float, float]], wide: float, tallest: float = TALLEST
    ) -> Plane:
        """The plane that holds all places, of a height that suits them and a page.

        >>> corners = [(-650.0, -500.0), (650.0, 500.0)]
        >>> plane = Plane.of(corners * 10, 6.0)
        >>> round(plane.high, 2), [round(value, 2) for value in plane.inches(corners[0])]
        (4.75, [0.3, 0.3])
        >>> round(Plane.of(corners, 6.0).inches(corners[0])[0], 2)
        1.98
        """
        at = np.array(places, dtype=np.float64)
        low, top = at.min(axis=0), at.max(axis=0)
        across, up = (max(float(side), 1e-9) for side in top - low)
        enough = (ROOMY * len(at) / (across * max(up, across / 3))) ** 0.5
        scale = min((wide - 2 * EDGE) / across, enough)
        high = min(max(up * scale, 0.35 * wide), tallest) + 2 * EDGE
        scale = min(scale, (high - 2 * EDGE) / up)
        x, y = (float(value) for value in (low + top) / 2)
        return cls(wide, high, scale, (x, y))

    def inches(self, place: tuple[float, float]) -> tuple[float, float]:
        """Where a place lies, in inches from the left and from below."""
        x = self.wide / 2 + (place[0] - self.middle[0]) * self.scale
        y = self.high / 2 + (place[1] - self.middle[1]) * self.scale
        return x, y


def curve(
    start: tuple[float, float],
    end: tuple[float, float],
    bend: float,
    before: float = 0.0,
    after: float = 0.0,
) -> NDArray[np.float64]:
    """Points on a curve from place to place, bent to the left by a share of its length; it begins
    and ends so far outside its places.

    >>> [round(float(value), 2) for value in curve((0, 0), (1, 0), 0.2, 0.1, 0.1)[8]]
    [0.53, 0.1]
    """
    a, b = np.array(start, dtype=np.float64), np.array(end, dtype=np.float64)
    way = b - a
    length = float(np.hypot(*way))
    middle = (a + b) / 2 + np.array([-way[1], way[0]]) * bend
    room = length or 1.0
    first, last = min(before / room, 0.4), 1 - min(after / room, 0.4)
    t = np.linspace(first, last, POINTS)[:, None]
    points: NDArray[np.float64] = (1 - t) ** 2 * a + 2 * t * (1 - t) * middle + t**2 * b
    return points
