"""A file of judgements: lines that say of two claims, or of two spellings, whether they are one.

The columns are ``what,a,b,verdict,reason,by,date``; others are passed over, so that a list of
candidates becomes such a file by what is written under ``verdict``. A line without a verdict is
one that nobody has judged yet, and no judgement. Loaded again, what is gone from the file is
undone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rapallo.errors import BadInput, clip
from rapallo.loaders.base import Loader
from rapallo.loaders.tables import Row, Table
from rapallo.model.nodes import Judgement
from rapallo.model.records import Ignored, PlacedNode, Reject
from rapallo.model.resolver import Resolver

__all__ = ["JUDGEMENTS", "load"]


def load(
    paths: Sequence[Path], *, options: Mapping[str, str], resolver: Resolver
) -> Iterator[PlacedNode | Reject | Ignored]:
    """Read files of judgements; an UnreadableFile says which column is missing."""
    for path in paths:
        yield from _file(path, options.get("encoding") or "utf-8-sig")


def _file(path: Path, encoding: str) -> Iterator[PlacedNode | Reject | Ignored]:
    table = Table.open(path, known=Judgement.columns(), encoding=encoding)
    table.require(Judgement.NEEDED)
    seen: dict[tuple[str, ...], int] = {}
    for row in table.rows():
        if not isinstance(row, Row):
            yield row
        elif not row["verdict"].strip():
            yield Ignored("no verdict yet")
        else:
            yield _judgement(path, row, seen)


def _judgement(path: Path, row: Row, seen: dict[tuple[str, ...], int]) -> PlacedNode | Reject:
    try:
        judgement = Judgement.from_row(row)
        first = seen.setdefault(judgement.key_values, row.number)
        if first != row.number:
            raise BadInput(f"the two stand already in row {first}").at("b", judgement.b)
    except BadInput as error:
        return Reject(str(path), row.number, error.field, clip(error.value, 1000), str(error))
    return PlacedNode(judgement, str(path), row.number)


JUDGEMENTS = Loader(
    name="judgements",
    about="a CSV file of judgements on which claims are one event, which names one person",
    load=load,
    options={"encoding": "the encoding of the file, UTF-8 unless told"},
)
