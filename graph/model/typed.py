"""Columns that a typed table holds beside the written ones, and that follow from them.

A Parquet file keeps every written column as text, letter by letter, and beside these dates as
dates, names as lists, numbers as numbers. They are for readers and are left out on reading back.
"""

from __future__ import annotations

from rapallo.model.nodes import TABLES

__all__ = ["BESIDE", "beside"]

_CLAIMS = (
    *("s0", "s1", "e0", "e1", "extent", "doubtful", "sign", "times_number"),
    *("agent_ids", "target_ids", "via_ids", "treaty_ids", "issue_ids", "document_ids", "place_id"),
)
BESIDE: dict[str, tuple[str, ...]] = {
    "claims": _CLAIMS,
    **{
        name: (
            *(f"{date}_{end}" for date in cls.DATES for end in ("earliest", "latest")),
            *(["alias_list"] if "aliases" in cls.columns() else []),
        )
        for name, cls in TABLES.items()
    },
}
"""By table; a date ``start`` has ``start_earliest`` and ``start_latest``, its possible days."""


def beside(table: str) -> tuple[str, ...]:
    """The columns beside the written ones; none in a table that is none of ours.

    >>> beside("treaties"), beside("members")[:2], beside("letters")
    (('alias_list',), ('start_earliest', 'start_latest'), ())
    """
    return BESIDE.get(table, ())
