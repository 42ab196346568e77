"""A casebook made again from tables, with the rows that were withheld put back among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rapallo.casebook.book import Casebook
from rapallo.errors import BadInput, UnreadableFile
from rapallo.export.atomic import written_whole
from rapallo.freeze.withheld import WithheldRow, post_hash
from rapallo.load import load
from rapallo.loaders.sheet import read_claims, read_nodes
from rapallo.loaders.tables import Row, Table
from rapallo.model.claim import COLUMNS, Claim
from rapallo.model.ids import IdGiver
from rapallo.model.nodes import Post
from rapallo.model.records import Placed, PlacedNode
from rapallo.model.text import line, many, safe

__all__ = ["Supplied", "call", "put_back", "rebuilt", "supplied"]

_ENDINGS = (".csv", ".tsv", ".xlsx", ".parquet")

Supplied = dict[tuple[str, str], tuple[str, Claim | Post]]
"""By table and id: the revision of a row that somebody brought, and the row."""


def rebuilt(tables: Path, path: Path) -> Casebook:
    """A casebook from tables as ``export csv`` writes them; a BadInput where a row is refused.

    When it was loaded, and from where, does not enter: it says ``frozen``.
    """
    book = Casebook(path)
    report = load(book, "sheet", [tables])
    if report.rejects:
        first = report.rejects[0]
        raise BadInput(
            f"{many(len(report.rejects), 'row')} of the tables cannot be used;"
            f" {Path(first.path).name}, row {first.row}: {first.reason}"
        )
    with book.store.writing() as connection:
        connection.execute("UPDATE loads SET loaded = 'frozen', origin = 'sheet:tables'")
    return book


def call(book: Casebook, digest: str) -> None:
    """Let a casebook made again bear the digest of another, so that results do not differ by that
    alone: figures have it drawn into them."""
    with book.store.writing() as connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'digest'", [digest])


def supplied(path: Path, source: str = "") -> Supplied:
    """The claims and posts of a file, or of a folder of tables, that a source tells, or any.

    Rows without an id are given the one that loading them gives.
    """
    if not path.exists():
        raise UnreadableFile(path, "there is no such file or folder")
    claims, posts = [path], []
    if path.is_dir():
        claims, posts = (_table(path, name) for name in ("claims", "posts"))
    found: Supplied = {}
    give = IdGiver()
    for one in claims:
        for placed in read_claims(one, source):
            if isinstance(placed, Placed) and source in ("", placed.claim.source):
                told = placed.claim
                claim = told if told.id else replace(told, id=give(told))
                found["claims", claim.id] = claim.revision, claim
    for one in posts:
        for record in read_nodes(one):
            node = record.node if isinstance(record, PlacedNode) else None
            if isinstance(node, Post) and source in ("", node.source):
                found["posts", node.id] = post_hash(node), node
    return found


def _table(folder: Path, name: str) -> list[Path]:
    there = (folder / f"{name}{ending}" for ending in _ENDINGS)
    return [path for path in there if path.is_file()][:1]


def put_back(tables: Path, rows: Iterable[WithheldRow], given: Supplied) -> None:
    """Write the rows that were brought into ``claims.csv`` and ``posts.csv``, in order of ids."""
    events = {(row.table, row.id): row.event for row in rows}
    for name in ("claims", "posts"):
        mine = {id: given[table, id][1] for table, id in events if table == name}
        if mine:
            path = tables / f"{name}.csv"
            columns, before = _read(path)
            made = {
                id: _cells(row, columns, events[name, id], given[name, id][0])
                for id, row in mine.items()
            }
            _write(path, columns, {**before, **made})


def _read(path: Path) -> tuple[tuple[str, ...], dict[str, Sequence[str]]]:
    table = Table.open(path)
    rows = (row for row in table.rows() if isinstance(row, Row))
    return table.columns, {row["id"]: list(row.values()) for row in rows}


def _cells(row: Claim | Post, columns: Sequence[str], event: str, revision: str) -> list[str]:
    values: Mapping[str, str]
    if isinstance(row, Post):
        values = dict(zip(row.columns(), row.to_row(), strict=True))
    else:
        when = row.when
        values = {
            **dict(zip(COLUMNS, row.written(), strict=True)),
            **dict(row.extra),
            "event": event,
            "earliest": when.earliest,
            "latest": when.latest,
            "revision": revision,
        }
    return [values.get(name, "") for name in columns]


def _write(path: Path, columns: Sequence[str], rows: Mapping[str, Sequence[str]]) -> None:
    with written_whole(path) as file:
        file.write(line(columns))
        for id in sorted(rows):
            file.write(line([safe(cell, formulas=False) for cell in rows[id]]))
