"""The rows that are not passed on: which ones, where they are to be had, what they say.

A claim or a post stands in a text. Where the licence of that text does not let rows be passed on,
the row goes as its id, with source, citation and locator, and a hash by which it is known again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from hashlib import sha256
from pathlib import Path

from rapallo.casebook.book import Casebook
from rapallo.errors import BadOption
from rapallo.export.atomic import written_whole
from rapallo.freeze.licences import passes_on
from rapallo.loaders.tables import Row, read_table
from rapallo.model.nodes import Post, Source
from rapallo.model.text import line, safe

__all__ = [
    "Ids",
    "Rights",
    "Withheld",
    "WithheldRow",
    "post_hash",
    "read_withheld",
    "write_withheld",
]

QUOTING = ("about", "date_text", "note")
"""The columns of a claim that hold words of a text, or words about it."""

_LEAST, _FEWEST = 20, 4
"""Letters and digits, and words, from which on a cell is known again: `a pact` quotes nobody."""


_BETWEEN = re.compile(r"""[\s;,|:/=<>(){}\[\]&"'“”→]+""")
"""What stands between ids; an id that holds some of it is looked for as it is."""


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids, and whether a text names one of them.

    >>> ids = Ids.of(["c-1", "a: b"])
    >>> [ids.named_in(text) for text in ("as in c-1.", "c-10", "(a: b)", '<n id="c-1"/>')]
    [True, False, True, True]
    """

    all: frozenset[str] = frozenset()
    odd: tuple[str, ...] = ()

    @classmethod
    def of(cls, ids: Iterable[str]) -> Ids:
        """These."""
        found = frozenset(ids)
        return cls(found, tuple(id for id in found if _BETWEEN.search(id) or id.strip(".") != id))

    def named_in(self, text: str) -> bool:
        """Whether one of them stands in a text, as a word of its own."""
        if any(id in text for id in self.odd):
            return True
        words = set(_BETWEEN.split(text))
        return not self.all.isdisjoint(words | {word.strip(".?!") for word in words})


@dataclass(frozen=True, slots=True)
class Rights:
    """What the historian says of his rights: all of it is his to pass on, or these sources are."""

    all_mine: bool = False
    mine: tuple[str, ...] = ()

    def withheld(self, book: Casebook) -> dict[str, Source]:
        """The sources whose rows stay back, by key; those that no table lists have no licence.

        Raises :class:`~rapallo.errors.BadOption` for a source that the casebook lacks.
        """
        listed, used = _sources(book)
        for key in self.mine:
            if key not in used and key not in listed:
                raise BadOption(f"--pass-on {key}: the casebook has no source of this key")
        return {key: source for key, source in used.items() if not self._pass(source)}

    def passing(self, book: Casebook) -> frozenset[str]:
        """The keys of the sources whose rows may be passed on, whether or not they have any."""
        listed, used = _sources(book)
        known = {**listed, **used}
        return frozenset(key for key, source in known.items() if self._pass(source))

    def _pass(self, source: Source) -> bool:
        return self.all_mine or source.key in self.mine or passes_on(source.licence)


def _sources(book: Casebook) -> tuple[dict[str, Source], dict[str, Source]]:
    """The sources that a table lists, and those that rows name."""
    listed = {source.key: source for source in book.nodes(Source)}
    with book.store.reading() as connection:
        rows = connection.execute(
            "SELECT source FROM claims UNION SELECT source FROM posts WHERE source <> ''"
        ).fetchall()
    return listed, {row[0]: listed.get(row[0], Source(row[0], row[0])) for row in sorted(rows)}


@dataclass(frozen=True, slots=True)
class WithheldRow:
    """A row of ``withheld.csv``."""

    table: str
    id: str
    source: str
    locator: str
    event: str
    revision: str
    citation: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """The rows of a casebook that are not passed on, and how they and their words are known again.

    ``passing``: the keys of the sources that may be passed on; ``all_mine``: whatever there is may.
    """

    rows: tuple[WithheldRow, ...]
    sources: Mapping[str, Source]
    words: frozenset[str]
    known: Ids
    passing: frozenset[str]
    all_mine: bool

    @classmethod
    def of(cls, book: Casebook, rights: Rights) -> Withheld:
        """Those of a casebook under these rights."""
        sources = rights.withheld(book)
        cited = {key: source.citation or source.title for key, source in sources.items()}
        columns = ", ".join(("id", "source", "locator", "event", "revision", *QUOTING))
        with book.store.reading() as connection:
            claims = connection.execute(
                f"SELECT {columns} FROM claims WHERE list_contains(?, source) ORDER BY id",
                [list(sources)],
            ).fetchall()
        posts = [post for post in book.nodes(Post) if post.source in sources]
        rows = [
            WithheldRow("claims", id, key, locator, event, revision, cited[key])
            for id, key, locator, event, revision, *_ in claims
        ]
        rows += [
            WithheldRow("posts", p.id, p.source, p.locator, "", post_hash(p), cited[p.source])
            for p in posts
        ]
        told = [cell for row in claims for cell in row[5:]] + [post.note for post in posts]
        long = (cell for cell in told if len(cell.split()) >= _FEWEST)
        words = frozenset(word for cell in long if len(word := _squeezed(cell)) >= _LEAST)
        known = Ids.of(row.id for row in rows)
        return cls(tuple(rows), sources, words, known, rights.passing(book), rights.all_mine)

    def ids(self) -> dict[str, Collection[str]]:
        """Their ids by table."""
        return {
            table: frozenset(row.id for row in self.rows if row.table == table)
            for table in ("claims", "posts")
        }

    def counts(self) -> dict[tuple[str, str], int]:
        """How many rows there are of each source and table."""
        found: dict[tuple[str, str], int] = {}
        for row in self.rows:
            found[row.source, row.table] = found.get((row.source, row.table), 0) + 1
        return dict(sorted(found.items()))

    def told_in(self, text: str) -> bool:
        """Whether a text names a withheld row by its id, or holds its words."""
        return self.known.named_in(text) or self.quoted_in(text)

    def quoted_in(self, text: str) -> bool:
        """Whether a text holds the words of a withheld row, however it breaks or escapes them."""
        squeezed = _squeezed(re.sub(r"\\u[0-9a-f]{4}|&#?\w+;|\\[nrt]", " ", text))
        return any(word in squeezed for word in self.words)


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def post_hash(post: Post) -> str:
    """A hash of what is written of a post.

    >>> post_hash(Post("a", "envoy", "Germany")) == post_hash(Post("a", "envoy", "Germany"))
    True
    """
    return sha256("\x1f".join(post.to_row()).encode()).hexdigest()[:16]


_COLUMNS = tuple(field.name for field in fields(WithheldRow))


def write_withheld(path: Path, rows: Iterable[WithheldRow]) -> None:
    """Write ``withheld.csv``: a header, and a row for each."""
    with written_whole(path) as file:
        file.write(line(_COLUMNS))
        for row in rows:
            file.write(line([safe(cell, formulas=False) for cell in astuple(row)]))


def read_withheld(path: Path) -> list[WithheldRow]:
    """The rows of ``withheld.csv``; an UnreadableFile where it is none."""
    return [
        WithheldRow(*(row.get(name, "") for name in _COLUMNS))
        for row in read_table(path)
        if isinstance(row, Row)
    ]
