"""``rapallo replicate``: a frozen casebook made again, and what differs."""

from __future__ import annotations

from dataclasses import asdict

import click

from rapallo.cli.show import data, shown
from rapallo.cli.verb import Session, Verb, note, with_session
from rapallo.errors import BadOption

__all__ = ["replicate"]

_COLUMNS = ("what", "file", "verdict", "where", "frozen", "now")


@click.command(
    cls=Verb,
    short_help="Make a frozen casebook again, and say what differs.",
    examples=(
        "rapallo replicate frozen",
        "rapallo replicate frozen --book rapallo.duckdb -f csv",
        "rapallo replicate frozen --with-source my-archive=claims.csv",
    ),
)
@click.argument("folder", metavar="DIR")
@click.option("--book", "own", metavar="FILE", help="A casebook with the rows not passed on.")
@click.option(
    "--with-source",
    "sources",
    multiple=True,
    metavar="KEY=PATH",
    help="The rows of a source: a sheet of claims, or a folder of tables.",
)
@shown
@with_session
def replicate(
    session: Session, folder: str, own: str | None, sources: tuple[str, ...], format: str
) -> None:
    """Check the sums of DIR (or DIR.zip), rebuild its casebook, run its commands, and compare.

    Nothing is written into DIR. The exit status is 0 only where all is the same. A row is same,
    different, altered since it was frozen, missing, extra, or unmade; where: the first place that
    differs, with both values.
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
    data([asdict(row) for row in replica.rows], _COLUMNS, format)
    for sentence in replica.notes:
        note(f"Note: {sentence}.")
    wrong = sum(row.verdict != "same" for row in replica.rows)
    note(f"{len(replica.rows) - wrong} are the same, {wrong} are not.")
    if wrong:
        raise click.exceptions.Exit(1)


def _pair(text: str) -> tuple[str, str]:
    key, mark, path = text.partition("=")
    if not (key and mark and path):
        raise BadOption(
            f"--with-source {text}: write it as KEY=PATH, such as my-archive=claims.csv"
        )
    return key, path
