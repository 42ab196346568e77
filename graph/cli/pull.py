"""``rapallo pull``: a casebook that Neo4j holds, back into a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rapallo.cli.load import FATES, FEW, report_rows, say_ignored, say_notes
from rapallo.cli.progress import progress, rated
from rapallo.cli.server import opened, served
from rapallo.cli.show import data, shown
from rapallo.cli.verb import Session, Verb, note, with_session

if TYPE_CHECKING:
    from rapallo.model.records import LoadReport, Reject
    from rapallo.neo4j.connect import Server
    from rapallo.neo4j.pull import Pulled

__all__ = ["pull"]


@click.command(
    cls=Verb,
    short_help="Read a casebook back from a Neo4j database.",
    examples=(
        "rapallo pull --uri bolt://127.0.0.1:7687",
        "rapallo pull --uri neo4j+s://db.example.org --password-file key.txt --dry-run",
        "rapallo pull --casebook 7459a2e3ce60 --update --rejects rejects.csv",
    ),
)
@served
@click.option(
    "--casebook", metavar="ID", default="", help="Which, where the database holds several."
)
@click.option("--rejects", metavar="FILE", help="Write what could not be used to a CSV file.")
@click.option("--update", is_flag=True, help="Withdraw what is gone since an earlier pull.")
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be new.")
@shown
@with_session
def pull(
    session: Session,
    server: Server,
    casebook: str,
    rejects: str | None,
    update: bool,
    dry_run: bool,
    format: str,
) -> None:
    """Read a casebook back from a Neo4j database, with what was changed there by hand.

    What it holds is loaded as any sheet would be. A new casebook becomes the one that was pulled:
    pushed, it updates that one. Where the casebook has the id of one there, that one is pulled.
    """
    from rapallo.loaders.rejects import check_place, write_rejects
    from rapallo.neo4j.pull import pull as pull_out

    if rejects:
        check_place(rejects)
    book = session.book
    with opened(server) as driver, progress(rated("records")) as told:
        pulled = pull_out(
            book,
            driver,
            casebook,
            database=server.database,
            update=update,
            dry_run=dry_run,
            progress=told,
        )
    report = pulled.report
    if rejects:
        write_rejects(rejects, report.rejects)
    note(f"Read casebook {pulled.pushed}.")
    data(report_rows(report), ("what", *FATES), format)
    _say(report, kept=pulled.outcome is not None)
    _say_rejects(report.rejects, rejects)
    _say_outcome(pulled, session.path)


def _say(report: LoadReport, *, kept: bool) -> None:
    say_ignored(report)
    if vanished := report.count("vanished"):
        note(f"{vanished} records of an earlier pull are no longer there; --update withdraws them.")
    say_notes(report, kept=kept)


def _say_rejects(rejects: list[Reject], path: str | None) -> None:
    if not rejects:
        return
    nodes = len({(reject.path, reject.row) for reject in rejects})
    note(f"{nodes} node{'s' if nodes > 1 else ''} could not be used:")
    for reject in rejects[:FEW]:
        of = f", {reject.field}" if reject.field else ""
        note(f"  {reject.path}{of}: {reject.reason}")
    if len(rejects) > FEW:
        note(f"  ... and {len(rejects) - FEW} more")
    note(f"All of them are in {path}." if path else "--rejects FILE writes all of them down.")


def _say_outcome(pulled: Pulled, path: str) -> None:
    pushed, outcome = pulled.pushed, pulled.outcome
    if outcome is None:
        note("Nothing was written.")
    elif outcome.id != pushed.id:
        note(f"{path} keeps its own id, {outcome.id}: pushed, it stands beside {pushed.id}.")
    elif outcome.same:
        note(f"{path} holds casebook {outcome.id} as it was pushed, {outcome.digest}.")
    else:
        note(
            f"{path} is casebook {outcome.id}, {outcome.digest}, otherwise than it was pushed;"
            " `rapallo push --dry-run` says what a push would change in the database."
        )
        if pulled.report.rejects:
            note("A push would remove there what could not be used here: mend that first.")
    if outcome and outcome.copy:
        note(
            "It is a copy with the id of the original: whichever of the two is pushed last is what"
            " the database holds, and nobody is warned."
        )
