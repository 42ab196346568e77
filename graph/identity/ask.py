"""Names that a user gives turned into filters on ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters, While
from rapallo.dates.edtf import window
from rapallo.dates.when import UNDATED
from rapallo.errors import BadOption
from rapallo.identity.groups import Groups
from rapallo.identity.lineages import Lineage, joined
from rapallo.identity.names import Names
from rapallo.identity.shipped import expandable
from rapallo.model.acts import KINDS, STATUSES
from rapallo.model.claim import BASES
from rapallo.model.nodes import TABLES, Judgement, Node, Source

__all__ = ["all_nodes", "ask"]


def all_nodes(book: Casebook) -> list[Node]:
    """Every row of the tables beside the claims; of judgements those on identity."""
    with book.store.reading() as connection:
        from rapallo.casebook.read import nodes

        return [
            node
            for cls in TABLES.values()
            for node in nodes(connection, cls)
            if not isinstance(node, Judgement) or node.what == "identity"
        ]


def ask(
    book: Casebook,
    *,
    actor: Sequence[str] = (),
    target: Sequence[str] = (),
    treaty: Sequence[str] = (),
    issue: Sequence[str] = (),
    post: Sequence[str] = (),
    place: Sequence[str] = (),
    source: Sequence[str] = (),
    coder: Sequence[str] = (),
    kind: Sequence[str] = (),
    act: Sequence[str] = (),
    status: Sequence[str] = ("told",),
    basis: Sequence[str] = (),
    between: tuple[str, str] | None = None,
    min_sources: int = 1,
    lineage: Lineage = False,
    expand: Sequence[str] = (),
) -> Filters:
    """Filters from names. With ``lineage`` a state stands for all states of its lineage; a group
    named in ``expand`` for its members, and it for each of them, in claims of a date on which they
    possibly were members.

    A name may be an office in words: who held it on the date in the words, else on those of
    ``between``; as a ``post`` it is the office itself, whoever held it.

    ``status`` may hold ``any``. Raises UnknownName, AmbiguousName, BadOption or UnreadableDate.
    """
    rows = expandable(joined(all_nodes(book), lineage), expand)
    names = Names(rows)
    groups = Groups.of(rows, names)
    expanding = {names.find(group) for group in expand}

    # An unreadable window is told before anything else.
    when = window(*between) if between else UNDATED

    def ids(values: Sequence[str]) -> tuple[str, ...]:
        found = {names.find(value, when) for value in values}
        if lineage:
            found |= groups.within({groups.lineage(i) for i in found} & groups.lineages)
        return tuple(sorted(found))

    def then(column: str, asked: Set[str]) -> Iterator[While]:
        for group in expanding:
            for member, first, last in groups.stands_for(group):
                if group in asked and member not in asked:
                    yield While(column, member, first, last)
                elif member in asked and group not in asked:
                    yield While(column, group, first, last)

    offices = {one for name in post for one in names.posts_called(name)}
    _one_of("kind", kind, KINDS)
    _one_of("status", status, (*STATUSES, "any"))
    _one_of("basis", basis, BASES)
    _one_of("act", act, tuple(book.codebook.acts))
    _one_of("source", source, tuple(n.key for n in rows if isinstance(n, Source)))
    _one_of("coder", coder, _coders(book) if coder else ())
    if min_sources < 1:
        raise BadOption(f"--min-sources is {min_sources}; it counts sources from 1")
    actors, targets, places = ids(actor), ids(target), ids(place)
    named = {"actor": set(actors), "target": set(targets), "place": set(places)}
    return Filters(
        actor=actors,
        target=targets,
        treaty=ids(treaty),
        issue=ids(issue),
        post=tuple(sorted(offices | _spellings(book, names, offices))),
        place=places,
        source=tuple(source),
        coder=tuple(coder),
        kind=tuple(kind),
        act=tuple(act),
        status=() if "any" in status else tuple(status),
        basis=tuple(basis),
        between=between,
        min_sources=min_sources,
        then=tuple(sorted({one for column, ids in named.items() for one in then(column, ids)})),
    )


def _spellings(book: Casebook, names: Names, offices: Set[str]) -> set[str]:
    """How claims spell these offices where they mean the person who held it."""
    query = """SELECT DISTINCT spelled FROM participants
        WHERE spelled LIKE '[%' AND NOT contains(actor, '/')"""
    if not offices:
        return set()
    with book.store.reading() as connection:
        found = [row[0] for row in connection.execute(query).fetchall()]
    return {spelled for spelled in found if not offices.isdisjoint(names.posts_called(spelled))}


def _coders(book: Casebook) -> tuple[str, ...]:
    query = "SELECT DISTINCT unnest(string_split(coder, ';')) AS who FROM claims ORDER BY who"
    with book.store.reading() as connection:
        return tuple(row[0] for row in connection.execute(query).fetchall())


def _one_of(name: str, values: Sequence[str], allowed: tuple[str, ...]) -> None:
    for value in values:
        if value not in allowed:
            there = ", ".join(filter(None, allowed)) or "none yet"
            raise BadOption(f"--{name} {value}: there is no such {name}; there are {there}")
