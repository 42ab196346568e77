"""Who sits at the table: the places of a claim, as they count at a level.

A claim names its participants place by place. At a place may stand one, one of several (``{A/B}``),
or a group that counts as its members; two places may count as one, two envoys of one state.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapallo.casebook.read import StoredClaim
from rapallo.model.participants import Participant
from rapallo.projection.level import Level

__all__ = ["Seat", "company", "seats"]


@dataclass(frozen=True, slots=True)
class Seat:
    """One place in a role. ``names``: who may stand there at the level, and whether certainly.

    ``names`` is empty where whoever stands there does not count at the level (a state, by
    diplomat); ``present`` holds him nevertheless. ``settled``: the source names no alternative.
    """

    side: int
    names: dict[str, bool]
    present: frozenset[str]
    settled: bool

    @property
    def certain(self) -> frozenset[str]:
        """Who certainly stands there."""
        return frozenset(name for name, sure in self.names.items() if sure)


def seats(claim: StoredClaim, role: str, level: Level) -> list[Seat]:
    """The places of a role in a claim, in order, without those that nobody fills at the level.

    A state beside its own representative fills none of its own, but by state, where both are it.
    """
    positions: dict[int, list[Participant]] = defaultdict(list)
    for row in claim.participants:
        if row.role == role:
            positions[row.position].append(row)
    found = (_seat(rows, claim, level) for _, rows in sorted(positions.items()))
    return [seat for seat in found if seat.present]


def _seat(rows: Sequence[Participant], claim: StoredClaim, level: Level) -> Seat:
    options = [level.counts_as(row, claim.when) for row in rows]
    doubtful = any(row.certainty == "possible" for row in rows)
    names = {
        actor: not doubtful and all(option.get(actor, False) for option in options)
        for option in options
        for actor in option
    }
    others = {
        row.actor
        for row, option in zip(rows, options, strict=True)
        if not option and not row.represented
    }
    return Seat(rows[0].side, names, frozenset(names) | others, len(rows) == 1)


def company(table: Iterable[Seat]) -> int:
    """How many are told to be there: places that count as one are one, and so are alternatives.

    >>> a, b, either = Seat(0, {}, frozenset("a"), True), Seat(0, {}, frozenset("b"), True), Seat(
    ...     0, {}, frozenset("bc"), False)
    >>> company([a, b, b]), company([a, either]), company([a, b, either])
    (2, 2, 3)
    """
    table = list(table)
    settled = {name for seat in table if seat.settled for name in seat.present}
    open_seats = {seat.present for seat in table if not seat.settled}
    return len(settled) + sum(not names <= settled for names in open_seats)
