"""What a casebook holds, as records, data frames and a graph."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from duckdb import DuckDBPyConnection

from rapallo.casebook.filters import Filters
from rapallo.dates.edtf import parse, term
from rapallo.dates.when import When
from rapallo.errors import BadInput
from rapallo.model.acts import Act, Codebook
from rapallo.model.cells import parse_names
from rapallo.model.claim import COLUMNS
from rapallo.model.edges import Edge
from rapallo.model.nodes import TABLES, Node
from rapallo.model.participants import Participant

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Load",
    "Revision",
    "StoredClaim",
    "claim_rows",
    "claims_by_source",
    "codebook",
    "edges",
    "frame",
    "history",
    "loads",
    "nodes",
    "sorted_columns",
    "stored",
    "stored_by_id",
    "upended",
]

N = TypeVar("N", bound=Node)


class Load(NamedTuple):
    """A load as the casebook remembers it."""

    number: int
    at: str
    origin: str
    notes: tuple[str, ...]


class Revision(NamedTuple):
    """A record as it was until a load changed it or took it out."""

    table: str
    id: str
    revision: str
    row: Mapping[str, str]
    reason: str
    until: str
    by: str


@dataclass(frozen=True, slots=True)
class StoredClaim:
    """A claim as the analyses read it: names resolved to ids, the event it tells of."""

    id: str
    event: str
    kind: str
    act: str
    sign: int
    status: str
    source: str
    locator: str
    documents: tuple[str, ...]
    coder: str
    when: When
    date_basis: str
    place: str
    treaties: tuple[str, ...]
    issues: tuple[str, ...]
    participants: tuple[Participant, ...]


def codebook(connection: DuckDBPyConnection) -> Codebook:
    """The codebook that this casebook keeps."""
    columns = Act.columns()
    names = ", ".join(columns)
    rows = connection.execute(f"SELECT {names} FROM acts ORDER BY act").fetchall()
    return Codebook(Act.from_row(dict(zip(columns, row, strict=True))) for row in rows)


def nodes(connection: DuckDBPyConnection, cls: type[N]) -> list[N]:
    """The rows of one of the tables beside the claims, in the order of their keys."""
    order = ", ".join(f'"{name}"' for name in cls.KEY)
    rows = connection.execute(f"SELECT * FROM {cls.TABLE} ORDER BY {order}").fetchall()
    return [cls(*row) for row in rows]


def upended(connection: DuckDBPyConnection) -> list[str]:
    """A sentence for each row that ends before it starts, as casebooks may hold from before such
    rows were refused."""
    spans = ((cls, *cls.DATES) for cls in TABLES.values() if len(cls.DATES) == 2)
    return [
        sentence for cls, start, end in spans for sentence in _upended(connection, cls, start, end)
    ]


def _upended(
    connection: DuckDBPyConnection, cls: type[Node], start: str, end: str
) -> Iterator[str]:
    columns = ", ".join(f'"{name}"' for name in cls.columns())
    # Plain dates stand in the order of their letters; only of others need be asked what they mean.
    rows = connection.execute(
        rf"""SELECT {columns} FROM {cls.TABLE} WHERE "{start}" <> '' AND "{end}" <> ''
            AND ("{start}" > "{end}"
                OR NOT regexp_full_match("{start}" || ' ' || "{end}", '\d[-\d]* \d[-\d]*'))
            ORDER BY ALL"""
    ).fetchall()
    for node in (cls(*row) for row in rows):
        first, last = getattr(node, start), getattr(node, end)
        try:
            term(first, last)
        except BadInput:
            yield (
                f"{cls.TABLE} {'|'.join(node.key_values)!r}: {start} {first}, {end} {last}: it ends"
                " before it starts, so that no day of it is certain"
            )


def stored(connection: DuckDBPyConnection, filters: Filters) -> list[StoredClaim]:
    """The claims that pass the filters, by id, with their participants."""
    return _stored(connection, *filters.where())


def stored_by_id(connection: DuckDBPyConnection, ids: Sequence[str]) -> list[StoredClaim]:
    """The claims of these ids, by id, with their participants."""
    return _stored(connection, "c.id IN (SELECT unnest(?))", [list(ids)])


def _stored(
    connection: DuckDBPyConnection, where: str, parameters: list[object]
) -> list[StoredClaim]:
    people = _participants(connection, where, parameters)
    query = f"""SELECT id, event, kind, act, sign, status, source, locator, documents, coder,
        date, date_basis, place_id, treaty_ids, issue_ids FROM claims c WHERE {where} ORDER BY id"""
    rows = connection.execute(query, parameters).fetchall()
    return [_claim(row, tuple(people.get(row[0], ()))) for row in rows]


def _claim(row: tuple[Any, ...], people: tuple[Participant, ...]) -> StoredClaim:
    name, event, kind, act, sign, status, source, locator, documents, coder, *rest = row
    date, basis, place, treaties, issues = rest
    return StoredClaim(
        name,
        name if event == name else event,
        kind,
        act,
        sign,
        status,
        source,
        locator,
        parse_names(documents),
        coder,
        parse(date),
        basis,
        place,
        tuple(treaties),
        tuple(issues),
        people,
    )


def _participants(
    connection: DuckDBPyConnection, where: str, parameters: list[object]
) -> dict[str, list[Participant]]:
    rows = connection.execute(
        f"""SELECT p.claim, p.role, p.side, p.position, p.actor, p.acting_for, p.spelled,
            p.certainty, p.represented FROM participants p JOIN claims c ON c.id = p.claim
            WHERE {where} ORDER BY p.claim, p.role, p.position, p.actor""",
        parameters,
    ).fetchall()
    found: dict[str, list[Participant]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(Participant(*row))
    return found


def told_at(connection: DuckDBPyConnection, claims: Iterable[str]) -> list[tuple[str, str, str]]:
    """For claims by id, where they are told: id, source and locator."""
    query = "SELECT id, source, locator FROM claims WHERE id IN (SELECT unnest(?))"
    return connection.execute(query, [list(dict.fromkeys(claims))]).fetchall()


def claims_by_source(
    connection: DuckDBPyConnection, where: str = "TRUE", parameters: Sequence[object] = ()
) -> dict[str, int]:
    """How many claims there are of each source, by its key; ``where`` is on a row ``c``."""
    query = f"SELECT source, count(*) FROM claims c WHERE {where} GROUP BY source ORDER BY source"
    return dict(connection.execute(query, parameters).fetchall())


def edges(connection: DuckDBPyConnection, filters: Filters) -> list[Edge]:
    """The edges of the claims that pass the filters, by edge id."""
    where, parameters = filters.where()
    rows = connection.execute(
        f"""SELECT e.edge, e.claim, e.kind, e.a, e.b, e.weight, e.joint, e.certain FROM edges e
            JOIN claims c ON c.id = e.claim WHERE {where} ORDER BY e.edge""",
        parameters,
    ).fetchall()
    return [Edge(*row) for row in rows]


def sorted_columns(connection: DuckDBPyConnection) -> tuple[str, ...]:
    """The written columns of the claims, then the users' own in the order of their names."""
    rows = connection.execute(
        "SELECT DISTINCT unnest(json_keys(extra)) AS name FROM claims ORDER BY name"
    ).fetchall()
    return (*COLUMNS, *(row[0] for row in rows))


def claim_rows(
    connection: DuckDBPyConnection, filters: Filters
) -> tuple[tuple[str, ...], Iterator[list[str]]]:
    """The columns of ``claims.csv``, and the claims that pass the filters, by id.

    ``earliest`` and ``latest`` are empty where unbounded. The rows are read while they are asked
    for: nothing else may be asked of the connection meanwhile.
    """
    columns = sorted_columns(connection)
    names = (*columns, "event", "earliest", "latest", "revision")
    return names, _claim_rows(connection, filters, columns[len(COLUMNS) :])


def _claim_rows(
    connection: DuckDBPyConnection, filters: Filters, own: Sequence[str]
) -> Iterator[list[str]]:
    where, parameters = filters.where()
    found = connection.execute(
        f"""SELECT {", ".join(f'"{name}"' for name in COLUMNS)}, extra, event, revision
            FROM claims c WHERE {where} ORDER BY id""",
        parameters,
    )
    date = COLUMNS.index("date")
    while rows := found.fetchmany(10_000):
        for *written, extra, event, revision in rows:
            values = {} if extra == "{}" else json.loads(extra)
            when = parse(written[date])
            mine = [values.get(name, "") for name in own]
            yield [*written, *mine, event, when.earliest, when.latest, revision]


def frame(connection: DuckDBPyConnection, filters: Filters) -> pd.DataFrame:
    """The claims that pass the filters, in the columns of ``claims.csv``, by id."""
    import pandas as pd

    columns, rows = claim_rows(connection, filters)
    return pd.DataFrame(list(rows), columns=list(columns), dtype=str)


def history(connection: DuckDBPyConnection, id: str) -> list[Revision]:
    """What a record was before, the oldest first."""
    rows = connection.execute(
        """SELECT h."table", h.id, h.revision, h."row", h.reason, l.loaded, l.origin
           FROM history h JOIN loads l USING (load) WHERE h.id = ? ORDER BY h.load""",
        [id],
    ).fetchall()
    return [Revision._make((*row[:3], json.loads(row[3]), *row[4:])) for row in rows]


def loads(connection: DuckDBPyConnection) -> list[Load]:
    """All loads, the last one first, each with what it had to note."""
    rows = connection.execute(
        "SELECT load, loaded, origin, summary FROM loads ORDER BY load DESC"
    ).fetchall()
    return [
        Load(number, at, origin, tuple(json.loads(summary).get("notes", ())))
        for number, at, origin, summary in rows
    ]
