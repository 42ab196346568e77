"""The edges of events at a level: one for each event, kind and pair.

This is the one base of every projection, chain and export. A claim gives its edges
(:mod:`rapallo.model.edges`); here those of one event are joined, with all the claims that give
them, and counted once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import combinations
from typing import Literal

from rapallo.dates.compare import Certainty, overlaps
from rapallo.dates.when import When
from rapallo.identity.events import Event
from rapallo.model.acts import KINDS
from rapallo.projection.evidence import Evidence
from rapallo.projection.level import UNKNOWN, Level
from rapallo.projection.seats import Seat, company, seats

__all__ = ["EventEdge", "Tally", "event_edges", "expansions", "tallied_edges"]

Object = Literal["actor", "treaty", "issue"]


@dataclass(frozen=True, slots=True)
class EventEdge:
    """One event joins two nodes. ``met_with`` runs from the lower id and means no direction.

    ``weight``: 1/(k-1) for a meeting of k (by state, of k delegations), 1/(agents x objects) for
    an act, 1 for a signature. ``certain``: every claim of the event says so, the event is told
    and nowhere denied, and it certainly falls into the window asked for, if any. ``claims``: those
    that give this edge. ``when``: the event's date. ``to``: what ``b`` is.
    """

    event: str
    kind: str
    a: str
    b: str
    weight: float
    certain: bool
    claims: tuple[str, ...]
    when: When
    sign: int
    joint: bool = False
    to: Object = "actor"


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the events of the kinds asked for; every number is of events.

    ``bare``: of acts that the codebook lets make no edge. ``alone``: they leave no pair at this
    level. ``within``: some edge joins an actor to itself (two envoys of one state) and is dropped.
    ``nameless``: some edge joins unknown to unknown and is dropped. ``unknown``: some edge has one
    end at *unknown* and is kept. ``grouped``: someone in them is a group that counts as its members
    (or a state as its power); ``loosely``: all such memberships are only possible; ``memberless``:
    there is such a group without members on the day.
    """

    events: int = 0
    bare: int = 0
    alone: int = 0
    within: int = 0
    nameless: int = 0
    unknown: int = 0
    grouped: int = 0
    loosely: int = 0
    memberless: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Tally)))

    def sentences(self, level: Level) -> tuple[str, ...]:
        """What was left out, in words."""
        said = (
            (self.bare, "make no edge (a treaty ratified, initialled, mentioned and the like)"),
            (self.alone, f"name no two who count {level.describe()}"),
            (self.within, "hold pairs within one and the same actor, which are dropped"),
            (self.nameless, "hold pairs of two unknown actors, which are dropped"),
            (self.unknown, "have an actor of unknown state, who counts as 'unknown'"),
            (self.grouped, "name a group that counts as its members that day"),
            (self.loosely, "name such a group with members that are only possible that day"),
            (self.memberless, "name such a group that had no members that day"),
        )
        return tuple(f"{number} of {self.events} events {what}." for number, what in said if number)


def event_edges(
    evidence: Evidence, level: Level, kinds: Collection[str] = KINDS
) -> list[EventEdge]:
    """The edges of the events of these kinds, one for each event, kind and pair, in that order.

    ``met_with`` joins the agents, between sides only where sides are told; ``signed`` an agent to a
    treaty; the other kinds an agent to each target and treaty, or to each issue where a claim names
    neither.

    Where the claims of one event differ, an edge is there if one of them gives it. It is counted
    once, with the weight of the smallest company that leaves room for every claim: the most places
    in one claim, or all those whom one claim or another names as certain, if they are more.
    """
    return tallied_edges(evidence, level, kinds)[0]


def tallied_edges(
    evidence: Evidence, level: Level, kinds: Collection[str] = KINDS
) -> tuple[list[EventEdge], Tally]:
    """The same edges with the count of what was left out."""
    window = evidence.filters.window
    codebook = evidence.codebook
    found: list[EventEdge] = []
    tally = Tally()
    for event in evidence.events:
        if event.kind not in kinds:
            continue
        told = [
            _Told(event, claim.id, number, level)
            for number, claim in enumerate(event.claims)
            if codebook[claim.act].edge
        ]
        sure = event.told and not event.negated and _falls_into(event.when, window)
        pairs, dropped = _joined(event, told)
        edges = sorted(_edges(event, told, pairs, sure), key=lambda edge: (edge.a, edge.b))
        found += edges
        tally += expansions(event, level) + Tally(
            bare=not told,
            alone=bool(told) and not edges and not dropped,
            within=bool(dropped - {UNKNOWN}),
            nameless=UNKNOWN in dropped,
            unknown=any(UNKNOWN in (edge.a, edge.b) for edge in edges),
        )
    return found, tally


def expansions(event: Event, level: Level) -> Tally:
    """One event in a tally: whether it names groups that count as their members, how surely."""
    if not level.expanded:
        return Tally(events=1)
    found = [
        level.expansion(row, claim.when)
        for claim in event.claims
        for row in claim.participants
        if row.role != "via"
    ]
    some = [answer for answer in found if answer is not None]
    return Tally(
        events=1,
        grouped=bool(some),
        loosely=Certainty.POSSIBLY in some and Certainty.CERTAINLY not in some,
        memberless=Certainty.NO in some,
    )


def _falls_into(when: When, window: When | None) -> bool:
    return window is None or overlaps(when, window) is Certainty.CERTAINLY


_Pair = tuple[str, str, Object]
_Pairs = dict[_Pair, dict[str, bool]]
"""By pair the claims that give it, and whether each does so for certain."""


class _Told:
    """What one claim of an event says, at a level."""

    def __init__(self, event: Event, claim_id: str, number: int, level: Level) -> None:
        claim = event.claims[number]
        self.claim = claim_id
        self.agents = seats(claim, "agent", level)
        self.targets = seats(claim, "target", level) if event.kind != "signed" else []
        self.treaties = claim.treaties
        self.issues = claim.issues if not (self.targets or self.treaties) else ()

    def pairs(self, kind: str) -> Iterator[tuple[_Pair, bool]]:
        """The pairs that it gives; whether for certain."""
        return self._meeting() if kind == "met_with" else self._acts()

    def _meeting(self) -> Iterator[tuple[_Pair, bool]]:
        sided = len({seat.side for seat in self.agents}) > 1
        for one, other in combinations(self.agents, 2):
            if sided and one.side == other.side:
                continue
            for x, x_sure in one.names.items():
                for y, y_sure in other.names.items():
                    yield (min(x, y), max(x, y), "actor"), x_sure and y_sure

    def _acts(self) -> Iterator[tuple[_Pair, bool]]:
        objects: list[tuple[str, Object, bool]] = [
            (name, "actor", sure) for seat in self.targets for name, sure in seat.names.items()
        ]
        objects += [(name, "treaty", True) for name in self.treaties]
        objects += [(name, "issue", True) for name in self.issues]
        for seat in self.agents:
            for agent, agent_sure in seat.names.items():
                for name, what, sure in objects:
                    yield (agent, name, what), agent_sure and sure

    def contradicts(self, pair: _Pair) -> bool:
        """Whether it names others, and not these for certain, in the role of one of the two."""
        agent, name, what = pair
        if self.agents and agent not in _certain(self.agents):
            return True
        if what == "actor":
            return bool(self.targets) and name not in _certain(self.targets)
        named = self.treaties if what == "treaty" else self.issues
        return bool(named) and name not in named

    @property
    def objects(self) -> int:
        """How many things it is aimed at."""
        return company(self.targets) + len(self.treaties) + len(self.issues)

    @property
    def certain_objects(self) -> set[str]:
        """What it is certainly aimed at."""
        return {*_certain(self.targets), *self.treaties, *self.issues}


def _certain(table: Sequence[Seat]) -> set[str]:
    return {name for seat in table for name in seat.certain}


def _joined(event: Event, told: Sequence[_Told]) -> tuple[_Pairs, set[str]]:
    """The pairs of an event, and the actors who would be joined to themselves."""
    pairs: _Pairs = defaultdict(dict)
    dropped = set()
    for one in told:
        for pair, sure in one.pairs(event.kind):
            if pair[0] == pair[1]:
                dropped.add(pair[0])
            else:
                pairs[pair][one.claim] = pairs[pair].get(one.claim, False) or sure
    return pairs, dropped


def _edges(event: Event, told: Sequence[_Told], pairs: _Pairs, sure: bool) -> Iterator[EventEdge]:
    meeting = event.kind == "met_with"
    agents = _room([company(t.agents) for t in told], [_certain(t.agents) for t in told])
    objects = _room([t.objects for t in told], [t.certain_objects for t in told])
    for pair, given in pairs.items():
        if meeting:
            certain = len(given) == len(told) and all(given.values())
            weight = 1 / max(agents - 1, 1)
        else:
            certain = any(given.values()) and not any(t.contradicts(pair) for t in told)
            weight = 1.0 if event.kind == "signed" else 1 / (agents * objects)
        a, b, what = pair
        yield EventEdge(
            event.id,
            event.kind,
            a,
            b,
            weight,
            sure and certain,
            tuple(sorted(given)),
            event.when,
            event.sign,
            agents > (2 if meeting else 1),
            what,
        )


def _room(sizes: Sequence[int], certain: Sequence[set[str]]) -> int:
    """The smallest number that leaves room for every claim."""
    return max(*sizes, len(set().union(*certain)), 1) if sizes else 1
