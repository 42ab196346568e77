"""The digest of a casebook: one word that changes whenever its content does.

Printed with every result, so that a figure can be traced to the evidence it stood on. Order of
loading, history and the time of day do not enter.
"""

from __future__ import annotations

from hashlib import sha256

from duckdb import DuckDBPyConnection

from rapallo.model.nodes import TABLES

__all__ = ["digest_of", "seal"]


def digest_of(connection: DuckDBPyConnection) -> str:
    """The digest as it was sealed by the last load: 12 hexadecimal digits."""
    rows = connection.execute("SELECT value FROM meta WHERE key = 'digest'").fetchall()
    return str(rows[0][0]) if rows else ""


def seal(connection: DuckDBPyConnection) -> str:
    """Compute the digest of what the casebook holds now, and keep it."""
    hasher = sha256()
    tables = [
        "SELECT id, revision, event FROM claims ORDER BY id",
        "SELECT * FROM acts ORDER BY act",
        *(f"SELECT * FROM {name} ORDER BY ALL" for name in TABLES),
    ]
    for query in tables:
        result = connection.execute(query)
        while rows := result.fetchmany(10_000):
            hasher.update(repr(rows).encode())
        hasher.update(query.encode())
    digest = hasher.hexdigest()[:12]
    connection.execute("UPDATE meta SET value = ? WHERE key = 'digest'", [digest])
    return digest
