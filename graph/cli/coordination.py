"""``rapallo coordination``: who coordinated with whom."""

from __future__ import annotations

import click

from rapallo.cli.filters import Asked, filtered
from rapallo.cli.show import Output, output, show
from rapallo.cli.verb import Session, Verb, with_session

__all__ = ["coordination"]


@click.command(
    cls=Verb,
    short_help="Say who acted with whom, and how far chance would do it.",
    examples=(
        "rapallo coordination --by state --lineage --between 1920 1934",
        "rapallo coordination --by diplomat --source baltic-cooperation --top 5",
        "rapallo coordination --around Lithuania --permutations auto -f csv",
    ),
)
@click.option("--by", type=click.Choice(("state", "diplomat")), default="state", help="[state]")
@click.option("--within", default="P31D", metavar="P31D", help="How close in time acts are [P31D].")
@click.option("--null", default="actor", metavar="NULL", help="What chance rearranges [actor].")
@click.option(
    "--permutations",
    default="1000",
    metavar="N|auto",
    help="How often chance is tried [1000].",
)
@click.option("--seed", type=int, default=0, metavar="N", help="Where chance starts [0].")
@click.option("--around", metavar="NAME", help="Only acts that share this matter.")
@click.option("--compatriots", is_flag=True, help="By diplomat: pairs of one state too.")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="Only the first N rows.")
@output
@filtered
@with_session
def coordination(
    session: Session,
    asked: Asked,
    output: Output,
    by: str,
    within: str,
    null: str,
    permutations: str,
    seed: int,
    around: str | None,
    compatriots: bool,
    top: int | None,
) -> None:
    """Say who acted with whom: J jointly, M met, S treaties, C alike, P after meeting.

    J, M and S are what the sources tell; C and its p and q set acts close in time against chance.
    """
    from rapallo.analysis.coordination import coordination as coordinated

    book = session.book
    result = coordinated(
        book,
        by=by,  # type: ignore[arg-type]
        within=within,
        null=null,
        permutations=int(permutations) if permutations.isdecimal() else permutations,
        seed=seed,
        lineage=asked.lineage,
        expand=asked.expand_ids(book),
        filters=asked.filters(book),
        around=around,
        compatriots=compatriots,
    )
    show(result, output, book, top=top)
