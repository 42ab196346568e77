"""The table of states that comes with Rapallo: who can be named without being introduced."""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

from rapallo.model.nodes import State

__all__ = ["reference_states"]


@cache
def reference_states() -> tuple[State, ...]:
    """The states of the world since 1816, with names, dates and codes, by id.

    >>> [state.name for state in reference_states() if state.cow == "365"][:2]
    ['Russia', 'Russian Empire']
    """
    table = resources.files("rapallo.loaders").joinpath("reference", "states.csv")
    rows = csv.DictReader(table.read_text("utf-8").splitlines())
    return tuple(State.from_row(row) for row in rows)
