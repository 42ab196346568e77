"""What a database holds, read the slow plain way, and what it should hold."""

from __future__ import annotations

from collections import Counter
from typing import Any

from neo4j import Driver

from rapallo.casebook.book import Casebook
from rapallo.neo4j.model import Properties
from rapallo.neo4j.rows import book_id, node_rows, rel_rows

__all__ = ["content", "counts", "everything", "expected", "id_of", "same_as"]

Content = tuple[Counter[str], Counter[str]]

NODES = "MATCH (n) RETURN elementId(n), labels(n), properties(n)"
RELS = "MATCH (a)-[r]->(b) RETURN elementId(r), type(r), a.key, b.key, properties(r)"


def id_of(book: Casebook) -> str:
    with book.store.reading() as connection:
        return book_id(connection)


def _told(properties: Properties) -> str:
    plain = {k: v.to_native() if hasattr(v, "to_native") else v for k, v in properties.items()}
    return repr(sorted(plain.items()))


def content(driver: Driver, book: str) -> Content:
    """The nodes and relationships of a casebook in the database, every property of them."""
    nodes = Counter(
        f"{sorted(labels)} {_told(properties)}"
        for _, labels, properties in driver.execute_query(NODES).records
        if properties.get("book") == book and "Casebook" not in labels
    )
    rels = Counter(
        f"{type} {a} {b} {_told(properties)}"
        for _, type, a, b, properties in driver.execute_query(RELS).records
        if a and a.startswith(f"{book}|")
    )
    return nodes, rels


def expected(book: Casebook) -> Content:
    """The nodes and relationships that a casebook has."""
    with book.store.reading() as connection:
        name = book_id(connection)
        nodes = Counter(
            f"{sorted(n.labels)} {_told(n.properties)}" for n in node_rows(connection, name)
        )
        rels = Counter(
            f"{r.rel.type} {r.start} {r.end} {_told(r.properties)}"
            for r in rel_rows(connection, name)
        )
    return nodes, rels


def same_as(driver: Driver, book: Casebook) -> bool:
    """Whether the database holds this casebook, no more of it and no less. A difference prints."""
    (nodes, rels), (other_nodes, other_rels) = content(driver, id_of(book)), expected(book)
    for what, here, there in (("nodes", nodes, other_nodes), ("rels", rels, other_rels)):
        for sign, odd in (("only in Neo4j", here - there), ("missing in Neo4j", there - here)):
            for text in list(odd)[:5]:
                print(f"{what} {sign}: {text}")
    return (nodes, rels) == (other_nodes, other_rels)


def everything(driver: Driver) -> tuple[dict[str, Any], dict[str, Any]]:
    """All that a database holds, by element: equal only where nothing at all was written."""
    nodes, rels = driver.execute_query(NODES).records, driver.execute_query(RELS).records
    return (
        {row[0]: (sorted(row[1]), _told(row[2])) for row in nodes},
        {row[0]: (*row[1:4], _told(row[4])) for row in rels},
    )


def counts(driver: Driver) -> Counter[str]:
    """How many nodes of each label and relationships of each type there are; of an actor's two
    labels the one that says which."""
    found: Counter[str] = Counter()
    for _, labels, _ in driver.execute_query(NODES).records:
        found.update(set(labels) - {"Actor", "Casebook"})
    found.update(row[1] for row in driver.execute_query(RELS).records)
    return found
