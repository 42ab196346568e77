"""The claims whose word counts on some events, and these events as they tell them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields, replace

from duckdb import DuckDBPyConnection

from rapallo.casebook.filters import Filters
from rapallo.casebook.read import StoredClaim, stored
from rapallo.identity.events import Event, events

__all__ = ["Among", "told_among", "whole_events"]


@dataclass(frozen=True, slots=True)
class Among(Filters):
    """Filters that keep what tells of some events; of all events where none is named."""

    events: tuple[str, ...] = ()

    @classmethod
    def of(cls, scope: Filters, events: Collection[str]) -> Among:
        """The claims that pass the filters and tell of these events."""
        told = {field.name: getattr(scope, field.name) for field in fields(scope)}
        return cls(**told, events=tuple(events))

    def where(self) -> tuple[str, list[object]]:
        """The condition on a row ``c`` of ``claims``, and its parameters."""
        # super() without names does not know the class that slots make anew.
        condition, parameters = Filters.where(self)
        if not self.events:
            return condition, parameters
        return f"{condition} AND c.event IN (SELECT unnest(?))", [*parameters, list(self.events)]


def whole_events(filters: Filters) -> tuple[str, list[object]]:
    """The condition on a row ``c`` of ``claims`` that tells of an event chosen by one of its claims
    and whose word counts, and its parameters."""
    scope, first = filters.scope().where()
    chosen, second = filters.where()
    where = f"{scope} AND c.event IN (SELECT c.event FROM claims c WHERE {chosen})"
    return where, [*first, *second]


def told_among(
    connection: DuckDBPyConnection, names: Collection[str], filters: Filters
) -> tuple[list[StoredClaim], list[Event]]:
    """Some events, by their ids, with all the claims whose word counts by these filters."""
    claims = stored(connection, Among.of(filters.scope(), names))
    denying = filters.denying()
    denials = stored(connection, Among.of(denying, names)) if denying else ()
    denied = {claim.event for claim in denials}
    return claims, [replace(e, negated=True) if e.id in denied else e for e in events(claims)]
