"""A network as people look at it: one edge for each pair and kind, with the events on it.

What GEXF, plots and pages draw, so that a figure and Gephi agree. The events stay apart on the
edge; a measure is computed on a projection, never on this.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.casebook.read import StoredClaim
from rapallo.dates.calendar import BEGINNING, END
from rapallo.errors import NoClaims
from rapallo.export.palette import state_colours
from rapallo.export.spells import EARLIEST, LATEST, unbounded
from rapallo.identity.lineages import Lineage
from rapallo.model.acts import KINDS
from rapallo.model.nodes import Organization
from rapallo.projection.edges import EventEdge, Tally, tallied_edges
from rapallo.projection.evidence import Evidence, Provenance
from rapallo.projection.level import UNKNOWN, By, Level

__all__ = ["Facts", "Network", "Tie", "Vertex", "colours_of", "network", "network_of", "ties"]


class Facts(NamedTuple):
    """What the events of a tie come to.

    ``certain``, ``unbounded``, ``against`` (sign -1) and ``in_favour`` (+1) count events.
    ``first`` and ``last`` bound the days of those that are bounded, ``surely_first`` and
    ``surely_last`` the days that certain events certainly fill; None where there are none.
    ``claims`` are ids.
    """

    weight: float
    certain: int
    unbounded: int
    against: int
    in_favour: int
    first: int | None
    last: int | None
    surely_first: int | None
    surely_last: int | None
    claims: Sequence[str]


class Tie(NamedTuple):
    """All events of one kind that join two nodes, by date. ``met_with`` has no direction."""

    a: str
    b: str
    kind: str
    events: Sequence[EventEdge]

    @property
    def directed(self) -> bool:
        """Whether it runs from a to b."""
        return self.kind != "met_with"

    def facts(self) -> Facts:
        """What its events come to."""
        # One pass and no generators: a large network has this in its innermost loop.
        weight, certain, open_ended, against, in_favour = 0.0, 0, 0, 0, 0
        first, last, surely_first, surely_last = END, BEGINNING, END, BEGINNING
        claims: list[str] = []
        for event in self.events:
            when = event.when
            weight += event.weight
            claims += event.claims
            against += event.sign < 0
            in_favour += event.sign > 0
            if unbounded(when):
                open_ended += 1
            else:
                first, last = min(first, when.s0), max(last, when.e1)
            if event.certain:
                certain += 1
                core = when.core
                if core and EARLIEST <= core.first <= core.last <= LATEST:
                    surely_first = min(surely_first, core.first)
                    surely_last = max(surely_last, core.last)
        dated, sure = last > BEGINNING, surely_last > BEGINNING
        return Facts(
            weight,
            certain,
            open_ended,
            against,
            in_favour,
            first if dated else None,
            last if dated else None,
            surely_first if sure else None,
            surely_last if sure else None,
            claims,
        )


@dataclass(frozen=True, slots=True)
class Vertex:
    """A node of the network.

    ``kind``: State, Diplomat, Organization, Post, Treaty, Issue or Unknown. ``state``: the id of
    the state that it is or, in most of these claims, acts for; empty for things. ``events`` and
    ``claims`` count those on its edges, ``certain`` the events that certainly join it to someone;
    ``strength`` is the sum of its edges' weights.
    """

    id: str
    label: str
    kind: str
    state: str
    events: int
    certain: int
    claims: int
    strength: float
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes by id, and the edges of events in the order of their pairs, kinds and dates.

    ``claims``: by id, those that carry an edge. ``colours``: of the nine states with most claims in
    the whole casebook. ``labels``: of states.
    """

    vertices: tuple[Vertex, ...]
    edges: Sequence[EventEdge]
    claims: Mapping[str, StoredClaim]
    provenance: Provenance
    events: int
    rule: str = "by actor"
    left_out: tuple[str, ...] = ()
    tally: Tally = field(default_factory=Tally)
    colours: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    def ties(self) -> Iterator[Tie]:
        """One for each pair and kind, made one at a time."""
        return ties(self.edges)


def ties(edges: Iterable[EventEdge]) -> Iterator[Tie]:
    """One tie for each pair and kind, from edges that are in order."""
    for (a, b, kind), group in groupby(edges, key=lambda e: (e.a, e.b, e.kind)):
        yield Tie(a, b, kind, list(group))


def network(
    book: Casebook,
    *,
    by: By = "actor",
    kinds: Collection[str] = KINDS,
    filters: Filters | None = None,
    lineage: Lineage = False,
    expand: Collection[str] = (),
) -> Network:
    """The network of a casebook at a level, under filters.

    Raises NoClaims where no claim passes the filters, or none of them joins two nodes.
    """
    evidence = Evidence.of(book, filters)
    level = Level.of(book, by, lineage=lineage, expand=expand)
    return network_of(book, evidence, level, kinds=kinds, lineage=lineage, expand=expand)


def network_of(
    book: Casebook,
    evidence: Evidence,
    level: Level,
    *,
    kinds: Collection[str] = KINDS,
    lineage: Lineage = False,
    expand: Collection[str] = (),
) -> Network:
    """The same, of evidence and a level that are at hand."""
    edges, tally = tallied_edges(evidence, level, kinds)
    if not edges:
        wanted = ", ".join(kinds)
        raise NoClaims(f"no claim that counts joins two nodes {level.describe()} ({wanted})")
    carrying = {claim for edge in edges for claim in edge.claims}
    claims = {claim.id: claim for claim in evidence.claims if claim.id in carrying}
    vertices = _Vertices(book, level, lineage).of(edges, claims)
    events = sum(1 for _ in groupby(edges, key=lambda e: e.event))
    edges.sort(key=lambda e: (e.a, e.b, e.kind, e.when.s0, e.when.e1, e.event))
    return Network(
        vertices,
        edges,
        claims,
        evidence.provenance(
            "export", by=level.by, kinds=tuple(kinds), lineage=lineage, expand=expand
        ),
        events,
        level.describe(),
        tally.sentences(level),
        tally,
        colours_of(book, level, lineage),
        {v.state: level.label(v.state) for v in vertices if v.state},
    )


def colours_of(book: Casebook, level: Level, lineage: Lineage) -> dict[str, str]:
    """The colours of the nine states with most claims in a casebook, whatever is asked of it."""
    return state_colours(_claims_of_states(book, level, lineage))


def _claims_of_states(book: Casebook, level: Level, lineage: Lineage) -> Counter[str]:
    """How many claims of the casebook each state takes part in, whatever the filters."""
    with book.store.reading() as connection:
        rows = connection.execute(
            """SELECT acting_for, count(DISTINCT claim) FROM participants
               WHERE acting_for <> '' GROUP BY acting_for"""
        ).fetchall()
    found: Counter[str] = Counter()
    for state, number in rows:
        found[level.groups.lineage(state) if lineage else state] += number
    return found


class _Count:
    """What is counted at one node."""

    __slots__ = ("certain", "claims", "events", "sources", "strength", "to")

    def __init__(self, to: str) -> None:
        self.to = to
        self.events = self.certain = self.claims = 0
        self.strength = 0.0
        self.sources: set[str] = set()


class _Vertices:
    """Makes the nodes at the ends of edges."""

    def __init__(self, book: Casebook, level: Level, lineage: Lineage) -> None:
        self._level = level
        self._lineage = lineage
        self._bodies = {body.id for body in book.nodes(Organization)}

    def of(
        self, edges: Sequence[EventEdge], claims: Mapping[str, StoredClaim]
    ) -> tuple[Vertex, ...]:
        """The nodes by id; the edges of one event follow one another."""
        counts = _counted(edges, claims)
        served = self._served(claims.values())
        return tuple(self._vertex(name, counts[name], served.get(name)) for name in sorted(counts))

    def _vertex(self, name: str, count: _Count, served: Counter[str] | None) -> Vertex:
        kind = self._kind(name, count.to)
        state = name if kind == "State" else ""
        if served and not state and kind not in ("Treaty", "Issue", "Unknown"):
            state = min(served, key=lambda s: (-served[s], s))
        return Vertex(
            name,
            self._level.label(name),
            kind,
            state,
            count.events,
            count.certain,
            count.claims,
            count.strength,
            tuple(sorted(count.sources)),
        )

    def _kind(self, name: str, to: str) -> str:
        if to != "actor":
            return to.capitalize()
        if name == UNKNOWN:
            return "Unknown"
        if name in self._level.states:
            return "State"
        if name in self._level.diplomats:
            return "Diplomat"
        return "Organization" if name in self._bodies else "Post"

    def _served(self, claims: Iterable[StoredClaim]) -> dict[str, Counter[str]]:
        """For each actor the states that he acts for, by number of claims."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for claim in claims:
            for row in claim.participants:
                if row.acting_for:
                    state = row.acting_for
                    found[row.actor][
                        self._level.groups.lineage(state) if self._lineage else state
                    ] += 1
        return found


def _counted(edges: Iterable[EventEdge], claims: Mapping[str, StoredClaim]) -> dict[str, _Count]:
    counts: dict[str, _Count] = {}
    for _, group in groupby(edges, key=lambda e: e.event):
        certain: dict[str, bool] = {}
        telling: dict[str, set[str]] = defaultdict(set)
        for edge in group:
            for name, to in ((edge.a, "actor"), (edge.b, edge.to)):
                count = counts.get(name) or counts.setdefault(name, _Count(to))
                count.strength += edge.weight
                certain[name] = certain.get(name, False) or edge.certain
                telling[name].update(edge.claims)
        for name, sure in certain.items():
            count = counts[name]
            count.events += 1
            count.certain += sure
            count.claims += len(telling[name])
            count.sources.update(claims[claim].source for claim in telling[name])
    return counts
