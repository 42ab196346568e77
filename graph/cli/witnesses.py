"""``rapallo witnesses``: how many independent witnesses there are, what rests on one alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from rapallo.cli.events import who
from rapallo.cli.filters import Asked, filtered
from rapallo.cli.show import Output, output, show
from rapallo.cli.verb import Session, Verb, with_session

__all__ = ["witnesses"]


@click.command(
    cls=Verb,
    short_help="List what rests on one independent witness alone.",
    examples=(
        "rapallo witnesses --kind signed",
        "rapallo witnesses --all --min-sources 2",
        "rapallo witnesses --unnamed",
    ),
)
@click.option("--all", "every", is_flag=True, help="All events, however many tell of them.")
@click.option("--unnamed", is_flag=True, help="Instead, documents cited that nobody has named.")
@output
@filtered
@with_session
def witnesses(session: Session, asked: Asked, output: Output, every: bool, unnamed: bool) -> None:
    """List events that one witness alone tells of, and count what rests on unnamed documents.

    Texts that are derived from one another, or cite one document, are one witness; one that leans
    on several, as a compilation does, is none more.
    """
    from rapallo.analysis.corroboration import corroboration, unnamed_documents

    book = session.book
    filters = asked.filters(book)
    if unnamed:
        show(unnamed_documents(book, filters=filters), output, book)
        return
    # More witnesses than one are asked for only by who wants to see those events.
    most = None if every or filters.min_sources > 1 else 1
    result = corroboration(book, filters=filters, most=most)
    show(result, output, book, tell=_cited)


def _cited(row: Mapping[str, Any]) -> Iterator[str]:
    """What it is, who the witnesses are where it needs saying, and what the claims cite."""
    yield from who(row)
    if len(row["claims"]) > 1:
        yield f"told by {'; '.join((*row['sources'], *row['between']))}"
    if row["documents"]:
        yield f"cites {'; '.join(row['documents'])}"
    if row["unnamed"]:
        yield f"cites, not named: {'; '.join(row['unnamed'])}"
