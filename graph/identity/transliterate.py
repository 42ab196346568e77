"""Russian names in Latin letters, as books in five languages write them.

The tables: ``english`` is the simplified one of the British Standard and the US Board on Geographic
Names (BS 2979, BGN/PCGN 1947), ``german`` Duden's, ``polish`` that of the Polish scientific
publisher PWN, ``lithuanian`` that of the state language commission with its case endings, and
``scholarly`` ISO/R 9:1968. They make spellings to measure with; who is meant by a spelling is never
decided by reading a table backwards, since sources mix them.
"""

from __future__ import annotations

import re

__all__ = ["SYSTEMS", "latin"]

SYSTEMS = ("english", "german", "polish", "lithuanian", "scholarly")

_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"


def _table(words: str) -> dict[str, str]:
    cells = [cell if cell != "_" else "" for cell in words.split()]
    return dict(zip(_LETTERS, cells, strict=True))


_TABLES = {
    "english": _table(
        "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya"
    ),
    "german": _table(
        "a b w g d e jo sch s i i k l m n o p r s t u f ch z tsch sch schtsch _ y _ e ju ja"
    ),
    "polish": _table("a b w g d e o ż z i j k ł m n o p r s t u f ch c cz sz szcz _ y _ e ju ja"),
    "lithuanian": _table("a b v g d e io ž z i j k l m n o p r s t u f ch c č š šč _ y _ e iu ia"),
    "scholarly": _table("a b v g d e ë ž z i j k l m n o p r s t u f ch c č š šč _ y ʹ ė ju ja"),
}
_VOWELS = "аеёиоуыэюяъь"


def latin(name: str, system: str) -> str:
    """A Russian name in one of the five tables, word by word.

    >>> [latin("Чичерин", system) for system in SYSTEMS]
    ['Chicherin', 'Tschitscherin', 'Cziczerin', 'Čičerinas', 'Čičerin']
    >>> latin("Крестинский, Николай Николаевич", "german")
    'Krestinski, Nikolai Nikolajewitsch'
    """
    return re.sub(r"[а-яё]+", lambda found: _word(found.group(), system), name, flags=re.I)


def _word(word: str, system: str) -> str:
    text = word.casefold()
    ending, instead = _ending(text, system)
    stem = text.removesuffix(ending)
    table = _TABLES[system]
    made = "".join(_letter(text, at, table, system) for at in range(len(stem))) + instead
    return made[:1].upper() + made[1:] if word[:1].isupper() else made


_ENDINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "english": (("ий", "y"), ("ый", "y")),
    "german": (("ий", "i"), ("ый", "y")),
    "polish": (("ский", "ski"), ("цкий", "cki"), ("ый", "y")),
    "lithuanian": (("ский", "skis"), ("цкий", "ckis"), ("ий", "ijus"), ("й", "jus"), ("ь", "is")),
    "scholarly": (),
}
"""What the tables write otherwise at the end of a word; Lithuanian declines."""


def _ending(word: str, system: str) -> tuple[str, str]:
    for ending, instead in _ENDINGS[system]:
        if word.endswith(ending) and len(word) > len(ending):
            return ending, instead
    declined = system == "lithuanian" and len(word) > 1 and word[-1] not in _VOWELS
    return "", "as" if declined else ""


def _letter(text: str, at: int, table: dict[str, str], system: str) -> str:
    letter, before = text[at], text[at - 1] if at else ""
    starts = not before or before in _VOWELS
    if letter == "е" and starts:
        return {"english": "ye", "german": "je", "polish": "je"}.get(system, "e")
    if letter == "е" and system == "polish" and before not in "жшчщцл":
        return "ie"
    if system == "polish" and before == "л" and letter in "еёиюяь":
        return {"е": "e", "ё": "o", "и": "i", "ю": "u", "я": "a", "ь": ""}[letter]
    if system == "polish" and letter == "л" and text[at + 1 : at + 2] in tuple("еёиюяь"):
        return "l"
    if system == "polish" and letter in "ёюя" and not starts and before not in "жшчщц":
        return {"ё": "io", "ю": "iu", "я": "ia"}[letter]
    if letter == "ё" and before in "жчшщ" and system in ("german", "polish"):
        return "o"
    if system == "german" and letter == "с" and _between_vowels(text, at):
        return "ss"
    return table.get(letter, letter)


def _between_vowels(text: str, at: int) -> bool:
    return 0 < at < len(text) - 1 and text[at - 1] in _VOWELS and text[at + 1] in _VOWELS
