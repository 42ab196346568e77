"""A file of judgements that grows by one line at a time, each kept before the next is asked for."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from pathlib import Path

from rapallo.errors import BadInput, BadOption, UnreadableFile
from rapallo.export.atomic import written_whole
from rapallo.identity.weights import Weight
from rapallo.model.nodes import Judgement
from rapallo.model.text import line, safe

__all__ = ["add_judgement", "check_writable", "take_back", "write_weights"]


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
    end = "" if before.endswith("\n") else "\n"
    with written_whole(target) as file:
        file.write(before + end + _line(target, before, judgement))


def check_writable(path: str | Path) -> None:
    """Raise BadOption where no judgement can be written to a place, before anybody has judged."""
    target = Path(path)
    if target.is_dir():
        raise BadOption(f"{path} cannot be written: it is a folder")
    # A line is added by a new file that takes the place of the old.
    if not os.access(target.absolute().parent, os.W_OK):
        raise BadOption(f"{path} cannot be written: there is no such folder, or it is read-only")


def take_back(path: str | Path, judgement: Judgement) -> None:
    """Take the last line of a file of judgements out of it again, if it is this one.

    Raises BadInput where it is another: somebody else has written there since.
    """
    target = Path(path)
    text = target.read_text(encoding="utf-8-sig") if target.exists() else ""
    last = _line(target, text, judgement) if text.strip() else ""
    if not last or not text.endswith(last):
        raise BadInput(f"the last line of {path} is not the answer given last: left as it is")
    with written_whole(target) as file:
        file.write(text[: -len(last)])


def _line(path: Path, text: str, judgement: Judgement) -> str:
    """A judgement as a line under the columns that a file has."""
    values = dict(zip(judgement.columns(), judgement.to_row(), strict=True))
    return line([safe(values.get(name, ""), formulas=False) for name in _columns(path, text)])


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
