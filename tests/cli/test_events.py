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
from tests.helpers import claim, make_book, same


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


def test_a_list_of_nothing_is_a_file_of_judgements_too(run: Run, mine: Path) -> None:
    full, none = (
        run("events", "candidates", "-f", "csv", *more, book=mine).stdout.splitlines()
        for more in (("--least", "3"), ())
    )
    assert len(full) > len(none) == 1
    assert full[0] == none[0]
    Path("decide.csv").write_text(f"{none[0]}\n", encoding="utf-8")
    done = run("events", "apply", "decide.csv", book=mine)
    assert done.exit_code == 0, done.output


def test_apply_names_rows_and_the_chain_of_a_contradiction(run: Run, tmp_path: Path) -> None:
    claims = [claim(f"m-{number}", "met_with", "Germany;USSR") for number in (1, 2, 3)]
    book = make_book(tmp_path, claims).path
    rows = ["m-1,m-3,different", "m-1,m-2,same", "m-2,m-3,same", "m-1,gone,Unsure", "m-1,m-2,x"]
    text = "".join(f"event,{row}\n" for row in rows)
    Path("mine.csv").write_text(f"what,a,b,verdict\n{text}", encoding="utf-8")
    done = run("events", "apply", "mine.csv", book=book)
    assert done.exit_code == 0, done.output
    said = " ".join(done.stderr.split())
    assert "mine.csv, row 5: a judgement names gone, which is not in the casebook" in said
    assert (
        "mine.csv, rows 2, 3, 4: m-1 and m-3 are judged different, yet judged the same are m-1 and"
        " m-2, m-2 and m-3" in said
    )
    assert "mine.csv, row 6: verdict 'x': verdict is 'x', not same, different or unsure" in said
    assert said.endswith("1 row could not be used.")


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


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def loans(tmp_path: Path) -> Path:
    """Two claims that only their words tell apart, and one that denies them."""
    told = {"kind": "opposed", "act": "protest", "agents": "Germany", "targets": "Poland"}
    rows = [
        {"id": "a", "about": "a loan of 500 million marks", "source": "A"},
        {"id": "b", "about": "a loan of 600 million", "source": "B", "date_text": "at Easter"},
        {"id": "c", "about": "a loan", "source": "C", "status": "negated"},
    ]
    make_book(
        tmp_path,
        [{**told, "date": "1925-03-05", **row} for row in rows],
        name="loans.duckdb",
        judgements=[same("b", "c")],
    )
    return tmp_path / "loans.duckdb"


def test_a_candidate_is_shown_with_the_words_of_both(run: Run, loans: Path) -> None:
    shown = flat(run("events", "candidates", book=loans).stdout)
    assert "about a loan of 500 million marks" in shown
    assert '"at Easter"; about a loan of 600 million' in shown
    words = ["--book", str(loans), "events", "review", "--by", "R"]
    asked = CliRunner().invoke(cli, words, input="q\n", prog_name="rapallo")
    assert '"at Easter"; about a loan of 600 million' in flat(asked.stdout)
    assert asked.stderr.startswith("1 pair to judge")


def test_judged_candidates_and_only_the_first(run: Run, loans: Path) -> None:
    asked = ("events", "candidates", "--status", "any", "--judged")
    rows = json.loads(run(*asked, "-f", "json", book=loans).stdout)
    assert [(row["a"], row["b"], row["verdict"]) for row in rows] == [
        ("a", "c", ""),
        ("b", "c", "same"),
    ]
    first = run(*asked, "--top", "1", "-f", "json", book=loans)
    assert json.loads(first.stdout) == rows[:1]
    assert "1 more rows were left out by --top 1" in flat(first.stderr)
    empty = run("events", "candidates", "--least", "90", "-f", "csv", book=loans).stdout
    full = run("events", "candidates", "-f", "csv", book=loans).stdout
    assert empty.splitlines() == full.splitlines()[:1]


def test_who_denies_an_event_stands_under_it(run: Run, loans: Path) -> None:
    listed = flat(run("events", "list", book=loans).stdout)
    assert "denied by c" in listed
    assert listed.count("denied by") == 1


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
