"""A timeline in print: each event where its date allows it, and no more exactly than that.

The misuse to prevent: a dot for "1926", and a plan drawn as a deed. What is certain of a date is
solid, what is only possible an open bar; where a part in an event is only possible its outline is
dashed; what is planned, alleged or denied has an outline of its own, and its name says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rapallo.analysis.timeline import timeline
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.dates.when import When
from rapallo.errors import BadOption, NoClaims
from rapallo.export.command import filter_words
from rapallo.export.palette import KIND_COLOURS
from rapallo.identity.lineages import Lineage
from rapallo.plots.axis import reach, ticks
from rapallo.plots.caption import Caption
from rapallo.plots.caption import Drawn as Told
from rapallo.plots.ink import DOTTED, KIND_MARKS, KIND_WORDS, SIZES
from rapallo.plots.lanes import DOT, MOST_ROWS, SIZE, Drawn, Lanes, Placed, Scale, bounds
from rapallo.plots.sheet import INK, PALE, WIDTH, Sheet, in_style
from rapallo.plots.words import Face, printed, sized, surname
from rapallo.projection.evidence import Evidence

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_timeline"]

LEFT, RIGHT, FOOT = 0.72, 0.12, 0.5
ROW, BAR = 0.118, 0.062
"""A row and a bar, in inches."""
THINNEST = 0.045
UNTOLD = (0, (4.5, 1.2, 0.8, 1.2))
"""The stroke of what is not simply told to have happened."""
STATUS = {"planned": "planned", "alleged": "alleged", "negated": "denied"}


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
    fills and open over those that are only possible, dashed where a part in it is only possible;
    an event planned, alleged or denied is dash-dotted and named so; arrows lead to dates open on a
    side, and beyond the time drawn. Who did it stands beside, as far as a page has room: events
    told most often first; the caption says how many have no name, and how many no date. Raises
    NoClaims where no event has a date, BadOption where a page cannot hold all.
    """
    filters = filters or Filters()
    evidence = Evidence.of(book, filters)
    options: dict[str, Any] = {"filters": filters, "lineage": lineage, "expand": expand}
    result = timeline(book, a, with_=with_, evidence=evidence, **options)
    whens = {event.id: event.when for event in evidence.events}
    face = Face(font)
    who = result.title.removeprefix("Timeline of ")
    events = [_event(row, whens[row["event"]], who) for row in result.rows]
    dated = [event for event in events if event.reach.bounds]
    if not dated:
        raise NoClaims(f"no event of {who} has a date: there is nothing to draw")
    plan = _Plan(dated, face, width / 25.4, filters.window)
    words = ["rapallo", "plot", "timeline", a, *(["--with", with_] if with_ else []), "PATH"]
    caption = replace(
        Caption.of(result, _reads(dated, plan), map(_told, result.rows), len(events), ""),
        title=f"Timeline of {' and '.join(map(printed, who.split(' and ')))}",
        provenance=replace(result.provenance, verb="plot timeline"),
        command=(*words, *filter_words(filters, lineage, expand), *sized(width, font)),
    )
    undated = len(events) - len(dated)
    said = [*plan.left_out, *([f"Without a date, and not drawn: {undated}."] if undated else [])]
    sheet = Sheet(book, caption, face, width=width, high=plan.high, said=said)
    plan.draw(sheet)
    return sheet


def _reads(dated: Sequence[Drawn], plan: _Plan) -> tuple[str, ...]:
    parts = ["Solid: the days that are certain; open: days that are only possible"]
    if not all(event.certain for event in dated):
        parts.append("dashed: someone's part in it is only possible")
    if words := _statuses(dated):
        parts.append(f"dash-dotted: {words}, as its name says")
    if any(any(plan.scale.beyond(event.reach)) for event in dated):
        parts.append("arrows: open on that side, or beyond the time drawn")
    return ("; ".join(parts) + ".",)


def _statuses(events: Sequence[Drawn]) -> str:
    """What is said of events that do not simply have happened."""
    counted = Counter(event.status for event in events if event.status)
    return " or ".join(sorted(counted, key=lambda status: (-counted[status], status)))


def _told(row: Mapping[str, Any]) -> Told:
    aims = [*row["targets"], *row["matters"]]
    arrow = f" → {'; '.join(map(printed, aims))}" if aims else ""
    acts = ", ".join(row["act"])
    status = f", {_status(row)}" if _status(row) else ""
    return Told(
        f"{row['date'] or 'undated'} {row['kind']} ({acts}), {row['part']}{status}: "
        f"{'; '.join(map(printed, row['agents']))}{arrow}",
        row["claims"],
    )


def _status(row: Mapping[str, Any]) -> str:
    """What is said of an event that does not simply have happened.

    >>> _status({"status": ("told",)}), _status({"status": ("told", "negated")})
    ('', 'told and denied')
    """
    found = [STATUS.get(status, status) for status in row["status"]]
    return "" if found == ["told"] else " and ".join(found)


def _event(row: Mapping[str, Any], when: When, who: str) -> Drawn:
    status = _status(row)
    rank = (not status, -len(row["sources"]), -len(row["claims"]))
    words = _words(row, who)
    words = f"{status}: {words}" if status and words else status or words
    return Drawn(row["kind"], reach(when), "part" not in row["doubt"], status, words, rank)


def _words(row: Mapping[str, Any], who: str) -> str:
    """Who did it to whom, without the one whose timeline it is."""
    agents = [surname(name) for name in row["agents"] if name.removesuffix("?") != who]
    targets = [surname(name) for name in row["targets"]]
    matters = ", ".join(name for name in row["matters"] if name != who)
    said = ", ".join(agents)
    if targets:
        said += f" → {', '.join(targets)}"
    return (f"{said}: {matters}" if said and matters else said or matters).strip()


class _Plan:
    """What is drawn, known before the sheet is cut."""

    def __init__(
        self, events: Sequence[Drawn], face: Face, wide: float, window: When | None
    ) -> None:
        self.events, self.face, self.wide = events, face, wide
        self.scale = Scale(*bounds(events, window), LEFT, wide - RIGHT)
        self.lanes = Lanes(events, face, self.scale, wide)
        rows = self.lanes.rows
        self.row = min(ROW, max(THINNEST, MOST_ROWS * ROW / rows))
        if rows * self.row > MOST_ROWS * ROW + 0.01:
            raise BadOption(
                f"{len(events):,} events are more than a page holds: choose some with filters, "
                "such as --between or --kind"
            )
        self.key = list(self._keys())
        self.high = rows * self.row + FOOT + 0.15 * max(row for row, *_ in self.key)
        self.left_out = list(self._unnamed())

    def _unnamed(self) -> Iterator[str]:
        if lacking := self.lanes.unnamed:
            number = f"all {lacking}" if lacking == len(self.events) else str(lacking)
            yield (
                f"Names left out for want of room: {number} (--between, --kind or --with choose "
                "fewer events)."
            )

    def _keys(self) -> Iterator[tuple[int, float, str, str, Any]]:
        """What solid, open and dashed mean: in which row, where, words, colour, stroke."""
        shown: list[tuple[str, str, Any]] = [
            ("certainly then", "#777777", "-"),
            ("possibly then", "white", "-"),
        ]
        if not all(event.certain for event in self.events):
            shown.append(("part only possible", "white", DOTTED))
        if words := _statuses(self.events):
            shown.append((words, "white", UNTOLD))
        row, x = 0, LEFT
        for words, colour, dash in shown:
            long = 0.3 + self.face.size(words, 6.2)[0]
            if x > LEFT and x + long > self.wide - 0.03:
                row, x = row + 1, LEFT
            yield row, x, words, colour, dash
            x += max(long + 0.2, 1.35)

    def draw(self, sheet: Sheet) -> None:
        """Draw it on a sheet of its size."""
        axes = sheet.axes(0, 0, self.wide, self.high)
        axes.set_axis_off()
        axes.set_xlim(0, self.wide)
        axes.set_ylim(0, self.high)
        top = self.high
        for number, kind in enumerate(self.lanes.order):
            lane = self.lanes.placed[kind]
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

    def _event(self, sheet: Sheet, axes: Axes, one: Placed, y: float) -> None:
        bar = min(BAR, self.row * 0.62)
        event, colour = one.event, KIND_COLOURS[one.event.kind]
        sure = event.certain and not event.status
        stroke = "-" if sure else UNTOLD if event.status else DOTTED
        for start, end, certain in self.scale.pieces(event.reach):
            if end - start < DOT:
                self._dot(axes, event, (start + end) / 2, y, solid=certain and sure)
                continue
            axes.fill_between(
                [start, end], y - bar / 2, y + bar / 2, linewidth=0.55, linestyle=stroke,
                facecolor=colour if certain and sure else "white", edgecolor=INK,
                zorder=3 if certain else 2,
            )  # fmt: skip
        before, after = self.scale.beyond(event.reach)
        ends = ((before, "<", self.scale.left), (after, ">", self.scale.right))
        for goes_on, shape, at in ends:
            if goes_on:
                axes.plot([at], [y], marker=shape, markersize=3, color=INK, zorder=4, mew=0)
        if one.text:
            sheet.label(
                axes, one.at, y, one.text, SIZE, va="center_baseline", ha="left", zorder=5,
                bbox={"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 0.2}
                if one.upon else None,
            )  # fmt: skip

    def _dot(self, axes: Axes, event: Drawn, x: float, y: float, *, solid: bool) -> None:
        colour = KIND_COLOURS[event.kind] if solid else "white"
        shape = KIND_MARKS[event.kind]
        stroke: Any = "-" if event.certain else (0, (1, 0.8))
        stroke = (0, (3, 0.7, 0.7, 0.7)) if event.status else stroke
        size = min(4.2, self.row * 72 * 0.62) * SIZES.get(shape, 1.0)
        axes.scatter(
            [x], [y], s=size**2, marker=shape, facecolors=colour, edgecolors=INK, zorder=4,
            linewidths=0.5, linestyles=[stroke],
        )  # fmt: skip

    def _axis(self, sheet: Sheet, axes: Axes, low: float) -> None:
        axes.plot([LEFT, self.wide - RIGHT], [low, low], color=INK, linewidth=0.6)
        found = ticks(self.scale.first, self.scale.last, most=int((self.wide - LEFT) / 0.6))
        for day, label in zip(found.days, found.labels, strict=True):
            x = self.scale.x(day)
            axes.plot([x, x], [low, low - 0.04], color=INK, linewidth=0.6)
            axes.plot([x, x], [low, self.high], color=PALE, linewidth=0.35, zorder=1)
            half = self.face.size(label, 6.2)[0] / 2
            middle = min(x, self.wide - 0.03 - half)
            sheet.label(axes, middle, low - 0.07, label, 6.2, ha="center", va="top")

    def _key(self, sheet: Sheet, axes: Axes) -> None:
        low = 0.14 + 0.15 * max(row for row, *_ in self.key)
        for row, x, words, colour, dash in self.key:
            y = low - 0.15 * row
            axes.fill_between(
                [x, x + 0.25], y - BAR / 2, y + BAR / 2, facecolor=colour, edgecolor=INK,
                linewidth=0.55, linestyle=dash,
            )  # fmt: skip
            sheet.label(axes, x + 0.3, y, words, 6.2, ha="left", va="center")
