"""Structural balance: are the friends of friends friends, and how many ties spoil it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

from rapallo.analysis.result import Result
from rapallo.analysis.signed.frustration import EXACT, Division, divide
from rapallo.analysis.signed.network import Signed, Signs, Slice, Tie
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import BadOption
from rapallo.identity.lineages import Lineage
from rapallo.projection.level import By, Level

__all__ = ["LISTS", "Camps", "balance"]

Listed = Literal["windows", "ties", "triangles"]
LISTS: tuple[Listed, ...] = ("windows", "ties", "triangles")
"""What the rows can be."""


def balance(
    book: Casebook,
    *,
    by: By = "state",
    rows: Listed = "windows",
    meetings: int = 0,
    treaties: int = 0,
    joint: int = 0,
    every: str | None = None,
    seed: int = 0,
    filters: Filters | None = None,
    lineage: Lineage = False,
    expand: Sequence[str] = (),
    signed: Signed | None = None,
) -> Result:
    """How far the signed network of acts is from balance, whole or by window (``every``, P1Y).

    In a balanced network the actors fall into two sides, friends within and foes across; then and
    only then no circle of ties holds an odd number of foes (Harary 1953, Cartwright and Harary
    1956). Signs are those of :mod:`rapallo.analysis.signed.network`; ``meetings``, ``treaties`` and
    ``joint`` say what counts for these: -1, 0 or +1.

    ``rows``: *windows*, one row each: ``actors``, ``ties`` with a sign, ``negative`` ones among
    them, ``tied`` (pairs whose acts for and against weigh the same), ``balanced`` and
    ``unbalanced`` triangles, ``by_chance`` (the balanced ones to expect were the same signs dealt
    to the ties at random), ``frustration`` (the line index of balance: the ties that the best
    division into two sides spoils), ``exact`` (that no division spoils fewer; else that is known of
    ``at_least``), ``weight`` (the least net weight to spoil, by its own best division) with
    ``weight_exact`` and ``weight_at_least``, ``balance`` (1 - 2 x frustration / ties, Aref and
    Wilson 2018: 1 is balance), ``spoiled`` (the ties that the division found spoils) and
    ``spoiled_claims`` (theirs), ``claims`` (of all ties). The same with ``certain_`` before it is
    of the certain events alone.

    *ties*: a row a pair, those spoiled first: ``a``, ``b``, ``sign``, ``net``, counts of events for
    and against, certain and possible, ``spoiled``: *always* if every best division spoils it,
    *never* if none, *at times* if it depends; *yes* or *no* of the one division found where the
    best are not known. *triangles*: a row each, the unbalanced first. Ties of no sign are in
    neither triangles nor divisions.

    ``signed``: the network of these very options, where it is at hand; else it is read of the book.
    Raises :class:`~rapallo.errors.NoClaims` where no tie has a sign.

    >>> import tempfile
    >>> from rapallo.load import load
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     book = Casebook(f"{folder}/my.duckdb")
    ...     report = load(book, "dossier")
    ...     row = balance(book, lineage=True).rows[0]
    >>> row["exact"], row["frustration"] <= row["negative"]
    (True, True)
    """
    if rows not in LISTS:
        raise BadOption(f"--list {rows}: there is none; there are {', '.join(LISTS)}")
    signs = Signs(meetings, treaties, joint)
    signed = signed or Signed.of(
        book, by=by, signs=signs, filters=filters, every=every, lineage=lineage, expand=expand
    )
    make, columns = _MAKERS[rows]
    found = [row for part in signed.slices for row in make(part, signed.level, seed)]
    return Result.of(
        f"Balance {signed.level.describe()}" + (f", every {every}" if every else ""),
        found,
        (*(["window"] if every else []), *columns),
        signed.evidence,
        signed.evidence.provenance(
            "balance",
            seed=seed,
            by=by,
            rule=signed.level.describe(),
            rows=rows,
            signs=signs.describe(),
            every=every,
            lineage=lineage,
            expand=list(expand),
        ),
        [*signed.notes(), *_notes(rows, found)],
    )


@dataclass(frozen=True, slots=True)
class Camps:
    """Ties that have a sign, and the two sides that spoil the fewest of them."""

    ties: tuple[Tie, ...]
    names: tuple[str, ...]
    division: Division

    @classmethod
    def of(cls, ties: Sequence[Tie], *, seed: int = 0, weighted: bool = False) -> Camps:
        """The camps of ties: the fewest spoiled, or the least net weight of them."""
        kept = tuple(tie for tie in ties if tie.sign)
        names = tuple(sorted({end for tie in kept for end in (tie.a, tie.b)}))
        place = {name: number for number, name in enumerate(names)}
        links = [
            (place[tie.a], place[tie.b], tie.net if weighted else float(tie.sign)) for tie in kept
        ]
        return cls(kept, names, divide(len(names), links, seed=seed))

    def spoiled(self, tie: Tie) -> bool:
        """Whether the division found spoils a tie."""
        return self.division.spoils(self._link(tie))

    def verdict(self, tie: Tie) -> str:
        """Whether the best divisions spoil it, in a word."""
        if not self.division.exact:
            return "yes" if self.spoiled(tie) else "no"
        answer = self.division.always(self._link(tie))
        return "at times" if answer is None else "always" if answer else "never"

    def _link(self, tie: Tie) -> tuple[int, int, float]:
        return self.names.index(tie.a), self.names.index(tie.b), float(tie.sign)


def _windows(part: Slice, level: Level, seed: int) -> Iterator[dict[str, Any]]:
    whole, sure = (_measured(ties, level, seed) for ties in (part.all, part.certain))
    claims = whole.pop("claims")
    certain = {f"certain_{name}": value for name, value in sure.items()}
    yield {**part.label, **whole, **certain, "claims": claims}


def _measured(ties: Sequence[Tie], level: Level, seed: int) -> dict[str, Any]:
    camps = Camps.of(ties, seed=seed)
    weights = Camps.of(ties, seed=seed, weighted=True).division
    number, kept = camps.division, camps.ties
    odd = [_unbalanced(triangle) for triangle in _triangles(kept)]
    negative = sum(tie.sign < 0 for tie in kept)
    spoiled = [tie for tie in kept if camps.spoiled(tie)]
    return {
        "actors": len(camps.names),
        "ties": len(kept),
        "negative": negative,
        "tied": len(ties) - len(kept),
        "balanced": odd.count(False),
        "unbalanced": odd.count(True),
        "by_chance": _by_chance(len(kept), negative, len(odd)),
        "frustration": round(number.cost),
        "exact": number.exact,
        "at_least": round(number.at_least),
        "weight": weights.cost,
        "weight_exact": weights.exact,
        "weight_at_least": weights.at_least,
        "balance": 1 - 2 * round(number.cost) / len(kept) if kept else None,
        "spoiled": tuple(_named(tie, level) for tie in spoiled),
        "spoiled_claims": _claims(spoiled),
        "claims": _claims(ties),
    }


def _claims(ties: Sequence[Tie]) -> tuple[str, ...]:
    return tuple(sorted({claim for tie in ties for claim in tie.claims}))


def _by_chance(ties: int, negative: int, triangles: int) -> float | None:
    """The balanced triangles to expect: of three ties drawn, none or two are foes."""
    if not triangles:
        return None
    positive = ties - negative
    none = positive * (positive - 1) * (positive - 2)
    two = 3 * negative * (negative - 1) * positive
    return triangles * (none + two) / (ties * (ties - 1) * (ties - 2))


def _triangles(ties: Sequence[Tie]) -> Iterator[tuple[Tie, Tie, Tie]]:
    """All triangles, each once, by the names of their corners."""
    of = {(tie.a, tie.b): tie for tie in ties}
    higher: dict[str, list[str]] = {}
    for a, b in sorted(of):
        higher.setdefault(a, []).append(b)
    for a, others in higher.items():
        for b, c in combinations(others, 2):
            if (b, c) in of:
                yield of[a, b], of[a, c], of[b, c]


def _unbalanced(triangle: Sequence[Tie]) -> bool:
    return sum(tie.sign < 0 for tie in triangle) % 2 == 1


def _named(tie: Tie, level: Level) -> str:
    return f"{level.label(tie.a)} {'+' if tie.sign > 0 else '−'} {level.label(tie.b)}"


def _pairs(part: Slice, level: Level, seed: int) -> Iterator[dict[str, Any]]:
    camps = Camps.of(part.all, seed=seed)
    sure = {(tie.a, tie.b): tie.sign for tie in part.certain}
    rows = []
    for tie in part.all:
        verdict = camps.verdict(tie) if tie.sign else None
        order = (_ORDER.index(verdict or ""), -abs(tie.net), level.label(tie.a), level.label(tie.b))
        row = {
            **part.label,
            "a": tie.a,
            "b": tie.b,
            "a_label": level.label(tie.a),
            "b_label": level.label(tie.b),
            "sign": tie.sign,
            "certain_sign": sure.get((tie.a, tie.b)),
            "net": tie.net if tie.sign else 0.0,
            "for_certain": tie.certain_positive,
            "for_possible": tie.positive,
            "against_certain": tie.certain_negative,
            "against_possible": tie.negative,
            "spoiled": verdict,
            "claims": tie.claims,
        }
        rows.append((order, row))
    yield from (row for _, row in sorted(rows, key=lambda found: found[0]))


_ORDER = ("always", "yes", "at times", "never", "no", "")


def _three(part: Slice, level: Level, seed: int) -> Iterator[dict[str, Any]]:
    sure = {(tie.a, tie.b): tie.sign for tie in part.certain}
    rows = []
    for triangle in _triangles(tuple(tie for tie in part.all if tie.sign)):
        corners = (triangle[0].a, triangle[0].b, triangle[1].b)
        labels = tuple(map(level.label, corners))
        row = {
            **part.label,
            "actors": corners,
            "labels": labels,
            "balanced": not _unbalanced(triangle),
            "certain": all(sure.get((tie.a, tie.b)) == tie.sign for tie in triangle),
            "ties": tuple(_named(tie, level) for tie in triangle),
            "claims": _claims(triangle),
        }
        rows.append(((row["balanced"], labels), row))
    yield from (row for _, row in sorted(rows, key=lambda found: found[0]))


_MAKERS = {
    "windows": (
        _windows,
        ("actors", "ties", "negative", "balanced", "unbalanced", "frustration", "exact", "balance"),
    ),
    "ties": (
        _pairs,
        (
            *("a_label", "b_label", "sign", "net", "for_certain", "for_possible"),
            *("against_certain", "against_possible", "spoiled"),
        ),
    ),
    "triangles": (_three, ("balanced", "certain", "ties")),
}


def _notes(listed: Listed, rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    if listed == "windows":
        yield (
            "Frustration is the number of ties that even the best division into two sides spoils; "
            "of several such divisions one is shown, and `ties` tells what all of them spoil."
        )
        for row in rows:
            if not row["exact"]:
                yield (
                    f"{row.get('window', 'The whole')}: a part that hangs together has more than "
                    f"{EXACT} actors, and frustration is a bound: between {row['at_least']} and "
                    f"{row['frustration']}."
                )
        yield from _certain(rows)
    if listed == "triangles" and not rows:
        yield "No three actors have ties of a sign with each other."


def _certain(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    if len(rows) != 1:
        return
    (row,) = rows
    bound = "" if row["certain_exact"] else " (a bound)"
    yield (
        f"On certain events alone: {row['certain_actors']} actors, {row['certain_ties']} ties, "
        f"{row['certain_balanced']} triangles balanced and {row['certain_unbalanced']} not, "
        f"frustration {row['certain_frustration']}{bound}."
    )
    if row["by_chance"] is not None:
        yield (
            f"Were these signs dealt to the ties at random, {row['by_chance']:.3g} triangles would "
            f"be balanced; {row['balanced']} are."
        )
