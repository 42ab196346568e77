"""Whom word from one can have reached, by when, and through which contacts.

The compiled engine does not know which events a chain has taken. That matters only for *loose*
events (see :class:`~rapallo.analysis.paths.contacts.Contacts`), and only where the chain that it
found takes one of them twice: then, and where the wait is limited, the exact search of
:mod:`~rapallo.analysis.paths.chains` answers instead. Its answers are the same everywhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rapallo.analysis.paths.chains import (
    Certain,
    Found,
    Possible,
    Step,
    Steps,
    search_all,
    steps_of,
)
from rapallo.analysis.paths.contacts import (
    FAR,
    LONG_AGO,
    NEVER,
    Contacts,
    contacts,
    day_of,
    edges_at,
)
from rapallo.analysis.periods import Period
from rapallo.dates.calendar import BEGINNING, END
from rapallo.dates.when import Bounds
from rapallo.projection.columns import Columns

if TYPE_CHECKING:
    import numpy as np

    from rapallo.analysis.paths.engine import Sweep

    Array = np.ndarray[Any, np.dtype[Any]]

__all__ = ["Arrival", "Reachable", "Rules"]


@dataclass(frozen=True, slots=True)
class Rules:
    """When a step may follow: certainly or possibly; a longest wait; from which day on."""

    certain: bool
    same_day: bool = False
    wait: Period | None = None
    depart: int = BEGINNING
    arrive: int = END

    def search(self, steps: Steps, start: str) -> tuple[dict[str, Found], bool]:
        """What the exact search finds by these rules."""
        within = Bounds(self.depart, self.arrive)
        if self.certain:
            return search_all(steps, start, Certain(self.wait, self.same_day, within))
        return search_all(steps, start, Possible(self.wait, within))


@dataclass(frozen=True, slots=True)
class Arrival:
    """The first arrival at an actor: its day, and the rows of the chain of fewest steps."""

    day: int
    rows: tuple[int, ...]


class Reachable:
    """First arrivals over the edges of columns, from any start, by the same rules."""

    def __init__(self, columns: Columns, rules: Rules) -> None:
        self.columns, self.rules = columns, rules
        self.contacts: Contacts = contacts(columns, certain=rules.certain, same_day=rules.same_day)
        self.complete = True
        """Whether no search came to its limit."""

    def arrivals(self, start: int) -> dict[int, Arrival]:
        """The first arrival at each actor whom word from start reaches, start left out."""
        if self.rules.wait:
            return self._exact(start)
        rounds = _Rounds(self.contacts, self.rules, start)
        found = {
            goal: Arrival(day_of(rounds.day(goal)), tuple(rows))
            for goal, rows in ((goal, rounds.rows(goal)) for goal in rounds.goals())
        }
        if not self._twice(arrival.rows for arrival in found.values()):
            return self._until(found)
        return self._exact(start)

    def best(self, start: int, goal: int) -> tuple[Arrival, Arrival] | None:
        """The first arrival at one actor, and that of the chain of fewest steps."""
        rounds = _Rounds(self.contacts, self.rules, start)
        if rounds.day(goal) >= FAR or day_of(rounds.day(goal)) > self.rules.arrive:
            return None
        first = Arrival(day_of(rounds.day(goal)), tuple(rounds.rows(goal)))
        short = rounds.fewest(goal, min(self.rules.arrive, NEVER))
        if self._twice([first.rows, short.rows]):
            return self._search(start).get(goal)
        return first, short

    def day(self, start: int, goal: int, depart: int) -> int | None:
        """The first arrival at one actor of word that departs on a day or later."""
        reach, via = self._sweep.run(start, depart)
        if via[goal] < 0 or day_of(int(reach[goal])) > self.rules.arrive:
            return None
        if self._twice([self._back(start, goal, via)]):
            found = self._exact(start, depart).get(goal)
            return found.day if found else None
        return day_of(int(reach[goal]))

    def reached(self, start: int) -> list[int]:
        """Whom word from start reaches, start left out: the same in one pass, without the chains.

        Where the pass finds a chain to everybody that takes no loose event twice, there is one.
        """
        if self.rules.wait:
            return list(self._exact(start))
        import numpy as np

        days = self.days(start, self.rules.depart)
        return [int(goal) for goal in np.flatnonzero(days < FAR)]

    def days(self, start: int, depart: int) -> Array:
        """By actor the day of arrival of word that departs on a day or later, FAR for none.

        Start itself counts as not reached. Without a longest wait.
        """
        import numpy as np

        reach, via = self._sweep.run(start, depart)
        reach[(via < 0) | (reach > min(self.rules.arrive, NEVER))] = FAR
        goals = np.flatnonzero(reach < FAR).tolist()
        if self._twice(self._back(start, goal, via) for goal in goals):
            reach[:] = FAR
            for goal, arrival in self._exact(start, depart).items():
                reach[goal] = min(max(arrival.day, LONG_AGO), NEVER)
        return reach

    @cached_property
    def _sweep(self) -> Sweep:
        from rapallo.analysis.paths.engine import Sweep

        return Sweep(self.contacts, certain=self.rules.certain, same_day=self.rules.same_day)

    def _back(self, start: int, goal: int, via: Array) -> list[int]:
        """The rows of a chain of the pass, from its end."""
        rows = []
        while goal != start:
            number = via[goal]
            a, b = int(self.contacts.a[number]), int(self.contacts.b[number])
            rows.append(int(self.contacts.row[number]))
            goal = a if goal == b else b
        return rows

    def _until(self, found: dict[int, Arrival]) -> dict[int, Arrival]:
        last = self.rules.arrive
        return {goal: arrival for goal, arrival in found.items() if arrival.day <= last}

    def _twice(self, chains: Iterable[Sequence[int]]) -> bool:
        """Whether one of the chains takes a loose event twice."""
        if not self.contacts.loose.any():
            return False
        loose = set(self.contacts.row[self.contacts.loose].tolist())
        event = self.columns.event
        for rows in chains:
            taken = [int(event[row]) for row in rows if row in loose]
            if len(set(taken)) < len(taken):
                return True
        return False

    def _exact(self, start: int, depart: int | None = None) -> dict[int, Arrival]:
        """The same by the exact search."""
        return {goal: first for goal, (first, _) in self._search(start, depart).items()}

    def _search(self, start: int, depart: int | None = None) -> dict[int, tuple[Arrival, Arrival]]:
        import numpy as np

        rows = np.unique(self.contacts.row).tolist()
        edges = edges_at(self.columns, rows)
        place = {(e.event, e.a, e.b): row for e, row in zip(edges, rows, strict=True)}
        names = self.columns.names
        code = {name: number for number, name in enumerate(names)}
        rules = self.rules if depart is None else replace(self.rules, depart=depart)
        found, complete = rules.search(steps_of(edges), names[start])
        self.complete &= complete

        def arrival(day: int, steps: Sequence[Step]) -> Arrival:
            taken = (place[step.edge.event, step.edge.a, step.edge.b] for step in steps)
            return Arrival(day, tuple(taken))

        return {
            code[goal]: (
                arrival(one.arrivals[0], one.earliest),
                arrival(one.arrivals[1], one.fewest),
            )
            for goal, one in found.items()
        }


class _Rounds:
    """Arrivals by the number of steps, from which the chain of fewest steps is read back."""

    def __init__(self, contacts: Contacts, rules: Rules, start: int) -> None:
        import numpy as np

        self.contacts, self.start = contacts, start
        self.reach = np.full(contacts.actors, FAR, dtype=np.int32)
        depart = max(rules.depart, LONG_AGO)
        self.reach[start] = depart - (rules.certain and not rules.same_day)
        usable = contacts.first >= depart if rules.certain else contacts.last >= depart
        self.vias: list[Array] = []
        self.reaches: list[Array] = []
        self.alone: Array | None = None
        self.direct: Array | None = None
        self._go(rules, usable)

    def _go(self, rules: Rules, usable: Array) -> None:
        import numpy as np

        from rapallo.analysis.paths import engine

        one_round: Any = engine.one_round
        every = self.contacts
        columns: Any = (every.a, every.b, every.both, every.first, every.last)
        sure = usable & ~every.doubtful if rules.certain else usable
        changed = True
        while changed:
            old, via = self.reach.copy(), np.full(every.actors, -1, dtype=np.int32)
            more: Any = (rules.certain, rules.same_day, old, self.reach, via)
            changed = one_round(*columns, sure, *more)
            if changed:
                self.vias.append(via)
                self.reaches.append(self.reach.copy())
        if rules.certain:
            self._alone(columns, usable & every.doubtful, rules)

    def _alone(self, columns: Any, doubtful: Array, rules: Rules) -> None:
        """Doubtful contacts: certain as a single step, from which none goes on."""
        import numpy as np

        from rapallo.analysis.paths import engine

        one_round: Any = engine.one_round
        every = self.contacts
        mine = doubtful & ((every.a == self.start) | (every.b == self.start))
        self.alone = np.full(every.actors, -1, dtype=np.int32)
        if not mine.any():
            return
        old = np.full(every.actors, FAR, dtype=np.int32)
        old[self.start] = self.reach[self.start]
        # One step arrives before several on the same day.
        best = np.array(
            [day + (self._steps(goal) > 1) for goal, day in enumerate(self.reach.tolist())],
            dtype=np.int32,
        )
        one_round(*columns, mine, True, rules.same_day, old, best, self.alone)
        self.direct = np.full(every.actors, -1, dtype=np.int32)
        anyhow = np.full(every.actors, FAR, dtype=np.int32)
        one_round(*columns, mine, True, rules.same_day, old, anyhow, self.direct)
        better = self.alone >= 0
        self.reach[better] = every.last[self.alone[better]]

    def goals(self) -> list[int]:
        """Whom a chain reaches."""
        import numpy as np

        return [int(g) for g in np.flatnonzero(self.reach < FAR) if g != self.start]

    def day(self, goal: int) -> int:
        """The day of the first arrival."""
        return int(self.reach[goal])

    def _steps(self, goal: int, most: int | None = None) -> int:
        """The last round, of the first so many, in which an arrival became earlier."""
        rounds = len(self.vias) if most is None else most
        while rounds and self.vias[rounds - 1][goal] < 0:
            rounds -= 1
        return rounds

    def fewest(self, goal: int, last: int) -> Arrival:
        """The chain of fewest steps that arrives by a day, the first of them to arrive."""
        found = [
            (number, int(reach[goal]))
            for number, reach in enumerate(self.reaches, 1)
            if reach[goal] <= last
        ]
        if self.direct is not None and self.direct[goal] >= 0:
            alone = int(self.direct[goal])
            day = int(self.contacts.last[alone])
            if day <= last and (not found or (1, day) < found[0]):
                return Arrival(day_of(day), (int(self.contacts.row[alone]),))
        number, day = found[0]
        return Arrival(day_of(day), tuple(self._chain(goal, number)))

    def rows(self, goal: int) -> list[int]:
        """The rows of the chain of fewest steps that arrives first."""
        if self.alone is not None and self.alone[goal] >= 0:
            return [int(self.contacts.row[self.alone[goal]])]
        return self._chain(goal, len(self.vias))

    def _chain(self, goal: int, most: int) -> list[int]:
        """The rows of the chain that arrives first in so many steps."""
        rows: list[int] = []
        at = goal
        while at != self.start:
            most = self._steps(at, most)
            number = int(self.vias[most - 1][at])
            a, b = int(self.contacts.a[number]), int(self.contacts.b[number])
            rows.append(int(self.contacts.row[number]))
            at, most = (a if at == b else b), most - 1
        return rows[::-1]
