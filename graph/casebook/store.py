"""A casebook on disk: opened late, closed early, one writer at a time.

DuckDB lets one process write, and nobody else even read meanwhile. A connection therefore lives as
long as one ``with`` block; who finds the file held waits, and then is told by whom.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from duckdb import DuckDBPyConnection

from rapallo.casebook import schema
from rapallo.errors import CasebookError, CasebookHeld, NoCasebook, NotACasebook, clip

__all__ = ["Store"]

_HOLDER = re.compile(r"held in (?P<what>.*?) \(PID (?P<pid>\d+)\)")
_HELD = ("Could not set lock", "Conflicting lock", "with a different configuration than existing")
_HEADERS = 3 * 4096
"""Bytes that DuckDB writes before anything else: a shorter file was begun and given up."""

_FAILURES = (
    duckdb.IOException,
    duckdb.TransactionException,
    duckdb.OutOfMemoryException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.SerializationException,
)
"""What is the fault of the machine or the file, not of the question."""

# A casebook is one file here: nothing is ever fetched to open it, whatever it turns out to be.
_CONFIG = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


class Store:
    """The file of a casebook. ``wait``: for how many seconds to wait for one that is held."""

    def __init__(self, path: str | Path, *, wait: float = 10.0) -> None:
        self.path = Path(path)
        self.wait = wait

    @contextmanager
    def reading(self) -> Iterator[DuckDBPyConnection]:
        """A connection that only reads; an older schema is brought up to date first."""
        self._check_file()
        if self._begun() or not self.path.exists():
            raise self._none()
        with self._open(read_only=True) as connection:
            version = schema.version_of(connection, self.path)
            if version == schema.VERSION:
                yield connection
                return
        if version == 0:
            raise self._none()
        with self.writing():
            pass
        with self.reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[DuckDBPyConnection]:
        """A connection in one transaction: all of it is kept, or nothing."""
        self._check_file()
        if not self.path.parent.is_dir():
            raise CasebookError(f"there is no folder {self.path.parent} to keep a casebook in")
        if self._begun():
            self.path.unlink(missing_ok=True)
        fresh = not self.path.exists()
        with self._open(read_only=False) as connection:
            version = schema.version_of(connection, self.path)
            if 0 < version < schema.VERSION:
                connection.begin()
                schema.migrate(connection, version)
                connection.commit()
            try:
                connection.begin()
                if version == 0:
                    schema.create(connection)
                yield connection
                connection.commit()
            except BaseException:
                # The file is still ours: nobody else can have put anything into it.
                if fresh and version == 0:
                    self.path.unlink(missing_ok=True)
                raise

    @contextmanager
    def _open(self, *, read_only: bool) -> Iterator[DuckDBPyConnection]:
        connection = self._connect(read_only=read_only)
        try:
            yield connection
        except _FAILURES as error:
            raise self._explain(error) from error
        finally:
            connection.close()

    def _connect(self, *, read_only: bool) -> DuckDBPyConnection:
        deadline = time.monotonic() + self.wait
        while True:
            try:
                connection = duckdb.connect(
                    str(self.path.absolute()), read_only=read_only, config=dict(_CONFIG)
                )
                if self.path.exists():
                    return connection
                # Its maker gave it up between our opening and his leaving: begin anew.
                connection.close()
            except duckdb.Error as error:
                if not any(words in str(error) for words in _HELD):
                    raise self._explain(error) from error
                if time.monotonic() >= deadline:
                    raise self._held(error) from error
            time.sleep(0.1)

    def _check_file(self) -> None:
        """Refuse what is no DuckDB file before DuckDB tries to make something of it."""
        try:
            if self.path.is_dir():
                raise NotACasebook(f"{self.path} is a folder, not a casebook")
            if not self.path.exists():
                return
            with self.path.open("rb") as file:
                start = file.read(12)
        except OSError as error:
            raise CasebookError(f"{self.path} cannot be opened: {error.strerror}") from error
        if start and start[8:] != b"DUCK":
            raise NotACasebook(f"{self.path} is not a casebook of Rapallo")

    def _begun(self) -> bool:
        """Whether the file was only begun, by a process that was killed in that instant."""
        for _ in range(10):
            try:
                if self.path.stat().st_size >= _HEADERS:
                    return False
            except OSError:
                return False
            time.sleep(0.05)
        return True

    def _none(self) -> NoCasebook:
        return NoCasebook(f"there is no casebook at {self.path}: load something into it first")

    def _held(self, error: duckdb.Error) -> CasebookHeld:
        match = _HOLDER.search(str(error))
        by = f"process {match['pid']} ({_command(match)})" if match else "this same process"
        return CasebookHeld(f"{self.path} is held by {by}; try again when it is done")

    def _explain(self, error: duckdb.Error) -> CasebookError:
        text = str(error)
        if "not a valid DuckDB database" in text or "Serialization Error" in text:
            return NotACasebook(f"{self.path} is not a casebook of Rapallo")
        first = text.splitlines()[0] if text else type(error).__name__
        return CasebookError(f"{self.path} cannot be used: {first}")


def _command(match: re.Match[str]) -> str:
    """What the holder was started as, where the system tells, else its program."""
    try:
        words = Path(f"/proc/{match['pid']}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return Path(match["what"]).name
    said = [Path(word).name if word.startswith("/") else word for word in map(os.fsdecode, words)]
    return clip(" ".join(" ".join(said).split()))
