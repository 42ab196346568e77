"""The records of a casebook, streamed: it may be larger than memory.

The single base of pushing, of the dry run, of the files for ``neo4j-admin`` and of the comparison
of database and casebook.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from operator import itemgetter
from typing import Any

from duckdb import DuckDBPyConnection

from rapallo.casebook.book import Casebook
from rapallo.casebook.read import StoredClaim, nodes
from rapallo.dates.edtf import parse
from rapallo.dates.when import When
from rapallo.errors import RapalloError
from rapallo.identity.bodies import office
from rapallo.identity.events import events
from rapallo.identity.names import Names
from rapallo.identity.witnesses import Witnesses
from rapallo.model.acts import Act
from rapallo.model.cells import Spelled, parse_names
from rapallo.model.claim import COLUMNS
from rapallo.model.nodes import (
    TABLES,
    Diplomat,
    Document,
    Judgement,
    Member,
    Node,
    Post,
    Source,
)
from rapallo.neo4j.model import (
    LABELS,
    LONGEST,
    SHORTCUTS,
    NodeRow,
    Properties,
    Record,
    Rel,
    RelRow,
    clean,
    day,
    make_record,
    make_rel,
    node_key,
)

__all__ = ["book_id", "node_rows", "own_id", "records", "rel_rows"]

_BATCH = 10_000
_NOTHING: Properties = {}


def book_id(connection: DuckDBPyConnection) -> str:
    """The casebook's own id."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'book'").fetchone()
    return str(row[0]) if row else ""


def own_id(book: Casebook) -> str:
    """The id of a casebook; empty where its file is not there yet."""
    if not book.path.exists():
        return ""
    with book.store.reading() as connection:
        return book_id(connection)


def records(connection: DuckDBPyConnection, book: str) -> Iterator[Record]:
    """Every record of a casebook, those of one label together, each after what it points to."""
    make = _Maker(connection, book)
    for actors in (True, False):
        for cls, labels in LABELS.items():
            if ("Actor" in labels) is actors:
                yield from make.named(cls, labels)
        if actors:
            yield from make.offices()
    yield from make.tenures()
    yield from make.memberships()
    yield from make.judgements()
    yield from make.acts()
    yield from make.events()
    yield from make.claims()


def node_rows(connection: DuckDBPyConnection, book: str) -> Iterator[NodeRow]:
    """Every node of a casebook."""
    return (record.node for record in records(connection, book))


def rel_rows(connection: DuckDBPyConnection, book: str) -> Iterator[RelRow]:
    """Every relationship of a casebook."""
    return (rel for record in records(connection, book) for rel in record.rels)


class _Maker:
    """Makes the records of one casebook."""

    def __init__(self, connection: DuckDBPyConnection, book: str) -> None:
        self._connection = connection
        self._book = book
        kept = (cls for cls in TABLES.values() if cls is not Member)
        self._names = Names(node for cls in kept for node in nodes(connection, cls))
        self._label = dict(
            connection.execute(
                """SELECT id, 'Treaty' FROM treaties UNION ALL SELECT id, 'Issue' FROM issues
                   UNION ALL SELECT id, 'Place' FROM places"""
            ).fetchall()
        )

    def _record(
        self,
        labels: tuple[str, ...],
        name: str,
        properties: Properties,
        rels: Sequence[RelRow] = (),
    ) -> Record:
        return make_record(self._book, labels, name, properties, rels)

    def _rel(self, rel: Rel, start: str, end: str, properties: Properties = _NOTHING) -> RelRow:
        return make_rel(self._book, rel, start, end, properties)

    def _rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        cursor = self._connection.cursor().execute(query)
        while batch := cursor.fetchmany(_BATCH):
            yield from batch

    def named(self, cls: type[Node], labels: tuple[str, ...]) -> Iterator[Record]:
        """The rows of a table whose rows have a name."""
        for node in nodes(self._connection, cls):
            row = _row(node)
            row.pop("key", None)
            name = row.get("name") or row.get("title") or node.key_values[0]
            yield self._record(labels, node.key_values[0], row | {"name": name})

    def offices(self) -> Iterator[Record]:
        """The posts, whoever holds them: those of tenures and those that claims name."""
        found: dict[str, str] = {}
        rels: dict[str, dict[tuple[str, str], RelRow]] = {}
        for post in nodes(self._connection, Post):
            where = self._office(post)
            found.setdefault(where, f"[{post.title}]|{post.state}")
            for kind, state in (("SERVES", post.state), ("ACCREDITED_TO", post.accredited_to)):
                if target := self._state(state, post):
                    rel = self._rel(Rel(kind, "Actor", "Actor"), where, target)
                    rels.setdefault(where, {})[kind, target] = rel
        for name, spelled in self._rows("SELECT id, name FROM nodes WHERE label = 'Post'"):
            found.setdefault(name, spelled)
        for name, spelled in sorted(found.items()):
            own = sorted(rels.get(name, {}).values(), key=itemgetter(0, 2))
            yield self._record(("Actor", "Post"), name, {"name": spelled}, own)

    def _office(self, post: Post) -> str:
        return office(self._state(post.state, post), post.title)

    def _state(self, name: str, post: Post) -> str:
        return self._names.state(name, post.held) if name else ""

    def tenures(self) -> Iterator[Record]:
        """The rows of the posts: each someone's time in an office, or of someone unknown."""
        people = {node.id for node in nodes(self._connection, Diplomat)}
        for post in nodes(self._connection, Post):
            where, row = self._office(post), _row(post)
            rels = [self._rel(Rel("IN_POST", "Tenure", "Actor"), post.id, where)]
            holder = self._holder(post)
            if holder in people:
                told = {name: value for name, value in row.items() if name not in ("id", "holder")}
                held = Rel("HELD_BY", "Actor", "Actor", "tenure")
                own = {"tenure": post.id, "book": self._book}
                rels.append(self._rel(held, where, holder, told | own))
            yield self._record(("Tenure",), post.id, row | {"name": post.title}, rels)

    def _holder(self, post: Post) -> str:
        if not post.holder:
            return ""
        spelled = Spelled("person", post.holder, post.state)
        with suppress(RapalloError):
            return self._names.actor(spelled, post.held).actor
        return ""

    def memberships(self) -> Iterator[Record]:
        """That a state, place or organisation belongs to a group for a time."""
        for member in nodes(self._connection, Member):
            name, row = "|".join(member.key_values), _row(member)
            rels = []
            with suppress(RapalloError):
                who, group = self._names.find(member.member), self._names.find(member.group)
                rel = Rel("MEMBER_OF", self._label.get(who, "Actor"), "Actor", "membership")
                told = {key: row[key] for key in row if key not in ("group", "member")}
                own = {"membership": name, "book": self._book}
                rels.append(self._rel(rel, who, group, told | own))
            title = f"{member.member} in {member.group}"
            yield self._record(("Membership",), name, row | {"name": title}, rels)

    def judgements(self) -> Iterator[Record]:
        """The judgements: they must not be lost on the way."""
        for judgement in nodes(self._connection, Judgement):
            name = "|".join(judgement.key_values)
            title = f"{judgement.what}: {judgement.verdict}"
            yield self._record(("Judgement",), name, _row(judgement) | {"name": title})

    def acts(self) -> Iterator[Record]:
        """The codebook."""
        columns = Act.columns()
        for row in self._rows("SELECT * FROM acts ORDER BY act"):
            values = dict(zip(columns, row, strict=True))
            yield self._record(("Act",), row[0], values | {"name": row[0]})

    def events(self) -> Iterator[Record]:
        """The events, from their claims."""
        rows = self._rows(
            """SELECT event, id, kind, act, sign, status, source, date, s0, s1, e0, e1, extent,
                      doubtful, documents FROM claims ORDER BY event, id"""
        )
        known = Witnesses(nodes(self._connection, Source), nodes(self._connection, Document))
        for name, group in groupby(rows, key=itemgetter(0)):
            yield self._record(("Event",), name, _event(map(_stored, group), known))

    def claims(self) -> Iterator[Record]:
        """The claims, each with its participants, what it is about, and its edges."""
        people = _Following(self._rows(_PARTICIPANTS))
        edges = _Following(self._rows(_EDGES))
        for row in self._rows(_CLAIMS):
            claim = row[0]
            properties, told, links = _claim(row)
            told["book"] = self._book
            rels = [self._participant(*person) for person in people.of(claim)]
            rels += self._links(claim, properties, *links)
            told = clean(told)
            rels += [self._shortcut(told, *edge) for edge in edges.of(claim)]
            yield self._record(("Claim",), claim, properties, rels)

    def _participant(self, claim: str, role: str, actor: str, *more: Any) -> RelRow:
        properties = dict(zip(_PLACE_IN_CLAIM, more, strict=True))
        return self._rel(_ROLES[role], actor, claim, properties)

    def _links(
        self,
        claim: str,
        row: Properties,
        treaties: Sequence[str],
        issues: Sequence[str],
        place: str,
    ) -> Iterator[RelRow]:
        yield self._rel(_TOLD_BY, claim, row["source"], {"locator": row["locator"]})
        yield self._rel(_OF, claim, row["event"])
        for rel, ends in ((_TREATY, treaties), (_ISSUE, issues)):
            for end in dict.fromkeys(ends):
                yield self._rel(rel, claim, end)
        if place:
            yield self._rel(_AT, claim, place)
        if row["documents"]:
            for document in dict.fromkeys(parse_names(row["documents"])):
                yield self._rel(_CITES, claim, document)

    def _shortcut(
        self, told: Properties, claim: str, kind: str, a: str, b: str, *own: Any
    ) -> RelRow:
        edge, weight, joint, certain = own
        properties = {"edge": edge, **told, "weight": weight, "joint": joint, "certain": certain}
        if len(edge) * 4 > LONGEST:
            properties = clean(properties)
        rel = _EDGE[kind, self._label.get(b, "Actor")]
        return RelRow(rel, node_key(self._book, a), node_key(self._book, b), properties)


_TOLD_BY = Rel("TOLD_BY", "Claim", "Source")
_OF = Rel("OF", "Claim", "Event")
_TREATY, _ISSUE = Rel("ABOUT", "Claim", "Treaty"), Rel("ABOUT", "Claim", "Issue")
_AT = Rel("AT", "Claim", "Place")
_CITES = Rel("CITES", "Claim", "Document")
_ROLES = {role: Rel(role.upper(), "Actor", "Claim") for role in ("agent", "target", "via")}
_EDGE = {
    (kind, end): Rel(name, "Actor", end, "claim")
    for kind, name in SHORTCUTS.items()
    for end in ("Actor", "Treaty", "Issue")
}

_PLACE_IN_CLAIM = ("side", "position", "acting_for", "spelled", "certainty", "represented")
_PARTICIPANTS = f"""SELECT claim, role, actor, {", ".join(_PLACE_IN_CLAIM)} FROM participants
    ORDER BY claim, role, position, actor"""
_EDGES = """SELECT claim, kind, a, b, edge, weight, joint, certain FROM edges
    ORDER BY claim, edge"""
_CLAIMS = f"""SELECT {", ".join(f'"{name}"' for name in COLUMNS)}, extra, s0, s1, e0, e1, extent,
    doubtful, sign, event, revision, treaty_ids, issue_ids, place_id FROM claims ORDER BY id"""
_TOLD = ("act", "date", "status", "place", "source", "locator", "confidence")


class _Following:
    """Rows in the order of the claims, their first column, handed out claim by claim."""

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self._rows = iter(rows)
        self._next = next(self._rows, None)

    def of(self, claim: str) -> Iterator[tuple[Any, ...]]:
        """The rows of this claim."""
        while self._next and self._next[0] == claim:
            yield self._next
            self._next = next(self._rows, None)


_N = len(COLUMNS)


def _claim(row: tuple[Any, ...]) -> tuple[dict[str, Any], dict[str, Any], tuple[Any, ...]]:
    """A claim's properties, those that its edges share, and what it points to."""
    extra, s0, s1, e0, e1, extent, doubtful, sign, event, revision, *links = row[_N:]
    properties: dict[str, Any] = dict(zip(COLUMNS, row, strict=False))
    told = {name: properties[name] for name in _TOLD}
    told |= {"claim": row[0], "event": event, "sign": sign}
    days = {"earliest": day(s0), "latest": day(e1)}
    if extra != "{}":
        properties |= json.loads(extra)
    properties["name"] = f"{properties['kind']} {properties['date']}".strip()
    properties |= days | _core(extent, s1, e0)
    properties |= {"extent": extent, "doubtful": doubtful, "sign": sign, "event": event}
    properties["revision"] = revision
    return properties, told | days, tuple(links)


def _stored(row: tuple[Any, ...]) -> StoredClaim:
    event, claim, kind, act, sign, status, source, date, *days, documents = row
    cited = parse_names(documents) if documents else ()
    return StoredClaim(
        claim, event, kind, act, sign, status, source, "", cited, "", When(date, *days), "", "",
        (), (), (),
    )  # fmt: skip


def _event(claims: Iterable[StoredClaim], known: Witnesses) -> Properties:
    (event,) = events(claims)
    when = event.when
    return {
        "name": f"{event.kind} {when}".strip(),
        "kind": event.kind,
        "sign": event.sign,
        "date": when.text,
        "earliest": day(when.s0),
        "latest": day(when.e1),
        **_core(when.extent, when.s1, when.e0),
        "extent": when.extent,
        "doubtful": when.doubtful,
        "told": event.told,
        "negated": event.negated,
        "claims": len(event.claims),
        "sources": len(event.sources),
        "witnesses": len(known.groups(event.claims)),
    }


def _core(extent: str, s1: int, e0: int) -> dict[str, Any]:
    """Of what lasts, the last day on which it may begin and the first on which it may end."""
    return {"latest_start": day(s1), "earliest_end": day(e0)} if extent == "lasting" else {}


def _row(node: Node) -> dict[str, Any]:
    """The columns of a row as written; beside each date its first and last day."""
    row: dict[str, Any] = dict(zip(node.columns(), node.to_row(), strict=True))
    for name in node.DATES:
        if row[name]:
            when = parse(row[name])
            row |= {f"{name}_earliest": day(when.s0), f"{name}_latest": day(when.e1)}
    return row
