"""Friends, foes and blocs in print: the signed network, who stood where over windows, balance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rapallo.analysis.signed.balance import balance
from rapallo.analysis.signed.blocs import Method, blocs
from rapallo.analysis.signed.network import Signed, Signs, Tie
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.dates.edtf import parse
from rapallo.export.command import filter_words
from rapallo.export.layout import Layout, kept, places
from rapallo.identity.lineages import Lineage
from rapallo.model.text import many
from rapallo.plots.axis import named, spoken
from rapallo.plots.caption import Caption, Drawn, events_of, placed_by
from rapallo.plots.ink import MARKS, SIZES, mark, stroke
from rapallo.plots.labels import Box, Name, left_out, placed
from rapallo.plots.plane import TALLEST, Plane, curve
from rapallo.plots.sheet import INK, WIDTH, Sheet, in_style
from rapallo.plots.words import Face, printed, sized
from rapallo.projection.level import By

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_blocs"]

SIZE = 6.3
FRIEND, FOE = "#0072B2", "#D55E00"
FOES = (0, (3.5, 1.5))
"""The stroke of a tie of foes."""
COLOURS = ("#56B4E9", "#E69F00", "#009E73", "#F0E442", "#CC79A7", "#999999")
"""Of blocs, after Okabe and Ito; the marks go on where they repeat."""
GREYS = ("#FFFFFF", "#8C8C8C", "#D4D4D4", "#4D4D4D", "#B0B0B0", "#6E6E6E")
"""Of blocs of the whole time, where colours are those of windows."""
FOOT, CELL, MOST_ROWS, BALANCE = 0.36, 0.145, 24, 1.15
RADIUS = 0.055

Row = Mapping[str, Any]


@in_style
def plot_blocs(
    book: Casebook,
    *,
    by: By = "state",
    method: Method = "modularity",
    meetings: int = 0,
    treaties: int = 0,
    joint: int = 0,
    every: str | None = None,
    seed: int = 0,
    filters: Filters | None = None,
    lineage: Lineage = False,
    expand: Sequence[str] = (),
    layout: str | Path | None = None,
    width: float = WIDTH,
    font: str = "",
) -> Sheet:
    """The signed network of acts with its blocs as a figure; with ``every``, also who was in which
    bloc in each window, and the balance of each.

    Options are those of :func:`rapallo.analysis.signed.blocs.blocs`; ``layout`` as in
    :func:`~rapallo.plots.network.plot_network`. A tie of friends is a full line, of foes a dashed
    one, thin where no event on it is certain. Balance is 1 - 2 x frustration / ties, of all events
    and of the certain alone. Raises NoClaims where no tie has a sign.
    """
    filters = filters or Filters()
    asked: dict[str, Any] = {"by": by, "filters": filters, "lineage": lineage, "expand": expand}
    signs: dict[str, Any] = {"meetings": meetings, "treaties": treaties, "joint": joint}
    signed = Signed.of(book, **asked, signs=Signs(**signs))
    asked |= {**signs, "seed": seed}
    whole = result = blocs(book, **asked, method=method, signed=signed)
    windows = signed
    if every:
        windows = signed.sliced(every)
        result = blocs(book, **asked, method=method, every=every, signed=windows)
    balances = balance(book, **asked, every=every, signed=windows).rows
    ties = [tie for tie in signed.slices[0].all if tie.sign]
    labels = {row["actor"]: printed(row["label"]) for row in (*result.rows, *whole.rows)}
    face = Face(font)
    net = _Net(whole.rows, ties, face, width / 25.4, lettered=bool(every), at=(layout, seed))
    grid = _Grid(result.rows, whole.rows, balances, width / 25.4) if every else None
    drawn = [
        *(_told_tie(tie, labels) for tie in ties),
        *(_told_bloc(row) for row in result.rows),
        *(_told_balance(row) for row in balances),
    ]
    words = ["rapallo", "plot", "blocs", "PATH", "--by", by, "--method", method]
    words += ["--every", every] if every else []
    words += [
        word for name, value in signs.items() if value for word in (f"--{name}", f"{value:+d}")
    ]
    words += ["--seed", str(seed), *(["--layout", str(layout)] if layout else [])]
    caption = replace(
        Caption.of(
            result,
            [_reads(whole.rows, ties), *([_windows()] if grid else [_balance(balances[0])])],
            drawn,
            events_of(book, [{"claims": [c for one in drawn for c in one.claims]}]),
            f"Signs: {Signs(**signs).describe()}.",
        ),
        title=result.title.replace(f"every {every}", spoken(every)) if every else result.title,
        provenance=replace(result.provenance, verb="plot blocs"),
        command=(*words, *filter_words(filters, lineage, expand), *sized(width, font)),
    )
    said = [placed_by(layout)] if layout else []
    said += [*net.left_out, *(grid.left_out if grid else [])]
    high = net.high + (grid.high if grid else 0.0)
    sheet = Sheet(book, caption, face, width=width, high=high, said=said)
    net.draw(sheet, high - net.high)
    if grid:
        grid.draw(sheet)
    return sheet


def _reads(rows: Sequence[Row], ties: Sequence[Tie]) -> str:
    foes = sum(tie.sign < 0 for tie in ties)
    number = len({row["bloc"] for row in rows})
    return (
        f"{many(len(rows), 'actor')} in {many(number, 'bloc')} (signed modularity "
        f"{rows[0]['modularity']:.2f}), {many(len(ties), 'tie')}: {len(ties) - foes} of friends "
        f"(full lines), {foes} of foes (dashed), wider with more events, thin and pale where none "
        "is certain."
    )


def _windows() -> str:
    return (
        "Above: the blocs of the whole time, by mark and letter. Below: those of each window, by "
        "colour and number, which a bloc keeps over windows; bold in a box: moved from another "
        "bloc; grey figures: not so on the certain events alone. Balance: 1 "
        "where two sides leave no tie spoiled (full: all events, open: the certain alone; in "
        "figures: ties spoiled of ties)."
    )


def _balance(row: Row) -> str:
    return (
        f"Even the best two sides spoil {row['frustration']} of {many(row['ties'], 'tie')} "
        f"(balance {row['balance']:.2f})."
    )


def _told_tie(tie: Tie, labels: Mapping[str, str]) -> Drawn:
    sign = "+" if tie.sign > 0 else "−"
    return Drawn(
        f"{labels[tie.a]} {sign} {labels[tie.b]}: net {tie.net:+.3g}, for {tie.positive} "
        f"({tie.certain_positive} certain), against {tie.negative} ({tie.certain_negative})",
        tie.claims,
    )


def _told_bloc(row: Row) -> Drawn:
    window = f"{row['window']} " if row.get("window") else ""
    sure = "" if row["certain_bloc"] == row["bloc"] else f", certainly {row['certain_bloc'] or '-'}"
    moved = f", moved from {row['moved']}" if row.get("moved") else ""
    return Drawn(f"{window}{printed(row['label'])}: bloc {row['bloc']}{sure}{moved}", row["claims"])


def _told_balance(row: Row) -> Drawn:
    return Drawn(
        f"{row.get('window', '')} balance: {row['frustration']} of {row['ties']} ties spoiled; "
        f"certain alone: {row['certain_frustration']} of {row['certain_ties']}".strip(),
        row["claims"],
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """How a bloc looks."""

    shape: str
    colour: str
    name: str


class _Net:
    """The signed network, its names placed before the sheet is cut."""

    def __init__(
        self,
        rows: Sequence[Row],
        ties: Sequence[Tie],
        face: Face,
        wide: float,
        *,
        lettered: bool,
        at: tuple[str | Path | None, int],
    ) -> None:
        self.rows, self.ties, self.face = rows, ties, face
        bloc = {row["actor"]: row["bloc"] for row in rows}
        self.looks = {number: _look(number, lettered=lettered) for number in bloc.values()}
        self.bloc = bloc
        layout = _layout(bloc, ties, *at)
        tallest = 3.4 if lettered else TALLEST
        self.plane = Plane.of([layout[actor] for actor in bloc], wide, tallest)
        self.at = {actor: self.plane.inches(layout[actor]) for actor in bloc}
        self.lines = [curve(self.at[t.a], self.at[t.b], 0.06, RADIUS, RADIUS) for t in ties]
        self.columns = max(2, int(wide / 1.2))
        self.foot = 0.14 * -(-len(self._handles()) // self.columns) + 0.12
        self.high = self.plane.high + self.foot
        degree = Counter(end for tie in ties for end in (tie.a, tie.b))
        ranked = sorted(rows, key=lambda row: (-degree[row["actor"]], row["label"], row["actor"]))
        self.names = [
            (row["actor"], "\n".join(face.wrapped(printed(row["label"]), SIZE, 1.2, most=2)))
            for row in ranked
        ]
        frame = Box(0.03, 0.03, self.plane.wide - 0.03, self.plane.high - 0.03)
        wanted = [Name(*self.at[a], RADIUS, *face.size(text, SIZE)) for a, text in self.names]
        self.spots = placed(wanted, frame, lines=np.concatenate(self.lines))
        self.left_out = left_out(self.spots)

    def _handles(self) -> list[Any]:
        sizes = Counter(self.bloc.values())
        found = [
            mark(look.shape, look.colour, f"bloc {look.name} ({sizes[number]})")
            for number, look in sorted(self.looks.items())
        ]
        signs = {tie.sign for tie in self.ties}
        found += [stroke(FRIEND, "friends", width=1.4)] if 1 in signs else []
        found += [stroke(FOE, "foes", width=1.4, dash=FOES)] if -1 in signs else []
        return found

    def draw(self, sheet: Sheet, bottom: float) -> None:
        """Draw it above what lies below."""
        axes = sheet.axes(0, bottom + self.foot, self.plane.wide, bottom + self.high)
        axes.set_axis_off()
        axes.set_xlim(0, self.plane.wide)
        axes.set_ylim(0, self.plane.high)
        for tie, line in zip(self.ties, self.lines, strict=True):
            sure = tie.certain_positive if tie.sign > 0 else tie.certain_negative
            events = tie.positive + tie.negative
            axes.plot(
                line[:, 0], line[:, 1], color=FRIEND if tie.sign > 0 else FOE,
                linestyle="-" if tie.sign > 0 else FOES, alpha=0.9 if sure else 0.55,
                linewidth=0.9 + 0.5 * float(np.log2(events)) if sure else 0.5, zorder=2,
            )  # fmt: skip
        for actor, (x, y) in self.at.items():
            look = self.looks[self.bloc[actor]]
            axes.plot(
                [x], [y], marker=look.shape, markersize=RADIUS * 144 * SIZES.get(look.shape, 1.0),
                markerfacecolor=look.colour, markeredgecolor=INK, markeredgewidth=0.6, zorder=4,
            )  # fmt: skip
        self._write(sheet, axes)
        low = sheet.axes(0.02, bottom, self.plane.wide, bottom + self.foot)
        sheet.key(low, self._handles(), self.columns)

    def _write(self, sheet: Sheet, axes: Axes) -> None:
        for (_, text), spot in zip(self.names, self.spots, strict=True):
            if spot:
                sheet.name(axes, spot, text, SIZE)


def _look(number: int, *, lettered: bool) -> _Look:
    """How a bloc looks: in letters and greys of the whole time, where numbers and colours are those
    of windows, which are not the same blocs.

    >>> _look(2, lettered=True), _look(2, lettered=False)
    (_Look(shape='s', colour='#8C8C8C', name='B'), _Look(shape='s', colour='#E69F00', name='2'))
    """
    at = number - 1
    name = chr(65 + at) if lettered and at < 26 else f"{'A' if lettered else ''}{number}"
    colours = GREYS if lettered else COLOURS
    return _Look(MARKS[at % len(MARKS)], colours[at % len(colours)], name)


def _layout(
    bloc: Mapping[str, int], ties: Sequence[Tie], path: str | Path | None, seed: int
) -> Layout:
    """Friends near each other, and those of one bloc; foes far."""
    weights = {
        (tie.a, tie.b): (1.0 + tie.positive if tie.sign > 0 else 0.1)
        + (0.6 if bloc[tie.a] == bloc[tie.b] else 0.0)
        for tie in ties
    }

    def make() -> Layout:
        return places(sorted(bloc), weights, seed=seed)

    return make() if path is None else kept(path, bloc, make)


class _Grid:
    """Who was in which bloc in each window, and below it the balance of the windows."""

    def __init__(
        self, rows: Sequence[Row], whole: Sequence[Row], balances: Sequence[Row], wide: float
    ) -> None:
        self.wide = wide
        self.balances = sorted(balances, key=lambda row: parse(row["window"]).s0)
        self.windows = [row["window"] for row in self.balances]
        self.cells = {(row["actor"], row["window"]): row for row in rows}
        there = Counter(row["actor"] for row in rows)
        home = {row["actor"]: row["bloc"] for row in whole}
        labels = {row["actor"]: printed(row["label"]) for row in rows}
        best = sorted(there, key=lambda a: (-there[a], labels[a], a))[:MOST_ROWS]
        self.actors = sorted(best, key=lambda a: (home.get(a, 99), labels[a], a))
        self.labels = labels
        left = len(there) - len(best)
        self.left_out = [f"{many(left, 'further actor')} not in the table."] if left else []
        self.high = 0.25 + CELL * len(self.actors) + BALANCE + FOOT

    def draw(self, sheet: Sheet) -> None:
        """Draw both, a column a window."""
        names = [sheet.face.short(self.labels[actor], SIZE, 1.5) for actor in self.actors]
        margin = max(sheet.face.size(name, SIZE)[0] for name in names) + 0.15
        margin = max(margin, 0.75)
        low = FOOT + BALANCE
        table = sheet.axes(margin, low, self.wide - 0.05, low + CELL * len(self.actors))
        table.set_xlim(-0.5, len(self.windows) - 0.5)
        table.set_ylim(len(self.actors), 0)
        for number, actor in enumerate(self.actors):
            for column, window in enumerate(self.windows):
                if row := self.cells.get((actor, window)):
                    self._cell(sheet, table, column, number + 0.5, row)
        sheet.ticks(table.yaxis, [n + 0.5 for n in range(len(names))], names, SIZE)
        table.set_xticks([])
        table.tick_params(axis="y", length=0)
        for side in ("left", "right", "top", "bottom"):
            table.spines[side].set_visible(False)
        self._balance(sheet, sheet.axes(margin, FOOT, self.wide - 0.05, FOOT + BALANCE - 0.2))

    def _cell(self, sheet: Sheet, axes: Axes, x: float, y: float, row: Row) -> None:
        look = _look(row["bloc"], lettered=False)
        sure, moved = row["certain_bloc"] == row["bloc"], row.get("moved") is not None
        axes.fill_between(
            [x - 0.47, x + 0.47], y - 0.44, y + 0.44, facecolor=look.colour,
            alpha=0.55 if sure else 0.22, linewidth=0,
        )  # fmt: skip
        if moved:
            axes.fill_between(
                [x - 0.47, x + 0.47], y - 0.44, y + 0.44, facecolor="none", edgecolor=INK,
                linewidth=0.9, zorder=3,
            )  # fmt: skip
        sheet.label(
            axes, x, y, look.name, SIZE, ha="center", va="center_baseline",
            weight="bold" if moved else "normal", color=INK if sure else "#777777",
        )  # fmt: skip

    def _balance(self, sheet: Sheet, axes: Axes) -> None:
        places = range(len(self.windows))
        whole = [_number(row["balance"]) for row in self.balances]
        sure = [_number(row["certain_balance"]) for row in self.balances]
        axes.plot(places, sure, color="#777777", linewidth=0.7, linestyle=FOES, zorder=1)
        axes.plot(places, whole, color=INK, linewidth=1.0, zorder=2)
        axes.scatter(places, sure, s=16, marker="s", facecolors="white", edgecolors=INK, zorder=3,
                     linewidths=0.6)  # fmt: skip
        axes.scatter(places, whole, s=16, color=INK, zorder=4)
        known = [value for value in (*whole, *sure) if value == value]
        floor = min(0.5, *known) - 0.25
        axes.set_xlim(-0.5, len(self.windows) - 0.5)
        axes.set_ylim(floor, 1.06)
        step = -(-len(self.windows) // max(1, int(self.wide / 0.5)))
        for column, row in enumerate(self.balances):
            if column % step == 0:
                text = f"{row['frustration']}/{row['ties']}"
                sheet.label(axes, column, floor, text, SIZE - 0.5, offset=(0, 0.03), ha="center",
                            va="bottom", color="#555555")  # fmt: skip
        at = list(places)[::step]
        labels = [named(parse(self.windows[n])) for n in at]
        sheet.ticks(axes.xaxis, at, labels, SIZE - 0.3)
        values = [value for value in (-1.0, -0.5, 0.0, 0.5, 1.0) if value > floor]
        sheet.ticks(axes.yaxis, values, [f"{value:g}" for value in values], SIZE)
        axes.set_ylabel(
            "balance", fontproperties=sheet.face.font(SIZE), color=INK, parse_math=False
        )
        for side in ("right", "top"):
            axes.spines[side].set_visible(False)


def _number(value: float | None) -> float:
    return float("nan") if value is None else value
