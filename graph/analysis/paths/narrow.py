"""The few events of a large record through which its best chains lead.

The exact search has an object an edge, which a million claims do not leave room for. The compiled
engine finds by columns how good the best chain of each mode is, and one that is as good; of the
events of these alone objects are made, and among them the search finds the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rapallo.analysis.paths.arrivals import Reachable, Rules
from rapallo.analysis.paths.contacts import LONG_AGO, NEVER, contacts, day_of
from rapallo.analysis.paths.modes import Fastest, Mode
from rapallo.projection.columns import Columns

__all__ = ["Narrow"]


@dataclass(slots=True)
class Narrow:
    """The best chains between two actors of the columns, without a longest wait."""

    columns: Columns
    start: int
    goal: int
    complete: bool = True

    def events(self, modes: Sequence[Mode], rules: Iterable[Rules]) -> set[str]:
        """The events of the best chain of each mode by each of the rules."""
        rows = {row for rule in rules for row in self._rows(modes, rule)}
        return {self.columns.events[event] for event in self.columns.event[sorted(rows)].tolist()}

    def _rows(self, modes: Sequence[Mode], rules: Rules) -> Iterator[int]:
        search = Reachable(self.columns, rules)
        whole = search.best(self.start, self.goal)
        if whole is None:
            return
        first, short = whole
        yield from first.rows
        yield from short.rows
        if "latest" in modes:
            yield from self._latest(search, rules)
        if "fastest" in modes and len(short.rows) > 1:
            yield from self._fastest(search, rules, first.day)
        self.complete &= search.complete

    def _latest(self, search: Reachable, rules: Rules) -> Iterator[int]:
        days, low = _departures(search, self.start), 0
        high = len(days)
        while low < high:
            middle = (low + high) // 2
            if search.day(self.start, self.goal, days[middle]) is None:
                high = middle
            else:
                low = middle + 1
        if low:
            yield from self._first(replace(rules, depart=days[low - 1]))

    def _fastest(self, search: Reachable, rules: Rules, arrival: int) -> Iterator[int]:
        days = _departures(search, self.start)
        fastest = Fastest(lambda day: search.day(self.start, self.goal, day), days)
        fastest.between(0, len(days) - 1, arrival)
        if fastest.best is not None:
            takes, leaves = fastest.best
            yield from self._first(replace(rules, depart=leaves, arrive=leaves + takes), short=True)

    def _first(self, rules: Rules, *, short: bool = False) -> tuple[int, ...]:
        search = Reachable(self.columns, rules)
        found = search.best(self.start, self.goal)
        self.complete &= search.complete
        return found[int(short)].rows if found else ()

    def joined(self) -> bool:
        """Whether they are joined by any chain at all, whatever the time."""
        import numpy as np

        from rapallo.analysis.paths.engine import Sweep

        every = contacts(self.columns, certain=False)
        always = replace(
            every,
            first=np.full_like(every.first, LONG_AGO),
            last=np.full_like(every.last, NEVER),
        )
        _, via = Sweep(always, certain=False).run(self.start)
        return bool(via[self.goal] >= 0)


def _departures(search: Reachable, start: int) -> list[int]:
    """The days on which the best chains can depart, in order."""
    import numpy as np

    every, rules = search.contacts, search.rules
    if rules.certain:
        days = every.first[(every.a == start) | (every.b == start)]
    else:
        days = np.minimum(every.last, min(rules.arrive, NEVER))
    return [
        day for day in map(day_of, np.unique(days).tolist()) if rules.depart <= day <= rules.arrive
    ]
