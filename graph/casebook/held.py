"""What each load holds, and what is gone from it when it is done again.

A claim or node that is gone is reported, and withdrawn on demand, unless another load holds it too.
Judgements are kept by load elsewhere (:mod:`rapallo.casebook.verdicts`).

A load is known by its loader and the paths of its files, told from the folder of the casebook where
they lie beneath it: both can be moved together. A file that has been given another name
would hold nothing that could be gone, so it is asked which of the loads before it brought the same
claims from files that are no longer there.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from pathlib import Path

from duckdb import DuckDBPyConnection

from rapallo.casebook.schema import KEY_MARK
from rapallo.casebook.staging import append, delete, staged
from rapallo.model.nodes import TABLES

__all__ = ["Held"]

_COLUMNS = ("origin", "table", "id")


class Held:
    """The records that one origin held before this load."""

    def __init__(self, connection: DuckDBPyConnection, origin: str, base: Path) -> None:
        self._connection = connection
        self._base = base
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

    def moved(self, now: Set[str]) -> dict[str, list[str]]:
        """Loads of files that are no longer there and most of whose claims this load has: what of
        theirs it lacks, by origin."""
        rows = self._connection.execute("SELECT DISTINCT origin FROM held").fetchall()
        found = {}
        for (origin,) in rows:
            if origin == self._origin or not self._gone_with_its_files(origin):
                continue
            claims = {
                row[0]
                for row in self._connection.execute(
                    """SELECT id FROM held WHERE origin = ? AND "table" = 'claims'""", [origin]
                ).fetchall()
            }
            if 2 * len(claims & now) > len(claims):
                found[origin] = sorted(claims - now)
        return found

    def _gone_with_its_files(self, origin: str) -> bool:
        loader, _, paths = origin.partition(":")
        same_loader = loader == self._origin.partition(":")[0]
        return same_loader and bool(paths) and not (self._base / paths.partition(":")[0]).exists()

    def adopt(self, origin: str) -> None:
        """Hold what another load held."""
        rows = self._connection.execute(
            'SELECT "table", id FROM held WHERE origin = ?', [origin]
        ).fetchall()
        fresh = [(self._origin, t, id) for t, id in rows if id not in self.before[t]]
        append(self._connection, "held", _COLUMNS, fresh)
        self._connection.execute("DELETE FROM held WHERE origin = ?", [origin])
        for table, id in rows:
            self.before[table].add(id)

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
