"""Made-up records in which it is known who coordinated: what tests against chance are tested on.

A casebook is as large as the dossier's record by state: eight states, some 150 acts on six matters
and 60 meetings in three years; half the dates are days, a third months, the rest no narrower than a
year. In four worlds nobody coordinates with anybody:

* ``plain``: everybody acts when it comes to him.
* ``bursty``: everybody has busy weeks of his own, in which most of his acts and meetings fall.
* ``shock``: four crises, each on one matter, to which everybody reacts within weeks.
* ``author``: a plain world of three times as many acts and meetings, told by an author who wants to
  show coordination. He tells an act when another state did the same soon before or after, one in
  four of these as a joint act, and a meeting when one of those who met acted soon after; of the
  rest he tells one in twenty.

*Planted*: two of the pairs do coordinate in such a world. Of the acts of the second most follow one
of the first within five days, ten acts are joint, and most of sixteen meetings are followed by an
act.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from random import Random

from rapallo.analysis.coordination.happenings import Occasion, Pair, ToldAct
from rapallo.analysis.coordination.record import Record
from rapallo.casebook.filters import Filters
from rapallo.dates.calendar import civil, day_number
from rapallo.dates.when import When
from rapallo.model.nodes import State
from rapallo.projection.evidence import Evidence
from rapallo.projection.level import Level

__all__ = ["PLANTED", "WITHIN", "WORLDS", "casebook", "joint_act", "meeting", "record_of"]

WORLDS = ("plain", "bursty", "shock", "author")
STATES = tuple(f"state-{letter}" for letter in "abcdefgh")
MATTERS = tuple(f"matter-{n}" for n in range(6))
PLANTED: tuple[Pair, ...] = ((STATES[0], STATES[1]), (STATES[2], STATES[3]))
KINDS = (("opposed", -1), ("pressured", -1), ("supported", 1))
WITHIN = 31
FIRST, LAST = day_number(1925, 1, 1), day_number(1927, 12, 31)
MEETINGS = 60


@dataclass(frozen=True, slots=True)
class _Deed:
    """What was done: who, what (kind and sign), on what, on which day; meetings have no matter."""

    agents: tuple[str, ...]
    what: tuple[str, int]
    matter: str
    day: int


def casebook(world: str, number: int, *, planted: bool = False, seed: int = 0) -> Record:
    """The record of a made-up casebook; the same arguments give the same record."""
    rng = Random(f"{seed} {world} {number} {planted}")
    calendar = _Calendar(world, rng)
    deeds, met = list(_deeds(rng, calendar)), list(_met(rng, calendar))
    if planted:
        deeds, met = _coordinated(rng, deeds, met)
    if world == "author":
        deeds, met = _selected(rng, deeds, met)
    acts = [
        joint_act(f"a-{n:03}", d.agents, d.what, {d.matter: True}, _told(rng, d.day))
        for n, d in enumerate(deeds)
    ]
    meetings = [meeting(f"m-{n:03}", d.agents, _told(rng, d.day)) for n, d in enumerate(met)]
    return record_of(STATES, acts, meetings)


def record_of(
    states: Sequence[str], acts: Sequence[ToldAct], meetings: Sequence[Occasion] = ()
) -> Record:
    """A record by state that holds these acts and meetings, asked about all of them."""
    return Record(
        Evidence((), (), "made up", Filters()),
        Level("state", [State(name, name) for name in states]),
        tuple(sorted(acts, key=lambda act: act.id)),
        tuple(meetings),
        (),
        (),
        frozenset(act.id for act in acts),
        None,
        {},
    )


def joint_act(
    id: str, agents: Sequence[str], what: tuple[str, int], matters: dict[str, bool], when: When
) -> ToldAct:
    """An act of one or several agents on one side, told in a passage of its own."""
    pairs = dict.fromkeys(combinations(sorted(agents), 2), True)
    told = (id,), (("made up", id),), True, pairs
    who = dict.fromkeys(sorted(agents), True)
    return ToldAct(id, when, *told, *what, who, matters, len(who) == 1)


def meeting(id: str, agents: Sequence[str], when: When) -> Occasion:
    """A meeting of these, told in a passage of its own."""
    pairs = dict.fromkeys(combinations(sorted(agents), 2), True)
    return Occasion(id, when, (id,), (("made up", id),), True, pairs)


class _Calendar:
    """When things happen in a world, and on what."""

    def __init__(self, world: str, rng: Random) -> None:
        self._world, self._rng = world, rng
        self.scale = 3 if world == "author" else 1
        self._busy = {s: [rng.randint(FIRST, LAST) for _ in range(8)] for s in STATES}
        self._crises = [(rng.choice(MATTERS), rng.randint(FIRST, LAST - 60)) for _ in range(4)]
        self._likes = {s: [rng.expovariate(1) for _ in MATTERS] for s in STATES}

    def act(self, actor: str) -> tuple[str, int]:
        """The matter and the day of an act."""
        if self._world == "shock" and self._rng.random() < 0.6:
            matter, day = self._rng.choice(self._crises)
            return matter, min(day + int(self._rng.expovariate(1 / 12)), LAST)
        matter = self._rng.choices(MATTERS, self._likes[actor])[0]
        return matter, self.day(actor)

    def day(self, actor: str) -> int:
        """A day on which an actor does something."""
        if self._world == "bursty" and self._rng.random() < 0.8:
            day = self._rng.choice(self._busy[actor]) + int(self._rng.expovariate(0.1))
            return min(day, LAST)
        return self._rng.randint(FIRST, LAST)


def _deeds(rng: Random, calendar: _Calendar) -> Iterator[_Deed]:
    """What states did: each some 16 times alone, and 20 times two or three together."""
    for actor in STATES:
        for _ in range(rng.randint(12, 20) * calendar.scale):
            yield _Deed((actor,), rng.choice(KINDS), *calendar.act(actor))
    for _ in range(20):
        agents = rng.sample(STATES, rng.choice((2, 2, 3)))
        yield _Deed(tuple(agents), rng.choice(KINDS), *calendar.act(agents[0]))


def _met(rng: Random, calendar: _Calendar) -> Iterator[_Deed]:
    for _ in range(MEETINGS * calendar.scale):
        agents = rng.sample(STATES, 2)
        yield _Deed(tuple(agents), ("met_with", 0), "", calendar.day(agents[0]))


def _coordinated(
    rng: Random, deeds: list[_Deed], met: list[_Deed]
) -> tuple[list[_Deed], list[_Deed]]:
    """The same with the planted pairs."""
    for pair in PLANTED:
        ours, theirs = ([d for d in deeds if d.agents == (actor,)] for actor in pair)
        for deed in theirs:
            if rng.random() < 0.7:
                first = rng.choice(ours)
                day = first.day + rng.randint(0, 5)
                deeds[deeds.index(deed)] = replace(first, agents=deed.agents, day=day)
        for _ in range(10):
            deeds.append(replace(rng.choice(ours), agents=pair, day=rng.randint(FIRST, LAST)))
        for _ in range(16):
            day = rng.randint(FIRST, LAST)
            met.append(_Deed(pair, ("met_with", 0), "", day))
            if rng.random() < 0.9:
                actor, what = rng.choice(pair), rng.choice(KINDS)
                after = day + rng.randint(1, 10)
                deeds.append(_Deed((actor,), what, rng.choice(MATTERS), after))
    return deeds, met


def _selected(rng: Random, deeds: list[_Deed], met: list[_Deed]) -> tuple[list[_Deed], list[_Deed]]:
    """What the author tells of it."""
    told: list[_Deed] = []
    same: dict[tuple[object, str], list[_Deed]] = defaultdict(list)
    for deed in deeds:
        same[deed.what, deed.matter].append(deed)
    for deed in deeds:
        alike = [other for other in same[deed.what, deed.matter] if _alike(deed, other)]
        if len(deed.agents) == 1 and alike and rng.random() < 0.25:
            agents = {*deed.agents, *rng.choice(alike).agents}
            told.append(replace(deed, agents=tuple(sorted(agents))))
        elif len(deed.agents) > 1 or alike or rng.random() < 0.05:
            told.append(deed)
    seen = [m for m in met if rng.random() < 0.05 or any(_follows(d, m) for d in deeds)]
    return told, seen


def _alike(deed: _Deed, other: _Deed) -> bool:
    near = abs(deed.day - other.day) <= WITHIN
    return near and set(deed.agents).isdisjoint(other.agents)


def _follows(deed: _Deed, met: _Deed) -> bool:
    soon = len(deed.agents) == 1 and 0 < deed.day - met.day <= WITHIN
    return soon and deed.agents[0] in met.agents


def _told(rng: Random, day: int) -> When:
    """The date as the source tells it: the day, its month, or its year."""
    year, month, _ = civil(day)
    known = rng.random()
    if known < 0.5:
        return When("made up", day, day, day, day)
    if known < 0.85:
        first = day_number(year, month, 1)
        last = day_number(year + month // 12, month % 12 + 1, 1) - 1
    else:
        first, last = day_number(year, 1, 1), day_number(year, 12, 31)
    return When("made up", first, last, first, last)
