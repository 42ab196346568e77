"""Running the commands of a freeze: what each prints and writes, kept as files.

What a command prints becomes ``results/03-centrality.csv``, and the sentences that belong to it
``results/03-centrality.notes.txt``; what it writes lies in ``files/`` under the name that the
command gives it, beside what it reads.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from rapallo.errors import BadInput
from rapallo.freeze.commands import Command
from rapallo.freeze.seal import files_in, sum_of

__all__ = ["FILES", "RESULTS", "Made", "Output", "Ran", "Runner", "form_of", "gather", "run"]

RESULTS, FILES = "results", "files"
_FORMS = {"csv": "csv", "json": "json", "table": "txt"}
_WIDE = "10000"
"""Columns of the screen that commands believe in: no sentence is broken."""

_SEED = re.compile(r"^seed:[ =](\d+)\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed and said; ``error``: the sentence with which it failed."""

    out: str
    said: str
    error: str = ""


class Runner(Protocol):
    """What knows the commands: the command line."""

    def options(self, words: Sequence[str]) -> frozenset[str]:
        """The options that a command takes (``--format``); none where there is no such command."""

    def run(self, words: Sequence[str], book: Path) -> Ran:
        """Run a command on a casebook, in the folder that is the present one."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file that a command made, and its sum. ``withheld``: it tells of what is not passed on, and
    is not kept. ``cut``: it is kept without the ids of that; the sum is that of the whole."""

    path: str
    sha256: str
    withheld: bool = False
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A command that was run: its line, its words in full, its files, and why there are none."""

    number: int
    line: str
    words: tuple[str, ...]
    outputs: tuple[Output, ...] = ()
    seed: int | None = None
    unmade: str = ""
    inputs: tuple[str, ...] = ()


def in_full(command: Command, runner: Runner) -> tuple[str, ...]:
    """The words of a command that prints a table, with the form and the trace asked for."""
    takes, words = runner.options(command.words), command.words
    if "--format" in takes and not form_of(words):
        words = (*words, "-f", "csv")
    if "--provenance" in takes and "--provenance" not in words:
        words = (*words, "--provenance")
    return words


def form_of(words: Sequence[str]) -> str:
    """The form in which a command is asked to print, or an empty string."""
    for at, word in enumerate(words):
        if word in ("-f", "--format"):
            return words[at + 1] if at + 1 < len(words) else ""
        if word.startswith("--format=") or (word[:2] == "-f" and word[2:] in _FORMS):
            return word.removeprefix("--format=").removeprefix("-f")
    return ""


def gather(commands: Sequence[Command], here: Path, folder: Path) -> dict[int, tuple[str, ...]]:
    """Copy what the commands may read, files named in them, into the folder they are run in."""
    found = {}
    for at, command in enumerate(commands):
        words = (word.partition("=")[2] if word[:2] == "--" else word for word in command.words[1:])
        names = [word for word in words if word and _readable(here / word)]
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(here / name, folder / name)
        found[at] = tuple(names)
    return found


def _readable(path: Path) -> bool:
    """Whether a word names an ordinary file that is no casebook."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(12)[8:] != b"DUCK"
    except (OSError, ValueError):
        return False


def run(
    commands: Sequence[Command],
    runner: Runner,
    book: Path,
    root: Path,
    *,
    strict: bool = True,
    inputs: dict[int, tuple[str, ...]] | None = None,
    first: int = 1,
) -> Iterator[Made]:
    """Run commands one after the other; files are made below ``root``.

    ``strict``: the first that fails is a BadInput that names it; else it is told as unmade.
    ``first``: the number of the first in the names of results.
    """
    (root / RESULTS).mkdir(exist_ok=True)
    (root / FILES).mkdir(exist_ok=True)
    written: dict[str, int] = {}
    for at, command in enumerate(commands):
        number, words = first + at, in_full(command, runner)
        before = _signs(root / FILES)
        with _inside(root / FILES):
            ran = runner.run(words, book.absolute())
        if ran.error and strict:
            raise BadInput(f"line {command.number}, `{command.line}`: {ran.error}")
        names = [] if ran.error else [*_printed(number, command, words, ran, book, root)]
        after = _signs(root / FILES)
        names += [f"{FILES}/{name}" for name in after if after[name] != before.get(name)]
        for name in names:
            if name in written:
                raise BadInput(
                    f"line {command.number}, `{command.line}`: {name} is what line {written[name]}"
                    " writes too; give each a name of its own"
                )
            written[name] = command.number
        given = [name for name in (inputs or {}).get(at, ()) if f"{FILES}/{name}" not in names]
        yield Made(
            number,
            command.line,
            words,
            tuple(Output(name, sum_of(root / name)) for name in names),
            _seed(words, ran.said),
            ran.error,
            tuple(given),
        )


def _seed(words: Sequence[str], said: str) -> int | None:
    """The seed that a command tells, else the one that it was given."""
    found = _SEED.search(said) or _SEED.search(" ".join(words).replace("--seed", "\nseed:") + "\n")
    return int(found[1]) if found else None


def _printed(
    number: int, command: Command, words: Sequence[str], ran: Ran, book: Path, root: Path
) -> Iterator[str]:
    stem = f"{RESULTS}/{number:02}-{command.verb.replace(' ', '-')}"
    ending = _FORMS.get(form_of(words), "txt")
    for name, text in ((f"{stem}.{ending}", ran.out), (f"{stem}.notes.txt", ran.said)):
        if text:
            told = text.replace(str(book.absolute()), book.name)
            (root / name).write_text(told, encoding="utf-8", newline="")
            yield name


def _signs(folder: Path) -> dict[str, tuple[int, int, int]]:
    """By file, what changes whenever it is written, also with the same content."""
    found = {}
    for name in files_in(folder):
        stat = (folder / name).stat()
        found[name] = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
    return found


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    """In that folder, with a screen and a clock that are the same everywhere."""
    here, before = Path.cwd(), dict(os.environ)
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    os.environ["COLUMNS"] = _WIDE
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(here)
        for name in ("SOURCE_DATE_EPOCH", "COLUMNS"):
            os.environ.pop(name, None)
            if name in before:
                os.environ[name] = before[name]
