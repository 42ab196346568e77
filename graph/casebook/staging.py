"""Many rows at once into a table, and many keys at once into a question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from duckdb import DuckDBPyConnection

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["append", "delete", "staged"]


def append(
    connection: DuckDBPyConnection, table: str, columns: Sequence[str], rows: Sequence[Any]
) -> None:
    """Insert rows, each a sequence in the order of the columns."""
    if rows:
        names = ", ".join(f'"{name}"' for name in columns)
        with staged(connection, columns, rows) as name:
            connection.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {name}")


def delete(
    connection: DuckDBPyConnection, table: str, columns: Sequence[str], keys: Iterable[Any]
) -> None:
    """Delete the rows with these keys."""
    rows = list(keys)
    if rows:
        same = " AND ".join(f't."{name}" = k."{name}"' for name in columns)
        with staged(connection, columns, rows) as name:
            connection.execute(f"DELETE FROM {table} t USING {name} k WHERE {same}")


@contextmanager
def staged(
    connection: DuckDBPyConnection, columns: Sequence[str], rows: Sequence[Any]
) -> Iterator[str]:
    """The rows as a table that a query can name while the block lasts."""
    connection.register("staged", _arrow(columns, rows))
    try:
        yield "staged"
    finally:
        connection.unregister("staged")


def _arrow(columns: Sequence[str], rows: Sequence[Any]) -> pa.Table:
    import pyarrow as pa

    types: dict[type, Any] = {str: pa.string(), list: pa.list_(pa.string())}
    values: Iterable[Sequence[Any]] = zip(*rows, strict=True) if rows else [("",)] * len(columns)
    arrays = [pa.array(cells, type=types.get(type(cells[0]))) for cells in values]
    table = pa.table(arrays, names=list(columns))
    return table if rows else table.slice(0, 0)
