"""Tests that compare counts over one time: more than, a share of, the first by number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from rapallo.analysis.theses.desk import Desk, Told, claims_of, count, distinct
from rapallo.analysis.theses.selection import Selection, listed
from rapallo.analysis.theses.trial import Outcome, Plain, counted, exceeding, placed
from rapallo.analysis.theses.verdicts import above, first, more
from rapallo.dates.compare import Certainty
from rapallo.identity.events import Event

__all__ = ["Counts", "Rank", "Role", "Share", "share"]

Role = Literal["agent", "target", "issue", "treaty"]


@dataclass(frozen=True, slots=True)
class Counts(Plain):
    """Whether there are more events of one selection than of each other, or so many times more."""

    count: Selection
    against: tuple[Selection, ...]
    times: float = 1

    def words(self) -> str:
        """What it asks."""
        how, than = exceeding(self.times)
        rivals = f"; and {than} ".join(selection.words() for selection in self.against)
        return f"{how} {self.count.words()} {than} {rivals}"

    def put(self, desk: Desk) -> Outcome:
        """Compare the counts."""
        told = desk.chosen(self.count)
        others = [desk.chosen(selection) for selection in self.against]
        mine, rivals = count(told), [count(other) for other in others]
        names = [selection.name for selection in (self.count, *self.against)]
        return Outcome(
            more(mine, rivals, self.times, events=distinct([told, *others])),
            dict(zip(names, [mine, *rivals], strict=True)),
            claims_of(told),
        )

    def selections(self) -> Iterator[tuple[str, Selection]]:
        """The one counted and those that it is compared with."""
        yield "count", self.count
        yield from (("against", selection) for selection in self.against)


@dataclass(frozen=True, slots=True)
class Share(Plain):
    """Whether of the events of a selection more than a share also fit another.

    The share is read against the statement where all that is in doubt is in the whole and not in
    the part, and for it the other way round.
    """

    of: Selection
    count: Selection
    above: float = 0.5

    def words(self) -> str:
        """What it asks."""
        return f"of {self.of.words()} more than {self.above:.0%} are {self.count.words()}"

    def put(self, desk: Desk) -> Outcome:
        """Compare part and whole."""
        whole, part = desk.chosen(self.of), desk.chosen(self.of, self.count)
        fits = desk.condition(self.count)
        low, high = share([(t.certain, fits(t.event)) for t in whole])
        return Outcome(
            above(low, high, self.above, len(whole)),
            {"of them": count(part), "all": count(whole)},
            claims_of(part),
            values={"share at least": float(low), "share at most": float(high)},
        )

    def selections(self) -> Iterator[tuple[str, Selection]]:
        """The part and the whole."""
        yield from (("count", self.count), ("of", self.of))


def share(events: Sequence[tuple[bool, Certainty]]) -> tuple[Fraction, Fraction]:
    """The least and the greatest share: of each event that is possibly of the whole, whether it
    certainly is, and whether it is of the part.

    >>> low, high = share([(True, Certainty.CERTAINLY), (False, Certainty.NO)])
    >>> str(low), str(high)
    ('1/2', '1')
    """
    surely = sum(certain and part is Certainty.CERTAINLY for certain, part in events)
    rest = sum(part is not Certainty.CERTAINLY for _, part in events)
    possibly = sum(part is not Certainty.NO for _, part in events)
    fixed = sum(certain and part is Certainty.NO for certain, part in events)
    return _share(surely, rest), _share(possibly, fixed)


def _share(part: int, rest: int) -> Fraction:
    return Fraction(part, part + rest) if part + rest else Fraction(0)


@dataclass(frozen=True, slots=True)
class Rank(Plain):
    """Whether one is the first, or among the first, by the number of events in which they have a
    role: at whom acts are aimed, who acts, what they are about.

    States rank among states, persons among persons, issues among issues; those that the selection
    names as acting do not rank among whom they aim at. ``among`` names the only rivals. With
    ``ties`` others may have as many as the first.
    """

    name: str
    role: Role
    of: Selection
    places: int = 1
    among: tuple[str, ...] = ()
    ties: bool = False

    def words(self) -> str:
        """What it asks."""
        verb = {"agent": "acts in", "target": "is aimed at by"}.get(self.role, "is the matter of")
        place = placed(self.places, ties=self.ties)
        rivals = f" among {listed(self.among)}" if self.among else ""
        return f"{self.name} {verb} most {self.of.words()}: {place}{rivals}"

    def put(self, desk: Desk) -> Outcome:
        """Count for each."""
        found: dict[str, list[Told]] = defaultdict(list)
        name, told = self._name(desk, self.name), desk.chosen(self.of)
        wanted = {self._name(desk, rival) for rival in self.among}
        for one in told:
            for who, sure in self._there(desk, one.event).items():
                if who == name or not wanted or who in wanted:
                    found[who].append(Told(one.event, one.certain and sure))
        label = desk.level.label(name)
        counts = {desk.level.label(who): count(events) for who, events in found.items()}
        numbers = {who: n for who, n in counted(counts).items() if who != label}
        mine = count(found[name])
        ruling = first(
            mine,
            [count(found[who]) for who in found if who != name],
            self.places,
            distinct(found.values()),
            ties=self.ties,
        )
        return Outcome(ruling, {label: mine, **numbers}, claims_of(found[name]))

    def _name(self, desk: Desk, name: str) -> str:
        return desk.level.names.find(name) if self._matter else desk.whom(name)[1]

    @property
    def _matter(self) -> bool:
        return self.role in ("issue", "treaty")

    def _there(self, desk: Desk, event: Event) -> dict[str, bool]:
        """Who has the role in an event, of those that rank."""
        if self.role in ("issue", "treaty"):
            return desk.matters(event, self.role)
        level, name = desk.whom(self.name)
        named = self.of.actors if self.role == "target" else ()
        acting = {desk.whom(actor)[1] for actor in named}
        found = {s.actor: s.certain for s in desk.standing(event, self.role, level)}
        return {w: sure for w, sure in found.items() if w not in acting and desk.alike(w, name)}

    def selections(self) -> Iterator[tuple[str, Selection]]:
        """The events that rank them."""
        yield "of", self.of

    def actors(self) -> Iterator[tuple[str, str]]:
        """The one in question and its rivals."""
        if not self._matter:
            yield "name", self.name
            yield from (("among", name) for name in self.among)
