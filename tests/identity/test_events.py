"""What an event is follows from its claims; judgements alone make it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapallo.casebook.filters import Filters
from rapallo.dates.calendar import iso
from rapallo.dates.edtf import parse
from rapallo.dates.when import When
from rapallo.identity.events import events, hull
from tests.helpers import claim, make_book, put, same

MEETINGS = [
    claim(f"m-{i}", "met_with", "Germany;USSR", date=date)
    for i, date in enumerate(["1926", "1926-04", "1926-04-24", "1926-04-20"], 1)
]


def of(book_folder: Path, rows: list[object], judgements: list[object]) -> dict[str, str]:
    book = make_book(book_folder, rows, judgements=judgements)  # type: ignore[arg-type]
    return {c.id: c.event for c in book.stored(Filters(status=()))}


def test_same_is_transitive(tmp_path: Path) -> None:
    judged = [same("m-3", "m-2"), same("m-4", "m-3")]
    assert of(tmp_path, [*MEETINGS], [*judged]) == {
        "m-1": "m-1",
        "m-2": "m-2",
        "m-3": "m-2",
        "m-4": "m-2",
    }


@pytest.mark.parametrize("verdict", ["different", "unsure"])
def test_only_same_joins(tmp_path: Path, verdict: str) -> None:
    events = of(tmp_path, MEETINGS[:2], [same("m-1", "m-2", verdict)])
    assert events == {"m-1": "m-1", "m-2": "m-2"}


def test_an_event_keeps_its_id_when_a_claim_joins_later(tmp_path: Path) -> None:
    book = make_book(tmp_path, MEETINGS[1:2])
    put(book, [MEETINGS[0], same("m-1", "m-2")], name="later")
    assert {c.event for c in book.stored()} == {"m-2"}
    put(book, [claim("a", "met_with", "Germany;USSR"), same("a", "m-1")], name="last")
    assert {c.event for c in book.stored()} == {"m-2"}


def test_a_contradiction_is_reported(tmp_path: Path) -> None:
    book = make_book(tmp_path, MEETINGS)
    judged = [same("m-1", "m-2"), same("m-2", "m-3"), same("m-3", "m-1", "different")]
    report = put(book, judged, name="judged")
    assert report.notes == [
        "m-3 and m-1 are judged different, yet judged the same are m-2 and m-3, m-1 and m-2"
    ]


def test_a_line_and_its_contrary_are_reported(tmp_path: Path) -> None:
    book = make_book(tmp_path, MEETINGS)
    report = put(book, [same("m-1", "m-2"), same("m-2", "m-1", "different")], name="judged")
    assert report.notes == ["m-2 and m-1 are judged different, yet judged the same are m-1 and m-2"]


@pytest.mark.parametrize("verdict", ["same", "different", "unsure"])
def test_a_judgement_on_a_claim_that_is_not_there_is_reported(tmp_path: Path, verdict: str) -> None:
    book = make_book(tmp_path, MEETINGS)
    report = put(book, [same("m-1", "gone", verdict)], name="judged")
    assert report.notes == ["a judgement names gone, which is not in the casebook"]


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        (
            claim("x", "opposed", "Germany", "Poland"),
            claim("y", "supported", "Germany", "Poland"),
            "x (opposed, sign -1) and y (supported, sign 1) are judged the same event",
        ),
        (
            claim("x", "pressured", "Germany", "Poland", act="advice"),
            claim("y", "pressured", "Germany", "Poland", act="threat"),
            "x (pressured, sign 0) and y (pressured, sign -1) are judged the same event",
        ),
    ],
)
def test_claims_of_another_kind_or_sign_are_not_joined(
    tmp_path: Path, a: object, b: object, said: str
) -> None:
    book = make_book(tmp_path, [a, b])  # type: ignore[list-item]
    (note,) = put(book, [same("x", "y")], name="judged").notes
    assert note == f"{said}, but differ in kind or sign: not joined"
    assert {c.event for c in book.stored()} == {"x", "y"}


def test_a_chain_of_thousands_is_one_event(tmp_path: Path) -> None:
    rows = [claim(f"m-{i:04}", "met_with", "Germany;USSR") for i in range(3000)]
    chain = [same(rows[i].id, rows[i + 1].id) for i in range(len(rows) - 1)]
    assert set(of(tmp_path, [*rows], [*chain]).values()) == {"m-0000"}


# What follows from the claims


def test_only_told_claims_count_where_there_are_any(tmp_path: Path) -> None:
    rows = [
        claim("a", "met_with", "Germany;USSR", date="1926-04-24"),
        claim("b", "met_with", "Germany;USSR;Poland", date="1927", status="planned"),
        claim("c", "met_with", "Germany;USSR", status="negated"),
        claim("d", "met_with", "Germany;France", status="alleged", reported_by="Poland"),
    ]
    book = make_book(tmp_path, rows, judgements=[same("a", "b"), same("a", "c")])
    first, second = events(book.stored(Filters(status=())))
    assert (first.claim_ids, first.told, first.negated) == (("a",), True, True)
    assert str(first.when) == "1926-04-24"
    assert (second.claim_ids, second.told, second.negated) == (("d",), False, False)


def test_a_party_is_certain_if_every_claim_that_names_its_role_names_it(tmp_path: Path) -> None:
    rows = [
        claim("a", "opposed", "Germany;{Poland/France}", "Lithuania"),
        claim("b", "opposed", "Germany;Latvia?", issue="Vilnius question"),
        claim("c", "opposed", "Germany;USSR", "Lithuania;Estonia", source="t"),
    ]
    book = make_book(tmp_path, rows, judgements=[same("a", "b"), same("a", "c")])
    (event,) = events(book.stored())
    sure = {(p.role, p.actor): p.certain for p in event.parties}
    assert sure == {
        ("agent", "germany"): True,
        ("agent", "poland"): False,
        ("agent", "france"): False,
        ("agent", "latvia"): False,
        ("agent", "soviet-union"): False,
        ("target", "lithuania"): True,
        ("target", "estonia"): False,
    }
    assert (event.sources, event.issues) == (("s", "t"), ("vilnius-question",))


def test_a_state_beside_its_representative_is_no_second_party(tmp_path: Path) -> None:
    told = claim("a", "met_with", "Köster, A.|Germany;Germany;Chernykh, A.|USSR")
    (event,) = events(make_book(tmp_path, [told]).stored())
    assert {p.actor for p in event.role("agent")} == {"koster-a", "chernykh-a"}


@pytest.mark.parametrize(
    ("dates", "expected", "core"),
    [
        (["1926", "1926"], "1926", None),
        (["1926-04-24", "1926-04-24?"], "1926-04-24?", None),
        (["1926-04-20", "1926-04-24"], "[1926-04-20..1926-04-24]", None),
        (["1926-04-20?", "1926-04-24"], "[1926-04-20?..1926-04-24?]", None),
        (["1926", "1922/1933"], "[1922-01-01..1933-12-31]", None),
        (["", "1926"], "", None),
        (["../1926", "1925"], "[..1926-12-31]", None),
        (["1922/1933", "1924/1930"], "1922-01-01/1933-12-31", ("1924-12-31", "1930-01-01")),
        (["1922/1923", "1930/1933"], "1922-01-01/1933-12-31", None),
        (["1922/..", "../1933"], "", None),
        (["{1926,1928}", "1926/1928"], "1926-01-01/1928-12-31", None),
    ],
)
def test_the_window_is_the_hull(
    dates: list[str], expected: str, core: tuple[str, str] | None
) -> None:
    found = hull([parse(date) for date in dates])
    assert str(found) == expected
    assert (None if found.core is None else tuple(map(iso, found.core))) == core


edtf = st.sampled_from(
    [
        *("1926", "1926-04", "1926-04-24", "1926?", "1926-04~", "[1926-04..1926-06]", ""),
        *("1922/1933", "1924/1926", "1922/..", "../1933", "1926-04?/1927", "{1926,1928}", "{1926}"),
    ]
)


@given(st.lists(edtf, min_size=1, max_size=4))
def test_a_hull_leaves_room_for_each_and_invents_nothing(texts: list[str]) -> None:
    dates = [parse(text) for text in texts]
    found = hull(dates)
    assert (found.s0, found.e1) == (min(d.s0 for d in dates), max(d.e1 for d in dates))
    assert found.doubtful == any(d.doubtful for d in dates)
    assert found.lasting == all(d.lasting for d in dates)
    if found.core:
        for date in dates:
            assert date.core
            assert date.core.first <= found.core.first
            assert found.core.last <= date.core.last
    if found.text:
        read = parse(found.text)
        assert (read.s0, read.e1, read.doubtful) == (found.s0, found.e1, found.doubtful)


@given(st.permutations([parse(t) for t in ("1926-04-20", "1926-04-24", "1926")]))
def test_a_hull_knows_no_order(dates: list[When]) -> None:
    assert hull(dates) == hull(sorted(dates, key=str))
