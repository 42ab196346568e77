"""``rapallo theses``: the table fits, the full text cites, JSON and CSV hold everything, and what
is wrong is told in a sentence."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from rapallo.loaders.dossier_loader import folder
from tests.cli.conftest import Run

FILE = """[[thesis]]
id = "one"
claim = "Germany and the USSR met."
source = "baltic-cooperation"
locator = "line 120"
[thesis.test]
kind = "counts"
count = { kind = ["met_with"], parties = ["Germany", "Soviet Union"] }
against = { kind = ["met_with"], parties = ["Germany", "Poland"] }
"""


def test_the_shipped_theses_in_a_table(run: Run) -> None:
    done = run("theses")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].split() == ["id", "all", "itself", "without"]
    assert "\nenvoys-kept-together " in done.stdout
    assert "(lines 120-121)" in done.stdout
    assert "baltic.toml is the one that comes with Rapallo" in done.stderr
    assert "internal consistency and no more" in " ".join(done.stderr.split())
    assert max(map(len, done.stderr.splitlines())) <= 80


def test_the_shipped_name_works_from_anywhere_and_a_file_of_that_name_wins(run: Run) -> None:
    assert "envoys-kept-together" in run("theses", "baltic.toml").stdout
    Path("baltic.toml").write_text(FILE, encoding="utf-8")
    done = run("theses", "baltic.toml")
    assert done.exit_code == 0, done.output
    assert "envoys-kept-together" not in done.stdout
    assert "comes with Rapallo" not in done.stderr
    shipped = run("theses", str(folder() / "baltic.toml"))
    assert "envoys-kept-together" in shipped.stdout


def test_a_thesis_in_full_cites(run: Run) -> None:
    done = run("theses", "--explain", "joint-acts-at-lithuania", "--claims", "2")
    assert done.exit_code == 0, done.output
    assert max(map(len, done.stdout.splitlines())) <= 80
    said = " ".join(done.stdout.split())
    assert said.startswith("joint-acts-at-lithuania Nowhere did the two")
    assert "Stated in baltic-cooperation, lines 118-119." in said
    assert "Test: Lithuania is aimed at by most events" in said
    assert "On all sources, 402 claims: UPHELD." in said
    assert "On baltic-cooperation alone (internal consistency), 217 claims: UPHELD." in said
    assert "Without baltic-cooperation, 185 claims: UNDECIDABLE: 2 events could speak, 5" in said
    assert "Lithuania: 5 to 9" in said
    cited = re.findall(r"(baltic-cooperation-\d+): baltic-cooperation, line \d+", said)
    assert len(cited) == 4
    assert "and 9 more claims" in said


def test_a_table_lists_claims_where_they_are_asked_for(run: Run) -> None:
    Path("my.toml").write_text(FILE, encoding="utf-8")
    assert "baltic-cooperation-" not in run("theses", "my.toml").stdout
    listed = run("theses", "my.toml", "--claims", "1").stdout
    assert len(re.findall(r"(?m)^    baltic-cooperation-\d+: ", listed)) == 1


def test_a_p_is_told_with_its_q(run: Run) -> None:
    said = " ".join(run("theses", "--explain", "more-than-exchanging-views").stdout.split())
    assert re.search(r"q over the pairs [\d.]+; expected of C [\d.]+; p [\d.]+; q over the", said)
    assert (
        "UNDECIDABLE: too few acts: the least p that the arrangements drawn allow is 0.4, and"
        in said
    )


def test_what_is_said_of_the_dated_alone_is_no_more_than_that(run: Run) -> None:
    done = run("theses", "--explain", "summer-1928-was-dense")
    said = " ".join(done.stdout.split())
    assert (
        "UPHELD: of what is dated within a season alone; 41 events that are not are left out."
        in said
    )
    assert "dated within one alone: those that are not are left out" in " ".join(
        done.stderr.split()
    )


def test_what_lasts_is_not_left_out_of_what_came_after(run: Run) -> None:
    said = " ".join(run("theses", "--explain", "faded-after-1933").stdout.split())
    assert "1920 to 1933: 70 to 90 1934 to 1939: 2 to 16" in said
    assert "not dated closely enough" not in said


def test_all_in_full(run: Run) -> None:
    done = run("theses", "--explain", "all", "--claims", "0")
    assert done.stdout.count("On all sources") == 26
    assert "baltic-cooperation-" not in done.stdout


def test_json_and_csv_hold_everything(run: Run) -> None:
    rows = json.loads(run("theses", "-f", "json").stdout)
    assert len(rows) == 26
    for row in rows:
        assert {"id", "claim", "all", "itself", "without", "p", "q", "claims"} <= row.keys()
        assert (row["p"] is None) == bool(row["reason"])
        assert all(len(pair) == 2 for pair in row["numbers"].values())
    again = list(csv.DictReader(io.StringIO(run("theses", "-f", "csv").stdout)))
    assert [row["id"] for row in again] == [row["id"] for row in rows]
    assert again[0]["claims"].split(";") == rows[0]["claims"]
    assert json.loads(again[0]["without_numbers"]) == rows[0]["without_numbers"]
    one = json.loads(run("theses", "--explain", "worse-under-hitler", "-f", "json").stdout)
    assert [row["id"] for row in one] == ["worse-under-hitler"]


def test_filters_narrow_and_are_traced(run: Run) -> None:
    Path("my.toml").write_text(FILE, encoding="utf-8")
    done = run("theses", "my.toml", "--basis", "exact", "-f", "json", "--provenance")
    assert done.exit_code == 0, done.output
    (row,) = json.loads(done.stdout)
    assert row["numbers"] != json.loads(run("theses", "my.toml", "-f", "json").stdout)[0]["numbers"]
    assert 'filters: "basis exact"' in done.stderr
    assert 'file": "my.toml"' in done.stderr


def test_the_vocabulary_needs_no_casebook(run: Run, tmp_path: Path) -> None:
    done = run("theses", "--vocabulary", book=tmp_path / "none.duckdb")
    assert done.exit_code == 0, done.output
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert 'kind = "coordination"' in done.stdout
    assert not (tmp_path / "none.duckdb").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.toml"], "none.toml: there is no such file; baltic.toml comes with Rapallo"),
        (["--explain", "worse-under-hitlr"], "no such thesis; close to it: worse-under-hitler"),
        (["--explain", "xyz"], "there is no such thesis; there are envoys-kept-together"),
        (["--status", "planned"], "theses are put to what is told"),
        (["--between", "1920", "1926"], "--between: every thesis says its own time"),
        (["--kind", "signed", "--act", "visit"], "no claim in the casebook passes"),
        (["bad.toml"], "2 problems, and no thesis was tested"),
        (["."], "Is a directory"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(run: Run, arguments: list[str], said: str) -> None:
    bad = FILE.replace("Poland", "Prussia").replace('"baltic-cooperation"', '"nowhere"')
    Path("bad.toml").write_text(bad, encoding="utf-8")
    done = run("theses", *arguments)
    assert done.exit_code == 1, done.output
    assert said in " ".join(done.stderr.split())
    assert done.stdout == ""
    assert "Traceback" not in done.output
