"""What stands under a figure, and what is written beside it for who wants to check it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rapallo.analysis.result import Result
from rapallo.casebook.book import Casebook
from rapallo.casebook.read import told_at
from rapallo.model.text import many, some
from rapallo.projection.evidence import Provenance

__all__ = ["Caption", "Drawn", "caption_path", "events_of", "placed_by", "where_told"]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Something in the figure, in words with its numbers, and the claims that carry it."""

    words: str
    claims: Sequence[str]


@dataclass(frozen=True, slots=True)
class Caption:
    """What is said of a figure.

    ``reads``: sentences on how to read it. ``events``: how many it shows. ``asked``: how many
    claims it rests on, by source. ``chance``: null, permutations, where there are any. ``notes``
    are those of the answer that is drawn; they stand beside the figure, not in it.
    """

    title: str
    reads: tuple[str, ...]
    events: int
    asked: Mapping[str, int]
    provenance: Provenance
    drawn: tuple[Drawn, ...] = ()
    chance: str = ""
    notes: tuple[str, ...] = ()
    command: tuple[str, ...] = field(default=())

    @classmethod
    def of(
        cls, result: Result, reads: Iterable[str], drawn: Iterable[Drawn], events: int, chance: str
    ) -> Caption:
        """The caption of an answer."""
        return cls(
            result.title,
            tuple(reads),
            events,
            result.denominator,
            result.provenance,
            tuple(drawn),
            chance,
            result.notes,
        )

    def counted(self) -> str:
        """How much it shows, and of how much.

        >>> from rapallo.projection.evidence import Provenance
        >>> trace = Provenance("export", "0123abcd", "", {})
        >>> Caption("Met", (), 1, {"b": 1, "a": 4000}, trace, (Drawn("x", ["c-1"]),)).counted()
        'n = 1 claim on 1 event, of 4,001 claims asked from 2 sources (a 4,000, b 1)'
        """
        ranked = sorted(self.asked.items(), key=lambda item: (-item[1], item[0]))
        told = some([f"{name} {number:,}" for name, number in ranked], 6)
        n = self.n()
        shown, events = _many(n["claims"], "claim"), _many(self.events, "event")
        asked, sources = _many(n["claims_asked"], "claim"), many(n["sources"], "source")
        return f"n = {shown} on {events}, of {asked} asked from {sources} ({told})"

    def n(self) -> dict[str, int]:
        """The numbers of it: claims shown and asked, events, sources."""
        return {
            "claims": len({claim for one in self.drawn for claim in one.claims}),
            "events": self.events,
            "claims_asked": sum(self.asked.values()),
            "sources": len(self.asked),
        }

    def printed(self, said: Iterable[str] = ()) -> str:
        """The text under the figure; ``said`` is what its making adds."""
        trace = self.provenance
        filters = f"Filters: {trace.filters}." if trace.filters else "No filters."
        seed = f" Seed {trace.seed}." if trace.seed is not None else ""
        chance = f" {self.chance}" if self.chance else ""
        made = f"Rapallo {trace.version}, casebook {trace.casebook[:12]}."
        return " ".join([*self.reads, *said, f"{self.counted()}.{chance}{seed}", filters, made])

    def beside(
        self, name: str, sha256: str, said: Sequence[str], told: Mapping[str, str]
    ) -> Iterator[str]:
        """The lines of the file beside a figure of that name."""
        trace = self.provenance
        yield from (f"figure: {name}", f"title: {self.title}", f"caption: {self.printed(said)}")
        yield f"sha256: {sha256}"
        yield f"command: {' '.join(self.command)}"
        yield from (f"version: rapallo {trace.version}", f"casebook: {trace.casebook}")
        yield f"filters: {trace.filters or 'none'}"
        yield f"options: {json.dumps(trace.options, ensure_ascii=False, default=str)}"
        yield f"seed: {'none' if trace.seed is None else trace.seed}"
        yield f"n: {json.dumps(self.n())}"
        yield f"claims by source: {json.dumps(dict(self.asked), ensure_ascii=False)}"
        yield from (f"note: {' '.join(sentence.split())}" for sentence in self.notes)
        yield from ("", f"What is drawn ({len(self.drawn)}), and the claims behind it", "")
        for one in self.drawn:
            yield " ".join(one.words.split())
            yield from (f"    {claim}: {told.get(claim, '')}" for claim in one.claims)


def _many(number: int, noun: str) -> str:
    return many(number, noun).replace(str(number), f"{number:,}", 1)


def caption_path(path: str | Path) -> Path:
    """Where the text beside a figure lies.

    >>> caption_path("out/pact.svg").as_posix()
    'out/pact.svg.caption.txt'
    """
    path = Path(path)
    return path.with_name(f"{path.name}.caption.txt")


def placed_by(layout: str | Path) -> str:
    """The sentence that says by which file nodes are placed; the file is there."""
    digest = hashlib.sha256(Path(layout).read_bytes()).hexdigest()
    return f"Nodes are placed by {Path(layout).name} (SHA-256 {digest[:12]})."


def events_of(book: Casebook, rows: Iterable[Mapping[str, Any]]) -> int:
    """How many events the claims of rows tell of."""
    cited = list({claim for row in rows for claim in row["claims"]})
    with book.store.reading() as connection:
        found = connection.execute(
            "SELECT count(DISTINCT event) FROM claims WHERE id IN (SELECT unnest(?))", [cited]
        ).fetchone()
    return int(found[0]) if found else 0


def where_told(book: Casebook, claims: Iterable[str]) -> dict[str, str]:
    """For claims by id: their source and the place in it."""
    with book.store.reading() as connection:
        rows = told_at(connection, claims)
    return {
        name: " ".join(f"{source}, {locator}".rstrip(", ").split())
        for name, source, locator in rows
    }
