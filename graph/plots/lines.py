"""Centrality over windows of time: a line for each of the foremost, named where it ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rapallo.dates.edtf import parse
from rapallo.model.text import many
from rapallo.plots.axis import named
from rapallo.plots.ink import SIZES, told_apart
from rapallo.plots.panels import SIZE, Panels, Row, values, whole
from rapallo.plots.sheet import INK, Sheet
from rapallo.plots.words import surname

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Lines"]


class Lines(Panels):
    """A panel for each measure, a line through the windows for each of the foremost."""

    PANEL = 2.5

    def plan(self, top: int | None) -> None:
        """Choose the foremost: who has the best ranks, in most windows."""
        self.windows = list(
            dict.fromkeys(row["window"] for rows in self.panels.values() for row in rows)
        )
        self.windows.sort(key=lambda window: parse(window).s0)
        self.lines = {name: _foremost(rows, top or 8) for name, rows in self.panels.items()}
        self.actors = list(dict.fromkeys(actor for lines in self.lines.values() for actor in lines))
        self.high = self.PANEL * len(self.panels) - 0.1

    def shown(self) -> list[Row]:
        """The rows drawn."""
        return [row for lines in self.lines.values() for rows in lines.values() for row in rows]

    def reads(self) -> tuple[str, ...]:
        """How to read it."""
        return (
            f"{many(len(self.windows), 'window')}; a line breaks off where a window does not hold "
            "its actor, and an open mark stands on no event that certainly falls into it. What "
            "possibly falls into several windows counts in each. Equals stand beside each other.",
        )

    def said(self) -> list[str]:
        """How many are not drawn."""
        everybody = {row["actor"] for rows in self.panels.values() for row in rows}
        left = len(everybody) - len(self.actors)
        return [f"{many(left, 'further actor')} not drawn."] if left else []

    def draw(self, sheet: Sheet) -> None:
        """Draw the panels below each other, names where lines end."""
        inches = self.wide - 1.85
        # The width of a mark, where the distance of two windows is one.
        self.step = 0.075 * len(self.windows) / inches
        for number, (name, lines) in enumerate(self.lines.items()):
            top = self.high - number * self.PANEL
            axes = sheet.axes(0.5, top - self.PANEL + 0.4, 0.5 + inches, top - 0.2)
            places = self._places(lines)
            for actor, rows in lines.items():
                self._line(axes, actor, rows, places)
            room = max(0.2, max(map(abs, places.values())) + 0.6 * self.step)
            axes.set_xlim(-room, len(self.windows) - 1 + room)
            low, high = axes.get_ylim()
            axes.set_ylim(min(low, -0.04 * high), high)
            self._names(sheet, axes, lines)
            apart = inches / (len(self.windows) - 1 + 2 * room)
            labels = [named(parse(window)) for window in self.windows]
            widest = max(self.face.size(label, SIZE - 0.3)[0] for label in labels) + 0.06
            step = int(-(-widest // apart))
            at = list(range(0, len(labels), step))
            sheet.ticks(axes.xaxis, at, labels[::step], SIZE - 0.3)
            count = whole([row for rows in lines.values() for row in rows])
            values(sheet, axes, axes.get_ylim()[1], "y", integer=count)
            for side in ("right", "top"):
                axes.spines[side].set_visible(False)
            axes.set_title(
                name, fontproperties=self.face.font(SIZE + 0.4, "bold"), color=INK, loc="left",
                pad=4, parse_math=False,
            )  # fmt: skip

    def _look(self, actor: str) -> tuple[str, str, Any]:
        dash = ("-", (0, (4, 1.2)), (0, (1.2, 1)))[self.actors.index(actor) % 3]
        shape, colour = told_apart(self.actors, self.looks)[actor]
        return colour, shape, dash

    def _places(self, lines: Mapping[str, Sequence[Row]]) -> dict[tuple[str, str], float]:
        """How far from the middle of a window a mark stands: equals beside each other."""
        most = max(float(row["value"]) for rows in lines.values() for row in rows) or 1.0
        equals: dict[tuple[str, int], list[str]] = defaultdict(list)
        for actor, rows in lines.items():
            for row in rows:
                equals[row["window"], round(60 * float(row["value"]) / most)].append(actor)
        return {
            (actor, window): (number - (len(actors) - 1) / 2) * min(self.step, 0.8 / len(actors))
            for (window, _), actors in equals.items()
            for number, actor in enumerate(actors)
        }

    def _line(
        self,
        axes: Axes,
        actor: str,
        rows: Sequence[Row],
        places: Mapping[tuple[str, str], float],
    ) -> None:
        colour, shape, dash = self._look(actor)
        values = {row["window"]: row for row in rows}
        line = [float(values[w]["value"]) if w in values else float("nan") for w in self.windows]
        across = [n + places.get((actor, window), 0.0) for n, window in enumerate(self.windows)]
        axes.plot(across, line, color=colour, linestyle=dash, linewidth=1.0, zorder=2)
        for number, window in enumerate(self.windows):
            if window in values:
                sure = values[window]["events_certain"]
                axes.scatter(
                    [across[number]], [line[number]], marker=shape, s=17 * SIZES.get(shape, 1) ** 2,
                    zorder=3, linewidths=0.5, edgecolors=INK,
                    facecolors=colour if sure else "white",
                )  # fmt: skip

    def _names(self, sheet: Sheet, axes: Axes, lines: Mapping[str, Sequence[Row]]) -> None:
        """The names to the right, in the order of where lines end, none on another."""
        from matplotlib.transforms import blended_transform_factory

        low, high = axes.get_ylim()
        ends = {actor: self._end(rows) for actor, rows in lines.items()}
        order = sorted(ends, key=lambda actor: (-ends[actor], actor))
        tall = (self.PANEL - 0.6) / (high - low)
        wanted = [min((ends[actor] - low) * tall, self.PANEL - 0.65) for actor in order]
        across = blended_transform_factory(axes.transAxes, axes.transData)
        for actor, place in zip(order, _apart(wanted, 0.115), strict=True):
            colour, shape, _ = self._look(actor)
            y = low + place / tall
            axes.plot(
                [1.04], [y], marker=shape, markersize=4 * SIZES.get(shape, 1), transform=across,
                markerfacecolor=colour, markeredgecolor=INK, markeredgewidth=0.5, clip_on=False,
            )  # fmt: skip
            text = self.face.short(surname(lines[actor][0]["label"]), SIZE, 1.05)
            sheet.label(
                axes, 1.04, y, text, SIZE, xycoords=across, offset=(0.07, 0), ha="left", va="center"
            )

    def _end(self, rows: Sequence[Row]) -> float:
        last = max(rows, key=lambda row: self.windows.index(row["window"]))
        return float(last["value"])


def _foremost(rows: Sequence[Row], most: int) -> dict[str, list[Row]]:
    """The rows of the actors with the best ranks over all windows: each rank counts as its share,
    1, 1/2, 1/3."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["actor"]].append(row)
    worth = {actor: sum(1 / row["rank"] for row in mine) for actor, mine in found.items()}
    best = sorted(found, key=lambda actor: (-worth[actor], actor))[:most]
    return {actor: found[actor] for actor in best}


def _apart(wanted: Sequence[float], least: float) -> list[float]:
    """Heights as near to those wanted, in falling order, as lets each stand so far from the next.

    >>> _apart([1.0, 0.98, 0.2], 0.1)
    [1.0, 0.9, 0.2]
    >>> _apart([0.05, 0.0], 0.1)
    [0.1, 0.0]
    """
    found = list(wanted)
    for number in range(1, len(found)):
        found[number] = min(found[number], found[number - 1] - least)
    if found and found[-1] < 0:
        found[-1] = 0.0
        for number in range(len(found) - 2, -1, -1):
            found[number] = max(found[number], found[number + 1] + least)
    return [round(value, 4) for value in found]
