"""Who stands in the middle: centrality on a stated projection, whole or in windows of time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rapallo.analysis.centrality.brokerage import DIRECTED, Served
from rapallo.analysis.centrality.measures import MEASURES
from rapallo.analysis.centrality.ranked import BROKERAGE, NAMES, Ranking, ranks
from rapallo.analysis.periods import cut, period
from rapallo.analysis.result import Evidence, Result
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.dates.when import When
from rapallo.errors import BadOption, NoClaims
from rapallo.identity.lineages import Lineage
from rapallo.projection.edges import EventEdge, tallied_edges
from rapallo.projection.level import UNKNOWN, By, Level

__all__ = ["ALL", "Asked", "centrality", "ranks"]

ALL = "all"
"""Every measure that the network asked for allows."""


def centrality(
    book: Casebook,
    *,
    measure: str | Sequence[str] = "degree",
    by: By = "diplomat",
    kind: Sequence[str] | None = None,
    filters: Filters | None = None,
    every: str | None = None,
    weight: str | None = "weight",
    lineage: Lineage = False,
    expand: Sequence[str] = (),
    top: int | None = None,
) -> Result:
    """The actors by rank: by one measure, by several, or by ``"all"``.

    ``measure``: those of :mod:`~rapallo.analysis.centrality.measures` (degree, strength, closeness,
    betweenness, eigenvector, pagerank, constraint), and on directed acts brokerage between states
    with its five roles (:mod:`~rapallo.analysis.centrality.brokerage`). ``weight``: None has all
    edges count alike.

    ``kind``: the relations that make the network; those of the filters if not given, else
    meetings, or for brokerage the acts that run from one to another. It is directed where it holds
    anything but meetings. Treaties and issues are nodes of it and are not ranked.

    A row is a window, an actor and a measure, so that :meth:`Result.frame` is a tidy data frame:
    ``window`` (None: the whole time), ``measure``, ``rank`` (equal values share it), ``actor``,
    ``label``, ``value``, ``certain_value`` (on the certain events alone; None where it has none),
    ``events_certain`` and ``events_possible`` (how many events join him to others; what is certain
    is possible; they are no bounds of the value), ``claims``. Brokerage has ``possible_value``, and
    asked for alone a column for each role. The unknown state is counted and stands last without
    rank or value: it is no single actor, nor a way between others.

    ``every``: an ISO 8601 period such as ``P1Y``; values and counts are then of each window, over
    what possibly falls there. What lasts falls into every window in which it goes on. ``top``: only
    so many ranks of each window and measure; equals share a rank and are all there, but for those
    of the value 0 where they are more than there is room for, whom a note counts.

    Raises :class:`~rapallo.errors.NoClaims` where nothing joins two actors.

    >>> import tempfile
    >>> from rapallo.load import load
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     book = Casebook(f"{folder}/my.duckdb")
    ...     report = load(book, "dossier")
    ...     result = centrality(book, by="state", measure=("strength", "degree"))
    >>> wide = result.frame().pivot(index="label", columns="measure", values="value")
    >>> list(wide.columns)
    ['degree', 'strength']
    """
    if top is not None and top < 1:
        raise BadOption(f"--top is {top}; it counts ranks from 1")
    one = Asked.of(measure, by, kind, filters)
    evidence = Evidence.of(book, one.filters)
    level = Level.of(book, by, lineage=lineage, expand=expand)
    edges, tally = tallied_edges(evidence, level, one.kinds)
    one.check(edges, level)
    served = one.served(book, evidence, level, lineage=lineage, expand=expand)
    ranking = Ranking(level, one.measures, one.directed, weight, served)
    whens = (edge.when for edge in edges)
    spans: Sequence[When | None] = [None]
    if every:
        spans = cut(whens, evidence.filters.window, period(every))
    found = [row for window in spans for row in ranking.rows(edges, window, top)]
    rows = list(_placed(found, top)) if top else found
    notes = [
        *one.conventions(weight),
        *tally.sentences(level),
        *_stateless(ranking, edges),
        *_notes(edges, spans, rows),
        *_idle(len(found) - len(rows), top),
    ]
    options: dict[str, Any] = {
        "measure": measure if isinstance(measure, str) else list(measure),
        "by": by,
        "rule": level.describe(),
        "kind": list(one.kinds),
        "every": every,
        "weight": weight,
        "lineage": lineage,
        "expand": list(expand),
        "top": top,
    }
    title = f"{one.title()} {level.describe()} in {', '.join(one.kinds)}"
    return Result.of(
        f"{title}, every {every}" if every else title,
        rows,
        one.columns(windowed=bool(every)),
        evidence,
        evidence.provenance("centrality", **options),
        notes,
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """Measures with the kinds of relation that make their network, checked against each other."""

    measures: tuple[str, ...]
    kinds: tuple[str, ...]
    filters: Filters
    by: By

    @classmethod
    def of(
        cls,
        measure: str | Sequence[str],
        by: By,
        kind: Sequence[str] | None = None,
        filters: Filters | None = None,
    ) -> Asked:
        """What the options mean. Raises :class:`~rapallo.errors.BadOption`."""
        filters = filters or Filters()
        names = (measure,) if isinstance(measure, str) else tuple(dict.fromkeys(measure))
        for name in names:
            if name not in (*NAMES, ALL):
                raise BadOption(f"--measure {name}: there is none; there are {', '.join(NAMES)}")
        if not names:
            raise BadOption(f"no measure is named; there are {', '.join(NAMES)}")
        only_brokerage = set(names) <= set(BROKERAGE)
        default = DIRECTED if only_brokerage else ("met_with",)
        kinds = tuple(kind or filters.kind or default)
        if ALL in names:
            brokers = by != "state" and set(kinds) <= set(DIRECTED)
            names = NAMES if brokers else tuple(MEASURES)
        found = cls(names, kinds, replace(filters, kind=kinds), by)
        found._brokers()
        return found

    def _brokers(self) -> None:
        name = next((name for name in self.measures if name in BROKERAGE), "")
        if not name:
            return
        undirected = [kind for kind in self.kinds if kind not in DIRECTED]
        if undirected:
            raise BadOption(
                f"--measure {name} is of acts that run from one to another "
                f"({', '.join(DIRECTED)}), not of {' and '.join(undirected)}: name them with --kind"
            )
        if self.by == "state":
            raise BadOption(
                f"--measure {name} stands between states by their diplomats: take --by diplomat, "
                "or --by actor, where the states themselves act too"
            )

    @property
    def directed(self) -> bool:
        """Whether the network has directions."""
        return set(self.kinds) != {"met_with"}

    def check(self, edges: Sequence[EventEdge], level: Level) -> None:
        """Raise :class:`~rapallo.errors.NoClaims` where nothing joins two known actors."""
        if all(UNKNOWN in (edge.a, edge.b) for edge in edges):
            kinds = " or ".join(self.kinds)
            raise NoClaims(f"no event of kind {kinds} joins two actors {level.describe()}")

    def served(
        self,
        book: Casebook,
        evidence: Evidence,
        level: Level,
        *,
        lineage: Lineage = False,
        expand: Sequence[str] = (),
    ) -> Served | None:
        """Whom the actors serve, where brokerage is asked for."""
        if not set(self.measures) & set(BROKERAGE):
            return None
        states = Level.of(book, "state", lineage=lineage, expand=expand)
        return Served.of(evidence.events, level, states)

    def title(self) -> str:
        """The measures in words."""
        first = self.measures[0].capitalize()
        return ", ".join((first, *self.measures[1:]))

    def columns(self, *, windowed: bool) -> tuple[str, ...]:
        """What a table shows."""
        roles = [f"{role}_certain" for role in BROKERAGE[1:]]
        alone = self.measures == ("brokerage",)
        return (
            *(["window"] if windowed else []),
            *(["measure"] if len(self.measures) > 1 else []),
            *("rank", "label", "value"),
            *(roles if alone else ("events_certain", "events_possible")),
        )

    def conventions(self, weight: str | None) -> Iterator[str]:
        """A sentence for each measure, and one for brokerage."""
        for name in self.measures:
            if name in MEASURES:
                yield MEASURES[name].convention(directed=self.directed, weight=weight)
        if set(self.measures) & set(BROKERAGE):
            yield (
                "Brokerage (Gould and Fernandez) counts the pairs of whom the first acts on one "
                "and one on the second, while the first does not act on the second; by the states "
                "that the three serve, in the order first, broker, second: coordinator BBB, "
                "itinerant ABA, gatekeeper ABB, representative BBA, liaison three different ones."
            )


def _placed(rows: Sequence[Mapping[str, Any]], top: int) -> Iterator[Mapping[str, Any]]:
    """The rows without those of the value 0 that share a rank with more than there is room for."""
    ranked = Counter((row["window"], row["measure"]) for row in rows if row["rank"])
    for row in rows:
        measure = MEASURES.get(row["measure"])
        full = ranked[row["window"], row["measure"]] > top
        if not (full and row["value"] == 0 and not (measure and measure.least_first)):
            yield row


def _idle(number: int, top: int | None) -> Iterator[str]:
    if number:
        yield (
            f"Rows of the value 0, left out as more share them than --top {top} has room for: "
            f"{number}."
        )


def _stateless(ranking: Ranking, edges: Sequence[EventEdge]) -> Iterator[str]:
    """Who is in no role for want of a state, and for whom the state is a matter of counting."""
    if not ranking.served:
        return
    ends = {end for edge in edges for end in (edge.a, edge.b) if edge.to == "actor"}
    groups, certain = ranking.served.groups({edge.event for edge in edges})
    several, none = len((ends & groups.keys()) - certain), len(ends - groups.keys())
    if several:
        yield (
            "Who served several states belongs to the one that he serves in most of the events: "
            f"{several} of {len(ends)} actors, who are in no certain role."
        )
    if none:
        yield (
            f"{none} of {len(ends)} actors have no state, or two equally often, and are in no role."
        )


def _notes(
    edges: Sequence[EventEdge], spans: Sequence[When | None], rows: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    things = {edge.b for edge in edges if edge.to != "actor"}
    if things:
        yield f"Treaties and issues, nodes of the network that are not ranked: {len(things)}."
    if len(spans) > 1:
        full = {row["window"] for row in rows}
        yield (
            "What possibly falls into several windows counts as possible in each; "
            f"{len(spans) - len(full)} of {len(spans)} windows hold nothing."
        )
        undated = {edge.event for edge in edges if not edge.when.bounded}
        if undated:
            yield (
                "Events that lack a first or last date, and are possible in many windows: "
                f"{len(undated)}."
            )
