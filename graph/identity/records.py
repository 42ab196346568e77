"""What is known of each person, as it is compared with what is known of another.

A record joins what the nodes say (names, life, codes), what posts say (offices, when, for whom) and
what the claims say (how sources spell him, when he acts, for whom, with whom). It is read off a
casebook in a few questions, whatever its size; persons judged to be one are one record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from duckdb import DuckDBPyConnection

from rapallo.casebook.book import Casebook
from rapallo.dates.calendar import BEGINNING, END
from rapallo.dates.edtf import parse
from rapallo.dates.when import UNDATED, When
from rapallo.errors import RapalloError, UnreadableCell
from rapallo.identity.ask import all_nodes
from rapallo.identity.groups import Groups
from rapallo.identity.lineages import joined
from rapallo.identity.names import Names
from rapallo.identity.personal import Parts
from rapallo.identity.posts import Posts, Tenure
from rapallo.identity.readings import readings
from rapallo.model.cells import parse_cell
from rapallo.model.nodes import Diplomat, Member, Node, Organization, Post

__all__ = ["Record", "records"]

CROWD = 12
"""Persons in one claim above which it makes nobody a contact of another: a conference."""

WIDEST = 3660
"""Days; a claim dated less closely says nothing of when somebody was active."""


@dataclass(frozen=True, slots=True)
class Record:
    """A person as far as known. ``names``: his name and each spelling of it, taken apart.

    ``active``: first and last day of what claims tell of him, unbounded where none is dated;
    ``states``: ids, those of one lineage as one, and ``lineages`` says which these are: the states
    that he served, each with its lineage. ``contacts``: ids of persons told of in one claim with
    him.
    """

    id: str
    name: str
    names: tuple[Parts, ...]
    states: frozenset[str] = frozenset()
    born: When = UNDATED
    died: When = UNDATED
    wikidata: str = ""
    tenures: tuple[Tenure, ...] = ()
    active: tuple[int, int] = (BEGINNING, END)
    contacts: frozenset[str] = frozenset()
    spellings: tuple[str, ...] = ()
    lineages: tuple[tuple[str, str], ...] = ()
    span: tuple[int, int] = field(init=False)

    def __post_init__(self) -> None:
        """Note the first and last day on which he is known to have acted or held a post."""
        days = [day for day in self.active if BEGINNING < day < END]
        for tenure in self.tenures:
            days += [d for d in (tenure.term.s0, tenure.term.e1) if BEGINNING < d < END]
        object.__setattr__(self, "span", (min(days), max(days)) if days else (BEGINNING, END))


def records(book: Casebook) -> list[Record]:
    """A record for every person in the casebook, by id.

    States of one lineage, the casebook's own or of Rapallo, count as one: whoever served Soviet
    Russia in one source serves the Soviet Union in another that tells of the same year.
    """
    nodes = joined(all_nodes(book), True)
    names = Names(nodes)
    of_persons: dict[str, list[Diplomat]] = defaultdict(list)
    for node in nodes:
        if isinstance(node, Diplomat):
            of_persons[names.merges.kept(node.id)].append(node)
    posts = Posts([n for n in nodes if isinstance(n, Post)], names)
    groups = _groups(nodes, names)
    with book.store.reading() as connection:
        told = _told(connection)
        contacts = _contacts(connection)
    return [
        _record(id, of_persons[id], names, posts, groups, told.get(id, _Told()), contacts)
        for id in sorted(of_persons)
    ]


@dataclass(frozen=True, slots=True)
class _Told:
    """What claims say of one person."""

    states: tuple[str, ...] = ()
    spelled: tuple[str, ...] = ()
    active: tuple[int, int] = (BEGINNING, END)


def _groups(nodes: Iterable[Node], names: Names) -> Groups:
    nodes = list(nodes)
    return Groups(
        [n for n in nodes if isinstance(n, Organization)],
        [n for n in nodes if isinstance(n, Member)],
        names,
    )


def _told(connection: DuckDBPyConnection) -> dict[str, _Told]:
    rows = connection.execute(
        f"""SELECT p.actor, list(DISTINCT p.acting_for),
            coalesce(list(DISTINCT p.spelled) FILTER (p.spelled NOT LIKE '[%'), []),
            min(c.s0) FILTER (c.e1 - c.s0 < {WIDEST}), max(c.e1) FILTER (c.e1 - c.s0 < {WIDEST})
            FROM participants p JOIN claims c ON c.id = p.claim JOIN diplomats d ON d.id = p.actor
            WHERE NOT p.represented GROUP BY p.actor"""
    ).fetchall()
    return {
        actor: _Told(
            tuple(sorted(filter(None, states))),
            tuple(sorted(spelled)),
            (BEGINNING, END) if first is None else (first, last),
        )
        for actor, states, spelled, first, last in rows
    }


def _contacts(connection: DuckDBPyConnection) -> dict[str, frozenset[str]]:
    rows = connection.execute(
        f"""WITH people AS (
            SELECT p.claim, p.actor FROM participants p JOIN diplomats d ON d.id = p.actor),
            small AS (SELECT claim FROM people GROUP BY claim
                      HAVING count(*) BETWEEN 2 AND {CROWD})
            SELECT a.actor, list(DISTINCT b.actor) FROM people a SEMI JOIN small USING (claim)
            JOIN people b ON b.claim = a.claim AND b.actor <> a.actor GROUP BY a.actor"""
    ).fetchall()
    return {actor: frozenset(others) for actor, others in rows}


def _record(
    id: str,
    nodes: list[Diplomat],
    names: Names,
    posts: Posts,
    groups: Groups,
    told: _Told,
    contacts: Mapping[str, frozenset[str]],
) -> Record:
    first = min(nodes, key=lambda node: (node.id != id, node.id))
    spelled = list(_spelled(nodes, told))
    held = posts.tenures(id)
    bound = {_state(names, s) for node in nodes for _, s in node.spellings() if s}
    served = {*told.states, *(t.state for t in held), *bound} - {""}
    return Record(
        id,
        first.name,
        tuple(dict.fromkeys(one for name in spelled for one in readings(name))),
        frozenset(map(groups.lineage, served)),
        _first(node.born for node in nodes),
        _first(node.died for node in nodes),
        next((node.wikidata for node in nodes if node.wikidata), ""),
        tuple(replace(t, state=groups.lineage(t.state)) for t in held),
        told.active,
        contacts.get(id, frozenset()),
        told.spelled,
        tuple((s, groups.lineage(s)) for s in sorted(served) if groups.lineage(s) != s),
    )


def _spelled(nodes: Iterable[Diplomat], told: _Told) -> Iterable[str]:
    for node in nodes:
        yield node.name
        yield from (name for name, _ in node.spellings())
    for cell in told.spelled:
        try:
            yield from (one.name for side in parse_cell(cell) for one in side if one.name)
        except UnreadableCell:
            continue


def _state(names: Names, name: str) -> str:
    try:
        return names.state(name)
    except RapalloError:
        return ""


def _first(dates: Iterable[str]) -> When:
    return next((parse(date) for date in dates if date), UNDATED)
