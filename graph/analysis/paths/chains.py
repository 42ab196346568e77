"""Chains of steps in time: each step after the one before it, certainly or possibly.

A step is one event that joins two actors, taken in one direction on some day of the event's date.
What lasts, or is told of several days, can be passed on on any of them. No chain takes two steps of
one event or comes to one actor twice.

*Possibly*: one day can be chosen for each step so that none comes before the one it follows, and no
wait is longer than allowed. *Certainly*: that holds whichever days are meant, and the participants
are certain; on one and the same known day only if so asked, as its hours are not told.

The search goes from actor to actor, one step a round, and keeps of the chains that reach an actor
those than which none is better (time-respecting paths: Holme and Saramäki 2012, Physics Reports
519; earliest arrival and fewest steps: Wu et al. 2014, PVLDB 7). It is exact. With a limit to the
wait the problem is NP-hard (Casteigts et al. 2021, Algorithmica 83), so the chains kept are limited
and a search that comes to the limit says so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from rapallo.analysis.periods import Period
from rapallo.dates.calendar import BEGINNING, END
from rapallo.dates.compare import Certainty, before
from rapallo.dates.when import Bounds, When
from rapallo.projection.edges import EventEdge

__all__ = [
    "Anytime",
    "Certain",
    "EVER",
    "Found",
    "Possible",
    "Rule",
    "Step",
    "Steps",
    "along",
    "search",
    "search_all",
    "steps_of",
]

MOST_CHAINS = 50_000
"""Chains that a search keeps before it gives up."""

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Step:
    """An edge taken from one of its ends to the other."""

    edge: EventEdge
    a: str
    b: str

    @property
    def when(self) -> When:
        """The date of its event."""
        return self.edge.when


Steps = Mapping[str, Sequence[Step]]
"""The steps that lead away from each actor."""


def steps_of(edges: Iterable[EventEdge]) -> Steps:
    """The steps that edges allow: along an act, and both ways in a meeting."""
    found: dict[str, list[Step]] = defaultdict(list)
    for edge in edges:
        found[edge.a].append(Step(edge, edge.a, edge.b))
        if edge.kind == "met_with":
            found[edge.b].append(Step(edge, edge.b, edge.a))
    for steps in found.values():
        steps.sort(key=lambda step: (step.when.s0, step.when.e1, step.edge.event, step.b))
    return found


class Rule(Protocol[R]):
    """When a step may follow. ``R`` is what of the past of a chain bears on its future."""

    @property
    def waits(self) -> bool:
        """Whether the wait is limited."""

    def begin(self, when: When) -> R | None:
        """A first step, or None where the limits of the chain leave no room for it."""

    def follow(self, past: R, when: When) -> R | None:
        """A further step, or None where it cannot follow."""

    def again(self, past: R, when: When) -> bool:
        """Whether a step on that date could come now or later, were waits not limited."""

    def as_good(self, one: R, other: R) -> bool:
        """Whether whatever can follow the other can follow the one."""

    def arrival(self, past: R) -> int:
        """The day of arrival by which chains compare."""


EVER = Bounds(BEGINNING, END)
"""No limits to departure and arrival."""


@dataclass(frozen=True, slots=True)
class Possible:
    """Some day can be chosen for each step. The past is the days open to the last step.

    ``within``: the first day of departure and the last of arrival.
    """

    wait: Period | None = None
    within: Bounds = EVER

    @property
    def waits(self) -> bool:
        return self.wait is not None

    def begin(self, when: When) -> tuple[Bounds, ...] | None:
        first, last = self.within
        found = ((max(m.s0, first), min(m.e1, last)) for m in when.members or (when,))
        return _merged(found) or None

    def follow(self, past: tuple[Bounds, ...], when: When) -> tuple[Bounds, ...] | None:
        found = (
            (max(low, first), min(self.wait.after(high) if self.wait else END, last))
            for low, high in past
            for first, last in self.begin(when) or ()
        )
        return _merged(found) or None

    def again(self, past: tuple[Bounds, ...], when: When) -> bool:
        return past[0].first <= when.e1

    def as_good(self, one: tuple[Bounds, ...], other: tuple[Bounds, ...]) -> bool:
        if not self.wait:
            return one[0].first <= other[0].first
        return all(any(a <= c and d <= b for a, b in one) for c, d in other)

    def arrival(self, past: tuple[Bounds, ...]) -> int:
        return past[0].first


@dataclass(frozen=True, slots=True)
class Certain:
    """Each step certainly follows. The past is the date of the last step.

    ``within``: the chain certainly departs on its first day or later and arrives by its last.
    """

    wait: Period | None = None
    same_day: bool = False
    within: Bounds = EVER

    @property
    def waits(self) -> bool:
        return self.wait is not None

    def begin(self, when: When) -> When | None:
        first, last = self.within
        return when if first <= when.s0 and when.e1 <= last else None

    def follow(self, past: When, when: When) -> When | None:
        in_order = self.again(past, when)
        in_time = not self.wait or when.e1 <= self.wait.after(past.s0)
        return self.begin(when) if in_order and in_time else None

    def again(self, past: When, when: When) -> bool:
        if before(past, when) is Certainty.CERTAINLY:
            return True
        doubtful = past.doubtful or when.doubtful
        return self.same_day and not doubtful and past.e1 <= when.s0

    def as_good(self, one: When, other: When) -> bool:
        sure = not one.doubtful or other.doubtful
        return sure and one.e1 <= other.e1 and (not self.wait or one.s0 >= other.s0)

    def arrival(self, past: When) -> int:
        return past.e1


@dataclass(frozen=True, slots=True)
class Anytime:
    """Any step may follow any other: chains without time."""

    waits: bool = False

    def begin(self, when: When) -> int:
        return 0

    def follow(self, past: int, when: When) -> int | None:
        return 0

    def again(self, past: int, when: When) -> bool:
        return True

    def as_good(self, one: int, other: int) -> bool:
        return True

    def arrival(self, past: int) -> int:
        return 0


def along(steps: Sequence[Step], rule: Rule[R]) -> R | None:
    """What a chain comes to by a rule; None where the rule does not allow it, or it is empty."""
    past: R | None = None
    for number, step in enumerate(steps):
        if not number:
            past = rule.begin(step.when)
        elif past is not None:
            past = rule.follow(past, step.when)
    return past


@dataclass(frozen=True, slots=True)
class Found:
    """The best chains of a search, empty where there is none; ``arrivals`` are their days.

    ``complete``: the search did not come to the limit, so there is no better one.
    """

    earliest: tuple[Step, ...]
    fewest: tuple[Step, ...]
    arrivals: tuple[int, int]
    complete: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Chain(Generic[R]):
    """A chain as far as it has come. ``spent``: the events it took that could come again."""

    at: str
    steps: tuple[Step, ...]
    past: R | None
    seen: frozenset[str]
    spent: frozenset[str]


def search(steps: Steps, start: str, goal: str, rule: Rule[R], most: int = MOST_CHAINS) -> Found:
    """The chain that arrives first and the one of fewest steps, from start to goal, by a rule.

    Of chains that arrive on one day one of fewest steps is taken, of those of equally many steps
    one that arrives first; the order of the edges given does not matter.
    """
    return _Search(steps, start, goal, rule, most).run()


def search_all(
    steps: Steps, start: str, rule: Rule[R], most: int = MOST_CHAINS
) -> tuple[dict[str, Found], bool]:
    """The same from start to everybody whom a chain reaches; whether the search came to its end."""
    searching = _Search(steps, start, "", rule, most)
    complete = searching.run().complete
    found = {goal: searching.found(goal, complete=complete) for goal in searching.kept}
    return found, complete


class _Search(Generic[R]):
    """The chains kept so far, by the actor that they have come to."""

    def __init__(self, steps: Steps, start: str, goal: str, rule: Rule[R], most: int) -> None:
        self.steps, self.start, self.goal, self.rule, self.most = steps, start, goal, rule, most
        self.kept: dict[str, list[_Chain[R]]] = defaultdict(list)
        sizes = Counter(
            edge for edge in {id(s.edge): s.edge.event for x in steps.values() for s in x}.values()
        )
        self.dates = {
            s.edge.event: s.when for x in steps.values() for s in x if sizes[s.edge.event] > 1
        }
        """The events of several edges: only of these can a chain take two."""

    def run(self) -> Found:
        first: _Chain[R] = _Chain(self.start, (), None, frozenset({self.start}), frozenset())
        layer, number = [first], 0
        while layer and number <= self.most:
            fresh: dict[str, list[_Chain[R]]] = defaultdict(list)
            for chain in layer:
                for longer in self._longer(chain):
                    self._keep(longer, fresh[longer.at])
            for at, chains in fresh.items():
                self.kept[at] += chains
                number += len(chains)
            layer = [chain for at, chains in fresh.items() if at != self.goal for chain in chains]
        return self.found(self.goal, complete=not layer)

    def _longer(self, chain: _Chain[R]) -> Iterable[_Chain[R]]:
        for step in self.steps.get(chain.at, ()):
            if step.b in chain.seen or step.edge.event in chain.spent:
                continue
            past = (
                self.rule.begin(step.when)
                if chain.past is None
                else self.rule.follow(chain.past, step.when)
            )
            if past is not None:
                yield _Chain(
                    step.b,
                    (*chain.steps, step),
                    past,
                    chain.seen | {step.b},
                    self._spent(chain.spent | {step.edge.event}, past),
                )

    def _spent(self, events: frozenset[str], past: R) -> frozenset[str]:
        return frozenset(
            event
            for event in events
            if event in self.dates and self.rule.again(past, self.dates[event])
        )

    def _keep(self, chain: _Chain[R], fresh: list[_Chain[R]]) -> None:
        if any(self._better(other, chain) for other in self.kept[chain.at]):
            return
        if any(self._better(other, chain) for other in fresh):
            return
        fresh[:] = [other for other in fresh if not self._better(chain, other)]
        fresh.append(chain)

    def _better(self, one: _Chain[R], other: _Chain[R]) -> bool:
        """Whether the one, of no more steps, can go wherever the other can, and as early."""
        assert one.past is not None
        assert other.past is not None
        return (
            self.rule.as_good(one.past, other.past)
            and one.spent <= other.spent
            and (not self.rule.waits or one.seen <= other.seen)
        )

    def found(self, goal: str, *, complete: bool) -> Found:
        """The best of the chains kept that have come to an actor."""
        arrived = [(self._arrival(chain), chain.steps) for chain in self.kept.get(goal, ())]
        if not arrived:
            return Found((), (), (0, 0), complete)
        day, earliest = min(arrived, key=lambda x: (x[0], len(x[1]), _order(x[1])))
        other_day, fewest = min(arrived, key=lambda x: (len(x[1]), x[0], _order(x[1])))
        return Found(earliest, fewest, (day, other_day), complete)

    def _arrival(self, chain: _Chain[R]) -> int:
        assert chain.past is not None
        return self.rule.arrival(chain.past)


def _order(steps: Sequence[Step]) -> list[tuple[int, int, str]]:
    return [(step.when.s0, step.when.e1, step.edge.event) for step in steps]


def _merged(bounds: Iterable[tuple[int, int]]) -> tuple[Bounds, ...]:
    """The same days in as few stretches as can be, in order; stretches that hold none left out."""
    found: list[Bounds] = []
    for first, last in sorted(bounds):
        if first > last:
            continue
        if found and first <= found[-1].last + 1:
            found[-1] = Bounds(found[-1].first, max(found[-1].last, last))
        else:
            found.append(Bounds(first, last))
    return tuple(found)
