"""The codebook: the controlled vocabulary of acts, in one table that a reader can change.

``acts.csv`` beside this module is the codebook that ships; a casebook keeps its own copy, and a
folder that holds an ``acts.csv`` brings its own. The PLOVER and CAMEO codes are the nearest root
classes of those schemes (Open Event Data Alliance), for comparison, not a claim of equivalence.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources

from rapallo.errors import BadInput, UnknownAct
from rapallo.model.text import unstorable

__all__ = ["ACT_KINDS", "Act", "Codebook", "KINDS", "STATUSES"]

KINDS = ("met_with", "signed", "opposed", "pressured", "supported", "informed")
"""What a claim can say: the kinds of edges."""

ACT_KINDS = ("opposed", "pressured", "supported")
"""The kinds that the analyses call *acts*."""

STATUSES = ("told", "planned", "alleged", "negated")


_WORDS = (("kind", KINDS), ("sign", ("-1", "0", "1", "+1")), ("edge", ("yes", "no")))


@dataclass(frozen=True, slots=True)
class Act:
    """One entry of the codebook.

    ``sign`` is -1 (against), 0 or +1 (for); ``edge`` whether a claim of it makes an edge.
    """

    act: str
    kind: str
    sign: int
    edge: bool
    channel: str = ""
    plover: str = ""
    cameo: str = ""
    definition: str = ""
    example: str = ""
    counter_example: str = ""

    @classmethod
    def from_row(cls, row: Mapping[str, str]) -> Act:
        """Read a row of ``acts.csv``; a :class:`BadInput` says which cell is wrong."""
        cells = {name: row.get(name) or "" for name in cls.columns()}
        for name, value in cells.items():
            if reason := unstorable(value):
                raise BadInput(reason).at(name, value)
        if not cells["act"].strip():
            raise BadInput("an act of the codebook has no name").at("act")
        for name, words in _WORDS:
            if cells[name] not in words:
                reason = (
                    f"act {cells['act']!r}: {name} {cells[name]!r} is none of {', '.join(words)}"
                )
                raise BadInput(reason).at(name, cells[name])
        act, kind, sign, edge, *rest = cells.values()
        return cls(act, kind, int(sign), edge == "yes", *rest)

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """The columns of ``acts.csv``."""
        return tuple(field.name for field in fields(cls))

    def to_row(self) -> dict[str, str]:
        """The row of ``acts.csv``."""
        row = {name: str(getattr(self, name)) for name in self.columns()}
        return {**row, "edge": "yes" if self.edge else "no"}


class Codebook:
    """The acts by name.

    >>> codebook = Codebook.shipped()
    >>> codebook["ultimatum"].kind, codebook["ultimatum"].sign, codebook["advice"].sign
    ('pressured', -1, 0)
    """

    def __init__(self, acts: Iterable[Act]) -> None:
        self.acts = {act.act: act for act in acts}

    @staticmethod
    @cache
    def shipped() -> Codebook:
        """The codebook that comes with Rapallo."""
        text = resources.files("rapallo.model").joinpath("acts.csv").read_text("utf-8")
        return Codebook(Act.from_row(row) for row in csv.DictReader(text.splitlines()))

    def __getitem__(self, name: str) -> Act:
        try:
            return self.acts[name]
        except KeyError:
            raise UnknownAct(f"the codebook has no act {name!r}") from None

    def __contains__(self, name: object) -> bool:
        return name in self.acts

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """The names of the acts of a kind."""
        return tuple(act.act for act in self.acts.values() if act.kind == kind)
