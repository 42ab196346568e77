"""GEXF 1.3 that Gephi opens with nothing lost.

Why not ``networkx.write_gexf``: it writes an edge for each event and no ``kind``, and Gephi joins
parallel edges into one, which keeps the attributes of one event only, and of days that overlap only
those that come first, without a word. Here is one edge for each pair and kind, with the texts of
all its events and a spell for each stretch of time in which one of them may have happened. Every
edge says whether it is directed. The file is written edge by edge; no tree is held.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cache
from pathlib import Path
from typing import TextIO

from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.casebook.read import StoredClaim
from rapallo.export.atomic import written_whole
from rapallo.export.command import export_command
from rapallo.export.layout import Layout, kept, laid_out
from rapallo.export.network import Facts, Network, Tie, Vertex, network
from rapallo.export.palette import OTHER, edge_colour
from rapallo.export.spells import day, spells, unbounded
from rapallo.export.suffix import checked_suffix
from rapallo.export.xml import Changes, attribute, listed, unique_ids
from rapallo.identity.lineages import Lineage
from rapallo.model.acts import KINDS
from rapallo.model.text import many
from rapallo.projection.level import By

__all__ = ["MOST_PLACED", "Layout", "export_gexf", "write_gexf"]

MOST_PLACED = 4_000
"""More nodes than this are given no place unless a layout is asked for: that takes long, and they
are no figure with which Gephi should agree."""

_NONE = "undated"

TREATMENT = (
    "One edge joins each pair for each kind. Its spells cover, for every event on it, the days from"
    " the earliest to the latest on which it may have happened; events that may share a day share a"
    " spell; 'earliest' and 'latest' bound them all. An event whose date is open on a side, or not"
    " told, has no spell and is counted in 'unbounded'. 'certain events' are told and nowhere"
    " denied, their participants are certain and, where a time was asked for, they fall into it for"
    " certain; 'certain from' and 'certain to' are the first and the last day on which the edge was"
    " certainly there. 'dates' has the date of each event in EDTF, in the order of 'event ids', and"
    " 'citations' are in that of 'claim ids'. Only 'met_with' has no direction. Nodes have no"
    " spells. 'strength' is the sum of the weights of a node's edges; 'state' is the one that an"
    " actor serves in most of these claims. Colours of nodes are by state, of edges by kind (pale"
    " yellow: friendly pressure). Places come from forces between the nodes, or from a layout that"
    " was given: near does not mean friendly."
)
"""How events and their doubt were turned into edges, as the file itself says it."""

_NODE_ATTRIBUTES = (
    ("name", "string"),
    ("kind", "string"),
    ("state", "string"),
    ("events", "integer"),
    ("certain events", "integer"),
    ("claims", "integer"),
    ("strength", "double"),
    ("sources", "liststring"),
)
_EDGE_ATTRIBUTES = (
    ("kind", "string"),
    ("events", "integer"),
    ("certain events", "integer"),
    ("unbounded", "integer"),
    ("claims", "integer"),
    ("against", "integer"),
    ("in favour", "integer"),
    ("earliest", "string"),
    ("latest", "string"),
    ("certain from", "string"),
    ("certain to", "string"),
    ("dates", "liststring"),
    ("event ids", "liststring"),
    ("claim ids", "liststring"),
    ("sources", "liststring"),
    ("citations", "liststring"),
)


def export_gexf(
    book: Casebook,
    path: str | Path,
    *,
    by: By = "actor",
    kinds: Collection[str] = KINDS,
    filters: Filters | None = None,
    lineage: Lineage = False,
    expand: Collection[str] = (),
    layout: Layout | str | Path | None = None,
    seed: int = 0,
    command: str = "",
    progress: Callable[[int], None] | None = None,
) -> dict[str, int]:
    """Write the network of a casebook as GEXF 1.3; return what was written, counted.

    The counts: ``nodes``, ``edges``, ``events``, ``claims``; ``unbounded_events`` among them,
    which have no spell; ``nodes_without_a_place``; ``characters_replaced`` because XML cannot hold
    them, ``texts_shortened`` because Gephi cannot; and what the level left out
    (:class:`~rapallo.projection.edges.Tally`).

    ``layout`` says where nodes stand, by id or as a file (:func:`~rapallo.export.layout.kept`).
    Without it they are placed after ``seed``, as :func:`~rapallo.plots.network.plot_network` does;
    more than 4,000 are left to Gephi. ``command`` goes into the file's description; without it, the
    command line that asks for the same. ``progress`` is called with the number of edges written so
    far. The file is there whole or not at all. Raises NoClaims where there is nothing to write,
    BadOption where the path cannot be written to or does not end in ``.gexf``.

    >>> import tempfile
    >>> from rapallo.load import load
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     book = Casebook(f"{folder}/book.duckdb")
    ...     report = load(book, "dossier")
    ...     counts = export_gexf(book, f"{folder}/states.gexf", by="state", lineage=True)
    >>> counts["edges"] < counts["events"]
    True
    """
    checked_suffix(path, "a network for Gephi", ".gexf")
    found = network(book, by=by, kinds=kinds, filters=filters, lineage=lineage, expand=expand)
    layout, words = _placed(found, layout, seed)
    command = command or export_command(
        "gexf", by, kinds, filters or Filters(), lineage, expand, words
    )
    with written_whole(path) as stream:
        return write_gexf(found, stream, layout=layout, command=command, progress=progress)


def _placed(
    found: Network, layout: Layout | str | Path | None, seed: int
) -> tuple[Layout, list[str]]:
    """Where nodes stand, and the options that ask for it: the seed where it played a part."""
    seeded = ["--seed", str(seed)]
    if layout is None:
        few = len(found.vertices) <= MOST_PLACED
        return (laid_out(found, seed=seed), seeded) if few else ({}, [])
    if not isinstance(layout, str | Path):
        return layout, []
    words = [*([] if Path(layout).exists() else seeded), "--layout", str(layout)]
    names = [vertex.id for vertex in found.vertices]
    return kept(layout, names, lambda: laid_out(found, seed=seed)), words


def write_gexf(
    found: Network,
    stream: TextIO,
    *,
    layout: Layout | None = None,
    command: str = "",
    progress: Callable[[int], None] | None = None,
) -> dict[str, int]:
    """Write a network as GEXF 1.3 to a text stream; see :func:`export_gexf`."""
    writer = _Writer(found, layout or {})
    stream.writelines(writer.head(command))
    stream.writelines(map(writer.node, found.vertices))
    stream.write("</nodes>\n<edges>\n")
    for tie in found.ties():
        stream.write(writer.edge(tie))
        if progress and writer.edges % 1000 == 0:
            progress(writer.edges)
    stream.write("</edges>\n</graph>\n</gexf>\n")
    return writer.counts()


class _Writer:
    """Turns nodes and edges into GEXF, one at a time."""

    def __init__(self, found: Network, layout: Layout) -> None:
        self.edges = 0
        self._found = found
        self._layout = layout
        self._placeless = sum(vertex.id not in layout for vertex in found.vertices)
        self._changes = _looked_at(found)
        self._ids = unique_ids(v.id for v in found.vertices)
        # A bar within an id must not be taken for the one between ids.
        self._parts = {name: text.replace("|", "||") for name, text in self._ids.items()}
        self._states = {state: attribute(name) for state, name in found.labels.items()}
        self._widest = max((v.strength for v in found.vertices), default=0.0) or 1.0

    def counts(self) -> dict[str, int]:
        """What was written, and what was left out."""
        tally = self._found.tally
        return {
            "nodes": len(self._found.vertices),
            "edges": self.edges,
            "events": self._found.events,
            "claims": len(self._found.claims),
            "unbounded_events": len({e.event for e in self._found.edges if unbounded(e.when)}),
            "nodes_without_a_place": self._placeless,
            "characters_replaced": self._changes.replaced,
            "texts_shortened": self._changes.shortened,
            "events_without_edge": tally.bare + tally.alone,
            "events_within_one_actor": tally.within,
            "events_of_two_unknown": tally.nameless,
            "events_with_an_unknown": tally.unknown,
        }

    def head(self, command: str) -> Iterator[str]:
        """The file up to the first node."""
        yield '<?xml version="1.0" encoding="UTF-8"?>\n'
        yield '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz"'
        yield ' version="1.3">\n<meta>\n'
        yield f"<creator>Rapallo {attribute(self._found.provenance.version)}</creator>\n"
        yield f"<description>{attribute(self._description(command))}</description>\n"
        yield f'</meta>\n<graph mode="dynamic" defaultedgetype="{self._default()}"'
        yield ' timeformat="date" timerepresentation="interval">\n'
        yield _declared("node", _NODE_ATTRIBUTES)
        yield _declared("edge", _EDGE_ATTRIBUTES)
        yield "<nodes>\n"

    def _default(self) -> str:
        """``mutual`` makes Gephi read a mixed graph; else it drops edges of the other type."""
        kinds = {edge.kind for edge in self._found.edges}
        if "met_with" not in kinds:
            return "directed"
        return "undirected" if kinds == {"met_with"} else "mutual"

    def _description(self, command: str) -> str:
        provenance = self._found.provenance
        said = [
            f"Diplomatic relations {self._found.rule}, from casebook {provenance.casebook}"
            f" ({provenance.filters or 'no filters'}).",
            f"Made by: {command}." if command else "",
            TREATMENT,
            f"{many(self._placeless, 'node')} without a place." if self._placeless else "",
            *self._found.left_out,
            *(f"{sentence}." for sentence in self._changes.notes()),
        ]
        return " ".join(filter(None, said))

    def node(self, vertex: Vertex) -> str:
        """A node."""
        label = attribute(vertex.label)
        sources = listed(vertex.sources)
        colour = self._found.colours.get(vertex.state, OTHER)
        size = 6 + 44 * (vertex.strength / self._widest) ** 0.5
        place = ""
        if vertex.id in self._layout:
            x, y = self._layout[vertex.id]
            place = f'<viz:position x="{x:.6g}" y="{y:.6g}" z="0"/>'
        return (
            f'<node id="{self._ids[vertex.id]}" label="{label}"><attvalues>'
            f'<attvalue for="name" value="{label}"/>'
            f'<attvalue for="kind" value="{vertex.kind}"/>'
            f'<attvalue for="state" value="{self._states.get(vertex.state, "")}"/>'
            f'<attvalue for="events" value="{vertex.events}"/>'
            f'<attvalue for="certain_events" value="{vertex.certain}"/>'
            f'<attvalue for="claims" value="{vertex.claims}"/>'
            f'<attvalue for="strength" value="{vertex.strength:.10g}"/>'
            f'<attvalue for="sources" value="{sources}"/></attvalues>'
            f'<viz:size value="{size:.4g}"/>{place}{_viz_colour(colour)}</node>\n'
        )

    def edge(self, tie: Tie) -> str:
        """An edge with its events."""
        facts = tie.facts()
        self.edges += 1
        a, b, kind = self._ids[tie.a], self._ids[tie.b], tie.kind
        return (
            f'<edge id="{self._parts[tie.a]}|{kind}|{self._parts[tie.b]}"'
            f' source="{a}" target="{b}"'
            f' type="{"directed" if tie.directed else "undirected"}" kind="{kind}" label="{kind}"'
            f' weight="{facts.weight:.10g}"><attvalues>'
            f'<attvalue for="kind" value="{kind}"/>'
            f'<attvalue for="events" value="{len(tie.events)}"/>'
            f'<attvalue for="certain_events" value="{facts.certain}"/>'
            f'<attvalue for="unbounded" value="{facts.unbounded}"/>'
            f'<attvalue for="claims" value="{len(facts.claims)}"/>'
            f'<attvalue for="against" value="{facts.against}"/>'
            f'<attvalue for="in_favour" value="{facts.in_favour}"/>'
            f"{_bounds(facts)}{self._lists(tie, facts)}</attvalues>"
            f"{_spells(tie)}{_viz_colour(edge_colour(kind, facts.against))}</edge>\n"
        )

    def _lists(self, tie: Tie, facts: Facts) -> str:
        claims = [self._found.claims[claim] for claim in facts.claims]
        sources = sorted({claim.source for claim in claims})
        return (
            f'<attvalue for="dates" value="{listed([e.when.text or _NONE for e in tie.events])}"/>'
            f'<attvalue for="event_ids" value="{listed([e.event for e in tie.events])}"/>'
            f'<attvalue for="claim_ids" value="{listed(facts.claims)}"/>'
            f'<attvalue for="sources" value="{listed(sources)}"/>'
            f'<attvalue for="citations" value="{listed([_cited(claim) for claim in claims])}"/>'
        )


def _declared(what: str, attributes: Collection[tuple[str, str]]) -> str:
    rows = "".join(
        f'<attribute id="{title.replace(" ", "_")}" title="{title}" type="{kind}"/>\n'
        for title, kind in attributes
    )
    return f'<attributes class="{what}">\n{rows}</attributes>\n'


def _looked_at(found: Network) -> Changes:
    """What has to be changed in the texts, known before the first is written."""
    changes = Changes()
    for vertex in found.vertices:
        changes.look(vertex.id)
        changes.look(vertex.label)
    for name in found.labels.values():
        changes.look(name)
    for claim in found.claims.values():
        changes.look(claim.id)
        changes.look(_cited(claim))
    for edge in found.edges:
        if edge.event not in found.claims:
            changes.look(edge.event)
    return changes


def _cited(claim: StoredClaim) -> str:
    return f"{claim.source}, {claim.locator}" if claim.locator else claim.source


def _bounds(facts: Facts) -> str:
    found = ""
    if facts.first is not None and facts.last is not None:
        found += f'<attvalue for="earliest" value="{day(facts.first)}"/>'
        found += f'<attvalue for="latest" value="{day(facts.last)}"/>'
    if facts.surely_first is not None and facts.surely_last is not None:
        found += f'<attvalue for="certain_from" value="{day(facts.surely_first)}"/>'
        found += f'<attvalue for="certain_to" value="{day(facts.surely_last)}"/>'
    return found


def _spells(tie: Tie) -> str:
    rows = [
        f'<spell start="{start}" end="{end}"/>'
        for start, end in spells([event.when for event in tie.events])
    ]
    return f"<spells>{''.join(rows)}</spells>" if rows else ""


@cache
def _viz_colour(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f'<viz:color r="{red}" g="{green}" b="{blue}"/>'
