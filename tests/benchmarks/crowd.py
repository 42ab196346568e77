"""Many persons with names as a real collection has them, some of them there twice: who is known.

How names recur follows the process of Pitman and Yor (*Annals of Probability* 25, 1997): the next
person bears a new name with a probability that falls with the number of persons, or that of a
person before him. So the number of different names grows as a power of that of persons, and a few
names are borne by many, as in life. The two parameters are those at which 4,261 persons have as
many surnames (2,924) and first names (969), and as many pairs of namesakes, as the principal
officers of the State Department (the persons of HistoryAtState/pocom; :func:`shape` counts it).
The names themselves are made of syllables, of which some lie as near to one another as real ones.

Sources write given names as they like: in full, the second as an initial, one only, initials only.
Each tenth row is the person of the row before, written anew: in half of these the surname as
before, in a quarter by another country's table, in a quarter with a slip of the pen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib import resources
from random import Random
from typing import NamedTuple

__all__ = ["FIRST_NAMES", "KINDS", "PERSONS", "SURNAMES", "Person", "Shape", "crowd", "shape"]

_SURNAMES, _FORENAMES = (0.75, 499.0), (0.65, 18.4)
"""Discount and strength of the process, which the figures below settle."""

KINDS = ("as before", "as before", "another spelling", "a slip of the pen")
"""How the surname of a person stands in the second of his rows, in turn."""

TWICE = 10


def _words(text: str) -> list[str]:
    return text.split()


_ONSETS = _words(
    """b bl br d dr f fl g gl gr h j k kl kr l m n p pl pr r s sch sl sm st str sw t tr v w z zh
    ch sh"""
)
_VOWELS = _words("a a a e e e i i o o u ei ai ou ie")
_CODAS = _words(
    "l ll m n nn r rr s ss t tt ck d g b nd nt ld lt rd rt rk rn rl rm st ng sk lk mp ft"
)
_MIDDLES = _words("b bb ch d dr f g gh k kh l m n p r s sh t th tr v w z zh")
_ENDINGS = _words(
    """ov ova sky ski mann er berg son enko ius ini ard escu in ich ey ton ham ley well ford wood
    man ells ic oglu ez ado"""
)
_SPELLED = (("sch", "sh"), ("zh", "sch"), ("sky", "skij"), ("v", "w"), ("ck", "k"), ("ei", "ai"))


class Person(NamedTuple):
    """A row of the crowd; ``twin``: the id of the same person's other row, or nothing."""

    id: str
    surname: str
    given: tuple[str, ...]
    state: int
    twin: str = ""
    kind: str = ""

    @property
    def name(self) -> str:
        """The name as a table has it."""
        return f"{self.surname}, {' '.join(self.given)}"


class Shape(NamedTuple):
    """How names recur: different ones, borne by one person only, pairs of persons of one name."""

    names: int
    once: int
    namesakes: int


PERSONS = 4261
SURNAMES, FIRST_NAMES = Shape(2924, 2333, 4456), Shape(969, 606, 165450)
"""How names recur among so many persons of pocom."""


def shape(names: Sequence[str]) -> Shape:
    """How these names recur."""
    found = Counter(names)
    pairs = sum(n * (n - 1) // 2 for n in found.values())
    return Shape(len(found), sum(n == 1 for n in found.values()), pairs)


def crowd(people: int, states: int, *, seed: int = 0) -> Iterator[Person]:
    """So many rows of persons ``surname-N``, in states of very uneven size."""
    draw = Random(seed)
    surname, forename = (
        drawn(draw, *_SURNAMES, lambda number: _surname(draw)),
        drawn(draw, *_FORENAMES, _forenames(draw)),
    )
    last, full = Person("", "", (), 0), ("",)
    for number in range(people):
        id = f"surname-{number}"
        if number % TWICE == TWICE - 1:
            kind = KINDS[number // TWICE % len(KINDS)]
            spelled = _another(draw, last.surname, kind)
            yield Person(id, spelled, _written(draw, full), last.state, last.id, kind)
            continue
        full = tuple(next(forename) for _ in range(2 if draw.random() < 0.83 else 1))
        state = int(draw.random() ** 3 * states)
        last = Person(id, next(surname), _written(draw, full), state)
        yield last


def _written(draw: Random, given: tuple[str, ...]) -> tuple[str, ...]:
    """Given names as a source has them."""
    initials = tuple(f"{word[0]}." for word in given)
    way = draw.random()
    if way < 0.5:
        return given
    if way < 0.75:
        return (given[0], *initials[1:])
    return given[:1] if way < 0.85 else initials


def drawn(
    draw: Random, discount: float, strength: float, name: Callable[[int], str]
) -> Iterator[str]:
    """Names without end that recur by the process of Pitman and Yor."""
    borne: list[int] = []
    bearers: list[int] = []
    names: list[str] = []
    taken: set[str] = set()
    while True:
        new = (strength + discount * len(names)) / (strength + len(borne))
        if draw.random() < new:
            which = len(names)
            names.append(_untaken(name, which, taken))
            bearers.append(0)
        else:
            which = borne[int(draw.random() * len(borne))]
            while draw.random() * bearers[which] < discount:
                which = borne[int(draw.random() * len(borne))]
        borne.append(which)
        bearers[which] += 1
        yield names[which]


def _untaken(name: Callable[[int], str], number: int, taken: set[str]) -> str:
    found = name(number)
    while found in taken:
        found = name(-1)
    taken.add(found)
    return found


def _surname(draw: Random) -> str:
    made = draw.choice(_ONSETS) + draw.choice(_VOWELS) + draw.choice(_CODAS)
    if draw.random() < 0.15:
        made += draw.choice(_VOWELS[:11]) + draw.choice(_MIDDLES)
    if draw.random() < 0.75:
        made += draw.choice(_ENDINGS)
    return made.capitalize()


def _forenames(draw: Random) -> Callable[[int], str]:
    """The given names of the table that ships, in a mixed order, and made ones after them."""
    text = resources.files("rapallo.identity").joinpath("given.csv").read_text("utf-8")
    known = sorted({word.capitalize() for line in text.splitlines()[1:] for word in line.split()})
    draw.shuffle(known)

    def name(number: int) -> str:
        if 0 <= number < len(known):
            return known[number]
        middle = draw.choice(_MIDDLES) + draw.choice(_VOWELS)
        return (draw.choice(_ONSETS) + draw.choice(_VOWELS) + middle).capitalize() + draw.choice(
            ("", "n", "s", "r", "l", "t")
        )

    return name


def _another(draw: Random, surname: str, kind: str) -> str:
    if kind == "another spelling":
        return _spelled(surname)
    return _slip(draw, surname) if kind == "a slip of the pen" else surname


def _spelled(name: str) -> str:
    """A name by another country's table, where that makes a difference; else a letter doubled."""
    found = name.casefold()
    for old, new in _SPELLED:
        if old in found:
            return found.replace(old, new).capitalize()
    return f"{name}h"


def _slip(draw: Random, name: str) -> str:
    """A name with a letter left out, or exchanged with the next."""
    at = draw.randrange(1, len(name) - 1)
    if draw.random() < 0.5:
        return name[:at] + name[at + 1 :]
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
