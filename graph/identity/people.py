"""People by their names and by the states that they are said to serve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set

from rapallo.identity.spelled import exact
from rapallo.model.text import fold

__all__ = ["UNBOUND", "People"]

Known = dict[str, dict[str, tuple[str, ...]]]
"""By state, who bears a folded name, and how he is written, letter by letter."""

UNBOUND = "*"
"""Stands for the state of a name that is bound to none."""


class People:
    """An index from spellings to ids of people.

    A name may be bound to a state, to places where no state is told (``""``), or to none: then it
    means the person whatever state is told, unless he is known to serve other states only. Of those
    whose names differ in case, or as *ss* and *ß* do, whoever is spelled exactly so is meant.

    >>> people = People()
    >>> people.bind("Litvinov, Maxim", "soviet-union", "litvinov")
    >>> people.bind("Smith", UNBOUND, "smith")
    >>> people.of("Litvinov, Maxim", "france"), people.of("SMITH", "france")
    (set(), {'smith'})
    >>> people.bind("Weiss", UNBOUND, "weiss"); people.bind("Weiß", UNBOUND, "weiß")
    >>> people.of("Weiß", "france"), sorted(people.of("WEISS", "france"))
    ({'weiß'}, ['weiss', 'weiß'])
    """

    def __init__(self) -> None:
        self._named: dict[str, Known] = defaultdict(lambda: defaultdict(dict))
        self._served: dict[str, set[str]] = defaultdict(set)
        self._bears: dict[str, set[str]] = defaultdict(set)

    def bind(self, name: str, state: str, person: str) -> None:
        """Learn a spelling."""
        known = self._named[fold(name)][state]
        if exact(name) not in known.get(person, ()):
            known[person] = (*known.get(person, ()), exact(name))
        self._bears[person].add(fold(name))
        if state not in ("", UNBOUND):
            self._served[person].add(state)

    def serve(self, name: str, state: str) -> None:
        """Learn that whoever bears a name served a state, as a post of his tells."""
        for person in self.spelled(name) or self.named(name):
            self._served[person].add(state)

    def drop(self, name: str, state: str, person: str) -> None:
        """Forget a spelling."""
        known = self._named[fold(name)]
        known[state].pop(person, None)
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
        found = self._meant(known, state, second)
        if len(known) == 1 and len(found) < 2:
            return found
        sharp = self._meant(_written(known, exact(name)), state, second)
        return sharp if sharp - second or (sharp and found <= second) else found

    def _meant(self, known: Known, state: str, second: Set[str]) -> set[str]:
        bound = set(known.get(state, ()))
        if bound - second or UNBOUND not in known:
            return bound - second or bound
        unbound = {p for p in known[UNBOUND] if self._may_serve(p, state)}
        return unbound - second or unbound or bound

    def named(self, name: str) -> set[str]:
        """Everybody of a name."""
        return {person for people in self._of(fold(name)) for person in people}

    def spelled(self, name: str) -> set[str]:
        """Everybody of a name who is spelled exactly so."""
        known = _written(self._named.get(fold(name), {}), exact(name))
        return {person for people in known.values() for person in people}

    def names_of(self, person: str) -> set[str]:
        """The folded names that a person bears; none where there is no such person."""
        return set(self._bears.get(person, ()))

    def surnamed(self, surname: str) -> set[str]:
        """Everybody of a surname, what stands before the comma; spelled exactly so, if any is."""
        key, told = fold(surname), exact(surname)
        bearers = [
            (person, one.partition(",")[0] == told)
            for name in self._named
            if name.partition(",")[0] == key
            for people in self._of(name)
            for person, written in people.items()
            for one in written
        ]
        return {person for person, sharp in bearers if sharp} or {person for person, _ in bearers}

    def _of(self, key: str) -> list[dict[str, tuple[str, ...]]]:
        return list(self._named.get(key, {}).values())

    def _may_serve(self, person: str, state: str) -> bool:
        served = self._served.get(person, ())
        return not state or not served or state in served


def _written(known: Known, told: str) -> Known:
    """Those who are written exactly so."""
    return {
        state: {person: written for person, written in people.items() if told in written}
        for state, people in known.items()
    }
