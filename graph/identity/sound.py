"""How a written name sounds, whatever the alphabet and the language that spelled it.

Чичерин is Chicherin in English, Tschitscherin in German, Czyczeryn in Polish, Čičerinas in
Lithuanian and Čičerin in scholarly books. One spelling may be read in several ways (``ch`` is ч in
English, х in German and Polish), so a word has a set of sounds, and two words sound alike where
these meet. A *skeleton* keeps the consonants only, all hissing ones as one: coarse enough that
every transliteration of a name shares one, and so what candidates are looked up by.

The letters follow the tables of :mod:`rapallo.identity.transliterate` read backwards, joined into
one alphabet: ``s`` for с and з, ``S`` for ш, ж and щ, ``C`` for ч, ``c`` for ц. It is made for
telling names apart, not for printing.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import islice, product

__all__ = ["letters", "nfc", "skeletons", "sounds", "stripped"]

MOST = 16
"""Readings of one word that are kept."""

_CYRILLIC = {
    **dict(zip("абвдзийклмнопрстуфцчшщъыьэ", "abvdsiiklmnoprstufcCSS_i_e", strict=True)),
    "г": "gh",
    "е": "e",
    "ё": "oe",
    "ж": "S",
    "х": "h",
    "ю": "u",
    "я": "a",
    "і": "i",
    "ї": "i",
    "є": "e",
    "ґ": "g",
    "ў": "v",
    "ј": "i",
    "ћ": "C",
    "ђ": "C",
    "џ": "C",
}
"""Each letter's readings; ``_`` is silent. Г stands for h in foreign names (Гитлер)."""

_LATIN: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("schtsch", "stsch", "shtsh", "shch", "szcz", "šč", "chtch"), ("S",)),
    **dict.fromkeys(("tsch", "tch", "tsh", "tš", "tsz", "cz", "č", "dsch", "dzh", "dž"), ("C",)),
    **dict.fromkeys(("sch", "sh", "zh", "sz", "š", "ž"), ("S",)),
    **dict.fromkeys(("tz", "ts", "tc", "dz", "ds", "zz"), ("c",)),
    **dict.fromkeys(("kh",), ("h",)),
    "ch": ("C", "h"),
    "ck": ("k",),
    "qu": ("k",),
    "q": ("k",),
    "x": ("ks",),
    "ph": ("f",),
    "th": ("t",),
    "gh": ("g",),
    "dh": ("d",),
    "rh": ("r",),
    "z": ("s", "c"),
    "w": ("v",),
    "ou": ("u",),
    "oe": ("o", "oe"),
    "ue": ("u", "ue"),
    "ae": ("e", "ae"),
    "ee": ("i",),
    "y": ("i",),
    "j": ("i",),
}
_GRAPHEME = re.compile("|".join(sorted(_LATIN, key=len, reverse=True)) + "|.")
_SOFT_C = re.compile(r"c(?=[eiy])")
_HARD_CH = re.compile(r"(?<![st])ch(?=[rlnmtdkgbpsvw])")
_SILENT_H = re.compile(r"(?<=.)h(?![aeiou])|(?<=[^aeiou])h")
_LITHUANIAN = re.compile(r"(?:ij|i)?(?:as|is|us|ys)$")
_GLIDE = re.compile(r"i(?=[aeou])")
_TWICE = re.compile(r"(.)\1+")
_KEPT = str.maketrans({"č": "č", "š": "š", "ž": "ž", "ć": "č", "ś": "š", "ź": "ž", "ż": "ž"})
_SPECIAL = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ı": "i"}
)
_HISSING = str.maketrans({"S": "s", "C": "s", "c": "s", "v": "f"})
_VOWEL = re.compile("[aeiouh]")


def nfc(text: str) -> str:
    """A text whose letters are one with their marks, as far as Unicode has them so.

    >>> len("c\u030c"), len(nfc("c\u030c"))
    (2, 1)
    """
    return text if text.isascii() else unicodedata.normalize("NFC", text)


@lru_cache(maxsize=200_000)
def letters(text: str) -> str:
    """A name in lower case without marks on its letters; scripts stay as they are.

    >>> letters("Żeligowski"), letters("Brockdorff-Rantzau"), letters("Чичерин")
    ('zeligowski', 'brockdorff-rantzau', 'чичерин')
    """
    return stripped(text.casefold().translate(_SPECIAL))


def stripped(text: str) -> str:
    """A text without marks on its Latin letters; й and ё are letters of their own.

    >>> stripped("Piłsudskí, Ёлкин")
    'Piłsudski, Ёлкин'
    """
    if text.isascii():
        return text
    return "".join(map(_bare, unicodedata.normalize("NFC", text)))


def _bare(letter: str) -> str:
    if "\u0400" <= letter <= "\u052f":
        return letter
    base = unicodedata.normalize("NFD", letter)[0]
    return base


@lru_cache(maxsize=200_000)
def sounds(word: str) -> frozenset[str]:
    """The ways in which one word of a name may be read.

    >>> heard = sounds("Чичерин")
    >>> [bool(heard & sounds(w)) for w in ("Chicherin", "Tschitscherin", "Czyczeryn", "Čičerinas")]
    [True, True, True, True]
    """
    text = unicodedata.normalize("NFC", word.casefold()).replace("ʹ", "").replace("’", "")
    readings = _read_cyrillic(text) if any("\u0400" <= c <= "\u052f" for c in text) else _read(text)
    return frozenset(filter(None, readings)) or frozenset({letters(word)})


def _read_cyrillic(text: str) -> set[str]:
    text = re.sub("дз|дс|тс", "ц", text).replace("дж", "ч").replace("тш", "ч")
    ways = [tuple(_CYRILLIC.get(letter, letter)) for letter in text]
    return {_smooth("".join(way).replace("_", "")) for way in islice(product(*ways), MOST)}


def _read(text: str) -> set[str]:
    stem = _LITHUANIAN.sub("", text)
    stems = {text, stem} if len(stem) >= 3 else {text}
    return {reading for one in stems for reading in _read_latin(one)}


def _read_latin(text: str) -> set[str]:
    yo = text.translate(_KEPT).replace("ë", "ё")
    yo = re.sub(r"(?<![aeiou])[yji]o|ё", "ё", yo)
    plain = "".join(c if c in "čšžё" else letters(c) for c in yo)
    plain = _SOFT_C.sub("ċ", _HARD_CH.sub("χ", plain))
    ways: list[tuple[str, ...]] = []
    for grapheme in _GRAPHEME.findall(plain):
        ways.append(_ways(grapheme))
    if plain[:1] == "j":
        # An English or French J; elsewhere, and in German, it is a vowel or nearly so.
        ways[0] = ("i", "C")
    return {_smooth("".join(way)) for way in islice(product(*ways), MOST)}


def _ways(grapheme: str) -> tuple[str, ...]:
    special = {"ċ": ("c",), "χ": ("h", "k"), "c": ("k", "c"), "ё": ("io", "ie")}
    return special.get(grapheme) or _LATIN.get(grapheme) or (grapheme,)


def _smooth(sound: str) -> str:
    """One reading in the joined alphabet: glides, silent h, doubled letters, endings put aside."""
    sound = _SILENT_H.sub("", sound)
    sound = _TWICE.sub(r"\1", _GLIDE.sub("", sound))
    sound = re.sub("f$", "v", sound)
    return re.sub("i+$", "", sound) or sound


@lru_cache(maxsize=200_000)
def skeletons(word: str) -> frozenset[str]:
    """The consonants of each reading, all hissing ones as ``s``, v and f as one.

    >>> sorted(skeletons("Moraht")), sorted(skeletons("Morath")), sorted(skeletons("Хрущёв"))
    (['mrt'], ['mrt'], ['rsf'])
    """
    return frozenset(_consonants(sound) for sound in sounds(word))


def _consonants(sound: str) -> str:
    bare = _TWICE.sub(r"\1", _VOWEL.sub("", sound).translate(_HISSING))
    return bare or sound[:1]
