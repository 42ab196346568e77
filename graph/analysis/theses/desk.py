"""Where statements are put to the record: its events, who is meant by a name, what is sure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from typing import Any, Literal, NamedTuple

from rapallo.analysis.theses.envoys import Envoys
from rapallo.analysis.theses.selection import Selection
from rapallo.analysis.theses.verdicts import Count
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.dates.compare import Certainty, overlaps
from rapallo.dates.when import When
from rapallo.errors import BadOption, NoClaims
from rapallo.identity.ask import all_nodes
from rapallo.identity.events import Event
from rapallo.identity.lineages import Lineage
from rapallo.identity.names import Names
from rapallo.model.acts import ACT_KINDS
from rapallo.model.nodes import Issue, Node, Organization, Place, Source, Treaty
from rapallo.projection.evidence import Evidence
from rapallo.projection.level import UNKNOWN, By, Level, Standing

__all__ = [
    "Desk",
    "Room",
    "Told",
    "claims_of",
    "count",
    "datable",
    "distinct",
    "inside",
    "overlapping",
]

ROLES = ("agent", "target", "via")

Condition = Callable[[Event], Certainty]


class Told(NamedTuple):
    """An event that fits, and whether it certainly does."""

    event: Event
    certain: bool


class Room:
    """A casebook as many questions find it: its tables are read once."""

    def __init__(self, book: Casebook) -> None:
        self.book = book
        self.nodes: list[Node] = all_nodes(book)
        with book.store.reading() as connection:
            told = connection.execute("SELECT DISTINCT source FROM claims").fetchall()
        self.sources = {row[0] for row in told} | {
            n.key for n in self.nodes if isinstance(n, Source)
        }
        self.bodies = {n.id for n in self.nodes if isinstance(n, Organization) and n.state}
        self.things = {n.id for n in self.nodes if isinstance(n, Issue | Treaty | Place)}
        self.names = Names(self.nodes)
        self._answers: dict[Any, Any] = {}
        self._levels: dict[tuple[Any, ...], Level] = {}
        self._desks: dict[tuple[Any, ...], Desk] = {}

    def level(self, by: By, *, lineage: Lineage, expand: Collection[str]) -> Level:
        """The level for the casebook, made once."""
        key = (by, lineage, tuple(expand))
        if key not in self._levels:
            self._levels[key] = Level(by, self.nodes, lineage=lineage, expand=expand)
        return self._levels[key]

    def once(self, key: Any, ask: Callable[[], Any]) -> Any:
        """An answer, asked only once under a key."""
        if key not in self._answers:
            self._answers[key] = ask()
        return self._answers[key]

    def desk(
        self, filters: Filters, *, lineage: Lineage = True, expand: Sequence[str] = ()
    ) -> Desk:
        """The record under some filters, read once."""
        key = (filters, lineage, tuple(expand))
        if key not in self._desks:
            self._desks[key] = Desk(self, filters, lineage, tuple(expand))
        return self._desks[key]


class Desk:
    """The told events under some filters; of a record without a claim there are none."""

    def __init__(
        self, room: Room, filters: Filters, lineage: Lineage, expand: tuple[str, ...]
    ) -> None:
        self.room, self.book, self.filters = room, room.book, filters
        self.lineage, self.expand = lineage, expand
        self.level = room.level("state", lineage=lineage, expand=expand)
        self.persons = room.level("actor", lineage=lineage, expand=expand)
        self._standings: dict[tuple[str, str, str], tuple[Standing, ...]] = {}
        self._answers: dict[tuple[Any, ...], Any] = {}

    @cached_property
    def evidence(self) -> Evidence | None:
        """The claims and events, None where no claim passes."""
        try:
            return Evidence.of(self.book, self.filters)
        except NoClaims:
            return None

    @property
    def scope(self) -> str:
        """What the record is, in words."""
        return self.filters.describe() or "the whole casebook"

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """The told events."""
        return tuple(e for e in self.evidence.events if e.told) if self.evidence else ()

    def sure(self, event: Event) -> bool:
        """Whether nothing denies an event, and it certainly falls into the window asked about."""
        window = self.filters.window
        inside = not window or overlaps(event.when, window) is Certainty.CERTAINLY
        return inside and not event.negated

    def chosen(self, *selections: Selection) -> list[Told]:
        """The events that possibly fit all the selections, with whether they certainly do."""
        fits = self.condition(*selections)
        found = []
        for event in self.events:
            if answer := fits(event):
                found.append(Told(event, answer is Certainty.CERTAINLY and self.sure(event)))
        return found

    def condition(self, *selections: Selection) -> Condition:
        """Whether an event fits all the selections, as far as its claims go."""
        each = [fits for selection in selections for fits in self._conditions(selection)]
        return lambda event: min((fits(event) for fits in each), default=Certainty.CERTAINLY)

    def once(self, key: tuple[Any, ...], ask: Callable[[], Any]) -> Any:
        """An answer, asked only once under a key; None where no claim answers."""
        if key not in self._answers:
            try:
                self._answers[key] = ask()
            except NoClaims:
                self._answers[key] = None
        return self._answers[key]

    def whom(self, name: str) -> tuple[Level, str]:
        """Whom a name means, and the level at which he counts: states, and bodies of none, by
        state; persons, posts and bodies of a state as told."""
        found = self.level.names.find(name)
        if found in self.room.things:
            raise BadOption(f"{self.level.label(found)} is no actor")
        if found in self.level.states:
            return self.level, self.level.stands_for(found)
        told = found in self.level.diplomats or "/" in found or found in self.room.bodies
        return (self.persons if told else self.level), found

    def label(self, name: str) -> str:
        """The name under which what a user names counts."""
        return self.level.label(self.whom(name)[1])

    def standing(self, event: Event, role: str, level: Level) -> tuple[Standing, ...]:
        """Who stands in a role of an event."""
        key = (level.by, event.id, role)
        if key not in self._standings:
            self._standings[key] = level.standings(event, role)
        return self._standings[key]

    def alike(self, one: str, other: str) -> bool:
        """Whether two rank with each other: states, persons with holders of posts, bodies."""
        return self._sort(one) == self._sort(other) != ""

    def _sort(self, name: str) -> str:
        if name in self.level.diplomats or "/" in name:
            return "person"
        return "" if name == UNKNOWN else "state" if name in self.level.states else "body"

    def matters(self, event: Event, what: Literal["issue", "treaty"]) -> dict[str, bool]:
        """The issues, or treaties, of an event: certain what each claim names that names any."""
        named = [set(c.issues if what == "issue" else c.treaties) for c in event.claims]
        naming = [names for names in named if names]
        return {name: all(name in names for names in naming) for name in set().union(*naming)}

    def _part(self, event: Event, who: tuple[Level, str], roles: Sequence[str]) -> Certainty:
        """Whether someone has one of these roles."""
        level, name = who
        found = [s for role in roles for s in self.standing(event, role, level) if s.actor == name]
        return _answer(bool(found), any(standing.certain for standing in found))

    def _conditions(self, selection: Selection) -> list[Condition]:
        return [
            getattr(self, f"_{name}")(selection) for name, _ in selection.given() if name != "hosts"
        ]

    def _kind(self, selection: Selection) -> Condition:
        return lambda event: _answer(event.kind in selection.kind)

    def _act(self, selection: Selection) -> Condition:
        def fits(event: Event) -> Certainty:
            acts = [claim.act in selection.act for claim in event.claims]
            return _answer(any(acts), all(acts))

        return fits

    def _sign(self, selection: Selection) -> Condition:
        return lambda event: _answer(event.sign in selection.sign)

    def _by(self, selection: Selection) -> Condition:
        return self._one_of(selection.by, ("agent",))

    def _at(self, selection: Selection) -> Condition:
        return self._one_of(selection.at, ("target",))

    def _one_of(self, names: Sequence[str], roles: Sequence[str]) -> Condition:
        those = [self.whom(name) for name in names]
        return lambda event: max(self._part(event, who, roles) for who in those)

    def _without(self, selection: Selection) -> Condition:
        acts = self._one_of(selection.without, ("agent",))
        return lambda event: Certainty(Certainty.CERTAINLY - acts(event))

    def _parties(self, selection: Selection) -> Condition:
        those = [self.whom(name) for name in selection.parties]
        return lambda event: min(self._part(event, who, ROLES) for who in those)

    def _together(self, selection: Selection) -> Condition:
        those = [self.whom(name) for name in selection.together]
        return lambda event: self._on_one_side(event, those)

    def _on_one_side(self, event: Event, those: Sequence[tuple[Level, str]]) -> Certainty:
        found = [
            next((s for s in self.standing(event, "agent", level) if s.actor == name), None)
            for level, name in those
        ]
        there = [standing for standing in found if standing]
        if len(there) < len(those) or not frozenset.intersection(*(s.sides for s in there)):
            return Certainty.NO
        return _answer(True, all(standing.certain for standing in there))

    def _dealings(self, selection: Selection) -> Condition:
        those = [self.whom(name) for name in selection.dealings]

        def fits(event: Event) -> Certainty:
            if event.kind in ACT_KINDS:
                joint = self._on_one_side(event, those)
                if joint or event.sign < 0:
                    return joint
            return min(self._part(event, who, ROLES) for who in those)

        return fits

    def _quarrels(self, selection: Selection) -> Condition:
        those = [self.whom(name) for name in selection.quarrels]

        def fits(event: Event) -> Certainty:
            if event.kind not in ACT_KINDS or event.sign >= 0 or self._on_one_side(event, those):
                return Certainty.NO
            return min(self._part(event, who, ROLES) for who in those)

        return fits

    def _issue(self, selection: Selection) -> Condition:
        wanted = {self.level.names.find(name) for name in selection.issue}
        return lambda event: self._about(event, "issue", wanted)

    def _treaty(self, selection: Selection) -> Condition:
        wanted = {self.level.names.find(name) for name in selection.treaty}
        return lambda event: self._about(event, "treaty", wanted)

    def _about(self, event: Event, what: Literal["issue", "treaty"], wanted: set[str]) -> Certainty:
        found = [sure for name, sure in self.matters(event, what).items() if name in wanted]
        return _answer(bool(found), any(found))

    def _envoys(self, selection: Selection) -> Envoys:
        hosts = [self.whom(name)[1] for name in selection.hosts]
        return Envoys(self.room.nodes, self.level, hosts)

    def _envoys_together(self, selection: Selection) -> Condition:
        envoys = self._envoys(selection)
        those = [self.whom(name)[1] for name in selection.envoys_together]

        def fits(event: Event) -> Certainty:
            there = envoys.states(event) if event.kind == "met_with" else {}
            return min(_answer(one in there, there.get(one, False)) for one in those)

        return fits

    def _envoys_with_third(self, selection: Selection) -> Condition:
        envoys = self._envoys(selection)
        mine = {self.whom(name)[1] for name in selection.envoys_with_third}
        hosts = {self.whom(name)[1] for name in selection.hosts}

        def fits(event: Event) -> Certainty:
            there = envoys.states(event) if event.kind == "met_with" else {}
            ours = [sure for state, sure in there.items() if state in mine]
            third = [sure for state, sure in there.items() if state not in mine | hosts]
            return _answer(bool(ours and third), any(ours) and any(third))

        return fits

    def _any(self, selection: Selection) -> Condition:
        parts = [self.condition(part) for part in selection.any]
        return lambda event: max(fits(event) for fits in parts)


def count(told: Iterable[Told]) -> Count:
    """How many certainly, and at most."""
    sure = [t.certain for t in told]
    return Count(sum(sure), len(sure))


def distinct(several: Iterable[Iterable[Told]]) -> int:
    """How many different events there are in all."""
    return len({told.event.id for each in several for told in each})


def overlapping(told: Iterable[Told], when: When) -> list[Told]:
    """Those that possibly fall into a window."""
    return [t for t in told if overlaps(t.event.when, when) is not Certainty.NO]


def inside(told: Iterable[Told], when: When) -> Count:
    """How many share a day with a window: certainly those that do in every reading of their date.

    What lasts over two windows is in both; what is undated is possibly in each.
    """
    found = overlapping(told, when)
    sure = [t.certain and overlaps(t.event.when, when) is Certainty.CERTAINLY for t in found]
    return Count(sum(sure), len(found))


def datable(told: Sequence[Told], days: int) -> tuple[list[Told], int]:
    """The events datable within so many days, and how many are not."""
    fit = [t for t in told if t.event.when.bounded and t.event.when.width <= days]
    return fit, len(told) - len(fit)


def claims_of(told: Iterable[Told]) -> tuple[str, ...]:
    """The claims of events, those of certain ones first."""
    order = sorted(told, key=lambda t: (not t.certain, t.event.when.s0, t.event.id))
    return tuple(claim for t in order for claim in t.event.claim_ids)


def _answer(possible: bool, certain: bool = True) -> Certainty:
    return Certainty(int(possible) + int(possible and certain))
