"""What each event comes to when only some of its sources are heard.

A source left out takes its claims with it: the date of the event, who certainly took part and
whether it was denied then follow from the others alone. So that a page can leave out sources and
still give the counts of ``--source``, every choice among the sources of one event is worked out
here by the same functions that every other verb uses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from rapallo.casebook.book import Casebook
from rapallo.casebook.read import StoredClaim
from rapallo.dates.when import Bounds, When
from rapallo.identity.events import events
from rapallo.model.acts import KINDS
from rapallo.projection.edges import EventEdge, tallied_edges
from rapallo.projection.evidence import Evidence
from rapallo.projection.level import Level

__all__ = ["MOST_SOURCES", "Heard", "Reading", "readings"]

MOST_SOURCES = 8
"""An event of more sources is heard whole or not at all: each further one doubles the choices."""

_MARK = "\x1f"


@dataclass(frozen=True, slots=True)
class Reading:
    """An event as some of its sources tell it.

    ``heard``: their numbers among the sources of the event. ``bounds``: the first and last possible
    day of each claim that passes the filters; the event possibly falls into a time if one of them
    does.
    """

    heard: tuple[int, ...]
    when: When
    bounds: tuple[Bounds, ...]
    edges: tuple[EventEdge, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """An event with its sources (those who deny it too) and its readings, the whole one first.

    ``whole``: it has too many sources to be read without some of them.
    """

    event: str
    kind: str
    sign: int
    sources: tuple[str, ...]
    readings: tuple[Reading, ...]
    whole: bool = False


def readings(
    book: Casebook, evidence: Evidence, level: Level, kinds: Collection[str] = KINDS
) -> list[Heard]:
    """Every event that joins two nodes at a level, by id, with its readings."""
    passing = {claim.id for claim in book.stored(evidence.filters)}
    denials = _denials(book, evidence)
    told: dict[str, list[StoredClaim]] = defaultdict(list)
    for claim in evidence.claims:
        if claim.kind in kinds:
            told[claim.event].append(claim)
    chosen = [_Chosen(claims, denials.get(event, ())) for event, claims in told.items()]
    edges = _edges([part for one in chosen for part in one.parts()], evidence, level)
    found = (one.heard(edges, passing) for one in chosen)
    return sorted((one for one in found if one), key=lambda one: one.event)


def _denials(book: Casebook, evidence: Evidence) -> Mapping[str, Sequence[StoredClaim]]:
    """By event the claims that deny it and are left out by their status."""
    denying = evidence.filters.denying()
    if denying is None:
        return {}
    asked = {claim.event for claim in evidence.claims}
    found: dict[str, list[StoredClaim]] = defaultdict(list)
    for claim in book.stored(denying):
        if claim.event in asked:
            found[claim.event].append(claim)
    return found


@dataclass(frozen=True, slots=True)
class _Part:
    """The claims of one event that some of its sources tell; ``name`` tells the choices apart."""

    name: str
    claims: tuple[StoredClaim, ...]
    denied: bool


class _Chosen:
    """One event and the choices among its sources."""

    def __init__(self, claims: Sequence[StoredClaim], denials: Sequence[StoredClaim]) -> None:
        self._claims = claims
        self._denying = {claim.source for claim in denials}
        self.event = claims[0].event
        self.sources = tuple(sorted({claim.source for claim in claims} | self._denying))
        self.whole = len(self.sources) > MOST_SOURCES

    def _choices(self) -> Iterator[tuple[int, ...]]:
        everyone = tuple(range(len(self.sources)))
        yield everyone
        if not self.whole:
            for mask in range(2 ** len(everyone) - 2, 0, -1):
                yield tuple(number for number in everyone if mask >> number & 1)

    def parts(self) -> Iterator[_Part]:
        """A part for every choice that leaves a claim."""
        for heard in self._choices():
            names = {self.sources[number] for number in heard}
            claims = [claim for claim in self._claims if claim.source in names]
            name = _MARK.join((self.event, *map(str, heard)))
            if claims:
                yield _Part(
                    name,
                    tuple(replace(claim, event=name) for claim in claims),
                    bool(names & self._denying),
                )

    def heard(
        self, edges: Mapping[str, tuple[When, tuple[EventEdge, ...]]], passing: Collection[str]
    ) -> Heard | None:
        """The event with those of its readings that join someone."""
        found = []
        for part in self.parts():
            bounds = {Bounds(c.when.s0, c.when.e1) for c in part.claims if c.id in passing}
            if bounds and part.name in edges:
                when, joined = edges[part.name]
                heard = tuple(int(number) for number in part.name.split(_MARK)[1:])
                found.append(Reading(heard, when, tuple(sorted(bounds)), joined))
        first = self._claims[0]
        whole = Heard(
            self.event, first.kind, first.sign, self.sources, tuple(found), whole=self.whole
        )
        return whole if found else None


def _edges(
    parts: Iterable[_Part], evidence: Evidence, level: Level
) -> dict[str, tuple[When, tuple[EventEdge, ...]]]:
    """By name of the part, when it was and the edges that it gives."""
    parts = list(parts)
    denied = {part.name for part in parts if part.denied}
    happened = events(claim for part in parts for claim in part.claims)
    marked = tuple(replace(e, negated=True) if e.id in denied else e for e in happened)
    dates = {event.id: event.when for event in marked}
    edges, _ = tallied_edges(replace(evidence, events=marked), level)
    return {
        name: (dates[name], tuple(group)) for name, group in groupby(edges, key=lambda e: e.event)
    }
