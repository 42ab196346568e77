"""Who is meant by a name: the protocol that loaders and the casebook rely on."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from rapallo.dates.when import When
from rapallo.model.cells import Spelled
from rapallo.model.nodes import Node

__all__ = ["Resolution", "Resolver"]


class Resolution(NamedTuple):
    """Who a name stands for: a node's id, and the id of the state acted for (or empty)."""

    actor: str
    acting_for: str


class Resolver(Protocol):
    """Turns names into ids; raises UnknownName or AmbiguousName rather than guess."""

    def actor(self, spelled: Spelled, when: When) -> Resolution:
        """Who a participant is, on a date. A person or post not met before is a new one."""

    def apart(self, spelled: Spelled, state: str) -> str:
        """The person whom a spelling means but for judgements; empty where it is none, or several.

        ``state``: the id of the state that he acts for.
        """

    def kept(self, person: str) -> str:
        """The id under which a person counts by judgements."""

    def treaty(self, name: str) -> str:
        """The id of a treaty, new if not met before."""

    def issue(self, name: str) -> str:
        """The id of an issue, new if not met before."""

    def place(self, name: str) -> str:
        """The id of a place, new if not met before."""

    def find(self, text: str) -> str:
        """The id that is meant by an id, a name or an alias of anything known."""

    def add(self, node: Node) -> None:
        """Learn a node, so that claims that follow can name it."""

    def take_created(self) -> list[Node]:
        """The nodes made from claims since the last call."""

    def undo_created(self) -> None:
        """Forget the nodes made since the last call of ``take_created``: their claim failed."""
