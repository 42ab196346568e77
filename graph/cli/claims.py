"""``rapallo claims``: the claims themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from rapallo.cli.filters import Asked, filtered
from rapallo.cli.show import data, place, shown
from rapallo.cli.verb import Session, Verb, note, with_session
from rapallo.model.deeds import deed
from rapallo.model.text import many

if TYPE_CHECKING:
    from rapallo.casebook.book import Casebook
    from rapallo.casebook.filters import Filters

__all__ = ["InShort", "claims", "in_short", "rows_of"]


@click.command(
    cls=Verb,
    short_help="List claims.",
    explain=True,
    examples=(
        "rapallo claims --actor 'Soviet Union' --kind met_with --between 1926 1928-08",
        "rapallo claims --issue 'Baltic union' --status any -f csv",
    ),
)
@shown
@filtered
@with_session
def claims(session: Session, asked: Asked, format: str) -> None:
    """List the claims that pass the filters, with the columns of claims.csv in CSV and JSON."""
    book = session.book
    filters = asked.filters(book)
    rows = rows_of(book, filters)
    columns = ("id", "date", "act", "place")
    data(rows, columns, format, lambda number: _under(rows[number]))
    note(many(len(rows), "claim") + _left_out(book, filters, len(rows)))


def _under(row: Mapping[str, str]) -> Sequence[str]:
    """Who does what to whom, as spelled, and where that is told."""
    about = f": {row['about']}" if row["about"] else ""
    status = "" if row["status"] == "told" else f"{row['status']}: "
    told = f"[{row['source']}, {place(row['locator'])}]"
    return f"{status}{deed(row)}{about}", told


def rows_of(book: Casebook, filters: Filters) -> list[dict[str, str]]:
    """The claims that pass the filters as rows of ``claims.csv``."""
    # As book.claims() has them; without a data frame, whose library takes long to start.
    from rapallo.casebook.read import claim_rows

    with book.store.reading() as connection:
        columns, rows = claim_rows(connection, filters)
        return [dict(zip(columns, row, strict=True)) for row in rows]


class InShort(NamedTuple):
    """A claim as a line of something else: its id, its date or ``undated``, the act and who did it
    to whom, where that is told; and in its own words when and where it was, what it was about and
    whether it was more than told."""

    id: str
    date: str
    deed: str
    where: str
    said: str


def in_short(book: Casebook, ids: Sequence[str]) -> list[InShort]:
    """The claims of these ids, by first day and id."""
    names = ("agents", "targets", "via", "treaty", "issue")
    words = ("status", "date_text", "place", "about", "note")
    with book.store.reading() as connection:
        rows = connection.execute(
            f"""SELECT id, date, act, source, locator, {", ".join((*words, *names))} FROM claims
                WHERE id IN (SELECT unnest(?)) ORDER BY s0, id""",
            [list(ids)],
        ).fetchall()
    return [
        InShort(
            id,
            date or "undated",
            f"{act}: {deed(dict(zip(names, told[len(words) :], strict=True)))}",
            f"{source}, {place(locator)}",
            _said(**dict(zip(words, told, strict=False))),
        )
        for id, date, act, source, locator, *told in rows
    ]


def _said(*, status: str, date_text: str, place: str, about: str, note: str) -> str:
    """What a claim says in words, by which two that look alike can be told apart.

    >>> _said(status="negated", date_text="in the night", place="Riga", about="a loan", note="")
    'negated; "in the night"; in Riga; about a loan'
    """
    parts = (
        status if status != "told" else "",
        date_text and f'"{date_text}"',
        place and f"in {place}",
        about and f"about {about}",
        note and f"note: {note}",
    )
    return "; ".join(filter(None, parts))


def _left_out(book: Casebook, filters: Filters, number: int) -> str:
    from dataclasses import replace

    if not filters.status:
        return ""
    where, parameters = replace(filters, status=()).where()
    with book.store.reading() as connection:
        query = f"SELECT count(*) FROM claims c WHERE {where}"
        found = connection.execute(query, parameters).fetchone()
    others = found[0] - number if found else 0
    if not others:
        return ""
    return f" ({' or '.join(filters.status)}); {others} of another status: --status any shows them"
