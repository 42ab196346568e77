"""``rapallo balance``: how far friends and foes are from two camps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import click

from rapallo.cli.filters import Asked, filtered
from rapallo.cli.show import Output, output, show
from rapallo.cli.verb import Session, Verb, with_session

__all__ = ["balance", "signed"]

ROWS = ("windows", "ties", "triangles")


def signed(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options that say what counts as friendly and hostile, and how it is cut."""
    for option in (
        click.option("--seed", type=int, default=0, metavar="N", help="Where searches start [0]."),
        click.option("--every", metavar="P1Y", help="In windows of time, such as P1Y or P5Y."),
        click.option("--joint", type=int, default=0, metavar="N", help="Acting jointly [0]."),
        click.option("--treaties", type=int, default=0, metavar="N", help="Signing together [0]."),
        click.option(
            "--meetings",
            type=int,
            default=0,
            metavar="N",
            help="What meeting counts: -1, 0, +1 [0].",
        ),
        click.option(
            "--by",
            type=click.Choice(("state", "diplomat", "actor")),
            default="state",
            help="[state]",
        ),
    ):
        function = option(function)
    return function


@click.command(
    cls=Verb,
    short_help="Say how many ties spoil the balance of friends and foes.",
    examples=(
        "rapallo balance --lineage --every P5Y --between 1918 1941",
        "rapallo balance --lineage --meetings +1 --list ties -f csv",
        "rapallo balance --by diplomat --list triangles --treaties +1",
    ),
)
@click.option("--list", "rows", type=click.Choice(ROWS), default="windows", help="[windows]")
@signed
@output
@filtered
@with_session
def balance(session: Session, /, asked: Asked, output: Output, **options: Any) -> None:
    """Say how far the signed network of acts is from two camps, and which ties stand in the way.

    Frustration is the number of ties that even the best division into two sides spoils.
    """
    from rapallo.analysis.signed.balance import balance as measured

    book = session.book
    result = measured(
        book,
        filters=asked.filters(book),
        lineage=asked.lineage,
        expand=asked.expand_ids(book),
        **options,
    )
    show(result, output, book, tell=_spoiled)


def _spoiled(row: Mapping[str, Any]) -> Iterator[str]:
    """The ties that spoil the balance of a window."""
    if isinstance(row.get("spoiled"), list) and row["spoiled"]:
        yield f"spoiled: {'; '.join(row['spoiled'])}"
