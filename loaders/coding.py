"""A coder's sheet as claims, for measuring how far two coders agree; nothing of it is loaded.

A sheet has at least ``kind``, ``agents`` and ``date``. Every column of ``claims.csv`` is read where
it is there, and so is the shape in which readers write while they read:

* ``line``, ``start``, ``end`` (character offsets) stand for a locator;
* ``(Soviet envoy in Tallinn)|USSR`` is an unnamed person, as ``[Soviet envoy in Tallinn]|USSR``;
* ``[Baltic union]`` without a state is a thing named in the coder's own words;
* the status ``denied`` is ``negated``; a place with ``(inferred ...)`` behind it is a doubtful one.

``a/b`` is read as EDTF has it: from a to b. Kinds and acts are the coder's own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from rapallo.dates.edtf import parse
from rapallo.errors import BadInput, IncompleteClaim, UnreadableFile, clip
from rapallo.loaders.tables import Row, Table
from rapallo.model.cells import parse_cell, parse_names
from rapallo.model.claim import COLUMNS, Claim
from rapallo.model.records import Reject

__all__ = ["NEEDED", "read_coding"]

NEEDED = ("kind", "agents", "date")
"""The columns without which a sheet is no coding."""

_OFFSETS = ("line", "start", "end")
_OPENS, _CLOSES = "([{", ")]}"
_INFERRED = re.compile(r"\s*\((?:inferred|assumed|probably)\b[^()]*\)$", re.IGNORECASE)
_READERS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("agents", parse_cell),
    ("targets", parse_cell),
    ("treaty", parse_names),
    ("issue", parse_names),
    ("date", parse),
)


def read_coding(path: str | Path, *, encoding: str = "utf-8-sig") -> list[Claim]:
    """The rows of a coder's sheet (CSV, TSV, XLSX) as claims; a row without an id is ``row 7``.

    Raises :class:`~rapallo.errors.UnreadableFile` where it is no such sheet, or where a row cannot
    be read: it then names the row, the column, the value and the reason. Agreement over the rows
    that happen to be readable would be another figure.
    """
    table = Table.open(Path(path), known=(*COLUMNS, *_OFFSETS), encoding=encoding)
    table.require(NEEDED, says="it is no coding sheet: ")
    rows = list(_rows(table))
    if not rows:
        raise UnreadableFile(path, "it has a header, and no row below it")
    _no_twins(path, rows)
    return [claim for _, claim in rows]


def _rows(table: Table) -> Iterator[tuple[int, Claim]]:
    for row in table.rows():
        if isinstance(row, Reject):
            raise UnreadableFile(table.path, f"row {row.row}: {row.reason}")
        if not isinstance(row, Row):
            continue
        try:
            yield row.number, _claim(row)
        except BadInput as error:
            where = f"row {row.number}, {error.field}" if error.field else f"row {row.number}"
            raise UnreadableFile(table.path, f"{where}: {error}") from error


def _no_twins(path: str | Path, rows: list[tuple[int, Claim]]) -> None:
    seen: dict[str, int] = {}
    for number, claim in rows:
        first = seen.setdefault(claim.id, number)
        if first != number:
            reason = f"row {number}, id: {clip(claim.id)!r} stands already in row {first}"
            raise UnreadableFile(path, reason)


def _claim(row: Row) -> Claim:
    values = {name: value.strip() for name, value in row.items()}
    for name in ("agents", "targets", "via"):
        values[name] = _cell(values.get(name, ""))
    values["place"] = _place(values.get("place", ""))
    values["status"] = {"denied": "negated"}.get(values.get("status", ""), values.get("status", ""))
    values["locator"] = values.get("locator") or _locator(values)
    claim = Claim.from_row(values)
    for name in ("kind", "agents"):
        if not getattr(claim, name):
            raise IncompleteClaim(f"{name} is empty").at(name)
    for name, read in _READERS:
        try:
            read(getattr(claim, name))
        except BadInput as error:
            raise error.at(name, getattr(claim, name)) from None
    return claim if claim.id else replace(claim, id=f"row {row.number}")


def _locator(values: dict[str, str]) -> str:
    line, start, end = (values.get(name, "") for name in _OFFSETS)
    parts = (f"line {line}" if line else "", f"chars {start}-{end}" if start and end else "")
    return ", ".join(filter(None, parts))


def _place(text: str) -> str:
    """A place whose doubt is told in brackets, with the mark that we have for it.

    >>> _place("Kaunas (inferred from posts)"), _place("Berlin?"), _place("Riga (Latvia)")
    ('Kaunas?', 'Berlin?', 'Riga (Latvia)')
    """
    sure = _INFERRED.sub("", text)
    return text if sure == text or sure.endswith("?") else f"{sure}?"


def _cell(text: str) -> str:
    r"""A cell in which coders' own ways of writing are put as the grammar of cells has them.

    >>> _cell("(Soviet envoy)|USSR;;Germany"), _cell("[union/bloc of the Baltic states]")
    ('[Soviet envoy]|USSR;;Germany', '\\[union\\/bloc of the Baltic states\\]')
    """
    return "".join(_part(part) for part in _parts(text))


def _parts(text: str) -> Iterator[str]:
    """A cell cut at the semicolons that stand in no bracket; these are parts of their own."""
    depth = start = 0
    for place, char in enumerate(text):
        depth += (char in _OPENS) - (char in _CLOSES)
        if char == ";" and depth <= 0 and text[place - 1 : place] != "\\":
            yield from (text[start:place], ";")
            start = place + 1
    yield text[start:]


def _part(part: str) -> str:
    bare = part.strip()
    name, bar, state = bare.rpartition("|") if "|" in bare else (bare, "", "")
    inner = name[1:-1]
    if bar and name.startswith("(") and name.endswith(")"):
        return f"[{_escaped(inner)}]|{state}"
    if not bar and bare.startswith("[") and bare.endswith("]"):
        return rf"\[{_escaped(inner)}\]"
    return bare


def _escaped(text: str) -> str:
    return re.sub(r"(?<!\\)([;|?/{}\[\]])", r"\\\1", text)
