"""Values of the ranked as functions of their events, so that events can be drawn anew or left out.

Everything is in columns: how often each event counts (once in the record, never when left out,
several times in a resample) goes in, the value of each of the ranked comes out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from rapallo.analysis.centrality.brokerage import brokerage
from rapallo.analysis.centrality.measures import MEASURES
from rapallo.analysis.centrality.ranked import BROKERAGE
from rapallo.projection.edges import EventEdge

if TYPE_CHECKING:
    Array = np.ndarray[Any, np.dtype[Any]]

__all__ = ["MONOTONE", "Networked", "Pairs", "Scores", "Sums", "pairs", "rank_array", "sums"]

MONOTONE = ("degree", "strength")
"""Measures that an event can only raise, and only for those who take part in it."""

SMALL = 300
"""So many nodes are few enough for a solution on the whole matrix."""

DAMPING = 0.85

_TIE = 1e-9


class Scores(Protocol):
    """What gives the ranked their values.

    ``events`` and ``ranked`` are ids. ``monotone``: an event raises only those who take part in it.
    """

    @property
    def events(self) -> tuple[str, ...]:
        """The events that give values."""

    @property
    def ranked(self) -> tuple[str, ...]:
        """Those who are ranked."""

    @property
    def monotone(self) -> bool:
        """Whether an event only raises those who take part in it."""

    def values(self, counts: Array) -> Array:
        """The value of each, the greater the higher, when each event counts so often."""

    def taking_part(self, one: int) -> Array:
        """The numbers of the events in which one of the ranked takes part."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Values that are sums over events: entry k adds ``weight[k]`` to ``of[k]`` by ``event[k]``."""

    events: tuple[str, ...]
    ranked: tuple[str, ...]
    event: Array
    of: Array
    weight: Array
    monotone: bool = True

    def values(self, counts: Array) -> Array:
        """The sums."""
        found: Array = np.bincount(self.of, self.weight * counts[self.event], len(self.ranked))
        return found

    def taking_part(self, one: int) -> Array:
        """The events that add to the value of one."""
        return np.unique(self.event[self.of == one])

    def shares(self, one: int) -> Array:
        """What each event adds to the value of one."""
        mine = self.of == one
        found: Array = np.bincount(self.event[mine], self.weight[mine], len(self.events))
        return found


@dataclass(frozen=True, slots=True)
class Pairs:
    """A network as pairs: entry k adds ``weight[k]`` to ``pair[k]`` by ``event[k]``.

    ``tail`` and ``head`` are the ends of each pair, as numbers of ``nodes``.
    """

    events: tuple[str, ...]
    nodes: tuple[str, ...]
    tail: Array
    head: Array
    event: Array
    pair: Array
    weight: Array
    directed: bool


@dataclass(frozen=True, slots=True)
class Networked:
    """Values that are those of a measure on the network of the events that count.

    ``places``: the numbers of the ranked among the nodes. ``groups``: the states of the nodes, by
    number, for brokerage.
    """

    net: Pairs
    ranked: tuple[str, ...]
    places: Array
    measure: str
    weighed: bool = True
    groups: Mapping[int, str] = field(default_factory=dict)

    @property
    def events(self) -> tuple[str, ...]:
        """The events that join two nodes."""
        return self.net.events

    @property
    def monotone(self) -> bool:
        """Whether an event only raises those who take part in it."""
        return self.measure in MONOTONE

    def values(self, counts: Array) -> Array:
        """The measure; the least constraint is the greatest value, and none is the least."""
        net = self.net
        weight = np.bincount(net.pair, net.weight * counts[net.event], len(net.tail))
        kept = weight > 0
        return self._measured(net.tail[kept], net.head[kept], weight[kept])[self.places]

    def _measured(self, tail: Array, head: Array, weight: Array) -> Array:
        size = len(self.net.nodes)
        if self.measure == "degree":
            found: Array = np.bincount(tail, minlength=size) + np.bincount(head, minlength=size)
            return found.astype(np.float64)
        if self.measure not in ("betweenness", "closeness"):
            return self._by_networkx(tail, head, weight)
        from rapallo.analysis.centrality import shortest

        inward = self.measure == "closeness"
        ends = (head, tail) if inward else (tail, head)
        long = 1 / weight if self.weighed else None
        arcs = shortest.Arcs.of(size, *ends, long, directed=self.net.directed)
        return shortest.closeness(arcs) if inward else shortest.betweenness(arcs, tolerance=_TIE)

    def _by_networkx(self, tail: Array, head: Array, weight: Array) -> Array:
        import networkx as nx

        graph: Any = nx.DiGraph() if self.net.directed else nx.Graph()
        graph.add_weighted_edges_from(
            zip(tail.tolist(), head.tolist(), weight.tolist(), strict=True)
        )
        if self.measure in BROKERAGE:
            return self._brokerage(graph)
        if self.measure == "pagerank" and 0 < len(graph) <= SMALL:
            return self._pagerank(graph)
        chosen = MEASURES[self.measure]
        found = np.full(len(self.net.nodes), -np.inf if chosen.least_first else 0.0)
        values: Mapping[Any, float] = chosen.compute(graph, "weight" if self.weighed else None)
        for node, value in values.items():
            found[node] = -value if chosen.least_first else value
        return found

    def _pagerank(self, graph: Any) -> Array:
        """PageRank as the solution of its equations: sooner there than by steps, where few."""
        import networkx as nx

        found, size = np.zeros(len(self.net.nodes)), len(graph)
        # Without a weight every edge is 1; the type stubs know of no such case.
        weight: Any = "weight" if self.weighed else None
        steps = nx.to_numpy_array(graph, weight=weight)
        total = steps.sum(axis=1, keepdims=True)
        steps = np.divide(steps, total, out=np.full_like(steps, 1 / size), where=total > 0)
        here = np.full(size, (1 - DAMPING) / size)
        found[list(graph)] = np.linalg.solve(np.eye(size) - DAMPING * steps.T, here)
        return found

    def _brokerage(self, graph: Any) -> Array:
        found = np.zeros(len(self.net.nodes))
        for node, each in brokerage(graph, self.groups).items():
            total = self.measure == "brokerage"
            found[node] = sum(each.told.values()) if total else each.told[self.measure]
        return found

    def taking_part(self, one: int) -> Array:
        """The events that join one to another."""
        node, net = self.places[one], self.net
        mine = (net.tail[net.pair] == node) | (net.head[net.pair] == node)
        return np.unique(net.event[mine])


def pairs(edges: Sequence[EventEdge], *, directed: bool) -> Pairs:
    """The edges of events as pairs, each event once a pair, as
    :func:`~rapallo.projection.project.join` has them.
    """
    entries: dict[tuple[str, str, str], float] = {}
    for edge in edges:
        both = directed and edge.kind == "met_with"
        ends = (edge.a, edge.b) if directed else (min(edge.a, edge.b), max(edge.a, edge.b))
        for a, b in (ends, ends[::-1]) if both else (ends,):
            key = (edge.event, a, b)
            entries[key] = max(entries.get(key, 0.0), edge.weight)
    keys = sorted(entries)
    events = _numbered(event for event, _, _ in keys)
    nodes = _numbered(sorted({end for _, a, b in keys for end in (a, b)}))
    joined = _numbered(sorted({(a, b) for _, a, b in keys}))
    return Pairs(
        tuple(events),
        tuple(nodes),
        np.array([nodes[a] for a, _ in joined], np.int64),
        np.array([nodes[b] for _, b in joined], np.int64),
        np.array([events[event] for event, _, _ in keys], np.int64),
        np.array([joined[a, b] for _, a, b in keys], np.int64),
        np.array([entries[key] for key in keys], np.float64),
        directed,
    )


def sums(net: Pairs, ranked: Sequence[str]) -> Sums:
    """The strength of the ranked: the sum of the weights of one's pairs."""
    number = {name: i for i, name in enumerate(ranked)}
    place = np.array([number.get(name, -1) for name in net.nodes], np.int64)
    of = np.concatenate((place[net.tail[net.pair]], place[net.head[net.pair]]))
    kept = of >= 0
    event, weight = (np.concatenate((column, column)) for column in (net.event, net.weight))
    return Sums(net.events, tuple(ranked), event[kept], of[kept], weight[kept])


def rank_array(values: Array) -> Array:
    """The rank of each value, as :func:`~rapallo.analysis.centrality.ranked.ranks` gives it.

    >>> rank_array(np.array([2.0, 0.1 + 0.2, 0.3, 0.0])).tolist()
    [1, 2, 2, 4]
    """
    order = np.argsort(-values, kind="stable")
    ordered = np.nan_to_num(values[order], neginf=np.finfo(np.float64).min)
    fresh = np.ones(len(values), np.bool_)
    fresh[1:] = ordered[:-1] - ordered[1:] > _TIE * np.maximum(1.0, np.abs(ordered[:-1]))
    found = np.empty(len(values), np.int64)
    found[order] = np.maximum.accumulate(np.where(fresh, np.arange(1, len(values) + 1), 0))
    return found


def _numbered(names: Any) -> dict[Any, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names))}
