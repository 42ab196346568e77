"""Theses: every kind of test on small casebooks whose verdict is known by hand, and the three
records that each thesis is put to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from rapallo.analysis.result import Result
from rapallo.analysis.significance import benjamini_hochberg
from rapallo.analysis.theses.file import parse_theses
from rapallo.analysis.theses.networks import Coordinated
from rapallo.analysis.theses.sitting import family, narrowed, theses
from rapallo.analysis.theses.thesis import Theses
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import BadOption, NoClaims, UnreadableFile
from rapallo.model.claim import Claim
from rapallo.model.nodes import Diplomat, Member, Organization, Source
from tests.helpers import claim, make_book, same

TWO = ["Germany", "France"]
ON_LATVIA = {"kind": ["opposed"], "by": ["Germany"], "at": ["Latvia"]}
ON_POLAND = {"kind": ["opposed"], "by": ["Germany"], "at": ["Poland"]}


def stated(
    test: Mapping[str, Any],
    scope: Mapping[str, Any] | None = None,
    *,
    source: str = "s",
    id: str = "t",
) -> dict[str, Any]:
    """A thesis as a file has it."""
    return {
        "id": id,
        "claim": "It was so.",
        "source": source,
        "locator": "line 1",
        "scope": scope or {},
        "test": test,
    }


def read(*rows: Mapping[str, Any]) -> Theses:
    found, problems = parse_theses({"thesis": list(rows)})
    assert problems == []
    return found


TOGETHER = [(month, month) for month in range(1, 13)]


def alike(days: Iterable[tuple[int, int]]) -> list[Claim]:
    """One's act and another's on the same matter, in these months of 1926."""
    return [
        claim(
            f"{who[0]}-{n:02}",
            "opposed",
            who,
            "Latvia" if n % 2 else "Poland",
            date=f"1926-{month:02}-{day:02}",
        )
        for n, pair in enumerate(days)
        for who, month, day in (("Germany", pair[0], 3), ("France", pair[1], 9))
    ]


def put(
    book: Casebook, test: Mapping[str, Any], scope: Mapping[str, Any] | None = None, **more: Any
) -> Mapping[str, Any]:
    """The row of one thesis."""
    (row,) = theses(book, read(stated(test, scope)), **more).rows
    return row


def acts(targets: str, agents: str = "Germany", **more: str) -> list[Claim]:
    """An act for each target named."""
    more.setdefault("date", "1926")
    start = more.pop("start", "a")
    return [
        claim(f"{start}-{n:02}", "opposed", agents, target, **more)
        for n, target in enumerate(targets.split())
    ]


def numbers(row: Mapping[str, Any]) -> list[tuple[int, int]]:
    return [tuple(pair) for pair in row["numbers"].values()]


def test_two_of_whom_nothing_is_told_are_not_tested(tmp_path: Path) -> None:
    row = put(make_book(tmp_path, acts("Latvia " * 6)), {"kind": "coordination", "pair": TWO})
    assert (row["all"], row["p"], row["reason"]) == (
        "undecidable",
        None,
        "there is nothing to test",
    )


APART = [(month, month % 12 + 1) for month in range(1, 13)]


@pytest.mark.parametrize(
    ("days", "verdict"),
    [(TOGETHER, "upheld"), (APART, "not upheld"), (TOGETHER[:2], "undecidable")],
)
def test_coordination_is_p_against_alpha(
    tmp_path: Path, days: list[tuple[int, int]], verdict: str
) -> None:
    test = {"kind": "coordination", "pair": TWO, "within": "P10D", "permutations": 199}
    row = put(make_book(tmp_path, alike(days)), test)
    assert row["all"] == verdict
    if verdict == "undecidable":
        assert row["p"] is None
        assert row["reason"] == row["why"]
        assert "too few datable blocks" in row["why"]
    else:
        assert (row["p"] <= 0.05) == (verdict == "upheld")
        assert row["q"] == row["p"]
    assert ("does not show that they did not" in row["why"]) == (verdict == "not upheld")


def test_what_no_arrangement_could_uphold_is_undecidable(tmp_path: Path) -> None:
    # Whatever dates are exchanged, every act is within 400 days of every other.
    test = {"kind": "coordination", "pair": TWO, "within": "P400D", "permutations": 199}
    row = put(make_book(tmp_path, alike(APART)), test)
    assert (row["all"], row["p"]) == ("undecidable", 1.0)
    assert row["why"] == (
        "too few acts: the least p that the arrangements drawn allow is 1, and 0.05 is needed"
    )


@pytest.mark.parametrize(
    ("value", "least", "verdict"),
    [(0.05, 0.05, "upheld"), (0.06, 0.05, "not upheld"), (0.06, 0.06, "undecidable")],
)
def test_the_least_p_says_what_could_be_shown(value: float, least: float, verdict: str) -> None:
    row = {
        **{name: 0 for c in "CP" for name in (f"{c}_certain", f"{c}_possible")},
        "J": 0,
        "J_certain": 0,
        "claims_alike": (),
        "expected": 1.0,
        "reason": "",
        "p": value,
        "q": value,
        "least_p": least,
    }
    trial = Coordinated(("Germany", "France"))
    assert trial._read(row).ruling.verdict == verdict


def test_q_is_over_the_theses_with_a_p(tmp_path: Path) -> None:
    book = make_book(tmp_path, [*alike(TOGETHER), *acts("Estonia " * 5, start="z")])
    tests = [
        {"kind": "coordination", "pair": TWO, "within": "P10D", "permutations": 199},
        {"kind": "counts", "count": ON_LATVIA, "against": ON_POLAND},
        {"kind": "coordination", "pair": TWO, "within": "P200D", "permutations": 199},
    ]
    result = theses(book, read(*(stated(test, id=f"t-{n}") for n, test in enumerate(tests))))
    p = [row["p"] for row in result.rows]
    assert p[1] is None
    assert [row["q"] for row in result.rows if row["q"]] == benjamini_hochberg([p[0], p[2]])
    assert any(note.startswith("3 theses tested, 2 with a p") for note in result.notes)


# The three records


def three(tmp_path: Path, **more: Any) -> Casebook:
    """One source tells of Latvia, another of Poland."""
    rows = acts("Latvia " * 6, source="s") + acts("Poland " * 5, source="t", start="b")
    return make_book(tmp_path, rows, **more)


COUNTS = {"kind": "counts", "count": ON_LATVIA, "against": ON_POLAND}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    """The casebook of two sources; tests only read it."""
    people = [Diplomat("a-a", "A, A", "A, A|Germany")]
    return three(tmp_path_factory.mktemp("theses"), diplomats=people)


def test_a_thesis_is_put_to_all_to_its_source_and_to_the_others(shelf: Casebook) -> None:
    row = put(shelf, COUNTS)
    assert (row["all"], row["itself"], row["without"]) == ("upheld", "upheld", "not upheld")
    assert [list(row[f"{r}numbers"].values()) for r in ("", "itself_", "without_")] == [
        [(6, 6), (5, 5)],
        [(6, 6), (0, 0)],
        [(0, 0), (5, 5)],
    ]
    assert (row["asked"], row["itself_asked"], row["without_asked"]) == (11, 6, 5)
    assert row["claims"] == row["itself_claims"] == tuple(f"a-{n:02}" for n in range(6))
    assert row["without_claims"] == ()


def test_without_the_source_silence_decides_nothing(tmp_path: Path) -> None:
    row = put(make_book(tmp_path, acts("Latvia " * 6)), COUNTS)
    assert (row["all"], row["itself"], row["without"]) == ("upheld", "upheld", "undecidable")
    assert row["without_why"] == "0 events could speak, 5 are needed"
    assert row["without_asked"] == 0


def test_what_derives_from_a_source_is_no_second_witness(tmp_path: Path) -> None:
    sources = [Source("s", "S"), Source("t", "T", derived_from="s")]
    row = put(three(tmp_path, sources=sources), COUNTS)
    assert (row["itself_asked"], row["without_asked"]) == (11, 0)
    assert family("t", sources) == family("s", sources) == {"s", "t"}
    assert family("t", [Source("s", "S"), Source("t", "T")]) == {"t"}
    both = [Source("a", "A"), Source("b", "B"), Source("c", "C", derived_from="a;b")]
    assert family("a", both) == {"a", "b", "c"}


def test_an_event_of_two_sources_is_read_by_what_is_left(tmp_path: Path) -> None:
    rows = acts("Latvia " * 5, source="s") + acts("Latvia? " * 5, source="t", start="b")
    book = make_book(tmp_path, rows, judgements=[same(f"a-{n:02}", f"b-{n:02}") for n in range(5)])
    row = put(book, COUNTS)
    assert [next(iter(row[f"{r}numbers"].values())) for r in ("", "itself_", "without_")] == [
        (0, 5),
        (5, 5),
        (0, 5),
    ]
    assert (row["all"], row["itself"], row["without"]) == ("undecidable", "upheld", "undecidable")


def test_lineages_are_joined_where_the_scope_says_so(tmp_path: Path) -> None:
    book = make_book(
        tmp_path,
        acts("Latvia " * 3, "Soviet Russia", date="1921") + acts("Latvia " * 3, "USSR", start="b"),
        organizations=[Organization("russia", "Russia", kind="lineage")],
        members=[Member("russia", "soviet-russia"), Member("russia", "soviet-union")],
    )
    test = {
        "kind": "counts",
        "count": {"by": ["Soviet Union"]},
        "against": {"by": ["France"]},
    }
    assert numbers(put(book, test)) == [(3, 3), (0, 0)]
    assert numbers(put(book, test, {"lineage": True})) == [(6, 6), (0, 0)]
    assert numbers(put(book, test, lineage=True)) == [(6, 6), (0, 0)]


def test_a_scope_chooses_the_record(tmp_path: Path) -> None:
    rows = acts("Latvia " * 5, date="1926") + acts("Latvia " * 5, date="1930", start="b")
    book = make_book(tmp_path, rows)
    assert numbers(put(book, COUNTS, {"between": ["1929", "1931"]}))[0] == (5, 5)
    assert numbers(put(book, COUNTS, {"target": ["Poland"]}))[0] == (0, 0)
    assert numbers(put(book, COUNTS, {"min_sources": 2}))[0] == (0, 0)


def test_a_thesis_says_the_scope_of_all_or_its_own() -> None:
    shared = {"between": ["1920", "1939"], "lineage": True}
    rows = [stated(COUNTS), stated(COUNTS, {"between": ["..", ".."]}, id="u")]
    rows.append(stated(COUNTS, {"kind": ["opposed"], "lineage": False}, id="v"))
    found, problems = parse_theses({"scope": shared, "thesis": rows})
    assert problems == []
    assert [thesis.scope.words() for thesis in found.theses] == [
        "between 1920 and 1939; lineages joined",
        "lineages joined",
        "between 1920 and 1939; kind opposed",
    ]


# The question narrows the scope


def test_filters_narrow_every_thesis(shelf: Casebook) -> None:
    row = put(shelf, COUNTS, filters=Filters(source=("t",)))
    assert (row["asked"], row["itself_asked"], row["without_asked"]) == (5, 0, 5)
    assert row["itself_why"] == "0 events could speak, 5 are needed"


@pytest.mark.parametrize(
    ("own", "asked", "said"),
    [
        (Filters(target=("latvia",)), Filters(target=("poland",)), "--target: thesis t sets it"),
        (Filters(kind=("opposed",)), Filters(kind=("signed",)), "--kind: thesis t sets it"),
        (Filters(coder=("A",)), Filters(coder=("B",)), "--coder: thesis t sets it"),
    ],
)
def test_filters_that_contradict_a_scope_are_refused(
    own: Filters, asked: Filters, said: str
) -> None:
    with pytest.raises(BadOption, match=said):
        narrowed(own, asked, "t")


def test_only_what_is_told_is_asked(shelf: Casebook) -> None:
    with pytest.raises(BadOption, match="put to what is told"):
        put(shelf, COUNTS, filters=Filters(status=("planned",)))
    with pytest.raises(BadOption, match="says its own time"):
        put(shelf, COUNTS, filters=Filters(between=("1700", "1701")))
    with pytest.raises(NoClaims):
        put(shelf, COUNTS, filters=Filters(kind=("signed",)))


# The answer


def test_the_answer_is_a_result_with_what_it_was_asked_of(shelf: Casebook) -> None:
    result = theses(shelf, read(stated(COUNTS)))
    assert isinstance(result, Result)
    assert result.columns == ("id", "all", "itself", "without")
    assert result.asked_of() == "11 claims (s 6, t 5)"
    assert result.provenance.verb == "theses"
    assert "6 of 11 claims are from s, which states 1 thesis" in " ".join(result.notes)
    assert "internal consistency and no more" in " ".join(result.notes)
    assert "Upheld says no more than" in result.notes[-1]
    assert list(result.frame()["without"]) == ["not upheld"]


UNKNOWN = [
    (stated(COUNTS, source="nowhere"), "source: 'nowhere' the casebook has no such source"),
    (stated({**COUNTS, "count": {"by": ["Prussia"]}}), "test.count.by: nobody and nothing"),
    (stated({**COUNTS, "count": {"by": ["Germnay"]}}), "close to it: Germany"),
    (stated({**COUNTS, "against": {"any": [{"at": ["Prussia"]}]}}), "test.against.any.at: nobody"),
    (stated({**COUNTS, "count": {"issue": ["union"]}}), "test.count.issue: nobody and nothing"),
    (stated({**COUNTS, "count": {"act": ["shouting"]}}), "'shouting' is no act of the codebook"),
    (stated(COUNTS, {"target": ["Prussia"]}), "scope.target: nobody and nothing"),
    (stated(COUNTS, {"act": ["shouting"]}), "scope.act: 'shouting' is no act"),
    (stated(COUNTS, {"expand": ["Prussia"]}), "scope.expand: nobody and nothing"),
    (stated({"kind": "pairs", "pair": ["Germany", "Prussia"]}), "test.pair: nobody and nothing"),
    (stated({"kind": "coordination", "pair": TWO, "by": "diplomat"}), "is a state; by diplomat"),
    (stated({"kind": "coordination", "pair": TWO, "around": "x"}), "test.around: nobody"),
    (
        stated({"kind": "rank", "name": "Germany", "role": "target", "of": {"by": ["Germany"]}}),
        "test.name: 'Germany' acts itself",
    ),
    (
        stated(
            {
                "kind": "rank",
                "name": "Germany",
                "role": "agent",
                "of": {"kind": ["opposed"]},
                "among": ["A, A"],
            }
        ),
        "test.among: 'A, A' does not rank with Germany",
    ),
]


@pytest.mark.parametrize(("row", "said"), UNKNOWN)
def test_names_that_the_casebook_lacks_are_told(
    shelf: Casebook, row: dict[str, Any], said: str
) -> None:
    with pytest.raises(UnreadableFile) as caught:
        theses(shelf, read(row))
    assert "thesis t, " in str(caught.value)
    assert said in str(caught.value)


def test_all_names_are_told_at_once_and_nothing_is_tested(shelf: Casebook) -> None:
    rows = [row for row, _ in UNKNOWN if row["source"] == "s"][:5]
    rows = [{**row, "id": f"t-{n}"} for n, row in enumerate(rows)]
    with pytest.raises(UnreadableFile, match="5 problems, and no thesis was tested") as caught:
        theses(shelf, read(*rows, stated(COUNTS, id="good")))
    assert all(f"thesis t-{n}" in str(caught.value) for n in range(5))
    assert "good" not in str(caught.value)


def test_a_casebook_that_is_not_meant_is_told_in_a_sentence(shelf: Casebook) -> None:
    rows = [stated(COUNTS, source="article", id=f"t-{n}") for n in range(9)]
    with pytest.raises(UnreadableFile) as caught:
        theses(shelf, read(*rows))
    said = "the casebook has no source article, and that states these theses"
    assert str(caught.value).endswith(f"a problem, and no thesis was tested:\n  {said}")
