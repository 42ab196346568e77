"""Where rejects are written, and where they must not be."""

from __future__ import annotations

from pathlib import Path

import pytest

from rapallo.errors import BadOption
from rapallo.loaders.rejects import check_place, write_rejects
from rapallo.model.records import Reject


def test_rejects_may_be_written_anew_over_rejects(tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    write_rejects(path, [Reject("a.csv", 2, "date", "31 Feb", "no such day")])
    check_place(path)
    write_rejects(path, [])
    assert path.read_text("utf-8") == "path,row,field,value,reason\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_slip_of_the_name_does_not_cost_the_sheet(tmp_path: Path) -> None:
    sheet = tmp_path / "claims.csv"
    sheet.write_text("id,kind,act,agents,source\n", "utf-8")
    with pytest.raises(BadOption, match="is no file of rejects: it is not written over"):
        check_place(sheet)


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadOption, match="it is a folder"):
        check_place(tmp_path)
    with pytest.raises(BadOption, match="there is no such folder"):
        check_place(tmp_path / "nowhere" / "rejects.csv")
