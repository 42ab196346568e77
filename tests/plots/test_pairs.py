"""Pairs in rows: names whole or of two lines, ranges of what is certain, narrow sheets too."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from rapallo.casebook.book import Casebook
from rapallo.errors import BadOption
from rapallo.plots.coordination import plot_coordination
from rapallo.plots.pairs import Pairs
from rapallo.plots.sheet import Sheet
from rapallo.plots.words import Face
from tests.plots.measured import outside, overlapping, texts

OPTIONS: dict[str, Any] = {"by": "diplomat", "permutations": 19}


@pytest.fixture(scope="module")
def wide(dossier: Casebook) -> Sheet:
    return plot_coordination(dossier, **OPTIONS)


@pytest.mark.parametrize("null", ["actor", "partner"])
def test_a_narrow_figure_lays_nothing_on_anything(dossier: Casebook, null: str) -> None:
    sheet = plot_coordination(dossier, null=null, width=80, **OPTIONS)
    found = texts(sheet.figure)
    assert overlapping(found) == []
    assert outside(sheet.figure, found) == []
    assert "envoy in Tallinn (Germany) – envoy in Tallinn (USSR)" in {spot.text for spot in found}
    boxes = [axes.get_position() for axes in sheet.figure.axes[1:]]
    assert all(one.x1 < other.x0 for one, other in pairwise(boxes))
    assert all(len(axes.get_xticks()) >= 2 for axes in sheet.figure.axes[1:])


def test_a_name_too_long_for_its_place_has_two_lines(wide: Sheet) -> None:
    words = {spot.text for spot in texts(wide.figure)}
    assert words >= {"envoy in Tallinn (Germany) –", "envoy in Tallinn (USSR)"}


def ranges(sheet: Sheet, title: str) -> set[tuple[float, ...]]:
    """The lines from what is certain to what is possible in a column."""
    FigureCanvasAgg(sheet.figure).draw()
    (axes,) = (a for a in sheet.figure.axes if a.get_title("left") == title)
    return {
        tuple(float(x) for x in line.get_xdata())
        for line in axes.lines
        if len(set(line.get_ydata())) == 1
    }


def test_meetings_too_reach_from_certain_to_possible(wide: Sheet) -> None:
    assert (2.0, 3.0) in ranges(wide, "meetings (M)")
    assert (0.0, 1.0) in ranges(wide, "joint acts (J)")


def pair(number: int) -> dict[str, Any]:
    counts = {f"{name}{more}": 0 for name in "JMC" for more in ("", "_certain")}
    ends = {"a": f"a-{number}", "b": f"b-{number}", "a_label": "Ås, A.", "b_label": "Bø, B."}
    return {**ends, **counts, "C_possible": 0, "tested": "C", "p": None, "reason": "too few acts"}


def test_more_than_a_page_so_narrow_holds_is_refused() -> None:
    rows = [pair(number) for number in range(50)]
    assert not Pairs(rows, {}, "JMC", Face(), 6.3).stacked
    assert Pairs(rows[:30], {}, "JMC", Face(), 3.15).stacked
    with pytest.raises(BadOption, match="50 pairs are more than a page so wide holds"):
        Pairs(rows, {}, "JMC", Face(), 3.15)
