"""Loading: one loader's records into a casebook, in one transaction.

Killed halfway, nothing of it is there; done twice, the second time adds nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from duckdb import DuckDBPyConnection

from rapallo import loaders
from rapallo.casebook.book import Casebook
from rapallo.casebook.digest import seal
from rapallo.casebook.read import codebook, nodes
from rapallo.casebook.write import Writer
from rapallo.identity.events import assign
from rapallo.identity.names import Names
from rapallo.loaders.base import Loader
from rapallo.model.acts import Act
from rapallo.model.claim import Claim
from rapallo.model.nodes import TABLES, Judgement, Member, Node
from rapallo.model.records import Ignored, LoadReport, Placed, Reject

__all__ = ["load"]


def load(
    book: Casebook,
    loader: str | Loader,
    paths: Sequence[str | Path] = (),
    *,
    options: Mapping[str, str] | None = None,
    update: bool = False,
    progress: Callable[[int], None] | None = None,
) -> LoadReport:
    """Load what a loader reads; the report counts what is new, changed, unchanged, vanished.

    ``update`` withdraws the claims of an earlier load of the same paths that are no longer there;
    the history keeps them. ``progress`` is called with the number of records read so far.
    """
    found = loaders.find(loader) if isinstance(loader, str) else loader
    files = [Path(path) for path in paths]
    report = LoadReport()
    with book.store.writing() as connection:
        number = _next_load(connection)
        names = Names(_known(connection))
        origin = ":".join([found.name, *(str(file.resolve()) for file in files)])
        writer = Writer(
            connection, names, codebook(connection), origin=origin, load=number, report=report
        )
        records = found.load(files, options=options or {}, resolver=names)
        _put(_counted(records, progress), writer)
        writer.withdraw_vanished(withdraw=update)
        report.notes += assign(connection)
        _compare_events(connection, report)
        _log(connection, number, origin, report)
        seal(connection)
    return report


def _next_load(connection: DuckDBPyConnection) -> int:
    row = connection.execute("SELECT value FROM meta WHERE key = 'load'").fetchone()
    number = int(row[0]) + 1 if row else 1
    connection.execute("UPDATE meta SET value = ? WHERE key = 'load'", [str(number)])
    return number


def _known(connection: DuckDBPyConnection) -> Iterator[Node]:
    for cls in TABLES.values():
        if cls not in (Judgement, Member):
            yield from nodes(connection, cls)


def _counted(records: Iterator[object], progress: Callable[[int], None] | None) -> Iterator[object]:
    for number, record in enumerate(records, 1):
        yield record
        if progress and number % 1000 == 0:
            progress(number)


def _put(records: Iterator[object], writer: Writer) -> None:
    """Hand on the records, claims in runs so that the writer can batch them."""
    for is_claim, run in groupby(records, key=lambda record: isinstance(record, Placed)):
        if is_claim:
            writer.claims(record for record in run if isinstance(record, Placed))
            continue
        for record in run:
            _put_other(record, writer)


def _put_other(record: object, writer: Writer) -> None:
    if isinstance(record, Node):
        writer.node(record)
    elif isinstance(record, Act):
        writer.act(record)
    elif isinstance(record, Reject):
        writer.report.rejects.append(record)
    elif isinstance(record, Ignored):
        writer.report.ignored[record.reason] += record.count
    elif isinstance(record, Claim):
        writer.claims([Placed(record)])
    else:
        writer.claims(_from_arrow(record))


def _from_arrow(table: object) -> Iterator[Placed]:
    """The rows of an Arrow table with the columns of ``claims.csv``."""
    import pyarrow as pa

    if not isinstance(table, pa.Table | pa.RecordBatch):
        raise TypeError(f"a loader yielded a {type(table).__name__}")
    start = 0
    for batch in [table] if isinstance(table, pa.RecordBatch) else table.to_batches(10_000):
        for number, row in enumerate(batch.to_pylist(), start + 1):
            cells = {name: "" if value is None else str(value) for name, value in row.items()}
            yield Placed(Claim.from_row(cells), "", number)
        start += batch.num_rows


def _compare_events(connection: DuckDBPyConnection, report: LoadReport) -> None:
    if not report.events:
        return
    mine = dict(connection.execute("SELECT id, event FROM claims").fetchall())
    for claim, event in sorted(report.events.items()):
        if mine.get(claim, event) != event:
            report.notes.append(
                f"claim {claim}: the file has event {event!r}, here it is {mine[claim]!r}"
            )


def _log(connection: DuckDBPyConnection, number: int, origin: str, report: LoadReport) -> None:
    import json

    from rapallo import __version__

    at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    summary = json.dumps({table: dict(counter) for table, counter in report.counts.items()})
    connection.execute(
        "INSERT INTO loads VALUES (?, ?, ?, ?, ?)", [number, at, origin, __version__, summary]
    )
