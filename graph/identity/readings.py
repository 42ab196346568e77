"""A spelling that may be read in two orders: each reading is a name of its own.

Russian, Hungarian and Chinese names, and lists, put the surname first, without a comma: ``Hymans
Paul``, ``Литвинов Максим Максимович``, ``Chiang Kai-shek``. Nothing tells which order a source
follows, so both readings are kept; when persons are compared, the one that speaks most for one
person counts. The second reading is made only where something speaks for it: all words but the
first are known as given names (``given.csv``), of three the last ends as a father's name does, or
the last is of syllables with a hyphen. Else every *Paul Hymans* would be a Hymans and a Paul.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rapallo.identity.forenames import family, is_given
from rapallo.identity.personal import Given, Parts, in_order, joined, parts
from rapallo.identity.sound import letters

__all__ = ["readings"]

_FATHERS_NAME = re.compile(
    r"(?:[оеё]вич|[оеё]вна|ильич|кузьмич|лукич|никитич|фомич|инична"
    r"|[oe][vw](?:i|y)(?:ch|tsch|tch|cz|c|cas)|[oe][vw]na)$"
)
_ELIDED = re.compile(r"\bD['’](?=\w)")


@lru_cache(maxsize=200_000)
def readings(name: str) -> tuple[Parts, ...]:
    """The ways in which a name may be taken apart, the likeliest by its form first.

    >>> [one.surname for one in readings("Hymans Paul")]
    [('paul',), ('hymans',)]
    >>> [one.surname for one in readings("Paul Hymans")], len(readings("Hymans, Paul"))
    ([('hymans',)], 1)
    """
    return tuple(dict.fromkeys((parts(name), *_further(name))))


def _further(name: str) -> Iterator[Parts]:
    if _ELIDED.search(name):
        # d'Abernon, but the given name of Osborne is D'Arcy: parts() keeps a capital one whole.
        yield parts(_ELIDED.sub("d'", name))
    surname, rest, after = in_order(name)
    if surname and (_given(surname, rest) or _syllables(name)):
        yield joined([*surname, *after], rest)


def _given(surname: Sequence[Given], rest: Sequence[Given]) -> bool:
    """Whether the rest may be given names, and what stands before them a surname."""
    if surname[-1].initial or is_given(surname[-1].name):
        return False
    if all(one.initial or family(one.name) for one in rest):
        return True
    return len(rest) == 2 and not _of_father(rest[0]) and _of_father(rest[1])


def _of_father(one: Given) -> bool:
    return not one.initial and bool(_FATHERS_NAME.search(letters(one.name)))


def _syllables(name: str) -> bool:
    """Whether a name is of two words, the last of syllables: ``Sun Yat-sen``, no ``Saint-Simon``.

    >>> _syllables("Чан Кай-ши"), _syllables("Anne Saint-Simon"), _syllables("Jean-marie Yat-sen")
    (True, False, False)
    """
    first, *others = name.split()
    _, *more = others[0].split("-") if len(others) == 1 and "-" not in first else [""]
    return bool(more) and all(syllable[:1].islower() for syllable in more)
