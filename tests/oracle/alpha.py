"""Krippendorff's alpha as it is written: the sum over all pairs of values, each pair by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations
from typing import Any

__all__ = ["alpha"]


def alpha(units: Sequence[Sequence[Any]], distance: Callable[[Any, Any], float]) -> float | None:
    """One less observed over expected disagreement; None where nothing varies."""
    told = [[v for v in unit if v is not None] for unit in units]
    told = [unit for unit in told if len(unit) > 1]
    values = [value for unit in told for value in unit]
    n = len(values)
    within = sum(
        sum(distance(a, b) for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in told
    )
    anyhow = sum(distance(a, b) for a, b in permutations(values, 2))
    return None if not anyhow else 1 - (within / n) / (anyhow / (n * (n - 1)))
