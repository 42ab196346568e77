"""Who coordinated with whom, in print: what is counted of each pair, beside what chance would do.

A column a count, never added up: what sources call joint (J), meetings (M), acts alike (C), and
acts after talks (P) where these are tested. The column that is tested stands against the null: a
band in which the middle 95 % of its arrangements lie, and their mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from rapallo.analysis.coordination import coordination, days_within
from rapallo.analysis.coordination.diaries import Diaries
from rapallo.analysis.coordination.make import make
from rapallo.analysis.coordination.reckon import MOST_PAIRS
from rapallo.analysis.coordination.record import record
from rapallo.analysis.coordination.study import Study
from rapallo.analysis.result import Result
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import BadOption, NoClaims
from rapallo.export.command import filter_words
from rapallo.identity.lineages import Lineage
from rapallo.model.text import many
from rapallo.plots.caption import Caption, Drawn, events_of
from rapallo.plots.sheet import INK, WIDTH, Sheet, in_style
from rapallo.plots.words import Face, surname
from rapallo.projection.level import Level

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_coordination"]

TOP, MOST = 20, 60
"""Pairs drawn unless more are asked for, and the most that a page holds."""
ROW, HEAD, FOOT = 0.16, 0.3, 0.62
SIZE = 6.3
NAMES, SAID = 1.75, 1.0
"""The widths of the names and of what is said of p and q, in inches."""

COLUMNS = {
    "J": ("joint acts (J)", "#0072B2", "o"),
    "M": ("meetings (M)", "#56B4E9", "s"),
    "C": ("acts alike (C)", "#D55E00", "D"),
    "P": ("after talks (P)", "#009E73", "^"),
}
"""What each column is called, its colour and its mark."""

BAND = "#CFCFCF"


class _Spread(NamedTuple):
    """The middle 95 % of the arrangements of a pair, and their mean."""

    low: float
    high: float


@in_style
def plot_coordination(
    book: Casebook,
    *,
    by: Literal["state", "diplomat"] = "state",
    within: int | str = "P31D",
    null: str = "actor",
    permutations: int | str = 1000,
    seed: int = 0,
    lineage: Lineage = False,
    expand: Sequence[str] = (),
    filters: Filters | None = None,
    around: str | None = None,
    compatriots: bool = False,
    at_most: int | None = MOST_PAIRS,
    top: int | None = None,
    width: float = WIDTH,
    font: str = "",
) -> Sheet:
    """Who coordinated with whom as a figure: a row a pair, J, M and C (P with the null *partner*).

    Options are those of :func:`rapallo.analysis.coordination.coordination`, and so is the order of
    rows; ``top``: only so many, 20 unless asked, 60 at most. A mark is the count, the line through
    it reaches from what is certain to what is possible. Raises NoClaims where no pair has anything,
    BadOption as the analysis does.
    """
    if top is not None and not 1 <= top <= MOST:
        raise BadOption(f"--top {top}: a page holds 1 to {MOST} pairs")
    filters = filters or Filters()
    options: dict[str, Any] = {
        "by": by, "within": within, "null": null, "permutations": permutations, "seed": seed,
        "lineage": lineage, "expand": expand, "filters": filters, "around": around,
    }  # fmt: skip
    result = coordination(book, **options, compatriots=compatriots, at_most=at_most)
    rows = result.rows[: top or TOP]
    if not rows:
        raise NoClaims("no two actors acted together, met or acted alike: there is nothing to draw")
    spreads = _spreads(book, rows, **options)
    face = Face(font)
    shown = ("J", "M", "C", "P") if null == "partner" else ("J", "M", "C")
    words = ["--by", by, "--within", str(within), "--null", null]
    words += ["--permutations", str(permutations), "--seed", str(seed)]
    words += ["--around", around] if around else []
    words += ["--compatriots"] if compatriots else []
    words += ["--top", str(top)] if top else []
    words = ["rapallo", "plot", "coordination", "PATH", *words]
    caption = replace(
        Caption.of(
            result,
            _reads(result, rows),
            map(_told, rows),
            events_of(book, rows),
            _chance(result, rows),
        ),
        provenance=replace(result.provenance, verb="plot coordination"),
        command=(*words, *filter_words(filters, lineage, expand)),
    )
    high = HEAD + len(rows) * ROW + FOOT
    sheet = Sheet(book, caption, face, width=width, high=high)
    _draw(sheet, rows, spreads, shown)
    return sheet


def _spreads(
    book: Casebook,
    rows: Sequence[Mapping[str, Any]],
    *,
    by: Literal["state", "diplomat"],
    within: int | str,
    null: str,
    permutations: int | str,
    seed: int,
    lineage: Lineage,
    expand: Sequence[str],
    filters: Filters,
    around: str | None,
) -> dict[tuple[str, str], _Spread]:
    """Between what the middle 95 % of the arrangements of each tested pair lie: of the very
    arrangements that its p counts, which follow from the seed."""
    tested = [row for row in rows if row["replicates"]]
    if not tested:
        return {}
    who = Level.of(book, by, lineage=lineage, expand=expand)
    what = who if by == "state" else Level.of(book, "state", lineage=lineage, expand=expand)
    matter = what.stands_for(what.names.find(around)) if around else None
    study = Study(record(book, who, what, filters, matter), days_within(within), seed, matter)
    chance = make(null, study, Diaries(study))
    found = {}
    for row in tested:
        pair = (row["a"], row["b"])
        drawn = chance.replicates([pair], 1, row["replicates"])[:, 0] / chance.scale
        low, high = np.quantile(drawn, (0.025, 0.975), method="inverted_cdf")
        found[pair] = _Spread(float(low), float(high))
    return found


def _reads(result: Result, rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    tested = rows[0]["tested"]
    left = len(result.rows) - len(rows)
    reads = (
        "A mark is the count of a pair (for C and P the mean over open dates), the line through it "
        f"reaches from what is certain to what is possible. Grey band: {tested} in the middle 95 % "
        "of chance arrangements, white line: their mean; where there is none, the pair could not "
        "be tested."
    )
    return (reads, *([f"{many(left, 'further pair')} not drawn."] if left else []))


def _chance(result: Result, rows: Sequence[Mapping[str, Any]]) -> str:
    options = result.provenance.options
    family = sum(row["q"] is not None for row in result.rows)
    return (
        f"p and q of {rows[0]['tested']} under the null {options['null']}, "
        f"{options['permutations']} permutations, q over {many(family, 'pair')}."
    )


def _told(row: Mapping[str, Any]) -> Drawn:
    test = f"p {row['p']:.3g}, q {row['q']:.3g}" if row["p"] is not None else row["reason"]
    chance = f" expected {row['expected']:.3g}" if row["expected"] is not None else ""
    counts = (
        f"J {row['J_certain']}-{row['J']}, M {row['M_certain']}-{row['M']}, "
        f"S {row['S_certain']}-{row['S']}, "
        f"C {row['C']:.3g} ({row['C_certain']}-{row['C_possible']}), "
        f"P {row['P']:.3g} ({row['P_certain']}-{row['P_possible']})"
    )
    return Drawn(f"{_pair(row)}: {counts};{chance} {test}", row["claims"])


def _pair(row: Mapping[str, Any]) -> str:
    return f"{row['a_label']} – {row['b_label']}"


def _pairs(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The names of pairs: surnames, where they say who is meant."""
    labels = {row[end]: row[f"{end}_label"] for row in rows for end in ("a", "b")}
    given = [surname(label) for label in labels.values()]
    plain = {
        name: surname(label) if given.count(surname(label)) == 1 else label
        for name, label in labels.items()
    }
    return [f"{plain[row['a']]} – {plain[row['b']]}" for row in rows]


def _draw(
    sheet: Sheet,
    rows: Sequence[Mapping[str, Any]],
    spreads: Mapping[tuple[str, str], _Spread],
    shown: Sequence[str],
) -> None:
    pairs = _pairs(rows)
    long = max(sheet.face.size(sheet.face.clean(pair), SIZE)[0] for pair in pairs)
    names = min(NAMES * sheet.wide / 6.3, long + 0.08)
    wide = (sheet.wide - names - SAID - 0.14 * len(shown)) / len(shown)
    top = sheet.high - HEAD
    left = names
    ground = sheet.axes(0, 0, sheet.wide, sheet.high)
    ground.set_axis_off()
    ground.set_xlim(0, sheet.wide)
    ground.set_ylim(0, sheet.high)
    for number, row in enumerate(rows):
        y = top - (number + 0.5) * ROW
        if number % 2 == 0:
            span = [0, sheet.wide]
            ground.fill_between(span, y - ROW / 2, y + ROW / 2, color="#F3F3F3", linewidth=0)
        sheet.label(
            ground, names - 0.06, y, sheet.face.short(pairs[number], SIZE, names - 0.08), SIZE,
            ha="right", va="center_baseline",
        )  # fmt: skip
        sheet.label(
            ground, sheet.wide - SAID + 0.04, y, _test(row), SIZE, ha="left", va="center_baseline"
        )
    for column in shown:
        axes = sheet.axes(left + 0.07, FOOT, left + 0.07 + wide, top)
        _column(sheet, axes, column, rows, spreads)
        left += wide + 0.14
    sheet.label(
        ground, sheet.wide - SAID + 0.04, top + 0.056, f"chance ({rows[0]['tested']})", SIZE,
        ha="left", va="baseline", weight="bold",
    )  # fmt: skip
    _key(sheet, ground, rows[0]["tested"])


def _test(row: Mapping[str, Any]) -> str:
    if row["p"] is None:
        return "too few acts" if row["reason"].startswith("too few") else "not testable"
    return f"p {_digits(row['p'])}  q {_digits(row['q'])}"


def _digits(value: float) -> str:
    """A probability in as few digits as matter.

    >>> _digits(0.41858), _digits(0.00099), _digits(1.0)
    ('0.42', '0.00099', '1')
    """
    return f"{value:.2g}" if value < 0.01 else f"{value:.2f}".rstrip("0").rstrip(".")


def _column(
    sheet: Sheet,
    axes: Axes,
    column: str,
    rows: Sequence[Mapping[str, Any]],
    spreads: Mapping[tuple[str, str], _Spread],
) -> None:
    words, colour, shape = COLUMNS[column]
    axes.patch.set_alpha(0)
    axes.set_ylim(len(rows), 0)
    most = 1.0
    for number, row in enumerate(rows):
        y = number + 0.5
        spread = spreads.get((row["a"], row["b"])) if column == row["tested"] else None
        if spread:
            axes.fill_between(
                [spread.low, spread.high], y - 0.34, y + 0.34, color=BAND,
                linewidth=0, zorder=1,
            )  # fmt: skip
            axes.plot([row["expected"]] * 2, [y - 0.34, y + 0.34], color="white", linewidth=1.1)
            axes.plot([row["expected"]] * 2, [y - 0.34, y + 0.34], color="#777777", linewidth=0.4)
            most = max(most, spread.high)
        low, high = row.get(f"{column}_certain", row[column]), row.get(f"{column}_possible")
        high = row[column] if high is None else high
        most = max(most, float(high), float(row[column]))
        if high:
            axes.plot([low, high], [y, y], color=INK, linewidth=0.9, zorder=3)
            _caps(axes, low, high, y)
        axes.scatter(
            [row[column]], [y], marker=shape, s=15 if high else 5, zorder=4,
            facecolors=colour if high else "white", edgecolors=INK, linewidths=0.45,
        )  # fmt: skip
    axes.set_xlim(-most * 0.05 - 0.05, most * 1.07)
    _frame(sheet, axes, most, words)


def _caps(axes: Axes, low: float, high: float, y: float) -> None:
    for end in {low, high} if low != high else set():
        axes.plot([end, end], [y - 0.2, y + 0.2], color=INK, linewidth=0.7, zorder=3)


def _frame(sheet: Sheet, axes: Axes, most: float, words: str) -> None:
    from matplotlib.ticker import MaxNLocator

    found = MaxNLocator(nbins=4, integer=True).tick_values(0, most)
    at = [value for value in found if 0 <= value <= most * 1.07]
    sheet.ticks(axes.xaxis, at, [f"{value:g}" for value in at], SIZE)
    axes.set_yticks([])
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    for value in at:
        axes.axvline(value, color="#DDDDDD", linewidth=0.4, zorder=0.5)
    axes.set_title(
        words, fontproperties=sheet.face.font(SIZE, "bold"), color=INK, pad=4, loc="left",
        parse_math=False,
    )  # fmt: skip


def _key(sheet: Sheet, axes: Axes, tested: str) -> None:
    """What marks, lines and bands mean, drawn."""
    y, x = 0.2, 0.1
    axes.plot([x, x + 0.3], [y, y], color=INK, linewidth=0.9)
    for end in (x, x + 0.3):
        axes.plot([end, end], [y - 0.03, y + 0.03], color=INK, linewidth=0.7)
    axes.scatter([x + 0.18], [y], s=15, c=INK)
    sheet.label(axes, x + 0.36, y, "count, from certain to possible", SIZE, va="center", ha="left")
    x = 2.5
    axes.fill_between([x, x + 0.3], y - 0.055, y + 0.055, color=BAND, linewidth=0)
    axes.plot([x + 0.12] * 2, [y - 0.055, y + 0.055], color="white", linewidth=1.1)
    axes.plot([x + 0.12] * 2, [y - 0.055, y + 0.055], color="#777777", linewidth=0.4)
    text = f"{tested} by chance: middle 95 % and mean"
    sheet.label(axes, x + 0.36, y, text, SIZE, va="center", ha="left")
