"""What a load is known by: its loader and the paths of its files.

A path is told from the folder of the casebook where it lies beneath it, so that both can be moved
together; else it is absolute.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from duckdb import DuckDBPyConnection

__all__ = ["known_as", "origin_of", "told_from"]


def told_from(base: Path, path: Path) -> str:
    """A path as it is told from the folder of a casebook, itself absolute.

    >>> told_from(Path.cwd(), Path("letters/moraht.csv"))
    'letters/moraht.csv'
    """
    whole = path.resolve()
    return (whole.relative_to(base) if whole.is_relative_to(base) else whole).as_posix()


def origin_of(loader: str, paths: Sequence[Path], base: Path) -> str:
    """What a load is known by.

    >>> origin_of("sheet", [Path("b.csv"), Path("a.csv")], Path.cwd())
    'sheet:a.csv:b.csv'
    >>> origin_of("dossier", [], Path.cwd())
    'dossier'
    """
    return ":".join([loader, *sorted({told_from(base, path) for path in paths})])


def known_as(connection: DuckDBPyConnection, loader: str, paths: Sequence[Path], base: Path) -> str:
    """What a load is known by; one that was known by absolute paths takes that name."""
    origin = origin_of(loader, paths, base)
    before = ":".join([loader, *sorted({str(path.resolve()) for path in paths})])
    if before != origin:
        for table in ("held", "verdicts"):
            connection.execute(f"UPDATE {table} SET origin = ? WHERE origin = ?", [origin, before])
    return origin
