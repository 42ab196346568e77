"""Names that a user gives turned into filters on ids."""

from __future__ import annotations

from collections.abc import Sequence

from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import BadOption
from rapallo.identity.groups import Groups
from rapallo.identity.names import Names
from rapallo.model.acts import KINDS, STATUSES
from rapallo.model.claim import BASES
from rapallo.model.nodes import TABLES, Judgement, Member, Node, Organization, Source

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
    lineage: bool = False,
    expand: Sequence[str] = (),
) -> Filters:
    """Filters from names. With ``lineage`` a state stands for all states of its lineage.

    ``status`` may hold ``any``. Raises UnknownName, AmbiguousName, BadOption or UnreadableDate.
    """
    rows = all_nodes(book)
    names = Names(rows)
    groups = Groups(
        [n for n in rows if isinstance(n, Organization)],
        [n for n in rows if isinstance(n, Member)],
        names,
    )

    def ids(values: Sequence[str]) -> tuple[str, ...]:
        found = {names.find(value) for value in values}
        if lineage:
            found |= groups.within({groups.lineage(i) for i in found})
        found |= groups.within(found & {names.find(group) for group in expand})
        return tuple(sorted(found))

    _one_of("kind", kind, KINDS)
    _one_of("status", status, (*STATUSES, "any"))
    _one_of("basis", basis, BASES)
    _one_of("act", act, tuple(book.codebook.acts))
    _one_of("source", source, tuple(n.key for n in rows if isinstance(n, Source)))
    _one_of("coder", coder, _coders(book) if coder else ())
    if min_sources < 1:
        raise BadOption(f"--min-sources is {min_sources}; it counts sources from 1")
    filters = Filters(
        actor=ids(actor),
        target=ids(target),
        treaty=ids(treaty),
        issue=ids(issue),
        post=ids(post),
        place=ids(place),
        source=tuple(source),
        coder=tuple(coder),
        kind=tuple(kind),
        act=tuple(act),
        status=() if "any" in status else tuple(status),
        basis=tuple(basis),
        between=between,
        min_sources=min_sources,
    )
    filters.window  # noqa: B018 - an unreadable window is told before anything is counted
    return filters


def _coders(book: Casebook) -> tuple[str, ...]:
    query = "SELECT DISTINCT unnest(string_split(coder, ';')) AS who FROM claims ORDER BY who"
    with book.store.reading() as connection:
        return tuple(row[0] for row in connection.execute(query).fetchall())


def _one_of(name: str, values: Sequence[str], allowed: tuple[str, ...]) -> None:
    for value in values:
        if value not in allowed:
            there = ", ".join(filter(None, allowed)) or "none yet"
            raise BadOption(f"--{name} {value}: there is no such {name}; there are {there}")
