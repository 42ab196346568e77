"""Pairs of persons who may be one, each with the rules that say so.

Nothing is merged by a score: a candidate is a question for a reader, who answers it with a
judgement (see :mod:`rapallo.identity.merges`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from rapallo.dates.calendar import BEGINNING
from rapallo.dates.when import UNDATED
from rapallo.identity.blocking import Blocks
from rapallo.identity.forenames import level
from rapallo.identity.personal import Parts
from rapallo.identity.rarity import Rarity
from rapallo.identity.records import Record
from rapallo.identity.rules import Finding, findings, name_findings
from rapallo.identity.weights import PRIOR, Weights, probability, shipped

__all__ = ["OVER", "Candidate", "Rule", "candidates", "compare"]

OVER = 0.0
"""Bits: from here on a pair is rather one person than not, among pairs like the labelled ones."""

ROUNDING = 0.005
"""Bits by which a score may be rounded up."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that fired: what it saw, and its weight in bits."""

    rule: str
    level: str
    saw: str
    weight: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two records (``a`` before ``b`` by id), their score in bits and the rules that make it."""

    a: Record
    b: Record
    score: float
    rules: tuple[Rule, ...]

    @property
    def probability(self) -> float:
        """What the score says as a probability, among pairs like the labelled ones."""
        return probability(self.score)


def compare(
    a: Record, b: Record, weights: Weights | None = None, rarity: Rarity | None = None
) -> Candidate:
    """The score of two records; the same whichever comes first.

    ``rarity``: how common names and states are among all records; without it nothing is said of it.

    >>> from rapallo.identity.personal import parts
    >>> one = Record("a", "Krestinski, Nikolai", (parts("Krestinski, Nikolai"),))
    >>> other = Record("b", "Крестинский, Н. Н.", (parts("Крестинский, Н. Н."),))
    >>> [(rule.rule, rule.level) for rule in compare(one, other).rules]
    [('prior', 'any pair'), ('surname', 'same sound'), ('given names', 'one initial')]
    """
    a, b = sorted((a, b), key=lambda record: record.id)
    weights = shipped() if weights is None else weights
    named = _names(a, b, weights)
    found = [*named, *findings(a, b)]
    if rarity and named[0].level != "differs":
        found += rarity.findings(a, b)
    rules = [Rule(*PRIOR, "", weights[PRIOR])]
    rules += [Rule(*finding, weights[finding.rule, finding.level]) for finding in found]
    return Candidate(a, b, round(sum(rule.weight for rule in rules), 2), tuple(rules))


def candidates(
    records: Sequence[Record],
    *,
    over: float = OVER,
    skip: Callable[[str, str], bool] = lambda a, b: False,
    weights: Weights | None = None,
    blocks: Iterable[tuple[int, int]] | None = None,
) -> list[Candidate]:
    """The pairs of records that score at least ``over`` bits, the likeliest first.

    ``skip``: pairs of ids that have been judged. The order of the records makes no difference.
    """
    weights = shipped() if weights is None else weights
    ordered = sorted(records, key=lambda record: record.id)
    pairs = Blocks(ordered) if blocks is None else blocks
    found = list(_over(ordered, pairs, over, weights, skip))
    return sorted(found, key=lambda one: (-one.score, one.a.id, one.b.id))


def _over(
    records: Sequence[Record],
    pairs: Iterable[tuple[int, int]],
    over: float,
    weights: Weights,
    skip: Callable[[str, str], bool],
) -> Iterator[Candidate]:
    may, rarity = _may(weights, over), Rarity(records)
    for one, other in pairs:
        a, b = records[one], records[other]
        if may(a, b):
            candidate = compare(a, b, weights, rarity)
            if candidate.score >= over and not skip(a.id, b.id):
                yield candidate


def _may(weights: Weights, over: float) -> Callable[[Record, Record], bool]:
    """Whether two records can score so much, by what is told of both and by their given names: with
    that, most pairs are done with."""
    best: dict[str, float] = defaultdict(float)
    for (rule, _), weight in weights.items():
        best[rule] = max(best[rule], weight)
    common, other = (weights["state served", one] for one in ("the same", "another"))
    common += best["persons of the state"]
    start = weights[PRIOR] + best["surname"] + best["bearers of the surname"] - over + ROUNDING
    given = best["given names"]

    def may(a: Record, b: Record) -> bool:
        bits = start
        if a.states and b.states:
            bits += other if a.states.isdisjoint(b.states) else common
        bits += sum(best[rule] for rule in _shown(a, b))
        return bits + given >= 0 and bits + _given(a, b, weights) >= 0

    return may


def _shown(a: Record, b: Record) -> Iterator[str]:
    """The rules beside those of names and states that may fire on two records."""
    if a.span[0] != BEGINNING and b.span[0] != BEGINNING:
        yield "time"
        if a.tenures and b.tenures:
            yield "posts"
    if any(date is not UNDATED for date in (a.born, a.died, b.born, b.died)):
        yield "lifetime"
        if a.born is not UNDATED and b.born is not UNDATED:
            yield "born"
        if a.died is not UNDATED and b.died is not UNDATED:
            yield "died"
    if a.wikidata and b.wikidata:
        yield "Wikidata ids"
    if not a.contacts.isdisjoint(b.contacts):
        yield "contacts"
    if _followed(a) and _followed(b):
        yield "Jr., Sr., numbers"


def _given(a: Record, b: Record, weights: Weights) -> float:
    """The most that given names can speak for one person."""
    levels = (level(x.given, y.given) for x in a.names for y in b.names)
    return max(weights.get(("given names", found), 0.0) for found in levels)


def _followed(record: Record) -> bool:
    return any(name.following for name in record.names)


def _names(a: Record, b: Record, weights: Weights) -> tuple[Finding, ...]:
    """What the two spellings that speak most for one person show; ties by what is seen."""
    if len(a.names) == len(b.names) == 1:
        return _seen(a.names[0], b.names[0])
    ways = {_seen(*pair) for pair in product(a.names, b.names)}
    return max(ways, key=lambda way: (sum(weights[f.rule, f.level] for f in way), way))


@lru_cache(maxsize=500_000)
def _seen(a: Parts, b: Parts) -> tuple[Finding, ...]:
    return name_findings(a, b)
