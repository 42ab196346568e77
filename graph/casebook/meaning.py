"""What the names in a claim mean, as far as a resolver knows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rapallo.errors import RapalloError
from rapallo.model.cells import parse_place
from rapallo.model.claim import Claim, Problem
from rapallo.model.participants import Participant, participants
from rapallo.model.resolver import Resolver

__all__ = ["Meant", "meant", "name_problem"]


class Meant(NamedTuple):
    """What the names in a claim mean."""

    people: tuple[Participant, ...]
    treaties: list[str]
    issues: list[str]
    place: str
    note: str


def meant(claim: Claim, resolver: Resolver) -> Meant:
    """What the names in a claim mean; raises UnknownName, AmbiguousName or IncompleteClaim."""
    place = parse_place(claim.place)[0] if claim.place else ""
    people = participants(claim, resolver)
    return Meant(
        people,
        list(dict.fromkeys(map(resolver.treaty, claim.treaties))),
        list(dict.fromkeys(map(resolver.issue, claim.issues))),
        resolver.place(place) if place else "",
        _note(claim, people, resolver),
    )


def _note(claim: Claim, people: Sequence[Participant], resolver: Resolver) -> str:
    """A sentence on those whom the claim tells of beside those whom they are judged to be."""
    apart = {resolver.kept(one.actor) for one in people if resolver.kept(one.actor) != one.actor}
    told = [one.spelled for one in people if resolver.kept(one.actor) in apart]
    if not told:
        return ""
    return (
        f"claim {claim.id} names {' and '.join(told)}, who are one by judgement: in it they stay"
        " several"
    )


def name_problem(claim: Claim, error: RapalloError) -> Problem:
    """The reject for a name that means nobody or several, with the cell in which it stands."""
    name = getattr(error, "name", "")
    for field in ("agents", "targets", "via", "treaty", "issue", "place"):
        value: str = getattr(claim, field)
        if name and name in value:
            return Problem(field, value, str(error))
    return Problem("agents", claim.agents, str(error))
