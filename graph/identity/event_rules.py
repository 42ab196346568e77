"""Why two claims may tell one happening: the rules that fire on a pair, each with its points.

Points are whole numbers, about the logarithm to base two of how much more often a rule fires on one
happening than on two; their sum orders pairs and decides nothing. What must be so for any event is
no rule: the same kind and sign, dates that leave room for one another, agents not all of other
states. States of one lineage are no other states: where one text says USSR and another Soviet
Russia of the same day, a rule of its own says so, unless lineages are asked for.

Rules and points were set by hand with the dossier's judgements in view, so that the measure taken
there is of the data that they were set on. How much of it carries over was asked by fitting the
points anew (logistic regression, signs kept) to nine tenths of the dossier's events and measuring
on the last: precision 0.92 to 0.93 at recall 0.80, 0.60 to 0.65 at 0.90. From three of its texts
nothing can be learnt for the fourth (0.37 at 0.80): two coders' readings are all in one, one treaty
told by three. The rule ``another hour`` came after that. What is left cannot be told apart by what
claims hold: two promises of one man to another on one day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from rapallo.casebook.read import StoredClaim
from rapallo.dates.when import When
from rapallo.identity.alike import Alike
from rapallo.model.claim import locate, touch

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
    "a part and the whole": -2,
    "another hour": -4,
    "same agents": 3,
    "same states act": 0,
    "more agents": -1,
    "some agents": -4,
    "another man acts": -5,
    "another state of its lineage": -1,
    "same targets": 1,
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
    "another word for it": -1,
    "another form": -2,
    "another stage": -4,
    "another act": -5,
    "same place": 1,
    "another place": -1,
    "another status": -3,
    "told and denied": 2,
    "one document": 1,
    "one passage, two coders": 4,
    "one passage, one coder": -4,
    "told one after another": -6,
    "alike in words": 3,
}
"""The rules and their points. Of those on one thing at most one fires."""

NOBODY = Alike()
"""No state and no place counts as another."""

DAY, MONTH, YEAR = 14, 31, 366
"""Widest dates, in days, told by the day (with ``~``), month and year."""

_ALIKE = 0.25
_WORD = re.compile(r"\w{4,}")
_FORMS: Mapping[str, str] = {
    **dict.fromkeys(("visit", "mission"), "journey"),
    **dict.fromkeys(("meeting", "conversation"), "meeting"),
    **dict.fromkeys(("negotiation", "secret_talks", "conference"), "negotiation"),
    "reception": "reception",
    "ceremony": "ceremony",
}
"""What meetings are, as CAMEO's codes part them; any other act may be each of these."""

_STAGES: Mapping[str, str] = {
    "proposed": "proposed",
    "initialled": "initialled",
    **dict.fromkeys(("signed", "concluded", "acceded", "guaranteed", "mentioned"), "signed"),
    "ratified": "ratified",
    "denounced": "denounced",
}
"""The stages of a treaty; of one that is *mentioned* any may be meant."""

_NEAR = 1_000
"""Characters: less than a page of a book."""

_YEARS = 10
"""A date wider than that is a whole period, and the same for all that is told of it."""

_PART = 4
"""Of two spans of time the longer is so many times the shorter, and not another dating of it."""


_THEN = re.compile(
    r"\blater\b[^.;]*\b(?:same|that) day\b|\bend of (?:the day|\d)"
    r"|\bspäter am (?:selben|gleichen) Tag",
    re.IGNORECASE,
)
"""Words that put what happens after something else of that day."""

_HOUR = re.compile(
    r"\b(?:(morning|morgens|vormittag)|(noon|mittags?)|(afternoon|nachmittag)|(evening|abends?)"
    r"|((?:mid)?night|nachts|mitternacht))",
    re.IGNORECASE,
)


class Told(NamedTuple):
    """A claim, what it is about and when it was, in words."""

    claim: StoredClaim
    about: str = ""
    when: str = ""


def score(rules: tuple[str, ...], points: Mapping[str, int] = POINTS) -> int:
    """The points of these rules together."""
    return sum(points[rule] for rule in rules)


def fired(a: Told, b: Told, days: int = 0, alike: Alike = NOBODY) -> tuple[str, ...] | None:
    """The rules that fire on two claims, in the order of :data:`POINTS`; None where they cannot be
    one event. Which of the two comes first does not matter. ``days``: dates so far apart still may
    be meant for one. ``alike``: which states and places count as one."""
    lines = not alike.joined and _another_of_line(a.claim, b.claim, alike)
    a, b = (told._replace(claim=alike.claim(told.claim)) for told in (a, b))
    one, other = a.claim, b.claim
    if (one.kind, one.sign) != (other.kind, other.sign):
        return None
    if max(one.when.s0 - other.when.e1, other.when.s0 - one.when.e1) > days:
        return None
    agents = _sides(one, other, "agent")
    if agents == "apart":
        return None
    found = {
        *_date(one.when, other.when),
        *_hour(a, b),
        *_people(agents, _sides(one, other, "target")),
    }
    words = _alike(a.about, b.about)
    found |= {*_matter(one, other), *_rest(one, other, alike=words), *_place(one, other, alike)}
    if words:
        found.add("alike in words")
    if lines:
        found.add("another state of its lineage")
    return tuple(rule for rule in POINTS if rule in found)


def _date(a: When, b: When) -> Iterator[str]:
    if not a.text or not b.text:
        yield "undated"
        return
    yield from _spans(a, b)
    wide = max(a.width, b.width)
    if a.s0 > b.e1 or b.s0 > a.e1:
        yield "days apart"
    elif wide <= DAY:
        yield "one day"
    elif wide <= MONTH:
        yield "one month"
    elif (a.s0, a.e1) == (b.s0, b.e1) and wide <= _YEARS * YEAR:
        yield "same date"
    elif wide <= YEAR:
        yield "one year"
    else:
        yield "date left wide"


def _hour(a: Told, b: Told) -> Iterator[str]:
    """Whether two are told of different hours of a day: both hours are, or one text says that the
    one came *later on the same day* and does not say so of the other."""
    if max(a.claim.when.width, b.claim.when.width) > DAY:
        return
    mine, theirs = ({found.lastindex for found in _HOUR.finditer(t.when)} for t in (a, b))
    then = bool(_THEN.search(a.when)) != bool(_THEN.search(b.when))
    if (mine and theirs and not mine & theirs) or (then and a.claim.source == b.claim.source):
        yield "another hour"


def _spans(a: When, b: When) -> Iterator[str]:
    """Whether what lasts is compared with a day, or with a part of it.

    A day known no better than what lasts is long (*in August*) is no day to its teller.
    """
    one, other = sorted((a, b), key=lambda when: when.e1 - when.s0)
    if a.extent == b.extent:
        if a.lasting and other.e1 - other.s0 >= _PART * max(one.e1 - one.s0, 1):
            yield "a part and the whole"
    elif one.extent == "instant" and other.bounded:
        yield "lasting and a day"


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


def _another_of_line(a: StoredClaim, b: StoredClaim, alike: Alike) -> bool:
    """Whether in some role the one names a state and the other only another of its lineage."""
    for role in ("agent", "target"):
        mine, theirs = ({*_role(claim, role).values()} for claim in (a, b))
        only, others = mine - theirs, theirs - mine
        if {*map(alike.state, only)} & {*map(alike.state, others)}:
            return True
    return False


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


def _place(a: StoredClaim, b: StoredClaim, alike: Alike) -> Iterator[str]:
    """Whether they were in one place; a state and a town in it are neither one nor two."""
    if a.place and b.place:
        rules = {"same": "same place", "other": "another place"}
        yield from filter(None, [rules.get(alike.place(a.place, b.place))])


def _rest(a: StoredClaim, b: StoredClaim, *, alike: bool) -> Iterator[str]:
    act = _act(a, b, alike=alike)
    yield act
    denied = a.status != b.status and "negated" in (a.status, b.status)
    if denied:
        yield "told and denied"
    elif a.status != b.status:
        yield "another status"
    if set(a.documents) & set(b.documents):
        yield "one document"
    if a.source == b.source:
        yield from _passage(a, b, likely=alike or act in ("same act", "another word for it"))


def _act(a: StoredClaim, b: StoredClaim, *, alike: bool) -> str:
    if a.act == b.act:
        return "same act"
    one, other = (_FORMS.get(c.act, "") or _STAGES.get(c.act, "") for c in (a, b))
    if a.kind in ("met_with", "signed"):
        if not one or not other or one == other:
            return "another word for it"
        return "another stage" if a.kind == "signed" else "another form"
    return "another word for it" if alike else "another act"


def _passage(a: StoredClaim, b: StoredClaim, *, likely: bool) -> Iterator[str]:
    """What it says that one text tells both: two readings, two happenings, or a tale that goes on.

    Two coders who find different acts in one passage have read two happenings.
    """
    if touch(a.locator, b.locator):
        if a.coder == b.coder:
            yield "one passage, one coder"
        elif likely:
            yield "one passage, two coders"
    elif _goes_on(a, b):
        yield "told one after another"


def _goes_on(a: StoredClaim, b: StoredClaim) -> bool:
    """Whether the second is told right after the first: whoever goes on tells what came next, and
    comes back to the same later; but for what one document, or one meeting or treaty, holds."""
    gap = _gap(a.locator, b.locator)
    if gap is None or gap > _NEAR or set(a.documents) & set(b.documents):
        return False
    if a.kind == "signed":
        return False
    one_meeting = a.kind == "met_with" and max(a.when.width, b.when.width) <= DAY
    return not (one_meeting and _act(a, b, alike=False) in ("same act", "another word for it"))


def _gap(a: str, b: str) -> int | None:
    one, other = locate(a), locate(b)
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return None
    return max(one.start - other.end, other.start - one.end)


def _alike(a: str, b: str) -> bool:
    mine, theirs = (set(_WORD.findall(text.lower())) for text in (a, b))
    return bool(mine & theirs) and len(mine & theirs) >= _ALIKE * len(mine | theirs)
