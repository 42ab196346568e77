"""igraph opens the GraphML of the record with every edge, and with its types."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.export.graphml import export_graphml
from rapallo.load import load

igraph: Any = pytest.importorskip("igraph", reason="igraph is not installed")


@pytest.mark.parametrize("filters", [Filters(), Filters(status=(), kind=("met_with",))])
def test_igraph_holds_what_networkx_holds(tmp_path: Path, filters: Filters) -> None:
    book = Casebook(tmp_path / "dossier.duckdb")
    load(book, "dossier")
    export_graphml(book, tmp_path / "a.graphml", filters=filters)
    ours: nx.MultiDiGraph[str] = book.graph(filters)
    theirs = igraph.Graph.Read_GraphML(str(tmp_path / "a.graphml"))
    assert theirs.is_directed()
    assert set(theirs.vs["id"]) == set(ours)
    names = dict(ours.nodes(data="name"))
    assert {v["id"]: v["name"] for v in theirs.vs} == names
    assert {v["id"]: v["label"] for v in theirs.vs} == names
    assert {v["id"]: v["kind"] for v in theirs.vs} == dict(ours.nodes(data="label"))
    ids = theirs.vs["id"]
    assert theirs.ecount() == ours.number_of_edges() > 0
    # In the order of the file: the ids that igraph keeps of edges are not those of the file.
    edges = ours.edges(keys=True, data=True)
    for edge, (a, b, _, data) in zip(theirs.es, edges, strict=True):
        assert (ids[edge.source], ids[edge.target]) == (a, b)
        for name in ("claim", "event", "kind", "date", "source", "locator"):
            assert (edge[name] or "") == data[name]
        assert (edge["weight"], edge["sign"]) == (data["weight"], data["sign"])
        assert (edge["certain"], edge["joint"]) == (data["certain"], data["joint"])
        assert type(edge["certain"]) is bool
