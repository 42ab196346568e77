"""``rapallo theses``: general claims put to the record, with the source that makes them and
without it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from rapallo.cli.filters import Asked, filtered
from rapallo.cli.show import Output, output, place, show, where_told
from rapallo.cli.verb import Session, Verb, note, screen_width, with_session
from rapallo.errors import BadOption, UnreadableFile
from rapallo.model.text import many

if TYPE_CHECKING:
    from rapallo.analysis.result import Result
    from rapallo.casebook.book import Casebook

__all__ = ["theses"]

SHIPPED = "baltic.toml"
RECORDS = (
    ("", "all", "On all sources"),
    ("itself_", "itself", "On {source} alone (internal consistency)"),
    ("without_", "without", "Without {source}"),
)
SHOWN = 6
"""How many of the counts compared are told in full."""


@click.command(
    cls=Verb,
    short_help="Put general claims of a text to the record.",
    examples=(
        "rapallo theses baltic.toml",
        "rapallo theses --explain union-hindered-jointly",
        "rapallo theses baltic.toml --basis exact -f csv",
        "rapallo theses --vocabulary",
    ),
)
@click.argument("file", required=False, metavar="[FILE]")
@click.option(
    "--explain", multiple=True, metavar="ID", help="This thesis in full; all for all of them."
)
@click.option("--vocabulary", is_flag=True, help="Say what may stand in FILE.")
@output
@filtered
@with_session
def theses(
    session: Session,
    asked: Asked,
    output: Output,
    file: str | None,
    explain: tuple[str, ...],
    vocabulary: bool,
) -> None:
    """Test general claims on all sources, on their own source alone, and without it.

    FILE is TOML: claims in words, where they stand, and a test each. Without FILE, or where
    baltic.toml is no file of yours, it is the one that comes with Rapallo: what the article of the
    dossier says in general.
    """
    if vocabulary:
        _vocabulary()
        return
    from rapallo.analysis.theses.file import read_theses
    from rapallo.analysis.theses.sitting import theses as tested

    those, book = read_theses(_path(file)), session.book
    _check(explain, [thesis.id for thesis in those.theses])
    result = tested(
        book,
        those,
        filters=asked.filters(book),
        lineage=asked.lineage,
        expand=asked.expand_ids(book),
    )
    if explain and "all" not in explain:
        result = replace(result, rows=tuple(r for r in result.rows if r["id"] in explain))
    if explain and output.format == "table":
        _explained(result, output, book)
    else:
        show(result, _brief(output), book, tell=_in_words)


def _brief(wanted: Output) -> Output:
    """Without claims in the table, unless they are asked for."""
    source = click.get_current_context().get_parameter_source("claims")
    return replace(wanted, claims=0) if source is ParameterSource.DEFAULT else wanted


def _path(file: str | None) -> Path:
    """The file asked for, or the shipped one."""
    from rapallo.loaders.dossier_loader import folder

    if file is not None and (Path(file).exists() or file != SHIPPED):
        if not Path(file).exists():
            ours = f"{SHIPPED} comes with Rapallo"
            raise UnreadableFile(file, f"there is no such file; {ours}")
        return Path(file)
    note(f"{SHIPPED} is the one that comes with Rapallo.")
    return folder() / SHIPPED


def _check(asked: Sequence[str], ids: Sequence[str]) -> None:
    """Raise BadOption for a thesis that there is not, before any is tested."""
    from difflib import get_close_matches

    for name in asked:
        if name not in ids and name != "all":
            close = get_close_matches(name, ids, n=3)
            meant = f"close to it: {', '.join(close)}" if close else f"there are {', '.join(ids)}"
            raise BadOption(f"--explain {name}: there is no such thesis; {meant}")


def _in_words(row: Mapping[str, Any]) -> Iterator[str]:
    yield f"{row['claim']} ({place(row['locator'])})"


def _explained(result: Result, wanted: Output, book: Casebook) -> None:
    """Theses in full, then what belongs to all of them."""
    note(f"{result.title}, from {result.asked_of()}")
    for number, row in enumerate(result.rows):
        for line in _full(row, wanted, book):
            click.echo(line)
        if number + 1 < len(result.rows):
            click.echo()
    for sentence in result.notes:
        note(f"Note: {sentence}")
    if wanted.provenance:
        for name, value in result.trace().items():
            note(f"{name}: {json.dumps(value, ensure_ascii=False, default=str)}")


def _full(row: Mapping[str, Any], wanted: Output, book: Casebook) -> Iterator[str]:
    yield str(row["id"])
    yield from _filled(row["claim"], 2)
    yield from _filled(f"Stated in {row['source']}, {place(row['locator'])}.", 2)
    yield from _filled(f"Scope: {row['scope']}.", 2)
    yield from _filled(f"Test: {row['test']}.", 2)
    if row["note"]:
        yield from _filled(f"Note: {row['note']}", 2)
    for before, record, said in RECORDS:
        verdict = str(row[record]).upper()
        why = f": {row[before + 'why']}" if row[before + "why"] else ""
        where = said.format(source=row["source"])
        yield from _filled(f"{where}, {_claims(row[before + 'asked'])}: {verdict}{why}.", 2)
        yield from _told(row, before, wanted, book)


def _told(row: Mapping[str, Any], before: str, wanted: Output, book: Casebook) -> Iterator[str]:
    from rapallo.cli.table import words

    counts = [f"{name}: {_range(*n)}" for name, n in row[before + "numbers"].items()]
    if len(counts) > SHOWN:
        counts[SHOWN:] = [f"and {len(counts) - SHOWN} more"]
    for line in counts:
        yield from _filled(line, 4)
    values = [f"{name} {words(value)}" for name, value in row[before + "values"].items()]
    if row[before + "p"] is not None:
        values.append(f"p {words(row[before + 'p'])}")
        values.append(f"q over the theses with a p {words(row[before + 'q'])}")
    if values:
        yield from _filled("; ".join(values), 4)
    if left := row[before + "left_out"]:
        yield from _filled(f"not dated closely enough to count: {left}", 4)
    claims = row[before + "claims"]
    told = where_told(book, claims[: wanted.claims])
    for name in claims[: wanted.claims]:
        yield from _filled(f"{name}: {told.get(name, '')}", 4)
    if len(claims) > wanted.claims:
        yield from _filled(f"and {many(len(claims) - wanted.claims, 'more claim')}", 4)


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} to {high}"


def _claims(number: int) -> str:
    return f"{number} claim" if number == 1 else f"{number} claims"


def _vocabulary() -> None:
    from rapallo.analysis.theses.vocabulary import explained

    for number, (title, keys) in enumerate(explained()):
        if number:
            click.echo()
        for line in _filled(title, 0):
            click.echo(line)
        for name, says in keys:
            for line in _filled(f"{name}: {says}", 2):
                click.echo(line)


def _filled(text: str, indent: int) -> list[str]:
    from rapallo.cli.table import indented

    return list(indented(text, screen_width(), indent))
