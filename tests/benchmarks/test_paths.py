"""Earliest arrival from one over a million dated meetings: one compiled pass against others.

The engines get columns that were made (:func:`tests.benchmarks.bulk.meetings`), one meeting of two
a claim, since a casebook of a million claims takes minutes to load; how such a casebook is read
into columns is measured beside it, on one that the database wrote itself. Times are CPU seconds of
this process, the least of several rounds after a first one; the first, which compiles or loads
what was compiled, is told apart. Rivals are asked what they can answer: days that strictly
increase, of dates known to the day.

Sizes by environment: ``RAPALLO_BENCH_CLAIMS`` (1,000,000), ``RAPALLO_BENCH_LIMIT`` (120 seconds for
Raphtory, which runs by itself).
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from rapallo.analysis.paths.contacts import FAR, contacts
from rapallo.analysis.paths.engine import Sweep
from tests.benchmarks.bulk import bulk, meetings

CLAIMS = int(os.environ.get("RAPALLO_BENCH_CLAIMS", "1000000"))
LIMIT = float(os.environ.get("RAPALLO_BENCH_LIMIT", "120"))
PEOPLE = 50_000
ROUNDS = 15


def timed(call: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """CPU seconds of the first call, and of the quickest of some more."""
    found = []
    for _ in range(rounds + 1):
        begun = time.process_time()
        call()
        found.append(time.process_time() - begun)
    return found[0], min(found[1:])


def told(name: str, first: float, warm: float, best: float, about: str = "") -> None:
    print(f"  {name:<34} {first:>9.4f} {warm:>9.4f} {warm / best:>8.1f}  {about}")


def plain(days: list[int], a: list[int], b: list[int], start: int) -> list[int]:
    """One pass in Python, where days strictly increase along a chain."""
    reach = [FAR] * PEOPLE
    reach[start] = -FAR
    for day, x, y in zip(days, a, b, strict=True):
        if reach[x] < day < reach[y]:
            reach[y] = day
        elif reach[y] < day < reach[x]:
            reach[x] = day
    reach[start] = FAR
    return reach


def test_earliest_arrival(capsys: pytest.CaptureFixture[str]) -> None:
    made = meetings(CLAIMS, PEOPLE)
    begun = time.process_time()
    every = contacts(made, certain=True)
    sweep = Sweep(every, certain=True)
    ready = time.process_time() - begun
    start = int(every.a[0])
    first, warm = timed(lambda: sweep.run(start))
    lists = [getattr(every, name).tolist() for name in ("first", "a", "b")]
    slow_first, slow = timed(lambda: plain(*lists, start), 3)
    reach, via = sweep.run(start)
    reach[via < 0] = FAR
    assert reach.tolist() == plain(*lists, start)
    with capsys.disabled():
        print(f"\nEarliest arrival, {CLAIMS:,} meetings of {PEOPLE:,}, CPU seconds")
        print(f"  {'':<34} {'first':>9} {'warm':>9} {'times':>8}")
        told("certain: strictly later days", first, warm, warm, f"columns made ready {ready:.2f}")
        told("plain Python, the same", slow_first, slow, warm)
        for name, certain, same_day, months in (
            ("certain, same day counts", True, True, 0.0),
            ("possible", False, False, 0.0),
            ("possible, 20% known to the month", False, False, 0.2),
            ("certain, 20% known to the month", True, False, 0.2),
        ):
            other = made if not months else meetings(CLAIMS, PEOPLE, months=months)
            chosen = contacts(other, certain=certain, same_day=same_day)
            one = Sweep(chosen, certain=certain, same_day=same_day)
            told(name, *timed(lambda one=one: one.run(start)), warm)
    assert slow > 20 * warm


RAPHTORY = """
import sys, time, numpy as np, pandas as pd
from raphtory import Graph, algorithms
days, a, b, start = (np.load(sys.argv[1])[name] for name in ("days", "a", "b", "start"))
days, a, b = (column.astype(np.int64) for column in (days, a, b))
frame = pd.DataFrame({
    "time": np.concatenate([days, days]) + 20_000,
    "src": np.concatenate([a, b]), "dst": np.concatenate([b, a])})
graph = Graph()
graph.load_edges(frame, time="time", src="src", dst="dst")
begun = time.process_time()
found = algorithms.temporally_reachable_nodes(graph, 100_000, -1, [int(start)])
print(time.process_time() - begun, sum(bool(v["reachable_nodes"]) for v in found.values()) - 1)
"""


def test_raphtory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if not importlib.util.find_spec("raphtory"):
        pytest.skip("Raphtory is not installed: pip install raphtory==0.17.0 to compare with it")
    with capsys.disabled():
        print("\nRaphtory 0.17 temporally_reachable_nodes, CPU seconds, each size for itself")
        finished = 0
        for number in sorted({1_000, 3_000, 10_000, 30_000, 100_000, CLAIMS}):
            said = run_raphtory(tmp_path, number)
            print(f"  {number:>9,} meetings: {said}")
            if "not finished" in said:
                break
            finished = number
        print(f"  the largest size that it finishes in {LIMIT:.0f} s: {finished:,}")
    assert finished > 0


def run_raphtory(folder: Path, number: int) -> str:
    people = max(20, PEOPLE * number // CLAIMS)
    made = meetings(number, people)
    every = contacts(made, certain=True)
    sweep = Sweep(every, certain=True)
    start = int(every.a[0])
    _, warm = timed(lambda: sweep.run(start))
    reached = int((sweep.run(start)[1] >= 0).sum())
    path = folder / "edges.npz"
    np.savez(path, days=every.first, a=every.a, b=every.b, start=start)
    command = [sys.executable, "-c", RAPHTORY, str(path)]
    try:
        done = subprocess.run(command, timeout=LIMIT, capture_output=True, text=True, check=True)
    except subprocess.TimeoutExpired:
        return f"not finished in {LIMIT:.0f} s; ours {warm:.5f}, reached {reached}"
    seconds, found = done.stdout.split()
    return f"{float(seconds):.3f}, reached {found}; ours {warm:.5f}, reached {reached}"


SCAN = """
import sys, time
from rapallo.casebook.book import Casebook
from rapallo.projection.level import Level
from rapallo.projection.scan import scan
book, begun = Casebook(sys.argv[1]), time.process_time()
found = scan(book, Level.of(book, "state"))
from tests.benchmarks.memory import peak
print(time.process_time() - begun, len(found.columns), peak() * 1024)
"""


def test_a_casebook_becomes_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "made.duckdb"
    bulk(path, CLAIMS, PEOPLE)
    command = [sys.executable, "-c", SCAN, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, rows, peak = map(float, done.stdout.splitlines()[-1].split())
    with capsys.disabled():
        print(f"\n{CLAIMS:,} claims of a casebook as columns, by state: {seconds:.1f} CPU seconds,")
        print(f"  {int(rows):,} edges, at most {peak:.0f} MiB of memory")
    assert peak < 1536
