"""Judgements on identity: who counts as whom in claims, and how that is undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapallo.analysis.identities import candidates, merged
from rapallo.casebook.book import Casebook
from rapallo.errors import AmbiguousName, UnknownName
from rapallo.identity.ask import all_nodes
from rapallo.identity.merges import Merges
from rapallo.identity.names import Names
from rapallo.model.nodes import Diplomat, Judgement, Node, Post, State
from tests.helpers import claim, make_book, put, same

CLAIMS = [
    claim("c-1", "pressured", "Krestinski, N.|USSR", "Germany", date="1926"),
    claim("c-2", "pressured", "Krestinsky, Nikolai|USSR", "Germany", date="1927"),
    claim("c-3", "pressured", "Крестинский, Н.|USSR", "Germany", date="1928"),
    claim("c-4", "pressured", "Moraht, Hans|Germany", "Lithuania", date="1928"),
]
A, B, C = "Krestinski, N.|USSR", "Krestinsky, Nikolai|USSR", "Крестинский, Н.|USSR"


def one(a: str, b: str, verdict: str = "same", reason: str = "") -> Judgement:
    return same(a, b, verdict, what="identity", reason=reason)


def actors(book: Casebook) -> dict[str, str]:
    """Who acts in each claim, and that the name stands as it was spelled."""
    spelled = {c.id: str(c.agents) for c in CLAIMS}
    found = {}
    for stored in book.stored():
        (agent,) = (p for p in stored.participants if p.role == "agent")
        assert agent.spelled == spelled[stored.id]
        found[stored.id] = agent.actor
    return found


def judge(book: Casebook, *judgements: Judgement) -> Sequence[str]:
    """Load these judgements in place of those loaded before; the notes."""
    return put(book, judgements, name="judgements").notes


def test_a_judgement_joins_and_its_deletion_undoes_it(tmp_path: Path) -> None:
    book = make_book(tmp_path, CLAIMS)
    before = actors(book)
    assert len(set(before.values())) == 4
    judge(book, one(A, C))
    assert actors(book) == {**before, "c-3": before["c-1"]}
    judge(book)
    assert actors(book) == before


def test_chains_join_whatever_the_order_of_lines(tmp_path: Path) -> None:
    book = make_book(tmp_path, CLAIMS)
    for lines in permutations([one(A, B), one(B, C)]):
        judge(book, *lines)
        assert set(list(actors(book).values())[:3]) == {"krestinski-n"}
    judge(book, one(B, C))
    assert actors(book)["c-1"] == "krestinski-n"
    assert actors(book)["c-2"] == actors(book)["c-3"] == "krestinsky-nikolai"


def test_a_person_of_a_table_is_kept_and_all_his_spellings_follow(tmp_path: Path) -> None:
    known = Diplomat("z-krestinski", "Крестинский, Николай", f"{B};{C}")
    book = make_book(tmp_path, CLAIMS, diplomats=[known])
    judge(book, one(A, B))
    assert list(actors(book).values())[:3] == ["z-krestinski"] * 3
    judge(book)
    assert actors(book)["c-1"] == "krestinski-n"
    assert actors(book)["c-3"] == "z-krestinski"


def test_a_claim_that_comes_later_follows_too(tmp_path: Path) -> None:
    book = make_book(tmp_path, CLAIMS[:1])
    notes = judge(book, one(A, C))
    assert any("Крестинский" in note and "nobody" in note for note in notes)
    put(book, CLAIMS[1:], name="more")
    found = actors(book)
    assert found["c-3"] == found["c-1"] == "krestinski-n"
    assert found["c-2"] == "krestinsky-nikolai"


def test_a_name_finds_whoever_it_counts_as(tmp_path: Path) -> None:
    book = make_book(tmp_path, CLAIMS, judgements=[one(A, C)])
    names = Names(all_nodes(book))
    assert names.find("Крестинский") == names.find(C) == names.find(A) == "krestinski-n"
    assert names.find("крестинский-н") == "krestinski-n"


def test_contradictions_name_the_lines_and_join_all_the_same(tmp_path: Path) -> None:
    book = make_book(tmp_path, CLAIMS)
    (note,) = judge(book, one(A, B), one(B, C), one(A, C, "different"))
    assert f"{A!r} and {C!r} are judged different" in note
    assert f"{A!r} and {B!r}, {B!r} and {C!r}" in note
    assert len(set(list(actors(book).values())[:3])) == 1


@pytest.mark.parametrize("verdict", ["different", "unsure"])
def test_other_verdicts_join_nobody(tmp_path: Path, verdict: str) -> None:
    book = make_book(tmp_path, CLAIMS)
    before = actors(book)
    assert judge(book, one(A, C, verdict)) == []
    assert actors(book) == before
    merges = Names(all_nodes(book)).merges
    assert merges.verdict("krestinski-n", "крестинский-н") == verdict


def test_who_is_different_from_one_is_so_from_all_who_count_as_him(tmp_path: Path) -> None:
    book = make_book(tmp_path, CLAIMS, judgements=[one(A, B), one(B, C, "different")])
    merges = Names(all_nodes(book)).merges
    assert merges.verdict("krestinski-n", "крестинский-н") == "different"
    assert merges.verdict("krestinski-n", "moraht-hans") == ""


BOTH = claim("c-5", "met_with", f"{A};{B}", date="1926")
"""One that names both: its source tells of two."""

EITHER = claim("c-6", "met_with", f"{{{A}/{B}}};Moraht, Hans|Germany", date="1926")
THREE = claim("c-7", "met_with", f"{{{A}/{B}/{C}}};Moraht, Hans|Germany", date="1926")
DOUBLE = claim("c-8", "met_with", f"{{{A}/{B}}};{C}", date="1926")


def agents(book: Casebook) -> dict[str, list[tuple[str, str]]]:
    """By claim, who acts in it, and how surely."""
    return {
        stored.id: [(p.actor, p.certainty) for p in stored.participants if p.role == "agent"]
        for stored in book.stored()
    }


TWINS = {
    "c-5": [("krestinski-n", "certain"), ("krestinsky-nikolai", "certain")],
    "c-6": [("krestinski-n", "certain"), ("moraht-hans", "certain")],
    "c-7": [("krestinski-n", "one_of"), ("крестинский-н", "one_of"), ("moraht-hans", "certain")],
    "c-8": [("krestinski-n", "certain"), ("крестинский-н", "certain")],
}
"""Who acts where A and B are judged to be one."""


def test_nothing_is_lost_where_a_claim_names_both(tmp_path: Path) -> None:
    """Judged before the claims come, after, or read back: the claims mean the same."""
    from rapallo.export.tables import export_csv
    from rapallo.load import load

    claims = [BOTH, EITHER, THREE, DOUBLE]
    after = make_book(tmp_path, claims)
    (note,) = judge(after, one(A, B))
    assert note == f"claim c-5 names {A} and {B}, who are one by judgement: in it they stay several"
    before = make_book(tmp_path, CLAIMS, judgements=[one(A, B)], name="before.duckdb")
    report = put(before, claims, name="more")
    assert (report.rejects, report.notes) == ([], [note])
    export_csv(after, tmp_path / "out")
    again = Casebook(tmp_path / "again.duckdb")
    assert load(again, "sheet", [tmp_path / "out"]).rejects == []
    for book in (after, before, again):
        assert {name: who for name, who in agents(book).items() if name in TWINS} == TWINS
    assert export_csv(again, tmp_path / "out-2")["claims"] == 4
    mended = replace(BOTH, date="1927")
    assert put(after, [mended], name="mended").count("changed", "claims") == 1
    assert agents(after)["c-5"] == TWINS["c-5"]


def test_all_three_of_one_claim_stay_as_they_are_told(tmp_path: Path) -> None:
    book = make_book(tmp_path, [DOUBLE], judgements=[one(A, B), one(B, C)])
    assert agents(book)["c-8"] == [
        ("krestinski-n", "one_of"),
        ("krestinsky-nikolai", "one_of"),
        ("крестинский-н", "certain"),
    ]


@pytest.mark.parametrize(
    ("side", "error", "match"),
    [
        ("Nobody|USSR", UnknownName, "Nobody"),
        ("Krestinski, N.|France", UnknownName, "France"),
        ("Krestinski, N.|Atlantis", UnknownName, "Atlantis"),
        ("USSR", UnknownName, "USSR"),
        ("[envoy in Riga]|USSR", UnknownName, "envoy"),
        ("Smith|", AmbiguousName, "smith-1.*smith-2"),
    ],
)
def test_a_side_that_names_nobody_or_several(
    tmp_path: Path, side: str, error: type[Exception], match: str
) -> None:
    smiths = [Diplomat("smith-1", "Smith"), Diplomat("smith-2", "Smith")]
    book = make_book(tmp_path, CLAIMS, diplomats=smiths)
    with pytest.raises(error, match=match):
        Names(all_nodes(book)).merges.who(side)
    (note,) = judge(book, one(side, A))
    assert side in note


def test_a_holder_whom_no_claim_names_can_be_judged(tmp_path: Path) -> None:
    """Two spellings of one holder leave a post open until they are judged to be one."""
    posts = [
        Post("p-1", "envoy in Riga", "USSR", holder="Smith, J.", start="1925", end="1930"),
        Post("p-2", "envoy in Riga", "USSR", holder="Smith, John", start="1926", end="1931"),
    ]
    told = claim("c-1", "pressured", "[envoy in Riga]|USSR", "Latvia", date="1928")
    book = make_book(tmp_path, [told], posts=posts)
    assert next(p.actor for p in book.stored()[0].participants) == "soviet-union/envoy-in-riga"
    assert judge(book, one("Smith, J.|USSR", "Smith, John|USSR")) == []
    assert next(p.actor for p in book.stored()[0].participants) == "smith-j"
    assert {man.name for man in book.nodes(Diplomat)} == {"Smith, J.", "Smith, John"}
    judge(book)
    assert next(p.actor for p in book.stored()[0].participants) == "soviet-union/envoy-in-riga"
    assert book.nodes(Diplomat) == []
    (note,) = judge(book, one("Smith, J.|France", "Smith, John|USSR"))
    assert "'Smith, J.|France'" in note


def test_an_id_names_one_of_two_namesakes(tmp_path: Path) -> None:
    smiths = [Diplomat("smith-1", "Smith"), Diplomat("smith-2", "Smith")]
    book = make_book(tmp_path, diplomats=smiths, judgements=[one("smith-1", "smith-2")])
    assert Names(all_nodes(book)).find("Smith") == "smith-1"


def test_export_and_load_keep_the_judgements(tmp_path: Path) -> None:
    from rapallo.export.tables import export_csv
    from rapallo.load import load

    book = make_book(tmp_path, CLAIMS, judgements=[one(A, C)])
    export_csv(book, tmp_path / "out")
    again = Casebook(tmp_path / "again.duckdb")
    load(again, "sheet", [tmp_path / "out"])
    assert actors(again) == actors(book)


def test_answers_show_the_lines_and_the_claims(tmp_path: Path) -> None:
    book = make_book(tmp_path, CLAIMS, judgements=[one(A, B, reason="one hand"), one(B, C)])
    rows = {row["person"]: row for row in merged(book).rows}
    assert set(rows) == {"krestinsky-nikolai", "крестинский-н"}
    assert rows["крестинский-н"]["counts_as"] == "krestinski-n"
    assert rows["крестинский-н"]["claims"] == ["c-3"]
    assert [line["reason"] for line in rows["крестинский-н"]["judgements"]] == ["one hand", ""]


def test_candidates_cite_and_leave_out_what_is_judged(tmp_path: Path) -> None:
    book = make_book(tmp_path, CLAIMS)
    rows = candidates(book, over=-5).rows
    pairs = {(row["a"], row["b"]): row for row in rows}
    assert set(pairs) == {(A, B), (A, C), (B, C)}
    assert pairs[A, C]["claims"] == ["c-1", "c-3"]
    weights = [rule["weight"] for rule in pairs[A, C]["rules"]]
    assert pairs[A, C]["score"] == round(sum(weights), 2)
    judge(book, one(A, B), one(B, C, "different"))
    assert candidates(book, over=-5).rows == ()
    judge(book, one(A, B, "unsure"))
    assert {row["judged"] for row in candidates(book, over=-5).rows} == {"unsure", ""}


def test_a_candidate_names_each_side_so_that_a_judgement_finds_it(tmp_path: Path) -> None:
    people = [Diplomat("smith-1", "Smith, John"), Diplomat("smith-2", "Smith, John")]
    book = make_book(tmp_path, CLAIMS, diplomats=people)
    merges = Names(all_nodes(book)).merges
    for row in candidates(book, over=-5).rows:
        assert (merges.who(row["a"]), merges.who(row["b"])) == (row["a_id"], row["b_id"])


PEOPLE = "abcdefg"


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(PEOPLE),
            st.sampled_from(PEOPLE),
            st.sampled_from(("same", "same", "different", "unsure")),
        ).filter(lambda row: row[0] != row[1]),
        max_size=12,
        unique_by=lambda row: row[:2],
    )
)
def test_joining_is_an_equivalence_whatever_the_order(rows: list[tuple[str, str, str]]) -> None:
    nodes: list[Node] = [State("ussr", "USSR"), *(Diplomat(p, p.upper()) for p in PEOPLE)]
    lines = [one(*row) for row in rows]
    merges = Names([*nodes, *lines]).merges
    backwards = Names([*nodes, *reversed(lines)]).merges
    linked = {frozenset(row[:2]) for row in rows if row[2] == "same"}
    for a in PEOPLE:
        assert merges.kept(a) == backwards.kept(a) == min(_reached(a, linked))
    wrong = [f for f in merges.faults() if "judged different" in f.reason]
    clashes = [r for r in rows if r[2] == "different" and r[1] in _reached(r[0], linked)]
    assert len(wrong) == len(clashes)
    for fault in wrong:
        _is_a_chain(merges, fault.judgements)


def _reached(person: str, linked: set[frozenset[str]]) -> set[str]:
    found, waiting = {person}, [person]
    while waiting:
        here = waiting.pop()
        for pair in linked:
            if here in pair and not pair <= found:
                waiting += pair - found
                found |= pair
    return found


def _is_a_chain(merges: Merges, lines: tuple[Judgement, ...]) -> None:
    apart, *chain = lines
    ends = {apart.a, apart.b}
    for line in chain:
        assert line.verdict == "same"
        ends ^= {line.a, line.b}
    assert not ends
