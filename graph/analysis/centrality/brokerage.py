"""Brokerage between states on directed acts, in the five roles of Gould and Fernandez.

Someone is a broker of two others where the first acts on him and he on the second, while the first
does not act on the second himself (Gould and Fernandez 1989, Structures of Mediation, Sociological
Methodology 19). The states that the three serve say in which role.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rapallo.identity.events import Event
from rapallo.projection.level import UNKNOWN, Level

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["DIRECTED", "ROLES", "Brokered", "Served", "brokerage"]

ROLES = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")
"""Whom a broker of state B stands between: B and B; A and A; A and B; B and A; A and C."""

DIRECTED = ("opposed", "pressured", "supported", "informed")
"""The kinds that run from one actor to another."""

Arcs = Mapping[str, set[str]]


@dataclass(frozen=True, slots=True)
class Brokered:
    """How many pairs someone stands between, by role.

    ``told``: in the network of all events. ``certain``: both his arcs are certain, nothing says
    that the first acts on the second, and the states of all three are certain. ``possible``: the
    first does not certainly act on the second, whatever the rest.
    """

    told: Mapping[str, int]
    certain: Mapping[str, int]
    possible: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Served:
    """Whom each actor serves: in which events, by whom he counts there.

    An actor belongs to the state that he serves in most of the events asked about; where two states
    share the first place, or his state is not told, he belongs to none. That is certain where no
    event says anything else.
    """

    by_event: Mapping[str, Mapping[str, frozenset[str]]]

    @classmethod
    def of(cls, events: Iterable[Event], who: Level, states: Level) -> Served:
        """From events, with actors as they count at one level and states at the other."""
        found: dict[str, dict[str, frozenset[str]]] = {}
        for event in events:
            served: dict[str, set[str]] = defaultdict(set)
            for claim in event.claims:
                for row in claim.participants:
                    for actor in who.counts_as(row, claim.when):
                        served[actor].update(states.counts_as(row, claim.when))
            found[event.id] = {actor: frozenset(names) for actor, names in served.items()}
        return cls(found)

    def groups(self, events: Iterable[str]) -> tuple[dict[str, str], set[str]]:
        """The state of each actor in these events, and for whom it is certain."""
        counted: dict[str, Counter[str]] = defaultdict(Counter)
        for event in events:
            for actor, states in self.by_event.get(event, {}).items():
                counted[actor].update(states)
        groups = {}
        for actor, counts in counted.items():
            most = Counter({s: n for s, n in counts.items() if s != UNKNOWN}).most_common(2)
            if most and (len(most) == 1 or most[0][1] > most[1][1]):
                groups[actor] = most[0][0]
        return groups, {actor for actor in groups if len(counted[actor]) == 1}


def brokerage(
    graph: nx.DiGraph[Any],
    groups: Mapping[Any, str],
    *,
    certain: set[Any] | None = None,
) -> dict[Any, Brokered]:
    """How often each stands between two others, in each role.

    ``graph``: arcs from whoever acts to whom it is aimed at; an arc with an attribute
    ``certain_events`` that is empty is only possible. ``groups``: the group of each node; a node
    without one is in no role, nor between whom others are brokers, but its arcs are there.
    ``certain``: for whom the group is certain, all if not given.

    Of a group A and another B, in the order first, broker, second: *coordinator* BBB, *itinerant*
    (consultant) ABA, *gatekeeper* ABB, *representative* BBA, *liaison* three different ones.

    >>> import networkx as nx
    >>> graph = nx.DiGraph([("a", "b"), ("b", "c")])
    >>> brokerage(graph, {"a": "A", "b": "B", "c": "B"})["b"].told["gatekeeper"]
    1
    """
    told = {node: set(graph.successors(node)) - {node} for node in graph}
    sure = {
        node: {b for b in heads if graph.edges[node, b].get("certain_events", True)}
        for node, heads in told.items()
    }
    settled = {n: g for n, g in groups.items() if certain is None or n in certain}
    counts = (
        _counted(told, told, groups),
        _counted(sure, told, settled),
        _counted(told, sure, groups),
    )
    return {node: Brokered(*(each[node] for each in counts)) for node in graph}


def _counted(arcs: Arcs, closing: Arcs, groups: Mapping[Any, str]) -> dict[Any, dict[str, int]]:
    """The open ways of two arcs, by broker and role; an arc of ``closing`` closes one."""
    found: dict[Any, dict[str, int]] = {node: dict.fromkeys(ROLES, 0) for node in arcs}
    for first, heads in arcs.items():
        if first not in groups:
            continue
        for broker in heads & groups.keys():
            open_to = (arcs[broker] - closing[first] - {first}) & groups.keys()
            for group, number in Counter(groups[second] for second in open_to).items():
                found[broker][_role(groups[first], groups[broker], group)] += number
    return found


def _role(first: str, broker: str, second: str) -> str:
    if first == broker:
        return "coordinator" if second == broker else "representative"
    if second == broker:
        return "gatekeeper"
    return "itinerant" if first == second else "liaison"
