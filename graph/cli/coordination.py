"""``rapallo coordination``: who coordinated with whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

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
        "rapallo coordination --around Lithuania --null configuration -f csv",
    ),
)
@click.option("--by", type=click.Choice(("state", "diplomat")), default="state", help="[state]")
@click.option("--within", default="P31D", metavar="P31D", help="How close in time acts are [P31D].")
@click.option(
    "--null",
    default="actor",
    metavar="NULL",
    help="What chance rearranges [actor].",
)
@click.option(
    "--permutations",
    default="1000",
    metavar="N|auto",
    help="How often chance is tried [1000].",
)
@click.option("--seed", type=int, default=0, metavar="N", help="Where chance starts [0].")
@click.option("--around", metavar="NAME", help="Only acts that share this matter.")
@click.option("--compatriots", is_flag=True, help="By diplomat: pairs of one state too.")
@click.option(
    "--max-pairs",
    type=click.IntRange(min=0),
    default=100_000,
    metavar="N",
    help="Test more pairs only if told to [100000].",
)
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
    max_pairs: int,
    top: int | None,
) -> None:
    """Say who acted with whom: J jointly, M met, S signed, C alike, P after talks.

    p and q set one column against chance: C (--null actor, within-target), J (configuration) or P
    (partner). "3 (2-5)": 3 on average over open dates, 2 certainly, 5 possibly.
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
        at_most=max_pairs,
    )
    show(result, output, book, top=top, tell=_order)


def _order(row: Mapping[str, Any]) -> Iterator[str]:
    """Who acted first, where there are acts alike."""
    a, b = row["a_label"], row["b_label"]
    counts = [
        f"{name} first {row[count]}"
        for name, count in ((a, "a_first"), (b, "b_first"))
        if row[count]
    ]
    counts += [f"same day {row['same_day']}"] if row["same_day"] else []
    counts += [f"order open {row['open_order']}"] if row["open_order"] else []
    if counts:
        yield f"of acts alike: {', '.join(counts)}{_gap(row['lead'], a, b)}"


def _gap(lead: float | None, a: str, b: str) -> str:
    if lead is None:
        return ""
    if not lead:
        return "; median gap 0 days"
    first = a if lead > 0 else b
    return f"; median gap {abs(lead):g} days, {first} first"
