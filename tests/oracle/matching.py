"""The best one-to-one matching by trying all: most pairs, then most alike. For a few rows only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

__all__ = ["best"]

Pairs = tuple[tuple[int, int], ...]


def best(edges: Mapping[tuple[int, int], int]) -> tuple[int, int]:
    """How many pairs the largest matching has, and how alike they are at most together."""
    return max((len(pairs), sum(edges[pair] for pair in pairs)) for pairs in _all(sorted(edges)))


def _all(edges: list[tuple[int, int]]) -> Iterator[Pairs]:
    """Every set of edges of which no two share an end."""
    if not edges:
        yield ()
        return
    first, rest = edges[0], edges[1:]
    yield from _all(rest)
    free = [edge for edge in rest if edge[0] != first[0] and edge[1] != first[1]]
    yield from ((first, *pairs) for pairs in _all(free))
