"""Rows of CSV, TSV, XLSX and Parquet files as dictionaries of text, each with its row number.

A file is refused as a whole only when it is no table; a bad row becomes a reject and the next is
read. Row numbers are those that a spreadsheet shows: the header is row 1.
"""

from __future__ import annotations

import codecs
import csv
import sys
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapallo.errors import UnreadableFile, clip
from rapallo.model.records import Ignored, Reject
from rapallo.model.text import plain, unstorable

__all__ = ["EXCEL", "PARQUET", "Lines", "Row", "Table", "delimiter", "read_table", "text_of"]

EXCEL = (".xlsx", ".xlsm")
PARQUET = ".parquet"
_TABBED = (".tsv", ".tab")
csv.field_size_limit(sys.maxsize)

Lines = Iterator[tuple[int, Sequence[str]]]
"""Rows with their numbers, as a file has them."""


class Row(dict[str, str]):
    """A row by column, with its number in the file."""

    def __init__(self, values: dict[str, str], number: int) -> None:
        super().__init__(values)
        self.number = number


@dataclass(frozen=True, slots=True)
class Table:
    """A file's columns, and its rows, which can be read once. Nameless columns are ``column 3``."""

    path: Path
    columns: tuple[str, ...]
    lines: Lines

    @classmethod
    def open(
        cls, path: Path, *, known: Iterable[str] = (), encoding: str = "utf-8-sig", sheet: str = ""
    ) -> Table:
        """Read the header. ``known`` columns help to tell the delimiter of a CSV file, ``sheet``
        names the sheet of a workbook that is preferred to its first.

        Raises :class:`~rapallo.errors.UnreadableFile` where the file is no table.
        """
        if path.is_dir():
            raise UnreadableFile(path, "it is a folder, not a table")
        if not path.exists():
            raise UnreadableFile(path, "there is no such file")
        if path.suffix.lower() in EXCEL:
            from rapallo.loaders.excel import lines_of

            lines = lines_of(path, sheet)
        elif path.suffix.lower() == PARQUET:
            from rapallo.loaders import parquet

            lines = parquet.lines_of(path)
        else:
            lines = _text_lines(path, set(known), encoding)
        _, header = next(lines, (0, ()))
        return cls(path, _columns(path, header), lines)

    def require(
        self, needed: Iterable[str], there: Container[str] | None = None, *, says: str = ""
    ) -> None:
        """Raise UnreadableFile where a column is missing: among its own, or what they are to us.

        ``says``: what the lack shows, before that is told.
        """
        for name in needed:
            if name not in (self.columns if there is None else there):
                has = ", ".join(clip(column, 30) for column in self.columns[:8])
                has += ", ..." if len(self.columns) > 8 else ""
                reason = f"{says}the column {name!r} is missing; it has {has}"
                raise UnreadableFile(self.path, reason)

    def rows(self) -> Iterator[Row | Reject | Ignored]:
        """The rows, with rejects for those that do not fit the header."""
        for number, cells in self.lines:
            if any(cells):
                yield self._row(number, cells)
            else:
                yield Ignored("empty row")

    def _row(self, number: int, cells: Sequence[str]) -> Row | Reject:
        extra = [cell for cell in cells[len(self.columns) :] if cell]
        if extra or len(cells) < len(self.columns):
            reason = f"the row has {len(cells)} cells, the header {len(self.columns)}"
            return Reject(str(self.path), number, "", clip(extra[0]) if extra else "", reason)
        for name, cell in zip(self.columns, cells, strict=False):
            if reason := unstorable(cell):
                return Reject(str(self.path), number, name, clip(cell), reason)
        return Row(dict(zip(self.columns, map(plain, cells), strict=False)), number)


def read_table(
    path: Path, *, known: Iterable[str] = (), encoding: str = "utf-8-sig"
) -> Iterator[Row | Reject | Ignored]:
    """The rows of a file; see :meth:`Table.open`."""
    yield from Table.open(path, known=known, encoding=encoding).rows()


def _columns(path: Path, header: Sequence[str]) -> tuple[str, ...]:
    names = [name.strip() for name in header]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise UnreadableFile(path, "it is empty" if not header else "its first row names no column")
    names = [name or f"column {place}" for place, name in enumerate(names, 1)]
    for name in names:
        if len(name) > 1_000:
            raise UnreadableFile(path, f"its first row names no columns: {clip(name)!r}")
        if reason := unstorable(name):
            raise UnreadableFile(path, f"the name of a column: {reason}")
        if names.count(name) > 1:
            raise UnreadableFile(path, f"the column {name!r} stands twice")
    return tuple(names)


def text_of(path: Path, encoding: str = "utf-8-sig") -> str:
    """The text of a file; an UnreadableFile says what stands in the way."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(path, f"it cannot be read: {error.strerror}") from error
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        text = raw.decode(encoding)
    except (UnicodeError, LookupError) as error:
        raise UnreadableFile(path, _undecodable(raw, error, encoding)) from error
    if "\x00" in text[:4096]:
        raise UnreadableFile(path, "it is binary, not a table of text")
    return text


def _text_lines(path: Path, known: set[str], encoding: str) -> Lines:
    text = text_of(path, encoding)
    if "\n" not in text:
        text = text.replace("\r", "\n")
    mark = delimiter(path, text, known)
    reader = csv.reader(_lines(text), delimiter=mark, strict=True)
    number = 0
    while True:
        start, number = reader.line_num + 1, number + 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableFile(path, f"line {start}: {_fault(error)}") from error


def _fault(error: csv.Error) -> str:
    said = str(error)
    if "unexpected end" in said:
        return "a quote is opened here and never closed"
    if "expected after" in said:
        return "a quoted cell goes on after its closing quote: a quote inside is written twice"
    if "new-line" in said:
        return "a row ends in a bare carriage return, others do not"
    return said


def _lines(text: str) -> Iterator[str]:
    # str.splitlines would also split at characters that a cell may hold.
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _undecodable(raw: bytes, error: UnicodeError | LookupError, encoding: str) -> str:
    if not isinstance(error, UnicodeDecodeError):
        return f"there is no encoding {encoding!r}"
    before = raw[: error.start]
    if b"\x00" in raw[:4096] or (before.count(b"\n") == 0 and error.start < 8):
        return "it is binary, not a table of text"
    line = before.count(b"\n") + 1
    byte = error.object[error.start]
    name = "UTF-8" if encoding == "utf-8-sig" else encoding
    return (
        f"line {line} is not {name} (byte 0x{byte:02x}): save it as UTF-8,"
        " or name its encoding with --encoding, such as latin-1"
    )


def delimiter(path: Path, text: str, known: set[str]) -> str:
    """What separates the cells: the mark that makes most of our columns of the header."""
    if path.suffix.lower() in _TABBED:
        return "\t"
    header = text.partition("\n")[0][:100_000]

    def score(mark: str) -> tuple[int, int]:
        names = [name.strip().strip('"') for name in header.split(mark)]
        return len(known & set(names)), len(names)

    return max(",;\t", key=score)
