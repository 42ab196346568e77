"""The verbs ``freeze`` and ``replicate``: exit status, sentences, forms."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rapallo.cli.main import cli
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


def test_the_licences_are_listed(say: Say) -> None:
    found = json.loads(say("freeze", "--licences", "-f", "json").stdout)
    assert {row["licence"]: row["passed_on"] for row in found}["CC BY-SA"] is True
    assert found[-1] == {
        "licence": "anything else",
        "passed_on": False,
        "asks": "not in this table: not passed on",
    }
