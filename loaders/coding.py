"""A coder's sheet as claims, for measuring how far two coders agree; nothing of it is loaded.

A sheet has at least ``kind``, ``agents`` and ``date``. Every column of ``claims.csv`` is read where
it is there, and so is the shape in which readers write while they read:

* ``line``, ``start``, ``end`` (character offsets) stand for a locator;
* ``(Soviet envoy in Tallinn)|USSR`` is an unnamed person, as ``[Soviet envoy in Tallinn]|USSR``;
* ``[Baltic union]`` without a state is a thing named in the coder's own words;
* the status ``denied`` is ``negated``; a place with ``(inferred ...)`` behind it is a doubtful one.

``a/b`` is read as EDTF has it: from a to b. Kinds are those of claims, so that one misspelled is no
kind of its own; acts are the coder's own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from rapallo.dates.edtf import parse
from rapallo.errors import BadInput, UnreadableFile, clip
from rapallo.loaders.tables import Row, Table
from rapallo.model.acts import KINDS
from rapallo.model.cells import parse_cell, parse_names
from rapallo.model.claim import COLUMNS, Claim
from rapallo.model.records import Reject

__all__ = ["NEEDED", "Coding", "coding", "read_coding", "where"]

NEEDED = ("kind", "agents", "date")
"""The columns without which a sheet is no coding."""

_OFFSETS = ("line", "start", "end")
_OPENS, _CLOSES = "([{", ")]}"
_INFERRED = re.compile(r"\s*\((?:inferred|assumed|probably)\b[^()]*\)$", re.IGNORECASE)


def _kind(text: str) -> None:
    if text not in KINDS:
        raise BadInput(f"the kind is none of {', '.join(KINDS)}" if text else "kind is empty")


def _agents(text: str) -> None:
    if not text:
        raise BadInput("agents is empty")
    parse_cell(text)


_READERS: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("kind", _kind),
    ("agents", _agents),
    ("targets", parse_cell),
    ("treaty", parse_names),
    ("issue", parse_names),
    ("date", parse),
)


class Coding(NamedTuple):
    """The rows of a sheet that can be used, and what stands in the way of the others."""

    claims: list[Claim]
    rejects: list[Reject]


def read_coding(path: str | Path, *, encoding: str = "utf-8-sig") -> list[Claim]:
    """The rows of a coder's sheet (CSV, TSV, XLSX) as claims; a row without an id is ``row 7``.

    Raises :class:`~rapallo.errors.UnreadableFile` where it is no such sheet, or where rows cannot
    be read: it then names all of them, with row, column, value and reason. Agreement over the rows
    that happen to be readable would be another figure.
    """
    claims, rejects = coding(path, encoding=encoding)
    if rejects:
        raise UnreadableFile(path, "; ".join(map(where, rejects)))
    return claims


def coding(path: str | Path, *, encoding: str = "utf-8-sig") -> Coding:
    """The same, with all that is wrong in its rows told and not raised.

    Raises UnreadableFile where it is no coder's sheet.
    """
    table = Table.open(Path(path), known=(*COLUMNS, *_OFFSETS), encoding=encoding)
    table.require(NEEDED, says="it is no coding sheet: ")
    found = Coding([], [])
    seen: dict[str, int] = {}
    for row in table.rows():
        if isinstance(row, Reject):
            found.rejects.append(row)
        elif isinstance(row, Row):
            claim = _claim(row)
            problems = [*_twin(claim, row.number, seen), *_problems(claim)]
            found.rejects.extend(
                Reject(str(path), row.number, name, clip(value), reason)
                for name, value, reason in problems
            )
            if not problems:
                found.claims.append(claim)
    if not found.claims and not found.rejects:
        raise UnreadableFile(path, "it has a header, and no row below it")
    return found


def where(reject: Reject) -> str:
    """A row that cannot be used: where it stands in its file, what stands there, and why not.

    >>> where(Reject("a.csv", 3, "kind", "oposed", "there is no such kind"))
    "row 3, kind 'oposed': there is no such kind"
    """
    told = repr(reject.value) in reject.reason or not reject.value
    field = f", {reject.field}{'' if told else f' {reject.value!r}'}" if reject.field else ""
    return f"row {reject.row}{field}: {reject.reason}"


def _twin(claim: Claim, row: int, seen: dict[str, int]) -> Iterator[tuple[str, str, str]]:
    first = seen.setdefault(claim.id, row)
    if first != row:
        yield "id", claim.id, f"{clip(claim.id)!r} stands already in row {first}"


def _problems(claim: Claim) -> Iterator[tuple[str, str, str]]:
    """What cannot be read in a row: field, value, reason."""
    for name, read in _READERS:
        value = getattr(claim, name)
        try:
            read(value)
        except BadInput as error:
            yield name, value, str(error)


def _claim(row: Row) -> Claim:
    values = {name: value.strip() for name, value in row.items()}
    for name in ("agents", "targets", "via"):
        values[name] = _cell(values.get(name, ""))
    values["place"] = _place(values.get("place", ""))
    values["status"] = {"denied": "negated"}.get(values.get("status", ""), values.get("status", ""))
    values["locator"] = values.get("locator") or _locator(values)
    claim = Claim.from_row(values)
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
