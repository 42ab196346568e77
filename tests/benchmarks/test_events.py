"""Claims that may tell one happening, at size: a million claims, every fourth told twice.

The casebook is that of :mod:`tests.benchmarks.bulk`, to which another text is added that repeats a
fifth of it. All that is repeated must be proposed, in no more than five minutes and 4 GiB; and how
many events have two independent witnesses is asked of the whole.

Size by environment: ``RAPALLO_BENCH_CLAIMS`` (1,000,000). Wall-clock seconds.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from rapallo.analysis.events import candidates
from rapallo.casebook.book import Casebook
from rapallo.casebook.digest import seal
from rapallo.casebook.filters import Filters
from rapallo.identity.event_pairs import LEAST
from tests.benchmarks.bulk import bulk
from tests.benchmarks.memory import peak

CLAIMS = int(os.environ.get("RAPALLO_BENCH_CLAIMS", "1000000"))
AGAIN = "hash('again' || {id}) % 4 = 0"


def repeated(path: Path, claims: int) -> tuple[Casebook, int]:
    """A casebook of so many claims, a fifth of them another's told again, and how many."""
    book = bulk(path, claims * 4 // 5)
    with book.store.writing() as connection:
        connection.execute(
            f"""INSERT INTO claims SELECT * REPLACE ('d-' || id AS id, 'd-' || id AS event,
                'copyist' AS source) FROM claims WHERE {AGAIN.format(id="id")}"""
        )
        connection.execute(
            f"""INSERT INTO participants SELECT * REPLACE ('d-' || claim AS claim)
                FROM participants WHERE {AGAIN.format(id="claim")}"""
        )
        rows = connection.execute("SELECT count(*) FROM claims WHERE source = 'copyist'").fetchall()
        seal(connection)
    return book, int(rows[0][0])


def test_candidates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, again = repeated(tmp_path / "bulk.duckdb", CLAIMS)
    begun = time.perf_counter()
    found = candidates(book)
    seconds = time.perf_counter() - begun
    twice = {row["a"] for row in found.rows if row["b"] == f"d-{row['a']}"}
    with capsys.disabled():
        print(f"\n{CLAIMS:,} claims: {found.notes[0]}")
        print(f"{seconds:.0f} s, {peak():.1f} GiB at most; {len(twice):,} of {again:,} found again")
    # An act without a target, told twice to the month only, has points too few.
    assert len(twice) >= 0.99 * again
    assert min(row["points"] for row in found.rows) >= LEAST
    assert seconds < 300
    assert peak() < 4


def test_independent_witnesses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, again = repeated(tmp_path / "bulk.duckdb", CLAIMS)
    with book.store.writing() as connection:
        connection.execute("UPDATE claims SET event = id[3:] WHERE source = 'copyist'")
        seal(connection)
    begun = time.perf_counter()
    where, parameters = Filters(min_sources=2).where()
    with book.store.reading() as connection:
        rows = connection.execute(
            f"SELECT count(*) FROM claims c WHERE {where}", parameters
        ).fetchall()
    seconds = time.perf_counter() - begun
    with capsys.disabled():
        print(f"\n{CLAIMS:,} claims: {rows[0][0]:,} of events with two witnesses, {seconds:.1f} s")
    assert rows == [(2 * again,)]
