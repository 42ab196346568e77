"""The grammar of cells: what is written reads back, what breaks it is said."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapallo.errors import UnreadableCell
from rapallo.model.cells import (
    Spelled,
    parse_aliases,
    parse_cell,
    parse_names,
    parse_place,
    write_cell,
)

letters = st.text(st.sampled_from("ab é;|?/{}[]\\'\"\n,."), min_size=1, max_size=8)
names = letters.map(str.strip).filter(bool)
single = st.one_of(
    st.builds(Spelled, st.just("person"), names, st.one_of(st.just(""), names), st.booleans()),
    st.builds(Spelled, st.just("bare"), names, st.just(""), st.booleans()),
    st.builds(Spelled, st.just("post"), names, st.one_of(st.just(""), names), st.booleans()),
)
several = st.builds(
    lambda options, doubt: Spelled("one_of", "", "", doubt, tuple(options)),
    st.lists(single, min_size=2, max_size=3),
    st.booleans(),
)
side = st.lists(st.one_of(single, several), min_size=1, max_size=3).map(tuple)


@given(st.lists(side, min_size=1, max_size=3).map(tuple))
def test_what_is_written_reads_back(sides: tuple[tuple[Spelled, ...], ...]) -> None:
    assert parse_cell(write_cell(sides)) == sides


@given(single)
def test_a_participant_without_its_doubt_is_written_the_same(spelled: Spelled) -> None:
    assert str(spelled) == spelled.sure() + "?" * spelled.doubtful


@given(st.text(max_size=30))
def test_whatever_is_read_is_written_as_it_means(text: str) -> None:
    try:
        sides = parse_cell(text)
    except UnreadableCell:
        return
    assert parse_cell(write_cell(sides)) == sides


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", ""),
        ("   ", ""),
        ("A, B|Italy", "A, B|Italy"),
        (" A , B | Italy ? ; France", "A , B|Italy?;France"),
        ("A|", "A|"),
        ("[ envoy in Riga ]|USSR?", "[envoy in Riga]|USSR?"),
        ("{ A|Italy / [envoy]|France }?", "{A|Italy/[envoy]|France}?"),
        (r"A\?", r"A\?"),
        (r"A\\?", r"A\\?"),
        ("A;B;;C", "A;B;;C"),
        ("A;;B;;C", "A;;B;;C"),
    ],
)
def test_a_cell_means(cell: str, expected: str) -> None:
    assert write_cell(parse_cell(cell)) == expected


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (";", "empty"),
        ("A;", "empty"),
        (";A", "empty"),
        ("A;;", "empty"),
        ("A;;;B", "empty"),
        ("?", "no name"),
        ("|Italy", "no name"),
        ("[]|Italy", "no name"),
        ("[envoy]", "needs its state"),
        ("A|B|C", "more than one"),
        ("A?B", r"'\?' stands where it means nothing; write \\\?"),
        ("A/B", "'/' stands"),
        ("A]", "'\\]' stands"),
        ("A}", "'}' stands"),
        ("A\\", "stands"),
        ("{A/B", "does not close"),
        ("{A}", "two or more"),
        ("{A/{B/C}}", "none of them in braces again"),
        ("{A/}", "empty"),
        ("x" * 100_001, "100,001 characters"),
        ("{" * 50_000, "brace"),
        ("{" * 50_000 + "}" * 50_000, "brace"),
        ("{a/" * 30_000, "brace"),
    ],
)
def test_what_breaks_the_grammar_is_said(cell: str, said: str) -> None:
    started = time.process_time()
    with pytest.raises(UnreadableCell, match=said) as caught:
        parse_cell(cell)
    assert len(str(caught.value)) < 400
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", ()),
        ("A; B ", ("A", "B")),
        (r"A\;B;C\\", ("A;B", "C\\")),
        ("A|B?", ("A|B?",)),
    ],
)
def test_names_are(cell: str, expected: tuple[str, ...]) -> None:
    assert parse_names(cell) == expected


@pytest.mark.parametrize("cell", [";", "A;", "A;;B"])
def test_a_name_is_not_empty(cell: str) -> None:
    with pytest.raises(UnreadableCell, match="a name between two semicolons is empty"):
        parse_names(cell)


@given(names, st.one_of(st.none(), st.just(""), names))
def test_an_alias_reads_back(name: str, state: str | None) -> None:
    spelled = Spelled("bare", name) if state is None else Spelled("person", name, state)
    assert parse_aliases(str(spelled)) == ((name, state),)


@pytest.mark.parametrize("cell", ["|Italy", "A|B|C", "A;;B"])
def test_an_alias_has_a_name_and_one_state(cell: str) -> None:
    with pytest.raises(UnreadableCell, match="write Name or Name"):
        parse_aliases(cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Kaunas", ("Kaunas", False)),
        (" Kaunas ? ", ("Kaunas", True)),
        (r"Kaunas\?", ("Kaunas?", False)),
        (r"Kaunas\\?", ("Kaunas\\", True)),
        ("", ("", False)),
        ("?", ("", True)),
    ],
)
def test_a_place_is(cell: str, expected: tuple[str, bool]) -> None:
    assert parse_place(cell) == expected
