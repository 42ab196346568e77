"""Who tells of an event independently: the most of its sources of which no two lean on one another.

Sources lean on one another where one of them is derived from the other or both from a third
(``derived_from`` of a source: keys of sources or ids of documents, joined by ``;``), and where
claims of theirs on the event cite one document: two books that cite one telegram are one witness
of what it says. A claim that cites another source, by its key, leans on it. All this goes on
upwards: a copy of a copy, a book that cites what another book is copied from. It does not go on
sideways: a compilation from two independent texts leans on both and is no third witness, and the
two remain two. A source that repeats itself is one, whatever it cites. Documents of one archive
and shelf mark are one document under whatever ids.

The number is that of the largest set of sources whose roots, all that they go back to, are pairwise
disjoint (a maximum independent set, see :mod:`rapallo.identity.independent`, where the bound is
told up to which it is exact; beyond it is never too high). One source more never lowers it. What it
cannot know: sources that a reader knows to lean on one another and has not said so count apart. A
footnote of which nobody has told what it cites is known to nobody else and joins no two sources.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from rapallo.casebook.book import Casebook
from rapallo.casebook.read import StoredClaim
from rapallo.identity.independent import independent
from rapallo.model.cells import parse_names
from rapallo.model.nodes import Document, Source

__all__ = ["Witnesses", "is_named"]

Root = tuple[str, str]
"""A source or document, and its key or mark."""


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

    def roots(self, source: str, documents: Iterable[str]) -> frozenset[Root]:
        """What a source goes back to, itself among it, and what it cites."""
        documents = list(documents)
        found: set[Root] = set()
        waiting = [source, *(name for name in documents if self._is_source(name))]
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

    def _is_source(self, cited: str) -> bool:
        """Whether what is cited is a source; a document of that id that is named goes before it."""
        known = self._documents.get(cited)
        return cited in self._parents and not (known and is_named(known))

    def _mark(self, document: str) -> Root:
        known = self._documents.get(document)
        if known and known.archive.strip() and known.shelf_mark.strip():
            shelf = (known.archive, known.shelf_mark)
            return "document", "\x1f".join(part.strip().lower() for part in shelf)
        return "document", document

    def groups(self, claims: Iterable[StoredClaim]) -> tuple[tuple[str, ...], ...]:
        """The witnesses among these claims on one event: the sources of each, by name.

        With a witness stand those that lean on it and on no other witness; within a group each
        leans on each, so that any of them could stand for it. See :meth:`between` for the rest.
        """
        near = self._near(claims)
        witnesses = independent(near)
        leaning = {name: near[name].intersection(witnesses) for name in near}
        groups = (sorted(n for n in near if n == one or leaning[n] == {one}) for one in witnesses)
        return tuple(sorted(map(tuple, groups)))

    def between(self, claims: Iterable[StoredClaim]) -> dict[str, tuple[str, ...]]:
        """The sources that lean on several witnesses and are none themselves, each with these."""
        near = self._near(claims)
        witnesses = independent(near)
        leaning = {name: near[name].intersection(witnesses) for name in sorted(near)}
        return {name: tuple(sorted(on)) for name, on in leaning.items() if len(on) > 1}

    def _near(self, claims: Iterable[StoredClaim]) -> dict[str, set[str]]:
        """For each source those that it leans on or that lean on it."""
        roots: dict[str, set[Root]] = defaultdict(set)
        for claim in claims:
            roots[claim.source] |= self.roots(claim.source, claim.documents)
        near: dict[str, set[str]] = {name: set() for name in roots}
        for a, b in combinations(roots, 2):
            if not roots[a].isdisjoint(roots[b]):
                near[a].add(b)
                near[b].add(a)
        return near

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
