"""Sums over a folder as ``sha256sum`` writes and checks them, and a folder as one archive."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory

from rapallo.errors import UnreadableFile
from rapallo.export.atomic import bytes_whole, written_whole

__all__ = ["SUMS", "check_sums", "files_in", "opened", "pack", "seal", "sum_of"]

SUMS = "SHA256SUMS"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip archive can hold: the same content is the same archive."""


def files_in(folder: Path) -> list[str]:
    """The files of a folder and the folders in it, as paths with ``/``, in order."""
    found = (path for path in folder.rglob("*") if not path.is_dir())
    return sorted(path.relative_to(folder).as_posix() for path in found)


def sum_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def seal(folder: Path) -> str:
    """Write ``SHA256SUMS`` over all files of a folder; its own sum seals the whole."""
    lines = [f"{sum_of(folder / name)}  {name}\n" for name in files_in(folder) if name != SUMS]
    with written_whole(folder / SUMS) as file:
        file.writelines(lines)
    return sum_of(folder / SUMS)


def check_sums(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """What is not as it was sealed: the file, a verdict (altered, missing, extra), both sums.

    Raises :class:`~rapallo.errors.UnreadableFile` where there are no sums.
    """
    sums = _read(folder / SUMS)
    there = set(files_in(folder)) - {SUMS}
    for name in sorted({*sums, *there}):
        if name not in there:
            yield name, "missing", sums[name], ""
        elif name not in sums:
            yield name, "extra", "", sum_of(folder / name)
        elif (now := sum_of(folder / name)) != sums[name]:
            yield name, "altered", sums[name], now


def _read(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(path, "it cannot be read: this is no frozen casebook") from error
    found = {}
    for number, line in enumerate(lines, 1):
        total, gap, name = line.partition("  ")
        if not gap or len(total) != 64 or not name:
            raise UnreadableFile(path, f"line {number} is no sum and name of a file")
        found[name] = total
    return found


def pack(folder: Path, target: Path) -> None:
    """Write a folder as a zip archive, the same bytes for the same content."""
    with bytes_whole(target) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in files_in(folder):
            entry = zipfile.ZipInfo(f"{target.stem}/{name}", _EARLIEST)
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, (folder / name).read_bytes())


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """The folder itself, or for the time of the block what an archive holds.

    Raises :class:`~rapallo.errors.UnreadableFile` for an archive that is cut off or damaged.
    """
    if path.is_dir():
        yield path
        return
    if not path.exists():
        raise UnreadableFile(path, "there is no such folder or archive")
    with TemporaryDirectory() as folder:
        try:
            _unpack(path, Path(folder))
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError) as error:
            reason = "it is no zip archive, or one that is cut off or damaged"
            raise UnreadableFile(path, reason) from error
        inside = [one for one in Path(folder).iterdir() if one.is_dir()]
        yield inside[0] if len(inside) == 1 and not (Path(folder) / SUMS).exists() else Path(folder)


def _unpack(path: Path, folder: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if Path(name).is_absolute() or ".." in Path(name).parts:
                raise UnreadableFile(path, f"it holds a file that leads out of it: {name}")
        archive.extractall(folder)
