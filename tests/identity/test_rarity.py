"""How common names and states are: what is counted, and that the rare weighs more."""

from __future__ import annotations

import pytest

from rapallo.identity.candidates import candidates, compare
from rapallo.identity.personal import parts
from rapallo.identity.rarity import Rarity
from rapallo.identity.records import Record
from rapallo.identity.weights import shipped


def person(id: str, *names: str, states: tuple[str, ...] = ()) -> Record:
    return Record(id, names[0], tuple(map(parts, names)), frozenset(states))


def crowd(surname: str, number: int, state: str = "") -> list[Record]:
    names = (f"{surname}, {chr(97 + n % 26)}{chr(97 + n // 26)}x" for n in range(number))
    return [
        person(f"{surname}-{n}", name, states=(state,) if state else ())
        for n, name in enumerate(names)
    ]


def levels(a: Record, b: Record, everybody: list[Record]) -> dict[str, str]:
    return {found.rule: found.level for found in Rarity(everybody).findings(a, b)}


@pytest.mark.parametrize(
    ("others", "level"),
    [(0, "two at most"), (1, "up to 8"), (6, "up to 8"), (7, "up to 32"), (126, "up to 128"),
     (127, "more")],
)  # fmt: skip
def test_the_bearers_of_a_surname_are_counted(others: int, level: str) -> None:
    a, b = person("a", "Schmidt, P."), person("b", "Schmidt, Paul")
    found = levels(a, b, [a, b, *crowd("Schmidt", others)])
    assert found == {"bearers of the surname": level}


def test_a_misspelling_that_nobody_else_bears_makes_no_name_rare() -> None:
    a, b = person("a", "Schmitd, Paul"), person("b", "Schmidt, Paul")
    found = levels(a, b, [a, b, *crowd("Schmidt", 40)])
    assert found["bearers of the surname"] == "up to 128"


def test_a_man_of_several_spellings_is_counted_once() -> None:
    a = person("a", "Schmidt, Paul", "Schmidt, P.", "Paul Schmidt")
    assert levels(a, a, [a])["bearers of the surname"] == "two at most"


@pytest.mark.parametrize(
    ("serving", "others", "level"),
    [(2, 126, "at most 1 in 64"), (2, 125, "at most 1 in 8"), (2, 14, "at most 1 in 8"),
     (2, 13, None)],
)  # fmt: skip
def test_the_persons_of_a_state_are_counted(serving: int, others: int, level: str | None) -> None:
    a, b = (person(id, "Voldemaras, A.", states=("lithuania",)) for id in "ab")
    everybody = [a, b, *crowd("Smith", others, "united-kingdom"), *crowd("Doe", 500)]
    assert levels(a, b, everybody[: serving + others]).get("persons of the state") == level
    assert levels(a, b, everybody).get("persons of the state") == level


def test_states_that_are_not_shared_say_nothing() -> None:
    a = person("a", "Voldemaras, A.", states=("lithuania",))
    b = person("b", "Voldemaras, A.", states=("latvia",))
    assert "persons of the state" not in levels(a, b, [a, b, *crowd("Smith", 200, "france")])


def test_the_rarer_surname_weighs_more() -> None:
    weights = [
        shipped()["bearers of the surname", level]
        for level in ("two at most", "up to 8", "up to 32", "up to 128", "more")
    ]
    assert weights == sorted(weights, reverse=True)
    rare = [person("a", "Krestinski, N."), person("b", "Krestinsky, Nikolai")]
    common = [person("c", "Schmidt, N."), person("d", "Schmidt, Nikolai")]
    found = candidates([*rare, *common, *crowd("Schmidt", 50)], over=-5.0)
    score = {(one.a.id, one.b.id): one.score for one in found}
    assert score["a", "b"] > score.get(("c", "d"), -5.0)


def test_nothing_is_said_of_names_that_differ() -> None:
    a, b = person("a", "Krestinski, N."), person("b", "Schmidt, N.")
    assert "bearers of the surname" not in {
        rule.rule for rule in compare(a, b, rarity=Rarity([a, b])).rules
    }
