"""``rapallo events`` and ``rapallo witnesses``: from a candidate to a judgement and back."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rapallo.casebook.book import Casebook
from rapallo.cli.main import cli
from rapallo.load import load
from tests.cli.conftest import Run


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A casebook of the dossier that a test may change."""
    path = tmp_path / "mine.duckdb"
    load(Casebook(path), "dossier")
    return path


def test_without_a_verb_it_lists(run: Run) -> None:
    listed = run("events", "--several", "-f", "json")
    assert listed.exit_code == 0, listed.output
    assert listed.stdout == run("events", "list", "--several", "-f", "json").stdout
    rows = json.loads(listed.stdout)
    assert all(row["number"] == len(row["claims"]) > 1 for row in rows)
    assert run("events").stdout == run("events", "list").stdout
    assert "candidates" in run("events", "-h").stdout
    assert "No such command 'candidate'" in run("events", "candidate").stderr


def test_a_candidate_is_judged_and_the_judgement_undone(run: Run, mine: Path) -> None:
    def proposed() -> list[dict[str, str]]:
        done = run("events", "candidates", "--least", "3", "-f", "csv", book=mine)
        assert done.exit_code == 0, done.output
        return list(csv.DictReader(io.StringIO(done.stdout)))

    def apply(verdict: str) -> str:
        first = {**before[0], "verdict": verdict}
        with Path("judged.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(first))
            writer.writeheader()
            writer.writerows([first, *before[1:]])
        done = run("events", "apply", "judged.csv", book=mine)
        assert done.exit_code == 0, done.output
        return done.stderr

    before = proposed()
    assert list(before[0])[:7] == ["what", "a", "b", "verdict", "reason", "by", "date"]
    assert f"Passed over: {len(before) - 1} (no verdict yet)." in apply("different")
    after = proposed()
    assert (before[0]["a"], before[0]["b"]) not in {(row["a"], row["b"]) for row in after}
    apply("")
    assert proposed() == before


def test_a_pair_is_told_in_words(run: Run) -> None:
    told = run("events", "candidates", "--least", "3").stdout
    assert "same treaty" in told
    assert "[baltic-cooperation, line 232]" in told
    assert max(map(len, told.splitlines())) <= 80


def test_a_review_asks_keeps_and_takes_back(run: Run) -> None:
    def review(said: str, *words: str) -> Result:
        arguments = ["events", "review", "--least", "3", "--by", "R", *words]
        done = CliRunner().invoke(cli, arguments, input=said, prog_name="rapallo")
        assert done.exit_code == 0, done.output
        return done

    def verdicts() -> list[tuple[str, str, str]]:
        with Path("judgements.csv").open(encoding="utf-8", newline="") as file:
            return [(row["what"], row["verdict"], row["reason"]) for row in csv.DictReader(file)]

    first = review("b\nx\ns\none hand\nb\nd\ntwo days\nq\n")
    assert "Nothing has been answered in this sitting." in first.output
    assert "Answer with one of the letters" in first.output
    assert "Taken back: " in first.output
    assert verdicts() == [("event", "different", "two days")]
    assert max(map(len, first.stdout.splitlines())) <= 110
    number = int(first.stderr.split()[0])
    later = review("u\n\n")
    assert int(later.stderr.split()[0]) == number - 1
    assert [verdict for _, verdict, _ in verdicts()] == ["different", "unsure"]
    assert "Judged: 1 unsure." in later.output
    assert int(review("k\n", "--kind", "opposed").stderr.split()[0]) < number - 2


def test_points_on_the_command_line(run: Run) -> None:
    listed = json.loads(run("events", "candidates", "--rules", "-f", "json").stdout)
    assert {"rule": "same treaty", "points": 6} in listed
    fewer = run("events", "candidates", "--points", "same treaty=-9", "-f", "json").stdout
    assert not any("same treaty" in row["reason"] for row in json.loads(fewer))
    for given, said in (("same treaty", "write RULE=N"), ("x=1", "there is no rule 'x'")):
        done = run("events", "candidates", "--points", given)
        assert done.exit_code == 1
        assert said in done.stderr


def test_the_measure_in_one_command(run: Run) -> None:
    done = run("events", "measure")
    assert done.exit_code == 0, done.output
    said = " ".join(done.stdout.split())
    assert "precision 0.984 (0.914–0.997), recall 0.910 (0.818–0.958)" in said
    assert "expect less" in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,name\n1,x\n", "the column 'what' is missing; it has id, name"),
        ("what,a,b,verdict\nevent,c-1,c-2,perhaps\n", "1 row could not be used"),
    ],
)
def test_a_file_of_no_judgements(run: Run, mine: Path, text: str, said: str) -> None:
    Path("judged.csv").write_text(text, encoding="utf-8")
    assert said in run("events", "apply", "judged.csv", book=mine).stderr


def test_what_rests_on_one_witness(run: Run) -> None:
    alone = json.loads(run("witnesses", "-f", "json").stdout)
    assert {row["witnesses"] for row in alone} == {1}
    several = run("witnesses", "--min-sources", "2", "-f", "json")
    assert {row["witnesses"] for row in json.loads(several.stdout)} == {2, 3}
    assert "rest on one witness alone" in " ".join(run("witnesses").stderr.split())
    unnamed = json.loads(run("witnesses", "--unnamed", "-f", "json").stdout)
    assert all(row["claims"] for row in unnamed)
    assert unnamed[0]["footnote"]
