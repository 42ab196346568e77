"""Groups with dated members: lineages of states, coalitions, international bodies.

A group is expanded only when asked. A lineage joins states that followed one another (Soviet
Russia, the Soviet Union) under one id; a coalition stands for its members on a day, and for those
of the groups among them. A state that was bound to a power (a mandate, a protectorate, a free city)
is expanded likewise, when asked: it then counts as that power while it was bound.

Membership on a date is certain where every reading of the two dates shares a day, possible where
some does; a membership without dates, or open at one end, is never certain beyond what is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Self

from rapallo.dates.calendar import BEGINNING, END
from rapallo.dates.compare import Certainty, overlaps
from rapallo.dates.when import When
from rapallo.errors import BadInput
from rapallo.identity.names import Names
from rapallo.model.nodes import Member, Node, Organization, State

__all__ = ["Groups"]


class Groups:
    """Who belongs to which group, from the tables ``organizations`` and ``members``.

    ``states``: ids of states. A state that is a member of a state is bound to it.
    """

    def __init__(
        self,
        organizations: Iterable[Organization],
        members: Iterable[Member],
        names: Names,
        states: Collection[str] = (),
    ) -> None:
        self.lineages = {org.id for org in organizations if org.kind == "lineage"}
        self._names = names
        self._members: dict[str, list[tuple[str, When]]] = defaultdict(list)
        self._powers: dict[str, list[tuple[str, When]]] = defaultdict(list)
        self._lineage: dict[str, str] = {}
        for row in members:
            group, member = names.find(row.group), names.find(row.member)
            held = row.held
            if group in states and member in states:
                self._powers[member].append((group, held))
            elif group not in states:
                self._members[group].append((member, held))
            if group in self.lineages:
                self._lineage[member] = group

    @classmethod
    def of(cls, nodes: Collection[Node], names: Names) -> Self:
        """The groups among the rows of a casebook."""
        return cls(
            [node for node in nodes if isinstance(node, Organization)],
            [node for node in nodes if isinstance(node, Member)],
            names,
            {node.id for node in nodes if isinstance(node, State)},
        )

    def lineage(self, state: str) -> str:
        """The lineage that a state belongs to, or the state itself."""
        return self._lineage.get(state, state)

    def members(self, group: str, when: When) -> dict[str, bool]:
        """The members of a group on a date: id, and whether membership is certain then.

        Those of a group among them stand for it, as sure as both memberships are. A state that is
        asked for like a group stands for the powers that it was bound to, and possibly or certainly
        for itself where it was not. Raises BadInput where a group is, then, a member of itself.
        """
        if group in self._powers and group not in self._members:
            return self._bound(group, when)
        found: dict[str, bool] = {}
        for member, sure in self._walk(group, when, ()):
            found[member] = found.get(member, False) or sure
        return found

    def groups_of(self, member: str) -> list[tuple[str, When]]:
        """The groups that somebody belongs to himself, each with the time of it."""
        rows = [
            (group, held)
            for group, members in self._members.items()
            for name, held in members
            if name == member
        ]
        return sorted(rows, key=lambda row: (row[0], row[1].s0))

    def within(self, ids: Collection[str]) -> set[str]:
        """These ids and all members of those among them that are groups, at whatever time."""
        found = set(ids)
        fresh = found
        while fresh:
            named = {name for group in fresh for name, _ in self._members.get(group, ())}
            fresh = named - found
            found = found | named
        return found

    def stands_for(self, group: str) -> set[tuple[str, int, int]]:
        """Whom a group, or a state that was bound to a power, stands for when it is expanded: each
        with the first and the last day of it.

        It does so, possibly, on a date that begins no later than the last day and ends no earlier
        than the first: of a member of a member the one may lie after the other.
        """
        fresh = {(group, BEGINNING, END)}
        found: set[tuple[str, int, int]] = set()
        while fresh:
            found |= fresh
            fresh = {
                (name, max(first, held.s0), min(last, held.e1))
                for above, first, last in fresh
                for name, held in (*self._members.get(above, ()), *self._bonds(above, group))
            } - found
        return {row for row in found if row[0] != group}

    def _bonds(self, state: str, asked: str) -> list[tuple[str, When]]:
        """The powers of a state that is asked for like a group, with the times."""
        return self._powers.get(state, []) if state == asked else []

    def _bound(self, state: str, when: When) -> dict[str, bool]:
        found = _on(self._powers[state], when)
        return found if any(found.values()) else {**found, state: not found}

    def _walk(self, group: str, when: When, above: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
        if group in above:
            circle = " of ".join(map(self._names.label, (*above[above.index(group) :], group)))
            raise BadInput(f"a group cannot be expanded that is a member of itself: {circle}")
        for member, sure in _on(self._members.get(group, ()), when).items():
            if member in self._members:
                deeper = self._walk(member, when, (*above, group))
                yield from ((name, sure and also) for name, also in deeper)
            else:
                yield member, sure


def _on(rows: Iterable[tuple[str, When]], when: When) -> dict[str, bool]:
    """Those of the rows that hold on a date, and whether for certain."""
    found: dict[str, bool] = {}
    for name, held in rows:
        answer = overlaps(held, when)
        if answer is not Certainty.NO:
            found[name] = found.get(name, False) or answer is Certainty.CERTAINLY
    return found
