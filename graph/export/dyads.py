"""What sources tell of each pair of states in each year: the rows of the dyad-year table.

An event counts in a year as *certain* where it certainly is one of that year, told, nowhere denied
and with both states certainly in it; as *possible* in every year in which it may lie (what is
certain is possible). What lasts counts in every year in which it goes on. So the possible counts of
years must not be added up, and the certain ones only for what does not last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, permutations
from typing import Any

from rapallo.analysis.signed.network import together
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.casebook.read import StoredClaim
from rapallo.dates.calendar import civil
from rapallo.dates.compare import Certainty, overlaps
from rapallo.dates.when import When
from rapallo.errors import NoClaims
from rapallo.export.units import UnitLevel, year_of
from rapallo.identity.lineages import Lineage
from rapallo.model.acts import ACT_KINDS, KINDS
from rapallo.projection.edges import EventEdge, tallied_edges
from rapallo.projection.evidence import Evidence
from rapallo.projection.level import UNKNOWN

__all__ = ["BETWEEN", "KEYS", "SIGNS", "Dyads", "Frame"]

KEYS = ("ccode1", "ccode2", "gwcode1", "gwcode2", "state1", "state2", "year", "covered")
"""The columns before the counts."""

SIGNS = {-1: "negative", 0: "neutral", 1: "positive"}

BETWEEN = {"met_with": "met", "signed": "signed"}
"""Kinds that have no direction, by the name of their column; ``joint`` is the third without one."""

AIMED = tuple(kind for kind in KINDS if kind not in BETWEEN)
"""Kinds that one state directs at another."""

WIDEST = 100
"""What may lie in more years than these is counted in covered years only."""

_Cells = dict[str, dict[str, bool]]
"""By column the events that possibly count there, and whether they certainly do."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where silence is a zero: the units of the record, and the years that its sources cover.

    A source covers the years from the first to the last of which it certainly tells something. A
    year of which the time asked for leaves out some days is not covered: it is one of ``partial``.
    """

    units: tuple[str, ...]
    years: frozenset[int]
    partial: frozenset[int]

    @classmethod
    def of(cls, claims: Iterable[StoredClaim], level: UnitLevel, window: When | None) -> Frame:
        """The frame of claims, within the time asked for."""
        units: set[str] = set()
        ends: dict[str, tuple[int, int]] = {}
        for claim in claims:
            for row in claim.participants:
                units.update(filter(level.is_unit, level.counts_as(row, claim.when)))
            if found := _certain_years(claim.when):
                known = ends.get(claim.source, found)
                ends[claim.source] = (min(known[0], found[0]), max(known[1], found[1]))
        years = {year for first, last in ends.values() for year in range(first, last + 1)}
        inside = frozenset(y for y in years if not window or _touches(y, window))
        partial = frozenset(y for y in inside if window and not _holds(window, y))
        return cls(tuple(sorted(units)), inside - partial, partial)


@dataclass(slots=True)
class Dyads:
    """The counts of all pairs and years, ready to be written as rows."""

    level: UnitLevel
    evidence: Evidence
    frame: Frame
    kinds: tuple[str, ...]
    directed: bool
    notes: list[str]
    found: dict[tuple[str, str], dict[int, _Cells]] = field(default_factory=dict)
    claims: dict[tuple[str, str, int], set[str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        book: Casebook,
        *,
        directed: bool = True,
        filters: Filters | None = None,
        lineage: Lineage = False,
        expand: Sequence[str] = (),
    ) -> Dyads:
        """The dyads of a casebook. Raises NoClaims where no event joins two states."""
        evidence = Evidence.of(book, filters)
        asked = evidence.filters
        level = UnitLevel.of_book(book, lineage=lineage, expand=expand)
        scope = Filters(
            source=asked.source, coder=asked.coder, status=asked.status, basis=asked.basis
        )
        frame = Frame.of(book.stored(scope), level, asked.window)
        kinds = tuple(kind for kind in KINDS if kind in (asked.kind or KINDS))
        dyads = cls(level, evidence, frame, kinds, directed, [])
        dyads._gather()
        if not dyads.found:
            raise NoClaims("no event asked for joins two states in a year")
        return dyads

    @property
    def counts(self) -> tuple[str, ...]:
        """The names of what is counted, without ``_certain`` and ``_possible``."""
        aimed = [kind for kind in self.kinds if kind in AIMED]
        acts = [kind for kind in aimed if kind in ACT_KINDS]
        return (
            "events",
            *(name for kind, name in BETWEEN.items() if kind in self.kinds),
            *(["joint"] if acts else []),
            *aimed,
            *(SIGNS.values() if aimed else ()),
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns but that of the claims."""
        return (
            *KEYS,
            *(f"{name}_{how}" for name in self.counts for how in ("certain", "possible")),
        )

    def rows(self, *, zeros: bool) -> Iterator[dict[str, Any]]:
        """The rows by code, name and year; ``zeros``: also where nothing is told, in the frame."""
        pairs = set(self.found)
        if zeros:
            several = permutations if self.directed else combinations
            pairs |= {self._ordered(pair) for pair in several(self.frame.units, 2)}
        for a, b in sorted(pairs, key=lambda pair: tuple(map(self._order, pair))):
            told = self.found.get((a, b), {})
            years = set(told) | (self.frame.years if zeros else set())
            for year in sorted(years):
                if year in told or self._covered(a, b, year):
                    yield self._row(a, b, year, told.get(year, {}))

    def _row(self, a: str, b: str, year: int, cells: _Cells) -> dict[str, Any]:
        one, other = (self.level.standing(unit, year) for unit in (a, b))
        row: dict[str, Any] = dict(
            zip(
                KEYS[:7],
                (one.cow, other.cow, one.gw, other.gw, one.name, other.name, year),
                strict=True,
            )
        )
        row["covered"] = int(self._covered(a, b, year))
        for name in self.counts:
            events = cells.get(name, {})
            row[f"{name}_certain"] = sum(events.values())
            row[f"{name}_possible"] = len(events)
        row["claims"] = tuple(sorted(self.claims.get((a, b, year), ())))
        return row

    def _covered(self, a: str, b: str, year: int) -> bool:
        """Whether a pair and year lie in the frame: both were members, of a covered year."""
        if year not in self.frame.years:
            return False
        return all(self.level.standing(unit, year).member for unit in (a, b))

    def _order(self, unit: str) -> tuple[float, str]:
        codes = [int(s.cow) for s in self.level.states_of(unit) if s.cow.isdecimal()]
        return (min(codes, default=float("inf")), unit)

    def _ordered(self, pair: tuple[str, str]) -> tuple[str, str]:
        """The pair as the table has it: undirected, the lower code stands first."""
        a, b = pair
        return (b, a) if not self.directed and self._order(b) < self._order(a) else (a, b)

    def _gather(self) -> None:
        """Put every edge of every event into the cells in which it counts."""
        aimed = [kind for kind in self.kinds if kind in AIMED]
        if "met_with" in self.kinds:
            edges, tally = tallied_edges(self.evidence, self.level, ("met_with",))
            self._put(edges, both_ways=True)
            self.notes += [f"Meetings: {said}" for said in tally.sentences(self.level)]
        if "signed" in self.kinds:
            self._put(together(self.evidence, self.level, ("signed",)), both_ways=True)
        joint = together(self.evidence, self.level, aimed)
        self._put([replace(edge, kind="joint") for edge in joint], both_ways=True)
        edges, tally = tallied_edges(self.evidence, self.level, aimed)
        if aimed:
            self._put([edge for edge in edges if edge.to == "actor"], both_ways=False)
            self.notes += [f"Acts: {said}" for said in tally.sentences(self.level)]

    def _put(self, edges: Sequence[EventEdge], *, both_ways: bool) -> None:
        known = [e for e in edges if self.level.is_unit(e.a) and self.level.is_unit(e.b)]
        left = {e.event for e in edges if UNKNOWN not in (e.a, e.b)} - {e.event for e in known}
        if left:
            kind = "/".join(sorted({edge.kind for edge in edges}))
            self.notes.append(f"Events ({kind}) that join bodies that are no states: {len(left)}.")
        years: dict[str, list[tuple[int, bool]]] = {}
        for edge in known:
            if edge.event not in years:
                years[edge.event] = list(self._years(edge.when))
            pairs = {self._ordered((edge.a, edge.b))}
            if both_ways and self.directed:
                pairs.add((edge.b, edge.a))
            for pair in pairs:
                self._count(edge, pair, years[edge.event])

    def _count(
        self, edge: EventEdge, pair: tuple[str, str], years: Iterable[tuple[int, bool]]
    ) -> None:
        for year, inside in years:
            cells = self.found.setdefault(pair, {}).setdefault(year, {})
            for name in _counted(edge):
                events = cells.setdefault(name, {})
                events[edge.event] = events.get(edge.event, False) or (edge.certain and inside)
            self.claims.setdefault((*pair, year), set()).update(edge.claims)

    def _years(self, when: When) -> Iterator[tuple[int, bool]]:
        """The years in which a date may lie, and whether it certainly does."""
        if when.bounded and civil(when.e1)[0] - civil(when.s0)[0] <= WIDEST:
            years: Iterable[int] = range(civil(when.s0)[0], civil(when.e1)[0] + 1)
        else:
            years = sorted(self.frame.years | self.frame.partial)
        window = self.evidence.filters.window
        for year in years:
            answer = overlaps(when, year_of(year))
            if answer is not Certainty.NO and (not window or _touches(year, window)):
                yield year, answer is Certainty.CERTAINLY


def _counted(edge: EventEdge) -> tuple[str, ...]:
    """The counts to which an edge adds."""
    if edge.kind == "joint":
        return ("joint", "events")
    if edge.kind in BETWEEN:
        return (BETWEEN[edge.kind], "events")
    return (edge.kind, SIGNS[edge.sign], "events")


def _touches(year: int, window: When) -> bool:
    return overlaps(year_of(year), window) is not Certainty.NO


def _holds(window: When, year: int) -> bool:
    """Whether every day of a year is within a window."""
    whole = year_of(year)
    return window.s0 <= whole.s0 and whole.e1 <= window.e1


def _certain_years(when: When) -> tuple[int, int] | None:
    """The first and the last of the years in which a date certainly lies."""
    if when.doubtful or not when.bounded:
        return None
    first, last = civil(when.s0)[0], civil(when.e1)[0]
    if last - first > WIDEST:
        return None
    sure = [y for y in range(first, last + 1) if overlaps(when, year_of(y)) is Certainty.CERTAINLY]
    return (sure[0], sure[-1]) if sure else None


def codeless(rows: Iterable[Mapping[str, Any]]) -> dict[str, set[int]]:
    """The years in which states of the rows have no COW code, by name."""
    found: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for number in (1, 2):
            if not row[f"ccode{number}"]:
                found[row[f"state{number}"]].add(row["year"])
    return found
