"""Events as coordination reads them: who acted, on what, and which pairs stood in them together.

Three readings of "together" that differ: agents on one *side* of an act (``;;`` divides those who
acted against each other), participants of a meeting on *different* sides where sides are told, and
parties to a treaty on whatever side. The misuse to prevent: ``{A/B}``, one of two, read as both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product
from typing import Any, NamedTuple

from rapallo.analysis.coordination.passages import Passage
from rapallo.casebook.read import StoredClaim
from rapallo.dates.when import When
from rapallo.identity.events import Event
from rapallo.model.participants import Participant
from rapallo.projection.level import UNKNOWN, Level

__all__ = ["Occasion", "Pair", "ToldAct", "act", "exchange", "meeting", "signing"]

Pair = tuple[str, str]
"""Two ids, the lower first."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A told event and the pairs that stood in it together, each certainly or possibly.

    ``told_in`` holds the passage of each claim; ``certain`` is False where a claim says that it did
    not happen.
    """

    id: str
    when: When
    claims: tuple[str, ...]
    told_in: tuple[Passage, ...]
    certain: bool
    pairs: Mapping[Pair, bool]

    def retold(self, other: Occasion) -> bool:
        """Whether one passage tells both."""
        return not set(self.told_in).isdisjoint(other.told_in)

    def told_with(self, other: Occasion) -> tuple[tuple[str, str], ...]:
        """The claims of the one and of the other that one passage tells together."""
        ours, theirs = (zip(o.claims, o.told_in, strict=True) for o in (self, other))
        return tuple((x, y) for (x, here), (y, there) in product(ours, theirs) if here == there)


@dataclass(frozen=True, slots=True)
class ToldAct(Occasion):
    """An act: a told event of kind opposed, pressured or supported.

    ``pairs`` acted together, on one side. ``agents`` are all who acted and ``matters`` the targets,
    treaties and issues, each with whether it is certain. ``alone``: one agent and nobody else.
    """

    kind: str
    sign: int
    agents: Mapping[str, bool]
    matters: Mapping[str, bool]
    alone: bool


class _Presence(NamedTuple):
    """Someone at a place in a claim; ``option`` counts the alternatives of ``{A/B}``."""

    actor: str
    certain: bool
    side: int
    position: int
    option: int


Fits = Callable[[_Presence, _Presence], bool]


def act(event: Event, who: Level, what: Level, told_in: Mapping[str, Passage]) -> ToldAct:
    """An act at a level: its agents count as ``who`` says, its targets as ``what`` says."""
    agents = {s.actor: s.certain for s in who.standings(event, "agent")}
    matters = {s.actor: s.certain for s in what.standings(event, "target") if s.actor != UNKNOWN}
    matters |= _named([claim.treaties for claim in event.claims])
    matters |= _named([claim.issues for claim in event.claims])
    return ToldAct(
        *_occasion(event, told_in),
        _pairs(event, who, _on_one_side),
        event.kind,
        event.sign,
        _shared(tuple(agents.items())),
        _shared(tuple(matters.items())),
        len(agents) == 1 and (who.by == "state" or len(event.role("agent")) == 1),
    )


def meeting(event: Event, who: Level, told_in: Mapping[str, Passage]) -> Occasion:
    """A meeting: each meets all others, those on the other sides where sides are told."""
    return Occasion(*_occasion(event, told_in), _pairs(event, who, _both_there, sided=True))


def signing(event: Event, who: Level, told_in: Mapping[str, Passage]) -> Occasion:
    """An act of a treaty with its parties."""
    return Occasion(*_occasion(event, told_in), _pairs(event, who, _both_there))


def exchange(event: Event, who: Level, told_in: Mapping[str, Passage]) -> Occasion:
    """A letter or the like: between each agent and each target."""
    found = []
    for claim in event.claims:
        agents, targets = (list(_presences(claim, role, who)) for role in ("agent", "target"))
        found.append(_of_claim(product(agents, targets), lambda a, b: True))
    return Occasion(*_occasion(event, told_in), _over_claims(found))


def _occasion(
    event: Event, told_in: Mapping[str, Passage]
) -> tuple[str, When, tuple[str, ...], tuple[Passage, ...], bool]:
    claims = event.claim_ids
    passages = tuple(told_in[claim] for claim in claims)
    return event.id, event.when, claims, passages, not event.negated


def _named(by_claim: list[tuple[str, ...]]) -> dict[str, bool]:
    """Names told by claims: certain where every claim that names any names it."""
    naming = [set(names) for names in by_claim if names]
    return {name: all(name in names for names in naming) for name in set().union(*naming)}


def _pairs(event: Event, level: Level, fits: Fits, *, sided: bool = False) -> Mapping[Pair, bool]:
    found = []
    for claim in event.claims:
        there = list(_presences(claim, "agent", level))
        apart = sided and len({presence.side for presence in there}) > 1
        rule = _on_other_sides if apart else fits
        found.append(_of_claim(combinations(there, 2), rule))
    return _over_claims(found)


def _presences(claim: StoredClaim, role: str, level: Level) -> Iterator[_Presence]:
    positions: dict[int, list[Participant]] = defaultdict(list)
    for row in claim.participants:
        if row.role == role:
            positions[row.position].append(row)
    for position, rows in positions.items():
        counted = [level.counts_as(row, claim.when) for row in rows]
        doubtful = any(row.certainty == "possible" for row in rows)
        for option, (row, actors) in enumerate(zip(rows, counted, strict=True)):
            for actor in actors:
                certain = not doubtful and all(other.get(actor) for other in counted)
                yield _Presence(actor, certain, row.side, position, option)


def _both_there(a: _Presence, b: _Presence) -> bool:
    """Whether both can be there: two alternatives of one place cannot."""
    return a.position != b.position or a.option == b.option


def _on_one_side(a: _Presence, b: _Presence) -> bool:
    return a.side == b.side and _both_there(a, b)


def _on_other_sides(a: _Presence, b: _Presence) -> bool:
    return a.side != b.side and _both_there(a, b)


def _of_claim(
    twos: Iterable[tuple[_Presence, _Presence]], fits: Fits
) -> tuple[set[Pair], set[Pair]]:
    """The pairs of one claim: those possible, and those certain among them."""
    possible, certain = set(), set()
    for a, b in twos:
        if a.actor == b.actor or UNKNOWN in (a.actor, b.actor) or not fits(a, b):
            continue
        pair = (a.actor, b.actor) if a.actor < b.actor else (b.actor, a.actor)
        possible.add(pair)
        if a.certain and b.certain:
            certain.add(pair)
    return possible, certain


def _over_claims(found: list[tuple[set[Pair], set[Pair]]]) -> Mapping[Pair, bool]:
    pairs = {pair for possible, _ in found for pair in possible}
    return _shared(
        tuple((pair, all(pair in certain for _, certain in found)) for pair in sorted(pairs))
    )


@lru_cache(maxsize=1_000_000)
def _shared(items: tuple[tuple[Any, bool], ...]) -> Mapping[Any, bool]:
    """A mapping; the same for the same items, since in a large record most are alike."""
    return dict(items)
