"""A casebook read back out of Neo4j: its nodes as the records that a loader yields.

What a record says is what the properties of its node say, whoever wrote them; relationships follow
from them and are not read. A page of nodes is read in a transaction of its own, so that neither
side holds more than that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from neo4j import Driver, Session

from rapallo.casebook.book import Casebook
from rapallo.casebook.digest import digest_of
from rapallo.errors import BadInput, BadOption, ServerUnavailable, clip
from rapallo.model.acts import Act
from rapallo.model.claim import COLUMNS, Claim, Problem
from rapallo.model.nodes import TABLES, Judgement, Member, Node, Post, Source
from rapallo.model.records import Ignored, Placed, PlacedNode, Reject
from rapallo.model.resolver import Resolver
from rapallo.neo4j.model import ACTORS, LABELS, Properties, short, whole
from rapallo.neo4j.rows import book_id
from rapallo.neo4j.write import run

__all__ = ["PAGE", "Outcome", "Pushed", "Reading", "casebooks", "choose", "present"]

PAGE = 2_000
"""Nodes in a transaction."""

_OF: dict[type[Node], tuple[str, ...]] = {
    **LABELS,
    Post: ("Tenure",),
    Member: ("Membership",),
    Judgement: ("Judgement",),
}
"""The labels of the nodes that are rows of a table; the first is the one that is keyed."""

_ALL = sorted({label for labels in _OF.values() for label in labels} - {"Actor"} | {"Act", "Claim"})
_MADE = frozenset({"id", "id_in_full", "key", "book", "rev", "name", "name_in_full"})
_DERIVED = frozenset(
    {
        *("name", "earliest", "latest", "latest_start", "earliest_end"),
        *("extent", "doubtful", "sign", "revision"),
    }
)
"""What push adds to the columns, of every node and of a claim."""


class Pushed(NamedTuple):
    """A casebook that a database holds."""

    id: str
    day: str
    digest: str
    unfinished: bool

    def __str__(self) -> str:
        return f"{self.id}, {'its push unfinished' if self.unfinished else f'pushed {self.day}'}"


class Outcome(NamedTuple):
    """What a casebook is after a pull.

    ``same``: it holds what was pushed, no more and no less. ``copy``: it is a second file of the
    casebook that was pulled, whose id it has.
    """

    id: str
    digest: str
    same: bool
    copy: bool


def casebooks(driver: Driver, database: str | None = None) -> list[Pushed]:
    """The casebooks that a database holds, by id."""
    query = "MATCH (b:Casebook) RETURN properties(b) AS b ORDER BY b.key"
    with _session(driver, database) as session:
        rows = [row["b"] for row in session.execute_read(run, query)]
    return [
        Pushed(
            row["key"],
            str(row.get("pushed", ""))[:10],
            str(row.get("digest", "")),
            bool(row.get("unfinished")),
        )
        for row in rows
        if isinstance(row.get("key"), str)
    ]


def _session(driver: Driver, database: str | None) -> Session:
    bookmarks = driver.execute_query_bookmark_manager
    return driver.session(database=database, bookmark_manager=bookmarks, fetch_size=PAGE)


def present(found: Sequence[Pushed], wanted: str = "") -> list[Pushed]:
    """The casebooks that an answer is drawn from: all that are there, or the one that is wanted.

    Raises :class:`~rapallo.errors.ServerUnavailable` where none is there, and
    :class:`~rapallo.errors.BadOption` where others are.

    >>> present([Pushed("1a", "2026-05-01", "", False)], "2b")
    Traceback (most recent call last):
    rapallo.errors.BadOption: the database holds no casebook '2b', but 1a, pushed 2026-05-01
    """
    if not found:
        raise ServerUnavailable("the database holds no casebook: `rapallo push` puts one there")
    fit = [one for one in found if wanted in ("", one.id)]
    if not fit:
        told = "; ".join(map(str, found))
        raise BadOption(f"the database holds no casebook {clip(wanted)!r}, but {told}")
    return fit


def choose(found: Sequence[Pushed], wanted: str = "", own: str = "") -> Pushed:
    """The casebook that is wanted; else the one with one's own id; else the only one.

    Raises :class:`~rapallo.errors.BadOption` where that leaves none or several, and
    :class:`~rapallo.errors.ServerUnavailable` where none is there, or not the whole of it.

    >>> mine, other = Pushed("1a", "2026-05-01", "", False), Pushed("2b", "2026-05-02", "", False)
    >>> str(choose([mine, other], own="2b"))
    '2b, pushed 2026-05-02'
    """
    fit = present(found, wanted or (own if own in [one.id for one in found] else ""))
    if len(fit) > 1:
        told = "; ".join(map(str, fit))
        raise BadOption(
            f"the database holds {len(fit)} casebooks: {told}: say which with --casebook"
        )
    if fit[0].unfinished:
        raise ServerUnavailable(
            f"the push of casebook {fit[0].id} was not finished: push it again, then pull"
        )
    return fit[0]


class Reading:
    """The reading of one casebook; :attr:`records` is the function of a loader.

    ``update``: raise :class:`~rapallo.errors.BadInput` where a node cannot be read, since what it
    holds would count as gone. ``edited`` are the claims that are no longer as they were pushed.
    """

    def __init__(
        self, driver: Driver, book: Pushed, *, database: str | None = None, update: bool = False
    ) -> None:
        self._driver, self._database, self._update = driver, database, update
        self.book = book
        self.name = f"neo4j:{book.id}"
        self.edited: list[str] = []
        self._unread = 0
        self._strange = Counter[str]()

    def records(
        self, paths: Sequence[Path] = (), *, options: Mapping[str, str], resolver: Resolver
    ) -> Iterator[PlacedNode | Placed | Reject | Ignored]:
        """The codebook, the rows of all tables, the claims; each says which node it stands in.

        Its ``row`` is the number by which the server knows the node. Raises
        :class:`~rapallo.errors.ServerUnavailable` where somebody pushes meanwhile.
        """
        self.edited.clear()
        self._strange.clear()
        self._unread = 0
        yield from self._rows(Act, "Act")
        for cls in TABLES.values():
            yield from self._rows(cls, *_OF[cls])
        yield from self._claims()
        yield from self._lost()
        yield from (Ignored(*pair) for pair in [*self._foreign(), *self._strange.items()])
        self._check()

    def settle(self, book: Casebook) -> Outcome:
        """Let a casebook into which nothing else was ever loaded be this one, by its id too."""
        with book.store.writing() as connection:
            query = "SELECT count(*) FROM loads WHERE origin <> ?"
            copy = connection.execute(query, [self.name]).fetchall() == [(0,)]
            if copy:
                connection.execute(
                    "UPDATE meta SET value = ? WHERE key = 'book' AND value <> ?",
                    [self.book.id, self.book.id],
                )
            digest = digest_of(connection)
            return Outcome(book_id(connection), digest, digest == self.book.digest, copy)

    def _check(self) -> None:
        if self.book not in casebooks(self._driver, self._database):
            raise ServerUnavailable(
                f"casebook {self.book.id} was pushed anew while it was read: pull again"
            )
        if self._update and self._unread:
            raise BadInput(
                f"nodes that cannot be read: {self._unread}; --update would withdraw what they"
                " hold: pull without it to see which, and mend them"
            )

    def _read(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        told = {"start": f"{self.book.id}|", "end": f"{self.book.id}}}", **parameters}
        with _session(self._driver, self._database) as session:
            return session.execute_read(run, query, **told)

    def _nodes(self, *labels: str) -> Iterator[tuple[str, int, Properties]]:
        """The nodes of this casebook: what to call one, its number, its properties."""
        query = f"""MATCH (n:{"&".join(labels)}) WHERE n.key > $start AND n.key < $end
            RETURN n.key AS key, elementId(n) AS element, properties(n) AS properties
            ORDER BY n.key LIMIT {PAGE}"""
        page = self._read(query)
        while page:
            for row in page:
                number = row["element"].rpartition(":")[2]
                yield row["key"].partition("|")[2], int(number), row["properties"]
            page = self._read(query, start=page[-1]["key"]) if len(page) == PAGE else []

    def _rows(
        self, cls: type[Node] | type[Act], keyed: str, *labels: str
    ) -> Iterator[PlacedNode | Reject]:
        """The rows of a table; of two with one key the second is rejected."""
        label = (keyed, *labels)[-1]
        known = _MADE | {*cls.columns()} | {f"{n}_{end}" for n in cls.columns() for end in _ENDS}
        seen: dict[tuple[str, ...], str] = {}
        for called, number, properties in self._nodes(keyed, *labels):
            path = f"{label} {clip(called)}"
            self._note_strange(label, properties, known)
            row = whole(properties)
            names = cls.columns()
            if cls is Source:
                # In the graph ``key`` is another thing.
                row["key"], names = row.get("id"), ("id", *names[1:])
            faults = list(_faults(properties, names))
            if not faults:
                self._note_name(label, row)
                try:
                    node = cls.from_row(row)
                    key = (node.act,) if isinstance(node, Act) else node.key_values
                    if key in seen:
                        reason = f"{' '.join(key)!r} stands already in {seen[key]}"
                        raise BadInput(reason).at(names[0], key[0])
                except BadInput as error:
                    faults = [Problem(error.field, error.value, str(error))]
                else:
                    seen[key] = path
                    yield PlacedNode(node, path, number)
            yield from self._rejects(path, number, faults)

    def _claims(self) -> Iterator[Placed | Reject]:
        known = _MADE | _DERIVED | {*COLUMNS, "event", "event_in_full"}
        for called, number, properties in self._nodes("Claim"):
            path = f"Claim {clip(called)}"
            self._note_strange("Claim", properties, known)
            own = [name for name in properties if name.startswith("x_")]
            faults = list(_faults(properties, (*COLUMNS, "event", *own)))
            row = whole(properties)
            if not faults and not row.get("id"):
                faults = [Problem("id", "", "the node has no id")]
            if faults:
                yield from self._rejects(path, number, faults)
                continue
            claim = Claim.from_row(row)
            if row.get("revision", claim.revision) != claim.revision:
                self.edited.append(claim.id)
            event = row.get("event")
            yield Placed(claim, path, number, {"event": event} if event else {})

    def _rejects(self, path: str, number: int, faults: Sequence[Problem]) -> Iterator[Reject]:
        self._unread += bool(faults)
        for field, value, reason in faults:
            yield Reject(path, number, field, clip(value, 1_000), reason)

    def _note_strange(self, label: str, properties: Properties, known: Collection[str]) -> None:
        """Count the properties that somebody has added."""
        for name in properties.keys() - known:
            if label != "Claim":
                self._strange[f"the property {clip(name)!r} of {label} nodes is none of ours"] += 1
            elif not name.startswith("x_"):
                reason = f"the property {clip(name)!r} of Claim nodes is none of ours, which x_... "
                self._strange[f"{reason}would be"] += 1

    def _note_name(self, label: str, row: Properties) -> None:
        """Count the names that somebody has changed where another property is what counts."""
        if "title" in row and row.get("name") != row["title"]:
            self._strange[f"the name of a {label} follows from its title: set that"] += 1

    def _lost(self) -> Iterator[Reject]:
        """The actors of which nothing says what they are."""
        for called, number, _ in self._nodes("Actor", *(f"!{label}" for label in ACTORS)):
            reason = f"it has lost its label, {', '.join(ACTORS[:-1])} or {ACTORS[-1]}"
            yield from self._rejects(f"Actor {clip(called)}", number, [Problem("", "", reason)])

    def _foreign(self) -> Iterator[tuple[str, int]]:
        """Nodes with our labels that somebody has made by hand, by their labels."""
        query = f"""MATCH (n:{"|".join(_ALL)})
            WITH n, [l IN labels(n) WHERE l IN $all][0] AS label
            WHERE NOT coalesce(n.key CONTAINS '|', false) OR (label IN $actors AND NOT n:Actor)
            RETURN label, count(*) AS number ORDER BY label"""
        for row in self._read(query, all=_ALL, actors=ACTORS):
            yield f"{row['label']} nodes without the key of a casebook", row["number"]


_ENDS = ("earliest", "latest")


def _faults(properties: Properties, names: Iterable[str]) -> Iterator[Problem]:
    """What keeps these properties from being the cells of a row."""
    full = whole(properties)
    for name in names:
        value, there = full.get(name), properties.get(name)
        if value is not None and not isinstance(value, str):
            text = str(value)
            reason = f"it is {_kind(value)}, not a text such as {clip(text)!r}"
            yield Problem(name, text, reason)
        elif value is not there and (value is None or short(value) != there):
            reason = f"it is not the beginning of {name}_in_full: one of them was changed alone"
            yield Problem(name, str(there), reason)


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return "a number"
    return "a list" if isinstance(value, list) else f"a {type(value).__name__} of Neo4j's"
