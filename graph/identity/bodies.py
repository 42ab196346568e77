"""States and organisations on a date, and the ids of their offices."""

from __future__ import annotations

from rapallo.dates.when import When
from rapallo.model.nodes import Organization, State, slug

__all__ = ["office", "stood"]


def office(state: str, title: str) -> str:
    """The id of an office, whoever holds it: the state's id and the title.

    >>> office("soviet-union", "envoy in Tallinn")
    'soviet-union/envoy-in-tallinn'
    """
    return f"{state or 'unknown'}/{slug(title)}"


def stood(node: State | Organization, when: When) -> bool:
    """Whether a state possibly stood on a date; organisations have no dates."""
    if isinstance(node, Organization):
        return True
    return node.held.s0 <= when.e1 and when.s0 <= node.held.e1
