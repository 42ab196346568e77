"""``rapallo conflicts``: what the sources of one happening disagree on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from rapallo.cli.filters import Asked, filtered
from rapallo.cli.show import Output, output, show
from rapallo.cli.verb import Session, Verb, with_session

__all__ = ["conflicts"]


@click.command(
    cls=Verb,
    short_help="Show what sources disagree on: dates, places, people, facts.",
    examples=(
        "rapallo conflicts --hard",
        "rapallo conflicts --across --kind signed",
        "rapallo conflicts --actor Moraht -f json",
    ),
)
@click.option("--hard", is_flag=True, help="Only where both cannot be right.")
@click.option("--across", is_flag=True, help="Only between different sources.")
@click.option("--itself", is_flag=True, help="Only where a text is at odds with itself.")
@output
@filtered
@with_session
def conflicts(
    session: Session, asked: Asked, output: Output, hard: bool, across: bool, itself: bool
) -> None:
    """List what claims on one event disagree on, each word with its claims, none preferred."""
    from rapallo.analysis.conflicts import conflicts as found

    book = session.book
    status = ("told", "alleged", "negated")
    filters = asked.filters(book, status=status)
    lineage = asked.lineage
    result = found(book, filters=filters, hard=hard, across=across, itself=itself, lineage=lineage)
    show(result, output, book, tell=_values)


def _values(row: Mapping[str, Any]) -> Iterator[str]:
    """Each word, and who says it."""
    for one in row["values"]:
        yield f"{one['value']}: {', '.join(one['claims'])}"
