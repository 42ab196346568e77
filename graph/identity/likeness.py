"""What a load says of persons whom it has made from claims: a misspelt name makes a new one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from difflib import get_close_matches

from duckdb import DuckDBPyConnection

from rapallo.casebook.read import nodes
from rapallo.model.nodes import Diplomat
from rapallo.model.records import LoadReport
from rapallo.model.text import fold, some

__all__ = ["new_people"]

FEW = 5
"""How many names a sentence holds."""

MOST = 50
"""Of so many new persons it is asked whom they resemble: it takes a while."""

ALIKE = 0.85
"""Above this share of letters in common (Ratcliff and Obershelp) two names are close."""


def new_people(connection: DuckDBPyConnection, report: LoadReport) -> Iterator[str]:
    """Sentences that name the persons made from claims, and those whom some of them resemble."""
    made = {person.id: person for person in report.people}
    if not made:
        return
    known = [person for person in nodes(connection, Diplomat) if person.id not in made]
    if not known:
        return
    spelled = [person.aliases or person.name for person in made.values()]
    yield f"new persons, made from the claims that name them: {some(spelled, FEW)}"
    close = list(_close(list(made.values())[:MOST], known))
    if close:
        yield (
            f"close to persons known before: {some(close, FEW)}; an alias in the table of diplomats"
            " makes two spellings one person"
        )


def _close(made: list[Diplomat], known: list[Diplomat]) -> Iterator[str]:
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for person in known:
        for name, _ in person.spellings():
            names[fold(name)[:1]][fold(name)] = person.name
    for person in made:
        name = fold(person.name)
        for found in get_close_matches(name, names[name[:1]], n=1, cutoff=ALIKE):
            yield f"{person.name!r} is like {names[name[:1]][found]!r}"
