"""A casebook set down for a reviewer: all that it takes to make a study's results again.

The commands are run on a casebook made anew from the tables, as a reader will make it: what a
freeze holds has been made from what it holds (and from the rows that may not be passed on).
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rapallo.casebook.book import Casebook
from rapallo.errors import BadOption, CasebookError
from rapallo.export.atomic import written_whole
from rapallo.export.parquet import export_parquet
from rapallo.export.tables import export_csv, write_others
from rapallo.freeze.commands import Command, standard
from rapallo.freeze.manifest import MANIFEST, Manifest, versions
from rapallo.freeze.readme import readme
from rapallo.freeze.rebuild import rebuilt
from rapallo.freeze.running import FILES, Made, Runner, gather, run
from rapallo.freeze.seal import files_in, pack, seal
from rapallo.freeze.telling import check_inputs, keep_only
from rapallo.freeze.withheld import Rights, Withheld, write_withheld
from rapallo.model.nodes import Source

__all__ = ["BOOK", "Frozen", "freeze"]

BOOK = "rapallo.duckdb"
"""What the casebook is called on which commands are run."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a freeze has written: the number of files, the sum of its sums, what it holds."""

    files: int
    seal: str
    manifest: Manifest
    withheld: Withheld


def freeze(
    book: Casebook,
    target: str | Path,
    runner: Runner,
    *,
    commands: Sequence[Command] | None = None,
    rights: Rights | None = None,
    progress: Callable[[str], None] = lambda line: None,
) -> Frozen:
    """Write a casebook, the commands and their results into an empty or new folder, or a ``.zip``.

    It is there whole or not at all, and twice the same bytes for the same content and versions.
    Without ``commands`` the standard set is run, and what of it finds nothing is told as unmade;
    of one's own list, the first command that fails is an error. ``progress`` is called with each
    command before it is run. Raises :class:`~rapallo.errors.BadOption` where something is there
    already.
    """
    path = Path(target)
    with _drafted(path, progress) as draft, TemporaryDirectory() as aside:
        withheld = Withheld.of(book, rights or Rights())
        asked = standard(book) if commands is None else list(commands)
        given = _gathered(asked, draft, withheld)
        copy = _anew(book, Path(aside))
        counts = export_csv(copy, draft / "tables", leave=withheld.ids())
        with book.store.reading() as connection:
            # The copy has what is in force: the rest is told beside it, as `export csv` does.
            write_others(connection, draft / "tables")
        export_parquet(copy, draft / "parquet", leave=withheld.ids())
        write_withheld(draft / "withheld.csv", withheld.rows)
        strict = commands is not None
        running = run(asked, runner, copy.path, draft, strict=strict, inputs=given)
        made = list(_each(asked, running, progress))
        # Only now: a command may read what one before it wrote.
        made = [keep_only(one, draft, withheld) for one in made]
        manifest = Manifest(copy.digest, counts, _by_table(withheld), made, versions())
        _describe(manifest, withheld, copy, draft)
        frozen = Frozen(len(files_in(draft)) + 1, seal(draft), manifest, withheld)
        if path.suffix == ".zip":
            pack(draft, path)
    return frozen


@contextmanager
def _drafted(path: Path, progress: Callable[[str], None]) -> Iterator[Path]:
    """A hidden folder beside the target that takes its place once all of it is written."""
    packed = path.suffix == ".zip"
    if path.exists() and (packed or not path.is_dir() or any(path.iterdir())):
        raise BadOption(f"{path} is there already: freeze into a new or an empty folder")
    for left in _left_behind(path.absolute()):
        progress(f"{left.name}, left behind by a freeze that was killed, is taken away")
        shutil.rmtree(left, ignore_errors=True)
    draft = path.absolute().with_name(f".{path.name}.{os.getpid()}.new")
    try:
        draft.mkdir(parents=True)
        yield draft
        if not packed:
            draft.replace(path)
    except OSError as error:
        raise BadOption(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _left_behind(path: Path) -> list[Path]:
    """Drafts of the same target whose processes are gone."""
    named = re.compile(rf"\.{re.escape(path.name)}\.(\d{{1,9}})\.new")
    there = path.parent.iterdir() if path.parent.is_dir() else ()
    found = ((one, named.fullmatch(one.name)) for one in there)
    return sorted(one for one, match in found if match and not _runs(int(match[1])))


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _anew(book: Casebook, aside: Path) -> Casebook:
    """The casebook made again from its tables; an error where it would not be the same."""
    export_csv(book, aside / "whole")
    copy = rebuilt(aside / "whole", aside / BOOK)
    if copy.digest != book.digest:
        raise CasebookError(
            f"{book.path} is {book.digest}, but read back from its own tables it is {copy.digest}:"
            " load its files once more and try again"
        )
    return copy


def _gathered(
    commands: Sequence[Command], draft: Path, withheld: Withheld
) -> dict[int, tuple[str, ...]]:
    """Write the list of commands, and bring what they read, which must be free to go along."""
    (draft / FILES).mkdir()
    given = gather(commands, Path.cwd(), draft / FILES)
    for at, names in given.items():
        check_inputs(commands[at], names, draft / FILES, withheld)
    with written_whole(draft / "commands.txt") as file:
        file.writelines(f"{command.line}\n" for command in commands)
    return given


def _each(
    commands: Sequence[Command], running: Iterator[Made], progress: Callable[[str], None]
) -> Iterator[Made]:
    for command in commands:
        progress(command.line)
        yield next(running)


def _by_table(withheld: Withheld) -> dict[str, int]:
    return {table: len(ids) for table, ids in withheld.ids().items()}


def _describe(manifest: Manifest, withheld: Withheld, book: Casebook, draft: Path) -> None:
    manifest.write(draft / MANIFEST)
    listed = {source.key: source for source in book.nodes(Source)}
    with written_whole(draft / "README.md") as file:
        file.write(readme(manifest, withheld, listed))
