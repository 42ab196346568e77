"""What could not be used, written down for its author."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rapallo.errors import BadOption
from rapallo.model.records import Reject
from rapallo.model.text import line, safe

__all__ = ["write_rejects"]


def write_rejects(path: str | Path, rejects: Iterable[Reject]) -> None:
    """Write rejects to a CSV file (UTF-8, LF), a row each; a BadOption where that cannot be.

    A spreadsheet is what opens it next: what it would run as a formula has an apostrophe before it.
    """
    columns = ("path", "row", "field", "value", "reason")
    try:
        with Path(path).open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            file.write(line(columns))
            for reject in rejects:
                cells = (str(getattr(reject, name)) for name in columns)
                file.write(line(safe(cell, formulas=True) for cell in cells))
    except OSError as error:
        raise BadOption(f"{path} cannot be written: {error.strerror}") from error
