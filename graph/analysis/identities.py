"""Who may be one person, and who counts as one by judgement, each with the claims it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rapallo.analysis.result import Provenance, Result
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.casebook.read import claims_by_source
from rapallo.casebook.verdicts import clashes
from rapallo.errors import RapalloError
from rapallo.identity.ask import all_nodes
from rapallo.identity.blocking import Blocks
from rapallo.identity.candidates import OVER, Candidate
from rapallo.identity.candidates import candidates as scored
from rapallo.identity.merges import side
from rapallo.identity.names import Names
from rapallo.identity.records import Record, records

__all__ = ["ANY", "candidates", "claims_of", "merged", "named", "open_candidates"]

ANY = Filters(status=())
"""Claims of any status: whoever is only said to have acted has a name too."""


def candidates(
    book: Casebook,
    *,
    over: float = OVER,
    filters: Filters | None = None,
    top: int | None = None,
) -> Result:
    """The pairs of persons who may be one, the likeliest first, with the rules that say so.

    ``over``: bits from which on a pair is one (see :mod:`rapallo.identity.weights`); ``filters``:
    only pairs of which one at least takes part in a claim that passes; where they name actors, as
    one of these or for one. He is compared with everybody all the same. A row has ``a`` and ``b``
    as a judgement names them, their ids, the ``score`` in bits, ``probability``, ``judged``
    (unsure, where that is a reader's verdict), ``rules`` (each with its level, what it saw and its
    weight; they add up to the score) and ``claims``, those that tell of either. Pairs judged the
    same or different are left out. Nothing is merged by a score.
    """
    names = Names(all_nodes(book))
    filters = filters or ANY
    found, notes = open_candidates(book, names, over=over, filters=filters)
    chosen = found[:top]
    told = claims_of(book, [r.id for one in chosen for r in (one.a, one.b)])
    rows = [_row(one, names, told) for one in chosen]
    if len(found) > len(rows):
        notes.append(f"{len(found) - len(rows)} more pairs score at least {over:g} bits")
    return _result(
        "Persons who may be one",
        rows,
        ("a", "b", "score", "probability"),
        book,
        Provenance(
            "identity candidates", book.digest, filters.describe(), {"over": over, "top": top}
        ),
        notes,
    )


def open_candidates(
    book: Casebook, names: Names, *, over: float = OVER, filters: Filters = ANY
) -> tuple[list[Candidate], list[str]]:
    """The candidates that are not judged the same or different, and notes on what was not compared.

    ``names``: the names of the casebook, which may know further judgements.
    """
    merges = names.merges
    everybody = sorted(records(book), key=lambda record: record.id)
    blocks = Blocks(everybody)
    found = scored(
        everybody,
        over=over,
        blocks=blocks,
        skip=lambda a, b: merges.verdict(a, b) in ("same", "different"),
    )
    if filters != ANY:
        wanted = {merges.kept(person) for person in _taking_part(book, filters)}
        found = [one for one in found if {one.a.id, one.b.id} & wanted]
    notes = [
        f"{number} bearers of {word!r} alone were not compared with everybody of that surname"
        for word, number in sorted(blocks.crowded.items())
    ]
    return found, notes


def _taking_part(book: Casebook, filters: Filters) -> set[str]:
    """The persons in claims that pass; of actors those who act as one of them, or for one, and
    those named themselves, be they in a claim or not."""
    where, parameters = filters.where()
    people = f"""SELECT DISTINCT p.actor FROM participants p JOIN diplomats d ON d.id = p.actor
        WHERE p.claim IN (SELECT c.id FROM claims c WHERE {where})"""
    if filters.actor:
        people += " AND (p.actor IN (SELECT unnest(?)) OR p.acting_for IN (SELECT unnest(?)))"
        parameters = [*parameters, list(filters.actor), list(filters.actor)]
    with book.store.reading() as connection:
        found = {row[0] for row in connection.execute(people, parameters).fetchall()}
    alone = filters == Filters(actor=filters.actor, status=filters.status)
    return found | (set(filters.actor) if alone else set())


def merged(book: Casebook) -> Result:
    """Who counts as whom by judgement: a row for each person that is another's.

    A row has ``person`` and ``counts_as`` (ids, with labels), ``judgements`` (the lines that join
    the two, each as it stands) and ``claims``, those whose spelling means the first. What the
    judgements contradict, or name in vain, stands in the notes, and so does what a file overrules
    that another says.
    """
    nodes = all_nodes(book)
    names = Names(nodes)
    spelled = _spelled(book)
    rows = []
    for kept, others in names.merges.groups().items():
        for other in others:
            lines = names.merges.chain(kept, other)
            rows.append(
                {
                    "person": other,
                    "person_label": names.label(other),
                    "counts_as": kept,
                    "counts_as_label": names.label(kept),
                    "judgements": [dict(zip(j.columns(), j.to_row(), strict=True)) for j in lines],
                    "claims": _meaning(other, kept, spelled, names),
                }
            )
    return _result(
        "Persons who are one by judgement",
        rows,
        ("person_label", "counts_as_label"),
        book,
        Provenance("identity show", book.digest, "", {}),
        [*(fault.reason for fault in names.merges.faults()), *_clashes(book)],
    )


def _clashes(book: Casebook) -> list[str]:
    """Where files contradict one another, and what is in force."""
    with book.store.reading() as connection:
        return list(clashes(connection, what="identity"))


def named(record: Record, names: Names) -> str:
    """How a judgement names a person: ``spelling|state``, or his id where none is his alone."""
    told = list(record.spellings)
    told += [side(record.name, names.label(state)) for state in sorted(record.states)]
    told.append(side(record.name, ""))
    for one in told:
        try:
            if names.merges.who(one) == record.id or names.merges.kept(
                names.merges.who(one)
            ) == names.merges.kept(record.id):
                return one
        except RapalloError:
            continue
    return record.id


def claims_of(book: Casebook, people: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The ids of the claims that tell of each person, by id."""
    wanted = sorted(set(people))
    with book.store.reading() as connection:
        rows = connection.execute(
            """SELECT p.actor, list(DISTINCT p.claim ORDER BY p.claim) FROM participants p
               WHERE p.actor IN (SELECT unnest(?)) GROUP BY p.actor""",
            [wanted],
        ).fetchall()
    return {actor: tuple(claims) for actor, claims in rows}


def _row(one: Candidate, names: Names, told: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    both = dict.fromkeys((*told.get(one.a.id, ()), *told.get(one.b.id, ())))
    return {
        "a": named(one.a, names),
        "b": named(one.b, names),
        "a_id": one.a.id,
        "b_id": one.b.id,
        "score": one.score,
        "probability": round(one.probability, 4),
        "judged": names.merges.verdict(one.a.id, one.b.id),
        "rules": [
            {"rule": r.rule, "level": r.level, "saw": r.saw, "weight": r.weight} for r in one.rules
        ],
        "claims": list(both),
    }


def _spelled(book: Casebook) -> dict[str, list[tuple[str, str]]]:
    """By person: the spellings in claims that mean him, each with its claim."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with book.store.reading() as connection:
        rows = connection.execute(
            """SELECT DISTINCT p.actor, p.spelled, p.claim FROM participants p
               JOIN diplomats d ON d.id = p.actor ORDER BY ALL"""
        ).fetchall()
    for actor, spelling, claim in rows:
        found[actor].append((spelling, claim))
    return found


def _meaning(
    person: str, kept: str, spelled: Mapping[str, Sequence[tuple[str, str]]], names: Names
) -> list[str]:
    """The claims in which a spelling of this person stands."""
    found = []
    for spelling, claim in spelled.get(kept, ()):
        try:
            if names.merges.who(spelling) == person:
                found.append(claim)
        except RapalloError:
            continue
    return sorted(set(found))


def _result(
    title: str,
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    book: Casebook,
    provenance: Provenance,
    notes: Sequence[str],
) -> Result:
    with book.store.reading() as connection:
        counted = claims_by_source(connection)
    return Result(title, tuple(rows), tuple(columns), provenance, counted, tuple(notes))
