"""The record as a NetworkX multigraph."""

from __future__ import annotations

import networkx as nx
from duckdb import DuckDBPyConnection

from rapallo.casebook import read
from rapallo.casebook.digest import digest_of
from rapallo.casebook.filters import Filters

__all__ = ["multigraph"]


def multigraph(connection: DuckDBPyConnection, filters: Filters) -> nx.MultiDiGraph[str]:
    """All edges of the claims that pass the filters, and their nodes.

    Edge attributes: ``claim``, ``event``, ``kind``, ``act``, ``sign``, ``date`` (EDTF),
    ``earliest``, ``latest`` (ISO, empty where unbounded), ``status``, ``source``, ``locator``,
    ``place``, ``weight``, ``joint``, ``certain``. ``met_with`` runs from the lower id to the
    higher and means no direction.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        digest=digest_of(connection), filters=filters.describe()
    )
    claims = {claim.id: claim for claim in read.stored(connection, filters)}
    edges = read.edges(connection, filters)
    ends = {end for edge in edges for end in (edge.a, edge.b)}
    for name, label, title in connection.execute("SELECT * FROM nodes ORDER BY id").fetchall():
        if name in ends:
            graph.add_node(name, label=label, name=title)
    for edge in edges:
        claim = claims[edge.claim]
        graph.add_edge(
            edge.a,
            edge.b,
            key=edge.edge,
            claim=claim.id,
            event=claim.event,
            kind=edge.kind,
            act=claim.act,
            sign=claim.sign,
            date=str(claim.when),
            earliest=claim.when.earliest,
            latest=claim.when.latest,
            status=claim.status,
            source=claim.source,
            locator=claim.locator,
            place=claim.place,
            weight=edge.weight,
            joint=edge.joint,
            certain=edge.certain,
        )
    return graph
