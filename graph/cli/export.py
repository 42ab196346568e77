"""``rapallo export``: the casebook as files for other tools."""

from __future__ import annotations

from collections.abc import Mapping

import click

from rapallo.cli.filters import Asked, filtered
from rapallo.cli.verb import Session, Verb, note, with_session

__all__ = ["export"]


@click.group(short_help="Write files for other tools: csv, gexf, graphml.")
def export() -> None:
    """Write the casebook for other tools: tables, Gephi, graph libraries."""


@export.command(
    "csv",
    cls=Verb,
    examples=("rapallo export csv tables", "rapallo export csv for-excel --excel-safe"),
)
@click.argument("folder")
@click.option("--excel-safe", is_flag=True, help="Keep Excel from running cells as formulas.")
@with_session
def export_csv(session: Session, folder: str, excel_safe: bool) -> None:
    """Write a CSV file a table into FOLDER; `load sheet FOLDER` reads it back."""
    from rapallo.export.tables import export_csv as write

    _say(write(session.book, folder, excel_safe=excel_safe), folder)


@export.command(
    "gexf",
    cls=Verb,
    examples=(
        "rapallo export gexf baltic.gexf --source baltic-cooperation",
        "rapallo export gexf states.gexf --by state --lineage --kind met_with",
    ),
)
@click.argument("path")
@click.option(
    "--by", type=click.Choice(("state", "diplomat", "actor")), default="actor", help="[actor]"
)
@filtered
@with_session
def export_gexf(session: Session, asked: Asked, path: str, by: str) -> None:
    """Write the network to PATH for Gephi, an edge a pair and kind, its events as spells."""
    from rapallo.export.gexf import export_gexf as write

    book = session.book
    counts = write(
        book,
        path,
        by=by,  # type: ignore[arg-type]
        filters=asked.filters(book),
        lineage=asked.lineage,
        expand=asked.expand_ids(book),
    )
    _say(counts, path)


@export.command(
    "graphml",
    cls=Verb,
    examples=(
        "rapallo export graphml record.graphml",
        "rapallo export graphml meetings.graphml --kind met_with --status any",
    ),
)
@click.argument("path")
@filtered
@with_session
def export_graphml(session: Session, asked: Asked, path: str) -> None:
    """Write the whole multigraph to PATH as GraphML: an edge for each claim and pair."""
    from rapallo.export.graphml import export_graphml as write

    book = session.book
    _say(write(book, path, filters=asked.filters(book)), path)


def _say(counts: Mapping[str, int], path: str) -> None:
    parts = (f"{number:,} {name.replace('_', ' ')}" for name, number in counts.items() if number)
    note(f"{path}: {', '.join(parts) or 'nothing'}")
