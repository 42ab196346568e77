"""What each load holds, and what is gone from it when it is done again.

A claim or node that is gone is reported, and withdrawn on demand, unless another load holds it too.
A judgement that is gone is gone at once: deleting its line is how it is undone.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

from duckdb import DuckDBPyConnection

from rapallo.casebook.schema import KEY_MARK
from rapallo.casebook.staging import append, delete, staged
from rapallo.model.nodes import TABLES

__all__ = ["Held"]

_COLUMNS = ("origin", "table", "id")


class Held:
    """The records that one origin held before this load."""

    def __init__(self, connection: DuckDBPyConnection, origin: str) -> None:
        self._connection = connection
        self._origin = origin
        self.before: dict[str, set[str]] = {name: set() for name in ("claims", *TABLES)}
        rows = connection.execute(
            'SELECT "table", id FROM held WHERE origin = ?', [origin]
        ).fetchall()
        for table, id in rows:
            self.before[table].add(id)

    def gone(self, now: Mapping[str, Set[str]]) -> dict[str, list[str]]:
        """By table, what this load no longer had."""
        return {
            table: sorted(ids - now.get(table, set()))
            for table, ids in self.before.items()
            if ids - now.get(table, set())
        }

    def take(self, now: Mapping[str, Set[str]]) -> None:
        """Note what this load brought that the origin did not hold."""
        rows = [
            (self._origin, table, id)
            for table, ids in now.items()
            for id in sorted(ids - self.before.get(table, set()))
        ]
        append(self._connection, "held", _COLUMNS, rows)

    def release(self, table: str, ids: list[str]) -> tuple[list[str], dict[str, str]]:
        """Let go of records: those that nobody holds now, and who holds each of the others."""
        rows = [(self._origin, table, id) for id in ids]
        delete(self._connection, "held", _COLUMNS, rows)
        with staged(self._connection, ("id",), [(id,) for id in ids]) as name:
            others = dict(
                self._connection.execute(
                    f"""SELECT h.id, min(h.origin) FROM held h JOIN {name} USING (id)
                        WHERE h."table" = ? GROUP BY h.id""",
                    [table],
                ).fetchall()
            )
        return [id for id in ids if id not in others], others

    @staticmethod
    def key(id: str) -> tuple[str, ...]:
        """The key of a node from how it is held."""
        return tuple(id.split(KEY_MARK))
