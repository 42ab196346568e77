"""How word could pass from one to another: chains of meetings in time, with the doubt in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rapallo.analysis.actors import find_actor
from rapallo.analysis.chains import Found, Possible, Step, along
from rapallo.analysis.periods import period
from rapallo.analysis.result import Evidence, Result
from rapallo.analysis.wherefore import Question, why_none
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.dates.calendar import iso
from rapallo.errors import BadOption
from rapallo.projection.edges import tallied_edges
from rapallo.projection.level import UNKNOWN, By, Level

__all__ = ["paths"]

KINDS = ("met_with", "informed")


def paths(
    book: Casebook,
    start: str,
    goal: str,
    *,
    by: By = "diplomat",
    wait: str | None = None,
    certain: bool = False,
    same_day: bool = False,
    kind: Sequence[str] | None = None,
    filters: Filters | None = None,
    lineage: bool = False,
    expand: Sequence[str] = (),
) -> Result:
    """The chains of contacts in time from start to goal that arrive first, and with fewest steps.

    Each step comes after the one before it; see :mod:`rapallo.analysis.chains` for what that means
    where dates are wide, doubtful or last. Meetings lead both ways, ``informed`` from him who
    informs. First the certain chains, then, unless only ``certain`` ones are asked for, what is
    possible beyond them: of each kind that which arrives first and that of fewest steps. A certain
    chain has arrived on the last day that its last step may have; a possible one arrives on the
    first day that it can.

    ``wait``: the longest time between two steps, as ``P60D``. ``same_day``: two steps on one known
    day are certain in the order taken; otherwise they are possible only. ``kind``: what conducts;
    that of the filters if not given, else meetings and ``informed``.

    A row is a step: ``path``, ``answer`` (what this chain is the answer to), ``certainty`` of the
    chain, ``arrives``, ``step``, ``from`` and ``to`` (``a``, ``b`` by id), ``kind``, ``act``,
    ``date``, ``certain`` (of this step alone), ``place``, ``sources``, ``event``, ``claims``. There
    may be none; a note then says why.
    """
    filters = filters or Filters()
    kinds = tuple(kind or filters.kind or KINDS)
    longest = period(wait) if wait else None
    evidence = Evidence.of(book, replace(filters, kind=kinds))
    level = Level.of(book, by, lineage=lineage, expand=expand)
    a, b = find_actor(level, start), find_actor(level, goal)
    if a == b:
        raise BadOption(f"from {level.label(a)} to {level.label(a)} there is no way to go")
    edges, tally = tallied_edges(evidence, level, kinds)
    known = tuple(edge for edge in edges if UNKNOWN not in (edge.a, edge.b))
    question = Question(known, a, b, kinds, longest, same_day, level)
    chains, complete = _chains(question, certain)
    notes = [
        *why_none(question, certain=certain, found={chain.certain for chain in chains}),
        *_said(chains),
        *([] if complete else ["The search came to its limit: a better chain may exist."]),
        *tally.sentences(level),
    ]
    return Result.of(
        f"Paths from {level.label(a)} to {level.label(b)} {level.describe()} in {', '.join(kinds)}",
        _rows(chains, evidence, level),
        ("path", "certainty", "step", "from", "to", "act", "date"),
        evidence,
        evidence.provenance(
            "paths",
            start=a,
            goal=b,
            by=by,
            rule=level.describe(),
            wait=str(longest) if longest else None,
            certain=certain,
            same_day=same_day,
            kind=list(kinds),
            lineage=lineage,
            expand=list(expand),
        ),
        notes,
    )


@dataclass(frozen=True, slots=True)
class _Chain:
    """A chain that answers one or more questions."""

    steps: tuple[Step, ...]
    certain: bool
    arrives: int
    answers: tuple[str, ...]

    @property
    def certainty(self) -> str:
        return "certain" if self.certain else "possible"


def _chains(question: Question, certain: bool) -> tuple[list[_Chain], bool]:
    """The answers in order, each chain once; whether all searches came to their end."""
    rule = Possible(question.wait)
    sure = question.search(question.certain, certain_edges=True)
    chains = list(_both(sure, certain=True))
    if certain:
        return chains, sure.complete
    maybe = question.search(rule)
    better = [chain for chain in _both(maybe, certain=False) if _better(chain, chains, rule)]
    return chains + better, sure.complete and maybe.complete


def _better(chain: _Chain, certain: Sequence[_Chain], rule: Possible) -> bool:
    """Whether a possible chain can arrive before all certain ones, or has fewer steps."""
    arrivals = [rule.arrival(days) for one in certain if (days := along(one.steps, rule))]
    return all(chain.arrives < day for day in arrivals) or all(
        len(chain.steps) < len(one.steps) for one in certain
    )


def _both(found: Found, *, certain: bool) -> Iterator[_Chain]:
    """The chain that arrives first and that of fewest steps, as one where they are one."""
    first, second = found.arrivals
    if found.earliest == found.fewest:
        if found.earliest:
            yield _Chain(found.earliest, certain, first, ("earliest arrival", "fewest steps"))
        return
    yield _Chain(found.earliest, certain, first, ("earliest arrival",))
    yield _Chain(found.fewest, certain, second, ("fewest steps",))


def _said(chains: Sequence[_Chain]) -> Iterator[str]:
    for number, chain in enumerate(chains, 1):
        many = "1 step" if len(chain.steps) == 1 else f"{len(chain.steps)} steps"
        day = iso(chain.arrives)
        arrival = {
            (True, True): f"arrived by {day}",
            (True, False): "arrived by no day that is told",
            (False, True): f"arrives on {day} at the earliest",
            (False, False): "arrives at a time of which no beginning is told",
        }[chain.certain, bool(day)]
        answers = " and ".join(chain.answers)
        yield f"Path {number} ({chain.certainty}, {answers}): {many}, {arrival}."


def _rows(chains: Sequence[_Chain], evidence: Evidence, level: Level) -> Iterator[dict[str, Any]]:
    claims = {claim.id: claim for claim in evidence.claims}
    for number, chain in enumerate(chains, 1):
        for place, step in enumerate(chain.steps, 1):
            told = [claims[name] for name in step.edge.claims]
            yield {
                "path": number,
                "answer": chain.answers,
                "certainty": chain.certainty,
                "arrives": iso(chain.arrives),
                "step": place,
                "a": step.a,
                "b": step.b,
                "from": level.label(step.a),
                "to": level.label(step.b),
                "kind": step.edge.kind,
                "act": tuple(sorted({claim.act for claim in told})),
                "date": str(step.when),
                "certain": step.edge.certain,
                "place": tuple(sorted({level.label(c.place) for c in told if c.place})),
                "sources": tuple(sorted({claim.source for claim in told})),
                "event": step.edge.event,
                "claims": step.edge.claims,
            }
