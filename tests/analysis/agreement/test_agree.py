"""How far two codings agree: figures by hand, laws, and the two readers of the article."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapallo.analysis.agreement.answer import Agreement, agree
from rapallo.analysis.agreement.matching import Rule
from rapallo.analysis.agreement.reading import as_known
from rapallo.analysis.result import Result
from rapallo.errors import BadOption, NoClaims
from rapallo.identity.names import Names
from rapallo.loaders.coding import read_coding
from rapallo.model.claim import Claim
from rapallo.model.nodes import Diplomat
from tests.helpers import STATES, claim

MET = claim("m-1", "met_with", "Germany;USSR", date="1926-04-24", place="Berlin", confidence="high")
WARNED = claim("w-1", "pressured", "USSR", "Lithuania", act="warning", date="1926-05")
SIGNED = claim("s-1", "signed", "Germany;USSR", treaty="Treaty of Berlin", date="1926-04-24")
OURS = [MET, WARNED, SIGNED]
THEIRS = [
    claim("b-1", "met_with", "USSR;Germany", date="1926-04", place="Berlin?", confidence="low"),
    claim("b-2", "pressured", "USSR", "Lithuania", act="demand", date="1926-05-02"),
    claim("b-3", "opposed", "France", "Germany", date="1926"),
]


def scores(found: Agreement) -> dict[str, dict[str, Any]]:
    return {row["what"]: dict(row) for row in found.scores().rows}


def test_f1_counts_pairs_over_rows() -> None:
    told = scores(agree(OURS, THEIRS))
    found = {name: (row["value"], row["a"], row["b"], row["both"]) for name, row in told.items()}
    assert found["all"] == (4 / 6, 3, 3, 2)
    assert found["met_with"] == (1.0, 1, 1, 1)
    assert found["signed"] == (0.0, 1, 0, 0)
    assert found["opposed"] == (0.0, 0, 1, 0)
    # Two found by both of four found at all: Wilson's (0.150, 0.850), carried over.
    assert (told["all"]["low"], told["all"]["high"]) == (
        pytest.approx(2 * 0.15004 / 1.15004, abs=1e-4),
        pytest.approx(2 * 0.84996 / 1.84996, abs=1e-4),
    )


def test_alpha_is_over_pairs_of_which_both_tell_the_field() -> None:
    found = scores(agree(OURS, THEIRS))
    assert "kind" not in found
    assert (found["act"]["both"], found["act"]["equal"]) == (2, 1)
    # Of four values two are the same and stand in one pair: 1 - (1/2) / (10/12).
    assert found["act"]["value"] == pytest.approx(0.4)
    assert (found["agents"]["both"], found["agents"]["equal"]) == (2, 2)
    assert (found["place"]["a"], found["place"]["b"], found["place"]["value"]) == (1, 1, None)


def test_differences_stand_side_by_side() -> None:
    rows = {(row["a"], row["b"]): row for row in agree(OURS, THEIRS).differences().rows}
    assert rows["m-1", "b-1"]["differ"] == ("date", "confidence")
    assert rows["m-1", "b-1"]["values"]["date"] == ["1926-04-24", "1926-04"]
    assert rows["w-1", "b-2"]["values"]["act"] == ["warning", "demand"]
    assert rows["w-1", "b-2"]["claims"] == ("w-1", "b-2")


def test_what_one_has_alone() -> None:
    rows = agree(OURS, THEIRS, names=("x", "y")).alone().rows
    assert [(row["by"], row["id"], row["claims"]) for row in rows] == [
        ("y", "b-3", ("b-3",)),
        ("x", "s-1", ("s-1",)),
    ]


def test_across_kinds_the_kind_has_an_alpha() -> None:
    other = claim("b", "opposed", "USSR", "Lithuania", act="protest", date="1926-05")
    one = agree(OURS, [other, THEIRS[0]])
    two = agree(OURS, [other, THEIRS[0]], rule=Rule(across_kinds=True))
    assert (len(one.pairs), len(two.pairs)) == (1, 2)
    assert (scores(two)["kind"]["equal"], scores(two)["kind"]["both"]) == (1, 2)
    assert [row["what"] for row in two.scores().rows if row["measure"] == "F1"] == ["all"]


def test_a_row_of_both_is_said_to_be_one() -> None:
    found = agree(OURS, [MET, *THEIRS[1:]])
    assert any(
        note.startswith("1 pair is the same row, id and all") for note in found.scores().notes
    )
    assert not any("same row" in note for note in agree(OURS, THEIRS).scores().notes)


def test_pairs_from_other_passages_are_counted() -> None:
    one = claim("a", "met_with", "Germany;USSR", date="1926", locator="line 3, chars 10-40")
    other = claim("b", "met_with", "Germany;USSR", date="1926", locator="line 9, chars 90-99")
    (note,) = [n for n in agree([one], [other]).scores().notes if "do not touch" in n]
    assert note.startswith("1 of 1 pairs")


def test_names_as_a_casebook_knows_them() -> None:
    person = Diplomat("litvinov", "Litvinov, Maxim", "Litwinow, M.|USSR")
    ours = [claim("a", "informed", "Litvinov, Maxim|USSR", "Germany", date="1926")]
    theirs = [claim("b", "informed", "Litwinow, M.|Soviet Union", "Germany", date="1926")]
    assert agree(ours, theirs).f1 == 0
    assert agree(ours, theirs, named=as_known(Names([*STATES, person]))).f1 == 1


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"a": []}, NoClaims, "A has coded nothing"),
        ({"b": []}, NoClaims, "B has coded nothing"),
        ({"names": ("x", "x")}, BadOption, "both codings are called x"),
        ({"rule": Rule(common=0)}, BadOption, "participants in common from 1"),
        ({"rule": Rule(widest=-1)}, BadOption, "days are counted from 0"),
    ],
)
def test_what_cannot_be_asked(change: dict[str, Any], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        agree(**{"a": OURS, "b": THEIRS, **change})


codings = st.lists(
    st.builds(
        claim,
        st.just(""),
        st.sampled_from(["opposed", "pressured", "met_with"]),
        st.sampled_from(["Germany", "Germany;USSR", "Moraht, H.|Germany", "[envoy]|USSR"]),
        st.sampled_from(["", "Poland", "Poland;Latvia"]),
        date=st.sampled_from(["", "1927-03-05", "1927", "1922/1933", "{1926,1928}", "[1926..]"]),
        act=st.sampled_from(["stance", "demand"]),
        status=st.sampled_from(["told", "negated"]),
        place=st.sampled_from(["", "Riga", "Reval?"]),
        treaty=st.sampled_from(["", "Rapallo"]),
        issue=st.sampled_from(["", "Baltic union"]),
        confidence=st.sampled_from(["", "high", "low"]),
        locator=st.sampled_from(["", "line 3, chars 10-40", "line 4, chars 30-70"]),
    ),
    min_size=1,
    max_size=8,
)


def numbered(rows: list[Claim], prefix: str) -> list[Claim]:
    from dataclasses import replace

    return [replace(row, id=f"{prefix}{number}") for number, row in enumerate(rows)]


@given(codings)
@settings(max_examples=60)
def test_everybody_agrees_with_himself(rows: list[Claim]) -> None:
    mine = numbered(rows, "a")
    found = agree(mine, numbered(rows, "b"))
    assert found.f1 == 1
    assert found.differences().rows == found.alone().rows == ()
    told = found.scores().rows
    assert {row["value"] for row in told} <= {1.0, None}
    assert all(row["equal"] in (None, row["both"]) for row in told)


def swapped(result: Result) -> list[dict[str, Any]]:
    return [{**row, "a": row["b"], "b": row["a"]} for row in result.rows]


@given(codings, codings)
@settings(max_examples=60)
def test_it_is_the_same_from_both_sides(ours: list[Claim], theirs: list[Claim]) -> None:
    there = agree(numbered(ours, "a"), numbered(theirs, "b"))
    back = agree(numbered(theirs, "b"), numbered(ours, "a"))
    assert [dict(row) for row in there.scores().rows] == swapped(back.scores())


@given(codings, codings, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_of_rows_does_not_matter(
    ours: list[Claim], theirs: list[Claim], random: Any
) -> None:
    a, b = numbered(ours, "a"), numbered(theirs, "b")
    one, two = agree(a, b), agree(random.sample(a, len(a)), random.sample(b, len(b)))
    for part in ("scores", "differences", "alone"):
        assert getattr(one, part)().rows == getattr(two, part)().rows


# The two readers of the article


@pytest.fixture(scope="module")
def readers(shared: Path) -> tuple[list[Claim], list[Claim]]:
    folder = shared / "dossier"
    return read_coding(folder / "coding-a.csv"), read_coding(folder / "coding-b.csv")


@pytest.mark.parametrize(
    ("rule", "whole", "kinds"),
    [
        (Rule(), (150, 0.82), {"met_with": 53, "signed": 8, "pressured": 59, "opposed": 30}),
        (Rule(person_for_state=True), (156, 0.85),
         {"met_with": 57, "signed": 8, "pressured": 61, "opposed": 30}),
    ],
)  # fmt: skip
def test_the_agreement_that_the_dossier_tells(
    readers: tuple[list[Claim], list[Claim]],
    rule: Rule,
    whole: tuple[int, float],
    kinds: dict[str, int],
) -> None:
    found = agree(*readers, rule=rule)
    assert (len(found.pairs), round(found.f1, 2)) == whole
    told = scores(found)
    assert {kind: told[kind]["both"] for kind in kinds} == kinds
    assert told["status"]["value"] > 0.8
    assert told["act"]["value"] < 0.7
