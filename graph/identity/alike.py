"""What counts as one where claims are compared: states of one lineage, old and new names of a town.

For comparing only: what is written, counted and shown stays as it is. A state is compared as the
lineage of the casebook or of Rapallo that it belongs to, so that *USSR* and *Soviet Russia* in 1921
are no two parties; where nobody asked for lineages, the difference is still told. The towns are
those of ``towns.csv``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal, NamedTuple, Self

from rapallo.casebook.read import StoredClaim
from rapallo.identity.groups import Groups
from rapallo.identity.lineages import Lineage, joined
from rapallo.identity.names import Names
from rapallo.identity.packaged import packaged
from rapallo.model.cells import parse_names
from rapallo.model.nodes import Member, Node, Place, State
from rapallo.model.text import fold

__all__ = ["Alike", "Town", "towns"]

_NOWHERE: frozenset[str] = frozenset()


class Town(NamedTuple):
    """A town by its name of today, and the states in which it has lain since 1815, by id."""

    name: str
    states: frozenset[str]


@cache
def towns() -> Mapping[str, Town]:
    """The towns that come with Rapallo, by each of their folded names.

    >>> towns()["kowno"].name, sorted(towns()["reval"].states)
    ('Kaunas', ['estonia', 'russian-empire', 'soviet-union'])
    """
    found: dict[str, Town] = {}
    for row in packaged("towns.csv"):
        town = Town(row["name"], frozenset(row["states"].split(";")))
        names = parse_names(row["names"]) if row["names"] else ()
        found |= {fold(name): town for name in (row["name"], *names)}
    return found


@dataclass(frozen=True, slots=True)
class Alike:
    """What counts as one, for one casebook.

    ``lines``: the lineage of each state that has one; ``joined``: whether it was asked for, so that
    such states do not differ at all. ``called``: the folded names of each place, ``inside``: the
    groups that it belongs to, ``states``: those of each folded name, by id.

    >>> known = Alike.of(Place(name.lower(), name) for name in ("Kowno", "Kaunas", "Riga"))
    >>> known.place("kowno", "kaunas"), known.place("kowno", "riga")
    ('same', 'other')
    """

    lines: Mapping[str, str] = field(default_factory=dict)
    joined: bool = False
    called: Mapping[str, Collection[str]] = field(default_factory=dict)
    inside: Mapping[str, Collection[str]] = field(default_factory=dict)
    states: Mapping[str, Collection[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, nodes: Iterable[Node], lineage: Lineage = False) -> Self:
        """That of a casebook with these rows; without ``lineage``, states of the lineages of the
        casebook and of Rapallo differ, and are known to be of one."""
        rows = joined(nodes, lineage or True)
        names = Names(rows)
        groups = Groups.of(rows, names)
        places = [node for node in rows if isinstance(node, Place)]
        inside: dict[str, set[str]] = {}
        for row in rows:
            if isinstance(row, Member):
                inside.setdefault(names.find(row.member), set()).add(names.find(row.group))
        named: dict[str, set[str]] = {}
        lines = {}
        for node in rows:
            if isinstance(node, State):
                if (line := groups.lineage(node.id)) != node.id:
                    lines[node.id] = line
                for name in node.names():
                    named.setdefault(fold(name), set()).add(node.id)
        return cls(
            lines,
            bool(lineage),
            {place.id: {fold(name) for name in place.names()} for place in places},
            {place.id: inside[place.id] for place in places if place.id in inside},
            named,
        )

    def state(self, actor: str) -> str:
        """The lineage of a state that has one; anybody else himself."""
        return self.lines.get(actor, actor)

    def claim(self, claim: StoredClaim) -> StoredClaim:
        """A claim with the lineages of its states in their place."""
        if not any(p.actor in self.lines or p.acting_for in self.lines for p in claim.participants):
            return claim
        people = (
            replace(p, actor=self.state(p.actor), acting_for=self.state(p.acting_for))
            for p in claim.participants
        )
        return replace(claim, participants=tuple(people))

    def place(self, a: str, b: str) -> Literal["same", "within", "other"]:
        """Whether two places are one under another name, one lies within the other as far as
        anybody knows, or neither."""
        if a == b or self._towns(a) & self._towns(b):
            return "same"
        return "within" if self._within(a, b) or self._within(b, a) else "other"

    def _towns(self, place: str) -> set[Town]:
        return {towns()[name] for name in self.called.get(place, ()) if name in towns()}

    def _within(self, place: str, state: str) -> bool:
        """Whether a place is known to have lain in what is itself named as a place."""
        names = self.called.get(state, _NOWHERE)
        ids = {state, *(id for name in names for id in self.states.get(name, ()))}
        around = {id for town in self._towns(place) for id in town.states}
        around |= {*self.inside.get(place, ())}
        return bool({*map(self.state, ids)} & {*map(self.state, around)})
