"""Marks and strokes: what tells kinds, states and doubt apart without colour, and with it.

Colours are those of :mod:`rapallo.export.palette`, as in Gephi and on pages. Beside each stands a
mark or a stroke, so that a print in grey says the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import cycle
from typing import Any

from rapallo.export.palette import OTHER, STATE_COLOURS
from rapallo.plots.sheet import INK

__all__ = [
    *("DOTTED", "KIND_MARKS", "KIND_WORDS", "MARKS", "SIZES", "looks", "mark", "stroke"),
    *("told_apart", "used"),
]

KIND_WORDS = {
    "met_with": "met",
    "signed": "signed",
    "supported": "supported",
    "informed": "informed",
    "pressured": "pressured",
    "opposed": "opposed",
}
"""What an edge of a kind says."""

KIND_MARKS = {
    "met_with": "o",
    "signed": "s",
    "supported": "P",
    "informed": "d",
    "pressured": "^",
    "opposed": "X",
}
"""The mark that a line of a kind bears in its middle."""

MARKS = ("o", "s", "^", "D", "v", "P", "X", "p", "h", "<", ">", "*")
"""Marks for whatever else is told apart, in order."""

SIZES = {"D": 0.75, "s": 0.88, "*": 1.15}
"""What brings marks of one size to one weight."""

DOTTED = (0, (2.2, 1.6))
"""The stroke of what is only possible."""


def looks(colours: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """The mark and the colour of each state that has a colour in a casebook.

    >>> looks({"germany": "#332288", "latvia": "#CC6677"})
    {'germany': ('o', '#332288'), 'latvia': ('s', '#CC6677')}
    """
    return {
        state: (shape, colour)
        for shape, (state, colour) in zip(MARKS, colours.items(), strict=False)
    }


def told_apart(
    actors: Sequence[str], states: Mapping[str, tuple[str, str]]
) -> dict[str, tuple[str, str]]:
    """A mark and a colour for each of up to twelve actors: states keep theirs, and beside them
    others are grey.

    >>> told_apart(["poland", "chad"], looks({"germany": "#332288", "poland": "#CC6677"}))
    {'poland': ('s', '#CC6677'), 'chad': ('<', '#CCCCCC')}
    >>> told_apart(["Moraht"], {})
    {'Moraht': ('o', '#332288')}
    """
    own = {actor: states[actor] for actor in actors if actor in states}
    if own:
        kept = {shape for shape, _ in own.values()}
        late = (*MARKS[len(STATE_COLOURS) :], *MARKS)
        free = [(shape, OTHER) for shape in dict.fromkeys(late) if shape not in kept]
    else:
        free = list(zip(MARKS, cycle(STATE_COLOURS), strict=False))
    others = [actor for actor in actors if actor not in own]
    return own | dict(zip(others, free, strict=False))


def mark(shape: str, colour: str, label: str, *, filled: bool = True, size: float = 4.5) -> Any:
    """A mark in a legend."""
    from matplotlib.lines import Line2D

    return Line2D(
        [], [], marker=shape, linestyle="none", markersize=size, label=label,
        markerfacecolor=colour if filled else "white", markeredgecolor=INK, markeredgewidth=0.5,
    )  # fmt: skip


def stroke(
    colour: str, label: str, *, width: float = 1.2, dash: Any = "-", shape: str | None = None
) -> Any:
    """A line in a legend, with its mark."""
    from matplotlib.lines import Line2D

    return Line2D(
        [], [], color=colour, linestyle=dash, linewidth=width, label=label, marker=shape,
        markersize=3.5, markerfacecolor=colour, markeredgecolor=INK, markeredgewidth=0.4,
    )  # fmt: skip


def used(names: Sequence[str], order: Sequence[str]) -> list[str]:
    """Those of an order that are used."""
    return [name for name in order if name in set(names)]
