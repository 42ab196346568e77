"""Where two files first part: row and column, line, byte."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from rapallo.freeze.compare import Difference, difference

GONE = "(nothing there)"


def of(folder: Path, name: str, old: bytes, new: bytes) -> Difference | None:
    for side, content in (("old", old), ("new", new)):
        (folder / side).mkdir(exist_ok=True)
        (folder / side / name).write_bytes(content)
    return difference(folder / "old" / name, folder / "new" / name)


@pytest.mark.parametrize(
    ("name", "old", "new", "found"),
    [
        ("a.csv", b"p,q\n1,2\n", b"p,q\n1,2\n", None),
        ("a.csv", b"p,q\n1,2\n3,4\n", b"p,q\n1,2\n3,5\n", ("row 3, q", "4", "5")),
        ("a.csv", b"p,q\n1,2\n", b"p,r\n1,2\n", ("row 1, column 2", "q", "r")),
        ("a.csv", b"p,q\n1,2\n", b"p,q\n", ("row 2", "1,2", GONE)),
        ("a.csv", b"p,q\n", b"p,q\n1,2\n", ("row 2", GONE, "1,2")),
        ("a.csv", b'p\n"a\nb"\n', b'p\n"a\nc"\n', ("row 2, p", "a\nb", "a\nc")),
        ("a.csv", b"p\n1\n", b'p\n"1"\n', ("line 2", "1", '"1"')),
        ("a.json", b'[{"p": 1}]', b'[{"p": 2}]', ("row 1, p", "1", "2")),
        ("a.json", b'[{"p": [1]}]', b'[{"p": [1, 2]}]', ("row 1, p, 2", "null", "2")),
        ("a.json", b'[{"p": 1}]', b'[{"p": 1.0}]', ("row 1, p", "1", "1.0")),
        ("a.txt", b"a\nb\n", b"a\nc\n", ("line 2", "b", "c")),
        ("a.txt", b"a\n", b"a\r\n", ("line ends", "", "")),
        ("a.png", b"\x89\x00\xff", b"\x89\x01\xff", ("byte 2", "0x00", "0x01")),
        ("a.png", b"\xff\x00", b"\xff\x00\x01", ("length", "2 bytes", "3 bytes")),
        ("a.notes.txt", b'x\nversion: "1"\n', b'x\nversion: "2"\n', None),
        ("a.notes.txt", b"x\nseed: 1\n", b"x\nseed: 2\n", ("line 2", "seed: 1", "seed: 2")),
        ("a.parquet", b"PAR1", b"PAR2", ("byte 4", "0x31", "0x32")),
    ],
)
def test_the_first_difference_is_found(
    tmp_path: Path, name: str, old: bytes, new: bytes, found: tuple[str, str, str] | None
) -> None:
    assert of(tmp_path, name, old, new) == found


def test_parquet_is_compared_by_its_content(tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.parquet" for name in "abc"]
    for path, values, how in zip(
        paths, ([1, 2], [1, 2], [1, 3]), ("snappy", "gzip", "gzip"), strict=True
    ):
        parquet.write_table(pa.table({"p": values}), path, compression=how)
    assert paths[0].read_bytes() != paths[1].read_bytes()
    assert difference(paths[0], paths[1]) is None
    assert difference(paths[0], paths[2]) == ("row 3, p", "2", "3")


def test_a_long_line_is_shown_where_it_parts(tmp_path: Path) -> None:
    found = of(tmp_path, "a.svg", b"x" * 5000 + b"1", b"x" * 5000 + b"2")
    assert found
    assert found.before.endswith("1")
    assert len(found.before) <= 60
