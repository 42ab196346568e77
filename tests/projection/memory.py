"""Evidence made from claims in memory, for tests that need many small casebooks at no cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rapallo.casebook.filters import Filters
from rapallo.casebook.read import StoredClaim
from rapallo.identity.events import events
from rapallo.identity.names import Names
from rapallo.model.acts import Codebook
from rapallo.model.claim import Claim
from rapallo.model.nodes import Node
from rapallo.model.participants import participants
from rapallo.projection.evidence import Evidence
from tests.helpers import STATES

__all__ = ["evidence_of", "stored"]


def evidence_of(
    claims: Iterable[Claim],
    *,
    nodes: Iterable[Node] = STATES,
    events_of: Mapping[str, str] | None = None,
    filters: Filters | None = None,
) -> Evidence:
    """What a casebook with these claims would give; ``events_of`` says which are one event."""
    names = Names(nodes)
    found = tuple(stored(claim, names, (events_of or {}).get(claim.id, "")) for claim in claims)
    return Evidence(found, tuple(events(found)), "digest", filters or Filters())


def stored(claim: Claim, names: Names, event: str = "") -> StoredClaim:
    """A claim as the casebook gives it back."""
    people = participants(claim, names)
    return StoredClaim(
        id=claim.id,
        event=event or claim.id,
        kind=claim.kind,
        act=claim.act,
        sign=Codebook.shipped()[claim.act].sign,
        status=claim.status,
        source=claim.source,
        locator=claim.locator,
        documents=claim.document_ids,
        coder=claim.coder,
        when=claim.when,
        date_basis=claim.date_basis,
        place=names.place(claim.place) if claim.place else "",
        treaties=tuple(names.treaty(name) for name in claim.treaties),
        issues=tuple(names.issue(name) for name in claim.issues),
        participants=tuple(replace(row) for row in people),
    )
