"""The edges of a casebook's events as columns, straight from the file: no object a claim.

What most of a large casebook is made of is plain: an event that one claim tells, with one date and
one name at each place. Its edges are computed in the database, by the same rules as in
:mod:`rapallo.projection.edges`. Every other event (several claims, a set of dates, alternatives,
sides, groups that count as their members, persons whose state depends on their posts) goes through
that module itself.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duckdb import DuckDBPyConnection

from rapallo.casebook.book import Casebook
from rapallo.casebook.digest import digest_of
from rapallo.casebook.filters import Filters
from rapallo.casebook.read import codebook
from rapallo.casebook.staging import staged
from rapallo.model.acts import KINDS
from rapallo.projection.among import Among, told_among, whole_events
from rapallo.projection.columns import COLUMNS, Columns
from rapallo.projection.edges import EventEdge, Tally, event_edges, tallied_edges
from rapallo.projection.evidence import Evidence, Provenance
from rapallo.projection.level import UNKNOWN, Level

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

__all__ = ["Scanned", "claims_of", "edges_of", "evidence_of", "scan"]


@dataclass(frozen=True, slots=True)
class Scanned:
    """The columns, what was left out, and of what claims they were made.

    ``denominator``: the claims asked, by source. ``digest``: that of the casebook. ``odd``: how
    many events went through the plain code.
    """

    columns: Columns
    tally: Tally
    filters: Filters
    denominator: dict[str, int]
    digest: str
    odd: int

    def provenance(self, verb: str, *, seed: int | None = None, **options: Any) -> Provenance:
        """The provenance of an answer drawn from these columns."""
        return Provenance(verb, self.digest, self.filters.describe(), options, seed=seed)


def scan(
    book: Casebook,
    level: Level,
    kinds: Collection[str] = KINDS,
    filters: Filters | None = None,
) -> Scanned:
    """The edges of the events of these kinds as columns, with the count of what was left out.

    They are those of ``tallied_edges(Evidence.of(book, filters), level, kinds)``.
    Raises :class:`~rapallo.errors.NoClaims` where nothing passes the filters.
    """
    filters = filters or Filters()
    with book.store.reading() as connection:
        found = _Scan(connection, level, tuple(kinds), filters)
        columns, tally = found.plain()
        odd, odd_tally, number = found.odd()
        denominator = found.denominator()
        digest = digest_of(connection)
    return Scanned(
        _merged(columns, odd) if number else columns,
        tally + odd_tally,
        filters,
        denominator,
        digest,
        number,
    )


def edges_of(
    book: Casebook,
    level: Level,
    names: Collection[str],
    kinds: Collection[str] = KINDS,
    filters: Filters | None = None,
) -> list[EventEdge]:
    """The edges of some events, by their ids, with the claims that give them."""
    return event_edges(evidence_of(book, names, filters or Filters()), level, kinds)


def evidence_of(book: Casebook, names: Collection[str], filters: Filters) -> Evidence:
    """Some events, by their ids, with all the claims whose word counts by these filters."""
    with book.store.reading() as connection:
        return _evidence(connection, names, filters)


def claims_of(
    book: Casebook, names: Collection[str], filters: Filters | None = None
) -> dict[str, list[str]]:
    """The claims that tell of some events, by the events' ids; those whose word counts."""
    where, parameters = Among.of((filters or Filters()).scope(), names).where()
    found: dict[str, list[str]] = {}
    with book.store.reading() as connection:
        query = f"SELECT c.event, c.id FROM claims c WHERE {where} ORDER BY c.id"
        for event, claim in connection.execute(query, parameters).fetchall():
            found.setdefault(event, []).append(claim)
    return found


def _evidence(connection: DuckDBPyConnection, names: Collection[str], filters: Filters) -> Evidence:
    claims, found = told_among(connection, names, filters)
    digest, acts = digest_of(connection), codebook(connection)
    return Evidence(tuple(claims), tuple(found), digest, filters, acts)


_INSIDE = """CREATE TEMP TABLE inside AS
    SELECT c.id, c.event, c.source, c.kind, c.act, c.status, c.sign, c.s0, c.s1, c.e0, c.e1,
        c.extent <> 'instant' AS lasting, c.doubtful, c.treaty_ids, c.issue_ids,
        (c.extent = 'several' OR contains(c.date, ',')) AS sets
    FROM claims c WHERE {where}"""
_DENIED = """CREATE TEMP TABLE denied AS SELECT DISTINCT c.event FROM claims c WHERE {where}"""
# Whoever does not count at the level has no name; he is present, unless he is represented.
_PEOPLE = """CREATE TEMP TABLE people AS
    SELECT p.claim, p.role, p.position, p.side, {name} AS name,
        CASE WHEN p.represented THEN NULL ELSE p.actor END AS present,
        p.certainty = 'certain' AS sure, p.certainty = 'one_of' OR {open} AS odd
    FROM participants p
    WHERE p.role IN ('agent', 'target') AND p.claim IN (SELECT id FROM inside)"""
_PERSON = r"contains(replace(p.spelled, '\|', ''), '|')"
_NAME = {
    "state": "CASE WHEN p.acting_for <> '' THEN p.acting_for ELSE p.actor END",
    "diplomat": f"CASE WHEN {_PERSON} THEN p.actor END",
    "actor": "CASE WHEN p.represented THEN NULL ELSE p.actor END",
}
_OPEN = {"state": f"(p.acting_for = '' AND {_PERSON})"}
_ODD = """CREATE TEMP TABLE odd AS
    SELECT event FROM inside GROUP BY event HAVING count(*) > 1 OR bool_or(sets)
    UNION SELECT event FROM inside JOIN (SELECT claim FROM people
        WHERE odd OR name IN (SELECT unnest(?)) GROUP BY claim) ON claim = id
    UNION SELECT event FROM inside JOIN (SELECT claim FROM people
        WHERE role = 'agent' AND side > 0 GROUP BY claim) ON claim = id WHERE kind = 'met_with'"""
_PLAIN = """CREATE TEMP TABLE plain AS
    SELECT i.*, row_number() OVER (ORDER BY i.event) - 1 AS n,
        i.status = 'told' AND d.event IS NULL AS sure,
        i.act NOT IN (SELECT unnest(?)) AS edge
    FROM inside i LEFT JOIN denied d USING (event)
    WHERE i.event NOT IN (SELECT event FROM odd) AND i.kind IN (SELECT unnest(?))"""
_NAMES = """SELECT DISTINCT name, FALSE FROM people WHERE name IS NOT NULL
    UNION ALL SELECT DISTINCT t, TRUE FROM (SELECT unnest(treaty_ids) AS t FROM plain
        UNION ALL SELECT unnest(issue_ids) FROM plain)"""
_SEATS = """CREATE TEMP TABLE seats AS
    SELECT p.n, p.kind, s.role, s.position, s.sure, c.code, coalesce(c.named, s.present) AS present
    FROM people s JOIN plain p ON p.id = s.claim
    LEFT JOIN codes c ON c.name = s.name AND NOT c.thing
    WHERE p.edge AND (s.name IS NOT NULL OR s.present IS NOT NULL)"""
_COUNTS = """CREATE TEMP TABLE counts AS SELECT n,
    greatest(1, count(DISTINCT present) FILTER (role = 'agent')) AS agents,
    count(DISTINCT present) FILTER (role = 'target' AND kind <> 'signed') AS targets
    FROM seats GROUP BY n"""
_THINGS = """CREATE TEMP TABLE things AS
    SELECT n, unnest(treaty_ids) AS name, 1 AS what FROM plain
    UNION ALL SELECT n, unnest(issue_ids), 2 FROM plain LEFT JOIN counts USING (n)
    WHERE len(treaty_ids) = 0 AND coalesce(targets, 0) = 0"""
_PAIRS = """CREATE TEMP TABLE pairs AS
    WITH objects AS (
        SELECT n, code, 0 AS what, sure FROM seats
        WHERE role = 'target' AND kind <> 'signed' AND code IS NOT NULL
        UNION ALL SELECT t.n, c.code, t.what, TRUE FROM things t
        JOIN codes c ON c.name = t.name AND c.thing)
    SELECT p.n, least(p.code, q.code) AS a, greatest(p.code, q.code) AS b, 0 AS what,
        bool_or(p.sure AND q.sure) AS sure
    FROM seats p JOIN seats q ON p.n = q.n AND p.position < q.position
    WHERE p.kind = 'met_with' AND p.role = 'agent' AND q.role = 'agent'
        AND p.code IS NOT NULL AND q.code IS NOT NULL GROUP BY ALL
    UNION ALL SELECT p.n, p.code, o.code, o.what, bool_or(p.sure AND o.sure)
    FROM seats p JOIN objects o ON p.n = o.n
    WHERE p.kind <> 'met_with' AND p.role = 'agent' AND p.code IS NOT NULL GROUP BY ALL"""
_EDGES = """SELECT p.a, p.b, e.kind, e.n AS event, e.s0, e.s1, e.e0, e.e1, e.lasting, e.doubtful,
    e.sure AND p.sure AS certain,
    CASE e.kind WHEN 'met_with' THEN 1 / greatest(c.agents - 1, 1) WHEN 'signed' THEN 1.0
        ELSE 1 / (c.agents * greatest(1, coalesce(c.targets, 0) + coalesce(t.things, 0))) END
        AS weight,
    e.sign, c.agents > CASE e.kind WHEN 'met_with' THEN 2 ELSE 1 END AS joint, p.what AS to
    FROM pairs p JOIN plain e USING (n) JOIN counts c USING (n)
    LEFT JOIN (SELECT n, count(*) AS things FROM things GROUP BY n) t USING (n)
    WHERE p.a <> p.b ORDER BY e.n, p.a, p.b, p.what"""
_TALLY = """SELECT count(*), count(*) FILTER (NOT edge),
    count(*) FILTER (edge AND x.n IS NULL), count(*) FILTER (within),
    count(*) FILTER (nameless), count(*) FILTER (unknown)
    FROM plain LEFT JOIN (SELECT n, bool_or(a = b AND a <> $u) AS within,
        bool_or(a = b AND a = $u) AS nameless, bool_or(a <> b AND (a = $u OR b = $u)) AS unknown
        FROM pairs GROUP BY n) x USING (n)"""


class _Scan:
    """One reading of a casebook: the tables that it makes live as long as its connection."""

    def __init__(
        self, connection: DuckDBPyConnection, level: Level, kinds: Sequence[str], filters: Filters
    ) -> None:
        self.connection, self.level, self.kinds, self.filters = connection, level, kinds, filters
        self.codes: list[str] = []
        # Where Python is not run from a file, DuckDB would draw a bar into the answer.
        connection.execute("SET enable_progress_bar = false")
        self._inside()
        connection.execute(
            _PEOPLE.format(name=_NAME[level.by], open=_OPEN.get(level.by, "FALSE")),
        )
        connection.execute(_ODD, [sorted(level.expanded)])
        self._tables()

    def _inside(self) -> None:
        where, parameters = whole_events(self.filters)
        self.connection.execute(_INSIDE.format(where=where), parameters)
        if not self.connection.execute("SELECT 1 FROM inside LIMIT 1").fetchall():
            raise self.filters.nothing()
        denying = self.filters.denying()
        where, parameters = denying.where() if denying else ("FALSE", [])
        self.connection.execute(_DENIED.format(where=where), parameters)

    def _tables(self) -> None:
        acts = codebook(self.connection).acts
        edgeless = [name for name, act in acts.items() if not act.edge]
        self.connection.execute(_PLAIN, [edgeless, list(self.kinds)])
        self._name()
        for statement in (_SEATS, _COUNTS, _THINGS, _PAIRS):
            self.connection.execute(statement)

    def _name(self) -> None:
        """Number the names, in their order, as they count at the level."""
        raw = self.connection.execute(_NAMES).fetchall()
        named = [self.level.stands_for(name) if not thing else name for name, thing in raw]
        self.codes = sorted(set(named))
        code = {name: number for number, name in enumerate(self.codes)}
        rows = [(*row, name, code[name]) for row, name in zip(raw, named, strict=True)]
        with staged(self.connection, ("name", "thing", "named", "code"), rows) as table:
            self.connection.execute(f"CREATE TEMP TABLE codes AS SELECT * FROM {table}")

    def plain(self) -> tuple[Columns, Tally]:
        """The edges of the plain events."""
        kinds = " ".join(f"WHEN '{kind}' THEN {number}" for number, kind in enumerate(KINDS))
        query = _EDGES.replace("e.kind, e.n", f"CASE e.kind {kinds} END AS kind, e.n")
        found = self.connection.execute(query).fetchnumpy()
        columns = {name: _column(found[name], kind) for name, kind in COLUMNS.items()}
        columns["certain"] &= self._falls_into(columns)
        unknown = self.codes.index(UNKNOWN) if UNKNOWN in self.codes else -1
        counted = self.connection.execute(_TALLY, {"u": unknown}).fetchall()[0]
        return self._compact(columns), Tally(*counted)

    def _compact(self, columns: dict[str, Array]) -> Columns:
        """Only the names and events that edges have, numbered anew."""
        import numpy as np

        ends = np.unique(np.concatenate([columns["a"], columns["b"]]))
        for name in ("a", "b"):
            columns[name] = np.searchsorted(ends, columns[name]).astype("int32")
        used, columns["event"] = np.unique(columns["event"], return_inverse=True)
        columns["event"] = columns["event"].astype("int32")
        ids = self.connection.execute("SELECT event FROM plain ORDER BY n").fetchnumpy()["event"]
        names = tuple(self.codes[code] for code in ends.tolist())
        events_ = [str(name) for name in ids[used]]
        return Columns(names, events_, {}, *columns.values())

    def _falls_into(self, columns: dict[str, Array]) -> Any:
        """Which edges certainly fall into the window asked for."""
        window = self.filters.window
        if not window:
            return True
        starts = columns["s1"] <= window.e0
        return starts & (window.s1 <= columns["e0"]) & ~columns["doubtful"]

    def odd(self) -> tuple[Columns, Tally, int]:
        """The edges of the other events."""
        rows = self.connection.execute("SELECT event FROM odd").fetchall()
        if not rows:
            return Columns.of(()), Tally(), 0
        evidence = _evidence(self.connection, [row[0] for row in rows], self.filters)
        edges, tally = tallied_edges(evidence, self.level, self.kinds)
        return Columns.of(edges), tally, len(rows)

    def denominator(self) -> dict[str, int]:
        """The claims asked, by source."""
        query = "SELECT source, count(*) FROM inside GROUP BY source ORDER BY source"
        return dict(self.connection.execute(query).fetchall())


def _column(found: Any, kind: str) -> Array:
    import numpy as np

    return np.asarray(found).astype(kind)


def _merged(one: Columns, other: Columns) -> Columns:
    """The edges of both, whose events differ, in their common order."""
    import numpy as np

    names, ends = _union(one.names, other.names)
    events_, places = _union(one.events, other.events)
    columns = {name: np.concatenate([getattr(one, name), getattr(other, name)]) for name in COLUMNS}
    for name in ("a", "b"):
        columns[name] = _numbered(ends, one, other, name)
    columns["event"] = _numbered(places, one, other, "event")
    order = np.lexsort([columns[name] for name in ("to", "b", "a", "kind", "event")])
    sets = {int(places[1][event]): when for event, when in other.sets.items()}
    return Columns(tuple(names), events_, sets, *(values[order] for values in columns.values()))


def _union(one: Sequence[str], other: Sequence[str]) -> tuple[list[str], tuple[Array, Array]]:
    """Both in order, and the new number of each old one."""
    import numpy as np

    both = sorted({*one, *other})
    code = {name: number for number, name in enumerate(both)}
    first, second = (np.array([code[name] for name in x], dtype="int32") for x in (one, other))
    return both, (first, second)


def _numbered(codes: tuple[Array, Array], one: Columns, other: Columns, name: str) -> Array:
    import numpy as np

    first, second = codes[0][getattr(one, name)], codes[1][getattr(other, name)]
    return np.concatenate([first, second])
