"""Who takes part in a claim, once the names are resolved."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from rapallo.dates.when import UNDATED
from rapallo.errors import IncompleteClaim
from rapallo.model.cells import Sides, Spelled, parse_cell
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

    Two whom only a judgement makes one stay two where a role names both: the source tells of two.
    ``{A/B}`` of one by judgement is he, for certain.

    Raises UnknownName or AmbiguousName from the resolver, and IncompleteClaim where one actor is
    named twice in a role or a meeting is left with fewer than two.
    """
    cells: tuple[tuple[Role, Sides], ...] = (
        ("agent", claim.agent_sides),
        ("target", claim.target_sides),
        ("via", claim.via_sides),
    )
    rows = [row for role, sides in cells if sides for row in _role(claim, role, sides, resolver)]
    rows = [row if alone else _unnamed(row, resolver) for row, alone in _alone(rows)]
    if len({(row.role, row.actor) for row in rows}) < len(rows):
        rows = list(_once(_apart(rows, resolver), resolver))
    acted_for = {(r.role, r.side, r.acting_for) for r in rows if r.acting_for != r.actor}
    for place, row in enumerate(rows):
        if (row.role, row.side, row.actor) in acted_for:
            rows[place] = replace(row, represented=True)
    _no_twins(claim, rows)
    return tuple(rows)


def _role(claim: Claim, role: Role, sides: Sides, resolver: Resolver) -> Iterator[Participant]:
    position, when = 0, claim.when
    for number, side in enumerate(sides):
        for spelled in side:
            for who, certainty in _options(spelled):
                actor, state = resolver.actor(who, when)
                yield Participant(
                    claim.id, role, number, position, actor, state, who.sure(), certainty
                )
            position += 1


def _options(spelled: Spelled) -> tuple[tuple[Spelled, Certainty], ...]:
    if spelled.form == "one_of":
        return tuple((option, "one_of") for option in spelled.options)
    return ((spelled, "possible" if spelled.doubtful else "certain"),)


def _alone(rows: list[Participant]) -> Iterator[tuple[Participant, bool]]:
    """The rows, and whether each can stay: a post held by one who stands beside it cannot."""
    seen = Counter(row.actor for row in rows)
    for row in rows:
        yield row, not (row.spelled.startswith("[") and seen[row.actor] > 1)


def _unnamed(row: Participant, resolver: Resolver) -> Participant:
    """The unnamed holder of a post: at no time told, it is nobody's for certain."""
    ((spelled,),) = parse_cell(row.spelled)
    return replace(row, actor=resolver.actor(spelled, UNDATED).actor)


def _apart(rows: list[Participant], resolver: Resolver) -> list[Participant]:
    """The rows, those of one actor at several places of a role as whom they are unjudged."""
    places: dict[tuple[str, str], set[int]] = defaultdict(set)
    for row in rows:
        places[row.role, row.actor].add(row.position)
    several = {key for key, those in places.items() if len(those) > 1}
    return [
        replace(row, actor=_unjudged(row, resolver)) if (row.role, row.actor) in several else row
        for row in rows
    ]


def _once(rows: list[Participant], resolver: Resolver) -> Iterator[Participant]:
    """The rows, options of which judgements make one but once: certain where no other is left."""
    options: dict[tuple[str, int], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        if row.certainty == "one_of":
            options[row.role, row.position][row.actor].add(_unjudged(row, resolver))
    told = set()
    for row in rows:
        place, key = (row.role, row.position), (row.role, row.position, row.actor)
        judged = row.certainty == "one_of" and len(options[place][row.actor]) > 1
        if not judged or key not in told:
            alone = judged and len(options[place]) == 1
            yield replace(row, certainty="certain") if alone else row
        told.add(key)


def _unjudged(row: Participant, resolver: Resolver) -> str:
    """Whom a row means but for judgements."""
    ((spelled,),) = parse_cell(row.spelled)
    return resolver.apart(spelled, row.acting_for) or row.actor


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
