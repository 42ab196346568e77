"""``replicate``: what is the same is said to be, and whatever is not is found, with its place."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from rapallo.casebook.book import Casebook
from rapallo.errors import BadOption, UnreadableFile
from rapallo.export.tables import export_csv
from rapallo.freeze.seal import seal
from tests.freeze.small import COMMANDS, again, book_of, frozen, wrong
from tests.helpers import claim, make_book


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a casebook, frozen with all its rows and with some of them."""
    folder = tmp_path_factory.mktemp("frozen")
    book = book_of(folder)
    frozen(book, folder / "all", mine=True)
    frozen(book, folder / "some", [*COMMANDS, "rapallo claims"])
    frozen(book, folder / "all.zip", mine=True)
    return folder


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    """A frozen folder to be spoilt."""
    return Path(shutil.copytree(made / "all", tmp_path / "copy"))


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        path.as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_all_is_the_same_and_nothing_is_written(made: Path) -> None:
    before = state(made / "all")
    replica = again(made / "all")
    assert (wrong(replica), replica.notes) == ([], [])
    assert replica.same
    files = {row.file for row in replica.rows}
    told = json.loads((made / "all/freeze.json").read_text(encoding="utf-8"))
    outputs = {out["path"] for one in told["commands"] for out in one["outputs"]}
    assert outputs <= files
    assert {"tables/claims.csv", "parquet/edges.parquet", "digest"} <= files
    assert state(made / "all") == before


def test_an_archive_is_replicated(made: Path) -> None:
    assert wrong(again(made / "all.zip")) == []


@pytest.mark.parametrize("part", [0.1, 0.5, 0.95])
def test_an_archive_that_is_cut_off_is_said(made: Path, tmp_path: Path, part: float) -> None:
    data = (made / "all.zip").read_bytes()
    (tmp_path / "cut.zip").write_bytes(data[: int(len(data) * part)])
    with pytest.raises(UnreadableFile, match="cut off or damaged"):
        again(tmp_path / "cut.zip")


# Rows that were not passed on


def test_rows_that_are_needed_are_named(made: Path) -> None:
    replica = again(made / "some")
    found = wrong(replica)
    assert ("kept", "missing", "b-1", "3 rows", "") in found
    assert ("odd", "missing", "c-1", "1 row", "") in found
    assert {verdict for _, verdict, *_ in found} == {"missing", "unmade"}
    assert "3 rows of kept must come from you (b-1 first): Kept, 1999" in replica.notes[0]
    # A sheet of claims would lack the post.
    assert "--with-source kept=FOLDER, which holds claims.csv and posts.csv" in replica.notes[0]
    assert replica.notes[1].endswith("--with-source odd=CLAIMS.csv")
    readme = (made / "some/README.md").read_text(encoding="utf-8")
    assert "--with-source KEY=TABLES" in readme
    assert "2 claims withheld, 1 post withheld" in readme


def test_a_source_that_is_not_needed_is_an_error(made: Path) -> None:
    for name, says in (("some", "rows of kept, odd were withheld"), ("all", "nothing was")):
        with pytest.raises(BadOption, match=f"--with-source nosuch: no row of .* {says}"):
            again(made / name, nosuch=made / "some/tables")


def test_a_casebook_brings_them(made: Path) -> None:
    replica = again(made / "some", Casebook(made / "book.duckdb"))
    assert wrong(replica) == []
    by_sum = [row.file for row in replica.rows if row.where.startswith("by its sum")]
    assert "results/05-claims.csv" in by_sum


def test_sheets_bring_them(made: Path, tmp_path: Path) -> None:
    export_csv(Casebook(made / "book.duckdb"), tmp_path / "whole")
    claims = tmp_path / "whole/claims.csv"
    assert wrong(again(made / "some", kept=tmp_path / "whole", odd=claims)) == []
    # A sheet of claims alone lacks the post.
    found = wrong(again(made / "some", kept=claims, odd=claims))
    assert ("kept", "missing", "o", "1 row", "") in found


def test_a_row_in_other_words_is_told(made: Path, tmp_path: Path) -> None:
    export_csv(Casebook(made / "book.duckdb"), tmp_path / "whole")
    change(tmp_path / "whole/claims.csv", "page 7", "page 8")
    whole = tmp_path / "whole"
    found = {
        file: (verdict, where)
        for file, verdict, where, *_ in wrong(again(made / "some", kept=whole, odd=whole))
    }
    assert found["kept"] == ("different", "claims, b-1")
    assert found["digest"][0] == "different"
    assert found["results/05-claims.csv"] == ("different", "SHA-256 of the whole")


def test_what_is_kept_without_ids_is_compared_with_them_and_without(
    made: Path, tmp_path: Path
) -> None:
    book = Casebook(made / "book.duckdb")
    copy = Path(shutil.copytree(made / "some", tmp_path / "some"))
    path = copy / "results/02-coordination.csv"
    assert "(1 withheld)" in path.read_text(encoding="utf-8")
    change(path, "Germany", "Bermany")
    seal(copy)
    (row,) = wrong(again(copy, book))
    assert row[:2] == ("results/02-coordination.csv", "different")
    assert row[2].endswith("(but for ids left out)")
    assert ("Bermany" in row[3], "Germany" in row[4]) == (True, True)


def test_another_digest_alone_makes_no_result_another(tmp_path: Path) -> None:
    """It stands in every figure, drawn: whether the picture is another must show all the same."""
    book = make_book(tmp_path, [claim("a-1", "met_with", "Germany;USSR", locator="page 7")])
    frozen(book, tmp_path / "f", ["rapallo plot network net.png", "rapallo info"], mine=True)
    change(tmp_path / "f/tables/claims.csv", "page 7", "page 8")
    seal(tmp_path / "f")
    replica = again(tmp_path / "f")
    found = [row[:2] for row in wrong(replica)]
    assert found[0] == ("digest", "different")
    assert [row for row in found if not row[0].startswith(("tables/", "parquet/"))][1:] == [
        ("files/net.png.caption.txt", "different")
    ]
    assert "differ only where something else in them does" in replica.notes[0]


# Tampering


def test_an_altered_result_is_found_with_its_place(copy: Path) -> None:
    path = copy / "results/01-info.csv"
    change(path, "claims,,5", "claims,,6")
    found = {(file, verdict): rest for file, verdict, *rest in wrong(again(copy))}
    assert set(found) == {
        (f"results/{path.name}", "altered"),
        (f"results/{path.name}", "different"),
    }
    assert found[f"results/{path.name}", "different"] == ["row 2, number", "6", "5"]


def test_it_is_found_also_where_the_sums_were_made_anew(copy: Path) -> None:
    change(copy / "results/01-info.csv", "claims,,5", "claims,,6")
    seal(copy)
    assert wrong(again(copy)) == [("results/01-info.csv", "different", "row 2, number", "6", "5")]


def test_an_altered_table_changes_the_casebook(copy: Path) -> None:
    change(copy / "tables/claims.csv", "1926-03,", "1926-04,")
    seal(copy)
    found = {file: (verdict, where) for file, verdict, where, *_ in wrong(again(copy))}
    assert found["digest"][0] == "different"
    assert found["tables/claims.csv"][0] == "different"
    assert found["parquet/claims.parquet"][0] == "different"


def test_an_altered_figure_is_found(copy: Path) -> None:
    change(copy / "files/net.gexf", "Germany", "Bermany")
    found = wrong(again(copy))
    assert [row[:2] for row in found] == [
        ("files/net.gexf", "altered"),
        ("files/net.gexf", "different"),
    ]
    assert found[1][2].startswith("line ")
    assert ("Bermany" in found[1][3], "Germany" in found[1][4]) == (True, True)


@pytest.mark.parametrize(
    ("spoil", "verdict", "name"),
    [
        (lambda f: (f / "results/01-info.csv").unlink(), "missing", "results/01-info.csv"),
        (lambda f: (f / "more.txt").write_text("x"), "extra", "more.txt"),
        (lambda f: (f / "README.md").write_text("x"), "altered", "README.md"),
        (
            lambda f: (f / "parquet/acts.parquet").write_bytes(b"PAR1"),
            "altered",
            "parquet/acts.parquet",
        ),
    ],
)
def test_what_is_missing_extra_or_altered_is_said(
    copy: Path, spoil: Callable[[Path], object], verdict: str, name: str
) -> None:
    spoil(copy)
    assert (name, verdict) in [row[:2] for row in wrong(again(copy))]


def test_a_table_that_is_gone_leaves_the_rest_unmade(copy: Path) -> None:
    shutil.rmtree(copy / "tables")
    found = wrong(again(copy))
    assert ("tables", "unmade") in [row[:2] for row in found]
    assert {verdict for _, verdict, *_ in found} == {"missing", "unmade"}


@pytest.mark.parametrize("name", ["freeze.json", "SHA256SUMS"])
def test_a_folder_that_is_no_frozen_casebook_is_said(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(UnreadableFile, match=name):
        again(copy)


def test_another_version_is_said_and_not_counted(copy: Path) -> None:
    path = copy / "freeze.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    now = told["versions"]["rapallo"]
    told["versions"]["rapallo"] = "0.0.7"
    path.write_text(json.dumps(told), encoding="utf-8")
    seal(copy)
    replica = again(copy)
    assert wrong(replica) == []
    assert replica.notes == [f"rapallo was 0.0.7 when this was frozen and is {now} now"]


@pytest.mark.parametrize("line", ["rapallo push", "rapallo export csv ../out", "rapallo info; ls"])
def test_a_command_put_in_by_a_stranger_is_not_run(copy: Path, line: str) -> None:
    path = copy / "freeze.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    told["commands"][0]["line"] = line
    path.write_text(json.dumps(told), encoding="utf-8")
    found = {row[0]: row[1:3] for row in wrong(again(copy))}
    verdict, why = found["results/01-info.csv"]
    assert (verdict, why.startswith("line 1: ")) == ("unmade", True)


def test_a_link_that_leads_out_of_an_archive_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr("../out.txt", "x")
    with pytest.raises(UnreadableFile, match="leads out of it"):
        again(tmp_path / "bad.zip")
    assert not (tmp_path.parent / "out.txt").exists()
