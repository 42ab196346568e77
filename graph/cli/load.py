"""``rapallo load``: what a loader reads, into the casebook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from rapallo.cli.progress import progress
from rapallo.cli.show import data, shown
from rapallo.cli.verb import Session, Verb, note, with_session
from rapallo.model.text import many

if TYPE_CHECKING:
    from rapallo.model.records import LoadReport, Reject

__all__ = ["FATES", "FEW", "load", "report_rows", "say_ignored", "say_notes", "say_rejects"]

FATES = ("new", "changed", "unchanged", "vanished", "withdrawn")
FEW = 5
"""How many reasons, notes and examples are printed; a file of rejects holds all."""


@click.command(
    cls=Verb,
    short_help="Put what a loader reads into the casebook.",
    examples=(
        "rapallo load dossier",
        "rapallo load sheet letters.csv --source my-archive --rejects rejects.csv",
        "rapallo load sheet letters.csv --source my-archive --check",
        "rapallo load --notes",
    ),
)
@click.argument("loader", required=False)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--source", metavar="KEY", help="The source of rows that name none.")
@click.option("--mapping", metavar="FILE", help="A TOML file that names your columns and words.")
@click.option("--encoding", metavar="NAME", help="The encoding of the files [utf-8].")
@click.option("--rejects", metavar="FILE", help="Write what could not be used to a CSV file.")
@click.option("--update", is_flag=True, help="Withdraw what the files no longer have.")
@click.option("--check", is_flag=True, help="Load nothing; say what would be rejected.")
@click.option("--list", "listing", is_flag=True, help="List the loaders.")
@click.option("--notes", is_flag=True, help="Load nothing; print all notes of all loads.")
@shown
@with_session
def load(
    session: Session,
    /,
    loader: str | None,
    paths: tuple[str, ...],
    rejects: str | None,
    update: bool,
    check: bool,
    listing: bool,
    notes: bool,
    format: str,
    **options: str | None,
) -> None:
    """Load what LOADER reads from each PATH; done again, it adds nothing.

    What cannot be used is rejected with its place and reason, the rest is loaded.
    """
    if listing:
        _list(format)
        return
    if notes:
        _list_notes(session, format)
        return
    if not loader:
        raise click.UsageError("which loader? `rapallo load --list` lists them")
    given = {name: value for name, value in options.items() if value}
    report = _load(session, loader, paths, given, update=update, check=check, rejects=rejects)
    nodes = report.count("new") - report.count("new", "claims")
    would = "would be" if check else "are"
    told = many(report.count("new", "claims"), "claim")
    note(f"{told} and {many(nodes, 'other record')} {would} new.")
    data(report_rows(report), ("what", *FATES), format)
    _say(report, rejects, check=check)


def _load(
    session: Session,
    loader: str,
    paths: Sequence[str],
    options: Mapping[str, str],
    *,
    update: bool,
    check: bool,
    rejects: str | None,
) -> LoadReport:
    from rapallo.load import check as checked
    from rapallo.load import load as loaded
    from rapallo.loaders.rejects import check_place, write_rejects

    if rejects:
        # A file that cannot be written is told before anything is loaded.
        check_place(rejects)
    with progress(lambda number: f"{number:,} records") as told:
        if check:
            report = checked(session.book, loader, paths, options=options, progress=told)
        else:
            report = loaded(
                session.book, loader, paths, options=options, update=update, progress=told
            )
    if rejects:
        write_rejects(rejects, report.rejects)
    return report


def report_rows(report: LoadReport) -> list[dict[str, Any]]:
    """A row for the claims, for the new ones of each kind, and for each other table."""
    rows: list[dict[str, Any]] = []
    tables = sorted(report.counts, key=lambda table: (table != "claims", table))
    for table in dict.fromkeys(("claims", *tables)):
        counts = report.counts.get(table, Counter())
        rows.append({"what": table, **{fate: counts[fate] for fate in FATES}})
        if table == "claims":
            kinds = sorted(report.kinds.items())
            rows += [{"what": f"{kind} claims", "new": number} for kind, number in kinds]
    return rows


def say_ignored(report: LoadReport) -> None:
    """What was passed over on purpose."""
    for reason, number in report.ignored.items():
        note(f"Passed over: {number} ({reason}).")


def say_notes(report: LoadReport, *, kept: bool = True) -> None:
    """The first notes, and how to read the rest; all where the casebook has not kept them."""
    told = report.notes[:FEW] if kept else report.notes
    for sentence in told:
        note(f"Note: {sentence.removesuffix('.')}.")
    if rest := len(report.notes) - len(told):
        note(f"... and {many(rest, 'more note')}; `rapallo load --notes` prints all of them.")


def _say(report: LoadReport, rejects: str | None, *, check: bool) -> None:
    say_ignored(report)
    if report.without_id and not check:
        note(
            f"{report.without_id} rows have no id and were given one: mend such a row and it will"
            " be a new claim. `load ... --check` writes a copy of the sheet with the ids."
        )
    vanished = report.count("vanished", "claims")
    if vanished:
        note(f"{vanished} claims of an earlier load are no longer there; --update withdraws them.")
    say_notes(report, kept=not check)
    say_rejects(report.rejects)
    if report.rejects:
        note(
            f"All of them are in {rejects}."
            if rejects
            else "--rejects FILE writes all of them down."
        )
    if check:
        note("Nothing was loaded.")


def say_rejects(rejects: Sequence[Reject]) -> None:
    """The reasons for which rows could not be used, the commonest first."""
    if not rejects:
        return
    rows = len({(reject.path, reject.row) for reject in rejects})
    note(f"{rows} row{'s' if rows > 1 else ''} could not be used:")
    grouped: dict[tuple[str, str], list[Reject]] = {}
    for reject in rejects:
        grouped.setdefault((reject.field, reject.reason), []).append(reject)
    most = sorted(grouped.items(), key=lambda item: -len(item[1]))
    for (field, reason), those in most[:FEW]:
        first = those[0]
        of = f"{field}: " if field else ""
        note(f"  {len(those)} x {of}{reason} (first in {first.path}, row {first.row})")
    if len(most) > FEW:
        note(f"  ... and {len(most) - FEW} more reasons")


def _list_notes(session: Session, form: str) -> None:
    """All notes of all loads, the last load first."""
    from rapallo.casebook.read import loads

    with session.book.store.reading() as connection:
        rows = [
            {"load": one.number, "loaded": one.at, "from": one.origin, "note": sentence}
            for one in loads(connection)
            for sentence in one.notes
        ]
    data(rows, ("load", "loaded", "note"), form)


def _list(form: str) -> None:
    from rapallo import loaders

    found = [loaders.find(name) for name in loaders.names()]
    rows = [{"loader": one.name, "reads": one.about} for one in found]
    data(rows, ("loader", "reads"), form)
