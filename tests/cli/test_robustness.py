"""``rapallo robustness`` and the measures of ``rapallo centrality``: what the CLI adds to them."""

from __future__ import annotations

import csv
import io
import json

import pytest
from rich.cells import cell_len

from rapallo.analysis.centrality.ranked import NAMES
from rapallo.cli.centrality import MEASURES
from tests.cli.conftest import Run

QUICK = ("--replicates", "20", "--limit", "200")


def test_the_command_line_knows_every_measure() -> None:
    assert MEASURES == NAMES


def test_several_measures_are_repeated(run: Run) -> None:
    ask = ["centrality", "--measure", "closeness", "--measure", "constraint", "--top", "1"]
    rows = json.loads(run(*ask, "--unweighted", "-f", "json").stdout)
    assert [row["measure"] for row in rows] == ["closeness", "constraint"]
    assert "mean number of steps" in " ".join(run(*ask, "--unweighted").stderr.split())


def test_brokerage_in_a_table_shows_its_roles(run: Run) -> None:
    done = run("centrality", "--measure", "brokerage", "--top", "1", "--claims", "0")
    assert done.stdout.split()[:3] == ["rank", "label", "value"]
    assert "23–49" in done.stdout
    assert max(map(cell_len, done.stdout.splitlines())) <= 80


def test_a_table_says_what_lies_under_a_rank(run: Run) -> None:
    done = run("robustness", "--by", "state", "--lineage", "--measure", "strength", *QUICK)
    assert done.exit_code == 0, done.output
    said = " ".join(done.stdout.split())
    assert "rank low rank high first" in said
    assert "rank without: source baltic-cooperation 1; source pact-1939 1;" in said
    assert "not first without 5 claims (no fewer do), then Germany: baltic-coop" in said
    assert max(map(cell_len, done.output.splitlines())) <= 80


@pytest.mark.parametrize("measure", ["J", "pagerank"])
def test_json_and_csv_have_every_column(run: Run, measure: str) -> None:
    ask = ["robustness", "--measure", measure, "--by", "state", *QUICK]
    rows = json.loads(run(*ask, "-f", "json").stdout)
    assert {"rank", "rank_low", "rank_high", "first", "without", "claims"} <= rows[0].keys()
    written = list(csv.DictReader(io.StringIO(run(*ask, "-f", "csv").stdout)))
    assert len(written) == len(rows)
    assert written[0]["falls_without"].split(";") == rows[0]["falls_without"]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--leave", "origin"), "the state of origin is not known of 31 of the 32 documents"),
        (("--measure", "J", "--by", "actor"), "--measure J is of pairs"),
        (("--measure", "brokerage", "--by", "state"), "stands between states by their diplomats"),
    ],
)
def test_what_makes_no_sense_is_said_in_a_sentence(
    run: Run, more: tuple[str, ...], sentence: str
) -> None:
    done = run("robustness", *more)
    assert done.exit_code == 1
    assert sentence in done.stderr
    assert done.stdout == ""
