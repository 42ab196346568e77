"""Loading: one loader's records into a casebook, in one transaction.

Killed halfway, nothing of it is there; done twice, the second time adds nothing.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from duckdb import DuckDBPyConnection

from rapallo import __version__, loaders
from rapallo.casebook.book import Casebook
from rapallo.casebook.digest import seal
from rapallo.casebook.origins import known_as, told_from
from rapallo.casebook.read import codebook, nodes, upended
from rapallo.casebook.settle import OFFICES, derived, resolve_again, sweep
from rapallo.casebook.shelf import NAMED
from rapallo.casebook.verdicts import judging, places
from rapallo.casebook.write import Writer
from rapallo.errors import BadInput, BadOption, RapalloError
from rapallo.identity.bodies import office
from rapallo.identity.events import assign
from rapallo.identity.faults import Fault
from rapallo.identity.likeness import new_people
from rapallo.identity.names import Names
from rapallo.identity.shipped import reference_groups
from rapallo.identity.states import outside
from rapallo.loaders.base import Loader
from rapallo.loaders.states import reference_states
from rapallo.model.acts import Act
from rapallo.model.claim import COLUMNS, COMPUTED, Claim
from rapallo.model.nodes import Judgement, Node, Post
from rapallo.model.records import Ignored, LoadReport, Placed, PlacedNode, Reject
from rapallo.model.text import fold

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["check", "load", "undo_judgements"]


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

    ``update`` withdraws what an earlier load of the same paths brought and these no longer have,
    unless another load has it too; the history keeps it. Judgements that are gone are undone in any
    case. ``progress`` is called with the number of records read so far.
    """
    found = loaders.find(loader) if isinstance(loader, str) else loader
    with book.store.writing() as connection:
        return _load(
            connection, found, _paths(paths), options or {}, update, progress, _folder(book)
        )


def check(
    book: Casebook,
    loader: str | Loader,
    paths: Sequence[str | Path] = (),
    *,
    options: Mapping[str, str] | None = None,
    progress: Callable[[int], None] | None = None,
) -> LoadReport:
    """What a load would report, without writing to the casebook.

    A sheet with rows that have no id is written back with an ``id`` column, as a copy beside it
    that the notes of the report name.
    """
    found = loaders.find(loader) if isinstance(loader, str) else loader
    files, given = _paths(paths), options or {}
    with TemporaryDirectory() as folder:
        there = book if book.path.exists() else Casebook(Path(folder) / "book.duckdb")
        try:
            with there.store.writing() as connection:
                raise _Done(_load(connection, found, files, given, False, progress, _folder(book)))
        except _Done as done:
            report = done.report
    if report.without_id and found.with_ids:
        for path in files:
            copy = found.with_ids(path, given)
            if copy:
                report.notes.append(f"{copy} is {path} with an id in every row: load that")
    return report


def undo_judgements(book: Casebook, path: str | Path) -> LoadReport:
    """Undo the judgements of a file that is no longer there, or of a folder.

    ``path``: as it is now, or as notes tell it, from the folder of the casebook. Raises BadOption
    where there is still such a file, or where no judgement came from there.
    """
    base = _folder(book)
    if Path(path).exists() or (base / path).exists():
        raise BadOption(f"{path} is there: delete lines in it, and apply it, to undo them")
    told = {told_from(base, Path(path)), Path(path).as_posix()}
    with book.store.writing() as connection:
        origins = [one for one in judging(connection) if one.partition(":")[2] in told]
        if not origins:
            raise BadOption(f"no judgement in the casebook came from {path}")
        reports = [
            _load(connection, _nothing(origin), [base / rest], {}, False, None, base)
            for origin in origins
            for rest in [origin.partition(":")[2]]
        ]
    return reports[-1]


def _nothing(origin: str) -> Loader:
    """A loader of the name of an earlier one that finds nothing."""
    return Loader(origin.partition(":")[0], "nothing", lambda paths, *, options, resolver: iter(()))


class _Done(Exception):
    """Carries a report out of a transaction that is not to be kept."""

    def __init__(self, report: LoadReport) -> None:
        self.report = report


def _paths(paths: Sequence[str | Path]) -> list[Path]:
    return [Path(path) for path in paths]


def _load(
    connection: DuckDBPyConnection,
    loader: Loader,
    paths: Sequence[Path],
    options: Mapping[str, str],
    update: bool,
    progress: Callable[[int], None] | None,
    base: Path,
) -> LoadReport:
    report = LoadReport()
    number = _next_load(connection)
    origin = known_as(connection, loader.name, paths, base)
    names = _names(connection)
    writer = Writer(
        connection,
        names,
        codebook(connection),
        origin=origin,
        load=number,
        report=report,
        base=base,
    )
    records = loader.load(paths, options=options, resolver=names)
    _put(_counted(records, progress), writer)
    writer.finish(withdraw=update)
    names = _settle(connection, writer, names)
    report.notes += [*new_people(connection, report), *names.unbound()]
    report.notes += _told(connection, names.merges.faults())
    report.notes += [*outside(connection, number), *upended(connection)]
    report.notes += _told(connection, assign(connection))
    if writer.verdicts.concerned:
        report.notes += writer.verdicts.notes()
    _compare_events(connection, report)
    _log(connection, number, origin, report)
    seal(connection)
    return report


def _told(connection: DuckDBPyConnection, faults: Sequence[Fault]) -> Iterator[str]:
    """What in the judgements cannot be followed, with the files and rows that it is about."""
    known = places(connection) if faults else {}
    for fault in faults:
        lines = [known[j.key_values] for j in fault.judgements if j.key_values in known]
        files = {v.file: [w.row for w in lines if w.file == v.file] for v in lines if v.row}
        told = [f"{file}, {_rows(rows)}" for file, rows in files.items()]
        yield f"{' and '.join(told)}: {fault.reason}" if told else fault.reason


def _rows(numbers: Sequence[int]) -> str:
    return f"row{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"


def _folder(book: Casebook) -> Path:
    return book.path.resolve().parent


def _next_load(connection: DuckDBPyConnection) -> int:
    rows = connection.execute("SELECT value FROM meta WHERE key = 'load'").fetchall()
    number = int(rows[0][0]) + 1
    connection.execute("UPDATE meta SET value = ? WHERE key = 'load'", [str(number)])
    return number


def _names(connection: DuckDBPyConnection) -> Names:
    """The names of all nodes that the casebook has, those made from claims marked as such."""
    known = [node for cls in NAMED for node in nodes(connection, cls)]
    made = [node.key_values[0] for cls in NAMED for node in derived(connection, cls)]
    known += [one for one in nodes(connection, Judgement) if one.what == "identity"]
    return Names(known, (*reference_states(), *reference_groups()), made)


def _settle(connection: DuckDBPyConnection, writer: Writer, names: Names) -> Names:
    """Let claims follow the names that this load changed, and let go of what nothing names."""
    _make_holders(writer, names)
    touched = writer.touched | {fold(person.name) for person in writer.report.people}
    tied = names.merges.tied(touched)
    tied |= {OFFICES} if names.offices.concern(touched | tied) else set()
    if writer.touched or tied:
        names = _names(connection)
        tied |= names.merges.tied(touched)
        settled = set() if tied else writer.resolved
        again = writer.touched | tied
        notes = resolve_again(connection, again, names, writer.shelf, settled)
        # A claim that this load brought may have said so already.
        writer.report.notes += [note for note in notes if note not in writer.report.notes]
    if writer.touched or writer.rewritten or tied:
        sweep(connection, writer.shelf, lambda post: office(_state_of(post, names), post.title))
    writer.shelf.put_members(names)
    _say_reference(writer)
    return names


def _make_holders(writer: Writer, names: Names) -> None:
    """Make persons of those whom judgements name and only posts know, as claims make theirs."""
    for fault in names.merges.faults():
        for told in (told for one in fault.judgements for told in (one.a, one.b)):
            names.make_holder(told)
    made = names.take_created()
    writer.shelf.make(made)
    writer.shelf.flush()
    writer.touched.update(fold(one.label) for one in made)


def _state_of(post: Post, names: Names) -> str:
    try:
        return names.state(post.state) if post.state else ""
    except RapalloError:
        return ""


def _say_reference(writer: Writer) -> None:
    taken = set(writer.shelf.from_reference)
    groups = taken & {group.name for group in reference_groups()}
    for table, names in (("states", taken - groups), ("coalitions", groups)):
        if names:
            said = f"taken from the table of {table}: {', '.join(sorted(names))}"
            writer.report.notes.append(said)


def _counted(records: Iterator[object], progress: Callable[[int], None] | None) -> Iterator[object]:
    number = shown = 0
    for record in records:
        yield record
        number += getattr(record, "num_rows", 1)
        if progress and number - shown >= 1000:
            shown = number
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
    placed = record if isinstance(record, PlacedNode) else None
    one = placed.node if placed else record
    if isinstance(one, Node):
        writer.node(one, *(placed[1:] if placed else ()))
    elif isinstance(one, Act):
        writer.act(one)
    elif isinstance(record, Reject):
        writer.report.rejects.append(record)
    elif isinstance(record, Ignored):
        writer.report.ignored[record.reason] += record.count
    elif isinstance(record, Claim):
        writer.claims([Placed(record)])
    else:
        writer.claims(_from_arrow(record))


def _from_arrow(table: object) -> Iterator[Placed]:
    """The rows of an Arrow table with the columns of ``claims.csv``.

    The table's schema may say under ``path`` from which file its rows come, and under ``row`` the
    number of the first of them there.
    """
    import pyarrow as pa

    if not isinstance(table, pa.Table | pa.RecordBatch):
        raise TypeError(f"a loader yielded a {type(table).__name__}")
    for name in table.column_names:
        if name not in COLUMNS and name not in COMPUTED and not name.startswith("x_"):
            raise BadInput(f"a loader's table has a column {name!r}, which claims have not")
    about = table.schema.metadata or {}
    path, row = about.get(b"path", b"").decode(), int(about.get(b"row", b"1"))
    own = [name for name in table.column_names if name.startswith("x_")]
    computed = [name for name in COMPUTED if name in table.column_names]
    for batch in [table] if isinstance(table, pa.RecordBatch) else table.to_batches(10_000):
        written = zip(*(_cells(batch, name) for name in COLUMNS), strict=True)
        beside = [list(zip(*_columns(batch, names), strict=True)) for names in (own, computed)]
        for number, cells in enumerate(written):
            mine, theirs = (values[number] if values else () for values in beside)
            claim = Claim.from_cells(cells, tuple(zip(own, mine, strict=True)))
            yield Placed(claim, path, row, dict(zip(computed, theirs, strict=True)))
            row += 1


def _columns(batch: pa.RecordBatch, names: Sequence[str]) -> list[list[str]]:
    return [_cells(batch, name) for name in names]


def _cells(batch: pa.RecordBatch, name: str) -> list[str]:
    """A column as text; empty cells where there is no such column."""
    if name not in batch.schema.names:
        return [""] * batch.num_rows
    values = batch.column(name).to_pylist()
    return ["" if value is None else str(value) for value in values]


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
    at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    counts: dict[str, object] = {table: dict(found) for table, found in report.counts.items()}
    told = {"rejects": len(report.rejects), "notes": report.notes}
    summary = json.dumps({**counts, **told}, ensure_ascii=False)
    connection.execute(
        "INSERT INTO loads VALUES (?, ?, ?, ?, ?)", [number, at, origin, __version__, summary]
    )
