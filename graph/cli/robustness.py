"""``rapallo robustness``: how sure a rank is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from rapallo.cli.centrality import MEASURES
from rapallo.cli.filters import Asked, filtered
from rapallo.cli.show import Output, output, show
from rapallo.cli.verb import Session, Verb, with_session

__all__ = ["robustness"]


@click.command(
    cls=Verb,
    short_help="Say how sure a rank is, and what would overturn it.",
    examples=(
        "rapallo robustness --by state --lineage --measure strength --top 3",
        "rapallo robustness --kind informed --measure brokerage --replicates 200 --seed 1",
        "rapallo robustness --by state --lineage --measure J -f csv",
    ),
)
@click.option(
    "--measure",
    type=click.Choice((*MEASURES, "J")),
    default="degree",
    metavar="M",
    help="As for `rapallo centrality`; or J, of pairs, as for `rapallo coordination` [degree].",
)
@click.option(
    "--by", type=click.Choice(("state", "diplomat", "actor")), default="diplomat", help="[diplomat]"
)
@click.option("--unweighted", is_flag=True, help="Let all edges count alike, as steps.")
@click.option(
    "--replicates",
    type=click.IntRange(min=1),
    default=1000,
    metavar="N",
    help="How often the events are drawn anew [1000].",
)
@click.option("--seed", type=click.IntRange(min=0), default=0, metavar="N", help="[0]")
@click.option(
    "--leave",
    type=click.Choice(("source", "origin")),
    multiple=True,
    default=("source",),
    help="What to leave out, one after the other: sources, or the documents of a state [source].",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=5000,
    metavar="N",
    help="Sets of claims to take away before it goes step by step [5000].",
)
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="Only so many ranks.")
@output
@filtered
@with_session
def robustness(
    session: Session,
    asked: Asked,
    output: Output,
    measure: str,
    by: str,
    unweighted: bool,
    replicates: int,
    seed: int,
    leave: tuple[str, ...],
    limit: int,
    top: int | None,
) -> None:
    """Say how sure a rank is: in resamples, without a source, without some claims."""
    from rapallo.analysis.robustness import robustness as sure

    book = session.book
    result = sure(
        book,
        measure=measure,
        by=by,  # type: ignore[arg-type]
        filters=asked.filters(book),
        weight=None if unweighted else "weight",
        lineage=asked.lineage,
        expand=asked.expand_ids(book),
        replicates=replicates,
        seed=seed,
        leave=leave,
        limit=limit,
        top=top,
    )
    show(result, output, book, tell=_told)


def _told(row: Mapping[str, Any]) -> Iterator[str]:
    """The rank without each of what is left out, and what it takes to be no longer first."""
    if row["without"]:
        ranks = (f"{name} {rank or '-'}" for name, rank in row["without"].items())
        yield f"rank without: {'; '.join(ranks)}"
    if row["falls_without"]:
        number = len(row["falls_without"])
        least = "no fewer do" if row["falls_exact"] else f"at least {row['falls_at_least']}"
        then = " and ".join(row["then_first"])
        yield f"not first without {number} claims ({least}), then {then}: " + ", ".join(
            row["falls_without"]
        )
