"""What a page of ``export html`` holds: the network, its claims and where they are told, as JSON.

Days are integers (days since 1970-01-01), so that a page compares them by the rule of
:mod:`rapallo.dates.compare`: an event possibly falls into an interval where one of its claims may,
and certainly where its date does under every reading. Lists stand for records to keep it small; the
page's own ``model.js`` gives the places their names.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.casebook.read import claim_rows
from rapallo.dates.when import Bounds, When
from rapallo.export.network import Network, Vertex
from rapallo.export.palette import KIND_COLOURS, OTHER, edge_colour
from rapallo.export.readings import Heard, Reading
from rapallo.export.spells import EARLIEST, LATEST, unbounded
from rapallo.identity.ask import all_nodes
from rapallo.model.cells import parse_aliases, parse_names
from rapallo.model.deeds import deed, people
from rapallo.model.nodes import Diplomat, Document, Node, Source
from rapallo.projection.edges import EventEdge
from rapallo.projection.level import Level

__all__ = ["certain_days", "island", "safe_json"]

_KIND_NAMES = {
    "met_with": "met with",
    "signed": "signed",
    "supported": "supported",
    "informed": "informed",
    "pressured": "pressured",
    "opposed": "opposed",
}
_CLAIM = (
    *("id", "status", "date", "date_text", "date_basis", "place", "about", "reported_by"),
    *("locator", "confidence", "coder", "note"),
)


def safe_json(value: object) -> str:
    r"""JSON that stays inert inside a page: no tag, comment or line end can be read out of it.

    >>> safe_json("</script><!-- \u2028 &")
    '"\\u003c/script\\u003e\\u003c!-- \\u2028 \\u0026"'
    """
    text = json.dumps(value, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def island(
    book: Casebook,
    found: Network,
    heard: Sequence[Heard],
    level: Level,
    layout: Mapping[str, tuple[float, float]],
    about: Mapping[str, Any],
) -> dict[str, Any]:
    """The data of a page."""
    nodes = all_nodes(book)
    made = _Made(found, heard, level)
    return {
        "about": dict(about),
        "kinds": _kinds(heard),
        "friendly": edge_colour("pressured", 0),
        "states": made.state_rows(),
        "sources": _sources(nodes, made.sources),
        "nodes": made.node_rows(layout, _names(nodes)),
        "ties": made.tie_rows(),
        "events": made.event_rows(),
        "claims": _claims(book, made),
        "documents": _documents(nodes, made),
    }


def certain_days(when: When) -> list[int | str]:
    """What an interval must reach for the date to fall into it for certain.

    ``all`` or ``one``, then days in pairs, latest start and earliest end: those of all pairs, or of
    one, must lie in the interval or around it. A doubtful date has ``one`` of none.

    >>> from rapallo.dates.edtf import parse
    >>> certain_days(parse("{1970-01-01,1970-01-03}")), certain_days(parse("1970-01?"))
    (['one', 0, 0, 2, 2], ['one'])
    >>> certain_days(parse("1970-01")), certain_days(parse("1969-12-31/1970-01-03"))
    (['all', 30, 0], ['all', -1, 2])
    """
    if when.doubtful:
        return ["one"]
    several = when.extent == "several" and bool(when.members)
    days = [day for x in when.members or (when,) for day in (x.s1, x.e0)]
    return ["one" if several else "all", *days]


class _Made:
    """Nodes, ties and events with their numbers."""

    def __init__(self, found: Network, heard: Sequence[Heard], level: Level) -> None:
        self.found, self.heard, self.level = found, heard, level
        edges = [edge for event in heard for reading in event.readings for edge in reading.edges]
        self.vertices = [*found.vertices, *_further(found, edges, level)]
        self._place = {vertex.id: number for number, vertex in enumerate(self.vertices)}
        ties = sorted({(edge.a, edge.b, edge.kind) for edge in edges})
        self._tie = {key: number for number, key in enumerate(ties)}
        self.claims = sorted({claim for edge in edges for claim in edge.claims})
        self._claim = {name: number for number, name in enumerate(self.claims)}
        self.sources = sorted({source for event in heard for source in event.sources})
        self._source = {name: number for number, name in enumerate(self.sources)}
        counted = Counter(v.state for v in self.vertices if v.state)
        self._states = sorted(counted, key=lambda s: (_rank(found.colours, s), -counted[s], s))
        self._against: dict[tuple[str, str, str], int] = defaultdict(int)
        for edge in edges:
            self._against[edge.a, edge.b, edge.kind] += edge.sign < 0

    def state_rows(self) -> list[list[str]]:
        """Id, name and colour of each state."""
        return [
            [state, self.level.label(state), self.found.colours.get(state, OTHER)]
            for state in self._states
        ]

    def node_rows(
        self, layout: Mapping[str, tuple[float, float]], names: Mapping[str, Sequence[str]]
    ) -> list[list[Any]]:
        """Id, name, kind, number of the state (-1: none), place, further names of each node."""
        rows = []
        for vertex in self.vertices:
            x, y = layout.get(vertex.id, (0.0, 0.0))
            state = self._states.index(vertex.state) if vertex.state else -1
            # A post has no name but its cell: [envoy in Riga]|Germany.
            label = people(vertex.label) if vertex.kind == "Post" else vertex.label
            further = [name for name in names.get(vertex.id, ()) if name != label]
            rows.append([vertex.id, label, vertex.kind, state, x, -y, further])
        return rows

    def tie_rows(self) -> list[list[Any]]:
        """Both nodes, kind and colour of each tie."""
        return [
            [self._place[a], self._place[b], kind, edge_colour(kind, self._against[a, b, kind])]
            for a, b, kind in self._tie
        ]

    def event_rows(self) -> list[list[Any]]:
        """Id, kind, sign, sources, whether it is read whole only, readings of each event."""
        return [
            [
                event.event,
                event.kind,
                event.sign,
                [self._source[source] for source in event.sources],
                int(event.whole),
                [self._reading(reading) for reading in event.readings],
            ]
            for event in self.heard
        ]

    def _reading(self, reading: Reading) -> list[Any]:
        """Sources heard, date, open on a side, possible days, certain days, ties."""
        return [
            list(reading.heard),
            reading.when.text,
            int(unbounded(reading.when) or any(map(_open, reading.bounds))),
            [day for bounds in reading.bounds for day in bounds],
            certain_days(reading.when),
            [
                [
                    self._tie[edge.a, edge.b, edge.kind],
                    int(edge.certain),
                    [self._claim[claim] for claim in edge.claims],
                ]
                for edge in reading.edges
            ],
        ]


def _open(bounds: Bounds) -> bool:
    return bounds.first < EARLIEST or bounds.last > LATEST


def _rank(colours: Mapping[str, str], state: str) -> int:
    """States with a colour first, in the order in which they got it."""
    order = list(colours)
    return order.index(state) if state in colours else len(order)


def _further(found: Network, edges: Iterable[EventEdge], level: Level) -> Iterator[Vertex]:
    """Nodes that only some of the sources join, where the told claims of others hide theirs."""
    known = {vertex.id for vertex in found.vertices}
    missing = {edge.a: "actor" for edge in edges if edge.a not in known}
    missing |= {edge.b: edge.to for edge in edges if edge.b not in known}
    for name in sorted(missing):
        kind = "Organization" if missing[name] == "actor" else missing[name].capitalize()
        kind = "Diplomat" if name in level.diplomats else kind
        kind = "State" if name in level.states else kind
        state = name if kind == "State" else ""
        yield Vertex(name, level.label(name), kind, state, 0, 0, 0, 0.0, ())


def _kinds(heard: Sequence[Heard]) -> list[list[Any]]:
    """Id, name, colour and whether it has a direction, of each kind there is."""
    there = {event.kind for event in heard}
    return [
        [kind, _KIND_NAMES[kind], colour, int(kind != "met_with")]
        for kind, colour in KIND_COLOURS.items()
        if kind in there
    ]


def _sources(nodes: Iterable[Node], wanted: Sequence[str]) -> list[list[Any]]:
    """Key, title, citation and licence of each source."""
    known = {node.key: node for node in nodes if isinstance(node, Source)}
    rows = []
    for key in wanted:
        source = known.get(key, Source(key, key))
        author = f"{source.author}, " if source.author else ""
        date = f", {source.date}" if source.date else ""
        rows.append(
            [key, source.title, source.citation or f"{author}{source.title}{date}", source.licence]
        )
    return rows


def _names(nodes: Iterable[Node]) -> dict[str, list[str]]:
    """The names and aliases of each node by id, for those who search."""
    found: dict[str, list[str]] = {}
    for node in nodes:
        if isinstance(node, Diplomat):
            names = [node.name, *(name for name, _ in parse_aliases(node.aliases))]
        elif "id" in node.KEY:
            names = list(node.names())
        else:
            continue
        found[node.key_values[0]] = list(dict.fromkeys(names))
    return found


def _claims(book: Casebook, made: _Made) -> list[list[Any]]:
    """Source, act, deed, documents and the written columns of :data:`_CLAIM`, of each claim."""
    wanted = set(made.claims)
    sources = {key: number for number, key in enumerate(made.sources)}
    found = {}
    with book.store.reading() as connection:
        columns, rows = claim_rows(connection, Filters(status=()))
        for row in rows:
            cells = dict(zip(columns, row, strict=True))
            if cells["id"] in wanted:
                cells["reported_by"] = people(cells["reported_by"]) if cells["reported_by"] else ""
                found[cells["id"]] = [
                    sources[cells["source"]],
                    cells["act"],
                    deed(cells),
                    list(parse_names(cells["documents"])),
                    *(cells[name] for name in _CLAIM),
                ]
    return [found[name] for name in made.claims]


def _documents(nodes: Iterable[Node], made: _Made) -> dict[str, str]:
    """The documents that the claims cite, in words, by id."""
    cited = {name for claim in made.found.claims.values() for name in claim.documents}
    return {
        node.id: text
        for node in nodes
        if isinstance(node, Document) and node.id in cited and (text := node.words())
    }
