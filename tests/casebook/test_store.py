"""The file of a casebook: one load is one transaction, one process writes, and what is refused."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from rapallo.casebook import schema
from rapallo.casebook.book import Casebook
from rapallo.errors import (
    BadInput,
    CasebookError,
    CasebookHeld,
    NewerCasebook,
    NoCasebook,
    NotACasebook,
)
from rapallo.load import load
from rapallo.model.records import Placed
from tests.helpers import STATES, claim, loader, make_book, put

ONE = claim("a-1", "met_with", "Germany;USSR", date="1926-04-24")
ROOT = str(Path(__file__).parents[2])

# Loads claims without end into the casebook named, and says so on every batch that is written.
ENDLESS = """
import sys
sys.path.insert(0, sys.argv[2])
from rapallo.casebook import write
from rapallo.casebook.book import Casebook
from rapallo.load import load
from tests.helpers import STATES, claim, loader
from rapallo.model.records import Placed

write.BATCH = 500

def records():
    yield from STATES
    number = 0
    while True:
        number += 1
        yield Placed(claim(f"z-{number}", "met_with", "Germany;USSR", date="1926-04-24"))
        if number % 500 == 1 and number > 1:
            print(number, flush=True)

class Endless:
    def __iter__(self):
        return records()

load(Casebook(sys.argv[1]), loader(Endless(), "endless"))
"""

HOLD = """
import sys, time
import duckdb
connection = duckdb.connect(sys.argv[1], read_only=sys.argv[2] == "reading")
print("held", flush=True)
sys.stdin.readline()
"""


@contextmanager
def running(program: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", program, *arguments]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def kill_halfway(path: Path) -> None:
    with running(ENDLESS, str(path), ROOT) as process:
        assert process.stdout is not None
        while int(process.stdout.readline()) < 2000:
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()


# One load, one transaction


def test_a_load_killed_halfway_leaves_a_fresh_casebook_unmade(tmp_path: Path) -> None:
    kill_halfway(tmp_path / "book.duckdb")
    book = Casebook(tmp_path / "book.duckdb")
    with pytest.raises(
        NoCasebook, match=r"there is no casebook at .*: load something into it first"
    ):
        book.stored()
    put(book, [*STATES, ONE])
    assert [c.id for c in book.stored()] == ["a-1"]


def test_a_load_killed_halfway_leaves_the_casebook_as_it_was(tmp_path: Path) -> None:
    book = make_book(tmp_path, [ONE])
    before = book.digest, book.claims().to_dict()
    kill_halfway(book.path)
    assert (book.digest, book.claims().to_dict()) == before
    assert put(book, [ONE], name="endless").count("unchanged", "claims") == 1


def test_a_loader_that_fails_leaves_the_casebook_as_it_was(tmp_path: Path) -> None:
    book = make_book(tmp_path, [ONE])
    before = book.path.read_bytes()

    def records() -> Iterator[object]:
        yield Placed(claim("b-1", "opposed", "France", "Poland"))
        raise BadInput("the file ends in the middle")

    broken = loader(())
    object.__setattr__(broken, "load", lambda *_, **__: records())
    with pytest.raises(BadInput, match="ends in the middle"):
        load(book, broken)
    assert [c.id for c in book.stored()] == ["a-1"]
    assert book.path.read_bytes() == before


def test_a_first_load_that_fails_leaves_no_file(tmp_path: Path) -> None:
    book = Casebook(tmp_path / "book.duckdb")
    with pytest.raises(BadInput):
        load(book, "sheet", [tmp_path / "nowhere.csv"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("begun", [b"", b"\0" * 8 + b"DUCK" + b"\0" * 4000])
def test_a_file_that_was_only_begun_is_no_casebook_yet(tmp_path: Path, begun: bytes) -> None:
    path = tmp_path / "book.duckdb"
    path.write_bytes(begun)
    with pytest.raises(NoCasebook):
        Casebook(path).stored()
    assert [c.id for c in make_book(tmp_path, [ONE]).stored()] == ["a-1"]


def test_an_empty_database_is_no_casebook_yet(tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "book.duckdb")).close()
    with pytest.raises(NoCasebook):
        Casebook(tmp_path / "book.duckdb").stored()
    assert [c.id for c in make_book(tmp_path, [ONE]).stored()] == ["a-1"]


def test_who_fails_does_not_take_away_what_another_wrote_meanwhile(tmp_path: Path) -> None:
    """Both find no file; the second gets its turn when the first is done, and then fails."""
    book = Casebook(tmp_path / "book.duckdb")
    there, go_on = threading.Event(), threading.Event()

    def records() -> Iterator[object]:
        there.set()
        assert go_on.wait(60)
        yield from ()

    slow = loader(())
    object.__setattr__(slow, "load", lambda *_, **__: records())
    other = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import sys; sys.path.insert(0, {ROOT!r})\n"
            "from pathlib import Path\nfrom tests.helpers import claim, make_book\n"
            "one = claim('b-1', 'met_with', 'Germany;USSR')\n"
            "print('ready', flush=True); sys.stdin.readline()\n"
            "make_book(Path(sys.argv[1]), [one])",
            str(tmp_path),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with other:
        assert other.stdout is not None
        assert other.stdin is not None
        other.stdout.readline()
        thread = threading.Thread(target=lambda: load(book, slow))
        thread.start()
        there.wait(60)
        other.stdin.write("\n")
        other.stdin.flush()
        time.sleep(0.5)
        go_on.set()
        thread.join()
        assert other.wait(60) == 0
    with pytest.raises(BadInput):
        load(book, "sheet", [tmp_path / "nowhere.csv"])
    assert [c.id for c in book.stored()] == ["b-1"]


# One process writes


@pytest.mark.parametrize("how", ["writing", "reading"])
def test_a_held_casebook_is_waited_for(tmp_path: Path, how: str) -> None:
    path = make_book(tmp_path, [ONE]).path
    with running(HOLD, str(path), how) as process:
        assert process.stdout is not None
        process.stdout.readline()
        threading.Timer(0.5, process.kill).start()
        put(Casebook(path, wait=30), [claim("a-2", "opposed", "France", "Poland")])
    assert len(Casebook(path).stored()) == 2


@pytest.mark.parametrize("verb", [Casebook.stored, lambda book: put(book, [ONE])])
def test_a_casebook_held_too_long_names_its_holder(
    tmp_path: Path, verb: Callable[[Casebook], object]
) -> None:
    path = make_book(tmp_path, [ONE]).path
    with running(HOLD, str(path), "writing") as process:
        assert process.stdout is not None
        process.stdout.readline()
        started = time.monotonic()
        said = rf"is held by process {process.pid} \(.*python.*\); try again when it is done"
        with pytest.raises(CasebookHeld, match=said):
            verb(Casebook(path, wait=0.3))
        assert time.monotonic() - started < 10


def test_many_may_read_at_once(tmp_path: Path) -> None:
    path = make_book(tmp_path, [ONE]).path
    with running(HOLD, str(path), "reading") as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert len(Casebook(path, wait=0).stored()) == 1


def test_a_thread_that_reads_holds_the_casebook_too(tmp_path: Path) -> None:
    book = make_book(tmp_path, [ONE])
    book.store.wait = 0.3
    with book.store.reading(), pytest.raises(CasebookHeld, match="held by this same process"):
        put(book, [ONE])


# What is no casebook


def a_database(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE meta (mark VARCHAR)")


def an_sqlite_database(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE claims (id TEXT)")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_text("id,kind\n" * 5000), "is not a casebook of Rapallo"),
        (lambda path: path.write_bytes(os.urandom(50_000)), "is not a casebook of Rapallo"),
        (lambda path: path.write_bytes(b"x"), "is not a casebook of Rapallo"),
        (an_sqlite_database, "is not a casebook of Rapallo"),
        (a_database, "is a DuckDB database, but not a casebook of Rapallo"),
        (Path.mkdir, "is a folder, not a casebook"),
    ],
)
@pytest.mark.parametrize("verb", [Casebook.stored, lambda book: put(book, [ONE])])
def test_what_is_no_casebook_is_left_alone(
    tmp_path: Path,
    make: Callable[[Path], object],
    said: str,
    verb: Callable[[Casebook], object],
) -> None:
    path = tmp_path / "book.duckdb"
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(NotACasebook, match=said):
        verb(Casebook(path))
    assert path.is_dir() or path.read_bytes() == before


def test_a_damaged_casebook_is_told_so(tmp_path: Path) -> None:
    path = make_book(tmp_path, [ONE]).path
    content = path.read_bytes()
    path.write_bytes(content[:12288] + bytes(len(content) - 12288))
    with pytest.raises(CasebookError, match=r"book\.duckdb (cannot be used|is not a casebook)"):
        Casebook(path).stored()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(CasebookError, match=r"there is no folder .*nowhere to keep a casebook in"):
        put(Casebook(tmp_path / "nowhere" / "book.duckdb"), [ONE])


def test_a_casebook_named_like_nothing_else_is_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make_book(Path(), [ONE], name=":memory:")
    assert [c.id for c in Casebook(":memory:").stored()] == ["a-1"]
    assert (tmp_path / ":memory:").is_file()


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may write everywhere; so for a while we are somebody else."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_casebook_that_may_not_be_written_can_be_read() -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        book = make_book(folder, [ONE])
        book.path.chmod(0o444)
        folder.chmod(0o555)
        with as_nobody():
            assert [c.id for c in book.stored()] == ["a-1"]
            with pytest.raises(
                CasebookError, match=r"book\.duckdb cannot be used: .*[Pp]ermission"
            ):
                put(book, [ONE])
            with pytest.raises(CasebookError, match=r"new\.duckdb cannot be used: .*[Pp]ermission"):
                put(Casebook(folder / "new.duckdb"), [ONE])
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


# Versions


def set_meta(path: Path, key: str, value: str) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = ?", [value, key])


def test_a_newer_casebook_is_refused(tmp_path: Path) -> None:
    path = make_book(tmp_path, [ONE]).path
    set_meta(path, "schema", str(schema.VERSION + 1))
    said = rf"newer Rapallo \(schema {schema.VERSION + 1}, this one knows {schema.VERSION}\)"
    for verb in (Casebook.stored, lambda book: put(book, [ONE])):
        with pytest.raises(NewerCasebook, match=said):
            verb(Casebook(path))


@pytest.mark.parametrize(("key", "value"), [("schema", "two"), ("mark", "something else")])
def test_a_casebook_with_a_broken_mark_is_none(tmp_path: Path, key: str, value: str) -> None:
    path = make_book(tmp_path, [ONE]).path
    set_meta(path, key, value)
    with pytest.raises(NotACasebook):
        Casebook(path).stored()
