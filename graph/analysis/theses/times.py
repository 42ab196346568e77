"""Tests that compare times: more in one than in another, next to nothing after, the densest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from rapallo.analysis.theses.desk import (
    Desk,
    Told,
    claims_of,
    datable,
    distinct,
    inside,
    overlapping,
)
from rapallo.analysis.theses.selection import Selection
from rapallo.analysis.theses.trial import Outcome, Plain, counted, exceeding
from rapallo.analysis.theses.verdicts import AMONG, TENTH, Count, Ruling, faded, first, more
from rapallo.dates.edtf import window
from rapallo.dates.when import When

__all__ = ["Densest", "Fades", "Windows", "period_words", "years"]

SEASON = 92
YEAR = 366
"""Days: the widest date that can be placed in a season, or in a year."""

DAYS = 365.2425
"""Of a year, on average."""


@dataclass(frozen=True, slots=True)
class Windows(Plain):
    """Whether there were more events in one time than in another, by the year.

    An event is in a time with which it shares a day: what lasts may be in both. What has no date,
    or a wide one, is possibly in each time that its date allows.
    """

    count: Selection
    inside: tuple[str, str]
    than: tuple[str, str]
    times: float = 1

    def words(self) -> str:
        """What it asks."""
        how, than = exceeding(self.times)
        return (
            f"{how} {self.count.words()} by the year in {_span(self.inside)} {than} in"
            f" {_span(self.than)}"
        )

    def put(self, desk: Desk) -> Outcome:
        """Count in both."""
        own, other = window(*self.inside), window(*self.than)
        told = desk.chosen(self.count)
        mine, rival = inside(told, own), inside(told, other)
        events = _speaking(told, own, other)
        return Outcome(
            more(mine, [rival], self.times, [years(own), years(other)], events),
            {_span(self.inside): mine, _span(self.than): rival},
            claims_of(overlapping(told, own)),
        )

    def selections(self) -> Iterator[tuple[str, Selection]]:
        """The events counted."""
        yield "count", self.count


@dataclass(frozen=True, slots=True)
class Fades(Plain):
    """Whether after a year there was next to nothing: at most such a part of what there was in a
    year before, by a window that has to have both ends.

    An event is in a time with which it shares a day: what began before and goes on after is in
    both. What has no date, or a wide one, is possibly in each time that its date allows.
    """

    count: Selection
    after: str
    between: tuple[str, str]
    to: float = TENTH

    def words(self) -> str:
        """What it asks."""
        return (
            f"after {self.after} at most {self.to:g} times as many {self.count.words()} by the year"
            " as before"
        )

    def put(self, desk: Desk) -> Outcome:
        """Count before and after."""
        start, end = self.between
        following = str(int(self.after) + 1)
        before, after = window(start, self.after), window(following, end)
        told = desk.chosen(self.count)
        early, late = inside(told, before), inside(told, after)
        events = _speaking(told, before, after)
        return Outcome(
            faded(late, early, self.to, years(before) / years(after), events),
            {f"{start} to {self.after}": early, f"{following} to {end}": late},
            claims_of(overlapping(told, after)),
        )

    def selections(self) -> Iterator[tuple[str, Selection]]:
        """The events counted."""
        yield "count", self.count


@dataclass(frozen=True, slots=True)
class Densest(Plain):
    """Whether a season (EDTF, 21 spring to 24 winter) or a year is among the densest, of the events
    that are dated within the length of one.

    Every season, or year, of the time told is a rival. All else is left out and counted, and the
    verdict says that it is of the dated events alone: what has no date could fill any season.
    """

    count: Selection
    period: str
    places: int = AMONG
    ties: bool = False

    def words(self) -> str:
        """What it asks."""
        among = "the most" if self.places == 1 else f"one of the {self.places} with most"
        level = ", or as many as another" if self.ties and self.places == 1 else ""
        return (
            f"{period_words(self.period)} has {among} {self.count.words()}{level}, of those dated"
            f" within a {self._length}"
        )

    @property
    def _length(self) -> str:
        return "season" if "-" in self.period else "year"

    def put(self, desk: Desk) -> Outcome:
        """Count in each."""
        season = self._length == "season"
        told, left = datable(desk.chosen(self.count), SEASON if season else YEAR)
        counts = {name: inside(told, window(name, name)) for name in _periods(told, season=season)}
        mine = counts.pop(self.period, Count(0, 0))
        shown = counted({period_words(name): n for name, n in counts.items()}, self.places + 1)
        ruling = first(mine, list(counts.values()), self.places, len(told), ties=self.ties)
        return Outcome(
            self._qualified(ruling, left),
            {period_words(self.period): mine, **shown},
            claims_of(overlapping(told, window(self.period, self.period))),
            left,
        )

    def _qualified(self, ruling: Ruling, left: int) -> Ruling:
        """A verdict that says of which events alone it is, where any are left out."""
        if not left or ruling.why:
            return ruling
        are = "1 event that is not is" if left == 1 else f"{left} events that are not are"
        return Ruling(
            ruling.verdict, f"of what is dated within a {self._length} alone; {are} left out"
        )

    def selections(self) -> Iterator[tuple[str, Selection]]:
        """The events counted."""
        yield "count", self.count


def _speaking(told: Sequence[Told], *windows: When) -> int:
    """How many different events are possibly in any of these windows."""
    return distinct(overlapping(told, when) for when in windows)


def years(when: When) -> Fraction:
    """How long a window is, to a hundredth of a year: leap days make no difference.

    >>> years(window("1920", "1929")) == years(window("1930", "1939")) == 10
    True
    """
    return Fraction(max(1, round((when.width + 1) / DAYS * 100)), 100)


def period_words(name: str) -> str:
    """A season or a year as people write it.

    >>> period_words("1928-22"), period_words("1927-24"), period_words("1928")
    ('summer 1928', 'winter 1927/28', '1928')
    """
    year, _, number = name.partition("-")
    words = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
    if number not in words:
        return name
    following = f"/{(int(year) + 1) % 100:02}" if number == "24" else ""
    return f"{words[number]} {year}{following}"


def _periods(told: Sequence[Told], *, season: bool) -> list[str]:
    """Every season, or year, from the first event to the last."""
    if not told:
        return []
    first = min(t.event.when.earliest for t in told)[:4]
    last = max(t.event.when.latest for t in told)[:4]
    if not season:
        return [str(year) for year in range(int(first), int(last) + 1)]
    return [f"{y}-{s}" for y in range(int(first) - 1, int(last) + 1) for s in (21, 22, 23, 24)]


def _span(two: Iterable[str]) -> str:
    return " to ".join(two)
