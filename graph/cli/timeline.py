"""``rapallo timeline``: what someone or something had a part in, in time order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from rapallo.cli.filters import Asked, filtered
from rapallo.cli.show import Output, output, show
from rapallo.cli.verb import Session, Verb, with_session

__all__ = ["timeline"]


@click.command(
    cls=Verb,
    short_help="List what someone or something had a part in, by date.",
    examples=(
        "rapallo timeline Moraht",
        "rapallo timeline Germany --with 'Soviet Union' --lineage --between 1926 1928",
        "rapallo timeline 'Baltic union' --claims 0",
    ),
)
@click.argument("a", metavar="A")
@click.option("--with", "with_", metavar="B", help="Only what B has a part in too.")
@output
@filtered
@with_session
def timeline(session: Session, asked: Asked, output: Output, a: str, with_: str | None) -> None:
    """List the events in which A has a part: a person, state, body, post, treaty or issue."""
    from rapallo.analysis.timeline import timeline as timed

    book = session.book
    result = timed(
        book,
        a,
        with_=with_,
        filters=asked.filters(book),
        lineage=asked.lineage,
        expand=asked.expand_ids(book),
    )
    show(result, output, book, columns=("date", "act", "role", "part", "places"), tell=_who)


def _who(row: Mapping[str, Any]) -> Iterator[str]:
    """Who did it, to whom, about what."""
    aims = [*row["targets"], *row["treaties"], *row["issues"]]
    via = f" via {'; '.join(row['via'])}" if row["via"] else ""
    arrow = f" → {'; '.join(aims)}" if aims else ""
    yield f"{'; '.join(row['agents'])}{via}{arrow}"
