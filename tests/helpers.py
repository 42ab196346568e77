"""Small casebooks for tests: claims in a line each, real files in a temporary folder.

::

    book = make_book(tmp_path, claims=[
        claim("a-1", "met_with", "Germany;USSR", date="1926-04-24"),
        claim("a-2", "pressured", "Germany", "Lithuania", act="warning", date="1926-05"),
    ], judgements=[same("a-1", "a-2")])
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rapallo.casebook.book import Casebook
from rapallo.load import load
from rapallo.loaders.base import Loader
from rapallo.model.claim import COLUMNS, Claim
from rapallo.model.nodes import TABLES, Judgement, Node, State
from rapallo.model.records import LoadReport, Placed

__all__ = ["ACTS", "STATES", "as_claims", "claim", "loader", "make_book", "put", "same"]

ACTS = {
    "met_with": "meeting",
    "signed": "signed",
    "opposed": "stance",
    "pressured": "demand",
    "supported": "support",
    "informed": "letter",
}
"""The act that a claim of a kind has unless it says otherwise."""

STATES = (
    State("germany", "Germany"),
    State("soviet-russia", "Soviet Russia", "", "1917-11-07", "1922-12-30"),
    State("soviet-union", "Soviet Union", "USSR", "1922-12-30", "1991-12-26"),
    State("lithuania", "Lithuania"),
    State("latvia", "Latvia"),
    State("estonia", "Estonia"),
    State("poland", "Poland"),
    State("france", "France"),
    State("united-kingdom", "United Kingdom", "Britain;England"),
)
"""The states that a small casebook knows unless it is given its own."""


def claim(
    id: str, kind: str, agents: str, targets: str = "", *, source: str = "s", **more: str
) -> Claim:
    """A claim in one line: its act follows from its kind unless it is told."""
    act = more.pop("act", ACTS.get(kind, kind))
    return Claim(id=id, kind=kind, act=act, agents=agents, targets=targets, source=source, **more)


def as_claims(rows: Iterable[Claim | Mapping[str, str]]) -> list[Claim]:
    """Claims from claims or dictionaries: ids are c-01, c-02 in order where none is told."""
    found = []
    for number, row in enumerate(rows, 1):
        if isinstance(row, Claim):
            made = row
        else:
            given = {"source": "s", "act": ACTS.get(row.get("kind", ""), ""), **row}
            extra = tuple(sorted((k, v) for k, v in given.items() if k not in COLUMNS))
            made = Claim(**{k: v for k, v in given.items() if k in COLUMNS}, extra=extra)
        found.append(made if made.id else replace(made, id=f"c-{number:02}"))
    return found


def same(a: str, b: str, verdict: str = "same", what: str = "event", reason: str = "") -> Judgement:
    """A judgement on two claims or two spellings."""
    return Judgement(what, a, b, verdict, reason)


def loader(records: Sequence[object], name: str = "given") -> Loader:
    """A loader that yields these records, whatever they are."""

    def run(
        paths: Sequence[Path], *, options: Mapping[str, str], resolver: object
    ) -> Iterator[Any]:
        yield from records

    return Loader(name=name, about="records given by a test", load=run)


def put(
    book: Casebook, records: Iterable[object], *, name: str = "given", update: bool = False
) -> LoadReport:
    """Load records into a casebook; a bare claim stands in row 1, 2, ... of the file ``given``."""
    placed = [
        Placed(record, name, number) if isinstance(record, Claim) else record
        for number, record in enumerate(records, 1)
    ]
    return load(book, loader(placed, name), update=update)


def make_book(
    folder: Path,
    claims: Iterable[Claim | Mapping[str, str]] = (),
    *,
    name: str = "book.duckdb",
    rejects: bool = False,
    **tables: Iterable[Node | Mapping[str, str]],
) -> Casebook:
    """A casebook in a folder with these claims and tables (``states=``, ``posts=``, ...).

    Without ``states`` it knows :data:`STATES`. Raises AssertionError with the reasons where a claim
    is rejected, unless ``rejects``.
    """
    tables.setdefault("states", STATES)
    nodes = [
        row if isinstance(row, Node) else TABLES[table].from_row(row)
        for table, rows in tables.items()
        for row in rows
    ]
    book = Casebook(folder / name)
    report = put(book, [*nodes, *as_claims(claims)])
    assert rejects or not report.rejects, report.rejects
    return book
