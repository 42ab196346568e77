"""Couples near in time: all of them, each once, in whatever portions they come."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapallo.analysis.coordination import windows
from rapallo.analysis.coordination.windows import near_couples

ROWS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(-1, 2), st.integers(-20, 20), st.integers(0, 9)),
    max_size=12,
)


@pytest.mark.parametrize("few", [0, 2_000])
@given(rows=ROWS, within=st.integers(0, 15), room=st.integers(1, 9))
def test_the_couples_are_those_of_the_plain_way(
    few: int, rows: list[tuple[int, int, int, int]], within: int, room: int
) -> None:
    group, actor, first, width = np.array(rows, np.int64).reshape(-1, 4).T
    last = first + width
    wanted = {
        (x, y)
        for x, y in combinations(range(len(rows)), 2)
        if group[x] == group[y] and (actor[x] != actor[y] or actor[x] < 0)
        if first[x] - last[y] <= within and first[y] - last[x] <= within
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "FEW", few)
        found = [
            (int(a), int(b))
            for x, y in near_couples(group, actor, first, last, within, room)
            for a, b in zip(x, y, strict=True)
        ]
    assert sorted(tuple(sorted(couple)) for couple in found) == sorted(wanted)
    assert all(first[x] <= first[y] for x, y in found)
