"""``rapallo info``: what is in the casebook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

from rapallo.cli.filters import Asked, filtered
from rapallo.cli.show import data, say_upended, shown
from rapallo.cli.verb import Session, Verb, with_session

__all__ = ["info"]


@click.command(
    cls=Verb,
    short_help="Say what the casebook holds.",
    examples=("rapallo info", "rapallo info --source pact-1939", "rapallo info -f json"),
)
@shown
@filtered
@with_session
def info(session: Session, asked: Asked, format: str) -> None:
    """Say what the casebook holds: claims of every status, records, dates, the last load."""
    from rapallo.cli.summary import summary

    book = session.book
    rows = summary(book, asked.filters(book, status=("any",)))
    if format == "table":
        rows = [{**row, "what": row["what"] if new else ""} for row, new in _first(rows)]
    data(rows, ("what", "value", "number"), format)
    say_upended(book)


def _first(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], bool]]:
    """Each row, and whether it is the first of its group."""
    before = ""
    for row in rows:
        yield row, row["what"] != before
        before = row["what"]
