"""``rapallo identity`` as a reader meets it: lists, a conversation, a file of judgements."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rapallo.casebook.book import Casebook
from rapallo.cli.main import cli
from tests.helpers import claim, make_book

A, B, C = "Krestinski, N.|USSR", "Krestinsky, Nikolai|USSR", "Крестинский, Н.|USSR"
HEADER = "what,a,b,verdict,reason,by,date\n"


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Casebook:
    """Three spellings of one man, two of another, one of a third."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    cells = (A, B, C, "Moraht, Hans|Germany", "Morath, H.|Germany", "Smetona, Antanas|Lithuania")
    claims = [
        claim(f"c-{n}", "pressured", cell, "Latvia", date="1927", locator=f"p. {n}")
        for n, cell in enumerate(cells, 1)
    ]
    return make_book(tmp_path, claims)


def ask(book: Casebook, *words: str, said: str = "") -> Result:
    arguments = ["--book", str(book.path), "identity", *words]
    return CliRunner().invoke(cli, arguments, input=said, prog_name="rapallo")


def lines(path: str = "judgements.csv") -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_candidates_are_explained_and_cited(book: Casebook) -> None:
    done = ask(book, "candidates")
    assert done.exit_code == 0
    assert "surname, same sound: krestinski and крестинский" in done.output
    assert "c-3: s, p. 3" in done.output
    assert max(map(len, done.output.splitlines())) <= 80
    rows = json.loads(ask(book, "candidates", "-f", "json").stdout)
    assert {(row["a"], row["b"]) for row in rows} >= {(A, B), (A, C), (B, C)}
    for row in rows:
        assert row["score"] == round(sum(rule["weight"] for rule in row["rules"]), 2)
        assert row["claims"]


def test_candidates_of_one_person_and_the_first_few(book: Casebook) -> None:
    rows = json.loads(ask(book, "candidates", "--actor", "Moraht", "-f", "json").stdout)
    assert [(row["a_id"], row["b_id"]) for row in rows] == [("moraht-hans", "morath-h")]
    done = ask(book, "candidates", "--top", "1")
    assert "3 more pairs score at least 0 bits" in done.output


def test_candidates_among_those_whom_filters_choose(book: Casebook) -> None:
    def pairs(*words: str) -> set[str]:
        done = ask(book, "candidates", "-f", "json", *words)
        assert done.exit_code == 0, done.output
        return {row["a_id"] for row in json.loads(done.stdout)}

    assert pairs("--actor", "USSR") == pairs("--target", "Latvia") - {"moraht-hans"}
    assert pairs("--actor", "Germany") == {"moraht-hans"}
    assert pairs("--between", "1930", "1931") == set()
    assert len(pairs("--kind", "pressured")) == 3
    assert ask(book, "candidates", "--place", "Narnia").exit_code == 1


def test_an_answer_is_taken_back(book: Casebook) -> None:
    done = ask(book, "review", "--by", "R", said="b\ns\nwrong\nb\nd\nright\nq\n")
    assert "Nothing has been answered in this sitting." in done.output
    assert "Taken back: " in done.output
    assert [(row["verdict"], row["reason"]) for row in lines()] == [("different", "right")]
    assert "Judged: 1 different." in done.output


def test_what_followed_from_an_answer_is_asked_again(book: Casebook) -> None:
    done = ask(book, "review", "--actor", "USSR", said="s\n\nb\nd\n\nd\n\nu\n\n")
    assert [row["verdict"] for row in lines()] == ["different", "different", "unsure"]
    assert "Judged: 2 different, 1 unsure." in done.output


def test_a_file_changed_by_another_hand_is_left(tmp_path: Path) -> None:
    from rapallo.errors import BadInput
    from rapallo.export.verdicts import add_judgement, take_back
    from rapallo.model.nodes import Judgement

    path = tmp_path / "judgements.csv"
    one = Judgement("event", "a", "b", "same", "x; y, z")
    other = Judgement("event", "b", "c", "same")
    add_judgement(path, one)
    before = path.read_bytes()
    add_judgement(path, other)
    with pytest.raises(BadInput, match=r"the last line of .* is not the answer given last"):
        take_back(path, one)
    take_back(path, other)
    assert path.read_bytes() == before
    take_back(path, one)
    with pytest.raises(BadInput, match="last line"):
        take_back(path, one)
    assert path.read_text(encoding="utf-8") == HEADER


def test_a_review_keeps_each_answer_and_goes_on_later(book: Casebook) -> None:
    done = ask(book, "review", "--by", "R", said="s\none hand\nq\n")
    assert done.exit_code == 0
    assert "4 pairs to judge" in done.output
    assert "Judged: 1 same." in done.output
    (line,) = lines()
    assert (line["what"], line["verdict"], line["reason"], line["by"]) == (
        *("identity", "same", "one hand", "R"),
    )
    assert len(line["date"]) == 10
    later = ask(book, "review", "--by", "R", said="d\n\nu\n\n")
    assert "3 pairs to judge" in later.output
    assert [row["verdict"] for row in lines()] == ["same", "different", "unsure"]
    assert "0 pairs to judge" in ask(book, "review").output


def test_a_review_shows_both_sides(book: Casebook) -> None:
    done = ask(book, "review", said="q\n")
    for words in ("spelled Krestinski, N.|USSR", "1927 demand: ", "(c-1: s, p. 1)", "+1.0", "why"):
        assert words in done.output
    assert max(map(len, done.output.splitlines())) <= 80
    assert not os.path.exists("judgements.csv")


def test_what_chains_answer_is_not_asked(book: Casebook) -> None:
    done = ask(book, "review", "--actor", "Krestinski", said="s\n\ns\n\ns\n\n")
    assert len(lines()) == 2
    assert "Judged: 2 same." in done.output


@pytest.mark.parametrize("said", ["", "s\n", "k\nk\nx\n", "s\nwhy", "q"])
def test_a_review_may_break_off_anywhere(book: Casebook, said: str) -> None:
    done = ask(book, "review", said=said)
    assert done.exit_code == 0
    kept = lines() if os.path.exists("judgements.csv") else []
    assert len(kept) <= 1


def test_a_wrong_letter_is_asked_again(book: Casebook) -> None:
    done = ask(book, "review", said="x\n\nd\n\nq\n")
    assert done.output.count("Answer with one of the letters") == 2
    assert [row["verdict"] for row in lines()] == ["different"]


def test_a_review_adds_to_a_file_and_changes_nothing_in_it(book: Casebook) -> None:
    before = "a,b,what,verdict,mine\nx,y,event,same,'tis\n# z,w,event,unsure,"
    Path("judgements.csv").write_text(before, encoding="utf-8")
    ask(book, "review", said="s\n\nq\n")
    text = Path("judgements.csv").read_text(encoding="utf-8")
    assert text.startswith(before + "\n")
    assert len(text.splitlines()) == 4
    assert lines()[-1]["verdict"] == "same"


def test_a_review_that_is_killed_has_lost_nothing(book: Casebook) -> None:
    program = "from rapallo.cli.main import main; main()"
    command = [sys.executable, "-c", program, "--book", str(book.path), "identity", "review"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin is not None
        process.stdin.write(b"s\nfirst\n")
        process.stdin.flush()
        deadline = time.monotonic() + 60
        while not os.path.exists("judgements.csv") and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
    assert [row["reason"] for row in lines()] == ["first"]
    assert "3 pairs to judge" in ask(book, "review").output


def test_apply_show_and_undo(book: Casebook) -> None:
    path = Path("judgements.csv")
    path.write_text(
        f'{HEADER}identity,"{A}","{B}",same,one hand,R,1927\nidentity,"{B}","{C}",same,,,\n',
        encoding="utf-8",
    )
    done = ask(book, "apply", "judgements.csv")
    assert done.exit_code == 0
    assert "2 persons count as another" in done.output
    shown = ask(book, "show")
    assert "(one hand; R, 1927)" in shown.output
    assert "c-3: s, p. 3" in shown.output
    rows = json.loads(ask(book, "show", "-f", "json").stdout)
    assert {row["counts_as"] for row in rows} == {"krestinski-n"}
    path.write_text(HEADER, encoding="utf-8")
    undone = ask(book, "apply", "judgements.csv")
    assert "0 persons count as another" in undone.output
    assert json.loads(ask(book, "show", "-f", "json").stdout) == []


def test_apply_names_both_lines_of_a_contradiction(book: Casebook) -> None:
    rows = [(A, B, "same"), (B, C, "same"), (A, C, "different")]
    text = HEADER + "".join(f'identity,"{a}","{b}",{verdict},,,\n' for a, b, verdict in rows)
    Path("mine.csv").write_text(text, encoding="utf-8")
    done = ask(book, "apply", "mine.csv")
    said = " ".join(done.output.split())
    assert "mine.csv, rows 4, 2, 3: 'Krestinski, N.|USSR' and" in said
    assert "are judged different, yet judged the same are" in said


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (f'identity,"{A}","{B}",perhaps,,,', "mine.csv, row 2: verdict 'perhaps': verdict is"),
        (f'person,"{A}","{B}",same,,,', "mine.csv, row 2: what 'person': what is 'person', not"),
        (f'identity,"{A}",,same,,,', "mine.csv, row 2: b '': b is empty"),
        (f'identity,"{A}","{A}",same,,,', "a judgement is on two"),
        (f'identity,"{A}","Nobody|USSR",same,,,', "mine.csv, row 2: a judgement on identity names"),
        (f'identity,"{A}"', "the row has 2 cells, the header 7"),
    ],
)
def test_apply_says_where_a_line_is_wrong(book: Casebook, row: str, told: str) -> None:
    Path("mine.csv").write_text(f"{HEADER}{row}\n", encoding="utf-8")
    done = ask(book, "apply", "mine.csv")
    assert done.exit_code == 0
    assert told in " ".join(done.output.split())
    assert "0 persons count as another" in done.output


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("what,a,b\nidentity,x,y\n", "mine.csv: the column 'verdict' is missing"),
        ("", "mine.csv: it is empty"),
        (None, "mine.csv: there is no such file"),
    ],
)
@pytest.mark.parametrize("verb", ["apply", "review"])
def test_a_file_that_is_none_is_refused(
    book: Casebook, verb: str, text: str | None, told: str
) -> None:
    if verb == "review" and not text:
        return  # it makes one
    if text is not None:
        Path("mine.csv").write_text(text, encoding="utf-8")
    words = ("apply", "mine.csv") if verb == "apply" else ("review", "--judgements", "mine.csv")
    done = ask(book, *words)
    assert done.exit_code == 1
    assert told in done.output


@pytest.mark.parametrize("verdict", ["Same", "SAME", " same"])
def test_a_verdict_in_any_letter_case(book: Casebook, verdict: str) -> None:
    Path("mine.csv").write_text(f'{HEADER}Identity,"{A}","{B}",{verdict},,,\n', encoding="utf-8")
    assert "1 person counts as another" in ask(book, "apply", "mine.csv").output


def test_apply_names_the_files_that_contradict_one_another(book: Casebook) -> None:
    for name, verdict in (("a.csv", "same"), ("b.csv", "different")):
        text = f'{HEADER}identity,"{A}","{B}",{verdict},,,\n'
        Path(name).write_text(text, encoding="utf-8")
        done = ask(book, "apply", name)
    said = "are judged 'different' in b.csv, row 2, but 'same' in a.csv, row 2: 'different' was"
    assert said in " ".join(done.output.split())
    assert said in " ".join(ask(book, "show").stderr.split())
    assert "0 persons count as another" in done.output
    Path("b.csv").unlink()
    told = " ".join(ask(book, "apply", "a.csv").output.split())
    assert "b.csv is no longer there, and 1 judgement that it brought stays" in told
    undone = " ".join(ask(book, "apply", "b.csv", "--gone").output.split())
    assert "'same' in a.csv, row 2 is in force again" in undone
    assert "1 person counts as another" in undone
    assert "a.csv is there: delete lines in it" in ask(book, "apply", "a.csv", "--gone").output


@pytest.mark.parametrize(
    ("place", "said"),
    [("gone/mine.csv", "there is no such folder"), (".", "it is a folder")],
)
def test_a_review_that_could_not_be_kept_asks_nothing(
    book: Casebook, place: str, said: str
) -> None:
    done = ask(book, "review", "--judgements", place, said="s\n\n")
    assert done.exit_code == 1
    assert f"{place} cannot be written: {said}" in done.output
    assert "pairs to judge" not in done.output


def test_of_no_claims_no_sources_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert ask(make_book(tmp_path), "show").stderr.startswith(
        "Persons who are one by judgement, from 0 claims\n"
    )


def test_rejects_are_written_down(book: Casebook) -> None:
    Path("mine.csv").write_text(f'{HEADER}identity,"{A}","{B}",perhaps,,,\n', encoding="utf-8")
    ask(book, "apply", "mine.csv", "--rejects", "rejects.csv")
    assert "perhaps" in Path("rejects.csv").read_text(encoding="utf-8")


def test_measure_prints_intervals_and_fits(book: Casebook) -> None:
    done = ask(book, "measure", "--fit", "weights.csv")
    assert done.exit_code == 0, done.output
    assert "Russian" in done.output
    assert "–" in done.output
    assert len(lines("weights.csv")) > 40
    (row,) = json.loads(ask(book, "measure", "-f", "json").stdout)
    assert row["precision_low"] < row["precision_value"] < row["precision_high"]


def test_measure_says_what_folder_is_wrong(book: Casebook) -> None:
    done = ask(book, "measure", "--pocom", ".")
    assert done.exit_code == 1
    assert "is it the folder of pocom?" in done.output
