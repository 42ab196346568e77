"""``rapallo identity state``: which state a name meant on a date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from rapallo.cli.show import Output, output, show
from rapallo.cli.verb import Session, Verb, with_session

__all__ = ["state"]

_COLUMNS = ("state", "id", "start", "end", "stood", "status")


@click.command(
    "state",
    cls=Verb,
    short_help="Say which state a name meant on a date.",
    examples=(
        "rapallo identity state Lithuania --on 1941-05",
        "rapallo identity state Germany --on 1950",
        "rapallo identity state Russia -f json",
        'rapallo identity state "Little Entente" --on 1930',
    ),
)
@click.argument("name")
@click.option("--on", default="", metavar="DATE", help="A date in EDTF; without one, at any time.")
@output
@with_session
def state(session: Session, output: Output, name: str, on: str) -> None:
    """Say which states NAME meant on a date: of the casebook, and of the table of states.

    Under each: how it stood (a mandate, occupied, in exile), the lineage that joins it, or why none
    does, and the groups that it belonged to, with dates. Where NAME is a group: its members.
    """
    from rapallo.analysis.states import MEMBERS, states_meant
    from rapallo.loaders.states import reference_states

    book = session.book
    result = states_meant(book, name, on=on, reference=reference_states())
    show(
        result,
        output,
        book,
        columns=result.columns if result.columns == MEMBERS else _COLUMNS,
        tell=_lines,
    )


def _lines(row: Mapping[str, Any]) -> Iterator[str]:
    if "member" in row:
        yield from filter(None, [row["why"]])
        return
    yield from map(": ".join, zip(row["standing"], row["standing_why"], strict=True))
    if row["lineage"]:
        yield f"lineage {row['lineage']}: {', '.join(row['states'])}"
    yield from row["why"]
    yield from (f"in {group}" for group in row["groups"])
