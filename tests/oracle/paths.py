"""Chains in time by trying everything: every sequence of steps, every choice of days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, product
from typing import NamedTuple

from rapallo.dates.when import When

__all__ = ["Contact", "Way", "best", "best_by_mode", "days", "ways"]


class Contact(NamedTuple):
    """One event joins two; ``both``: in both directions."""

    event: str
    a: str
    b: str
    both: bool
    certain: bool
    when: When


class Way(NamedTuple):
    """A chain: its events in order, the days of departure and arrival, the days between, and those
    between start and goal."""

    arrives: int
    events: tuple[str, ...]
    leaves: int = 0
    takes: int = 0
    through: tuple[str, ...] = ()


def ways(
    contacts: Sequence[Contact],
    start: str,
    goal: str,
    *,
    certain: bool,
    wait: int | None = None,
    same_day: bool = False,
    depart: int | None = None,
    arrive: int | None = None,
) -> Iterator[Way]:
    """Every chain that comes to no one twice and takes no event twice, where time allows it."""

    def right(reading: Sequence[int]) -> bool:
        return (
            _in_time(reading, certain and not same_day, wait)
            and (depart is None or reading[0] >= depart)
            and (arrive is None or reading[-1] <= arrive)
        )

    for chain, seen in _sequences(contacts, start, goal, (start,), ()):
        if certain and not all(contact.certain for contact in chain):
            continue
        if certain and len(chain) > 1 and any(contact.when.doubtful for contact in chain):
            continue
        readings = list(product(*(days(contact.when) for contact in chain)))
        good = [reading for reading in readings if right(reading)]
        events = tuple(contact.event for contact in chain)
        spans = [reading[-1] - reading[0] for reading in good]
        if certain and len(good) == len(readings):
            last, first = max(r[-1] for r in good), min(r[0] for r in good)
            yield Way(last, events, first, max(spans), seen[1:-1])
        if not certain and good:
            first, last = max(r[0] for r in good), min(r[-1] for r in good)
            yield Way(last, events, first, min(spans), seen[1:-1])


def best(found: Iterable[Way]) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Arrival and steps of the chain that arrives first, and of that of fewest steps."""
    numbers = [(way.arrives, len(way.events)) for way in found]
    if not numbers:
        return None
    return min(numbers), min(numbers, key=lambda x: (x[1], x[0]))


def best_by_mode(found: Iterable[Way]) -> dict[str, tuple[int, ...]]:
    """What the best chain of each mode comes to; nothing where there is none."""
    all_of_them = list(found)
    if not all_of_them:
        return {}
    return {
        "earliest": min((way.arrives, len(way.events)) for way in all_of_them),
        "latest": (max(way.leaves for way in all_of_them),),
        "fastest": (min(way.takes for way in all_of_them),),
        "fewest": min((len(way.events), way.arrives) for way in all_of_them),
    }


def days(when: When) -> list[int]:
    """All days on which it can have been, each tried."""
    parts = when.members or (when,)
    return sorted({day for part in parts for day in range(part.s0, part.e1 + 1)})


def _sequences(
    contacts: Sequence[Contact],
    at: str,
    goal: str,
    seen: tuple[str, ...],
    chain: tuple[Contact, ...],
) -> Iterator[tuple[tuple[Contact, ...], tuple[str, ...]]]:
    if at == goal:
        yield chain, seen
        return
    for contact in contacts:
        if contact.event in [used.event for used in chain]:
            continue
        for a, b in [(contact.a, contact.b), (contact.b, contact.a)][: 1 + contact.both]:
            if a == at and b not in seen:
                yield from _sequences(contacts, b, goal, (*seen, b), (*chain, contact))


def _in_time(reading: Sequence[int], later: bool, wait: int | None) -> bool:
    return all(
        (one < other if later else one <= other) and (wait is None or other - one <= wait)
        for one, other in pairwise(reading)
    )
