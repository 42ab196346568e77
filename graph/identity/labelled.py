"""Records of which it is known who is who, made from files that a user has.

``pocom``: the Office of the Historian's *Principal Officers and Chiefs of Mission*, a file a person
with his names and life, and files of missions with who held them when. A person gives a record as
an authority file has him (name, life, posts) and, for each alternative name, one as claims have
him: that spelling, the state, a date within one of his posts, which the other record then lacks.
``wikidata``: answers of the Wikidata API; each label, alias and title of an article on a human is a
spelling. ``russian``: Russian officials in Cyrillic, with the package, as books in five languages
transliterate them.

Nothing of the files is kept or written out.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapallo.dates.calendar import day_number
from rapallo.dates.edtf import parse, term
from rapallo.dates.when import UNDATED, When
from rapallo.errors import RapalloError, UnreadableFile
from rapallo.identity.packaged import packaged
from rapallo.identity.posts import Tenure
from rapallo.identity.readings import readings
from rapallo.identity.records import Record
from rapallo.identity.transliterate import SYSTEMS, latin

__all__ = ["Labelled", "Person", "pocom", "russian", "wikidata"]


@dataclass(frozen=True, slots=True)
class Labelled:
    """Records of one person, which all pair with one another; and who came after him in a post."""

    person: str
    surname: str
    records: tuple[Record, ...]
    successors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the files of pocom."""

    id: str
    name: str
    aliases: tuple[str, ...]
    born: str
    died: str


def pocom(folder: Path) -> list[Labelled]:
    """The persons in a folder as the repository HistoryAtState/pocom has it, by id.

    Raises UnreadableFile where the folder has no ``people`` or a file is no XML.
    """
    people = [_person(path) for path in sorted(folder.glob("people/*/*.xml"))]
    if not people:
        raise UnreadableFile(folder, "it has no files people/*/*.xml: is it the folder of pocom?")
    held, after = _missions(folder)
    return [
        _labelled(person, held.get(person.id, []), after.get(person.id, set()))
        for person in sorted(people, key=lambda person: person.id)
    ]


def _xml(path: Path) -> Any:
    from lxml import etree

    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        return etree.parse(str(path), parser).getroot()
    except (OSError, etree.XMLSyntaxError) as error:
        raise UnreadableFile(path, f"it cannot be read as XML: {error}") from error


def _person(path: Path) -> Person:
    root = _xml(path)

    def text(name: str) -> str:
        return " ".join((root.findtext(f".//{name}") or "").split())

    name = ", ".join(filter(None, (text("surname"), text("forename"), text("genName"))))
    aliases = [" ".join((e.text or "").split()) for e in root.iter("altname")]
    years = (value if value.isdecimal() else "" for value in (text("birth"), text("death")))
    return Person(text("id") or path.stem, name, tuple(filter(None, aliases)), *years)


def _missions(folder: Path) -> tuple[dict[str, list[Tenure]], dict[str, set[str]]]:
    """Who held which mission when, and who came next after whom."""
    held: dict[str, list[Tenure]] = defaultdict(list)
    after: dict[str, set[str]] = defaultdict(set)
    for path in sorted(folder.glob("missions-*/*.xml")):
        before = ""
        for chief in _xml(path).iter("chief"):
            who = (chief.findtext("person-id") or "").strip()
            when = _term(chief)
            if not who or when is UNDATED:
                continue
            held[who].append(Tenure(path.stem, f"united-states/{path.stem}", "us", who, when))
            if before and before != who:
                after[before].add(who)
            before = who
    return held, after


def _term(chief: Any) -> When:
    start = chief.findtext("started/date") or chief.findtext("appointed/date") or ""
    end = chief.findtext("ended/date") or ""
    try:
        return term(start.strip(), end.strip()) if start.strip() else UNDATED
    except RapalloError:
        return UNDATED


def _labelled(person: Person, held: list[Tenure], after: set[str]) -> Labelled:
    told = [held[(len(held) // 2 + n) % len(held)] for n in range(len(person.aliases)) if held]
    states = frozenset({"us"})
    known = Record(
        person.id,
        person.name,
        readings(person.name),
        states,
        parse(person.born),
        parse(person.died),
        tenures=tuple(tenure for tenure in held if tenure not in told),
    )
    spelled = [
        Record(f"{person.id}#{number}", alias, readings(alias), states, **_acting(told[number:]))
        for number, alias in enumerate(person.aliases)
    ]
    surname = known.names[0].surname
    return Labelled(person.id, surname[-1] if surname else "", (known, *spelled), frozenset(after))


def _acting(told: list[Tenure]) -> Mapping[str, Any]:
    """A day on which claims tell of somebody: the first of a post."""
    return {"active": (told[0].term.s0, told[0].term.s1)} if told else {}


def wikidata(folder: Path) -> list[Labelled]:
    """The humans in the ``*.json`` files of a folder that are answers of ``wbgetentities``.

    Files in other shapes are passed over. Raises UnreadableFile where there is none.
    """
    found = {e["id"]: e for path in sorted(folder.rglob("*.json")) for e in _entities(path)}
    if not found:
        raise UnreadableFile(folder, "no file *.json in it is an answer of wbgetentities")
    return [_human(entity) for _, entity in sorted(found.items()) if _is_human(entity)]


def _entities(path: Path) -> Iterator[dict[str, Any]]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return
    if isinstance(content, dict) and isinstance(content.get("entities"), dict):
        yield from (e for e in content["entities"].values() if isinstance(e, dict) and "id" in e)


def _values(entity: Mapping[str, Any], claim: str) -> Iterator[Mapping[str, Any]]:
    claims = entity.get("claims") or {}
    for statement in claims.get(claim, ()) if isinstance(claims, dict) else ():
        value = statement.get("mainsnak", {}).get("datavalue", {}).get("value")
        if isinstance(value, dict):
            yield value


def _is_human(entity: Mapping[str, Any]) -> bool:
    return any(v.get("id", f"Q{v.get('numeric-id')}") == "Q5" for v in _values(entity, "P31"))


def _human(entity: Mapping[str, Any]) -> Labelled:
    """A record a spelling in Latin or Cyrillic letters, all with the years of his life or none."""
    born = next((v["time"][1:5] for v in _values(entity, "P569") if "time" in v), "")
    spelled = sorted({" ".join(name.split()) for name in _spelled(entity)})
    names = [name for name in spelled if _readable(name)]
    records = [
        Record(f"{entity['id']}#{n}", name, readings(name), born=parse("" if n else born))
        for n, name in enumerate(names)
    ]
    return Labelled(entity["id"], entity["id"], tuple(records))


def _spelled(entity: Mapping[str, Any]) -> Iterator[str]:
    labels, aliases = (entity.get(key) or {} for key in ("labels", "aliases"))
    if isinstance(labels, dict):
        yield from (label["value"] for label in labels.values())
    if isinstance(aliases, dict):
        yield from (one["value"] for several in aliases.values() for one in several)
    links = entity.get("sitelinks") or {}
    for site, link in links.items() if isinstance(links, dict) else ():
        if site.endswith("wiki") and site not in ("commonswiki", "specieswiki"):
            yield link["title"].partition(" (")[0]


def _readable(name: str) -> bool:
    """Whether a spelling is in Latin or Cyrillic letters, all of it."""
    told = [c for c in name if c.isalpha()]
    return bool(told) and all(c < "\u0370" or "\u0400" <= c < "\u0530" for c in told)


def russian() -> list[Labelled]:
    """The officials of ``cyrillic.csv``: in Cyrillic with years, and in five ways transliterated.

    The spellings take turns in how sources name people: all names, the given name alone, initials.
    The list was made for measuring, from memory of common works of reference, with fathers and
    sons, brothers and namesakes sought out: no source for anybody's years.
    """
    return [_official(n, row) for n, row in enumerate(packaged("cyrillic.csv"))]


def _official(number: int, row: Mapping[str, str]) -> Labelled:
    name, id = row["name"], f"ru-{number:03}"
    state = frozenset({"russia"})
    known = Record(id, name, readings(name), state, parse(row["born"]), parse(row["died"]))
    spelled = (_shortened(latin(name, s), number + n) for n, s in enumerate(SYSTEMS))
    told = [
        Record(
            f"{id}#{SYSTEMS[n]}", one, readings(one), state, active=_year(row, 5 * number + 7 * n)
        )
        for n, one in enumerate(spelled)
    ]
    return Labelled(id, known.names[0].surname[-1], (known, *told))


def _year(row: Mapping[str, str], turn: int) -> tuple[int, int]:
    """A year in which claims tell of somebody: he is from 28 to 60, and not dead."""
    born, died = int(row["born"]), int(row["died"] or 2020)
    year = min(born + 28 + turn % 33, died)
    return day_number(year, 1, 1), day_number(year, 12, 31) if year < died else day_number(
        year, 1, 31
    )


def _shortened(name: str, turn: int) -> str:
    """A name as sources give it: whole, without the father's name, with initials, in order."""
    surname, _, given = name.partition(", ")
    first, *rest = given.split()
    initials = " ".join(f"{word[0]}." for word in (first, *rest))
    return (name, f"{surname}, {first}", f"{initials} {surname}", f"{first} {surname}")[turn % 4]
