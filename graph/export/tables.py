"""The casebook as CSV files, one a table, that ``load sheet`` reads back.

Read into an empty casebook and written again, every file is the same byte for byte.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from duckdb import DuckDBPyConnection

from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.casebook.read import claim_rows
from rapallo.casebook.verdicts import not_in_force
from rapallo.errors import BadOption
from rapallo.export.atomic import written_whole
from rapallo.model.acts import Act
from rapallo.model.nodes import TABLES, Judgement
from rapallo.model.text import line, safe

__all__ = [
    *("EDGE_COLUMNS", "NOTHING", "OTHERS", "Leave", "export_csv", "folder_for", "tables"),
    "write_others",
]

EDGE_COLUMNS = ("edge", "claim", "event", "kind", "a", "b", "weight", "joint", "certain")
"""The columns of ``edges.csv``, which follows from the other tables and is not read back."""

OTHERS = "other_judgements"
"""The file of the judgements that are not in force. It is for its readers, and not read back."""

Leave = Mapping[str, Collection[str]]
"""By table: the ids of rows to leave out. Edges follow the claims."""

NOTHING: Leave = {}


def export_csv(
    book: Casebook, folder: str | Path, *, excel_safe: bool = False, leave: Leave = NOTHING
) -> dict[str, int]:
    """Write ``claims.csv``, ``acts.csv``, ``edges.csv`` and a file for each table of nodes.

    Returns the number of rows by table. UTF-8, LF, rows by key, all tables also where they are
    empty, each file written whole or not at all. ``claims.csv`` has the written columns, then the
    user's own (``x_...``), then the computed ``event, earliest, latest, revision``. ``excel_safe``
    puts an apostrophe before what a spreadsheet would run as a formula; reading takes it off again.
    ``leave``: rows that are not written. ``judgements.csv`` has what is in force; where
    several files judge a pair, ``other_judgements.csv`` has the rest. Raises
    :class:`~rapallo.errors.BadOption` where the folder cannot be written to.
    """
    with book.store.reading() as connection:
        target = folder_for(folder)
        counts = {
            name: _write(target / f"{name}.csv", columns, rows, excel_safe)
            for name, columns, rows in tables(connection, leave)
        }
        number = write_others(connection, target, excel_safe=excel_safe)
        return {**counts, OTHERS: number} if number else counts


def write_others(connection: DuckDBPyConnection, folder: Path, *, excel_safe: bool = False) -> int:
    """Write the judgements that are not in force, with the place of each, if there are any.

    Of a file outside the casebook's folder only its name is told: tables are passed on. An older
    file of that name is emptied where there are none now.
    """
    path = folder / f"{OTHERS}.csv"
    rows = [
        (
            *one.judgement.to_row(),
            Path(one.place).name if Path(one.place).is_absolute() else one.place,
        )
        for one in not_in_force(connection)
    ]
    if rows or path.exists():
        _write(path, (*Judgement.columns(), "place"), rows, excel_safe)
    return len(rows)


def folder_for(folder: str | Path) -> Path:
    """The folder, made where it is not there; a BadOption where it cannot be."""
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadOption(f"{target} cannot be written: {error.strerror}") from error
    return target


Written = tuple[str, Sequence[str], Iterable[Sequence[str]]]


def tables(connection: DuckDBPyConnection, leave: Leave = NOTHING) -> Iterator[Written]:
    """The name of each table, its columns, and its rows as text, but for those to leave out.

    Rows are read while they are asked for, and before the next table is.
    """
    claims = leave.get("claims", ())
    for name, columns, rows in _all(connection):
        gone, place = (claims, 1) if name == "edges" else (leave.get(name, ()), 0)
        yield name, columns, (row for row in rows if row[place] not in gone) if gone else rows


def _all(connection: DuckDBPyConnection) -> Iterator[Written]:
    columns, rows = claim_rows(connection, Filters(status=()))
    yield "claims", columns, rows
    yield "acts", Act.columns(), _rows(connection, "acts", Act.columns(), ("act",))
    for name, cls in TABLES.items():
        yield name, cls.columns(), _rows(connection, name, cls.columns(), cls.KEY)
    yield "edges", EDGE_COLUMNS, _edges(connection)


def _rows(
    connection: DuckDBPyConnection, table: str, columns: Sequence[str], key: Sequence[str]
) -> Iterator[Sequence[str]]:
    names, order = (", ".join(f'"{name}"' for name in some) for some in (columns, key))
    yield from _fetched(connection, f"SELECT {names} FROM {table} ORDER BY {order}")


def _edges(connection: DuckDBPyConnection) -> Iterator[Sequence[str]]:
    query = """SELECT e.edge, e.claim, c.event, e.kind, e.a, e.b, e.weight, e.joint, e.certain
        FROM edges e JOIN claims c ON c.id = e.claim ORDER BY e.edge"""
    for *names, weight, joint, certain in _fetched(connection, query):
        yes = ("yes" if is_so else "no" for is_so in (joint, certain))
        yield (*names, repr(weight), *yes)


def _fetched(connection: DuckDBPyConnection, query: str) -> Iterator[Sequence[str]]:
    found = connection.execute(query)
    while rows := found.fetchmany(10_000):
        yield from rows


def _write(
    path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]], excel_safe: bool
) -> int:
    number = 0
    with written_whole(path) as file:
        file.write(line(columns))
        for number, row in enumerate(rows, 1):  # noqa: B007 - counted
            file.write(line([safe(cell, formulas=excel_safe) for cell in row]))
    return number
