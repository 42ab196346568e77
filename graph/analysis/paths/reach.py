"""Whom word could have reached, by when: from one, and how far it reaches from and to everybody."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rapallo.analysis.actors import find_actor
from rapallo.analysis.paths.answer import KINDS, limits
from rapallo.analysis.paths.arrivals import Arrival, Reachable, Rules
from rapallo.analysis.paths.contacts import conducting
from rapallo.analysis.paths.standing import MEASURES, Standing, standing
from rapallo.analysis.periods import Period, period
from rapallo.analysis.result import Result
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.dates.calendar import iso
from rapallo.dates.when import Bounds
from rapallo.errors import BadOption, NoClaims
from rapallo.identity.lineages import Lineage
from rapallo.projection.columns import Columns
from rapallo.projection.level import By, Level
from rapallo.projection.scan import Scanned, claims_of, edges_of, scan

__all__ = ["reach"]


def reach(
    book: Casebook,
    start: str | None = None,
    *,
    measure: str = "reach",
    by: By = "diplomat",
    depart: str | None = None,
    arrive: str | None = None,
    wait: str | None = None,
    same_day: bool = False,
    kind: Sequence[str] | None = None,
    filters: Filters | None = None,
    lineage: Lineage = False,
    expand: Sequence[str] = (),
    top: int | None = None,
) -> Result:
    """Whom word from start could have reached, and by when; without start, how far from everybody.

    Word passes along chains in time, by the rules of
    :func:`~rapallo.analysis.paths.answer.paths`, to the *set of influence* of Holme and Saramäki
    (2012, Physics Reports 519). That is neither mutual nor handed on: from A to B and from B to C
    does not mean from A to C.

    With ``start`` a row is an actor whom a chain reaches: ``actor``, ``label``, ``arrived_by`` (the
    last day on which the certain chain that arrives first may have arrived; None where no chain is
    certain), ``can_arrive`` (the first day of a possible one), ``steps`` and ``way`` (whom it comes
    through) of the certain chain where there is one, else of the possible one, ``certain_steps``,
    ``possible_steps``, ``claims`` (of both). First those whom it certainly reaches, by day.

    Without ``start`` a row is an actor. Measure ``reach``: ``reaches`` and ``reached_by``, each
    ``_certain`` and ``_possible``: how many others; the *reachability ratio*, the share of all
    pairs, is in a note. ``closeness`` and ``betweenness``: ``rank``,
    ``value`` on the possible chains and ``certain_value``, explained in
    :mod:`~rapallo.analysis.paths.standing`. ``claims`` are those of the actor's own contacts.
    ``top``: only so many rows.

    ``depart``, ``arrive``, ``wait``, ``same_day``, ``kind`` are as in ``paths``.
    Raises :class:`~rapallo.errors.BadOption` for options that do not go together,
    :class:`~rapallo.errors.NoClaims` where nothing conducts.
    """
    if start is not None and measure != "reach":
        raise BadOption(f"--measure {measure} is of everybody: leave out the name, {start}")
    if top is not None and top < 1:
        raise BadOption(f"--top is {top}; it counts rows from 1")
    longest, within = period(wait) if wait else None, limits(depart, arrive)
    filters = filters or Filters()
    kinds = tuple(kind or filters.kind or KINDS)
    level = Level.of(book, by, lineage=lineage, expand=expand)
    code = find_actor(level, start, filters.window) if start is not None else None
    scanned = scan(book, level, kinds, replace(filters, kind=kinds))
    columns = conducting(scanned.columns)
    if not len(columns):
        raise NoClaims(f"no event of {' or '.join(kinds)} joins two actors {level.describe()}")
    asked = _Asked(book, level, scanned, columns, kinds, longest, same_day, within)
    whole = f"{level.describe()} in {', '.join(kinds)}"
    shown: tuple[str, ...]
    if code is not None:
        rows, notes = asked.from_one(code)
        title, shown = f"Whom word from {level.label(code)} could have reached, {whole}", _ONE
    elif measure == "reach":
        rows, notes = asked.of_all()
        title, shown = f"How far word could have gone, {whole}", _ALL
    else:
        rows, notes = asked.measured(measure)
        title = f"Temporal {measure}, {whole}"
        shown = ("rank", "label", "value", "certain_value")
    left = len(rows) - len(rows[:top])
    if left:
        notes = [*notes, f"{left} more rows were left out by --top {top}."]
    if code is None:
        rows = asked.cited(rows[:top])
    return Result(
        title,
        tuple(rows[:top]),
        shown,
        scanned.provenance(
            "reach",
            start=code,
            measure=measure,
            by=by,
            rule=level.describe(),
            depart=depart,
            arrive=arrive,
            wait=str(longest) if longest else None,
            same_day=same_day,
            kind=list(kinds),
            lineage=lineage,
            expand=list(expand),
            top=top,
        ),
        scanned.denominator,
        (*notes, *scanned.tally.sentences(level)),
    )


_ONE: tuple[str, ...] = ("label", "arrived_by", "can_arrive", "steps", "way")
_ALL = (
    *("label", "reaches_certain", "reaches_possible"),
    *("reached_by_certain", "reached_by_possible"),
)
_LIMIT = "A search came to its limit: more may be reached, or sooner."

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The question: over which edges, by which rules."""

    book: Casebook
    level: Level
    scanned: Scanned
    columns: Columns
    kinds: tuple[str, ...]
    wait: Period | None
    same_day: bool
    within: Bounds

    def rules(self, *, certain: bool) -> Rules:
        return Rules(certain, self.same_day, self.wait, self.within.first, self.within.last)

    def from_one(self, start: str) -> tuple[list[Row], list[str]]:
        """Whom word from one reaches, and what is to be said of it."""
        label = self.level.label(start)
        if start not in self.columns.names:
            kinds = " or ".join(self.kinds)
            return [], [f"No event of {kinds} asked for joins {label} to anybody."]
        code = self.columns.names.index(start)
        searches = [Reachable(self.columns, self.rules(certain=x)) for x in (True, False)]
        sure, maybe = (search.arrivals(code) for search in searches)
        order = sorted(
            maybe,
            key=lambda goal: (
                goal not in sure,
                sure[goal].day if goal in sure else maybe[goal].day,
                self.level.label(self.columns.names[goal]),
            ),
        )
        told = self._told([arrival for found in (sure, maybe) for arrival in found.values()])
        rows = [self._row(goal, code, sure.get(goal), maybe[goal], told) for goal in order]
        others = len(self._actors()) - 1
        notes = [
            f"Of {others} others with contacts word from {label} certainly could have reached "
            f"{len(sure)}, possibly {len(maybe)}. That it could does not say that anybody passed "
            "it on."
        ]
        if not all(search.complete for search in searches):
            notes.append(_LIMIT)
        return rows, notes

    def _told(self, arrivals: Sequence[Arrival]) -> Mapping[int, tuple[str, ...]]:
        """By row of the columns the claims that give it."""
        columns, names = self.columns, self.columns.names
        rows = sorted({row for arrival in arrivals for row in arrival.rows})
        events = {columns.events[columns.event[row]] for row in rows}
        if not events:
            return {}
        edges = edges_of(self.book, self.level, events, self.kinds, self.scanned.filters)
        claims = {(edge.event, edge.a, edge.b): edge.claims for edge in edges}
        return {
            row: claims[
                columns.events[columns.event[row]], names[columns.a[row]], names[columns.b[row]]
            ]
            for row in rows
        }

    def _row(
        self,
        goal: int,
        start: int,
        sure: Arrival | None,
        maybe: Arrival,
        told: Mapping[int, tuple[str, ...]],
    ) -> Row:
        shown = sure or maybe
        taken = dict.fromkeys([*shown.rows, *maybe.rows])
        return {
            "actor": self.columns.names[goal],
            "label": self.level.label(self.columns.names[goal]),
            "arrived_by": iso(sure.day) if sure else None,
            "can_arrive": iso(maybe.day),
            "steps": len(shown.rows),
            "way": tuple(self._way(start, shown.rows)),
            "certain_steps": len(sure.rows) if sure else None,
            "possible_steps": len(maybe.rows),
            "claims": tuple(dict.fromkeys(claim for row in taken for claim in told[row])),
        }

    def _way(self, at: int, rows: Sequence[int]) -> Iterator[str]:
        """Those between the first and the last, by name."""
        for row in rows[:-1]:
            a, b = int(self.columns.a[row]), int(self.columns.b[row])
            at = b if at == a else a
            yield self.level.label(self.columns.names[at])

    def _actors(self) -> list[int]:
        """Who has contacts, by number."""
        import numpy as np

        ends: list[int] = np.union1d(self.columns.a, self.columns.b).tolist()
        return ends

    def of_all(self) -> tuple[list[Row], list[str]]:
        """How many each reaches and is reached by."""
        actors = self._actors()
        counts, pairs, complete = {}, {}, True
        for name, certain in (("certain", True), ("possible", False)):
            search = Reachable(self.columns, self.rules(certain=certain))
            reaches, reached = dict.fromkeys(actors, 0), dict.fromkeys(actors, 0)
            for start in actors:
                goals = search.reached(start)
                reaches[start] = len(goals)
                for goal in goals:
                    reached[goal] += 1
            counts[name] = (reaches, reached)
            pairs[name] = sum(reaches.values())
            complete &= search.complete
        rows: list[Row] = [
            {
                "actor": self.columns.names[actor],
                "label": self.level.label(self.columns.names[actor]),
                "reaches_certain": counts["certain"][0][actor],
                "reaches_possible": counts["possible"][0][actor],
                "reached_by_certain": counts["certain"][1][actor],
                "reached_by_possible": counts["possible"][1][actor],
            }
            for actor in actors
        ]
        rows.sort(key=lambda r: (-r["reaches_certain"], -r["reaches_possible"], r["label"]))
        every = len(actors) * (len(actors) - 1)
        shares = {name: number / every if every else 0.0 for name, number in pairs.items()}
        notes = [
            f"Word could have passed certainly in {pairs['certain']} of the {every} ordered pairs "
            f"of {len(actors)} actors (reachability ratio {shares['certain']:.3f}), possibly in "
            f"{pairs['possible']} ({shares['possible']:.3f})."
        ]
        return rows, [*notes, *([] if complete else [_LIMIT])]

    def measured(self, measure: str) -> tuple[list[Row], list[str]]:
        """The ranks of a measure."""
        if measure not in MEASURES:
            raise BadOption(
                f"--measure {measure}: there is none; there are reach, {', '.join(MEASURES)}"
            )
        if self.wait:
            raise BadOption(
                f"--measure {measure} has no --wait: with a longest wait there is no way known to "
                "reckon it but by trying all chains"
            )
        found: Standing = standing(
            self.columns,
            measure,
            {x: self.rules(certain=x) for x in (True, False)},
            self.scanned.filters.window,
        )
        rows = [
            {
                "rank": found.rank[actor],
                "actor": self.columns.names[actor],
                "label": self.level.label(self.columns.names[actor]),
                "value": found.possible[actor],
                "certain_value": found.certain[actor],
            }
            for actor in self._actors()
        ]
        rows.sort(key=lambda row: (row["rank"], row["label"]))
        return rows, list(found.notes)

    def cited(self, rows: Collection[Row]) -> list[Row]:
        """The rows with the claims of the actors' own contacts."""
        columns, names = self.columns, self.columns.names
        wanted = {row["actor"] for row in rows}
        mine: dict[str, set[str]] = {name: set() for name in wanted}
        for ends in (columns.a, columns.b):
            for end, event in zip(ends.tolist(), columns.event.tolist(), strict=True):
                if names[end] in wanted:
                    mine[names[end]].add(columns.events[event])
        events = {event for found in mine.values() for event in found}
        claims = claims_of(self.book, events, self.scanned.filters) if events else {}
        return [
            {
                **row,
                "claims": tuple(
                    sorted({c for event in mine[row["actor"]] for c in claims.get(event, ())})
                ),
            }
            for row in rows
        ]
