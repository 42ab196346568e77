"""Who held an office, by posts and dates: the one who did, those who may have, or nobody known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from rapallo.analysis.result import Provenance, Result
from rapallo.casebook.book import Casebook
from rapallo.casebook.read import claims_by_source
from rapallo.dates.compare import Certainty, overlaps
from rapallo.dates.edtf import parse, window
from rapallo.dates.when import UNDATED, When
from rapallo.identity.ask import all_nodes
from rapallo.identity.names import Names
from rapallo.identity.offices import Asked, Held
from rapallo.model.cells import parse_cell
from rapallo.model.text import many

__all__ = ["holders", "offices_in_claims"]

_UNNAMED = "unnamed"


def holders(book: Casebook, words: str, *, between: tuple[str, str] | None = None) -> Result:
    """Who held an office that is told in words, with a date at their end or between two days.

    A row is a line of ``posts``: ``holder`` (empty where nobody is named) and ``holder_id``,
    ``office`` as a cell names it, ``rank``, ``start``, ``end``, ``certainty`` (*certain*: he and
    nobody else; *possible*: one of those who may have; *unnamed*: nobody known did), ``term``
    (whether that term alone covers the date: *certain*, *possible* or *no*), ``against`` (what is
    told of his life, or of a state, against his having held it on all of that date), ``source``,
    ``locator``, ``note``, and the ``claims`` of that date that name this office. The highest rank
    comes first.

    Raises :class:`~rapallo.errors.UnknownOffice` where the casebook has no such post.
    """
    names = Names(all_nodes(book))
    asked = names.offices.read(words, window(*between) if between else UNDATED)
    if asked is None or not names.offices.matching(asked):
        raise names.offices.unknown(words, asked)
    certainty, found = _answer(names, asked)
    named = _named_in(book, asked.when)
    rows = [_row(names, asked, held, certainty, named) for held in found]
    columns = ("holder", "office", "start", "end", "certainty")
    options = {"words": words, "between": between}
    note = _says(names, certainty, found, rows, dated=asked.when is not UNDATED)
    return _result(book, f"Who held: {words}", rows, columns, options, [note])


def offices_in_claims(book: Casebook) -> Result:
    """The offices that claims name instead of a person, and as whom each counts on its date.

    A row is an office at a date, and as whom it counts: ``office`` as spelled, ``date``,
    ``counts_as`` (who certainly held it, or the unnamed holder) with ``counts_as_id``,
    ``certainty`` as :func:`holders` has it, ``candidates`` (who possibly held it), ``against``
    (what is told against them, or why a claim does not mean whoever held it) and ``claims``.
    """
    names = Names(all_nodes(book))
    rows = [
        _as_whom(names, spelled, date, actor, claims)
        for (spelled, date), by_actor in sorted(_by_date(book).items())
        for actor, claims in sorted(by_actor.items(), key=lambda item: ("/" in item[0], item))
    ]
    offices = {(row["office"], row["date"]): row["certainty"] for row in reversed(rows)}
    sure = sum(certainty == "certain" for certainty in offices.values())
    note = (
        f"{sure} of {many(len(offices), 'office')} at a date certainly had a holder known by name"
    )
    columns = ("office", "date", "certainty", "counts_as", "candidates")
    return _result(book, "Offices that claims name", rows, columns, {}, [note])


def _as_whom(
    names: Names, spelled: str, date: str, actor: str, claims: Sequence[str]
) -> dict[str, Any]:
    """A row: as whom some claims count an office at a date."""
    asked = names.offices.read(spelled, parse(date))
    certainty, found = _answer(names, asked) if asked else (_UNNAMED, [])
    against = [
        f"{_who(names, held)[1]}: {said}" for held in found for said in held.against(parse(date))
    ]
    people = dict.fromkeys(filter(None, (_who(names, held)[1] for held in found)))
    if "/" not in actor:
        certainty, people, against = "certain", {}, []
    elif certainty == "certain":
        # Who certainly held it is told of beside it.
        against = [f"{who}: the claim names him beside it" for who in people]
        certainty, people = _UNNAMED, {}
    return {
        "office": spelled,
        "date": date,
        "counts_as": names.label(actor),
        "counts_as_id": actor,
        "certainty": certainty,
        "candidates": list(people),
        "against": list(dict.fromkeys(against)),
        "claims": list(claims),
    }


def _answer(names: Names, asked: Asked) -> tuple[str, list[Held]]:
    """How sure it is, and the rows that say so."""
    offices = names.offices
    if held := offices.certain(asked):
        person = offices.person(held)
        rows = [one for one in offices.candidates(asked) if offices.person(one) == person]
        return "certain", rows
    if found := offices.candidates(asked):
        return "possible", found
    meant = set(offices.meant(asked))
    rows = [held for held in offices.matching(asked) if held.office in meant]
    bare = {held.office: held for held in reversed(rows) if not held.post.holder}
    return _UNNAMED, [bare.get(held.office, held) for held in _one_each(rows)]


def _one_each(rows: Iterable[Held]) -> list[Held]:
    found: dict[str, Held] = {}
    for held in rows:
        found.setdefault(held.office, held)
    return list(found.values())


def _who(names: Names, held: Held) -> tuple[str, str]:
    """The id of a holder, where the casebook has him, and his name."""
    person = names.offices.person(held)
    known = names.label(person) != person
    return (person, names.label(person)) if known else ("", held.post.holder)


def _row(
    names: Names, asked: Asked, held: Held, certainty: str, named: dict[str, list[str]]
) -> dict[str, Any]:
    post = held.post
    person, name = ("", "") if certainty == _UNNAMED else _who(names, held)
    covers = "certain" if held.covers(asked.when) else "possible"
    return {
        "holder": name,
        "holder_id": person,
        "office": held.named,
        "office_id": held.office,
        "rank": post.rank,
        "start": post.start,
        "end": post.end,
        "certainty": certainty,
        "term": covers if held.touches(asked.when) else "no",
        "against": list(held.against(asked.when)) if certainty != _UNNAMED else [],
        "source": post.source,
        "locator": post.locator,
        "note": post.note,
        "claims": [
            claim for one in sorted(named) if _same(names, one, held) for claim in named[one]
        ],
    }


def _same(names: Names, spelled: str, held: Held) -> bool:
    asked = names.offices.read(spelled)
    return asked is not None and held.office in names.offices.meant(asked)


def _says(
    names: Names,
    certainty: str,
    found: Sequence[Held],
    rows: Sequence[dict[str, Any]],
    *,
    dated: bool,
) -> str:
    if certainty == "certain":
        return f"By the terms told it was {rows[0]['holder']}, and nobody else"
    if certainty == "possible":
        people = {row["holder_id"] or row["holder"] for row in rows}
        hint = "" if dated else "; add a date, as in ', May 1926', or --between"
        return f"Nobody certainly held it alone; {many(len(people), 'person')} may have{hint}"
    offices = ", ".join(held.named for held in found)
    return f"Nobody is known to have held it then; its unnamed holder is {offices}"


def _named_in(book: Casebook, when: When) -> dict[str, list[str]]:
    """The claims on a date, possibly, by the office that they name."""
    found: dict[str, set[str]] = defaultdict(set)
    for (spelled, date), by_actor in _by_date(book).items():
        if when is UNDATED or overlaps(parse(date), when) is not Certainty.NO:
            found[spelled].update(*by_actor.values())
    return {spelled: sorted(claims) for spelled, claims in found.items()}


def _by_date(book: Casebook) -> dict[tuple[str, str], dict[str, list[str]]]:
    """Who an office counts as, and in which claims, by its spelling and their date."""
    query = """SELECT DISTINCT p.spelled, c.date, p.actor, c.id FROM participants p
        JOIN claims c ON c.id = p.claim WHERE p.spelled LIKE '[%' ORDER BY ALL"""
    found: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    with book.store.reading() as connection:
        for spelled, date, actor, claim in connection.execute(query).fetchall():
            ((who, *_), *_) = parse_cell(spelled)
            if who.form == "post":
                found[spelled, date][actor].append(claim)
    return found


def _result(
    book: Casebook,
    title: str,
    rows: Sequence[dict[str, Any]],
    columns: Sequence[str],
    options: dict[str, Any],
    notes: Sequence[str],
) -> Result:
    with book.store.reading() as connection:
        counted = claims_by_source(connection)
    provenance = Provenance("identity office", book.digest, "", options)
    return Result(title, tuple(rows), tuple(columns), provenance, counted, tuple(notes))
