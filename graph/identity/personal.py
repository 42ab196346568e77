"""A person's name in its parts: surname, given names and initials, particles, what follows it.

Both orders are read: ``Rantzau, Ulrich Graf von`` and ``Ulrich Graf von Rantzau``. Titles of rank
are put aside, particles (von, de) kept apart, since sources keep or drop both; *Jr.*, *the Elder*
and numbers tell fathers from sons and are kept. A name without a comma ends in its surname, but for
the particles before it; where it ends in initials (``Чичерин Г.В.``), it begins with the surname.
Of one word beside titles, that is the surname. What may be read in two orders is for
:func:`rapallo.identity.readings.readings`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import filterfalse
from typing import NamedTuple

from rapallo.identity.packaged import packaged
from rapallo.identity.sound import letters, nfc

__all__ = ["FOLLOWING", "PARTICLES", "Given", "Parts", "in_order", "joined", "parts"]


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
_SMALL = {"v": "von", "ф": "фон"}
"""What a small letter that stands alone is short for; a capital one is an initial."""

_BYNAMES = tuple(
    (re.compile(rf"(?<=\w),? \b(?:{article}) (?:{words})(?!\w)", re.IGNORECASE), f", {instead}")
    for article, words, instead in (
        ("the", "elder", "Sr"),
        ("the", "younger", "Jr"),
        ("der", "ältere", "Sr"),
        ("der", "jüngere", "Jr"),
        (r"d\.", r"ä\.", "Sr"),
        (r"d\.", r"j\.", "Jr"),
    )
)


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
    pieces, following = _pieces(name)
    head = _tokens(pieces[0]) if pieces else []
    rest = [token for piece in pieces[1:] for token in _tokens(piece)]
    if not rest:
        head, rest = _split(head)
    made = joined(head, rest)
    return made._replace(following=following or made.following)


def joined(head: Sequence[Given], rest: Sequence[Given]) -> Parts:
    """A name of which one knows what words its surname is told in, and what other words."""
    own, told, ended = _sorted(_untitled(head))
    given, more, ended_too = _sorted([token for token in rest if not _is_title(token)])
    return Parts(
        tuple(w for token in own for w in token.name.split("-") if w) or _last(given),
        tuple(_single(given)) if own else (),
        frozenset(told | more),
        ended or ended_too,
    )


def in_order(name: str) -> tuple[list[Given], list[Given], list[Given]]:
    """A name without a comma, as if its surname were first: surname, other words, what follows.

    All are empty where a name has a comma, or no more than one word.
    """
    pieces, _ = _pieces(name)
    tokens = _tokens(pieces[0]) if len(pieces) == 1 else []
    told = [token for token in tokens if not _is_title(token)]
    body = [token for token in told if not _follows(token)]
    first = next((place for place, token in enumerate(body) if not _parted(token)), len(body))
    if len(body) < first + 2:
        return [], [], []
    return body[: first + 1], body[first + 1 :], [token for token in told if _follows(token)]


def _pieces(name: str) -> tuple[list[str], str]:
    """What stands between commas, and what follows the name."""
    name = re.sub(r"\([^)]*\)", " ", name).replace("’", "'")
    for byname, instead in _BYNAMES if " " in name else ():
        name = byname.sub(instead, name)
    pieces = [piece.strip() for piece in re.sub(r"\bd'", "d ", name).split(",") if piece.strip()]
    following = ""
    for piece in pieces[1:]:
        word = letters(piece).strip(".")
        if word in FOLLOWING:
            following = FOLLOWING[word]
            pieces.remove(piece)
    return pieces, following


def _last(given: list[Given]) -> tuple[str, ...]:
    return (given[-1].name,) if given else ()


def _tokens(text: str) -> list[Given]:
    """The words of a name; what a full stop shortens is an initial, a small *v.* is *von*."""
    text = nfc(text)
    shortened = {found.group(1).casefold() for found in _TWO_LETTERS.finditer(text)}
    told = [word.strip("'\"-") for word in _SPACES.split(text)]
    mixed = not text.islower()
    return [
        Given(_SMALL.get(word, word), False)
        if mixed and len(word) == 1 and _is_particle(word)
        else Given(word.casefold(), len(word) == 1 or word.casefold() in shortened)
        for word in told
        if word
    ]


def _is_particle(word: str) -> bool:
    return word in PARTICLES or word in _SMALL


def _is_title(token: Given) -> bool:
    return letters(token.name) in TITLES


def _untitled(tokens: Sequence[Given]) -> list[Given]:
    """The words that are no titles; all, where there is no other: *Prince* may be a surname."""
    return [token for token in tokens if not _is_title(token)] or list(tokens)


def _split(tokens: list[Given]) -> tuple[list[Given], list[Given]]:
    """A name without a comma: surname with its particles, and the rest.

    The surname is last; but first, where initials are last. In the last place a title is a surname.
    """
    last = len(tokens)
    while last > 1 and _follows(tokens[last - 1]):
        last -= 1
    after, last_one = tokens[last:], tokens[last - 1 : last]
    tokens = [*filterfalse(_is_title, tokens[: max(last - 1, 0)]), *last_one]
    first, start = len(tokens), len(tokens) - 1
    while first and (tokens[first - 1].initial or _parted(tokens[first - 1])):
        first -= 1
    if first and any(token.initial for token in tokens[first:]):
        return tokens[:first] + after, tokens[first:]
    while start > 1 and _parted(tokens[start - 1]):
        start -= 1
    return tokens[start:] + after, tokens[:start]


def _parted(token: Given) -> bool:
    return letters(token.name) in PARTICLES and not token.initial


def _follows(token: Given) -> bool:
    return len(token.name) > 1 and letters(token.name) in FOLLOWING


def _sorted(tokens: Sequence[Given]) -> tuple[list[Given], set[str], str]:
    """Names, particles and what follows a name."""
    names, particles, following = [], set(), ""
    for token in tokens:
        word = letters(token.name)
        if word in PARTICLES and (len(word) > 1 or not token.initial):
            particles.add(word)
        elif _follows(token):
            following = FOLLOWING[word]
        else:
            names.append(token)
    return names, particles, following


def _single(given: list[Given]) -> list[Given]:
    return [
        Given(word, token.initial or len(word) == 1)
        for token in given
        for word in token.name.split("-")
        if word
    ]
