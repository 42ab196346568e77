"""Whatever a text holds, an XML reader gives it back, and what XML cannot hold is seen."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from rapallo.export.xml import LONGEST, Changes, attribute, listed, unique_ids, writable
from tests.export.graphs import NAMES

anything = st.text(st.characters(codec=None, exclude_categories=()))


def parsed(text: str) -> str:
    element = etree.fromstring(f'<a b="{text}"/>'.encode(), etree.XMLParser(huge_tree=True))
    return str(element.get("b"))


@pytest.mark.parametrize("text", NAMES)
def test_names_come_back(text: str) -> None:
    assert parsed(attribute(text)) == writable(text)


@given(anything)
def test_every_text_comes_back(text: str) -> None:
    assert parsed(attribute(text)) == writable(text)
    assert len(writable(text)) == len(text)


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cc", "Cs", "Cn"])))
def test_what_xml_can_hold_is_left_alone(text: str) -> None:
    assert writable(text) == text


@given(st.lists(anything))
def test_every_list_comes_back(texts: list[str]) -> None:
    assert json.loads(parsed(listed(texts)), strict=False) == [writable(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "shown", "replaced"),
    [
        ("a\x00b", "a␀b", 1),
        ("\x07\x1b", "␇␛", 2),
        ("\ud800", "�", 1),
        ("\uffff\ufffe", "��", 2),
        ("tab\tline\n", "tab\tline\n", 0),
        ("\x7f\x85", "\x7f\x85", 0),
    ],
)
def test_what_xml_cannot_hold_is_shown_and_counted(text: str, shown: str, replaced: int) -> None:
    changes = Changes()
    changes.look(text)
    assert writable(text) == shown
    assert changes.replaced == replaced
    assert bool(changes.notes()) == bool(replaced)


def test_a_text_too_long_for_gephi_is_cut_in_the_middle_and_marked() -> None:
    text = "a" * LONGEST + "z" * LONGEST
    cut = writable(text)
    assert cut == "a" * (LONGEST // 2) + " […] " + "z" * (LONGEST // 2)
    changes = Changes()
    changes.look(text)
    assert changes.notes() == ["1 text too long for Gephi is cut and marked […]"]


@pytest.mark.parametrize("item", ["citation number {}", 'with "quotes" {}', "<&> {}"])
def test_a_list_too_long_for_gephi_says_how_many_are_left(item: str) -> None:
    texts = [item.format(number) for number in range(60_000)]
    written = listed(texts)
    assert len(parsed(written)) < 524_288
    *kept, last = json.loads(parsed(written))
    assert kept == texts[: len(kept)]
    assert last == f"[…] and {len(texts) - len(kept)} more"
    assert len(kept) > 5_000


def test_a_list_of_one_text_too_long_is_cut_too() -> None:
    (only,) = json.loads(parsed(listed(["x" * 500_000])))
    assert only == "[…] and 1 more"


@given(st.lists(anything, unique=True))
def test_ids_stay_apart(names: list[str]) -> None:
    given_ids = unique_ids(names)
    assert len(set(given_ids.values())) == len(names)
    assert all(parsed(given_ids[name]) == name for name in names if writable(name) == name)
