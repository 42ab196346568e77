"""What stands behind a claim: its source, the place in it, documents, earlier revisions, passage.

A Python call for what ``rapallo cite`` prints.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path
from typing import Any

from duckdb import DuckDBPyConnection

from rapallo.casebook.book import Casebook
from rapallo.errors import UnknownClaim, UnreadableFile
from rapallo.model.claim import COLUMNS, Claim, locate
from rapallo.model.nodes import Document, Source

__all__ = ["Citation", "Passage", "Text", "cite", "texts"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A claim with what it stands on.

    ``event``: the ids of all claims that tell of the same happening. ``history``: what became of
    earlier revisions, oldest first. ``withdrawn``: the claim is only in the history any more.
    """

    claim: Claim
    source: Source
    documents: tuple[Document, ...]
    event: tuple[str, ...]
    history: tuple[Mapping[str, Any], ...]
    withdrawn: bool

    def record(self) -> dict[str, Any]:
        """As a plain dictionary, for JSON."""
        return {
            "id": self.claim.id,
            "source": self.source.key,
            "locator": self.claim.locator,
            "title": self.source.title,
            "documents": [asdict(document) for document in self.documents],
            "claims": list(self.event),
            "revision": self.claim.revision,
            "withdrawn": self.withdrawn,
            "history": [dict(step) for step in self.history],
        }


@dataclass(frozen=True, slots=True)
class Passage:
    """The words that a claim stands on; ``doubt`` says why they may not be the ones coded."""

    text: str
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A text at hand: ``sha256`` tells whether it is the one that was coded."""

    path: Path
    text: str
    sha256: str

    @classmethod
    def read(cls, path: Path) -> Text:
        """Read a text in UTF-8, line ends kept: offsets count its characters as they are."""
        try:
            data = path.read_bytes()
            return cls(path, data.decode("utf-8"), sha256(data).hexdigest())
        except UnicodeDecodeError as error:
            raise UnreadableFile(path, f"it is not UTF-8 (byte {error.start})") from error
        except OSError as error:
            raise UnreadableFile(path, error.strerror or "it cannot be read") from error

    def passage(self, citation: Citation) -> Passage | None:
        """The passage of a claim, or None where its locator has no character offsets.

        Raises UnreadableFile where the text is too short to hold it.
        """
        place = locate(citation.claim.locator)
        if place.start is None or place.end is None:
            return None
        if not place.start < place.end <= len(self.text):
            reason = f"has {len(self.text):,} characters, claim {citation.claim.id} stands at"
            raise UnreadableFile(self.path, f"it {reason} {place.start}-{place.end}")
        return Passage(self.text[place.start : place.end], self._doubt(citation.source))

    def _doubt(self, source: Source) -> str:
        if not source.sha256:
            return f"whether {self.path.name} is the text that was coded is not known: no sha256"
        if source.sha256 != self.sha256:
            return (
                f"{self.path.name} is not the text that was coded (its sha256 differs from that of"
                f" {source.key}): the passage may be another"
            )
        return ""


def cite(book: Casebook, ids: Sequence[str]) -> list[Citation]:
    """The citations of claims by id, in the order asked.

    Raises UnknownClaim, with ids close to it, for a claim that never was in the casebook.
    """
    sources = {source.key: source for source in book.nodes(Source)}
    documents = {document.id: document for document in book.nodes(Document)}
    with book.store.reading() as connection:
        return [_citation(connection, name, sources, documents) for name in ids]


def texts(path: str | Path, citations: Iterable[Citation]) -> dict[str, Text]:
    """The texts at hand by source: FILE for the source that names it, or for the only one asked;
    the files of a folder for all sources that name theirs.
    """
    root = Path(path)
    sources = {citation.source.key: citation.source for citation in citations}
    if root.is_dir():
        files = {key: root / s.file for key, s in sources.items() if s.file}
        return {key: Text.read(file) for key, file in files.items() if file.exists()}
    text = Text.read(root)
    fitting = {key for key, s in sources.items() if s.file == root.name or s.sha256 == text.sha256}
    return dict.fromkeys(fitting or sources if len(sources) == 1 else fitting, text)


def _citation(
    connection: DuckDBPyConnection,
    name: str,
    sources: Mapping[str, Source],
    documents: Mapping[str, Document],
) -> Citation:
    now = _now(connection, name)
    earlier = connection.execute(
        """SELECT revision, "row", reason, load FROM history WHERE "table" = 'claims' AND id = ?
           ORDER BY load""",
        [name],
    ).fetchall()
    rows = [json.loads(row) for _, row, _, _ in earlier]
    if now is None and not rows:
        raise UnknownClaim(name, _close(connection, name))
    claim = _claim(now if now is not None else rows[-1])
    steps = tuple(_steps(earlier, [*rows, *([now] if now is not None else [])]))
    return Citation(
        claim,
        sources.get(claim.source, Source(claim.source, claim.source)),
        tuple(documents.get(d, Document(d, claim.source)) for d in claim.document_ids),
        _event(connection, name),
        steps,
        now is None,
    )


def _now(connection: DuckDBPyConnection, name: str) -> dict[str, str] | None:
    columns = (*COLUMNS, "extra")
    names = ", ".join(f'"{column}"' for column in columns)
    row = connection.execute(f"SELECT {names} FROM claims WHERE id = ?", [name]).fetchone()
    return dict(zip(columns, row, strict=True)) if row else None


def _claim(row: Mapping[str, str]) -> Claim:
    return Claim.from_row({**json.loads(row.get("extra") or "{}"), **row})


def _steps(
    earlier: Sequence[tuple[Any, ...]], rows: Sequence[Mapping[str, str]]
) -> Iterator[dict[str, Any]]:
    """What became of each earlier revision: when, and which columns had another value."""
    for number, (revision, _, reason, load) in enumerate(earlier):
        later = rows[number + 1] if number + 1 < len(rows) else {}
        changes = {
            column: [value, later[column]]
            for column, value in rows[number].items()
            if column in later and later[column] != value
        }
        yield {"revision": revision, "reason": reason, "load": load, "changes": changes}


def _event(connection: DuckDBPyConnection, name: str) -> tuple[str, ...]:
    rows = connection.execute(
        "SELECT id FROM claims WHERE event = (SELECT event FROM claims WHERE id = ?) ORDER BY id",
        [name],
    ).fetchall()
    return tuple(row[0] for row in rows)


def _close(connection: DuckDBPyConnection, name: str) -> tuple[str, ...]:
    rows = connection.execute("SELECT id FROM claims ORDER BY id").fetchall()
    return tuple(get_close_matches(name, [row[0] for row in rows], n=3, cutoff=0.6))
