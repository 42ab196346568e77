"""How sure a rank is: by hand on small casebooks, against centrality and coordination, laws."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rapallo.analysis.centrality import centrality
from rapallo.analysis.centrality.ranked import NAMES
from rapallo.analysis.coordination import coordination
from rapallo.analysis.robustness import robustness
from rapallo.analysis.robustness.contest import contest
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import BadOption, NoClaims
from rapallo.load import load
from rapallo.model.nodes import Document
from tests.helpers import claim, make_book, same

A, B, C, D = "A|Germany", "B|USSR", "C|Latvia", "D|Estonia"

ROWS = [
    claim("m1", "met_with", f"{A};{B}", date="1926", documents="d1"),
    claim("m2", "met_with", f"{A};{C}", date="1927", documents="d2"),
    claim("m3", "met_with", f"{A};{D}", date="1927", documents="d1;d3"),
    claim("m4", "met_with", f"{A};{C}", date="1928", source="t", documents="d3"),
    claim("m5", "met_with", f"{B};{C}?", date="1929", source="t"),
    claim("n3", "met_with", f"{A};{D}", date="1927", source="t"),
]
JUDGED = [same("m3", "n3")]
DOCUMENTS = [Document("d1", state="Germany"), Document("d2", state="USSR"), Document("d3")]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    return make_book(tmp_path_factory.mktemp("book"), ROWS, judgements=JUDGED)


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    book = Casebook(tmp_path_factory.mktemp("dossier") / "book.duckdb")
    load(book, "dossier")
    return book


def by_label(book: Casebook, **options: Any) -> dict[str, Any]:
    return {row["label"]: row for row in robustness(book, replicates=50, **options).rows}


@pytest.mark.parametrize("weight", ["weight", None])
@pytest.mark.parametrize("kind", [("met_with",), ("informed", "pressured", "supported")])
@pytest.mark.parametrize("measure", NAMES)
def test_what_is_drawn_anew_is_what_centrality_ranks(
    dossier: Casebook, measure: str, kind: tuple[str, ...], weight: str | None
) -> None:
    if measure in NAMES[7:] and kind == ("met_with",):
        kind = ("informed", "opposed")
    ranked = centrality(dossier, measure=measure, kind=kind, weight=weight)
    expected = {row["actor"]: row for row in ranked.rows}
    found = contest(dossier, measure, "diplomat", kind=kind, weight=weight)
    assert set(found.scores.ranked) == set(expected)
    for number, (name, value) in enumerate(zip(found.scores.ranked, found.values, strict=True)):
        assert found.shown(value) == pytest.approx(expected[name]["value"], rel=1e-6, abs=1e-9)
        assert found.carried[name] == expected[name]["claims"]
        assert found.label(number) == expected[name]["label"]


@pytest.mark.parametrize("measure", ["degree", "strength", "betweenness", "constraint"])
def test_an_event_that_never_counts_is_as_if_it_were_not_told(tmp_path: Path, measure: str) -> None:
    whole = contest(make_book(tmp_path, ROWS, name="whole"), measure, "diplomat")
    counts = np.ones(len(whole.scores.events))
    counts[whole.scores.events.index("m2")] = 0
    left = make_book(tmp_path, [row for row in ROWS if row.id != "m2"], name="left")
    expected = {r["actor"]: r["value"] for r in centrality(left, measure=measure).rows}
    found = dict(zip(whole.scores.ranked, whole.scores.values(counts), strict=True))
    assert {name: whole.shown(value) for name, value in found.items()} == pytest.approx(expected)


def test_a_row_by_hand(book: Casebook) -> None:
    rows = by_label(book, measure="strength")
    first = rows["A"]
    assert (first["rank"], first["value"], first["certain_rank"]) == (1, 4, 1)
    assert first["without"] == {"source s": 1, "source t": 1}
    assert first["claims"] == ("m1", "m2", "m3", "m4", "n3")
    # C has three events, two of them with A; B two, one of them with A: what is taken from A alone
    # is the meeting with D, told twice, and that with B: then C has 3, A 2.
    assert first["falls_without"] == ("m1", "m3", "n3")
    assert (first["falls_at_least"], first["falls_exact"], first["then_first"]) == (3, True, ("C",))
    assert rows["C"]["falls_without"] == ()
    assert rows["D"]["without"] == {"source s": 3, "source t": 2}
    # On certain events C has as many as without the one in doubt.
    assert rows["C"]["certain_rank"] == 2


def test_the_bounds_hold_the_rank_of_what_never_varies(tmp_path: Path) -> None:
    rows = [claim(f"m{n}", "met_with", f"{A};{B}", date="1926") for n in range(5)]
    found = by_label(make_book(tmp_path, rows), measure="strength")
    for row in found.values():
        assert (row["rank_low"], row["rank_high"], row["first"]) == (1, 1, 1.0)


def test_the_share_of_resamples_is_that_of_the_binomial(tmp_path: Path) -> None:
    """Of three events, two of A and one of B, B is ahead or level when it is drawn twice or more:
    7/27; each has a partner who shares his place."""
    rows = [claim(f"a{n}", "met_with", f"{A};{C}") for n in range(2)]
    rows.append(claim("b", "met_with", f"{B};{D}"))
    result = robustness(make_book(tmp_path, rows), measure="strength", replicates=4000)
    found = {row["label"]: row["first"] for row in result.rows}
    assert found["B"] == pytest.approx(7 / 27, abs=0.03)
    assert found["A"] == found["C"] == pytest.approx(20 / 27, abs=0.03)


def test_the_seed_makes_the_answer(book: Casebook) -> None:
    one, two = (robustness(book, seed=3, replicates=30) for _ in range(2))
    other = robustness(book, seed=4, replicates=30)
    assert one.rows == two.rows
    assert [r["first"] for r in one.rows] != [r["first"] for r in other.rows]
    assert one.provenance.seed == 3


def test_a_source_is_left_out_as_by_the_filter(dossier: Casebook) -> None:
    rows = robustness(dossier, by="state", replicates=2).rows
    rest = ("pact-1939", "relations-1918-1941", "relations-1939-1941")
    without = centrality(dossier, by="state", filters=Filters(source=rest))
    expected = {row["actor"]: row["rank"] for row in without.rows}
    for row in rows:
        assert row["without"]["source baltic-cooperation"] == expected.get(row["actor"])


def test_of_one_source_none_can_be_left_out(book: Casebook) -> None:
    result = robustness(book, filters=Filters(source=("s",)), replicates=5)
    assert {tuple(row["without"]) for row in result.rows} == {()}
    assert "All claims are of one source: none can be left out." in result.notes


def test_an_origin_is_left_out_with_what_stands_on_it_alone(tmp_path: Path) -> None:
    documents = [*DOCUMENTS[:2], Document("d3", state="Britain")]
    book = make_book(tmp_path, ROWS, judgements=JUDGED, documents=documents)
    rows = by_label(book, measure="strength", leave=("origin",))
    assert set(rows["A"]["without"]) == {
        "origin Germany",
        "origin Soviet Union",
        "origin United Kingdom",
    }
    # Without the German documents the meeting of A and B goes; that of A and D has another.
    left = [row for row in ROWS if row.id != "m1"]
    expected = centrality(
        make_book(tmp_path, left, name="left", judgements=JUDGED), measure="strength"
    )
    ranks = {row["label"]: row["rank"] for row in expected.rows}
    assert {name: row["without"]["origin Germany"] for name, row in rows.items()} == ranks


@pytest.mark.parametrize(
    ("documents", "sentence"),
    [
        (DOCUMENTS, "the state of origin is not known of 1 of the 3 documents cited"),
        ([], "the state of origin is not known of 3 of the 3 documents cited"),
    ],
)
def test_where_origins_are_unknown_it_is_refused(
    tmp_path: Path, documents: list[Document], sentence: str
) -> None:
    book = make_book(tmp_path, ROWS, documents=documents)
    with pytest.raises(NoClaims, match=sentence):
        robustness(book, leave=("source", "origin"))


def test_up_to_three_unknown_in_ten_are_taken(tmp_path: Path) -> None:
    documents = [Document(f"d{n}", state="Germany" if n < 7 else "") for n in range(10)]
    cited = ";".join(document.id for document in documents)
    rows = [ROWS[0], claim("m9", "met_with", f"{A};{C}", documents=cited)]
    book = make_book(tmp_path, rows, documents=documents)
    assert by_label(book, leave=("origin",))["A"]["without"] == {"origin Germany": 1}


def test_without_a_document_there_is_no_origin(tmp_path: Path) -> None:
    book = make_book(tmp_path, [claim("m1", "met_with", f"{A};{B}")])
    with pytest.raises(NoClaims, match="no claim asked of cites a document"):
        robustness(book, leave=("origin",))


def test_pairs_are_ranked_by_their_acts_together(dossier: Casebook) -> None:
    result = robustness(dossier, measure="J", by="state", replicates=40, seed=1)
    pairs = [r for r in coordination(dossier, by="state", permutations=1, seed=0).rows if r["J"]]
    expected = {(r["a"], r["b"]): (r["J"], r["claims_joint"]) for r in pairs}
    found = {(r["a"], r["b"]): (r["value"], r["claims"]) for r in result.rows}
    assert found == expected
    first = result.rows[0]
    assert first["falls_exact"]
    assert set(first["falls_without"]) <= set(first["claims"])
    rest = ("pact-1939", "relations-1918-1941", "relations-1939-1941")
    without = coordination(dossier, by="state", permutations=1, filters=Filters(source=rest)).rows
    ahead = sum(
        r["J"] > next(w["J"] for w in without if w["a"] == first["a"] and w["b"] == first["b"])
        for r in without
    )
    assert first["without"]["source baltic-cooperation"] == 1 + ahead


def test_pairs_without_an_origin(tmp_path: Path) -> None:
    rows = [
        claim("p1", "pressured", "Germany;USSR", "Latvia", date="1926", documents="d1"),
        claim("p2", "pressured", "Germany;USSR", "Estonia", date="1927", documents="d2"),
        claim("p3", "pressured", "Germany;France", "Latvia", date="1928", documents="d2"),
    ]
    book = make_book(tmp_path, rows, documents=DOCUMENTS[:2])
    result = robustness(book, measure="J", by="state", leave=("origin",), replicates=5)
    found = {row["label"]: row["without"] for row in result.rows}
    assert found["Germany – Soviet Union"] == {"origin Germany": 1, "origin Soviet Union": 1}
    assert found["France – Germany"] == {"origin Germany": 1, "origin Soviet Union": None}
    assert any(note.startswith("Without an origin, those claims") for note in result.notes)


def test_equals_share_the_first_rank_and_nothing_need_go(tmp_path: Path) -> None:
    result = robustness(make_book(tmp_path, ROWS[:1]), replicates=5)
    assert [row["falls_without"] for row in result.rows] == [(), ()]
    assert any(note.startswith("2 share the first rank") for note in result.notes)


def test_where_one_has_all_events_nothing_puts_another_first(tmp_path: Path) -> None:
    rows = [claim(f"m{n}", "met_with", f"{A};{other}") for n, other in enumerate((B, C, D))]
    result = robustness(make_book(tmp_path, rows), measure="degree", replicates=5)
    assert result.rows[0]["falls_without"] == ()
    assert "A is first, and no claims taken away put another first." in result.notes


def test_what_was_not_tried_is_not_ruled_out(tmp_path: Path) -> None:
    rows = [claim(f"m{n}", "met_with", f"{A};P{n}|USSR") for n in range(9)]
    rows += [claim(f"n{n}", "met_with", f"{B};Q{n}|Latvia") for n in range(3)]
    book = make_book(tmp_path, rows)
    result = robustness(book, measure="betweenness", replicates=5, limit=1)
    (note,) = (note for note in result.notes if note.startswith("A is first"))
    assert note == (
        "A is first; no set of claims was found without which another is, and fewer than 1 do not "
        "put another first."
    )
    result = robustness(book, measure="degree", replicates=5, limit=50)
    (note,) = (note for note in result.notes if note.startswith("A is first"))
    assert note.startswith(
        "A is first, and no more so without 7 claims (found step by step: an upper bound; fewer "
        "than 3 do not); then B is."
    )
    assert not result.rows[0]["falls_exact"]
    assert result.rows[0]["falls_at_least"] == 3


def test_the_notes_say_what_it_does_not_say(book: Casebook) -> None:
    notes = " ".join(robustness(book, measure="strength", replicates=5).notes)
    for part in (
        "5 resamples of the 5 events",
        "takes them as independent",
        "says nothing of what no source tells",
        "A is first, and no more so without 3 claims (no fewer do); then C is.",
        "Claims go by whole events",
    ):
        assert part in notes


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"measure": "fame"}, "--measure fame: there is none"),
        ({"measure": "J", "by": "actor"}, "--measure J is of pairs of states or of diplomats"),
        ({"measure": "all"}, "--measure all: one measure at a time; there are degree, "),
        ({"replicates": 0}, "--replicates is 0; the events are drawn anew at least once"),
        ({"limit": 0}, "--limit is 0; at least one set"),
        ({"top": 0}, "--top is 0; it counts ranks from 1"),
        ({"leave": ("coder",)}, "--leave coder: what can be left out is source or origin"),
        (
            {"measure": "betweenness", "replicates": 10**10},
            "to compute betweenness 10,000,025,000 times on this network takes some",
        ),
    ],
)
def test_what_makes_no_sense_is_said(
    book: Casebook, options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(BadOption, match=f"^{sentence}"):
        robustness(book, **options)


def test_nobody_to_rank(book: Casebook, tmp_path: Path) -> None:
    with pytest.raises(NoClaims, match="no two acted together"):
        robustness(book, measure="J", by="state")
    with pytest.raises(NoClaims, match="no claim in the casebook passes: kind met_with; between"):
        robustness(book, filters=Filters(between=("1700", "1701")))
    alone = make_book(tmp_path, [claim("p", "pressured", A, "Latvia")])
    with pytest.raises(NoClaims, match="no event of kind pressured joins two actors by diplomat"):
        robustness(alone, kind=("pressured",))
