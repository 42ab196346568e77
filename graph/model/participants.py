"""Who takes part in a claim, once the names are resolved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from rapallo.errors import IncompleteClaim
from rapallo.model.cells import Sides, Spelled
from rapallo.model.claim import Claim
from rapallo.model.resolver import Resolver

__all__ = ["Participant", "participants"]

Role = Literal["agent", "target", "via"]
Certainty = Literal["certain", "possible", "one_of"]


@dataclass(frozen=True, slots=True)
class Participant:
    """One place in a claim. ``{A/B}`` gives a row for A and one for B at the same position.

    ``represented``: a state named beside its own representative; it is no second actor.
    """

    claim: str
    role: Role
    side: int
    position: int
    actor: str
    acting_for: str
    spelled: str
    certainty: Certainty
    represented: bool = False


def participants(claim: Claim, resolver: Resolver) -> tuple[Participant, ...]:
    """The participants of a claim, in order.

    Raises UnknownName or AmbiguousName from the resolver, and IncompleteClaim where one actor is
    named twice in a role or a meeting is left with fewer than two.
    """
    rows = [
        row
        for role, sides in (
            ("agent", claim.agent_sides),
            ("target", claim.target_sides),
            ("via", claim.via_sides),
        )
        for row in _role(claim, role, sides, resolver)  # type: ignore[arg-type]
    ]
    rows = [replace(row, represented=_represented(row, rows)) for row in rows]
    _no_twins(claim, rows)
    return tuple(rows)


def _role(claim: Claim, role: Role, sides: Sides, resolver: Resolver) -> Iterator[Participant]:
    position = 0
    for number, side in enumerate(sides):
        for spelled in side:
            for who, certainty in _options(spelled):
                found = resolver.actor(who, claim.when)
                yield Participant(
                    claim.id,
                    role,
                    number,
                    position,
                    found.actor,
                    found.acting_for,
                    str(replace(who, doubtful=False)),
                    certainty,
                )
            position += 1


def _options(spelled: Spelled) -> Iterator[tuple[Spelled, Certainty]]:
    if spelled.form == "one_of":
        yield from ((option, "one_of") for option in spelled.options)
    else:
        yield spelled, "possible" if spelled.doubtful else "certain"


def _represented(row: Participant, rows: list[Participant]) -> bool:
    return any(
        other.acting_for == row.actor
        and other.actor != row.actor
        and (other.role, other.side) == (row.role, row.side)
        for other in rows
    )


def _no_twins(claim: Claim, rows: list[Participant]) -> None:
    seen: dict[tuple[str, str], Participant] = {}
    for row in rows:
        twin = seen.setdefault((row.role, row.actor), row)
        if twin is not row:
            both = (
                f"{row.spelled} stands twice"
                if row.spelled == twin.spelled
                else f"{twin.spelled} and {row.spelled} are one"
            )
            raise IncompleteClaim(f"among the {row.role}s {both}")
    positions = {row.position for row in rows if row.role == "agent" and not row.represented}
    if claim.kind == "met_with" and len(positions) < 2:
        raise IncompleteClaim("a meeting of one: the state is represented by the other one named")
