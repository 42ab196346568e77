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
from collections.abc import Collection, Iterable, Iterator

from rapallo.analysis.coordination.aftermath import Aftermath, aftermath
from rapallo.analysis.coordination.blocks import ENOUGH, datable
from rapallo.analysis.coordination.happenings import Occasion, Pair
from rapallo.analysis.coordination.nulls import check_null
from rapallo.analysis.coordination.pairs import COLUMNS, Found, rank, row
from rapallo.analysis.coordination.record import Record, record
from rapallo.analysis.coordination.remarks import remarks
from rapallo.analysis.coordination.study import Study
from rapallo.analysis.periods import period
from rapallo.analysis.result import Result
from rapallo.analysis.significance import benjamini_hochberg, check_permutations
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.dates.compare import Certainty
from rapallo.errors import BadOption
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
    lineage: bool = False,
    expand: Collection[str] = (),
    filters: Filters | None = None,
    around: str | None = None,
    compatriots: bool = False,
) -> Result:
    """Pairs of states or diplomats, with what says that they acted together or alike.

    A row has ``a`` and ``b`` (ids, the lower first), the columns J, M, S, C and P with their
    certain and possible counts, ``expected`` (C under the null), ``p`` and ``q`` (None with a
    ``reason`` where the pair is not testable), ``lead`` (median days from a's act to b's, positive
    where a acts first; with the counts ``a_first``, ``b_first``, ``same_day``, ``open_order``) and
    the claims: ``claims`` (all that follow, in this order), ``claims_joint``, ``claims_alike`` (C),
    ``claims_meetings``, ``claims_treaties``,
    ``claims_after`` (P), ``told_together`` (couples). Order: J, q (None last), C over expected,
    names.

    C is the mean over 20 days drawn for each date; participants told as possible take part in it.
    Its p is that of the null ``actor`` (:mod:`~rapallo.analysis.coordination.nulls`), with as many
    ``permutations``, or ``auto``, after Besag and Clifford (1991). q is after Benjamini and
    Hochberg (1995), over all pairs with at least three datable blocks each and a shared matter.
    Participants that are only possible, doubtful dates and denied events are never certain.

    ``filters`` on target, kind, treaty, issue and between select acts after the dates are
    rearranged (meetings only by between, treaties by between and treaty), all others say what the
    record is. ``around`` names the one matter that acts must share. ``compatriots``: also pairs of
    diplomats who served one state.

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
    found = _tested(list(_found(rec, study, compatriots=compatriots)), study, permutations)
    rows = sorted((row(rec, one) for one in found if one.worth_a_row), key=rank)
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
    notes = remarks(rec, days, rows, permutations, untested)
    return Result.of(title, rows, COLUMNS, rec.evidence, provenance, notes)


def days_within(within: int | str) -> int:
    """The days of ``within``; months and years have no fixed number of them.

    >>> days_within("P31D"), days_within("P2W"), days_within(7)
    (31, 14, 7)
    """
    if isinstance(within, int):
        if within < 0:
            raise BadOption(f"--within {within}: acts are at least 0 days apart")
        return within
    found = period(within)
    if found.months:
        raise BadOption(f"--within {within}: say it in days or weeks, as P31D")
    return found.days


def _found(rec: Record, study: Study, *, compatriots: bool) -> Iterator[Found]:
    """Every pair that has anything, or could be tested."""
    joint = _by_pair(rec, (act for act in rec.acts if rec.asked(act)))
    seen = [
        _by_pair(rec, (o for o in each if rec.inside(o.when) > Certainty.NO))
        for each in (rec.meetings, rec.exchanges, rec.signings)
    ]
    met = _by_pair(rec, (m for m in rec.meetings if datable(m.when, study.days)))
    sharing = set(study.pairs())
    for pair in sorted({*joint, *met, *sharing, *(pair for each in seen for pair in each)}):
        if not compatriots and rec.compatriots(pair):
            continue
        meetings, exchanges, treaties = (each.get(pair, []) for each in seen)
        yield Found(
            pair,
            joint.get(pair, []),
            meetings,
            exchanges,
            treaties,
            study.closeness(study.couples(pair)),
            _after(rec, study, pair, met.get(pair, [])),
            study.ineligible(pair) if pair in sharing else "no matter is shared",
        )


def _by_pair(rec: Record, occasions: Iterable[Occasion]) -> dict[Pair, list[Occasion]]:
    found: dict[Pair, list[Occasion]] = defaultdict(list)
    for occasion in occasions:
        for pair in occasion.pairs:
            if all(map(rec.paired, pair)):
                found[pair].append(occasion)
    return found


def _after(rec: Record, study: Study, pair: Pair, meetings: list[Occasion]) -> Aftermath:
    if not meetings:
        return Aftermath()
    a, b = pair
    places = sorted({*study.apart(a, b), *study.apart(b, a)})
    acts = [study.acts[place] for place in places]
    asked = [(act, rec.inside(act.when) is Certainty.CERTAINLY) for act in acts if rec.asked(act)]
    return aftermath(pair, asked, meetings, rec.own(pair), study.days)


def _tested(found: list[Found], study: Study, permutations: int | str) -> list[Found]:
    """The pairs with p, and q within the family; or why they are not testable."""
    for one in found:
        if not one.reason and (number := study.arrangements(one.pair)) < ENOUGH:
            one.reason = f"not testable: its dates have {number} distinct arrangements"
    family = [one for one in found if not one.reason]
    for one in family:
        couples = study.couples(one.pair)
        one.chance = study.chance(one.pair, couples, one.close.total, permutations)
    q = benjamini_hochberg([one.chance.p for one in family if one.chance])
    for one, value in zip(family, q, strict=True):
        one.q = value
    return found
