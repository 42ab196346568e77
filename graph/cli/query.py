"""``rapallo query``: a question that ships, put to Neo4j."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from rapallo.cli.server import opened, served
from rapallo.cli.show import data, shown
from rapallo.cli.verb import Session, Verb, note, with_session
from rapallo.model.text import some

if TYPE_CHECKING:
    from rapallo.neo4j.connect import Server
    from rapallo.neo4j.queries import Answer, Query

__all__ = ["query"]

MOST = 3
_UNSHOWN = ("claims", "chain")
"""What a table leaves out: claims stand under the row, a chain is for Browser to draw."""


def _given(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> dict[str, str]:
    """The parameters as they are written on the command line."""
    found: dict[str, str] = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not equals:
            raise click.BadParameter(f"{value!r}: write a parameter as name=value")
        if name in found:
            raise click.BadParameter(f"{name} is given twice")
        found[name] = text
    return found


@click.command(
    cls=Verb,
    short_help="Put a question that ships to a Neo4j database.",
    examples=(
        "rapallo query --list",
        "rapallo query meetings --param from=1926 --param to=1927-06",
        'rapallo query contacts --param who="Moraht" --show',
    ),
)
@click.argument("name", required=False)
@click.option(
    "--param",
    "given",
    multiple=True,
    callback=_given,
    metavar="NAME=VALUE",
    help="A parameter of the query; repeat for several.",
)
@click.option("--list", "listed", is_flag=True, help="The queries, or one's parameters.")
@click.option("--show", "text", is_flag=True, help="Print the Cypher, to paste into Browser.")
@click.option(
    "--favourites",
    metavar="FOLDER",
    help="Write what Browser takes when it is dropped there: all queries, the style.",
)
@served
@shown
@with_session
def query(
    session: Session,
    server: Server,
    name: str | None,
    given: dict[str, str],
    listed: bool,
    text: bool,
    favourites: str | None,
    format: str,
) -> None:
    """Put a question that ships to a Neo4j database that holds the casebook.

    Meetings, go-betweens, joint acts, careers, paths in time, conflicts of sources and more; each
    row names the claims and sources that carry it. Where several casebooks stand there, that of
    --book is asked if it is one of them.
    """
    from rapallo.neo4j.queries import find

    if name is None and (given or text):
        raise click.UsageError("--param and --show need the NAME of a query: see --list")
    if favourites is not None:
        _write_favourites(favourites)
    elif name is None or listed:
        _list(name, format)
    elif text:
        click.echo(find(name).pasted(given), nl=False)
    else:
        _run(find(name), given, server, format, session)


def _list(name: str | None, format: str) -> None:
    from rapallo.neo4j.queries import find, queries

    if name is None:
        rows = [
            {"query": q.name, "title": q.title, "question": q.question} for q in queries().values()
        ]
        columns = ("query", "title") if format == "table" else tuple(rows[0])
        data(rows, columns, format)
        note("`rapallo query NAME --list` explains a query and its parameters.")
        return
    asked = find(name)
    note(f"{asked.title}. {asked.question}")
    columns = ("parameter", "type", "default", "meaning", "example")
    rows = [
        dict(zip(columns, (p.name, p.kind, _text(p.default), p.about, p.example), strict=True))
        for p in asked.parameters
    ]
    data(rows, columns, format)


def _text(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int) else str(value)


def _run(
    asked: Query, given: Mapping[str, str], server: Server, format: str, session: Session
) -> None:
    from rapallo.neo4j.queries import answer
    from rapallo.neo4j.rows import own_id

    # What is asked wrongly is told before any server is looked for.
    asked.values(given)
    with opened(server) as driver:
        found = answer(
            driver, asked, given, database=server.database, own=lambda: own_id(session.book)
        )
    values = ", ".join(f"{k} {_text(v)}" for k, v in found.values.items() if v is not None)
    note(f"{asked.title}: {values}" if values else asked.title)
    columns = found.columns
    if format == "table":
        columns = tuple(name for name in columns if name not in _UNSHOWN)
    data(found.rows, columns, format, lambda number: _carried(found, number))
    _say(found)


def _say(found: Answer) -> None:
    """What one has to know of an answer: where it stops, and of how many casebooks it is."""
    if found.cut:
        note(
            f"The query stops after {found.query.most} rows, so there may be more: ask for a"
            " smaller window."
        )
    if len(found.books) > 1:
        told = "; ".join(map(str, found.books))
        note(
            f"Note: this is of {len(found.books)} casebooks together, {told}: --param book=ID asks"
            " of one."
        )
    elif found.books[0].unfinished:
        note(f"Note: casebook {found.books[0]}: push it again.")


def _carried(found: Answer, number: int) -> Iterator[str]:
    """The claims of a row, under it."""
    claims = found.rows[number].get("claims") or []
    if claims:
        yield f"claims {some(claims, MOST)}"


def _write_favourites(folder: str) -> None:
    from rapallo.neo4j.queries import write_favourites

    for path in write_favourites(folder):
        note(f"Wrote {path}: drop it onto Neo4j Browser.")
