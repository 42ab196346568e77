"""Colours stay apart for readers with any kind of colour vision."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from rapallo.export.palette import (
    KIND_COLOURS,
    OTHER,
    STATE_COLOURS,
    edge_colour,
    state_colours,
)
from rapallo.model.acts import KINDS

# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
VISIONS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def lab(colour: str, vision: str) -> np.ndarray:
    """CIE L*a*b* (D65) of a colour as someone of that vision sees it."""
    rgb = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(VISIONS[vision] @ linear, 0, 1)
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    x, y, z = to_xyz @ seen / np.array([0.9505, 1.0, 1.089])
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return np.array([116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)])


PALETTES = {
    "edges": [*KIND_COLOURS.values(), edge_colour("pressured", 0)],
    "nodes": [*STATE_COLOURS, OTHER],
}


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("palette", PALETTES)
def test_any_two_colours_can_be_told_apart(palette: str, vision: str) -> None:
    """A difference of 2.3 is just noticeable (Sharma 2003); six times that can be told."""
    distances = {
        (a, b): float(np.linalg.norm(lab(a, vision) - lab(b, vision)))
        for a, b in combinations(PALETTES[palette], 2)
    }
    closest = min(distances, key=lambda pair: distances[pair])
    assert distances[closest] > 6 * 2.3, closest


def test_the_measure_can_fail() -> None:
    """Pure red and a dark green are one colour to a protanope."""
    a, b = (lab(colour, "protanopia") for colour in ("#8B0000", "#2E4A00"))
    assert (
        np.linalg.norm(a - b)
        < 25
        < np.linalg.norm(lab("#8B0000", "normal") - lab("#2E4A00", "normal"))
    )


def test_every_kind_has_a_colour() -> None:
    assert set(KIND_COLOURS) == set(KINDS)
    assert edge_colour("no kind", 0) == OTHER


def test_nine_states_have_a_colour_and_the_heaviest_come_first() -> None:
    weights = {f"s-{i}": float(i) for i in range(12)}
    colours = state_colours(weights)
    assert list(colours) == [f"s-{i}" for i in range(11, 2, -1)]
    assert len(set(colours.values())) == 9


def test_equal_weights_go_by_id() -> None:
    assert list(state_colours({"b": 1, "a": 1, "c": 2})) == ["c", "a", "b"]
