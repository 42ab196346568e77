"""What an event is: the claims judged to tell of one happening, and what follows from them.

Judgements are the only record of merges. Two claims are one event when a chain of *same* joins
them; deleting a line undoes it. Claims of different kind or sign are never joined.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from rapallo.casebook.read import StoredClaim, nodes
from rapallo.casebook.staging import staged
from rapallo.dates.calendar import iso
from rapallo.dates.when import When
from rapallo.identity.faults import Fault, chain
from rapallo.identity.unions import Unions
from rapallo.model.nodes import Judgement
from rapallo.model.participants import Participant

__all__ = ["Event", "Party", "assign", "events", "hull"]


@dataclass(frozen=True, slots=True)
class Party:
    """A participant of an event. ``certain``: every told claim that names his role names him."""

    role: str
    actor: str
    acting_for: str
    certain: bool
    represented: bool
    sides: frozenset[int]


@dataclass(frozen=True, slots=True)
class Event:
    """One happening, as its claims tell it. ``claims`` are those that count, by id."""

    id: str
    kind: str
    sign: int
    claims: tuple[StoredClaim, ...]
    when: When
    told: bool
    negated: bool
    parties: tuple[Party, ...]
    treaties: tuple[str, ...]
    issues: tuple[str, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources that tell of it."""
        return tuple(sorted({claim.source for claim in self.claims}))

    @property
    def claim_ids(self) -> tuple[str, ...]:
        """The ids of its claims."""
        return tuple(claim.id for claim in self.claims)

    def role(self, role: str) -> tuple[Party, ...]:
        """Who takes part in a role, states beside their own representatives left out."""
        return tuple(p for p in self.parties if p.role == role and not p.represented)


def events(claims: Iterable[StoredClaim]) -> list[Event]:
    """The events that these claims tell of, by id.

    The window is the hull of the told claims' windows, lasting if all of them are. An event is told
    if one claim is; where none is told (a question about plans, say), all its claims count.
    """
    grouped: dict[str, list[StoredClaim]] = defaultdict(list)
    for claim in claims:
        grouped[claim.event].append(claim)
    return [_event(name, grouped[name]) for name in sorted(grouped)]


def _event(name: str, claims: list[StoredClaim]) -> Event:
    told = [claim for claim in claims if claim.status == "told"]
    counting = tuple(sorted(told or claims, key=lambda claim: claim.id))
    return Event(
        name,
        counting[0].kind,
        counting[0].sign,
        counting,
        hull([claim.when for claim in counting]),
        bool(told),
        any(claim.status == "negated" for claim in claims),
        tuple(_parties(counting)),
        tuple(sorted({t for claim in counting for t in claim.treaties})),
        tuple(sorted({i for claim in counting for i in claim.issues})),
    )


def hull(dates: Sequence[When]) -> When:
    """The smallest date that leaves room for each of these; lasting if all of them are.

    It is written as EDTF: as the one date, as a day between two, or as what lasts from a day to
    another, with ``?`` where one of the dates has it. Where one tells single occasions (``{...}``),
    the hull lasts somewhere within its bounds and fills no day for certain.

    >>> from rapallo.dates.edtf import parse
    >>> str(hull([parse("1939-08-23"), parse("[1939-08-23,1939-08-24]")]))
    '[1939-08-23..1939-08-24]'
    """
    if len({date.text for date in dates}) == 1:
        return dates[0]
    s0, e1 = min(d.s0 for d in dates), max(d.e1 for d in dates)
    doubtful = any(date.doubtful for date in dates)
    start, end = (f"{day}?" if day and doubtful else day for day in (iso(s0), iso(e1)))
    if all(date.lasting for date in dates):
        text = f"{start or '..'}/{end or '..'}" if start or end else ""
        if any(date.extent == "several" for date in dates):
            return When(text, s0, e1, s0, e1, "lasting", doubtful)
        s1, e0 = max(d.s1 for d in dates), min(d.e0 for d in dates)
        return When(text, s0, s1, e0, e1, "lasting", doubtful)
    text = start if s0 == e1 else f"[{start}..{end}]" if start or end else ""
    return When(text, s0, e1, s0, e1, "instant", doubtful)


def _parties(claims: Sequence[StoredClaim]) -> Iterator[Party]:
    naming = {
        role: [c for c in claims if any(p.role == role for p in c.participants)]
        for role in ("agent", "target", "via")
    }
    found: dict[tuple[str, str], list[Participant]] = defaultdict(list)
    for claim in claims:
        for row in claim.participants:
            found[row.role, row.actor].append(row)
    for (role, actor), rows in found.items():
        sure = {row.claim for row in rows if row.certainty == "certain"}
        yield Party(
            role,
            actor,
            next((row.acting_for for row in rows if row.acting_for), ""),
            len(sure) == len(naming[role]),
            all(row.represented for row in rows),
            frozenset(row.side for row in rows),
        )


def assign(connection: DuckDBPyConnection) -> list[Fault]:
    """Give every claim its event from the judgements; return what in them cannot be followed.

    The id of an event is the smallest claim id of the group first loaded, so that a claim that
    comes later never renames an event. A chain of *same* joins even where a line in it is
    contradicted by a *different*: that is reported, for either of them may be wrong.
    """
    judged = [one for one in nodes(connection, Judgement) if one.what == "event"]
    facts = _facts(connection)
    groups = Unions[str]()
    faults, joins = [], []
    for one in judged:
        reason = _unfit(one.a, one.b, one.verdict, facts)
        if reason:
            faults.append(Fault(reason, (one,)))
        elif one.verdict == "same":
            groups.join(one.a, one.b)
            joins.append((one.a, one.b, one))
    for one in judged:
        if one.verdict == "different" and groups.find(one.a) == groups.find(one.b):
            faults.append(_contradiction(one, chain(one.a, one.b, joins)))
    _write(connection, groups, facts)
    return faults


def _contradiction(apart: Judgement, lines: Sequence[Judgement]) -> Fault:
    joined = ", ".join(f"{line.a} and {line.b}" for line in lines)
    reason = f"{apart.a} and {apart.b} are judged different, yet judged the same are {joined}"
    return Fault(reason, (apart, *lines))


class _Fact(NamedTuple):
    """What decides whether a claim may join an event, and under whose id."""

    seq: int
    kind: str
    sign: int


def _facts(connection: DuckDBPyConnection) -> dict[str, _Fact]:
    rows = connection.execute(
        """SELECT id, seq, kind, sign FROM claims WHERE id IN
           (SELECT a FROM judgements UNION SELECT b FROM judgements)"""
    ).fetchall()
    return {row[0]: _Fact(*row[1:]) for row in rows}


def _unfit(a: str, b: str, verdict: str, facts: dict[str, _Fact]) -> str:
    for name in (a, b):
        if name not in facts:
            return f"a judgement names {name}, which is not in the casebook"
    one, other = facts[a], facts[b]
    if verdict == "same" and (one.kind, one.sign) != (other.kind, other.sign):
        return (
            f"{a} ({one.kind}, sign {one.sign}) and {b} ({other.kind}, sign {other.sign}) are"
            " judged the same event, but differ in kind or sign: not joined"
        )
    return ""


def _write(connection: DuckDBPyConnection, groups: Unions[str], facts: dict[str, _Fact]) -> None:
    named = [
        (member, min(members, key=lambda m: (facts[m].seq, m)))
        for members in groups.all()
        if len(members) > 1
        for member in members
    ]
    with staged(connection, ("id", "event"), named) as table:
        connection.execute(
            f"""UPDATE claims c SET event = n.event FROM
                (SELECT id, coalesce(s.event, id) AS event
                 FROM claims LEFT JOIN {table} s USING (id)) n
                WHERE n.id = c.id AND n.event <> c.event"""
        )
