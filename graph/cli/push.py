"""``rapallo push``: the casebook, into Neo4j."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rapallo.cli.progress import progress, rated
from rapallo.cli.server import opened, served
from rapallo.cli.show import data, shown
from rapallo.cli.verb import Session, Verb, note, with_session
from rapallo.model.text import some

if TYPE_CHECKING:
    from rapallo.neo4j.connect import Server
    from rapallo.neo4j.push import PushReport

__all__ = ["push"]


@click.command(
    cls=Verb,
    examples=(
        "rapallo push --uri bolt://127.0.0.1:7687",
        "rapallo push --uri neo4j+s://db.example.org --password-file key.txt --dry-run",
        "rapallo push --remove --casebook 7459a2e3ce60",
    ),
)
@served
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would change.")
@click.option(
    "--thorough", is_flag=True, help="Compare every property, not only each record's revision."
)
@click.option("--remove", is_flag=True, help="Take this casebook out of the database.")
@click.option("--casebook", metavar="ID", default="", help="With --remove: take out that one.")
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
    session: Session,
    server: Server,
    dry_run: bool,
    thorough: bool,
    remove: bool,
    casebook: str,
    batch: int,
    format: str,
) -> None:
    """Make a Neo4j database hold this casebook as it is now.

    What is there and the same is left alone, what this casebook no longer has is removed, and
    whatever else the database holds stays as it is. Edits made there by hand are found by
    --thorough.
    """
    from rapallo.neo4j.push import push as push_into
    from rapallo.neo4j.push import take_out

    if casebook and not remove:
        raise click.UsageError("--casebook says which casebook --remove takes out")
    if remove and thorough:
        raise click.UsageError("--remove compares nothing, so it cannot be --thorough")
    with opened(server) as driver, progress(rated("nodes", "relationships")) as told:
        if casebook:
            report = take_out(
                driver,
                casebook,
                database=server.database,
                dry_run=dry_run,
                batch=batch,
                progress=told,
            )
        else:
            report = push_into(
                session.book,
                driver,
                database=server.database,
                dry_run=dry_run,
                remove_all=remove,
                thorough=thorough,
                batch=batch,
                progress=told,
            )
    data([row._asdict() for row in report.rows()], _COLUMNS, format)
    note(_outcome(report, server, dry_run=dry_run, remove=remove, thorough=thorough))
    _say_tied(report)
    for other in report.others:
        note(f"Note: the database holds another casebook too: {other}.")
    if report.others:
        note("`rapallo push --remove --casebook ID` takes one out.")


_COLUMNS = ("what", "new", "changed", "removed", "unchanged")


def _outcome(
    report: PushReport, server: Server, *, dry_run: bool, remove: bool, thorough: bool
) -> str:
    if not report.differs and remove:
        return f"{server.uri} does not hold this casebook: nothing to do."
    if not report.differs and thorough:
        return f"Nothing to do: {server.uri} holds this casebook, every property compared."
    if not report.differs:
        return (
            f"Nothing to do: every record stands at {server.uri} with its revision and as many"
            " relationships as it has; --thorough compares what they hold."
        )
    if dry_run:
        return "Nothing was written: without --dry-run this will happen."
    if remove:
        return f"{server.uri} no longer holds casebook {report.book}, {report.digest}."
    return f"{server.uri} holds the casebook, {report.digest}."


def _say_tied(report: PushReport) -> None:
    """Say which nodes could not go whole, others having tied something to them."""
    if not report.tied:
        return
    names = [key.partition("|")[2] for key in report.tied]
    note(
        f"Others have tied relationships to {len(names)} of the removed: {some(names, _FEW)}. For"
        " their sake a node labelled Withdrawn stays, with no more than id and name."
    )


_FEW = 5
