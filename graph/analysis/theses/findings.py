"""What a historian says, put to the record: upheld, not upheld, or undecidable.

Five statements that need no file, each as a test of the same vocabulary. No verdict says
more than: in this scope of this record. An author who selected what to tell is not chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapallo.analysis.result import Result
from rapallo.analysis.theses.counts import Counts, Rank
from rapallo.analysis.theses.desk import Desk, Room
from rapallo.analysis.theses.networks import joint
from rapallo.analysis.theses.selection import Selection, listed
from rapallo.analysis.theses.times import Densest, Fades, period_words
from rapallo.analysis.theses.trial import Outcome
from rapallo.analysis.theses.verdicts import Count, Verdict
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.model.acts import ACT_KINDS

__all__ = [
    "Count",
    "Finding",
    "densest_season",
    "fades_after",
    "joint_most",
    "met_each_other_most",
    "target_of_most",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """A statement, where it is asked, what was counted, and what follows.

    ``numbers`` holds the counts compared, in order; ``claims`` the ids of the claims that carry the
    statement; ``left_out`` how many events a season is too short for.
    """

    statement: str
    scope: str
    numbers: Mapping[str, Count]
    verdict: Verdict
    claims: tuple[str, ...]
    left_out: int = 0

    @classmethod
    def of(cls, statement: str, scope: str, outcome: Outcome) -> Finding:
        """A statement with what its test came to."""
        verdict, claims = outcome.ruling.verdict, outcome.claims
        return cls(statement, scope, outcome.numbers, verdict, claims, outcome.left_out)

    def record(self) -> dict[str, Any]:
        """As a plain dictionary, for JSON."""
        return {
            "statement": self.statement,
            "scope": self.scope,
            "numbers": {name: list(count) for name, count in self.numbers.items()},
            "verdict": self.verdict,
            "claims": list(self.claims),
            "left_out": self.left_out,
        }


def met_each_other_most(
    book: Casebook, one: str, other: str, hosts: Sequence[str], filters: Filters
) -> Finding:
    """Whether the envoys of two states to some others met each other more than third envoys.

    An envoy is who holds a post accredited to a host on the day; certain where his term, the
    meeting and his presence are. The hosts' own ministers are no envoys. A meeting with both kinds
    counts for both. Names are resolved, states joined as lineages.
    """
    desk = _desk(book, filters)
    two, places = (one, other), tuple(hosts)
    trial = Counts(
        Selection(envoys_together=two, hosts=places),
        (Selection(envoys_with_third=two, hosts=places),),
    )
    outcome = trial.put(desk)
    names = ("with each other", "with other envoys")
    named = dict(zip(names, outcome.numbers.values(), strict=True))
    a, b, *labels = (desk.label(name) for name in (one, other, *hosts))
    return Finding(
        f"The envoys of {a} and {b} in {listed(tuple(labels))} met each other more than they met"
        " the envoys of other states.",
        desk.scope,
        named,
        outcome.ruling.verdict,
        outcome.claims,
    )


def target_of_most(book: Casebook, one: str, other: str, state: str, filters: Filters) -> Finding:
    """Whether a state is the one at which two others aimed most of their joint acts.

    Joint acts are told events of kind opposed, pressured or supported with both among the agents on
    one side. A person or body counts for its state; a coalition named as such is no state.
    """
    desk = _desk(book, filters)
    acts = Selection(kind=ACT_KINDS, together=(one, other))
    a, b, label = (desk.label(name) for name in (one, other, state))
    statement = f"{label} is the state at which {a} and {b} aimed most of their joint acts."
    return Finding.of(statement, desk.scope, Rank(state, "target", acts).put(desk))


def densest_season(book: Casebook, one: str, other: str, season: str, filters: Filters) -> Finding:
    """Whether a season (EDTF, 21 spring to 24 winter) is among the densest in joint dealings.

    Every season of the years told is counted; *among the densest* is where at most two others can
    have had more. What cannot be dated within a season's length is left out and counted: the
    verdict is of the dated dealings alone.
    """
    desk = _desk(book, filters)
    a, b = desk.label(one), desk.label(other)
    return Finding.of(
        f"Of what is dated within a season, {period_words(season)} is among the three seasons in"
        f" which {a} and {b} had most to do with each other.",
        desk.scope,
        Densest(Selection(dealings=(one, other)), season).put(desk),
    )


def fades_after(book: Casebook, one: str, other: str, year: str, filters: Filters) -> Finding:
    """Whether two states had next to nothing to do with each other after a year.

    Next to nothing is at most a tenth as many dealings in a year as before, by the window of the
    filters, which has to have both sides. What lasts counts on each side on which it has a day,
    what is not dated possibly on both.
    """
    desk = _desk(book, filters)
    a, b = desk.label(one), desk.label(other)
    trial = Fades(Selection(dealings=(one, other)), year, filters.between or ("", ""))
    return Finding.of(
        f"After {year} {a} and {b} had next to nothing to do with each other: at most a tenth as"
        " many dealings in a year as before.",
        desk.scope,
        trial.put(desk),
    )


def joint_most(found: Result, one: str, other: str) -> Finding:
    """Whether two states acted together most of all pairs in an answer of ``coordination``.

    ``one`` and ``other`` are ids or labels as in its rows. J of a pair is a range: acts that are
    certainly joint and in the window, and all that possibly are.
    """
    return Finding.of(
        f"{one} and {other} acted together more often than any other two states.",
        found.provenance.filters or "the whole casebook",
        joint(found.rows, one, other),
    )


def _desk(book: Casebook, filters: Filters) -> Desk:
    return Room(book).desk(filters, lineage=True)
