"""A casebook that a Neo4j database holds, loaded as any sheet would be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from neo4j import Driver

from rapallo.casebook.book import Casebook
from rapallo.load import check, load
from rapallo.loaders.base import Loader
from rapallo.model.records import LoadReport
from rapallo.model.text import some
from rapallo.neo4j.reading import Outcome, Pushed, Reading, casebooks, choose
from rapallo.neo4j.rows import own_id
from rapallo.neo4j.schema import check_version

__all__ = ["Pulled", "pull"]

FEW = 5
"""How many claims edited in the database a note names."""


class Pulled(NamedTuple):
    """What a pull read, what became of it, and what the casebook is now; None on a dry run."""

    pushed: Pushed
    report: LoadReport
    outcome: Outcome | None


def pull(
    book: Casebook,
    driver: Driver,
    casebook: str = "",
    *,
    database: str | None = None,
    update: bool = False,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Pulled:
    """Load into a casebook what a database holds of one, in one transaction.

    ``casebook``: its id; without it the one with the id of this casebook is meant, or the only one.
    A casebook into which nothing else was loaded takes that id over: pushed, it updates the one it
    came from. ``update`` withdraws what an earlier pull brought and is gone. ``dry_run`` writes
    nothing and reports the same. ``progress`` is called with the number of records so far.

    Raises :class:`~rapallo.errors.BadOption` where there is no such casebook or several,
    :class:`~rapallo.errors.ServerUnavailable` where none is there or its push was not finished, and
    :class:`~rapallo.errors.BadInput` where an ``update`` finds a node that cannot be read.
    """
    check_version(driver)
    pushed = choose(casebooks(driver, database), casebook, own_id(book))
    reading = Reading(driver, pushed, database=database, update=update)
    loader = Loader(reading.name, "a casebook in Neo4j", reading.records, paths=False)
    if dry_run:
        report, outcome = check(book, loader, progress=progress), None
    else:
        report = load(book, loader, update=update, progress=progress)
        outcome = reading.settle(book)
    report.notes[:0] = _edited(reading.edited)
    return Pulled(pushed, report, outcome)


def _edited(claims: list[str]) -> Iterator[str]:
    if claims:
        yield f"changed in the database since the push: {some(claims, FEW)}"
