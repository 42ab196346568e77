"""``rapallo export``: the casebook as files for other tools."""

from __future__ import annotations

from collections.abc import Mapping

import click

from rapallo.cli.filters import Asked, filtered
from rapallo.cli.verb import Group, Session, Verb, note, with_session

__all__ = ["export"]

MANY = 30_000
"""Edges that a page still draws without making its reader wait."""


@click.group(
    cls=Group,
    short_help="Write files for R, Stata, Gephi, Neo4j and others.",
    examples=(
        "rapallo export html baltic.html --source baltic-cooperation",
        "rapallo export gexf states.gexf --by state --lineage --kind met_with",
        "rapallo export csv tables",
    ),
)
def export() -> None:
    """Write the casebook for other tools: tables, Gephi, graph libraries, Neo4j."""


_by = click.option(
    "--by", type=click.Choice(("state", "diplomat", "actor")), default="actor", help="[actor]"
)


@export.command(
    "csv",
    cls=Verb,
    short_help="Tables as CSV; they can be read back.",
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
    "parquet",
    cls=Verb,
    short_help="The same tables, typed, for R and others.",
    examples=("rapallo export parquet tables", "rapallo export parquet for-r"),
)
@click.argument("folder")
@with_session
def export_parquet(session: Session, folder: str) -> None:
    """Write a typed Parquet file a table into FOLDER; `load sheet FOLDER` reads it back.

    The text of every CSV cell, and beside it dates as dates, names as lists, numbers, yes and no.
    """
    from rapallo.export.parquet import export_parquet as write

    _say(write(session.book, folder), folder)


@export.command(
    "gexf",
    cls=Verb,
    short_help="The network, for Gephi.",
    examples=(
        "rapallo export gexf baltic.gexf --source baltic-cooperation",
        "rapallo export gexf states.gexf --by state --lineage --kind met_with",
        "rapallo export gexf as-printed.gexf --layout places.csv",
    ),
)
@click.argument("path")
@_by
@click.option("--layout", metavar="FILE", help="Places of nodes (.csv, .gexf); made if not there.")
@click.option("--seed", type=click.IntRange(min=0), default=0, help="Of places made [0].")
@filtered
@with_session
def export_gexf(
    session: Session, asked: Asked, path: str, by: str, layout: str | None, seed: int
) -> None:
    """Write the network to PATH (.gexf), an edge a pair and kind, its events as spells.

    With the same options `rapallo plot network` prints nodes where Gephi shows them. More than
    4,000 nodes get places only with --layout. NetworkX reads no file with both meetings and acts:
    choose kinds that go together (--kind met_with), or give it GraphML.
    """
    from rapallo.export.gexf import MOST_PLACED
    from rapallo.export.gexf import export_gexf as write

    book = session.book
    counts = write(
        book,
        path,
        by=by,  # type: ignore[arg-type]
        filters=asked.filters(book),
        lineage=asked.lineage,
        expand=asked.expand_ids(book),
        layout=layout,
        seed=seed,
    )
    _say(counts, path)
    if counts["nodes_without_a_place"]:
        note(f"More than {MOST_PLACED:,} nodes are left to Gephi; --layout FILE places them.")


@export.command(
    "html",
    cls=Verb,
    short_help="The network as a page, for any browser.",
    examples=(
        "rapallo export html baltic.html --source baltic-cooperation",
        "rapallo export html states.html --by state --lineage --title 'Who met whom'",
    ),
)
@click.argument("path")
@_by
@click.option("--title", metavar="TEXT", help="What stands above it [Diplomatic relations].")
@click.option("--seed", type=click.IntRange(min=0), default=0, help="Of the nodes' places [0].")
@filtered
@with_session
def export_html(
    session: Session, asked: Asked, path: str, by: str, title: str | None, seed: int
) -> None:
    """Write one page to PATH (.html) that opens offline in any browser: network, timeline, claims.

    It holds all that it needs and asks the network for nothing: send it, or put it on a stick.
    """
    from rapallo.export.html import TITLE
    from rapallo.export.html import export_html as write

    book = session.book
    counts = write(
        book,
        path,
        by=by,  # type: ignore[arg-type]
        filters=asked.filters(book),
        lineage=asked.lineage,
        expand=asked.expand_ids(book),
        seed=seed,
        title=title or TITLE,
    )
    _say(counts, path)
    if counts["edges"] > MANY:
        note(f"More than {MANY:,} edges: a browser will be slow with it; filter, or use gexf.")


@export.command(
    "graphml",
    cls=Verb,
    short_help="The multigraph, for igraph and NetworkX.",
    examples=(
        "rapallo export graphml record.graphml",
        "rapallo export graphml meetings.graphml --kind met_with --status any",
    ),
)
@click.argument("path")
@filtered
@with_session
def export_graphml(session: Session, asked: Asked, path: str) -> None:
    """Write the multigraph to PATH (.graphml): an edge for each claim and pair.

    NetworkX and igraph read it whole. `label` and `name` of a node are its name, `kind` says what
    it is. Gephi joins the edges of a pair into one: give it GEXF.
    """
    from rapallo.export.graphml import export_graphml as write

    book = session.book
    _say(write(book, path, filters=asked.filters(book)), path)


@export.command(
    "neo4j-csv",
    cls=Verb,
    short_help="Files that fill an empty Neo4j database.",
    examples=("rapallo export neo4j-csv for-neo4j", "rapallo export neo4j-csv import/record"),
)
@click.argument("folder")
@with_session
def export_neo4j_csv(session: Session, folder: str) -> None:
    """Write the files with which `neo4j-admin` fills an empty Neo4j database into FOLDER.

    For a large casebook's first time it is quicker than `rapallo push`, and it leaves the
    same database. It must run where the server's data lie, with the server stopped.
    """
    from rapallo.neo4j.bulk import COMMAND, SCHEMA, export_bulk

    _say(export_bulk(session.book, folder), folder)
    note("Run in that folder, with the server stopped and its database empty:")
    note(f"  {COMMAND}")
    note("Start the server, then make the constraints and indexes:")
    note(f"  rapallo push        (or: cypher-shell -f {SCHEMA})")
    note("neo4j-admin and cypher-shell are in Neo4j's bin folder: put it on the PATH.")


@export.command(
    "dyad-year",
    cls=Verb,
    short_help="Counts by pair of states and year, for R and Stata.",
    examples=(
        "rapallo export dyad-year dyads.csv",
        "rapallo export dyad-year pairs.csv --undirected --between 1920 1934 --no-zeros",
    ),
)
@click.argument("path")
@click.option("--undirected", is_flag=True, help="One row a pair, not one each way.")
@click.option(
    "--zeros/--no-zeros", default=None, help="Rows where nothing is told, in covered years."
)
@click.option("--claims/--no-claims", default=True, help="The claims that carry a row [yes].")
@filtered
@with_session
def export_dyad_year(
    session: Session, asked: Asked, path: str, undirected: bool, zeros: bool | None, claims: bool
) -> None:
    """Write counts for each pair of states and year to PATH (.csv), for R and Stata.

    COW and Gleditsch-Ward codes, counts by kind and sign, certain and possible; a codebook beside.
    """
    from pathlib import Path

    from rapallo.export.dyad_year import codebook_path
    from rapallo.export.dyad_year import export_dyad_year as write

    book = session.book
    counts = write(
        book,
        path,
        directed=not undirected,
        zeros=zeros,
        claims=claims,
        filters=asked.filters(book),
        lineage=asked.lineage,
        expand=asked.expand_ids(book),
    )
    _say(counts, path)
    note(f"{codebook_path(Path(path))}: what every column means")


def _say(counts: Mapping[str, int], path: str) -> None:
    parts = (_counted(number, name) for name, number in counts.items() if number)
    note(f"{path}: {', '.join(parts) or 'nothing'}")


def _counted(number: int, name: str) -> str:
    """A count under its name, whose noun is the first word in the plural.

    >>> _counted(2, "treaties"), _counted(1, "treaties"), _counted(1, "events_without_edge")
    ('2 treaties', '1 treaty', '1 event without edge')
    """
    words = name.split("_")
    if number == 1:
        place = next(at for at, word in enumerate(words) if word.endswith("s"))
        words[place] = words[place].removesuffix("s")
        words[place] = words[place].removesuffix("ie") + "y" * words[place].endswith("ie")
    return f"{number:,} {' '.join(words)}"
