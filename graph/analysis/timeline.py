"""What an actor did and what was done to him, in order of time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rapallo.analysis.parties import levels, named
from rapallo.analysis.result import Evidence, Result
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.dates.calendar import BEGINNING, END
from rapallo.dates.compare import Certainty, overlaps
from rapallo.dates.when import UNDATED, When
from rapallo.errors import BadOption, NoClaims
from rapallo.identity.events import Event
from rapallo.identity.lineages import Lineage
from rapallo.model.acts import STATUSES
from rapallo.model.text import many
from rapallo.projection.edges import Tally, expansions
from rapallo.projection.level import Level

__all__ = ["timeline"]

ROLES = ("agent", "target", "via")


def timeline(
    book: Casebook,
    a: str,
    *,
    with_: str | None = None,
    filters: Filters | None = None,
    lineage: Lineage = False,
    expand: Sequence[str] = (),
    evidence: Evidence | None = None,
) -> Result:
    """The events in which someone or something has a part, with another if so asked, in time order.

    ``a`` and ``with_``: a person, an unnamed holder of a post, a body, a treaty or an issue; a
    state has a part in what is done by those who act for it and to them. Events stand by the first
    day on which they can have been, then by the last; undated ones at the end. Told events only,
    unless the filters say otherwise.

    A row is an event: ``date`` (EDTF), ``earliest``, ``latest``, ``kind``, ``act``, ``role`` (of
    ``a``: agent, target, via, treaty, issue), ``part`` (*certain* if every claim says so, the event
    is told, nowhere denied, and certainly within the window asked for; else *possible*), ``doubt``
    (why only possible: *part*, *status*, *window*), ``status`` (of its claims; *negated* also where
    a claim left out denies it), ``agents``, ``targets``, ``via``, ``treaties``, ``issues``,
    ``matters`` (both), ``places``, ``sources``, ``event``, ``claims``. Names are those people read;
    with ``?``, one is not certain.

    ``evidence``: what was read of the book under these filters, where it is at hand.

    Raises UnknownName, AmbiguousName, and :class:`~rapallo.errors.NoClaims` where there is nothing.
    """
    evidence = evidence or Evidence.of(book, filters)
    told, states = levels(book, lineage=lineage, expand=expand)
    who = [_someone(name, evidence, told, states) for name in (a, with_) if name is not None]
    if len({one.id for one in who}) < len(who):
        raise BadOption(f"{who[0].label} is named twice: with whom else?")
    found = []
    tally = Tally()
    for event in sorted(evidence.events, key=_order):
        parts = [part for one in who if (part := one.part(event))]
        if len(parts) == len(who):
            certain = all(part.certain for part in parts)
            found.append(_row(event, evidence, (told, states), parts[0].roles, certain))
            tally += expansions(event, told)
    names = " and ".join(one.label for one in who)
    if not found:
        raise NoClaims(f"no event asked for has a part for {names}")
    return Result.of(
        f"Timeline of {names}",
        found,
        ("date", "act", "agents", "targets", "matters", "part"),
        evidence,
        evidence.provenance(
            "timeline",
            a=who[0].id,
            with_=who[-1].id if with_ is not None else None,
            rule=states.describe(),
            lineage=lineage,
            expand=list(expand),
        ),
        (*_notes(found), *tally.sentences(told)),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """In which roles someone has a part in an event, and whether certainly."""

    roles: tuple[str, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class _Someone:
    """Someone or something whose events are asked for; ``level``: as whom others count as him."""

    id: str
    label: str
    level: Level
    thing: str = ""

    def part(self, event: Event) -> _Part | None:
        """His part in an event, if any."""
        if self.thing:
            return self._mentioned(event)
        found = {
            role: standing.certain
            for role in ROLES
            for standing in self.level.standings(event, role)
            if standing.actor == self.id
        }
        return _Part(tuple(found), any(found.values())) if found else None

    def _mentioned(self, event: Event) -> _Part | None:
        named = [
            self.id in (claim.treaties if self.thing == "treaty" else claim.issues)
            for claim in event.claims
            if (claim.treaties if self.thing == "treaty" else claim.issues)
        ]
        return _Part((self.thing,), all(named)) if any(named) else None


def _someone(name: str, evidence: Evidence, told: Level, states: Level) -> _Someone:
    found = told.names.find(name, evidence.filters.window or UNDATED)
    if found in states.states:
        state = states.stands_for(found)
        return _Someone(state, states.label(state), states)
    thing = ""
    if any(found in event.treaties for event in evidence.events):
        thing = "treaty"
    elif any(found in event.issues for event in evidence.events):
        thing = "issue"
    return _Someone(found, told.label(found), told, thing)


def _order(event: Event) -> tuple[bool, int, int, str]:
    when = event.when
    return (when.s0 == BEGINNING and when.e1 == END, when.s0, when.e1, event.id)


def _row(
    event: Event,
    evidence: Evidence,
    both: tuple[Level, Level],
    roles: Iterable[str],
    certain: bool,
) -> dict[str, Any]:
    level = both[0]
    doubt = tuple(_doubt(event, evidence.filters.window, certain=certain))
    things = {
        "treaties": tuple(level.label(name) for name in event.treaties),
        "issues": tuple(level.label(name) for name in event.issues),
    }
    return {
        "date": str(event.when),
        "earliest": event.when.earliest,
        "latest": event.when.latest,
        "kind": event.kind,
        "act": tuple(sorted({claim.act for claim in event.claims})),
        "role": tuple(roles),
        "part": "possible" if doubt else "certain",
        "doubt": doubt,
        "status": _status(event),
        "agents": named(event, "agent", *both),
        "targets": named(event, "target", *both),
        "via": named(event, "via", *both),
        **things,
        "matters": (*things["treaties"], *things["issues"]),
        "places": tuple(sorted({level.label(c.place) for c in event.claims if c.place})),
        "sources": event.sources,
        "event": event.id,
        "claims": event.claim_ids,
    }


def _doubt(event: Event, window: When | None, *, certain: bool) -> Iterator[str]:
    """Why a part in an event is only possible."""
    if not certain:
        yield "part"
    if not event.told or event.negated:
        yield "status"
    if window and overlaps(event.when, window) is not Certainty.CERTAINLY:
        yield "window"


def _status(event: Event) -> tuple[str, ...]:
    denied = ["negated"] if event.negated else []
    found = {*denied, *(claim.status for claim in event.claims)}
    return tuple(status for status in STATUSES if status in found)


def _notes(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    parts = Counter(row["part"] for row in rows)
    yield f"{many(len(rows), 'event')}, {parts['certain']} of them certain."
    undated = sum(not row["earliest"] and not row["latest"] for row in rows)
    if undated:
        yield f"Without a date, and therefore at the end: {undated}."
    if any("?" in name for row in rows for name in (*row["agents"], *row["targets"])):
        yield "A name with ? is that of someone whose part is not certain."
