"""Why two claims may tell one happening: the rules that fire on a pair, each with its points.

Points are whole numbers, about the logarithm to base two of how much more often a rule fires on one
happening than on two; their sum orders pairs and decides nothing. What must be so for any event is
no rule: the same kind and sign, dates that leave room for one another, agents not all of other
states. Weights were set by hand with the dossier's judgements in view, so that the measure taken
there is of the data that they were set on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from rapallo.casebook.read import StoredClaim
from rapallo.dates.when import When
from rapallo.model.claim import touch

__all__ = ["POINTS", "Told", "fired", "score"]

POINTS: Mapping[str, int] = {
    "one day": 4,
    "one month": 2,
    "same date": 2,
    "one year": 1,
    "date left wide": -3,
    "undated": -2,
    "days apart": -4,
    "lasting and a day": -2,
    "same agents": 2,
    "same states act": 1,
    "more agents": -1,
    "some agents": -4,
    "another man acts": -5,
    "same targets": 2,
    "targets of one only": -1,
    "other targets": -2,
    "targets apart": -5,
    "another man is the target": -5,
    "same treaty": 6,
    "treaty of one only": -2,
    "another treaty": -5,
    "same issue": 2,
    "issue of one only": -1,
    "another issue": -3,
    "same act": 2,
    "another form": -1,
    "another act": -3,
    "same place": 1,
    "another place": -1,
    "another status": -3,
    "one passage, two coders": 4,
    "one passage, one coder": -4,
    "alike in words": 2,
}
"""The rules and their points. Of those on one thing at most one fires."""

DAY, MONTH, YEAR = 14, 31, 366
"""Widest dates, in days, told by the day (with ``~``), month and year."""

_ALIKE = 0.25
_WORD = re.compile(r"\w{4,}")
_JOINT = ("met_with", "signed")
"""Kinds in which another act is mostly another word for it: a visit, a talk; signed, concluded."""


class Told(NamedTuple):
    """A claim, and what it is about in words."""

    claim: StoredClaim
    about: str


def score(rules: tuple[str, ...], points: Mapping[str, int] = POINTS) -> int:
    """The points of these rules together."""
    return sum(points[rule] for rule in rules)


def fired(a: Told, b: Told, days: int = 0) -> tuple[str, ...] | None:
    """The rules that fire on two claims, in the order of :data:`POINTS`; None where they cannot be
    one event. Which of the two comes first does not matter. ``days``: dates so far apart still may
    be meant for one."""
    one, other = a.claim, b.claim
    if (one.kind, one.sign) != (other.kind, other.sign):
        return None
    if max(one.when.s0 - other.when.e1, other.when.s0 - one.when.e1) > days:
        return None
    agents = _sides(one, other, "agent")
    if agents == "apart":
        return None
    found = {*_date(one.when, other.when), *_people(agents, _sides(one, other, "target"))}
    found |= {*_matter(one, other), *_rest(one, other), *_words(a.about, b.about)}
    return tuple(rule for rule in POINTS if rule in found)


def _date(a: When, b: When) -> Iterator[str]:
    if not a.text or not b.text:
        yield "undated"
        return
    if a.extent != b.extent:
        yield "lasting and a day"
    wide = max(a.width, b.width)
    if a.s0 > b.e1 or b.s0 > a.e1:
        yield "days apart"
    elif wide <= DAY:
        yield "one day"
    elif wide <= MONTH:
        yield "one month"
    elif (a.s0, a.e1) == (b.s0, b.e1):
        yield "same date"
    elif wide <= YEAR:
        yield "one year"
    else:
        yield "date left wide"


def _people(agents: str, targets: str) -> Iterator[str]:
    by_agents = {
        "same": "same agents",
        "states": "same states act",
        "within": "more agents",
        "some": "some agents",
        "man": "another man acts",
    }
    by_targets = {
        "same": "same targets",
        "one": "targets of one only",
        "states": "other targets",
        "within": "other targets",
        "some": "other targets",
        "apart": "targets apart",
        "man": "another man is the target",
    }
    yield from filter(None, (by_agents.get(agents), by_targets.get(targets)))


def _sides(a: StoredClaim, b: StoredClaim, role: str) -> str:
    """How those in a role compare: by person, then by the states that they stand for."""
    mine, theirs = _role(a, role), _role(b, role)
    if not mine or not theirs:
        return "one" if mine or theirs else "none"
    if mine.keys() == theirs.keys():
        return "same"
    if _another_man(mine, theirs):
        return "man"
    ours, others = set(mine.values()), set(theirs.values())
    if ours == others:
        return "states"
    if ours <= others or others <= ours:
        return "within"
    return "some" if ours & others else "apart"


def _role(claim: StoredClaim, role: str) -> dict[str, str]:
    return {
        p.actor: p.acting_for or p.actor
        for p in claim.participants
        if p.role == role and not p.represented
    }


def _another_man(mine: Mapping[str, str], theirs: Mapping[str, str]) -> bool:
    """Whether for one state each names somebody, and nobody is named by both.

    A state itself may be anybody, and so may the unnamed holder of a post (an id with ``/``).
    """
    for state in set(mine.values()) & set(theirs.values()):
        ours, others = (
            {actor for actor, served in people.items() if served == state and actor != state}
            for people in (mine, theirs)
        )
        unnamed = any("/" in actor for actor in ours | others)
        if ours and others and not unnamed and ours.isdisjoint(others):
            return True
    return False


def _matter(a: StoredClaim, b: StoredClaim) -> Iterator[str]:
    for name, mine, theirs in (
        ("treaty", set(a.treaties), set(b.treaties)),
        ("issue", set(a.issues), set(b.issues)),
    ):
        if mine & theirs:
            yield f"same {name}"
        elif mine and theirs:
            yield f"another {name}"
        elif mine or theirs:
            yield f"{name} of one only"


def _rest(a: StoredClaim, b: StoredClaim) -> Iterator[str]:
    if a.act == b.act:
        yield "same act"
    else:
        yield "another form" if a.kind in _JOINT else "another act"
    if a.place and b.place:
        yield "same place" if a.place == b.place else "another place"
    if a.status != b.status:
        yield "another status"
    if a.source == b.source and touch(a.locator, b.locator):
        yield "one passage, one coder" if a.coder == b.coder else "one passage, two coders"


def _words(a: str, b: str) -> Iterator[str]:
    mine, theirs = (set(_WORD.findall(text.lower())) for text in (a, b))
    if mine & theirs and len(mine & theirs) >= _ALIKE * len(mine | theirs):
        yield "alike in words"
