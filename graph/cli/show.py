"""Answers on the screen and in a pipe: data on standard output, everything else beside it.

A table shows the rows and under each some of the claims that carry it; JSON and CSV hold every
column and every claim. What was asked, notes and the trace go to standard error, so that nothing
but data enters a pipe.
"""

from __future__ import annotations

import csv
import functools
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any

import click

from rapallo.cli.verb import note, screen_width

if TYPE_CHECKING:
    from rapallo.analysis.result import Result
    from rapallo.casebook.book import Casebook

__all__ = ["Output", "data", "output", "place", "say_upended", "show", "shown", "where_told"]

FORMATS = ("table", "json", "csv")
_BOUND = re.compile(r"_(certain|possible)$")
_CHARS = re.compile(r",? *\bchars? \d+-\d+")


@dataclass(frozen=True, slots=True)
class Output:
    """How an answer is wanted. ``claims``: how many a table lists under a row."""

    format: str = "table"
    claims: int = 3
    provenance: bool = False


def shown(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the option ``-f``; it gets it as ``format``."""
    option = click.option(
        "-f", "--format", type=click.Choice(FORMATS), default="table", help="How to print [table]."
    )
    return option(function)


def output(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb whose answer cites the options of printing; it gets them as ``output``."""

    @functools.wraps(function)
    def gathered(*args: Any, **kwargs: Any) -> Any:
        wanted = Output(kwargs.pop("format"), kwargs.pop("claims"), kwargs.pop("provenance"))
        return function(*args, output=wanted, **kwargs)

    for option in (
        click.option("--provenance", is_flag=True, help="Say how to get the same answer again."),
        click.option(
            "--claims",
            type=click.IntRange(min=0),
            default=3,
            metavar="N",
            help="Claims to list under a row of a table [3].",
        ),
    ):
        gathered = option(gathered)
    return shown(gathered)


def show(
    result: Result,
    wanted: Output,
    book: Casebook,
    *,
    top: int | None = None,
    columns: Sequence[str] = (),
    tell: Callable[[Mapping[str, Any]], Iterable[str]] = lambda row: (),
) -> None:
    """Print an answer, or the first rows of it.

    ``columns``: those of a table, where they are not the answer's own; ``tell``: the lines under a
    row, before the claims.
    """
    note(f"{result.title}, from {result.asked_of()}")
    rows = result.records()[:top]
    told: dict[str, str] = {}
    if wanted.format == "table" and wanted.claims:
        cited = [name for row in rows for name in _cited(row)[: wanted.claims]]
        told = where_told(book, cited) if cited else {}

    def under(number: int) -> Iterator[str]:
        yield from tell(rows[number])
        if told:
            yield from _carried(_cited(rows[number]), wanted.claims, told)

    data(rows, columns or result.columns, wanted.format, under)
    if len(rows) < len(result.rows):
        note(f"Note: {len(result.rows) - len(rows)} more rows were left out by --top {top}.")
    for sentence in result.notes:
        note(f"Note: {sentence}" if sentence.endswith((".", "?")) else f"Note: {sentence}.")
    say_upended(book)
    if wanted.provenance:
        for name, value in result.trace().items():
            note(f"{name}: {json.dumps(value, ensure_ascii=False, default=str)}")


def say_upended(book: Casebook) -> None:
    """Name the rows of a casebook that end before they start."""
    from rapallo.casebook.read import upended
    from rapallo.errors import NoCasebook

    with suppress(NoCasebook), book.store.reading() as connection:
        for sentence in upended(connection):
            note(f"Note: {sentence}.")


def data(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    form: str,
    under: Callable[[int], Iterable[str]] = lambda number: (),
) -> None:
    """Print rows: the columns named in a table, all of them in JSON and CSV."""
    if form == "json":
        lines = (json.dumps(_plain(row), ensure_ascii=False, default=_number) for row in rows)
        click.echo("[" + ",\n ".join(lines) + "]")
    elif form == "csv":
        click.echo(_csv(rows, columns), nl=False)
    elif rows:
        from rapallo.cli.table import render

        for line in render(*ranged(rows, columns), screen_width(), under):
            click.echo(line)
    else:
        note("Nothing was found.")


def ranged(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str]
) -> tuple[list[dict[str, Any]], list[str]]:
    """Rows for a table: a count with its certain and possible bounds becomes one cell.

    >>> ranged([{"J": 3, "J_certain": 2, "P_certain": 0, "P_possible": 1}], ["J", "P_certain"])
    ([{'J': '2–3', 'P': '0–1'}], ['J', 'P'])
    """
    names = list(dict.fromkeys(_BOUND.sub("", name) for name in columns))
    return [{name: _ranged(row, name) for name in names} for row in rows], names


def _ranged(row: Mapping[str, Any], name: str) -> Any:
    from rapallo.cli.table import words

    value, low = row.get(name), row.get(f"{name}_certain")
    high = row.get(f"{name}_possible", value)
    if low is None or high is None or not isinstance(high, int | float):
        return value
    if low == high:
        return words(low)
    bounds = f"{words(low)}–{words(high)}"
    return f"{words(value)} ({bounds})" if value not in (None, low, high) else bounds


def where_told(book: Casebook, claims: Sequence[str]) -> dict[str, str]:
    """For claims by id: their source and the place in it, as a reader looks it up."""
    from rapallo.casebook.read import told_at

    with book.store.reading() as connection:
        rows = told_at(connection, claims)
    return {name: f"{source}, {place(locator)}" for name, source, locator in rows}


def place(locator: str) -> str:
    """A locator without the character offsets, which nobody counts by hand.

    >>> place("line 67, chars 5331-5597, note 6")
    'line 67, note 6'
    """
    if "line" not in locator:
        return locator
    return _CHARS.sub("", locator).strip(", ")


def _cited(row: Mapping[str, Any]) -> list[str]:
    return list(row.get("claims") or ())


def _carried(claims: Sequence[str], most: int, told: Mapping[str, str]) -> Iterator[str]:
    yield from (f"{name}: {told.get(name, '')}" for name in claims[:most])
    if len(claims) > most:
        yield f"and {len(claims) - most} more"


def _csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    names = list(dict.fromkeys([*(name for row in rows for name in row), *columns]))
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(row.get(name)) for name in names] for row in rows)
    return file.getvalue()


def _cell(value: Any) -> object:
    """A cell of CSV: names with ``;`` between them, what holds more than names as JSON.

    >>> _cell(["a", "b"]), _cell([{"value": "x", "claims": ("c-1",)}])
    ('a;b', '[{"value": "x", "claims": ["c-1"]}]')
    """
    several = isinstance(value, list | tuple)
    if isinstance(value, Mapping) or (several and any(map(_holds, value))):
        return json.dumps(_plain(value), ensure_ascii=False, default=_number)
    return ";".join(map(str, value)) if several else _plain(value)


def _holds(value: object) -> bool:
    return isinstance(value, Mapping | list | tuple)


def _plain(value: Any) -> Any:
    """A value that JSON can hold: no number that is none."""
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return None if isinstance(value, float) and not isfinite(value) else value


def _number(value: Any) -> Any:
    """A number of NumPy as one of Python; anything else as text."""
    return value.item() if hasattr(value, "item") else str(value)
