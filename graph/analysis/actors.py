"""Whom a user means by a name, at a level."""

from __future__ import annotations

from rapallo.dates.when import UNDATED, When
from rapallo.errors import BadOption
from rapallo.projection.level import Level

__all__ = ["find_actor"]


def find_actor(level: Level, text: str, when: When | None = None) -> str:
    """The id of the actor that a name stands for; with lineages joined, that of the lineage.

    ``when``: the date at which an office in words was held, where the words tell none.

    Raises UnknownName or AmbiguousName, and :class:`~rapallo.errors.BadOption` where whom it means
    does not count at the level.
    """
    found = level.names.find(text, when or UNDATED)
    if level.by == "diplomat" and found in level.states:
        raise BadOption(f"{level.label(found)} is a state; by diplomat only persons count")
    if level.by == "state" and found in level.diplomats:
        raise BadOption(f"{level.label(found)} is a person; by state only states count")
    if level.by == "state" and "/" in found:
        raise BadOption(f"{level.label(found)} is an office; by state only states count")
    return level.stands_for(found)
