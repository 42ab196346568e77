"""Through whom the chains of fewest steps lead: temporal betweenness, counted exactly.

As in Brandes' algorithm, the chains from one start are counted forwards, step by step, and shared
out backwards. What a chain has come to is an actor, what of its past bears on its future, and the
loose events that it took and that could come again (see
:class:`~rapallo.analysis.paths.contacts.Contacts`). A chain is given up where one of fewer steps
has come to the same actor and can go wherever it can: it cannot be one of fewest steps any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from rapallo.analysis.paths.arrivals import Rules
from rapallo.analysis.paths.chains import Certain, Possible, Rule, Steps, steps_of
from rapallo.analysis.paths.contacts import contacts, edges_at
from rapallo.dates.when import Bounds, When
from rapallo.projection.columns import Columns

__all__ = ["betweenness"]

R = TypeVar("R")
_Key = tuple[str, object, frozenset[str]]
"""Actor, what bears on the future, loose events taken."""


def betweenness(columns: Columns, rules: Rules) -> dict[int, float]:
    """Betweenness by actor, between 0 and 1; without a longest wait."""
    import numpy as np

    every = contacts(columns, certain=rules.certain, same_day=rules.same_day)
    steps = steps_of(edges_at(columns, np.unique(every.row)))
    loose = {columns.events[event] for event in np.unique(every.event[every.loose]).tolist()}
    dates = {
        step.edge.event: step.when
        for away in steps.values()
        for step in away
        if step.edge.event in loose
    }
    actors = [columns.names[actor] for actor in np.union1d(columns.a, columns.b).tolist()]
    total: dict[str, float] = defaultdict(float)
    within = Bounds(rules.depart, rules.arrive)
    for start in actors:
        shares = (
            _Count(steps, dates, Certain(None, rules.same_day, within), start).shares()
            if rules.certain
            else _Count(steps, dates, Possible(None, within), start).shares()
        )
        for actor, share in shares.items():
            total[actor] += share
    pairs = max((len(actors) - 1) * (len(actors) - 2), 1)
    place = {name: number for number, name in enumerate(columns.names)}
    return {place[actor]: total[actor] / pairs for actor in actors}


@dataclass(slots=True)
class _State(Generic[R]):
    """Chains that have come to the same: how many, and which states they come from."""

    past: R
    count: int = 0
    before: dict[_Key, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Count(Generic[R]):
    """The chains of fewest steps from one start."""

    steps: Steps
    dates: Mapping[str, When]
    rule: Rule[R]
    start: str
    layers: list[dict[_Key, _State[R]]] = field(default_factory=list)
    fewest: dict[str, int] = field(default_factory=dict)

    def shares(self) -> dict[str, float]:
        """By actor, the sum over all ends of the share of chains that lead through him."""
        self._forward()
        ways: dict[str, int] = defaultdict(int)
        for number, layer in enumerate(self.layers):
            for (at, _, _), state in layer.items():
                if self.fewest[at] == number:
                    ways[at] += state.count
        found: dict[str, float] = defaultdict(float)
        beyond: dict[_Key, float] = {}
        for number in range(len(self.layers) - 1, -1, -1):
            earlier: dict[_Key, float] = defaultdict(float)
            for key, state in self.layers[number].items():
                through = beyond.get(key, 0.0)
                found[key[0]] += state.count * through
                ends = 1 / ways[key[0]] if self.fewest[key[0]] == number else 0.0
                for before, times in state.before.items():
                    earlier[before] += times * (through + ends)
            beyond = earlier
        return found

    def _forward(self) -> None:
        kept: dict[str, list[tuple[R, frozenset[str]]]] = defaultdict(list)
        layer: dict[_Key, _State[R]] = {}
        while True:
            fresh: dict[_Key, _State[R]] = {}
            for before, past, taken, count in self._sources(layer):
                self._longer(before, past, taken, count, fresh)
            layer = {
                key: state
                for key, state in fresh.items()
                if not any(self._as_good(one, key, state.past) for one in kept[key[0]])
            }
            if not layer:
                return
            for key, state in layer.items():
                self.fewest.setdefault(key[0], len(self.layers))
                kept[key[0]].append((state.past, key[2]))
            self.layers.append(layer)

    def _sources(
        self, layer: Mapping[_Key, _State[R]]
    ) -> Iterator[tuple[_Key | None, R | None, frozenset[str], int]]:
        if not self.layers:
            yield None, None, frozenset(), 1
        for key, state in layer.items():
            yield key, state.past, key[2], state.count

    def _longer(
        self,
        before: _Key | None,
        past: R | None,
        taken: frozenset[str],
        count: int,
        fresh: dict[_Key, _State[R]],
    ) -> None:
        for step in self.steps.get(before[0] if before else self.start, ()):
            if step.b == self.start or step.edge.event in taken:
                continue
            come = self.rule.begin(step.when) if past is None else self.rule.follow(past, step.when)
            if come is None:
                continue
            key = (step.b, self._bears(come), self._taken(taken | {step.edge.event}, come))
            state = fresh.setdefault(key, _State(come))
            state.count += count
            if before:
                state.before[before] = state.before.get(before, 0) + 1

    def _bears(self, past: R) -> object:
        """What of the past bears on the future, where the wait has no limit."""
        doubtful = isinstance(past, When) and past.doubtful
        return self.rule.arrival(past), doubtful

    def _taken(self, events: frozenset[str], past: R) -> frozenset[str]:
        dates = self.dates
        return frozenset(e for e in events if e in dates and self.rule.again(past, dates[e]))

    def _as_good(self, one: tuple[R, frozenset[str]], key: _Key, past: R) -> bool:
        """Whether chains of fewer steps can go wherever these can."""
        if not self.rule.as_good(one[0], past):
            return False
        return all(event in key[2] for event in self._taken(one[1], past))
