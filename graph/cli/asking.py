"""The conversation of ``identity review``: a pair at a time, each answer kept at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rapallo.cli.claims import in_short
from rapallo.cli.judging import reader, sit
from rapallo.cli.table import indented
from rapallo.cli.verb import note, screen_width
from rapallo.export.verdicts import check_writable
from rapallo.model.nodes import Judgement, Node
from rapallo.model.records import PlacedNode
from rapallo.model.text import many

if TYPE_CHECKING:
    from rapallo.casebook.book import Casebook
    from rapallo.casebook.filters import Filters
    from rapallo.identity.candidates import Candidate
    from rapallo.identity.names import Names
    from rapallo.identity.records import Record

__all__ = ["ask_about", "judgements_in"]

FEW = 3
"""Claims shown of each."""


def ask_about(book: Casebook, path: Path, *, over: float, filters: Filters, by: str) -> None:
    """Ask about each candidate that neither the file nor the casebook has judged.

    Chains of *same* answer further pairs, which are then not asked about.
    """
    from rapallo.analysis.identities import open_candidates
    from rapallo.identity.ask import all_nodes
    from rapallo.identity.names import Names

    check_writable(path)
    nodes: list[Node] = [*all_nodes(book)]
    if path.exists():
        nodes += [judgement for _, judgement in judgements_in(path).values()]
    names = Names(nodes)
    found, notes = open_candidates(book, names, over=over, filters=filters)
    waiting = [one for one in found if not names.merges.verdict(one.a.id, one.b.id)]
    for sentence in notes:
        note(f"Note: {sentence}.")
    note(f"{many(len(waiting), 'pair')} to judge; answers go to {path}. Stop when you like.")
    sit(_People(book, names, nodes, waiting), path, reader(by), "identity")


def judgements_in(path: Path) -> dict[tuple[str, ...], tuple[int, Judgement]]:
    """The judgements of a file by key, each with its row; lines that are none are left out."""
    from rapallo.identity.names import Names
    from rapallo.loaders.judging import JUDGEMENTS

    found: dict[tuple[str, ...], tuple[int, Judgement]] = {}
    for record in JUDGEMENTS.load([path], options={}, resolver=Names()):
        if isinstance(record, PlacedNode) and isinstance(record.node, Judgement):
            found[record.node.key_values] = (record.row, record.node)
    return found


@dataclass(slots=True)
class _People:
    """Candidates for one person; ``nodes``: all that the names were learnt from."""

    book: Casebook
    names: Names
    nodes: list[Node]
    waiting: Sequence[Candidate]

    def __len__(self) -> int:
        return len(self.waiting)

    def settled(self, number: int) -> bool:
        """Whether the two are judged by now."""
        one = self.waiting[number]
        return bool(self.names.merges.verdict(one.a.id, one.b.id))

    def sides(self, number: int) -> tuple[str, str, str]:
        """The two as a judgement names them."""
        from rapallo.analysis.identities import named

        one = self.waiting[number]
        return "identity", named(one.a, self.names), named(one.b, self.names)

    def learn(self, judgement: Judgement) -> None:
        """Let an answer answer what follows from it."""
        self.nodes.append(judgement)
        self.names.add(judgement)

    def forget(self, judgement: Judgement) -> None:
        """Learn the names anew, without it."""
        from rapallo.identity.names import Names

        self.nodes.remove(judgement)
        self.names = Names(self.nodes)

    def told(self, number: int, count: str) -> Iterator[str]:
        """What is known of the two, and the rules that say that they may be one."""
        one = self.waiting[number]
        width = screen_width()
        odds = f"{one.score:+.1f} bits, {_odds(one.score)} among pairs like those measured"
        yield ""
        yield f"── {count}: {odds}"
        for letter, record in (("a", one.a), ("b", one.b)):
            yield f" {letter}  {record.name}"
            for line in self._side(record):
                yield from indented(line, width)
        yield " why"
        for rule in one.rules:
            saw = f": {rule.saw}" if rule.saw else ""
            yield from indented(f"{rule.weight:+.1f}  {rule.rule}, {rule.level}{saw}", width)

    def _side(self, record: Record) -> Iterator[str]:
        life = f"{record.born}–{record.died}"
        states = ", ".join(map(self.names.label, sorted(record.states)))
        yield "; ".join(filter(None, (record.id, life.strip("–"), states)))
        if record.spellings:
            yield f"spelled {'; '.join(record.spellings)}"
        for tenure in record.tenures:
            yield f"{self.names.label(tenure.office)} {tenure.term}"
        yield from _claims(self.book, record.id)


def _odds(bits: float) -> str:
    """Log odds in words.

    >>> _odds(3), _odds(-1.0), _odds(0)
    ('8 to 1', '1 to 2', '1 to 1')
    """
    odds = 2.0 ** abs(bits)
    number = f"{odds:.0f}" if odds < 1000 else "more than 1,000"
    return f"{number} to 1" if bits >= 0 else f"1 to {number}"


def _claims(book: Casebook, person: str) -> Iterator[str]:
    """A few of the claims that tell of somebody, with where they stand, and how many there are."""
    with book.store.reading() as connection:
        rows = connection.execute(
            """SELECT id FROM claims WHERE id IN (SELECT claim FROM participants WHERE actor = ?)
               ORDER BY s0, id""",
            [person],
        ).fetchall()
    for told in in_short(book, [row[0] for row in rows[:FEW]]):
        yield f"{told.date}  {told.deed} ({told.id}: {told.where})"
    if len(rows) > FEW:
        yield f"and {many(len(rows) - FEW, 'more claim')}"
