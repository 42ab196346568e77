"""Betweenness and closeness of large networks: shortest ways from every node, on columns.

The two public functions are those of NetworkX, by name, parameters and value; only the way there
is another, Brandes (2001) over arcs in rows of one array, compiled by Numba. The first call in a
process loads the compiled code; the first ever compiles it, which takes some seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from rapallo.errors import BadOption

if TYPE_CHECKING:
    import networkx as nx

    Network = nx.Graph[Any] | nx.DiGraph[Any]

__all__ = ["Arcs", "betweenness", "betweenness_centrality", "closeness", "closeness_centrality"]

Array = np.ndarray[Any, np.dtype[Any]]

UNWEIGHTED = np.zeros(0)
"""In place of lengths: every arc is one step."""


@dataclass(frozen=True, slots=True)
class Arcs:
    """The arcs of a network: those that leave node i are ``heads[starts[i]:starts[i + 1]]``.

    ``lengths`` is in the order of ``heads``, or empty where every arc is one step. Without
    directions each edge is an arc both ways.
    """

    starts: Array
    heads: Array
    lengths: Array
    directed: bool

    @classmethod
    def of(
        cls,
        size: int,
        tails: Array,
        heads: Array,
        lengths: Array | None = None,
        *,
        directed: bool = False,
    ) -> Arcs:
        """The arcs between nodes numbered from 0; an edge of an undirected network is given once.

        Raises :class:`~rapallo.errors.BadOption` for a length that is not above 0.
        """
        if lengths is not None and not np.all(lengths > 0):
            raise BadOption("a way of length 0 or less has no shortest: distances are above 0")
        if not directed:
            loop = tails != heads
            one_way = tails, heads
            tails = np.concatenate((one_way[0], one_way[1][loop]))
            heads = np.concatenate((one_way[1], one_way[0][loop]))
            lengths = None if lengths is None else np.concatenate((lengths, lengths[loop]))
        order = np.argsort(tails, kind="stable")
        starts = np.zeros(size + 1, np.int64)
        np.cumsum(np.bincount(tails, minlength=size), out=starts[1:])
        found = UNWEIGHTED if lengths is None else np.asarray(lengths, np.float64)[order]
        return cls(starts, np.asarray(heads, np.int32)[order], found, directed)

    @classmethod
    def from_networkx(cls, graph: Network, distance: str | None, *, inward: bool = False) -> Arcs:
        """The arcs of a NetworkX graph, nodes numbered in its order; ``inward``: turned round.

        ``distance`` names the attribute that says how long an edge is; one without it is 1 long.
        """
        if graph.is_multigraph():
            raise BadOption("a multigraph is a record, no network to analyse: project it first")
        number = {name: i for i, name in enumerate(graph)}
        tails = np.fromiter((number[a] for a, _ in graph.edges()), np.int32)
        heads = np.fromiter((number[b] for _, b in graph.edges()), np.int32)
        lengths = None
        if distance is not None:
            found: Iterable[Any] = (long for _, _, long in graph.edges(data=distance, default=1))
            lengths = np.fromiter(found, np.float64)
        ends = (heads, tails) if inward else (tails, heads)
        return cls.of(len(graph), *ends, lengths, directed=graph.is_directed())


def betweenness_centrality(
    G: Network, *, normalized: bool = True, weight: str | None = None, endpoints: bool = False
) -> dict[Any, float]:
    """The share of shortest ways between all pairs that lead through each node.

    ``networkx.betweenness_centrality`` with all nodes as sources: ``weight`` names the attribute
    that says how *long* an edge is, None counts steps; ``endpoints`` counts the ends of a way as
    on it; not ``normalized``, it is the sum over pairs. Lengths are added and compared as NetworkX
    does it, as floating point numbers; they are above 0.

    Brandes (2001), A faster algorithm for betweenness centrality, J. Math. Sociology 25.

    >>> import networkx as nx
    >>> betweenness_centrality(nx.path_graph(3))
    {0: 0.0, 1: 1.0, 2: 0.0}
    """
    arcs = Arcs.from_networkx(G, weight)
    values = betweenness(arcs, normalized=normalized, endpoints=endpoints)
    return dict(zip(G, values.tolist(), strict=True))


def betweenness(
    arcs: Arcs, *, normalized: bool = True, endpoints: bool = False, tolerance: float = 0.0
) -> Array:
    """The same by number of the node. ``tolerance``: ways whose lengths differ by less than that
    share of them are equally long.
    """
    size = len(arcs.starts) - 1
    work = _by_steps if arcs.lengths is UNWEIGHTED else _by_length
    values: Array = work(arcs.starts, arcs.heads, arcs.lengths, tolerance, endpoints)
    others = size if endpoints else size - 1
    if others < 2:
        return values
    if normalized:
        return values / (others * (others - 1))
    return values if arcs.directed else values / 2


def closeness_centrality(
    G: Network, *, distance: str | None = None, wf_improved: bool = True
) -> dict[Any, float]:
    """How near each node is to those that can reach it: 1 over the mean length of the ways.

    ``networkx.closeness_centrality``: ways lead *to* the node, ``distance`` names the attribute
    that says how long an edge is, None counts steps. ``wf_improved``: times the share of the others
    that can reach it (Wasserman and Faust 1994, p. 201), so that parts of a network compare.

    >>> import networkx as nx
    >>> closeness_centrality(nx.path_graph(3))[1]
    1.0
    """
    arcs = Arcs.from_networkx(G, distance, inward=True)
    return dict(zip(G, closeness(arcs, wf_improved=wf_improved).tolist(), strict=True))


def closeness(arcs: Arcs, *, wf_improved: bool = True) -> Array:
    """The same by number of the node, over the ways that follow the arcs *from* each."""
    size = len(arcs.starts) - 1
    reached, total = _reach(arcs.starts, arcs.heads, arcs.lengths)
    values: Array = np.divide(reached, total, out=np.zeros(size), where=total > 0)
    return values * reached / max(size - 1, 1) if wf_improved else values


@njit(cache=True)
def _by_steps(
    starts: Array, heads: Array, lengths: Array, tolerance: float, endpoints: bool
) -> Array:
    size = len(starts) - 1
    values = np.zeros(size)
    level = np.full(size, -1, np.int32)
    ways = np.zeros(size)
    share = np.zeros(size)
    order = np.zeros(size, np.int32)
    for source in range(size):
        level[source], ways[source], order[0] = 0, 1.0, source
        seen, at = 1, 0
        while at < seen:
            node = order[at]
            at += 1
            beyond, here = level[node] + 1, ways[node]
            for arc in range(starts[node], starts[node + 1]):
                head = heads[arc]
                if level[head] < 0:
                    level[head] = beyond
                    ways[head] = here
                    order[seen] = head
                    seen += 1
                elif level[head] == beyond:
                    ways[head] += here
        # From the farthest back: what a node passes on is shared out by the ways that lead to it.
        for at in range(seen - 1, 0, -1):
            node = order[at]
            beyond, passed = level[node] + 1, 0.0
            for arc in range(starts[node], starts[node + 1]):
                head = heads[arc]
                if level[head] == beyond:
                    passed += share[head]
            passed *= ways[node]
            values[node] += passed + (1.0 if endpoints else 0.0)
            share[node] = (1.0 + passed) / ways[node]
        values[source] += seen - 1 if endpoints else 0
        for at in range(seen):
            level[order[at]] = -1
    return values


@njit(cache=True)
def _by_length(
    starts: Array, heads: Array, lengths: Array, tolerance: float, endpoints: bool
) -> Array:
    size = len(starts) - 1
    values, ways, share = np.zeros(size), np.zeros(size), np.zeros(size)
    far = np.full(size, np.inf)
    done = np.zeros(size, np.bool_)
    order = np.zeros(size, np.int32)
    for source in range(size):
        far[source], ways[source] = 0.0, 1.0
        queue = [(0.0, np.int64(source))]
        seen = 0
        while queue:
            _, node = heappop(queue)
            if done[node]:
                continue
            done[node] = True
            order[seen] = node
            seen += 1
            for arc in range(starts[node], starts[node + 1]):
                head = heads[arc]
                reach = far[node] + lengths[arc]
                if reach < far[head] * (1 - tolerance):
                    far[head], ways[head] = reach, ways[node]
                    heappush(queue, (reach, np.int64(head)))
                elif reach <= far[head] * (1 + tolerance):
                    ways[head] += ways[node]
        for at in range(seen - 1, 0, -1):
            node = order[at]
            passed = 0.0
            for arc in range(starts[node], starts[node + 1]):
                head = heads[arc]
                reach = far[node] + lengths[arc]
                low, high = far[head] * (1 - tolerance), far[head] * (1 + tolerance)
                if low <= reach <= high:
                    passed += share[head]
            passed *= ways[node]
            values[node] += passed + (1.0 if endpoints else 0.0)
            share[node] = (1.0 + passed) / ways[node]
        values[source] += seen - 1 if endpoints else 0
        for at in range(seen):
            far[order[at]], done[order[at]] = np.inf, False
    return values


@njit(cache=True)
def _reach(starts: Array, heads: Array, lengths: Array) -> tuple[Array, Array]:
    """How many others each node reaches, and the sum of the lengths of the shortest ways."""
    size = len(starts) - 1
    reached, total = np.zeros(size), np.zeros(size)
    far = np.full(size, np.inf)
    done = np.zeros(size, np.bool_)
    order = np.zeros(size, np.int32)
    for source in range(size):
        far[source] = 0.0
        seen = 0
        if len(lengths):
            queue = [(0.0, np.int64(source))]
            while queue:
                _, node = heappop(queue)
                if done[node]:
                    continue
                done[node] = True
                order[seen] = node
                seen += 1
                for arc in range(starts[node], starts[node + 1]):
                    reach = far[node] + lengths[arc]
                    if reach < far[heads[arc]]:
                        far[heads[arc]] = reach
                        heappush(queue, (reach, np.int64(heads[arc])))
        else:
            order[0] = source
            seen, at = 1, 0
            while at < seen:
                node = order[at]
                at += 1
                for arc in range(starts[node], starts[node + 1]):
                    if far[heads[arc]] == np.inf:
                        far[heads[arc]] = far[node] + 1
                        order[seen] = heads[arc]
                        seen += 1
        reached[source] = seen - 1
        for at in range(seen):
            total[source] += far[order[at]]
            far[order[at]], done[order[at]] = np.inf, False
    return reached, total
