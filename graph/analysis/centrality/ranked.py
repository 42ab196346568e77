"""How the edges of events become ranked rows: one for each window, actor and measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from rapallo.analysis.centrality.brokerage import ROLES, Brokered, Served, brokerage
from rapallo.analysis.centrality.measures import MEASURES
from rapallo.dates.compare import Certainty, overlaps
from rapallo.dates.when import When
from rapallo.projection.edges import EventEdge
from rapallo.projection.level import UNKNOWN, Level
from rapallo.projection.project import join

if TYPE_CHECKING:
    from rapallo.analysis.centrality.measures import Network

__all__ = ["BROKERAGE", "NAMES", "Figures", "Ranking", "ranks"]

BROKERAGE = ("brokerage", *ROLES)
"""The sum of the roles, and each of them."""

NAMES = (*MEASURES, *BROKERAGE)
"""All that can be asked for."""

_TIE = 1e-9


@dataclass(frozen=True, slots=True)
class Figures:
    """What one measure says of each node: its value, and that on the certain events alone.

    ``more``: further columns by node.
    """

    value: Mapping[str, float]
    certain: Mapping[str, float]
    missing: float | None = 0.0
    least_first: bool = False
    more: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def ranks(self, actors: set[str]) -> dict[str, int]:
        """The rank of each actor."""
        turn = -1 if self.least_first else 1
        return ranks({name: turn * v for name, v in self.value.items() if name in actors})


def ranks(values: Mapping[str, float]) -> dict[str, int]:
    """The rank of each by value, the greatest first; equals share a rank and use up the next.

    Equal are values that differ by less than a billionth: rounding makes no order.

    >>> ranks({"a": 2.0, "b": 0.1 + 0.2, "c": 0.3, "d": 0.0})
    {'a': 1, 'b': 2, 'c': 2, 'd': 4}
    """
    found: dict[str, int] = {}
    last, rank = 0.0, 0
    for number, (name, value) in enumerate(sorted(values.items(), key=lambda i: -i[1]), 1):
        if not rank or last - value > _TIE * max(1.0, abs(last)):
            rank = number
        found[name], last = rank, value
    return found


@dataclass(frozen=True, slots=True)
class Ranking:
    """What is asked of a network: at which level, by which measures, with or without directions.

    ``served`` says whom the actors serve, where brokerage is asked for.
    """

    level: Level
    measures: tuple[str, ...]
    directed: bool
    weight: str | None = "weight"
    served: Served | None = None

    def rows(
        self, edges: Sequence[EventEdge], window: When | None, top: int | None
    ) -> Iterator[dict[str, Any]]:
        """The rows of one window, or of the whole time."""
        inside = list(_within(edges, window))
        known = [edge for edge in inside if UNKNOWN not in (edge.a, edge.b)]
        actors = {e.a for e in known} | {e.b for e in known if e.to == "actor"}
        about = self._about(inside, window)
        for name, found in self.figures(known):
            by_rank = found.ranks(actors)
            order = sorted(by_rank, key=lambda n: (by_rank[n], self.level.label(n), n))
            for actor in order:
                if top is None or by_rank[actor] <= top:
                    yield _row(name, actor, by_rank[actor], found, about[actor])
            if UNKNOWN in about:
                yield _row(name, UNKNOWN, None, found, about[UNKNOWN])

    def figures(self, edges: Sequence[EventEdge]) -> Iterator[tuple[str, Figures]]:
        """Each measure, and what it says of the network of these edges."""
        whole = self.network(edges)
        sure = self.network([edge for edge in edges if edge.certain])
        brokered = self._brokered(whole, edges) if self.served else {}
        for name in self.measures:
            if name in BROKERAGE:
                alone = self.measures == ("brokerage",)
                yield name, _of_brokerage(name, brokered, by_role=alone)
            else:
                chosen = MEASURES[name]
                yield (
                    name,
                    Figures(
                        chosen.compute(whole, self.weight),
                        chosen.compute(sure, self.weight),
                        None if chosen.least_first else 0.0,
                        chosen.least_first,
                    ),
                )

    def network(self, edges: Sequence[EventEdge]) -> Network:
        """The network of these edges."""
        return join(edges, self.level, directed=self.directed)

    def _brokered(self, whole: Any, edges: Sequence[EventEdge]) -> dict[str, Brokered]:
        assert self.served
        groups, certain = self.served.groups({edge.event for edge in edges})
        return brokerage(whole, groups, certain=certain)

    def _about(self, edges: Sequence[EventEdge], window: When | None) -> dict[str, dict[str, Any]]:
        """What is told of each actor whatever the measure."""
        incident: dict[str, list[EventEdge]] = {}
        for edge in edges:
            incident.setdefault(edge.a, []).append(edge)
            incident.setdefault(edge.b, []).append(edge)
        return {
            name: {
                "window": str(window) if window else None,
                "actor": name,
                "label": self.level.label(name),
                "events_certain": len({edge.event for edge in found if edge.certain}),
                "events_possible": len({edge.event for edge in found}),
                "claims": tuple(sorted({claim for edge in found for claim in edge.claims})),
            }
            for name, found in incident.items()
        }


def _row(
    measure: str, actor: str, rank: int | None, found: Figures, about: Mapping[str, Any]
) -> dict[str, Any]:
    known = rank is not None
    return {
        "window": about["window"],
        "measure": measure,
        "rank": rank,
        "actor": actor,
        "label": about["label"],
        "value": found.value[actor] if known else None,
        "certain_value": found.certain.get(actor, found.missing) if known else None,
        **found.more.get(actor, {}),
        "events_certain": about["events_certain"],
        "events_possible": about["events_possible"],
        "claims": about["claims"],
    }


def _of_brokerage(name: str, found: Mapping[str, Brokered], *, by_role: bool) -> Figures:
    """The figures of one role, or of all together."""

    def count(roles: Mapping[str, int]) -> float:
        return float(sum(roles.values()) if name == "brokerage" else roles[name])

    more: dict[str, dict[str, Any]] = {}
    for node, each in found.items():
        more[node] = {"possible_value": count(each.possible)}
        for role in ROLES if by_role else ():
            more[node] |= {
                role: each.told[role],
                f"{role}_certain": each.certain[role],
                f"{role}_possible": each.possible[role],
            }
    return Figures(
        {node: count(each.told) for node, each in found.items()},
        {node: count(each.certain) for node, each in found.items()},
        more=more,
    )


def _within(edges: Sequence[EventEdge], window: When | None) -> Iterator[EventEdge]:
    """The edges that possibly fall into a window, certain only if they certainly do."""
    for edge in edges:
        answer = overlaps(edge.when, window) if window else Certainty.CERTAINLY
        if answer is not Certainty.NO:
            yield replace(edge, certain=edge.certain and answer is Certainty.CERTAINLY)
