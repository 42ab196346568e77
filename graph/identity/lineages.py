"""Which states continue one another: the lineages that come with Rapallo, and a reader's own.

Whether a state continues another is for lawyers and historians to dispute. Each line of the table
``lineages.csv`` therefore says why it joins a state, or does not, and after whom. Who decides
otherwise gives a table of his own, which then counts alone.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from io import StringIO
from pathlib import Path

from rapallo.dates.edtf import term
from rapallo.errors import BadInput, RapalloError, UnreadableFile
from rapallo.identity.names import Names
from rapallo.identity.packaged import packaged
from rapallo.model.nodes import Member, Node, Organization, State, slug
from rapallo.model.text import fold

__all__ = ["Continuation", "Lineage", "Lineages", "joined", "shipped_lineages"]

_COLUMNS = {"lineage": ("lineage", "group"), "state": ("state", "member")}


@dataclass(frozen=True, slots=True)
class Continuation:
    """That a state is, or is not, one of a lineage; why, and after whom."""

    lineage: str
    name: str
    state: str
    joined: bool
    reason: str
    source: str


@cache
def shipped_lineages() -> tuple[Continuation, ...]:
    """The lineages that come with Rapallo, by lineage and in the order of their states.

    >>> [row.state for row in shipped_lineages() if row.lineage == "turkey-lineage"]
    ['ottoman-empire', 'turkey']
    """
    return tuple(
        Continuation(**{**row, "joined": row["joined"] == "yes"})  # type: ignore[arg-type]
        for row in packaged("lineages.csv")
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a reader's table: its row, what stands in it."""

    row: int
    lineage: str
    state: str
    start: str
    end: str


class Lineages:
    """A reader's own lineages, in place of all others.

    ``path`` and ``digest`` name the file in results. ``reference``: states that it may name though
    the casebook lacks them, in which case their lines join nobody.
    """

    # No dataclass: what tells an answer's options as mappings would open it up, where its name and
    # digest are wanted.
    __slots__ = ("digest", "lines", "path", "reference")

    def __init__(
        self, path: str, digest: str, lines: tuple[_Line, ...], reference: tuple[State, ...] = ()
    ) -> None:
        self.path, self.digest, self.lines, self.reference = path, digest, lines, reference

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lineages) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    @classmethod
    def read(cls, path: str | Path, reference: Iterable[State] = ()) -> Lineages:
        """The lineages in a CSV file: a line for each state, with columns ``lineage`` and ``state``
        (or ``group`` and ``member``, as in ``members.csv``), and ``start`` and ``end`` in EDTF.

        States are named by name or id; where several had the name, ``start`` and ``end`` tell which
        is meant. The dates choose no claims: a state counts for its lineage whenever it is told of.
        Further columns (a reason, a source) are for the reader. Raises UnreadableFile with the row,
        field and value that cannot be used.
        """
        try:
            data = Path(path).read_bytes()
            text = data.decode("utf-8-sig")
        except OSError as error:
            raise UnreadableFile(path, error.strerror or str(error)) from None
        except UnicodeDecodeError:
            raise UnreadableFile(path, "lineages are CSV in UTF-8, and this is not") from None
        lines = _lines(path, text)
        return cls(str(path), sha256(data).hexdigest(), lines, tuple(reference))

    def __str__(self) -> str:
        """The file, as provenance names it."""
        return f"{self.path} (sha256 {self.digest})"

    def rows(self, nodes: Iterable[Node]) -> list[Node]:
        """The rows of a casebook with these lineages in place of its own."""
        nodes = list(nodes)
        bodies = [node for node in nodes if isinstance(node, State | Organization)]
        kept = _without(nodes, [node for node in bodies if _is_lineage(node)])
        groups, rows = _Naming(self, bodies).rows()
        others = [n for n in kept if not (isinstance(n, Organization) and n.id in groups)]
        return [*others, *rows]


Lineage = bool | Lineages
"""How states are joined: not at all, as the casebook and the table of Rapallo say, or as a file
says."""


def joined(nodes: Iterable[Node], lineage: Lineage) -> list[Node]:
    """The rows of a casebook with the lineages that are asked for.

    The casebook's own go first. A lineage of Rapallo joins those of its states that the casebook
    has, by id, and that no lineage of its own holds, where there are two or more of them.

    >>> empire, republic = State("ottoman-empire", "Ottoman Empire"), State("turkey", "Turkey")
    >>> [node.label for node in joined([empire, republic], True)][2:]
    ['Turkey (lineage)', 'ottoman-empire', 'turkey']
    >>> joined([republic], True) == joined([empire, republic], False)[1:]
    True
    """
    nodes = list(nodes)
    if isinstance(lineage, Lineages):
        return lineage.rows(nodes)
    return [*nodes, *_beside(nodes)] if lineage else nodes


def _is_lineage(node: Node) -> bool:
    return isinstance(node, Organization) and node.kind == "lineage"


def _beside(nodes: list[Node]) -> list[Node]:
    """The lineages of Rapallo that join states of a casebook."""
    states = {node.id for node in nodes if isinstance(node, State)}
    lineages = [node for node in nodes if isinstance(node, Organization) and _is_lineage(node)]
    own = {key for node in lineages for key in (node.id, *map(fold, node.names()))}
    members = [node for node in nodes if isinstance(node, Member)]
    held = {m.member for m in members if m.group in own or fold(m.group) in own}
    held |= {n.id for n in nodes if isinstance(n, State) and held & {*n.names()}}
    rows = [r for r in shipped_lineages() if r.joined and r.state in states - held]
    several = {name for name, number in Counter(r.lineage for r in rows).items() if number > 1}
    rows = [row for row in rows if row.lineage in several]
    names = {row.lineage: row.name for row in rows}
    return [
        *(Organization(id, name, "", "lineage") for id, name in names.items()),
        *(Member(row.lineage, row.state) for row in rows),
    ]


def _without(nodes: list[Node], lineages: Iterable[Node]) -> list[Node]:
    """The rows of a casebook without those that say which states its lineages join."""
    known = {fold(key) for node in lineages for key in (*node.key_values, *node.names())}
    return [n for n in nodes if not (isinstance(n, Member) and fold(n.group) in known)]


def _lines(path: str | Path, text: str) -> tuple[_Line, ...]:
    try:
        reader = csv.DictReader(StringIO(text, newline=""), strict=True)
        header = {(name or "").strip().lower(): name for name in reader.fieldnames or ()}
        columns = {name: _column(path, header, name) for name in _COLUMNS}
        columns |= {name: header[name] for name in ("start", "end") if name in header}
        told = [_line(path, reader.line_num, row, columns) for row in reader]
    except csv.Error as error:
        raise UnreadableFile(path, f"it is not CSV: {error}") from None
    lines = tuple(line for line in told if line)
    if not lines:
        raise UnreadableFile(path, "it names no state; a line has a lineage and a state")
    return lines


def _column(path: str | Path, header: Mapping[str, str], name: str) -> str:
    for word in _COLUMNS[name]:
        if word in header:
            return header[word]
    there = ", ".join(filter(None, header)) or "no columns"
    raise UnreadableFile(path, f"it has no column {' or '.join(_COLUMNS[name])}, but {there}")


def _line(
    path: str | Path, number: int, row: Mapping[str, str], columns: Mapping[str, str]
) -> _Line | None:
    found = {name: (row.get(column) or "").strip() for name, column in columns.items()}
    if not any(found.values()):
        return None
    for name in _COLUMNS:
        if not found[name]:
            raise _bad(path, number, columns[name], "", "it is empty")
    line = _Line(number, **{"start": "", "end": "", **found})
    try:
        term(line.start, line.end)
    except BadInput as error:
        raise _bad(path, number, "start or end", f"{line.start} to {line.end}", error) from None
    return line


def _bad(path: object, row: int, name: str, value: str, reason: object) -> UnreadableFile:
    error = UnreadableFile(path, f"row {row}, {name} {value!r}: {reason}")
    error.at(name, value)
    return error


class _Naming:
    """The lines of a table as rows of a casebook: whom they name, and under what ids."""

    def __init__(self, table: Lineages, bodies: list[State | Organization]) -> None:
        self.table = table
        self.names = Names(bodies, table.reference)
        self.states = {node.id for node in bodies if isinstance(node, State)}
        self.here = {node.id for node in bodies}
        self.called = {fold(name) for node in bodies for name in node.names()}
        self.own = {fold(n.name): n.id for n in bodies if _is_lineage(n)}

    def rows(self) -> tuple[set[str], list[Node]]:
        """The ids of the lineages, and the rows that tell of them."""
        ids: dict[str, str] = {}
        held: dict[str, _Line] = {}
        members: list[Node] = []
        for line in self.table.lines:
            state = self._state(line)
            before = held.setdefault(state, line)
            if fold(before.lineage) != fold(line.lineage):
                there = f"row {before.row} has it in {before.lineage!r}; a state is of one lineage"
                raise _bad(self.table.path, line.row, "state", line.state, there)
            group = ids.setdefault(fold(line.lineage), self._id(line.lineage, set(ids.values())))
            if state in self.here and before is line:
                members.append(Member(group, state, line.start, line.end))
        labels = {ids[fold(line.lineage)]: line.lineage for line in reversed(self.table.lines)}
        groups = [Organization(i, self._label(i, n), "", "lineage") for i, n in labels.items()]
        return set(ids.values()), [*groups, *members]

    def _state(self, line: _Line) -> str:
        try:
            state = self.names.state(line.state, term(line.start, line.end))
        except RapalloError as error:
            raise _bad(self.table.path, line.row, "state", line.state, error) from None
        if state in self.here - self.states:
            reason = "it is an organisation; a lineage joins states"
            raise _bad(self.table.path, line.row, "state", line.state, reason)
        return state

    def _id(self, name: str, taken: set[str]) -> str:
        if fold(name) in self.own:
            return self.own[fold(name)]
        wanted = slug(name) or "unnamed"
        wanted = f"{wanted}-lineage" if wanted in self.here else wanted
        while wanted in self.here | taken:
            wanted += "-2"
        return wanted

    def _label(self, id: str, name: str) -> str:
        """Its name, told apart from a state of that name."""
        return f"{name} (lineage)" if fold(name) in self.called and id not in self.here else name
