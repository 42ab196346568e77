"""States as tables of dyads and years count them: one row of states under one code.

Correlates of War give a code to states that followed one another: 365 is Russia, whatever its name.
A table keyed by code and year must not hold two rows for the year in which the one became the
other, so states of one code are one *unit*. Names and codes of a unit are those of the state that
stood for most days of the year; where none of it stood, it has a name but no code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from rapallo.casebook.book import Casebook
from rapallo.dates.calendar import day_number
from rapallo.dates.when import When, span
from rapallo.export.membership import cow_lists
from rapallo.identity.ask import all_nodes
from rapallo.identity.lineages import Lineage, joined
from rapallo.identity.shipped import expandable
from rapallo.model.nodes import Node, State
from rapallo.projection.level import Level

__all__ = ["Standing", "UnitLevel", "year_of"]


class Standing(NamedTuple):
    """A unit in a year: its name and codes, empty where it has none then.

    ``member``: it existed, and if it has a COW code, Correlates of War list it for that year.
    """

    name: str
    cow: str
    gw: str
    member: bool


def year_of(year: int) -> When:
    """Every day of a year.

    >>> str(year_of(1926))
    '1926-01-01/1926-12-31'
    """
    return span(day_number(year, 1, 1), day_number(year, 12, 31))


class UnitLevel(Level):
    """By state, where the states of one COW code count as one; with ``lineage``, those of a lineage
    too. The id of a unit is the first of its states' ids.

    >>> before = State("soviet-russia", "Soviet Russia", "", "1917", "1922-12-30", "365", "365")
    >>> after = State("soviet-union", "Soviet Union", "", "1922-12-30", "", "365", "365")
    >>> level = UnitLevel([before, after])
    >>> level.stands_for("soviet-union"), level.standing("soviet-russia", 1923).name
    ('soviet-russia', 'Soviet Union')
    """

    def __init__(
        self, nodes: Iterable[Node], *, lineage: Lineage = False, expand: Collection[str] = ()
    ) -> None:
        nodes = expandable(joined(nodes, lineage), expand)
        super().__init__("state", nodes, lineage=False, expand=expand)
        self._states = {node.id: node for node in nodes if isinstance(node, State)}
        self._unit: dict[str, str] = {}
        self._members: dict[str, list[State]] = defaultdict(list)
        self._join(lineage)
        self._known: dict[tuple[str, int], Standing] = {}

    @classmethod
    def of_book(
        cls, book: Casebook, *, lineage: Lineage = False, expand: Collection[str] = ()
    ) -> UnitLevel:
        """The units of a casebook."""
        return cls(all_nodes(book), lineage=lineage, expand=expand)

    def _join(self, lineage: Lineage) -> None:
        """Join the states of one code, then what these joined by a lineage, until all is joined."""
        import networkx as nx

        graph: nx.Graph[str] = nx.Graph()
        for state in self._states.values():
            graph.add_node(state.id)
            if state.cow:
                graph.add_edge(state.id, f"|cow {state.cow}")
            group = self.groups.lineage(state.id)
            if lineage and group != state.id:
                graph.add_edge(state.id, group)
        for those in nx.connected_components(graph):
            states = sorted(those & self._states.keys())
            for name in those:
                self._unit[name] = states[0]
            self._members[states[0]] = [self._states[name] for name in states]

    def stands_for(self, actor: str) -> str:
        """The unit of a state, or the actor itself."""
        return self._unit.get(actor, actor)

    def is_unit(self, actor: str) -> bool:
        """Whether an id is that of a unit of states."""
        return actor in self._members

    def states_of(self, unit: str) -> tuple[State, ...]:
        """The states of a unit, by id."""
        return tuple(self._members[unit])

    def standing(self, unit: str, year: int) -> Standing:
        """As what a unit stood in a year."""
        key = (unit, year)
        if key not in self._known:
            self._known[key] = self._standing(unit, year)
        return self._known[key]

    def _standing(self, unit: str, year: int) -> Standing:
        members = self._members[unit]
        days, state = max(
            ((_days(state, year), state) for state in members),
            key=lambda found: (found[0], found[1].id),
        )
        if days:
            listed = not state.cow or cow_lists(state.cow, year)
            return Standing(state.name, state.cow, state.gw, listed)
        nearest = min(members, key=lambda state: (_distance(state, year), state.id))
        return Standing(nearest.name, "", "", False)


def _days(state: State, year: int) -> int:
    """How many days of a year a state can have stood."""
    window = year_of(year)
    held = state.held
    return max(0, min(held.e1, window.e1) - max(held.s0, window.s0) + 1)


def _distance(state: State, year: int) -> int:
    """The days between a year and the time of a state that did not stand in it."""
    window, held = year_of(year), state.held
    return max(held.s0 - window.e1, window.s0 - held.e1)
