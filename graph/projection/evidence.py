"""What a question is put to: the claims that count, the events that they tell of, how to trace it.

Filters choose events; an event chosen by one of its claims is taken with all its claims that the
sources, coders, statuses and bases asked for allow. A window or a name would otherwise make certain
what another claim on the same event leaves open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from duckdb import DuckDBPyConnection

from rapallo import __version__
from rapallo.casebook.book import Casebook
from rapallo.casebook.digest import digest_of
from rapallo.casebook.filters import Filters
from rapallo.casebook.read import StoredClaim, codebook, stored
from rapallo.identity.events import Event, events
from rapallo.model.acts import Codebook

__all__ = ["Asked", "Evidence", "Provenance"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """What it takes to get the same answer again."""

    verb: str
    casebook: str
    filters: str
    options: Mapping[str, Any]
    version: str = __version__
    seed: int | None = None


class Asked(Protocol):
    """What an answer tells of its evidence."""

    @property
    def filters(self) -> Filters:
        """What chose it."""

    def by_source(self) -> Mapping[str, int]:
        """How many claims there are of each source."""

    def provenance(self, verb: str, *, seed: int | None = None, **options: Any) -> Provenance:
        """The provenance of an answer drawn from it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The claims and events that a question is put to, with the digest of their casebook.

    ``codebook`` says which acts make edges.
    """

    claims: tuple[StoredClaim, ...]
    events: tuple[Event, ...]
    digest: str
    filters: Filters
    codebook: Codebook = field(default_factory=Codebook.shipped)

    @classmethod
    def of(cls, book: Casebook, filters: Filters | None = None) -> Evidence:
        """The evidence of a casebook under filters (told claims, unless these say otherwise).

        Raises :class:`~rapallo.errors.NoClaims` where nothing passes.
        """
        filters = filters or Filters()
        with book.store.reading() as connection:
            chosen = stored(connection, filters)
            if not chosen:
                raise filters.nothing()
            claims = _whole(connection, chosen, filters)
            found = _denied(connection, events(claims), filters)
            digest = digest_of(connection)
            return cls(tuple(claims), tuple(found), digest, filters, codebook(connection))

    def by_source(self) -> Mapping[str, int]:
        """How many claims there are of each source."""
        counted = Counter(claim.source for claim in self.claims)
        return dict(sorted(counted.items()))

    def provenance(self, verb: str, *, seed: int | None = None, **options: Any) -> Provenance:
        """The provenance of an answer drawn from this evidence."""
        return Provenance(verb, self.digest, self.filters.describe(), options, seed=seed)


def _whole(
    connection: DuckDBPyConnection, chosen: list[StoredClaim], filters: Filters
) -> list[StoredClaim]:
    """These claims and the others in scope that tell of the same events."""
    if filters == filters.scope():
        return chosen
    wanted = {claim.event for claim in chosen}
    return [claim for claim in stored(connection, filters.scope()) if claim.event in wanted]


def _denied(
    connection: DuckDBPyConnection, found: Iterable[Event], filters: Filters
) -> list[Event]:
    """These events, marked as negated where a claim left out by its status denies them."""
    denying = filters.denying()
    if denying is None:
        return list(found)
    denied = {claim.event for claim in stored(connection, denying)}
    return [replace(event, negated=True) if event.id in denied else event for event in found]
