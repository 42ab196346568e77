"""A file of judgements that grows by one line at a time, each kept before the next is asked for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from rapallo.errors import UnreadableFile
from rapallo.export.atomic import written_whole
from rapallo.identity.weights import Weight
from rapallo.model.nodes import Judgement
from rapallo.model.text import line, safe

__all__ = ["add_judgement", "write_weights"]


def add_judgement(path: str | Path, judgement: Judgement) -> None:
    """Add a line to a file of judgements, made if need be; other lines stay as they are.

    The file is written whole beside the old one and then takes its place: whoever stops it midway
    finds the old one. Columns keep the order that the file has. Raises UnreadableFile where it
    lacks a column that a judgement needs, BadOption where it cannot be written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     place = Path(folder) / "judgements.csv"
    ...     add_judgement(place, Judgement("identity", "Moraht|Germany", "Morath|Germany", "same"))
    ...     print(place.read_text(encoding="utf-8").strip())
    what,a,b,verdict,reason,by,date
    identity,Moraht|Germany,Morath|Germany,same,,,
    """
    target = Path(path)
    before = target.read_text(encoding="utf-8-sig") if target.exists() else ""
    if not before.strip():
        before = line(Judgement.columns())
    columns = _columns(target, before)
    values = dict(zip(judgement.columns(), judgement.to_row(), strict=True))
    cells = [safe(values.get(name, ""), formulas=False) for name in columns]
    end = "" if before.endswith("\n") else "\n"
    with written_whole(target) as file:
        file.write(before + end + line(cells))


def _columns(path: Path, text: str) -> list[str]:
    columns = [name.strip() for name in next(csv.reader(io.StringIO(text)), [])]
    for name in Judgement.NEEDED:
        if name not in columns:
            raise UnreadableFile(path, f"the column {name!r} is missing: it is no judgements file")
    return columns


def write_weights(path: str | Path, weights: Iterable[Weight]) -> None:
    """Write a table of weights as ``weights.csv`` has it."""
    with written_whole(path) as file:
        file.write(line(Weight._fields))
        for row in weights:
            file.write(line([str(value) for value in row]))
