"""``rapallo reach``: whom word from somebody could have reached."""

from __future__ import annotations

import click

from rapallo.cli.filters import Asked, filtered
from rapallo.cli.show import Output, output, show
from rapallo.cli.verb import Session, Verb, with_session

__all__ = ["reach"]

MEASURES = ("reach", "closeness", "betweenness")


@click.command(
    cls=Verb,
    short_help="Whom word from one could have reached, and by when.",
    examples=(
        "rapallo reach Chernykh",
        "rapallo reach Chernykh --depart 1926-03 --arrive 1926-12",
        "rapallo reach --by state --lineage",
        "rapallo reach --measure betweenness --top 10",
    ),
)
@click.argument("start", metavar="[FROM]", required=False)
@click.option("--measure", type=click.Choice(MEASURES), default="reach", help="Of all [reach].")
@click.option(
    "--by", type=click.Choice(("state", "diplomat", "actor")), default="diplomat", help="[diplomat]"
)
@click.option("--depart", metavar="DATE", help="Word sets out on this date or later.")
@click.option("--arrive", metavar="DATE", help="It is there on this date or before.")
@click.option("--wait", metavar="P60D", help="The longest time between two steps.")
@click.option("--same-day", is_flag=True, help="Let steps of one known day be certain.")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="Only so many rows.")
@output
@filtered
@with_session
def reach(
    session: Session,
    asked: Asked,
    output: Output,
    start: str | None,
    measure: str,
    by: str,
    depart: str | None,
    arrive: str | None,
    wait: str | None,
    same_day: bool,
    top: int | None,
) -> None:
    """Say whom word from FROM could have reached, or of everybody how far."""
    from rapallo.analysis.paths import reach as reached

    book = session.book
    result = reached(
        book,
        start,
        measure=measure,
        by=by,  # type: ignore[arg-type]
        depart=depart,
        arrive=arrive,
        wait=wait,
        same_day=same_day,
        filters=asked.filters(book),
        lineage=asked.lineage,
        expand=asked.expand_ids(book),
        top=top,
    )
    show(result, output, book)
