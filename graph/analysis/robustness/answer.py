"""How sure is a rank? The record drawn anew, a source or an origin left out, claims taken away.

Three questions to a ranking, none of which can say what no source tells:

* *Drawn anew*: the bootstrap over events (Efron 1979; for ranks, Hall and Miller 2009, Using the
  bootstrap to quantify the authority of an empirical ranking, Annals of Statistics 37). As many
  events as there are, drawn with replacement, make another record; the middle 95 % of the ranks
  over many of them is an interval. It takes events as independent of each other, which those of
  one crisis or of one passage are not, and it is too narrow among actors that are nearly equal.
* *Left out*: the rank without one source; without the documents of one state of origin.
* *Taken away*: the smallest set of claims without which another is first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rapallo.analysis.centrality.scores import rank_array
from rapallo.analysis.result import Result
from rapallo.analysis.robustness.contest import Contest, contest
from rapallo.analysis.robustness.leaving import LEAVE, without_each
from rapallo.analysis.robustness.overturn import STEPS, Overturned, overturn
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import BadOption
from rapallo.identity.lineages import Lineage
from rapallo.projection.level import By

if TYPE_CHECKING:
    Array = np.ndarray[Any, np.dtype[Any]]

__all__ = ["Drawn", "drawn", "robustness"]

LEVEL = 0.95
MOST_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Drawn:
    """Of each of the ranked, over the resamples: the bounds of the rank, how often it is first."""

    low: Array
    high: Array
    first: Array


def robustness(
    book: Casebook,
    *,
    measure: str = "degree",
    by: By = "diplomat",
    kind: Sequence[str] | None = None,
    filters: Filters | None = None,
    weight: str | None = "weight",
    lineage: Lineage = False,
    expand: Sequence[str] = (),
    replicates: int = 1000,
    seed: int = 0,
    leave: Sequence[str] = ("source",),
    limit: int = 5_000,
    top: int | None = None,
) -> Result:
    """The actors by rank, and how sure each rank is.

    ``measure``: one of :func:`~rapallo.analysis.centrality.centrality`, on the same network; or
    ``J``, the number of acts of a pair together, as
    :func:`~rapallo.analysis.coordination.coordination` counts them.

    A row has ``rank`` and ``value``; ``certain_rank`` (on the certain events alone, None where one
    has none); ``rank_low`` and ``rank_high``, the bounds of 95 % of the ranks over ``replicates``
    resamples of the events, and ``first``, the share of resamples in which it is first, alone or
    with others; ``without``, the rank where one source (``leave`` = ``source``) or the documents of
    one state of origin (``origin``) are left out, None where it is then gone, and ``without_low``
    and ``without_high``, the bounds of these. For who is first alone: ``falls_without``, the claims
    without which another is ahead, as few as were found; ``falls_at_least``, how many must go in
    any case, and ``falls_exact``, whether no fewer do; ``then_first``. ``claims`` carry the value.

    Claims are taken away by whole events: one goes with all the told claims on it. Sums (strength,
    J) are searched exactly; other measures up to ``limit`` sets, beyond it step by step.

    Raises :class:`~rapallo.errors.BadOption`, and :class:`~rapallo.errors.NoClaims` where nothing
    is ranked, or where the origin is not known of more than 30 % of the documents cited.

    >>> import tempfile
    >>> from rapallo.load import load
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     book = Casebook(f"{folder}/my.duckdb")
    ...     report = load(book, "dossier")
    ...     row = robustness(book, by="state", measure="strength", replicates=100).rows[0]
    >>> row["rank_low"] <= row["rank"] <= row["rank_high"]
    True
    """
    _check(replicates, limit, leave, top)
    asked = contest(
        book, measure, by, kind=kind, filters=filters, weight=weight, lineage=lineage, expand=expand
    )
    _check_time(asked, replicates + (1 + STEPS) * limit)
    without = without_each(asked, tuple(dict.fromkeys(leave)))
    found = drawn(asked, replicates, seed)
    values = asked.values
    placed = rank_array(values)
    first = np.flatnonzero(placed == 1)
    fall = overturn(asked.scores, int(first[0]), asked.costs, limit) if len(first) == 1 else None
    rows = [
        _row(asked, i, values, placed, found, without, fall)
        for i in sorted(range(len(placed)), key=lambda i: (placed[i], asked.label(i)))
        if top is None or placed[i] <= top
    ]
    options: dict[str, Any] = {
        "measure": measure,
        "by": by,
        "rule": asked.level.describe(),
        "kind": list(asked.kinds),
        "weight": weight,
        "replicates": replicates,
        "leave": list(leave),
        "limit": limit,
        "top": top,
    }
    return Result.of(
        f"How sure is the rank by {measure}, {asked.level.describe()}, {', '.join(asked.kinds)}",
        rows,
        ("rank", "label", "value", "rank_low", "rank_high", "first"),
        asked.evidence,
        asked.evidence.provenance("robustness", seed=seed, **options),
        _notes(asked, replicates, seed, without, fall, len(first)),
    )


def drawn(asked: Contest, replicates: int, seed: int) -> Drawn:
    """The ranks over resamples of the events."""
    number = len(asked.scores.events)
    draw = np.random.default_rng(seed)
    kept = np.empty((replicates, len(asked.scores.ranked)), np.int32)
    even = np.full(number, 1 / number)
    for replicate in range(replicates):
        kept[replicate] = rank_array(asked.scores.values(draw.multinomial(number, even)))
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(kept, (tail, 1 - tail), axis=0, method="inverted_cdf")
    return Drawn(low.astype(np.int64), high.astype(np.int64), (kept == 1).mean(axis=0))


def _check(replicates: int, limit: int, leave: Sequence[str], top: int | None) -> None:
    if replicates < 1:
        raise BadOption(f"--replicates is {replicates}; the events are drawn anew at least once")
    if limit < 1:
        raise BadOption(f"--limit is {limit}; at least one set of claims is tried")
    if top is not None and top < 1:
        raise BadOption(f"--top is {top}; it counts ranks from 1")
    for what in leave:
        if what not in LEAVE:
            raise BadOption(f"--leave {what}: what can be left out is {' or '.join(LEAVE)}")


def _check_time(asked: Contest, times: int) -> None:
    """Refuse what takes long, by the size alone, so that the answer hangs on no machine."""
    seconds = asked.seconds * times
    if seconds > MOST_SECONDS:
        raise BadOption(
            f"to compute {asked.measure} {times:,} times on this network takes some "
            f"{seconds / 60:,.0f} minutes: take fewer with --replicates and --limit, or a smaller "
            "network with filters"
        )


def _row(
    asked: Contest,
    i: int,
    values: Array,
    placed: Array,
    found: Drawn,
    without: Mapping[str, Mapping[str, int]],
    fall: Overturned | None,
) -> dict[str, Any]:
    name = asked.scores.ranked[i]
    left = {what: by_name.get(name) for what, by_name in without.items()}
    told = [rank for rank in left.values() if rank is not None]
    mine = fall if fall and placed[i] == 1 else None
    return {
        "rank": int(placed[i]),
        **asked.named[name],
        "value": asked.shown(float(values[i])),
        "certain_rank": asked.certain_ranks.get(name),
        "rank_low": int(found.low[i]),
        "rank_high": int(found.high[i]),
        "first": float(found.first[i]),
        "without": left,
        "without_low": min(told, default=None),
        "without_high": max(told, default=None),
        "falls_without": asked.claims_of(mine.events) if mine else (),
        "falls_at_least": mine.least if mine and mine.events else None,
        "falls_exact": mine.exact if mine and mine.events else None,
        "then_first": tuple(asked.label(n) for n in mine.first) if mine else (),
        "claims": asked.carried[name],
    }


def _notes(
    asked: Contest,
    replicates: int,
    seed: int,
    without: Mapping[str, Mapping[str, int]],
    fall: Overturned | None,
    shared: int,
) -> Iterator[str]:
    yield from asked.conventions
    yield (
        f"Rank low to rank high hold 95 % of the ranks in {replicates:,} resamples of the "
        f"{len(asked.scores.events)} events, drawn with replacement (seed {seed}); first is the "
        "share of them in which one is first, alone or with others."
    )
    yield (
        "That says how far a rank hangs on which of the events told happen to be told. It takes "
        "them as independent, which those of one crisis or one passage are not, and says nothing "
        "of what no source tells."
    )
    if without:
        yield "Rank without: where that is left out; - where one is then not there at all."
    else:
        yield "All claims are of one source: none can be left out."
    if any(name.startswith("origin") for name in without):
        yield (
            "Without an origin, those claims are left out whose documents are all of that state; "
            "those that cite none, or one of unknown origin, stay."
        )
    yield from _of_the_fall(asked, fall, shared)


def _of_the_fall(asked: Contest, fall: Overturned | None, shared: int) -> Iterator[str]:
    if fall is None:
        yield f"{shared} share the first rank, so that no claim need go for another to be first."
        return
    name = asked.label(int(np.argmax(asked.values)))
    if not fall.events:
        none = fall.least > int(asked.costs.sum())
        yield (
            f"{name} is first, and no claims taken away put another first."
            if none
            else f"{name} is first; no set of claims was found without which another is, and fewer "
            f"than {fall.least} do not put another first."
        )
        return
    then = " and ".join(asked.label(n) for n in fall.first)
    how = (
        "no fewer do"
        if fall.exact
        else f"found step by step: an upper bound; fewer than {fall.least} do not"
    )
    yield (
        f"{name} is first, and no more so without {fall.cost} claims ({how}); then {then} is. "
        "Claims go by whole events: an event told by several goes with all of them."
    )
