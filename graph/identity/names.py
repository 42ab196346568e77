"""Who is meant by a name: exact names and aliases, states and dates, and never a guess.

A spelling matches a name or alias letter by letter, but for case, Unicode form and spaces. A person
matches only together with the state that he is said to serve, so namesakes stay apart.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

from rapallo.dates.compare import Certainty, overlaps
from rapallo.dates.edtf import parse, term
from rapallo.dates.when import UNDATED, When
from rapallo.errors import AmbiguousName, UnknownName
from rapallo.model.cells import Spelled
from rapallo.model.nodes import (
    Diplomat,
    Issue,
    Node,
    Organization,
    Place,
    Post,
    State,
    Treaty,
    slug,
)
from rapallo.model.resolver import Resolution

__all__ = ["Names", "fold", "office"]


@lru_cache(maxsize=100_000)
def fold(name: str) -> str:
    """A name as it is compared: case, Unicode form and runs of spaces put aside.

    >>> fold("Klaipe\\u0307da  Question") == fold("KLAIPĖDA question")
    True
    """
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def office(state: str, title: str) -> str:
    """The id of an office, whoever holds it: the state's id and the title.

    >>> office("soviet-union", "envoy in Tallinn")
    'soviet-union/envoy-in-tallinn'
    """
    return f"{state or 'unknown'}/{slug(title)}"


class Names:
    """An index of names that resolves participants; implements ``model.resolver.Resolver``."""

    def __init__(self, nodes: Iterable[Node] = ()) -> None:
        self._bare: dict[str, dict[str, State | Organization]] = defaultdict(dict)
        self._people: dict[str, dict[str, str]] = defaultdict(dict)
        self._served: dict[str, set[str]] = defaultdict(set)
        self._things: dict[tuple[str, str], str] = {}
        self._offices: dict[str, Post] = {}
        self._states: dict[str, str] = {}
        self._labels: dict[str, str] = {}
        self._created: list[Node] = []
        self._later: list[Diplomat | Post | Organization] = []
        for node in nodes:
            self.add(node)

    def add(self, node: Node) -> None:
        """Learn a node under its name and all its aliases."""
        if isinstance(node, State):
            self._add_bare(node)
        elif isinstance(node, Diplomat | Post | Organization):
            # Their states may be learnt only afterwards: bound when first asked.
            self._later.append(node)
            if isinstance(node, Organization):
                self._add_bare(node)
        elif isinstance(node, Treaty | Issue | Place):
            self._labels[node.id] = node.label
            for name in node.names():
                self._things.setdefault((node.TABLE, fold(name)), node.id)

    def actor(self, spelled: Spelled, when: When) -> Resolution:
        """Who a participant is on a date: a known one, or a new person or post.

        Raises UnknownName for an unknown state or organisation, AmbiguousName for several.
        """
        self._settle()
        if spelled.form == "bare":
            node = self._one_bare(spelled.name, when)
            if isinstance(node, State):
                return Resolution(node.id, node.id)
            return Resolution(node.id, self._states.get(node.id, ""))
        state = self.state(spelled.state, when) if spelled.state else ""
        if spelled.form == "post":
            return Resolution(self._post(spelled, state), state)
        return Resolution(self._person(spelled, state), state)

    def state(self, name: str, when: When = UNDATED) -> str:
        """The id of a state by name; of several by that name, the one that stood on the date."""
        return self._one_bare(name, when).id

    def treaty(self, name: str) -> str:
        """The id of a treaty, new if not met before."""
        return self._thing(Treaty, name)

    def issue(self, name: str) -> str:
        """The id of an issue, new if not met before."""
        return self._thing(Issue, name)

    def place(self, name: str) -> str:
        """The id of a place, new if not met before."""
        return self._thing(Place, name)

    def take_created(self) -> list[Node]:
        """The nodes made from claims since the last call."""
        created, self._created = self._created, []
        return created

    def label(self, name: str) -> str:
        """The name that people read for an id; the id itself where there is none."""
        self._settle()
        return self._labels.get(name, name)

    def find(self, text: str) -> str:
        """The id that a user means: an id, a name or alias, ``Name|State``, or a lone surname.

        Raises UnknownName with the names close to it, or AmbiguousName with the candidates.

        >>> Names([State("italy", "Italy"), Diplomat("amadori", "Amadori, G.")]).find("amadori")
        'amadori'
        """
        self._settle()
        if text in self._labels:
            return text
        found = self._exactly(text) or self._surname(text)
        if len(found) == 1:
            return found.pop()
        if found:
            raise AmbiguousName(text, tuple(f"{self.label(i)} ({i})" for i in sorted(found)))
        names = {fold(label): label for label in self._labels.values()}
        close = get_close_matches(fold(text), names, n=3, cutoff=0.75)
        raise UnknownName(text, tuple(names[name] for name in close))

    def _exactly(self, text: str) -> set[str]:
        name, bar, state = text.partition("|")
        key = fold(name)
        if bar:
            post = name.startswith("[") and name.endswith("]")
            served = self.state(state)
            if post:
                return {office(served, name[1:-1])} & set(self._offices)
            people = self._people.get(key, {})
            return {person for bound, person in people.items() if bound == served}
        found = set(self._bare.get(key, {})) | set(self._people.get(key, {}).values())
        return found | {i for (_, known), i in self._things.items() if known == key}

    def _surname(self, text: str) -> set[str]:
        key = fold(text)
        return {
            person
            for name, bound in self._people.items()
            if name.partition(",")[0] == key
            for person in bound.values()
        }

    def _add_bare(self, node: State | Organization) -> None:
        self._labels[node.id] = node.name
        for name in node.names():
            self._bare[fold(name)][node.id] = node

    def _settle(self) -> None:
        """Bind the aliases and posts learnt since the last question."""
        later, self._later = self._later, []
        for node in later:
            if isinstance(node, Organization):
                self._states[node.id] = self.state(node.state) if node.state else ""
            elif isinstance(node, Diplomat):
                self._bind_person(node)
        for node in later:
            if isinstance(node, Post):
                self._bind_post(node)

    def _bind_person(self, node: Diplomat) -> None:
        self._labels[node.id] = node.name
        for alias in dict.fromkeys((node.name, *node.names())):
            name, _, state = alias.partition("|")
            bound = self.state(state) if state else ""
            self._people[fold(name)][bound or f"*{node.id}"] = node.id
            if bound:
                self._served[node.id].add(bound)

    def _bind_post(self, node: Post) -> None:
        state = self.state(node.state, parse(node.start)) if node.state else ""
        key = office(state, node.title)
        self._offices.setdefault(key, node)
        self._labels[key] = f"[{node.title}]|{node.state}"
        if node.holder:
            for person in self._people.get(fold(node.holder), {}).values():
                self._served[person].add(state)

    def _one_bare(self, name: str, when: When) -> State | Organization:
        found = self._bare.get(fold(name), {})
        if len(found) > 1:
            found = {i: node for i, node in found.items() if _stood(node, when)} or found
        if len(found) == 1:
            return next(iter(found.values()))
        if found:
            raise AmbiguousName(name, tuple(found))
        raise UnknownName(name, self._close(name))

    def _close(self, name: str) -> tuple[str, ...]:
        names = {fold(n): self._labels[i] for n, nodes in self._bare.items() for i in nodes}
        return tuple(names[n] for n in get_close_matches(fold(name), names, n=3, cutoff=0.75))

    def _post(self, spelled: Spelled, state: str) -> str:
        key = office(state, spelled.name)
        if key not in self._offices:
            post = Post(key.replace("/", "-"), spelled.name, spelled.state)
            self._created.append(post)
            self._offices[key] = post
            self._labels[key] = str(spelled)
        return key

    def _person(self, spelled: Spelled, state: str) -> str:
        known = self._people.get(fold(spelled.name), {})
        if state in known:
            return known[state]
        unbound = {
            person
            for bound, person in known.items()
            if bound.startswith("*") and (not self._served[person] or not state)
        }
        if len(unbound) == 1:
            return unbound.pop()
        if unbound:
            raise AmbiguousName(str(spelled), tuple(sorted(unbound)))
        return self._new_person(spelled, state)

    def _new_person(self, spelled: Spelled, state: str) -> str:
        wanted = slug(spelled.name)
        if wanted in self._labels:
            wanted = f"{wanted}-{slug(spelled.state)}"
        alias = f"{spelled.name}|{spelled.state}" if spelled.state else ""
        person = Diplomat(wanted, spelled.name, alias)
        self._created.append(person)
        self._labels[wanted] = spelled.name
        self._people[fold(spelled.name)][state or f"*{wanted}"] = wanted
        if state:
            self._served[wanted].add(state)
        return wanted

    def _thing(self, cls: type[Treaty | Issue | Place], name: str) -> str:
        key = (cls.TABLE, fold(name))
        if key not in self._things:
            wanted = slug(name) or "unnamed"
            while wanted in self._labels:
                wanted += f"-{cls.__name__.lower()}"
            self._created.append(cls(wanted, name))
            self._labels[wanted] = name
            self._things[key] = wanted
        return self._things[key]


def _stood(node: State | Organization, when: When) -> bool:
    """Whether a state possibly stood on a date; organisations have no dates."""
    if isinstance(node, Organization):
        return True
    return overlaps(term(node.start, node.end), when) is not Certainty.NO
