"""Claims that stand in the casebook, resolved again where what a name means has changed.

Who is meant by a name follows from the nodes, not from the order of loading: an alias added to a
table of persons later on reaches the claims that were loaded before it. Nodes made from claims go
when no claim names them any longer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from duckdb import DuckDBPyConnection

from rapallo.casebook.meaning import Meant, meant
from rapallo.casebook.read import codebook
from rapallo.casebook.shelf import Shelf, names_of
from rapallo.casebook.staging import append, delete, staged
from rapallo.casebook.verdicts import everything_judged
from rapallo.casebook.write import (
    EDGE_COLUMNS,
    PARTICIPANT_COLUMNS,
    edge_row,
    participant_row,
)
from rapallo.errors import RapalloError
from rapallo.model.cells import parse_aliases, parse_cell, parse_names, parse_place
from rapallo.model.claim import COLUMNS, Claim
from rapallo.model.edges import edges
from rapallo.model.nodes import (
    Diplomat,
    Document,
    Issue,
    Node,
    Place,
    Post,
    Source,
    State,
    Treaty,
)
from rapallo.model.resolver import Resolver
from rapallo.model.text import fold

__all__ = ["OFFICES", "derived", "resolve_again", "sweep"]

OFFICES = "["
"""Stands among names for every post: who held one is a matter of all the posts."""


def derived(connection: DuckDBPyConnection, cls: type[Node]) -> list[Node]:
    """The nodes of a table that no load brought: they were made from claims."""
    columns = ", ".join(f't."{name}"' for name in cls.columns())
    rows = connection.execute(
        f"""SELECT {columns} FROM {cls.TABLE} t
            ANTI JOIN held h ON h."table" = ? AND h.id = t."{cls.KEY[0]}" ORDER BY ALL""",
        [cls.TABLE],
    ).fetchall()
    return [cls(*row) for row in rows]


def resolve_again(
    connection: DuckDBPyConnection,
    touched: set[str],
    resolver: Resolver,
    shelf: Shelf,
    settled: set[str],
) -> list[str]:
    """Resolve the claims that use one of these folded names; return what can be no more.

    ``settled`` are ids of claims for which there is nothing to do.

    A claim that cannot be resolved now keeps the meaning that it had.
    """
    acts = codebook(connection)
    again: list[tuple[Claim, Meant]] = []
    notes = []
    for claim in _using(connection, touched, settled):
        try:
            again.append((claim, named := meant(claim, resolver)))
            notes += [named.note] if named.note else []
            shelf.make(resolver.take_created())
        except RapalloError as error:
            resolver.undo_created()
            notes.append(f"claim {claim.id} keeps the meaning that it had: {error}")
    shelf.flush()
    if not again:
        return notes
    _rewrite(connection, again)
    made = [
        edge_row(edge)
        for claim, named in again
        for edge in edges(claim.id, acts[claim.act], named.people, named.treaties, named.issues)
    ]
    append(connection, "edges", EDGE_COLUMNS, made)
    return notes


def _rewrite(connection: DuckDBPyConnection, again: list[tuple[Claim, Meant]]) -> None:
    keys = [(claim.id,) for claim, _ in again]
    for table in ("participants", "edges"):
        delete(connection, table, ("claim",), keys)
    people = [participant_row(person) for _, named in again for person in named.people]
    append(connection, "participants", PARTICIPANT_COLUMNS, people)
    rows = [(claim.id, named.treaties, named.issues, named.place) for claim, named in again]
    with staged(connection, ("id", "treaty_ids", "issue_ids", "place_id"), rows) as name:
        connection.execute(
            f"""UPDATE claims c SET treaty_ids = s.treaty_ids, issue_ids = s.issue_ids,
                place_id = s.place_id FROM {name} s WHERE s.id = c.id"""
        )


def _using(connection: DuckDBPyConnection, touched: set[str], settled: set[str]) -> Iterator[Claim]:
    """The claims that use one of these folded names, by id."""
    if connection.execute("SELECT count(*) FROM claims").fetchall() == [(len(settled),)]:
        return iter(())
    wanted = _cells(connection, ("agents", "targets", "via"), touched, _spelled_in)
    wanted |= _cells(connection, ("treaty", "issue"), touched, parse_names)
    wanted |= _cells(connection, ("place",), touched, lambda cell: parse_place(cell)[:1])
    columns = ", ".join(f'"{name}"' for name in COLUMNS)
    with staged(connection, ("id",), [(id,) for id in sorted(wanted - settled)]) as name:
        rows = connection.execute(
            f"SELECT {columns} FROM claims SEMI JOIN {name} USING (id) ORDER BY id"
        ).fetchall()
    return (Claim(*row) for row in rows)


def _cells(
    connection: DuckDBPyConnection,
    columns: Iterable[str],
    touched: set[str],
    names: Callable[[str], Iterable[str]],
) -> set[str]:
    """The ids of the claims with a cell in these columns that uses one of the names."""
    found: set[str] = set()
    for column in columns:
        cells = connection.execute(
            f'SELECT DISTINCT "{column}" FROM claims WHERE "{column}" <> \'\''
        ).fetchall()
        using = [cell for cell in cells if not touched.isdisjoint(map(fold, names(cell[0])))]
        with staged(connection, ("cell",), using) as name:
            rows = connection.execute(
                f'SELECT id FROM claims c SEMI JOIN {name} s ON s.cell = c."{column}"'
            ).fetchall()
        found.update(row[0] for row in rows)
    return found


def _spelled_in(cell: str) -> Iterator[str]:
    for side in parse_cell(cell):
        for spelled in side:
            for one in spelled.options or (spelled,):
                yield from (one.name, one.state)
                if one.form == "post":
                    yield OFFICES


def sweep(connection: DuckDBPyConnection, shelf: Shelf, offices: Callable[[Post], str]) -> None:
    """Take out the nodes made from claims that no claim names, nor another node.

    ``offices`` gives the id under which a post takes part in claims.
    """
    used = _used(connection)
    words = _words(connection)
    for cls in (Post, Diplomat, Treaty, Issue, Place, Source, Document, State):
        idle = [
            node.key_values
            for node in derived(connection, cls)
            if (offices(node) if isinstance(node, Post) else node.key_values[0]) not in used[cls]
            and node.key_values[0] not in words
            and words.isdisjoint(names_of(node) if not isinstance(node, Post) else ())
        ]
        shelf.remove(cls, idle, "no longer named")


def _used(connection: DuckDBPyConnection) -> dict[type[Node], set[Any]]:
    """The ids by which claims name nodes."""

    def column(query: str) -> set[Any]:
        return {row[0] for row in connection.execute(query).fetchall()}

    actors = column("SELECT actor FROM participants UNION SELECT acting_for FROM participants")
    cells = column("SELECT DISTINCT documents FROM claims WHERE documents <> ''")
    return {
        Post: actors,
        Diplomat: actors,
        State: actors,
        Treaty: column("SELECT DISTINCT unnest(treaty_ids) FROM claims"),
        Issue: column("SELECT DISTINCT unnest(issue_ids) FROM claims"),
        Place: column("SELECT DISTINCT place_id FROM claims"),
        Source: column("SELECT DISTINCT source FROM claims"),
        Document: {name for cell in cells for name in parse_names(cell)},
    }


def _words(connection: DuckDBPyConnection) -> set[str]:
    """The words by which nodes name one another, as they stand and folded."""
    rows = connection.execute(
        """SELECT "group" FROM members UNION SELECT member FROM members
           UNION SELECT state FROM posts UNION SELECT accredited_to FROM posts
           UNION SELECT state FROM organizations UNION SELECT state FROM documents"""
    ).fetchall()
    aliases = connection.execute("SELECT DISTINCT aliases FROM diplomats").fetchall()
    bound = {state for row in aliases for _, state in parse_aliases(row[0]) if state}
    for judgement in everything_judged(connection):
        # A person stays as long as a judgement names him, also where he counts as another.
        bound.update(judgement.persons())
    words = bound | {row[0] for row in rows if row[0]}
    return words | {fold(word) for word in words}
