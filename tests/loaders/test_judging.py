"""A file of judgements is followed, and what is gone from it is undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from rapallo.casebook.book import Casebook
from rapallo.errors import UnreadableFile
from rapallo.load import load
from rapallo.loaders.judging import JUDGEMENTS
from rapallo.model.nodes import Judgement
from rapallo.model.records import LoadReport
from tests.helpers import claim, make_book

HEADER = "what,a,b,verdict,reason,by,date"
CLAIMS = [claim(f"c-{n}", "met_with", "Germany;USSR", date=f"192{n}") for n in range(1, 4)]


@pytest.fixture
def book(tmp_path: Path) -> Casebook:
    return make_book(tmp_path, CLAIMS)


def judge(book: Casebook, *lines: str, header: str = HEADER, name: str = "j.csv") -> LoadReport:
    path = book.path.parent / name
    path.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    return load(book, JUDGEMENTS, [path])


def events(book: Casebook) -> list[str]:
    return [found.event for found in book.stored()]


def test_a_line_joins_and_its_absence_parts(book: Casebook) -> None:
    judge(book, "event,c-1,c-2,same,one talk,R,2026-11-24", "event,c-1,c-3,different,,R,")
    assert events(book) == ["c-1", "c-1", "c-3"]
    report = judge(book, "event,c-1,c-3,different,,R,")
    assert report.count("withdrawn", "judgements") == 1
    assert events(book) == ["c-1", "c-2", "c-3"]
    assert [one.verdict for one in book.nodes(Judgement)] == ["different"]


def test_another_file_undoes_nothing(book: Casebook) -> None:
    judge(book, "event,c-1,c-2,same,,R,")
    judge(book, "event,c-2,c-3,same,,S,", name="other.csv")
    assert events(book) == ["c-1", "c-1", "c-1"]


def test_a_list_of_candidates_is_such_a_file(book: Casebook) -> None:
    header = f"{HEADER},points,kind,more,claims"
    lines = ("event,c-1,c-2,same,one day,,,9,met_with,0,c-1;c-2", "event,c-1,c-3,,,,,5,met_with,0,")
    report = judge(book, *lines, header=header)
    assert events(book) == ["c-1", "c-1", "c-3"]
    assert dict(report.ignored) == {"no verdict yet": 1}
    assert not report.rejects


@pytest.mark.parametrize(
    ("line", "field", "said"),
    [
        ("event,c-1,c-2,maybe,,,", "verdict", "not same, different or unsure"),
        ("meeting,c-1,c-2,same,,,", "what", "what is 'meeting', not event or identity"),
        ("event,c-1,c-1,same,,,", "b", "a judgement is on two"),
        ("event,,c-1,same,,,", "a", "a is empty"),
        ("event,c-2,c-3,same,,,", "b", "the two stand already in row 2"),
    ],
)
def test_a_line_that_says_nothing_is_rejected(
    book: Casebook, line: str, field: str, said: str
) -> None:
    (reject,) = judge(book, "event,c-2,c-3,unsure,,,", line).rejects
    assert (reject.row, reject.field) == (3, field)
    assert said in reject.reason


def test_a_table_that_is_no_file_of_judgements(book: Casebook) -> None:
    with pytest.raises(UnreadableFile, match="the column 'what' is missing; it has id, name"):
        judge(book, "1,x", header="id,name")
