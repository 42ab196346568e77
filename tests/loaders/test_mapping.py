"""A historian's columns turned into ours by a TOML file; nothing lost, nothing invented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rapallo.casebook.book import Casebook
from rapallo.errors import BadInput, UnreadableFile
from rapallo.load import load
from rapallo.loaders.mapping import SheetMapping
from rapallo.model.records import LoadReport
from tests.helpers import make_book

MAPPING = """
[columns]
kind = "Relation"
about = "Topic"
place = "Ort"

[templates]
agents = ["{Name 1}|{Country 1}", "{Name 2}|{Country 2}"]
act = "{Relation}"
note = "p. {Page} of {Book}"

[date]
year = "Year"
month = "Month"
day = "Day"

[values.kind]
"met" = "met_with"
"vs." = "opposed"

[values.act]
"met" = "conversation"
"vs." = "stance"

[constants]
source = "my-archive"
confidence = "high"
"""

SHEET = """Relation;Topic;Ort;Name 1;Country 1;Name 2;Country 2;Year;Month;Day;Page;Book;source;Ref
met;trade;Riga;Köster;Germany;Chernykh [A/B];USSR;1926;3;5;7;Diary;theirs;x1
met;;;Köster;Germany;Chernykh;USSR;1926;;;;;;
vs.;;;Köster;Germany;;;;;;;;;
"""


def loaded(
    tmp_path: Path, sheet: str = SHEET, mapping: str = MAPPING
) -> tuple[Casebook, LoadReport]:
    (tmp_path / "mine.csv").write_text(sheet, "utf-8")
    (tmp_path / "mine.toml").write_text(mapping, "utf-8")
    book = make_book(tmp_path)
    options = {"mapping": str(tmp_path / "mine.toml")}
    return book, load(book, "sheet", [tmp_path / "mine.csv"], options=options)


def test_a_sheet_comes_in_through_its_mapping(tmp_path: Path) -> None:
    book, report = loaded(tmp_path)
    frame = book.claims().set_index("date")
    first = frame.loc["1926-03-05"]
    assert (first["kind"], first["act"], first["about"]) == ("met_with", "conversation", "trade")
    assert first["agents"] == r"Köster|Germany;Chernykh \[A\/B\]|USSR"
    assert (first["note"], first["place"]) == ("p. 7 of Diary", "Riga")
    assert (first["source"], first["confidence"]) == ("my-archive", "high")
    assert frame.loc["1926"]["note"] == ""
    (reject,) = report.rejects
    assert (reject.row, reject.field) == (4, "targets")


def test_what_nothing_uses_is_kept(tmp_path: Path) -> None:
    book, _ = loaded(tmp_path)
    frame = book.claims().set_index("date")
    assert list(frame.loc["1926-03-05"][["x_Ref", "x_source"]]) == ["x1", "theirs"]


@pytest.mark.parametrize(
    ("date", "cells", "expected"),
    [
        ('column = "D"', "1926-03", "1926-03"),
        ('column = "D"\nformat = "%d.%m.%Y"', "5.3.1926", "1926-03-05"),
        ('column = "D"\nformat = "%d %B %Y"', "5 March 1926", "1926-03-05"),
        ('column = "D"\nformat = "%m/%Y"', "03/1926", "1926-03"),
        ('column = "D"\nformat = "%B %Y"', "March 1926", "1926-03"),
        ('column = "D"\nformat = "%Y"', "1926", "1926"),
        ('column = "D"\nformat = "%Y%m%d"', "", ""),
        ('year = "D"', "926", "0926"),
        ('year = "D"', "", ""),
    ],
)
def test_a_date_is_as_exact_as_it_was_told(
    tmp_path: Path, date: str, cells: str, expected: str
) -> None:
    mapping = f'[date]\n{date}\n[constants]\nsource = "s"\nkind = "met_with"\nact = "meeting"\n'
    book, report = loaded(tmp_path, f"agents,D\nGermany;USSR,{cells}\n", mapping)
    assert report.rejects == []
    assert list(book.claims()["date"]) == [expected]


@pytest.mark.parametrize(
    ("date", "cells", "said"),
    [
        ('column = "D"\nformat = "%d.%m.%Y"', "31.2.1926", "'31.2.1926' is not in the form"),
        ('column = "D"\nformat = "%d.%m.%Y"', "spring", "'spring' is not in the form"),
        ('year = "D"\nmonth = "E"', ",3", "has a smaller part without the larger"),
        ('year = "D"\nmonth = "E"', "1926,13", "'1926-13' is not a date in EDTF"),
        ('year = "D"\nmonth = "E"', "1926,March", "is not a date in EDTF"),
    ],
)
def test_a_date_that_is_none_is_a_reject(tmp_path: Path, date: str, cells: str, said: str) -> None:
    mapping = f'[date]\n{date}\n[constants]\nsource = "s"\nkind = "met_with"\nact = "meeting"\n'
    cells = cells if "," in cells else f"{cells},"
    _, report = loaded(tmp_path, f"agents,D,E\nGermany;USSR,{cells}\n", mapping)
    (reject,) = report.rejects
    assert (reject.row, reject.field) == (2, "date")
    assert said in reject.reason


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ("[columns]\nkind = 'Relation'\n[colums]\n", "there is no section [colums]"),
        ("columns = 'kind'", "'columns' stands alone; it is a section, [columns]"),
        ("[columns]\nkin = 'Relation'", "[columns]: 'kin' is none of our columns"),
        ("[columns]\nkind = 5", "[columns] kind: 5 is no text in quotes"),
        ("[templates]\nagents = [5]", "[templates] agents: 5 is no text in quotes"),
        ("[values]\nkind = 'met'", "[values.kind] is no section of lines with ="),
        ("[values.kind]\nmet = 5", "[values.kind] met: 5 is no text in quotes"),
        ("[constants]\nsauce = 's'", "[constants]: 'sauce' is none of our columns"),
        ("[date]\nyaer = 'Y'", "[date]: 'yaer' is none of year, month, day, column, format"),
        ("[date]\nyear = 'Y'\ncolumn = 'D'", "either a column or a year, month and day"),
        ("[date]\nyear = 'Y'\nformat = '%Y'", "a format, and no column that is in it"),
        ("[date]\ncolumn = 'D'\nformat = '%d.%m.%y'", "a year of two digits may be of any century"),
        ("[date]\ncolumn = 'D'\nformat = '%d.%m.'", "tells no year"),
        ("[columns\n", "the mapping: "),
    ],
)
def test_a_mapping_that_means_nothing_is_refused(tmp_path: Path, mapping: str, said: str) -> None:
    with pytest.raises(UnreadableFile, match=re.escape(said)) as caught:
        loaded(tmp_path, mapping=mapping)
    assert "mine.toml" in str(caught.value)


def test_a_mapping_must_be_there(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x\n")
    with pytest.raises(UnreadableFile, match="the mapping cannot be read as text"):
        load(
            make_book(tmp_path), "sheet", [tmp_path / "a.csv"], options={"mapping": "nowhere.toml"}
        )


def test_a_column_that_a_mapping_names_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(
        UnreadableFile, match="the mapping names a column 'Topic' that is not there"
    ):
        loaded(tmp_path, SHEET.replace("Topic", "Subject"))


def test_two_columns_never_become_one() -> None:
    mapping = SheetMapping(constants={"source": "s"})
    with pytest.raises(BadInput, match="'x_source' and another column would both be kept"):
        mapping.kept(["source", "x_source"])
