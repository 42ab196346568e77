"""The sentences that belong to the numbers of coordination: what they leave out and do not say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from rapallo.analysis.coordination.blocks import ENOUGH, datable
from rapallo.analysis.coordination.happenings import Occasion
from rapallo.analysis.coordination.nulls import CAVEATS, SAID, TESTED
from rapallo.analysis.coordination.record import Record
from rapallo.analysis.significance import AUTO, most
from rapallo.dates.compare import Certainty
from rapallo.projection.level import UNKNOWN

__all__ = ["Tested", "remarks"]


class Tested(NamedTuple):
    """How the tests were made.

    ``untestable`` pairs have the ``margins`` of the family, but too few arrangements.
    """

    null: str
    margins: str
    permutations: int | str
    untestable: int


def remarks(
    rec: Record,
    days: int,
    rows: Sequence[Mapping[str, Any]],
    tested: Tested,
) -> tuple[str, ...]:
    """The sentences, in the order in which they are printed."""
    return (
        *_asked(rec),
        *_undatable(rec, days),
        *_told_together(rows),
        *_tests(rows, tested),
        *_limits(rec),
    )


def _asked(rec: Record) -> Iterator[str]:
    acts = [act for act in rec.acts if rec.asked(act)]
    joint = sum(any(all(map(rec.paired, pair)) for pair in act.pairs) for act in acts)
    yield (
        f"{_count(len(acts), 'act')} (opposed, pressured, supported), {joint} of them by "
        f"{'states' if rec.who.by == 'state' else 'diplomats'} acting together."
    )
    unknown = sum(UNKNOWN in act.agents for act in acts)
    if unknown:
        yield (
            f"{_count(unknown, 'act')} by someone whose state is not known on the day: counted "
            "for unknown, who is paired with nobody."
        )
    if rec.evidence.filters.actor:
        yield (
            "--actor keeps what he took part in: the acts of the others are in C and P only where "
            "he stands in them. Leave it out, and look for his rows."
        )
    denied = sum(not act.certain for act in acts)
    if denied:
        yield f"{_count(denied, 'act')} that another claim denies: possible, never certain."


def _undatable(rec: Record, days: int) -> Iterator[str]:
    asked = [act for act in rec.acts if rec.asked(act)]
    met = [m for m in rec.meetings if rec.inside(m.when) > Certainty.NO]
    for noun, column, occasions in (("act", "C nor P", asked), ("meeting", "P", met)):
        why = _reasons(occasions, days)
        if why:
            told = ", ".join(f"{number} {reason}" for reason, number in sorted(why.items()))
            where = f"in neither {column}" if noun == "act" else f"not in {column}"
            yield f"{_count(sum(why.values()), noun)} {where}: {told}."


def _reasons(occasions: Iterable[Occasion], days: int) -> Counter[str]:
    found: Counter[str] = Counter()
    for when in (o.when for o in occasions if not datable(o.when, days)):
        if not when.bounded:
            found["undated or without an end"] += 1
        elif when.lasting:
            found["lasting or repeated"] += 1
        else:
            found[f"dated to more than {days} days"] += 1
    return found


def _told_together(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    number = len({claims for row in rows for claims in row["told_together"]})
    if number:
        couples = _count(number, "couple")
        yield f"{couples} of claims told in one passage: listed, in neither C nor P."


def _tests(rows: Sequence[Mapping[str, Any]], tested: Tested) -> Iterator[str]:
    family = [row for row in rows if row["p"] is not None]
    if tested.untestable:
        pairs = _count(tested.untestable, "pair")
        yield f"{pairs} not testable: fewer than {ENOUGH} distinct arrangements."
    column = TESTED[tested.null]
    if not family:
        yield f"No pair can be tested ({tested.margins}): {column} stands without p."
        return
    drawn = (
        "up to 9,999 (auto)" if tested.permutations == AUTO else f"{most(tested.permutations):,}"
    )
    least = min(1.0, len(family) / (1 + most(tested.permutations)))
    yield (
        f"expected, p and q are of {column} against the null {tested.null} "
        f"({SAID[tested.null]}), R = {drawn} arrangements; q over the family of "
        f"{_count(len(family), 'pair')} with {tested.margins}. So many arrangements let no q of a "
        f"pair alone be less than {least:.2g}; where few arrangements differ it stays higher."
    )
    yield CAVEATS[tested.null]


def _limits(rec: Record) -> Iterator[str]:
    told = ", ".join(f"{name} {number}" for name, number in rec.evidence.by_source().items())
    yield f"Claims by source: {told}."
    yield (
        "All of this tests against chance within this record: that an author selected what to "
        "tell is not chance."
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
