"""What goes wrong: one sentence, the right exit status, never a traceback, the book as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest

from rapallo.casebook.book import Casebook
from rapallo.cli.main import sentence
from rapallo.errors import NoClaims
from tests.cli.conftest import Run
from tests.helpers import claim, make_book

RAPALLO = [sys.executable, "-W", "error", "-c", "from rapallo.cli.main import main; main()"]
HEADER = "id,kind,act,agents,targets,date,source\n"


def shell(*args: str, **kwargs: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [*RAPALLO, *args], capture_output=True, text=True, check=False, **kwargs
    )


def content(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


WRONG_FILES: list[tuple[str, bytes, str]] = [
    ("empty.csv", b"", "it is empty"),
    ("binary.csv", bytes(range(256)) * 20, "it is binary"),
    ("zip.xlsx", b"PK\x03\x04 no workbook", "not a workbook"),
    (
        "latin.csv",
        (HEADER + "a,met_with,meeting,Köster|Germany;USSR,,1926,s\n").encode("latin-1"),
        "not UTF-8",
    ),
    ("column.csv", b"id,kind,agents,source\n1,met_with,A;B,s\n", "column 'act' is missing"),
    ("quote.csv", (HEADER + '"a,met_with,meeting,A;B,,1926,s\n').encode(), "line"),
]
WRONG_ROWS = [
    ("a,met_with,meeting,Germany;USSR,,1926-02-31,s", "1926-02-31"),
    ("a,greeted,meeting,Germany;USSR,,1926,s", "the kind is none of"),
    ("a,met_with,meeting,Germany,,1926,s", "a meeting of one is no meeting"),
    ("a,met_with,bow,Germany;USSR,,1926,s", "the codebook has no act 'bow'"),
    ("a,met_with,meeting,Germany;Ruritania,,1926,s", "Ruritania"),
    ("a,met_with,meeting,Germany;" + "x" * 50_000_000 + ",,1926,s", "characters"),
]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return make_book(tmp_path, [claim("old", "met_with", "Germany;USSR", date="1926")]).path


@pytest.mark.parametrize(("name", "data", "why"), WRONG_FILES, ids=[f[0] for f in WRONG_FILES])
def test_a_file_that_is_no_sheet(run: Run, book: Path, name: str, data: bytes, why: str) -> None:
    Path(name).write_bytes(data)
    before = Casebook(book).digest
    done = run("load", "sheet", name, book=book)
    assert done.exit_code == 1
    assert done.stdout == ""
    assert why in done.stderr
    assert name in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "fault of Rapallo" not in done.stderr
    assert Casebook(book).digest == before


@pytest.mark.parametrize("path", [".", "nowhere.csv"])
def test_a_path_that_is_no_file(run: Run, book: Path, path: str) -> None:
    done = run("load", "sheet", path, book=book)
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("Error: ")


@pytest.mark.parametrize(("row", "why"), WRONG_ROWS, ids=[row[1] for row in WRONG_ROWS])
def test_a_wrong_row_is_rejected_with_its_reason(run: Run, book: Path, row: str, why: str) -> None:
    good = "b,met_with,meeting,Germany;Poland,,1927,s"
    Path("sheet.csv").write_text(f"{HEADER}{row}\n{good}\n", encoding="utf-8")
    done = run("load", "sheet", "sheet.csv", "--rejects", "rejects.csv", book=book)
    assert done.exit_code == 0, done.output
    assert "1 row could not be used" in done.stderr
    assert why in " ".join(done.stderr.split())
    assert len(done.stderr) < 2_000
    rejects = Path("rejects.csv").read_text(encoding="utf-8").splitlines()
    assert rejects[0] == "path,row,field,value,reason"
    assert rejects[1].startswith("sheet.csv,2,")
    assert {c.id for c in Casebook(book).stored()} == {"old", "b"}


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["claims", "--actor", "Germny"], "close to it: Germany"),
        (["claims", "--actor", "Litvinov, Maxm"], "close to it: Litvinov, Maxim"),
        (["claims", "--actor", "Xyzzy"], "nobody and nothing in the casebook is called 'Xyzzy'"),
        (["timeline", "Voldemars, Augustinas"], "close to it: Voldemaras, Augustinas"),
        (["cite", "baltic-coperation-013"], "close to it: baltic-cooperation-013"),
        (["cite", "nope"], "there is no claim 'nope'"),
        (["claims", "--coder", "nobody"], "there is no such coder; there are A, B"),
        (["claims", "--between", "1928", "1928-02-31"], "'1928-02-31' is not a date in EDTF"),
        (["claims", "--between", "1930", "1928"], "it ends before it starts"),
        (["claims", "--act", "bow"], "there is no such act"),
        (["claims", "--source", "nobody"], "there is no such source"),
        (["centrality", "--every", "yearly"], "yearly"),
        (["coordination", "--within", "soon"], "soon"),
        (["coordination", "--permutations", "many"], "many"),
        (["paths", "Germany", "Germany", "--by", "state"], "there is no way to go"),
        (["claims", "--between", "1700", "1701", "--basis", "exact"], ""),
        (["centrality", "--between", "1700", "1701", "--basis", "exact"], "no claim"),
        (["load", "nosuch"], "there is no loader 'nosuch'"),
        (["load", "dossier", "file.csv"], "takes no path"),
        (["export", "gexf", "no/such/folder/x.gexf"], "no/such/folder"),
    ],
    ids=lambda x: " ".join(x) if isinstance(x, list) else "",
)
def test_a_wrong_question(run: Run, arguments: list[str], why: str) -> None:
    done = run(*arguments)
    if not why:
        assert done.exit_code == 0
        return
    assert done.exit_code == 1, done.output
    assert done.stdout == ""
    assert done.stderr.startswith("Error: ")
    assert len(done.stderr.splitlines()) == 1
    assert why in done.stderr
    assert "fault of Rapallo" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["centralty"], "Did you mean 'centrality'"),
        (["claims", "--actr", "Germany"], "--actor"),
        (["claims", "--kind", "greeted"], "'greeted' is not one of"),
        (["claims", "--between", "1928"], "requires 2 arguments"),
        (["claims", "--min-sources", "0"], "is not in the range"),
        (["coordination", "--by", "planet"], "'planet' is not one of"),
        (["paths", "Germany"], "Missing argument 'TO'"),
        (["load"], "which loader?"),
        (["cite"], "Missing argument"),
        (["--wait", "-1", "info"], "is not in the range"),
    ],
    ids=lambda x: " ".join(x) if isinstance(x, list) else "",
)
def test_a_wrong_use(run: Run, arguments: list[str], why: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 2, done.output
    assert done.stdout == ""
    assert why in done.stderr


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: None, "there is no casebook at"),
        (lambda path: path.mkdir(), "is a folder, not a casebook"),
        (lambda path: path.write_text("hello"), "is not a casebook"),
        (
            lambda path: duckdb.connect(str(path)).execute("CREATE TABLE t (a INT)").close(),
            "but not a casebook of Rapallo",
        ),
    ],
    ids=["nothing", "folder", "text", "other database"],
)
def test_a_book_that_is_none(run: Run, tmp_path: Path, make: object, why: str) -> None:
    path = tmp_path / "other.duckdb"
    make(path)  # type: ignore[operator]
    done = run("info", book=path)
    assert (done.exit_code, done.stdout) == (1, "")
    assert why in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_book_held_by_another_process_names_it(book: Path) -> None:
    program = (
        f"import duckdb, time; connection = duckdb.connect({str(book)!r})\n"
        "print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        done = shell("--book", str(book), "--wait", "0", "info")
    finally:
        holder.kill()
        holder.communicate()
    assert (done.returncode, done.stdout) == (1, "")
    assert f"is held by process {holder.pid}" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_fault_is_told_without_a_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> object:
        raise ZeroDivisionError("a thing\nof two lines")

    monkeypatch.setattr("rapallo.cli.summary.summary", broken)
    done = run("info")
    assert done.exit_code == 1
    assert "this is a fault of Rapallo, not yours (ZeroDivisionError: a thing of two lines)" in (
        done.stderr
    )
    assert "rapallo --debug" in done.stderr
    assert isinstance(run("--debug", "info").exception, ZeroDivisionError)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NoClaims("nothing here"), "nothing here"),
        (PermissionError(13, "Permission denied", "x.csv"), "x.csv: Permission denied"),
        (MemoryError(), "not enough memory"),
        (KeyError("a"), "this is a fault of Rapallo"),
    ],
)
def test_every_error_is_one_sentence(error: Exception, said: str) -> None:
    assert said in sentence(error)
    assert "\n" not in sentence(error)


def test_a_rejects_file_that_cannot_be_written(run: Run, book: Path) -> None:
    Path("sheet.csv").write_text(
        HEADER + "b,met_with,meeting,Germany;USSR,,1927,s\n", encoding="utf-8"
    )
    done = run("load", "sheet", "sheet.csv", "--rejects", "no/folder.csv", book=book)
    assert done.exit_code == 1
    assert "no/folder.csv cannot be written" in done.stderr
    assert "fault" not in done.stderr
    assert {c.id for c in Casebook(book).stored()} == {"old"}, "it was told before the load"


def test_a_reader_that_leaves_is_no_error(dossier: Path) -> None:
    program = " ".join(["from rapallo.cli.main import main;", "main()"])
    line = f'"{sys.executable}" -W error -c "{program}" --book "{dossier}" claims -f csv | head -1'
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("id,kind,act,")
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


@pytest.mark.parametrize("arguments", [["claims"], ["claims", "-f", "json"], ["centrality"]])
def test_a_reader_that_has_left_ends_it_without_a_word(dossier: Path, arguments: list[str]) -> None:
    """As SIGPIPE would: 128 and the number of the signal."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        command = [*RAPALLO, "--book", str(dossier), *arguments]
        done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(writing)
    assert done.returncode == 141
    assert b"Traceback" not in done.stderr
    assert b"Pipe" not in done.stderr
    assert b"Error" not in done.stderr


SLEEPING = "import time; time.sleep(60)"
ASKING = "while True: told.execute('SELECT sum(range) FROM range(20000000)').fetchall()"


@pytest.mark.parametrize(
    ("words", "busy"),
    [(["info"], SLEEPING), (["freeze", "f", "--with", "list.txt"], ASKING)],
    ids=["asleep", "in a query of a frozen command"],
)
def test_ctrl_c_is_one_line_and_130(tmp_path: Path, words: list[str], busy: str) -> None:
    (tmp_path / "list.txt").write_text("rapallo info\n", encoding="utf-8")
    program = (
        "import rapallo.cli.summary as s, duckdb, os\n"
        f"def slow(*a):\n    told = duckdb.connect(); os.write(2, b'started\\n')\n    {busy}\n"
        "s.summary = slow\n"
        "from rapallo.cli.main import main; main()"
    )
    book = make_book(tmp_path, [claim("a", "met_with", "Germany;USSR")]).path
    before = set(tmp_path.iterdir())
    process = subprocess.Popen(
        [sys.executable, "-c", program, "--book", str(book), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    )
    assert process.stderr is not None
    assert any(line == "started\n" for line in process.stderr)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert out == ""
    assert err.strip() == (
        "Stopped; nothing of an unfinished load is kept, an unfinished push goes on with the next."
    )
    assert set(tmp_path.iterdir()) == before


def test_a_terminal_that_lacks_letters_shows_their_codes(dossier: Path) -> None:
    done = subprocess.run(
        [*RAPALLO, "--book", str(dossier), "claims", "--issue", "Klaipėda question"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
    )
    assert done.returncode == 0
    assert b"Klaip\\u0117da question" in done.stdout
