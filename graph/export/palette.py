"""Colours that readers with any kind of colour vision can tell apart.

Kinds of edges take the colours of Okabe and Ito, *Color Universal Design* (2008); states those of
Paul Tol's *muted* scheme (*Colour Schemes*, SRON/EPS/TN/09-002, 2021), of which nine can be told
apart and no more: states beyond the ninth are grey.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["KIND_COLOURS", "OTHER", "STATE_COLOURS", "edge_colour", "state_colours"]

KIND_COLOURS = {
    "met_with": "#56B4E9",
    "signed": "#009E73",
    "supported": "#0072B2",
    "informed": "#555555",
    "pressured": "#E69F00",
    "opposed": "#D55E00",
}
"""Blues and green for what joins, orange and vermilion for what divides, grey for letters."""

_ADVICE = "#F0E442"

STATE_COLOURS = (
    "#332288",
    "#CC6677",
    "#DDCC77",
    "#117733",
    "#88CCEE",
    "#882255",
    "#44AA99",
    "#999933",
    "#AA4499",
)

OTHER = "#CCCCCC"
"""What serves no state, and the states beyond the ninth."""


def edge_colour(kind: str, against: int) -> str:
    """The colour of an edge: by kind, and friendly pressure apart from hostile.

    ``against``: how many of its events have the sign -1.

    >>> edge_colour("pressured", 2), edge_colour("pressured", 0)
    ('#E69F00', '#F0E442')
    """
    if kind == "pressured" and not against:
        return _ADVICE
    return KIND_COLOURS.get(kind, OTHER)


def state_colours(weights: Mapping[str, float]) -> dict[str, str]:
    """A colour for each of the nine states of the largest weight; ties go by id.

    Take the weights from the whole casebook, so that a state keeps its colour from one window to
    the next.

    >>> state_colours({"latvia": 3, "germany": 9})
    {'germany': '#332288', 'latvia': '#CC6677'}
    """
    ranked = sorted(weights, key=lambda state: (-weights[state], state))
    return dict(zip(ranked, STATE_COLOURS, strict=False))
