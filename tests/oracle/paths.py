"""Chains in time by trying everything: every sequence of steps, every choice of days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, product
from typing import NamedTuple

from rapallo.dates.when import When

__all__ = ["Contact", "Way", "best", "ways"]


class Contact(NamedTuple):
    """One event joins two; ``both``: in both directions."""

    event: str
    a: str
    b: str
    both: bool
    certain: bool
    when: When


class Way(NamedTuple):
    """A chain: its events in order, and the day of arrival."""

    arrives: int
    events: tuple[str, ...]


def ways(
    contacts: Sequence[Contact],
    start: str,
    goal: str,
    *,
    certain: bool,
    wait: int | None = None,
    same_day: bool = False,
) -> Iterator[Way]:
    """Every chain that comes to no one twice and takes no event twice, where time allows it."""
    for chain in _sequences(contacts, start, goal, (start,), ()):
        if certain and not all(contact.certain for contact in chain):
            continue
        if certain and len(chain) > 1 and any(contact.when.doubtful for contact in chain):
            continue
        readings = list(product(*(days(contact.when) for contact in chain)))
        right = [r for r in readings if _in_time(r, certain and not same_day, wait)]
        events = tuple(contact.event for contact in chain)
        if certain and len(right) == len(readings):
            yield Way(max(reading[-1] for reading in readings), events)
        if not certain and right:
            yield Way(min(reading[-1] for reading in right), events)


def best(found: Iterable[Way]) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Arrival and steps of the chain that arrives first, and of that of fewest steps."""
    numbers = [(way.arrives, len(way.events)) for way in found]
    if not numbers:
        return None
    return min(numbers), min(numbers, key=lambda x: (x[1], x[0]))


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
) -> Iterator[tuple[Contact, ...]]:
    if at == goal:
        yield chain
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
