"""What cannot be followed in judgements, and the chains of *same* that contradict a *different*."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from typing import NamedTuple

from rapallo.model.nodes import Judgement

__all__ = ["Fault", "chain"]


class Fault(NamedTuple):
    """What cannot be followed in the judgements: a sentence, and the lines that it is about."""

    reason: str
    judgements: tuple[Judgement, ...]


def chain(a: str, b: str, joins: Iterable[tuple[str, str, Judgement]]) -> tuple[Judgement, ...]:
    """The shortest chain of judgements from one to another, each of which joins two.

    >>> joins = [(a, b, Judgement("event", a, b, "same")) for a, b in ("xy", "yz", "xw")]
    >>> [(one.a, one.b) for one in chain("x", "z", joins)]
    [('x', 'y'), ('y', 'z')]
    """
    beside: dict[str, list[tuple[str, Judgement]]] = defaultdict(list)
    for one, other, judgement in joins:
        beside[one].append((other, judgement))
        beside[other].append((one, judgement))
    ways: dict[str, tuple[Judgement, ...]] = {a: ()}
    waiting = deque([a])
    while waiting and b not in ways:
        here = waiting.popleft()
        for other, judgement in beside[here]:
            if other not in ways:
                ways[other] = (*ways[here], judgement)
                waiting.append(other)
    return ways.get(b, ())
