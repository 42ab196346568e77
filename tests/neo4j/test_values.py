"""What a query is given, and what a record is hashed from: no server is asked."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from click.testing import CliRunner

from rapallo.cli.main import cli
from rapallo.errors import BadOption
from rapallo.neo4j.queries import find, queries

NUMBERS = [(q.name, p.name) for q in queries().values() for p in q.parameters if p.kind == "number"]
WINDOWS = [
    (query.name, first, last)
    for query in queries().values()
    for first, last in (("from", "to"), ("first", "last"))
    if {first, last} <= {parameter.name for parameter in query.parameters}
]


@pytest.mark.parametrize("given", ["99999999999999999999", "-10001", 10001, "1.5", "many"])
@pytest.mark.parametrize(("query", "name"), NUMBERS)
def test_a_number_that_means_nothing(query: str, name: str, given: Any) -> None:
    with pytest.raises(BadOption, match=f"{name} is a whole number of at most 10,000, such as"):
        find(query).values({name: given})


@pytest.mark.parametrize(("query", "first", "last"), WINDOWS)
def test_a_window_that_ends_before_it_starts(query: str, first: str, last: str) -> None:
    with pytest.raises(BadOption, match=f"{first} 1927.*, {last} 1926.*: it ends before it starts"):
        find(query).values({first: "1927", last: "1926"})
    assert find(query).values({first: "1926", last: "1926"})


def test_there_are_windows_and_numbers() -> None:
    assert len(WINDOWS) > 10
    assert len(NUMBERS) > 6


@pytest.mark.parametrize("options", [["--param", "from=1926"], ["--show"]])
def test_what_needs_the_name_of_a_query(options: list[str]) -> None:
    done = CliRunner().invoke(cli, ["query", *options])
    assert done.exit_code == 2
    assert "need the NAME of a query" in done.output


_REVISION = """
from rapallo.neo4j.model import make_record
told = {"id": "i" * 9000, "name": "n" * 99_000, "claim": "c" * 9000, "event": "e" * 9000}
print(make_record("b", ("Actor", "Diplomat"), "i" * 9000, told).node.properties["rev"])
"""


def test_the_revision_of_a_long_name_is_the_same_in_every_process() -> None:
    """Python draws the order of sets anew in each."""
    found = set()
    for seed in "1234":
        run = [sys.executable, "-c", _REVISION]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(run, env=environment, capture_output=True, text=True, check=True)
        found.add(done.stdout)
    assert len(found) == 1, found
