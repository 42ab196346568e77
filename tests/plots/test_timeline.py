"""A timeline drawn: no day beyond its time, doubt of its own kind, and a name by what it names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex

from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.dates.calendar import day_number
from rapallo.dates.edtf import parse
from rapallo.export.palette import KIND_COLOURS
from rapallo.plots.axis import reach
from rapallo.plots.lanes import DOT, Drawn, Lanes, Scale
from rapallo.plots.sheet import Sheet
from rapallo.plots.timeline import plot_timeline
from rapallo.plots.words import Face
from rapallo.projection.evidence import Evidence
from tests.export.graphs import DATES
from tests.helpers import claim, make_book, same
from tests.plots.measured import outside, overlapping, texts

ROWS = [
    claim("set", "opposed", "Germany", "Poland", date="{1900-01-01,1926-03-05,1950-04-01}"),
    claim("year", "pressured", "Germany", "France", date="1926?"),
    claim("open", "supported", "Germany", "Latvia", date="1925/.."),
    claim("part", "informed", "Germany?", "Estonia", date="1926-05-02"),
    claim("plan", "met_with", "Germany;Lithuania", date="1926-06-24", status="planned"),
    claim("denial", "met_with", "Germany;France", date="1926-06-25", status="negated"),
]
IN_1926 = Filters(between=("1926", "1926"))
SCALE = Scale(day_number(1926, 1, 1), day_number(1926, 12, 31), 0.7, 6.2)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    return make_book(tmp_path_factory.mktemp("book"), ROWS)


def marks(sheet: Sheet, kind: str) -> list[tuple[float, bool]]:
    """Where the marks of a kind stand, in inches, and whether they are solid."""
    (axes,) = sheet.figure.axes
    found = []
    for drawn in axes.collections:
        faces = [to_hex(face).upper() for face in drawn.get_facecolor()]
        if isinstance(drawn, PathCollection):
            found.append((float(drawn.get_offsets()[0][0]), faces == [KIND_COLOURS[kind].upper()]))
    return found


def test_a_day_beyond_the_time_drawn_is_no_mark_at_its_edge(book: Casebook) -> None:
    sheet = plot_timeline(book, "Germany", with_="Poland", filters=IN_1926)
    ((x, solid),) = marks(sheet, "opposed")
    assert solid
    (axes,) = sheet.figure.axes
    arrows = [line for line in axes.lines if line.get_marker() in ("<", ">")]
    assert [line.get_marker() for line in arrows] == ["<", ">"]
    (name,) = (text for text in axes.texts if "Poland" in text.get_text())
    assert 0 < name.xy[0] - x < 0.2, "it stands by the mark"


@pytest.mark.parametrize("filters", [None, IN_1926])
def test_a_date_in_doubt_is_no_doubt_about_the_event(
    book: Casebook, filters: Filters | None
) -> None:
    for other in ("France", "Latvia"):
        sheet = plot_timeline(book, "Germany", with_=other, filters=filters)
        assert "dashed" not in sheet.caption.reads[0]
        assert "part only possible" not in {spot.text for spot in texts(sheet.figure)}


def test_a_doubtful_part_and_what_was_not_done_are_named_in_the_key(book: Casebook) -> None:
    sheet = plot_timeline(book, "Germany", filters=Filters(status=()))
    words = {spot.text for spot in texts(sheet.figure)}
    assert words >= {"planned: Lithuania", "denied: France", "denied or planned"}
    assert "part only possible" in words
    assert "dashed: someone's part in it is only possible" in sheet.caption.reads[0]
    told = [one.words for one in sheet.caption.drawn]
    assert any("met_with (meeting), possible, denied: Germany; France" in one for one in told)
    assert not any(solid for _, solid in marks(sheet, "met_with")), "a plan is no deed"


def test_told_by_one_and_denied_by_another(tmp_path: Path) -> None:
    rows = [
        claim("c-1", "supported", "Germany", "Latvia", date="1926-01-05"),
        claim("c-2", "supported", "Germany", "Latvia", date="1926-01-05", status="negated"),
    ]
    book = make_book(tmp_path, rows, judgements=[same("c-1", "c-2")])
    words = {spot.text for spot in texts(plot_timeline(book, "Germany").figure)}
    assert words >= {"told and denied", "told and denied: → Latvia"}


def test_where_no_name_has_room_it_says_what_to_do(tmp_path: Path) -> None:
    rows = [claim(f"c-{n}", "met_with", "Germany;Poland", date="1920/1930") for n in range(150)]
    sheet = plot_timeline(make_book(tmp_path, rows), "Germany")
    (said,) = sheet.said
    assert said == (
        "Names left out for want of room: all 150 (--between, --kind or --with choose fewer "
        "events)."
    )


def test_the_evidence_is_read_once(book: Casebook, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = []
    of = Evidence.of

    def counted(*args: object, **more: object) -> Evidence:
        reads.append(args)
        return of(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Evidence, "of", counted)
    plot_timeline(book, "Germany")
    assert len(reads) == 1


def test_on_a_narrow_sheet_no_name_lies_on_its_mark(dossier: Casebook) -> None:
    sheet = plot_timeline(dossier, "Moraht", width=80)
    found = texts(sheet.figure)
    assert overlapping(found) == []
    assert outside(sheet.figure, found) == []
    (axes,) = sheet.figure.axes
    for drawn in axes.collections:
        if not isinstance(drawn, PathCollection):
            continue
        x, y = axes.transData.transform(drawn.get_offsets()[0])
        assert not [s.text for s in found if s.x0 < x < s.x1 and s.y0 < y < s.y1]


@given(st.sampled_from(DATES), st.integers(1890, 1960), st.integers(0, 20_000))
def test_what_is_drawn_lies_within_the_time_and_on_its_day(
    date: str, year: int, length: int
) -> None:
    first = day_number(year, 2, 3)
    scale = Scale(first, first + length, 0.7, 6.2)
    seen = reach(parse(date))
    inside = [(a, b) for a, b in seen.certain if b >= first and a <= first + length]
    certain = [piece for piece in scale.pieces(seen) if piece.certain]
    assert len(certain) == len(inside)
    for piece, (start, end) in zip(certain, inside, strict=True):
        assert piece.start == scale.x(max(start, first))
        assert piece.end == scale.x(min(end, first + length) + 1)
    assert all(0.7 <= piece.start <= piece.end <= 6.2 for piece in scale.pieces(seen))
    if not list(scale.pieces(seen)):
        assert any(scale.beyond(seen)), "nothing is passed over without an arrow"


events = st.lists(
    st.builds(
        lambda date, words, kind: Drawn(kind, reach(parse(date)), True, "", words, (True, 0, 0)),
        st.sampled_from([*DATES, "{1926-02-01,1926-02-20,1926-11-30}", "1926-06-24", "1926-12-30"]),
        st.sampled_from(["", "→ A", "Köster, Chernykh", "Aleksandrovsky: a long question of it"]),
        st.sampled_from(list(KIND_COLOURS)),
    ),
    min_size=1,
    max_size=25,
)


@given(events, st.sampled_from([2.9, 6.2]))
def test_a_name_lies_on_no_mark_and_on_nothing_of_its_row(
    some: Sequence[Drawn], wide: float
) -> None:
    dated = [event for event in some if event.reach.bounds]
    face, scale = Face(), Scale(SCALE.first, SCALE.last, 0.7, wide)
    if not dated:
        return
    placed = Lanes(dated, face, scale, wide + 0.12).placed
    for lane in placed.values():
        for one in (one for one in lane if one.text):
            end = one.at + face.size(one.text, 5.6)[0]
            assert 0 <= one.at <= end <= wide + 0.12
            for other in (other for other in lane if other.row == one.row):
                for piece in scale.pieces(other.event.reach):
                    if other is one and piece.end - piece.start >= DOT:
                        continue
                    middle = (piece.start + piece.end) / 2
                    half = max(piece.end - piece.start, DOT) / 2
                    assert middle + half <= one.at + 1e-6 or end <= middle - half + 1e-6
