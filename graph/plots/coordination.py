"""Who coordinated with whom, in print: what is counted of each pair, beside what chance would do.

A column a count, never added up: what sources call joint (J), meetings (M), acts alike (C), and
acts after talks (P) where these are tested. The column that is tested stands against the null: a
band in which the middle 95 % of its arrangements lie, and their mean.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

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
from rapallo.plots.pairs import MOST, Pairs, Spread
from rapallo.plots.sheet import WIDTH, Sheet, in_style
from rapallo.plots.words import Face, printed, sized
from rapallo.projection.level import Level

__all__ = ["plot_coordination"]

TOP = 20
"""Pairs drawn unless more are asked for."""
UNLIMITED = 10**12
"""As many pairs as no casebook has."""


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
    words = ["--by", by, "--within", f"P{days_within(within)}D", "--null", null]
    words += ["--permutations", str(permutations), "--seed", str(seed)]
    words += ["--around", around] if around else []
    words += ["--compatriots"] if compatriots else []
    most = UNLIMITED if at_most is None else at_most
    words += ["--max-pairs", str(most)] if most != MOST_PAIRS else []
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
        command=(*words, *filter_words(filters, lineage, expand), *sized(width, font)),
    )
    pairs = Pairs(rows, spreads, shown, face, width / 25.4)
    sheet = Sheet(book, caption, face, width=width, high=pairs.high)
    pairs.draw(sheet)
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
) -> dict[tuple[str, str], Spread]:
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
        found[pair] = Spread(float(low), float(high))
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
    return f"{printed(row['a_label'])} – {printed(row['b_label'])}"
