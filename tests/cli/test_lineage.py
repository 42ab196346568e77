"""``--lineage`` bare and with a file, ``--expand`` of what cannot be, ``identity state``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

ASKING = (
    ("info",),
    ("claims",),
    ("timeline", "Germany"),
    ("conflicts",),
    ("witnesses",),
    ("centrality", "--by", "state"),
    ("paths", "Germany", "Lithuania", "--by", "state"),
    ("reach", "--by", "state"),
    ("coordination", "--permutations", "20"),
    ("blocs",),
    ("balance",),
)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text("lineage,state\nRussia,Soviet Russia\nRussia,USSR\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("words", ASKING, ids=lambda words: words[0])
def test_every_verb_takes_a_lineage_bare_and_of_a_file(
    run: Run, mine: Path, words: tuple[str, ...]
) -> None:
    verb, *rest = words
    bare = run(verb, "--lineage", *rest, "-f", "csv")
    assert bare.exit_code == 0, bare.stderr
    assert bare.stdout == run(verb, *rest, "--lineage", "-f", "csv").stdout
    own = run(verb, "--lineage", str(mine), *rest, "-f", "csv")
    assert own.exit_code == 0, own.stderr
    assert own.stdout == run(verb, *rest, f"--lineage={mine}", "-f", "csv").stdout


def test_the_file_says_who_counts_as_whom(run: Run, mine: Path) -> None:
    asked = ("centrality", "--by", "state", "--top", "1", "-f", "json", "--provenance")
    done = run(*asked, "--lineage", str(mine))
    (row,) = json.loads(done.stdout)
    assert row["label"] == "Russia (lineage)"
    (other,) = json.loads(run(*asked, "--lineage").stdout)
    assert other["label"] == "Russia (Soviet)"
    assert {**row, "actor": "", "label": ""} == {**other, "actor": "", "label": ""}
    assert "(sha256 " in done.stderr.replace("\n", " ")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("lineage,state\nRussia,Soviet Onion\n", "row 2, state 'Soviet Onion': nobody"),
        ("who,whom\na,b\n", "it has no column lineage or group, but who, whom"),
    ],
)
def test_a_bad_file_is_one_sentence(run: Run, tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    done = run("centrality", "--by", "state", "--lineage", str(path))
    assert (done.exit_code, done.stdout) == (1, "")
    assert reason in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_what_has_no_members_is_not_expanded(run: Run) -> None:
    done = run("centrality", "--by", "state", "--expand", "Allies")
    assert done.exit_code == 1
    assert done.stderr.endswith("--expand Allies: no members of it are known, nor a power\n")


def test_a_state_on_a_date(run: Run) -> None:
    done = run("identity", "state", "Lithuania", "--on", "1941-05", "-f", "json")
    (row,) = json.loads(done.stdout)
    assert (row["id"], row["stood"], row["status"]) == ("lithuania", "certainly", "annexed")
    assert row["standing"] == ["annexed by Soviet Union 1940-08-03/1990-03-11"]
    assert "Lithuania was annexed then" in done.stderr
    table = run("identity", "state", "Germany", "--on", "1950").stdout
    assert table.index("West Germany") < table.index("1945-05-08")
    assert max(map(len, table.splitlines())) <= 80


def test_a_group_and_its_members(run: Run) -> None:
    done = run("identity", "state", "Baltic states", "-f", "json")
    rows = json.loads(done.stdout)
    assert [row["id"] for row in rows] == ["estonia", "latvia", "lithuania"]
    assert all(len(row["claims"]) > 3 for row in rows)
    assert "Baltic states, a coalition, is a group" in " ".join(done.stderr.split())
    table = run("identity", "state", "Petite Entente", "--on", "1930").stdout
    assert "[1938-09-30..1939-03-15]" in table
    assert max(map(len, table.splitlines())) <= 80


def test_nobody_of_that_name_is_one_sentence(run: Run) -> None:
    done = run("identity", "state", "Lituania")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.endswith("'Lituania'; close to it: Lithuania\n")
