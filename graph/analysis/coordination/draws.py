"""The draws behind every test against chance, defined so that every engine draws the same.

A key is the first eight bytes, little end first, of BLAKE2b over the parts joined by the character
U+001F. From a key come 64-bit words by SplitMix64 (Steele, Lea and Flood, "Fast splittable
pseudorandom number generators", OOPSLA 2014), addressed by a counter, modulo 2**64::

    z = key + (counter + 1) * 0x9E3779B97F4A7C15
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9
    z = (z ^ z >> 27) * 0x94D049BB133111EB
    word(key, counter) = z ^ z >> 31

*Arrangement* r = 1, 2, ... of n blocks: ``base = word(key("arrangement", seed, actor, stratum),
r)``; block k takes the date of block ``order[k]``, where ``order`` sorts 0 ... n-1 by
``word(base, k)``. *Day* d = 0 ... 19 of a date slot that may be any of m days, in order: the day at
``(word(key("day", seed, slot), d) >> 32) * m >> 32``.

Nothing else enters: neither the number of replicates, nor the pair, nor the order of the work.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

__all__ = ["DRAWS", "days", "key", "orders", "shuffles", "words"]

DRAWS = 20
"""How many days are drawn for each date slot."""

Ints = NDArray[np.int64]
Words = NDArray[np.uint64]


def key(*parts: object) -> int:
    """The 64-bit key of what a draw depends on.

    >>> hex(key("day", 0, "a-1"))
    '0x9ebf2ab3fadd3b'
    """
    text = "\x1f".join(map(str, parts))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def words(base: int | Words, counters: Ints) -> Words:
    """The 64-bit words of a key, or of an array of keys, at these counters.

    >>> [hex(word) for word in words(0, np.arange(2))]
    ['0xe220a8397b1dcdaf', '0x6e789e6aa1b965f4']
    """
    golden = np.uint64(0x9E3779B97F4A7C15)
    z = np.asarray(base, np.uint64) + (counters.astype(np.uint64) + np.uint64(1)) * golden
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(z ^ (z >> np.uint64(31)), np.uint64)


def orders(seed: int, actor: str, stratum: int, replicates: Ints, n: int) -> Ints:
    """For each replicate the block whose date each of n blocks takes: replicates x n."""
    return shuffles(key("arrangement", seed, actor, stratum), replicates, n)


def shuffles(base: int, replicates: Ints, n: int) -> Ints:
    """For each replicate an order of 0 ... n-1 under a key: replicates x n."""
    drawn = words(words(base, replicates)[:, None], np.arange(n)[None, :])
    return np.argsort(drawn, axis=1, kind="stable")


def days(seed: int, slot: str, possible: Ints) -> Ints:
    """The days drawn for a date slot, each equally likely to be any of those it may be.

    >>> days(0, "a-1", np.array([5])).tolist() == [5] * DRAWS
    True
    """
    drawn = words(key("day", seed, slot), np.arange(DRAWS)) >> np.uint64(32)
    places = (drawn * np.uint64(len(possible))) >> np.uint64(32)
    return possible[places.astype(np.int64)]
