"""A copy of a sheet in which every claim has an id.

The ids are those that loading the sheet without them would give: what was loaded so stays the same
claim, and keeps its history from then on.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rapallo.errors import BadInput, BadOption
from rapallo.loaders.excel import workbook
from rapallo.loaders.mapping import SheetMapping, read_mapping
from rapallo.loaders.tables import EXCEL, PARQUET, Row, Table, delimiter, text_of
from rapallo.model.claim import COLUMNS, Claim
from rapallo.model.ids import IdGiver

__all__ = ["with_ids"]


def with_ids(path: Path, options: Mapping[str, str]) -> Path | None:
    """Write ``<name>.with-ids.<ending>`` beside a sheet, or beside ``claims.csv`` of a folder.

    None where every row has its id. What stands there already is never written over: a BadOption.
    The copy has the cells of the original in their order, the ids in front, or in the last column
    of a workbook; CSV is UTF-8 with the delimiter that it had, and what Parquet becomes.
    """
    if path.is_dir():
        files = [path / f"claims{ending}" for ending in (".csv", ".tsv", ".xlsx", PARQUET)]
        copies = [with_ids(file, options) for file in files if file.is_file()]
        return next(filter(None, copies), None)
    mapping = read_mapping(Path(options["mapping"])) if options.get("mapping") else SheetMapping()
    encoding = options.get("encoding") or "utf-8-sig"
    ids = dict(_ids(path, options.get("source", ""), mapping, encoding))
    if not ids:
        return None
    ending = ".csv" if path.suffix.lower() == PARQUET else path.suffix
    target = path.with_name(f"{path.stem}.with-ids{ending}")
    if target.exists():
        raise BadOption(f"{target} is there already: rename it, or load that")
    column = mapping.columns.get("id", "id")
    draft = target.with_name(f".{target.name}.{os.getpid()}{ending}")
    try:
        if path.suffix.lower() in EXCEL:
            _write_workbook(path, draft, ids, column)
        else:
            known = {*COLUMNS, *mapping.used()}
            _write_text(path, draft, ids, column, encoding, known)
        # Unlike a rename, a link fails where somebody else was faster.
        os.link(draft, target)
    except FileExistsError as error:
        raise BadOption(f"{target} is there already: rename it, or load that") from error
    except OSError as error:
        raise BadOption(f"{target} cannot be written: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)
    return target


def _ids(
    path: Path, source: str, mapping: SheetMapping, encoding: str
) -> Iterator[tuple[int, str]]:
    """The number of each row that has no id, with the id it gets."""
    give = IdGiver()
    known = {*COLUMNS, *mapping.used()}
    table = Table.open(path, known=known, encoding=encoding, sheet="claims")
    kept = mapping.kept(table.columns)
    for row in table.rows():
        if not isinstance(row, Row):
            continue
        try:
            claim = Claim.from_row(mapping.apply(row, kept), source=source)
        except BadInput:
            continue
        if not claim.id:
            yield row.number, give(claim)


def _write_text(
    path: Path, draft: Path, ids: Mapping[int, str], column: str, encoding: str, known: set[str]
) -> None:
    text = "" if path.suffix.lower() == PARQUET else text_of(path, encoding)
    mark = delimiter(path, text, known)
    table = Table.open(path, known=known, encoding=encoding)
    place = table.columns.index(column) if column in table.columns else None
    header = list(table.columns)
    rows = [(1, header), *table.lines]
    with draft.open("w", encoding="utf-8", newline="") as file:
        if text.startswith("\ufeff") or path.read_bytes()[:3] == b"\xef\xbb\xbf":
            # Excel reads UTF-8 by this mark only.
            file.write("\ufeff")
        writer = csv.writer(file, delimiter=mark, lineterminator="\n")
        for number, cells in rows:
            given = column if number == 1 else ids.get(number, "")
            writer.writerow(_with(cells, given, place) if any(cells) else [])


def _with(cells: Sequence[str], id: str, place: int | None) -> list[str]:
    if place is None:
        return [id, *cells]
    row = list(cells)
    if id and place < len(row):
        row[place] = id
    return row


def _write_workbook(path: Path, draft: Path, ids: Mapping[int, str], column: str) -> None:
    with workbook(path) as book:
        names = [sheet.title for sheet in book.worksheets]
        sheet = book["claims"] if "claims" in names else _first_filled(book.worksheets)
        header = [str(cell.value or "").strip() for cell in sheet[1]]
        place = header.index(column) + 1 if column in header else len(header) + 1
        sheet.cell(1, place, column)
        for number, id in ids.items():
            sheet.cell(number, place, id)
    book.save(draft)


def _first_filled(sheets: Sequence[Any]) -> Any:
    for sheet in sheets:
        if any(value is not None for row in sheet.iter_rows(values_only=True) for value in row):
            return sheet
    return sheets[0]
