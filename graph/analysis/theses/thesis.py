"""A thesis: a general statement in words, where a source makes it, in what scope, and its test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rapallo.analysis.theses.trial import Trial

__all__ = ["Problem", "Scope", "Thesis", "Theses"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which part of the record a thesis is about: filters, in the names that its author used.

    ``lineage``: a state counts as the lineage it belongs to. ``expand``: groups that count as their
    members.
    """

    names: Mapping[str, Any] = field(default_factory=dict)
    lineage: bool = False
    expand: tuple[str, ...] = ()

    def words(self) -> str:
        """The scope in words."""
        said = [
            f"between {value[0]} and {value[1]}" if name == "between" else _words(name, value)
            for name, value in self.names.items()
        ]
        said += ["lineages joined"] if self.lineage else []
        said += [f"{' and '.join(self.expand)} expanded"] if self.expand else []
        return "; ".join(said) or "the whole record"


def _words(name: str, value: Any) -> str:
    said = " or ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return f"{name.replace('_', ' ')} {said}"


@dataclass(frozen=True, slots=True)
class Thesis:
    """``source`` and ``locator`` say where it is stated, ``note`` what its test leaves out."""

    id: str
    claim: str
    source: str
    locator: str
    scope: Scope
    trial: Trial
    note: str = ""


@dataclass(frozen=True, slots=True)
class Theses:
    """The theses of a file."""

    title: str
    theses: tuple[Thesis, ...]
    path: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file of theses, and where."""

    thesis: str
    key: str
    value: str
    reason: str

    def __str__(self) -> str:
        where = ", ".join(filter(None, (f"thesis {self.thesis}" if self.thesis else "", self.key)))
        value = f" {self.value}" if self.value else ""
        return f"{where}:{value} {self.reason}" if where else f"{value} {self.reason}".strip()
