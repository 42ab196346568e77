"""The fields of paired rows on which coders are compared, each with the metric that fits it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from rapallo.analysis.agreement.alpha import (
    Alpha,
    Distance,
    alpha,
    interval,
    jaccard,
    masi,
    nominal,
    ordinal,
)
from rapallo.analysis.agreement.reading import Reading

__all__ = ["FIELDS", "Field", "agreement_on"]

_RANKS = {"low": 1, "medium": 2, "high": 3}
MOST_DAYS = 40_000
"""A date wider than so many days, over a century, is not compared as days."""

Units = Sequence[tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Field:
    """A field: the value that is compared, None where the row tells none, how far values are apart,
    and the cell that shows it."""

    name: str
    metric: str
    value: Callable[[Reading], Hashable | None]
    distance: Callable[[Units], Distance]
    cell: Callable[[Reading], str]


def agreement_on(field: Field, pairs: Sequence[tuple[Reading, Reading]], seed: int) -> Alpha:
    """Alpha of a field over paired rows that both tell it."""
    units = [(field.value(a), field.value(b)) for a, b in pairs]
    return alpha(units, field.distance(units), seed=seed)


def _always(distance: Distance) -> Callable[[Units], Distance]:
    return lambda units: distance


def _written(name: str) -> Callable[[Reading], str]:
    return lambda one: str(getattr(one.claim, name))


def _midpoint(one: Reading) -> float | None:
    return (one.when.s0 + one.when.e1) / 2 if one.when.bounded else None


def _days(one: Reading) -> frozenset[int] | None:
    if not one.when.bounded or one.when.width > MOST_DAYS:
        return None
    return frozenset(range(one.when.s0, one.when.e1 + 1))


def _word(name: str) -> Field:
    return Field(
        name,
        "nominal",
        lambda one: getattr(one.claim, name) or None,
        _always(nominal),
        _written(name),
    )


def _set(name: str, value: Callable[[Reading], frozenset[str]], cell: str) -> Field:
    return Field(name, "MASI", lambda one: value(one) or None, _always(masi), _written(cell))


FIELDS: tuple[Field, ...] = (
    _word("kind"),
    _word("act"),
    _word("status"),
    Field("date: middle", "interval", _midpoint, _always(interval), _written("date")),
    Field("date: days", "Jaccard", _days, _always(jaccard), _written("date")),
    Field(
        "date: extent",
        "nominal",
        lambda one: one.when.extent if one.claim.date else None,
        _always(nominal),
        _written("date"),
    ),
    _set("agents", lambda one: one.agents, "agents"),
    _set("targets", lambda one: one.targets, "targets"),
    _set("treaty", lambda one: one.treaties, "treaty"),
    _set("issue", lambda one: one.issues, "issue"),
    Field("place", "nominal", lambda one: one.place or None, _always(nominal), _written("place")),
    Field(
        "confidence",
        "ordinal",
        lambda one: _RANKS.get(one.claim.confidence),
        ordinal,
        _written("confidence"),
    ),
)
"""In the order of rows. A cell that one coder left empty is no value, and counted apart."""
