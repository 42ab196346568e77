"""A casebook of a million claims in seconds: written by the database itself, not loaded.

Loading reads every cell and takes minutes at this size. Here the tables are filled as loading would
fill them, from numbers that depend on nothing but the row (a hash), so that the same size gives the
same casebook. Degrees are uneven: the cube of an even number picks who takes part.
"""

from __future__ import annotations

from pathlib import Path

from duckdb import DuckDBPyConnection

from rapallo.casebook.book import Casebook
from rapallo.casebook.digest import seal
from rapallo.model.claim import COLUMNS
from rapallo.model.nodes import TABLES
from rapallo.projection.columns import Columns

__all__ = ["bulk", "meetings"]

# The salt goes into the text: hashes of two values are joined too simply to be independent.
_EVEN = "(hash({n} || '{salt}') >> 11)::DOUBLE / 9007199254740992"

_DRAWN = """CREATE TEMP TABLE drawn AS
    WITH numbers AS (SELECT n, {kind} AS k, {first}, {second}, {target}, {day}, {width}, {source}
        FROM range($claims) r(n))
    SELECT n, printf('c-%07d', n) AS id,
        CASE WHEN k < .5 THEN 'met_with' WHEN k < .65 THEN 'informed' WHEN k < .77 THEN 'pressured'
            WHEN k < .9 THEN 'opposed' ELSE 'supported' END AS kind,
        (first ** 3 * $people)::INT % $people AS one, (second ** 3 * $people)::INT % $people AS two,
        (target ** 2 * $states)::INT % $states AS aim,
        DATE '1920-01-01' + (day * 7304)::INT AS day, width < .2 AS month, source
    FROM numbers"""

_WRITTEN = {
    "id": "id",
    "kind": "kind",
    "act": """CASE kind WHEN 'met_with' THEN 'meeting' WHEN 'informed' THEN 'letter'
        WHEN 'pressured' THEN 'demand' WHEN 'opposed' THEN 'stance' ELSE 'support' END""",
    "date": "CASE WHEN month THEN strftime(day, '%Y-%m') ELSE strftime(day, '%Y-%m-%d') END",
    "status": "'told'",
    "source": "'volume-' || (source * 4)::INT",
}
_START = "CASE WHEN month THEN date_trunc('month', day)::DATE ELSE day END - DATE '1970-01-01'"
_END = "CASE WHEN month THEN last_day(day) ELSE day END - DATE '1970-01-01'"


def bulk(path: Path, claims: int, people: int = 50_000, states: int = 200) -> Casebook:
    """A casebook of that size in a new file."""
    book = Casebook(path)
    with book.store.writing() as connection:
        _nodes(connection, people, states)
        _draw(connection, claims, people, states)
        cells = ", ".join(_WRITTEN.get(name, "''") for name in COLUMNS)
        connection.execute(
            f"""INSERT INTO claims SELECT {cells}, '{{}}', {_START}, {_END}, {_START}, {_END},
                'instant', FALSE,
                CASE kind WHEN 'supported' THEN 1 WHEN 'opposed' THEN -1 WHEN 'pressured' THEN -1
                    ELSE 0 END, [], [], '', id, '', n FROM drawn"""
        )
        _people(connection, states)
        seal(connection)
    return book


def _nodes(connection: DuckDBPyConnection, people: int, states: int) -> None:
    for table, number, word in (("states", states, "State"), ("diplomats", people, "Surname")):
        names = TABLES[table].columns()
        filled = {"id": f"'{word.lower()}-' || n", "name": f"'{word} ' || n"}
        cells = ", ".join(filled.get(name, "''") for name in names)
        connection.execute(f"INSERT INTO {table} SELECT {cells} FROM range(?) r(n)", [number])


def _draw(connection: DuckDBPyConnection, claims: int, people: int, states: int) -> None:
    parts = ("kind", "first", "second", "target", "day", "width", "source")
    even = {name: _EVEN.format(n="n", salt=name) for name in parts}
    drawn = {
        name: value if name == "kind" else f"{value} AS {name}" for name, value in even.items()
    }
    query = _DRAWN.format(**drawn)
    connection.execute(query, {"claims": claims, "people": people, "states": states})


def _people(connection: DuckDBPyConnection, states: int) -> None:
    """Who acts, whom he meets or informs, and the state that an act is aimed at."""
    person = """'surname-' || {who}, 'state-' || {who} % {states},
        'Surname ' || {who} || '|State ' || {who} % {states}, 'certain', FALSE"""
    one = person.format(who="one", states=states)
    other = "(CASE WHEN two = one THEN (two + 1) ELSE two END)"
    two = person.format(who=other, states=states)
    for role, position, cells, where in (
        ("agent", 0, one, "TRUE"),
        ("agent", 1, two, "kind = 'met_with'"),
        ("target", 0, two, "kind = 'informed'"),
        (
            "target",
            0,
            "'state-' || aim, 'state-' || aim, 'State ' || aim, 'certain', FALSE",
            "kind NOT IN ('met_with', 'informed')",
        ),
    ):
        connection.execute(
            f"INSERT INTO participants SELECT id, '{role}', 0, {position}, {cells} "
            f"FROM drawn WHERE {where}"
        )


def meetings(number: int, people: int = 50_000, *, months: float = 0.0, seed: int = 0) -> Columns:
    """So many meetings of two as columns, without a casebook, which would take minutes to load.

    ``months``: the share that is dated to a month, as in a casebook of :func:`bulk`; the others are
    dated to a day of twenty years.
    """
    import numpy as np

    random = np.random.default_rng(seed)
    ends = (random.random((2, number)) ** 3 * people).astype(np.int32)
    ends[1] = np.where(ends[0] == ends[1], (ends[1] + 1) % people, ends[1])
    day = np.sort(random.integers(0, 7305, number)) - 18_262
    month = day.astype("datetime64[D]").astype("datetime64[M]")
    wide = random.random(number) < months
    first = np.where(wide, month.astype("datetime64[D]").astype(np.int64), day)
    last = np.where(wide, (month + 1).astype("datetime64[D]").astype(np.int64) - 1, day)
    yes, no = np.ones(number, dtype=bool), np.zeros(number, dtype=bool)
    zero = np.zeros(number, dtype=np.int8)
    event = np.arange(number, dtype=np.int32)
    return Columns(
        tuple(f"{n:05}" for n in range(people)),
        range(number),  # type: ignore[arg-type]
        {},
        ends.min(axis=0),
        ends.max(axis=0),
        zero,
        event,
        *(first, last, first, last),
        *(no, no, yes),
        np.ones(number),
        *(zero, no, zero),
    )
