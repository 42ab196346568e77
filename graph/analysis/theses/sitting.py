"""General statements put to the record three times: to all of it, to the source that states them
alone, and to the record without that source.

A statement drawn from one text and tested on that text can only be consistent with it. What the
other texts say is a test of it, as far as they speak of it at all; where too few of their events
could speak, that is what is said. No verdict says more than: in this scope of this record. An
author who selected what to tell is not chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from rapallo.analysis.result import Evidence, Result
from rapallo.analysis.significance import benjamini_hochberg
from rapallo.analysis.theses.desk import Room
from rapallo.analysis.theses.file import read_theses, refuse
from rapallo.analysis.theses.names import unknown_names
from rapallo.analysis.theses.thesis import Theses, Thesis
from rapallo.analysis.theses.trial import Outcome
from rapallo.analysis.theses.verdicts import FEWEST, too_few
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import BadOption
from rapallo.identity.ask import ask
from rapallo.identity.lineages import Lineage
from rapallo.model.cells import parse_names
from rapallo.model.nodes import Source

__all__ = ["RECORDS", "theses"]

Record = Literal["all", "itself", "without"]
RECORDS: tuple[Record, ...] = ("all", "itself", "without")
"""All sources; the one that states a thesis, alone; all others."""

Tested = dict[Record, tuple[Outcome, int]]
"""What a test came to on each record, and how many claims that had."""


def theses(
    book: Casebook,
    those: Theses | str | Path,
    *,
    filters: Filters | None = None,
    lineage: Lineage = False,
    expand: Sequence[str] = (),
) -> Result:
    """Each thesis of a file with its verdict on all sources, on its own source, and without it.

    A row is a thesis: ``id``, ``claim``, the verdicts ``all``, ``itself`` (internal consistency)
    and ``without`` (*upheld*, *not upheld*, *undecidable*), ``source``, ``locator``, ``note``,
    ``scope``, ``test``; of the test on all sources ``why`` (what an undecidable one wants),
    ``numbers`` (by name how many events, certainly and at most), ``values``, ``p``, ``q``,
    ``reason`` (why there is no p), ``left_out`` (events that a densest season or year leaves out),
    ``asked`` (how many claims are in the scope), ``claims``; of the other two the same with
    ``itself_`` and ``without_`` before it.

    Upheld is what holds however the sources are read where they leave something open, not upheld
    what fails however they are read; with fewer than five events nothing is decided. The densest
    season or year is of the events dated within one alone, and ``why`` says how many are left out.
    q is after Benjamini and Hochberg (1995), over the theses that have a p on the same record. A
    source that derives from another, or from which another derives, is no second witness: it goes
    with it.

    ``filters``, ``lineage`` and ``expand`` narrow the record of every thesis beside its own scope.

    Raises UnreadableFile with every problem of the file, also names that the casebook lacks;
    BadOption for filters that a scope sets too; :class:`~rapallo.errors.NoClaims` for an empty
    record.
    """
    those = those if isinstance(those, Theses) else read_theses(those)
    filters = filters or Filters()
    if filters.status != ("told",):
        raise BadOption("--status: theses are put to what is told; leave it out")
    if filters.between:
        # It would cut the times that are compared, and what is cut off would look like silence.
        raise BadOption("--between: every thesis says its own time, in its scope; leave it out")
    # The record is read dozens of times, and opening it again each time is half of the work.
    with book.store.reading():
        room = Room(book)
        refuse(those.path or "the theses", unknown_names(room, those.theses))
        evidence = Evidence.of(book, filters)
        jury = _Jury(room, filters, lineage, tuple(expand))
        tested = [(thesis, jury.tested(thesis)) for thesis in those.theses]
    q = {record: _q([t[record][0] for _, t in tested]) for record in RECORDS}
    rows = [
        _row(thesis, found, {record: q[record][number] for record in RECORDS})
        for number, (thesis, found) in enumerate(tested)
    ]
    return Result.of(
        _title(those, len(rows)),
        rows,
        ("id", *RECORDS),
        evidence,
        evidence.provenance(
            "theses", seed=0, file=Path(those.path).name, theses=[r["id"] for r in rows]
        ),
        _notes(rows, evidence),
    )


def _title(those: Theses, number: int) -> str:
    several = f"{number} theses" if number != 1 else "1 thesis"
    return f"{those.title}: {several}" if those.title else several.capitalize()


class _Jury:
    """The theses put to a casebook."""

    def __init__(
        self, room: Room, filters: Filters, lineage: Lineage, expand: tuple[str, ...]
    ) -> None:
        self._room, self._filters = room, filters
        self._lineage, self._expand = lineage, expand
        self._sources = [n for n in room.nodes if isinstance(n, Source)]

    def tested(self, thesis: Thesis) -> Tested:
        """What the test of a thesis comes to on each record."""
        own = family(thesis.source, self._sources)
        allowed = set(self._filters.source) or self._room.sources
        chosen = {"all": allowed, "itself": allowed & own, "without": allowed - own}
        filters = self._scope(thesis)
        return {
            record: self._put(thesis, filters, chosen[record], whole=record == "all")
            for record in RECORDS
        }

    def _put(
        self, thesis: Thesis, filters: Filters, sources: set[str], *, whole: bool
    ) -> tuple[Outcome, int]:
        if not sources:
            return Outcome(too_few(0), no_p="no source is left"), 0
        asked = filters if whole else replace(filters, source=tuple(sorted(sources)))
        scope = thesis.scope
        desk = self._room.desk(
            asked,
            lineage=self._lineage or scope.lineage,
            expand=tuple(dict.fromkeys((*scope.expand, *self._expand))),
        )
        claims = len(desk.evidence.claims) if desk.evidence else 0
        return thesis.trial.put(desk), claims

    def _scope(self, thesis: Thesis) -> Filters:
        """The filters of a thesis, narrowed by those of the question."""
        scope = thesis.scope
        key = tuple(scope.names.items())
        own: Filters = self._room.once(
            (key, scope.lineage),
            lambda: ask(
                self._room.book,
                **scope.names,
                lineage=scope.lineage and (self._lineage or True),
                expand=scope.expand,
            ),
        )
        return narrowed(own, self._filters, thesis.id)


def family(key: str, sources: Iterable[Source]) -> set[str]:
    """A source with all that derive from it or from which it derives."""
    found, sources = {key}, list(sources)
    while True:
        parents = {source.key: set(parse_names(source.derived_from)) for source in sources}
        more = {key for key, from_ in parents.items() if from_ & found}
        more |= {parent for key in found for parent in parents.get(key, ())}
        if more <= found:
            return found
        found |= more


def narrowed(own: Filters, asked: Filters, thesis: str) -> Filters:
    """The filters of a scope and of a question, both of which have to let a claim pass."""
    values: dict[str, Any] = {}
    for name in ("target", "actor", "treaty", "issue", "post", "place", "kind", "act", "basis"):
        mine, theirs = getattr(own, name), getattr(asked, name)
        if mine and theirs and mine != theirs:
            raise BadOption(f"--{name}: thesis {thesis} sets it itself, in its scope")
        values[name] = mine or theirs
    if own.coder and asked.coder and own.coder != asked.coder:
        raise BadOption(f"--coder: thesis {thesis} sets it itself, in its scope")
    return replace(
        asked,
        **values,
        coder=own.coder or asked.coder,
        between=own.between,
        min_sources=max(own.min_sources, asked.min_sources),
    )


def _q(outcomes: Sequence[Outcome]) -> list[float | None]:
    """q over those that have a p, in order."""
    q = iter(benjamini_hochberg([o.p for o in outcomes if o.p is not None]))
    return [None if outcome.p is None else next(q) for outcome in outcomes]


def _row(thesis: Thesis, tested: Tested, q: dict[Record, float | None]) -> dict[str, Any]:
    row: dict[str, Any] = {"id": thesis.id, "claim": thesis.claim}
    row |= {record: tested[record][0].ruling.verdict for record in RECORDS}
    row |= {
        "source": thesis.source,
        "locator": thesis.locator,
        "note": thesis.note,
        "scope": thesis.scope.words(),
        "test": thesis.trial.words(),
    }
    for record in RECORDS:
        outcome, asked = tested[record]
        before = "" if record == "all" else f"{record}_"
        values = {
            "why": outcome.ruling.why,
            "numbers": {name: tuple(count) for name, count in outcome.numbers.items()},
            "values": dict(outcome.values),
            "p": outcome.p,
            "q": q[record],
            "reason": "" if outcome.p is not None else outcome.no_p,
            "left_out": outcome.left_out,
            "asked": asked,
            "claims": outcome.claims,
        }
        row |= {f"{before}{name}": value for name, value in values.items()}
    return row


def _notes(rows: Sequence[dict[str, Any]], evidence: Evidence) -> Iterator[str]:
    yield (
        "all: put to all sources; itself: to the source that states it alone, which can show"
        " internal consistency and no more; without: to all sources but that one."
    )
    for record, said in (
        ("all", "on all sources"),
        ("itself", "on their own source alone"),
        ("without", "without their own source"),
    ):
        counts = Counter(row[record] for row in rows)
        told = ", ".join(f"{counts[v]} {v}" for v in ("upheld", "not upheld", "undecidable"))
        yield f"Of {_theses(len(rows))}, {said}: {told}."
    yield from _witnesses(rows, evidence)
    with_p = sum(row["p"] is not None for row in rows)
    if with_p:
        yield (
            f"{_theses(len(rows))} tested, {with_p} with a p on all sources: q is over those, since"
            " of many tests some come out well by chance."
        )
    dated = (
        " Of a densest season or year it says so of the events dated within one alone: those that"
        " are not are left out, and could change it."
    )
    left = any(row[f"{before}left_out"] for row in rows for before in ("", "itself_", "without_"))
    yield (
        "Upheld says no more than that in its scope of this record a test holds however the sources"
        f" are read where they leave something open.{dated if left else ''} That an author selected"
        " what to tell is not chance, and what no text tells may have happened all the same."
    )


def _witnesses(rows: Sequence[dict[str, Any]], evidence: Evidence) -> Iterator[str]:
    """How much of the record is from the sources that state the theses."""
    told = Counter(claim.source for claim in evidence.claims)
    for source in sorted({row["source"] for row in rows}):
        mine = [row for row in rows if row["source"] == source]
        undecided = [row for row in mine if row["without"] == "undecidable"]
        few = sum(row["without_why"].endswith(f"{FEWEST} are needed") for row in undecided)
        these = "all of them" if few == len(undecided) else f"{few} of them"
        yield (
            f"{told[source]} of {sum(told.values())} claims are from {source}, which states"
            f" {_theses(len(mine))}. Without it {len(undecided)} cannot be decided, {these}"
            f" because fewer than {FEWEST} events of the others could speak: silence does not"
            " contradict."
        )


def _theses(number: int) -> str:
    return f"{number} thesis" if number == 1 else f"{number} theses"
