"""The rows of a Parquet file as text: one that ``export parquet`` wrote, or one's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rapallo.errors import UnreadableFile
from rapallo.loaders.excel import cell_text
from rapallo.model.text import safe
from rapallo.model.typed import beside

__all__ = ["cell", "lines_of"]

_BATCH = 10_000
_COMPUTED = ("earliest", "latest")
_INDEX = "__index_level_"
"""Where pandas keeps the names of rows."""


def lines_of(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    """The header and the rows of a file, numbered as a spreadsheet would: the header is row 1.

    Columns that ``export parquet`` puts beside the written ones are left out, also from a file of
    another name that has all of those of claims; the index of pandas is left out too. Raises
    :class:`~rapallo.errors.UnreadableFile` where it is no Parquet file.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            names = file.schema_arrow.names
            days = [field.name for field in file.schema_arrow if pa.types.is_date(field.type)]
            left_out = beside(path.stem) or _all_of(beside("claims"), names)
            places = [
                place
                for place, name in enumerate(names)
                if name not in left_out
                and not name.startswith(_INDEX)
                # As dates they lack the years that only EDTF can write.
                and not (name in _COMPUTED and name in days)
            ]
            yield 1, [names[place] for place in places]
            yield from enumerate(_rows(file, places), 2)
    except (pa.ArrowException, OSError) as error:
        raise UnreadableFile(path, "it is not a Parquet file, or damaged") from error


def _all_of(wanted: Sequence[str], names: Sequence[str]) -> Sequence[str]:
    return wanted if set(wanted) <= set(names) else ()


def _rows(file: Any, places: Sequence[int]) -> Iterator[Sequence[str]]:
    for batch in file.iter_batches(_BATCH):
        columns = [[cell(value) for value in batch.column(at).to_pylist()] for at in places]
        yield from zip(*columns, strict=True)


def cell(value: Any) -> str:
    """A value as the cell of a CSV file that says the same.

    >>> cell(None), cell(True), cell(3.0), cell(["A", "B; C"])
    ('', 'yes', '3', 'A;B\\\\; C')
    """
    if isinstance(value, str):
        # An apostrophe before a formula is taken off again by all who read a table.
        return safe(value, formulas=False)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        parts = (part if isinstance(part, str) else cell(part) for part in value)
        return safe(";".join(map(_escaped, parts)), formulas=False)
    if isinstance(value, float) and value != value:
        return ""
    return cell_text(value)


def _escaped(name: str) -> str:
    return name.replace("\\", "\\\\").replace(";", "\\;")
