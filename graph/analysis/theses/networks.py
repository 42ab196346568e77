"""Tests that put the question to a whole network: a rank by centrality, J among pairs, and whether
two acted alike more than chance would have it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rapallo.analysis.centrality import centrality, ranks
from rapallo.analysis.coordination import coordination
from rapallo.analysis.coordination.nulls import TESTED
from rapallo.analysis.result import Result
from rapallo.analysis.theses.desk import Desk
from rapallo.analysis.theses.trial import Outcome, Plain, counted, placed
from rapallo.analysis.theses.verdicts import AMONG, Count, Ruling, first, rule
from rapallo.projection.level import By

__all__ = ["Central", "Coordinated", "Pairs", "joint"]

_TIE = 1e-9


@dataclass(frozen=True, slots=True)
class Central(Plain):
    """Whether one is the first, or among the first, by a measure of centrality on a network of
    stated relations: on all that is told, and on the certain events alone.

    It is upheld where both say so, not upheld where neither does, undecidable where they differ.
    """

    name: str
    measure: str = "degree"
    by: By = "diplomat"
    relations: tuple[str, ...] = ("met_with",)
    places: int = 1
    ties: bool = False

    def words(self) -> str:
        """What it asks."""
        place = placed(self.places, ties=self.ties)
        kinds = ", ".join(self.relations)
        return f"{self.name} is {place} by {self.measure} in {kinds}, by {self.by}"

    def put(self, desk: Desk) -> Outcome:
        """Rank them."""
        key = (self.measure, self.by, self.relations)
        result: Result | None = desk.once(key, lambda: self._asked(desk))
        rows = [row for row in result.rows if row["rank"]] if result else []
        mine = next((row for row in rows if row["actor"] == self._id(desk)), None)
        events = sum(event.kind in self.relations for event in desk.events)
        if mine is None:
            return Outcome(_absent(events), no_p="a rank has no p")
        told, sure = ({r["actor"]: r[v] for r in rows} for v in ("value", "certain_value"))
        return Outcome(
            self._ruling(mine["actor"], told, sure, events),
            {f"events of {mine['label']}": Count(mine["events_certain"], mine["events_possible"])},
            mine["claims"],
            values={
                "rank": mine["rank"],
                "rank on certain events": ranks(sure)[mine["actor"]],
                self.measure: mine["value"],
                "ranked": len(rows),
            },
            no_p="a rank has no p",
        )

    def _asked(self, desk: Desk) -> Result:
        return centrality(
            desk.book,
            measure=self.measure,
            by=self.by,
            kind=self.relations,
            filters=desk.filters,
            lineage=desk.lineage,
            expand=desk.expand,
        )

    def _id(self, desk: Desk) -> str:
        return desk.whom(self.name)[1]

    def _ruling(
        self, name: str, told: Mapping[str, float], sure: Mapping[str, float], events: int
    ) -> Ruling:
        answers = [self._in_front(name, values) for values in (told, sure)]
        return rule(surely=all(answers), possibly=any(answers), events=events)

    def _in_front(self, name: str, values: Mapping[str, float]) -> bool:
        mine = values[name]
        alone = self.places == 1 and not self.ties
        slack = _TIE * max(1.0, abs(mine)) * (-1 if alone else 1)
        return sum(v > mine + slack for n, v in values.items() if n != name) < self.places

    def actors(self) -> Iterator[tuple[str, str]]:
        """The one in question."""
        yield "name", self.name


@dataclass(frozen=True, slots=True)
class Pairs(Plain):
    """Whether two are the first, or among the first, of all pairs by acts on one side (J)."""

    pair: tuple[str, str]
    by: Literal["state", "diplomat"] = "state"
    places: int = 1
    ties: bool = False

    def words(self) -> str:
        """What it asks."""
        place = "the pair" if self.places == 1 else f"one of the {self.places} pairs"
        level = ", or level with others" if self.ties and self.places == 1 else ""
        return f"{' and '.join(self.pair)} are {place} with most joint acts{level}, by {self.by}"

    def put(self, desk: Desk) -> Outcome:
        """Count J of each pair."""
        result: Result | None = desk.once(("pairs", self.by), lambda: self._asked(desk))
        one, other = (desk.whom(name)[1] for name in self.pair)
        rows = result.rows if result else ()
        told = desk.evidence.claims if desk.evidence else ()
        event = {claim.id: claim.event for claim in told}
        events = {event.get(name, name) for row in rows for name in row["claims_joint"]}
        return joint(rows, one, other, self.places, len(events), ties=self.ties)

    def _asked(self, desk: Desk) -> Result:
        return coordination(
            desk.book,
            by=self.by,
            permutations=1,
            lineage=desk.lineage,
            expand=desk.expand,
            filters=desk.filters,
        )

    def actors(self) -> Iterator[tuple[str, str]]:
        """The two."""
        yield from (("pair", name) for name in self.pair)


def joint(
    rows: Sequence[Mapping[str, Any]],
    one: str,
    other: str,
    places: int = 1,
    events: int | None = None,
    *,
    ties: bool = False,
) -> Outcome:
    """Whether two are first by J in the rows of ``coordination``; each by id or label.

    ``events``: how many acts that are; where that is not known, at most the claims that tell them.
    """
    mine, rivals, claims = Count(0, 0), {}, ()
    for row in rows:
        names = (row["a"], row["a_label"]), (row["b"], row["b_label"])
        told = Count(row["J_certain"], row["J"])
        if any(one in a and other in b for a, b in (names, names[::-1])):
            mine, claims = told, row["claims_joint"]
        elif told.possible:
            rivals[f"{row['a_label']} and {row['b_label']}"] = told
    labels = {row[end]: row[f"{end}_label"] for row in rows for end in ("a", "b")}
    label = " and ".join(labels.get(name, name) for name in (one, other))
    if events is None:
        events = len({claim for row in rows for claim in row["claims_joint"]})
    ruling = first(mine, list(rivals.values()), places, events, ties=ties)
    return Outcome(ruling, {label: mine, **counted(rivals, AMONG)}, claims)


@dataclass(frozen=True, slots=True)
class Coordinated(Plain):
    """Whether two coordinated more than a null has it: p, or q over the family of pairs, at most
    ``alpha``.

    A p above it does not show that they did not: on few acts nothing could show that they did.
    Where even the strongest arrangement drawn, the record among them, would have a p above
    ``alpha``, the test could not uphold anything, and it is undecidable (q is never below p).
    """

    pair: tuple[str, str]
    null: str = "actor"
    alpha: float = 0.05
    value: Literal["p", "q"] = "p"
    by: Literal["state", "diplomat"] = "state"
    within: str = "P31D"
    permutations: int = 1000
    around: str = ""

    def words(self) -> str:
        """What it asks."""
        around = f" around {self.around}" if self.around else ""
        return (
            f"{' and '.join(self.pair)} coordinated{around} more than the null {self.null} has it:"
            f" {self.value} at most {self.alpha:g}, by {self.by}, {self.within},"
            f" {self.permutations:,} permutations"
        )

    def put(self, desk: Desk) -> Outcome:
        """Test the pair."""
        options = (self.null, self.by, self.within, self.permutations, self.around)
        result: Result | None = desk.once(options, lambda: self._asked(desk))
        ids = {desk.whom(name)[1] for name in self.pair}
        row = next((r for r in (result.rows if result else ()) if {r["a"], r["b"]} == ids), None)
        if row is None:
            none = Ruling("undecidable", "the record tells of nothing that the two did alike")
            return Outcome(none, no_p="there is nothing to test")
        return self._read(row)

    def _asked(self, desk: Desk) -> Result:
        return coordination(
            desk.book,
            by=self.by,
            within=self.within,
            null=self.null,
            permutations=self.permutations,
            lineage=desk.lineage,
            expand=desk.expand,
            filters=desk.filters,
            around=self.around or None,
        )

    def _read(self, row: Mapping[str, Any]) -> Outcome:
        value, column = row[self.value], TESTED[self.null]
        ruling = Ruling("undecidable", row["reason"])
        if value is not None:
            ruling = self._ruling(value, row["least_p"])
        counts = {
            "J": Count(row["J_certain"], row["J"]),
            "C": Count(row["C_certain"], row["C_possible"]),
            "P": Count(row["P_certain"], row["P_possible"]),
        }
        names = {"q": "q over the pairs", "expected": f"expected of {column}"}
        return Outcome(
            ruling,
            {said: counts[name] for name, said in _COLUMNS.items()},
            row[CARRIED[column]],
            values={said: row[name] for name, said in names.items() if row[name] is not None},
            p=row["p"],
            no_p="" if row["p"] is not None else row["reason"],
        )

    def _ruling(self, value: float, least: float) -> Ruling:
        if value <= self.alpha:
            return Ruling("upheld")
        if least <= self.alpha:
            return Ruling("not upheld", NO_PROOF)
        return Ruling(
            "undecidable",
            f"too few acts: the least p that the arrangements drawn allow is {least:.2g},"
            f" and {self.alpha:g} is needed",
        )

    def actors(self) -> Iterator[tuple[str, str]]:
        """The two."""
        yield from (("pair", name) for name in self.pair)


NO_PROOF = "which does not show that they did not: few acts show nothing either way"

_COLUMNS = {
    "J": "joint acts (J)",
    "C": "acts alike and close in time (C)",
    "P": "acts soon after they met (P)",
}

CARRIED = {"J": "claims_joint", "C": "claims_alike", "P": "claims_after"}
"""The claims that carry a column."""


def _absent(events: int) -> Ruling:
    return rule(surely=False, possibly=False, events=events)
