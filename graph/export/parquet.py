"""The casebook as Parquet files, one a table, typed; ``load sheet`` reads them back.

Every written column is there as text, letter by letter as in the CSV file of the same name, null
where nothing is told. Beside them stand what R, pandas and DuckDB want as types: first and last
possible days as dates (null where unbounded, or outside the years 1 to 9999, which their dates
cannot hold), names and ids as lists, signs and repetitions as numbers, yes and no as booleans.
Read into an empty casebook, they give the same casebook.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duckdb import DuckDBPyConnection

from rapallo import __version__
from rapallo.casebook.book import Casebook
from rapallo.casebook.digest import digest_of
from rapallo.dates.calendar import day_number
from rapallo.dates.edtf import parse
from rapallo.export.atomic import bytes_whole
from rapallo.export.tables import NOTHING, Leave, folder_for, tables
from rapallo.model.cells import parse_aliases, parse_names
from rapallo.model.nodes import TABLES
from rapallo.model.typed import beside

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["COMMAND", "export_parquet"]

COMMAND = "rapallo export parquet DIR"
_BATCH = 10_000
_DAYS = range(day_number(1, 1, 1), day_number(9999, 12, 31) + 1)
_DIGITS = 19
"""A whole number of fewer digits fits 64 bits."""

_TEXT, _DATE, _LIST, _SMALL = "text", "date", "list", "int8"
_LARGE, _TRUE, _REAL = "int64", "bool", "double"
_TYPES = {
    "claims": {
        **dict.fromkeys(("earliest", "latest", "s0", "s1", "e0", "e1"), _DATE),
        **dict.fromkeys(
            ("agent_ids", "target_ids", "via_ids", "treaty_ids", "issue_ids", "document_ids"), _LIST
        ),
        "doubtful": _TRUE,
        "sign": _SMALL,
        "times_number": _LARGE,
    },
    "acts": {"sign": _SMALL, "edge": _TRUE},
    "edges": {"weight": _REAL, "joint": _TRUE, "certain": _TRUE},
}
"""By table: the columns that are no text; those of the tables of nodes follow from their names."""

_BESIDE_CLAIMS = """SELECT s0, s1, e0, e1, extent, doubtful, sign, times, a.ids, t.ids, v.ids,
    treaty_ids, issue_ids, documents, place_id FROM claims c
    LEFT JOIN ({agent}) a ON a.claim = c.id LEFT JOIN ({target}) t ON t.claim = c.id
    LEFT JOIN ({via}) v ON v.claim = c.id
    WHERE NOT list_contains(?, c.id) ORDER BY c.id""".format(
    **{
        role: f"""SELECT claim, list(actor ORDER BY position, actor) AS ids FROM participants
            WHERE role = '{role}' GROUP BY claim"""
        for role in ("agent", "target", "via")
    }
)

Row = Sequence[Any]


def export_parquet(
    book: Casebook, folder: str | Path, *, leave: Leave = NOTHING, command: str = COMMAND
) -> dict[str, int]:
    """Write a typed Parquet file for each table that ``export csv`` writes.

    Returns the number of rows by table. The metadata of each file tell its table, the digest of the
    casebook, the version of Rapallo and the command. ``leave``: rows that are not written. Raises
    :class:`~rapallo.errors.BadOption` where the folder cannot be written to.

    >>> import tempfile
    >>> from rapallo.load import load
    >>> with tempfile.TemporaryDirectory() as name:
    ...     book = Casebook(f"{name}/book.duckdb")
    ...     report = load(book, "dossier")
    ...     counts = export_parquet(book, f"{name}/tables")
    >>> counts["edges"] > counts["claims"] > 0
    True
    """
    with book.store.reading() as connection:
        target = folder_for(folder)
        about = {"digest": digest_of(connection), "version": __version__, "command": command}
        counts = {}
        for name, columns, rows in _typed(connection, leave):
            schema = _schema(name, columns, about)
            counts[name] = _write(target / f"{name}.parquet", schema, rows)
        return counts


def _typed(
    connection: DuckDBPyConnection, leave: Leave
) -> Iterator[tuple[str, Sequence[str], Iterable[Row]]]:
    """The tables with the columns beside them, values as Arrow takes them."""
    gone = leave.get("claims", ())
    for name, columns, rows in tables(connection, leave):
        if name == "claims":
            # The rows of the table are still being read from the connection itself.
            with connection.cursor() as cursor:
                yield name, (*columns, *beside(name)), _claims(columns, rows, _more(cursor, gone))
        elif name in TABLES:
            yield name, (*columns, *beside(name)), _nodes(name, columns, rows)
        else:
            yield name, columns, _others(name, columns, rows)


def _more(cursor: DuckDBPyConnection, gone: Collection[str]) -> Iterator[Row]:
    found = cursor.execute(_BESIDE_CLAIMS, [list(gone)])
    while rows := found.fetchmany(_BATCH):
        yield from rows


def _claims(columns: Sequence[str], rows: Iterable[Row], more: Iterable[Row]) -> Iterator[Row]:
    first, last = columns.index("earliest"), columns.index("latest")
    for row, beside_it in zip(rows, more, strict=True):
        cells: list[Any] = [cell or None for cell in row]
        cells[first], cells[last] = _day(beside_it[0]), _day(beside_it[3])
        yield [*cells, *_typed_claim(*beside_it)]


def _typed_claim(
    s0: int,
    s1: int,
    e0: int,
    e1: int,
    extent: str,
    doubtful: bool,
    sign: int,
    times: str,
    *ids: Any,
) -> Iterator[Any]:
    *lists, documents, place = ids
    number = int(times) if 0 < len(times) < _DIGITS else None
    yield from map(_day, (s0, s1, e0, e1))
    yield from (extent, doubtful, sign, number)
    yield from (list(found or ()) for found in lists)
    yield from (list(parse_names(documents)), place or None)


def _nodes(name: str, columns: Sequence[str], rows: Iterable[Row]) -> Iterator[Row]:
    dates = [columns.index(date) for date in TABLES[name].DATES]
    aliases = columns.index("aliases") if "aliases" in columns else None
    for row in rows:
        whens = [parse(row[at]) for at in dates]
        days = [_day(day) for when in whens for day in (when.s0, when.e1)]
        lists = [] if aliases is None else [_names(row[aliases])]
        yield [*(cell or None for cell in row), *days, *lists]


def _names(aliases: str) -> list[str]:
    """The names alone; a state that one is bound to stands in the text."""
    return list(dict.fromkeys(name for name, _ in parse_aliases(aliases)))


def _others(name: str, columns: Sequence[str], rows: Iterable[Row]) -> Iterator[Row]:
    read = {
        _TRUE: "yes".__eq__,
        _SMALL: int,
        _REAL: float,
        _TEXT: lambda cell: cell or None,
    }
    reads: list[Any] = [read[_TYPES[name].get(column, _TEXT)] for column in columns]
    for row in rows:
        yield [how(cell) for how, cell in zip(reads, row, strict=True)]


def _day(number: int) -> int | None:
    return number if number in _DAYS else None


def _schema(name: str, columns: Sequence[str], about: dict[str, str]) -> pa.Schema:
    import pyarrow as pa

    types = {
        _TEXT: pa.string(),
        _DATE: pa.date32(),
        _LIST: pa.list_(pa.string()),
        _SMALL: pa.int8(),
        _LARGE: pa.int64(),
        _TRUE: pa.bool_(),
        _REAL: pa.float64(),
    }
    fields = [pa.field(column, types[_type(name, column)]) for column in columns]
    told = {"table": name, **about}
    return pa.schema(fields, {f"rapallo.{key}": value for key, value in told.items()})


def _type(table: str, column: str) -> str:
    if table in TABLES and column in beside(table):
        return _LIST if column == "alias_list" else _DATE
    return _TYPES.get(table, {}).get(column, _TEXT)


def _write(path: Path, schema: pa.Schema, rows: Iterable[Row]) -> int:
    import pyarrow as pa
    from pyarrow import parquet

    number = 0
    waiting = iter(rows)
    with bytes_whole(path) as file, parquet.ParquetWriter(file, schema) as writer:
        while batch := list(islice(waiting, _BATCH)):
            cells = zip(*batch, strict=True)
            arrays = [_array(pa, c, field) for c, field in zip(cells, schema, strict=True)]
            writer.write_table(pa.table(arrays, schema=schema))
            number += len(batch)
    return number


def _array(pa: Any, cells: Sequence[Any], field: pa.Field) -> Any:
    if pa.types.is_date(field.type):
        return pa.array(cells, pa.int32()).cast(field.type)
    return pa.array(cells, field.type)
