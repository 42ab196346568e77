"""``export csv``: what it writes reads back, and is then written the same byte for byte."""

from __future__ import annotations

import csv
import os
import tempfile
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rapallo.casebook.book import Casebook
from rapallo.errors import BadOption, NoCasebook
from rapallo.export.tables import export_csv
from rapallo.load import load
from rapallo.model.acts import Act
from rapallo.model.cells import Spelled, write_cell
from rapallo.model.claim import COLUMNS, Claim
from rapallo.model.nodes import TABLES, Diplomat, Document, Issue, Member, Node, Place, Post, Treaty
from rapallo.model.text import line, plain, safe
from tests.helpers import STATES, as_claims, claim, make_book, put, same

FILES = {f"{name}.csv" for name in ("claims", "acts", "edges", *TABLES)}
TRICKY = (
    *("=1+1", "'=1", "''=1", "+1", "-1", "@x", "'", "''", '"', '""', ",", ";", ";;", "\\", "|"),
    *("\n", "\r", "\r\n", "\t=x", "'\t", " ", "é", "e\u0301", "\u202e", "\u2028", "\x85", "\x0b"),
    *("NULL", "None", "nan", "0", "00", "TRUE", "1e5", "{", "}", "[", "]", "/", "#", "x_", "?"),
    *("\ufeff", "😀"),
)
cells = st.one_of(
    st.sampled_from(TRICKY),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12),
    st.lists(st.sampled_from(TRICKY), max_size=5).map("".join),
)
names = st.one_of(
    st.sampled_from(
        ["Smith, John", "Litvinov, M.", "O'Neill", "=cmd", "A;B", "A|B", "Q?", "Ø", "-"]
    ),
    cells,
).filter(lambda name: bool(name.strip()))
STATE_NAMES = [name for state in STATES for name in state.names()]
DATES = ["", "1926", "1926-03-05", "1926-03~", "[1926-01..1926-03]", "1922/1933", "../1930"]


@st.composite
def participants(draw: st.DrawFn) -> Spelled:
    state = draw(st.sampled_from(["", *STATE_NAMES, "Finland"]))
    doubt = draw(st.booleans())
    form = draw(st.sampled_from(["person", "bare", "post", "one_of"]))
    if form == "bare":
        return Spelled("bare", draw(st.sampled_from([*STATE_NAMES, "Finland"])), "", doubt)
    if form == "one_of":
        two = draw(st.lists(st.sampled_from(["A", "B", "C"]), min_size=2, max_size=2, unique=True))
        return Spelled("one_of", "", "", doubt, tuple(Spelled("person", n, state) for n in two))
    return Spelled("person" if form == "person" else "post", draw(names).strip(), state, doubt)


def joined(values: list[str]) -> str:
    return ";".join("".join(f"\\{c}" if c in ";\\" else c for c in value) for value in values)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    kind = draw(st.sampled_from(["met_with", "signed", "opposed", "pressured", "informed"]))
    sides = st.lists(st.lists(participants(), min_size=1, max_size=3), min_size=1, max_size=2)
    things = st.lists(names, min_size=1, max_size=2).map(joined)
    row = {name: draw(cells) for name in ("date_text", "about", "locator", "note", "coder")}
    row |= {"kind": kind, "date": draw(st.sampled_from(DATES)), "place": draw(cells)}
    row["agents"] = write_cell(tuple(map(tuple, draw(sides))))
    row["treaty"] = draw(things) if kind == "signed" else ""
    row["issue"] = draw(things) if kind in ("opposed", "pressured") else ""
    row["targets"] = write_cell(((draw(participants()),),)) if kind == "informed" else ""
    row["source"] = draw(st.sampled_from(["s", "=t", "a;b", "ü"]))
    row["documents"] = draw(st.sampled_from(["", "d-1", "d-1;d-2", "=d"]))
    row |= {f"x_{draw(cells)}".strip(): draw(cells) for _ in range(draw(st.integers(0, 2)))}
    return as_claims([row])[0]


@st.composite
def nodes(draw: st.DrawFn) -> Node:
    id, name, free = f"n{draw(st.integers(0, 30))}", draw(names), draw(cells)
    aliases = joined(draw(st.lists(names, max_size=2)))
    return draw(
        st.sampled_from(
            [
                Treaty(f"t{id}", name, aliases),
                Issue(f"i{id}", name, aliases),
                Place(f"p{id}", name, aliases),
                Diplomat(f"d{id}", name, str(Spelled("person", name.strip(), "USSR")), "1870"),
                Post(f"o{id}", name, "Germany", holder=free, start="1925", note=free),
                Document(f"q{id}", "s", free, free, free),
                Member("germany", "france", draw(st.sampled_from(DATES))),
                Act(f"a{id}", "opposed", -1, True, free, free, free, free),
            ]
        )
    )


def export(book: Casebook, folder: Path, *, excel_safe: bool = False) -> dict[str, bytes]:
    export_csv(book, folder, excel_safe=excel_safe)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def round_trip(book: Casebook, folder: Path, *, excel_safe: bool) -> None:
    first = export(book, folder / "first", excel_safe=excel_safe)
    assert set(first) == FILES
    copy = Casebook(folder / "copy.duckdb")
    report = load(copy, "sheet", [folder / "first"])
    assert report.rejects == []
    assert [note for note in report.notes if "the file has" in note] == []
    second = export(copy, folder / "second", excel_safe=excel_safe)
    for name in FILES:
        assert second[name] == first[name], name
    assert copy.digest == book.digest


records = st.tuples(st.lists(nodes(), max_size=4), st.lists(claims(), max_size=5))
some_loads = st.lists(records, min_size=1, max_size=2)
slow = settings(deadline=None, suppress_health_check=list(HealthCheck))


def survives(loads: list[tuple[list[Node], list[Claim]]], excel_safe: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book = make_book(folder)
        number = 0
        for turn, (some, told) in enumerate(loads):
            rows = []
            for one in told:
                # Later loads bring smaller ids, so that an event is named after the larger.
                number += 1
                rows.append(replace(one, id=f"c-{9 - turn}-{number:02}"))
            met = [row.id for row in rows if row.kind == "met_with"]
            judged = [same(a, b) for a, b in pairwise(met)]
            put(book, [*some, *rows, *judged], name=f"load-{turn}")
        round_trip(book, folder, excel_safe=excel_safe)


@given(some_loads, st.booleans())
@settings(slow, max_examples=12)
def test_what_is_written_reads_back_byte_for_byte(
    loads: list[tuple[list[Node], list[Claim]]], excel_safe: bool
) -> None:
    survives(loads, excel_safe)


@pytest.mark.trial
@given(some_loads, st.booleans())
@settings(slow, max_examples=500)
def test_very_much_reads_back_byte_for_byte(
    loads: list[tuple[list[Node], list[Claim]]], excel_safe: bool
) -> None:
    survives(loads, excel_safe)


@pytest.mark.parametrize("excel_safe", [False, True])
def test_every_tricky_cell_survives(tmp_path: Path, excel_safe: bool) -> None:
    rows = [
        {
            "kind": "met_with",
            "agents": "Germany;USSR",
            "about": text,
            "note": f"a{text}",
            "x_own": text,
        }
        for text in TRICKY
    ]
    book = make_book(tmp_path, rows)
    round_trip(book, tmp_path, excel_safe=excel_safe)
    copy = Casebook(tmp_path / "copy.duckdb").claims()
    assert list(copy["about"]) == list(TRICKY)
    assert list(copy["x_own"]) == list(TRICKY)


def test_an_event_keeps_its_id_on_the_way(tmp_path: Path) -> None:
    """It is called after the claim that came first, not after the smallest id of all."""
    book = make_book(tmp_path, [claim("m", "met_with", "Germany;USSR")])
    put(book, [claim("k", "met_with", "Germany;USSR"), same("k", "m")], name="second")
    put(book, [claim("a", "met_with", "Germany;USSR"), same("a", "k")], name="third")
    assert [c.event for c in book.stored()] == ["m", "m", "m"]
    round_trip(book, tmp_path, excel_safe=False)


def test_an_event_that_a_file_tells_wrongly_is_noted(tmp_path: Path) -> None:
    book = make_book(tmp_path, [claim("m", "met_with", "Germany;USSR")])
    export_csv(book, tmp_path / "d")
    path = tmp_path / "d" / "claims.csv"
    path.write_text(path.read_text().replace(",m,,,", ",zz,1926,,"))
    report = load(Casebook(tmp_path / "copy.duckdb"), "sheet", [tmp_path / "d"])
    assert report.notes == [
        "claim m: the file has earliest '1926', here it is ''",
        "claim m: the file has event 'zz', here it is 'm'",
    ]


def test_the_files_are_as_the_design_says(tmp_path: Path) -> None:
    book = make_book(
        tmp_path,
        [
            {
                "id": "b",
                "kind": "signed",
                "agents": "Germany;USSR",
                "treaty": "Rapallo",
                "x_b": "1",
            },
            {
                "id": "a",
                "kind": "opposed",
                "agents": "France",
                "targets": "Poland",
                "date": "1926",
                "x_a": "2",
            },
        ],
    )
    counts = export_csv(book, tmp_path / "d")
    assert (counts["claims"], counts["edges"], counts["treaties"], counts["posts"]) == (2, 3, 1, 0)
    text = (tmp_path / "d/claims.csv").read_text("utf-8")
    header, first, second = text.splitlines()
    assert header == ",".join([*COLUMNS, "x_a", "x_b", "event", "earliest", "latest", "revision"])
    assert first.startswith("a,opposed,stance,France,Poland,,,,1926,")
    assert first.endswith(f",2,,a,1926-01-01,1926-12-31,{book.claims()['revision'][0]}")
    assert second.startswith("b,signed,")
    assert (tmp_path / "d/edges.csv").read_text("utf-8").splitlines() == [
        "edge,claim,event,kind,a,b,weight,joint,certain",
        "a|opposed|france|poland,a,a,opposed,france,poland,1.0,no,yes",
        "b|signed|germany|rapallo,b,b,signed,germany,rapallo,1.0,yes,yes",
        "b|signed|soviet-union|rapallo,b,b,signed,soviet-union,rapallo,1.0,yes,yes",
    ]
    assert (tmp_path / "d/posts.csv").read_text("utf-8") == ",".join(Post.columns()) + "\n"
    assert b"\r" not in (tmp_path / "d/acts.csv").read_bytes()


def test_an_export_leaves_nothing_half_done(tmp_path: Path) -> None:
    book = make_book(tmp_path, [claim("a", "met_with", "Germany;USSR")])
    export_csv(book, tmp_path / "d")
    assert {path.name for path in (tmp_path / "d").iterdir()} == FILES
    with pytest.raises(NoCasebook):
        export_csv(Casebook(tmp_path / "nowhere.duckdb"), tmp_path / "e")
    assert not (tmp_path / "e").exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "inside"):
        with pytest.raises(BadOption, match=r"cannot be written: (File exists|Not a directory)"):
            export_csv(book, place)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BadOption):
        export_csv(book, tmp_path / "pipe")


@given(st.lists(cells, min_size=1, max_size=5), st.booleans())
def test_a_row_of_csv_reads_back(row: list[str], formulas: bool) -> None:
    written = line([safe(cell, formulas=formulas) for cell in row])
    (found,) = csv.reader(_by_newline(written), strict=True)
    assert [plain(cell) for cell in found] == row


@given(cells)
def test_what_is_safe_runs_as_no_formula(cell: str) -> None:
    assert not safe(cell, formulas=True).startswith(tuple("=+-@\t\r\n"))


def _by_newline(text: str) -> list[str]:
    return [f"{part}\n" for part in text.split("\n")[:-1]]
