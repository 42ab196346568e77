"""Who stands in the middle, in print: ranks as points, two measures crossed, windows as lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rapallo.analysis.centrality import centrality
from rapallo.analysis.result import Result
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import BadOption, NoClaims
from rapallo.export.command import filter_words
from rapallo.export.network import colours_of
from rapallo.identity.lineages import Lineage
from rapallo.model.text import many
from rapallo.plots.axis import spoken
from rapallo.plots.caption import Caption, Drawn, events_of
from rapallo.plots.ink import looks
from rapallo.plots.labels import Box, Name, placed_first
from rapallo.plots.lines import Lines
from rapallo.plots.panels import SIZE, Panels, Row, ticks_at, values, whole
from rapallo.plots.sheet import INK, WIDTH, Sheet, in_style
from rapallo.plots.words import Face, printed, sized
from rapallo.projection.level import By, Level

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_centrality"]

ROW, MARGINS, RADIUS = 0.155, 0.5, 0.035
NARROWEST, TALLEST = 2.4, 8.8
"""Inches: the least width of a panel, and how high all panels together are."""
MOST, MOST_LINES = 50, 12
"""The most ranks of a panel, and the most lines."""


@in_style
def plot_centrality(
    book: Casebook,
    *,
    measure: str | Sequence[str] = "degree",
    by: By = "diplomat",
    filters: Filters | None = None,
    every: str | None = None,
    weight: str | None = "weight",
    lineage: Lineage = False,
    expand: Sequence[str] = (),
    top: int | None = None,
    width: float = WIDTH,
    font: str = "",
) -> Sheet:
    """Centrality as a figure: one panel a measure with its first ranks; two measures against each
    other; with ``every``, a line through the windows for each of the foremost.

    Options are those of :func:`rapallo.analysis.centrality.centrality`. ``top``: only so many ranks
    (20 of a panel, fewer where a page has no room for 20 of each measure, 40 names of a scatter, 8
    lines unless asked). An open mark stands on no certain
    event. A line has gaps where a window does not hold its actor. Raises NoClaims where nothing
    joins two actors, BadOption as the analysis does and where a page cannot hold so many.
    """
    most = MOST_LINES if every else MOST
    if top is not None and not 1 <= top <= most:
        raise BadOption(f"--top {top}: a figure holds 1 to {most}")
    filters = filters or Filters()
    result = centrality(
        book, measure=measure, by=by, filters=filters, every=every, weight=weight,
        lineage=lineage, expand=expand,
    )  # fmt: skip
    ranked = [row for row in result.rows if row["rank"] is not None and row["value"] is not None]
    if not ranked:
        raise NoClaims("nobody has a rank: there is nothing to draw")
    panels = _panels(ranked)
    face = Face(font)
    kind: type[Panels] = Lines if every else _Scatter if len(panels) == 2 else _Ranks
    level = Level.of(book, by, lineage=lineage, expand=expand)
    states = looks(colours_of(book, level, lineage))
    drawing = kind(panels, face, width / 25.4, top, states)
    names = (measure,) if isinstance(measure, str) else measure
    words = ["rapallo", "plot", "centrality", "PATH", "--by", by]
    words += [word for name in names for word in ("--measure", name)]
    words += [*(["--every", every] if every else []), *([] if weight else ["--unweighted"])]
    words += ["--top", str(top)] if top else []
    shown = drawing.shown()
    caption = replace(
        Caption.of(result, drawing.reads(), map(_told, shown), events_of(book, shown), ""),
        title=_title(result, every),
        provenance=replace(result.provenance, verb="plot centrality"),
        command=(*words, *filter_words(filters, lineage, expand), *sized(width, font)),
    )
    sheet = Sheet(book, caption, face, width=width, high=drawing.high, said=drawing.said())
    drawing.draw(sheet)
    return sheet


def _title(result: Result, every: str | None) -> str:
    title = result.title.replace("met_with", "meetings")
    return title.replace(f"every {every}", spoken(every)) if every else title


def _told(row: Row) -> Drawn:
    window = f"{row['window']} " if row.get("window") else ""
    return Drawn(
        f"{window}{row['measure']} {row['rank']}. {printed(row['label'])}: {row['value']:.6g}, "
        f"events {row['events_certain']}-{row['events_possible']}",
        row["claims"],
    )


def _panels(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["measure"]].append(row)
    return dict(found)


class _Ranks(Panels):
    """A panel for each measure: its first ranks, a row each."""

    def plan(self, top: int | None) -> None:
        """Choose the ranks; equals beyond the last place are cut, and counted."""
        self.columns = 1 if len(self.panels) == 1 or self.wide < 2 * NARROWEST else 2
        below = -(-len(self.panels) // self.columns)
        fit = max(5, min(20, int((TALLEST / below - MARGINS) / ROW)))
        self.first = {name: rows[: top or fit] for name, rows in self.panels.items()}
        sizes = [len(rows) * ROW + MARGINS for rows in self.first.values()]
        pairs = [sizes[n : n + self.columns] for n in range(0, len(sizes), self.columns)]
        self.heights = [max(pair) for pair in pairs]
        self.high = sum(self.heights) + 0.05

    def shown(self) -> list[Row]:
        """The rows drawn."""
        return [row for rows in self.first.values() for row in rows]

    def reads(self) -> tuple[str, ...]:
        """How to read it."""
        roles = any("possible_value" in row for row in self.shown())
        return (
            "Numbers to the right: events that certainly and possibly join an actor to others; "
            "an open mark stands on no certain event."
            + (" A line reaches to what is possible." if roles else ""),
        )

    def said(self) -> list[str]:
        """How many are not drawn."""
        left = max(len(rows) - len(self.first[name]) for name, rows in self.panels.items())
        return [f"{many(left, 'further actor')} not drawn."] if left else []

    def draw(self, sheet: Sheet) -> None:
        """Draw the panels, two beside each other."""
        wide = self.wide / self.columns
        top = self.high
        for number, (name, rows) in enumerate(self.first.items()):
            left = (number % self.columns) * wide
            self._panel(sheet, name, rows, (left, left + wide - 0.05), top)
            if number % self.columns == self.columns - 1:
                top -= self.heights[number // self.columns]

    def _name(self, row: Row) -> str:
        return self.face.short(printed(row["label"]), SIZE, 0.48 * self.wide / self.columns)

    def _panel(
        self, sheet: Sheet, name: str, rows: Sequence[Row], sides: tuple[float, float], top: float
    ) -> None:
        left, right = sides
        names = [self._name(row) for row in rows]
        margin = max(self.face.size(self._name(row), SIZE)[0] for row in self.shown()) + 0.12
        bottom = top - 0.2 - len(rows) * ROW
        axes = sheet.axes(left + margin, bottom, right - 0.45, top - 0.2)
        axes.set_ylim(len(rows), 0)
        most = max(float(row.get("possible_value") or row["value"]) for row in rows)
        least = min(0.0, *(float(row["value"]) for row in rows))
        axes.set_xlim(least - 0.03 * (most - least or 1), most + 0.05 * (most - least or 1))
        for number, row in enumerate(rows):
            _point(sheet, axes, row, number + 0.5)
        sheet.ticks(axes.yaxis, [n + 0.5 for n in range(len(rows))], names, SIZE)
        axes.tick_params(axis="y", length=0)
        values(sheet, axes, most, integer=whole(rows))
        for side in ("left", "right", "top"):
            axes.spines[side].set_visible(False)
        sheet.label(
            axes, axes.get_xlim()[0], 0, name, SIZE + 0.4, weight="bold", offset=(0, 0.06),
            ha="left", va="baseline",
        )  # fmt: skip


def _point(sheet: Sheet, axes: Axes, row: Row, y: float) -> None:
    """A value with its events."""
    low, high = axes.get_xlim()
    axes.plot([low, high], [y, y], color="#DDDDDD", linewidth=0.5, zorder=0.5)
    possible = row.get("possible_value")
    if possible is not None and possible != row["value"]:
        axes.plot([row["value"], possible], [y, y], color=INK, linewidth=0.9, zorder=2)
    axes.scatter(
        [row["value"]], [y], s=14, zorder=3, edgecolors=INK, linewidths=0.5,
        facecolors="#0072B2" if row["events_certain"] else "white",
    )  # fmt: skip
    sheet.label(
        axes, high, y, _span(row), SIZE - 0.6, offset=(0.04, 0), ha="left", va="center",
        color="#555555",
    )  # fmt: skip


def _span(row: Row) -> str:
    low, high = row["events_certain"], row["events_possible"]
    return str(low) if low == high else f"{low}–{high}"


class _Scatter(Panels):
    """Two measures against each other, a point an actor."""

    def plan(self, top: int | None) -> None:
        """Join the two values of each actor, and find room for names."""
        (self.across, rows), (self.up, others) = self.panels.items()
        values = {row["actor"]: row for row in others}
        joined = [(row, values[row["actor"]]) for row in rows if row["actor"] in values]
        self.points = sorted(joined, key=lambda p: (p[0]["rank"] + p[1]["rank"], p[0]["label"]))
        self.high = self.wide * 0.72
        self.frame = Box(0.6, 0.45, self.wide - 0.1, self.high - 0.08)
        self.at = [self._inches(*point) for point in self.points]
        self.groups = self._groups()
        named = [[n for n in group if n < (top or 40)] for group in self.groups]
        texts = [self._ways(mine, group) for mine, group in zip(named, self.groups, strict=True)]
        # Who has no text needs no room, but where he stands no other name does.
        order = sorted(range(len(texts)), key=lambda number: not texts[number])
        self.groups, texts = [self.groups[n] for n in order], [texts[n] for n in order if texts[n]]
        points = [self.at[group[0]] for group in self.groups]
        ways = [
            [
                Name(x, y, RADIUS, *self.face.size(text[way][0], SIZE))
                for (x, y), text in zip(points, texts, strict=False)
            ]
            for way in range(2)
        ]
        unnamed = [
            Box(x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS) for x, y in points[len(texts) :]
        ]
        inside = Box(self.frame.left + 0.04, *self.frame[1:])
        found = placed_first(ways, inside, unnamed)
        self.names = [
            (spot, *text[way]) for (spot, way), text in zip(found, texts, strict=True) if spot
        ]

    def _groups(self) -> list[list[int]]:
        """The points by where they stand: of equals one hides the other."""
        found: dict[tuple[float, float], list[int]] = defaultdict(list)
        for number, (x, y) in enumerate(self.at):
            found[round(x, 3), round(y, 3)].append(number)
        return list(found.values())

    def _ways(self, named: Sequence[int], group: Sequence[int]) -> list[tuple[str, int]]:
        """How the names of equals may be written, and of how many the name is told then."""
        names = [self.face.short(printed(self.points[n][0]["label"]), SIZE, 1.5) for n in named]
        found = []
        for most in (3, 1) if names else ():
            told = names[:most] if len(group) > most + 1 else names[: most + 1]
            more = len(group) - len(told)
            lines = [*told, *([f"and {more} more"] if more else [])]
            found.append((";\n".join(lines), len(told)))
        return found

    def _most(self, side: int) -> tuple[float, float]:
        values = [float(point[side]["value"]) for point in self.points]
        return min(0.0, *values), max(values) or 1.0

    def _inches(self, row: Row, other: Row) -> tuple[float, float]:
        found = []
        for side, (value, low, high) in enumerate(
            ((row["value"], self.frame.left, self.frame.right),
             (other["value"], self.frame.bottom, self.frame.top))
        ):  # fmt: skip
            least, most = self._most(side)
            share = (float(value) - least) / (most - least or 1.0)
            found.append(low + 0.12 + share * (high - low - 0.3))
        return found[0], found[1]

    def shown(self) -> list[Row]:
        """The rows drawn."""
        return [row for point in self.points for row in point]

    def reads(self) -> tuple[str, ...]:
        """How to read it."""
        return (
            f"{many(len(self.points), 'actor')}; an open mark stands on no certain event. Equals "
            "share a point.",
        )

    def said(self) -> list[str]:
        """How many have no name."""
        lacking = len(self.points) - sum(told for _, _, told in self.names)
        return [f"Points without their name, for want of room: {lacking}."] if lacking else []

    def draw(self, sheet: Sheet) -> None:
        """Draw the points in inches, with ticks of values."""
        frame = self.frame
        axes = sheet.axes(*frame)
        axes.set_xlim(frame.left, frame.right)
        axes.set_ylim(frame.bottom, frame.top)
        for (row, _), (x, y) in reversed(list(zip(self.points, self.at, strict=True))):
            colour = "#0072B2" if row["events_certain"] else "white"
            axes.scatter(
                [x], [y], s=13, facecolors=colour, edgecolors=INK, linewidths=0.5, zorder=3
            )
        for spot, text, _ in self.names:
            sheet.name(axes, spot, text, SIZE)
        self._scale(sheet, axes, 0, frame.left, frame.right)
        self._scale(sheet, axes, 1, frame.bottom, frame.top)
        for side in ("right", "top"):
            axes.spines[side].set_visible(False)

    def _scale(self, sheet: Sheet, axes: Axes, side: int, low: float, high: float) -> None:
        least, most = self._most(side)
        count = whole([point[side] for point in self.points])
        values = [v for v in ticks_at(least, most, 5, integer=count) if least <= v <= most]
        at = [low + 0.12 + (v - least) / (most - least or 1.0) * (high - low - 0.3) for v in values]
        which = axes.yaxis if side else axes.xaxis
        sheet.ticks(which, at, [f"{value:.10g}" for value in values], SIZE)
        title = self.up if side else self.across
        label = axes.set_ylabel if side else axes.set_xlabel
        label(title, fontproperties=self.face.font(SIZE + 0.4), color=INK, parse_math=False)
