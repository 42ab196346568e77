"""``project()``: the only way from the record to a network that can be analysed.

The misuse to prevent: ``nx.Graph(multigraph)`` keeps one of two meetings of a pair and loses the
other without a word, and one meeting told by three texts counts three times.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from math import fsum
from typing import TYPE_CHECKING, Any

from rapallo.dates.calendar import iso
from rapallo.projection.edges import EventEdge, Tally, event_edges, tallied_edges
from rapallo.projection.evidence import Evidence
from rapallo.projection.level import UNKNOWN, Level

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["EventEdge", "Tally", "event_edges", "join", "project"]


def project(
    evidence: Evidence,
    level: Level,
    *,
    kinds: Collection[str] = ("met_with",),
    directed: bool | None = None,
) -> nx.Graph[str] | nx.DiGraph[str]:
    """A simple weighted network of the events of these kinds, by the rule of the level.

    Undirected where only ``met_with`` is asked for, directed otherwise, unless ``directed`` says
    so; in a directed network a meeting runs both ways, in an undirected one acts of both directions
    are one edge.

    Edge attributes: ``weight`` (sum over events, each once), ``certain_weight`` (over certain
    ones), ``events``, ``certain_events``, ``claims``, ``kinds`` (tuples), ``first`` and ``last``
    (ISO days between which all its events possibly lie, empty where unbounded).
    Node attributes: ``label``, ``type`` (state, diplomat, post, organization, treaty, issue or
    unknown). Graph attributes: ``rule``, ``kinds``, ``filters``, ``casebook``, ``tally`` (see
    :class:`~rapallo.projection.edges.Tally`) and ``notes``, the tally in sentences.
    """
    edges, tally = tallied_edges(evidence, level, kinds)
    if directed is None:
        directed = set(kinds) != {"met_with"}
    graph = join(edges, level, directed=directed)
    graph.graph.update(
        rule=level.describe(),
        kinds=tuple(kinds),
        filters=evidence.filters.describe(),
        casebook=evidence.digest,
        tally=tally,
        notes=tally.sentences(level),
    )
    return graph


def join(
    edges: Iterable[EventEdge], level: Level, *, directed: bool = False
) -> nx.Graph[str] | nx.DiGraph[str]:
    """These edges as a network, the edges of each pair joined; see :func:`project`.

    Nodes and edges stand in the order of their ids, whatever the order of the edges given.
    """
    import networkx as nx

    found = list(edges)
    graph: nx.Graph[str] | nx.DiGraph[str] = nx.DiGraph() if directed else nx.Graph()
    things = {edge.b: edge.to for edge in found if edge.to != "actor"}
    for name in sorted({end for edge in found for end in (edge.a, edge.b)}):
        graph.add_node(name, label=level.label(name), type=things.get(name) or _type(name, level))
    pairs: dict[tuple[str, str], list[EventEdge]] = defaultdict(list)
    for edge in found:
        if directed:
            pairs[edge.a, edge.b].append(edge)
            if edge.kind == "met_with":
                pairs[edge.b, edge.a].append(edge)
        else:
            pairs[min(edge.a, edge.b), max(edge.a, edge.b)].append(edge)
    for pair, joined in sorted(pairs.items()):
        graph.add_edge(*pair, **_attributes(joined))
    return graph


def _attributes(joined: Sequence[EventEdge]) -> dict[str, Any]:
    certain = [edge for edge in joined if edge.certain]
    return {
        "weight": _weight(joined),
        "certain_weight": _weight(certain),
        "events": tuple(sorted({edge.event for edge in joined})),
        "certain_events": tuple(sorted({edge.event for edge in certain})),
        "claims": tuple(sorted({claim for edge in joined for claim in edge.claims})),
        "kinds": tuple(sorted({edge.kind for edge in joined})),
        "first": iso(min(edge.when.s0 for edge in joined)),
        "last": iso(max(edge.when.e1 for edge in joined)),
    }


def _weight(joined: Sequence[EventEdge]) -> float:
    """The sum over events, each once, also where it joins a pair in both directions."""
    weights: dict[str, float] = defaultdict(float)
    for edge in joined:
        weights[edge.event] = max(weights[edge.event], edge.weight)
    return fsum(weights.values())


def _type(name: str, level: Level) -> str:
    if name == UNKNOWN:
        return "unknown"
    if name in level.states:
        return "state"
    if name in level.diplomats:
        return "diplomat"
    return "post" if "/" in name else "organization"
