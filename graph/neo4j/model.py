"""The graph model: what a casebook is in Neo4j, in labels, types and properties.

A node and the relationships that are told with it make a *record*: it is written whole or not at
all, and its ``rev`` is a hash of all of it, so that pushing again is a comparison.

A ``key`` begins with the casebook's own id, so that two casebooks share a database without touching
one another. The misuse to prevent: ``MERGE (a)-[:MET_WITH]->(b)`` without the edge would keep one
of two meetings.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

from rapallo import __version__
from rapallo.model.nodes import (
    Diplomat,
    Document,
    Issue,
    Node,
    Organization,
    Place,
    Source,
    State,
    Treaty,
)

__all__ = [
    "ACTORS",
    "CASEBOOK",
    "FAMILIES",
    "LABELS",
    "LONGEST",
    "OURS",
    "SHORTCUTS",
    "WITHDRAWN",
    "Family",
    "NodeRow",
    "Properties",
    "Record",
    "Rel",
    "RelRow",
    "casebook_node",
    "clean",
    "day",
    "make_record",
    "make_rel",
    "node_key",
    "short",
    "whole",
]

LABELS: dict[type[Node], tuple[str, ...]] = {
    State: ("Actor", "State"),
    Diplomat: ("Actor", "Diplomat"),
    Organization: ("Actor", "Organization"),
    Treaty: ("Treaty",),
    Issue: ("Issue",),
    Place: ("Place",),
    Source: ("Source",),
    Document: ("Document",),
}
"""The labels of the tables whose rows are nodes by name; the first is the one that is keyed."""

ACTORS = ("State", "Diplomat", "Organization", "Post")
"""The labels of which each actor has one."""

CASEBOOK = ("Casebook",)
"""The label of the one node that says which state of a casebook the database holds."""

SHORTCUTS = {
    "met_with": "MET_WITH",
    "signed": "SIGNED",
    "opposed": "OPPOSED",
    "pressured": "PRESSURED",
    "supported": "SUPPORTED",
    "informed": "INFORMED",
}
"""The dated edges that are drawn between actors, treaties and issues, by kind."""

LONGEST = 2000
"""Bytes of a text that is indexed: Neo4j refuses to index more than about 8,000 in one entry."""

_EPOCH = dt.date(1970, 1, 1).toordinal()
_INDEXED = ("id", "name", "claim", "event", "edge", "tenure", "membership")
"""In this order, since the revision of a record is a hash of its properties as they stand."""

Properties = Mapping[str, Any]


class Family(NamedTuple):
    """The records that share a keyed label, and where the relationships of one are found.

    ``attached``: the pattern from its node, to nodes of the same casebook only: what others tie to
    it is theirs. ``loose``: the types of those that touch it not but name it in their property
    ``owner``.
    """

    label: str
    attached: str = ""
    loose: tuple[str, ...] = ()
    owner: str = ""


_OF_CLAIMS = "AGENT|TARGET|VIA|ABOUT|TOLD_BY|CITES|AT|OF"

FAMILIES = {
    family.label: family
    for family in (
        Family("Actor", "-[r:SERVES|ACCREDITED_TO]->(m) WHERE n:Post AND m.book = n.book"),
        *map(Family, ("Treaty", "Issue", "Place", "Source", "Document")),
        Family("Tenure", "-[r:IN_POST]->(m) WHERE m.book = n.book", ("HELD_BY",), "tenure"),
        Family("Membership", "", ("MEMBER_OF",), "membership"),
        *map(Family, ("Judgement", "Act", "Event")),
        Family(
            "Claim",
            f"-[r:{_OF_CLAIMS}]-(m) WHERE m.book = n.book",
            tuple(SHORTCUTS.values()),
            "claim",
        ),
    )
}
"""Every family, in the order in which they are written."""

OURS = f"""coalesce(r.book = n.book AND r:{"|".join(t for f in FAMILIES.values() for t in f.loose)}
    OR m.book = n.book AND (r:SERVES|ACCREDITED_TO AND startNode(r):Post
      OR r:IN_POST AND startNode(r):Tenure OR r:{_OF_CLAIMS} AND (n:Claim OR m:Claim)), false)"""
"""Whether a relationship ``r`` between a node ``n`` of a casebook and ``m`` is the casebook's."""

WITHDRAWN = "Withdrawn"
"""The label of what is left of a node that goes although others have tied something to it."""


class NodeRow(NamedTuple):
    """One node. ``labels[0]`` and ``key`` identify it."""

    labels: tuple[str, ...]
    key: str
    properties: Properties


class Rel(NamedTuple):
    """What relationships of one shape share: their type, and the labels that key their ends.

    ``owner``: the property that names the record they belong to, where neither end is its node.
    """

    type: str
    start: str
    end: str
    owner: str = ""


class RelRow(NamedTuple):
    """One relationship between two keyed nodes; ``start`` and ``end`` are their keys."""

    rel: Rel
    start: str
    end: str
    properties: Properties


class Record(NamedTuple):
    """A node and the relationships that are told with it."""

    node: NodeRow
    rels: tuple[RelRow, ...] = ()


def whole(properties: Properties) -> dict[str, Any]:
    """Properties with the texts back that were too long to be indexed.

    >>> whole({"id": "aaa… 1f", "id_in_full": "aaaa"})
    {'id': 'aaaa'}
    """
    # A column of the user's own may have such a name too.
    full = {f"{name}_in_full": name for name in _INDEXED if f"{name}_in_full" in properties}
    kept = {name: value for name, value in properties.items() if name not in full}
    return kept | {name: properties[in_full] for in_full, name in full.items()}


def short(text: str) -> str:
    """A text as an index takes it; a hash keeps two long ones apart."""
    # No letter takes more than four bytes, so most texts need no encoding to be measured.
    if len(text) * 4 <= LONGEST or len(code := text.encode()) <= LONGEST:
        return text
    start = code[: LONGEST - 40].decode(errors="ignore")
    return f"{start}… {blake2b(code, digest_size=12).hexdigest()}"


def clean(properties: Properties) -> dict[str, Any]:
    """What Neo4j keeps: nothing that is empty, unless a column is the user's own."""
    kept = {
        name: value
        for name, value in properties.items()
        if value or (value is not None and (value != "" or name.startswith("x_")))
    }
    for name in _INDEXED:
        value = kept.get(name, "")
        if len(value) * 4 > LONGEST and (cut := short(value)) != value:
            kept |= {name: cut, f"{name}_in_full": value}
    return kept


def day(number: int) -> dt.date | None:
    """A day as Neo4j's Date; None where it is unbounded or outside the years 1 to 9999."""
    ordinal = number + _EPOCH
    return dt.date.fromordinal(ordinal) if 0 < ordinal <= 3652059 else None


def make_rel(book: str, rel: Rel, start: str, end: str, properties: Properties) -> RelRow:
    """A relationship between two nodes by their ids."""
    kept = clean(properties) if properties else properties
    return RelRow(rel, node_key(book, start), node_key(book, end), kept)


def node_key(book: str, name: str) -> str:
    """The key of a node by its id."""
    return f"{book}|{short(name)}"


def make_record(
    book: str,
    labels: tuple[str, ...],
    name: str,
    properties: Properties,
    rels: Sequence[RelRow] = (),
) -> Record:
    """A node by its id with what is told with it, hashed."""
    kept = clean({"id": name, **properties})
    kept["key"] = key = node_key(book, name)
    kept["book"] = book
    told = [(row[0][0], *row[1:]) for row in rels]
    rev = blake2b(repr((labels, kept, told)).encode(), digest_size=8)
    kept["rev"] = rev.hexdigest()
    return Record(NodeRow(labels, key, kept), tuple(rels))


def casebook_node(book: str, digest: str, nodes: int, relationships: int) -> NodeRow:
    """The node that says that the database holds this state of a casebook, whole and from now on.

    It is written last.
    """
    told = {
        "key": book,
        "book": book,
        "name": f"casebook {book}",
        "digest": digest,
        "version": __version__,
        "nodes": nodes,
        "relationships": relationships,
        "pushed": dt.datetime.now(dt.UTC),
    }
    return NodeRow(CASEBOOK, book, told)
