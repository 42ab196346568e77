"""``rapallo centrality``: who stands in the middle."""

from __future__ import annotations

import click

from rapallo.cli.filters import Asked, filtered
from rapallo.cli.show import Output, output, show
from rapallo.cli.verb import Session, Verb, with_session

__all__ = ["centrality"]

MEASURES = (
    *("degree", "strength", "closeness", "betweenness", "eigenvector", "pagerank", "constraint"),
    *("brokerage", "coordinator", "itinerant", "gatekeeper", "representative", "liaison"),
)


@click.command(
    cls=Verb,
    short_help="Rank states or diplomats by their place in the network.",
    examples=(
        "rapallo centrality --by diplomat --measure betweenness --top 10",
        "rapallo centrality --by state --lineage --every P5Y --between 1920 1939 --top 3",
        "rapallo centrality --measure all --kind pressured --kind informed -f csv",
        "rapallo centrality --measure brokerage --lineage --top 3",
    ),
)
@click.option(
    "--measure",
    type=click.Choice((*MEASURES, "all")),
    multiple=True,
    default=("degree",),
    metavar="M",
    help=f"{', '.join(MEASURES[:7])}, all of these; brokerage or one of its five roles; repeat for "
    "several [degree].",
)
@click.option(
    "--by", type=click.Choice(("state", "diplomat", "actor")), default="diplomat", help="[diplomat]"
)
@click.option("--every", metavar="P1Y", help="In windows of time, such as P1Y or P6M.")
@click.option("--unweighted", is_flag=True, help="Let all edges count alike, as steps.")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="Only so many ranks.")
@output
@filtered
@with_session
def centrality(
    session: Session,
    asked: Asked,
    output: Output,
    measure: tuple[str, ...],
    by: str,
    every: str | None,
    unweighted: bool,
    top: int | None,
) -> None:
    """Rank states or diplomats in the network of meetings, or of the kinds asked for."""
    from rapallo.analysis.centrality import centrality as ranked

    book = session.book
    result = ranked(
        book,
        measure=measure[0] if len(measure) == 1 else measure,
        by=by,  # type: ignore[arg-type]
        filters=asked.filters(book),
        every=every,
        weight=None if unweighted else "weight",
        lineage=asked.lineage,
        expand=asked.expand_ids(book),
        top=top,
    )
    show(result, output, book)
