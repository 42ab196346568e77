"""A historian's sheet: CSV, TSV or XLSX in our columns, in theirs through a mapping, or a folder.

A folder holds ``claims.csv`` and, as far as there are any, the tables beside it (``states.csv``,
``diplomats.csv`` and so on, ``acts.csv`` for a codebook of one's own, ``judgements.csv``): what
``export csv`` writes. Columns that nobody knows are kept as ``x_...``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rapallo.errors import BadInput, UnreadableFile
from rapallo.loaders.base import Loader
from rapallo.loaders.mapping import SheetMapping, read_mapping
from rapallo.loaders.tables import Row, read_table
from rapallo.model.acts import Act
from rapallo.model.claim import COLUMNS, COMPUTED, Claim
from rapallo.model.nodes import TABLES, Node
from rapallo.model.records import Ignored, Placed, Reject
from rapallo.model.resolver import Resolver

__all__ = ["SHEET", "load", "read_claims", "read_nodes"]

_NEEDED = ("kind", "act", "agents")
_TABLE_FILES = (".csv", ".tsv", ".xlsx")

Yielded = Node | Act | Placed | Reject | Ignored


def load(
    paths: Sequence[Path], *, options: Mapping[str, str], resolver: Resolver
) -> Iterator[Yielded]:
    """Read sheets and folders of sheets, the tables of nodes before the claims.

    Options: ``source`` for rows that name none, ``mapping`` a TOML file, ``encoding``.
    """
    mapping = read_mapping(Path(options["mapping"])) if options.get("mapping") else SheetMapping()
    encoding = options.get("encoding") or "utf-8-sig"
    for path in paths:
        if path.is_dir():
            yield from _folder(path, options.get("source", ""), mapping, encoding)
        else:
            yield from read_claims(path, options.get("source", ""), mapping, encoding)


def _folder(path: Path, source: str, mapping: SheetMapping, encoding: str) -> Iterator[Yielded]:
    claims = [path / f"claims{ending}" for ending in _TABLE_FILES]
    found = [file for file in claims if file.exists()]
    tables = [file for name in ("acts", *TABLES) if (file := path / f"{name}.csv").exists()]
    if not found and not tables:
        raise UnreadableFile(path, "the folder holds no claims.csv nor any other table of ours")
    for file in tables:
        yield from read_nodes(file, encoding)
    for file in found:
        yield from read_claims(file, source, mapping, encoding)


def read_nodes(path: Path, encoding: str = "utf-8-sig") -> Iterator[Node | Act | Reject | Ignored]:
    """The rows of a table of nodes, such as ``states.csv``; its name says which table."""
    cls: type[Node] | type[Act] = Act if path.stem == "acts" else TABLES[path.stem]
    for row in read_table(path, known=cls.columns(), encoding=encoding):
        if not isinstance(row, Row):
            yield row
            continue
        try:
            yield cls.from_row(row)
        except BadInput as error:
            yield Reject(str(path), row.number, "", next(iter(row.values()), ""), str(error))


def read_claims(
    path: Path,
    source: str = "",
    mapping: SheetMapping | None = None,
    encoding: str = "utf-8-sig",
) -> Iterator[Placed | Reject | Ignored]:
    """The claims of a sheet, each with its row; a missing column is an UnreadableFile."""
    mapping = mapping or SheetMapping()
    checked = False
    for row in read_table(path, known={*COLUMNS, *mapping.used()}, encoding=encoding):
        if not isinstance(row, Row):
            yield row
            continue
        if not checked:
            _check_columns(path, row, mapping, source)
            checked = True
        try:
            mine = mapping.apply(row)
        except BadInput as error:
            yield Reject(str(path), row.number, "date", "", str(error))
            continue
        computed = {name: mine[name] for name in COMPUTED if name in mine}
        yield Placed(Claim.from_row(mine, source=source), str(path), row.number, computed)


def _check_columns(path: Path, row: Row, mapping: SheetMapping, source: str) -> None:
    lost = sorted(mapping.used() - set(row))
    if lost:
        raise UnreadableFile(path, f"the mapping names a column {lost[0]!r} that is not there")
    mine = {*row, *mapping.columns, *mapping.templates, *mapping.constants}
    needed = (*_NEEDED, *(() if source else ("source",)))
    missing = [name for name in needed if name not in mine]
    if missing:
        has = ", ".join(list(row)[:8]) + (", ..." if len(row) > 8 else "")
        raise UnreadableFile(path, f"the column {missing[0]!r} is missing; it has {has}")


SHEET = Loader(
    name="sheet",
    about="a CSV, TSV or XLSX sheet of claims, or a folder as `export csv` writes it",
    load=load,
    options={
        "mapping": "a TOML file that names your columns and words",
        "encoding": "the encoding of the file, UTF-8 unless told",
    },
)
