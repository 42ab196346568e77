"""Who takes part in an event, as people read it."""

from __future__ import annotations

from rapallo.identity.events import Event
from rapallo.projection.level import Level

__all__ = ["named"]


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
