"""Measures of centrality on a projection, with the semantics of NetworkX where it has them.

Each takes the network of :func:`rapallo.projection.project.join` and gives a number for each node;
each is right for a network in several parts, and for one with none at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np

    Network = nx.Graph[str] | nx.DiGraph[str]
    Array = np.ndarray[Any, np.dtype[np.float64]]

__all__ = [
    "MEASURES",
    "Measure",
    "betweenness",
    "closeness",
    "constraint",
    "degree",
    "eigenvector",
    "pagerank",
    "strength",
]

_SQUARINGS = 30
_TIED = 1e-9

LARGE = 1_000_000
"""Nodes times edges from which compiled code is worth its loading, a second or two."""


class Compute(Protocol):
    """How a measure is computed. ``weight``: the attribute that says how strong an edge is, the
    more the nearer; None: all edges are alike."""

    def __call__(self, graph: Network, weight: str | None = "weight") -> dict[str, float]:
        """A number for each node."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: what it computes, and the convention in a sentence that goes with the numbers.

    ``alike``: the convention where all edges count alike, if it is another. ``least_first``: the
    least value is the first rank.
    """

    name: str
    compute: Compute
    says: str
    says_directed: str = ""
    alike: str = ""
    least_first: bool = False

    def convention(self, *, directed: bool, weight: str | None = "weight") -> str:
        """The convention for such a network."""
        says = self.says if weight else self.alike or self.says
        return " ".join(filter(None, (says, self.says_directed if directed else "")))


def degree(graph: Network, weight: str | None = None) -> dict[str, float]:
    """How many others each is joined to, not weighted; with directions, arcs in and out.

    ``networkx.degree_centrality`` is this divided by the number of all others.
    """
    return {node: float(number) for node, number in graph.degree()}


def strength(graph: Network, weight: str | None = "weight") -> dict[str, float]:
    """The sum of the weights of each one's edges (Barrat et al. 2004, PNAS 101).

    As a meeting of k weighs 1/(k-1) with each of the others, one's strength in meetings is about
    the number of meetings.
    """
    return {node: float(total) for node, total in graph.degree(weight=weight)}


def closeness(graph: Network, weight: str | None = "weight") -> dict[str, float]:
    """How near each is to the others: 1 over the mean length of the shortest ways *to* it.

    ``networkx.closeness_centrality`` with a ``distance`` of 1/weight (Newman 2001), times the share
    of the others that reach it (``wf_improved``; Wasserman and Faust 1994, p. 201), so that a pair
    apart from all others is not the nearest of all.
    """
    import networkx as nx

    measured = _measured(graph, weight)
    distance = "distance" if weight else None
    if _large(graph):
        from rapallo.analysis.centrality.shortest import closeness_centrality

        return closeness_centrality(measured, distance=distance)
    return {n: float(v) for n, v in nx.closeness_centrality(measured, distance=distance).items()}


def betweenness(graph: Network, weight: str | None = "weight") -> dict[str, float]:
    """The share of shortest ways between all pairs of others that lead through each.

    ``networkx.betweenness_centrality``, normalized, with a distance of 1/weight (Brandes 2001,
    Newman 2001), which is what NetworkX calls ``weight`` there; with None, ways are counted in
    steps. For a network in parts, pairs in different parts have no way.

    Distances are compared exactly, so that ways of equal length count as equal whatever the order
    of the nodes; those of a large network as equal where they differ by less than a billionth.
    """
    import networkx as nx

    if _large(graph):
        from rapallo.analysis.centrality import shortest

        arcs = shortest.Arcs.from_networkx(_measured(graph, weight), "distance" if weight else None)
        values = shortest.betweenness(arcs, tolerance=_TIED).tolist()
        return dict(zip(graph, values, strict=True))
    measured = graph.copy()
    if weight:
        nx.set_edge_attributes(measured, _distances(graph, weight), "distance")
    found = nx.betweenness_centrality(measured, weight="distance" if weight else None)
    return {name: float(value) for name, value in found.items()}


def _large(graph: Network) -> bool:
    return len(graph) * graph.number_of_edges() >= LARGE


def _measured(graph: Network, weight: str | None) -> Network:
    """The network with a distance of 1/weight on every edge."""
    if not weight:
        return graph
    measured = graph.__class__()
    measured.add_nodes_from(graph)
    measured.add_edges_from(
        (a, b, {"distance": 1 / data.get(weight, 1)}) for a, b, data in graph.edges(data=True)
    )
    return measured


def _distances(graph: Network, weight: str) -> dict[tuple[str, str], int]:
    """1/weight of every edge as a whole number, all scaled alike."""
    weights = {
        (a, b): Fraction(data.get(weight, 1)).limit_denominator(10**6)
        for a, b, data in graph.edges(data=True)
    }
    scale = lcm(*(value.numerator for value in weights.values()))
    return {pair: value.denominator * (scale // value.numerator) for pair, value in weights.items()}


def constraint(graph: Network, weight: str | None = "weight") -> dict[str, float]:
    """How far each one's partners are bound up with one another, so that he has no other way round.

    ``networkx.constraint`` (Burt 1992, Structural Holes, chapter 2): low for a broker between those
    who do not deal with each other, high for who depends on a few. Arcs in and out are added.
    """
    import networkx as nx

    if not graph.number_of_edges():
        return {}
    values: Mapping[str, float] = nx.constraint(graph, weight=weight)
    return {name: float(value) for name, value in values.items()}


def eigenvector(graph: Network, weight: str | None = "weight") -> dict[str, float]:
    """How well each is joined to those who are well joined themselves (Bonacich 1972).

    The eigenvector of the largest eigenvalue of the weights, of unit length: what
    ``networkx.eigenvector_centrality`` tends to. With directions, what comes in counts.

    In a network of several parts only the part with the largest eigenvalue has values above 0,
    as the limit of the power iteration from equal start has it; parts with equal eigenvalue each
    keep their share. Where no arcs go round, every value is 0.
    """
    import networkx as nx
    import numpy as np

    values = dict.fromkeys(graph, 0.0)
    found = [(_leading(graph, names, weight), names) for names in _parts(graph)]
    largest = max((root for (root, _), _ in found), default=0.0)
    if not largest or (graph.is_directed() and nx.is_directed_acyclic_graph(graph)):
        return values
    for (root, vector), names in found:
        if root >= largest * (1 - _TIED):
            share = vector * vector.sum()
            values.update(zip(names, map(float, share), strict=True))
    length = float(np.linalg.norm(list(values.values())))
    return {name: value / length for name, value in values.items()}


def _parts(graph: Network) -> Iterator[list[str]]:
    import networkx as nx

    # The parts of a directed network are those of the network without its directions.
    return (sorted(names) for names in nx.connected_components(nx.Graph(graph)))


def _leading(graph: Network, names: list[str], weight: str | None) -> tuple[float, Array]:
    """The largest eigenvalue of a connected part and its vector, of unit length, nothing below 0.

    Without directions the matrix is symmetric; with them, a high power of it (and 1, which keeps
    the vectors and lets the power settle) tends to the vector.
    """
    import networkx as nx
    import numpy as np

    # Without a weight every edge is 1; the type stubs know of no such case.
    name: Any = weight
    matrix = nx.to_numpy_array(graph, nodelist=names, weight=name).T
    if not graph.is_directed():
        roots, vectors = np.linalg.eigh(matrix)
        return float(roots[-1]), np.abs(vectors[:, -1])
    power = matrix / (matrix.max() or 1.0) + np.eye(len(names))
    for _ in range(_SQUARINGS):
        power = power @ power
        power /= power.max()
    vector = power.sum(axis=1)
    vector /= np.linalg.norm(vector)
    return float(np.linalg.norm(matrix @ vector)), vector


def pagerank(graph: Network, weight: str | None = "weight") -> dict[str, float]:
    """Where one ends up who follows edges by weight, and starts anew every seventh step or so.

    ``networkx.pagerank`` with its damping of 0.85 (Brin and Page 1998), to ten digits. Without
    directions every edge is followed both ways; who has no arc out starts anew anywhere.
    """
    import networkx as nx

    if not graph:
        return {}
    values: Mapping[str, float] = nx.pagerank(graph, weight=weight, tol=1e-12, max_iter=1_000)
    return {name: float(value) for name, value in values.items()}


MEASURES = {
    measure.name: measure
    for measure in (
        Measure(
            "degree",
            degree,
            "Degree is the number of others, not weighted.",
            "Arcs in and arcs out are added.",
        ),
        Measure(
            "strength",
            strength,
            "Strength is the sum of the weights of one's edges: a meeting of k weighs 1/(k-1).",
            "Arcs in and arcs out are added.",
            "Strength with all edges alike is the degree.",
        ),
        Measure(
            "closeness",
            closeness,
            "Closeness is 1 over the mean length of the shortest ways to one, an edge being as "
            "long as 1/weight, times the share of the others that reach one.",
            "Ways follow the arcs.",
            "Closeness is 1 over the mean number of steps to one, times the share of the others "
            "that reach one.",
        ),
        Measure(
            "betweenness",
            betweenness,
            "Betweenness is the share of shortest ways that lead through one, "
            "an edge being as long as 1/weight.",
            "Ways follow the arcs.",
            "Betweenness is the share of shortest ways, in steps, that lead through one.",
        ),
        Measure(
            "eigenvector",
            eigenvector,
            "Eigenvector centrality is weighted, of unit length, and 0 outside the part of the "
            "network with the largest eigenvalue.",
            "Arcs that come in count; where none go round, all is 0.",
            "Eigenvector centrality is not weighted, of unit length, and 0 outside the part of "
            "the network with the largest eigenvalue.",
        ),
        Measure(
            "pagerank",
            pagerank,
            "PageRank is weighted, with a damping of 0.85.",
            "Arcs that come in count.",
            "PageRank is not weighted, with a damping of 0.85.",
        ),
        Measure(
            "constraint",
            constraint,
            "Constraint (Burt) is weighted; who has the least stands first, as a broker between "
            "those who do not deal with each other.",
            "Arcs in and arcs out are added.",
            "Constraint (Burt) is not weighted; who has the least stands first, as a broker "
            "between those who do not deal with each other.",
            least_first=True,
        ),
    )
}
"""The measures by name."""
