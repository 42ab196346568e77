"""``freeze``: whole or not at all, the same bytes twice, and nothing passed on that may not be."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from rapallo.casebook.book import Casebook
from rapallo.cli.running import InProcess
from rapallo.errors import BadInput, BadOption
from rapallo.freeze.freezing import freeze
from rapallo.freeze.withheld import Rights
from rapallo.load import load
from tests.freeze.small import COMMANDS, book_of, frozen


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Casebook:
    monkeypatch.chdir(tmp_path)
    return book_of(tmp_path)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_what_is_there(book: Casebook, tmp_path: Path) -> None:
    done = frozen(book, tmp_path / "f", COMMANDS, mine=True)
    files = contents(tmp_path / "f")
    assert set(files) >= {
        *("README.md", "SHA256SUMS", "freeze.json", "commands.txt", "withheld.csv"),
        *("tables/claims.csv", "tables/judgements.csv", "tables/sources.csv"),
        *("tables/documents.csv", "parquet/claims.parquet", "parquet/edges.parquet"),
        *(
            "results/01-info.csv",
            "results/02-coordination.csv",
            "results/02-coordination.notes.txt",
        ),
        *("results/03-conflicts.json", "results/04-export-gexf.notes.txt", "files/net.gexf"),
    }
    assert done.files == len(files)
    assert files["commands.txt"].decode().splitlines() == list(COMMANDS)


def test_the_sums_are_those_of_sha256sum(book: Casebook, tmp_path: Path) -> None:
    done = frozen(book, tmp_path / "f")
    files = contents(tmp_path / "f")
    lines = files["SHA256SUMS"].decode().splitlines()
    found = {line[66:]: line[:64] for line in lines}
    assert all(line[64:66] == "  " for line in lines)
    del files["SHA256SUMS"]
    assert found == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    assert done.seal == hashlib.sha256((tmp_path / "f/SHA256SUMS").read_bytes()).hexdigest()


def test_the_manifest_tells_versions_seeds_and_digest(book: Casebook, tmp_path: Path) -> None:
    frozen(book, tmp_path / "f", COMMANDS, mine=True)
    told = json.loads((tmp_path / "f/freeze.json").read_text(encoding="utf-8"))
    assert told["casebook"] == book.digest
    assert {"rapallo", "python", "duckdb", "networkx", "pyarrow"} <= set(told["versions"])
    assert [one["seed"] for one in told["commands"]] == [None, 3, None, None]
    assert told["commands"][0]["words"] == ["info", "-f", "csv"]
    assert told["tables"]["claims"] == {"rows": 5, "withheld": 0}


def test_twice_it_is_the_same(book: Casebook, tmp_path: Path) -> None:
    one, other = frozen(book, tmp_path / "one"), frozen(book, tmp_path / "other")
    assert contents(tmp_path / "one") == contents(tmp_path / "other")
    assert one.seal == other.seal


def test_no_path_of_this_machine_and_no_day_enters(book: Casebook, tmp_path: Path) -> None:
    frozen(book, tmp_path / "f", mine=True)
    for name, data in contents(tmp_path / "f").items():
        assert str(tmp_path).encode() not in data, name
        assert b"/tmp" not in data, name
    loads = [row for row in rows(tmp_path / "f/results/01-info.csv") if row["what"] == "last load"]
    assert [row["value"] for row in loads] == ["frozen, sheet:tables"]


@pytest.mark.trial
def test_an_archive_holds_the_same(book: Casebook, tmp_path: Path) -> None:
    one = frozen(book, tmp_path / "f")
    frozen(book, tmp_path / "f.zip")
    frozen(book, tmp_path / "again" / "f.zip")
    assert (tmp_path / "f.zip").read_bytes() == (tmp_path / "again/f.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "f.zip") as archive:
        found = {name.removeprefix("f/"): archive.read(name) for name in archive.namelist()}
    assert found == contents(tmp_path / "f")
    assert hashlib.sha256(found["SHA256SUMS"]).hexdigest() == one.seal
    assert {path.name for path in tmp_path.iterdir()} == {"f", "f.zip", "again", "book.duckdb"}


# What may not be passed on


def test_withheld_rows_go_as_ids(book: Casebook, tmp_path: Path) -> None:
    done = frozen(book, tmp_path / "f")
    withheld = rows(tmp_path / "f/withheld.csv")
    assert [(row["table"], row["id"], row["source"]) for row in withheld] == [
        *(("claims", "b-1", "kept"), ("claims", "b-2", "kept"), ("claims", "c-1", "odd")),
        ("posts", "o", "kept"),
    ]
    assert (withheld[0]["locator"], withheld[0]["citation"]) == ("page 7", "Kept, 1999")
    assert withheld[0]["event"] == "a-1"
    assert all(row["revision"] for row in withheld)
    assert done.withheld.counts() == {
        ("kept", "claims"): 2,
        ("kept", "posts"): 1,
        ("odd", "claims"): 1,
    }


def test_the_rights_are_the_historians_to_tell(book: Casebook, tmp_path: Path) -> None:
    assert set(Rights().withheld(book)) == {"kept", "odd"}
    assert set(Rights(mine=("odd",)).withheld(book)) == {"kept"}
    assert Rights(all_mine=True).withheld(book) == {}
    with pytest.raises(BadOption, match="--pass-on nobody: the casebook has no source"):
        Rights(mine=("nobody",)).withheld(book)


# Inputs, errors


@pytest.mark.trial
def test_files_that_commands_read_go_along(book: Casebook, tmp_path: Path) -> None:
    theses = tmp_path / "mine.toml"
    shipped = Path(__file__).parents[2] / "loaders/dossier/baltic.toml"
    theses.write_bytes(shipped.read_bytes())
    dossier = Casebook(tmp_path / "dossier.duckdb")
    load(dossier, "dossier")
    done = frozen(dossier, tmp_path / "f", ["rapallo theses mine.toml"], mine=True)
    assert (tmp_path / "f/files/mine.toml").read_bytes() == theses.read_bytes()
    assert done.manifest.commands[0].inputs == ("mine.toml",)


def test_a_file_made_before_is_no_input(book: Casebook, tmp_path: Path) -> None:
    (tmp_path / "net.gexf").write_text("old", encoding="utf-8")
    done = frozen(book, tmp_path / "f", mine=True)
    made = done.manifest.commands[-1]
    assert made.inputs == ()
    assert "files/net.gexf" in {output.path for output in made.outputs}
    assert (tmp_path / "net.gexf").read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize("name", ["f/notes.txt", "f.zip"])
def test_nothing_is_written_over(book: Casebook, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(BadOption, match="is there already"):
        frozen(book, tmp_path / Path(name).parts[0])
    assert path.read_text(encoding="utf-8") == "mine"


def test_what_a_killed_freeze_left_is_taken_away(book: Casebook, tmp_path: Path) -> None:
    """Of this folder and where the process is gone; nothing else."""
    gone = subprocess.Popen(["true"])
    gone.wait()
    names = [f".f.{os.getppid()}.new", f".g.{gone.pid}.new", ".f.x.new", f".f.{gone.pid}.new"]
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "half").write_text("", encoding="utf-8")
    said: list[str] = []
    with pytest.raises(BadOption, match="no source of this key"):
        freeze(book, tmp_path / "f", InProcess(), rights=Rights(mine=("x",)), progress=said.append)
    there = {path.name for path in tmp_path.iterdir()}
    assert there == {"book.duckdb", *names[:3]}
    assert said == [f".f.{gone.pid}.new, left behind by a freeze that was killed, is taken away"]


def test_an_empty_folder_is_filled(book: Casebook, tmp_path: Path) -> None:
    (tmp_path / "f").mkdir()
    frozen(book, tmp_path / "f")
    assert (tmp_path / "f/README.md").is_file()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("rapallo claims --actor Nobody", "line 2, `rapallo claims --actor Nobody`: nobody"),
        ("rapallo centrality --such", "No such option"),
        ("rapallo export gexf net.gexf", "net.gexf is what line 1 writes too"),
    ],
)
def test_a_command_that_fails_leaves_nothing(
    book: Casebook, tmp_path: Path, line: str, says: str
) -> None:
    with pytest.raises(BadInput) as caught:
        frozen(book, tmp_path / "f", ["rapallo export gexf net.gexf", line])
    assert says in str(caught.value)
    assert {path.name for path in tmp_path.iterdir()} == {"book.duckdb"}


def test_of_the_standard_set_what_finds_nothing_is_told(book: Casebook, tmp_path: Path) -> None:
    done = freeze(book, tmp_path / "f", InProcess())
    unmade = [made.line for made in done.manifest.commands if made.unmade]
    told = (tmp_path / "f/README.md").read_text(encoding="utf-8")
    for line in unmade:
        assert line in told
    assert [made.words[0] for made in done.manifest.commands] == [
        *("info", "conflicts", "centrality", "coordination", "plot", "plot", "export"),
    ]
    assert (tmp_path / "f/files/network.png").is_file()
    assert not unmade
