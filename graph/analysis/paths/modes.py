"""The best chain in each sense of best: earliest, latest, fastest, fewest.

The four of Wu et al. (2014, PVLDB 7): *earliest arrival*, *latest departure*, *fastest* (from
departure to arrival), *fewest steps* (their "shortest"). Departure is the day of the first step,
arrival that of the last, duration the days between: 0 for a chain within one day.

Where dates are open, a *possible* chain takes the days that suit the question best: it departs on
the last day that still lets it arrive, and lasts as few days as it can. A *certain* one is measured
by the days that suit it least: it departs no sooner than the first day of its first step, arrives
no later than the last day of its last, and lasts no longer than from the one to the other; one of a
single step lasts no days, whenever it was.

Of chains that depart last, one that arrives first is taken; of the fastest, one that departs first,
of these one of fewest steps. All come from the exact search of
:mod:`~rapallo.analysis.paths.chains`, within narrower and narrower limits: no chain can depart
later than an event that it takes, so that there are only as many departures to try as ends of
dates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from rapallo.analysis.paths.chains import Certain, Found, Possible, Step, along
from rapallo.analysis.paths.wherefore import Question
from rapallo.dates.calendar import BEGINNING, END
from rapallo.dates.when import Bounds

__all__ = ["ANSWERS", "Fastest", "MODES", "Mode", "Search", "Span", "span_of"]

Mode = Literal["earliest", "latest", "fastest", "fewest"]
MODES: tuple[Mode, ...] = ("earliest", "latest", "fastest", "fewest")
ANSWERS: dict[str, str] = {
    "earliest": "earliest arrival",
    "latest": "latest departure",
    "fastest": "fastest",
    "fewest": "fewest steps",
}
"""How a result names what a chain is the answer to."""


@dataclass(frozen=True, slots=True)
class Span:
    """When a chain departs at best, when it arrives at best, how many days it takes at best."""

    leaves: int
    arrives: int
    takes: int

    @property
    def measured(self) -> bool:
        """Whether the days that it takes follow from days that are told."""
        return BEGINNING < self.leaves < END and BEGINNING < self.arrives < END


@dataclass(slots=True)
class Search:
    """The best chains that answer a question, certain or possible.

    ``complete`` tells in the end whether no search came to its limit.
    """

    question: Question
    certain: bool
    complete: bool = field(default=True, init=False)

    def best(self, modes: Iterable[Mode]) -> dict[Mode, tuple[Step, ...]]:
        """The best chain of each mode; nothing where there is no chain at all."""
        whole = self._within(self.question.within)
        if not whole.earliest:
            return {}
        found: dict[Mode, tuple[Step, ...]] = {}
        for mode in modes:
            if mode == "earliest":
                found[mode] = whole.earliest
            elif mode == "fewest":
                found[mode] = whole.fewest
            elif mode == "latest":
                found[mode] = self._latest(whole)
            else:
                found[mode] = self._fastest(whole)
        return found

    def _within(self, within: Bounds) -> Found:
        rule = self._rule(within)
        found = (
            self.question.search(rule, certain_edges=True)
            if isinstance(rule, Certain)
            else self.question.search(rule)
        )
        self.complete &= found.complete
        return found

    def _rule(self, within: Bounds) -> Certain | Possible:
        if self.certain:
            return Certain(self.question.wait, self.question.same_day, within)
        return Possible(self.question.wait, within)

    def _departures(self) -> list[int]:
        """The days on which the best chains can depart, in order."""
        first, last = self.question.within
        if self.certain:
            days = {
                edge.when.s0
                for edge in self.question.edges
                if edge.certain and self.question.start in (edge.a, edge.b)
            }
        else:
            days = {
                min(part.e1, last)
                for edge in self.question.edges
                for part in edge.when.members or (edge.when,)
            }
        return sorted(day for day in days if first <= day <= last)

    def _latest(self, whole: Found) -> tuple[Step, ...]:
        """Halving: whoever can depart on a day or later can on any day before it."""
        days, last, best = self._departures(), self.question.within.last, whole
        low, high = 0, len(days)
        while low < high:
            middle = (low + high) // 2
            found = self._within(Bounds(days[middle], last))
            if found.earliest:
                low, best = middle + 1, found
            else:
                high = middle
        return best.earliest

    def _fastest(self, whole: Found) -> tuple[Step, ...]:
        days = self._departures()
        if not days or len(whole.fewest) == 1:
            return whole.fewest
        search = Fastest(self.arrival, days)
        search.between(0, len(days) - 1, whole.arrivals[0])
        if search.best is None:
            return whole.fewest
        takes, leaves = search.best
        return self._within(Bounds(leaves, leaves + takes)).fewest

    def arrival(self, leaves: int) -> int | None:
        """The first arrival of a chain that departs on a day or later."""
        found = self._within(Bounds(leaves, self.question.within.last))
        return found.arrivals[0] if found.earliest else None


@dataclass(slots=True)
class Fastest:
    """The departure that leaves the fewest days to the arrival.

    ``arrival``: the first arrival of what departs on a day or later. ``best``: days and departure.

    A later departure never arrives earlier: the arrival after one day, less the last day of a
    range, is a bound for all departures of the range, and most ranges need no search.
    """

    arrival: Callable[[int], int | None]
    days: Sequence[int]
    best: tuple[int, int] | None = None

    def between(self, low: int, high: int, first: int) -> None:
        """Try the departures from one to another, where none arrives before a day."""
        if low > high or self._hopeless(low, high, first):
            return
        middle = (low + high) // 2
        found = self.arrival(self.days[middle])
        if found is not None:
            one = (found - self.days[middle], self.days[middle])
            self.best = min(self.best, one) if self.best else one
        self.between(low, middle - 1, first)
        if found is not None:
            self.between(middle + 1, high, found)

    def _hopeless(self, low: int, high: int, first: int) -> bool:
        if self.best is None:
            return False
        least = max(0, first - self.days[high])
        return (least, self.days[low]) >= self.best


def span_of(steps: Sequence[Step], question: Question, *, certain: bool) -> Span:
    """The days of a chain of the question, as the module says that they are measured."""
    if certain:
        leaves, arrives = steps[0].when.s0, steps[-1].when.e1
        return Span(leaves, arrives, arrives - leaves if len(steps) > 1 else 0)
    first, last = question.within
    parts = [part for step in steps for part in step.when.members or (step.when,)]
    days = sorted({min(part.e1, last) for part in parts if part.e1 >= first})
    arrivals = [_arrival(steps, question, day) for day in days]
    possible = [(day, at) for day, at in zip(days, arrivals, strict=True) if at is not None]
    whole = _arrival(steps, question, first)
    assert whole is not None
    return Span(max(day for day, _ in possible), whole, min(at - day for day, at in possible))


def _arrival(steps: Sequence[Step], question: Question, leaves: int) -> int | None:
    rule = Possible(question.wait, Bounds(leaves, question.within.last))
    past = along(steps, rule)
    return None if past is None else rule.arrival(past)
