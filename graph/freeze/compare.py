"""Two files that should be the same: whether they are, and where they first part.

Tables are compared row by row and cell by cell, other text line by line, figures byte by byte.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from rapallo.errors import clip

__all__ = ["Difference", "difference"]

_WIDTH = 60
_VERSION = re.compile(r"(?<=^version: ).*$", re.MULTILINE)


class Difference(NamedTuple):
    """Where two files first part, and what stands there in each."""

    where: str
    before: str
    now: str


def difference(before: Path, now: Path) -> Difference | None:
    """Where a file differs from what it was; None where it does not."""
    old, new = before.read_bytes(), now.read_bytes()
    if old == new:
        return None
    if before.suffix == ".parquet":
        return _of_parquet(before, now)
    try:
        texts = old.decode(), new.decode()
    except UnicodeDecodeError:
        return _of_bytes(old, new)
    if before.name.endswith(".notes.txt"):
        # Every trace tells the version of Rapallo; that it is another is said once for all.
        texts = _VERSION.sub("", texts[0]), _VERSION.sub("", texts[1])
        if texts[0] == texts[1]:
            return None
    if before.suffix == ".csv":
        return _of_csv(*texts)
    if before.suffix == ".json" and (found := _of_json(*texts)):
        return found
    return _of_lines(*texts)


def _of_bytes(old: bytes, new: bytes) -> Difference:
    at = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), None)
    if at is None:
        return Difference("length", f"{len(old)} bytes", f"{len(new)} bytes")
    return Difference(f"byte {at + 1}", f"0x{old[at]:02x}", f"0x{new[at]:02x}")


def _of_lines(old: str, new: str) -> Difference:
    lines = zip_longest(old.splitlines(), new.splitlines())
    for number, (a, b) in enumerate(lines, 1):
        if a != b:
            if a is None or b is None:
                return Difference(f"line {number}", _shown(a), _shown(b))
            return Difference(f"line {number}", *_around(a, b))
    return Difference("line ends", "", "")


def _around(a: str, b: str) -> tuple[str, str]:
    """Two lines from a little before where they part."""
    at = next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), 0)
    start = max(0, at - _WIDTH // 3)
    return clip(a[start:], _WIDTH), clip(b[start:], _WIDTH)


def _of_csv(old: str, new: str) -> Difference:
    a, b = (list(csv.reader(io.StringIO(text, newline=""))) for text in (old, new))
    return _of_rows(a, b) or _of_lines(old, new)


def _of_rows(old: Sequence[Sequence[str]], new: Sequence[Sequence[str]]) -> Difference | None:
    """Rows as a spreadsheet numbers them: the header is row 1."""
    head = old[0] if old else ()
    for number, (a, b) in enumerate(zip_longest(old, new), 1):
        if a is None or b is None:
            return Difference(f"row {number}", *map(_row, (a, b)))
        for at, (x, y) in enumerate(zip_longest(a, b)):
            if x != y:
                column = head[at] if at < len(head) and number > 1 else f"column {at + 1}"
                return Difference(f"row {number}, {column}", _shown(x), _shown(y))
    return None


def _row(cells: Sequence[str] | None) -> str:
    return _shown(None if cells is None else ",".join(cells))


def _of_json(old: str, new: str) -> Difference | None:
    try:
        return _of_values("", json.loads(old), json.loads(new))
    except ValueError:
        return None


def _of_values(place: str, a: Any, b: Any) -> Difference | None:
    if isinstance(a, dict) and isinstance(b, dict):
        for name in dict.fromkeys([*a, *b]):
            if found := _of_values(_joined(place, name), a.get(name), b.get(name)):
                return found
        return None
    if isinstance(a, list) and isinstance(b, list):
        for number, (x, y) in enumerate(zip_longest(a, b), 1):
            if found := _of_values(_joined(place, f"row {number}" if not place else number), x, y):
                return found
        return None
    same = type(a) is type(b) and a == b
    return None if same else Difference(place, *(clip(json.dumps(x), _WIDTH) for x in (a, b)))


def _joined(place: str, name: object) -> str:
    return f"{place}, {name}" if place else str(name)


def _of_parquet(before: Path, now: Path) -> Difference | None:
    """Where the content differs: another version of Arrow writes the same in other bytes."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        old, new = parquet.read_table(before), parquet.read_table(now)
    except (pa.ArrowException, OSError):
        return _of_bytes(before.read_bytes(), now.read_bytes())
    if old.equals(new):
        return None
    rows = (
        [table.column_names, *([str(x) for x in row.values()] for row in table.to_pylist())]
        for table in (old, new)
    )
    return _of_rows(*rows) or Difference("types", str(old.schema.names), str(new.schema.names))


def _shown(value: str | None) -> str:
    return "(nothing there)" if value is None else clip(value, _WIDTH)
