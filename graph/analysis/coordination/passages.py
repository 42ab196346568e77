"""Which claims are told in one passage.

A passage is a run of overlapping stretches of characters in one source; where a locator has no
characters, its line; where it has no line, the locator as written. Claims without any locator stand
alone: that two things are told together must be seen in the source, never assumed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapallo.model.claim import locate

__all__ = ["Passage", "passages"]

Passage = tuple[str, str]
"""A source and a place in it."""


def passages(told: Iterable[tuple[str, str, str]]) -> dict[str, Passage]:
    """The passage in which each claim is told, by claim id; of its id, source and locator.

    >>> passages([("c-1", "article", "line 3"), ("c-2", "article", "line 3"), ("c-3", "book", "")])
    {'c-1': ('article', 'line 3'), 'c-2': ('article', 'line 3'), 'c-3': ('book', 'claim c-3')}
    """
    shared: dict[Passage, Passage] = {}
    found: dict[str, Passage] = {}
    stretches: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for claim, source, locator in told:
        where = locate(locator)
        if where.start is not None and where.end is not None:
            stretches[source].append((where.start, where.end, claim))
        elif where.line:
            passage = (source, f"line {where.line}")
            found[claim] = shared.setdefault(passage, passage)
        else:
            passage = (source, locator.strip() or f"claim {claim}")
            found[claim] = shared.setdefault(passage, passage)
    for source, rows in stretches.items():
        found.update({claim: (source, f"chars {start}") for claim, start in _runs(sorted(rows))})
    return found


def _runs(rows: list[tuple[int, int, str]]) -> Iterator[tuple[str, int]]:
    """Each claim with the first character of the run that it belongs to."""
    first, reached = 0, -1
    for start, end, claim in rows:
        if start >= reached:
            first = start
        reached = max(reached, end)
        yield claim, first
