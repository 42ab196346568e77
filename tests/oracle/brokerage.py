"""Gould-Fernandez brokerage as the definition has it: every three nodes are looked at."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations
from typing import Any

import networkx as nx

__all__ = ["roles"]


def roles(graph: nx.DiGraph[Any], groups: Mapping[Any, str]) -> dict[Any, dict[str, int]]:
    """How often each node stands between two others, by role; all nodes have a group."""
    names = {
        (True, True): "coordinator",
        (False, True): "gatekeeper",
        (True, False): "representative",
    }
    found: dict[Any, dict[str, int]] = {
        node: dict.fromkeys(
            ("coordinator", "itinerant", "gatekeeper", "representative", "liaison"), 0
        )
        for node in graph
    }
    for first, broker, second in permutations(graph, 3):
        if graph.has_edge(first, second):
            continue
        if not (graph.has_edge(first, broker) and graph.has_edge(broker, second)):
            continue
        own = (groups[first] == groups[broker], groups[broker] == groups[second])
        apart = "itinerant" if groups[first] == groups[second] else "liaison"
        found[broker][names.get(own, apart)] += 1
    return found
