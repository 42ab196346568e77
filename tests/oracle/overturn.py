"""The least cost of removing events until another is ahead: every set of events is tried."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from rapallo.analysis.centrality.scores import Scores

__all__ = ["least_cost"]


def least_cost(scores: Scores, one: int, costs: Sequence[int]) -> int | None:
    """The cost of the cheapest set without which somebody is ahead of one, if there is a set."""
    best = None
    numbers = range(len(scores.events))
    for size in range(len(scores.events) + 1):
        for gone in combinations(numbers, size):
            counts = np.array([0.0 if number in gone else 1.0 for number in numbers])
            values = scores.values(counts)
            cost = sum(costs[number] for number in gone)
            if values.max() > values[one] + 1e-6 and (best is None or cost < best):
                best = cost
    return best
