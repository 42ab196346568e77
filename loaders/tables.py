"""Rows of CSV, TSV and XLSX files as dictionaries of text, each with its row number.

A file is refused as a whole only when it is no table; a bad row becomes a reject and the next is
read. Row numbers are those that a spreadsheet shows: the header is row 1.
"""

from __future__ import annotations

import csv
import datetime as dt
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rapallo.errors import UnreadableFile
from rapallo.model.records import Ignored, Reject

__all__ = ["Row", "read_table"]

LONGEST_CELL = 100_000
"""Characters: what is longer is no cell of a table, but a broken quote or a wrong file."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
csv.field_size_limit(sys.maxsize)


class Row(dict[str, str]):
    """A row by column, with its number in the file."""

    def __init__(self, values: dict[str, str], number: int) -> None:
        super().__init__(values)
        self.number = number


def read_table(
    path: Path, *, known: Iterable[str] = (), encoding: str = "utf-8-sig"
) -> Iterator[Row | Reject | Ignored]:
    """The rows of a file. ``known`` columns help to tell the delimiter of a CSV file.

    Raises :class:`~rapallo.errors.UnreadableFile` where the file is no table.
    """
    if path.is_dir():
        raise UnreadableFile(path, "it is a folder, not a table")
    if not path.exists():
        raise UnreadableFile(path, "there is no such file")
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        lines = _excel(path)
    else:
        lines = _text(path, set(known), encoding)
    yield from _rows(path, lines)


def _rows(
    path: Path, lines: Iterator[tuple[int, Sequence[str]]]
) -> Iterator[Row | Reject | Ignored]:
    _, header = next(lines, (0, ()))
    names = [name.strip() for name in header]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise UnreadableFile(path, "it is empty")
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise UnreadableFile(path, f"the column {twice[0]!r} stands twice")
    for number, cells in lines:
        if not any(cells):
            yield Ignored("empty row")
            continue
        yield _row(path, number, names, cells)


def _row(path: Path, number: int, names: list[str], cells: Sequence[str]) -> Row | Reject:
    extra = [cell for cell in cells[len(names) :] if cell]
    if extra or len(cells) < len(names):
        reason = f"the row has {len(cells)} cells, the header {len(names)}"
        return Reject(str(path), number, "", extra[0][:60] if extra else "", reason)
    for name, cell in zip(names, cells, strict=False):
        if len(cell) > LONGEST_CELL:
            reason = f"the cell has {len(cell):,} characters: a quote left open?"
            return Reject(str(path), number, name, f"{cell[:60]}…", reason)
        if "\x00" in cell:
            return Reject(str(path), number, name, cell[:60], "the cell holds a NUL byte")
    return Row({n: _plain(c) for n, c in zip(names, cells, strict=False) if n}, number)


def _plain(cell: str) -> str:
    """The cell as it was before ``--excel-safe`` put an apostrophe before a formula's sign."""
    if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA):
        return cell[1:]
    return cell


def _text(path: Path, known: set[str], encoding: str) -> Iterator[tuple[int, Sequence[str]]]:
    try:
        text = path.read_bytes().decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise UnreadableFile(path, _undecodable(path, error, encoding)) from error
    if "\x00" in text[:4096]:
        raise UnreadableFile(path, "it is binary, not a table of text")
    reader = csv.reader(_lines(text), delimiter=_delimiter(path, text, known), strict=True)
    number = 0
    while True:
        start, number = reader.line_num + 1, number + 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableFile(path, f"line {start}: {error}") from error


def _lines(text: str) -> Iterator[str]:
    # str.splitlines would also split at characters that a cell may hold.
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _undecodable(path: Path, error: UnicodeDecodeError | LookupError, encoding: str) -> str:
    if isinstance(error, LookupError):
        return f"there is no encoding {encoding!r}"
    before = path.read_bytes()[: error.start]
    if b"\x00" in before[:4096] or (before.count(b"\n") == 0 and error.start < 8):
        return "it is binary, not a table of text"
    line = before.count(b"\n") + 1
    byte = error.object[error.start]
    return (
        f"line {line} is not UTF-8 (byte 0x{byte:02x}): save it as UTF-8,"
        " or name its encoding with --encoding, such as latin-1"
    )


def _delimiter(path: Path, text: str, known: set[str]) -> str:
    if path.suffix.lower() in (".tsv", ".tab"):
        return "\t"
    header = text.partition("\n")[0]

    def score(mark: str) -> tuple[int, int]:
        names = [name.strip().strip('"') for name in header.split(mark)]
        return len(known & set(names)), len(names)

    return max(",;\t", key=score)


def _excel(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    import zipfile

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError) as error:
        raise UnreadableFile(path, "it is not a workbook of Excel") from error
    sheet = book.worksheets[0]
    width = 0
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        row = [_cell(value) for value in cells]
        width = width or len(row)
        yield number, row + [""] * (width - len(row))
    book.close()


def _cell(value: object) -> str:
    """A cell of a workbook as text: a date as EDTF, a whole number without its point."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
