"""Which pairs of records are worth comparing: without it, 100,000 persons are five billion pairs.

Two records are compared where a word of the surname of one is like a word of that of the other (in
letters, in sound or nearly), and the first given name of one can begin like one of the other's, or
one has none; or where they share a Wikidata id. Words are compared before records are: there are
far fewer of them. So pairs are lost whose surnames differ in every spelling, or whose given names
do, and nothing else: a married name or an alias under ground is found by a code, or by a reader.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product

from rapallo.identity.forenames import looked_up
from rapallo.identity.neighbours import alike
from rapallo.identity.personal import Parts
from rapallo.identity.records import Record

__all__ = ["CROWD", "Blocks"]

CROWD = 300
"""Bearers of a surname above which a bare surname is nobody in particular: not compared."""


class Blocks:
    """The pairs of records to compare, each once, the lower position first.

    ``crowded``: surnames borne by so many that records without a given name were not compared with
    all of them, and how many records that concerns.
    """

    def __init__(self, records: Sequence[Record], *, crowd: int = CROWD) -> None:
        self._crowd = crowd
        self.crowded: Counter[str] = Counter()
        self._bearers: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._firsts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._coded: dict[str, list[int]] = defaultdict(list)
        for place, record in enumerate(records):
            for word, key in _keys(record.names):
                self._bearers[word][key].append(place)
            for word, key in _keys(record.names, most=1):
                self._firsts[word][key].append(place)
            if record.wikidata:
                self._coded[record.wikidata].append(place)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """The pairs, by the position of the first."""
        seen: dict[int, set[int]] = defaultdict(set)
        for one, other in self._pairs():
            if one != other:
                seen[min(one, other)].add(max(one, other))
        for one in sorted(seen):
            for other in sorted(seen[one]):
                yield one, other

    def _pairs(self) -> Iterator[tuple[int, int]]:
        for word, other in self._alike():
            yield from self._between(word, other)
        for places in self._coded.values():
            yield from combinations(places, 2)

    def _alike(self) -> Iterator[tuple[str, str]]:
        """Each word with itself, and the pairs of words that are alike."""
        words = sorted(self._bearers)
        yield from ((word, word) for word in words)
        yield from alike(words)

    def _between(self, word: str, other: str) -> Iterator[tuple[int, int]]:
        """The pairs of those who bear one word and those who bear the other."""
        here, there = self._bearers[word], self._bearers[other]
        for ones, others in ((self._firsts[word], there), (self._firsts[other], here)):
            for key in ones.keys() & others.keys() - {""}:
                yield from product(ones[key], others[key])
            if word == other:
                break
        yield from self._nameless(here.get("", []), there, other)
        if word != other:
            yield from self._nameless(there.get("", []), here, word)

    def _nameless(
        self, nameless: Sequence[int], others: Mapping[str, Sequence[int]], word: str
    ) -> Iterator[tuple[int, int]]:
        if not nameless:
            return
        bearers = {place for places in others.values() for place in places}
        if len(bearers) > self._crowd:
            self.crowded[word] += len(nameless)
            return
        for one in nameless:
            yield from ((one, another) for another in bearers)


def _keys(names: Iterable[Parts], *, most: int | None = None) -> set[tuple[str, str]]:
    """The words of surnames, each with what the given names, or the first so many of them, are
    looked up under."""
    return {
        (word, key)
        for name in names
        for word in name.surname
        for key in ({k for given in name.given[:most] for k in looked_up(given)} or {""})
    }
