"""``export parquet``: typed, read back to the same casebook, read by pandas and DuckDB."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from rapallo.casebook.book import Casebook
from rapallo.errors import BadOption, UnreadableFile
from rapallo.export.parquet import export_parquet
from rapallo.export.tables import export_csv
from rapallo.load import check, load
from rapallo.loaders.tables import read_table
from rapallo.model.claim import COLUMNS
from rapallo.model.nodes import TABLES, Diplomat, Post
from rapallo.model.typed import beside
from tests.helpers import claim, make_book, same

NAMES = {"claims", "acts", "edges", *TABLES}


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    book = Casebook(tmp_path_factory.mktemp("parquet") / "dossier.duckdb")
    load(book, "dossier")
    return book


@pytest.fixture(scope="module")
def written(dossier: Casebook) -> Path:
    folder = dossier.path.parent / "typed"
    export_parquet(dossier, folder)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def small(folder: Path) -> Casebook:
    return make_book(
        folder,
        [
            claim("a-1", "met_with", "A, B|Germany;C, D|USSR", date="1926-03", times="03"),
            claim("a-2", "opposed", "USSR;Germany", issue=r"x\;y;z", date="../1930"),
            claim("a-3", "signed", "USSR", treaty="t", date="-0044-03-15", documents="d;e"),
            claim("a-4", "informed", "{A|USSR/B|USSR}", "=1+1|Germany", date="Y12000", note="'=1"),
        ],
        diplomats=[Diplomat("p", "P, Q", "R, S|USSR;T", "1870", "1940?")],
        posts=[Post("o", "envoy in Riga", "Germany", level="3", start="1925", end="1926-03")],
        judgements=[same("a-1", "a-2", "different", reason="'=1")],
    )


# There and back


def round_trip(book: Casebook, folder: Path) -> None:
    """CSV, casebook, Parquet, casebook, CSV: the last is the first."""
    export_csv(book, folder / "first")
    one, other = (Casebook(folder / name) for name in ("one.duckdb", "other.duckdb"))
    assert load(one, "sheet", [folder / "first"]).rejects == []
    export_parquet(one, folder / "typed")
    report = load(other, "sheet", [folder / "typed"])
    assert (report.rejects, report.ignored) == ([], {})
    assert [note for note in report.notes if "the file has" in note] == []
    export_csv(other, folder / "second")
    assert contents(folder / "second") == contents(folder / "first")
    assert other.digest == book.digest


def test_the_dossier_comes_back(dossier: Casebook, tmp_path: Path) -> None:
    round_trip(dossier, tmp_path)


def test_a_small_one_with_traps_comes_back(tmp_path: Path) -> None:
    round_trip(small(tmp_path), tmp_path)


_CELLS = st.one_of(
    st.sampled_from(["'=1", "''=1", "=1", "'", "\r\n", '"', "NULL", "nan", "0", "\\;", "é", " "]),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8),
)


@given(st.lists(st.tuples(_CELLS, _CELLS, _CELLS), min_size=1, max_size=4))
@settings(max_examples=12)
def test_any_text_comes_back(rows: Sequence[tuple[str, str, str]]) -> None:
    told = [
        {"id": f"a-{number}", "kind": "met_with", "agents": "A|USSR;B|Germany"}
        | {"about": about, "note": note, "x_own": own}
        for number, (about, note, own) in enumerate(rows)
    ]
    with tempfile.TemporaryDirectory() as name:
        round_trip(make_book(Path(name), told), Path(name))


def test_written_twice_it_is_the_same(written: Path, dossier: Casebook, tmp_path: Path) -> None:
    export_parquet(dossier, tmp_path)
    assert contents(tmp_path) == contents(written)


def test_every_cell_is_that_of_the_csv(written: Path, dossier: Casebook, tmp_path: Path) -> None:
    export_csv(dossier, tmp_path)
    for name in NAMES - {"edges"}:
        theirs = list(read_table(tmp_path / f"{name}.csv"))
        mine = list(read_table(written / f"{name}.parquet"))
        kept = [{k: v for k, v in row.items() if k not in ("earliest", "latest")} for row in theirs]
        assert mine == kept


# Types


def test_there_is_a_file_for_every_table(written: Path) -> None:
    assert set(contents(written)) == {f"{name}.parquet" for name in NAMES}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_columns_are_typed(written: Path, name: str) -> None:
    schema = parquet.read_schema(written / f"{name}.parquet")
    assert set(beside(name)) <= set(schema.names)
    for field in schema:
        if field.name.endswith(("earliest", "latest")) or field.name in ("s0", "s1", "e0", "e1"):
            assert field.type == pa.date32()
        elif field.name.endswith(("_ids", "_list")):
            assert field.type == pa.list_(pa.string())
        elif field.name in COLUMNS or (name in TABLES and field.name in TABLES[name].columns()):
            assert field.type == pa.string()


def test_signs_numbers_and_booleans(written: Path) -> None:
    types = {
        (name, field.name): field.type
        for name in ("claims", "acts", "edges")
        for field in parquet.read_schema(written / f"{name}.parquet")
    }
    assert types["claims", "sign"] == types["acts", "sign"] == pa.int8()
    assert types["claims", "times_number"] == pa.int64()
    assert types["edges", "weight"] == pa.float64()
    for place in (("claims", "doubtful"), ("acts", "edge"), ("edges", "joint")):
        assert types[place] == pa.bool_()


def test_the_file_tells_where_it_comes_from(written: Path, dossier: Casebook) -> None:
    about = parquet.read_schema(written / "posts.parquet").metadata
    assert about[b"rapallo.table"] == b"posts"
    assert about[b"rapallo.digest"].decode() == dossier.digest
    assert about[b"rapallo.command"] == b"rapallo export parquet DIR"
    assert about[b"rapallo.version"]


def claims_of(book: Casebook, folder: Path) -> dict[str, dict[str, Any]]:
    export_parquet(book, folder)
    rows = parquet.read_table(folder / "claims.parquet").to_pylist()
    return {row["id"]: row for row in rows}


def test_what_stands_beside_the_written_columns(tmp_path: Path) -> None:
    rows = claims_of(small(tmp_path), tmp_path / "typed")
    first, second, third, fourth = (rows[f"a-{number}"] for number in range(1, 5))
    march = (dt.date(1926, 3, 1), dt.date(1926, 3, 31))
    assert (first["earliest"], first["latest"]) == (first["s0"], first["e1"]) == march
    assert (first["times"], first["times_number"]) == ("03", 3)
    assert (first["extent"], first["doubtful"], first["targets"]) == ("instant", False, None)
    assert second["agent_ids"] == ["soviet-union", "germany"]
    assert (second["earliest"], second["latest"]) == (None, dt.date(1930, 12, 31))
    assert second["sign"] == -1
    assert len(second["issue_ids"]) == 2
    assert third["document_ids"] == ["d", "e"]
    assert fourth["note"] == "'=1"
    assert len(fourth["agent_ids"]) == 2


@pytest.mark.parametrize("number", [3, 4])
def test_years_that_a_date_cannot_hold_are_null(tmp_path: Path, number: int) -> None:
    row = claims_of(small(tmp_path), tmp_path / "typed")[f"a-{number}"]
    assert [row[name] for name in ("earliest", "latest", "s0", "e1")] == [None] * 4
    assert row["date"] == {3: "-0044-03-15", 4: "Y12000"}[number]


def test_nodes_have_dates_and_names(tmp_path: Path) -> None:
    export_parquet(small(tmp_path), tmp_path / "typed")
    rows = parquet.read_table(tmp_path / "typed/diplomats.parquet").to_pylist()
    (row,) = (row for row in rows if row["id"] == "p")
    assert row["alias_list"] == ["R, S", "T"]
    assert (row["born_earliest"], row["died_latest"]) == (
        dt.date(1870, 1, 1),
        dt.date(1940, 12, 31),
    )


def test_rows_may_be_left_out(dossier: Casebook, tmp_path: Path) -> None:
    gone = {claim.id for claim in dossier.stored() if claim.source != "pact-1939"}
    counts = export_parquet(dossier, tmp_path, leave={"claims": gone})
    claims = parquet.read_table(tmp_path / "claims.parquet").to_pylist()
    assert {row["source"] for row in claims} == {"pact-1939"}
    assert len(claims) == counts["claims"]
    stored = {claim.id: claim for claim in dossier.stored()}
    for row in claims:
        agents = [p.actor for p in stored[row["id"]].participants if p.role == "agent"]
        assert sorted(row["agent_ids"]) == sorted(agents)
    edges = parquet.read_table(tmp_path / "edges.parquet").to_pylist()
    assert edges
    assert gone.isdisjoint(row["claim"] for row in edges)


# Other readers


def test_pandas_reads_it(written: Path, dossier: Casebook) -> None:
    frame = pd.read_parquet(written / "claims.parquet")
    assert list(frame["id"]) == [claim.id for claim in dossier.stored()]
    assert frame["sign"].dtype == "int8"
    assert frame["earliest"].dropna().map(type).eq(dt.date).all()


def test_duckdb_counts_what_the_casebook_counts(written: Path, dossier: Casebook) -> None:
    found = duckdb.sql(
        f"""SELECT actor, count(*) FROM (SELECT unnest(agent_ids) AS actor, earliest
        FROM '{written}/claims.parquet') WHERE earliest >= DATE '1926-01-01' GROUP BY actor"""
    ).fetchall()
    wanted: dict[str, int] = {}
    first = (dt.date(1926, 1, 1) - dt.date(1970, 1, 1)).days
    for one in dossier.stored():
        for person in one.participants:
            if person.role == "agent" and one.when.s0 >= first:
                wanted[person.actor] = wanted.get(person.actor, 0) + 1
    assert dict(found) == wanted


# Reading what others wrote


def test_a_file_of_pandas_is_a_sheet(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "id": ["m-1", "m-2"],
            "kind": ["met_with", "opposed"],
            "act": ["meeting", "stance"],
            "agents": [["A|USSR", "B|Germany"], ["USSR"]],
            "issue": [None, "x"],
            "date": [dt.date(1926, 4, 24), None],
            "times": [2.0, None],
            "folio": [17, 18],
        },
        index=pd.Index(["r", "s"], name=None),
    )
    frame.to_parquet(tmp_path / "mine.parquet")
    book = Casebook(tmp_path / "book.duckdb")
    report = load(book, "sheet", [tmp_path / "mine.parquet"], options={"source": "mine"})
    assert report.rejects == []
    first, second = book.claims().to_dict("records")
    assert (first["agents"], first["date"], first["times"]) == (
        "A|USSR;B|Germany",
        "1926-04-24",
        "2",
    )
    assert (first["x_folio"], second["issue"], second["date"]) == ("17", "x", "")


def test_a_file_under_another_name_leaves_its_types_behind(written: Path, tmp_path: Path) -> None:
    frame = pd.read_parquet(written / "claims.parquet")
    frame[frame["source"] == "pact-1939"].to_parquet(tmp_path / "pact.parquet")
    (row, *_) = read_table(tmp_path / "pact.parquet")
    assert "agent_ids" not in row
    assert "revision" in row


def test_of_two_files_of_a_table_the_text_is_read(dossier: Casebook, tmp_path: Path) -> None:
    export_csv(dossier, tmp_path / "both")
    export_parquet(dossier, tmp_path / "both")
    book = Casebook(tmp_path / "book.duckdb")
    report = load(book, "sheet", [tmp_path / "both"])
    assert report.ignored["claims.parquet stands beside claims.csv, which was read"] == 1
    assert book.digest == dossier.digest


def test_a_sheet_without_ids_is_given_a_copy(tmp_path: Path) -> None:
    row = {"kind": "met_with", "act": "meeting", "agents": "A|USSR;B|Germany", "note": "'=1"}
    pd.DataFrame([row]).to_parquet(tmp_path / "mine.parquet")
    book = Casebook(tmp_path / "book.duckdb")
    report = check(book, "sheet", [tmp_path / "mine.parquet"], options={"source": "mine"})
    copy = tmp_path / "mine.with-ids.csv"
    assert any(str(copy) in note for note in report.notes)
    (found,) = read_table(copy)
    assert found["id"].startswith("mine-")
    assert found["note"] == "'=1"


@pytest.mark.parametrize("cut", [0, 10, 2000])
def test_what_is_no_parquet_file_is_said(written: Path, tmp_path: Path, cut: int) -> None:
    path = tmp_path / "claims.parquet"
    path.write_bytes((written / "claims.parquet").read_bytes()[:cut])
    with pytest.raises(UnreadableFile, match="not a Parquet file, or damaged"):
        list(read_table(path))


def test_a_folder_that_cannot_be_written_is_said(dossier: Casebook, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x", encoding="utf-8")
    with pytest.raises(BadOption, match="cannot be written"):
        export_parquet(dossier, tmp_path / "taken")
