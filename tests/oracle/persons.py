"""Candidates the slow way: every pair of records scored, none left out beforehand.

Of pairs whose surnames or given names differ nothing is promised, unless they share a code.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from rapallo.identity.candidates import Candidate, compare
from rapallo.identity.rarity import Rarity
from rapallo.identity.records import Record

__all__ = ["all_pairs", "promised"]


def all_pairs(records: Sequence[Record], over: float) -> dict[tuple[str, str], float]:
    """The score of every pair that reaches ``over``, by the ids in order."""
    found, rarity = {}, Rarity(records)
    for a, b in combinations(sorted(records, key=lambda record: record.id), 2):
        pair = compare(a, b, rarity=rarity)
        if pair.score >= over and promised(pair):
            found[a.id, b.id] = pair.score
    return found


def promised(pair: Candidate) -> bool:
    """Whether such a pair may not be lost."""
    seen = {(rule.rule, rule.level) for rule in pair.rules}
    apart = {("surname", "differs"), ("given names", "differ")}
    return not seen & apart or ("Wikidata ids", "the same") in seen
