"""``rapallo push``: the casebook, into Neo4j."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rapallo.cli.progress import progress, rated
from rapallo.cli.server import opened, served
from rapallo.cli.show import data, shown
from rapallo.cli.verb import Session, Verb, note, with_session

if TYPE_CHECKING:
    from rapallo.neo4j.connect import Server
    from rapallo.neo4j.push import PushReport

__all__ = ["push"]


@click.command(
    cls=Verb,
    examples=(
        "rapallo push --uri bolt://127.0.0.1:7687",
        "rapallo push --uri neo4j+s://db.example.org --password-file key.txt --dry-run",
    ),
)
@served
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would change.")
@click.option("--remove", is_flag=True, help="Take this casebook out of the database.")
@click.option(
    "--batch",
    type=click.IntRange(min=1),
    default=5000,
    metavar="N",
    help="Records in one transaction [5000].",
)
@shown
@with_session
def push(
    session: Session, server: Server, dry_run: bool, remove: bool, batch: int, format: str
) -> None:
    """Make a Neo4j database hold this casebook as it is now.

    What is there and the same is left alone, what this casebook no longer has is removed, and
    whatever else the database holds stays as it is.
    """
    from rapallo.neo4j.push import push as push_into

    with opened(server) as driver, progress(rated("nodes", "relationships")) as told:
        report = push_into(
            session.book,
            driver,
            database=server.database,
            dry_run=dry_run,
            remove_all=remove,
            batch=batch,
            progress=told,
        )
    data([row._asdict() for row in report.rows()], _COLUMNS, format)
    _say(report, server, dry_run=dry_run, remove=remove)


_COLUMNS = ("what", "new", "changed", "removed", "unchanged")


def _say(report: PushReport, server: Server, *, dry_run: bool, remove: bool) -> None:
    if not report.differs and remove:
        note(f"{server.uri} does not hold this casebook: nothing to do.")
    elif not report.differs:
        note(f"{server.uri} holds this casebook as it is: nothing to do.")
    elif dry_run:
        note("Nothing was written: without --dry-run this will happen.")
    elif remove:
        note(f"{server.uri} no longer holds the casebook, {report.digest}.")
    else:
        note(f"{server.uri} holds the casebook, {report.digest}.")
    for other in report.others:
        note(f"Note: the database holds another casebook too: {other}.")
