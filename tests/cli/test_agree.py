"""``rapallo agree``: two sheets or two coders, figures and the rows behind them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

OURS = """id,kind,act,agents,targets,date,place,line
a1,met_with,meeting,Germany;USSR,,1926-04-24,Berlin,3
a2,pressured,warning,USSR,Lithuania,1926-05,,9
"""
THEIRS = """id,kind,act,agents,targets,date,place,line
b1,met_with,talk,USSR;Germany,,1926-04,Berlin,3
b2,opposed,stance,France,Germany,1926,,12
"""


@pytest.fixture
def sheets(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(OURS, encoding="utf-8")
    (tmp_path / "b.csv").write_text(THEIRS, encoding="utf-8")


@pytest.mark.usefixtures("sheets")
def test_two_sheets_need_no_casebook(run: Run, tmp_path: Path) -> None:
    done = run("agree", "a.csv", "b.csv", "-f", "json", book=tmp_path / "none.duckdb")
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)
    assert {name: rows[0][name] for name in ("what", "measure", "value", "both")} == {
        "what": "all",
        "measure": "F1",
        "value": 0.5,
        "both": 1,
    }
    assert "4 claims (a.csv 2, b.csv 2)" in done.stderr
    assert "one to one, as many as can be" in " ".join(done.stderr.split())


@pytest.mark.usefixtures("sheets")
def test_rows_that_differ_and_rows_of_one_only(run: Run) -> None:
    differ = run("agree", "a.csv", "b.csv", "--show", "differences").stdout
    assert "a1: line 3; b1: line 3" in differ
    assert "act: meeting | talk" in differ
    assert "date: 1926-04-24 | 1926-04" in differ
    alone = run("agree", "a.csv", "b.csv", "--show", "alone", "-f", "csv").stdout
    assert [(row["by"], row["id"]) for row in csv.DictReader(io.StringIO(alone))] == [
        ("b.csv", "b2"),
        ("a.csv", "a2"),
    ]


def test_two_coders_of_the_casebook(run: Run) -> None:
    rows = json.loads(run("agree", "A", "B", "-f", "json").stdout)
    assert rows[0]["what"] == "all"
    # Rows that both found carry both names, and are rows of both.
    assert rows[0]["value"] > 0.8
    assert rows[0]["both"] <= min(rows[0]["a"], rows[0]["b"])


@pytest.mark.usefixtures("sheets")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("a.csv", "none.csv"), "none.csv: there is no such file"),
        (("a.csv", "a.csv"), "both codings are called a.csv"),
        (("a.csv", "nobody"), "--coder nobody: there is no such coder; there are"),
        (("A", "b.csv", "--common", "0"), "0 is not in the range"),
    ],
)
def test_what_cannot_be_compared(run: Run, arguments: tuple[str, ...], said: str) -> None:
    done = run("agree", *arguments)
    assert done.exit_code in (1, 2)
    assert said in " ".join(done.stderr.split())


def test_a_file_that_is_no_coding(run: Run, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("name,born\nLitvinov,1876\n", encoding="utf-8")
    done = run("agree", "people.csv", "people.csv")
    assert done.exit_code == 1
    assert "it is no coding sheet: the column 'kind' is missing" in done.stderr
    (tmp_path / "bad.csv").write_text(OURS.replace("1926-05", "May 1926"), encoding="utf-8")
    done = run("agree", "bad.csv", "bad.csv")
    assert done.exit_code == 1
    assert "bad.csv, row 3, date: 'May 1926' is not a date in EDTF" in done.stderr
    assert "1 row cannot be used" in done.stderr


@pytest.mark.usefixtures("sheets")
def test_all_bad_rows_of_both_files_are_told_at_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        OURS.replace("1926-05", "May 1926").replace("a2,pressured", "a1,nonsense"), encoding="utf-8"
    )
    (tmp_path / "b.csv").write_text(THEIRS.replace("France", ""), encoding="utf-8")
    done = run("agree", "a.csv", "b.csv")
    told = " ".join(done.stderr.split())
    assert done.exit_code == 1
    assert done.stdout == ""
    for sentence in (
        "a.csv, row 3, id: 'a1' stands already in row 2",
        "a.csv, row 3, kind 'nonsense': the kind is none of met_with, signed",
        "a.csv, row 3, date: 'May 1926' is not a date in EDTF",
        "b.csv, row 3, agents: agents is empty",
        "2 rows cannot be used: over the rest, agreement would be another figure",
    ):
        assert sentence in told
