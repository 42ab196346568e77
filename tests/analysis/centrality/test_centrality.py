"""Who stands in the middle: by example on small casebooks, whole and in windows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from rapallo.analysis.centrality import centrality
from rapallo.analysis.centrality.measures import MEASURES
from rapallo.analysis.centrality.ranked import NAMES
from rapallo.analysis.result import Result
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import BadOption, NoClaims
from rapallo.model.nodes import Member, Organization
from tests.helpers import claim, make_book, same

A, B, C, D = "A|Germany", "B|USSR", "C|Latvia", "D|Estonia"

ROWS = [
    claim("m1", "met_with", f"{A};{B}", date="1926-03-05"),
    claim("m2", "met_with", f"{A};{B}", date="1926-03-05", source="t"),
    claim("m3", "met_with", f"{A};{C}?", date="1926-12/1927-02"),
    claim("m4", "met_with", f"{A};{B};{D}", date="1928"),
    claim("m5", "met_with", f"E|;{B}", date="1929"),
    claim("p1", "pressured", A, "Latvia;Estonia", date="1927"),
    claim("s1", "signed", f"{A};{B}", treaty="Pact", date="1926-04-24"),
]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    return make_book(tmp_path_factory.mktemp("book"), ROWS, judgements=[same("m1", "m2")])


def shown(result: Result, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[column] for column in columns) for row in result.rows]


@pytest.mark.parametrize(
    ("measure", "by", "expected"),
    [
        ("degree", "diplomat", [(1, "A", 3), (1, "B", 3), (3, "D", 2), (4, "C", 1), (4, "E", 1)]),
        ("strength", "diplomat", [(1, "A", 3), (1, "B", 3), (3, "C", 1), (3, "D", 1), (3, "E", 1)]),
        # Without A, nobody reaches C, and without B nobody reaches E.
        (
            "betweenness",
            "diplomat",
            [(1, "A", 0.5), (1, "B", 0.5), (3, "C", 0), (3, "D", 0), (3, "E", 0)],
        ),
        (
            "degree",
            "state",
            [
                (1, "Germany", 3),
                (2, "Estonia", 2),
                (2, "Soviet Union", 2),
                (4, "Latvia", 1),
                (None, "unknown", None),
            ],
        ),
    ],
)
def test_by_hand(book: Casebook, measure: str, by: Any, expected: list[tuple[Any, ...]]) -> None:
    result = centrality(book, measure=measure, by=by)
    assert shown(result, "rank", "label", "value") == expected


def test_a_row_says_what_is_certain_and_which_claims_carry_it(book: Casebook) -> None:
    rows = {row["label"]: row for row in centrality(book, measure="strength").rows}
    assert rows["A"]["claims"] == ("m1", "m2", "m3", "m4")
    assert (rows["A"]["events_certain"], rows["A"]["events_possible"]) == (2, 3)
    assert (rows["A"]["value"], rows["A"]["certain_value"]) == (3, 2)
    assert (rows["C"]["events_certain"], rows["C"]["events_possible"]) == (0, 1)
    assert (rows["C"]["value"], rows["C"]["certain_value"]) == (1, 0)


def test_numbers_of_events_do_not_read_as_the_range_of_the_value(book: Casebook) -> None:
    result = centrality(book, measure="strength")
    assert result.columns[-2:] == ("events_certain", "events_possible")
    assert {"certain", "possible"}.isdisjoint(result.rows[0])


STAR = [claim(f"s{n}", "met_with", f"{A};P{n}|Germany") for n in range(5)]


@pytest.mark.parametrize(
    ("measure", "top", "expected", "left"),
    [
        # In a star all the ways lead through the middle: five others share the value 0.
        ("betweenness", 1, ["A"], 0),
        ("betweenness", 3, ["A"], 5),
        ("betweenness", 6, ["A", "P0", "P1", "P2", "P3", "P4"], 0),
        ("degree", 3, ["A", "P0", "P1", "P2", "P3", "P4"], 0),
        ("constraint", 2, ["A", "P0", "P1", "P2", "P3", "P4"], 0),
    ],
)
def test_the_top_is_not_filled_with_those_who_have_nothing(
    tmp_path: Path, measure: str, top: int, expected: list[str], left: int
) -> None:
    result = centrality(make_book(tmp_path, STAR), measure=measure, top=top)
    assert [row["label"] for row in result.rows] == expected
    notes = [note for note in result.notes if "of the value 0" in note]
    said = (
        f"Rows of the value 0, left out as more share them than --top {top} has room for: {left}."
    )
    assert notes == ([said] if left else [])


def test_the_unknown_state_is_shown_last_and_is_no_way_between_others(book: Casebook) -> None:
    result = centrality(book, measure="betweenness", by="state")
    assert result.rows[-1]["actor"] == "unknown"
    assert result.rows[-1]["claims"] == ("m5",)
    assert [row["rank"] for row in result.rows].count(None) == 1
    assert any("who counts as 'unknown'" in note for note in result.notes)


def test_windows_hold_what_possibly_falls_there(book: Casebook) -> None:
    result = centrality(book, measure="strength", every="P1Y")
    found = {
        (row["window"][:4], row["label"]): (
            row["value"],
            row["events_certain"],
            row["events_possible"],
        )
        for row in result.rows
    }
    # The meeting of winter 1926 goes on into 1927, and A is in doubt with C in both.
    assert found["1926", "A"] == (2, 1, 2)
    assert found["1927", "A"] == (1, 0, 1)
    assert found["1927", "C"] == (1, 0, 1)
    assert found["1928", "B"] == (1, 1, 1)
    assert {window for window, _ in found} == {"1926", "1927", "1928", "1929"}
    assert result.columns[0] == "window"


def test_windows_of_the_time_asked_for(book: Casebook) -> None:
    asked = Filters(between=("1926-07-01", "1928-06-30"))
    result = centrality(book, filters=asked, every="P1Y", by="state")
    found = {row["window"]: row for row in result.rows if row["label"] == "Germany"}
    assert list(found) == ["1926-07-01/1927-06-30", "1927-07-01/1928-06-30"]
    # Some day of 1928 is possibly, not certainly, before July.
    assert found["1927-07-01/1928-06-30"]["events_certain"] == 0
    assert found["1927-07-01/1928-06-30"]["events_possible"] == 1


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (("pressured",), {"Germany": 2, "Latvia": 1, "Estonia": 1}),
        # The treaty is a node, and is not ranked.
        (("signed",), {"Germany": 1, "Soviet Union": 1}),
        # Arcs in and out: the meeting of three gives Estonia four, the pressure one more.
        (
            ("pressured", "met_with"),
            {"Germany": 6, "Latvia": 2, "Estonia": 4, "Soviet Union": 4},
        ),
    ],
)
def test_the_kinds_that_make_the_network(
    book: Casebook, kind: Sequence[str], expected: dict[str, float]
) -> None:
    result = centrality(book, kind=kind, by="state")
    found = {row["label"]: row["value"] for row in result.rows if row["rank"]}
    assert found == expected
    assert "Arcs in and arcs out are added." in result.notes[0]


def test_the_kind_of_the_filters_is_meant_where_none_is_given(book: Casebook) -> None:
    result = centrality(book, by="state", filters=Filters(kind=("pressured",)))
    assert result.provenance.options["kind"] == ["pressured"]
    assert result.provenance.filters == "kind pressured"


@pytest.mark.parametrize(("top", "expected"), [(1, 2), (2, 2), (3, 3), (9, 5)])
def test_the_top_keeps_all_of_a_rank(book: Casebook, top: int, expected: int) -> None:
    assert len(centrality(book, top=top).rows) == expected


def test_lineages_are_joined_when_asked(tmp_path: Path) -> None:
    lineage = [Organization("russia", "Russia", kind="lineage")]
    members = [Member("Russia", "Soviet Russia"), Member("Russia", "USSR")]
    rows = [
        claim("a", "met_with", "A|Germany;B|Soviet Russia", date="1921"),
        claim("b", "met_with", "A|Germany;B|USSR", date="1926"),
    ]
    book = make_book(tmp_path, rows, organizations=lineage, members=members)
    apart = centrality(book, by="state", measure="degree")
    joined = centrality(book, by="state", measure="degree", lineage=True)
    assert shown(apart, "label", "value")[0] == ("Germany", 2)
    assert shown(joined, "label", "value") == [("Germany", 1), ("Russia", 1)]
    assert joined.title == "Degree by state, lineages joined in met_with"


@pytest.mark.parametrize(
    ("options", "error", "sentence"),
    [
        ({"measure": "fame"}, BadOption, "--measure fame: there is none; there are degree, str"),
        (
            {"measure": ("degree", "fame")},
            BadOption,
            "--measure fame: there is none; there are deg",
        ),
        ({"measure": ()}, BadOption, "no measure is named; there are degree, strength"),
        ({"top": 0}, BadOption, "--top is 0; it counts ranks from 1"),
        ({"every": "year"}, BadOption, "'year' is no period"),
        ({"kind": ("informed",)}, NoClaims, "no claim in the casebook passes: kind informed"),
        ({"kind": ("pressured",)}, NoClaims, "no event of kind pressured joins two actors by dip"),
    ],
)
def test_what_makes_no_sense_is_said(
    book: Casebook, options: dict[str, Any], error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=f"^{sentence}"):
        centrality(book, **options)


def test_without_a_date_there_is_nothing_to_cut(tmp_path: Path) -> None:
    book = make_book(tmp_path, [claim("a", "met_with", f"{A};{B}")])
    with pytest.raises(NoClaims, match="no event asked for has a date with two ends"):
        centrality(book, every="P1Y")
    assert len(centrality(book).rows) == 2


def test_several_measures_make_a_tidy_frame(book: Casebook) -> None:
    asked = ("strength", "closeness", "constraint")
    result = centrality(book, measure=asked, every="P1Y")
    frame = result.frame()
    assert list(frame.columns[:7]) == [
        *("window", "measure", "rank", "actor", "label", "value", "certain_value"),
    ]
    assert not frame.duplicated(["window", "actor", "measure"]).any()
    wide = frame.pivot(index=["window", "actor"], columns="measure", values="value")
    assert list(wide.columns) == sorted(asked)
    assert not wide.isna().to_numpy().any()
    assert result.columns[:3] == ("window", "measure", "rank")
    assert result.provenance.options["measure"] == list(asked)
    for measure in asked:
        alone = centrality(book, measure=measure, every="P1Y")
        assert [row for row in result.rows if row["measure"] == measure] == list(alone.rows)


def test_whole_time_has_no_window(book: Casebook) -> None:
    assert {row["window"] for row in centrality(book).rows} == {None}


@pytest.mark.parametrize(
    ("kind", "by", "expected"),
    [
        (("met_with",), "state", tuple(MEASURES)),
        (("pressured",), "state", tuple(MEASURES)),
        (("met_with",), "diplomat", tuple(MEASURES)),
        (("pressured",), "actor", NAMES),
    ],
)
def test_all_are_those_that_the_network_allows(
    book: Casebook, kind: Sequence[str], by: Any, expected: tuple[str, ...]
) -> None:
    result = centrality(book, measure="all", kind=kind, by=by)
    assert tuple(dict.fromkeys(row["measure"] for row in result.rows)) == expected


def test_the_least_constraint_stands_first(book: Casebook) -> None:
    rows = [row for row in centrality(book, measure="constraint").rows if row["rank"]]
    values = [row["value"] for row in rows]
    assert values == sorted(values)
    assert rows[0]["label"] in "AB"
    # C met A possibly: on certain events alone his constraint is not defined.
    assert {row["label"]: row["certain_value"] for row in rows}["C"] is None


def test_edges_count_alike_where_that_is_asked(book: Casebook) -> None:
    result = centrality(book, measure="strength", weight=None)
    assert {row["label"]: row["value"] for row in result.rows}["A"] == 3
    assert result.notes[0] == "Strength with all edges alike is the degree."
    assert result.provenance.options["weight"] is None


def test_an_answer_says_what_it_stands_on(book: Casebook) -> None:
    result = centrality(book, measure="pagerank")
    assert result.asked_of() == "5 claims (s 4, t 1)"
    assert result.provenance.casebook == book.digest
    assert result.provenance.options["rule"] == "by diplomat"
    assert "damping of 0.85" in result.notes[0]
