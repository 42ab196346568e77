"""What is not a claim: actors, treaties, issues, posts, places, sources, documents, memberships.

Each class is a table, in the casebook and as a CSV file of the same columns. Fields are text as
written, dates EDTF; ``aliases`` joins names with ``;`` and an alias may be bound to a state served
(``Litvinov, Maksim|USSR``), so that namesakes stay apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import ClassVar, Self

from rapallo.dates.edtf import held, parse, term
from rapallo.dates.when import When
from rapallo.errors import BadInput, IncompleteClaim
from rapallo.model.cells import parse_aliases, parse_cell, parse_names
from rapallo.model.text import fold, unstorable

__all__ = [
    "TABLES",
    "Diplomat",
    "Document",
    "Issue",
    "Judgement",
    "Member",
    "Node",
    "Organization",
    "Place",
    "Post",
    "Source",
    "State",
    "Treaty",
    "slug",
]


@dataclass(frozen=True, slots=True)
class Node:
    """A row of one of the tables beside the claims."""

    TABLE: ClassVar[str] = ""
    KEY: ClassVar[tuple[str, ...]] = ("id",)
    NEEDED: ClassVar[tuple[str, ...]] = ("id", "name")
    DATES: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """The columns of the table and of its CSV file."""
        return tuple(field.name for field in fields(cls))

    @classmethod
    def from_row(cls, row: Mapping[str, str | None]) -> Self:
        """Read a row; an error says which cell is missing or unreadable."""
        values = {name: row.get(name) or "" for name in cls.columns()}
        cls.check(values)
        return cls(**values)

    @classmethod
    def check(cls, values: Mapping[str, str]) -> None:
        """Raise a BadInput that names the cell for which a row cannot be used, if there is one."""
        for name, value in values.items():
            if reason := unstorable(value):
                raise BadInput(reason).at(name, value)
        for name in cls.NEEDED:
            if not values[name].strip():
                raise IncompleteClaim(f"{name} is empty").at(name)
        for name in cls.KEY:
            if values[name] != values[name].strip():
                raise BadInput(f"{name} has spaces around it").at(name, values[name])
        if "id" in cls.KEY and re.search(r"[|\x00-\x1f]", values["id"]):
            raise BadInput("an id has no '|' and no line ends").at("id", values["id"])
        for name, read in cls.readers():
            try:
                read(values[name])
            except BadInput as error:
                raise error.at(name, values[name]) from None
        if len(cls.DATES) == 2:
            first, last = cls.DATES
            try:
                term(values[first], values[last])
            except BadInput as error:
                raise error.at(last, values[last]) from None

    @classmethod
    def readers(cls) -> Iterator[tuple[str, Callable[[str], object]]]:
        """The columns that have a grammar, with what reads it."""
        yield from ((name, parse) for name in cls.DATES)
        if "aliases" in cls.columns():
            yield "aliases", parse_names

    @property
    def key_values(self) -> tuple[str, ...]:
        """What identifies the row in its table."""
        return tuple(getattr(self, name) for name in self.KEY)

    @property
    def held(self) -> When:
        """The time between its two dates: a life, a term, a membership; see ``dates.edtf.held``."""
        first, last = self.DATES
        return held(getattr(self, first), getattr(self, last))

    @property
    def label(self) -> str:
        """The name that people read."""
        return str(getattr(self, self.NEEDED[-1]))

    def to_row(self) -> tuple[str, ...]:
        """The values in the order of the columns."""
        return tuple(getattr(self, name) for name in self.columns())

    def names(self) -> tuple[str, ...]:
        """Its name and aliases."""
        aliases = parse_names(getattr(self, "aliases", ""))
        return tuple(dict.fromkeys((self.label, *aliases)))


@dataclass(frozen=True, slots=True)
class State(Node):
    """A state, with its codes: Correlates of War, Gleditsch-Ward, ISO 3166-1 alpha-3."""

    TABLE: ClassVar[str] = "states"
    DATES: ClassVar[tuple[str, ...]] = ("start", "end")
    id: str
    name: str
    aliases: str = ""
    start: str = ""
    end: str = ""
    cow: str = ""
    gw: str = ""
    iso3: str = ""


@dataclass(frozen=True, slots=True)
class Diplomat(Node):
    """Anyone who acts for a state: envoys, ministers, heads of state."""

    TABLE: ClassVar[str] = "diplomats"
    DATES: ClassVar[tuple[str, ...]] = ("born", "died")
    id: str
    name: str
    aliases: str = ""
    born: str = ""
    died: str = ""
    wikidata: str = ""

    @classmethod
    def readers(cls) -> Iterator[tuple[str, Callable[[str], object]]]:
        """The columns that have a grammar; a person's aliases may be bound to a state."""
        yield from ((name, parse) for name in cls.DATES)
        yield "aliases", parse_aliases

    def spellings(self) -> tuple[tuple[str, str | None], ...]:
        """Its name and aliases, each with the state it is bound to (``""``: where none is told).

        The name is bound to no state unless an alias of the same spelling is.
        """
        aliases = parse_aliases(self.aliases)
        bound = {fold(name) for name, state in aliases if state is not None}
        own = () if fold(self.name) in bound else ((self.name, None),)
        return (*own, *aliases)


@dataclass(frozen=True, slots=True)
class Organization(Node):
    """A body: international, ministry, party, service, coalition, or a lineage of states."""

    TABLE: ClassVar[str] = "organizations"
    id: str
    name: str
    aliases: str = ""
    kind: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Treaty(Node):
    """A treaty, concluded or only proposed; its status on a day is computed from claims."""

    TABLE: ClassVar[str] = "treaties"
    NEEDED: ClassVar[tuple[str, ...]] = ("id", "title")
    id: str
    title: str
    aliases: str = ""


@dataclass(frozen=True, slots=True)
class Issue(Node):
    """What is at stake: the Baltic union, Vilnius, Klaipėda."""

    TABLE: ClassVar[str] = "issues"
    id: str
    name: str
    aliases: str = ""


@dataclass(frozen=True, slots=True)
class Place(Node):
    """A place under all its names; its states by date are in ``members``."""

    TABLE: ClassVar[str] = "places"
    id: str
    name: str
    aliases: str = ""


@dataclass(frozen=True, slots=True)
class Post(Node):
    """One tenure of a state's office. Tenures may overlap, and the holder may be unknown.

    ``level``: 1 head of state or government, 2 foreign minister, 3 head of mission or deputy
    minister, 4 other.
    """

    TABLE: ClassVar[str] = "posts"
    NEEDED: ClassVar[tuple[str, ...]] = ("id", "title")
    DATES: ClassVar[tuple[str, ...]] = ("start", "end")
    id: str
    title: str
    state: str
    rank: str = ""
    level: str = ""
    accredited_to: str = ""
    seat: str = ""
    holder: str = ""
    start: str = ""
    end: str = ""
    source: str = ""
    locator: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Member(Node):
    """That a state, place or organisation belongs to a group for a time."""

    TABLE: ClassVar[str] = "members"
    KEY: ClassVar[tuple[str, ...]] = ("group", "member", "start", "end")
    NEEDED: ClassVar[tuple[str, ...]] = ("group", "member")
    DATES: ClassVar[tuple[str, ...]] = ("start", "end")
    group: str
    member: str
    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class Source(Node):
    """A text that tells claims; ``file`` names it in the folder given to ``cite --text``.

    ``derived_from``: what it was copied or made from, keys of sources or ids of documents joined by
    ``;``. A text and what it is derived from are one witness.
    """

    TABLE: ClassVar[str] = "sources"
    KEY: ClassVar[tuple[str, ...]] = ("key",)
    NEEDED: ClassVar[tuple[str, ...]] = ("key", "title")
    key: str
    title: str
    kind: str = ""
    author: str = ""
    date: str = ""
    citation: str = ""
    licence: str = ""
    sha256: str = ""
    file: str = ""
    derived_from: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Document(Node):
    """What a source cites: an archival document, an edition, or a footnote not yet named."""

    TABLE: ClassVar[str] = "documents"
    NEEDED: ClassVar[tuple[str, ...]] = ("id",)
    DATES: ClassVar[tuple[str, ...]] = ("date",)
    id: str
    cited_by: str = ""
    footnote: str = ""
    title: str = ""
    archive: str = ""
    shelf_mark: str = ""
    edition: str = ""
    author: str = ""
    addressee: str = ""
    date: str = ""
    state: str = ""

    def words(self) -> str:
        """What it is, item first and repository last; where nobody has named it, the footnote that
        cites it, as far as that is told.

        >>> Document("d1", title="Note", date="1926-03-05", archive="PA AA").words()
        'Note, 1926-03-05, PA AA'
        """
        people = " to ".join(filter(None, (self.author, self.addressee)))
        parts = (self.title, self.date, self.edition, self.shelf_mark, self.archive)
        named = ", ".join(filter(None, (people, *parts)))
        if named or not self.footnote:
            return named
        return f"footnote {self.footnote} of {self.cited_by} (not named here)"


@dataclass(frozen=True, slots=True)
class Judgement(Node):
    """That two claims are one event, or two spellings one person - or not, or unsure."""

    TABLE: ClassVar[str] = "judgements"
    KEY: ClassVar[tuple[str, ...]] = ("what", "a", "b")
    NEEDED: ClassVar[tuple[str, ...]] = ("what", "a", "b", "verdict")
    what: str
    a: str
    b: str
    verdict: str
    reason: str = ""
    by: str = ""
    date: str = ""

    @classmethod
    def from_row(cls, row: Mapping[str, str | None]) -> Self:
        """Read a row; what is judged and the verdict may be in any letter case."""
        words = {name: (row.get(name) or "").strip().lower() for name in ("what", "verdict")}
        return super(Judgement, cls).from_row({**row, **words})

    @classmethod
    def check(cls, values: Mapping[str, str]) -> None:
        """Refuse verdicts that mean nothing."""
        # Without arguments super() would look for the class as it was before it got its slots.
        super(Judgement, cls).check(values)
        for name, words in (
            ("what", ("event", "identity")),
            ("verdict", ("same", "different", "unsure")),
        ):
            if values[name] not in words:
                reason = f"{name} is {values[name]!r}, not {', '.join(words[:-1])} or {words[-1]}"
                raise BadInput(reason).at(name, values[name])
        if values["a"] == values["b"]:
            raise BadInput("a judgement is on two, a and b").at("b", values["b"])

    def persons(self) -> tuple[str, ...]:
        """The names of the persons that a judgement on identity is on; none of one on events."""
        if self.what != "identity":
            return ()
        return tuple(_name_in(told) for told in (self.a, self.b))


def _name_in(told: str) -> str:
    """The spelling in ``spelling|state``; an id as it stands."""
    try:
        ((spelled, *_), *_) = parse_cell(told)
    except (BadInput, ValueError):
        return told
    return spelled.name


TABLES: dict[str, type[Node]] = {
    cls.TABLE: cls
    for cls in (
        State,
        Diplomat,
        Organization,
        Treaty,
        Issue,
        Place,
        Post,
        Member,
        Source,
        Document,
        Judgement,
    )
}
"""The tables by name, in the order in which they are read and written."""


def slug(text: str) -> str:
    """An id made from a name: lower case, letters and digits joined by hyphens.

    Latin letters lose their diacritics; other scripts stay as they are.

    >>> slug("Brockdorff-Rantzau, Ulrich von"), slug("Tūbelis, Juozas"), slug("Крестинский, Н.")
    ('brockdorff-rantzau-ulrich-von', 'tubelis-juozas', 'крестинский-н')
    """
    plain = "".join(_plain(char) for char in text.lower())
    return re.sub(r"[\W_]+", "-", plain).strip("-")


def _plain(char: str) -> str:
    special = {"ß": "ss", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "’": "", "'": ""}
    if char in special:
        return special[char]
    base = unicodedata.normalize("NFKD", char)[0]
    return base if "a" <= base <= "z" else char
