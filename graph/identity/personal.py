"""A person's name in its parts: surname, given names and initials, particles, what follows it.

Both orders are read: ``Rantzau, Ulrich Graf von`` and ``Ulrich Graf von Rantzau``. Titles of rank
are put aside, particles (von, de) kept apart, since sources keep or drop both; *Jr.*, *Sr.* and
numbers tell fathers from sons and are kept. A name without a comma ends in its surname, but for the
particles before it; of one word, that is the surname.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from rapallo.identity.packaged import packaged
from rapallo.identity.sound import letters, nfc

__all__ = ["Given", "Parts", "parts"]


def _words() -> dict[str, frozenset[str]]:
    """The words of ``words.csv`` by kind: particles, titles, and what follows a name."""
    found: dict[str, frozenset[str]] = {}
    for row in packaged("words.csv"):
        found[row["kind"]] = found.get(row["kind"], frozenset()) | set(row["words"].split())
    return found


_KINDS = _words()
PARTICLES = _KINDS.pop("particle")
TITLES = _KINDS.pop("title")
FOLLOWING = {word: kind for kind, words in _KINDS.items() for word in words}
_SPACES = re.compile(r"[\s.]+")
_TWO_LETTERS = re.compile(r"\b([A-ZА-ЯČŠŽŻŚ](?:[a-zа-яščž]{0,2}))\.")


class Given(NamedTuple):
    """A given name in small letters, or the first letters of it where a source has no more."""

    name: str
    initial: bool


class Parts(NamedTuple):
    """A name taken apart. ``surname``: the words of it, of which a double name has two."""

    surname: tuple[str, ...]
    given: tuple[Given, ...]
    particles: frozenset[str]
    following: str


@lru_cache(maxsize=200_000)
def parts(name: str) -> Parts:
    """The parts of a name as a source writes it.

    >>> parts("Brockdorff-Rantzau, Ulrich Graf von").surname
    ('brockdorff', 'rantzau')
    >>> parts("Theodore L. Eliot Jr.")
    Parts(surname=('eliot',), given=(Given(name='theodore', initial=False), \
Given(name='l', initial=True)), particles=frozenset(), following='jr')
    >>> sorted(parts("Friedrich Werner von der Schulenburg").particles)
    ['der', 'von']
    """
    name = re.sub(r"\([^)]*\)", " ", name).replace("’", "'").replace("d'", "d ")
    pieces = [piece.strip() for piece in name.split(",") if piece.strip()]
    following = ""
    for piece in pieces[1:]:
        word = letters(piece).strip(".")
        if word in FOLLOWING:
            following = FOLLOWING[word]
            pieces.remove(piece)
    head = _tokens(pieces[0]) if pieces else []
    rest = [token for piece in pieces[1:] for token in _tokens(piece)]
    if not rest:
        head, rest = _split(head)
    own, told, ended = _sorted(head)
    given, more, ended_too = _sorted(rest)
    return Parts(
        tuple(w for token in own for w in token.name.split("-") if w) or _last(given),
        tuple(_single(given)) if own else (),
        frozenset(told | more),
        following or ended or ended_too,
    )


def _last(given: list[Given]) -> tuple[str, ...]:
    return (given[-1].name,) if given else ()


def _tokens(text: str) -> list[Given]:
    """The words of a name; what a full stop shortens is an initial."""
    shortened = {found.group(1).casefold() for found in _TWO_LETTERS.finditer(text)}
    words = [word.strip("'\"-").casefold() for word in _SPACES.split(nfc(text))]
    return [Given(word, len(word) == 1 or word in shortened) for word in words if word]


def _split(tokens: list[Given]) -> tuple[list[Given], list[Given]]:
    """A name in natural order: surname with its particles, and what stands before it."""
    last = len(tokens)
    while last > 1 and letters(tokens[last - 1].name) in FOLLOWING:
        last -= 1
    start = last - 1
    while (
        start > 1 and letters(tokens[start - 1].name) in PARTICLES and not tokens[start - 1].initial
    ):
        start -= 1
    return tokens[start:], tokens[:start]


def _sorted(tokens: list[Given]) -> tuple[list[Given], set[str], str]:
    """Names, particles and what follows a name; titles are dropped."""
    names, particles, following = [], set(), ""
    for token in tokens:
        word = letters(token.name)
        if word in PARTICLES and len(word) > 1:
            particles.add(word)
        elif word in FOLLOWING and len(word) > 1:
            following = FOLLOWING[word]
        elif word not in TITLES or len(tokens) == 1:
            names.append(token)
    return names, particles, following


def _single(given: list[Given]) -> list[Given]:
    return [
        Given(word, token.initial or len(word) == 1)
        for token in given
        for word in token.name.split("-")
        if word
    ]
