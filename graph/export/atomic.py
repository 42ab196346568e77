"""Writing a file whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from rapallo.errors import BadOption

__all__ = ["bytes_whole", "written_whole"]


@contextmanager
def written_whole(path: str | Path) -> Iterator[TextIO]:
    """A text stream (UTF-8, LF) whose content becomes the file only once all of it is written.

    Until then it grows under a hidden name in the same folder; where the block fails, that is
    removed and a file already at ``path`` is left as it was. A link is followed, and what is no
    ordinary file (a pipe, ``/dev/stdout``) is written to directly. Raises BadOption where the
    place cannot be written to.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with written_whole(f"{folder}/a.txt") as stream:
    ...         found = stream.write("Memel\\n")
    ...     os.listdir(folder)
    ['a.txt']
    """
    with _whole(path, mode="w", encoding="utf-8", newline="\n") as stream:
        yield stream


@contextmanager
def bytes_whole(path: str | Path) -> Iterator[BinaryIO]:
    """The same as :func:`written_whole` for bytes."""
    with _whole(path, mode="wb") as stream:
        yield stream


@contextmanager
def _whole(path: str | Path, **how: Any) -> Iterator[Any]:
    target = Path(os.path.realpath(path))
    draft = target.with_name(f".{target.name[:200]}.{os.getpid()}")
    _spare_casebooks(path, target)
    try:
        # By its own name: a link to a pipe, as /dev/stdout is one, leads to no name of a file.
        special = _is_special(Path(path))
        stream = (Path(path) if special else draft).open(**how)
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with stream:
            yield stream
        if not special:
            draft.replace(target)
    except BaseException as error:
        if not special:
            draft.unlink(missing_ok=True)
        # That the reader of a pipe left is no fault of the path.
        if isinstance(error, OSError) and error.errno != errno.EPIPE:
            raise _unwritable(path, error) from error
        raise


def _spare_casebooks(path: str | Path, target: Path) -> None:
    """Refuse to write over a DuckDB database: it may be somebody's only casebook."""
    with suppress(OSError):
        # A pipe is not looked into: opening it would wait for its writer.
        if not target.is_file():
            return
        with target.open("rb") as file:
            if file.read(12)[8:] == b"DUCK":
                raise BadOption(f"{path} is a casebook: it is not written over")


def _is_special(target: Path) -> bool:
    """Whether something is there that is no ordinary file; a folder is an error."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    return not stat.S_ISREG(mode)


def _unwritable(path: str | Path, error: OSError) -> BadOption:
    return BadOption(f"{path} cannot be written: {error.strerror or error}")
