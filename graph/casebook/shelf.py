"""The tables beside the claims, as a load writes them: in batches, by key, the old rows kept.

An id names one node in all tables of nodes, since in the graph they all are nodes: the second to
claim it is rejected, never merged into the first.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from operator import attrgetter
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from rapallo.casebook.schema import KEY_MARK
from rapallo.casebook.staging import append, delete, staged
from rapallo.casebook.verdicts import Verdicts
from rapallo.errors import BadInput, RapalloError
from rapallo.model.nodes import (
    TABLES,
    Diplomat,
    Issue,
    Judgement,
    Member,
    Node,
    Organization,
    Place,
    Post,
    State,
    Treaty,
)
from rapallo.model.records import LoadReport, Reject
from rapallo.model.resolver import Resolver
from rapallo.model.text import fold

__all__ = ["NAMED", "Shelf", "names_of"]

NAMED: tuple[type[Node], ...] = (State, Diplomat, Organization, Treaty, Issue, Place, Post)
"""What claims name: a change among these may change who is meant. Their ids are one namespace."""

_RESERVED = {"unknown": "stands for those of whom the state is not known"}
_HISTORY = ("table", "id", "revision", "row", "reason", "load")


class _Waiting(NamedTuple):
    """A row that waits to be written. ``given``: by the load, not made from a claim."""

    node: Node
    given: bool


class Shelf:
    """Puts nodes into their tables within one load.

    ``touched`` holds the folded names of the nodes that the load brought or changed: claims that
    stand in the casebook and use one of them are to be resolved again. ``from_reference`` names the
    states that claims have brought in from the reference table. ``replaced``: an old row went, so
    that names which the resolver has learnt may mean nothing now.
    """

    def __init__(
        self,
        connection: DuckDBPyConnection,
        resolver: Resolver,
        load: int,
        report: LoadReport,
        verdicts: Verdicts,
    ) -> None:
        self._verdicts = verdicts
        self._connection = connection
        self._resolver = resolver
        self._load = load
        self._report = report
        self._waiting: dict[str, dict[tuple[str, ...], _Waiting]] = defaultdict(dict)
        self._members: dict[tuple[str, ...], tuple[Member, str, int]] = {}
        self._ids = {
            row[0]: cls.TABLE
            for cls in NAMED
            for row in connection.execute(f"SELECT id FROM {cls.TABLE}").fetchall()
        }
        self.given: dict[str, set[str]] = defaultdict(set)
        self.touched: set[str] = set()
        self.from_reference: list[str] = []
        self.replaced = False

    def put(self, node: Node, path: str = "", row: int = 0) -> None:
        """Take a node that a loader gave; a reject where it cannot stand as it is."""
        try:
            self._check(node)
            if isinstance(node, Judgement):
                self._judge(node, path, row)
                return
        except BadInput as error:
            self._report.rejects.append(
                Reject(path or node.TABLE, row, error.field, error.value, str(error))
            )
            return
        if isinstance(node, Member):
            self._members[node.key_values] = (node, path, row)
        else:
            self._resolver.add(node)
            self._wait(node, given=True)

    def _judge(self, judgement: Judgement, path: str, row: int) -> None:
        if self._verdicts.put(judgement, path, row):
            self._resolver.add(judgement)
            self._change(judgement)

    def make(self, nodes: Sequence[Node]) -> None:
        """Take nodes that were made from claims, whose ids the resolver has seen to."""
        for node in nodes:
            self._wait(node, given=False)
            if isinstance(node, State | Organization):
                self.from_reference.append(node.name)

    def flush(self) -> None:
        """Write what waits."""
        for table, waiting in self._waiting.items():
            if waiting:
                self._write(TABLES[table], waiting)
        self._waiting.clear()

    def put_members(self, resolver: Resolver) -> None:
        """Write the memberships, once all that they may name is there."""
        for key, (node, path, row) in list(self._members.items()):
            for name in ("group", "member"):
                value: str = getattr(node, name)
                try:
                    resolver.find(value)
                except RapalloError as error:
                    self._report.rejects.append(
                        Reject(path or "members", row, name, value, str(error))
                    )
                    self._members.pop(key, None)
        for node, _, _ in self._members.values():
            self._wait(node, given=True)
        self._members.clear()
        self.flush()

    def follow(self) -> None:
        """Write the judgements, and undo those that are gone."""
        for judgement in self._verdicts.finish():
            self._change(judgement)

    def remove(self, cls: type[Node], keys: Sequence[tuple[str, ...]], reason: str) -> None:
        """Take rows out of a table and into the history."""
        old = self._rows(cls, keys)
        self._retire(cls, list(old.values()), reason)
        for node in old.values():
            self._report.add(cls.TABLE, "withdrawn")
            if isinstance(node, NAMED):
                self._ids.pop(node.key_values[0], None)
            if isinstance(node, NAMED):
                self._change(node)

    def keep_old(self, table: str, id: str, row: dict[str, str], reason: str) -> None:
        """Put one old row into the history."""
        text = json.dumps(row, ensure_ascii=False)
        append(self._connection, "history", _HISTORY, [(table, id, "", text, reason, self._load)])

    def _change(self, node: Node) -> None:
        """Note that what the names of a node mean may be another thing now."""
        if names := names_of(node):
            self.replaced = True
            self.touched.update(names)

    def _check(self, node: Node) -> None:
        node.check(dict(zip(node.columns(), node.to_row(), strict=True)))
        if not isinstance(node, NAMED):
            return
        id = node.key_values[0]
        table = self._ids.get(id, node.TABLE)
        if table != node.TABLE:
            raise BadInput(f"the id stands already in {table}: ids are one for all nodes").at(
                "id", id
            )
        if "/" in id or id in _RESERVED:
            reason = _RESERVED.get(id, "with '/' stands for offices")
            raise BadInput(f"the id {id!r} {reason}").at("id", id)

    def _wait(self, node: Node, *, given: bool) -> None:
        key = node.key_values
        self._waiting[node.TABLE][key] = _Waiting(node, given)
        if isinstance(node, NAMED):
            self._ids[key[0]] = node.TABLE
        if given:
            self.given[node.TABLE].add(KEY_MARK.join(key))

    def _write(self, cls: type[Node], waiting: dict[tuple[str, ...], _Waiting]) -> None:
        old = self._rows(cls, list(waiting))
        changed: list[Node] = []
        fresh: list[tuple[str, ...]] = []
        for key, (node, given) in waiting.items():
            before = old.get(key)
            fate = "new" if before is None else "unchanged" if before == node else "changed"
            if given or before is None:
                self._report.add(cls.TABLE, fate)
            if fate == "unchanged":
                continue
            fresh.append(node.to_row())
            if before is not None:
                changed.append(before)
            names = names_of(node) | (names_of(before) if before else set())
            if given and cls in NAMED and names:
                self.replaced = self.replaced or before is not None
                self.touched.update(names)
        self._retire(cls, changed, "changed")
        append(self._connection, cls.TABLE, cls.columns(), fresh)

    def _rows(
        self, cls: type[Node], keys: Sequence[tuple[str, ...]]
    ) -> dict[tuple[str, ...], Node]:
        """What stands under these keys."""
        if not keys:
            return {}
        columns = ", ".join(f't."{name}"' for name in cls.columns())
        using = ", ".join(f'"{name}"' for name in cls.KEY)
        with staged(self._connection, cls.KEY, keys) as name:
            rows = self._connection.execute(
                f"SELECT {columns} FROM {cls.TABLE} t JOIN {name} USING ({using})"
            ).fetchall()
        key = attrgetter("key_values")
        return {key(node): node for node in (cls(*row) for row in rows)}

    def _retire(self, cls: type[Node], nodes: Sequence[Node], reason: str) -> None:
        rows = [
            (
                cls.TABLE,
                "|".join(node.key_values),
                "",
                _json(node),
                reason,
                self._load,
            )
            for node in nodes
        ]
        append(self._connection, "history", _HISTORY, rows)
        delete(self._connection, cls.TABLE, cls.KEY, [node.key_values for node in nodes])


def names_of(node: Node) -> set[str]:
    """The folded names under which claims may mean a node, or be read through it."""
    if isinstance(node, Diplomat):
        names = [name for name, _ in node.spellings()]
    elif isinstance(node, Judgement):
        names = list(node.persons())
    elif isinstance(node, Post):
        names = [node.holder, node.title, node.state]
    else:
        names = list(node.names())
    return {fold(name) for name in names} - {""}


def _json(node: Node) -> str:
    return json.dumps(dict(zip(node.columns(), node.to_row(), strict=True)), ensure_ascii=False)
