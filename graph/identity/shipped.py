"""What Rapallo knows of groups and of dependent states, where a casebook tells nothing of them.

``coalitions.csv`` holds coalitions with the terms of their members, ``standings.csv`` how a state
stood when it did not act for itself alone: bound to a power, occupied, annexed, in exile. Each line
says why. What a casebook tells of the members of a group goes before these tables.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from rapallo.dates.edtf import term
from rapallo.dates.when import When
from rapallo.identity.packaged import packaged
from rapallo.model.cells import parse_names
from rapallo.model.nodes import Member, Node, Organization, State
from rapallo.model.text import fold

__all__ = [
    "BOUND",
    "Membership",
    "Standing",
    "expandable",
    "memberships",
    "reference_groups",
    "standings",
    "successors",
]

BOUND = ("client state", "free city", "mandate", "protectorate", "territory", "trust territory")
"""The standings in which a state, when asked, counts as the power that it was bound to."""


@dataclass(frozen=True, slots=True)
class Membership:
    """That a state belonged to a coalition from one date to another, and why it is dated so."""

    group: str
    name: str
    aliases: str
    member: str
    member_name: str
    start: str
    end: str
    reason: str

    def names(self) -> tuple[str, ...]:
        """The names of the coalition."""
        return (self.name, *parse_names(self.aliases))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a state stood from one date to another: its status, towards which power, and why.

    ``status``: one of :data:`BOUND`, or ``occupied``, ``annexed``, ``exile`` (its government acted
    from abroad, so that it outlasted its territory).
    """

    state: str
    status: str
    power: str
    power_name: str
    start: str
    end: str
    reason: str

    @property
    def held(self) -> When:
        """The time of it."""
        return term(self.start, self.end)

    def words(self) -> str:
        """The status and the power: mandate of France, occupied by Germany, exile.

        >>> [row.words() for row in standings() if row.state == "netherlands"]
        ['exile', 'occupied by Germany']
        """
        if not self.power:
            return self.status
        return f"{self.status} {'of' if self.status in BOUND else 'by'} {self.power_name}"


@cache
def memberships() -> tuple[Membership, ...]:
    """The members of the coalitions that come with Rapallo, by coalition and member.

    >>> [(row.member, row.start) for row in memberships() if row.group == "little-entente"][1:]
    [('romania', '1921-04-23'), ('yugoslavia', '1920-08-14')]
    """
    return tuple(Membership(**row) for row in packaged("coalitions.csv"))


@cache
def standings() -> tuple[Standing, ...]:
    """How states stood that did not act for themselves alone, by state and date.

    >>> [(row.status, row.power) for row in standings() if row.state == "danzig"]
    [('free city', 'poland')]
    """
    return tuple(Standing(**row) for row in packaged("standings.csv"))


@cache
def reference_groups() -> tuple[Organization, ...]:
    """The coalitions that come with Rapallo, which may be named without being introduced.

    >>> [group.name for group in reference_groups()][:2]
    ['Anti-Comintern Pact powers', 'Balkan Entente']
    """
    rows = {row.group: row for row in memberships()}
    return tuple(Organization(r.group, r.name, r.aliases, "coalition") for r in rows.values())


@cache
def successors() -> Mapping[str, tuple[str, ...]]:
    """The states that a name means only where none of those called so stood, by folded name.

    They are kept apart from aliases, since a date open towards the future would otherwise leave
    open who is meant by the name.

    >>> successors()["germany"]
    ('east-germany', 'germany-1990', 'west-germany')
    """
    found: dict[str, tuple[str, ...]] = {}
    for row in packaged("successors.csv"):
        key = fold(row["name"])
        found[key] = (*found.get(key, ()), row["state"])
    return found


def expandable(nodes: Iterable[Node], expand: Collection[str]) -> list[Node]:
    """The rows of a casebook with what these tables add on what is to be expanded.

    ``expand``: names or ids. To a coalition of whose members the casebook tells nothing, those of
    the table of that id or name; to a state whose bonds it does not tell, the powers that it was
    bound to; and the states among these that the casebook lacks, without codes.

    >>> rows = expandable([Organization("le", "Little Entente")], ["Little Entente"])
    >>> [row.label for row in rows][1:4]
    ['czechoslovakia', 'romania', 'yugoslavia']
    """
    nodes = list(nodes)
    wanted = set(map(fold, expand))
    if not wanted:
        return nodes
    asked = [
        node
        for node in nodes
        if isinstance(node, State | Organization)
        and not wanted.isdisjoint({fold(node.id), *map(fold, node.names())})
    ]
    told = [node for node in nodes if isinstance(node, Member)]
    added = [row for node in asked for row in _added(node, told)]
    known = {node.id for node in nodes if isinstance(node, State)}
    states = {id: name for _, id, name in added if id not in known}
    return [
        *nodes,
        *(row for row, _, _ in added),
        *(State(id, name) for id, name in states.items()),
    ]


def _added(node: State | Organization, told: Iterable[Member]) -> Iterator[tuple[Member, str, str]]:
    """The memberships that the tables add, each with the id and name of the other state."""
    names = {fold(node.id), *map(fold, node.names())}
    if isinstance(node, State):
        if not any(fold(row.member) in names for row in told):
            for bond in standings():
                if bond.state == node.id and bond.power and bond.status in BOUND:
                    row = Member(bond.power, node.id, bond.start, bond.end)
                    yield row, bond.power, bond.power_name
    elif not any(fold(row.group) in names for row in told):
        for one in memberships():
            if one.group == node.id or fold(one.name) == fold(node.name):
                row = Member(node.id, one.member, one.start, one.end)
                yield row, one.member, one.member_name
