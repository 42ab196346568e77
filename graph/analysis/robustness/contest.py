"""A ranking together with all that it takes to rank again: from fewer claims, from other counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from rapallo.analysis.centrality import ALL, Asked
from rapallo.analysis.centrality.ranked import BROKERAGE, NAMES, ranks
from rapallo.analysis.centrality.scores import (
    Networked,
    Pairs,
    Scores,
    Sums,
    pairs,
    rank_array,
    sums,
)
from rapallo.analysis.coordination import coordination
from rapallo.analysis.result import Evidence
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import BadOption, NoClaims
from rapallo.identity.events import events
from rapallo.identity.lineages import Lineage
from rapallo.projection.edges import EventEdge, tallied_edges
from rapallo.projection.level import UNKNOWN, By, Level

if TYPE_CHECKING:
    Array = np.ndarray[Any, np.dtype[Any]]

__all__ = ["JOINT", "Contest", "contest"]

JOINT = "J"
"""The measure of pairs: their acts together."""

Ranks = dict[str, int]


class Again(Protocol):
    """How the ranked stand by the claims that pass other filters, without some of these."""

    def __call__(self, filters: Filters, gone: frozenset[str] = frozenset()) -> Ranks:
        """The rank of each."""


@dataclass(frozen=True, slots=True)
class Contest:
    """Who stands in which rank, and the means to ask again.

    ``told``: the claims of each event. ``carried``: those that carry each one's value. ``named``:
    the columns that name each in a row, with ``label``. ``certain_ranks``: on certain events alone.
    ``again``: the ranks by other claims.
    """

    book: Casebook
    measure: str
    level: Level
    kinds: tuple[str, ...]
    evidence: Evidence
    scores: Scores
    told: Mapping[str, tuple[str, ...]]
    carried: Mapping[str, tuple[str, ...]]
    named: Mapping[str, Mapping[str, str]]
    certain_ranks: Ranks
    again: Again
    conventions: tuple[str, ...] = ()
    least_first: bool = False

    @property
    def values(self) -> Array:
        """The value of each of the ranked in the record as it is, the greater the higher."""
        return self.scores.values(np.ones(len(self.scores.events)))

    @property
    def costs(self) -> Array:
        """How many claims tell of each event."""
        return np.array([len(self.told[event]) for event in self.scores.events], np.int64)

    def label(self, one: int) -> str:
        """The name of one of the ranked."""
        return self.named[self.scores.ranked[one]]["label"]

    def shown(self, value: float) -> float:
        """A value as the measure has it."""
        return -value if self.least_first else value

    def claims_of(self, numbers: Iterable[int]) -> tuple[str, ...]:
        """The claims that tell of some of the events."""
        return tuple(c for n in sorted(numbers) for c in self.told[self.scores.events[n]])

    @property
    def seconds(self) -> float:
        """About how long the values take to compute, by the size alone."""
        if not isinstance(self.scores, Networked):
            return 0.0
        nodes, arcs = len(self.scores.net.nodes), 2 * len(self.scores.net.tail)
        if self.measure in ("betweenness", "closeness"):
            return nodes * arcs * (5e-8 if self.scores.weighed else 2e-8)
        if self.measure == "eigenvector":
            return float(nodes**3) * 2e-9
        return 0.0 if self.measure == "degree" else arcs * 5e-6


def contest(
    book: Casebook,
    measure: str,
    by: By,
    *,
    kind: Sequence[str] | None = None,
    filters: Filters | None = None,
    weight: str | None = "weight",
    lineage: Lineage = False,
    expand: Sequence[str] = (),
) -> Contest:
    """The ranking by a measure of centrality, or of pairs by J."""
    filters = filters or Filters()
    if kind:
        filters = replace(filters, kind=tuple(kind))
    if measure == JOINT:
        return _joint(book, by, filters, lineage, expand)
    asked = Asked.of(measure, by, None, filters)
    if measure == ALL:
        raise BadOption(f"--measure {ALL}: one measure at a time; there are {', '.join(NAMES)}")
    return _Central(book, asked, weight, lineage, tuple(expand)).contest()


@dataclass(frozen=True, slots=True)
class _Central:
    """A measure of centrality on the network of centrality()."""

    book: Casebook
    asked: Asked
    weight: str | None
    lineage: Lineage
    expand: tuple[str, ...]

    def contest(self) -> Contest:
        (measure,) = self.asked.measures
        evidence = Evidence.of(self.book, self.asked.filters)
        level = self._level()
        edges = self._edges(evidence, level)
        scores = self._scores(edges, evidence, level)
        if not scores.ranked:
            self.asked.check([], level)
        carried: dict[str, set[str]] = defaultdict(set)
        for edge in edges:
            carried[edge.a].update(edge.claims)
            carried[edge.b].update(edge.claims)
        certain = [edge for edge in edges if edge.certain]
        return Contest(
            self.book,
            measure,
            level,
            self.asked.kinds,
            evidence,
            scores,
            {event.id: event.claim_ids for event in evidence.events},
            {name: tuple(sorted(claims)) for name, claims in carried.items()},
            {name: {"actor": name, "label": level.label(name)} for name in scores.ranked},
            _ranks(self._scores(certain, evidence, level)),
            self._again,
            tuple(self.asked.conventions(self.weight)),
            measure == "constraint",
        )

    def _level(self) -> Level:
        return Level.of(self.book, self.asked.by, lineage=self.lineage, expand=self.expand)

    def _edges(self, evidence: Evidence, level: Level) -> list[EventEdge]:
        found, _ = tallied_edges(evidence, level, self.asked.kinds)
        return [edge for edge in found if UNKNOWN not in (edge.a, edge.b)]

    def _scores(self, edges: Sequence[EventEdge], evidence: Evidence, level: Level) -> Scores:
        (measure,) = self.asked.measures
        net = pairs(edges, directed=self.asked.directed)
        ranked = tuple(sorted({e.a for e in edges} | {e.b for e in edges if e.to == "actor"}))
        if measure == "strength" and self.weight:
            return sums(net, ranked)
        number = {name: i for i, name in enumerate(net.nodes)}
        places = np.array([number[name] for name in ranked], np.int64)
        groups = self._groups(net, evidence, level) if measure in BROKERAGE else {}
        chosen = "degree" if measure == "strength" else measure
        return Networked(net, ranked, places, chosen, bool(self.weight), groups)

    def _groups(self, net: Pairs, evidence: Evidence, level: Level) -> dict[int, str]:
        served = self.asked.served(
            self.book, evidence, level, lineage=self.lineage, expand=self.expand
        )
        states = served.groups(net.events)[0] if served else {}
        return {i: states[name] for i, name in enumerate(net.nodes) if name in states}

    def _again(self, filters: Filters, gone: frozenset[str] = frozenset()) -> Ranks:
        try:
            evidence = Evidence.of(self.book, filters)
        except NoClaims:
            return {}
        if gone:
            evidence = _without(evidence, gone)
        level = self._level()
        return _ranks(self._scores(self._edges(evidence, level), evidence, level))


def _without(evidence: Evidence, gone: frozenset[str]) -> Evidence:
    """The same evidence without some claims; what was denied is denied still."""
    claims = tuple(claim for claim in evidence.claims if claim.id not in gone)
    denied = {event.id for event in evidence.events if event.negated}
    left = [replace(e, negated=e.negated or e.id in denied) for e in events(claims)]
    return replace(evidence, claims=claims, events=tuple(left))


def _ranks(scores: Scores) -> Ranks:
    placed = rank_array(scores.values(np.ones(len(scores.events)))) if scores.ranked else ()
    return {name: int(rank) for name, rank in zip(scores.ranked, placed, strict=True)}


def _joint(
    book: Casebook, by: By, filters: Filters, lineage: Lineage, expand: Sequence[str]
) -> Contest:
    """Pairs by their acts together, from coordination()."""
    if by == "actor":
        raise BadOption("--measure J is of pairs of states or of diplomats: take --by state")
    count = _Joint(book, by, lineage, tuple(expand))
    found = count.rows(filters)
    if not found:
        raise NoClaims("no two acted together: J is 0 for every pair")
    record = replace(filters, target=(), kind=(), treaty=(), issue=(), between=None)
    told = {event.id: event.claim_ids for event in Evidence.of(book, record).events}
    scores = _sums_of_joint(found, told)
    return Contest(
        book,
        JOINT,
        Level.of(book, by, lineage=lineage, expand=expand),
        ("acts together",),
        Evidence.of(book, filters),
        scores,
        told,
        {name: tuple(row["claims_joint"]) for name, row in found.items()},
        {name: _pair(row) for name, row in found.items()},
        ranks({name: row["J_certain"] for name, row in found.items() if row["J_certain"]}),
        count.again(scores, told),
        ("J counts the acts with both among the agents on one side.",),
    )


@dataclass(frozen=True, slots=True)
class _Joint:
    """The acts together of pairs, as coordination() counts them."""

    book: Casebook
    by: By
    lineage: Lineage
    expand: tuple[str, ...]

    def rows(self, filters: Filters) -> dict[str, Mapping[str, Any]]:
        """The rows of the pairs that acted together, by pair."""
        result = coordination(
            self.book,
            by=self.by,
            permutations=1,
            lineage=self.lineage,
            expand=self.expand,
            filters=filters,
        )
        return {f"{row['a']}|{row['b']}": row for row in result.rows if row["J"]}

    def again(self, scores: Sums, told: Mapping[str, Sequence[str]]) -> Again:
        """Counts by other filters; or, without some claims, those events that others tell too."""

        def ranked(filters: Filters, gone: frozenset[str] = frozenset()) -> Ranks:
            if gone:
                left = np.array([not gone.issuperset(told[event]) for event in scores.events])
                values = dict(zip(scores.ranked, scores.values(left), strict=True))
                return ranks({name: value for name, value in values.items() if value})
            try:
                return ranks({name: row["J"] for name, row in self.rows(filters).items()})
            except NoClaims:
                return {}

        return ranked


def _pair(row: Mapping[str, Any]) -> dict[str, str]:
    return {"a": row["a"], "b": row["b"], "label": f"{row['a_label']} – {row['b_label']}"}


def _sums_of_joint(
    rows: Mapping[str, Mapping[str, Any]], told: Mapping[str, Sequence[str]]
) -> Sums:
    event_of = {claim: event for event, claims in told.items() for claim in claims}
    entries = sorted(
        {(event_of[claim], name) for name, row in rows.items() for claim in row["claims_joint"]}
    )
    numbers = {event: n for n, event in enumerate(dict.fromkeys(event for event, _ in entries))}
    places = {name: n for n, name in enumerate(rows)}
    return Sums(
        tuple(numbers),
        tuple(places),
        np.array([numbers[event] for event, _ in entries], np.int64),
        np.array([places[name] for _, name in entries], np.int64),
        np.ones(len(entries)),
    )
