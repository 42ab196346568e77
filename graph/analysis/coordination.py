"""Who coordinated with whom, as far as the sources tell, with time, doubt and chance accounted for.

Columns of a pair, never added up:

* **J** acts with both among the agents on one side: the source says "together".
* **M** meetings and exchanges of the two; **S** acts of treaties with both as parties. Shown, never
  in J and never a reason for rank.
* **C** acts of one without the other that have a partner among the other's: of one kind and sign,
  sharing a matter, at most ``within`` days apart (:mod:`~rapallo.analysis.matches`).
* **P** acts of one without the other towards a third soon after the two met
  (:mod:`~rapallo.analysis.aftermath`).

"Without the other": the other is not even possibly among the agents, on whatever side. What one
passage tells together is the sentence of one author, and no evidence of two things close in time:
it is listed, and counted neither in C nor in P.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

from rapallo.analysis.aftermath import Aftermath, aftermath
from rapallo.analysis.blocks import ENOUGH, datable
from rapallo.analysis.draws import DRAWS
from rapallo.analysis.happenings import Occasion, Pair
from rapallo.analysis.nulls import check_null
from rapallo.analysis.periods import period
from rapallo.analysis.record import Record, record
from rapallo.analysis.remarks import remarks
from rapallo.analysis.result import Result
from rapallo.analysis.significance import Chance, benjamini_hochberg, check_permutations
from rapallo.analysis.study import Closeness, Study
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.dates.compare import Certainty
from rapallo.errors import BadOption
from rapallo.projection.level import By, Level

__all__ = ["COLUMNS", "coordination"]

COLUMNS = (
    *("a_label", "b_label", "J", "M", "S", "C_certain", "C", "C_possible", "expected"),
    *("p", "q", "P_certain", "P_possible", "lead"),
)
"""What a table shows of a pair."""


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
    the claims: ``claims`` (J, then C), ``claims_joint``, ``claims_meetings``, ``claims_treaties``,
    ``claims_after`` (P), ``told_together`` (couples). Order: J, q (None last), C over expected,
    names.

    C is the mean over 20 days drawn for each date; participants told as possible take part in it.
    Its p is that of the null ``actor`` (:mod:`~rapallo.analysis.nulls`), with as many
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
    rows = sorted((_row(rec, pair) for pair in found if pair.worth_a_row), key=_rank)
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


@dataclass(slots=True)
class _Found:
    """What is known of a pair."""

    pair: Pair
    joint: list[Occasion]
    meetings: list[Occasion]
    exchanges: list[Occasion]
    treaties: list[Occasion]
    close: Closeness
    after: Aftermath
    reason: str
    chance: Chance | None = None
    q: float | None = None

    @property
    def worth_a_row(self) -> bool:
        told = (self.joint, self.meetings, self.exchanges, self.treaties)
        near = (self.close.acts, self.close.retold, self.after.possible, self.after.retold)
        return any(told) or any(near) or not self.reason


def _found(rec: Record, study: Study, *, compatriots: bool) -> Iterator[_Found]:
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
        yield _Found(
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


def _tested(found: list[_Found], study: Study, permutations: int | str) -> list[_Found]:
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


def _row(rec: Record, one: _Found) -> dict[str, Any]:
    a, b = one.pair
    close, after, lead = one.close, one.after, one.close.lead
    joint = [claim for act in one.joint for claim in act.claims]
    near = [claim for act in close.acts for claim in act.claims]
    met = [*one.meetings, *one.exchanges]
    return {
        "a": a,
        "b": b,
        "a_label": rec.who.label(a),
        "b_label": rec.who.label(b),
        "J": len(one.joint),
        "J_certain": sum(map(_Certain(rec, one.pair), one.joint)),
        "M": len(met),
        "meetings": len(one.meetings),
        "exchanges": len(one.exchanges),
        "S": len(one.treaties),
        "C_certain": close.certain,
        "C": close.total / DRAWS,
        "C_possible": close.possible,
        "expected": one.chance.mean / DRAWS if one.chance else None,
        "p": one.chance.p if one.chance else None,
        "q": one.q,
        "reason": one.reason,
        "replicates": one.chance.replicates if one.chance else 0,
        "P_certain": len(after.certain),
        "P_possible": len(after.possible),
        "lead": lead.gap,
        "a_first": lead.a_first,
        "b_first": lead.b_first,
        "same_day": lead.same_day,
        "open_order": lead.open_order,
        "claims": tuple(dict.fromkeys([*joint, *near])),
        "claims_joint": tuple(joint),
        "claims_meetings": tuple(claim for o in met for claim in o.claims),
        "claims_treaties": tuple(claim for o in one.treaties for claim in o.claims),
        "claims_after": tuple(claim for act in after.possible for claim in act.claims),
        "told_together": tuple(
            claims for x, y in (*close.retold, *after.retold) for claims in x.told_with(y)
        ),
    }


@dataclass(frozen=True, slots=True)
class _Certain:
    """Whether an act is certainly a joint act of a pair, in the time asked about."""

    rec: Record
    pair: Pair

    def __call__(self, act: Occasion) -> bool:
        inside = self.rec.inside(act.when) is Certainty.CERTAINLY
        return inside and act.certain and act.pairs[self.pair]


def _rank(row: Mapping[str, Any]) -> tuple[Any, ...]:
    q, expected = row["q"], row["expected"]
    ratio = -inf if expected is None else row["C"] / expected if expected else row["C"] and inf
    names = (row["a_label"], row["b_label"], row["a"], row["b"])
    return -row["J"], inf if q is None else q, -ratio, *names
