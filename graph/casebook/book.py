"""The casebook: claims and all that belongs to them, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from rapallo.casebook import read
from rapallo.casebook.digest import digest_of
from rapallo.casebook.filters import Filters
from rapallo.casebook.store import Store
from rapallo.model.acts import Codebook
from rapallo.model.edges import Edge
from rapallo.model.nodes import Node

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

__all__ = ["Casebook"]

N = TypeVar("N", bound=Node)
_ALL = Filters(status=())


class Casebook:
    """An embedded casebook in one DuckDB file; each call opens it late and closes it early.

    ``wait``: seconds to wait while another process holds the file.

    >>> import tempfile, pathlib
    >>> from rapallo.load import load
    >>> folder = tempfile.TemporaryDirectory()
    >>> book = Casebook(pathlib.Path(folder.name) / "my.duckdb")
    >>> report = load(book, "dossier")
    >>> book.graph().is_multigraph()
    True
    >>> folder.cleanup()
    """

    def __init__(self, path: str | Path = "rapallo.duckdb", *, wait: float = 10.0) -> None:
        self.store = Store(path, wait=wait)

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.store.path

    @property
    def digest(self) -> str:
        """One word for its content: printed with every result."""
        with self.store.reading() as connection:
            return digest_of(connection)

    @property
    def codebook(self) -> Codebook:
        """Its vocabulary of acts."""
        with self.store.reading() as connection:
            return read.codebook(connection)

    def nodes(self, cls: type[N]) -> list[N]:
        """The rows of a table beside the claims: ``book.nodes(State)``."""
        with self.store.reading() as connection:
            return read.nodes(connection, cls)

    def stored(self, filters: Filters = _ALL) -> list[read.StoredClaim]:
        """The claims that pass the filters, names resolved to ids."""
        with self.store.reading() as connection:
            return read.stored(connection, filters)

    def edges(self, filters: Filters = _ALL) -> list[Edge]:
        """The edges of the claims that pass the filters."""
        with self.store.reading() as connection:
            return read.edges(connection, filters)

    def claims(self, filters: Filters = _ALL) -> pd.DataFrame:
        """The claims as a data frame with the columns of ``claims.csv``, all text, by id."""
        with self.store.reading() as connection:
            return read.frame(connection, filters)

    def history(self, id: str) -> list[read.Revision]:
        """What a claim, a node or an act was before it was changed or taken out, oldest first."""
        with self.store.reading() as connection:
            return read.history(connection, id)

    def graph(self, filters: Filters = _ALL) -> nx.MultiDiGraph[str]:
        """Every edge of every claim, keyed by ``edge``; nodes carry ``label`` and ``name``.

        This is the record, not a network to analyse: pass it through ``projection.project``.
        ``nx.DiGraph(graph)`` would keep one of two meetings and lose the other without a word.
        """
        from rapallo.casebook.multigraph import multigraph

        with self.store.reading() as connection:
            return multigraph(connection, filters)
