"""The evidence of a large casebook, a portion of its events at a time: never all claims at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rapallo.casebook.book import Casebook
from rapallo.casebook.digest import digest_of
from rapallo.casebook.filters import Filters
from rapallo.casebook.read import claims_by_source, codebook
from rapallo.identity.events import Event
from rapallo.model.acts import Codebook
from rapallo.projection.among import told_among, whole_events
from rapallo.projection.evidence import Provenance

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Portions", "Told"]

Told = tuple[str, str, str]
"""The id of a claim, its source and its locator."""

EVENTS = 20_000
"""How many events are taken at a time."""


@dataclass(frozen=True, slots=True)
class Portions:
    """What :class:`~rapallo.projection.evidence.Evidence` has, without holding the claims.

    ``names`` are the ids of the events, in order; ``sources`` counts the claims by source.
    """

    book: Casebook
    filters: Filters
    names: pa.ChunkedArray
    sources: Mapping[str, int]
    digest: str
    codebook: Codebook

    @classmethod
    def of(cls, book: Casebook, filters: Filters | None = None) -> Portions:
        """The evidence of a casebook under filters (told claims, unless these say otherwise).

        Raises :class:`~rapallo.errors.NoClaims` where nothing passes.
        """
        filters = filters or Filters()
        where, parameters = filters.where()
        with book.store.reading() as connection:
            query = f"SELECT DISTINCT c.event FROM claims c WHERE {where} ORDER BY c.event"
            names = connection.sql(query, params=parameters).to_arrow_table().column(0)
            if not len(names):
                raise filters.nothing()
            sources = claims_by_source(connection, *whole_events(filters))
            digest, acts = digest_of(connection), codebook(connection)
        return cls(book, filters, names, sources, digest, acts)

    def events(self) -> Iterator[Event]:
        """The events, each with its claims, by id.

        The casebook is open for reading as long as they are asked for.
        """
        with self.book.store.reading() as connection:
            for first in range(0, len(self.names), EVENTS):
                some = self.names.slice(first, EVENTS).to_pylist()
                yield from told_among(connection, some, self.filters)[1]

    def told(self) -> Iterator[Told]:
        """The claims, by id, with where they are told."""
        condition, values = whole_events(self.filters)
        query = f"SELECT c.id, c.source, c.locator FROM claims c WHERE {condition} ORDER BY c.id"
        with self.book.store.reading() as connection:
            found = connection.execute(query, values)
            while rows := found.fetchmany(EVENTS):
                yield from rows

    def by_source(self) -> Mapping[str, int]:
        """How many claims there are of each source."""
        return self.sources

    def provenance(self, verb: str, *, seed: int | None = None, **options: Any) -> Provenance:
        """The provenance of an answer drawn from this evidence."""
        return Provenance(verb, self.digest, self.filters.describe(), options, seed=seed)
