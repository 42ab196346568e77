"""What words say of an office: whose it is, of what kind, where, and when.

The words stand in ``offices.csv``, so that a reader can add to them. Nothing here knows of persons:
see :mod:`rapallo.identity.offices` for who held what.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from rapallo.dates.edtf import parse
from rapallo.errors import UnreadableDate
from rapallo.identity.packaged import packaged
from rapallo.model.text import fold

__all__ = ["Kind", "Phrase", "dated", "kind_of", "phrase", "placed", "titled"]

_PLACE = re.compile(r"(.+?) (?:in|at|to|near|accredited to|bei|в) (?:the )?(.+)")
_ARTICLE = re.compile(r"(?:the|a|an|der|die|das|den|dem|des) ")
_BEFORE_DATE = re.compile(r"(?:on|in|of|as of|during|by|at|the|year|im|am|vom|в)\b ?")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of office. ``alone``: one person holds it at a time, for one state at one place.

    ``covers``: the kinds that words for it may stand for, the likeliest and highest first.
    ``known``: whether the table has it; of another nothing is told but its title.
    """

    name: str
    alone: bool = False
    covers: tuple[str, ...] = ()
    known: bool = True


@dataclass(frozen=True, slots=True)
class Phrase:
    """An office in words: names of states (none told: empty), its kind, and where (or empty).

    ``title``: the words for the office as they stand, folded, with the place.
    """

    states: tuple[str, ...]
    kind: Kind
    place: str
    title: str


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in packaged("offices.csv"):
        found.setdefault(row["kind"], {})[fold(row["words"])] = row["means"]
    return found


def _looked_up(words: str, what: str) -> str:
    """What a table says of some words, whole or by a beginning marked with a star."""
    table = _table()[what]
    if words in table:
        return table[words]
    starred = (key for key in table if key.endswith("*") and words.startswith(key[:-1]))
    best = max(starred, key=len, default="")
    return table[best] if best and " " not in words[len(best) - 1 :] else ""


@lru_cache(maxsize=10_000)
def kind_of(words: str) -> tuple[Kind, str]:
    """The kind of office that words without a place tell, and whose where they tell that too.

    >>> kind_of("Minister of Foreign Affairs")[0].name, kind_of("Polpred")
    ('foreign minister', (Kind(name='head of mission', alone=True, covers=('head of mission', \
"chargé d'affaires", 'representative', 'special representative'), known=True), 'soviet'))
    """
    name, _, whose = _looked_up(fold(words), "title").partition("|")
    for what in ("one", "several"):
        if covers := _table()[what].get(fold(name)):
            return Kind(name, what == "one", tuple(covers.split(";"))), whose
    return Kind(fold(words), False, (fold(words),), False), ""


def titled(title: str) -> tuple[Kind, str]:
    """The kind of office that a title tells, and the place in it; of an unknown kind the place is
    part of the title.

    >>> [(kind.name, place) for kind, place in map(titled, ("envoy in Riga", "keeper in Riga"))]
    [('head of mission', 'riga'), ('keeper in riga', '')]
    """
    head, place = placed(title)
    kind = kind_of(head)[0]
    return (kind, place) if kind.known else (kind_of(title)[0], "")


def placed(title: str) -> tuple[str, str]:
    """A title, and the place in it, or an empty one.

    >>> placed("envoy in Tallinn"), placed("foreign minister")
    (('envoy', 'tallinn'), ('foreign minister', ''))
    """
    words = fold(title)
    found = _PLACE.fullmatch(words)
    return (found[1], found[2]) if found else (words, "")


def phrase(text: str, is_state: Callable[[str], bool]) -> Phrase | None:
    """What an office in words tells, or None where the words name no kind of office.

    ``is_state`` says whether words are the name of a state.

    >>> found = phrase("the Soviet envoy in Berlin", lambda words: words == "lithuania")
    >>> found.states[0], found.kind.name, found.place
    ('Soviet Union', 'head of mission', 'berlin')
    >>> found = phrase("Foreign Minister of Lithuania", lambda words: words == "lithuania")
    >>> found.states, found.kind.name
    (('lithuania',), 'foreign minister')
    """
    words = _bare(text.replace("’", "'"))
    head, place = placed(words)
    states, title = _whose(head, is_state)
    if not title and place:
        states, title = _whose(words, is_state)
        place = ""
    kind, whose = kind_of(title)
    if not kind.known:
        return None
    states = states or _states(whose, is_state)
    return Phrase(states, kind, place, f"{title} in {place}" if place else title)


def _bare(text: str) -> str:
    return _ARTICLE.sub("", fold(text), count=1) if _ARTICLE.match(fold(text)) else fold(text)


def _whose(words: str, is_state: Callable[[str], bool]) -> tuple[tuple[str, ...], str]:
    """The states that words name before or after a title, and the title."""
    if kind_of(words)[0].known:
        return (), words
    parts = words.split()
    for cut in range(len(parts) - 1, 0, -1):
        states = _states(" ".join(parts[:cut]), is_state)
        title = " ".join(parts[cut:])
        if states and kind_of(title)[0].known:
            return states, title
    title, of, state = words.rpartition(" of ")
    states = _states(_bare(state), is_state) if of else ()
    return (states, title) if states else ((), words)


def _states(words: str, is_state: Callable[[str], bool]) -> tuple[str, ...]:
    plain = words.removesuffix("'s").removesuffix("'")
    if found := _looked_up(plain, "state") if plain else "":
        return tuple(found.split(";"))
    return (plain,) if plain and is_state(plain) else ()


def dated(text: str) -> tuple[str, str]:
    """An office in words and the date at its end, in EDTF; an empty one where none is told.

    A date is EDTF, or a day, month and year in English, German or Russian words.

    >>> dated("the Soviet envoy in Berlin, May 1926"), dated("[envoy in Riga]|USSR, 1926-03-05")
    (('the Soviet envoy in Berlin', '1926-05'), ('[envoy in Riga]|USSR', '1926-03-05'))
    >>> dated("Foreign Minister of Lithuania (on 27 April 1926)"), dated("envoy in Riga")
    (('Foreign Minister of Lithuania', '1926-04-27'), ('envoy in Riga', ''))
    """
    words = text.split()
    for start in range(1, len(words)):
        # A comma, a bracket or a word such as *in* may stand between the office and its date.
        tail = " ".join(words[start:]).strip("(), ")
        before = fold(words[start - 1].strip("(),."))
        # What is left of a day that there is not (30 February) is no date either.
        if not before.isdigit() and before not in _table()["month"] and (found := _edtf(tail)):
            return " ".join(words[:start]).rstrip("(, "), found
    return text.strip(), ""


def _edtf(words: str) -> str:
    plain = words
    while found := _BEFORE_DATE.match(fold(plain)):
        plain = plain[found.end() :]
    if " " not in plain:
        return plain if any(map(str.isdigit, plain)) and _reads(plain) else ""
    parts = re.sub(r"[,.]| года?(?=\W|$)| г(?=\W|$)", " ", fold(plain)).split()
    month = next((_table()["month"][part] for part in parts if part in _table()["month"]), "")
    numbers = [part for part in parts if part not in _table()["month"]]
    if not month or len(parts) - len(numbers) != 1:
        return ""
    *day, year = numbers if numbers else ("",)
    if not re.fullmatch(r"\d{4}\??", year) or len(day) > 1:
        return ""
    day = [re.sub(r"(st|nd|rd|th)$", "", number) for number in day]
    days = [int(number) for number in day if re.fullmatch(r"\d{1,2}", number)]
    return _built(year, int(month), day, days)


def _built(year: str, month: int, told: list[str], days: list[int]) -> str:
    if len(told) != len(days):
        return ""
    doubt = "?" if year.endswith("?") else ""
    text = "-".join([year[:4], f"{month:02}", *(f"{day:02}" for day in days)]) + doubt
    return text if _reads(text) else ""


def _reads(text: str) -> bool:
    try:
        return bool(parse(text))
    except UnreadableDate:
        return False
