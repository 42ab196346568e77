"""The words of :mod:`~rapallo.analysis.coordination.draws` for compiled code (Numba)."""

from __future__ import annotations

import numpy as np
from numba import njit

__all__ = ["word"]


@njit(cache=True, nogil=True)
def word(base: np.uint64, counter: int) -> np.uint64:
    """The word of a key at a counter."""
    z = base + np.uint64(counter + 1) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
