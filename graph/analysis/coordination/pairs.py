"""What is found of a pair, as a row: its counts, its test, and the claims that carry them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

from rapallo.analysis.coordination.aftermath import Aftermath
from rapallo.analysis.coordination.draws import DRAWS
from rapallo.analysis.coordination.happenings import Occasion, Pair
from rapallo.analysis.coordination.matches import Lead
from rapallo.analysis.coordination.record import Record
from rapallo.analysis.coordination.study import Closeness
from rapallo.analysis.significance import Chance
from rapallo.dates.compare import Certainty

__all__ = ["COLUMNS", "Found", "rank", "row"]

COLUMNS = (
    *("a_label", "b_label", "J_certain", "J", "M", "S", "C_certain", "C", "C_possible", "expected"),
    *("p", "q", "P_certain", "P", "P_possible"),
)
"""What a table shows of a pair."""


@dataclass(slots=True)
class Found:
    """What is known of a pair; ``chance``, ``q`` and what chance makes of the tested column once it
    is tested, else a ``reason``.
    """

    pair: Pair
    joint: list[Occasion]
    meetings: list[Occasion]
    exchanges: list[Occasion]
    treaties: list[Occasion]
    reason: str
    chance: Chance | None = None
    q: float | None = None
    expected: float | None = None

    def worth_a_row(self, close: Closeness, after: Aftermath) -> bool:
        """Whether there is anything to say of it."""
        told = (self.joint, self.meetings, self.exchanges, self.treaties)
        near = (close.acts, close.retold, after.possible, after.retold)
        return any(told) or any(near) or not self.reason


def row(
    rec: Record, found: Found, close: Closeness, after: Aftermath, tested: str
) -> dict[str, Any]:
    """The row of a pair, whose column ``tested`` is set against chance."""
    a, b = found.pair
    labels = {"a": a, "b": b, "a_label": rec.who.label(a), "b_label": rec.who.label(b)}
    return {
        **labels,
        **_counts(rec, found, close, after),
        **_test(found, tested),
        **_order(close.lead),
        **_cited(found, close, after),
    }


def rank(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """The order of rows: J, q (None last), the tested column over its expectation, names."""
    q, expected = row["q"], row["expected"]
    if expected is None:
        ratio = -inf
    elif expected:
        ratio = row[row["tested"]] / expected
    else:
        ratio = inf if row[row["tested"]] else 0.0
    names = (row["a_label"], row["b_label"], row["a"], row["b"])
    return -row["J"], inf if q is None else q, -ratio, *names


def _counts(rec: Record, found: Found, close: Closeness, after: Aftermath) -> dict[str, Any]:
    def certain(*occasions: Occasion) -> int:
        return sum(_certainly(rec, occasion, found.pair) for occasion in occasions)

    return {
        "J": len(found.joint),
        "J_certain": certain(*found.joint),
        "J_possible": len(found.joint),
        "M": len(found.meetings) + len(found.exchanges),
        "M_certain": certain(*found.meetings, *found.exchanges),
        "meetings": len(found.meetings),
        "exchanges": len(found.exchanges),
        "S": len(found.treaties),
        "S_certain": certain(*found.treaties),
        "C_certain": close.certain,
        "C": close.total / DRAWS,
        "C_possible": close.possible,
        "P": after.total / DRAWS,
        "P_certain": len(after.certain),
        "P_possible": len(after.possible),
    }


def _certainly(rec: Record, act: Occasion, pair: Pair) -> bool:
    return act.certain and act.pairs[pair] and rec.inside(act.when) is Certainty.CERTAINLY


def _test(found: Found, tested: str) -> dict[str, Any]:
    return {
        "tested": tested,
        "expected": found.expected,
        "p": found.chance.p if found.chance else None,
        "q": found.q,
        "least_p": found.chance.least if found.chance else None,
        "reason": found.reason,
        "replicates": found.chance.replicates if found.chance else 0,
    }


def _order(lead: Lead) -> dict[str, Any]:
    return {
        "lead": lead.gap,
        "a_first": lead.a_first,
        "b_first": lead.b_first,
        "same_day": lead.same_day,
        "open_order": lead.open_order,
        "a_maybe": lead.a_maybe,
        "b_maybe": lead.b_maybe,
    }


def _cited(found: Found, close: Closeness, after: Aftermath) -> dict[str, Any]:
    retold = (*close.retold, *after.retold)
    each = {
        "claims_joint": _claims(found.joint),
        "claims_alike": _claims(close.acts),
        "claims_meetings": _claims([*found.meetings, *found.exchanges]),
        "claims_treaties": _claims(found.treaties),
        "claims_after": _claims(after.possible),
    }
    return {
        "claims": tuple(dict.fromkeys(claim for claims in each.values() for claim in claims)),
        **each,
        "told_together": tuple(claims for x, y in retold for claims in x.told_with(y)),
    }


def _claims(occasions: Iterable[Occasion]) -> tuple[str, ...]:
    return tuple(claim for occasion in occasions for claim in occasion.claims)
