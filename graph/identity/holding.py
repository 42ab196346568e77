"""The half of an index of names that is about offices: who holds one, and what it is called."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict

from rapallo.dates.when import UNDATED, When
from rapallo.errors import RapalloError
from rapallo.identity.bodies import office
from rapallo.identity.limits import Limit, lifetime, standing
from rapallo.identity.merges import Merges
from rapallo.identity.offices import Asked, Offices
from rapallo.identity.people import People
from rapallo.identity.reference import Reference
from rapallo.identity.titles import dated
from rapallo.model.cells import Spelled
from rapallo.model.nodes import Diplomat, Organization, Place, Post, State
from rapallo.model.text import fold

__all__ = ["Holding"]


class Holding(ABC):
    """What :class:`~rapallo.identity.names.Names` knows of offices; it has the rest."""

    _people: People
    _merges: Merges
    _derived: set[str]
    _labels: dict[str, str]
    _offices: dict[str, Post]
    _things: dict[tuple[str, str], set[str]]
    _bodies: dict[str, State | Organization]
    _reference: Reference

    def __init__(self) -> None:
        self._posts: dict[str, tuple[str, Post]] = {}
        self._lives: dict[str, Diplomat] = {}
        self._alive: dict[str, list[Diplomat]] = {}
        self._roll: Offices | None = None

    @abstractmethod
    def find(self, text: str, when: When = UNDATED) -> str:
        """The id that a user means."""

    @abstractmethod
    def label(self, name: str) -> str:
        """The name that people read for an id."""

    @abstractmethod
    def _settle(self) -> None: ...

    @abstractmethod
    def _may_mean(self, name: str) -> list[State | Organization]: ...

    @abstractmethod
    def _person(self, spelled: Spelled, state: str) -> str: ...

    @abstractmethod
    def _post(self, spelled: Spelled, state: str) -> str: ...

    @property
    def offices(self) -> Offices:
        """Who held which office when."""
        self._settle()
        if self._roll is None:
            self._alive = defaultdict(list)
            for row in self._lives.values():
                self._alive[self._merges.kept(row.id)].append(row)
            self._roll = Offices(self._posts.values(), self)
        return self._roll

    def states_called(self, name: str) -> frozenset[str]:
        """The ids of all states of a name, whatever the date."""
        return frozenset(node.id for node in self._may_mean(name) if isinstance(node, State))

    def places_called(self, name: str) -> frozenset[str]:
        """The ids of all places of a name."""
        return frozenset(self._things.get((Place.TABLE, fold(name)), ()))

    def posts_called(self, text: str) -> tuple[str, ...]:
        """The ids of the offices that a user means, whoever holds them; else as ``find`` has it."""
        asked = None if text in self._labels else self.offices.read(text)
        return tuple(self.offices.meant(asked) if asked else ()) or (self.find(text),)

    def holder(self, post: Post, state: str) -> str:
        """The id of the person whom a post names as its holder: the name itself where nobody is
        called so, an empty one where several are."""
        found = self._people.of(post.holder, state, self._derived)
        found = {self._merges.kept(person) for person in found}
        return post.holder if not found else found.pop() if len(found) == 1 else ""

    def limits(self, post: Post, state: str) -> tuple[Limit, ...]:
        """What bounds the term of a post of a state: the life of its holder, as all rows of those
        who count as him tell it, the time of the state, and of that where he is accredited."""
        who = self.holder(post, state) if post.holder else ""
        own, at = self._bodies.get(state), post.accredited_to.removesuffix("?")
        there = [*self._may_mean(at), *self._reference.later(fold(at))] if at else []
        found = (
            lifetime(self._alive.get(who, ())),
            standing(own.name, [own]) if isinstance(own, State) else None,
            standing(at, [node for node in there if isinstance(node, State)]),
        )
        return tuple(filter(None, found))

    def apart(self, spelled: Spelled, state: str) -> str:
        """The person whom a spelling means but for judgements; empty where it is none, or several.

        ``state``: the id of the state that he acts for.
        """
        found = self._people.of(spelled.name, state, self._derived)
        return found.pop() if spelled.form == "person" and len(found) == 1 else ""

    def kept(self, person: str) -> str:
        """The id under which a person counts by judgements."""
        return self._merges.kept(person)

    def make_holder(self, told: str) -> None:
        """Make a person of the holder of a post whom a judgement names and no claim does."""
        try:
            spelled, state = self._merges.read(told)
        except RapalloError:
            return
        key = fold(spelled.name)
        if not self._people.of(spelled.name, state) and any(
            at == state and fold(post.holder) == key for at, post in self._posts.values()
        ):
            self._person(spelled, state)

    def _take_person(self, person: Diplomat) -> None:
        """Learn the name and the life of a person."""
        self._labels[person.id] = person.name
        self._lives.pop(person.id, None)
        if person.born or person.died:
            self._lives[person.id] = person
        self._roll = None

    def _take_post(self, post: Post, state: str) -> None:
        """Learn a post of a state."""
        key = office(state, post.title)
        self._offices.setdefault(key, post)
        self._labels[key] = f"[{post.title}]|{post.state}"
        self._posts[post.id] = (state, post)
        self._roll = None
        if post.holder and state:
            self._people.serve(post.holder, state)

    def _in_office(self, text: str, when: When) -> str:
        """The id that an office in words means, or an empty one where the words are none.

        Raises UnknownOffice or AmbiguousOffice.
        """
        asked = self.offices.read(text, when)
        return (self._held_by(asked) or self.offices.find(asked)) if asked else ""

    def _held_by(self, asked: Asked) -> str:
        """The id of the person who certainly held an office, or an empty one."""
        held = self.offices.certain(asked)
        if held is None:
            return ""
        return self._person(Spelled("person", held.post.holder, held.post.state), held.state)

    def _holder(self, spelled: Spelled, state: str, when: When) -> str:
        """The person who certainly held a post on a date, else the post: its unnamed holder."""
        if state and when is not UNDATED:
            asked = self.offices.titled(str(spelled), spelled.name, frozenset({state}), when)
            if person := self._held_by(asked):
                return person
        return self._post(spelled, state)

    def _dated_cell(self, text: str) -> bool:
        """Whether text is a post as a cell has it with a date behind: ``[post]|State, 1926``."""
        return text.startswith("[") and bool(dated(text)[1])
