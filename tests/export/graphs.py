"""Networks to export: a tiny one, and one in which everything is nasty."""

from __future__ import annotations

import random
from pathlib import Path

from rapallo.casebook.book import Casebook
from rapallo.casebook.read import StoredClaim
from rapallo.dates.edtf import parse
from rapallo.export.network import Network, Vertex
from rapallo.model.acts import KINDS
from rapallo.model.nodes import Diplomat, Issue, Treaty
from rapallo.projection.edges import EventEdge
from rapallo.projection.evidence import Provenance
from tests.helpers import claim, make_book, same

__all__ = ["DATES", "NAMES", "edge", "nasty", "network_of", "told", "tiny"]

DATES = (
    "1926-04-24",
    "1926-04",
    "1926",
    "1926-04-23",
    "1926-04-25",
    "192X",
    "[1926-04-24,1928-07-01]",
    "{1926-04-24,1928-07-01,1929-02}",
    "1922/1933",
    "1926-05-01/1926-05-09",
    "1926~",
    "1926-04-24?",
    "1930/..",
    "../1920",
    "[..1919-12-31]",
    "",
    "-0043-03-15",
    "0000",
    "Y12000",
    "Y170000002",
)
"""Known, doubtful, lasting, half-open, undated, before Christ, and beyond any calendar."""

NAMES = (
    "Plain, John",
    'O\'Neill & <Sons> "Ltd"',
    "Tūbelis, Juozas",
    "Крестинский, Николай",
    "line\nfeed, tab\tand return\r",
    "bell \x07, escape \x1b and \x00",
    "half a pair \ud83d",
    "not a character \uffff",
    "𐀀 beyond the plane",
    "]]> --> <!-- <script>alert(1)</script> &#1; %s {x}",
    "back\\slash \\\\ end\\",
    "w" * 100_000,
    "x" * 600_000,
    "",
    " spaces ",
)


def tiny(folder: Path) -> Casebook:
    """Two envoys meet twice, once on an unsure day; one signs, one presses, nobody knows when."""
    return make_book(
        folder,
        [
            claim("a-1", "met_with", "Moraht, Hans|Germany;Aralov, Semyon|USSR", date="1926-04-24",
                  source="envoys", locator="line 1"),
            claim("a-2", "met_with", "Moraht, Hans|Germany;Aralov, Semyon|USSR",
                  date="[1928-07-01..1928-07-10]", source="envoys", locator="line 2"),
            claim("a-3", "signed", "Germany;USSR", treaty="Treaty of Berlin", date="1926-04-24",
                  source="envoys", locator='note "3" & 4'),
            claim("b-1", "signed", "Germany;USSR", treaty="Treaty of Berlin", date="1926-04",
                  source="memoir"),
            claim("b-2", "pressured", "Moraht, Hans|Germany", "Lithuania", act="warning",
                  source="memoir", locator="page 7"),
            claim("b-3", "opposed", "USSR?", issue="Baltic union", date="1922/1933",
                  source="memoir", locator="page 8"),
        ],
        diplomats=[
            Diplomat("moraht-hans", "Moraht, Hans"),
            Diplomat("aralov-semyon", "Aralov, Semyon"),
        ],
        treaties=[Treaty("treaty-of-berlin", "Treaty of Berlin")],
        issues=[Issue("baltic-union", "Baltic union")],
        judgements=[same("a-3", "b-1")],
    )  # fmt: skip


def edge(
    number: int, kind: str, a: str, b: str, date: str, *, certain: bool = True, sign: int = 0
) -> EventEdge:
    """The edge of an event told by one claim."""
    name = f"c-{number}"
    return EventEdge(name, kind, a, b, 1.0, certain, (name,), parse(date), sign)


def told(row: EventEdge, source: str = "s", locator: str = "line 1") -> StoredClaim:
    """The claim that tells an edge."""
    return StoredClaim(
        row.claims[0], row.event, row.kind, row.kind, row.sign, "told", source, locator, (), "",
        row.when, "exact", "", (), (), (),
    )  # fmt: skip


def network_of(
    rows: list[EventEdge], names: dict[str, str] | None = None, **cited: tuple[str, str]
) -> Network:
    """A network of these edges; ``names`` by node, ``cited`` source and locator by claim."""
    rows = sorted(rows, key=lambda e: (e.a, e.b, e.kind, e.when.s0, e.when.e1, e.event))
    names = names or {}
    ends = sorted({end for row in rows for end in (row.a, row.b)})
    return Network(
        tuple(
            Vertex(end, names.get(end, end), "Diplomat", "x", 1, 1, 1, 1.0, ("s",)) for end in ends
        ),
        rows,
        {row.event: told(row, *cited.get(row.event[2:], ("s", "line 1"))) for row in rows},
        Provenance("export", "0123456789ab", "", {}),
        len({row.event for row in rows}),
        colours={"x": "#332288"},
        labels={"x": "Nowhere"},
    )


def nasty(seed: int = 0, number: int = 400) -> Network:
    """A network with every kind, date and name, parallel both ways and crowded."""
    rng = random.Random(seed)
    ids = [f"n-{i}" for i in range(len(NAMES) - 4)] + ["a|b", "a", "b|met_with|c", 'q"<&\x02']
    rows = []
    for i in range(number):
        kind = rng.choice(KINDS)
        a, b = rng.sample(ids, 2)
        if kind == "met_with":
            a, b = min(a, b), max(a, b)
        date = rng.choice(DATES)
        rows.append(
            edge(i, kind, a, b, date, certain=rng.random() < 0.7, sign=rng.choice((-1, 0, 1)))
        )
    names = dict(zip(ids, NAMES, strict=True))
    return network_of(rows, names, **{"0": ('a, "b"; [c]', "line\n1 \x01")})
