"""A historian's sheets: every format in, unknown columns kept, and what is wrong said clearly."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from rapallo.casebook.book import Casebook
from rapallo.errors import BadInput, RapalloError, UnreadableFile
from rapallo.load import check, load
from rapallo.loaders.rejects import write_rejects
from rapallo.model.claim import COLUMNS
from rapallo.model.nodes import State, Treaty
from rapallo.model.records import LoadReport, Reject
from tests.helpers import claim, make_book

ROWS = [
    {
        "id": "a-1",
        "kind": "met_with",
        "act": "conversation",
        "agents": "Köster, Adolf|Germany;Chernykh, A.|USSR",
        "date": "1926-03-05",
        "place": "Riga?",
        "about": 'He said: "no", and left;\nthen came back',
        "source": "archive",
        "Box": "7",
    },
    {
        "id": "a-2",
        "kind": "opposed",
        "act": "protest",
        "agents": "Lithuania",
        "targets": "Poland",
        "issue": "Vilnius question",
        "date": "[1927-10-01..1927-10-15]",
        "source": "archive",
        "Box": "",
    },
]
HEADER = [
    "id",
    "kind",
    "act",
    "agents",
    "targets",
    "issue",
    "date",
    "place",
    "about",
    "source",
    "Box",
]


def text(delimiter: str = ",", end: str = "\n") -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, HEADER, delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    writer.writerows(ROWS)
    return stream.getvalue()


def workbook(path: Path, rows: list[list[object]], sheets: tuple[str, ...] = ("Sheet1",)) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        for row in rows:
            (book[sheet] if sheet in book.sheetnames else book.create_sheet(sheet)).append(row)
    book.save(path)
    return path


def as_excel(path: Path) -> None:
    workbook(path, [HEADER, *([row.get(name) for name in HEADER] for row in ROWS)])  # type: ignore[list-item]


WAYS: dict[str, Callable[[Path], object]] = {
    "plain.csv": lambda p: p.write_text(text(), "utf-8"),
    "semicolon.csv": lambda p: p.write_text(text(";"), "utf-8"),
    "tab.csv": lambda p: p.write_text(text("\t"), "utf-8"),
    "tab.tsv": lambda p: p.write_text(text("\t"), "utf-8"),
    "mark.csv": lambda p: p.write_text(text(), "utf-8-sig"),
    "excel-unicode.txt": lambda p: p.write_text(text("\t"), "utf-16"),
    "crlf.csv": lambda p: p.write_bytes(text(end="\r\n").encode()),
    "book.xlsx": as_excel,
}


@pytest.mark.parametrize("name", WAYS)
def test_every_format_gives_the_same_claims(tmp_path: Path, name: str) -> None:
    WAYS[name](tmp_path / name)
    book = make_book(tmp_path)
    report = load(book, "sheet", [tmp_path / name])
    assert report.rejects == []
    frame = book.claims()
    assert list(frame["id"]) == ["a-1", "a-2"]
    for row, found in zip(ROWS, frame.to_dict("records"), strict=True):
        expected = {("x_Box" if k == "Box" else k): v for k, v in row.items()}
        assert {key: found[key] for key in expected} == expected


def test_old_mac_line_ends_are_read(tmp_path: Path) -> None:
    rows = text().replace("\nthen", " then").replace("\n", "\r")
    (tmp_path / "mac.csv").write_text(rows, "utf-8", newline="")
    assert load(make_book(tmp_path), "sheet", [tmp_path / "mac.csv"]).count("new", "claims") == 2


def test_latin_1_is_read_when_it_is_named(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text(text(), "latin-1")
    book = make_book(tmp_path)
    with pytest.raises(UnreadableFile, match=r"line 2 is not UTF-8 \(byte 0xf6\).* --encoding"):
        load(book, "sheet", [tmp_path / "old.csv"])
    load(book, "sheet", [tmp_path / "old.csv"], options={"encoding": "latin-1"})
    assert book.claims()["agents"][0].startswith("Köster")


def test_the_source_of_rows_that_name_none_can_be_given(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("kind,act,agents\nmet_with,meeting,Germany;USSR\n")
    book = make_book(tmp_path)
    with pytest.raises(UnreadableFile, match="'source' is missing; it has kind, act, agents"):
        load(book, "sheet", [tmp_path / "a.csv"])
    load(book, "sheet", [tmp_path / "a.csv"], options={"source": "mine"})
    assert [c.source for c in book.stored()] == ["mine"]


def test_empty_rows_are_counted_and_row_numbers_are_those_of_the_spreadsheet(
    tmp_path: Path,
) -> None:
    rows = '\n,,,,\na"b,met_with,meeting,Germany;USSR,s\nb,met,meeting,X,s\n'
    (tmp_path / "a.csv").write_text("id,kind,act,agents,source\n" + rows)
    report = load(make_book(tmp_path), "sheet", [tmp_path / "a.csv"])
    assert report.ignored["empty row"] == 2
    assert [(r.row, r.field) for r in report.rejects] == [(5, "kind")]


def test_a_column_without_a_name_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(",kind,act,agents,source\n0,met_with,meeting,Germany;USSR,s\n")
    book = make_book(tmp_path)
    load(book, "sheet", [tmp_path / "a.csv"])
    assert list(book.claims()["x_column 1"]) == ["0"]


# Workbooks


def test_a_workbook_is_read_as_it_looks(tmp_path: Path) -> None:
    day = dt.datetime(1926, 3, 5)
    rows: list[list[object]] = [
        ["id", "kind", "act", "agents", "date", "times", "source", "x_year", None],
        ["a", "met_with", "meeting", "Germany;USSR", day, 2.0, "s", 1926, None],
        [None, None, None],
        ["b", "met_with", "meeting", "Germany;USSR", day.date(), 3, "s", True],
    ]
    book = make_book(tmp_path)
    report = load(book, "sheet", [workbook(tmp_path / "a.xlsx", rows)])
    assert (report.rejects, report.ignored["empty row"]) == ([], 1)
    frame = book.claims()
    assert list(frame["date"]) == ["1926-03-05"] * 2
    assert list(frame["times"]) == ["2", "3"]
    assert list(frame["x_year"]) == ["1926", "True"]


def test_of_several_sheets_the_one_called_claims_is_read(tmp_path: Path) -> None:
    rows = [
        ["id", "kind", "act", "agents", "source"],
        ["a", "met_with", "meeting", "Germany;USSR", "s"],
    ]
    book = make_book(tmp_path)
    two = workbook(tmp_path / "two.xlsx", rows, ("Notes", "claims"))
    assert load(book, "sheet", [two]).count("new", "claims") == 1
    vague = workbook(tmp_path / "vague.xlsx", rows, ("Notes", "Rows"))
    with pytest.raises(UnreadableFile, match=r"2 sheets \(Notes, Rows\): call the one .*'claims'"):
        load(book, "sheet", [vague])


def test_an_empty_second_sheet_is_no_matter(tmp_path: Path) -> None:
    as_excel(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    book.create_sheet("Tabelle2")
    book.save(tmp_path / "a.xlsx")
    assert load(make_book(tmp_path), "sheet", [tmp_path / "a.xlsx"]).count("new", "claims") == 2


def test_a_formula_without_its_value_is_told(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["id", "kind", "act", "agents", "source"],
        ["a", "met_with", "meeting", '="Germany;"&"USSR"', "s"],
    ]
    with pytest.raises(UnreadableFile, match="row 2 has a formula without its value"):
        load(make_book(tmp_path), "sheet", [workbook(tmp_path / "a.xlsx", rows)])


# What is no sheet


def zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "Dear Sir")


def half_a_workbook(path: Path) -> None:
    as_excel(path)
    path.write_bytes(path.read_bytes()[:-200])


def workbook_of_rubbish(path: Path) -> None:
    as_excel(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, b"<rubbish" if name.startswith("xl/worksheets") else part)


GOOD = "id,kind,act,agents,source\n"

FILES: list[tuple[str, Callable[[Path], object], str]] = [
    ("nowhere.csv", lambda p: None, "there is no such file"),
    ("empty.csv", lambda p: p.write_bytes(b""), "it is empty"),
    ("blank.csv", lambda p: p.write_bytes(b"\n\n\n"), "it is empty"),
    ("commas.csv", lambda p: p.write_bytes(b",,,\n1,2,3,4\n"), "its first row names no column"),
    ("header.csv", lambda p: p.write_text(GOOD), "it has a header, and no row below it"),
    ("blanks.csv", lambda p: p.write_text(GOOD + "\n,,,,\n"), "it has a header, and no row below"),
    ("picture.csv", lambda p: p.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "it is binary"),
    ("program.csv", lambda p: p.write_bytes(b"\x7fELF\x02\x01\0" * 99), "it is binary"),
    ("nul.csv", lambda p: p.write_bytes(b"id,kind\0,act\n"), "it is binary"),
    ("latin.csv", lambda p: p.write_bytes(GOOD.encode() + b"K\xf6ster"), "line 2 is not UTF-8"),
    (
        "column.csv",
        lambda p: p.write_text("id,kind,agents,source\nx,y,z,s\n"),
        "column 'act' is miss",
    ),
    ("twice.csv", lambda p: p.write_text("id,kind,act,agents,source,id\n"), "'id' stands twice"),
    ("twins.csv", lambda p: p.write_text("Foo,x_Foo," + GOOD), "would both be kept as 'x_Foo'"),
    (
        "quote.csv",
        lambda p: p.write_text(GOOD + 'a,met_with,"meeting,x,s\n' * 3),
        "line 2: a quote",
    ),
    (
        "open.csv",
        lambda p: p.write_text(GOOD + '"a,met_with,meeting,x,s\n'),
        "line 2: a quote is op",
    ),
    ("long.csv", lambda p: p.write_text("x" * 50_000_000), "its first row names no columns: 'xxxx"),
    (
        "other.csv",
        lambda p: p.write_text("Dear Sir\nI have\n"),
        "'kind' is missing; it has Dear Sir",
    ),
    ("letter.xlsx", zipped, "it is not a workbook of Excel"),
    ("text.xlsx", lambda p: p.write_text(GOOD), "it is not a workbook of Excel"),
    ("half.xlsx", half_a_workbook, "it is not a workbook of Excel"),
    ("rubbish.xlsx", workbook_of_rubbish, "it is not a workbook of Excel, or damaged"),
    ("empty.xlsx", lambda p: openpyxl.Workbook().save(p), "it is empty"),
    ("folder", Path.mkdir, "the folder holds no claims.csv nor any other table of ours"),
]


@pytest.mark.parametrize(("name", "make", "said"), FILES, ids=[name for name, _, _ in FILES])
def test_what_is_no_sheet_is_refused_in_a_sentence(
    tmp_path: Path, name: str, make: Callable[[Path], object], said: str
) -> None:
    book = make_book(tmp_path, [claim("old", "met_with", "Germany;USSR")])
    before = book.digest, book.path.read_bytes()
    make(tmp_path / name)
    with pytest.raises(UnreadableFile, match=said) as caught:
        load(book, "sheet", [tmp_path / name])
    assert str(caught.value).startswith(str(tmp_path / name))
    assert len(str(caught.value)) - len(str(tmp_path)) < 300
    assert "\n" not in str(caught.value)
    assert (book.digest, book.path.read_bytes()) == before


def test_a_sheet_must_be_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="takes the path of a file or a folder"):
        load(make_book(tmp_path), "sheet", [])


@pytest.mark.parametrize("encoding", ["no-such", "rot13", "idna", "undefined"])
def test_an_encoding_that_is_none_is_told(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_text(text(), "utf-8")
    with pytest.raises(UnreadableFile, match=encoding):
        load(make_book(tmp_path), "sheet", [tmp_path / "a.csv"], options={"encoding": encoding})


# Rows that cannot be used

BAD: list[tuple[str, str, str]] = [
    ("a,met,meeting,Germany;USSR,,,,s", "kind", "the kind is none of met_with"),
    ("a,met_with,dance,Germany;USSR,,,,s", "act", "no act 'dance'; met_with has ceremony, conf"),
    ("a,opposed,meeting,Germany,Poland,,,s", "act", "'meeting' is of kind met_with, not opposed"),
    ("a,met_with,meeting,Germany,,,,s", "agents", "a meeting of one is no meeting"),
    ("a,met_with,meeting,,,,,s", "agents", "there is no agent"),
    ("a,met_with,meeting,Germany;germany,,,,s", "agents", "Germany and germany are one"),
    ("a,met_with,meeting,Germany;Britain;England,,,,s", "agents", "Britain and England are one"),
    ('a,met_with,meeting,"X, Y|Germany;Germany",,,,s', "agents", "represented by the other one"),
    ("a,met_with,meeting,Germany;Poland,France,,,s", "targets", "a meeting has no targets"),
    ("a,met_with,meeting,Germany;Atlantis,,,,s", "agents", "is called 'Atlantis'"),
    ("a,opposed,stance,Germany,,,,s", "targets", "opposed needs a target, a treaty or an issue"),
    ("a,informed,letter,Germany,,,,s", "targets", "informed needs a target"),
    ("a,signed,signed,Germany,,,,s", "treaty", "nothing is signed"),
    ("a,opposed,stance,Germany,Poland,1926-02-31,,s", "date", "'1926-02-31' is not a date in EDTF"),
    ("a,opposed,stance,Germany,Poland,31 Feb,,s", "date", "is not a date in EDTF"),
    ("a,opposed,stance,Germany,Poland,,alleged,s", "reported_by", "names who alleges it"),
    ("a,opposed,stance,Germany,Poland,,denied,s", "status", "none of told, planned, alleged"),
    ("a,opposed,stance,Germany,Poland,,,", "source", "a claim says who tells it"),
    ("a,opposed,stance,Germany;,Poland,,,s", "agents", "between two semicolons is empty"),
    ("a,opposed,stance,{Germany,Poland,,,s", "agents", "opens a brace and does not close it"),
    ("a,opposed,stance,[envoy],Poland,,,s", "agents", r"needs its state, as \[post\]"),
    ("a,opposed,stance,A|B|C,Poland,,,s", "agents", r"more than one '\|'"),
    ("a,opposed,stance,Ger?many,Poland,,,s", "agents", "means nothing"),
    ("a,opposed,stance,Germany,Poland,,", "", "the row has 7 cells, the header 8"),
    ("a,opposed,stance,Germany,Poland,,,s,more", "", "the row has 9 cells, the header 8"),
    ("a,opposed,sta\0nce,Germany,Poland,,,s", "act", "the cell holds a NUL byte"),
    (f"a,opposed,stance,{'x' * 100_001},Poland,,,s", "agents", "has 100,001 characters"),
    (f"a,opposed,stance,{'{' * 5_000},Poland,,,s", "agents", "braces|brace"),
    (f"a,opposed,stance,{'{' * 5_000}{'}' * 5_000},Poland,,,s", "agents", "brace"),
    (
        f"a,met_with,conference,{';'.join(f'P {i}|Germany' for i in range(5_000))},,,,s",
        "agents",
        "5,000 agents make 12,497,500 edges",
    ),
]
COLUMNS_HERE = "id,kind,act,agents,targets,date,status,source\n"
FINE = "z,opposed,stance,Germany,Poland,1926,told,s\n"


@pytest.mark.parametrize(("row", "field", "said"), BAD, ids=[said for _, _, said in BAD])
def test_a_row_that_cannot_be_used_is_a_reject_and_the_others_are_loaded(
    tmp_path: Path, row: str, field: str, said: str
) -> None:
    path = tmp_path / "a.csv"
    # Far from the start of the file: that is where a binary is told from a table.
    path.write_text(COLUMNS_HERE + FINE.replace("z", "y" * 5_000) + row + "\n" + FINE)
    book = make_book(tmp_path)
    report = load(book, "sheet", [path])
    (reject,) = report.rejects
    assert (reject.path, reject.row, reject.field) == (str(path), 3, field)
    assert re.search(said, reject.reason), reject.reason
    assert len(reject.value) <= 1000
    assert len(reject.reason) < 500
    assert len(book.stored()) == 2


def test_a_row_with_two_faults_tells_both(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(COLUMNS_HERE + "a,met,meeting,,,31 Feb,gone,s\n")
    report = load(make_book(tmp_path), "sheet", [tmp_path / "a.csv"])
    assert [r.field for r in report.rejects] == ["date", "kind", "status"]


def test_a_row_of_50_mb_is_a_reject(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(COLUMNS_HERE + "x" * 50_000_000 + ",,,,,,,\n" + FINE)
    book = make_book(tmp_path)
    (reject,) = load(book, "sheet", [tmp_path / "a.csv"]).rejects
    assert (reject.row, reject.field) == (2, "id")
    assert reject.reason == "the cell has 50,000,000 characters: a quote left open?"
    assert len(reject.value) < 100
    assert len(book.stored()) == 1


def test_rejects_go_to_a_file(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    rejects = [
        Reject("a.csv", 3, "agents", '=1+1\n"x",y', "no"),
        Reject("b.csv", 4, "", "\ud800", "z"),
    ]
    write_rejects(path, rejects)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["path", "row", "field", "value", "reason"],
        ["a.csv", "3", "agents", '\'=1+1\n"x",y', "no"],
        ["b.csv", "4", "", "\\ud800", "z"],
    ]
    with pytest.raises(BadInput, match="cannot be written"):
        write_rejects(tmp_path / "nowhere" / "r.csv", [])


# Folders


def test_a_folder_is_read_nodes_first(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    folder.mkdir()
    (folder / "claims.csv").write_text(text(), "utf-8")
    (folder / "treaties.csv").write_text("id,title,aliases,colour\nr,Rapallo,,red\n")
    workbook(folder / "states.xlsx", [["id", "name"], ["ussr", "USSR"], ["germany", "Germany"]])
    (folder / "notes.csv").write_text("what,ever\n")
    (folder / "edges.csv").write_text("edge\n")
    (folder / "readme.md").write_text("hello")
    book = Casebook(tmp_path / "book.duckdb")
    report = load(book, "sheet", [folder])
    assert (report.rejects, report.count("new", "claims")) == ([], 2)
    assert "ussr" in {s.id for s in book.nodes(State)}
    assert book.nodes(Treaty) == [Treaty("r", "Rapallo")]
    assert dict(report.ignored) == {
        "the column 'colour' of treaties.csv is none of ours": 1,
        "notes.csv is none of our tables": 1,
    }


def test_bad_rows_of_nodes_say_where(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    folder.mkdir()
    (folder / "states.csv").write_text(
        "id,name,start\na,A,1926\nb,,\na,Again,\nc,C,31 Feb\n,D,\ne, ,\n"
    )
    (folder / "acts.csv").write_text(
        "act,kind,sign,edge\nx,opposed,-2,yes\ny,danced,0,yes\nz,opposed,0,si\n,opposed,0,no\n"
    )
    (folder / "judgements.csv").write_text("what,a,b,verdict\nevent,x,y,maybe\nevent,x,x,same\n")
    report = load(make_book(tmp_path), "sheet", [folder])
    states, acts, judgements = (
        [(r.row, r.field) for r in report.rejects if r.path == str(folder / f"{name}.csv")]
        for name in ("states", "acts", "judgements")
    )
    assert states == [(3, "name"), (4, "id"), (5, "start"), (6, "id"), (7, "name")]
    assert acts == [(2, "sign"), (3, "kind"), (4, "edge"), (5, "act")]
    assert judgements == [(2, "verdict"), (3, "b")]


def test_a_table_without_its_key_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "d"
    folder.mkdir()
    (folder / "judgements.csv").write_text("what,a,verdict\nevent,x,same\n")
    with pytest.raises(UnreadableFile, match="the column 'b' is missing; it has what, a, verdict"):
        load(make_book(tmp_path), "sheet", [folder])


# Check


NO_IDS = "kind,act,agents,date,source\n" + "".join(
    f"met_with,meeting,{agents},{date},s\n"
    for agents, date in [("Germany;USSR", "1926"), ("Germany;USSR", "1926"), ("Germany", "1926")]
)


def test_a_check_says_what_a_load_would_and_writes_nothing(tmp_path: Path) -> None:
    book = make_book(tmp_path, [claim("old", "met_with", "Germany;USSR")])
    path = tmp_path / "a.csv"
    path.write_text(NO_IDS)
    before = book.digest, path.read_bytes(), book.path.read_bytes()
    report = check(book, "sheet", [path])
    assert (report.count("new", "claims"), len(report.rejects), report.without_id) == (2, 1, 3)
    assert (book.digest, path.read_bytes(), book.path.read_bytes()) == before


def test_a_check_needs_no_casebook(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(NO_IDS)
    report = check(Casebook(tmp_path / "book.duckdb"), "sheet", [tmp_path / "a.csv"])
    assert report.count("new", "claims") == 2
    assert not (tmp_path / "book.duckdb").exists()


def ids_after_check(book: Casebook, path: Path, **options: str) -> tuple[Path, LoadReport]:
    report = check(book, "sheet", [path], options=options)
    copy = path.with_name(f"{path.stem}.with-ids{path.suffix}")
    assert f"{copy} is {path} with an id in every row: load that" in report.notes
    return copy, report


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_check_writes_a_copy_with_ids_beside_the_sheet(
    tmp_path: Path, mark: str, encoding: str
) -> None:
    path = tmp_path / "a.csv"
    rows = [["kind", "act", "agents", "source", "My note"]]
    rows += [
        ["met_with", "meeting", "Germany;USSR", "s", 'a "b";c,d\ne'],
        [],
        ["x", "y", "z", "s", ""],
    ]
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=mark).writerows(rows)
    book = make_book(tmp_path)
    load(book, "sheet", [path])
    copy, _ = ids_after_check(book, path)
    with copy.open(encoding=encoding, newline="") as file:
        found = list(csv.reader(file, delimiter=mark))
    assert [row[1:] for row in found] == rows
    assert [row[0] if row else "" for row in found][:3] == ["id", book.stored()[0].id, ""]
    again = load(book, "sheet", [copy])
    assert (again.count("new", "claims"), again.count("unchanged", "claims")) == (0, 1)
    assert again.without_id == 0


def test_a_check_fills_ids_that_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "source,id,kind,act,agents\ns,mine,met_with,meeting,Germany;USSR\n"
        "s,,met_with,meeting,Germany;USSR\n"
    )
    copy, report = ids_after_check(make_book(tmp_path), path)
    first, second = (line.split(",")[1] for line in copy.read_text().splitlines()[1:])
    assert (first, report.without_id) == ("mine", 1)
    assert second.startswith("s-")


def test_a_check_of_a_workbook_writes_a_workbook(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        [
            ["kind", "act", "agents", "source"],
            ["met_with", "meeting", "Germany;USSR", "s"],
        ],
    )
    before = path.read_bytes()
    copy, _ = ids_after_check(make_book(tmp_path), path)
    rows = list(openpyxl.load_workbook(copy).worksheets[0].iter_rows(values_only=True))
    assert rows[0] == ("kind", "act", "agents", "source", "id")
    assert str(rows[1][-1]).startswith("s-")
    assert path.read_bytes() == before


def test_a_check_writes_over_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(NO_IDS)
    (tmp_path / "a.with-ids.csv").write_text("my work of a week")
    with pytest.raises(RapalloError, match=r"a\.with-ids\.csv is there already: rename it"):
        check(make_book(tmp_path), "sheet", [tmp_path / "a.csv"])
    assert (tmp_path / "a.with-ids.csv").read_text() == "my work of a week"


def test_a_check_of_a_sheet_with_ids_writes_no_copy(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(text(), "utf-8")
    check(make_book(tmp_path), "sheet", [tmp_path / "a.csv"])
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "book.duckdb"]


def test_the_columns_of_the_sheet_are_those_of_the_design() -> None:
    assert ",".join(COLUMNS) == (
        "id,kind,act,agents,targets,via,treaty,issue,date,times,date_text,date_basis,calendar,place,"
        "about,status,reported_by,source,locator,documents,note,confidence,coder"
    )
