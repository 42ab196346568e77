"""A file is there whole, or as it was before."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from rapallo.errors import BadOption
from rapallo.export.atomic import written_whole
from tests.helpers import claim, make_book


def test_the_file_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with written_whole(path) as stream:
        stream.write("whole\n")
        assert not path.exists()
    assert path.read_bytes() == b"whole\n"
    assert os.listdir(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt()])
def test_a_failure_leaves_the_file_as_it_was(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "a.txt"
    path.write_text("before")

    def write() -> None:
        with written_whole(path) as stream:
            stream.write("half")
            raise error

    with pytest.raises(type(error)):
        write()
    assert path.read_text() == "before"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_an_old_file_is_replaced_and_a_link_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target = tmp_path / "real/a.txt"
    target.write_text("before")
    link = tmp_path / "link.txt"
    link.symlink_to(target)
    with written_whole(link) as stream:
        stream.write("after")
    assert link.is_symlink()
    assert target.read_text() == "after"


def test_a_pipe_is_written_to_directly(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    with written_whole(pipe) as stream:
        stream.write("through")
    reader.join(10)
    assert read == ["through"]
    assert pipe.is_fifo()


def test_a_pipe_without_a_name_is_written_to() -> None:
    """As /dev/stdout is one where another program reads."""
    out, into = os.pipe()
    with os.fdopen(into), os.fdopen(out) as reader:
        with written_whole(f"/dev/fd/{into}") as stream:
            stream.write("through")
        assert os.read(reader.fileno(), 9) == b"through"


def test_a_long_name_is_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 250 + ".gexf")
    with written_whole(path) as stream:
        stream.write("x")
    assert path.read_text() == "x"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "it is a folder"),
        ("nowhere/a.txt", "No such file or directory"),
        ("file/a.txt", "Not a directory"),
        ("n" * 300, "File name too long"),
    ],
)
def test_a_place_that_cannot_be_written_to_is_said(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "file").write_text("x")
    with (
        pytest.raises(BadOption, match=f"cannot be written: {reason}"),
        written_whole(tmp_path / name),
    ):
        pass
    assert os.listdir(tmp_path) == ["file"]


def test_a_full_disk_is_said() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no /dev/full here: it comes with Linux")

    def write() -> None:
        with written_whole(full) as stream:
            stream.write("x" * 100_000)

    with pytest.raises(BadOption, match="cannot be written: No space left on device"):
        write()


def test_a_casebook_is_not_written_over(tmp_path: Path) -> None:
    book = make_book(tmp_path, claims=[claim("a", "met_with", "Germany;France")])
    before = book.path.read_bytes()
    with (
        pytest.raises(BadOption, match="is a casebook: it is not written over"),
        written_whole(book.path) as stream,
    ):
        stream.write("<gexf>")
    assert book.path.read_bytes() == before
