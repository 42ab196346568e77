"""The graphs on which NetworkX tests its own measures, by name, with weights and lengths added."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import networkx as nx

__all__ = ["DIRECTED", "GRAPHS", "UNDIRECTED", "made"]


def _parts() -> nx.Graph[Any]:
    return nx.disjoint_union_all([nx.path_graph(4), nx.cycle_graph(3), nx.complete_graph(2)])


UNDIRECTED: dict[str, Callable[[], nx.Graph[Any]]] = {
    "karate club": nx.karate_club_graph,
    "florentine families": nx.florentine_families_graph,
    "krackhardt kite": nx.krackhardt_kite_graph,
    "southern women": nx.davis_southern_women_graph,
    "les miserables": nx.les_miserables_graph,
    "path of 2": lambda: nx.path_graph(2),
    "path of 3": lambda: nx.path_graph(3),
    "path of 7": lambda: nx.path_graph(7),
    "cycle of 3": lambda: nx.cycle_graph(3),
    "cycle of 6": lambda: nx.cycle_graph(6),
    "star": lambda: nx.star_graph(5),
    "complete": lambda: nx.complete_graph(5),
    "grid": lambda: nx.grid_2d_graph(3, 4),
    "ladder": lambda: nx.ladder_graph(3),
    "barbell": lambda: nx.barbell_graph(4, 2),
    "tree": lambda: nx.balanced_tree(r=2, h=2),
    "in parts": _parts,
}

DIRECTED: dict[str, Callable[[], nx.DiGraph[Any]]] = {
    "arcs in a row": lambda: nx.path_graph(5, create_using=nx.DiGraph),
    "arcs round": lambda: nx.cycle_graph(5, create_using=nx.DiGraph),
    "arcs out of one": lambda: nx.DiGraph([(0, n) for n in range(1, 5)]),
    "at random": lambda: nx.gnp_random_graph(12, 0.3, seed=1, directed=True),
    "at random, sparse": lambda: nx.gnp_random_graph(15, 0.08, seed=2, directed=True),
    "both ways": lambda: nx.DiGraph(nx.karate_club_graph()),
    "scale free": lambda: nx.DiGraph(nx.scale_free_graph(30, seed=3)),
}

GRAPHS: dict[str, Callable[[], Any]] = {**UNDIRECTED, **DIRECTED}


def made(name: str, seed: int = 0) -> Any:
    """The graph of that name, without loops or edges in pairs, its nodes named by text.

    Every edge has a ``distance`` that adds up without rounding, and 1/distance as ``weight``.
    """
    found = nx.relabel_nodes(GRAPHS[name](), str)
    found.remove_edges_from(list(nx.selfloop_edges(found)))
    draw = random.Random(seed)
    for _, _, data in found.edges(data=True):
        data["distance"] = draw.choice((0.5, 1.0, 2.0, 4.0))
        data["weight"] = 1 / data["distance"]
    return found
