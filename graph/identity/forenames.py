"""Given names beside one another: how far two rows of them agree.

``Georgy``, ``Georg`` and ``G. V.`` may be one man's; ``John W.`` and ``John H.`` may not. The
levels, from agreement to conflict, are what :mod:`rapallo.identity.rules` weighs.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from itertools import permutations
from typing import Literal

from rapidfuzz.distance import OSA

from rapallo.identity.personal import Given
from rapallo.identity.sound import letters, skeletons, sounds

__all__ = [
    "Agreement",
    "Level",
    "beginnings",
    "family",
    "fewer",
    "is_given",
    "level",
    "looked_up",
    "similar",
]

Agreement = Literal["letters", "sound", "near", "far"]
Level = Literal[
    "not told",
    "all the same",
    "names and initials",
    "one tells more",
    "another first",
    "nearly the same",
    "initials",
    "one initial",
    "another initial",
    "second differs",
    "initials differ",
    "differ",
]
MOST = 6
"""Given names up to which another order of them is tried."""

NEAR = 0.8
"""The share of letters that a slip of the pen leaves as they were: all but one of five."""


@lru_cache(maxsize=500_000)
def similar(a: str, b: str) -> Agreement:
    """How far two words of names agree: in letters, in sound, nearly (a slip of the pen), or not.

    *Nearly*: one consonant more or less at most, and four fifths of the letters of a reading left
    as they were (Damerau and Levenshtein: a letter more, less, other or exchanged with the next).

    >>> similar("zeligowski", "zeligowski"), similar("tschitscherin", "chicherin")
    ('letters', 'sound')
    >>> similar("aralov", "arlov"), similar("stresemann", "schubert")
    ('near', 'far')
    """
    if letters(a) == letters(b):
        return "letters"
    if sounds(a) & sounds(b):
        return "sound"
    if not fewer(a) & fewer(b):
        return "far"
    close = max(OSA.normalized_similarity(x, y) for x in sounds(a) for y in sounds(b))
    return "near" if close >= NEAR else "far"


@lru_cache(maxsize=200_000)
def fewer(word: str) -> frozenset[str]:
    """The skeletons of a word, and each without one of its letters where four or more remain.

    Two skeletons that differ by one consonant share one of these, whatever the consonant.
    """
    whole = skeletons(word)
    less = {s[:i] + s[i + 1 :] for s in whole if len(s) > 3 for i in range(len(s))}
    return whole | less


def _families() -> dict[str, frozenset[str]]:
    text = resources.files("rapallo.identity").joinpath("given.csv").read_text("utf-8")
    found: dict[str, set[str]] = {}
    for line in text.splitlines()[1:]:
        names = set(line.split())
        for name in names:
            found.setdefault(name, set()).update(names)
    return {name: frozenset(names) for name, names in found.items()}


_FAMILIES = _families()
"""Given names that are one in several languages, or short for one another, by each of them."""


@lru_cache(maxsize=200_000)
def family(name: str) -> frozenset[str]:
    """The given names that may stand for one; those of another spelling are found by sound."""
    plain = letters(name)
    if plain in _FAMILIES:
        return _FAMILIES[plain]
    heard = _BY_SOUND
    return frozenset().union(*(heard.get(sound, frozenset()) for sound in sounds(plain)))


def is_given(word: str) -> bool:
    """Whether a word is known as a given name: letter by letter, in Cyrillic by its sound.

    >>> is_given("Pavel"), is_given("Павел"), is_given("Curtius")
    (True, True, False)
    """
    return letters(word) in _FAMILIES or (word[:1] > "\u03ff" and bool(family(word)))


_BY_SOUND: dict[str, frozenset[str]] = {}
for _name, _names in _FAMILIES.items():
    for _sound in sounds(_name):
        if len(_sound) > 2:
            _BY_SOUND[_sound] = _BY_SOUND.get(_sound, frozenset()) | _names


@lru_cache(maxsize=200_000)
def beginnings(given: Given) -> frozenset[str]:
    """The letters with which a given name may begin, in whatever alphabet a source writes.

    >>> beginnings(Given("георгий", False)) & beginnings(Given("g", True))
    frozenset({'g'})
    >>> beginnings(Given("a", True)) & beginnings(Given("j", True))
    frozenset()
    """
    names = {given.name, *(() if given.initial else family(given.name))}
    return frozenset(first for name in names for first in _first(name))


def _first(name: str) -> str:
    plain = letters(name)
    for length in (3, 2, 1):
        if plain[:length] in _FIRST:
            return _FIRST[plain[:length]]
    return plain[:1]


_FIRST = {
    **dict.fromkeys(("i", "j", "y", "ya", "ja", "ia", "yu", "ju", "iu", "и", "й", "ю", "я"), "ij"),
    **dict.fromkeys(("ye", "je", "е", "є"), "eij"),
    "ё": "eijo",
    "ie": "eij",
    "э": "e",
    "а": "a",
    "о": "o",
    "у": "u",
    "ы": "i",
    "б": "b",
    "в": "v",
    "г": "gh",
    "ґ": "g",
    "д": "d",
    "к": "k",
    "л": "l",
    "м": "m",
    "н": "n",
    "п": "p",
    "р": "r",
    "с": "s",
    "т": "t",
    "ф": "f",
    "х": "hkc",
    "ц": "czt",
    "ч": "ct",
    "з": "zs",
    "ж": "zs",
    "ш": "s",
    "щ": "s",
    "z": "zs",
    "w": "v",
    "q": "k",
    "c": "ck",
    "ch": "ckh",
    "kh": "kh",
    "x": "xk",
    "ph": "pf",
    "th": "t",
    "ts": "tc",
    "tch": "tc",
}
"""What the first letters of a name may be in another spelling, where it is more than themselves."""


@lru_cache(maxsize=200_000)
def looked_up(given: Given) -> frozenset[str]:
    """All under which a given name is to be found: names that agree share one of these."""
    heard = frozenset() if given.initial else sounds(given.name)
    return beginnings(given) | {f"-{_HISSING.get(sound[0], sound[0])}" for sound in heard}


_HISSING = {"C": "s", "S": "s", "c": "s", "h": "g", "v": "f"}


@lru_cache(maxsize=500_000)
def _match(a: Given, b: Given) -> Agreement | Literal["initial"]:
    if a.initial or b.initial:
        return "initial" if beginnings(a) & beginnings(b) else "far"
    found = similar(a.name, b.name)
    if found == "far" and (family(a.name) & {b.name} or family(b.name) & {a.name}):
        return "sound" if _abroad(a.name, b.name) else "near"
    if found == "far" and min(len(a.name), len(b.name)) >= 3 and _begins(a.name, b.name):
        return "near"
    return found


def _abroad(a: str, b: str) -> bool:
    return bool(family(a) & family(b))


def _begins(a: str, b: str) -> bool:
    return a.startswith(b) or b.startswith(a)


@lru_cache(maxsize=500_000)
def level(a: tuple[Given, ...], b: tuple[Given, ...]) -> Level:
    """How far the given names of two spellings agree; the same whichever comes first.

    >>> from rapallo.identity.personal import parts
    >>> def told(a, b):
    ...     return level(parts(a).given, parts(b).given)
    >>> told("Blaney, John William", "John W. Blaney"), told("Fox, Georgij", "Fox, Georg")
    ('names and initials', 'all the same')
    >>> told("Fox, John W.", "Fox, John H."), told("Hoffacker, Lewis", "Hoffacker, Samuel Lewis")
    ('second differs', 'another first')
    """
    if not a or not b:
        return "not told"
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    return _level(short, long)


def _level(short: tuple[Given, ...], long: tuple[Given, ...]) -> Level:
    pairs, at = [], 0
    for given in short:
        for place in range(at, len(long)):
            found = _match(given, long[place])
            if found != "far":
                pairs.append((place, found))
                at = place + 1
                break
        else:
            return "another first" if _in_another_order(short, long) else _conflict(short, long)
    return _agreement(pairs, len(long))


def _in_another_order(short: tuple[Given, ...], long: tuple[Given, ...]) -> bool:
    """Whether all names of the shorter stand in the longer, two or more and not only initials."""
    if len(short) == 1 or len(long) > MOST:
        return False
    if not any(_match(short[0], one) in _SURE for one in long):
        return False
    return any(
        all(_match(one, other) in _SURE for one, other in zip(short, chosen, strict=True))
        for chosen in permutations(long, len(short))
    )


_SURE = ("letters", "sound")


def _agreement(pairs: Sequence[tuple[int, str]], most: int) -> Level:
    kinds = [kind for _, kind in pairs]
    names = [kind for kind in kinds if kind != "initial"]
    if not names:
        if pairs[0][0] != 0:
            return "another initial"
        return "initials" if len(kinds) > 1 else "one initial"
    if "near" in names:
        return "nearly the same"
    if pairs[0][0] != 0:
        return "another first"
    if len(kinds) < most:
        return "one tells more"
    return "all the same" if len(names) == len(kinds) else "names and initials"


def _conflict(short: tuple[Given, ...], long: tuple[Given, ...]) -> Level:
    first = _match(short[0], long[0])
    if first in ("letters", "sound", "near"):
        return "second differs"
    return "initials differ" if first == "initial" else "differ"
