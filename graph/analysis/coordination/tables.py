"""Random walks over tables of actors by acts that keep every margin (Numba).

A table is a list of entries, act by act: which actor stands at which place. A step takes two
entries and exchanges their actors, unless one of them would then stand in an act twice or in an act
on himself; then nothing moves. Every step can be undone by the step that takes the same entries, so
the walk has no preference for any table that it can reach (Besag and Clifford 1989; Rao, Jana and
Bandyopadhyay, "A Markov chain Monte Carlo method for generating random (0,1)-matrices with given
marginals", Sankhyā A 58, 1996).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from rapallo.analysis.coordination.splitmix import word

__all__ = ["Table", "joint", "joints", "signatures", "walk"]

Ints = NDArray[np.int64]
Words = NDArray[np.uint64]


class Table(NamedTuple):
    """The acts of a stratum in columns.

    ``actor`` and ``act`` of each entry, the entries of an act together from ``first[act]`` to
    ``first[act + 1]``; ``side`` numbers the sides of all acts; ``moving`` lists the entries that
    exchange; ``matter`` holds the matters of acts, and ``own`` what is an actor himself, with
    ``matter_at`` and ``own_at`` as ``first``.
    """

    actor: Ints
    act: Ints
    first: Ints
    side: Ints
    moving: Ints
    matter: Ints
    matter_at: Ints
    own: Ints
    own_at: Ints


@njit(cache=True, nogil=True)
def _fits(actor: int, act: int, now: Ints, table: Table) -> bool:
    """Whether an actor can stand in an act: he is not there, and it is not on himself."""
    for entry in range(table.first[act], table.first[act + 1]):
        if now[entry] == actor:
            return False
    for m in range(table.matter_at[act], table.matter_at[act + 1]):
        for o in range(table.own_at[actor], table.own_at[actor + 1]):
            if table.matter[m] == table.own[o]:
                return False
    return True


@njit(cache=True, nogil=True)
def walk(start: Ints, table: Table, base: np.uint64, steps: int) -> Ints:
    """The actors of the entries after so many steps from a start."""
    now = start.copy()
    size = np.uint64(len(table.moving))
    half = np.uint64(32)
    low = np.uint64(0xFFFFFFFF)
    for step in range(steps):
        drawn = word(base, step)
        e = table.moving[np.int64(((drawn >> half) * size) >> half)]
        f = table.moving[np.int64(((drawn & low) * size) >> half)]
        a, b, c, d = now[e], now[f], table.act[e], table.act[f]
        if a == b:
            continue
        if c == d or (_fits(b, c, now, table) and _fits(a, d, now, table)):
            now[e], now[f] = b, a
    return now


@njit(cache=True, nogil=True)
def joint(
    now: Ints, table: Table, asked: NDArray[np.bool_], codes: Ints, actors: int, found: Ints
) -> None:
    """Add to J of each pair in how many sides asked about both stand.

    ``asked`` by act; ``codes`` of the pairs, lower x actors + higher, ascending.
    """
    for e in range(len(now)):
        if not asked[table.act[e]]:
            continue
        for f in range(e + 1, table.first[table.act[e] + 1]):
            if table.side[e] == table.side[f]:
                code = min(now[e], now[f]) * actors + max(now[e], now[f])
                at = np.searchsorted(codes, code)
                if at < len(codes) and codes[at] == code:
                    found[at] += 1


@njit(cache=True, nogil=True)
def joints(
    hub: Ints,
    table: Table,
    bases: Words,
    steps: int,
    asked: NDArray[np.bool_],
    codes: Ints,
    actors: int,
    found: Ints,
) -> None:
    """Add to J of each pair, replicates x pairs, after a walk from the hub for each replicate."""
    for r in range(len(bases)):
        joint(walk(hub, table, bases[r], steps), table, asked, codes, actors, found[r])


@njit(cache=True, nogil=True)
def signatures(
    hub: Ints,
    table: Table,
    bases: Words,
    steps: int,
    live: NDArray[np.bool_],
    salt: np.uint64,
    found: Words,
) -> None:
    """Add to a word of each actor, replicates x actors, which tells in which live sides he stands.

    ``live`` by entry; ``salt`` tells this table from others.
    """
    for r in range(len(bases)):
        now = walk(hub, table, bases[r], steps)
        for e in range(len(now)):
            if live[e]:
                found[r, now[e]] += word(salt, table.side[e])
