"""All that coordination is computed from: the acts, meetings and treaties of a casebook at a level.

Filters that select acts (target, kind, treaty, issue, between) mark acts and do not remove them: an
act that is not asked about still takes part in the rearrangement of its actor's dates. All other
filters say what the record is, and are applied before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from rapallo.analysis.coordination.happenings import (
    Occasion,
    Pair,
    ToldAct,
    act,
    exchange,
    meeting,
    signing,
)
from rapallo.analysis.coordination.passages import passages
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.dates.compare import Certainty, overlaps
from rapallo.dates.when import When
from rapallo.identity.events import Event
from rapallo.model.acts import ACT_KINDS, Codebook
from rapallo.projection.edges import Tally, expansions
from rapallo.projection.evidence import Asked
from rapallo.projection.level import UNKNOWN, Level
from rapallo.projection.portions import Portions

__all__ = ["Record", "record"]


@dataclass(frozen=True, slots=True)
class Record:
    """The told events of a casebook as coordination reads them.

    ``chosen`` are the events of the acts asked about, whatever their dates; ``window`` the time
    asked about. ``served`` holds the states of each diplomat; it is empty by state. ``tally``
    counts the events that name groups which count as their members.
    """

    evidence: Asked
    who: Level
    acts: tuple[ToldAct, ...]
    meetings: tuple[Occasion, ...]
    exchanges: tuple[Occasion, ...]
    signings: tuple[Occasion, ...]
    chosen: frozenset[str]
    window: When | None
    served: Mapping[str, frozenset[str]]
    tally: Tally = field(default_factory=Tally)

    def inside(self, when: When) -> Certainty:
        """Whether a date falls in the time asked about."""
        return overlaps(when, self.window) if self.window else Certainty.CERTAINLY

    def asked(self, act: ToldAct) -> bool:
        """Whether an act, dated as told, is possibly one of those asked about."""
        return act.id in self.chosen and self.inside(act.when) > Certainty.NO

    def paired(self, actor: str) -> bool:
        """Whether an actor is paired with others: states by state, persons by diplomat."""
        return actor in self.who.states if self.who.by == "state" else actor != UNKNOWN

    def compatriots(self, pair: Pair) -> bool:
        """Whether two diplomats served one state, at whatever time."""
        a, b = (self.served.get(actor, frozenset()) for actor in pair)
        return bool(a & b)

    def own(self, pair: Pair) -> frozenset[str]:
        """What is the pair itself among matters: a diplomat's own state is no third either."""
        a, b = (self.served.get(actor, frozenset()) for actor in pair)
        return frozenset(pair) | a | b


def record(book: Casebook, who: Level, what: Level, filters: Filters, around: str | None) -> Record:
    """The record of a casebook: agents count as ``who`` says, targets as ``what`` says.

    Raises :class:`~rapallo.errors.NoClaims` where no claim passes.
    """
    before = replace(filters, target=(), kind=(), treaty=(), issue=(), between=None)
    read = Portions.of(book, before)
    told_in = passages(read.told())
    acts: list[ToldAct] = []
    others: dict[str, list[Occasion]] = defaultdict(list)
    served: dict[str, set[str]] = defaultdict(set)
    tally = Tally()
    for event in read.events():
        tally += expansions(event, what)
        if event.kind in ACT_KINDS:
            acts.append(act(event, who, what, told_in))
        elif event.kind != "signed" or _makes_parties(event, read.codebook, filters):
            others[event.kind].append(_READ[event.kind](event, who, told_in))
        if who.by == "diplomat":
            _serve(event, what, served)
    return Record(
        replace(read, filters=filters),
        who,
        tuple(sorted(acts, key=lambda act: act.id)),
        tuple(others["met_with"]),
        tuple(others["informed"]),
        tuple(others["signed"]),
        frozenset(act.id for act in _chosen(book, acts, filters) if _concerns(act, around)),
        filters.window,
        {actor: frozenset(states - {UNKNOWN}) for actor, states in served.items()},
        tally,
    )


_READ = {"met_with": meeting, "informed": exchange, "signed": signing}
"""How events that are no acts are read."""


def _chosen(book: Casebook, acts: Sequence[ToldAct], filters: Filters) -> Sequence[ToldAct]:
    """The acts that a filter on acts lets pass by one of their claims."""
    if not (filters.target or filters.kind or filters.treaty or filters.issue):
        return acts
    where, parameters = replace(filters, between=None).where()
    with book.store.reading() as connection:
        rows = connection.execute(f"SELECT c.id FROM claims c WHERE {where}", parameters)
        passing = {row[0] for row in rows.fetchall()}
    return [act for act in acts if passing.intersection(act.claims)]


def _concerns(act: ToldAct, around: str | None) -> bool:
    return around is None or around in act.matters


def _makes_parties(event: Event, codebook: Codebook, filters: Filters) -> bool:
    """Whether it is signed or acceded, not proposed, initialled or mentioned; and asked about."""
    asked = not filters.treaty or set(filters.treaty).intersection(event.treaties)
    return bool(asked) and any(codebook[claim.act].edge for claim in event.claims)


def _serve(event: Event, what: Level, served: dict[str, set[str]]) -> None:
    """Note the states that each person acted for."""
    for claim in event.claims:
        for row in claim.participants:
            served[row.actor].update(what.counts_as(row, claim.when))
