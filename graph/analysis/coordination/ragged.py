"""Lists of numbers of different lengths in two columns, as the kernels read them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

__all__ = ["ragged"]

Ints = NDArray[np.int64]


def ragged(lists: Iterable[Iterable[int]]) -> tuple[Ints, Ints]:
    """The lists one after another, and where each begins (and the last ends).

    They are taken one by one and none is kept: very many lists cost what their numbers cost.

    >>> [column.tolist() for column in ragged([[7, 8], [], [9]])]
    [[7, 8, 9], [0, 2, 2, 3]]
    """
    values, ends = array("q"), array("q", [0])
    for each in lists:
        values.extend(each)
        ends.append(len(values))
    return np.array(values, np.int64), np.array(ends, np.int64)
