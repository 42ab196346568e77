"""The half of an index of names that is about offices: who holds one, and what it is called."""

from __future__ import annotations

from abc import ABC, abstractmethod

from rapallo.dates.when import UNDATED, When
from rapallo.identity.bodies import office
from rapallo.identity.merges import Merges
from rapallo.identity.offices import Asked, Offices
from rapallo.identity.people import People
from rapallo.identity.titles import dated
from rapallo.model.cells import Spelled
from rapallo.model.nodes import Organization, Place, Post, State
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

    def __init__(self) -> None:
        self._posts: dict[str, tuple[str, Post]] = {}
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
