"""Blocs of a signed network: the partition of greatest signed modularity that a search finds.

Signed modularity (Gómez, Jensen and Arenas 2009) compares the net weight within blocs with what it
would be if each node kept its friendly and its hostile weight and dealt them at random: friends
within a bloc raise it, foes within lower it, and so do friends and foes across the other way round.
Without foes it is the modularity of Newman and Girvan. It is no test: any network, a random one
too, has a best partition.

The search is that of Blondel et al. (2008, "Louvain"): nodes move one by one to the bloc that gains
most, blocs become nodes, and so on; it is begun :data:`TRIES` times, from single nodes and from
blocs drawn with the seed by turns, and the best outcome counts, of equals the first. It promises no
optimum, which is NP-hard to find. Two who share a foe and nothing else gain by being in one bloc,
so that up to :data:`ANY` nodes every bloc is tried for each; beyond, those of its neighbours, which
is Louvain's own rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from rapallo.analysis.signed.frustration import Link

__all__ = ["ANY", "TRIES", "blocs_of", "modularity"]

TRIES = 50
"""How often the search begins; beyond :data:`ANY` nodes, once."""

ANY = 500
"""Up to so many nodes every bloc is tried for each."""

_GAIN = 1e-12


def modularity(size: int, links: Sequence[Link], blocs: Sequence[int]) -> float:
    """The signed modularity of a partition; 0 where there are no links.

    >>> round(modularity(4, [(0, 1, 1.0), (2, 3, 1.0), (0, 2, -1.0)], [0, 0, 1, 1]), 3)
    0.5
    """
    whole = sum(abs(weight) for _, _, weight in links)
    if not whole:
        return 0.0
    found = sum(weight for a, b, weight in links if blocs[a] == blocs[b])
    for wanted in (1, -1):
        total = sum(abs(w) for _, _, w in links if w * wanted > 0)
        strength: dict[int, float] = defaultdict(float)
        for a, b, weight in links:
            if weight * wanted > 0:
                strength[blocs[a]] += abs(weight)
                strength[blocs[b]] += abs(weight)
        if total:
            found -= wanted * sum(part * part for part in strength.values()) / (4 * total)
    return found / whole


def blocs_of(size: int, links: Sequence[Link], *, seed: int = 0) -> list[int]:
    """The bloc of each node, numbered in the order of their first nodes.

    >>> blocs_of(4, [(0, 1, 1.0), (2, 3, 1.0), (0, 2, -1.0)])
    [0, 0, 1, 1]
    """
    if not links:
        return list(range(size))
    network = _Network.of(size, links)
    best, found = -2.0, list(range(size))
    for number in range(TRIES if size <= ANY else 1):
        blocs = _searched(network, *_beginning(size, f"{seed}-{number}" if number else ""))
        value = modularity(size, links, blocs)
        if value > best + _GAIN:
            best, found = value, blocs
    return _numbered(found)


def _beginning(size: int, seed: str) -> tuple[list[int], list[int]]:
    """In which order nodes move, and from which blocs."""
    order = list(range(size))
    if not seed:
        return order, list(order)
    draw = Random(seed)
    draw.shuffle(order)
    if draw.random() < 0.5:
        return order, list(range(size))
    number = draw.randint(1, max(1, min(size, 6)))
    return order, [draw.randrange(number) for _ in range(size)]


def _numbered(blocs: Iterable[int]) -> list[int]:
    """The same partition, its blocs numbered from 0 as they come."""
    number: dict[int, int] = {}
    return [number.setdefault(bloc, len(number)) for bloc in blocs]


@dataclass(frozen=True, slots=True)
class _Network:
    """Nodes with their net links, and the friendly and the hostile weight of each."""

    near: list[dict[int, float]]
    friendly: list[float]
    hostile: list[float]

    @classmethod
    def of(cls, size: int, links: Iterable[Link]) -> _Network:
        near: list[dict[int, float]] = [{} for _ in range(size)]
        weights = [[0.0] * size, [0.0] * size]
        for a, b, weight in links:
            near[a][b] = near[b][a] = weight
            for end in (a, b):
                weights[weight < 0][end] += abs(weight)
        return cls(near, *weights)

    def joined(self, blocs: Sequence[int]) -> _Network:
        """The blocs as nodes. What lies within one is the same wherever it moves, and is left."""
        size = max(blocs) + 1
        near: list[dict[int, float]] = [defaultdict(float) for _ in range(size)]
        friendly, hostile = [0.0] * size, [0.0] * size
        for node, bloc in enumerate(blocs):
            friendly[bloc] += self.friendly[node]
            hostile[bloc] += self.hostile[node]
            for other, weight in self.near[node].items():
                if blocs[other] != bloc:
                    near[bloc][blocs[other]] += weight
        return _Network(near, friendly, hostile)


def _searched(network: _Network, order: Sequence[int], start: Sequence[int]) -> list[int]:
    """Move nodes, then blocs of them, until nothing gains."""
    blocs = _moved(network, order, start)
    while True:
        joined = network.joined(blocs)
        size = len(joined.near)
        merged = _moved(joined, range(size), range(size))
        blocs = _moved(network, order, [merged[bloc] for bloc in blocs])
        if max(merged) + 1 == size:
            return blocs


def _moved(network: _Network, order: Iterable[int], start: Iterable[int]) -> list[int]:
    """Each node where it gains most, again and again, while any gains; numbered from 0."""
    blocs = list(start)
    fresh = max(blocs, default=-1) + 1
    friends, foes = (sum(x) for x in (network.friendly, network.hostile))
    friendly: dict[int, float] = defaultdict(float)
    hostile: dict[int, float] = defaultdict(float)
    for node, bloc in enumerate(blocs):
        friendly[bloc] += network.friendly[node]
        hostile[bloc] += network.hostile[node]
    order, moved = list(order), True
    while moved:
        moved = False
        for node in order:
            plus, minus, here = network.friendly[node], network.hostile[node], blocs[node]
            friendly[here] -= plus
            hostile[here] -= minus
            tried = set(blocs) if len(blocs) <= ANY else {here}
            links = dict.fromkeys((*sorted(tried), fresh), 0.0)
            for other, weight in network.near[node].items():
                links[blocs[other]] = links.get(blocs[other], 0.0) + weight
            gains = {
                bloc: weight
                - (plus * friendly[bloc] / friends if plus else 0.0)
                + (minus * hostile[bloc] / foes if minus else 0.0)
                for bloc, weight in links.items()
            }
            best = max(gains, key=lambda bloc: (gains[bloc], bloc == here, -bloc))
            if gains[best] > gains[here] + _GAIN:
                moved = True
                here = best
                fresh += best == fresh
            blocs[node] = here
            friendly[here] += plus
            hostile[here] += minus
    return _numbered(blocs)
