"""A coder's sheet as claims: the coders' own ways of writing, and what is no such sheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from rapallo.errors import UnreadableFile
from rapallo.export.tables import export_csv
from rapallo.loaders.coding import read_coding
from tests.helpers import claim, make_book

HEADER = "id,kind,act,agents,targets,date,place,status,line,start,end\n"


def sheet(folder: Path, text: str, header: str = HEADER, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_text(header + text, encoding="utf-8")
    return path


def test_a_row_as_a_reader_writes_it(tmp_path: Path) -> None:
    row = "a1,pressured,threat,(Soviet envoy)|USSR;Germany,[Baltic union],1926/1927,"
    path = sheet(tmp_path, f"{row}Kaunas (inferred from posts),denied,12,100,150\n")
    (found,) = read_coding(path)
    assert (found.id, found.kind, found.act, found.date) == (
        "a1",
        "pressured",
        "threat",
        "1926/1927",
    )
    assert (found.status, found.place) == ("negated", "Kaunas?")
    assert found.locator == "line 12, chars 100-150"
    envoy, state = found.agent_sides[0]
    assert (envoy.form, envoy.name, envoy.state) == ("post", "Soviet envoy", "USSR")
    assert (state.form, state.name) == ("bare", "Germany")
    assert [target.name for target in found.target_sides[0]] == ["[Baltic union]"]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Köster, Adolf|Germany;;USSR?", [["Köster, Adolf"], ["USSR"]]),
        ("[union/bloc of the states];USSR", [["[union/bloc of the states]", "USSR"]]),
        ("[union (Lithuania; Latvia)]", [["[union (Lithuania; Latvia)]"]]),
        ("[envoy in Riga]|USSR", [["envoy in Riga"]]),
        (r"A\;B;C", [["A;B", "C"]]),
    ],
)
def test_cells_of_participants(tmp_path: Path, cell: str, names: list[list[str]]) -> None:
    path = sheet(tmp_path, f'a1,opposed,x,"{cell}",,1926,,,,,\n')
    (found,) = read_coding(path)
    assert [[one.name for one in side] for side in found.agent_sides] == names


def test_one_of_several_stays_one_of_several(tmp_path: Path) -> None:
    (found,) = read_coding(sheet(tmp_path, "a1,opposed,x,{A|USSR/B|USSR},,1926,,,,,\n"))
    assert [option.name for option in found.agent_sides[0][0].options] == ["A", "B"]


def test_a_row_without_an_id_is_called_by_its_number(tmp_path: Path) -> None:
    rows = "opposed,Germany,1926\n\nopposed,Poland,1927\n"
    found = read_coding(sheet(tmp_path, rows, "kind,agents,date\n"))
    assert [row.id for row in found] == ["row 2", "row 4"]


def test_what_export_csv_writes_is_a_coding(tmp_path: Path) -> None:
    told = claim("c", "met_with", "Köster, A.|Germany;;USSR", date="[1926..1927]", place="Riga?")
    export_csv(make_book(tmp_path, [told]), tmp_path / "tables")
    (found,) = read_coding(tmp_path / "tables" / "claims.csv")
    assert found == told


@pytest.mark.parametrize(
    ("header", "rows", "said"),
    [
        ("name,born\n", "Litvinov,1876\n",
         "it is no coding sheet: the column 'kind' is missing; it has name, born"),
        ("kind,agents\n", "opposed,USSR\n", "the column 'date' is missing; it has kind, agents"),
        (HEADER, "", "it has a header, and no row below it"),
        (HEADER, "a1,opposed,x,USSR,,31 Feb,,,,,\n",
         "row 2, date: '31 Feb' is not a date in EDTF"),
        (HEADER, "a1,opposed,x,USSR,,1926-02-30,,,,,\n", "row 2, date: '1926-02-30' is not a date"),
        (HEADER, "a1,opposed,x,USSR,,1926,,,,,\na2,opposed,x,{A/B,,1926,,,,,\n",
         "row 3, agents: '{A/B' cannot be read as names"),
        (HEADER, "a1,,x,USSR,,1926,,,,,\n", "row 2, kind: kind is empty"),
        (HEADER, "a1,oposed,x,USSR,,1926,,,,,\n", "row 2, kind 'oposed': the kind is none of met_"),
        (HEADER, "a1,,x,,,1926,,,,,\na2,opposed,x\n",
         "row 2, kind: kind is empty; row 2, agents: agents is empty; row 3: the row has 3 cells"),
        (HEADER, "a1,opposed,x,,Poland,1926,,,,,\n", "row 2, agents: agents is empty"),
        (HEADER, "a1,opposed,x,USSR,,1926,,,,,\na1,opposed,x,USSR,,1926,,,,,\n",
         "row 3, id: 'a1' stands already in row 2"),
        (HEADER, "a1,opposed,x,USSR\n", "row 2: the row has 4 cells, the header 11"),
    ],
)  # fmt: skip
def test_what_is_no_coding_is_told_with_its_place(
    tmp_path: Path, header: str, rows: str, said: str
) -> None:
    path = sheet(tmp_path, rows, header)
    with pytest.raises(UnreadableFile) as caught:
        read_coding(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"\x00\x01\x02", "it is binary, not a table of text"),
        ("a.csv", b"", "it is empty"),
        ("a.csv", b"kind,agents,date\nopposed,K\xf6ster,1926\n", "is not UTF-8"),
    ],
)
def test_what_is_no_table(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFile, match=said):
        read_coding(tmp_path / name)


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="there is no such file"):
        read_coding(tmp_path / "a.csv")
    with pytest.raises(UnreadableFile, match="it is a folder"):
        read_coding(tmp_path)
