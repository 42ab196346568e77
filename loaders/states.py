"""The table of states that comes with Rapallo: who can be named without being introduced.

Compiled for Rapallo. ``start`` is the day from which a state acted for itself, as its own history
counts it, and so may lie before the day from which Correlates of War or Gleditsch and Ward list it;
it is empty for states older than 1816. Codes are those of Correlates of War (2016), Gleditsch and
Ward, and ISO 3166-1 or 3166-3. Where states of one name followed one another (``Russia``), the date
of a claim tells which is meant.
"""

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
    ['Russian Federation', 'Russian Empire']
    """
    table = resources.files("rapallo.loaders").joinpath("reference", "states.csv")
    rows = csv.DictReader(table.read_text("utf-8").splitlines())
    return tuple(State.from_row(row) for row in rows)
