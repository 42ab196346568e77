"""The queries that ship: Cypher for Neo4j Browser and the command line, one question a file.

A file of ``cypher/queries`` runs as it stands. Its first lines are a comment, the title and the
question, then a map of all parameters, one a line: name, default, and in a comment its type, what
it means and an example::

    WITH {
      from: date("1925-01-01"),  // first day: the window begins, e.g. 1926-04
      who: null                  // actor: only meetings of this one, e.g. Litvinov
    } AS ask

Whoever pastes it changes values there: Browser needs no preparation, and shows the graph, which it
does not where ``:param`` stands before a query. Here the map is one parameter, ``$ask``, and every
value is bound; none is ever spliced into the text.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from rapallo.errors import AmbiguousName, BadInput, BadOption, UnknownName
from rapallo.model.text import fold
from rapallo.neo4j.kinds import KINDS

if TYPE_CHECKING:
    from neo4j import Driver

    from rapallo.neo4j.reading import Pushed

__all__ = [
    "KINDS",
    "Answer",
    "Parameter",
    "Query",
    "answer",
    "find",
    "queries",
    "read",
    "write_favourites",
]

_MAP = re.compile(r"^WITH \{\n(?P<lines>.*?)\n\} AS ask$", re.MULTILINE | re.DOTALL)
_LINE = re.compile(
    r'  (?P<name>\w+): (?P<default>"(?:[^"\\]|\\.)*"|date\("[\d-]+"\)|\w+|-?\d+),?'
    r" +// (?P<kind>[^:]+): (?P<about>.+), e\.g\. (?P<eg>.+)"
)
_LIMIT = re.compile(r"^LIMIT (\d+)\s*\Z", re.MULTILINE)
_DATE = re.compile(r'date\("(\d{4}-\d\d-\d\d)"\)')
_BOUNDS = (("from", "to"), ("first", "last"))
"""Parameters of which the one is not after the other."""

_WORDS: dict[str, Any] = {"null": None, "true": True, "false": False}


_NAMED = {
    "actor": ("Actor",),
    "state": ("State",),
    "person": ("Diplomat",),
    "treaty": ("Treaty",),
    "matter": ("Treaty", "Issue", "Actor"),
}
"""The types that name something, and the labels that it may have."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a query asks for."""

    name: str
    kind: str
    default: Any
    about: str
    example: str

    def value(self, given: Any) -> Any:
        """What is given, as its type; an empty text is no limit, where there need be none.

        Raises :class:`~rapallo.errors.BadOption` for what is none of that type.
        """
        read, type_, words = KINDS[self.kind]
        if given is None or (type(given) is type_ and type_ not in (str, int)):
            return given
        if given == "" and (self.default is None or type_ is dt.date):
            return None
        try:
            return read(str(given))
        except (ValueError, KeyError, BadInput) as error:
            raise BadOption(self._refusal(given, words)) from error

    def _refusal(self, given: Any, words: str) -> str:
        return f"{self.name} is {words}, such as {self.example}, not {str(given)[:60]!r}"


@dataclass(frozen=True, slots=True)
class Query:
    """A question with its Cypher, as it stands in its file."""

    name: str
    title: str
    question: str
    parameters: tuple[Parameter, ...]
    text: str

    @property
    def bound(self) -> str:
        """The Cypher with its parameters in one, ``$ask``."""
        return _MAP.sub("WITH $ask AS ask", self.text, count=1)

    @property
    def most(self) -> int | None:
        """After how many rows it stops, if it does.

        >>> find("paths").most
        1000
        """
        found = _LIMIT.search(self.text)
        return int(found[1]) if found else None

    def values(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """A value for each parameter: what is given, else the default.

        Raises :class:`~rapallo.errors.BadOption` for a parameter that the query has not, and for a
        value that is not of its type.

        >>> find("meetings").values({"from": "1926", "to": "1926-04"})["to"]
        datetime.date(1926, 4, 30)
        """
        names = [parameter.name for parameter in self.parameters]
        for name in given:
            if name not in names:
                raise BadOption(
                    f"{self.name} has no parameter {name!r}{_hint(name, names)}; it has"
                    f" {', '.join(names)}"
                )
        values = {p.name: p.value(given.get(p.name, p.default)) for p in self.parameters}
        for first, last in _BOUNDS:
            start, end = values.get(first), values.get(last)
            if start is not None and end is not None and start > end:
                raise BadOption(f"{first} {start}, {last} {end}: it ends before it starts")
        return values

    def pasted(self, given: Mapping[str, Any]) -> str:
        """The Cypher with these values in place of the defaults, to paste into Browser."""
        values = self.values(given)
        found = _MAP.search(self.text)
        assert found
        start, end = found.span("lines")
        lines = (_filled(line, values, given) for line in found["lines"].split("\n"))
        return self.text[:start] + "\n".join(lines) + self.text[end:]


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of a query, in order; nodes, relationships and paths as plain values.

    ``books``: the casebooks that they are drawn from.
    """

    query: Query
    values: Mapping[str, Any]
    columns: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]
    books: tuple[Pushed, ...]

    @property
    def cut(self) -> bool:
        """Whether the query stopped at its last row, so that there may be more."""
        return len(self.rows) == self.query.most


@cache
def queries() -> Mapping[str, Query]:
    """The queries by name, in the order of their names."""
    folder = resources.files("rapallo.cypher").joinpath("queries")
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return {
        query.name: query
        for file in files
        if file.name.endswith(".cypher")
        for query in [read(file.name.removesuffix(".cypher"), file.read_text("utf-8"))]
    }


def find(name: str) -> Query:
    """The query of that name; raises :class:`~rapallo.errors.BadOption`, naming what is close."""
    found = queries().get(name)
    if found is None:
        raise BadOption(
            f"there is no query {name!r}{_hint(name, queries())}; `rapallo query --list` shows all"
        )
    return found


def read(name: str, text: str) -> Query:
    """A query from its file; raises :class:`~rapallo.errors.BadOption` for a wrong header."""
    found = _MAP.search(text)
    comments = [line[2:].strip() for line in text[: found.start() if found else 0].splitlines()]
    if found is None or len(comments) < 3 or comments[1] or not all(comments[:1] + comments[2:]):
        raise BadOption(f"{name}.cypher: it begins with title, question and parameters")
    parameters = tuple(_parameter(name, line) for line in found["lines"].split("\n"))
    return Query(name, comments[0], " ".join(comments[2:]), parameters, text)


def _parameter(query: str, line: str) -> Parameter:
    found = _LINE.fullmatch(line)
    if found is None or found["kind"] not in KINDS:
        raise BadOption(f"{query}.cypher: {line.strip()!r} is not name, default, type and example")
    default = _read_literal(found["default"])
    return Parameter(found["name"], found["kind"], default, found["about"], found["eg"])


def _filled(line: str, values: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    found = _LINE.fullmatch(line)
    if found is None or found["name"] not in given:
        return line
    start, end = found.span("default")
    return line[:start] + _literal(values[found["name"]]) + line[end:]


def _read_literal(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if day := _DATE.fullmatch(text):
        return dt.date.fromisoformat(day[1])
    return json.loads(text)


def _literal(value: Any) -> str:
    """A value as Cypher writes it; JSON's strings are Cypher's too."""
    if isinstance(value, dt.date):
        return f'date("{value.isoformat()}")'
    return json.dumps(value, ensure_ascii=False)


def answer(
    driver: Driver,
    query: Query | str,
    given: Mapping[str, Any] | None = None,
    *,
    database: str | None = None,
    own: Callable[[], str] = lambda: "",
) -> Answer:
    """Put a query to a database, every value bound.

    Asked are all casebooks there, unless ``book`` is told or one of several has the id that ``own``
    gives. A name may be a name, an alias, a surname or an id. Raises
    :class:`~rapallo.errors.BadOption` for a wrong parameter or a casebook that is not there,
    ServerUnavailable where none is, UnknownName for a name that stands for nobody there and
    AmbiguousName for one that stands for several.
    """
    from rapallo.neo4j.reading import casebooks, present

    asked = find(query) if isinstance(query, str) else query
    values = asked.values(given or {})
    books = present(casebooks(driver, database), values.get("book") or "")
    if len(books) > 1:
        mine = own()
        if alone := [book for book in books if book.id == mine]:
            values["book"], books = mine, alone
    for parameter in asked.parameters:
        if parameter.kind in _NAMED:
            values[parameter.name] = _known(driver, database, parameter, values)
    columns, rows = _fetch(driver, database, asked.bound, ask=values)
    return Answer(asked, values, columns, tuple(rows), tuple(books))


def _fetch(
    driver: Driver, database: str | None, text: str, **parameters: Any
) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    from neo4j import RoutingControl

    done = driver.execute_query(
        text,
        parameters,
        database_=database,
        routing_=RoutingControl.READ,
    )
    return tuple(done.keys), [_row(dict(row)) for row in done.records]


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as plain values; a database hands lists out in no order, so these get one."""
    plain = {key: _plain(value) for key, value in row.items()}
    for name in ("claims", "sources"):
        if isinstance(plain.get(name), list):
            plain[name] = sorted(set(plain[name]))
    return plain


def _plain(value: Any) -> Any:
    """A value of the driver as one that prints: a node by its name, a path by those on it."""
    from neo4j.graph import Node, Path, Relationship

    if isinstance(value, Node):
        return value.get("name") or value.get("id")
    if isinstance(value, Relationship):
        return f"{value.type} {value.get('date', '')}".strip()
    if isinstance(value, Path):
        return [_plain(node) for node in value.nodes]
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return str(value.to_native()) if hasattr(value, "to_native") else value


_EVERYONE = """MATCH (n) WHERE any(label IN labels(n) WHERE label IN $labels)
    AND ($book IS NULL OR n.book = $book)
    RETURN DISTINCT n.id AS id, n.name AS name, n.aliases AS aliases ORDER BY id"""


def _known(
    driver: Driver, database: str | None, parameter: Parameter, values: Mapping[str, Any]
) -> str | None:
    """The id of what is named."""
    text = values[parameter.name]
    if text is None:
        return None
    labels = list(_NAMED[parameter.kind])
    _, rows = _fetch(driver, database, _EVERYONE, labels=labels, book=values.get("book"))
    names = {fold(name): row for row in rows for name in (*_names(row), *_surnames(row))}
    for spellings in (_ids, _names, _surnames):
        wanted = fold(text)
        found = sorted({row["id"] for row in rows if wanted in map(fold, spellings(row))})
        if len(found) > 1:
            raise AmbiguousName(text, tuple(found))
        if found:
            return str(found[0])
    close = get_close_matches(fold(text), names, n=3)
    raise UnknownName(text, tuple(dict.fromkeys(str(names[name]["name"]) for name in close)))


def _ids(row: Mapping[str, Any]) -> list[str]:
    return [row["id"]]


def _names(row: Mapping[str, Any]) -> list[str]:
    aliases = [alias.partition("|")[0] for alias in (row["aliases"] or "").split(";")]
    return [name for name in (row["name"], *aliases) if name]


def _surnames(row: Mapping[str, Any]) -> Iterator[str]:
    return (name.partition(",")[0] for name in _names(row) if "," in name)


def _hint(name: str, names: Iterable[str]) -> str:
    close = get_close_matches(name, list(names), n=3, cutoff=0.4)
    return f"; close to it: {', '.join(close)}" if close else ""


def write_favourites(folder: str | Path) -> tuple[Path, Path]:
    """Write what Browser takes when it is dropped there: an archive of all queries, and the style.

    Browser makes a favourite of each file in the archive, in a folder *Rapallo*, under its first
    line.
    """
    where = Path(folder)
    where.mkdir(parents=True, exist_ok=True)
    archive, style = where / "rapallo-queries.zip", where / "rapallo-style.grass"
    with ZipFile(archive, "w", ZIP_DEFLATED) as file:
        for query in queries().values():
            # A fixed time: the same queries make the same file.
            file.writestr(ZipInfo(f"Rapallo/{query.name}.cypher"), query.text.encode())
    style.write_bytes(resources.files("rapallo.cypher").joinpath("style.grass").read_bytes())
    return archive, style
