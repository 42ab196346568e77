"""The rows of a workbook of Excel as text."""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rapallo.errors import UnreadableFile

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["cell_text", "lines_of", "workbook"]


def lines_of(path: Path, sheet: str = "") -> Iterator[tuple[int, Sequence[str]]]:
    """The rows of the sheet of that name, else of the first one, as wide as its header.

    A formula counts as the value that was stored with it. Raises
    :class:`~rapallo.errors.UnreadableFile` where no formula has any, since only a spreadsheet can
    compute them.
    """
    with workbook(path, data_only=True, read_only=True) as book:
        name = _chosen(path, book, sheet)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _check_formulas(path, book, name)
            width = 0
            for number, cells in enumerate(book[name].iter_rows(values_only=True), 1):
                row = [cell_text(value) for value in cells]
                width = width or len(row)
                yield number, row + [""] * (width - len(row))


@contextmanager
def workbook(path: Path, **options: bool) -> Iterator[Workbook]:
    """An opened workbook; an UnreadableFile where the file is none."""
    from xml.etree.ElementTree import ParseError

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    faults: tuple[type[Exception], ...] = (
        *(InvalidFileException, zipfile.BadZipFile, ParseError),
        *(KeyError, OSError, ValueError, TypeError, AttributeError, SyntaxError, IndexError),
    )
    with warnings.catch_warnings():
        # Whatever of its looks a workbook has that openpyxl does not know is no matter here.
        warnings.simplefilter("ignore")
        try:
            with path.open("rb") as file:
                yield openpyxl.load_workbook(file, **options)
        except faults as error:
            raise UnreadableFile(path, "it is not a workbook of Excel, or damaged") from error


def _chosen(path: Path, book: Workbook, sheet: str) -> str:
    names = [one.title for one in book.worksheets]
    if not names:
        raise UnreadableFile(path, "the workbook has no sheet with cells")
    if sheet in names or len(names) == 1:
        return sheet if sheet in names else names[0]
    filled = [one.title for one in book.worksheets if _filled(one)]
    if len(filled) > 1:
        raise UnreadableFile(
            path,
            f"the workbook has {len(filled)} sheets ({', '.join(filled[:5])}): call the one to be"
            f" read {sheet!r}, or save it as CSV",
        )
    return (filled or names)[0]


def _filled(sheet: Any) -> bool:
    rows = sheet.iter_rows(values_only=True)
    return any(value is not None for row in rows for value in row)


def _check_formulas(path: Path, book: Workbook, name: str) -> None:
    """Refuse a workbook that a program wrote and no spreadsheet has computed yet."""
    with zipfile.ZipFile(path) as archive:
        parts = [p for p in archive.namelist() if p.startswith("xl/worksheets/")]
        if not any(_has_formula(archive, part) for part in parts):
            return
    first = 0
    with workbook(path, read_only=True) as written:
        pairs = zip(written[name].iter_rows(), book[name].iter_rows(values_only=True), strict=False)
        for number, (cells, values) in enumerate(pairs, 1):
            for cell, value in zip(cells, values, strict=False):
                if cell.data_type == "f":
                    first = first or number
                    if value is not None:
                        return
    if first:
        raise UnreadableFile(
            path,
            f"row {first} has a formula without its value: open the workbook in a spreadsheet and"
            " save it, or save it as CSV",
        )


def _has_formula(archive: zipfile.ZipFile, part: str) -> bool:
    with archive.open(part) as file:
        tail = b""
        while chunk := file.read(1 << 20):
            if b"<f>" in tail + chunk or b"<f " in tail + chunk:
                return True
            tail = chunk[-3:]
    return False


def cell_text(value: Any) -> str:
    """A cell of a workbook as text: a date as EDTF, a whole number without its point.

    >>> cell_text(dt.datetime(1926, 4, 24)), cell_text(1926.0), cell_text(None)
    ('1926-04-24', '1926', '')
    """
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
