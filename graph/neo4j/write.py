"""The transactions of a push: each writes some records whole, or removes some.

Each may be repeated, since the answer to a commit can be lost: a record that stands there with its
hash is left alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, TypeVar

from neo4j import ManagedTransaction, Result

from rapallo.errors import ServerUnavailable
from rapallo.neo4j.model import (
    ACTORS,
    FAMILIES,
    OURS,
    WITHDRAWN,
    Family,
    Properties,
    Record,
    Rel,
    RelRow,
)

__all__ = [
    "Difference",
    "Kept",
    "altered",
    "create",
    "create_nodes",
    "create_rels",
    "difference",
    "mend",
    "merge_nodes",
    "removal",
    "remove",
    "run",
    "stream",
]

K = TypeVar("K")

_OWN = "x_"
"""Stands among the names of columns for the map of a user's own."""


class Kept(NamedTuple):
    """A relationship as the database has it."""

    element: str
    type: str
    start: str
    end: str
    properties: Mapping[str, Any]


class Difference(NamedTuple):
    """What must be made and what must go, so that records stand as they should.

    ``tied``: the keys of nodes that go although others have tied something to them.
    """

    made: list[RelRow]
    gone: list[Kept]
    tied: Sequence[str] = ()

    def counts(self) -> tuple[Counter[str], Counter[str]]:
        """How many are made and how many go, by type."""
        return Counter(row.rel.type for row in self.made), Counter(kept.type for kept in self.gone)


def create(tx: ManagedTransaction, batch: Sequence[Record]) -> Difference:
    """Write records that share their labels and of which nothing stands there yet.

    Raises the driver's ``ConstraintError`` where something does: then :func:`mend` them.
    """
    rows, names = _columns([record.node.properties for record in batch])
    stream(tx, create_nodes(batch[0].node.labels, names), rows=rows).consume()
    made = [row for record in batch for row in record.rels]
    _make(tx, made)
    return Difference(made, [])


def mend(
    tx: ManagedTransaction, family: Family, batch: Sequence[Record], again: Collection[str] = ()
) -> Difference:
    """Write records that share their labels, and of those that stand there what differs.

    ``again``: the keys of records that are looked through even if their hash stands there.
    """
    rows = [
        {
            "key": record.node.key,
            "rev": record.node.properties["rev"],
            "row": record.node.properties,
            "again": record.node.key in again,
        }
        for record in batch
    ]
    found = run(tx, merge_nodes(batch[0].node.labels), rows=rows)
    there = {row["key"]: row["there"] for row in found}
    written = [record for record in batch if record.node.key in there]
    known = [key for key, stood in there.items() if stood or key in again]
    plan = difference(tx, family, written, known)
    _drop(tx, plan.gone)
    astray = _astray(tx, plan.made)
    _drop(tx, astray)
    _make(tx, plan.made)
    return Difference(plan.made, plan.gone + astray)


def _astray(tx: ManagedTransaction, made: Iterable[RelRow]) -> list[Kept]:
    """Edges that bear the name of one to be made, though they say that they belong elsewhere."""
    found: list[Kept] = []
    for type, rows in _grouped(made, lambda row: row.rel.type).items():
        edges = [row.properties["edge"] for row in rows if "edge" in row.properties]
        query = f"""UNWIND $edges AS edge MATCH ()-[r:{type} {{book: $book, edge: edge}}]->()
            WITH r, edge AS key"""
        if edges:
            book = rows[0].properties["book"]
            found += [kept for _, kept in _kept(run(tx, query + _RETURN, edges=edges, book=book))]
    return found


def difference(
    tx: ManagedTransaction, family: Family, batch: Iterable[Record], known: Sequence[str]
) -> Difference:
    """What differs between the relationships of records and those that stand there.

    ``known``: the keys for which some may stand.
    """
    old: dict[str, list[Kept]] = defaultdict(list)
    for key, kept in standing(tx, family, known):
        old[key].append(kept)
    made: list[RelRow] = []
    gone: list[Kept] = []
    for record in batch:
        if record.node.key not in old:
            made += record.rels
            continue
        wanted: dict[str, list[RelRow]] = defaultdict(list)
        for row in record.rels:
            wanted[_content(row.rel.type, *row[1:])].append(row)
        for kept in old[record.node.key]:
            same = wanted[_content(*kept[1:])]
            if same:
                same.pop()
            else:
                gone.append(kept)
        made += [row for rows in wanted.values() for row in rows]
    return Difference(made, gone)


def altered(tx: ManagedTransaction, family: Family, batch: Sequence[Record]) -> set[str]:
    """The keys of records that do not stand as they should, whatever hash stands there.

    Every label that says what a node is, every property of it and of its relationships is compared.
    """
    keys = [record.node.key for record in batch]
    query = f"""UNWIND $keys AS key MATCH (n:{family.label} {{key: key}})
        RETURN key, [l IN labels(n) WHERE l IN $known] AS labels, properties(n) AS properties"""
    known = [*FAMILIES, *ACTORS]
    nodes = {
        row["key"]: _said(row["labels"], row["properties"])
        for row in run(tx, query, keys=keys, known=known)
    }
    rels: dict[str, Counter[str]] = defaultdict(Counter)
    for key, kept in standing(tx, family, keys):
        rels[key][_content(*kept[1:])] += 1
    return {
        key
        for key, record in zip(keys, batch, strict=True)
        if nodes.get(key) != _said(record.node.labels, record.node.properties)
        or rels[key] != Counter(_content(row.rel.type, *row[1:]) for row in record.rels)
    }


def _said(labels: Iterable[str], properties: Properties) -> str:
    return repr((sorted(labels), sorted(_natively(properties).items())))


def _content(type: str, start: str, end: str, properties: Mapping[str, Any]) -> str:
    return repr((type, start, end, sorted(properties.items())))


def standing(
    tx: ManagedTransaction, family: Family, keys: Sequence[str]
) -> Iterator[tuple[str, Kept]]:
    """The relationships that stand for records, each with the key of its record."""
    if not keys:
        return
    if family.attached:
        query = f"UNWIND $keys AS key MATCH (n:{family.label} {{key: key}}){family.attached}"
        yield from _kept(run(tx, query + _RETURN, keys=keys))
    book = keys[0].partition("|")[0]
    owners = [key.partition("|")[2] for key in keys]
    for type in family.loose:
        query = f"""UNWIND $owners AS owner
            MATCH ()-[r:{type} {{{family.owner}: owner}}]->() WHERE r.book = $book
            WITH r, $book + '|' + owner AS key"""
        yield from _kept(run(tx, query + _RETURN, owners=owners, book=book))


_RETURN = """
RETURN key, elementId(r) AS element, type(r) AS type, startNode(r).key AS start,
       endNode(r).key AS end, properties(r) AS properties"""


def _kept(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Kept]]:
    for row in rows:
        properties = _natively(row["properties"])
        yield (
            row["key"],
            Kept(row["element"], row["type"], row["start"], row["end"], properties),
        )


def _natively(properties: Properties) -> dict[str, Any]:
    return {
        name: value.to_native() if hasattr(value, "to_native") else value
        for name, value in properties.items()
    }


def removal(tx: ManagedTransaction, family: Family, keys: Sequence[str]) -> Difference:
    """The relationships that go with records, and the nodes that others have tied themselves to."""
    query = f"""UNWIND $keys AS key MATCH (n:{family.label} {{key: key}})
        WHERE EXISTS {{ (n)-[r]-(m) WHERE NOT {OURS} }} RETURN key"""
    tied = [str(row["key"]) for row in run(tx, query, keys=keys)]
    return Difference([], [kept for _, kept in standing(tx, family, keys)], tied)


def remove(tx: ManagedTransaction, family: Family, keys: Sequence[str]) -> Difference:
    """Remove records that the casebook no longer has.

    A relationship that others have drawn is theirs, and it needs both its ends. So a node with one
    is not deleted: it loses its labels and properties, and what is left, labelled ``Withdrawn``,
    has the ``id`` and ``name`` and in ``withdrawn_from`` the casebook. No query and no push takes
    that for a record, and should the record come back, it gets a node of its own.
    """
    plan = removal(tx, family, keys)
    _drop(tx, plan.gone)
    bare = [key for key in keys if key in set(plan.tied)]
    run(tx, _strip(family), keys=bare)
    query = f"UNWIND $keys AS key MATCH (n:{family.label} {{key: key}}) DETACH DELETE n"
    run(tx, query, keys=keys)
    return plan


def _strip(family: Family) -> str:
    labels = dict.fromkeys((family.label, *(ACTORS if family.label == "Actor" else ())))
    return f"""UNWIND $keys AS key MATCH (n:{family.label} {{key: key}})
        WITH n, {{id: n.id, name: n.name, withdrawn_from: n.book}} AS left
        REMOVE n:{":".join(labels)} SET n:{WITHDRAWN} SET n = left"""


def _drop(tx: ManagedTransaction, gone: Sequence[Kept]) -> None:
    if gone:
        query = "UNWIND $ids AS id MATCH ()-[r]->() WHERE elementId(r) = id DELETE r"
        tx.run(query, ids=[kept.element for kept in gone]).consume()


def _make(tx: ManagedTransaction, made: Iterable[RelRow]) -> None:
    for rel, rows in _grouped(made, lambda row: row.rel).items():
        told, names = _columns([row.properties for row in rows])
        for values, row in zip(told, rows, strict=True):
            values += (row.start, row.end)
        summary = stream(tx, create_rels(rel, names), rows=told).consume()
        if summary.counters.relationships_created != len(rows):
            raise ServerUnavailable(
                "someone else has removed nodes of this casebook during the push: push again"
            )


def _columns(maps: Sequence[Properties]) -> tuple[list[list[Any]], list[str]]:
    """Properties as rows of values, and their names; what is the user's own stays a map.

    Spelled out in the statement they cost Neo4j a third less than as maps. A user's own names may
    be anything, so they never become part of a statement.
    """
    names = list(dict.fromkeys(chain.from_iterable(maps)))
    plain = [name for name in names if not name.startswith("x_")]
    rows = [list(map(properties.get, plain)) for properties in maps]
    if len(plain) < len(names):
        own = [name for name in names if name.startswith("x_")]
        for row, properties in zip(rows, maps, strict=True):
            row.append({name: properties[name] for name in own if name in properties})
        plain.append(_OWN)
    return rows, plain


def _grouped(rows: Iterable[RelRow], by: Callable[[RelRow], K]) -> dict[K, list[RelRow]]:
    found: dict[K, list[RelRow]] = defaultdict(list)
    for row in rows:
        found[by(row)].append(row)
    return found


def create_nodes(labels: Sequence[str], names: Sequence[str]) -> str:
    """The statement that makes nodes of these labels from rows of values.

    >>> print(create_nodes(("Claim",), ("id", "key")))
    UNWIND $rows AS row
    CREATE (n:Claim {id: row[0], key: row[1]})
    >>> print(create_nodes(("Actor", "State"), ("key", "x_")))
    UNWIND $rows AS row
    CREATE (n:Actor:State {key: row[0]})
    SET n += row[1]
    """
    own = f"\nSET n += row[{len(names) - 1}]" if names[-1] == _OWN else ""
    return f"UNWIND $rows AS row\nCREATE (n:{':'.join(labels)} {_literal(names)}){own}"


def create_rels(rel: Rel, names: Sequence[str]) -> str:
    """The statement that makes relationships of one shape from rows of values and two keys.

    >>> print(create_rels(Rel("TOLD_BY", "Claim", "Source"), ("locator",)))
    UNWIND $rows AS row
    MATCH (a:Claim {key: row[1]})
    MATCH (b:Source {key: row[2]})
    CREATE (a)-[:TOLD_BY {locator: row[0]}]->(b)
    """
    return f"""UNWIND $rows AS row
MATCH (a:{rel.start} {{key: row[{len(names)}]}})
MATCH (b:{rel.end} {{key: row[{len(names) + 1}]}})
CREATE (a)-[:{rel.type} {_literal(names)}]->(b)"""


def _literal(names: Sequence[str]) -> str:
    told = ", ".join(f"{name}: row[{i}]" for i, name in enumerate(names) if name != _OWN)
    return f"{{{told}}}"


def merge_nodes(labels: Sequence[str]) -> str:
    """The statement that writes nodes that may be there; it returns the keys that it had to write.

    >>> print(merge_nodes(("Claim",)))
    UNWIND $rows AS row
    MERGE (n:Claim {key: row.key})
    WITH n, row, n.rev AS old WHERE old IS NULL OR old <> row.rev OR row.again
    SET n = row.row
    RETURN row.key AS key, old IS NOT NULL AS there
    """
    keyed, *more = labels
    others = [label for label in ACTORS if label not in more] if more else []
    relabel = f"\nREMOVE n:{':'.join(others)}\nSET n:{':'.join(more)}" if more else ""
    return f"""UNWIND $rows AS row
MERGE (n:{keyed} {{key: row.key}})
WITH n, row, n.rev AS old WHERE old IS NULL OR old <> row.rev OR row.again
SET n = row.row{relabel}
RETURN row.key AS key, old IS NOT NULL AS there"""


def run(tx: ManagedTransaction, query: str, /, **parameters: Any) -> list[dict[str, Any]]:
    """The rows that a statement returns. Its text is made of names in this package only."""
    return [dict(row) for row in stream(tx, query, **parameters)]


def stream(tx: ManagedTransaction, query: str, /, **parameters: Any) -> Result:
    """The same, as they come."""
    return tx.run(query, **parameters)
