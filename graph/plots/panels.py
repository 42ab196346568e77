"""Panels of ranked rows, a measure each: what the figures of centrality share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from rapallo.plots.sheet import Sheet
from rapallo.plots.words import Face

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Panels", "Row", "SIZE", "ticks_at", "values", "whole"]

SIZE = 6.3
Row = Mapping[str, Any]


class Panels:
    """What the three kinds of figures share: panels of rows, by measure.

    ``looks``: the marks and colours that states have in every figure, where rows are of states.
    """

    high: float

    def __init__(
        self,
        panels: Mapping[str, list[Row]],
        face: Face,
        wide: float,
        top: int | None,
        looks: Mapping[str, tuple[str, str]],
    ) -> None:
        self.panels, self.face, self.wide, self.looks = panels, face, wide, looks
        self.plan(top)

    def plan(self, top: int | None) -> None:
        """Choose what is drawn, and how high."""
        raise NotImplementedError

    def shown(self) -> list[Row]:
        """The rows drawn."""
        raise NotImplementedError

    def reads(self) -> tuple[str, ...]:
        """How to read it."""
        raise NotImplementedError

    def said(self) -> list[str]:
        """What is left out."""
        return []

    def draw(self, sheet: Sheet) -> None:
        """Draw it."""
        raise NotImplementedError


def whole(rows: Iterable[Row]) -> bool:
    """Whether all values are whole numbers, as those of a count are."""
    return all(float(row["value"]).is_integer() for row in rows)


def ticks_at(low: float, high: float, most: int, *, integer: bool) -> list[float]:
    """Round values from one to another, about as many as are asked for.

    >>> ticks_at(0, 11, 4, integer=True), ticks_at(0, 8, 4, integer=True)
    ([0.0, 5.0, 10.0, 15.0], [0.0, 2.0, 4.0, 6.0, 8.0])
    """
    from matplotlib.ticker import MaxNLocator

    steps = [1, 2, 5, 10] if integer else [1, 2, 2.5, 5, 10]
    locator = MaxNLocator(nbins=most + integer, steps=steps, integer=integer)
    return [float(value) for value in locator.tick_values(low, high)]


def values(
    sheet: Sheet, axes: Axes, most: float, axis: str = "x", *, integer: bool = False
) -> None:
    """Ticks of values; of ``integer`` ones, at whole numbers."""
    which = axes.xaxis if axis == "x" else axes.yaxis
    low, high = axes.get_xlim() if axis == "x" else axes.get_ylim()
    found = ticks_at(min(low, 0.0), most, 4, integer=integer)
    at = [float(value) for value in found if low <= value <= high]
    sheet.ticks(which, at, [f"{value:.10g}" for value in at], SIZE)
