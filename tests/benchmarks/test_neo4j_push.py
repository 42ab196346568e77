"""Pushing into Neo4j, five ways side by side, each into a server with an empty store of its own.

Every way writes the same nodes and relationships, except one query a row, which writes a sample.
``RAPALLO_BENCH_ACTORS`` and ``RAPALLO_BENCH_CLAIMS`` set the size. Figures depend on what else the
machine does: read the ratios.
"""

from __future__ import annotations

import os
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import chdir
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from neo4j import Driver

from rapallo.casebook.book import Casebook
from rapallo.neo4j.bulk import COMMAND, export_bulk
from rapallo.neo4j.connect import Server, connected
from rapallo.neo4j.model import SHORTCUTS, NodeRow, RelRow
from rapallo.neo4j.push import push
from rapallo.neo4j.rows import book_id, node_rows, rel_rows
from rapallo.neo4j.schema import ensure
from rapallo.neo4j.server import LocalServer, missing, running
from tests.benchmarks.generate import casebook

ACTORS = int(os.environ.get("RAPALLO_BENCH_ACTORS", "20000"))
CLAIMS = int(os.environ.get("RAPALLO_BENCH_CLAIMS", "500000"))
SAMPLE = 1_000
BATCH = 10_000
CACHE = Path(__file__).parents[2] / ".cache"


@dataclass(frozen=True, slots=True)
class Measured:
    """What a way wrote, and what that took."""

    way: str
    written: int
    seconds: float
    client: float
    server: float
    sample: bool = False

    @property
    def rate(self) -> float:
        return self.written / self.seconds


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    return casebook(tmp_path_factory.mktemp("big") / "big.duckdb", ACTORS, CLAIMS)


def nodes(book: Casebook) -> Iterator[NodeRow]:
    with book.store.reading() as connection:
        yield from node_rows(connection, book_id(connection))


def rels(book: Casebook) -> Iterator[RelRow]:
    with book.store.reading() as connection:
        yield from rel_rows(connection, book_id(connection))


def batches(rows: Iterable[Any], by: Callable[[Any], Any], size: int) -> Iterator[tuple[Any, Any]]:
    """Rows of one shape together, as soon as there are enough of them."""
    waiting: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        waiting[by(row)].append(row)
        if len(waiting[by(row)]) == size:
            yield by(row), waiting.pop(by(row))
    yield from waiting.items()


NODE = "MERGE (n:{label} {{key: row.key}}) SET n:{labels}, n = row.row"
REL = """MATCH (a:{a} {{key: row.start}}) MATCH (b:{b} {{key: row.end}})
    MERGE (a)-[r:{type}{key}]->(b) SET r = row.row"""


def merging(book: Casebook, size: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A ``MERGE`` of nodes and relationships as it is usually written, and its rows."""
    for labels, rows in batches(nodes(book), lambda row: row.labels, size):
        query = NODE.format(label=labels[0], labels=":".join(labels))
        yield query, [{"key": row.key, "row": row.properties} for row in rows]
    for rel, rows in batches(rels(book), lambda row: row.rel, size):
        key = " {book: row.row.book, edge: row.row.edge}" if rel.type in SHORTCUTS.values() else ""
        query = REL.format(a=rel.start, b=rel.end, type=rel.type, key=key)
        told = [{"start": row.start, "end": row.end, "row": row.properties} for row in rows]
        yield query, told


def as_shipped(book: Casebook, driver: Driver) -> int:
    report = push(book, driver)
    return sum(row.new for row in report.rows())


def again(book: Casebook, driver: Driver) -> int:
    report = push(book, driver)
    assert not report.differs
    return sum(row.unchanged for row in report.rows())


def one_a_row(book: Casebook, driver: Driver) -> int:
    """A query for each row: of every statement a share of the sample."""
    with driver.session() as session:
        ensure(session)
        shapes = list(islice(merging(book, SAMPLE // 20), 40))
        rows = [(query, row) for query, some in shapes for row in some]
        for query, row in rows[:SAMPLE]:
            session.execute_write(lambda tx, q=query, r=row: tx.run("WITH $row AS row " + q, row=r))
    return min(SAMPLE, len(rows))


def unwind_merge(book: Casebook, driver: Driver) -> int:
    written = 0
    with driver.session() as session:
        ensure(session)
        for query, rows in merging(book, BATCH):
            text = "UNWIND $rows AS row " + query
            session.execute_write(lambda tx, t=text, r=rows: tx.run(t, rows=r).consume())
            written += len(rows)
    return written


def in_transactions(book: Casebook, driver: Driver) -> int:
    written = 0
    with driver.session() as session:
        ensure(session)
        for query, rows in merging(book, 10 * BATCH):
            text = f"UNWIND $rows AS row CALL (row) {{ {query} }} IN TRANSACTIONS OF {BATCH} ROWS"
            session.run(text, rows=rows).consume()
            written += len(rows)
    return written


WAYS: Sequence[tuple[str, Callable[[Casebook, Driver], int]]] = (
    ("push, as shipped", as_shipped),
    ("one query a row (sample)", one_a_row),
    ("UNWIND + MERGE", unwind_merge),
    ("CALL {} IN TRANSACTIONS", in_transactions),
)


def test_ways_of_pushing(book: Casebook, tmp_path: Path) -> None:
    lack = missing()
    if lack:
        pytest.skip(lack)
    found = []
    for number, (name, way) in enumerate(WAYS):
        with (
            running(tmp_path / str(number), cache=CACHE) as server,
            connected(Server(server.uri)) as driver,
        ):
            found.append(timed(name, way, book, driver, server))
            if way is as_shipped:
                found.append(timed("push again, all there", again, book, driver, server))
    found += imported(book, tmp_path / "imported")
    base = found[0].rate
    print(
        f"\n{ACTORS:,} actors, {CLAIMS:,} claims; nodes and relationships a second,"
        " processor seconds of client + server"
    )
    for one in found:
        print(
            f"{one.way:28} {one.written:>10,} in {one.seconds:7.1f} s {one.rate:>9,.0f}/s"
            f" {one.rate / base:7.3f} x push, CPU seconds {one.client:.1f} + {one.server:.1f}"
        )
    by_way = {one.way: one for one in found}
    for name in ("UNWIND + MERGE", "export neo4j-csv"):
        assert by_way[name].written == by_way["push, as shipped"].written
    assert by_way["push, as shipped"].rate > by_way["UNWIND + MERGE"].rate


def timed(
    name: str,
    way: Callable[[Casebook, Driver], int],
    book: Casebook,
    driver: Driver,
    server: LocalServer,
) -> Measured:
    pid = server.process.pid if server.process else 0
    began, client, used = time.perf_counter(), time.process_time(), cpu(pid)
    written = way(book, driver)
    took = time.perf_counter() - began
    found = Measured(name, written, took, time.process_time() - client, cpu(pid) - used)
    print(f"\n{found}", flush=True)
    return found


def cpu(pid: int) -> float:
    """The processor seconds of a process so far; 0 where there is no /proc."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    parts = stat.read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def imported(book: Casebook, home: Path) -> Iterator[Measured]:
    """The files for the import tool, then the tool: the limit, for an empty database only."""
    folder = home / "files"
    began, client = time.perf_counter(), time.process_time()
    counts = export_bulk(book, folder)
    took, used = time.perf_counter() - began, time.process_time() - client
    written = counts["nodes"] + counts["relationships"]
    yield Measured("export neo4j-csv", written, took, used, 0)
    with running(home / "server", cache=CACHE) as server:
        pass
    began, children = time.perf_counter(), children_cpu()
    with chdir(folder):
        server.admin(*COMMAND.split()[1:], "--overwrite-destination=true")
    took, used = time.perf_counter() - began, children_cpu() - children
    yield Measured("neo4j-admin import (limit)", written, took, 0, used)


def children_cpu() -> float:
    """The processor seconds of all programs that have run and ended so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
