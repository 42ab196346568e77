"""What is measured on a figure: where its texts stand when it is drawn."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

__all__ = ["Spot", "overlapping", "outside", "texts"]

PIXEL = 1.0
"""Boxes of text have a margin of their own: so much, at 300 to the inch, is no overlap."""


class Spot(NamedTuple):
    text: str
    x0: float
    y0: float
    x1: float
    y1: float


def texts(figure: Figure) -> list[Spot]:
    """Every text that is drawn, with its box in pixels."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    hidden = {
        id(text)
        for axes in figure.axes
        if not axes.axison
        for axis in (axes.xaxis, axes.yaxis)
        for text in axis.findobj(Text)
    }
    found = []
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text().strip() and id(text) not in hidden:
            box = Text.get_window_extent(text, renderer)
            found.append(Spot(text.get_text(), *box.extents))
    return found


def overlapping(spots: list[Spot]) -> list[tuple[str, str]]:
    """The pairs of texts of which one lies on the other."""
    return [
        (a.text, b.text)
        for a, b in combinations(spots, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > PIXEL and min(a.y1, b.y1) - max(a.y0, b.y0) > PIXEL
    ]


def outside(figure: Figure, spots: list[Spot]) -> list[str]:
    """The texts that the edge of the figure cuts."""
    wide, high = (side * figure.dpi for side in figure.get_size_inches())
    return [
        s.text for s in spots if s.x0 < 0 or s.y0 < 0 or s.x1 > wide + PIXEL or s.y1 > high + PIXEL
    ]
