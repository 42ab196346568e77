"""How little of the record must go before whoever is first is first no more.

An event goes when all the claims that tell of it go, so it costs as many claims as tell of it. What
is sought is the set of events that costs least without which somebody else is ahead of the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rapallo.analysis.centrality.scores import Networked, Scores, Sums, rank_array

if TYPE_CHECKING:
    Array = np.ndarray[Any, np.dtype[Any]]

__all__ = ["STEPS", "Overturned", "overturn"]

_TIE = 1e-9
_FAR = 1e100

WIDEST = 300
"""The most events that a step of the search by steps weighs."""

STEPS = 4
"""How many times as many sets as are tried one by one the search by steps may weigh."""


@dataclass(frozen=True, slots=True)
class Overturned:
    """Events without which another is first, and what they cost.

    ``least``: no set of a lower cost does it; the set is the smallest where this equals ``cost``.
    ``events`` is empty where none was found. ``first``: who is first then, as numbers of the
    ranked.
    """

    events: tuple[int, ...]
    cost: int
    least: int
    first: tuple[int, ...]

    @property
    def exact(self) -> bool:
        """Whether no smaller set does it."""
        return bool(self.events) and self.cost == self.least


def overturn(scores: Scores, one: int, costs: Array, limit: int = 5_000) -> Overturned:
    """The least costly set of events without which another is strictly ahead of one of the ranked.

    Exact for sums, whatever their number, by the knapsack over the cost, rival by rival. Else all
    sets are tried in the order of their cost, up to ``limit`` of them; beyond it the answer is what
    a search by steps found, an upper bound. For measures that an event can only raise, and only for
    those in it, none but the events of that one are tried.
    """
    if isinstance(scores, Sums):
        return _by_knapsack(scores, one, costs)
    search = _Search(scores, one, costs)
    # Where only events of one's own are tried, the steps are as few as these.
    found = search.by_steps(None if scores.monotone else STEPS * limit)
    upper = search.cost(found) if found else int(costs.sum()) + 1
    tried, least = 0, 1
    for least in range(1, upper):
        for chosen in _sets(search.candidates, costs, least):
            if tried == limit:
                return search.answer(found, least)
            tried += 1
            if search.falls(chosen):
                return search.answer(chosen, least)
    return search.answer(found, upper)


def _sets(events: Sequence[int], costs: Array, cost: int) -> Iterator[tuple[int, ...]]:
    """Every set of these events that costs so much together."""
    for place, event in enumerate(events):
        left = cost - int(costs[event])
        if left == 0:
            yield (event,)
        elif left > 0:
            for more in _sets(events[place + 1 :], costs, left):
                yield (event, *more)


class _Search:
    """One of the ranked against all others, with events taken away."""

    def __init__(self, scores: Scores, one: int, costs: Array) -> None:
        self.scores, self.one, self.costs = scores, one, costs
        self.all = np.ones(len(scores.events))
        own = scores.taking_part(one).tolist()
        others = [] if scores.monotone else sorted(set(range(len(self.all))) - set(own))
        self.candidates: list[int] = [*own, *others]
        self.own = own

    def lead(self, gone: Sequence[int]) -> float:
        """By how much the one is ahead of the next without these events."""
        values = self.without(gone)
        mine = values[self.one]
        values[self.one] = -np.inf
        best = values.max(initial=-np.inf)
        return float(np.clip(mine, -_FAR, _FAR) - np.clip(best, -_FAR, _FAR))

    def without(self, gone: Sequence[int]) -> Array:
        """The values without these events."""
        counts = self.all.copy()
        counts[list(gone)] = 0
        return self.scores.values(counts)

    def falls(self, gone: Sequence[int]) -> bool:
        """Whether another is ahead without these events."""
        return bool(rank_array(self.without(gone))[self.one] > 1)

    def cost(self, events: Sequence[int]) -> int:
        """What they cost together."""
        return int(self.costs[list(events)].sum())

    def by_steps(self, limit: int | None) -> tuple[int, ...]:
        """Takes what lowers the lead most for its cost until another is ahead; then puts back what
        need not have gone."""
        gone: list[int] = []
        lead, tried = self.lead(gone), 0
        while not self.falls(gone):
            steps = list(self._steps(gone))
            tried += len(steps)
            if not steps or (limit and tried > limit):
                return ()
            step, lead = self._best(steps, gone, lead)
            gone += step
        for event in sorted(gone, key=lambda e: (-self.costs[e], e)):
            rest = [other for other in gone if other != event]
            if self.falls(rest):
                gone = rest
        return tuple(sorted(gone))

    def _best(
        self, steps: list[list[int]], gone: list[int], lead: float
    ) -> tuple[list[int], float]:
        leads = [self.lead([*gone, *step]) for step in steps]
        gains = [(lead - after) / self.cost(s) for s, after in zip(steps, leads, strict=True)]
        best = max(range(len(steps)), key=lambda i: (gains[i], -self.cost(steps[i])))
        return steps[best], leads[best]

    def _steps(self, gone: list[int]) -> Iterator[list[int]]:
        """Single events, and all events that join the one to one other."""
        for event in self.candidates[:WIDEST]:
            if event not in gone:
                yield [event]
        if isinstance(self.scores, Networked):
            net, node = self.scores.net, self.scores.places[self.one]
            for pair in np.flatnonzero((net.tail == node) | (net.head == node))[:WIDEST]:
                joining = set(net.event[net.pair == pair].tolist()) - set(gone)
                if len(joining) > 1:
                    yield sorted(joining)

    def answer(self, events: Sequence[int], least: int) -> Overturned:
        """The answer for a set that does it, or for none."""
        if not events:
            return Overturned((), 0, least, ())
        first = np.flatnonzero(rank_array(self.without(events)) == 1)
        return Overturned(tuple(events), self.cost(events), least, tuple(first.tolist()))


def _by_knapsack(scores: Sums, one: int, costs: Array) -> Overturned:
    """The cheapest set over all rivals: what it takes from the one beyond what it takes from the
    rival must be more than the lead."""
    values, mine = scores.values(np.ones(len(scores.events))), scores.shares(one)
    upper = int(costs[mine > 0].sum())
    most = _Packing(mine, costs, upper).most
    found: tuple[int, ...] = ()
    for rival in np.argsort(-values, kind="stable").tolist():
        lead = (values[one] - values[rival]) + _TIE * max(1.0, abs(values[one]))
        if rival == one:
            continue
        if upper < 0 or most[upper] <= lead:
            break
        chosen = _Packing(mine - scores.shares(rival), costs, upper).cheapest(lead)
        if chosen:
            found, upper = chosen, int(costs[list(chosen)].sum()) - 1
    return _Search(scores, one, costs).answer(found, upper + 1)


class _Packing:
    """The most that events can gain together, for each cost up to a limit.

    Of events that cost the same, the best come first; so it is enough to know how many of each cost
    are taken, which keeps the table narrow.
    """

    def __init__(self, gains: Array, costs: Array, upper: int) -> None:
        self.most = np.zeros(upper + 1)
        self.costs = costs
        self._taken: list[tuple[Array, Array]] = []
        positive = np.flatnonzero(gains > 0)
        for cost in np.unique(costs[positive]).tolist():
            alike = positive[costs[positive] == cost]
            self._add(alike[np.argsort(-gains[alike], kind="stable")], gains, cost)

    def _add(self, events: Array, gains: Array, cost: int) -> None:
        before, taken = self.most.copy(), np.zeros(len(self.most), np.int64)
        for number, gain in enumerate(np.cumsum(gains[events]).tolist(), 1):
            start = number * cost
            if start >= len(before):
                break
            better = before[: len(before) - start] + gain > self.most[start:]
            self.most[start:][better] = before[: len(before) - start][better] + gain
            taken[start:][better] = number
        self._taken.append((events, taken))

    def cheapest(self, lead: float) -> tuple[int, ...]:
        """The cheapest events that gain more than the lead, those that gain most among equals."""
        enough = np.flatnonzero(self.most > lead)
        if not len(enough):
            return ()
        left, chosen = int(enough[0]), []
        for events, taken in reversed(self._taken):
            best = events[: int(taken[left])].tolist()
            left -= int(self.costs[best].sum())
            chosen += best
        return tuple(sorted(chosen))
