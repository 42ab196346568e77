"""Cells of participants as a reader likes them, and the deed that a claim tells, in one line."""

from __future__ import annotations

from collections.abc import Mapping

from rapallo.model.cells import Spelled, parse_cell

__all__ = ["deed", "people"]


def people(cell: str) -> str:
    """Who stands in a cell, states in brackets, sides apart.

    >>> people("Köster, Adolf|Germany;;{Latvia/Estonia}?")
    'Köster, Adolf (Germany) – Latvia or Estonia?'
    """
    sides = ("; ".join(map(_one, side)) for side in parse_cell(cell))
    return " – ".join(sides)


def deed(row: Mapping[str, str]) -> str:
    """Who did it, through whom, to whom or about what: the cells of a claim in one line.

    >>> deed({"agents": "Germany", "via": "", "targets": "Latvia", "treaty": "", "issue": "Riga"})
    'Germany → Latvia; Riga'
    """
    via = f" via {people(row['via'])}" if row["via"] else ""
    things = (row[name].replace(";", "; ") for name in ("treaty", "issue") if row[name])
    aims = "; ".join(filter(None, (people(row["targets"]), *things)))
    return f"{people(row['agents'])}{via}" + (f" → {aims}" if aims else "")


def _one(who: Spelled) -> str:
    doubt = "?" if who.doubtful else ""
    if who.form == "one_of":
        return " or ".join(map(_one, who.options)) + doubt
    name = f"[{who.name}]" if who.form == "post" else who.name
    return f"{name} ({who.state}){doubt}" if who.state else f"{name}{doubt}"
