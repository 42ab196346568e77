"""Pairs of claims that may tell one happening, proposed with their reasons and never joined.

No claim is compared with all others. Two are compared where they share what they are about within
the same time: a treaty, two of the parties of a meeting or signature, an agent and what he acts on.
Time is cut into stretches of :data:`STRETCH` days; a date wider than :data:`WIDE` days is compared
with all that share its matter. A stretch in which more than ``largest`` claims share one matter is
passed over, and how many claims that concerns is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from rapallo.casebook.filters import Filters
from rapallo.casebook.read import stored_by_id
from rapallo.errors import BadOption
from rapallo.identity.alike import Alike
from rapallo.identity.event_rules import NOBODY, POINTS, Told, fired, score

__all__ = ["LARGEST", "LEAST", "Pair", "Proposals", "Tuning", "proposals", "verdicts"]

LEAST = 5
"""Points from which a pair is proposed unless told otherwise."""

LARGEST = 1_000
STRETCH = 64
WIDE = 400
_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Tuning:
    """What is proposed: pairs of at least so many points; dates ``days`` apart may be one;
    ``points`` instead of those of :data:`~rapallo.identity.event_rules.POINTS`.

    >>> Tuning(points={"same place": 3}).weights()["same place"]
    3
    """

    least: int = LEAST
    days: int = 0
    largest: int = LARGEST
    points: Mapping[str, int] | None = None

    def weights(self) -> Mapping[str, int]:
        """The points of all rules; a BadOption for a rule that there is not."""
        for name in self.points or ():
            if name not in POINTS:
                raise BadOption(f"there is no rule {name!r}; there are {', '.join(POINTS)}")
        if self.days < 0 or self.largest < 2:
            raise BadOption("days are counted from 0, claims of a stretch from 2")
        return {**POINTS, **(self.points or {})}


class Pair(NamedTuple):
    """Two claims that may tell one happening, by id, the smaller first; the events they tell of so
    far; and the rules that say so."""

    a: str
    b: str
    kind: str
    events: tuple[str, str]
    points: int
    rules: tuple[str, ...]

    @property
    def ids(self) -> tuple[str, str]:
        """Their ids."""
        return self.a, self.b

    @property
    def one_event(self) -> bool:
        """Whether they are one event already."""
        return self.events[0] == self.events[1]


class Proposals(NamedTuple):
    """Pairs, most points first; how many pairs were compared; how many claims stand in stretches
    that were passed over."""

    pairs: list[Pair]
    compared: int
    passed_over: int


def proposals(
    connection: DuckDBPyConnection,
    filters: Filters,
    tuning: Tuning | None = None,
    *,
    within_events: bool = False,
    alike: Alike = NOBODY,
) -> Proposals:
    """The pairs among the claims that pass the filters; the same for whatever order they came in.

    Pairs of one event are left out unless ``within_events``. ``alike``: the states and places that
    count as one.
    """
    tuning = tuning or Tuning()
    weights = tuning.weights()
    near, passed_over = _near(connection, filters, tuning, alike, within_events=within_events)
    found, known = [], dict[tuple[str, ...], tuple[str, ...]]()
    for batch in _batches(near):
        told = _told(connection, {name for pair in batch for name in pair})
        for a, b in batch:
            rules = fired(told[a], told[b], tuning.days, alike)
            if rules is not None and (points := score(rules, weights)) >= tuning.least:
                one, other = told[a].claim, told[b].claim
                # Few sets of rules fire on very many pairs: each is kept once.
                rules = known.setdefault(rules, rules)
                found.append(Pair(a, b, one.kind, (one.event, other.event), points, rules))
    found.sort(key=lambda pair: (-pair.points, pair.ids))
    return Proposals(found, len(near), passed_over)


def verdicts(connection: DuckDBPyConnection) -> dict[tuple[str, str], str]:
    """What was judged of two claims, the smaller id first; a later line counts for both orders."""
    rows = connection.execute(
        "SELECT least(a, b), greatest(a, b), verdict FROM judgements WHERE what = 'event'"
        " ORDER BY a, b"
    ).fetchall()
    return {(a, b): verdict for a, b, verdict in rows}


def _batches(pairs: Sequence[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    iterator = iter(pairs)
    while batch := list(islice(iterator, _AT_ONCE)):
        yield batch


def _told(connection: DuckDBPyConnection, ids: Iterable[str]) -> dict[str, Told]:
    names = sorted(ids)
    rows = connection.execute(
        "SELECT id, about, date_text FROM claims WHERE id IN (SELECT unnest(?))", [names]
    ).fetchall()
    words = {id: (about, when) for id, about, when in rows}
    return {claim.id: Told(claim, *words[claim.id]) for claim in stored_by_id(connection, names)}


def _near(
    connection: DuckDBPyConnection,
    filters: Filters,
    tuning: Tuning,
    alike: Alike,
    *,
    within_events: bool,
) -> tuple[list[tuple[str, str]], int]:
    """The ids of pairs worth comparing, in order, and how many claims were passed over."""
    where, parameters = filters.where()
    sql = _PAIRS.format(
        where=where,
        days=tuning.days,
        largest=tuning.largest,
        stretch=STRETCH,
        wide=WIDE,
        apart="TRUE" if within_events else "a.event <> b.event",
    )
    parameters += [list(alike.lines), list(alike.lines.values())]
    rows = connection.execute(sql, parameters).fetchall()
    pairs = [(a, b) for a, b, _ in rows if b is not None]
    return pairs, next((number for _, b, number in rows if b is None), 0)


# An equality on a stretch of time is what the database is quick at; a mere inequality of dates
# would compare every claim with all others of its matter.
_PAIRS = """
WITH c AS MATERIALIZED (
    SELECT id, kind, sign, event, s0, e1, treaty_ids, issue_ids,
        kind IN ('met_with', 'signed') AS joint FROM claims c WHERE {where}),
lineage AS (SELECT unnest(?::VARCHAR[]) AS state, unnest(?::VARCHAR[]) AS line),
party AS MATERIALIZED (
    SELECT DISTINCT id, role, coalesce(line, who) AS who FROM (
        SELECT p.claim AS id, p.role,
            CASE WHEN p.acting_for = '' THEN p.actor ELSE p.acting_for END AS who
        FROM participants p SEMI JOIN c ON c.id = p.claim WHERE p.role IN ('agent', 'target'))
    LEFT JOIN lineage ON state = who),
agent AS MATERIALIZED (
    SELECT id, joint, who, count(*) OVER (PARTITION BY id) AS number
    FROM party JOIN c USING (id) WHERE role = 'agent'),
target AS (SELECT id, who FROM party WHERE role = 'target'),
aims AS (
    SELECT id, 'to ' || who AS what FROM target
    UNION ALL SELECT id, 'on ' || unnest(issue_ids) FROM c),
matter AS (
    SELECT id, 'treaty ' || unnest(treaty_ids) AS key FROM c
    UNION ALL SELECT a.id, concat_ws(chr(31), a.who, b.who) FROM agent a JOIN agent b
        ON a.id = b.id AND a.who < b.who WHERE a.joint
    UNION ALL SELECT id, who FROM agent WHERE joint AND number = 1
    UNION ALL SELECT a.id, concat_ws(chr(31), a.who, m.what) FROM agent a JOIN aims m
        ON a.id = m.id WHERE NOT a.joint
    UNION ALL SELECT a.id, a.who FROM agent a JOIN c USING (id) ANTI JOIN aims m ON m.id = a.id
        WHERE NOT a.joint AND len(c.treaty_ids) = 0),
keyed AS MATERIALIZED (
    SELECT DISTINCT hash(c.kind, c.sign, m.key) AS key, c.id, c.event, c.s0, c.e1
    FROM matter m JOIN c USING (id)),
stretches AS (
    SELECT *, unnest(range(floor(s0 / {stretch})::BIGINT,
        floor((e1 + {days}) / {stretch})::BIGINT + 1)) AS stretch
    FROM keyed WHERE e1 - s0 <= {wide}),
narrow AS MATERIALIZED (
    SELECT *, count(*) OVER (PARTITION BY key, stretch) AS number FROM stretches),
sized AS MATERIALIZED (SELECT *, count(*) OVER (PARTITION BY key) AS number FROM keyed),
pairs AS (
    SELECT a.id AS a, b.id AS b FROM narrow a JOIN narrow b
        ON a.key = b.key AND a.stretch = b.stretch AND a.id < b.id
        WHERE a.number <= {largest} AND b.number <= {largest} AND {apart}
        AND a.s0 <= b.e1 + {days} AND b.s0 <= a.e1 + {days}
    UNION SELECT least(a.id, b.id), greatest(a.id, b.id) FROM sized a JOIN sized b
        ON a.key = b.key AND a.id <> b.id
        WHERE a.e1 - a.s0 > {wide} AND a.number <= {largest} AND {apart}
        AND a.s0 <= b.e1 + {days} AND b.s0 <= a.e1 + {days}),
passed AS (
    SELECT id FROM narrow WHERE number > {largest}
    UNION SELECT id FROM sized WHERE number > {largest} AND e1 - s0 > {wide})
SELECT a, b, 0 FROM pairs UNION ALL SELECT '', NULL, count(*) FROM passed ORDER BY 1, 2"""
