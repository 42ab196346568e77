"""Calibration: that p keeps its promise where the null is true, and that the table says where not.

The ordinary suite tries some casebooks of each world; ``make trial`` tries all of them, a thousand
without coordination and two hundred with planted pairs in each of four worlds.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import pytest

from rapallo.analysis.coordination.calibration import LEVELS, calibration, trials
from rapallo.analysis.coordination.nulls import NULLS
from rapallo.analysis.coordination.worlds import PLANTED, WORLDS, casebook
from rapallo.errors import BadOption

HOLDS = {
    ("actor", "plain"),
    ("actor", "bursty"),
    *(("within-target", world) for world in ("plain", "bursty", "shock")),
    *(("configuration", world) for world in ("plain", "bursty", "shock")),
    *(("partner", world) for world in ("plain", "bursty", "shock")),
}
"""Where the null is true of the world, so that the promise must be kept."""

BROKEN = {("actor", "shock"), ("actor", "author")}
"""Where it is not, and p is far too small."""

UNIFORM = {
    ("actor", "plain"),
    ("actor", "bursty"),
    *(("within-target", world) for world in ("plain", "shock")),
    *(("configuration", world) for world in ("plain", "bursty", "shock")),
    *(("partner", world) for world in ("plain", "bursty", "shock")),
}
"""Where all that the null exchanges is exchangeable, so that p without ties is uniform."""


def kept(row: Mapping[str, Any], errors: float) -> bool:
    """Whether p is at most each level no more often than that, within so many errors."""
    return all(row[_at("p", a)] <= a + errors * row[f"{_at('p', a)}_error"] for a in LEVELS)


def uniform(row: Mapping[str, Any], errors: float) -> bool:
    """Whether p with ties broken at random is at most each level as often as that."""
    return all(abs(row[_at("u", a)] - a) <= errors * row[f"{_at('u', a)}_error"] for a in LEVELS)


def _at(kind: str, level: float) -> str:
    return f"{kind}{level * 100:02.0f}"


def check(rows: Mapping[tuple[str, str], Mapping[str, Any]], errors: float) -> None:
    for null, world in HOLDS & rows.keys():
        assert kept(rows[null, world], errors), rows[null, world]
    for null, world in UNIFORM & rows.keys():
        assert uniform(rows[null, world], errors), rows[null, world]
    for null, world in BROKEN & rows.keys():
        assert rows[null, world]["promise"] == "broken"
        assert not kept(rows[null, world], errors)


def test_some_casebooks() -> None:
    """100 casebooks without coordination: 25 of each world."""
    found = calibration(casebooks=25, planted=0)
    rows = {(row["null"], row["world"]): row for row in found.rows}
    assert len(rows) == len(NULLS) * len(WORLDS)
    # 25 casebooks hold some 700 tests: at .05 one error is .0084.
    check(rows, 3.5)
    assert any("broken by actor in shock" in note for note in found.notes)


def test_some_planted_casebooks() -> None:
    asked = {"casebooks": 1, "nulls": ["actor", "configuration"]}
    found = calibration(planted=4, worlds=["plain"], **asked).rows
    rows = {row["null"]: row for row in found}
    assert rows["configuration"]["power"] >= 0.5
    assert rows["actor"]["power"] >= 0.25
    assert rows["actor"]["fdr"] <= 0.3
    shocked = calibration(planted=4, worlds=["shock"], casebooks=1, nulls=["actor"]).rows[0]
    assert shocked["fdr"] > 0.3


@pytest.mark.trial
def test_all_casebooks() -> None:
    found = calibration(casebooks=1000, planted=200, processes=os.cpu_count() or 1)
    rows = {(row["null"], row["world"]): row for row in found.rows}
    for row in found.rows:
        print({k: round(v, 4) if isinstance(v, float) else v for k, v in row.items()})
    check(rows, 3.5)
    for null, world in HOLDS:
        assert rows[null, world]["fdr"] <= 0.1 + 3.5 * (0.1 * 0.9 / 200) ** 0.5


def test_the_same_casebook_twice() -> None:
    one, two = (casebook("bursty", 3, planted=True, seed=4) for _ in range(2))
    assert one.acts == two.acts
    assert one.meetings == two.meetings
    assert casebook("bursty", 4).acts != casebook("bursty", 3).acts


def test_the_numbers_do_not_depend_on_the_processes() -> None:
    asked: dict[str, Any] = {"casebooks": 2, "planted": 1, "worlds": ["plain"], "nulls": ["actor"]}
    assert calibration(**asked).rows == calibration(**asked, processes=2).rows


@pytest.mark.parametrize("world", WORLDS)
def test_casebooks_are_as_large_as_the_dossier(world: str) -> None:
    sizes = [(len(r.acts), len(r.meetings)) for r in (casebook(world, n) for n in range(5))]
    assert all(100 <= acts <= 400 and 30 <= met <= 180 for acts, met in sizes), sizes


def test_planted_pairs_stand_out() -> None:
    found = [
        trials("plain", ["configuration"], n, planted=True, permutations=99, seed=0)[
            "configuration"
        ]
        for n in range(3)
    ]
    first = [min(tests, key=lambda test: test.p).pair for tests in found]
    assert set(first) <= set(PLANTED)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"casebooks": 0}, "from 1 on"),
        ({"worlds": ["quiet"]}, "--world quiet"),
        ({"nulls": ["nobody"]}, "--null nobody"),
    ],
)
def test_what_makes_no_sense(asked: dict[str, Any], told: str) -> None:
    with pytest.raises(BadOption, match=told):
        calibration(**asked)
