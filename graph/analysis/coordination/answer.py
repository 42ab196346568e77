"""Who coordinated with whom, as far as the sources tell, with time, doubt and chance accounted for.

Columns of a pair, never added up:

* **J** acts with both among the agents on one side: the source says "together".
* **M** meetings and exchanges of the two; **S** acts of treaties with both as parties. Shown, never
  in J and never a reason for rank.
* **C** acts of one without the other that have a partner among the other's: of one kind and sign,
  sharing a matter, at most ``within`` days apart (:mod:`~rapallo.analysis.coordination.matches`).
* **P** acts of one without the other towards a third soon after the two met
  (:mod:`~rapallo.analysis.coordination.aftermath`).

"Without the other": the other is not even possibly among the agents, on whatever side. What one
passage tells together is the sentence of one author, and no evidence of two things close in time:
it is listed, and counted neither in C nor in P.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rapallo.analysis.coordination.blocks import ENOUGH
from rapallo.analysis.coordination.diaries import Diaries
from rapallo.analysis.coordination.happenings import Occasion, Pair
from rapallo.analysis.coordination.make import make
from rapallo.analysis.coordination.nulls import TESTED, Null, check_null
from rapallo.analysis.coordination.pairs import COLUMNS, Found, rank, row
from rapallo.analysis.coordination.reckon import MOST_PAIRS, reckon
from rapallo.analysis.coordination.record import Record, record
from rapallo.analysis.coordination.remarks import Tested, remarks
from rapallo.analysis.coordination.study import Study
from rapallo.analysis.periods import period
from rapallo.analysis.result import Result
from rapallo.analysis.significance import benjamini_hochberg, chances, check_permutations
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.dates.compare import Certainty
from rapallo.errors import BadOption
from rapallo.identity.lineages import Lineage
from rapallo.projection.level import By, Level

__all__ = ["COLUMNS", "coordination", "days_within"]


def coordination(
    book: Casebook,
    *,
    by: By = "state",
    within: int | str = "P31D",
    null: str = "actor",
    permutations: int | str = 1000,
    seed: int = 0,
    lineage: Lineage = False,
    expand: Collection[str] = (),
    filters: Filters | None = None,
    around: str | None = None,
    compatriots: bool = False,
    at_most: int | None = MOST_PAIRS,
) -> Result:
    """Pairs of states or diplomats, with what says that they acted together or alike.

    A row has ``a`` and ``b`` (ids, the lower first); J, M, S, C and P; ``tested`` (the column that
    ``null`` tests: J, C or P), ``expected`` (that column under the null), ``p`` and ``q`` (None
    with a ``reason`` where the pair is not testable), ``least_p`` (the p of the strongest of the
    arrangements drawn: with these acts none could be lower); who acted first; and the claims.

    J is ``J_possible``, what sources possibly call joint, beside ``J_certain``; M and S likewise,
    beside ``M_certain`` and ``S_certain``; C and P are means
    over 20 days drawn for each date, beside their certain and possible counts (participants told as
    possible take part in them). ``lead``: the median of the days from a's act to b's over all
    partners on the drawn days, positive where a acts first, at most ``within``. Of the possible
    partners with the dates as told, ``a_first`` and ``b_first`` count certain orders, ``same_day``
    certain ties, ``open_order`` what the dates leave open; ``a_maybe`` and ``b_maybe`` those in
    which the one was possibly first. ``claims`` holds all that follow, in this order:
    ``claims_joint``, ``claims_alike`` (C), ``claims_meetings``, ``claims_treaties``,
    ``claims_after`` (P); ``told_together`` holds couples. Order of rows: J, q (None last), the
    tested column over its expectation, names.

    ``null``: ``actor`` and ``within-target`` test C, ``configuration`` J, ``partner`` P (see
    :mod:`~rapallo.analysis.coordination.nulls`); with as many ``permutations``, or ``auto``, after
    Besag and Clifford (1991). q is after Benjamini and Hochberg (1995), over the pairs that the
    margins of the null let in. Participants that are only possible, doubtful dates and denied
    events are never certain.

    ``filters`` on target, kind, treaty, issue and between select acts after the dates are
    rearranged (meetings only by between, treaties by between and treaty), all others say what the
    record is. ``around`` names the one matter that acts must share. ``compatriots``: also pairs of
    diplomats who served one state. ``at_most``: where more pairs than this would be tested, nothing
    is computed, and the error says how long it would take; None for no limit.

    Raises BadOption, NoClaims where nothing passes, UnknownName and AmbiguousName for ``around``.
    """
    check_null(null)
    check_permutations(permutations)
    if by not in ("state", "diplomat"):
        raise BadOption(f"--by {by}: coordination is by state or by diplomat")
    days = days_within(within)
    who = Level.of(book, by, lineage=lineage, expand=expand)
    what = who if by == "state" else Level.of(book, "state", lineage=lineage, expand=expand)
    matter = what.stands_for(what.names.find(around)) if around else None
    rec = record(book, who, what, filters or Filters(), matter)
    study = Study(rec, days, seed, matter)
    diaries = Diaries(study)
    chance = make(null, study, diaries)
    reckon(chance, at_most, permutations)
    found = _tested(list(_found(study, diaries, chance, compatriots)), chance, permutations)
    margins = chance.margins
    del chance  # of a large record the null holds as much as all rows
    rows = sorted(_rows(study, diaries, found, TESTED[null]), key=rank)
    options = {
        "by": who.describe(),
        "within": f"P{days}D",
        "null": null,
        "permutations": permutations,
        "around": matter,
        "compatriots": compatriots,
    }
    title = f"Who coordinated with whom ({who.describe()}, acts at most {days} days apart)"
    provenance = rec.evidence.provenance("coordination", seed=seed, **options)
    untested = sum(one.reason.startswith("not testable") for one in found)
    notes = remarks(rec, days, rows, Tested(null, margins, permutations, untested))
    notes = (*notes, *rec.tally.sentences(what))
    return Result.of(title, rows, COLUMNS, rec.evidence, provenance, notes)


def days_within(within: int | str) -> int:
    """The days of ``within``; months and years have no fixed number of them.

    >>> days_within("P31D"), days_within("P2W"), days_within(7), days_within("P0D")
    (31, 14, 7, 0)
    """
    if isinstance(within, int):
        if within < 0:
            raise BadOption(f"--within {within}: acts are at least 0 days apart")
        return within
    if within.upper() in ("P0D", "P0W"):
        return 0  # on the same day: no period of time, but a distance
    try:
        found = period(within)
    except BadOption:
        found = None
    if found is None or found.months:
        raise BadOption(f"--within {within}: say it in days or weeks, as P31D or P2W")
    return found.days


def _rows(
    study: Study, diaries: Diaries, found: Iterable[Found], tested: str
) -> Iterator[dict[str, Any]]:
    """The rows of pairs; what is near is found again for each, since of all it is too much."""
    for one in found:
        close, after = study.closeness(one.pair), diaries.aftermath(one.pair)
        if one.worth_a_row(close, after):
            yield row(study.record, one, close, after, tested)


def _found(study: Study, diaries: Diaries, null: Null, compatriots: bool) -> Iterator[Found]:
    """Every pair that has anything, or could be tested."""
    rec = study.record
    joint = _by_pair(rec, (act for act in rec.acts if rec.asked(act)))
    seen = [
        _by_pair(rec, (o for o in each if rec.inside(o.when) > Certainty.NO))
        for each in (rec.meetings, rec.exchanges, rec.signings)
    ]
    told = {pair for each in (joint, *seen) for pair in each}
    for pair in sorted({*told, *diaries.met, *study.pairs(), *null.pairs()}):
        if not compatriots and rec.compatriots(pair):
            continue
        meetings, exchanges, treaties = (each.get(pair, []) for each in seen)
        yield Found(
            pair,
            joint.get(pair, []),
            meetings,
            exchanges,
            treaties,
            null.ineligible(pair),
        )


def _by_pair(rec: Record, occasions: Iterable[Occasion]) -> dict[Pair, list[Occasion]]:
    found: dict[Pair, list[Occasion]] = defaultdict(list)
    for occasion in occasions:
        for pair in occasion.pairs:
            if all(map(rec.paired, pair)):
                found[pair].append(occasion)
    return found


def _tested(found: list[Found], null: Null, permutations: int | str) -> list[Found]:
    """The pairs with p, and q within the family; or why they are not testable."""
    for one in found:
        if not one.reason and (number := null.arrangements(one.pair)) < ENOUGH:
            ways = "arrangement" if number == 1 else "arrangements"
            one.reason = f"not testable: {number} distinct {ways}"
    family = [one for one in found if not one.reason]
    observed = null.observed([one.pair for one in family]).tolist() if family else []

    def statistic(places: Sequence[int], first: int, last: int) -> NDArray[np.int64]:
        return null.replicates([family[place].pair for place in places], first, last)

    tested = chances(observed, statistic, permutations)
    q = benjamini_hochberg([chance.p for chance in tested])
    for one, chance, value in zip(family, tested, q, strict=True):
        one.chance, one.q, one.expected = chance, value, chance.mean / null.scale
    return found
