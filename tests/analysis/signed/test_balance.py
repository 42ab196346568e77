"""Balance of the signed network of acts: signs, ties, triangles and frustration by example."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapallo.analysis.signed.balance import Camps, balance
from rapallo.analysis.signed.network import Signs, Tie, together
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import BadOption, NoClaims
from rapallo.projection.evidence import Evidence
from rapallo.projection.level import Level
from tests.analysis.signed.test_frustration import networks
from tests.helpers import claim, make_book, same
from tests.oracle.balance import Link, best_divisions, triangles

ROWS = [
    # Germany and the USSR against Poland, Poland with France, France against Germany.
    claim("o1", "opposed", "Germany;USSR", "Poland", date="1925-02-01"),
    claim("o2", "opposed", "Germany", "Poland", date="1926-05-04", source="t"),
    claim("o3", "opposed", "Germany", "Poland", date="1926-05-04"),
    claim("s1", "supported", "France", "Poland", date="1926-06-01"),
    claim("o4", "pressured", "France?", "Germany", date="1926"),
    claim("s2", "supported", "USSR", "Germany", date="1926-04-24"),
    # Lithuania fits no side: a friend of Germany, but against the USSR.
    claim("s3", "supported", "Germany", "Lithuania", date="1927"),
    claim("o5", "opposed", "Lithuania", "USSR", date="1927"),
    # As much for as against.
    claim("o6", "opposed", "Latvia", "Estonia", date="1928"),
    claim("s4", "supported", "Estonia", "Latvia", date="1928"),
    # These count 0, or join no two.
    claim("a1", "pressured", "Latvia", "Poland", act="advice", date="1928"),
    claim("i1", "opposed", "Latvia", issue="Union", date="1928"),
    claim("m1", "met_with", "A|Germany;B|Poland", date="1928"),
    claim("t1", "signed", "Germany;Poland", treaty="Pact", date="1928"),
]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    return make_book(tmp_path_factory.mktemp("book"), ROWS, judgements=[same("o2", "o3")])


def ties(book: Casebook, **options: Any) -> dict[tuple[str, str], dict[str, Any]]:
    rows = balance(book, rows="ties", **options).rows
    return {(row["a"], row["b"]): dict(row) for row in rows}


def test_a_tie_is_the_net_of_its_events(book: Casebook) -> None:
    found = ties(book)
    # Half of what two did to Poland, and one event that two texts tell.
    assert found["germany", "poland"]["net"] == -1.5
    assert found["germany", "poland"]["against_certain"] == 2
    assert found["germany", "poland"]["claims"] == ("o1", "o2", "o3")
    assert found["france", "germany"]["sign"] == -1
    assert found["france", "germany"]["certain_sign"] is None
    counts = ("for_certain", "for_possible", "against_certain", "against_possible")
    assert [found["france", "germany"][name] for name in counts] == [0, 0, 0, 1]
    assert (found["estonia", "latvia"]["sign"], found["estonia", "latvia"]["net"]) == (0, 0)
    assert found["estonia", "latvia"]["spoiled"] is None
    assert len(found) == 8


def test_what_is_spoiled_by_which_divisions(book: Casebook) -> None:
    found = ties(book)
    spoiled = {pair: row["spoiled"] for pair, row in found.items() if row["sign"]}
    # Lithuania goes with the one or with the other; that the two are foes of Poland holds them
    # together, since to part them spoils two ties.
    assert {pair for pair, word in spoiled.items() if word == "at times"} == {
        ("germany", "lithuania"),
        ("lithuania", "soviet-union"),
    }
    assert sorted(spoiled.values()) == ["at times"] * 2 + ["never"] * 5


def test_the_whole_in_one_row(book: Casebook) -> None:
    (row,) = balance(book).rows
    assert (row["actors"], row["ties"], row["negative"], row["tied"]) == (5, 7, 4, 1)
    assert (row["balanced"], row["unbalanced"]) == (2, 1)
    assert (row["frustration"], row["exact"], row["at_least"]) == (1, True, 1)
    assert row["balance"] == pytest.approx(1 - 2 / 7)
    assert len(row["spoiled"]) == 1
    assert set(row["spoiled_claims"]) < set(row["claims"])
    assert set(row["claims"]) == {"o1", "o2", "o3", "s1", "o4", "s2", "s3", "o5", "o6", "s4"}
    # That France threatened is in doubt: without it, one triangle less.
    assert (row["certain_actors"], row["certain_ties"]) == (5, 6)
    assert (row["certain_balanced"], row["certain_unbalanced"]) == (1, 1)
    # 7 ties, 4 of them foes: of 35 threes 1 has none and 18 have two.
    assert row["by_chance"] == pytest.approx(3 * 19 / 35)


def test_what_is_left_out_is_said(book: Casebook) -> None:
    said = " ".join(balance(book).notes)
    assert "meetings 0, treaties 0, joint acts 0" in said
    assert "1 events are acts of sign 0" in said
    assert "1 events are aimed at a treaty or an issue alone" in said
    assert "On certain events alone: 5 actors, 6 ties" in said


@pytest.mark.parametrize(
    ("options", "pair", "net"),
    [
        ({"meetings": 1}, ("germany", "poland"), -0.5),
        ({"meetings": -1}, ("germany", "poland"), -2.5),
        ({"treaties": 1}, ("germany", "poland"), -0.5),
        ({"meetings": 1, "treaties": 1}, ("germany", "poland"), 0.5),
        ({"joint": 1}, ("germany", "soviet-union"), 2),
        ({}, ("germany", "soviet-union"), 1),
    ],
)
def test_what_has_no_sign_counts_as_asked(
    book: Casebook, options: dict[str, int], pair: tuple[str, str], net: float
) -> None:
    assert ties(book, **options)[pair]["net"] == net


def test_alternatives_and_sides_are_no_pair(tmp_path: Path) -> None:
    rows = [
        claim("a", "opposed", "{Germany/Poland}", "Latvia", date="1926"),
        claim("b", "opposed", "Germany;;France", "Latvia", date="1926"),
        claim("c", "signed", "Germany;;France", treaty="Pact", date="1926"),
        claim("d", "opposed", "Germany;USSR?", "Latvia", date="1926"),
    ]
    book = make_book(tmp_path, rows)
    evidence, level = Evidence.of(book), Level.of(book, "state")
    found = together(evidence, level, ("opposed", "signed", "met_with"))
    assert [(e.event, e.a, e.b, e.certain) for e in found] == [
        ("c", "france", "germany", True),
        ("d", "germany", "soviet-union", False),
    ]


def test_triangles_name_their_ties(book: Casebook) -> None:
    rows = balance(book, rows="triangles").rows
    assert [row["balanced"] for row in rows] == [False, True, True]
    assert rows[0]["labels"] == ("Germany", "Lithuania", "Soviet Union")
    assert rows[0]["claims"] == ("o5", "s2", "s3")
    certain = {row["actors"]: row["certain"] for row in rows}
    assert certain["france", "germany", "poland"] is False
    assert certain["germany", "poland", "soviet-union"] is True


def test_windows_are_balanced_each_for_itself(book: Casebook) -> None:
    rows = balance(book, every="P1Y").rows
    found = {row["window"][:4]: (row["ties"], row["tied"], row["frustration"]) for row in rows}
    assert found == {"1925": (2, 0, 0), "1926": (4, 0, 0), "1927": (2, 0, 0), "1928": (0, 1, 0)}
    asked = Filters(between=("1926-01-01", "1927-12-31"))
    rows = balance(book, every="P1Y", filters=asked).rows
    assert [row["window"] for row in rows] == ["1926-01-01/1926-12-31", "1927-01-01/1927-12-31"]


def test_by_diplomat(tmp_path: Path) -> None:
    rows = [
        claim("a", "opposed", "A|Germany", "B|Poland", date="1926"),
        claim("b", "supported", "A|Germany", "C|Latvia", date="1926"),
        claim("c", "opposed", "Germany", "Poland", date="1926"),
    ]
    (row,) = balance(make_book(tmp_path, rows), by="diplomat").rows
    assert (row["actors"], row["ties"], row["negative"]) == (3, 2, 1)


@pytest.mark.parametrize(
    ("options", "error", "sentence"),
    [
        ({"rows": "cells"}, BadOption, "--list cells: there is none; there are windows, ties, tri"),
        ({"meetings": 2}, BadOption, r"--meetings is 2; it may be -1, 0 or \+1"),
        ({"treaties": -3}, BadOption, "--treaties is -3; it may be"),
        ({"joint": 7}, BadOption, "--joint is 7; it may be"),
        ({"every": "year"}, BadOption, "'year' is no period"),
        (
            {"filters": Filters(kind=("met_with",))},
            NoClaims,
            "no event with a sign joins two actor",
        ),
        ({"filters": Filters(kind=("informed",))}, NoClaims, "no claim in the casebook passes"),
        ({"by": "diplomat"}, NoClaims, "no event with a sign joins two actors by diplomat"),
    ],
)
def test_what_makes_no_sense_is_said(
    book: Casebook, options: dict[str, Any], error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=f"^{sentence}"):
        balance(book, **options)


def test_without_dates_there_is_nothing_to_cut(tmp_path: Path) -> None:
    book = make_book(tmp_path, [claim("a", "opposed", "Germany", "Poland")])
    assert balance(book).rows[0]["ties"] == 1
    with pytest.raises(NoClaims, match="nothing to cut"):
        balance(book, every="P1Y")


def test_an_answer_can_be_got_again(book: Casebook) -> None:
    one, other = balance(book, seed=7, meetings=1), balance(book, seed=7, meetings=1)
    assert one == other
    assert one.provenance.seed == 7
    assert one.provenance.options["signs"] == Signs(meetings=1).describe()


def _as_ties(links: list[Link]) -> list[Tie]:
    return [Tie(f"n{a}", f"n{b}", w, w > 0, w < 0, 0, 0, (f"c{a}{b}",)) for a, b, w in links]


@given(networks(7))
@settings(max_examples=40)
def test_camps_are_those_of_all_divisions(network: tuple[int, list[Link]]) -> None:
    size, links = network
    camps = Camps.of(_as_ties(links))
    least, best = best_divisions(size, links)
    assert camps.division.cost == least
    for tie, (a, b, weight) in zip(camps.ties, links, strict=True):
        answers = {(sides[a] != sides[b]) == (weight > 0) for sides in best}
        expected = "at times" if len(answers) == 2 else "always" if answers.pop() else "never"
        assert camps.verdict(tie) == expected


@given(st.integers(4, 6), st.data())
@settings(max_examples=8)
def test_triangles_and_index_of_a_casebook(
    tmp_path_factory: pytest.TempPathFactory, size: int, data: st.DataObject
) -> None:
    names = ["Germany", "USSR", "Lithuania", "Latvia", "Estonia", "Poland"][:size]
    links = [
        (a, b, data.draw(st.sampled_from((1.0, -1.0)))) for a, b in combinations(range(size), 2)
    ]
    rows = [
        claim(f"c{a}{b}", "supported" if w > 0 else "opposed", names[a], names[b], date="1926")
        for a, b, w in links
    ]
    (row,) = balance(make_book(tmp_path_factory.mktemp("b"), rows)).rows
    assert (row["balanced"], row["unbalanced"]) == triangles(size, links)
    assert row["frustration"] == row["weight"] == best_divisions(size, links)[0]
