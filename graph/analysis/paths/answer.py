"""How word could pass from one to another: chains of meetings in time, with the doubt in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rapallo.analysis.actors import find_actor
from rapallo.analysis.paths.asking import ask
from rapallo.analysis.paths.chains import Step
from rapallo.analysis.paths.modes import ANSWERS, MODES, Mode, Search, Span, span_of
from rapallo.analysis.paths.wherefore import Question
from rapallo.analysis.periods import period
from rapallo.analysis.result import Evidence, Result
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.dates.calendar import BEGINNING, END, iso
from rapallo.dates.edtf import parse
from rapallo.dates.when import Bounds
from rapallo.errors import BadOption
from rapallo.identity.lineages import Lineage
from rapallo.projection.level import By, Level

__all__ = ["KINDS", "limits", "paths"]

KINDS = ("met_with", "informed")
"""What conducts unless other kinds are named."""


def paths(
    book: Casebook,
    start: str,
    goal: str,
    *,
    by: By = "diplomat",
    mode: Sequence[Mode] = ("earliest", "fewest"),
    depart: str | None = None,
    arrive: str | None = None,
    wait: str | None = None,
    certain: bool = False,
    same_day: bool = False,
    kind: Sequence[str] | None = None,
    filters: Filters | None = None,
    lineage: Lineage = False,
    expand: Sequence[str] = (),
) -> Result:
    """The chains of contacts in time from start to goal that are best: earliest, fewest steps, ...

    Each step comes after the one before it; see :mod:`rapallo.analysis.paths.chains` for what that
    means where dates are wide, doubtful or last. Meetings lead both ways, ``informed`` from him who
    informs. First the certain chains, then, unless only ``certain`` ones are asked for, what is
    possible beyond them: a chain that can be better than every certain one.

    ``mode``: which chains; what is best of a certain and of a possible chain says
    :mod:`rapallo.analysis.paths.modes`. ``depart``, ``arrive``: the day on which word sets out at
    the earliest, and by which it is there; of a date known to the month, say, the first and the
    last day. (The filter ``between`` chooses events, and those may be partly outside.)
    ``wait``: the longest time between two steps, as ``P60D``. ``same_day``: two steps on one known
    day are certain in the order taken; otherwise they are possible only. ``kind``: what conducts;
    that of the filters if not given, else meetings and ``informed``.

    A row is a step: ``path``, ``answer`` (what this chain is the answer to), ``certainty`` of the
    chain, ``departs``, ``arrives``, ``days`` (of the chain, as its certainty measures them; empty
    where no day is told), ``step``, ``from`` and ``to`` (``a``, ``b`` by id), ``kind``, ``act``,
    ``date``, ``certain`` (of this step alone), ``place``, ``sources``, ``event``, ``claims``. There
    may be none; a note then says why.

    Raises :class:`~rapallo.errors.BadOption` for a mode that there is not, or for limits that leave
    no day.
    """
    filters = filters or Filters()
    kinds = tuple(kind or filters.kind or KINDS)
    modes = _modes(mode)
    longest = period(wait) if wait else None
    within = limits(depart, arrive)
    filters = replace(filters, kind=kinds)
    level = Level.of(book, by, lineage=lineage, expand=expand)
    a, b = (find_actor(level, name, filters.window) for name in (start, goal))
    if a == b:
        raise BadOption(f"from {level.label(a)} to {level.label(a)} there is no way to go")
    question = Question((), a, b, kinds, longest, same_day, level, within)
    found = ask(book, question, filters, modes, certain)
    chains, complete = _chains(found.question, modes, certain)
    notes = [
        *found.why(certain, {chain.certain for chain in chains}),
        *_said(chains),
        *_misread(chains),
        *([] if complete else ["The search came to its limit: a better chain may exist."]),
        *found.tally.sentences(level),
    ]
    return Result(
        f"Paths from {level.label(a)} to {level.label(b)} {level.describe()} in {', '.join(kinds)}",
        tuple(_rows(chains, found.evidence, level)),
        ("path", "certainty", "step", "from", "to", "act", "date"),
        found.evidence.provenance(
            "paths",
            start=a,
            goal=b,
            by=by,
            rule=level.describe(),
            mode=list(modes),
            depart=depart,
            arrive=arrive,
            wait=str(longest) if longest else None,
            certain=certain,
            same_day=same_day,
            kind=list(kinds),
            lineage=lineage,
            expand=list(expand),
        ),
        found.denominator,
        tuple(notes),
    )


def limits(depart: str | None, arrive: str | None) -> Bounds:
    """The first day of one date and the last of another, as far as they are given.

    >>> limits("1926-03", None).first
    -16012
    """
    first = parse(depart).s0 if depart else BEGINNING
    last = parse(arrive).e1 if arrive else END
    if first > last:
        raise BadOption(f"--depart {depart} comes after --arrive {arrive}: no day is left")
    return Bounds(first, last)


def _modes(asked: Sequence[Mode]) -> list[Mode]:
    """The modes asked for, each once, in their order."""
    for mode in asked:
        if mode not in MODES:
            raise BadOption(f"--mode {mode}: there is none; there are {', '.join(MODES)}")
    if not asked:
        raise BadOption(f"no --mode is asked for; there are {', '.join(MODES)}")
    return [mode for mode in MODES if mode in asked]


@dataclass(frozen=True, slots=True)
class _Chain:
    """A chain that answers one or more questions."""

    steps: tuple[Step, ...]
    certain: bool
    span: Span
    modes: tuple[Mode, ...]

    @property
    def certainty(self) -> str:
        return "certain" if self.certain else "possible"

    @property
    def answers(self) -> tuple[str, ...]:
        return tuple(ANSWERS[mode] for mode in self.modes)


def _chains(question: Question, modes: Sequence[Mode], certain: bool) -> tuple[list[_Chain], bool]:
    """The answers in order, each chain once; whether all searches came to their end."""
    sure = Search(question, certain=True)
    chains = _joined(sure.best(modes), question, certain=True)
    if certain:
        return chains, sure.complete
    maybe = Search(question, certain=False)
    spans = [span_of(chain.steps, question, certain=False) for chain in chains]
    known = [_values(chain.steps, span) for chain, span in zip(chains, spans, strict=True)]
    better = [
        chain
        for chain in _joined(maybe.best(modes), question, certain=False)
        if _better(_values(chain.steps, chain.span), known, modes)
    ]
    return chains + better, sure.complete and maybe.complete


def _joined(
    found: Mapping[Mode, tuple[Step, ...]], question: Question, *, certain: bool
) -> list[_Chain]:
    """Each chain once, with all that it is the answer to."""
    modes: dict[tuple[Step, ...], list[Mode]] = {}
    for mode, steps in found.items():
        modes.setdefault(steps, []).append(mode)
    return [
        _Chain(steps, certain, span_of(steps, question, certain=certain), tuple(answering))
        for steps, answering in modes.items()
    ]


def _values(steps: Sequence[Step], span: Span) -> dict[Mode, int]:
    """What each mode wants small."""
    return {
        "earliest": span.arrives,
        "latest": -span.leaves,
        "fastest": span.takes,
        "fewest": len(steps),
    }


def _better(
    chain: Mapping[Mode, int], certain: Sequence[Mapping[Mode, int]], modes: Sequence[Mode]
) -> bool:
    """Whether a possible chain can be better than all certain ones in some way asked for."""
    return any(all(chain[mode] < one[mode] for one in certain) for mode in modes)


def _said(chains: Sequence[_Chain]) -> Iterator[str]:
    for number, chain in enumerate(chains, 1):
        many = "1 step" if len(chain.steps) == 1 else f"{len(chain.steps)} steps"
        answers = " and ".join(chain.answers)
        told = [many, *_departure(chain), _arrival(chain), *_days(chain)]
        yield f"Path {number} ({chain.certainty}, {answers}): {', '.join(told)}."


def _misread(chains: Sequence[_Chain]) -> Iterator[str]:
    """What a reader of departure and arrival must know."""
    if any(not chain.certain and {"latest", "fastest"} & {*chain.modes} for chain in chains):
        yield (
            "The last departure, the first arrival and the days of a possible chain are each the "
            "best that its dates leave room for, not all of one reading."
        )


def _departure(chain: _Chain) -> Iterator[str]:
    day = iso(chain.span.leaves)
    if {"latest", "fastest"}.isdisjoint(chain.modes):
        return
    if chain.certain:
        yield f"departed on no day before {day}" if day else "departed at a time that is not told"
    else:
        yield f"departs on {day} at the latest" if day else "departs at a time that is not told"


def _arrival(chain: _Chain) -> str:
    day = iso(chain.span.arrives)
    if chain.certain:
        return f"arrived by {day}" if day else "arrived by no day that is told"
    return (
        f"arrives on {day} at the earliest"
        if day
        else "arrives at a time of which no beginning is told"
    )


def _days(chain: _Chain) -> Iterator[str]:
    if "fastest" in chain.modes and chain.span.measured:
        days = "1 day" if chain.span.takes == 1 else f"{chain.span.takes} days"
        yield f"takes {days} at the {'most' if chain.certain else 'least'}"


def _rows(chains: Sequence[_Chain], evidence: Evidence, level: Level) -> Iterator[dict[str, Any]]:
    claims = {claim.id: claim for claim in evidence.claims}
    for number, chain in enumerate(chains, 1):
        for place, step in enumerate(chain.steps, 1):
            told = [claims[name] for name in step.edge.claims]
            yield {
                "path": number,
                "answer": chain.answers,
                "certainty": chain.certainty,
                "departs": iso(chain.span.leaves),
                "arrives": iso(chain.span.arrives),
                "days": chain.span.takes if chain.span.measured else None,
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
