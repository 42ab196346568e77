"""How long a question takes, said before it is begun."""

from __future__ import annotations

from itertools import islice
from time import perf_counter

from rapallo.analysis.coordination.nulls import Null
from rapallo.analysis.significance import AUTO, EXCEEDANCES, most
from rapallo.errors import BadOption

__all__ = ["MOST_PAIRS", "reckon"]

MOST_PAIRS = 100_000
"""More pairs than this are tested only when it is said that they shall be."""

_TRIED = 500


def reckon(null: Null, at_most: int | None, permutations: int | str) -> None:
    """Raise BadOption where more pairs than ``at_most`` may be tested, with the time it would take.

    The time is reckoned from two replicates of the first pairs, on this machine and now.
    """
    number = null.at_most()
    if at_most is None or number <= at_most:
        return
    time = _said(
        number * _seconds(null) * (EXCEEDANCES if permutations == AUTO else most(permutations))
    )
    more = " or longer" if permutations == AUTO else ""
    raise BadOption(
        f"this tests up to {number:,} pairs, more than --max-pairs {at_most:,}: reckoned at {time}"
        f"{more} on this machine; start it with --max-pairs {number}, or ask for less (--source, "
        "--between, --around, --by state)"
    )


def _seconds(null: Null) -> float:
    """What a replicate of a pair takes, after the first, which is slow."""
    pairs = list(islice(null.some(), _TRIED))
    if not pairs:
        return 0.0
    null.replicates(pairs, 1, 1)
    start = perf_counter()
    null.replicates(pairs, 2, 3)
    return (perf_counter() - start) / 2 / len(pairs)


def _said(seconds: float) -> str:
    """A time in words.

    >>> _said(30), _said(600), _said(7200), _said(400_000)
    ('less than a minute', '10 minutes', '2 hours', '5 days')
    """
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size:
            number = round(seconds / size)
            return f"{number} {unit}{'s' if number > 1 else ''}"
    return "less than a minute"
