"""Names beside points: none on another, on a point, beyond the edge or by the wrong point; those of
rank first."""

from __future__ import annotations

import math
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from rapallo.plots.labels import Box, Name, Spot, placed, placed_first
from rapallo.plots.words import Face

FRAME = Box(0.0, 0.0, 6.0, 4.0)
inside = st.tuples(st.floats(0, 6), st.floats(0, 4))
names = st.builds(
    lambda at, radius, width: Name(*at, radius, width, 0.1),
    inside,
    st.floats(0.01, 0.1),
    st.floats(0.1, 1.5),
)


def box(name: Name, x: float, y: float) -> Box:
    return Box(x - name.width / 2, y - name.height / 2, x + name.width / 2, y + name.height / 2)


def overlap(a: Box, b: Box) -> bool:
    return a.left < b.right and b.left < a.right and a.bottom < b.top and b.bottom < a.top


@given(st.lists(names, max_size=60))
def test_no_name_lies_on_another_or_on_a_point_of_others(some: list[Name]) -> None:
    spots = placed(some, FRAME)
    boxes = [(n, box(some[n], spot.x, spot.y)) for n, spot in enumerate(spots) if spot is not None]
    assert not any(overlap(a, b) for (_, a), (_, b) in combinations(boxes, 2))
    for number, found in boxes:
        assert found.inside(FRAME)
        for other, name in enumerate(some):
            r = name.radius
            around = Box(name.x - r, name.y - r, name.x + r, name.y + r)
            assert other == number or not overlap(found, around)


def away(found: Box, name: Name) -> float:
    """How far a box is from the mark of a name."""
    right = max(found.left - name.x, 0.0, name.x - found.right)
    up = max(found.bottom - name.y, 0.0, name.y - found.top)
    return math.hypot(right, up) - name.radius


def along(spot: Spot) -> list[tuple[float, float]]:
    """Points on the line that leads to a name, but for its ends."""
    assert spot.line
    x, y, right, up = spot.line
    return [(x + (right - x) * n / 60, y + (up - y) * n / 60) for n in range(1, 60)]


crowds = st.lists(
    st.builds(
        lambda x, y, radius, width: Name(x / 8, y / 8, radius, width, 0.1),
        st.integers(1, 15), st.integers(1, 11), st.floats(0.02, 0.06), st.floats(0.1, 1.0),
    ),
    max_size=50, unique_by=lambda name: (name.x, name.y),
)  # fmt: skip


@given(crowds)
def test_a_name_is_nearest_to_its_own_point_or_a_line_leads_there(some: list[Name]) -> None:
    frame = Box(0.0, 0.0, 2.4, 1.8)
    spots = placed(some, frame)
    boxes = {n: box(some[n], spot.x, spot.y) for n, spot in enumerate(spots) if spot}
    for number, found in boxes.items():
        spot, name = spots[number], some[number]
        assert spot is not None
        if spot.line is None:
            own = away(found, name)
            assert all(away(found, one) > own for one in some if one is not name)
            continue
        begins, ends = spot.line[:2], spot.line[2:]
        assert math.isclose(math.dist(begins, (name.x, name.y)), name.radius, abs_tol=1e-9)
        assert away(found, Name(*ends, 0, 0, 0)) < 1e-9
        for x, y in along(spot):
            assert all(math.dist((x, y), (o.x, o.y)) > o.radius for o in some if o is not name)
            assert not any(
                b.left < x < b.right and b.bottom < y < b.top
                for other, b in boxes.items()
                if other != number
            )


def test_lines_that_lead_to_names_do_not_cross() -> None:
    some = [Name(1 + x / 9, 1 + y / 9, 0.03, 0.5, 0.1) for x in range(4) for y in range(4)]
    lines = [spot.line for spot in placed(some, FRAME) if spot and spot.line]
    assert len(lines) > 4

    def left(a: tuple[float, ...], b: tuple[float, ...], c: tuple[float, ...]) -> bool:
        return (b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0])

    for one, other in combinations(lines, 2):
        a, b, c, d = one[:2], one[2:], other[:2], other[2:]
        assert left(a, b, c) == left(a, b, d) or left(c, d, a) == left(c, d, b)


def test_a_name_between_two_near_points_gets_a_line_or_none() -> None:
    """Two marks side by side: no place by one is clearly nearer to it on the side of the other."""
    left, right = Name(3, 2, 0.08, 0.6, 0.1), Name(3.2, 2, 0.08, 0.6, 0.1)
    one, other = placed([left, right], FRAME)
    assert one is not None
    assert other is not None
    assert (one.side, other.side) == (-1, 1)


@given(st.lists(names, max_size=20))
def test_what_finds_no_room_is_tried_in_short(some: list[Name]) -> None:
    shorts = [name._replace(width=name.width / 4) for name in some]
    found = placed_first([some, shorts], FRAME)
    whole = placed(some, FRAME)
    for (spot, way), before in zip(found, whole, strict=True):
        assert before is None or (spot, way) == (before, 0)
        assert spot is None or way == (before is None)


@given(st.lists(names, min_size=1, max_size=30))
def test_a_name_stands_whatever_comes_after_it(some: list[Name]) -> None:
    """The points of all are kept free from the first, their names only from those before."""
    whole = placed(some, FRAME)
    for number in (1, len(some) // 2):
        points = [Box(n.x - n.radius, n.y - n.radius, n.x + n.radius, n.y + n.radius)
                  for n in some[number:]]  # fmt: skip
        assert placed(some[:number], FRAME, points) == whole[:number]


@given(st.text(max_size=80), st.floats(0.3, 2))
def test_a_shortened_text_fits(text: str, width: float) -> None:
    face = Face()
    short = face.short(text, 7, width)
    assert face.size(short, 7)[0] <= width or short == "…"
    assert short == face.clean(text)[:1000] or short.endswith("…")


def test_lines_are_wrapped_and_the_last_broken_off() -> None:
    face = Face()
    lines = face.wrapped("Union for the Protection of the German Minority in Memel", 6, 1.0, most=2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(face.size(line, 6)[0] <= 1.0 for line in lines)
