"""Names beside points: none on another nor on a point or beyond the edge; those of rank first."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from rapallo.plots.labels import Box, Name, placed
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
