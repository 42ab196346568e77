"""The rules by which two records are compared, and what each of them saw.

A rule looks at one thing and gives a level (``the same in sound``), what it saw in words, or
nothing where either side does not tell. Names are compared spelling by spelling; the pair of
spellings that speaks most for one person counts, so that an old form of a name does no harm. What a
level weighs stands in ``weights.csv`` (see :mod:`rapallo.identity.weights`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import NamedTuple

from rapallo.dates.calendar import BEGINNING, END, civil, iso
from rapallo.dates.compare import Certainty, overlaps
from rapallo.identity import forenames
from rapallo.identity.forenames import similar
from rapallo.identity.personal import Parts
from rapallo.identity.posts import Tenure
from rapallo.identity.records import Record
from rapallo.model.text import some

__all__ = ["Finding", "findings", "name_findings", "surname"]

YEAR = 365.2425
YOUNGEST = 16
OLDEST = 95
"""Years of age between which somebody may act for a state."""


class Finding(NamedTuple):
    """What a rule saw in a pair: its level, in words what it compared."""

    rule: str
    level: str
    saw: str


def surname(a: Parts, b: Parts) -> tuple[str, str]:
    """How far two surnames agree, and the two words that decided it.

    The same letters weigh less than the same sound alone, since namesakes abound among the pairs
    that are compared; :mod:`rapallo.identity.weights` says how that came about.

    >>> from rapallo.identity.personal import parts
    >>> surname(parts("Brockdorff-Rantzau, Ulrich von"), parts("Rantzau"))[0]
    'a part of it'
    """
    if not a.surname or not b.surname:
        return "differs", ""
    if len(a.surname) == len(b.surname):
        found = [similar(x, y) for x, y in zip(a.surname, b.surname, strict=True)]
        if "far" not in found:
            level = next(lv for lv in ("near", "sound", "letters") if lv in found)
            return _SURNAME[level], f"{'-'.join(a.surname)} and {'-'.join(b.surname)}"
    for x, y in product(a.surname, b.surname):
        if similar(x, y) in ("letters", "sound"):
            return "a part of it", f"{'-'.join(a.surname)} and {'-'.join(b.surname)}"
    return "differs", f"{'-'.join(a.surname)} and {'-'.join(b.surname)}"


_SURNAME = {"letters": "same letters", "sound": "same sound", "near": "nearly the same"}


def name_findings(a: Parts, b: Parts) -> tuple[Finding, ...]:
    """What the rules of names see in two spellings."""
    found = [Finding("surname", *surname(a, b))]
    level = forenames.level(a.given, b.given)
    if level != "not told":
        found.append(Finding("given names", level, f"{_given(a)} and {_given(b)}"))
    elif len(a.given) != len(b.given):
        found.append(Finding("given names", "on one side", _given(a) or _given(b)))
    if a.following or b.following:
        same = a.following == b.following
        both = bool(a.following and b.following)
        level_ = "the same" if same else "differs" if both else "on one side"
        saw = " and ".join(filter(None, (a.following, b.following)))
        found.append(Finding("Jr., Sr., numbers", level_, saw))
    if a.particles and b.particles and not a.particles & b.particles:
        saw = f"{' '.join(sorted(a.particles))} and {' '.join(sorted(b.particles))}"
        found.append(Finding("particles", "differ", saw))
    return tuple(found)


def _given(name: Parts) -> str:
    return " ".join(f"{g.name}." if g.initial else g.name for g in name.given)


def findings(a: Record, b: Record) -> Iterator[Finding]:
    """What the rules beside those of names see in two records, in a fixed order."""
    for rule in _RULES:
        found = rule(a, b)
        if found is not None:
            yield found


def _codes(a: Record, b: Record) -> Finding | None:
    if not a.wikidata or not b.wikidata:
        return None
    same = "the same" if a.wikidata == b.wikidata else "differ"
    return Finding("Wikidata ids", same, " and ".join(sorted({a.wikidata, b.wikidata})))


def _states(a: Record, b: Record) -> Finding | None:
    if not a.states or not b.states:
        return None
    common = sorted(a.states & b.states)
    if common:
        saw = ", ".join(_in_common(state, a, b) for state in common)
        return Finding("state served", "the same", saw)
    saw = f"{', '.join(_served(a))} and {', '.join(_served(b))}"
    return Finding("state served", "another", saw)


def _in_common(state: str, a: Record, b: Record) -> str:
    """A state that both served, or the two of one lineage, whose id it then is."""
    mine, theirs = (sorted(s for s, line in one.lineages if line == state) for one in (a, b))
    same = [told for told in mine if told in theirs]
    if same or not (mine and theirs):
        return ", ".join(same) or state
    one, other = sorted((", ".join(mine), ", ".join(theirs)))
    return f"{one} and {other}, of one lineage"


def _served(one: Record) -> list[str]:
    """The states that a person served, each as itself."""
    joined = {line for _, line in one.lineages}
    return sorted({*(one.states - joined), *(state for state, _ in one.lineages)})


def _born(a: Record, b: Record) -> Finding | None:
    return _life("born", a, b)


def _died(a: Record, b: Record) -> Finding | None:
    return _life("died", a, b)


def _life(what: str, a: Record, b: Record) -> Finding | None:
    one, other = getattr(a, what), getattr(b, what)
    if not one.bounded or not other.bounded:
        return None
    saw = " and ".join(sorted((str(one), str(other))))
    if one.width == other.width == 0 and one.s0 == other.s0:
        return Finding(what, "the same day", saw)
    if one.s0 <= other.e1 and other.s0 <= one.e1:
        return Finding(what, "the same year", saw)
    apart = max(one.s0 - other.e1, other.s0 - one.e1)
    return Finding(what, "a year or two apart" if apart < 2 * YEAR else "differ", saw)


def _lifetime(a: Record, b: Record) -> Finding | None:
    """Whether one acts within the life of the other: neither a child nor dead."""
    answers = [found for found in (_within_life(a, b), _within_life(b, a)) if found]
    return min(answers, key=lambda found: (_LIVED.index(found.level), found.saw), default=None)


_LIVED = ("dead by then", "a child then", "possible")


def _within_life(one: Record, other: Record) -> Finding | None:
    first, last = other.span
    if first == BEGINNING or not (one.born.bounded or one.died.bounded):
        return None
    year, until = civil(first)[0], civil(last)[0]
    acts = f"acts {year}" if year == until else f"acts {year}–{until}"
    if one.died.bounded and last > one.died.e1:
        return Finding("lifetime", "dead by then", f"died {one.died}, the other {acts}")
    if one.born.bounded and first < one.born.s0 + YOUNGEST * YEAR:
        return Finding("lifetime", "a child then", f"born {one.born}, the other {acts}")
    if one.born.bounded and last > one.born.e1 + OLDEST * YEAR:
        return Finding("lifetime", "dead by then", f"born {one.born}, the other {acts}")
    return Finding("lifetime", "possible", f"{one.born}–{one.died}, {acts}")


def _time(a: Record, b: Record) -> Finding | None:
    """How far apart the times are in which the two act or hold posts."""
    if a.span[0] == BEGINNING or b.span[0] == BEGINNING:
        return None
    apart = max(a.span[0] - b.span[1], b.span[0] - a.span[1])
    spans = sorted((a.span, b.span))
    saw = " and ".join("–".join(dict.fromkeys((iso(a)[:4], iso(b)[:4]))) for a, b in spans)
    for years, level in ((0, "at once"), (5, "within 5 years"), (20, "within 20 years")):
        if apart <= years * YEAR:
            return Finding("time", level, saw)
    return Finding("time", "within 40 years" if apart <= 40 * YEAR else "further apart", saw)


def _posts(a: Record, b: Record) -> Finding | None:
    """The same office at one time, or two places at one time."""
    shared, clash = "", ""
    for one, other in product(a.tenures, b.tenures):
        answer = overlaps(one.term, other.term)
        if answer is Certainty.NO or not _dated(one, other):
            continue
        if one.office == other.office:
            shared = shared or f"{one.office} {_years(one)} and {_years(other)}"
        elif answer is Certainty.CERTAINLY and one.state != other.state:
            pair = sorted((f"{one.office} {_years(one)}", f"{other.office} {_years(other)}"))
            clash = clash or " and ".join(pair)
    if shared:
        return Finding("posts", "the same post", shared)
    return Finding("posts", "two states at once", clash) if clash else None


def _dated(*tenures: Tenure) -> bool:
    return all(t.term.s0 > BEGINNING or t.term.e1 < END for t in tenures)


def _years(tenure: Tenure) -> str:
    return str(tenure.term)


def _contacts(a: Record, b: Record) -> Finding | None:
    if b.id in a.contacts or a.id in b.contacts:
        return Finding("contacts", "told of together", "one claim names both")
    common = sorted(a.contacts & b.contacts)
    if not common:
        return None
    level = "shared" if len(common) > 1 else "one shared"
    return Finding("contacts", level, some(common, 3))


_RULES: tuple[Callable[[Record, Record], Finding | None], ...] = (
    _codes,
    _states,
    _born,
    _died,
    _lifetime,
    _time,
    _posts,
    _contacts,
)
