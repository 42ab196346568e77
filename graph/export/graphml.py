"""GraphML of the record: every edge of every claim, with its type for every attribute.

NetworkX and igraph read the multigraph whole. Gephi opens it too, but joins the parallel edges
of a pair into one, whatever they say: give it GEXF. Gephi writes ``label`` beside a node and igraph
finds nodes by ``name``: both hold its name, and ``kind``, as in GEXF, says what it is (State,
Diplomat, ...), which ``Casebook.graph`` calls ``label``. ``networkx.write_graphml`` is not used,
because it stops at the first control character and leaves an empty file.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.export.atomic import written_whole
from rapallo.export.suffix import checked_suffix
from rapallo.export.xml import Changes, attribute, unique_ids

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["export_graphml", "write_graphml"]

_TYPES = {str: "string", bool: "boolean", int: "long", float: "double"}
_ATTRIBUTES: dict[str, dict[str, type]] = {
    "graph": {"digest": str, "filters": str},
    "node": {"label": str, "name": str, "kind": str},
    "edge": {
        "claim": str,
        "event": str,
        "kind": str,
        "act": str,
        "sign": int,
        "date": str,
        "earliest": str,
        "latest": str,
        "status": str,
        "source": str,
        "locator": str,
        "place": str,
        "weight": float,
        "joint": bool,
        "certain": bool,
    },
}
"""What is written, and of which type."""


def export_graphml(
    book: Casebook,
    path: str | Path,
    *,
    filters: Filters | None = None,
    progress: Callable[[int], None] | None = None,
) -> dict[str, int]:
    """Write ``Casebook.graph(filters)`` as GraphML; return the number of nodes and edges, and of
    characters ``characters_replaced`` because XML cannot hold them.

    ``networkx.read_graphml(path, force_multigraph=True)`` gives back the same nodes, edges, keys
    and attributes, but for empty ones: what a source does not tell has no ``data`` element; and the
    ``label`` of a node is its ``kind``, since Gephi shows ``label`` as its name. The filters are
    those given, told claims where none are. The file is there whole or not at all. Raises BadOption
    where the path cannot be written to or does not end in ``.graphml``.

    >>> import tempfile
    >>> from rapallo.load import load
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     book = Casebook(f"{folder}/book.duckdb")
    ...     report = load(book, "dossier")
    ...     counts = export_graphml(book, f"{folder}/record.graphml")
    >>> counts["nodes"] < counts["edges"]
    True
    """
    checked_suffix(path, "the multigraph", ".graphml")
    graph = book.graph(filters or Filters())
    with written_whole(path) as stream:
        return write_graphml(graph, stream, progress=progress)


def write_graphml(
    graph: nx.MultiDiGraph[str],
    stream: TextIO,
    *,
    progress: Callable[[int], None] | None = None,
) -> dict[str, int]:
    """Write a multigraph as ``Casebook.graph`` makes it; see :func:`export_graphml`."""
    changes = Changes(sys.maxsize)
    stream.writelines(_head())
    stream.write('<graph edgedefault="directed">\n')
    stream.write(_data("graph", graph.graph, changes) + "\n")
    ids = unique_ids(graph)
    for name, data in graph.nodes(data=True):
        told = {"label": data["name"], "name": data["name"], "kind": data["label"]}
        stream.write(f'<node id="{ids[name]}">{_data("node", told, changes)}</node>\n')
    keys = unique_ids(key for *_, key in graph.edges(keys=True))
    for number, (a, b, key, data) in enumerate(graph.edges(keys=True, data=True), 1):
        stream.write(
            f'<edge id="{keys[key]}" source="{ids[a]}" target="{ids[b]}">'
            f"{_data('edge', data, changes)}</edge>\n"
        )
        if progress and number % 1000 == 0:
            progress(number)
    stream.write("</graph>\n</graphml>\n")
    nodes, edges = graph.number_of_nodes(), graph.number_of_edges()
    return {"nodes": nodes, "edges": edges, "characters_replaced": changes.replaced}


def _head() -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"'
    yield ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    yield ' xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns'
    yield ' http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
    for what, attributes in _ATTRIBUTES.items():
        for name, kind in attributes.items():
            yield f'<key id="{what}-{name}" for="{what}" attr.name="{name}"'
            yield f' attr.type="{_TYPES[kind]}"/>\n'


def _data(what: str, values: Mapping[str, Any], changes: Changes) -> str:
    rows = []
    for name, kind in _ATTRIBUTES[what].items():
        value = values[name]
        if kind is bool:
            text = "true" if value else "false"
        elif kind is str:
            text = attribute(value, sys.maxsize)
            # A label repeats a name: what is replaced in it is counted once.
            changes.look(value if name != "label" else "")
        else:
            text = repr(value)
        if text:
            rows.append(f'<data key="{what}-{name}">{text}</data>')
    return "".join(rows)
