"""The tables of a casebook, their version, and how an older one is brought up to date."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from rapallo.errors import NewerCasebook, NotACasebook
from rapallo.model.acts import Act, Codebook
from rapallo.model.claim import COLUMNS
from rapallo.model.nodes import TABLES, Judgement

__all__ = ["IN_FORCE", "KEY_MARK", "VERSION", "create", "migrate", "version_of"]

VERSION = 4
_MARK = "rapallo casebook"

KEY_MARK = "\x1f"
"""What joins the parts of a key where it stands in one column."""


def _text(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}" VARCHAR NOT NULL' for name in names)


# Which load last held which record: what is gone from there, and whether it stands elsewhere. A
# node that no load holds was made from claims, and lasts as long as a claim names it.
_HELD = 'CREATE TABLE held (origin VARCHAR NOT NULL, "table" VARCHAR NOT NULL, id VARCHAR NOT NULL)'

IN_FORCE = """rank() OVER (PARTITION BY what, least(a, b), greatest(a, b)
    ORDER BY load DESC, origin) = 1"""
"""Whether a row of verdicts is in force: of those on a pair, in either order, what came last."""

# A row for each load and pair, with the load that brought or changed it, and where it stood.
_VERDICTS = f"""CREATE TABLE verdicts (origin VARCHAR NOT NULL, load BIGINT NOT NULL,
    file VARCHAR NOT NULL, "row" BIGINT NOT NULL, {_text(Judgement.columns())})"""
_JUDGEMENTS = f"""CREATE VIEW judgements AS
    SELECT {", ".join(f'"{name}"' for name in Judgement.columns())} FROM verdicts
    QUALIFY {IN_FORCE}"""

# A post that a claim names is a person there where one certainly held it; ids with '/' are posts.
_NODES = """CREATE OR REPLACE VIEW nodes AS
    SELECT id, 'State' AS label, name FROM states
    UNION ALL SELECT id, 'Diplomat', name FROM diplomats
    UNION ALL SELECT id, 'Organization', name FROM organizations
    UNION ALL SELECT id, 'Treaty', title FROM treaties
    UNION ALL SELECT id, 'Issue', name FROM issues
    UNION ALL SELECT id, 'Place', name FROM places
    UNION ALL SELECT actor, 'Post', min(spelled) FROM participants
        WHERE spelled LIKE '[%' AND contains(actor, '/') GROUP BY actor"""

_STATEMENTS = (
    "CREATE TABLE meta (key VARCHAR NOT NULL, value VARCHAR NOT NULL)",
    f"CREATE TABLE acts ({_text(Act.columns())})",
    *(
        f"CREATE TABLE {name} ({_text(cls.columns())})"
        for name, cls in TABLES.items()
        if cls is not Judgement
    ),
    _VERDICTS,
    _JUDGEMENTS,
    # Days count from 1970-01-01; unbounded is the smallest or largest day of dates.calendar.
    # seq orders claims by the load that first brought them (see Writer).
    f"""CREATE TABLE claims ({_text(COLUMNS)}, extra VARCHAR NOT NULL,
        s0 BIGINT NOT NULL, s1 BIGINT NOT NULL, e0 BIGINT NOT NULL, e1 BIGINT NOT NULL,
        extent VARCHAR NOT NULL, doubtful BOOLEAN NOT NULL, sign TINYINT NOT NULL,
        treaty_ids VARCHAR[] NOT NULL, issue_ids VARCHAR[] NOT NULL, place_id VARCHAR NOT NULL,
        event VARCHAR NOT NULL, revision VARCHAR NOT NULL, seq BIGINT NOT NULL)""",
    """CREATE TABLE participants (claim VARCHAR NOT NULL, role VARCHAR NOT NULL,
        side INTEGER NOT NULL, position INTEGER NOT NULL, actor VARCHAR NOT NULL,
        acting_for VARCHAR NOT NULL, spelled VARCHAR NOT NULL, certainty VARCHAR NOT NULL,
        represented BOOLEAN NOT NULL)""",
    """CREATE TABLE edges (edge VARCHAR NOT NULL, claim VARCHAR NOT NULL, kind VARCHAR NOT NULL,
        a VARCHAR NOT NULL, b VARCHAR NOT NULL, weight DOUBLE NOT NULL, joint BOOLEAN NOT NULL,
        certain BOOLEAN NOT NULL)""",
    _HELD,
    """CREATE TABLE history ("table" VARCHAR NOT NULL, id VARCHAR NOT NULL,
        revision VARCHAR NOT NULL, "row" VARCHAR NOT NULL, reason VARCHAR NOT NULL,
        load BIGINT NOT NULL)""",
    """CREATE TABLE loads (load BIGINT NOT NULL, loaded VARCHAR NOT NULL, origin VARCHAR NOT NULL,
        version VARCHAR NOT NULL, summary VARCHAR NOT NULL)""",
    _NODES,
)


_NAMED = "INSERT INTO meta SELECT 'book', replace(uuid()::VARCHAR, '-', '')[:12]"
"""A casebook's own id, whatever it is called: two of them can then live in one Neo4j database."""

_MIGRATIONS: dict[int, tuple[str, ...]] = {
    # A casebook of version 1 knew of claims alone who brought them: every load that there was may
    # hold any other record, until it is done again.
    1: (
        _HELD,
        "INSERT INTO held SELECT origin, 'claims', id FROM claims",
        *(
            f"""INSERT INTO held SELECT DISTINCT origin, '{name}',
                concat_ws('{KEY_MARK}', {", ".join(f'"{key}"' for key in cls.KEY)})
                FROM {name}, loads"""
            for name, cls in TABLES.items()
        ),
        "ALTER TABLE claims DROP COLUMN origin",
        "UPDATE claims SET seq = 2 * seq",
        _NAMED,
    ),
    2: (_NODES,),
    # A casebook of version 3 kept of a pair what was loaded last, not what other loads said: it
    # stands for each that holds the pair, until that is loaded again.
    3: (
        _VERDICTS,
        f"""INSERT INTO verdicts SELECT coalesce(h.origin, ''), coalesce(l.load, 0), '', 0, j.*
            FROM judgements j
            LEFT JOIN held h ON h."table" = 'judgements'
                AND h.id = concat_ws('{KEY_MARK}', j.what, j.a, j.b)
            LEFT JOIN (SELECT origin, max(load) AS load FROM loads GROUP BY origin) l
                ON l.origin = h.origin""",
        "DELETE FROM held WHERE \"table\" = 'judgements'",
        "DROP TABLE judgements",
        _JUDGEMENTS,
    ),
}
"""By version: the statements that lead to the next."""


def create(connection: DuckDBPyConnection) -> None:
    """Make the tables in an empty database, with the codebook that ships."""
    for statement in _STATEMENTS:
        connection.execute(statement)
    connection.executemany(
        "INSERT INTO meta VALUES (?, ?)",
        [("mark", _MARK), ("schema", str(VERSION)), ("digest", ""), ("load", "0")],
    )
    connection.execute(_NAMED)
    columns = Act.columns()
    places = ", ".join("?" * len(columns))
    rows = [list(act.to_row().values()) for act in Codebook.shipped().acts.values()]
    connection.executemany(f"INSERT INTO acts VALUES ({places})", rows)


def version_of(connection: DuckDBPyConnection, path: object) -> int:
    """The schema version of an open database; 0 where it is empty.

    Raises :class:`NotACasebook` for another database, :class:`NewerCasebook` for a newer schema.
    """
    tables = {row[0] for row in connection.execute("SHOW TABLES").fetchall()}
    if not tables:
        return 0
    meta: dict[str, str] = {}
    if "meta" in tables:
        rows = connection.execute("SELECT * FROM meta").fetchall()
        meta = {str(row[0]): str(row[-1]) for row in rows}
    if meta.get("mark") != _MARK or not meta.get("schema", "").isdecimal():
        raise NotACasebook(f"{path} is a DuckDB database, but not a casebook of Rapallo")
    version = int(meta["schema"])
    if version > VERSION:
        raise NewerCasebook(
            f"{path} was written by a newer Rapallo (schema {version}, this one knows {VERSION})"
        )
    return version


def migrate(connection: DuckDBPyConnection, version: int) -> None:
    """Bring the tables from a version to today's, step by step, inside the open transaction."""
    for step in range(version, VERSION):
        for statement in _MIGRATIONS[step]:
            connection.execute(statement)
    connection.execute("UPDATE meta SET value = ? WHERE key = 'schema'", [str(VERSION)])
