"""The commands that a freeze runs: read from a list, checked before anything is done.

Only what reads a casebook is run, each line by Rapallo itself and never by a shell: what a shell
would understand is refused, so that a list from a stranger can do no more than ask and draw.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapallo.casebook.book import Casebook
from rapallo.errors import BadInput, BadOption, UnreadableFile
from rapallo.model.nodes import Source

__all__ = ["Command", "read_commands", "standard"]

READING = frozenset(
    (
        *("info", "claims", "cite", "timeline", "events", "identity", "conflicts", "witnesses"),
        *("agree", "theses", "export", "plot", "centrality", "robustness", "paths", "reach"),
        *("coordination", "blocs", "balance"),
    )
)
"""The verbs that only read a casebook."""

WRITING = {("events", "apply"), ("identity", "apply"), ("identity", "review")}
"""What under such a verb writes into one all the same, or asks questions."""

_OTHERWISE = {("export", "neo4j-csv")}
"""What marks its files by chance, so that nobody can make the same again."""

_SHELL = frozenset(";|&<>()$`*")
_ARTICLE = "baltic-cooperation"
"""The source whose theses come with Rapallo."""


@dataclass(frozen=True, slots=True)
class Command:
    """A line of the list: what was written, its number there, its words after ``rapallo``."""

    line: str
    number: int
    words: tuple[str, ...]

    @property
    def verb(self) -> str:
        """The verb, with what it does where it has several: ``export gexf``."""
        two = self.words[0] in ("events", "identity", "export", "plot")
        return " ".join(word for word in self.words[: 2 if two else 1] if word[:1] != "-")

    @classmethod
    def read(cls, line: str, number: int = 1) -> Command:
        """Read a line without a remark that ends it; a BadInput says what in it is not run.

        >>> Command.read("rapallo export gexf net.gexf --source pact-1939").verb
        'export gexf'
        >>> Command.read("rapallo info  # of all").line
        'rapallo info'
        """
        line = _without_remark(line)
        mark = next((char for _, char in _outside_quotes(line) if char in _SHELL), "")
        if mark:
            raise BadInput(
                f"line {number}: {mark!r} is for a shell, and no shell runs this; put it in quotes"
                " if it belongs to a name"
            )
        try:
            words = shlex.split(line)
        except ValueError as error:
            raise BadInput(f"line {number}: a quote is opened and not closed") from error
        if words[0] != "rapallo" or len(words) < 2:
            raise BadInput(f"line {number}: it must begin with `rapallo VERB`, not {words[0]!r}")
        _check(words[1:], number)
        return cls(line, number, tuple(words[1:]))


def _without_remark(line: str) -> str:
    for at, char in _outside_quotes(line):
        if char == "#" and (at == 0 or line[at - 1].isspace()):
            return line[:at].rstrip()
    return line


def _outside_quotes(line: str) -> Iterator[tuple[int, str]]:
    """What a shell would act on where it does not stand in quotes, each with its place."""
    quote = ""
    skipped = False
    for at, char in enumerate(line):
        if skipped:
            skipped = False
        elif char == "\\" and quote != "'":
            skipped = True
        elif char == quote:
            quote = ""
        elif not quote and char in "'\"":
            quote = char
        elif (not quote and (char in _SHELL or char == "#")) or (quote == '"' and char in "$`"):
            yield at, char


def _check(words: Sequence[str], number: int) -> None:
    verb = words[0]
    if verb.startswith("-"):
        raise BadInput(f"line {number}: {verb} is not for here: the frozen casebook is asked")
    if verb not in READING or tuple(words[:2]) in WRITING:
        said = " ".join(words[:2]) if verb in READING else verb
        raise BadInput(f"line {number}: `rapallo {said}` does not only read: it is not run here")
    if tuple(words[:2]) in _OTHERWISE:
        said = " ".join(words[:2])
        raise BadInput(
            f"line {number}: `rapallo {said}` writes other marks each time: not run here"
        )
    dates = {at + step for at, word in enumerate(words) if word == "--between" for step in (1, 2)}
    for at, word in enumerate(words):
        path = Path(word.partition("=")[2] if word.startswith("--") else word)
        if at not in dates and (path.is_absolute() or ".." in path.parts):
            raise BadInput(f"line {number}: {word} leads out of the folder; name a file inside it")


def read_commands(path: str | Path) -> list[Command]:
    """The commands of a file, one a line; empty lines and remarks after ``#`` are passed over.

    Raises :class:`~rapallo.errors.BadInput` for the first line that is not run here.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise UnreadableFile(path, f"it cannot be read: {reason}") from error
    try:
        found = list(_commands(text))
    except BadInput as error:
        raise UnreadableFile(path, str(error)) from error
    if not found:
        raise BadOption(f"{path} names no command: write one a line, such as `rapallo info`")
    return found


def _commands(text: str) -> Iterator[Command]:
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if line and not line.startswith("#"):
            yield Command.read(line, number)


def standard(book: Casebook) -> list[Command]:
    """What is run where no list is given: counts, conflicts, ranks, pairs, theses, figures, GEXF.

    The theses that come with Rapallo are those of an article: they are put where it is a source.
    """
    lines = ["info", "conflicts", "centrality", "coordination"]
    lines += ["plot network network.png --by state", "plot coordination coordination.png"]
    if any(source.key == _ARTICLE for source in book.nodes(Source)):
        lines.append("theses")
    lines.append("export gexf network.gexf")
    return [Command.read(f"rapallo {line}", number) for number, line in enumerate(lines, 1)]
