"""How far a signed network is from balance: the line index, and the divisions that reach it.

A network is balanced where its nodes fall into two sides with friends on one side and foes across
(Cartwright and Harary 1956). The *line index of balance*, or frustration, is the least number of
ties that have to go for it to be so (Harary 1959): the ties that even the best division spoils.

Cycles lie within biconnected blocks, so each block is solved for itself. A block that is balanced,
or has at most :data:`EXACT` nodes, is solved exactly, the latter by trying every division in the
order of a Gray code. Beyond, the answer is a bound from both sides: from above the best division
that a seeded local search finds, from below the weight of unbalanced cycles that share no tie (each
of them has to lose one); where the two meet, it is exact all the same. Finding the line index is
NP-hard (Aref, Mason and Wilson 2020), so some bound there must be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import fsum

__all__ = ["EXACT", "Division", "Link", "divide", "spoiled"]

EXACT = 25
"""The most nodes of a block that is not balanced for which every division is tried."""

ZERO = 1e-9

Link = tuple[int, int, float]
"""Two nodes, numbered from 0, and a weight: above 0 between friends, below between foes."""


@dataclass(frozen=True, slots=True)
class Division:
    """Two sides that spoil as little as could be found.

    ``sides`` holds 0 or 1 for each node; sides of different ``components`` have nothing to do with
    each other. ``cost`` is the weight of the ties spoiled, ``at_least`` what any division spoils.
    Nodes of one number in ``settled`` stand to each other as here in *every* best division; where
    that is not known, each node has a number of its own.
    """

    sides: tuple[int, ...]
    cost: float
    at_least: float
    components: tuple[int, ...]
    settled: tuple[int, ...]

    @property
    def exact(self) -> bool:
        """Whether no division spoils less."""
        return self.cost - self.at_least < ZERO

    def spoils(self, link: Link) -> bool:
        """Whether this division has friends across, or foes on one side."""
        a, b, weight = link
        return (self.sides[a] != self.sides[b]) == (weight > 0)

    def always(self, link: Link) -> bool | None:
        """Whether every best division spoils a tie (True), none does (False), or it depends."""
        a, b, _ = link
        return self.spoils(link) if self.settled[a] == self.settled[b] else None


def spoiled(links: Sequence[Link], sides: Sequence[int]) -> float:
    """The weight of the ties that a division spoils.

    >>> spoiled([(0, 1, 1.0), (1, 2, 2.0), (0, 2, -1.0)], [0, 0, 1])
    2.0
    """
    return fsum(abs(w) for a, b, w in links if (sides[a] != sides[b]) == (w > 0))


def divide(size: int, links: Sequence[Link], *, seed: int = 0) -> Division:
    """The best division of nodes 0 to ``size - 1`` by links, each pair at most once, none of 0.

    >>> triangle = divide(3, [(0, 1, 1.0), (1, 2, 1.0), (0, 2, -1.0)])
    >>> triangle.cost, triangle.exact, triangle.always((0, 1, 1.0)) is None
    (1.0, True, True)
    """
    import networkx as nx

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_weighted_edges_from(links)
    blocks = []
    for ends in nx.biconnected_component_edges(graph):
        block = sorted({(min(a, b), max(a, b)) for a, b in ends})
        blocks.append(_solved([(a, b, graph[a][b]["weight"]) for a, b in block], seed))
    blocks.sort(key=lambda block: block.nodes)
    sides, components = _joined(size, blocks)
    return Division(
        tuple(sides),
        fsum(block.cost for block in blocks),
        fsum(block.at_least for block in blocks),
        tuple(components),
        tuple(_settled(size, blocks)),
    )


@dataclass(frozen=True, slots=True)
class _Block:
    """A block with its own best sides; ``groups``: nodes that always stand to each other so."""

    nodes: tuple[int, ...]
    sides: dict[int, int]
    cost: float
    at_least: float
    groups: tuple[tuple[int, ...], ...]


def _solved(links: Sequence[Link], seed: int) -> _Block:
    nodes = tuple(sorted({end for a, b, _ in links for end in (a, b)}))
    tree = _along_a_tree(links, nodes[0])
    if not spoiled(links, tree):  # type: ignore[arg-type]
        return _Block(nodes, tree, 0.0, 0.0, (nodes,))
    from rapallo.analysis.signed.divisions import best_division, bounds

    place = {node: number for number, node in enumerate(nodes)}
    own = [(place[a], place[b], weight) for a, b, weight in links]
    if len(nodes) <= EXACT:
        _, found, alike = best_division(len(nodes), own)
        groups = tuple(tuple(nodes[i] for i in group) for group in alike)
        cost = spoiled(own, found)
        return _Block(nodes, dict(zip(nodes, found, strict=True)), cost, cost, groups)
    start = [tree[node] for node in nodes]
    _, found, at_least = bounds(len(nodes), own, start, seed)
    cost = spoiled(own, found)
    return _Block(nodes, dict(zip(nodes, found, strict=True)), cost, at_least, ())


def _along_a_tree(links: Sequence[Link], root: int) -> dict[int, int]:
    """Sides that spoil no tie of a tree that spans the block; of a balanced one, none at all."""
    near: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for a, b, weight in links:
        near[a].append((b, weight))
        near[b].append((a, weight))
    sides, waiting = {root: 0}, [root]
    for node in waiting:
        for other, weight in near[node]:
            if other not in sides:
                sides[other] = sides[node] ^ (weight < 0)
                waiting.append(other)
    return sides


def _joined(size: int, blocks: Sequence[_Block]) -> tuple[list[int], list[int]]:
    """The sides of all nodes, a block turned over where it does not fit the one before, and the
    components: each is numbered by its first node, whose side is 0."""
    of: dict[int, list[_Block]] = defaultdict(list)
    for block in blocks:
        for node in block.nodes:
            of[node].append(block)
    sides, components = [-1] * size, [0] * size
    for first in range(size):
        if sides[first] < 0:
            for node, side in _spread(first, of):
                sides[node], components[node] = side, first
    return sides, components


def _spread(first: int, of: dict[int, list[_Block]]) -> Iterator[tuple[int, int]]:
    found, waiting, done = {first: 0}, [first], set()
    for node in waiting:
        for block in of[node]:
            if block.nodes in done:
                continue
            done.add(block.nodes)
            turn = block.sides[node] ^ found[node]
            for other in block.nodes:
                if other not in found:
                    found[other] = block.sides[other] ^ turn
                    waiting.append(other)
    yield from found.items()


def _settled(size: int, blocks: Sequence[_Block]) -> list[int]:
    """Nodes joined by groups of blocks: best divisions of blocks combine freely, so what each
    settles, and no more, is settled in all."""
    import networkx as nx

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(size))
    for block in blocks:
        for group in block.groups:
            nx.add_path(graph, group)
    number = [0] * size
    for nodes in nx.connected_components(graph):
        least = min(nodes)
        for node in nodes:
            number[node] = least
    return number
