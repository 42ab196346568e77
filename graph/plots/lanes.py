"""Where events lie in the lanes of a timeline: their stretches and their names, in inches.

The misuse to prevent: a day beyond the time drawn, moved to its edge. An arrow says that there is
more; a name stands by what is seen, and on no mark.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import NamedTuple

from rapallo.dates.when import When
from rapallo.model.acts import KINDS
from rapallo.plots.axis import Reach
from rapallo.plots.ink import used
from rapallo.plots.words import Face

__all__ = ["DOT", "MOST_ROWS", "SIZE", "Drawn", "Lanes", "Piece", "Placed", "Scale", "bounds"]

SIZE = 5.6
DOT = 0.075
"""The narrowest bar, in inches; what is narrower is a mark."""
MOST_ROWS = 66
"""The rows of a page."""
GAP = 0.06
"""Between a name and what it stands by, in inches, and between it and what is next in its row."""
NAME_WIDTHS = (3.2, 2.0, 1.4, 1.0)
SHORTEST = 0.4
"""A name with less room than this says nothing."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """An event as it is drawn. ``certain``: its claims leave nobody's part in it open. ``status``:
    what they say of it, if not that it happened. Those of lowest ``rank`` are named first."""

    kind: str
    reach: Reach
    certain: bool
    status: str
    words: str
    rank: tuple[bool, int, int]


class Piece(NamedTuple):
    """A stretch of an event, in inches, and whether its days are certain."""

    start: float
    end: float
    certain: bool


class Placed(NamedTuple):
    """An event in its row, its name where there is room for one; ``upon``: on its own bar."""

    event: Drawn
    row: int
    text: str
    at: float
    upon: bool


class _Name(NamedTuple):
    """A name, where it begins, whether on a bar, and the stretch that event and name take."""

    text: str
    at: float
    upon: bool
    taken: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scale:
    """Days from first to last as inches from left to right."""

    first: int
    last: int
    left: float
    right: float

    def x(self, day: float) -> float:
        """Where a day begins."""
        share = (day - self.first) / max(self.last - self.first, 1)
        return self.left + (self.right - self.left) * min(max(share, 0.0), 1.0)

    def beyond(self, seen: Reach) -> tuple[bool, bool]:
        """Whether a date goes on beyond what is drawn, before and after."""
        first, last = seen.bounds or (self.first, self.last)
        return seen.before or first < self.first, seen.after or last > self.last

    def pieces(self, seen: Reach) -> Iterator[Piece]:
        """The stretches of a date within the time drawn."""
        first, last = seen.bounds or (self.first, self.last)
        for start, end in seen.possible:
            since = -inf if seen.before and start == first else start
            until = inf if seen.after and end == last else end
            if (since, until) not in seen.certain:
                yield from self._piece(since, until, certain=False)
        for start, end in seen.certain:
            yield from self._piece(start, end, certain=True)

    def _piece(self, start: float, end: float, *, certain: bool) -> Iterator[Piece]:
        if end >= self.first and start <= self.last:
            yield Piece(self.x(start), self.x(end + 1), certain)


class Lanes:
    """Which event lies in which row, the kinds below each other."""

    def __init__(self, events: Sequence[Drawn], face: Face, scale: Scale, wide: float) -> None:
        self.face, self.scale, self.wide = face, scale, wide
        self._found: dict[tuple[int, float], _Name] = {}
        self._lanes: dict[str, list[Drawn]] = defaultdict(list)
        for event in sorted(events, key=lambda e: (self._name(e, 0.0).taken, e.words)):
            self._lanes[event.kind].append(event)
        self.order = used(list(self._lanes), KINDS)
        self.placed = self._fitting(events)
        self.rows = _rows(self.placed)

    @property
    def unnamed(self) -> int:
        """How many have no name for want of room."""
        return sum(
            bool(one.event.words) and not one.text for lane in self.placed.values() for one in lane
        )

    def _fitting(self, events: Sequence[Drawn]) -> dict[str, list[Placed]]:
        """The events in rows, with names as wide as a page has room for, or with as many of them
        as there is room for."""
        ranked = sorted(range(len(events)), key=lambda n: (events[n].rank, n))
        order = [id(events[number]) for number in ranked]
        for width in NAME_WIDTHS:
            found = self._packed(frozenset(order), width)
            if _rows(found) <= MOST_ROWS:
                return found
        low, high = 0, len(order)
        while low < high:
            middle = (low + high + 1) // 2
            fits = _rows(self._packed(frozenset(order[:middle]), width)) <= MOST_ROWS
            low, high = (middle, high) if fits else (low, middle - 1)
        return self._packed(frozenset(order[:low]), width)

    def _packed(self, named: frozenset[int], width: float) -> dict[str, list[Placed]]:
        """Each event in the first row of its lane in which it lies on no other."""
        found: dict[str, list[Placed]] = {}
        for kind in self.order:
            rows: list[list[tuple[float, float]]] = []
            found[kind] = []
            for event in self._lanes[kind]:
                name = self._name(event, width if id(event) in named else 0.0)
                number = next((n for n, row in enumerate(rows) if _free(row, name.taken)), None)
                if number is None:
                    number = len(rows)
                    rows.append([])
                rows[number].append(name.taken)
                found[kind].append(Placed(event, number, name.text, name.at, name.upon))
        return found

    def _name(self, event: Drawn, width: float) -> _Name:
        """The name of an event where there is room for one so wide; 0: none is wanted."""
        key = (id(event), width)
        if key not in self._found:
            self._found[key] = self._beside(event, width)
        return self._found[key]

    def _beside(self, event: Drawn, width: float) -> _Name:
        """After what is first seen of an event, else before it, else where there is room."""
        pieces = list(self.scale.pieces(event.reach))
        parts = _parts(pieces)
        before, after = self.scale.beyond(event.reach)
        start = self.scale.left if before or not parts else parts[0][0]
        end = self.scale.right if after or not parts else parts[-1][1]
        text = self.face.short(event.words, SIZE, width) if width else ""
        if not text:
            return _Name("", end, False, (start, end + 0.02))
        long = self.face.size(text, SIZE)[0]
        gaps = self._gaps(parts, before=before, after=after)
        bars = list(_bars(pieces))
        for rooms, upon in ((gaps, False), (bars, True)):
            for low, high, flush_right in rooms:
                if high - low >= long:
                    middle = (low + high - long) / 2
                    at = middle if upon else high - long if flush_right else low
                    return _Name(text, at, upon, _taken(start, end, at, at + long))
        low, high, flush_right = max(gaps + bars, key=lambda room: room[1] - room[0])
        if high - low < SHORTEST:
            return _Name("", end, False, (start, end + 0.02))
        text = self.face.short(event.words, SIZE, high - low)
        long = self.face.size(text, SIZE)[0]
        at = high - long if flush_right else low
        return _Name(text, at, (low, high, flush_right) in bars, _taken(start, end, at, at + long))

    def _gaps(
        self, parts: Sequence[tuple[float, float]], *, before: bool, after: bool
    ) -> list[tuple[float, float, bool]]:
        """Where a name may stand beside the parts of an event, the best first, and whether it then
        ends there: after the first, before it, after the others."""
        left = self.scale.left + (GAP if before else 0.0)
        right = self.scale.right - GAP if after else self.wide - 0.03
        if not parts:
            return [(left + GAP, right - GAP, False)]
        last = parts[-1][1]
        right = self.wide - 0.03 if last > right - GAP else right
        ends = [(one[1] + GAP, other[0] - GAP, False) for one, other in pairwise(parts)]
        ends.append((last + GAP, right, False))
        return [ends[0], (left, parts[0][0] - GAP, True), *ends[1:]]


def bounds(events: Iterable[Drawn], window: When | None) -> tuple[int, int]:
    """First and last day drawn: of the time asked for where that has ends, else of the events."""
    found = [reached for event in events if (reached := event.reach.bounds)]
    first, last = min(start for start, _ in found), max(end for _, end in found)
    if window and window.bounded:
        if first > window.e1 or last < window.s0:
            return window.s0, window.e1
        first, last = max(first, window.s0), min(last, window.e1)
    room = max((last - first) // 50, 10)
    return first - room, last + room


def _taken(start: float, end: float, low: float, high: float) -> tuple[float, float]:
    return min(start, low - GAP), max(end, high + GAP)


def _rows(placed: Mapping[str, Sequence[Placed]]) -> int:
    return sum(1 + max(one.row for one in lane) for lane in placed.values())


def _free(row: Sequence[tuple[float, float]], taken: tuple[float, float]) -> bool:
    return all(taken[0] >= end or taken[1] <= start for start, end in row)


def _as_drawn(piece: Piece) -> tuple[float, float]:
    """From where to where it is seen: a mark is wider than its day."""
    middle, half = (piece.start + piece.end) / 2, max(piece.end - piece.start, DOT) / 2
    return middle - half, middle + half


def _parts(pieces: Iterable[Piece]) -> list[tuple[float, float]]:
    """What hangs together, from left to right.

    >>> _parts([Piece(1.0, 2.0, False), Piece(1.5, 1.5, True), Piece(4.0, 5.0, True)])
    [(1.0, 2.0), (4.0, 5.0)]
    """
    found: list[tuple[float, float]] = []
    for start, end in sorted(map(_as_drawn, pieces)):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _bars(pieces: Sequence[Piece]) -> Iterator[tuple[float, float, bool]]:
    """Where on bars a name would hide no mark, and not where certain days begin or end.

    >>> list(_bars([Piece(1.0, 3.0, False), Piece(2.0, 2.5, True)]))
    [(1.05, 1.95, False), (2.55, 2.95, False), (2.05, 2.45, False)]
    """
    for bar in pieces:
        if bar.end - bar.start < DOT:
            continue
        edges = [bar.start]
        for start, end in _parts(piece for piece in pieces if _marks(piece, bar)):
            edges += [start, end] if bar.start < end and start < bar.end else []
        edges.append(bar.end)
        for low, high in zip(edges[::2], edges[1::2], strict=True):
            yield round(low + 0.05, 4), round(high - 0.05, 4), False


def _marks(piece: Piece, bar: Piece) -> bool:
    """Whether a piece is to be seen upon a bar."""
    return piece is not bar and (piece.end - piece.start < DOT or piece.certain > bar.certain)
