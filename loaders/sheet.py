"""A historian's sheet: a table in our columns, in theirs through a mapping, or a folder of them.

A table is CSV, TSV, XLSX or Parquet. A folder holds ``claims.csv`` and, as far as there are any,
the tables beside it (``states.csv``, ``diplomats.csv`` and so on, ``acts.csv`` for a codebook of
one's own, ``judgements.csv``): what ``export csv`` or ``export parquet`` writes. Columns that
nobody knows are kept as ``x_...``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rapallo.errors import BadInput, UnreadableFile, clip
from rapallo.loaders.base import Loader
from rapallo.loaders.giving import with_ids
from rapallo.loaders.mapping import SheetMapping, read_mapping
from rapallo.loaders.tables import PARQUET, Row, Table
from rapallo.model.acts import Act
from rapallo.model.claim import COLUMNS, COMPUTED, Claim
from rapallo.model.nodes import TABLES, Node
from rapallo.model.records import Ignored, Placed, PlacedNode, Reject
from rapallo.model.resolver import Resolver

__all__ = ["SHEET", "Yielded", "load", "read_claims", "read_nodes"]

_NEEDED = ("kind", "act", "agents")
_ENDINGS = (".csv", ".tsv", ".xlsx", PARQUET)
_DERIVED = "edges"
"""A table that ``export csv`` writes for its readers and that follows from the others."""
_OTHERS = "other_judgements"
"""Another, of judgements that are not in force."""

Yielded = PlacedNode | Placed | Reject | Ignored


def load(
    paths: Sequence[Path], *, options: Mapping[str, str], resolver: Resolver
) -> Iterator[Yielded]:
    """Read sheets and folders of sheets, the tables of nodes before the claims.

    Options: ``source`` for rows that name none, ``mapping`` a TOML file, ``encoding``.
    """
    if not paths:
        raise BadInput("which sheet? `load sheet` takes the path of a file or a folder")
    mapping = read_mapping(Path(options["mapping"])) if options.get("mapping") else SheetMapping()
    encoding = options.get("encoding") or "utf-8-sig"
    for path in paths:
        if path.is_dir():
            yield from _folder(path, options.get("source", ""), mapping, encoding)
        else:
            yield from _file(path, options.get("source", ""), mapping, encoding)


def _file(path: Path, source: str, mapping: SheetMapping, encoding: str) -> Iterator[Yielded]:
    empty = True
    for record in read_claims(path, source, mapping, encoding):
        empty = empty and isinstance(record, Ignored)
        yield record
    if empty:
        raise UnreadableFile(path, "it has a header, and no row below it")


def _folder(path: Path, source: str, mapping: SheetMapping, encoding: str) -> Iterator[Yielded]:
    found = {
        name: [file for ending in _ENDINGS if (file := path / f"{name}{ending}").is_file()]
        for name in ("acts", *TABLES, "claims")
    }
    if not any(found.values()):
        raise UnreadableFile(path, "the folder holds no claims.csv nor any other table of ours")
    for name, files in found.items():
        for file in files:
            if file.suffix == PARQUET and len(files) > 1:
                yield Ignored(f"{file.name} stands beside {files[0].name}, which was read")
            elif name == "claims":
                yield from read_claims(file, source, mapping, encoding)
            else:
                yield from read_nodes(file, encoding)
    for file in sorted(path.iterdir()):
        if file.stem == _OTHERS:
            yield Ignored(f"{file.name} holds judgements that are not in force")
        elif file.suffix in _ENDINGS and file.stem not in (*found, _DERIVED):
            yield Ignored(f"{file.name} is none of our tables")


def read_nodes(path: Path, encoding: str = "utf-8-sig") -> Iterator[PlacedNode | Reject | Ignored]:
    """The rows of a table of nodes, such as ``states.csv``; its name says which table."""
    of_nodes = TABLES.get(path.stem)
    cls: type[Node] | type[Act] = of_nodes or Act
    needed = (*of_nodes.KEY, *of_nodes.NEEDED) if of_nodes else ("act", "kind", "sign", "edge")
    table = Table.open(path, known=cls.columns(), encoding=encoding, sheet=path.stem)
    table.require(needed)
    for name in table.columns:
        if name not in cls.columns():
            yield Ignored(f"the column {name!r} of {path.name} is none of ours")
    seen: dict[tuple[str, ...], int] = {}
    for row in table.rows():
        if not isinstance(row, Row):
            yield row
            continue
        try:
            node = cls.from_row(row)
            key = (node.act,) if isinstance(node, Act) else node.key_values
            if key in seen:
                reason = f"{' '.join(key)!r} stands already in row {seen[key]}"
                raise BadInput(reason).at(needed[0], key[0])
        except BadInput as error:
            yield Reject(str(path), row.number, error.field, clip(error.value, 1000), str(error))
            continue
        seen[key] = row.number
        yield PlacedNode(node, str(path), row.number)


def read_claims(
    path: Path,
    source: str = "",
    mapping: SheetMapping | None = None,
    encoding: str = "utf-8-sig",
) -> Iterator[Placed | Reject | Ignored]:
    """The claims of a sheet, each with its row; a missing column is an UnreadableFile."""
    mapping = mapping or SheetMapping()
    known = {*COLUMNS, *mapping.used()}
    table = Table.open(path, known=known, encoding=encoding, sheet="claims")
    kept = _kept(table, mapping, source)
    for row in table.rows():
        if not isinstance(row, Row):
            yield row
            continue
        try:
            mine = mapping.apply(row, kept)
        except BadInput as error:
            yield Reject(str(path), row.number, error.field, error.value, str(error))
            continue
        computed = {name: mine[name] for name in COMPUTED if name in mine}
        yield Placed(Claim.from_row(mine, source=source), str(path), row.number, computed)


def _kept(table: Table, mapping: SheetMapping, source: str) -> dict[str, str]:
    """What the columns of a sheet are to us; an UnreadableFile where one is missing."""
    lost = sorted(mapping.used() - set(table.columns))
    if lost:
        reason = f"the mapping names a column {clip(lost[0])!r} that is not there"
        raise UnreadableFile(table.path, reason)
    try:
        kept = mapping.kept(table.columns)
    except BadInput as error:
        raise UnreadableFile(table.path, str(error)) from error
    needed = (*_NEEDED, *(() if source else ("source",)))
    table.require(needed, {*kept.values(), *mapping.made()})
    return kept


SHEET = Loader(
    name="sheet",
    about="a CSV, TSV, XLSX or Parquet sheet of claims, or a folder as `export csv` writes it",
    load=load,
    options={
        "mapping": "a TOML file that names your columns and words",
        "encoding": "the encoding of the file, UTF-8 unless told",
    },
    with_ids=with_ids,
)
