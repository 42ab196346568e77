"""Groups with dated members: lineages of states, coalitions, international bodies.

A group is expanded only when asked. A lineage joins states that followed one another (Soviet
Russia, the Soviet Union) under one id; a coalition stands for its members on a day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from rapallo.dates.compare import Certainty, overlaps
from rapallo.dates.edtf import term
from rapallo.dates.when import UNDATED, When
from rapallo.identity.names import Names
from rapallo.model.nodes import Member, Organization

__all__ = ["Groups"]


class Groups:
    """Who belongs to which group, from the tables ``organizations`` and ``members``."""

    def __init__(
        self, organizations: Iterable[Organization], members: Iterable[Member], names: Names
    ) -> None:
        self.lineages = {org.id for org in organizations if org.kind == "lineage"}
        self._members: dict[str, list[tuple[str, When]]] = defaultdict(list)
        self._lineage: dict[str, str] = {}
        for row in members:
            group, member = names.find(row.group), names.find(row.member)
            self._members[group].append((member, term(row.start, row.end)))
            if group in self.lineages:
                self._lineage[member] = group

    def lineage(self, state: str) -> str:
        """The lineage that a state belongs to, or the state itself."""
        return self._lineage.get(state, state)

    def members(self, group: str, when: When = UNDATED) -> dict[str, bool]:
        """The members of a group on a date: id, and whether membership is certain then."""
        found: dict[str, bool] = {}
        for member, held in self._members.get(group, ()):
            answer = overlaps(held, when) if when is not UNDATED else Certainty.CERTAINLY
            if answer is not Certainty.NO:
                found[member] = found.get(member, False) or answer is Certainty.CERTAINLY
        return found

    def within(self, ids: Collection[str]) -> set[str]:
        """These ids and all members of those among them that are groups, at whatever time."""
        return set(ids) | {member for group in ids for member in self.members(group)}
