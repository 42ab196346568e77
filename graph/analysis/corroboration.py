"""How many independent witnesses each event has, and what rests on one alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rapallo.analysis.events import by_date, parties
from rapallo.analysis.parties import levels
from rapallo.analysis.result import Evidence, Result
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.casebook.read import StoredClaim
from rapallo.identity.events import Event
from rapallo.identity.witnesses import Witnesses, is_named
from rapallo.model.nodes import Document
from rapallo.model.text import many

__all__ = ["corroboration", "unnamed_documents"]

Row = dict[str, Any]


def corroboration(
    book: Casebook, *, filters: Filters | None = None, most: int | None = 1
) -> Result:
    """The events with at most so many independent witnesses (None: all), by date.

    Independent are sources that do not lean on one another, as far as anybody has said so; see
    :mod:`rapallo.identity.witnesses`. A row has ``event``, ``kind``, ``date``, ``witnesses`` (how
    many), ``sources`` (of each witness those that could stand for it, as ``a = copy of a``),
    ``between`` (sources that lean on several of the witnesses and are none themselves),
    ``documents`` (cited and named by anybody), ``unnamed`` (cited and not named), ``agents``,
    ``targets``, ``treaties``, ``issues`` and ``claims``.

    Raises :class:`~rapallo.errors.NoClaims` where nothing passes the filters.
    """
    evidence = Evidence.of(book, filters)
    witnesses = Witnesses.of(book)
    both = levels(book)
    events = sorted(evidence.events, key=by_date)
    rows = [{**_row(event, witnesses), **parties(event, both)} for event in events]
    wanted = [row for row in rows if most is None or row["witnesses"] <= most]
    return Result.of(
        "How many independent witnesses tell of an event",
        wanted,
        ("event", "kind", "date", "witnesses"),
        evidence,
        evidence.provenance("witnesses", most=most),
        [*_on_events(rows), *_on_documents(evidence.claims, witnesses), *witnesses.astray()],
    )


def unnamed_documents(book: Casebook, *, filters: Filters | None = None) -> Result:
    """The documents that claims cite and of which nobody has told what they are, most claims first.

    A row has ``document``, ``cited_by``, ``footnote``, ``number`` (of claims), ``alone`` (claims
    that cite no named document beside it) and ``claims``. Claims that cite nothing are counted in
    the notes.
    """
    evidence = Evidence.of(book, filters)
    witnesses = Witnesses.of(book)
    known = {document.id: document for document in book.nodes(Document)}
    citing: dict[str, list[StoredClaim]] = defaultdict(list)
    for claim in evidence.claims:
        for name in claim.documents:
            citing[name].append(claim)
    rows = [
        _document(known.get(name, Document(name)), claims, witnesses)
        for name, claims in citing.items()
        if not is_named(known.get(name, Document(name)))
    ]
    rows.sort(key=lambda row: (-row["number"], row["document"]))
    return Result.of(
        "Documents that are cited and not named",
        rows,
        ("document", "footnote", "number", "alone"),
        evidence,
        evidence.provenance("witnesses", unnamed=True),
        _on_documents(evidence.claims, witnesses),
    )


def _row(event: Event, witnesses: Witnesses) -> Row:
    groups = witnesses.groups(event.claims)
    cited = sorted({name for claim in event.claims for name in claim.documents})
    named = witnesses.named(cited)
    return {
        "event": event.id,
        "kind": event.kind,
        "date": str(event.when),
        "witnesses": len(groups),
        "sources": tuple(" = ".join(group) for group in groups),
        "between": tuple(
            f"{name} leans on {' and '.join(some)}"
            for name, some in witnesses.between(event.claims).items()
        ),
        "documents": named,
        "unnamed": tuple(name for name in cited if name not in named),
        "claims": event.claim_ids,
    }


def _document(document: Document, claims: Sequence[StoredClaim], witnesses: Witnesses) -> Row:
    alone = [claim.id for claim in claims if not witnesses.named(claim.documents)]
    return {
        "document": document.id,
        "cited_by": document.cited_by,
        "footnote": document.footnote,
        "number": len(claims),
        "alone": len(alone),
        "claims": tuple(sorted(claim.id for claim in claims)),
    }


def _on_events(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    one = [row for row in rows if row["witnesses"] == 1]
    several = sum(len(row["claims"]) > 1 for row in one)
    leaning = sum(len(row["sources"][0].split(" = ")) > 1 for row in one)
    yield (
        f"{len(one)} of {many(len(rows), 'event')} rest on one witness alone; {several} of these"
        f" are told by several claims, {leaning} by several texts that lean on one another."
    )
    yield (
        "Texts lean on one another where derived_from says so, where one cites the other, or where"
        " they cite one document; that others are independent is only that nobody has said"
        " otherwise."
    )
    if any(row["between"] for row in rows):
        yield "Who leans on several witnesses, as a compilation does, is none more."


def _on_documents(claims: Iterable[StoredClaim], witnesses: Witnesses) -> Iterator[str]:
    total = cited = named = 0
    for claim in claims:
        total += 1
        cited += bool(claim.documents)
        named += bool(witnesses.named(claim.documents))
    yield (
        f"Of {many(total, 'claim')} {cited} cite a document: {cited - named} of them rest on"
        f" documents that nobody has named, {named} on one that somebody has. The other"
        f" {total - cited} cite none."
    )
