"""A casebook on disk: opened late, closed early, one writer at a time.

DuckDB lets one process write, and nobody else even read meanwhile. A connection therefore lives as
long as one ``with`` block; who finds the file held waits, and then is told by whom.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from rapallo.casebook import schema
from rapallo.errors import CasebookError, CasebookHeld, NoCasebook, NotACasebook

__all__ = ["Store"]

_HOLDER = re.compile(r"held in (?P<what>.*?) \(PID (?P<pid>\d+)\)(?: by user (?P<user>\S+?))?\.")


class Store:
    """The file of a casebook. ``wait``: for how many seconds to wait for one that is held."""

    def __init__(self, path: str | Path, *, wait: float = 10.0) -> None:
        self.path = Path(path)
        self.wait = wait

    @contextmanager
    def reading(self) -> Iterator[DuckDBPyConnection]:
        """A connection that only reads; an older schema is brought up to date first."""
        if not self.path.exists():
            raise NoCasebook(f"there is no casebook at {self.path}: load something into it first")
        connection = self._connect(read_only=True)
        try:
            version = schema.version_of(connection, self.path)
            if version == schema.VERSION:
                yield connection
                return
        finally:
            connection.close()
        with self.writing():
            pass
        with self.reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[DuckDBPyConnection]:
        """A connection in one transaction: all of it is kept, or nothing."""
        fresh = not self.path.exists()
        if not self.path.parent.is_dir():
            raise CasebookError(f"there is no folder {self.path.parent} to keep a casebook in")
        connection = self._connect(read_only=False)
        try:
            connection.begin()
            version = schema.version_of(connection, self.path)
            if version == 0:
                schema.create(connection)
            elif version < schema.VERSION:
                schema.migrate(connection, version)
            yield connection
            connection.commit()
        except BaseException:
            connection.close()
            if fresh:
                self.path.unlink(missing_ok=True)
            raise
        connection.close()

    def _connect(self, *, read_only: bool) -> DuckDBPyConnection:
        deadline = time.monotonic() + self.wait
        while True:
            try:
                return duckdb.connect(str(self.path), read_only=read_only)
            except duckdb.IOException as error:
                if "lock" not in str(error):
                    raise self._explain(error) from error
                if time.monotonic() >= deadline:
                    raise self._held(error) from error
            except duckdb.Error as error:
                raise self._explain(error) from error
            time.sleep(0.1)

    def _held(self, error: duckdb.Error) -> CasebookHeld:
        match = _HOLDER.search(str(error))
        by = f"process {match['pid']} ({match['what']})" if match else "another process"
        return CasebookHeld(f"{self.path} is held by {by}; try again when it is done")

    def _explain(self, error: duckdb.Error) -> CasebookError:
        if self.path.is_dir():
            return NotACasebook(f"{self.path} is a folder, not a casebook")
        text = str(error)
        if "not a valid DuckDB database" in text or "Serialization Error" in text:
            return NotACasebook(f"{self.path} is not a casebook of Rapallo")
        first = text.splitlines()[0] if text else type(error).__name__
        return CasebookError(f"{self.path} cannot be opened: {first}")
