"""``rapallo blocs``: who stands with whom."""

from __future__ import annotations

from typing import Any

import click

from rapallo.cli.balance import signed
from rapallo.cli.filters import Asked, filtered
from rapallo.cli.show import Output, output, show
from rapallo.cli.verb import Session, Verb, with_session

__all__ = ["blocs"]

METHODS = ("modularity", "sides")


@click.command(
    cls=Verb,
    short_help="Say who stands with whom, and who changed sides.",
    examples=(
        "rapallo blocs --lineage --claims 0",
        "rapallo blocs --lineage --every P5Y --between 1918 1941 --moves",
        "rapallo blocs --lineage --method sides --meetings +1 -f csv",
    ),
)
@click.option(
    "--method", type=click.Choice(METHODS), default="modularity", help="Any number, or two sides."
)
@click.option("--moves", is_flag=True, help="Only who changed his bloc between two windows.")
@signed
@output
@filtered
@with_session
def blocs(session: Session, /, asked: Asked, output: Output, **options: Any) -> None:
    """Say who stands with whom by the sign of their acts, whole or over time.

    Blocs are those of greatest signed modularity, or the two sides that spoil the fewest ties.
    """
    from rapallo.analysis.signed.blocs import blocs as grouped

    book = session.book
    result = grouped(
        book,
        filters=asked.filters(book),
        lineage=asked.lineage,
        expand=asked.expand_ids(book),
        **options,
    )
    show(result, output, book)
