"""The largest set of things of which no two touch: a maximum independent set of a small graph.

First whatever touches all that another touches, and more, is put aside: in its stead the other can
always be taken. What is left alone after that is in every answer. Of the rest all combinations are
tried, of the :data:`MOST` that come first by name: exact up to there, and beyond never too many.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

__all__ = ["MOST", "independent"]

MOST = 24
"""How many that hang together in a way not settled at sight are tried."""

Near = Mapping[str, Set[str]]


def independent(near: Near) -> list[str]:
    """The largest set, by name; ``near``: for each what it touches, both ways.

    >>> independent({"a": {"e"}, "c": {"e"}, "e": {"a", "c"}})
    ['a', 'c']
    >>> independent({"a": {"b"}, "b": {"a"}, "c": set()})
    ['a', 'c']
    """
    kept = {name for name in near if not any(_instead(near, o, name) for o in near[name])}
    left = {name: near[name] & kept - {name} for name in kept}
    odd = sorted(name for name in kept if left[name])[:MOST]
    return sorted({*(name for name in kept if not left[name]), *_largest(frozenset(odd), left)})


def _instead(near: Near, other: str, name: str) -> bool:
    """Whether the other of two that touch can be taken wherever the one can."""
    mine, theirs = near[name] | {name}, near[other] | {other}
    return theirs < mine or (theirs == mine and other < name)


def _largest(names: frozenset[str], near: Near) -> frozenset[str]:
    """Try all; who touches at most one other is taken at once."""
    if not names:
        return names
    touching = {name: len(near[name] & names) for name in names}
    few = min(names, key=lambda name: (touching[name], name))
    if touching[few] <= 1:
        return _largest(names - near[few] - {few}, near) | {few}
    many = min(names, key=lambda name: (-touching[name], name))
    without = _largest(names - {many}, near)
    taken = _largest(names - near[many] - {many}, near) | {many}
    return taken if len(taken) > len(without) else without
