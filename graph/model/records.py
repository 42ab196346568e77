"""What a loader yields beside nodes and claims, and what a load says afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from rapallo.model.acts import Act
from rapallo.model.claim import Claim
from rapallo.model.nodes import Diplomat, Node

__all__ = ["Ignored", "LoadReport", "Placed", "PlacedNode", "Reject"]


class Placed(NamedTuple):
    """A claim with where it stands, and the computed columns that stood beside it.

    The casebook computes these columns itself and notes where it comes to another value.
    """

    claim: Claim
    path: str = ""
    row: int = 0
    computed: Mapping[str, str] = {}


class PlacedNode(NamedTuple):
    """A node or an act of the codebook with where it stands, for what must be said about it."""

    node: Node | Act
    path: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that could not be used: where it stands, which value, and why."""

    path: str
    row: int
    field: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """Rows that a loader passes over on purpose, counted by reason."""

    reason: str
    count: int = 1


@dataclass(slots=True)
class LoadReport:
    """What one load did: records by table and what became of them; rejects; notes.

    ``counts[table][fate]`` with fate ``new``, ``changed``, ``unchanged``, ``vanished``,
    ``withdrawn``. ``kinds`` counts the new claims by kind.
    """

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    """The ids of the claims that vanished or were withdrawn."""
    without_id: int = 0
    people: list[Diplomat] = field(default_factory=list)
    """Persons whom the casebook did not know, made from the claims that name them."""
    events: dict[str, str] = field(default_factory=dict)
    """The event column of the file by claim, to be compared once events are known."""

    def add(self, table: str, fate: str, number: int = 1) -> None:
        """Count records of a table."""
        if number:
            self.counts.setdefault(table, Counter())[fate] += number

    def count(self, fate: str, *tables: str) -> int:
        """How many records met a fate, in these tables or in all."""
        return sum(c[fate] for table, c in self.counts.items() if not tables or table in tables)
