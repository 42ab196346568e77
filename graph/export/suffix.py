"""The ending of a file that is written, looked at in one place: a wrong one hides what it holds."""

from __future__ import annotations

import stat
from contextlib import suppress
from pathlib import Path

from rapallo.errors import BadOption

__all__ = ["checked_layout", "checked_suffix"]


def checked_suffix(path: str | Path, what: str, *suffixes: str) -> None:
    """Raise BadOption where a file has none of these suffixes; a pipe may be called anything,
    and /dev/stdout what it is.

    >>> checked_suffix("out/Pact.GEXF", "a network for Gephi", ".gexf")
    >>> checked_suffix("pact.txt", "a network for Gephi", ".gexf")
    Traceback (most recent call last):
    rapallo.errors.BadOption: pact.txt: a network for Gephi is written as .gexf; name it so
    """
    if Path(path).suffix.lower() not in suffixes and not _is_no_file(path):
        raise BadOption(f"{path}: {what} is written as {' or '.join(suffixes)}; name it so")


def _is_no_file(path: str | Path) -> bool:
    with suppress(OSError):
        there = not stat.S_ISREG(Path(path).stat().st_mode)
        return there or str(path).startswith("/dev/")
    return False


def checked_layout(path: str | Path) -> None:
    """Raise BadOption for what can be no file of places: a GEXF file is read, but none is made.

    >>> checked_layout("places.csv")
    >>> checked_layout("places.png")
    Traceback (most recent call last):
    rapallo.errors.BadOption: places.png: places of nodes are made as .csv, or read from a .csv or \
.gexf file that is there; name it so
    """
    suffix = Path(path).suffix.lower()
    if suffix != ".csv" and not (suffix == ".gexf" and Path(path).exists()):
        raise BadOption(
            f"{path}: places of nodes are made as .csv, or read from a .csv or .gexf file that is "
            "there; name it so"
        )
