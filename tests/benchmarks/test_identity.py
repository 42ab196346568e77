"""Persons who may be one, at size, beside splink: 100,000 persons and a million claims.

The casebook is that of :mod:`tests.benchmarks.bulk` with the people of :mod:`tests.benchmarks.
crowd`: names that recur as those of real diplomats do, every tenth person there twice, under
initials, with one given name only, in another country's spelling or with a slip of the pen. Who is
who is known, so that both are measured by it: precision where so many of the twins are found.

Splink 5 (Linacre et al., *International Journal of Population Data Science* 7, 2022) gets the same
persons as rows taken from the same records, and the same keys to block by: what surnames and first
given names are looked up under here. It compares surnames by Jaro and Winkler's measure with term
frequencies, given names likewise with a level of their own for initials, and the state with term
frequencies (not years: everybody here acts throughout); its weights are estimated as its manual has
it: prior from a deterministic rule, u by sampling, m by expectation and maximisation in two passes.
Ours are those that ship, fitted to other people. Each runs in a process of its own. Ours reads the
casebook and writes rows with rules and claims in that time; splink's rows are made beforehand.

Size by environment: ``RAPALLO_BENCH_CLAIMS`` (1,000,000), ``RAPALLO_BENCH_PEOPLE`` (100,000).
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from rapallo.casebook.book import Casebook
from rapallo.casebook.digest import seal
from rapallo.casebook.staging import staged
from tests.benchmarks.bulk import bulk
from tests.benchmarks.crowd import FIRST_NAMES, PERSONS, SURNAMES, Person, crowd, shape
from tests.benchmarks.memory import peak

CLAIMS = int(os.environ.get("RAPALLO_BENCH_CLAIMS", "1000000"))
PEOPLE = int(os.environ.get("RAPALLO_BENCH_PEOPLE", "100000"))
STATES = 200
ROOT = Path(__file__).parents[2]
RECALLS = (0.5, 0.7, 0.8, 0.9)
Scored = list[tuple[float, str, str]]


class Run(NamedTuple):
    """What a method found, and what it took: seconds by the clock and of processors, GiB."""

    pairs: Scored
    wall: float
    cpu: float
    peak: float


def population(path: Path, claims: int, people: int) -> tuple[Casebook, list[Person]]:
    """A casebook of so many claims and people, and who they are; claims follow their names."""
    book = bulk(path, claims, people, STATES)
    known = list(crowd(people, STATES))
    rows = [(one.id, one.name, str(one.state)) for one in known]
    with book.store.writing() as connection:
        with staged(connection, ("id", "name", "state"), rows) as table:
            connection.execute(
                f"UPDATE diplomats d SET name = n.name FROM {table} n WHERE n.id = d.id"
            )
            connection.execute(
                f"""UPDATE participants p SET spelled = n.name || '|State ' || n.state,
                    acting_for = 'state-' || n.state FROM {table} n WHERE n.id = p.actor"""
            )
        seal(connection)
    return book, known


def ours(path: Path) -> Run:
    from rapallo.analysis.identities import candidates

    begun, worked = time.perf_counter(), time.process_time()
    found = candidates(Casebook(path), over=-4.0).rows
    pairs = [(row["score"], row["a_id"], row["b_id"]) for row in found]
    return _run(pairs, begun, worked)


def rows(path: Path) -> Any:
    """A row for each record of the casebook, with the words that ours is blocked by."""
    import pandas as pd

    from rapallo.dates.calendar import iso
    from rapallo.identity.forenames import beginnings, fewer
    from rapallo.identity.records import records

    made = []
    for record in records(Casebook(path)):
        name = record.names[0]
        given = [one.name for one in name.given]
        made.append(
            {
                "unique_id": record.id,
                "surname": "-".join(name.surname),
                "given": given[0] if given else None,
                "second": given[1] if len(given) > 1 else None,
                "state": min(record.states, default=None),
                "first": int(iso(record.span[0])[:4] or 0) or None,
                "last": int(iso(record.span[1])[:4] or 0) or None,
                "skeletons": sorted({key for word in name.surname for key in fewer(word)}),
                "begins": sorted({key for one in name.given[:1] for key in beginnings(one)}),
            }
        )
    return pd.DataFrame(made)


def splink(path: Path) -> Run:
    import logging
    import warnings

    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    warnings.simplefilter("ignore")
    logging.getLogger("splink").setLevel(logging.ERROR)
    table = rows(path)
    begun, worked = time.perf_counter(), time.process_time()
    surname = cl.JaroWinklerAtThresholds("surname", [0.95, 0.88, 0.8])
    state = cl.ExactMatch("state").configure(term_frequency_adjustments=True)
    keys = ["skeletons", "begins"]
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[block_on(*keys, arrays_to_explode=keys)],
        comparisons=[
            surname.configure(term_frequency_adjustments=True),
            _given("given"),
            _given("second"),
            state,
        ],
    )
    linker = Linker(DuckDBAPI().register(table), settings)
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("surname", "given", "state")], recall=0.25
    )
    training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    for blocked in (("surname",), ("given", "state")):
        training.estimate_parameters_using_expectation_maximisation(block_on(*blocked))
    frame = linker.inference.predict(threshold_match_weight=-10).as_pandas_dataframe()
    found = sorted(
        zip(frame["match_weight"], frame["unique_id_l"], frame["unique_id_r"], strict=True),
        reverse=True,
    )
    return _run(found, begun, worked)


def _given(column: str) -> Any:
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl

    shorter = f"least(length({column}_l), length({column}_r)) = 1"
    initial = f"{shorter} AND left({column}_l, 1) = left({column}_r, 1)"
    return cl.CustomComparison(
        output_column_name=column,
        comparison_levels=[
            cll.NullLevel(column),
            cll.CustomLevel(f"{shorter} AND left({column}_l, 1) <> left({column}_r, 1)", "other"),
            cll.ExactMatchLevel(column).configure(tf_adjustment_column=column),
            cll.JaroWinklerLevel(column, 0.88),
            cll.CustomLevel(initial, "an initial"),
            cll.ElseLevel(),
        ],
    )


def _run(pairs: Scored, begun: float, worked: float) -> Run:
    return Run(pairs, time.perf_counter() - begun, time.process_time() - worked, peak())


def apart(method: Callable[[Path], Run], path: Path) -> Run:
    """A run in a process of its own, so that its memory is its own."""
    spawned = multiprocessing.get_context("spawn")
    with pytest.MonkeyPatch.context() as patch, ProcessPoolExecutor(1, mp_context=spawned) as pool:
        patch.syspath_prepend(ROOT)
        return pool.submit(method, path).result()


def precision(pairs: Scored, same: set[frozenset[str]], recall: float) -> float:
    """Precision where so many of the same persons are found, pairs of one score together; 0 where
    they never are."""
    found = 0
    for place, (score, a, b) in enumerate(pairs):
        found += frozenset((a, b)) in same
        tied = place + 1 < len(pairs) and pairs[place + 1][0] == score
        if not tied and found >= recall * len(same):
            return found / (place + 1)
    return 0.0


def told(name: str, run: Run, known: Sequence[Person]) -> str:
    same = {frozenset((one.id, one.twin)) for one in known if one.twin}
    got = sum(frozenset(pair[1:]) in same for pair in run.pairs) / len(same)
    at = ", ".join(f"{precision(run.pairs, same, recall):.3f} at {recall}" for recall in RECALLS)
    return (
        f"{name}: {run.wall:.0f} s ({run.cpu:.0f} of processors), {run.peak:.1f} GiB at most;"
        f" {len(run.pairs):,} pairs, {got:.3f} of twins among them; precision {at} of them"
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Person]]:
    path = tmp_path_factory.mktemp("identity") / "bulk.duckdb"
    return path, population(path, CLAIMS, PEOPLE)[1]


def test_the_crowd_recurs_as_real_names_do() -> None:
    people = [one for one in crowd(PERSONS * 10 // 9 + 1, STATES) if not one.twin][:PERSONS]
    for names, real in (
        ([one.surname for one in people], SURNAMES),
        ([one.given[0] for one in people], FIRST_NAMES),
    ):
        assert shape(names).names == pytest.approx(real.names, rel=0.25)
        assert shape(names).once == pytest.approx(real.once, rel=0.3)
        assert real.namesakes * 0.8 < shape(names).namesakes < real.namesakes * 2


def test_candidates(made: tuple[Path, list[Person]], capsys: pytest.CaptureFixture[str]) -> None:
    path, known = made
    found = apart(ours, path)
    with capsys.disabled():
        print(f"\n{PEOPLE:,} people, {CLAIMS:,} claims")
        print(told("rapallo", found, known))
    same = {frozenset((one.id, one.twin)) for one in known if one.twin}
    assert precision(found.pairs, same, 0.9) > 0
    assert found.wall < 300
    assert found.peak < 4


def test_beside_splink(made: tuple[Path, list[Person]], capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("splink", reason="splink is not installed")
    path, known = made
    found = apart(splink, path)
    with capsys.disabled():
        print("\n" + told("splink", found, known))
    assert found.pairs
