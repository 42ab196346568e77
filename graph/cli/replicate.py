"""``rapallo replicate``: a frozen casebook made again, and what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from rapallo.cli.show import data, shown
from rapallo.cli.verb import Session, Verb, note, with_session
from rapallo.errors import BadOption

if TYPE_CHECKING:
    from rapallo.freeze.replicating import Checked

__all__ = ["replicate"]

_COLUMNS = ("what", "file", "verdict", "where", "frozen", "now")


@click.command(
    cls=Verb,
    short_help="Make a frozen casebook again, and say what differs.",
    examples=(
        "rapallo replicate frozen",
        "rapallo replicate frozen --book rapallo.duckdb -f csv",
        "rapallo replicate frozen --with-source pact-1939=tables",
    ),
)
@click.argument("folder", metavar="DIR")
@click.option("--book", "own", metavar="FILE", help="A casebook with the rows not passed on.")
@click.option(
    "--with-source",
    "sources",
    multiple=True,
    metavar="KEY=PATH",
    help="The rows of a source: a folder of tables; or a sheet of claims.",
)
@click.option("--all", "whole", is_flag=True, help="In a table, list what is the same too.")
@shown
@with_session
def replicate(
    session: Session,
    folder: str,
    own: str | None,
    sources: tuple[str, ...],
    whole: bool,
    format: str,
) -> None:
    """Check the sums of DIR (or DIR.zip), rebuild its casebook, run its commands, and compare.

    Nothing is written into DIR. The exit status is 0 only where all is the same. A row is same,
    different, altered since it was frozen, missing, extra, or unmade, with the first place that
    differs and both values. A table lists what is not the same; CSV and JSON list all.
    """
    from rapallo.casebook.book import Casebook
    from rapallo.cli.running import InProcess
    from rapallo.freeze.replicating import replicate as again

    replica = again(
        folder,
        InProcess(),
        book=Casebook(own, wait=session.wait) if own else None,
        sources=dict(_pair(one) for one in sources),
        progress=lambda line: note(f"{line} ..."),
    )
    wrong = [row for row in replica.rows if row.verdict != "same"]
    if format != "table":
        data([asdict(row) for row in replica.rows], _COLUMNS, format)
    else:
        _table(replica.rows if whole else wrong, whole)
    for sentence in replica.notes:
        note(f"Note: {sentence}.")
    note(f"{len(replica.rows) - len(wrong)} are the same, {len(wrong)} are not.")
    if wrong:
        raise click.exceptions.Exit(1)


def _table(rows: Sequence[Checked], whole: bool) -> None:
    """What is not the same, under each where it parts; a reason that many share is told once."""
    shared = Counter(row.where for row in rows if row.verdict == "unmade" and not whole)
    told = [row for row in rows if row.verdict != "unmade" or shared[row.where] < 2]
    if told:
        records = [asdict(row) for row in told]
        data(records, ("verdict", "file"), "table", lambda number: _under(told[number]))
    for reason, number in shared.items():
        if number > 1:
            note(f"{number} results are unmade: {reason}.")


def _under(row: Checked) -> Iterator[str]:
    """What stands under a row of a table: what was run, where it parts and what stands there."""
    ran = row.what[:1].isdigit()
    if ran:
        yield f"`rapallo {row.what.partition(' ')[2]}`"
    place = ", ".join(filter(None, ["" if ran else row.what, row.where]))
    if row.verdict != "same" and (row.frozen or row.now):
        yield f"{place}: frozen {row.frozen or 'nothing'}, now {row.now or 'nothing'}"
    elif place:
        yield place


def _pair(text: str) -> tuple[str, str]:
    key, mark, path = text.partition("=")
    if not (key and mark and path):
        raise BadOption(
            f"--with-source {text}: write it as KEY=PATH, such as my-archive=claims.csv"
        )
    return key, path
