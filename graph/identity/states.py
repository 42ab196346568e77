"""States in time: what a name meant on a date, and who is named when he did not stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from rapallo.casebook.staging import staged
from rapallo.dates.calendar import BEGINNING, END
from rapallo.dates.compare import Certainty, overlaps
from rapallo.dates.edtf import term
from rapallo.dates.when import UNDATED, When
from rapallo.errors import UnknownName
from rapallo.identity.groups import Groups
from rapallo.identity.lineages import Continuation, shipped_lineages
from rapallo.identity.names import Names
from rapallo.identity.shipped import Standing, memberships, standings, successors
from rapallo.identity.spelled import likest
from rapallo.model.nodes import Node, State
from rapallo.model.text import fold

__all__ = ["Meaning", "Term", "meanings", "outside"]


@dataclass(frozen=True, slots=True)
class Term:
    """A group that a state belonged to, from when to when, and how surely on the date asked."""

    group: str
    start: str
    end: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Meaning:
    """A state that a name may mean on a date.

    ``stood``: whether it stood then, by its own dates. ``standings``: how it stood then if it did
    not act for itself alone (see :mod:`rapallo.identity.shipped`). ``lineage``: that of the
    casebook, else that of Rapallo, with the ``reasons``. ``here``: whether the casebook holds it.
    """

    state: State
    stood: Certainty
    standings: tuple[Standing, ...]
    lineage: str
    joined: tuple[str, ...]
    reasons: tuple[Continuation, ...]
    groups: tuple[Term, ...]
    here: bool

    @property
    def kept(self) -> bool:
        """Whether it certainly was neither annexed nor not there."""
        annexed = any(row.status == "annexed" for row in self.standings)
        return self.stood is not Certainty.NO and not annexed


def meanings(
    name: str, when: When, nodes: Iterable[Node], reference: Iterable[State] = ()
) -> list[Meaning]:
    """The states that a name may mean on a date, those that stood then first.

    A state counts under its id, its name and its aliases; one of the casebook goes before that of
    the reference table with its id. Raises UnknownName where no state was ever called so.
    """
    nodes = list(nodes)
    own = {node.id: node for node in nodes if isinstance(node, State)}
    table = {state.id: state for state in reference}
    states = {**table, **own}
    key = fold(name)
    later = successors().get(key, ())
    found = [
        state
        for state in states.values()
        if key in {fold(state.id), *map(fold, state.names())} or state.id in later
    ]
    if not found:
        known = {fold(told): told for state in states.values() for told in state.names()}
        raise UnknownName(name, likest(key, known))
    around = _Around(nodes, states)
    told = [around.meaning(state, when, state.id in own) for state in found]
    return sorted(told, key=lambda one: (-one.stood, one.state.start, one.state.id))


class _Around:
    """What a casebook and the tables of Rapallo tell of states beside their dates."""

    def __init__(self, nodes: Collection[Node], states: dict[str, State]) -> None:
        self.states = states
        self.names = Names(nodes)
        self.groups = Groups.of(nodes, self.names)

    def meaning(self, state: State, when: When, here: bool) -> Meaning:
        """All of it on one state."""
        lineage, joined, reasons = self._lineage(state)
        return Meaning(
            state,
            _shares(state.held, when, open_ends=True),
            tuple(
                row
                for row in standings()
                if row.state == state.id and _shares(row.held, when) is not Certainty.NO
            ),
            lineage,
            joined,
            reasons,
            tuple(self._terms(state, when)),
            here,
        )

    def _lineage(self, state: State) -> tuple[str, tuple[str, ...], tuple[Continuation, ...]]:
        own = self.groups.lineage(state.id)
        if own != state.id:
            rows = sorted(self.groups.within({own}) - {own})
            return self.names.label(own), tuple(map(self._name, rows)), ()
        reasons = tuple(row for row in shipped_lineages() if row.state == state.id)
        for row in reasons:
            if row.joined:
                others = [r for r in shipped_lineages() if r.lineage == row.lineage and r.joined]
                return row.name, tuple(self._name(other.state) for other in others), reasons
        return "", (), reasons

    def _name(self, state: str) -> str:
        return self.states[state].name if state in self.states else self.names.label(state)

    def _terms(self, state: State, when: When) -> Iterator[Term]:
        told = set()
        for group, held in self.groups.groups_of(state.id):
            if group not in self.groups.lineages:
                told.add(fold(self.names.label(group)))
                yield from _term(self.names.label(group), held, *_ends(held), when)
        for row in memberships():
            if row.member == state.id and fold(row.name) not in told:
                yield from _term(row.name, term(row.start, row.end), row.start, row.end, when)


def _ends(held: When) -> tuple[str, str]:
    start, _, end = held.text.partition("/")
    return start.replace("..", "") if start == ".." else start, "" if end == ".." else end


def _term(group: str, held: When, start: str, end: str, when: When) -> Iterator[Term]:
    answer = _shares(held, when)
    if answer is not Certainty.NO:
        yield Term(group, start, end, answer is Certainty.CERTAINLY)


def _shares(held: When, when: When, *, open_ends: bool = False) -> Certainty:
    """Whether a time and a date share a day; with ``open_ends`` no start and no end mean that there
    is no limit, as in the table of states."""
    if when is UNDATED:
        return Certainty.POSSIBLY
    if open_ends and held is UNDATED:
        return Certainty.CERTAINLY
    answer = overlaps(held, when)
    if open_ends and answer is Certainty.POSSIBLY:
        first = held.s1 if held.s0 > BEGINNING else BEGINNING
        last = held.e0 if held.e1 < END else END
        if first <= when.s0 and when.e1 <= last and not (held.doubtful or when.doubtful):
            return Certainty.CERTAINLY
    return answer


_OUTSIDE = """SELECT t.id, t.label, t.term, count(DISTINCT c.id), min(c.id)
    FROM claims c JOIN participants p ON p.claim = c.id AND c.seq BETWEEN ? AND ? + 1
    CROSS JOIN unnest([p.actor, p.acting_for]) named(state)
    JOIN {terms} t ON t.id = named.state
    WHERE c.e1 < t.first OR c.s0 > t.last OR c.s0 >= t.lost AND c.e1 <= t.back
    GROUP BY ALL ORDER BY t.label, t.term"""


def outside(connection: DuckDBPyConnection, load: int) -> list[str]:
    """A sentence for each state that claims which a load brought name when it did not stand, or was
    annexed: how many do, and one of them. They keep the state that they name."""
    from rapallo.casebook.read import nodes

    rows = [row for state in nodes(connection, State) for row in _limits(state)]
    columns = ("id", "label", "term", "first", "last", "lost", "back")
    with staged(connection, columns, rows) as terms:
        query = _OUTSIDE.format(terms=terms)
        found = connection.execute(query, [2 * load, 2 * load]).fetchall() if rows else []
    return [
        f"{'a claim names' if number == 1 else f'{number} claims name'} {label} {said}, as in {one}"
        for _, label, said, number, one in found
    ]


def _limits(state: State) -> Iterator[tuple[str, str, str, int, int, int, int]]:
    """The days between which a state stood, and those between which it was annexed."""
    first, last = state.held.s0, state.held.e1
    if first > BEGINNING or last < END:
        said = f"when it did not stand ({state.start or '..'}/{state.end or '..'})"
        yield state.id, state.name, said, first, last, END, BEGINNING
    for row in standings():
        if row.state == state.id and row.status == "annexed":
            held = row.held
            said = f"when {row.power_name} had annexed it ({row.start}/{row.end})"
            yield state.id, state.name, said, BEGINNING, END, held.s1, held.e0
