"""``rapallo freeze``: a casebook, its figures and its tables, set down for a reviewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rapallo.cli.show import data, shown
from rapallo.cli.verb import Session, Verb, note, with_session
from rapallo.model.text import many

if TYPE_CHECKING:
    from rapallo.freeze.running import Output

__all__ = ["freeze"]


@click.command(
    cls=Verb,
    short_help="Set the casebook and its results down for a reviewer.",
    examples=(
        "rapallo freeze for-review",
        "rapallo freeze for-review.zip --with commands.txt --pass-on pact-1939",
        "rapallo freeze --licences",
    ),
)
@click.argument("folder", required=False, metavar="[DIR]")
@click.option("--with", "path", metavar="FILE", help="The commands to run, one `rapallo` a line.")
@click.option("--pass-on", multiple=True, metavar="KEY", help="The rows of this source are mine.")
@click.option("--all-rights-mine", is_flag=True, help="So are those of all sources.")
@click.option("--licences", is_flag=True, help="List which licences let rows be passed on.")
@shown
@with_session
def freeze(
    session: Session,
    folder: str | None,
    path: str | None,
    pass_on: tuple[str, ...],
    all_rights_mine: bool,
    licences: bool,
    format: str,
) -> None:
    """Write tables, judgements, sources, commands, results and sums into DIR, or into DIR.zip.

    The commands only read, as in `rapallo centrality --by state`; a line that begins with # is
    passed over. Without FILE it is a standard set. What they write goes into DIR. Rows of a source
    whose licence is not known to allow it are not passed on: they go as ids with where to get them.
    So do results: what counts is kept without their ids, what tells of such rows as its sum only.
    """
    if licences:
        _licences(format)
        return
    if not folder:
        raise click.UsageError("which folder? `rapallo freeze DIR` makes it")
    from rapallo.cli.running import InProcess
    from rapallo.freeze.commands import read_commands
    from rapallo.freeze.freezing import freeze as write
    from rapallo.freeze.withheld import Rights

    frozen = write(
        session.book,
        folder,
        InProcess(),
        commands=read_commands(path) if path else None,
        rights=Rights(all_rights_mine, pass_on),
        progress=lambda line: note(f"{line} ..."),
    )
    rows = [
        {"command": made.line, "file": out.path, "kept": _kept(out)}
        for made in frozen.manifest.commands
        for out in made.outputs
    ]
    data(rows, ("command", "file", "kept"), format)
    for made in frozen.manifest.commands:
        if made.unmade:
            note(f"Unmade: `{made.line}`: {made.unmade}.")
    for (key, table), number in frozen.withheld.counts().items():
        licence = frozen.withheld.sources[key].licence or "not stated"
        note(
            f"Not passed on: {many(number, table[:-1])} of {key} (licence: {licence})."
            f" If they are yours to pass on: --pass-on {key}."
        )
    note(f"{folder}: {many(frozen.files, 'file')}, casebook {frozen.manifest.casebook}.")
    note(f"Print this sum beside your results, it seals the whole: {frozen.seal}")


def _kept(output: Output) -> str:
    return "sum only" if output.withheld else "without ids" if output.cut else "yes"


def _licences(format: str) -> None:
    from rapallo.freeze.licences import LICENCES

    rows = [
        {"licence": one.name, "passed_on": one.passes, "asks": one.asks or "nothing"}
        for one in LICENCES
    ]
    data(rows, ("licence", "passed_on", "asks"), format)
