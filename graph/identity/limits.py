"""What bounds a term in office: the life of its holder, and the time of the states concerned.

Nobody holds an office before he is born or after he has died, nor for or at a state that does not
stand. A side of a term that is not told ends there. What is told beyond it is a contradiction
between sources: it stays possible, is never certain, and the answer says what stands against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapallo.dates.calendar import BEGINNING, END
from rapallo.dates.when import When
from rapallo.model.nodes import Diplomat, State

__all__ = ["Limit", "lifetime", "narrowed", "standing"]


@dataclass(frozen=True, slots=True)
class Limit:
    """The days within which someone lived or a state stood, by the widest reading.

    ``before``, ``after``: what to say where a term goes beyond. ``doubtful`` ones make nothing
    impossible.
    """

    first: int
    last: int
    doubtful: bool
    before: str
    after: str

    def against(self, first: int, last: int) -> list[str]:
        """What there is to say against days from a first to a last; a day without limit is none."""
        return [
            *([self.before] if BEGINNING < first < self.first else []),
            *([self.after] if self.last < last < END else []),
        ]


def lifetime(people: Sequence[Diplomat]) -> Limit | None:
    """The life of one person, as these rows tell it, or None where none tells of it."""
    born = [row.held for row in people if row.born]
    died = [row.held for row in people if row.died]
    if not born and not died:
        return None
    return Limit(
        min((life.s0 for life in born), default=BEGINNING),
        max((life.e1 for life in died), default=END),
        any(life.doubtful for life in (*born, *died)),
        f"born {_one([row.born for row in people])}",
        f"died {_one([row.died for row in people])}",
    )


def standing(name: str, states: Sequence[State]) -> Limit | None:
    """The time within which one of these states stood, all of a name, or None without any."""
    if not states:
        return None
    held = [state.held for state in states]
    first, last = min(when.s0 for when in held), max(when.e1 for when in held)
    start = next(s.start for s, when in zip(states, held, strict=True) if when.s0 == first)
    end = next(s.end for s, when in zip(states, held, strict=True) if when.e1 == last)
    return Limit(
        first,
        last,
        any(when.doubtful for when in held),
        f"{name} did not stand before {start}",
        f"{name} did not stand after {end}",
    )


def narrowed(term: When, limits: Iterable[Limit]) -> When:
    """A term without what is not told of it and cannot be, for these limits."""
    for limit in limits:
        if limit.doubtful or limit.first > term.e1 or limit.last < term.s0:
            continue
        first, last = term.s0, term.e1
        if limit.first <= term.s1:
            first = max(first, limit.first)
        elif first == BEGINNING:
            first = term.s1
        if limit.last >= term.e0:
            last = min(last, limit.last)
        elif last == END:
            last = term.e0
        term = replace(term, s0=first, e1=last)
    return term


def _one(told: Iterable[str]) -> str:
    return " or ".join(dict.fromkeys(filter(None, told)))
