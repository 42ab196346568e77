"""A timeline in print: each event where its date allows it, and no more exactly than that.

The misuse to prevent: a dot for "1926". What is certain of a date is solid, what is only possible
an open bar; an event that itself, or whose participants, are only possible has a dotted outline.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from rapallo.analysis.timeline import timeline
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.dates.when import When
from rapallo.errors import BadOption, NoClaims
from rapallo.export.command import filter_words
from rapallo.export.palette import KIND_COLOURS
from rapallo.identity.lineages import Lineage
from rapallo.model.acts import KINDS
from rapallo.plots.axis import Reach, reach, ticks
from rapallo.plots.caption import Caption, Drawn
from rapallo.plots.ink import DOTTED, KIND_MARKS, KIND_WORDS, SIZES, used
from rapallo.plots.sheet import INK, PALE, WIDTH, Sheet, in_style
from rapallo.plots.words import Face, surname
from rapallo.projection.evidence import Evidence

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_timeline"]

SIZE = 5.6
LEFT, FOOT = 0.72, 0.5
ROW, BAR, DOT = 0.118, 0.062, 0.075
"""A row, a bar and the narrowest bar, in inches; what is narrower is a mark."""
MOST_ROWS = 66
"""The rows of a page."""
THINNEST = 0.045
GAP = 0.06
NAME_WIDTHS = (2.0, 1.4, 1.0)


@in_style
def plot_timeline(
    book: Casebook,
    a: str,
    *,
    with_: str | None = None,
    filters: Filters | None = None,
    lineage: Lineage = False,
    expand: Sequence[str] = (),
    width: float = WIDTH,
    font: str = "",
) -> Sheet:
    """The timeline of someone or something as a figure (see
    :func:`~rapallo.analysis.timeline.timeline`), the kinds of events below each other.

    A day that is known is a solid mark; a bar is solid over the days that the event certainly
    fills and open over those that are only possible, dotted where the event or a part in it is only
    possible; arrows lead to dates open on a side. Who did it stands beside, as far as a page has
    room: events told most often first; the caption says how many have no name, and how many no
    date. Raises NoClaims where no event has a date, BadOption where a page cannot hold all.
    """
    filters = filters or Filters()
    result = timeline(book, a, with_=with_, filters=filters, lineage=lineage, expand=expand)
    whens = {event.id: event.when for event in Evidence.of(book, filters).events}
    face = Face(font)
    who = result.title.removeprefix("Timeline of ")
    events = [_event(row, whens[row["event"]], who) for row in result.rows]
    dated = [event for event in events if event.reach.bounds]
    if not dated:
        raise NoClaims(f"no event of {who} has a date: there is nothing to draw")
    plan = _Plan(dated, face, width / 25.4, filters.window)
    said = [f"Without a date, and not drawn: {len(events) - len(dated)}."]
    caption = replace(
        Caption.of(result, _reads(dated), map(_told, result.rows), len(events), ""),
        provenance=replace(result.provenance, verb="plot timeline"),
        command=_command(a, with_, filters, lineage, expand),
    )
    said = [*plan.left_out, *(said if len(dated) < len(events) else [])]
    sheet = Sheet(book, caption, face, width=width, high=plan.high, said=said)
    plan.draw(sheet)
    return sheet


def _command(
    a: str, with_: str | None, filters: Filters, lineage: Lineage, expand: Sequence[str]
) -> tuple[str, ...]:
    words = ["rapallo", "plot", "timeline", a, *(["--with", with_] if with_ else []), "PATH"]
    return (*words, *filter_words(filters, lineage, expand))


def _reads(dated: Sequence[_Event]) -> tuple[str, ...]:
    parts = ["Solid: the days that are certain; open: days that are only possible"]
    if not all(event.certain for event in dated):
        parts.append("dotted: the event or someone's part in it is only possible")
    if any(event.reach.before or event.reach.after for event in dated):
        parts.append("arrows: open on that side, or beyond the time drawn")
    return ("; ".join(parts) + ".",)


def _told(row: Mapping[str, Any]) -> Drawn:
    aims = [*row["targets"], *row["matters"]]
    arrow = f" → {'; '.join(aims)}" if aims else ""
    acts = ", ".join(row["act"])
    return Drawn(
        f"{row['date'] or 'undated'} {row['kind']} ({acts}), {row['part']}: "
        f"{'; '.join(row['agents'])}{arrow}",
        row["claims"],
    )


@dataclass(frozen=True, slots=True)
class _Event:
    """An event as it is drawn."""

    kind: str
    reach: Reach
    certain: bool
    words: str
    rank: tuple[int, int]


def _event(row: Mapping[str, Any], when: When, who: str) -> _Event:
    rank = (-len(row["sources"]), -len(row["claims"]))
    return _Event(row["kind"], reach(when), row["part"] == "certain", _words(row, who), rank)


def _words(row: Mapping[str, Any], who: str) -> str:
    """Who did it to whom, without the one whose timeline it is."""
    agents = [surname(name) for name in row["agents"] if name.removesuffix("?") != who]
    targets = [surname(name) for name in row["targets"]]
    matters = ", ".join(name for name in row["matters"] if name != who)
    said = ", ".join(agents)
    if targets:
        said += f" → {', '.join(targets)}"
    return (f"{said}: {matters}" if said and matters else said or matters).strip()


class _Placed(NamedTuple):
    """An event in its row, from and to in inches, its name where there is room for one."""

    event: _Event
    row: int
    start: float
    end: float
    text: str
    at: float


class _Plan:
    """Which event lies in which row, known before the sheet is cut."""

    def __init__(
        self, events: Sequence[_Event], face: Face, wide: float, window: When | None
    ) -> None:
        self.face, self.wide = face, wide
        self.first, self.last = _bounds(events, window)
        self.lanes: dict[str, list[_Event]] = defaultdict(list)
        for event in sorted(events, key=lambda e: (self._span(e), e.words)):
            self.lanes[event.kind].append(event)
        self.order = used(list(self.lanes), KINDS)
        self.placed, named = self._fitting(events)
        rows = self._rows(self.placed)
        self.row = min(ROW, max(THINNEST, MOST_ROWS * ROW / rows))
        if rows * self.row > MOST_ROWS * ROW + 0.01:
            raise BadOption(
                f"{len(events):,} events are more than a page holds: choose some with filters, "
                "such as --between or --kind"
            )
        self.high = rows * self.row + FOOT
        lacking = len(events) - named
        self.left_out = [f"Names left out for want of room: {lacking}."] if lacking else []

    def _x(self, day: float) -> float:
        inside = self.wide - LEFT - 0.12
        share = (day - self.first) / max(self.last - self.first, 1)
        return LEFT + inside * min(max(share, 0.0), 1.0)

    def _span(self, event: _Event) -> tuple[float, float]:
        first, last = event.reach.bounds or (self.first, self.last)
        start = LEFT if event.reach.before else self._x(first)
        end = self.wide - 0.12 if event.reach.after else self._x(last + 1)
        middle = (start + end) / 2
        return min(start, middle - DOT / 2), max(end, middle + DOT / 2)

    def _fitting(self, events: Sequence[_Event]) -> tuple[dict[str, list[_Placed]], int]:
        """The events in rows, with names as wide as a page has room for, or with as many of them
        as there is room for; how many have one."""
        ranked = sorted(range(len(events)), key=lambda n: (events[n].rank, n))
        order = [id(events[number]) for number in ranked]
        for width in NAME_WIDTHS:
            found = self._packed(frozenset(order), width)
            if self._rows(found) <= MOST_ROWS:
                return found, len(events)
        low, high = 0, len(order)
        while low < high:
            middle = (low + high + 1) // 2
            fits = self._rows(self._packed(frozenset(order[:middle]), width)) <= MOST_ROWS
            low, high = (middle, high) if fits else (low, middle - 1)
        return self._packed(frozenset(order[:low]), width), low

    def _rows(self, placed: Mapping[str, Sequence[_Placed]]) -> int:
        return sum(1 + max(one.row for one in lane) for lane in placed.values())

    def _packed(self, named: frozenset[int], width: float) -> dict[str, list[_Placed]]:
        """Each event in the first row of its lane in which it lies on no other."""
        found: dict[str, list[_Placed]] = {}
        for kind in self.order:
            rows: list[list[tuple[float, float]]] = []
            found[kind] = []
            for event in self.lanes[kind]:
                text = self.face.short(event.words, SIZE, width) if id(event) in named else ""
                start, end = self._span(event)
                at, taken = self._beside(text, start, end)
                number = next((n for n, row in enumerate(rows) if _free(row, taken)), len(rows))
                if number == len(rows):
                    rows.append([])
                rows[number].append(taken)
                found[kind].append(_Placed(event, number, start, end, text, at))
        return found

    def _beside(self, text: str, start: float, end: float) -> tuple[float, tuple[float, float]]:
        """Where a name begins, and the stretch that event and name take: after the event, else
        before it, else upon it."""
        if not text:
            return end, (start, end + 0.02)
        long = self.face.size(text, SIZE)[0]
        if end + GAP + long <= self.wide - 0.03:
            return end + GAP, (start, end + long + 0.12)
        if start - GAP - long >= LEFT:
            return start - GAP - long, (start - long - 0.12, end)
        at = max(LEFT + 0.06, min((start + end - long) / 2, self.wide - 0.15 - long))
        return at, (min(start, at), max(end, at + long))

    def draw(self, sheet: Sheet) -> None:
        """Draw it on a sheet of its size."""
        axes = sheet.axes(0, 0, self.wide, self.high)
        axes.set_axis_off()
        axes.set_xlim(0, self.wide)
        axes.set_ylim(0, self.high)
        top = self.high
        for number, kind in enumerate(self.order):
            lane = self.placed[kind]
            high = (1 + max(one.row for one in lane)) * self.row
            self._lane(sheet, axes, kind, (top - high, top), tinted=number % 2 == 0)
            for one in lane:
                self._event(sheet, axes, one, top - (one.row + 0.5) * self.row)
            top -= high
        self._axis(sheet, axes, top)
        self._key(sheet, axes)

    def _lane(
        self, sheet: Sheet, axes: Axes, kind: str, reach: tuple[float, float], *, tinted: bool
    ) -> None:
        low, high = reach
        if tinted:
            axes.fill_between([0, self.wide], low, high, color="#F3F3F3", linewidth=0, zorder=0)
        middle, shape = (low + high) / 2, KIND_MARKS[kind]
        axes.plot(
            [0.08], [middle], marker=shape, markersize=4 * SIZES.get(shape, 1.0),
            markerfacecolor=KIND_COLOURS[kind], markeredgecolor=INK, markeredgewidth=0.4,
        )  # fmt: skip
        sheet.label(axes, 0.16, middle, KIND_WORDS[kind], 6.2, va="center", ha="left")

    def _event(self, sheet: Sheet, axes: Axes, one: _Placed, y: float) -> None:
        bar = min(BAR, self.row * 0.62)
        event, colour = one.event, KIND_COLOURS[one.event.kind]
        stroke = "-" if event.certain else DOTTED
        for start, end, solid in self._pieces(event):
            if end - start < DOT:
                self._dot(axes, event, (start + end) / 2, y, solid=solid and event.certain)
                continue
            axes.fill_between(
                [start, end], y - bar / 2, y + bar / 2, linewidth=0.55, linestyle=stroke,
                facecolor=colour if solid and event.certain else "white", edgecolor=INK,
                zorder=3 if solid else 2,
            )  # fmt: skip
        for left, shape, at in (
            (self._open(event)[0], "<", one.start), (self._open(event)[1], ">", one.end)
        ):  # fmt: skip
            if left:
                axes.plot([at], [y], marker=shape, markersize=3, color=INK, zorder=4, mew=0)
        if one.text:
            sheet.label(
                axes, one.at, y, one.text, SIZE, va="center_baseline", ha="left", zorder=5,
                bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 0.2}
                if one.start < one.at < one.end else None,
            )  # fmt: skip

    def _pieces(self, event: _Event) -> Iterator[tuple[float, float, bool]]:
        """The stretches of an event in inches, and whether they are certain."""
        seen = event.reach
        before, after = self._open(event)
        ends = self._span(event)
        for number, (first, last) in enumerate(seen.possible):
            start = ends[0] if before and not number else self._x(first)
            end = ends[1] if after and number == len(seen.possible) - 1 else self._x(last + 1)
            if (first, last) not in seen.certain or before or after:
                yield start, end, False
        for first, last in seen.certain:
            yield self._x(first), self._x(last + 1), True

    def _open(self, event: _Event) -> tuple[bool, bool]:
        """Whether it goes on beyond what is drawn, before and after."""
        first, last = event.reach.bounds or (self.first, self.last)
        return event.reach.before or first < self.first, event.reach.after or last > self.last

    def _dot(self, axes: Axes, event: _Event, x: float, y: float, *, solid: bool) -> None:
        colour = KIND_COLOURS[event.kind] if solid else "white"
        shape = KIND_MARKS[event.kind]
        size = min(4.2, self.row * 72 * 0.62) * SIZES.get(shape, 1.0)
        axes.scatter(
            [x], [y], s=size**2, marker=shape, facecolors=colour, edgecolors=INK, zorder=4,
            linewidths=0.5, linestyles="-" if event.certain else [(0, (1, 0.8))],
        )  # fmt: skip

    def _axis(self, sheet: Sheet, axes: Axes, low: float) -> None:
        axes.plot([LEFT, self.wide - 0.12], [low, low], color=INK, linewidth=0.6)
        found = ticks(self.first, self.last, most=int((self.wide - LEFT) / 0.6))
        for day, label in zip(found.days, found.labels, strict=True):
            x = self._x(day)
            axes.plot([x, x], [low, low - 0.04], color=INK, linewidth=0.6)
            axes.plot([x, x], [low, self.high], color=PALE, linewidth=0.35, zorder=1)
            half = self.face.size(label, 6.2)[0] / 2
            middle = min(x, self.wide - 0.03 - half)
            sheet.label(axes, middle, low - 0.07, label, 6.2, ha="center", va="top")

    def _key(self, sheet: Sheet, axes: Axes) -> None:
        """What solid, open and dotted mean, drawn."""
        y = 0.14
        certain = all(event.certain for lane in self.lanes.values() for event in lane)
        shown: list[tuple[str, str, Any]] = [
            ("certainly then", "#777777", "-"),
            ("possibly then", "white", "-"),
        ]
        shown += [] if certain else [("only possible itself", "white", DOTTED)]
        for number, (words, face, dash) in enumerate(shown):
            x = LEFT + number * 1.35
            axes.fill_between(
                [x, x + 0.25], y - BAR / 2, y + BAR / 2, facecolor=face, edgecolor=INK,
                linewidth=0.55, linestyle=dash,
            )  # fmt: skip
            sheet.label(axes, x + 0.3, y, words, 6.2, ha="left", va="center")


def _free(row: Sequence[tuple[float, float]], taken: tuple[float, float]) -> bool:
    return all(taken[0] >= end or taken[1] <= start for start, end in row)


def _bounds(events: Sequence[_Event], window: When | None) -> tuple[int, int]:
    """First and last day drawn: of the time asked for where that has ends, else of the events."""
    found = [bounds for event in events if (bounds := event.reach.bounds)]
    first, last = min(start for start, _ in found), max(end for _, end in found)
    if window and window.bounded:
        if first > window.e1 or last < window.s0:
            return window.s0, window.e1
        first, last = max(first, window.s0), min(last, window.e1)
    room = max((last - first) // 50, 10)
    return first - room, last + room
