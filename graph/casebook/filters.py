"""Which claims a question is about: the same filters for every verb, turned into SQL."""

from __future__ import annotations

from dataclasses import dataclass, fields

from rapallo.dates.edtf import window
from rapallo.dates.when import When

__all__ = ["Filters"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What to keep. Values within one filter are alternatives, filters add up.

    ``actor``, ``target``, ``treaty``, ``issue`` and ``place`` are ids; an actor is met as agent or
    intermediary, himself or through whoever acts for him, a target likewise. ``between`` keeps
    what *possibly* falls in the window. ``min_sources`` counts the sources of the event.

    >>> Filters(kind=("signed",), between=("1920", "1934")).describe()
    'kind signed; between 1920 and 1934'
    """

    actor: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    treaty: tuple[str, ...] = ()
    issue: tuple[str, ...] = ()
    post: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    coder: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    act: tuple[str, ...] = ()
    status: tuple[str, ...] = ("told",)
    basis: tuple[str, ...] = ()
    between: tuple[str, str] | None = None
    min_sources: int = 1

    @property
    def window(self) -> When | None:
        """The window of ``between``, or None."""
        return window(*self.between) if self.between else None

    def describe(self) -> str:
        """The filters in words; the default status goes unsaid."""
        parts = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value == field.default:
                continue
            if field.name == "between":
                parts.append(f"between {value[0]} and {value[1]}")
            elif field.name == "min_sources":
                parts.append(f"at least {value} sources")
            else:
                parts.append(f"{field.name} {' or '.join(value) or 'any'}")
        return "; ".join(parts)

    def where(self) -> tuple[str, list[object]]:
        """The condition on a row ``c`` of ``claims``, and its parameters."""
        conditions: list[str] = ["TRUE"]
        parameters: list[object] = []
        for column, values in (
            ("source", self.source),
            ("kind", self.kind),
            ("act", self.act),
            ("status", self.status),
            ("date_basis", self.basis),
            ("place_id", self.place),
        ):
            _one_of(conditions, parameters, f"c.{column} IN (SELECT unnest(?))", values)
        for column, values in (("treaty_ids", self.treaty), ("issue_ids", self.issue)):
            _one_of(conditions, parameters, f"list_has_any(c.{column}, ?)", values)
        coders = "list_has_any(string_split(c.coder, ';'), ?)"
        _one_of(conditions, parameters, coders, self.coder)
        _one_of(conditions, parameters, _PARTICIPANT.format(roles="'agent', 'via'"), self.actor, 2)
        _one_of(conditions, parameters, _PARTICIPANT.format(roles="'target'"), self.target, 2)
        _one_of(conditions, parameters, _HOLDER, self.post, 1)
        if self.window:
            conditions.append("c.s0 <= ? AND c.e1 >= ?")
            parameters += [self.window.e1, self.window.s0]
        if self.min_sources > 1:
            conditions.append(_SOURCES)
            parameters.append(self.min_sources)
        return " AND ".join(conditions), parameters


_PARTICIPANT = """EXISTS (SELECT 1 FROM participants p WHERE p.claim = c.id AND p.role IN ({roles})
    AND (p.actor IN (SELECT unnest(?)) OR p.acting_for IN (SELECT unnest(?))))"""

_HOLDER = """EXISTS (SELECT 1 FROM participants p WHERE p.claim = c.id
    AND p.actor IN (SELECT unnest(?)))"""

_SOURCES = """(SELECT count(DISTINCT e.source) FROM claims e
    WHERE e.event = c.event AND e.status = 'told') >= ?"""


def _one_of(
    conditions: list[str],
    parameters: list[object],
    condition: str,
    values: tuple[str, ...],
    times: int = 1,
) -> None:
    if values:
        conditions.append(condition)
        parameters += [list(values)] * times
