"""Persons who may be one, at size: 100,000 persons and a million claims, every tenth twice there.

The casebook is that of :mod:`tests.benchmarks.bulk`, its people named: surnames of two or three
syllables, a few of them borne by very many, given names from the table that ships. Every tenth
person stands there once more, with initials. All of these must be proposed, in no more than five
minutes and 4 GiB.

Size by environment: ``RAPALLO_BENCH_CLAIMS`` (1,000,000), ``RAPALLO_BENCH_PEOPLE`` (100,000).
Wall-clock seconds.
"""

from __future__ import annotations

import os
import random
import resource
import time
from collections.abc import Iterator
from importlib import resources
from itertools import accumulate
from pathlib import Path

import pytest

from rapallo.analysis.identities import candidates
from rapallo.casebook.book import Casebook
from rapallo.casebook.digest import seal
from rapallo.casebook.staging import staged
from tests.benchmarks.bulk import bulk

CLAIMS = int(os.environ.get("RAPALLO_BENCH_CLAIMS", "1000000"))
PEOPLE = int(os.environ.get("RAPALLO_BENCH_PEOPLE", "100000"))
STATES = 200
BEGINNINGS = ("B", "Br", "D", "F", "G", "K", "Kr", "L", "M", "P", "R", "S", "Sch", "T", "V", "Zh")
MIDDLES = (
    "al",
    "an",
    "ar",
    "eb",
    "eck",
    "el",
    "en",
    "id",
    "il",
    "in",
    "ol",
    "or",
    "os",
    "ub",
    "ut",
)
ENDINGS = ("ov", "sky", "mann", "er", "berg", "son", "ski", "enko", "ius", "ini", "ard", "escu")


def surname(draw: random.Random) -> str:
    middles = "".join(draw.choice(MIDDLES) for _ in range(draw.choice((1, 2, 2))))
    return draw.choice(BEGINNINGS) + middles + draw.choice(ENDINGS)


def named(people: int) -> Iterator[tuple[str, str]]:
    """Names by id: each tenth is that of the one before, with initials."""
    draw = random.Random(0)
    text = resources.files("rapallo.identity").joinpath("given.csv").read_text("utf-8")
    given = [line.split()[0].capitalize() for line in text.splitlines()[1:]]
    surnames = sorted({surname(draw) for _ in range(people // 3)})
    shares = list(accumulate((place + 3) ** -0.8 for place in range(len(surnames))))
    last = ("", ["", ""])
    for number in range(people):
        if number % 10 == 9:
            name = f"{last[0]}, {' '.join(f'{word[0]}.' for word in last[1])}"
        else:
            last = (draw.choices(surnames, cum_weights=shares)[0], draw.sample(given, 2))
            name = f"{last[0]}, {' '.join(last[1])}"
        yield f"surname-{number}", name


def population(path: Path, claims: int, people: int) -> Casebook:
    """A casebook of so many claims and people under these names; twins serve one state."""
    book = bulk(path, claims, people, STATES)
    with book.store.writing() as connection:
        with staged(connection, ("id", "name"), list(named(people))) as table:
            connection.execute(
                f"UPDATE diplomats d SET name = n.name FROM {table} n WHERE n.id = d.id"
            )
        # Who stands in the table one before has the same state: his number, less one.
        number = "substr(p.actor, 9)::INT"
        state = f"({number} - ({number} % 10 = 9)::INT) % {STATES}"
        connection.execute(
            f"""UPDATE participants p SET spelled = d.name || '|State ' || {state},
                acting_for = 'state-' || {state} FROM diplomats d WHERE d.id = p.actor"""
        )
        seal(connection)
    return book


def test_candidates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = population(tmp_path / "bulk.duckdb", CLAIMS, PEOPLE)
    begun = time.perf_counter()
    found = candidates(book, over=-4.0)
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    pairs = {frozenset((row["a_id"], row["b_id"])) for row in found.rows}
    twins = [frozenset((f"surname-{n - 1}", f"surname-{n}")) for n in range(9, PEOPLE, 10)]
    again = sum(twin in pairs for twin in twins)
    with capsys.disabled():
        print(f"\n{PEOPLE:,} people, {CLAIMS:,} claims: {len(pairs):,} candidates")
        print(f"{seconds:.0f} s, {peak:.1f} GiB at most; {again:,} of {len(twins):,} found again")
    assert again >= 0.95 * len(twins)
    assert seconds < 300
    assert peak < 4
