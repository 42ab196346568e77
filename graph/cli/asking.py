"""The conversation of ``identity review``: a pair at a time, each answer kept at once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rapallo.cli.claims import in_short
from rapallo.cli.table import indented
from rapallo.cli.verb import note, screen_width
from rapallo.model.nodes import Judgement
from rapallo.model.records import PlacedNode
from rapallo.model.text import many

if TYPE_CHECKING:
    from rapallo.casebook.book import Casebook
    from rapallo.identity.candidates import Candidate
    from rapallo.identity.names import Names
    from rapallo.identity.records import Record

__all__ = ["ask_about", "judgements_in"]

ANSWERS = {"s": "same", "d": "different", "u": "unsure", "k": "skip", "q": "quit"}
QUESTION = "[s]ame  [d]ifferent  [u]nsure  s[k]ip  [q]uit"
FEW = 3
"""Claims shown of each."""


def ask_about(book: Casebook, path: Path, *, over: float, actor: str, by: str) -> None:
    """Ask about each candidate that neither the file nor the casebook has judged.

    Chains of *same* answer further pairs, which are then not asked about.
    """
    from rapallo.analysis.identities import open_candidates
    from rapallo.identity.ask import all_nodes
    from rapallo.identity.names import Names

    names = Names(all_nodes(book))
    for _, judgement in judgements_in(path).values() if path.exists() else ():
        names.add(judgement)
    found, notes = open_candidates(book, names, over=over, actor=actor)
    waiting = [one for one in found if not names.merges.verdict(one.a.id, one.b.id)]
    for sentence in notes:
        note(f"Note: {sentence}.")
    note(f"{len(waiting)} pairs to judge; answers go to {path}. Stop when you like.")
    counted = _Talk(book, names, path, by or _me()).go_through(waiting)
    told = ", ".join(f"{number} {verdict}" for verdict, number in counted.items()) or "nothing"
    note(f"Judged: {told}.")
    if counted:
        note(f"`rapallo identity apply {path}` lets the casebook follow.")


def judgements_in(path: Path) -> dict[tuple[str, ...], tuple[int, Judgement]]:
    """The judgements of a file by key, each with its row; lines that are none are left out."""
    from rapallo.identity.names import Names
    from rapallo.loaders.judging import JUDGEMENTS

    found: dict[tuple[str, ...], tuple[int, Judgement]] = {}
    for record in JUDGEMENTS.load([path], options={}, resolver=Names()):
        if isinstance(record, PlacedNode) and isinstance(record.node, Judgement):
            found[record.node.key_values] = (record.row, record.node)
    return found


def _me() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


@dataclass(frozen=True, slots=True)
class _Talk:
    """One sitting: what is asked of, who judges, where the answers go."""

    book: Casebook
    names: Names
    path: Path
    by: str

    def go_through(self, waiting: Sequence[Candidate]) -> Counter[str]:
        """Ask until all is answered or the reader stops; how often each verdict was given."""
        counted: Counter[str] = Counter()
        for number, one in enumerate(waiting, 1):
            if self.names.merges.verdict(one.a.id, one.b.id):
                continue
            for line in self._told(one, f"{number} of {len(waiting)}"):
                click.echo(line)
            try:
                verdict = _answer()
                if verdict == "quit":
                    break
                if verdict != "skip":
                    self._keep(one, verdict, _reason())
                    counted[verdict] += 1
            except click.Abort:
                click.echo()
                break
        return counted

    def _keep(self, one: Candidate, verdict: str, reason: str) -> None:
        """Write an answer down before the next question, and let it answer what follows from it."""
        from rapallo.analysis.identities import named
        from rapallo.export.verdicts import add_judgement

        a, b = (named(record, self.names) for record in (one.a, one.b))
        today = dt.date.today().isoformat()
        judgement = Judgement("identity", a, b, verdict, reason, self.by, today)
        add_judgement(self.path, judgement)
        self.names.add(judgement)

    def _told(self, one: Candidate, count: str) -> Iterator[str]:
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


def _answer() -> str:
    while True:
        given = click.prompt(QUESTION, default="", show_default=False, prompt_suffix=": ")
        verdict = ANSWERS.get(given.strip().casefold()[:1])
        if verdict:
            return verdict
        click.echo("Answer with one of the letters in brackets.")


def _reason() -> str:
    given: str = click.prompt("Why (Enter for nothing)", default="", show_default=False)
    return " ".join(given.split())


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
