"""The conversation of ``events review``: two claims at a time, each answer kept at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rapallo.cli.asking import judgements_in
from rapallo.cli.claims import in_short
from rapallo.cli.judging import reader, sit
from rapallo.cli.table import indented
from rapallo.cli.verb import note, screen_width
from rapallo.export.verdicts import check_writable
from rapallo.identity.unions import Unions
from rapallo.model.nodes import Judgement
from rapallo.model.text import many

if TYPE_CHECKING:
    from rapallo.casebook.book import Casebook
    from rapallo.casebook.filters import Filters
    from rapallo.identity.event_pairs import Tuning
    from rapallo.identity.lineages import Lineage

__all__ = ["ask_about_events"]


def ask_about_events(
    book: Casebook,
    path: Path,
    *,
    filters: Filters,
    tuning: Tuning,
    by: str,
    lineage: Lineage = False,
) -> None:
    """Ask about each proposed pair that neither the file nor the casebook has judged.

    A chain of *same* answers further pairs, and *different* those of the same two events.
    """
    from rapallo.analysis.events import candidates
    from rapallo.identity.event_pairs import verdicts

    check_writable(path)
    result = candidates(book, filters=filters, tuning=tuning, lineage=lineage)
    with book.store.reading() as connection:
        events = dict(connection.execute("SELECT id, event FROM claims").fetchall())
        known = [Judgement("event", *ids, told) for ids, told in verdicts(connection).items()]
    if path.exists():
        known += [one for _, one in judgements_in(path).values() if one.what == "event"]
    pairs = _Pairs(book, result.rows, events, known)
    waiting = [row for number, row in enumerate(result.rows) if not pairs.settled(number)]
    pairs = _Pairs(book, waiting, events, known)
    note(f"{many(len(pairs), 'pair')} to judge; answers go to {path}. Stop when you like.")
    sit(pairs, path, reader(by), "events")


@dataclass(slots=True)
class _Pairs:
    """Proposed pairs of claims; ``events``: that of each claim; ``given``: judgements so far."""

    book: Casebook
    rows: Sequence[Mapping[str, Any]]
    events: Mapping[str, str]
    given: list[Judgement]
    _groups: Unions[str] = field(init=False)

    def __post_init__(self) -> None:
        self._groups = self._joined()

    def __len__(self) -> int:
        return len(self.rows)

    def settled(self, number: int) -> bool:
        """Whether the two are one event by now, or judged otherwise."""
        a, b = self.rows[number]["a"], self.rows[number]["b"]
        of = self._events(a, b)
        return len(of) == 1 or any(
            of == self._events(j.a, j.b) if j.verdict == "different" else {a, b} == {j.a, j.b}
            for j in self.given
        )

    def sides(self, number: int) -> tuple[str, str, str]:
        """The two claims, by id."""
        return "event", self.rows[number]["a"], self.rows[number]["b"]

    def learn(self, judgement: Judgement) -> None:
        """Let an answer answer what follows from it."""
        self.given.append(judgement)
        self._groups = self._joined()

    def forget(self, judgement: Judgement) -> None:
        """Ask again what followed from an answer."""
        self.given.remove(judgement)
        self._groups = self._joined()

    def told(self, number: int, count: str) -> Iterator[str]:
        """Both claims in words, with their dates and places in the sources, and why they are a
        pair."""
        row, width = self.rows[number], screen_width()
        yield ""
        yield f"── {count}: {row['kind']}, {many(row['points'], 'point')}"
        for letter, claim in zip("ab", in_short(self.book, [row["a"], row["b"]]), strict=True):
            yield f" {letter}  {claim.id}: {claim.date}"
            yield from indented(f"{claim.deed} [{claim.where}]", width)
            if claim.said:
                yield from indented(claim.said, width)
        yield " why"
        yield from indented(row["reason"], width)
        if row["more"]:
            yield from indented(f"and {many(row['more'], 'more pair')} of these two events", width)

    def _joined(self) -> Unions[str]:
        groups = Unions[str]()
        for one in self.given:
            if one.verdict == "same":
                groups.join(self.events.get(one.a, one.a), self.events.get(one.b, one.b))
        return groups

    def _events(self, a: str, b: str) -> frozenset[str]:
        return frozenset(self._groups.find(self.events.get(one, one)) for one in (a, b))
