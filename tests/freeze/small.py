"""A small casebook of three sources: one free, one not, one of which nothing is said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rapallo.casebook.book import Casebook
from rapallo.cli.running import InProcess
from rapallo.freeze.commands import Command
from rapallo.freeze.freezing import Frozen, freeze
from rapallo.freeze.replicating import Replica, replicate
from rapallo.freeze.withheld import Rights
from rapallo.model.nodes import Post, Source
from tests.helpers import claim, make_book, same

__all__ = ["COMMANDS", "SHORT", "WORDS", "again", "book_of", "commands", "frozen", "wrong"]

WORDS = "a talk over dinner about the timber shipped on the river"
"""What the source that may not be passed on says."""

COMMANDS = (
    "rapallo info",
    "rapallo coordination --by state --seed 3",
    "rapallo conflicts -f json",
    "rapallo export gexf net.gexf",
)
SHORT = (COMMANDS[0], COMMANDS[-1])


def book_of(folder: Path) -> Casebook:
    return make_book(
        folder,
        [
            claim("a-1", "met_with", "A, B|Germany;C, D|USSR", source="free", date="1926-03"),
            claim("a-2", "opposed", "USSR;Germany", "Poland", source="free", date="1927"),
            claim(
                "b-1",
                "met_with",
                "A, B|Germany;C, D|USSR",
                source="kept",
                date="1926-03-05",
                about=WORDS,
                locator="page 7",
                extra=(("x_folio", "=12"),),
            ),
            claim("b-2", "pressured", "Germany", "Lithuania", source="kept", date="../1930"),
            claim("c-1", "signed", "Germany;USSR", treaty="A pact", source="odd", date="1926"),
        ],
        sources=[
            Source("free", "A free text", licence="CC BY 4.0", citation="Free, p. 1"),
            Source("kept", "A kept text", licence="all rights reserved", citation="Kept, 1999"),
        ],
        posts=[Post("o", "envoy", "Germany", source="kept", locator="page 9", note=WORDS)],
        judgements=[same("a-1", "b-1")],
    )


def commands(lines: Sequence[str] = COMMANDS) -> list[Command]:
    return [Command.read(line, number) for number, line in enumerate(lines, 1)]


def frozen(
    book: Casebook, target: Path, lines: Sequence[str] = SHORT, *, mine: bool = False
) -> Frozen:
    return freeze(book, target, InProcess(), commands=commands(lines), rights=Rights(mine))


def again(target: Path, book: Casebook | None = None, **sources: Path) -> Replica:
    return replicate(target, InProcess(), book=book, sources=sources)


def wrong(replica: Replica) -> list[tuple[str, str, str, str, str]]:
    """What is not the same: file, verdict, place, both values."""
    return [
        (row.file, row.verdict, row.where, row.frozen, row.now)
        for row in replica.rows
        if row.verdict != "same"
    ]
