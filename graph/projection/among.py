"""The claims whose word counts on some events, and these events as they tell them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from duckdb import DuckDBPyConnection

from rapallo.casebook.filters import Filters
from rapallo.casebook.read import StoredClaim, stored
from rapallo.identity.events import Event, events

__all__ = ["Among", "denials", "told_among"]


@dataclass(frozen=True, slots=True)
class Among(Filters):
    """The claims in scope that tell of some events; of all events where none is named."""

    events: tuple[str, ...] = ()

    @classmethod
    def of(cls, filters: Filters, events: Collection[str], **others: Any) -> Among:
        """Those whose word counts by these filters."""
        scope = {name: getattr(filters, name) for name in ("source", "coder", "status", "basis")}
        return cls(**{**scope, **others}, events=tuple(events))

    def where(self) -> tuple[str, list[object]]:
        """The condition on a row ``c`` of ``claims``, and its parameters."""
        # super() without names does not know the class that slots make anew.
        condition, parameters = Filters.where(self)
        if not self.events:
            return condition, parameters
        return f"{condition} AND c.event IN (SELECT unnest(?))", [*parameters, list(self.events)]


def told_among(
    connection: DuckDBPyConnection, names: Collection[str], filters: Filters
) -> tuple[list[StoredClaim], list[Event]]:
    """Some events, by their ids, with all the claims whose word counts by these filters."""
    among = Among.of(filters, names)
    claims = stored(connection, among)
    denying = replace(among, status=("negated",), basis=())
    denied = {c.event for c in stored(connection, denying)} if denials(filters) else set()
    return claims, [replace(e, negated=True) if e.id in denied else e for e in events(claims)]


def denials(filters: Filters) -> bool:
    """Whether claims left out by their status can deny an event."""
    return bool(filters.status) and "negated" not in filters.status
