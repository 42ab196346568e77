"""A question about chains with the edges that it is asked of: all, or of a large record a few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from rapallo.analysis.paths.arrivals import Rules
from rapallo.analysis.paths.chains import EVER
from rapallo.analysis.paths.contacts import conducting
from rapallo.analysis.paths.modes import Mode
from rapallo.analysis.paths.narrow import Narrow
from rapallo.analysis.paths.wherefore import Question, why_none
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.projection.edges import Tally, tallied_edges
from rapallo.projection.evidence import Evidence
from rapallo.projection.level import UNKNOWN
from rapallo.projection.scan import evidence_of, scan

__all__ = ["Asked", "MOST_CLAIMS", "ask"]

MOST_CLAIMS = 20_000
"""Claims of which all become objects; of more, those alone through which the best chains lead."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The question with its edges, and of what it is asked. ``why``: why there is no chain."""

    question: Question
    evidence: Evidence
    tally: Tally
    denominator: Mapping[str, int]
    why: Callable[[bool, set[bool]], list[str]]


def ask(
    book: Casebook, question: Question, filters: Filters, modes: Sequence[Mode], certain: bool
) -> Asked:
    """The question to all events of a small record, or to those of a large one that matter."""
    if not question.wait and _claims(book) > MOST_CLAIMS:
        return _large(book, question, filters, modes, certain)
    evidence = Evidence.of(book, filters)
    edges, tally = tallied_edges(evidence, question.level, question.kinds)
    known = tuple(edge for edge in edges if UNKNOWN not in (edge.a, edge.b))
    whole = replace(question, edges=known)
    sources = Counter(claim.source for claim in evidence.claims)
    return Asked(
        whole,
        evidence,
        tally,
        dict(sorted(sources.items())),
        lambda certain, found: why_none(whole, certain=certain, found=found),
    )


def _claims(book: Casebook) -> int:
    with book.store.reading() as connection:
        return int(connection.execute("SELECT count(*) FROM claims").fetchall()[0][0])


def _large(
    book: Casebook, question: Question, filters: Filters, modes: Sequence[Mode], certain: bool
) -> Asked:
    scanned = scan(book, question.level, question.kinds, filters)
    columns = conducting(scanned.columns)
    names, ends = columns.names, (question.start, question.goal)
    missing = [name for name in ends if name not in names]
    events: set[str] = set()
    narrow = None
    if not missing:
        narrow = Narrow(columns, names.index(question.start), names.index(question.goal))
        rules = [Rules(x, question.same_day, None, *question.within) for x in (True, False)]
        events = narrow.events(modes, rules[:1] if certain else rules)
    evidence = (
        evidence_of(book, events, filters) if events else Evidence((), (), scanned.digest, filters)
    )
    edges = [
        edge
        for edge in tallied_edges(evidence, question.level, question.kinds)[0]
        if edge.to == "actor" and UNKNOWN not in (edge.a, edge.b)
    ]
    small = replace(question, edges=tuple(edges))
    return Asked(
        small,
        evidence,
        scanned.tally,
        scanned.denominator,
        lambda certain, found: why_large(small, missing, narrow, certain=certain, found=found),
    )


def why_large(
    question: Question,
    missing: Sequence[str],
    narrow: Narrow | None,
    *,
    certain: bool,
    found: Collection[bool],
) -> list[str]:
    """Why there is no chain, or no certain one, in a record too large to try what is missing."""
    label, kinds = question.level.label, " or ".join(question.kinds)
    if True in found:
        return []
    if narrow is None:
        who = label(missing[0])
        return [f"There is no chain: no event of {kinds} asked for joins {who} to anybody."]
    within = Rules(False, False, None, *question.within)
    if False in found or (certain and narrow.events(("earliest",), [within])):
        return [
            "No chain is certain: there is one only if an uncertain date, participant or event is "
            "as some source has it, or word passed in time in what is not over before the next "
            "step."
        ]
    if not narrow.joined():
        both = f"{label(question.start)} and {label(question.goal)}"
        return [f"There is no chain: {both} are not joined by {kinds}, whatever the time."]
    if question.within != EVER and narrow.events(("earliest",), [Rules(certain=False)]):
        return [
            "There is no chain: there is one only outside the days asked for (--depart, --arrive)."
        ]
    return [
        "There is no chain: they are joined, but not in time: some step would come before the one "
        "it must follow."
    ]
