"""Whether the tests against chance keep their promise, found out where it is known what is true.

In made-up casebooks in which nobody coordinates (:mod:`~rapallo.analysis.coordination.worlds`) p
must be at most a in at most a of the tests, whatever a. A test that breaks this promise in a world
does so in every record that looks like it, and the table says so: chance within the record is not
the only reason for acts to fall together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from math import sqrt
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rapallo.analysis.coordination.blocks import ENOUGH
from rapallo.analysis.coordination.diaries import Diaries
from rapallo.analysis.coordination.happenings import Pair
from rapallo.analysis.coordination.make import make
from rapallo.analysis.coordination.nulls import NULLS, TESTED, Null
from rapallo.analysis.coordination.study import Study
from rapallo.analysis.coordination.worlds import PLANTED, WITHIN, WORLDS, casebook
from rapallo.analysis.result import Provenance, Result
from rapallo.analysis.significance import Chance, benjamini_hochberg, chances
from rapallo.errors import BadOption

__all__ = ["COLUMNS", "LEVELS", "Trial", "calibration", "trials"]

LEVELS = (0.01, 0.05, 0.1)
FOUND = 0.1
"""With a q of at most this a pair counts as found."""

MORE = 10
"""So many times the permutations where pairs are planted: a q of .1 takes a smaller p than .1."""

ERRORS = 3.0
"""How many standard errors a rate may lie above its level before the promise counts as broken."""

COLUMNS = (*("world", "null", "tests", "p01", "p05", "p10", "u05", "promise", "fdr", "power"),)


@dataclass(frozen=True, slots=True)
class Trial:
    """The test of a pair in a casebook. ``uniform`` is p with ties broken at random."""

    casebook: int
    pair: Pair
    p: float
    q: float
    uniform: float


def trials(
    world: str,
    nulls: Sequence[str],
    number: int,
    *,
    planted: bool,
    permutations: int | str,
    seed: int,
) -> dict[str, list[Trial]]:
    """By null, the tests of all pairs that are testable in a made-up casebook."""
    study = Study(casebook(world, number, planted=planted, seed=seed), WITHIN, seed + number)
    diaries = Diaries(study)
    found = {}
    for name in nulls:
        null, random = make(name, study, diaries), Random(f"{seed} {world} {name} {number}")
        pairs = [
            pair
            for pair in sorted(null.pairs())
            if not null.ineligible(pair) and null.arrangements(pair) >= ENOUGH
        ]
        observed = null.observed(pairs).tolist() if pairs else []
        drawn = chances(observed, partial(_replicates, null, pairs), permutations)
        found[name] = list(_tests(number, pairs, drawn, random))
    return found


def calibration(
    *,
    casebooks: int = 100,
    planted: int = 20,
    worlds: Sequence[str] = WORLDS,
    nulls: Sequence[str] = NULLS,
    permutations: int | str = 99,
    seed: int = 0,
    processes: int = 1,
    progress: Callable[[str], None] = lambda done: None,
) -> Result:
    """How often each null calls chance a discovery, world by world, and what it finds if planted.

    A row has ``world`` and ``null``, ``tested`` (the column), the number of ``tests`` in
    ``casebooks`` without coordination, how often p was at most .01, .05 and .1 (``p01``, ``p05``,
    ``p10``) and p with ties broken at random at most .05 (``u05``); ``p01_error`` and so on hold
    their standard errors. The tests of one casebook share their actors, so that errors are between
    casebooks. ``promise`` is *kept* when no rate lies more than three errors above its level, else
    *broken*; *careful* when it is kept and ties broken at random leave fewer than they should.

    In ``planted`` casebooks with two pairs that do coordinate, ``fdr`` is the share of others among
    those found with q at most .1, on the average of casebooks, and ``power`` the share of the
    planted pairs that is found (one that is not testable is not); there ten times as many
    ``permutations`` are drawn, for q is small only where p is smaller. ``processes``: how many
    share the work; the numbers do not depend on it.

    Raises BadOption.
    """
    _check(casebooks, planted, worlds, nulls)
    rows = []
    with ProcessPoolExecutor(processes) if processes > 1 else nullcontext() as pool:
        each = pool.map if pool else map
        for world in worlds:
            progress(f"the world {world}")
            work = [(n, False) for n in range(casebooks)] + [(n, True) for n in range(planted)]
            run = partial(_run, world, tuple(nulls), permutations, seed)
            found = list(each(run, work))
            for null in nulls:
                tests = [one[null] for one in found]
                rows.append(_row(world, null, tests[:casebooks], tests[casebooks:]))
    asked = {"casebooks": casebooks, "planted": planted, "permutations": permutations}
    provenance = Provenance("calibrate", "made up", "", asked, seed=seed)
    title = f"Do the tests keep their promise? Casebooks without coordination: {casebooks:,}"
    return Result(title, tuple(rows), COLUMNS, provenance, {}, _notes(rows, planted))


def _run(
    world: str, nulls: Sequence[str], permutations: int | str, seed: int, work: tuple[int, bool]
) -> dict[str, list[Trial]]:
    number, planted = work
    if planted and isinstance(permutations, int):
        permutations = permutations * MORE
    return trials(world, nulls, number, planted=planted, permutations=permutations, seed=seed)


def _replicates(
    null: Null, pairs: Sequence[Pair], places: Sequence[int], first: int, last: int
) -> NDArray[np.int64]:
    return null.replicates([pairs[place] for place in places], first, last)


def _tests(
    number: int, pairs: Sequence[Pair], found: Sequence[Chance], random: Random
) -> Iterator[Trial]:
    q = benjamini_hochberg([chance.p for chance in found])
    for pair, chance, value in zip(pairs, found, q, strict=True):
        yield Trial(number, pair, chance.p, value, chance.randomised(random.random()))


def _row(
    world: str, null: str, empty: Sequence[Sequence[Trial]], full: Sequence[Sequence[Trial]]
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "world": world,
        "null": null,
        "tested": TESTED[null],
        "casebooks": len(empty),
        "tests": sum(map(len, empty)),
    }
    for level in LEVELS:
        for kind in ("p", "u"):
            rate, error = _rate(empty, level, kind)
            row[f"{kind}{level * 100:02.0f}"] = rate
            row[f"{kind}{level * 100:02.0f}_error"] = error
    row["promise"] = _promise(row)
    discoveries = [[t for t in tests if t.q <= FOUND] for tests in full]
    false = [
        sum(t.pair not in PLANTED for t in tests) / len(tests) for tests in discoveries if tests
    ]
    right = sum(t.pair in PLANTED for tests in discoveries for t in tests)
    row["planted"] = len(full)
    row["fdr"] = sum(false) / len(full) if full else None
    row["power"] = right / (len(full) * len(PLANTED)) if full else None
    row["reason"] = "" if row["tests"] else "no pair is testable"
    row["claims"] = ()
    return row


def _rate(
    casebooks: Sequence[Sequence[Trial]], level: float, kind: str
) -> tuple[float | None, float]:
    """How often p (or uniform) is at most a level, and its standard error between casebooks."""
    total = sum(map(len, casebooks))
    if not total:
        return None, 0.0
    hits = [sum((t.p if kind == "p" else t.uniform) <= level for t in each) for each in casebooks]
    rate = sum(hits) / total
    spread = sum((hit - rate * len(each)) ** 2 for hit, each in zip(hits, casebooks, strict=True))
    return rate, max(sqrt(spread), sqrt(level * (1 - level) * total)) / total


def _promise(row: dict[str, Any]) -> str:
    if not row["tests"]:
        return "-"
    names = [f"{level * 100:02.0f}" for level in LEVELS]

    def beyond(kind: str, sign: int) -> bool:
        return any(
            sign * (row[f"{kind}{name}"] - level) > ERRORS * row[f"{kind}{name}_error"]
            for name, level in zip(names, LEVELS, strict=True)
        )

    if beyond("p", 1):
        return "broken"
    return "careful" if beyond("u", -1) else "kept"


def _notes(rows: Sequence[dict[str, Any]], planted: int) -> tuple[str, ...]:
    broken = [f"{row['null']} in {row['world']}" for row in rows if row["promise"] == "broken"]
    said = (
        "p01, p05, p10: how often p is at most .01, .05, .1 where nobody coordinates; no more than "
        "that is promised (kept: within three standard errors between casebooks). u05: the same of "
        "p with ties broken at random, which should be .05.",
        f"fdr: false among those found (q at most {FOUND:g}); power: planted pairs found, of two "
        f"in each of {planted:,} more casebooks.",
    )
    if broken:
        where = ", ".join(broken)
        return (
            *said,
            f"The promise is broken by {where}: in a record like that, a small p is no sign of "
            "coordination.",
        )
    return said


def _check(casebooks: int, planted: int, worlds: Sequence[str], nulls: Sequence[str]) -> None:
    if casebooks < 1 or planted < 0:
        raise BadOption("--casebooks is a number from 1 on, --planted one from 0 on")
    for what, asked, known in (("world", worlds, WORLDS), ("null", nulls, NULLS)):
        for name in asked:
            if name not in known:
                raise BadOption(
                    f"--{what} {name}: there is no such {what}; there are {', '.join(known)}"
                )
