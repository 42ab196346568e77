"""How far two coders agree: what both found, and how they told it.

F1 is 2M / (A + B) for M pairs of A and B rows. Its interval comes from Wilson's for the share of
things found by both, M of A + B - M, since F1 is 2s / (1 + s) for such a share s. On what both
found, Krippendorff's alpha tells for each field what they agree beyond chance; alpha says nothing
of what only one of them saw, and F1 nothing of how it was told: neither replaces the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from rapallo.analysis.agreement.fields import FIELDS, Field, agreement_on
from rapallo.analysis.agreement.matching import Rule, apart, matching
from rapallo.analysis.agreement.reading import Named, Reading, as_spelled
from rapallo.analysis.result import Provenance, Result
from rapallo.errors import BadOption, NoClaims
from rapallo.identity.proportion import wilson
from rapallo.model.claim import Claim
from rapallo.model.text import many

__all__ = ["Agreement", "agree"]

Row = dict[str, Any]
WHOLE = "all"


@dataclass(frozen=True)
class Agreement:
    """Two codings laid side by side. ``pairs``: places in ``a`` and in ``b``."""

    names: tuple[str, str]
    a: tuple[Reading, ...]
    b: tuple[Reading, ...]
    pairs: tuple[tuple[int, int], ...]
    rule: Rule
    provenance: Provenance

    @cached_property
    def matched(self) -> tuple[tuple[Reading, Reading], ...]:
        """The rows that belong together."""
        return tuple((self.a[i], self.b[j]) for i, j in self.pairs)

    @property
    def f1(self) -> float:
        """F1 of all rows."""
        return 2 * len(self.pairs) / (len(self.a) + len(self.b))

    def scores(self) -> Result:
        """F1 of all rows and of each kind, then alpha of each field.

        A row has ``what``, ``measure``, ``value`` (None where nothing varies), ``low`` and ``high``
        (95 per cent), ``a`` and ``b`` (rows of F1; rows that tell the field, of alpha), ``both``
        (pairs), ``equal`` (pairs on which both say the same).
        """
        rows = [*self._found(), *(self._on(field) for field in FIELDS)]
        return self._result(
            "How far two codings agree",
            [row for row in rows if row["both"] or row["measure"] == "F1"],
            ("what", "measure", "value", "low", "high", "a", "b", "both", "equal"),
            self._remarks(),
        )

    def differences(self) -> Result:
        """The pairs that do not say the same, side by side, those that differ most first.

        A row has ``a`` and ``b`` (ids), ``kind``, ``differ`` (the fields), ``values`` (a field's
        two cells), ``a_locator``, ``b_locator`` and ``claims``.
        """
        rows = [row for a, b in self.matched if (row := _difference(a, b))["differ"]]
        rows.sort(key=lambda row: (-len(row["differ"]), row["a"], row["b"]))
        note = f"{len(self.pairs) - len(rows)} of {len(self.pairs)} pairs say the same throughout."
        return self._result(
            "Where two codings of one thing differ", rows, ("a", "b", "kind", "differ"), [note]
        )

    def alone(self) -> Result:
        """What only one of the two found, by date. A row has ``by``, ``id``, ``kind``, ``act``,
        ``date``, ``agents``, ``targets``, ``about``, ``locator`` and ``claims``."""
        used = ({i for i, _ in self.pairs}, {j for _, j in self.pairs})
        rows = [
            (one.when.s0, one.when.e1, _alone(name, one.claim))
            for name, those, taken in zip(self.names, (self.a, self.b), used, strict=True)
            for place, one in enumerate(those)
            if place not in taken
        ]
        rows.sort(key=lambda row: (*row[:2], row[2]["by"], row[2]["id"]))
        return self._result(
            "What one coding has and the other has not",
            [row for *_, row in rows],
            ("by", "id", "kind", "date"),
            [],
        )

    def _found(self) -> Iterator[Row]:
        a, b = (Counter(one.claim.kind for one in those) for those in (self.a, self.b))
        both = Counter(one.claim.kind for one, _ in self.matched)
        yield _f1(WHOLE, len(self.pairs), len(self.a), len(self.b))
        if not self.rule.across_kinds:
            yield from (_f1(kind, both[kind], a[kind], b[kind]) for kind in sorted(a | b))

    def _on(self, field: Field) -> Row:
        if field.name == "kind" and not self.rule.across_kinds:
            return {"measure": "", "both": 0}
        told = [(field.value(a) is not None, field.value(b) is not None) for a, b in self.matched]
        found = agreement_on(field, self.matched, seed=self.provenance.seed or 0)
        return {
            "what": field.name,
            "measure": f"alpha ({field.metric})",
            "value": found.value,
            "low": found.low,
            "high": found.high,
            "a": sum(a for a, _ in told),
            "b": sum(b for _, b in told),
            "both": found.units,
            "equal": found.equal,
        }

    def _remarks(self) -> list[str]:
        rule, names = self.rule, " and ".join(self.names)
        kinds = "of whatever kind" if rule.across_kinds else "of one kind"
        few = f"at least {rule.common} participants in common (all, if fewer)"
        agents = f"an agent in common for {' and '.join(rule.agent_of)}"
        where = f" or up to {rule.apart} days apart" if rule.apart else ""
        notes = [
            f"Rows of {names} are matched one to one, as many as can be, {kinds}, dates"
            f" overlapping{where} where a day (one told with ~ too) is not matched by more than"
            f" {rule.widest} days,"
            f" {few}, {agents}.",
            "An unnamed holder of a post counts as his state"
            + (", and a person may stand for his." if rule.person_for_state else "."),
            "alpha: 1 is full agreement, 0 what chance gives; over the pairs of which both tell the"
            " field.",
        ]
        common = sum(a.claim == b.claim for a, b in self.matched)
        if common:
            notes.append(
                f"{many(common, 'pair')} {'is' if common == 1 else 'are'} the same row, id and all:"
                " where it bears the names of both,"
                " what each wrote before they agreed is not there, and alpha is too high."
            )
        elsewhere = sum(apart(a.claim.locator, b.claim.locator) for a, b in self.matched)
        if elsewhere:
            notes.append(
                f"{elsewhere} of {len(self.pairs)} pairs stand on passages that do not touch: the"
                " rule does not ask where a row stands, and may have paired what only looks alike."
            )
        return notes

    def _result(
        self, title: str, rows: Sequence[Row], columns: tuple[str, ...], notes: Sequence[str]
    ) -> Result:
        denominator = dict(zip(self.names, (len(self.a), len(self.b)), strict=True))
        return Result(title, tuple(rows), columns, self.provenance, denominator, tuple(notes))


def agree(
    a: Sequence[Claim],
    b: Sequence[Claim],
    *,
    names: tuple[str, str] = ("A", "B"),
    rule: Rule | None = None,
    named: Named = as_spelled,
    seed: int = 0,
    casebook: str = "",
    options: Mapping[str, Any] | None = None,
) -> Agreement:
    """How far two codings of the same texts agree; see :class:`Agreement`.

    ``names`` are those of the coders, ``named`` says who is meant by a spelling. ``seed`` is that
    of the samples behind alpha's intervals. ``casebook`` and ``options`` belong to the provenance.

    Raises NoClaims where one of them is empty, BadOption where a rule cannot be.

    >>> from rapallo.model.claim import Claim
    >>> row = Claim("1", "met_with", "meeting", "Germany;USSR", date="1926-04")
    >>> agree([row], [row]).f1
    1.0
    """
    rule = rule or Rule()
    if names[0] == names[1]:
        raise BadOption(f"both codings are called {names[0]}: what is compared with what?")
    if min(rule.widest, rule.apart) < 0 or rule.common < 1:
        raise BadOption("days are counted from 0, participants in common from 1")
    for name, rows in zip(names, (a, b), strict=True):
        if not rows:
            raise NoClaims(f"{name} has coded nothing: there is nothing to compare")
    ours, theirs = (tuple(Reading.of(one, named) for one in rows) for rows in (a, b))
    pairs = tuple(matching(ours, theirs, rule))
    asked = {"a": names[0], "b": names[1], **asdict(rule), **(options or {})}
    provenance = Provenance("agree", casebook, "", asked, seed=seed)
    return Agreement(names, ours, theirs, _in_order(pairs, ours), rule, provenance)


def _in_order(
    pairs: Sequence[tuple[int, int]], a: Sequence[Reading]
) -> tuple[tuple[int, int], ...]:
    """The pairs in an order that does not depend on that of the rows."""
    return tuple(sorted(pairs, key=lambda pair: a[pair[0]].key))


def _f1(what: str, both: int, a: int, b: int) -> Row:
    low, high = (2 * share / (1 + share) for share in wilson(both, a + b - both))
    return {
        "what": what,
        "measure": "F1",
        "value": 2 * both / (a + b),
        "low": low,
        "high": high,
        "a": a,
        "b": b,
        "both": both,
        "equal": None,
    }


def _difference(a: Reading, b: Reading) -> Row:
    differing = [field for field in FIELDS if field.value(a) != field.value(b)]
    cells = {field.name.partition(":")[0]: (field.cell(a), field.cell(b)) for field in differing}
    return {
        "a": a.claim.id,
        "b": b.claim.id,
        "kind": a.claim.kind,
        "differ": tuple(cells),
        "values": {name: list(pair) for name, pair in cells.items()},
        "a_locator": a.claim.locator,
        "b_locator": b.claim.locator,
        "claims": tuple(dict.fromkeys((a.claim.id, b.claim.id))),
    }


def _alone(name: str, claim: Claim) -> Row:
    told = ("id", "kind", "act", "date", "agents", "targets", "about", "locator")
    return {"by": name, **{cell: getattr(claim, cell) for cell in told}, "claims": (claim.id,)}
