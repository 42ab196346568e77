"""What a name of a state meant on a date, with its standing, lineage and groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rapallo.analysis.result import Provenance, Result
from rapallo.casebook.book import Casebook
from rapallo.casebook.read import claims_by_source
from rapallo.dates.compare import Certainty
from rapallo.dates.edtf import parse
from rapallo.dates.when import UNDATED, When
from rapallo.errors import NoCasebook
from rapallo.identity.ask import all_nodes
from rapallo.identity.states import Meaning, meanings
from rapallo.model.nodes import Node, State

__all__ = ["COLUMNS", "states_meant"]

COLUMNS = ("state", "start", "end", "stood", "standing", "lineage", "groups")


def states_meant(
    book: Casebook, name: str, *, on: str = "", reference: Iterable[State] = ()
) -> Result:
    """The states that a name may mean on a date: those of the casebook and of a reference table.

    A row has ``state`` and ``id``, its ``start`` and ``end``, ``stood`` on the date (certainly,
    possibly, no, by these; empty where no date is asked), ``status`` and ``standing`` (mandate,
    occupied, annexed, exile and the like, with the power and the dates; none where it acted for
    itself alone), ``lineage`` with its ``states``, ``why`` (why that lineage joins it, or leaves it
    out, and after whom),
    ``groups`` with the dates of its membership, ``in_casebook``, and ``claims``, those that name it
    on a date that may be the one asked. The notes say who is meant by the name in a claim of that
    date. Casebooks that are not there yet are read as empty.

    Raises UnknownName where no state was ever called so, and UnreadableDate.
    """
    when = parse(on) if on else UNDATED
    nodes, digest, sources = _of(book)
    found = meanings(name, when, nodes, reference)
    rows = [_row(one, _claims(book, one, when), asked=bool(on)) for one in found]
    asked = {"name": name, "on": on}
    return Result(
        f"{name!r}{f' on {on}' if on else ''}",
        tuple(rows),
        COLUMNS,
        Provenance("identity state", digest, "", asked),
        sources,
        tuple(_notes(name, on, found)),
    )


def _of(book: Casebook) -> tuple[list[Node], str, dict[str, int]]:
    try:
        nodes = all_nodes(book)
        with book.store.reading() as connection:
            return nodes, book.digest, claims_by_source(connection)
    except NoCasebook:
        return [], "", {}


def _row(one: Meaning, claims: list[str], *, asked: bool) -> dict[str, Any]:
    state = one.state
    standing = [f"{row.words()} {row.start}/{row.end}" for row in one.standings]
    return {
        "state": state.name,
        "id": state.id,
        "start": state.start,
        "end": state.end,
        "stood": str(one.stood) if asked else "",
        "status": ", ".join(dict.fromkeys(row.status for row in one.standings)),
        "standing": standing,
        "standing_why": [row.reason for row in one.standings],
        "lineage": one.lineage,
        "states": list(one.joined),
        "why": [
            f"{row.name}: {'' if row.joined else 'not joined. '}{row.reason} ({row.source})"
            for row in one.reasons
        ],
        "groups": [
            f"{term.group} {term.start or '..'}/{term.end or '..'}"
            + ("" if term.certain or not asked else " (possibly)")
            for term in one.groups
        ],
        "in_casebook": one.here,
        "claims": claims,
    }


def _claims(book: Casebook, one: Meaning, when: When) -> list[str]:
    """The told claims that name a state on a date that may be this one."""
    if not one.here:
        return []
    query = """SELECT DISTINCT c.id FROM claims c JOIN participants p ON p.claim = c.id
        WHERE (p.actor = ? OR p.acting_for = ?) AND c.s0 <= ? AND c.e1 >= ? AND c.status = 'told'
        ORDER BY c.id"""
    with book.store.reading() as connection:
        values = [one.state.id, one.state.id, when.e1, when.s0]
        return [row[0] for row in connection.execute(query, values).fetchall()]


def _notes(name: str, on: str, found: list[Meaning]) -> Iterator[str]:
    standing = [one for one in found if one.stood is not Certainty.NO]
    if not on:
        if len(found) > 1:
            yield f"Several states were called {name!r}: a date tells which is meant (--on)."
        return
    if not standing:
        terms = "; ".join(f"{m.state.name} {_term(m.state)}" for m in found)
        yield f"No state called {name!r} stood on {on}: {terms}."
    elif len(standing) > 1:
        names = " or ".join(one.state.id for one in standing)
        yield f"On {on} {name!r} may be {names}: a claim has to say which."
    yield from (
        f"{one.state.name} was annexed then; a claim that names it is told when it is loaded."
        for one in standing
        if not one.kept
    )


def _term(state: State) -> str:
    return f"{state.start or '..'}/{state.end or '..'}"
