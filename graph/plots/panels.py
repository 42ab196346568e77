"""Panels of ranked rows, a measure each: what the figures of centrality share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rapallo.plots.sheet import Sheet
from rapallo.plots.words import Face

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Panels", "Row", "SIZE", "values"]

SIZE = 6.3
Row = Mapping[str, Any]


class Panels:
    """What the three kinds of figures share: panels of rows, by measure."""

    high: float

    def __init__(
        self, panels: Mapping[str, list[Row]], face: Face, wide: float, top: int | None
    ) -> None:
        self.panels, self.face, self.wide = panels, face, wide
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


def values(sheet: Sheet, axes: Axes, most: float, axis: str = "x") -> None:
    """Ticks of values."""
    from matplotlib.ticker import MaxNLocator

    which = axes.xaxis if axis == "x" else axes.yaxis
    low, high = axes.get_xlim() if axis == "x" else axes.get_ylim()
    found = MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10]).tick_values(min(low, 0.0), most)
    at = [float(value) for value in found if low <= value <= high]
    sheet.ticks(which, at, [f"{value:.10g}" for value in at], SIZE)
