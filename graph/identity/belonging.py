"""Who belonged to a group, from when to when, and how surely on a date."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from rapallo.dates.compare import Certainty, overlaps
from rapallo.dates.edtf import held
from rapallo.dates.when import UNDATED, When
from rapallo.errors import UnknownName
from rapallo.identity.names import Names
from rapallo.identity.shipped import memberships, reference_groups
from rapallo.identity.spelled import likest
from rapallo.model.nodes import Member, Node, Organization
from rapallo.model.text import fold

__all__ = ["Belonging", "Group", "group_called"]


@dataclass(frozen=True, slots=True)
class Belonging:
    """A member of a group. ``sure``: whether it was one on the date asked; ``reason``: why it is
    dated so, where the table of Rapallo tells of it."""

    member: str
    name: str
    start: str
    end: str
    sure: Certainty
    reason: str = ""

    @property
    def term(self) -> When:
        """The time of it."""
        return held(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Group:
    """A group with those who possibly were its members. ``shipped``: as Rapallo's table tells it,
    since the casebook tells of no members."""

    organization: Organization
    members: tuple[Belonging, ...]
    shipped: bool


def group_called(name: str, when: When, nodes: Collection[Node]) -> Group:
    """The group of a name or id, of the casebook or of the table of coalitions, on a date.

    Raises UnknownName, with the groups close to it, where there is none with members.
    """
    own = [node for node in nodes if isinstance(node, Organization)]
    shipped = [group for group in reference_groups() if group.id not in {o.id for o in own}]
    groups = [*own, *shipped]
    names = Names(nodes)
    for group in groups:
        if fold(name) in {fold(group.id), *map(fold, group.names())}:
            told = list(_told(group, nodes, names))
            rows = told or list(_of_table(group))
            if rows:
                found = sorted(_on(rows, when), key=lambda row: (row.term.s0, row.name))
                return Group(group, tuple(found), not told)
    known = {fold(told): told for group in groups for told in group.names()}
    raise UnknownName(name, likest(fold(name), known))


def _told(group: Organization, nodes: Collection[Node], names: Names) -> Iterator[Belonging]:
    """What the casebook tells of its members."""
    for row in nodes:
        if isinstance(row, Member) and names.find(row.group) == group.id:
            member = names.find(row.member)
            yield Belonging(member, names.label(member), row.start, row.end, Certainty.POSSIBLY)


def _of_table(group: Organization) -> Iterator[Belonging]:
    for row in memberships():
        if row.group == group.id or fold(row.name) == fold(group.name):
            yield Belonging(
                row.member, row.member_name, row.start, row.end, Certainty.POSSIBLY, row.reason
            )


def _on(rows: Iterable[Belonging], when: When) -> Iterator[Belonging]:
    for row in rows:
        sure = Certainty.POSSIBLY if when is UNDATED else overlaps(row.term, when)
        if sure is not Certainty.NO:
            yield Belonging(row.member, row.name, row.start, row.end, sure, row.reason)
