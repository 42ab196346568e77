"""Words of names that are alike, found without holding each beside all others.

Two words that are nearly the same differ, in one of their readings, by so few letters that both
become one word when as many are left out of each (Bocek, Hunt and Stiller, *Fast Similarity Search
in Large Dictionaries*, Zürich 2007). So words are looked up by what remains of their readings, and
those alone that meet there are compared: the work grows with the number of words, not its square.
Readings of :data:`LONG` letters and more would leave too much: they are looked up by consonants.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from rapallo.identity.forenames import fewer, similar
from rapallo.identity.sound import letters, sounds

__all__ = ["alike"]

SLIP = 5
"""Of so many letters one may differ (:data:`~rapallo.identity.forenames.NEAR`)."""

LONG = 3 * SLIP


def alike(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The pairs of different words that are the same in letters or sound, or nearly, each once.

    >>> list(alike(["aralov", "arlov", "chicherin", "schubert", "tschitscherin"]))
    [('aralov', 'arlov'), ('chicherin', 'tschitscherin')]
    """
    met: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        for key in _keys(word):
            met[key].append(word)
    pairs = {pair for there in met.values() for pair in combinations(there, 2)}
    return (pair for pair in sorted(pairs) if similar(*pair) != "far")


def _keys(word: str) -> set[str]:
    """All that a word is looked up by; the marks keep letters, readings and consonants apart."""
    keys = {f"={letters(word)}"}
    for sound in sounds(word):
        keys.update(_left(sound, min(len(sound), LONG - 1) // SLIP))
        if len(sound) >= LONG - 3:
            keys.update(f"-{skeleton}" for skeleton in fewer(word))
    return keys


def _left(sound: str, most: int) -> Iterable[str]:
    """What remains of a reading when so many of its letters at most are left out."""
    found = {sound}
    last = found
    for _ in range(most):
        last = {s[:at] + s[at + 1 :] for s in last for at in range(len(s))}
        found |= last
    return found
