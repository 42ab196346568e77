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
from rapallo.errors import NoCasebook, UnknownName
from rapallo.identity.ask import all_nodes
from rapallo.identity.belonging import Belonging, Group, group_called
from rapallo.identity.states import Meaning, meanings
from rapallo.model.nodes import Node, State

__all__ = ["COLUMNS", "states_meant"]

COLUMNS = ("state", "start", "end", "stood", "standing", "lineage", "groups")
MEMBERS = ("member", "id", "start", "end", "belonged")


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

    Where a name is that of a group, a row is a member: ``member`` and ``id``, ``start`` and ``end``
    of its membership, ``belonged`` on the date (empty where no date is asked), ``why`` it is dated
    so, and the ``claims`` that name the group on a date when it possibly was one.

    Raises UnknownName where no state and no group was ever called so, and UnreadableDate.
    """
    when = parse(on) if on else UNDATED
    nodes, digest, sources = _of(book)
    provenance = Provenance("identity state", digest, "", {"name": name, "on": on})
    title = f"{name!r}{f' on {on}' if on else ''}"
    try:
        found = meanings(name, when, nodes, reference)
    except UnknownName as unknown:
        group = _group(name, when, nodes, unknown)
        rows = [
            _member(one, _naming(book, group, one, when), asked=bool(on)) for one in group.members
        ]
        notes = tuple(_of_group(group, on))
        return Result(title, tuple(rows), MEMBERS, provenance, sources, notes)
    rows = [_row(one, _claims(book, one, when), asked=bool(on)) for one in found]
    return Result(title, tuple(rows), COLUMNS, provenance, sources, tuple(_notes(name, on, found)))


def _group(name: str, when: When, nodes: list[Node], unknown: UnknownName) -> Group:
    """The group of a name that no state has; else the names close to it, of states and groups."""
    try:
        return group_called(name, when, nodes)
    except UnknownName as error:
        close = tuple(dict.fromkeys((*unknown.close, *error.close)))
        raise UnknownName(name, close) from None


def _member(one: Belonging, claims: list[str], *, asked: bool) -> dict[str, Any]:
    return {
        "member": one.name,
        "id": one.member,
        "start": one.start,
        "end": one.end,
        "belonged": str(one.sure) if asked else "",
        "why": one.reason,
        "claims": claims,
    }


def _of_group(group: Group, on: str) -> Iterator[str]:
    kind = f", a {group.organization.kind}," if group.organization.kind else ""
    told = "Rapallo's table of coalitions, as the casebook tells of none" if group.shipped else ""
    yield (
        f"{group.organization.name}{kind} is a group; its members{f' on {on}' if on else ''} are"
        f" those of {told or 'the casebook'}."
    )
    if not group.members:
        yield f"It had no members on {on}."


def _naming(book: Casebook, group: Group, one: Belonging, when: When) -> list[str]:
    """The told claims that name a group on a date that may be asked for, in its member's time."""
    first, last = min(when.e1, one.term.e1), max(when.s0, one.term.s0)
    return _told_of(book, group.organization.id, first, last)


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
    return _told_of(book, one.state.id, when.e1, when.s0) if one.here else []


def _told_of(book: Casebook, actor: str, last: int, first: int) -> list[str]:
    """The told claims that name an actor, begin no later than a last day, end no earlier than a
    first."""
    query = """SELECT DISTINCT c.id FROM claims c JOIN participants p ON p.claim = c.id
        WHERE (p.actor = ? OR p.acting_for = ?) AND c.s0 <= ? AND c.e1 >= ? AND c.status = 'told'
        ORDER BY c.id"""
    try:
        with book.store.reading() as connection:
            rows = connection.execute(query, [actor, actor, last, first]).fetchall()
    except NoCasebook:
        return []
    return [row[0] for row in rows]


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
