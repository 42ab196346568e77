"""``rapallo paths``: how word could pass from one to another."""

from __future__ import annotations

from dataclasses import replace

import click

from rapallo.cli.filters import Asked, filtered
from rapallo.cli.show import Output, output, show
from rapallo.cli.verb import Session, Verb, with_session

__all__ = ["paths"]

MODES = ("earliest", "latest", "fastest", "fewest")


@click.command(
    cls=Verb,
    short_help="Find chains of contacts in time from one to another.",
    examples=(
        "rapallo paths Chernykh Aralov",
        "rapallo paths Germany Lithuania --by state --wait P60D --certain",
        "rapallo paths Purickis Schönberg --mode fastest --depart 1926 -f json",
    ),
)
@click.argument("start", metavar="FROM")
@click.argument("goal", metavar="TO")
@click.option(
    "--by", type=click.Choice(("state", "diplomat", "actor")), default="diplomat", help="[diplomat]"
)
@click.option(
    "--mode",
    type=click.Choice((*MODES, "all")),
    multiple=True,
    help="Which chains: arriving first, departing last, fastest, of fewest steps "
    "[earliest and fewest].",
)
@click.option("--depart", metavar="DATE", help="Not before this date.")
@click.option("--arrive", metavar="DATE", help="Not after this date.")
@click.option("--wait", metavar="P60D", help="The longest time between two steps.")
@click.option("--certain/--possible", default=False, help="Only certain chains, or all [all].")
@click.option("--same-day", is_flag=True, help="Let steps of one known day be certain.")
@output
@filtered
@with_session
def paths(
    session: Session,
    asked: Asked,
    output: Output,
    start: str,
    goal: str,
    by: str,
    mode: tuple[str, ...],
    depart: str | None,
    arrive: str | None,
    wait: str | None,
    certain: bool,
    same_day: bool,
) -> None:
    """Find chains of contacts in time from FROM to TO, each step after the one before it."""
    from rapallo.analysis.paths import paths as chains

    book = session.book
    result = chains(
        book,
        start,
        goal,
        by=by,  # type: ignore[arg-type]
        mode=MODES if "all" in mode else mode or ("earliest", "fewest"),  # type: ignore[arg-type]
        depart=depart,
        arrive=arrive,
        wait=wait,
        certain=certain,
        same_day=same_day,
        filters=asked.filters(book),
        lineage=asked.lineage,
        expand=asked.expand_ids(book),
    )
    if output.format == "table":
        dated = ({**row, "date": row["date"] or "undated"} for row in result.rows)
        result = replace(result, rows=tuple(dated))
    show(result, output, book)
