"""How common a surname and a state are among the persons of a casebook.

That two records agree on a surname says the more, the fewer bear it: two Brockdorff-Rantzaus are
rather one man than two Schmidts are, and so with the state that both serve (Newcombe, Kennedy,
Axford and James, "Automatic Linkage of Vital Records", *Science* 130, 1959; Winkler, *Frequency-
Based Matching in Fellegi-Sunter Model of Record Linkage*, Bureau of the Census, 2000). Levels are
in powers of four for the one and of eight for the other, since what counts is the order of
magnitude: in a casebook of a dozen persons every surname is rare, and no state is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from rapallo.identity.records import Record
from rapallo.identity.rules import Finding

__all__ = ["Rarity"]

_BEARERS = ((2, "two at most"), (8, "up to 8"), (32, "up to 32"), (128, "up to 128"))
_SERVING = ((64, "at most 1 in 64"), (8, "at most 1 in 8"))


class Rarity:
    """Counts over records, each of another person as far as known."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._bearers: Counter[str] = Counter()
        self._serving: Counter[str] = Counter()
        self._all = 0
        for record in records:
            self._bearers.update({word for name in record.names for word in name.surname})
            self._serving.update(record.states)
            self._all += bool(record.states)

    def findings(self, a: Record, b: Record) -> Iterator[Finding]:
        """What the surnames and the states of two records say by how common they are.

        Of several surnames the most common counts, so that a rare misspelling adds nothing; of
        several states in common the rarest.

        >>> from rapallo.identity.personal import parts
        >>> one, other = (Record(id, "Kopp, V.", (parts("Kopp, V."),)) for id in "ab")
        >>> [finding.level for finding in Rarity([one, other]).findings(one, other)]
        ['two at most']
        """
        number, word = max(
            ((self._bearers[w], w) for r in (a, b) for name in r.names for w in name.surname),
            default=(0, ""),
        )
        if word:
            level = next((said for most, said in _BEARERS if number <= most), "more")
            yield Finding("bearers of the surname", level, f"{word}: {number:,} persons")
        common = sorted(a.states & b.states, key=lambda state: (self._serving[state], state))
        if common:
            few = self._serving[common[0]]
            for times, level in _SERVING:
                if few * times <= self._all:
                    saw = f"{common[0]}: {few:,} of {self._all:,} persons"
                    yield Finding("persons of the state", level, saw)
                    break
