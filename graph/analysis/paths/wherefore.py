"""Why there is no chain: a sentence that names what is missing."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import TypeVar

from rapallo.analysis.paths.chains import (
    EVER,
    Anytime,
    Certain,
    Found,
    Possible,
    Rule,
    Steps,
    search,
    steps_of,
)
from rapallo.analysis.periods import Period
from rapallo.dates.calendar import BEGINNING, END
from rapallo.dates.compare import Certainty, before
from rapallo.dates.when import Bounds, When
from rapallo.projection.edges import EventEdge
from rapallo.projection.level import Level

__all__ = ["Question", "why_none"]

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Question:
    """Which chains are asked for: from whom to whom, through which edges, with which wait.

    ``within``: the first day of departure and the last of arrival.
    """

    edges: tuple[EventEdge, ...]
    start: str
    goal: str
    kinds: tuple[str, ...]
    wait: Period | None
    same_day: bool
    level: Level
    within: Bounds = EVER

    def search(self, rule: Rule[R], *, certain_edges: bool = False) -> Found:
        """The chains that answer it by a rule, through certain edges alone if so asked."""
        edges = (edge for edge in self.edges if edge.certain or not certain_edges)
        return search(steps_of(edges), self.start, self.goal, rule)

    def answered(self, rule: Rule[R], *, certain_edges: bool = False) -> bool:
        """Whether any chain answers it by a rule."""
        return bool(self.search(rule, certain_edges=certain_edges).earliest)

    @property
    def certain(self) -> Certain:
        """The rule of certain chains."""
        return Certain(self.wait, self.same_day, self.within)

    @property
    def possible(self) -> Possible:
        """The rule of possible chains."""
        return Possible(self.wait, self.within)


def why_none(question: Question, *, certain: bool, found: Collection[bool]) -> list[str]:
    """The sentences that say why there is no chain, or no certain one.

    ``found`` holds True where a certain chain was found and False where a possible one was.
    """
    if True in found:
        return []
    possible = False in found or (certain and question.answered(question.possible))
    if possible:
        return [f"No chain is certain: {reason}." for reason in _not_certain(question)]
    return [f"There is no chain: {_no_chain(question, certain=certain)}."]


def _not_certain(question: Question) -> list[str]:
    said = _beyond(question)
    if not question.same_day and question.answered(
        replace(question.certain, same_day=True), certain_edges=True
    ):
        said.append("one would be if steps on one and the same day counted (--same-day)")
    if needed := _needed_certain(question):
        said.append(f"with certainty there is one {needed}")
    return said or [_doubt(question)]


def _beyond(question: Question) -> list[str]:
    """What of a chain that is certain otherwise is beyond the days asked for, if there is one."""
    whenever = replace(question, within=EVER)
    if question.within == EVER or not whenever.answered(whenever.certain, certain_edges=True):
        return []
    first, last = question.within
    inside = [e for e in question.edges if e.when.s0 <= last and first <= e.when.e1]
    kept = [e for e in inside if _known(e.when) or (first <= e.when.s0 and e.when.e1 <= last)]
    limits = "the days asked for (--depart, --arrive)"
    for edges, what in (
        (kept, "an event that goes on beyond"),
        (inside, "a date that may fall outside"),
    ):
        some = replace(whenever, edges=tuple(edges))
        if some.answered(some.certain, certain_edges=True):
            return [f"the one that is certain otherwise has {what} {limits}"]
    return [f"with certainty there is one only outside {limits}"]


def _doubt(question: Question) -> str:
    """Whether dates alone are to blame, or participants too, or that an event is not over."""
    sure = tuple(edge for edge in question.edges if edge.certain)
    known = tuple(edge for edge in sure if _known(edge.when))
    if replace(question, edges=sure).answered(_Apart(question.possible)):
        return "there is one only if an uncertain date falls so"
    if replace(question, edges=known).answered(question.possible):
        return (
            "no date is uncertain, but an event is not over before the next step, and word may "
            "have passed in it too late"
        )
    if replace(question, edges=sure).answered(question.possible):
        return (
            "there is one only if uncertain dates fall so, and if word passed in time in what is "
            "not over before the next step"
        )
    return "there is one only if an uncertain participant or event is as some source has it"


def _known(when: When) -> bool:
    """Whether each day that a date tells is known; what lasts has a known first and last day."""
    if when.extent == "several":
        return not when.doubtful and all(map(_known, when.members))
    known = when.s0 == when.s1 and when.e0 == when.e1
    return known and not when.doubtful and (when.lasting or when.s0 == when.e0)


@dataclass(frozen=True, slots=True)
class _Apart:
    """The rule of possible chains in which each event may also be over before the next step."""

    possible: Possible

    @property
    def waits(self) -> bool:
        return self.possible.waits

    def begin(self, when: When) -> tuple[tuple[Bounds, ...], When] | None:
        days = self.possible.begin(when)
        return (days, when) if days else None

    def follow(
        self, past: tuple[tuple[Bounds, ...], When], when: When
    ) -> tuple[tuple[Bounds, ...], When] | None:
        days = self.possible.follow(past[0], when)
        return (days, when) if days and before(past[1], when) is not Certainty.NO else None

    def again(self, past: tuple[tuple[Bounds, ...], When], when: When) -> bool:
        return self.possible.again(past[0], when)

    def as_good(
        self, one: tuple[tuple[Bounds, ...], When], other: tuple[tuple[Bounds, ...], When]
    ) -> bool:
        return self.possible.as_good(one[0], other[0]) and one[1].e0 <= other[1].e0

    def arrival(self, past: tuple[tuple[Bounds, ...], When]) -> int:
        return self.possible.arrival(past[0])


def _no_chain(question: Question, *, certain: bool) -> str:
    label, steps = question.level.label, steps_of(question.edges)
    kinds = " or ".join(question.kinds)
    ends = {end for edge in question.edges for end in (edge.a, edge.b)}
    for name in (question.start, question.goal):
        if name not in ends:
            return f"no event of {kinds} asked for joins {label(name)} to anybody"
    if question.goal not in _reached(question.start, steps):
        way = "" if question.kinds == ("met_with",) else " in that direction"
        both = f"{label(question.start)} and {label(question.goal)}"
        return f"{both} are not joined by {kinds}{way}, whatever the time"
    timeless = search(steps, question.start, question.goal, Anytime())
    if timeless.complete and not timeless.earliest:
        return "they are joined only by two steps of one event, which is no chain"
    unsure = ", and it is not certain" if certain else ""
    whenever = replace(question, within=EVER)
    if question.within != EVER and whenever.answered(whenever.possible):
        if whenever.answered(whenever.certain, certain_edges=True):
            unsure = ""
        return f"there is one only outside the days asked for (--depart, --arrive){unsure}"
    needed = _needed(question, lambda wait: question.answered(Possible(wait, question.within)))
    if needed:
        surely = _needed_certain(question) if certain else ""
        if surely and surely != needed:
            return f"with certainty there is one {surely}"
        return f"there is one {needed}{unsure * (not surely)}"
    return "they are joined, but not in time: some step would come before the one it must follow"


def _reached(start: str, steps: Steps) -> set[str]:
    """Whom steps lead to, whatever their dates."""
    seen, stack = {start}, [start]
    while stack:
        for step in steps.get(stack.pop(), ()):
            if step.b not in seen:
                seen.add(step.b)
                stack.append(step.b)
    return seen


def _needed_certain(question: Question) -> str:
    """With which wait there is a certain chain, in words; empty where with none."""

    def answered(wait: Period | None) -> bool:
        return question.answered(replace(question.certain, wait=wait), certain_edges=True)

    return _needed(question, answered)


def _needed(question: Question, answered: Callable[[Period | None], bool]) -> str:
    """With which wait there is a chain, in words; empty where with none, or none is limited."""
    if not question.wait or not answered(None):
        return ""
    days = [day for edge in question.edges for day in (edge.when.s0, edge.when.e1)]
    known = [day for day in days if BEGINNING < day < END]
    low, high = 0, max(known, default=0) - min(known, default=0) + 1
    if not answered(_days(high)):
        return "only if no limit is set to the wait"
    while high - low > 1:
        middle = (low + high) // 2
        if answered(_days(middle)):
            high = middle
        else:
            low = middle
    return f"only with a wait of {high} days or more between two steps"


def _days(number: int) -> Period:
    return Period(f"P{number}D", 0, number)
