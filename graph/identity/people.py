"""People by their names and by the states that they are said to serve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set

from rapallo.model.text import fold

__all__ = ["UNBOUND", "People"]

UNBOUND = "*"
"""Stands for the state of a name that is bound to none."""


class People:
    """An index from spellings to ids of people.

    A name may be bound to a state, to places where no state is told (``""``), or to none: then it
    means the person whatever state is told, unless he is known to serve other states only.

    >>> people = People()
    >>> people.bind("Litvinov, Maxim", "soviet-union", "litvinov")
    >>> people.bind("Smith", UNBOUND, "smith")
    >>> people.of("Litvinov, Maxim", "france"), people.of("SMITH", "france")
    (set(), {'smith'})
    """

    def __init__(self) -> None:
        self._named: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._served: dict[str, set[str]] = defaultdict(set)
        self._bears: dict[str, set[str]] = defaultdict(set)

    def bind(self, name: str, state: str, person: str) -> None:
        """Learn a spelling."""
        self._named[fold(name)][state].add(person)
        self._bears[person].add(fold(name))
        if state not in ("", UNBOUND):
            self._served[person].add(state)

    def serve(self, name: str, state: str) -> None:
        """Learn that whoever bears a name served a state, as a post of his tells."""
        for people in self._named.get(fold(name), {}).values():
            for person in people:
                self._served[person].add(state)

    def drop(self, name: str, state: str, person: str) -> None:
        """Forget a spelling."""
        known = self._named[fold(name)]
        known[state].discard(person)
        if all(person not in people for people in known.values()):
            self._bears[person].discard(fold(name))
        if not known[state]:
            del known[state]

    def of(self, name: str, state: str, second: Set[str] = frozenset()) -> set[str]:
        """Who is meant by a name with a state: those bound to it, else those bound to none.

        Those in ``second`` are meant only where nobody else is.
        """
        known = self._named.get(fold(name))
        if not known:
            return set()
        bound = known.get(state, set())
        if bound - second or UNBOUND not in known:
            return bound - second or set(bound)
        unbound = {p for p in known[UNBOUND] if self._may_serve(p, state)}
        return unbound - second or unbound or set(bound)

    def named(self, name: str) -> set[str]:
        """Everybody of a name."""
        return {person for people in self._of(fold(name)) for person in people}

    def names_of(self, person: str) -> set[str]:
        """The folded names that a person bears; none where there is no such person."""
        return set(self._bears.get(person, ()))

    def surnamed(self, surname: str) -> set[str]:
        """Everybody of a surname: what stands before the comma."""
        key = fold(surname)
        return {
            person
            for name in self._named
            if name.partition(",")[0] == key
            for people in self._of(name)
            for person in people
        }

    def _of(self, key: str) -> list[set[str]]:
        return list(self._named.get(key, {}).values())

    def _may_serve(self, person: str, state: str) -> bool:
        served = self._served.get(person, ())
        return not state or not served or state in served
