"""What ``identity apply`` and ``events apply`` do: follow a file of judgements, and say of what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rapallo.cli.show import data, shown
from rapallo.cli.verb import Session, note
from rapallo.model.text import many

if TYPE_CHECKING:
    from collections.abc import Callable

    from rapallo.model.records import LoadReport

__all__ = ["applied", "follow"]


def applied(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb what applying a file of judgements takes."""
    for option in (
        shown,
        click.option("--gone", is_flag=True, help="Undo what FILE said, which is there no more."),
        click.option(
            "--rejects", metavar="FILE", help="Write the lines that could not be used to it."
        ),
        click.argument("path", metavar="FILE"),
    ):
        function = option(function)
    return function


def follow(session: Session, path: str, rejects: str | None, form: str, *, gone: bool) -> None:
    """Let the casebook follow a file, or what is left of one that is gone, and say what came of it.

    All that cannot be used or followed is told, with its row.
    """
    from rapallo.cli.load import FATES, report_rows, say_ignored
    from rapallo.loaders.rejects import check_place, write_rejects

    if rejects:
        check_place(rejects)
    report = _report(session, path, gone=gone)
    if rejects:
        write_rejects(rejects, report.rejects)
    rows = [row for row in report_rows(report) if row["what"] == "judgements"]
    data(rows or [{"what": "judgements"}], ("what", *FATES), form)
    say_ignored(report)
    for reject in report.rejects:
        field = f"{reject.field} {reject.value!r}: " if reject.field else ""
        note(f"{reject.path}, row {reject.row}: {field}{reject.reason}")
    for sentence in report.notes:
        note(f"Note: {sentence.removesuffix('.')}.")
    if report.rejects:
        number = len({(reject.path, reject.row) for reject in report.rejects})
        note(f"{many(number, 'row')} could not be used.")


def _report(session: Session, path: str, *, gone: bool) -> LoadReport:
    from rapallo.load import load, undo_judgements
    from rapallo.loaders.judging import JUDGEMENTS

    if gone:
        return undo_judgements(session.book, path)
    return load(session.book, JUDGEMENTS, [Path(path)])
