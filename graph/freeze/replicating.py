"""A frozen casebook made again, and what came out the same and what did not.

Nothing is written into the frozen folder. A row of the report is a file or a fact: ``same``,
``different`` (where, what was frozen, what it is now), ``altered`` since it was frozen,
``missing``, ``extra``, or ``unmade`` with the reason.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from rapallo.casebook.book import Casebook
from rapallo.errors import BadInput, BadOption, RapalloError, UnreadableFile
from rapallo.export.parquet import export_parquet
from rapallo.export.tables import export_csv
from rapallo.freeze.commands import Command
from rapallo.freeze.compare import difference
from rapallo.freeze.freezing import BOOK
from rapallo.freeze.manifest import MANIFEST, Manifest, versions
from rapallo.freeze.rebuild import Supplied, call, put_back, rebuilt, supplied
from rapallo.freeze.running import FILES, Made, Output, Runner, run
from rapallo.freeze.seal import check_sums, files_in, opened, sum_of
from rapallo.freeze.telling import without
from rapallo.freeze.withheld import Ids, WithheldRow, read_withheld
from rapallo.model.text import many

__all__ = ["Checked", "Replica", "replicate"]

SAME = "same"


@dataclass(frozen=True, slots=True)
class Checked:
    """A row of the report: of what, which file, the verdict, where, and both values."""

    what: str
    file: str
    verdict: str
    where: str = ""
    frozen: str = ""
    now: str = ""


@dataclass(slots=True)
class Replica:
    """What a replication found. ``notes``: sentences on versions and on rows that are needed."""

    rows: list[Checked] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def same(self) -> bool:
        """Whether all is the same."""
        return all(row.verdict == SAME for row in self.rows)


def replicate(
    frozen: str | Path,
    runner: Runner,
    *,
    book: Casebook | None = None,
    sources: Mapping[str, str | Path] | None = None,
    progress: Callable[[str], None] = lambda line: None,
) -> Replica:
    """Check the sums of a frozen folder or ``.zip``, make its casebook again, run every command.

    Rows that were withheld come from ``book``, a casebook that holds them, or from ``sources``:
    by the key of a source, a file of its claims or a folder of tables. Raises
    :class:`~rapallo.errors.UnreadableFile` where it is no frozen casebook, or a damaged archive,
    :class:`~rapallo.errors.BadOption` for a source of which nothing was withheld.
    """
    with opened(Path(frozen)) as folder, TemporaryDirectory() as aside:
        manifest = Manifest.read(folder / MANIFEST)
        replica = Replica(notes=list(_versions(manifest)))
        replica.rows += _sums(folder)
        given = _given(Path(aside), book, sources or {})
        try:
            wanted = read_withheld(folder / "withheld.csv")
        except UnreadableFile as error:
            replica.rows += _no_casebook(manifest, error)
            return replica
        _check_sources(sources or {}, wanted)
        try:
            told = [*_supply(wanted, given, replica.notes)]
            replica.rows += told
            if any(row.verdict == "missing" for row in told):
                reason = "rows that were not passed on are missing"
                replica.rows += _unmade(manifest.commands, reason)
                return replica
            copy = _book(folder, Path(aside), wanted, given)
        except RapalloError as error:
            replica.rows += _no_casebook(manifest, error)
            return replica
        replica.rows += _compared(folder, Path(aside), manifest, copy, wanted)
        if copy.digest != manifest.casebook:
            replica.notes.append(
                f"this casebook is {copy.digest}, not {manifest.casebook}: results are compared as"
                " if it were called that, and differ only where something else in them does"
            )
            call(copy, manifest.casebook)
        results = _Results(folder, Path(aside) / "made", manifest, copy, _ids(wanted))
        replica.rows += results.checked(runner, progress)
    return replica


def _no_casebook(manifest: Manifest, error: RapalloError) -> Iterator[Checked]:
    yield Checked("casebook", "tables", "unmade", str(error))
    yield from _unmade(manifest.commands, "there is no casebook")


def _check_sources(sources: Mapping[str, object], wanted: Sequence[WithheldRow]) -> None:
    known = sorted({row.source for row in wanted})
    for key in sources:
        if key not in known:
            which = f"rows of {', '.join(known)} were" if known else "nothing was"
            raise BadOption(
                f"--with-source {key}: no row of this source is needed; {which} withheld"
            )


def _ids(wanted: Sequence[WithheldRow]) -> Ids:
    return Ids.of(row.id for row in wanted)


def _versions(manifest: Manifest) -> Iterator[str]:
    now = versions()
    for name, before in manifest.versions.items():
        if now.get(name) != before:
            found = now.get(name, "not there")
            yield f"{name} was {before} when this was frozen and is {found} now"


def _sums(folder: Path) -> Iterator[Checked]:
    wrong = [Checked("sums", name, *found) for name, *found in _wrong(folder)]
    yield from wrong
    if not wrong:
        yield Checked("sums", many(len(files_in(folder)) - 1, "file"), SAME)


def _wrong(folder: Path) -> Iterator[tuple[str, str, str, str, str]]:
    for name, verdict, before, now in check_sums(folder):
        yield name, verdict, "SHA-256", before[:12], now[:12]


# The casebook


def _given(aside: Path, book: Casebook | None, sources: Mapping[str, str | Path]) -> Supplied:
    """The rows that somebody brings, from a casebook and from files."""
    found: Supplied = {}
    if book is not None:
        export_csv(book, aside / "theirs")
        found.update(supplied(aside / "theirs"))
    for key, path in sources.items():
        found.update(supplied(Path(path), key))
    return found


def _supply(wanted: Sequence[WithheldRow], given: Supplied, notes: list[str]) -> Iterator[Checked]:
    """For each source with withheld rows: whether all of them are there, and as they were."""
    for key in dict.fromkeys(row.source for row in wanted):
        mine = [row for row in wanted if row.source == key]
        lacking = [row for row in mine if (row.table, row.id) not in given]
        other = [row for row in mine if row not in lacking]
        other = [row for row in other if given[row.table, row.id][0] != row.revision]
        if lacking:
            first = lacking[0]
            notes.append(
                f"{many(len(lacking), 'row')} of {key} must come from you ({first.id} first):"
                f" {first.citation or key}. Give them with --book FILE or --with-source"
                f" {key}={_wanted_as(mine)}"
            )
            yield Checked("rows", key, "missing", first.id, many(len(lacking), "row"), "")
        for row in other:
            now = given[row.table, row.id][0]
            yield Checked("rows", key, "different", f"{row.table}, {row.id}", row.revision, now)
        if not lacking and not other:
            yield Checked("rows", key, SAME, many(len(mine), "row"))


def _wanted_as(rows: Sequence[WithheldRow]) -> str:
    """As what the rows of a source are brought: a sheet holds no posts."""
    if any(row.table == "posts" for row in rows):
        return "FOLDER, which holds claims.csv and posts.csv as `rapallo export csv` writes them"
    return "CLAIMS.csv"


def _book(folder: Path, aside: Path, wanted: Sequence[WithheldRow], given: Supplied) -> Casebook:
    tables = aside / "whole"
    if not (folder / "tables").is_dir():
        raise UnreadableFile(folder / "tables", "there is no such folder")
    shutil.copytree(folder / "tables", tables)
    put_back(tables, wanted, given)
    return rebuilt(tables, aside / BOOK)


def _compared(
    folder: Path, aside: Path, manifest: Manifest, book: Casebook, wanted: Sequence[WithheldRow]
) -> Iterator[Checked]:
    """The digest, and each table written once more."""
    verdict = SAME if book.digest == manifest.casebook else "different"
    yield Checked("casebook", "digest", verdict, "", manifest.casebook, book.digest)
    leave = {name: {row.id for row in wanted if row.table == name} for name in ("claims", "posts")}
    export_csv(book, aside / "again" / "tables", leave=leave)
    export_parquet(book, aside / "again" / "parquet", leave=leave)
    for name in files_in(aside / "again"):
        yield _checked("table", name, folder / name, aside / "again" / name)


def _checked(what: str, name: str, before: Path, now: Path) -> Checked:
    if not before.exists():
        return Checked(what, name, "missing")
    if not now.exists():
        return Checked(what, name, "unmade", "it is not written any more")
    found = difference(before, now)
    return Checked(what, name, "different", *found) if found else Checked(what, name, SAME)


# The commands


def _unmade(commands: Sequence[Made], reason: str) -> Iterator[Checked]:
    for made in commands:
        for output in made.outputs:
            yield Checked(_named(made), output.path, "unmade", reason)


def _named(made: Made) -> str:
    return f"{made.number} {made.line.removeprefix('rapallo ')}"


def _bring(folder: Path, root: Path, made: Made) -> None:
    """Copy what a command reads; it may lead nowhere else."""
    for name in made.inputs:
        source, target = folder / FILES / name, root / FILES / name
        if source.is_file() and not (Path(name).is_absolute() or ".." in Path(name).parts):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


@dataclass(frozen=True, slots=True)
class _Results:
    """The commands of a frozen folder, run again below ``root`` on a casebook made again."""

    folder: Path
    root: Path
    manifest: Manifest
    book: Casebook
    withheld: Ids

    def checked(self, runner: Runner, progress: Callable[[str], None]) -> Iterator[Checked]:
        """What came of each."""
        (self.root / FILES).mkdir(parents=True)
        for made in self.manifest.commands:
            _bring(self.folder, self.root, made)
        for made in self.manifest.commands:
            progress(made.line)
            yield from self._of_command(made, runner)

    def _of_command(self, made: Made, runner: Runner) -> Iterator[Checked]:
        try:
            again = self._again(made, runner)
        except BadInput as error:
            yield from _unmade([made], str(error))
            return
        if made.unmade or again.unmade:
            same = made.unmade == again.unmade
            verdict = SAME if same else "different" if made.unmade else "unmade"
            yield Checked(_named(made), "", verdict, "", made.unmade, again.unmade)
            return
        now = {output.path for output in again.outputs}
        for output in made.outputs:
            yield self._of_output(made, output)
        for path in sorted(now - {output.path for output in made.outputs}):
            yield Checked(_named(made), path, "extra", "it was not made when this was frozen")

    def _again(self, made: Made, runner: Runner) -> Made:
        """Run a command once more; its line is checked as it was, whoever wrote it."""
        command = Command.read(made.line, made.number)
        book, root = self.book.path, self.root
        (again,) = run([command], runner, book, root, strict=False, first=made.number)
        return again

    def _of_output(self, made: Made, output: Output) -> Checked:
        now, what = self.root / output.path, _named(made)
        if not now.exists():
            return Checked(what, output.path, "unmade", "it is not written any more")
        total = sum_of(now)
        by_sum = Checked(what, output.path, SAME, "by its sum: it tells of withheld rows")
        if total != output.sha256:
            told = output.sha256[:12], total[:12]
            by_sum = Checked(what, output.path, "different", "SHA-256 of the whole", *told)
        if output.withheld:
            return by_sum
        if output.cut:
            text = now.read_bytes().decode("utf-8", "replace")
            left = without(output.path, text, self.withheld) or ""
            now = now.with_name(f".cut.{now.name}")
            now.write_text(left, encoding="utf-8", newline="")
        found = _checked(what, output.path, self.folder / output.path, now)
        if found.verdict == SAME and output.cut:
            return replace(by_sum, where="with the ids left out here, by its sum")
        if output.cut:
            found = replace(found, where=f"{found.where} (but for ids left out)")
        drawn = found.verdict == "different" and output.path.startswith(f"{FILES}/")
        if drawn and dict(self.manifest.versions) != versions():
            return replace(found, where=f"{found.where}, by other versions")
        return found
