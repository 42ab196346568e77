"""Coordination at size: acts near in time, and permutations of the whole record.

The acts are those of a million claims of :mod:`tests.benchmarks.generate`, of which 38 in a hundred
are acts: one agent in nine of ten, one target of 200 states, dates from 1920 to 1939, one in five
known to the month. They are made in memory; :func:`test_a_casebook` asks a casebook the whole
question. Times are CPU seconds but where wall-clock is said; the first call, which compiles or
loads what was compiled, is told apart.

Sizes by environment: ``RAPALLO_BENCH_CLAIMS`` (1,000,000), ``RAPALLO_BENCH_PERMUTATIONS`` (1,000).
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
import pytest

from rapallo.analysis.coordination.actor import ActorNull
from rapallo.analysis.coordination.happenings import ToldAct
from rapallo.analysis.coordination.record import Record
from rapallo.analysis.coordination.study import Study
from rapallo.analysis.coordination.windows import near_couples
from rapallo.analysis.coordination.worlds import record_of
from rapallo.dates.calendar import day_number, month_length
from rapallo.dates.when import When
from tests.benchmarks.bulk import bulk
from tests.benchmarks.memory import peak

ROOT = Path(__file__).parents[2]
CLAIMS = int(os.environ.get("RAPALLO_BENCH_CLAIMS", "1000000"))
PERMUTATIONS = int(os.environ.get("RAPALLO_BENCH_PERMUTATIONS", "1000"))
PEOPLE, STATES, WITHIN = 50_000, 200, 14
FIRST, LAST = day_number(1920, 1, 1), day_number(1939, 12, 31)


def timed(call: Callable[[], object], rounds: int = 5) -> tuple[float, float]:
    """CPU seconds of the first call, and of the quickest of some more."""
    found = []
    for _ in range(rounds + 1):
        begun = time.process_time()
        call()
        found.append(time.process_time() - begun)
    return found[0], min(found[1:])


def test_couples_near_in_time() -> None:
    """Who acted on the same target within 14 days: a window over sorted days against equi-joins."""
    rng = np.random.default_rng(0)
    target = rng.integers(0, STATES, CLAIMS)
    actor = (rng.random(CLAIMS) ** 2 * PEOPLE).astype(np.int64)
    day = rng.integers(FIRST, LAST, CLAIMS)

    def window() -> int:
        return sum(len(x) for x, _ in near_couples(target, actor, day, day, WITHIN))

    asked = {"window (Numba)": window}
    asked |= {name: call for name, call in rivals(target, actor, day).items() if call}
    times = {name: timed(call) for name, call in asked.items()}
    found = {name: call() for name, call in asked.items()}
    assert len(set(found.values())) == 1, found
    best = min(warm for _, warm in times.values())
    print(f"\n  acts on one target within {WITHIN} days, {CLAIMS:,} edges, {found.popitem()[1]:,}")
    print(f"  {'':<20} {'first':>9} {'warm':>9} {'to the best':>12}")
    for name, (cold, warm) in times.items():
        print(f"  {name:<20} {cold:>9.3f} {warm:>9.3f} {warm / best:>12.1f}")
    assert times["window (Numba)"][1] <= 1.2 * best


def rivals(
    target: np.ndarray, actor: np.ndarray, day: np.ndarray
) -> dict[str, Callable[[], int] | None]:
    """The same by equi-join on buckets of 15 days, as far as the engines are there."""
    import duckdb

    columns = {"t": target, "a": actor, "d": day, "n": np.arange(len(day))}
    columns["k"] = day // (WITHIN + 1)
    connection = duckdb.connect()
    connection.register("frame", columns)
    connection.execute("CREATE TABLE e AS SELECT * FROM frame")
    query = f"""SELECT count(*) FROM (SELECT x.n, y.n FROM e x
        JOIN (SELECT *, k AS j FROM e UNION ALL SELECT *, k - 1 FROM e) y
        ON x.t = y.t AND x.k = y.j WHERE abs(x.d - y.d) <= {WITHIN} AND x.a <> y.a
        AND (x.k < y.k OR x.n < y.n))"""
    found: dict[str, Callable[[], int] | None] = {
        "DuckDB": lambda: int(connection.execute(query).fetchall()[0][0])
    }
    if importlib.util.find_spec("polars") is None:
        print("  Polars is not installed: pip install -e '.[bench]'")
        return found
    import polars as pl

    frame = pl.DataFrame(columns)

    def joined() -> int:
        both = pl.concat([frame.with_columns(j=pl.col("k")), frame.with_columns(j=pl.col("k") - 1)])
        pairs = frame.lazy().join(both.lazy(), left_on=["t", "k"], right_on=["t", "j"], suffix="_y")
        near = (pl.col("d") - pl.col("d_y")).abs() <= WITHIN
        once = (pl.col("k") < pl.col("k_y")) | (pl.col("n") < pl.col("n_y"))
        wanted = pairs.filter(near & once & (pl.col("a") != pl.col("a_y")))
        return int(wanted.select(pl.len()).collect().item())

    return found | {"Polars": joined}


def generated(actors: int, acts: int) -> Record:
    """The acts of a million claims, of so many actors."""
    rng = Random(0)
    names = [f"actor-{n:05}" for n in range(actors)]
    targets = [f"target-{n:03}" for n in range(STATES)]
    kinds = (("pressured", -1),) * 15 + (("opposed", -1),) * 15 + (("supported", 1),) * 8
    dates: dict[tuple[int, int, int], When] = {}
    found = []
    for n in range(acts):
        year, month = rng.randrange(1920, 1940), rng.randrange(1, 13)
        day = 0 if rng.random() < 0.2 else rng.randrange(1, 29)
        if (year, month, day) not in dates:
            first = day_number(year, month, max(day, 1))
            last = first if day else first + month_length(year, month) - 1
            dates[year, month, day] = When("made", first, last, first, last)
        who = {
            names[int(rng.random() ** 2 * actors)] for _ in range(2 if rng.random() < 0.1 else 1)
        }
        id, passage = f"c-{n:07}", ("s", f"volume {rng.randrange(40)}, page {rng.randrange(900)}")
        found.append(
            ToldAct(
                id,
                dates[year, month, day],
                (id,),
                (passage,),
                True,
                {},
                *rng.choice(kinds),
                dict.fromkeys(sorted(who), True),
                {rng.choice(targets): True},
                len(who) == 1,
            )
        )
    return record_of(names, found)


@pytest.mark.parametrize(
    ("by", "actors", "acts"), [("diplomat", 448, CLAIMS // 10), ("state", 200, CLAIMS * 38 // 100)]
)
def test_permutations(by: str, actors: int, acts: int) -> None:
    """1,000 permutations by state, and of 100,000 eligible pairs of diplomats."""
    record = generated(actors, acts)
    begun = time.perf_counter()
    null = ActorNull(Study(record, 31, 0))
    pairs = sorted(null.pairs())
    engine = null.engine()
    ready = time.perf_counter() - begun
    begun = time.perf_counter()
    engine.replicates(pairs[:1], 0, 1)
    cold = time.perf_counter() - begun
    begun, worked = time.perf_counter(), time.process_time()
    found = engine.replicates(pairs, 1, PERMUTATIONS)
    wall, cpu = time.perf_counter() - begun, time.process_time() - worked
    print(
        f"\n  by {by}: {acts:,} acts, {len(pairs):,} pairs, {PERMUTATIONS:,} permutations: "
        f"{wall:.0f} s ({cpu:.0f} CPU seconds) after {ready:.0f} s to arrange the record and "
        f"{cold:.1f} s for the first; peak memory of the process {peak():.2f} GiB"
    )
    assert found.shape == (PERMUTATIONS, len(pairs))
    few = pairs[:: max(1, len(pairs) // 3)][:3]
    at = [pairs.index(pair) for pair in few]
    plain = np.stack([null._rearranged(pair, null._couples(pair), 1, 2) for pair in few], axis=1)
    assert found[:2, at].tolist() == plain.tolist()


def test_a_casebook(tmp_path: Path) -> None:
    """Everything that ``coordination --by state`` says of a casebook, in a process of its own."""
    bulk(tmp_path / "big.duckdb", CLAIMS)
    asked = f"""
import time
from pathlib import Path
from rapallo.analysis.coordination import coordination
from rapallo.casebook.book import Casebook
begun, worked = time.perf_counter(), time.process_time()
found = coordination(Casebook(Path({str(tmp_path / "big.duckdb")!r})), permutations={PERMUTATIONS})
took, cpu = time.perf_counter() - begun, time.process_time() - worked
tested = sum(row["p"] is not None for row in found.rows)
from tests.benchmarks.memory import peak
print(f"{{tested:,}} pairs tested, {{took:.0f}} s ({{cpu:.0f}} CPU seconds), {{peak():.2f}} GiB")
"""
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT
    )
    print(f"\n  a casebook of {CLAIMS:,} claims, {PERMUTATIONS:,} permutations: {done.stdout}")
    assert "pairs tested" in done.stdout
