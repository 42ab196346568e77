"""Who takes part in an event, as people read it."""

from __future__ import annotations

from collections.abc import Collection

from rapallo.casebook.book import Casebook
from rapallo.identity.ask import all_nodes
from rapallo.identity.events import Event
from rapallo.identity.lineages import Lineage
from rapallo.projection.level import Level

__all__ = ["levels", "named"]


def levels(
    book: Casebook, *, lineage: Lineage = False, expand: Collection[str] = ()
) -> tuple[Level, Level]:
    """The levels at which :func:`named` asks, by actor and by state, from one reading."""
    nodes = all_nodes(book)
    told = Level("actor", nodes, lineage=lineage, expand=expand)
    return told, Level("state", nodes, lineage=lineage, expand=expand)


def named(event: Event, role: str, level: Level, states: Level) -> tuple[str, ...]:
    """The names of those in a role; ``?``: not every claim that names the role names him.

    A state that acts for certain, though one claim names only who acted for it, has none: whether
    he did is what is left open. ``states``: the level at which that is asked.
    """
    parties = event.role(role)
    if all(party.certain for party in parties):
        return tuple(level.label(party.actor) for party in parties)
    sure = {one.actor for one in states.standings(event, role) if one.certain}
    return tuple(
        level.label(one.actor)
        + ("" if one.certain or states.stands_for(one.actor) in sure else "?")
        for one in parties
    )
