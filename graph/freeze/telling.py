"""What is kept of the results where rows are not passed on: one rule, for whatever a command makes.

An answer that counts (a rank, a pair, a thesis, a network, and the figure of it) is kept without
the ids of those rows. Of an answer that tells rows (a list, a date line, a file for other tools)
whatever names or quotes such a row, or could tell of it without its name, is not kept: its sum is.
A file that a command reads is refused where it holds what is not passed on.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from rapallo.errors import BadInput, RapalloError
from rapallo.freeze.commands import Command
from rapallo.freeze.running import FILES, Made, Output, form_of
from rapallo.freeze.withheld import Ids, Withheld
from rapallo.loaders.tables import EXCEL, PARQUET, Row, read_table

__all__ = ["check_inputs", "keep_only", "without"]

_COUNTING = frozenset(
    (
        *("info", "agree", "theses", "centrality", "robustness", "coordination", "blocs"),
        *("balance", "plot network", "plot centrality", "plot coordination", "plot blocs"),
    )
)
"""What answers with numbers. Any other verb, also one that is new, is taken to tell rows."""

_WHOLE = ("export csv", "export parquet", "export html", "identity office")
"""What holds words of rows, or of posts, also where it names none by its id."""

_DRAWN = "\n\nWhat is drawn"


def keep_only(made: Made, root: Path, withheld: Withheld) -> Made:
    """The same with no more kept below ``root`` than the rule allows; sums are of the whole."""
    if not withheld.rows:
        return made
    counts = _counts(made)
    texts = {one.path: _text(root / one.path) for one in made.outputs}
    # A picture does not say whom it shows, the text beside it does.
    named = {path for path, text in texts.items() if text and withheld.told_in(text)}
    files = {one.path for one in made.outputs if one.path.startswith(f"{FILES}/")}
    if not counts and named & files:
        named |= files
    outputs = []
    for output in made.outputs:
        path = root / output.path
        if output.path in named or (not counts and _blind(made, output)):
            text = texts[output.path]
            cut = without(output.path, text, withheld.known) if counts and text else None
            if cut is None or withheld.told_in(cut):
                path.unlink()
                output = replace(output, withheld=True)
            else:
                path.write_text(cut, encoding="utf-8", newline="")
                output = replace(output, cut=True)
        outputs.append(output)
    return replace(made, outputs=tuple(outputs))


def _counts(made: Made) -> bool:
    """Whether a command counts; `agree --show differences` lists rows."""
    verb = Command.read(made.line, made.number).verb
    shows = any(word.partition("=")[0] == "--show" for word in made.words)
    return verb in _COUNTING and not shows


def _blind(made: Made, output: Output) -> bool:
    """Whether a file may tell of a row though it holds no id: that it names none says nothing."""
    if output.path.endswith(".notes.txt"):
        return False
    verb = Command.read(made.line, made.number).verb
    nameless = verb in (*_WHOLE, "agree") or "--no-claims" in made.words
    printed = not output.path.startswith(f"{FILES}/")
    return nameless or (printed and form_of(made.words) not in ("csv", "json"))


def _text(path: Path) -> str:
    """What a file says; a picture says nothing, though its bytes may spell an id by chance."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return ""


# An answer that counts, without the ids


def without(name: str, text: str, ids: Ids) -> str | None:
    """A file without the ids of rows that are not passed on, which are counted; None where it has
    no form in which that can be done.

    >>> without("a.csv", "rank,claims\\n1,c-1;c-2;c-3\\n", Ids.of(["c-2", "c-3"]))
    'rank,claims\\n1,c-1;(2 withheld)\\n'
    >>> without("a.json", '[{"claims": ["c-1", "c-2"]}]', Ids.of(["c-2"]))
    '[{"claims": ["c-1", "(1 withheld)"]}]\\n'
    """
    if name.endswith(".csv"):
        return _of_csv(text, ids)
    if name.endswith(".json"):
        return _of_json(text, ids)
    return _of_caption(text, ids) if name.endswith(".caption.txt") else None


def _of_csv(text: str, ids: Ids) -> str:
    rows = csv.reader(io.StringIO(text, newline=""))
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerows([_cell(cell, ids) for cell in row] for row in rows)
    return file.getvalue()


def _cell(cell: str, ids: Ids) -> str:
    """A cell holds names with ``;`` between them, or JSON."""
    if cell[:1] in ("[", "{"):
        with suppress(ValueError):
            return json.dumps(_cut(json.loads(cell), ids), ensure_ascii=False)
    return ";".join(_left(cell.split(";"), ids))


def _of_json(text: str, ids: Ids) -> str | None:
    try:
        rows = json.loads(text)
    except ValueError:
        return None
    lines = (json.dumps(_cut(row, ids), ensure_ascii=False) for row in rows)
    return "[" + ",\n ".join(lines) + "]\n"


def _cut(value: Any, ids: Ids) -> Any:
    if isinstance(value, dict):
        return {name: _cut(part, ids) for name, part in value.items()}
    if isinstance(value, list):
        return _left([_cut(part, ids) for part in value], ids)
    return value


def _left(parts: Sequence[Any], ids: Ids) -> list[Any]:
    left = [part for part in parts if not (isinstance(part, str) and part in ids.all)]
    gone = len(parts) - len(left)
    return [*left, f"({gone} withheld)"] if gone else left


def _of_caption(text: str, ids: Ids) -> str | None:
    """The text beside a figure: of what is drawn, nothing that rests on one of these rows."""
    head, mark, drawn = text.partition(_DRAWN)
    if not mark:
        return None
    first, *lines = drawn.splitlines()
    entries = list(_entries(lines))
    left = [entry for entry in entries if not ids.named_in("\n".join(entry))]
    gone = len(entries) - len(left)
    said = f"{gone} of them are left out here: rows that are not passed on are behind them"
    kept = [line for entry in left for line in entry]
    return f"{head}{_DRAWN}{first}\n\n" + "\n".join([said, *kept]) + "\n"


def _entries(lines: Sequence[str]) -> Iterator[list[str]]:
    """What is drawn, each with the claims that stand under it."""
    entry: list[str] = []
    for line in filter(None, lines):
        if not line.startswith(" ") and entry:
            yield entry
            entry = []
        entry.append(line)
    if entry:
        yield entry


# What a command reads


def check_inputs(command: Command, names: Sequence[str], folder: Path, withheld: Withheld) -> None:
    """Raise a BadInput that names the file where one that a command reads may not be passed on."""
    text = any(word.partition("=")[0] == "--text" for word in command.words)
    for name in names if not withheld.all_mine else ():
        why = ""
        if text and withheld.known.named_in(" ".join(command.words)):
            why = "is the text of a source whose rows are not passed on"
        elif withheld.told_in(_read(folder / name)):
            why = "names or quotes rows that are not passed on"
        elif foreign := sorted(_sources(command, folder / name) - withheld.passing):
            of = f"of {foreign[0]}" if foreign[0] else "of no source"
            why = f"holds claims {of}, which may not be passed on"
        if why:
            raise BadInput(
                f"line {command.number}, `{command.line}`: {name} {why}, and it would go along."
                " Leave the line out, or say that it is yours: --pass-on KEY, --all-rights-mine"
            )


def _read(path: Path) -> str:
    """What a file holds, as text; of a table that is no text its cells."""
    if path.suffix.lower() in (*EXCEL, PARQUET):
        return "\n".join(" ".join(row.values()) for row in _rows(path) or ())
    return path.read_bytes().decode("utf-8", "replace")


def _sources(command: Command, path: Path) -> set[str]:
    """The sources of the claims in a sheet; one without a source stands under the empty name, and
    so do the sheets of coders that cannot be read here."""
    rows = _rows(path)
    if rows is None:
        return {""} if command.verb == "agree" else set()
    return {row.get("source", "") for row in rows if "agents" in row}


def _rows(path: Path) -> list[Row] | None:
    try:
        return [row for row in read_table(path) if isinstance(row, Row)]
    except RapalloError:
        return None
