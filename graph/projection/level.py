"""As whom a participant counts: by state, by diplomat, or as told.

*By state*, a person counts for the state that he acts for, else for that of the post he certainly
held that day, else for ``unknown``, which is counted and shown; a body counts for its state, or for
itself where it has none. *By diplomat*, only persons and unnamed holders of posts count. *By
actor*, everybody as the sources tell them, states beside their own representatives left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from rapallo.casebook.book import Casebook
from rapallo.dates.compare import Certainty
from rapallo.dates.when import When
from rapallo.errors import BadOption
from rapallo.identity.ask import all_nodes
from rapallo.identity.events import Event
from rapallo.identity.groups import Groups
from rapallo.identity.lineages import Lineage, Lineages, joined
from rapallo.identity.names import Names
from rapallo.identity.posts import Posts
from rapallo.identity.shipped import expandable
from rapallo.model.nodes import Diplomat, Node, Post, State
from rapallo.model.participants import Participant

__all__ = ["BY", "By", "Level", "Standing", "UNKNOWN"]

By = Literal["state", "diplomat", "actor"]
BY: tuple[By, ...] = ("state", "diplomat", "actor")
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Standing:
    """Someone in an event as he counts at a level; ``certain`` if every told claim says so."""

    actor: str
    certain: bool
    sides: frozenset[int]


class Level:
    """The rule by which participants count, for one casebook.

    ``lineage``: states count as the lineage they belong to, by the casebook and by Rapallo or by a
    reader's own. ``expand``: groups, by name or id, that count as their members on the day, and
    dependent states that count as their power. Raises BadOption for one that has neither members
    nor a power.
    """

    def __init__(
        self,
        by: By,
        nodes: Iterable[Node],
        *,
        lineage: Lineage = False,
        expand: Collection[str] = (),
    ) -> None:
        nodes = expandable(joined(nodes, lineage), expand)
        self.by = by
        self.names = Names(nodes)
        self.groups = Groups.of(nodes, self.names)
        self.posts = Posts([n for n in nodes if isinstance(n, Post)], self.names)
        self.states = {n.id for n in nodes if isinstance(n, State)} | self.groups.lineages
        self.diplomats = {n.id for n in nodes if isinstance(n, Diplomat)}
        self._use_lineage = lineage
        self._expand = frozenset(self.names.find(group) for group in expand)
        for group in self._expand:
            if not self.groups.stands_for(group):
                label = self.names.label(group)
                raise BadOption(f"--expand {label}: no members of it are known, nor a power")

    @classmethod
    def of(
        cls, book: Casebook, by: By, *, lineage: Lineage = False, expand: Collection[str] = ()
    ) -> Level:
        """The level for a casebook."""
        return cls(by, all_nodes(book), lineage=lineage, expand=expand)

    @property
    def expanded(self) -> frozenset[str]:
        """The groups that count as their members."""
        return self._expand

    def describe(self) -> str:
        """The rule's name, as results print it."""
        parts = [f"by {self.by}"]
        if isinstance(self._use_lineage, Lineages):
            parts += [f"lineages of {self._use_lineage.path} joined"]
        elif self._use_lineage:
            parts += ["lineages joined"]
        parts += [f"{self.names.label(g)} expanded" for g in sorted(self._expand)]
        return ", ".join(parts)

    def label(self, actor: str) -> str:
        """The name that people read."""
        return self.names.label(actor)

    def stands_for(self, actor: str) -> str:
        """The id under which an actor counts: that of his lineage where lineages are joined."""
        return self.groups.lineage(actor) if self._use_lineage else actor

    def counts_as(self, row: Participant, when: When) -> dict[str, bool]:
        """As whom a participant counts on a date: ids, and whether that is certain."""
        return self._grouped(self._as_told(row, when), when)

    def expansion(self, row: Participant, when: When) -> Certainty | None:
        """Whether a participant counts as the members of a group on a date, certainly or possibly;
        NO where the group has none then, None where he is no group that is expanded."""
        groups = self._expand & self._as_told(row, when).keys()
        if not groups:
            return None
        sure = [sure for g in groups for sure in self.groups.members(g, when).values()]
        if not sure:
            return Certainty.NO
        return Certainty.CERTAINLY if any(sure) else Certainty.POSSIBLY

    def standings(self, event: Event, role: str) -> tuple[Standing, ...]:
        """Who stands in a role of an event at this level, by id.

        ``{A/B}`` who both count as one state make that state certain.
        """
        naming = [c for c in event.claims if any(p.role == role for p in c.participants)]
        sure: dict[str, int] = defaultdict(int)
        sides: dict[str, set[int]] = defaultdict(set)
        for claim in naming:
            positions: dict[int, list[Participant]] = defaultdict(list)
            for row in claim.participants:
                if row.role == role:
                    positions[row.position].append(row)
            certain: set[str] = set()
            for rows in positions.values():
                certain |= self._position(rows, claim.when, sides)
            for actor in certain:
                sure[actor] += 1
        return tuple(
            Standing(actor, sure[actor] == len(naming), frozenset(found))
            for actor, found in sorted(sides.items())
        )

    def _position(
        self, rows: list[Participant], when: When, sides: dict[str, set[int]]
    ) -> set[str]:
        """Note the sides of all who may stand here; return who certainly does."""
        options = [self.counts_as(row, when) for row in rows]
        for row, option in zip(rows, options, strict=True):
            for actor in option:
                sides[actor].add(row.side)
        if any(row.certainty == "possible" for row in rows):
            return set()
        return {actor for actor in options[0] if all(o.get(actor) for o in options)}

    def _as_told(self, row: Participant, when: When) -> dict[str, bool]:
        """As whom a participant counts before groups and lineages are looked at."""
        if self.by == "state":
            return self._state(row, when)
        if self.by == "diplomat":
            return {} if self._is_body(row) else {row.actor: True}
        return {} if row.represented else {row.actor: True}

    def _state(self, row: Participant, when: When) -> dict[str, bool]:
        if row.acting_for:
            return {row.acting_for: True}
        if self._is_body(row):
            return {row.actor: True}
        served = self.posts.states(row.actor, when)
        if len(served) == 1 and all(served.values()):
            return served
        return {UNKNOWN: True}

    def _is_body(self, row: Participant) -> bool:
        return "|" not in row.spelled.replace("\\|", "")

    def _grouped(self, found: dict[str, bool], when: When) -> dict[str, bool]:
        grouped: dict[str, bool] = {}
        for actor, certain in found.items():
            expanded = actor in self._expand
            members = self.groups.members(actor, when) if expanded else {actor: True}
            for member, sure in members.items():
                name = self.stands_for(member)
                grouped[name] = grouped.get(name, False) or (certain and sure)
        return grouped
