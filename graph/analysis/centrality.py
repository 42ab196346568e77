"""Who stands in the middle: centrality on a stated projection, whole or in windows of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rapallo.analysis.measures import MEASURES, Measure
from rapallo.analysis.periods import Period, period, windows
from rapallo.analysis.result import Evidence, Result
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.dates.compare import Certainty, overlaps
from rapallo.dates.when import When
from rapallo.errors import BadOption, NoClaims
from rapallo.projection.edges import EventEdge, tallied_edges
from rapallo.projection.level import UNKNOWN, By, Level
from rapallo.projection.project import join

__all__ = ["centrality", "ranks"]

_TIE = 1e-9


def centrality(
    book: Casebook,
    *,
    measure: str = "degree",
    by: By = "diplomat",
    kind: Sequence[str] | None = None,
    filters: Filters | None = None,
    every: str | None = None,
    lineage: bool = False,
    expand: Sequence[str] = (),
    top: int | None = None,
) -> Result:
    """The actors by rank: degree, strength, betweenness, eigenvector or pagerank.

    ``kind``: the relations that make the network; those of the filters if not given, else
    meetings. It is directed where it holds anything but meetings. Treaties and issues are nodes of
    it and are not ranked.

    A row is an actor (and window): ``rank`` (equal values share it), ``actor``, ``label``,
    ``value``, ``certain_value`` (on the certain events alone), ``certain`` and ``possible`` (how
    many events join him to others; what is certain is possible), ``claims``. The unknown state is
    counted and stands last without rank or value: it is no single actor, nor a way between others.

    ``every``: an ISO 8601 period such as ``P1Y``; values and counts are then of each window, over
    what possibly falls there. What lasts falls into every window in which it goes on. ``top``: only
    so many ranks of each window.

    Raises :class:`~rapallo.errors.NoClaims` where nothing joins two actors.

    >>> import tempfile
    >>> from rapallo.load import load
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     book = Casebook(f"{folder}/my.duckdb")
    ...     report = load(book, "dossier")
    ...     first = centrality(book, by="state", measure="strength", top=1).rows[0]
    >>> first["rank"]
    1
    """
    chosen = _measure(measure)
    if top is not None and top < 1:
        raise BadOption(f"--top is {top}; it counts ranks from 1")
    filters = filters or Filters()
    kinds = tuple(kind or filters.kind or ("met_with",))
    evidence = Evidence.of(book, replace(filters, kind=kinds))
    level = Level.of(book, by, lineage=lineage, expand=expand)
    edges, tally = tallied_edges(evidence, level, kinds)
    if all(UNKNOWN in (edge.a, edge.b) for edge in edges):
        raise NoClaims(f"no event of kind {' or '.join(kinds)} joins two actors {level.describe()}")
    directed = set(kinds) != {"met_with"}
    network = _Network(level, chosen, directed)
    cut = _cut(edges, evidence, period(every)) if every else [None]
    rows = [row for window in cut for row in network.rows(edges, window, top)]
    title = f"{measure.capitalize()} {level.describe()} in {', '.join(kinds)}"
    notes = [
        chosen.convention(directed=directed),
        *tally.sentences(level),
        *_notes(edges, cut, rows),
    ]
    return Result.of(
        f"{title}, every {every}" if every else title,
        rows,
        (*(["window"] if every else []), "rank", "label", "value", "certain", "possible"),
        evidence,
        evidence.provenance(
            "centrality",
            measure=measure,
            by=by,
            rule=level.describe(),
            kind=list(kinds),
            every=every,
            lineage=lineage,
            expand=list(expand),
            top=top,
        ),
        notes,
    )


def ranks(values: Mapping[str, float]) -> dict[str, int]:
    """The rank of each by value, the greatest first; equals share a rank and use up the next.

    Equal are values that differ by less than a billionth: rounding makes no order.

    >>> ranks({"a": 2.0, "b": 0.1 + 0.2, "c": 0.3, "d": 0.0})
    {'a': 1, 'b': 2, 'c': 2, 'd': 4}
    """
    found: dict[str, int] = {}
    last, rank = 0.0, 0
    for number, (name, value) in enumerate(sorted(values.items(), key=lambda i: -i[1]), 1):
        if not rank or last - value > _TIE * max(1.0, abs(last)):
            rank = number
        found[name], last = rank, value
    return found


def _measure(name: str) -> Measure:
    if name not in MEASURES:
        raise BadOption(f"--measure {name}: there is none; there are {', '.join(MEASURES)}")
    return MEASURES[name]


@dataclass(frozen=True, slots=True)
class _Network:
    """How edges become ranked rows."""

    level: Level
    measure: Measure
    directed: bool

    def rows(
        self, edges: Sequence[EventEdge], window: When | None, top: int | None
    ) -> Iterator[dict[str, Any]]:
        """The rows of one window, or of the whole time."""
        inside = list(_within(edges, window))
        known = [edge for edge in inside if UNKNOWN not in (edge.a, edge.b)]
        values = self._values(known)
        sure = self._values([edge for edge in known if edge.certain])
        by_rank = ranks({n: v for n, v in values.items() if n in _actors(known)})
        incident = _incident(inside)
        order = sorted(by_rank, key=lambda name: (by_rank[name], self.level.label(name), name))
        for name in order:
            if top is None or by_rank[name] <= top:
                value = (by_rank[name], values[name], sure.get(name, 0.0))
                yield self._row(name, window, value, incident[name])
        if UNKNOWN in incident:
            yield self._row(UNKNOWN, window, (None, None, None), incident[UNKNOWN])

    def _values(self, edges: Sequence[EventEdge]) -> dict[str, float]:
        return self.measure.compute(join(edges, self.level, directed=self.directed))

    def _row(
        self,
        name: str,
        window: When | None,
        value: tuple[int | None, float | None, float | None],
        incident: Sequence[EventEdge],
    ) -> dict[str, Any]:
        return {
            **({"window": str(window)} if window else {}),
            "rank": value[0],
            "actor": name,
            "label": self.level.label(name),
            "value": value[1],
            "certain_value": value[2],
            "certain": len({edge.event for edge in incident if edge.certain}),
            "possible": len({edge.event for edge in incident}),
            "claims": tuple(sorted({claim for edge in incident for claim in edge.claims})),
        }


def _within(edges: Sequence[EventEdge], window: When | None) -> Iterator[EventEdge]:
    """The edges that possibly fall into a window, certain only if they certainly do."""
    for edge in edges:
        answer = overlaps(edge.when, window) if window else Certainty.CERTAINLY
        if answer is not Certainty.NO:
            yield replace(edge, certain=edge.certain and answer is Certainty.CERTAINLY)


def _actors(edges: Sequence[EventEdge]) -> set[str]:
    return {e.a for e in edges} | {e.b for e in edges if e.to == "actor"}


def _incident(edges: Sequence[EventEdge]) -> dict[str, list[EventEdge]]:
    found: dict[str, list[EventEdge]] = {}
    for edge in edges:
        found.setdefault(edge.a, []).append(edge)
        found.setdefault(edge.b, []).append(edge)
    return found


def _cut(edges: Sequence[EventEdge], evidence: Evidence, every: Period) -> list[When]:
    """The windows: of the time asked for where it has two ends, else of that of dated events."""
    asked = evidence.filters.window
    bounded = [edge.when for edge in edges if edge.when.bounded]
    if asked and asked.bounded:
        return windows(asked.s0, asked.e1, every, whole=False)
    if not bounded:
        raise NoClaims("no event asked for has a date with two ends: there is nothing to cut")
    first, last = min(when.s0 for when in bounded), max(when.e1 for when in bounded)
    return windows(first, last, every)


def _notes(
    edges: Sequence[EventEdge], cut: Sequence[When | None], rows: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    things = {edge.b for edge in edges if edge.to != "actor"}
    if things:
        yield f"{len(things)} treaties and issues are nodes of the network and are not ranked."
    if len(cut) > 1:
        full = {row["window"] for row in rows}
        yield (
            "What possibly falls into several windows counts as possible in each; "
            f"{len(cut) - len(full)} of {len(cut)} windows hold nothing."
        )
        undated = {edge.event for edge in edges if not edge.when.bounded}
        if undated:
            yield f"{len(undated)} events lack a first or last date: possible in many windows."
