"""Printing: tables that fit and lose nothing, JSON and CSV that hold everything, clean pipes."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from rapallo.cli.show import place, ranged
from rapallo.cli.table import render, words
from rapallo.model.deeds import people
from tests.cli.conftest import Run

WIDE = [
    {"a": "Germany", "b": "Russia (Soviet)", "J": 26, "q": 0.8372, "claims": ["x-1", "x-2"]},
    {"a": "France", "b": "United Kingdom", "J": 5, "q": None, "claims": []},
]


def test_a_table_by_hand() -> None:
    lines = list(render(WIDE, ("a", "b", "J", "q"), 80, lambda n: WIDE[n]["claims"]))
    assert lines == [
        "a        b                 J      q",
        "───────  ───────────────  ──  ─────",
        "Germany  Russia (Soviet)  26  0.837",
        "    x-1",
        "    x-2",
        "France   United Kingdom    5      -",
    ]


def test_a_narrow_screen_breaks_between_words_first() -> None:
    lines = list(render(WIDE, ("a", "b", "J", "q"), 28))
    assert lines[2:] == [
        "Germany  Russia    26  0.837",
        "         (Soviet)",
        "France   United     5      -",
        "         Kingdom",
    ]


# Letters of all scripts are slow to draw on a busy machine.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.fixed_dictionaries({"a": st.text(max_size=60), "b": st.text(max_size=9)}),
        min_size=1,
        max_size=4,
    ),
    st.integers(20, 100),
)
def test_no_line_is_too_long_and_no_letter_is_lost(rows: list[dict[str, Any]], width: int) -> None:
    lines = list(render(rows, ("a", "b"), width))
    assert all(cell_len(line) <= width for line in lines)
    shown = sorted("".join(lines[2:]).replace(" ", ""))
    told = sorted("".join(words(v) for row in rows for v in row.values()))
    assert shown == [letter for letter in told if not letter.isspace()]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "-"),
        (float("nan"), "-"),
        (True, "yes"),
        (0, "0"),
        (1234567, "1234567"),
        (12345.678, "12346"),
        (0.00012, "0.00012"),
        (["a", "b"], "a; b"),
        ({"told": 2}, "told 2"),
        ("bad\x1b]0;title\x07", "bad ]0;title "),
        ("two\nlines", "two lines"),
    ],
)
def test_words(value: object, shown: str) -> None:
    assert words(value) == shown


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ({"C": 0.45, "C_certain": 0, "C_possible": 1}, "0.45 (0–1)"),
        ({"C": 1.0, "C_certain": 1, "C_possible": 1}, "1"),
        ({"C": 26, "C_certain": 14}, "14–26"),
        ({"C_certain": 0, "C_possible": 2}, "0–2"),
        ({"C": 7}, 7),
        ({"C": None, "C_certain": None}, None),
        ({"C": "word", "C_certain": True}, "word"),
    ],
)
def test_a_range_is_one_cell(row: dict[str, Any], shown: object) -> None:
    assert ranged([row], ["C", "C_certain"]) == ([{"C": shown}], ["C"])


@pytest.mark.parametrize(
    ("locator", "short"),
    [
        ("line 67, chars 5331-5597, note 6", "line 67, note 6"),
        ("lines 1-3, chars 1-20", "lines 1-3"),
        ("chars 1-20", "chars 1-20"),
        ("fol. 12v", "fol. 12v"),
        ("", ""),
    ],
)
def test_a_place_as_readers_look_it_up(locator: str, short: str) -> None:
    assert place(locator) == short


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("Germany;USSR", "Germany; USSR"),
        ("Germany;;A, B|USSR?", "Germany – A, B (USSR)?"),
        ("[envoy in Riga]|USSR", "[envoy in Riga] (USSR)"),
        ("{A/B}?", "A or B?"),
        ("A, B|", "A, B"),
        ("", ""),
    ],
)
def test_people(cell: str, said: str) -> None:
    assert people(cell) == said


ASK = ["coordination", "--lineage", "--between", "1920", "1934", "--permutations", "20"]


def test_json_is_a_list_of_objects_with_every_claim(run: Run) -> None:
    done = run(*ASK, "-f", "json")
    rows = json.loads(done.stdout)
    first = rows[0]
    assert {first["a"], first["b"]} == {"germany", "russia-soviet"}
    assert len(first["claims"]) >= first["J"] > 5
    assert all(isinstance(name, str) for name in first["claims"])
    untested = [row for row in rows if row["p"] is None]
    assert untested
    assert all(row["q"] is None and row["reason"] for row in untested)
    assert "NaN" not in done.stdout


def test_csv_holds_the_same_rows_and_joins_claims(run: Run) -> None:
    rows = json.loads(run(*ASK, "-f", "json").stdout)
    table = list(csv.DictReader(io.StringIO(run(*ASK, "-f", "csv").stdout)))
    assert [row["claims"].split(";") if row["claims"] else [] for row in table] == [
        row["claims"] for row in rows
    ]
    assert [int(row["J"]) for row in table] == [row["J"] for row in rows]
    assert set(table[0]) == set(rows[0])


def test_what_a_cell_of_csv_holds_more_than_names_is_json(run: Run) -> None:
    done = run("conflicts", "-f", "csv")
    for row in csv.DictReader(io.StringIO(done.stdout)):
        values = json.loads(row["values"])
        assert len(values) > 1
        assert sorted({id for one in values for id in one["claims"]}) == row["claims"].split(";")


def test_a_table_cites_under_each_row_as_many_as_asked(run: Run) -> None:
    some = run(*ASK, "--top", "1").stdout.splitlines()
    told = re.compile(r"    baltic-cooperation-\d+: baltic-cooperation, line \d+(, notes? [\d ]+)?")
    assert all(told.fullmatch(line) for line in some if line.startswith("    baltic"))
    assert len([line for line in some if line.startswith("    baltic")]) == 3
    assert some[-1].startswith("    and ")
    none = run(*ASK, "--top", "1", "--claims", "0").stdout.splitlines()
    assert not any(line.startswith("    baltic") for line in none)
    everything = run(*ASK, "--top", "1", "--claims", "999").stdout
    claims = json.loads(run(*ASK, "-f", "json").stdout)[0]["claims"]
    assert [name for name in claims if f"    {name}: " not in everything] == []


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_only_data_is_on_standard_output(run: Run, form: str) -> None:
    done = run(*ASK, "-f", form, "--provenance")
    for said in ("Note:", "Who coordinated", "casebook:", "seed:"):
        assert said not in done.stdout
        assert said in done.stderr
    assert "476 claims" in " ".join(done.stderr.split()) or "claims (" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ASK,
        ["centrality", "--every", "P5Y", "--between", "1920", "1939"],
        ["timeline", "Moraht"],
        ["paths", "Chernykh", "Aralov"],
        ["claims", "--kind", "supported"],
        ["info"],
        ["cite", "baltic-cooperation-013"],
        ["load", "--list"],
    ],
    ids=lambda a: a[0],
)
def test_every_answer_fits_eighty_columns(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.exit_code == 0, done.output
    assert [line for line in done.output.splitlines() if cell_len(line) > 80] == []


def test_what_is_left_out_by_top_is_told(run: Run) -> None:
    rows = json.loads(run(*ASK, "-f", "json").stdout)
    assert f"{len(rows) - 2} more rows were left out by --top 2" in " ".join(
        run(*ASK, "--top", "2").stderr.split()
    )
