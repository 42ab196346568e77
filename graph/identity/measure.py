"""How well scores tell the same person from another, on people of whom it is known.

All records of the people of a part are put together as in a casebook, blocked, scored and put in
order. A pair of one person that blocking loses counts as missed. Different persons are whatever
else blocking lets through - namesakes, fathers and sons, brothers - and, whether it does or not,
each head of a mission with his successor. People are split into two halves by surname, so that
namesakes and families stay on one side: weights are fitted on one half and figures given for the
other. Pairs of one person are not independent of each other: Wilson's intervals, which treat them
so, are a little too narrow where persons have many spellings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations
from typing import NamedTuple

from rapallo.identity.blocking import Blocks
from rapallo.identity.candidates import compare
from rapallo.identity.labelled import Labelled
from rapallo.identity.proportion import Share
from rapallo.identity.rarity import Rarity
from rapallo.identity.records import Record
from rapallo.identity.rules import Finding
from rapallo.identity.sound import skeletons
from rapallo.identity.weights import Weight, Weights, fit

__all__ = ["Half", "Outcome", "Pair", "Pool", "fitted", "halves", "outcome", "pool"]

RECALL = 0.90
"""Of the pairs of one person, the share that is to be found."""

LOST = float("-inf")


class Pair(NamedTuple):
    """Two records, whether they are one person's, and what kind of pair it is."""

    a: Record
    b: Record
    same: bool
    kind: str


class Half(NamedTuple):
    """People to fit on, and people to measure on."""

    train: list[Labelled]
    test: list[Labelled]


@dataclass(frozen=True, slots=True)
class Pool:
    """The pairs of a part: those to be scored, and how many of one person blocking lost."""

    pairs: tuple[Pair, ...]
    lost: int
    rarity: Rarity | None = None

    @property
    def same(self) -> int:
        """Pairs of one person, the lost ones too."""
        return self.lost + sum(pair.same for pair in self.pairs)

    def kinds(self) -> dict[str, int]:
        """How many pairs there are of each kind."""
        found: dict[str, int] = {}
        for pair in self.pairs:
            found[pair.kind] = found.get(pair.kind, 0) + 1
        return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an order of pairs by score is worth: where recall is reached, precision there."""

    score: float
    precision: Share
    recall: Share


def halves(people: Iterable[Labelled]) -> Half:
    """People split by surname, in whatever spelling, the same way each time."""
    split: Half = Half([], [])
    for person in people:
        key = min(skeletons(person.surname), default="")
        odd = sha256(key.encode()).digest()[0] % 2
        (split.test if odd else split.train).append(person)
    return split


def pool(people: Sequence[Labelled]) -> Pool:
    """The pairs that the records of these people make."""
    whose = {record.id: person for person in people for record in person.records}
    all_records = sorted((r for p in people for r in p.records), key=lambda record: record.id)
    blocked = {(all_records[i].id, all_records[j].id) for i, j in Blocks(all_records)}
    by_id = {record.id: record for record in all_records}
    pairs = [_pair(by_id[a], by_id[b], whose) for a, b in sorted(blocked)]
    mine = {tuple(sorted((a.id, b.id))) for p in people for a, b in combinations(p.records, 2)}
    after = set(_successors(people)) - blocked
    pairs += [Pair(by_id[a], by_id[b], False, "successors") for a, b in sorted(after)]
    return Pool(tuple(pairs), len(mine - blocked), Rarity(p.records[0] for p in people))


def _successors(people: Sequence[Labelled]) -> Iterator[tuple[str, str]]:
    there = {person.person: person for person in people}
    for person in people:
        for other in person.successors & there.keys():
            one, two = sorted((person.records[0].id, there[other].records[0].id))
            yield one, two


def _pair(a: Record, b: Record, whose: Mapping[str, Labelled]) -> Pair:
    one, other = whose[a.id], whose[b.id]
    if one.person == other.person:
        return Pair(a, b, True, "the same person")
    if other.person in one.successors or one.person in other.successors:
        return Pair(a, b, False, "successors")
    first, second = one.records[0], other.records[0]
    if first.names[0].surname != second.names[0].surname:
        return Pair(a, b, False, "surnames alike")
    return Pair(a, b, False, _namesakes(first, second))


def _namesakes(a: Record, b: Record) -> str:
    given, other = a.names[0].given[:1], b.names[0].given[:1]
    if given != other or not given:
        return "one surname and initial"
    apart = abs(a.born.s0 - b.born.s0) if a.born.bounded and b.born.bounded else 0
    return "fathers and sons" if 15 * 365 < apart < 60 * 365 else "one surname and first name"


def fitted(pools: Iterable[Pool]) -> tuple[Weight, ...]:
    """The weights fitted to the pairs of these pools, to be written to ``weights.csv``."""
    seen: list[tuple[Sequence[Finding], bool]] = []
    for one in pools:
        for pair in one.pairs:
            rules = compare(pair.a, pair.b, rarity=one.rarity).rules[1:]
            seen.append(([Finding(r.rule, r.level, r.saw) for r in rules], pair.same))
    return fit(seen)


def outcome(
    pools: Iterable[Pool], *, recall: float = RECALL, weights: Weights | None = None
) -> Outcome | None:
    """The highest score at which so many pairs of one person are found, and the precision there.

    Pairs of equal scores are taken together. None where the recall is never reached, or where there
    is no pair of one person.
    """
    pools = list(pools)
    same = sum(one.same for one in pools)
    scored = sorted(
        (
            (compare(pair.a, pair.b, weights, one.rarity).score, pair.same)
            for one in pools
            for pair in one.pairs
        ),
        reverse=True,
    )
    found = taken = 0
    for place, (score, is_same) in enumerate(scored):
        found, taken = found + is_same, taken + 1
        tied = place + 1 < len(scored) and scored[place + 1][0] == score
        if same and not tied and found >= recall * same:
            return Outcome(score, Share(found, taken), Share(found, same))
    return None


def at(pools: Iterable[Pool], score: float, *, weights: Weights | None = None) -> Outcome:
    """Precision and recall of all pairs from a score on."""
    pools = list(pools)
    taken = [
        pair.same
        for one in pools
        for pair in one.pairs
        if compare(pair.a, pair.b, weights, one.rarity).score >= score
    ]
    same = sum(one.same for one in pools)
    return Outcome(score, Share(sum(taken), len(taken)), Share(sum(taken), same))
