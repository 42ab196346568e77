"""What could not be used, written down for its author."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from rapallo.errors import BadOption
from rapallo.model.records import Reject
from rapallo.model.text import line, safe

__all__ = ["check_place", "write_rejects"]

_COLUMNS = ("path", "row", "field", "value", "reason")


def write_rejects(path: str | Path, rejects: Iterable[Reject]) -> None:
    """Write rejects to a CSV file (UTF-8, LF), a row each; a BadOption where that cannot be.

    A spreadsheet is what opens it next: what it would run as a formula has an apostrophe before it.
    """
    target = Path(path)
    draft = target.with_name(f".{target.name[:200]}.draft")
    try:
        with draft.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            file.write(line(_COLUMNS))
            for reject in rejects:
                cells = (str(getattr(reject, name)) for name in _COLUMNS)
                file.write(line(safe(cell, formulas=True) for cell in cells))
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise BadOption(f"{path} cannot be written: {error.strerror}") from error


def check_place(path: str | Path) -> None:
    """Refuse a place that cannot be written to, or that holds anything but rejects.

    A slip of a name would otherwise write over the very sheet that is loaded. Raises
    :class:`~rapallo.errors.BadOption`.
    """
    target = Path(path)
    if target.is_dir():
        raise BadOption(f"{path} cannot be written: it is a folder")
    if not os.access(target if target.exists() else target.parent, os.W_OK):
        raise BadOption(f"{path} cannot be written: there is no such folder, or it is read-only")
    if target.is_file():
        with target.open("rb") as file:
            if file.readline(100) not in (b"", line(_COLUMNS).encode()):
                raise BadOption(f"{path} is no file of rejects: it is not written over")
