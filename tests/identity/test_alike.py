"""What counts as one in comparing: old and new names of a town, a town and its state, lineages."""

from __future__ import annotations

from itertools import permutations

import pytest

from rapallo.identity.alike import Alike, towns
from rapallo.identity.packaged import packaged
from rapallo.loaders.states import reference_states
from rapallo.model.nodes import Member, Organization, Place, State
from rapallo.model.text import fold
from tests.helpers import STATES

NAMES = ("Kaunas", "Kowno", "Riga", "Lithuania", "Poland", "Wilna", "Vabalninkas", "Memelland")
PLACES = tuple(Place(name.lower(), name) for name in NAMES)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Kaunas", "Kowno", "same"),
        ("Kaunas", "Riga", "other"),
        ("Kowno", "Lithuania", "within"),
        ("Wilna", "Lithuania", "within"),
        ("Wilna", "Poland", "within"),
        ("Riga", "Lithuania", "other"),
        ("Lithuania", "Poland", "other"),
        # Nobody here knows where it lies.
        ("Vabalninkas", "Lithuania", "other"),
    ],
)
def test_places(one: str, other: str, expected: str) -> None:
    known = Alike.of([*STATES, *PLACES])
    for a, b in permutations((one.lower(), other.lower())):
        assert known.place(a, b) == expected
        assert known.place(a, a) == "same"


def test_a_casebook_says_where_a_place_lies() -> None:
    members = [Member("Lithuania", "Vabalninkas"), Member("Memelland", "Kaunas")]
    lands = Organization("memelland", "Memelland")
    places = [place for place in PLACES if place.name != "Memelland"]
    known = Alike.of([*STATES, *places, lands, *members])
    assert known.place("vabalninkas", "lithuania") == "within"
    assert known.place("kaunas", "memelland") == "within"


def test_states_of_a_lineage() -> None:
    known = Alike.of(STATES)
    assert not known.joined
    assert known.state("soviet-russia") == known.state("soviet-union") == "russia-lineage"
    assert known.state("germany") == "germany"
    assert Alike.of(STATES, True).joined
    own = [Organization("r", "Russia", kind="lineage"), Member("r", "Soviet Russia")]
    assert Alike.of([*STATES, *own]).lines == {"soviet-russia": "r"}


def test_the_table_of_towns() -> None:
    states = {state.id for state in reference_states() if isinstance(state, State)}
    names = []
    for row in packaged("towns.csv"):
        assert set(row["states"].split(";")) <= states, row
        names += [fold(name) for name in (row["name"], *filter(None, row["names"].split(";")))]
    assert sorted(names) == sorted(set(names))
    assert set(towns()) == set(names)
