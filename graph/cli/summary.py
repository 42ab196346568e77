"""What a casebook holds, counted: a Python call for what ``rapallo info`` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.casebook.verdicts import not_in_force
from rapallo.dates.calendar import BEGINNING, END, iso
from rapallo.identity.witnesses import Witnesses
from rapallo.model.nodes import TABLES

if TYPE_CHECKING:
    from rapallo.casebook.read import StoredClaim

__all__ = ["summary"]

Row = dict[str, Any]


def summary(book: Casebook, filters: Filters | None = None) -> list[Row]:
    """What there is, as rows of ``what``, ``value`` and ``number``: claims of every status by
    source, kind, status and basis of the date; events; how many independent witnesses told events
    have; what claims cite; the days they span; nodes; the last load.

    ``certainly`` spans from the day by which something has surely happened to the day after which
    something surely has; doubtful dates count only for ``possibly``.
    """
    claims = book.stored(filters or Filters(status=()))
    return [
        *_claims(claims),
        {"what": "events", "value": "", "number": len({claim.event for claim in claims})},
        *_witnesses(book, claims),
        *_span(claims),
        *_tables(book),
        *_loads(book),
    ]


def _claims(claims: Sequence[StoredClaim]) -> Iterator[Row]:
    yield {"what": "claims", "value": "", "number": len(claims)}
    for name, values in (
        ("source", (claim.source for claim in claims)),
        ("kind", (claim.kind for claim in claims)),
        ("status", (claim.status for claim in claims)),
        ("basis of date", (claim.date_basis or "none: undated" for claim in claims)),
    ):
        yield from _counted(f"claims by {name}", values)


def _counted(what: str, values: Iterable[str]) -> Iterator[Row]:
    counts = Counter(values)
    for value in sorted(counts, key=lambda value: (-counts[value], value)):
        yield {"what": what, "value": value, "number": counts[value]}


def _witnesses(book: Casebook, claims: Sequence[StoredClaim]) -> Iterator[Row]:
    """How many events rest on so many independent witnesses, and claims on what documents."""
    known = Witnesses.of(book)
    told: dict[str, list[StoredClaim]] = {}
    for claim in claims:
        if claim.status == "told":
            told.setdefault(claim.event, []).append(claim)
    counts = Counter(len(known.groups(those)) for those in told.values())
    for number in sorted(counts):
        yield {"what": "told events by witnesses", "value": str(number), "number": counts[number]}
    cited = (
        "a named document"
        if known.named(claim.documents)
        else "none named"
        if claim.documents
        else "nothing"
        for claim in claims
    )
    yield from _counted("claims by what they cite", cited)


def _span(claims: Sequence[StoredClaim]) -> Iterator[Row]:
    told = [claim.when for claim in claims if claim.status == "told"]
    first = [when.s0 for when in told if when.s0 > BEGINNING]
    last = [when.e1 for when in told if when.e1 < END]
    if first and last:
        span = f"{iso(min(first))}/{iso(max(last))}"
        yield {"what": "told claims, possibly in", "value": span, "number": len(told)}
    sure = [when for when in told if when.bounded and not when.doubtful]
    if sure:
        start, end = min(when.s1 for when in sure), max(when.e0 for when in sure)
        span = f"{iso(min(start, end))}/{iso(max(start, end))}"
        yield {"what": "told claims, certainly over", "value": span, "number": len(sure)}


def _tables(book: Casebook) -> Iterator[Row]:
    with book.store.reading() as connection:
        for table in TABLES:
            found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
            yield {"what": "records", "value": table, "number": found[0] if found else 0}
        if number := len(not_in_force(connection)):
            yield {"what": "records", "value": "judgements not in force", "number": number}
        history = connection.execute("SELECT count(*) FROM history").fetchone()
        yield {"what": "records", "value": "history", "number": history[0] if history else 0}


def _loads(book: Casebook) -> Iterator[Row]:
    with book.store.reading() as connection:
        rows = connection.execute(
            "SELECT load, loaded, origin FROM loads ORDER BY load DESC LIMIT 1"
        ).fetchall()
    for number, loaded, origin in rows:
        yield {"what": "last load", "value": f"{loaded}, {origin}", "number": number}
    yield {"what": "digest", "value": book.digest, "number": None}
