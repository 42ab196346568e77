"""Who tells of an event independently: its sources, those that lean on one another taken together.

Sources are one witness where one of them is derived from the other or both from a third
(``derived_from`` of a source: keys of sources or ids of documents, joined by ``;``), and where
claims of theirs on the event cite one document: two books that cite one telegram are one witness
of what it says. All this goes on: a copy of a copy, a book that cites what another book is copied
from. A source that repeats itself is one witness, whatever it cites. Documents of one archive and
shelf mark are one document under whatever ids.

This can be wrong in one direction only: sources that a reader knows to lean on one another and has
not said so count apart. A footnote of which nobody has told what it cites is known to nobody else
and joins no two sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rapallo.casebook.book import Casebook
from rapallo.casebook.read import StoredClaim
from rapallo.identity.unions import Unions
from rapallo.model.cells import parse_names
from rapallo.model.nodes import Document, Source

__all__ = ["Witnesses", "is_named"]


class Witnesses:
    """What goes back to what, from the tables of sources and documents.

    >>> known = Witnesses([Source("a", "A"), Source("b", "B", derived_from="a")], [])
    >>> known.roots("b", ()) & known.roots("a", ())
    frozenset({('source', 'a')})
    """

    def __init__(self, sources: Iterable[Source], documents: Iterable[Document]) -> None:
        self._parents = {source.key: _parents(source.derived_from) for source in sources}
        self._documents = {document.id: document for document in documents}

    @classmethod
    def of(cls, book: Casebook) -> Witnesses:
        """Those of a casebook."""
        return cls(book.nodes(Source), book.nodes(Document))

    def roots(self, source: str, documents: Iterable[str]) -> frozenset[tuple[str, str]]:
        """What a source goes back to, itself among it, and what it cites."""
        found: set[tuple[str, str]] = set()
        waiting = [source]
        while waiting:
            key = waiting.pop()
            if ("source", key) not in found:
                found.add(("source", key))
                for parent in self._parents.get(key, ()):
                    if parent in self._parents:
                        waiting.append(parent)
                    else:
                        found.add(self._mark(parent))
        return frozenset(found | {self._mark(document) for document in documents})

    def _mark(self, document: str) -> tuple[str, str]:
        known = self._documents.get(document)
        if known and known.archive.strip() and known.shelf_mark.strip():
            shelf = (known.archive, known.shelf_mark)
            return "document", "\x1f".join(part.strip().lower() for part in shelf)
        return "document", document

    def groups(self, claims: Iterable[StoredClaim]) -> tuple[tuple[str, ...], ...]:
        """The witnesses among these claims on one event: the sources of each, by name."""
        sources: set[str] = set()
        leaning = Unions[tuple[str, str]]()
        for claim in claims:
            sources.add(claim.source)
            for root in self.roots(claim.source, claim.documents):
                leaning.join(("source", claim.source), root)
        told = {("source", source) for source in sources}
        groups = (told.intersection(members) for members in leaning.all())
        return tuple(sorted(tuple(sorted(name for _, name in group)) for group in groups))

    def astray(self) -> Iterator[str]:
        """Sentences on what sources are said to derive from and nobody here knows."""
        for source, parents in sorted(self._parents.items()):
            for parent in parents:
                if parent not in self._parents and parent not in self._documents:
                    yield (
                        f"{source} is derived from {parent!r}, which is the key of no source and"
                        " the id of no document here."
                    )

    def named(self, documents: Sequence[str]) -> tuple[str, ...]:
        """Those of these documents of which somebody has said what they are."""
        return tuple(d for d in documents if d in self._documents and is_named(self._documents[d]))


def is_named(document: Document) -> bool:
    """Whether it is told what a document is, beyond the number of the note that cites it.

    >>> is_named(Document("n1", "a", "1")), is_named(Document("n2", "a", "2", title="Telegram"))
    (False, True)
    """
    told = (document.title, document.archive, document.shelf_mark, document.edition)
    return any(part.strip() for part in (*told, document.author, document.addressee))


def _parents(cell: str) -> tuple[str, ...]:
    return parse_names(cell) if cell.strip() else ()
