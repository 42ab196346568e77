"""The casebook as files for ``neo4j-admin database import full``, the quickest way into Neo4j.

The tool fills an empty database only and looks at nothing twice, so it is for a large casebook's
first time; whatever comes after is a push. The imported database is the one that a push makes, the
``rev`` of each record and the node of the casebook included, so that a push finds nothing to do.

A table is cut where a column turns up that its header has not: a row that is shorter than the
header may make the tool take the next line for a part of it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO

from rapallo.casebook.book import Casebook
from rapallo.casebook.digest import digest_of
from rapallo.errors import BadOption, clip
from rapallo.neo4j.model import CASEBOOK, NodeRow, Properties, Rel, RelRow, casebook_node
from rapallo.neo4j.rows import book_id, records

__all__ = ["ARGUMENTS", "COMMAND", "SCHEMA", "export_bulk"]

ARGUMENTS, SCHEMA = "import.args", "schema.cypher"
"""The files beside the tables: the tool's arguments, and the constraints and indexes."""

COMMAND = f"neo4j-admin database import full neo4j @{ARGUMENTS}"
"""What to run in the folder, with the server stopped and its database empty."""

_NOTE = f"""\
# In this folder, with the server stopped and the database neo4j empty:
#   {COMMAND}
# Start the server, then make the constraints and indexes: rapallo push,
# or cypher-shell -f {SCHEMA}
# Both commands are in the bin folder of Neo4j, which has to be on the PATH.
"""

_TYPES = {
    str: "string",
    bool: "boolean",
    int: "long",
    float: "double",
    dt.date: "date",
    dt.datetime: "datetime",
}
_UNTOLD = re.compile(r"[({\r\n]")
_FIRST = 1_000
"""Rows that wait until it is seen which columns a table has."""

_BUFFER = 4 * 1024**2
"""What the tool reads at once, unless it is told to read more: no row may be longer."""


def export_bulk(book: Casebook, folder: str | Path) -> dict[str, int]:
    """Write a CSV file for the nodes of each label and the relationships of each shape.

    Beside them ``import.args``, the arguments of ``neo4j-admin database import full``, and
    ``schema.cypher``. Returns the numbers of nodes, relationships and CSV files. The files appear
    in the folder only once all are written; other files there are left alone, and only those that
    ``import.args`` names are imported. Memory: a thousand rows of each table.

    Raises :class:`~rapallo.errors.BadOption` where the folder cannot be written to, or where the
    name of a user's own column has a parenthesis, a brace or a line break: the tool's header has
    no way to write it, and would lose a part of the name.
    """
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".neo4j-csv-", dir=target) as draft:
            tables = _Tables(Path(draft))
            try:
                _fill(tables, book)
            finally:
                tables.close()
            _place(tables, Path(draft), target)
    except OSError as error:
        raise BadOption(f"{target} cannot be written: {error.strerror or error}") from error
    return {**tables.counts(), "files": len(tables.files())}


def _fill(tables: _Tables, book: Casebook) -> None:
    with book.store.reading() as connection:
        name = book_id(connection)
        for record in records(connection, name):
            tables.node(record.node)
            for row in record.rels:
                tables.rel(row)
        tables.node(casebook_node(name, digest_of(connection), **tables.counts()))


def _place(tables: _Tables, draft: Path, target: Path) -> None:
    """Put the files in their place, the one that names the others last."""
    schema = resources.files("rapallo.cypher").joinpath(SCHEMA).read_bytes()
    (draft / SCHEMA).write_bytes(schema)
    arguments = "".join(f"{line}\n" for line in tables.arguments())
    (draft / ARGUMENTS).write_text(_NOTE + arguments, "utf-8")
    for name in (*tables.files(), SCHEMA, ARGUMENTS):
        (draft / name).replace(target / name)


class _Tables:
    """The tables that the nodes and relationships of a casebook go to, one for each shape."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._nodes: dict[tuple[str, ...], _Table] = {}
        self._rels: dict[Rel, _Table] = {}

    def node(self, row: NodeRow) -> None:
        table = self._nodes.get(row.labels)
        if table is None:
            name, option = f"nodes-{row.labels[-1].lower()}", f"--nodes={':'.join(row.labels)}"
            table = _Table(self._folder, name, option, (f"key:ID({row.labels[0]})",))
            self._nodes[row.labels] = table
        properties = dict(row.properties)
        table.add((properties.pop("key"),), properties)

    def rel(self, row: RelRow) -> None:
        table = self._rels.get(row.rel)
        if table is None:
            type, start, end, _ = row.rel
            name, option = f"{type}-{start}-{end}".lower(), f"--relationships={type}"
            ids = (f":START_ID({start})", f":END_ID({end})")
            table = _Table(self._folder, name, option, ids)
            self._rels[row.rel] = table
        table.add((row.start, row.end), row.properties)

    def counts(self) -> dict[str, int]:
        """How many nodes there are, that of the casebook not counted, and relationships."""
        nodes = sum(table.rows for labels, table in self._nodes.items() if labels != CASEBOOK)
        return {"nodes": nodes, "relationships": sum(table.rows for table in self._rels.values())}

    def files(self) -> list[str]:
        return [name for table in self._all() for name in table.files]

    def arguments(self) -> Iterator[str]:
        """The arguments of the tool, a line each."""
        yield from ("--id-type=string", "--bad-tolerance=0")
        if any(table.broken for table in self._all()):
            yield "--multiline-fields=true"
        longest = max(table.longest for table in self._all())
        if longest * 4 > _BUFFER:
            yield f"--read-buffer-size={longest * 4}"
        for table in self._all():
            yield from (f"{table.option}={name}" for name in table.files)

    def close(self) -> None:
        for table in self._all():
            table.close()

    def _all(self) -> Iterator[_Table]:
        yield from self._nodes.values()
        yield from self._rels.values()


class _Table:
    """The rows of one shape, in as many files as they need headers."""

    def __init__(self, folder: Path, name: str, option: str, ids: Sequence[str]) -> None:
        self._folder, self._name, self.option, self._ids = folder, name, option, ids
        self._types: dict[str, str] = {}
        self._waiting: list[tuple[Sequence[str], Properties]] = []
        self._file: TextIO | None = None
        self.files: list[str] = []
        self.rows, self.longest, self.broken = 0, 0, False

    def add(self, ids: Sequence[str], properties: Properties) -> None:
        """Take a row; ``ids`` fill its first columns."""
        types = {name: _TYPES[type(value)] for name, value in properties.items()}
        self.rows += 1
        if types.items() <= self._types.items():
            if self._file:
                self._write(ids, properties)
                return
        else:
            if self._file or _differ(types, self._types):
                self.close()
            self._types |= types
        self._waiting.append((ids, properties))
        if len(self._waiting) >= _FIRST:
            self._open()

    def close(self) -> None:
        """End the file; a row after it begins another, with a header of its own."""
        if self._waiting:
            self._open()
        if self._file:
            self._file.close()
            self._file = None

    def _open(self) -> None:
        number = f"-{len(self.files) + 1}" if self.files else ""
        self.files.append(f"{self._name}{number}.csv")
        columns = [_column(name, type) for name, type in self._types.items()]
        header = ",".join([*self._ids, *columns])
        self._file = (self._folder / self.files[-1]).open("w", encoding="utf-8", newline="\n")
        self._file.write(f"{header}\n")
        for ids, properties in self._waiting:
            self._write(ids, properties)
        self._waiting = []

    def _write(self, ids: Sequence[str], properties: Properties) -> None:
        get = properties.get
        line = ",".join([*map(_quoted, ids), *[_cell(get(name)) for name in self._types]])
        self.longest = max(self.longest, len(line))
        self.broken = self.broken or "\n" in line or "\r" in line
        assert self._file
        self._file.write(f"{line}\n")


def _differ(some: Mapping[str, str], others: Mapping[str, str]) -> bool:
    return any(others.get(name, type) != type for name, type in some.items())


def _column(name: str, type: str) -> str:
    """A column of a header; Neo4j takes what follows the last colon for its type."""
    if _UNTOLD.search(name):
        raise BadOption(
            f"the column {clip(name)!r} cannot be given to neo4j-admin, whose headers can have"
            " no parenthesis, brace or line break in a name: call it otherwise, or use rapallo push"
        )
    return _quoted(f"{name}:{type}")


def _cell(value: Any) -> str:
    """A value as the tool reads it: absent is an empty cell, an empty text is quoted."""
    if isinstance(value, str):
        return _quoted(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, dt.date) else repr(value)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
