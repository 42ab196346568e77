"""A row for each pair, a column for each thing that is counted of it.

Names and what is said of chance stand beside the columns; on a narrow sheet they stand above them,
so that nothing is laid on anything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from rapallo.errors import BadOption
from rapallo.plots.sheet import INK, Sheet
from rapallo.plots.words import Face, printed, surname

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["COLUMNS", "MOST", "SIZE", "Pairs", "Spread"]

MOST = 60
"""The most pairs that a page holds."""
ROW, TWO_LINES, STACKED = 0.16, 0.25, 0.29
"""The heights of a row: of one line, with a name of two, and with a line above its marks."""
HEAD, FOOT, LINE = 0.3, 0.62, 0.16
SIZE = 6.3
NAMES, SAID, BETWEEN = 0.278, 1.0, 0.14
"""The width of the names at most, as a share of the sheet, that of what is said of p and q, and
what lies between two columns, in inches."""
EDGE = 0.07
"""Kept free on both sides of a column: half a mark."""

COLUMNS = {
    "J": ("joint acts (J)", "#0072B2", "o"),
    "M": ("meetings (M)", "#56B4E9", "s"),
    "C": ("acts alike (C)", "#D55E00", "D"),
    "P": ("after talks (P)", "#009E73", "^"),
}
"""What each column is called, its colour and its mark."""

BAND = "#CFCFCF"

Row = Mapping[str, Any]


class Spread(NamedTuple):
    """The middle 95 % of the arrangements of a pair."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a pair stands, in inches from the top of the rows."""

    row: Row
    name: tuple[str, ...]
    top: float
    high: float
    marks: float


class Pairs:
    """The rows, their places known before the sheet is cut. Raises BadOption where they are more
    than a page holds."""

    def __init__(
        self,
        rows: Sequence[Row],
        spreads: Mapping[tuple[str, str], Spread],
        shown: Sequence[str],
        face: Face,
        wide: float,
    ) -> None:
        self.spreads, self.shown, self.face, self.wide = spreads, shown, face, wide
        self.tested = str(rows[0]["tested"])
        names = list(_names(rows))
        long = max(self._long(" – ".join(pair)) for pair in names)
        self.names = min(NAMES * wide, long + 0.08)
        heads = max(face.size(COLUMNS[column][0], SIZE, "bold")[0] for column in shown)
        pitch = (wide - self.names - SAID) / len(shown)
        self.stacked = pitch < heads + 0.06
        self.pitch = wide / len(shown) if self.stacked else pitch
        self.places = list(self._places(rows, names))
        self.tall = self.places[-1].top + self.places[-1].high
        if self.tall > MOST * ROW + 0.01:
            raise BadOption(
                f"{len(rows)} pairs are more than a page so wide holds: ask for fewer with --top, "
                "or for a wider one with --width"
            )
        self.key = list(self._keys())
        self.foot = FOOT + LINE * self.key[-1][0]
        self.head = HEAD + (LINE if self.stacked else 0.0)
        self.high = self.head + self.tall + self.foot

    def _long(self, text: str) -> float:
        return self.face.size(self.face.clean(text), SIZE)[0]

    def _places(self, rows: Sequence[Row], names: Sequence[tuple[str, str]]) -> Iterator[_Place]:
        top = 0.0
        for row, (a, b) in zip(rows, names, strict=True):
            room = self.wide - 0.15 - self._long(_test(row)) if self.stacked else self.names - 0.08
            lines = [f"{a} – {b}"]
            if self._long(lines[0]) > room and not self.stacked:
                lines = [f"{a} –", b]
            elif self._long(lines[0]) > room:
                half = (room - self._long(" – ")) / 2
                lines = [" – ".join(self.face.short(name, SIZE, half) for name in (a, b))]
            name = tuple(self.face.short(line, SIZE, room) for line in lines)
            high = STACKED if self.stacked else ROW if len(name) == 1 else TWO_LINES
            yield _Place(row, name, top, high, top + (0.21 if self.stacked else high / 2))
            top += high

    def _keys(self) -> Iterator[tuple[int, float, str]]:
        """What marks and bands mean: in which row, where, words."""
        second = f"{self.tested} by chance: middle 95 % and mean"
        yield 0, 0.1, "count, from certain to possible"
        if 2.5 + 0.36 + self.face.size(second, SIZE)[0] <= self.wide - 0.03:
            yield 0, 2.5, second
        else:
            yield 1, 0.1, second

    def draw(self, sheet: Sheet) -> None:
        """Draw it on a sheet of its size."""
        ground = sheet.axes(0, 0, self.wide, self.high)
        ground.set_axis_off()
        ground.set_xlim(0, self.wide)
        ground.set_ylim(0, self.high)
        top = self.high - self.head
        for number, place in enumerate(self.places):
            if number % 2 == 0:
                low, high = top - place.top - place.high, top - place.top
                ground.fill_between([0, self.wide], low, high, color="#F3F3F3", linewidth=0)
            self._said(sheet, ground, place, top - place.top)
        left = 0.0 if self.stacked else self.names
        for number, column in enumerate(self.shown):
            at = left + number * self.pitch + BETWEEN / 2
            axes = sheet.axes(at, self.foot, at + self.pitch - BETWEEN, top)
            self._column(sheet, axes, column)
        x = self.wide - 0.05 if self.stacked else self.wide - SAID + 0.04
        sheet.label(
            ground, x, top + 0.056 + (LINE if self.stacked else 0), f"chance ({self.tested})", SIZE,
            ha="right" if self.stacked else "left", va="baseline", weight="bold",
        )  # fmt: skip
        self._key(sheet, ground)

    def _said(self, sheet: Sheet, axes: Axes, place: _Place, top: float) -> None:
        """The names of a pair, and what is said of chance."""
        set_in: dict[str, Any] = {"va": "center_baseline"}
        if self.stacked:
            sheet.label(axes, 0.05, top - 0.08, place.name[0], SIZE, ha="left", **set_in)
            text = _test(place.row)
            sheet.label(axes, self.wide - 0.05, top - 0.08, text, SIZE, ha="right", **set_in)
            return
        for number, line in enumerate(place.name):
            y = top - place.high / 2 + 0.1 * ((len(place.name) - 1) / 2 - number)
            sheet.label(axes, self.names - 0.06, y, line, SIZE, ha="right", **set_in)
        y, x = top - place.high / 2, self.wide - SAID + 0.04
        sheet.label(axes, x, y, _test(place.row), SIZE, ha="left", **set_in)

    def _column(self, sheet: Sheet, axes: Axes, column: str) -> None:
        axes.patch.set_alpha(0)
        axes.set_ylim(self.tall, 0)
        most = max(1.0, *(value for place in self.places for value in self._reach(place, column)))
        free = EDGE * most / (self.pitch - BETWEEN - 2 * EDGE)
        axes.set_xlim(-free, most + free)
        for place in self.places:
            if spread := self._spread(place, column):
                _band(axes, spread, place.row["expected"], place.marks)
            _count(axes, column, place)
        self._frame(sheet, axes, most, COLUMNS[column][0])

    def _spread(self, place: _Place, column: str) -> Spread | None:
        pair = place.row["a"], place.row["b"]
        return self.spreads.get(pair) if column == self.tested else None

    def _reach(self, place: _Place, column: str) -> tuple[float, ...]:
        spread = self._spread(place, column)
        return (*_span(place.row, column), float(place.row[column]), spread.high if spread else 0)

    def _frame(self, sheet: Sheet, axes: Axes, most: float, words: str) -> None:
        at = self._ticks(most)
        sheet.ticks(axes.xaxis, at, [f"{value:g}" for value in at], SIZE)
        axes.set_yticks([])
        for side in ("left", "right", "top"):
            axes.spines[side].set_visible(False)
        ends = [(0.0, self.tall)]
        if self.stacked:  # not through the names
            ends = [(place.marks - 0.08, place.marks + 0.08) for place in self.places]
        for low, high in ends:
            axes.vlines(at, low, high, color="#DDDDDD", linewidth=0.4, zorder=0.5)
        axes.set_title(
            words, fontproperties=sheet.face.font(SIZE, "bold"), color=INK, pad=4, loc="left",
            parse_math=False,
        )  # fmt: skip

    def _ticks(self, most: float) -> list[float]:
        """Whole numbers, as many as have room for what stands at them."""
        from matplotlib.ticker import MaxNLocator

        wide = self.pitch - BETWEEN - 2 * EDGE
        for number in (4, 3, 2, 1):
            found = MaxNLocator(nbins=number, integer=True).tick_values(0, most)
            at = [float(value) for value in found if 0 <= value <= most]
            long = max(self.face.size(f"{value:g}", SIZE)[0] for value in at)
            if len(at) < 3 or (at[1] - at[0]) / most * wide >= long + 0.06:
                break
        return at

    def _key(self, sheet: Sheet, axes: Axes) -> None:
        """What marks, lines and bands mean, drawn."""
        low = 0.2 + LINE * self.key[-1][0]
        for number, (row, x, words) in enumerate(self.key):
            y = low - LINE * row
            if number:
                axes.fill_between([x, x + 0.3], y - 0.055, y + 0.055, color=BAND, linewidth=0)
                _mean(axes, x + 0.12, (y - 0.055, y + 0.055))
            else:
                axes.plot([x, x + 0.3], [y, y], color=INK, linewidth=0.9)
                for end in (x, x + 0.3):
                    axes.plot([end, end], [y - 0.03, y + 0.03], color=INK, linewidth=0.7)
                axes.scatter([x + 0.18], [y], s=15, c=INK)
            sheet.label(axes, x + 0.36, y, words, SIZE, va="center", ha="left")


def _names(rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """The names of pairs: surnames, where they say who is meant."""
    labels = {row[end]: row[f"{end}_label"] for row in rows for end in ("a", "b")}
    given = [surname(label) for label in labels.values()]
    plain = {
        name: surname(label) if given.count(surname(label)) == 1 else printed(label)
        for name, label in labels.items()
    }
    yield from ((plain[row["a"]], plain[row["b"]]) for row in rows)


def _test(row: Row) -> str:
    if row["p"] is None:
        return "too few acts" if row["reason"].startswith("too few") else "not testable"
    return f"p {_digits(row['p'])}  q {_digits(row['q'])}"


def _digits(value: float) -> str:
    """A probability in as few digits as matter.

    >>> _digits(0.41858), _digits(0.00099), _digits(1.0)
    ('0.42', '0.00099', '1')
    """
    return f"{value:.2g}" if value < 0.01 else f"{value:.2f}".rstrip("0").rstrip(".")


def _span(row: Row, column: str) -> tuple[float, float]:
    """From what is certain to what is possible: J, M and S count what is possible."""
    high = row.get(f"{column}_possible")
    return float(row[f"{column}_certain"]), float(row[column] if high is None else high)


def _count(axes: Axes, column: str, place: _Place) -> None:
    _, colour, shape = COLUMNS[column]
    (low, high), y = _span(place.row, column), place.marks
    if high:
        axes.plot([low, high], [y, y], color=INK, linewidth=0.9, zorder=3, clip_on=False)
        for end in {low, high} if low != high else set():
            ends = [y - 0.032, y + 0.032]
            axes.plot([end, end], ends, color=INK, linewidth=0.7, zorder=3, clip_on=False)
    axes.scatter(
        [place.row[column]], [y], marker=shape, s=15 if high else 5, zorder=4, clip_on=False,
        facecolors=colour if high else "white", edgecolors=INK, linewidths=0.45,
    )  # fmt: skip


def _band(axes: Axes, spread: Spread, mean: float, y: float) -> None:
    ends = (y - 0.054, y + 0.054)
    axes.fill_between([spread.low, spread.high], *ends, color=BAND, linewidth=0, zorder=1)
    _mean(axes, mean, ends)


def _mean(axes: Axes, x: float, ends: tuple[float, float]) -> None:
    axes.plot([x] * 2, ends, color="white", linewidth=1.1)
    axes.plot([x] * 2, ends, color="#777777", linewidth=0.4)
