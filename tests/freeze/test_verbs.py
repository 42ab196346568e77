"""The verbs ``freeze`` and ``replicate``: exit status, sentences, forms."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rapallo.cli.main import cli
from rapallo.cli.running import InProcess
from tests.freeze.small import book_of

Say = Callable[..., Result]


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Say:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RAPALLO_BOOK", str(book_of(tmp_path).path))
    Path("commands.txt").write_text("# counts\nrapallo info --source free\n", encoding="utf-8")
    return lambda *words: CliRunner().invoke(cli, words, prog_name="rapallo")


def test_frozen_and_replicated_by_hand(say: Say) -> None:
    done = say("freeze", "f", "--with", "commands.txt")
    assert done.exit_code == 0, done.output
    assert "results/01-info.csv" in done.stdout
    assert "Not passed on: 2 claims of kept (licence: all rights reserved)" in done.stderr
    assert "--pass-on odd" in done.stderr
    assert say("freeze", "f").exit_code == 1

    lacking = say("replicate", "f", "-f", "json")
    assert lacking.exit_code == 1
    verdicts = {row["file"]: row["verdict"] for row in json.loads(lacking.stdout)}
    assert (verdicts["kept"], verdicts["results/01-info.csv"]) == ("missing", "unmade")

    whole = say("replicate", "f", "--book", "book.duckdb", "-f", "csv")
    assert whole.exit_code == 0, whole.output
    assert whole.stdout.startswith("what,file,verdict,where,frozen,now\n")
    assert "0 are not." in " ".join(whole.stderr.split())


def test_a_table_shows_what_is_not_the_same(say: Say) -> None:
    """And a reason that several share once."""
    Path("more.txt").write_text("rapallo info\nrapallo events --source free\n", encoding="utf-8")
    assert say("freeze", "f", "--with", "more.txt").exit_code == 0
    lacking = say("replicate", "f")
    assert "results/" not in lacking.stdout
    told = " ".join(lacking.stderr.split())
    assert "3 results are unmade: rows that were not passed on are missing." in told

    Path("f/results/01-info.csv").write_text("altered\n", encoding="utf-8")
    spoilt = say("replicate", "f", "--book", "book.duckdb")
    assert "`rapallo info`" in spoilt.stdout
    assert "row 1" in spoilt.stdout
    assert "results/02" not in spoilt.stdout
    assert "results/02" in say("replicate", "f", "--book", "book.duckdb", "--all").stdout


def test_wrong_use_is_a_sentence(say: Say) -> None:
    Path("bad.txt").write_text("rapallo info\nrapallo push | x\n", encoding="utf-8")
    for words, status, says in (
        (("freeze",), 2, "which folder?"),
        (("freeze", "f", "--with", "bad.txt"), 1, "bad.txt: line 2: '|' is for a shell"),
        (("freeze", "f", "--with", "none.txt"), 1, "none.txt: it cannot be read"),
        (("freeze", "f", "--pass-on", "x"), 1, "no source of this key"),
        (("replicate", "none"), 1, "none: there is no such folder or archive"),
        (("replicate", "f", "--with-source", "x"), 1, "write it as KEY=PATH"),
    ):
        done = say(*words)
        assert (done.exit_code, says in " ".join(done.output.split())) == (status, True)
    assert not Path("f").exists()


def test_ctrl_c_that_python_drops_stops_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a destructor the exception is lost, with a word on standard error."""

    class Dying:
        def __del__(self) -> None:
            os.kill(os.getpid(), signal.SIGINT)

    def dropped(*args: object) -> list[object]:
        Dying()
        return []

    monkeypatch.setattr("rapallo.cli.summary.summary", dropped)
    monkeypatch.setattr("sys.unraisablehook", lambda told: None)
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        InProcess().run(["info"], book_of(tmp_path).path)
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_stops_the_whole(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the one command that was running: a folder without it would be sealed."""

    def stopped(*args: object) -> object:
        raise RuntimeError("Query interrupted")

    assert say("freeze", "whole", "--with", "commands.txt", "--all-rights-mine").exit_code == 0
    there = set(Path().iterdir())
    monkeypatch.setattr("rapallo.cli.summary.summary", stopped)
    for words in (("freeze", "f.zip", "--with", "commands.txt"), ("replicate", "whole")):
        done = say(*words)
        assert (done.exit_code, done.stdout) == (130, "")
        assert done.stderr.splitlines()[-1].startswith("Stopped; ")
    assert set(Path().iterdir()) == there


def test_the_licences_are_listed(say: Say) -> None:
    found = json.loads(say("freeze", "--licences", "-f", "json").stdout)
    assert {row["licence"]: row["passed_on"] for row in found}["CC BY-SA"] is True
    assert found[-1] == {
        "licence": "anything else",
        "passed_on": False,
        "asks": "not in this table: not passed on",
    }
