"""Writing into a casebook: upsert by id, revisions into the history, withdrawals.

Records of every loader come through one path, in batches, inside one transaction. Rows that cannot
be used become rejects; nothing is half done.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from duckdb import DuckDBPyConnection

from rapallo.casebook.filters import Filters
from rapallo.casebook.read import stored
from rapallo.errors import BadInput, RapalloError
from rapallo.model.acts import Act, Codebook
from rapallo.model.cells import parse_place
from rapallo.model.claim import COLUMNS, Claim, Problem, problems
from rapallo.model.edges import Edge, edges
from rapallo.model.ids import IdGiver
from rapallo.model.nodes import Document, Node, Source
from rapallo.model.participants import Participant, participants
from rapallo.model.records import LoadReport, Placed, Reject
from rapallo.model.resolver import Resolver

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["BATCH", "Writer"]

BATCH = 20_000
"""Claims written at once: enough for DuckDB to be fast, few enough to bound the memory."""


class _Known(NamedTuple):
    """What the casebook holds already under an id."""

    revision: str
    source: str
    origin: str
    seq: int


class _Fresh(NamedTuple):
    """A claim to be inserted, with the number of the load that first brought its id."""

    claim: Claim
    people: tuple[Participant, ...]
    seq: int


class Writer:
    """Puts the records of one load into an open transaction and counts what became of them."""

    def __init__(
        self,
        connection: DuckDBPyConnection,
        resolver: Resolver,
        codebook: Codebook,
        *,
        origin: str,
        load: int,
        report: LoadReport,
    ) -> None:
        self._connection = connection
        self._resolver = resolver
        self._codebook = codebook
        self._origin = origin
        self._load = load
        self._give_id = IdGiver()
        self._seen: dict[str, str] = {}
        self._known = {
            name: {row[0] for row in connection.execute(f'SELECT "{key}" FROM {name}').fetchall()}
            for name, key in (("sources", "key"), ("documents", "id"))
        }
        self.report = report

    def node(self, node: Node) -> None:
        """Insert a node, or replace what stands under its key and keep the old row."""
        self._resolver.add(node)
        self._upsert(node)
        if isinstance(node, Source | Document):
            self._known[node.TABLE].add(node.key_values[0])

    def act(self, act: Act) -> None:
        """Add an act to the codebook of this casebook, or change it."""
        old = self._codebook.acts.get(act.act)
        self.report.add("acts", "new" if old is None else "unchanged" if old == act else "changed")
        if old != act:
            self._codebook.acts[act.act] = act
            self._connection.execute("DELETE FROM acts WHERE act = ?", [act.act])
            row = list(act.to_row().values())
            places = ", ".join("?" * len(row))
            self._connection.execute(f"INSERT INTO acts VALUES ({places})", row)
            self._follow(act)

    def _follow(self, act: Act) -> None:
        """Let the claims that stand here follow a changed codebook: their signs and edges."""
        claims = stored(self._connection, Filters(act=(act.act,), status=()))
        wrong = [claim.id for claim in claims if claim.kind != act.kind]
        if wrong:
            raise BadInput(
                f"the act {act.act!r} cannot become {act.kind}: {len(wrong)} claims of another"
                f" kind use it, {wrong[0]} first"
            )
        ids = [claim.id for claim in claims]
        self._connection.execute("UPDATE claims SET sign = ? WHERE act = ?", [act.sign, act.act])
        self._connection.execute("DELETE FROM edges WHERE claim IN (SELECT unnest(?))", [ids])
        made = [
            edge for c in claims for edge in edges(c.id, act, c.participants, c.treaties, c.issues)
        ]
        self._append("edges", _EDGE_COLUMNS, [astuple(edge) for edge in made])

    def claims(self, placed: Iterable[Placed]) -> None:
        """Insert or replace claims, in batches."""
        iterator = iter(placed)
        while batch := list(islice(iterator, BATCH)):
            self._batch(batch)

    def withdraw_vanished(self, *, withdraw: bool) -> None:
        """Count the claims of this origin that this load no longer had; take them out if asked."""
        rows = self._connection.execute(
            "SELECT id FROM claims WHERE origin = ? ORDER BY id", [self._origin]
        ).fetchall()
        gone = [row[0] for row in rows if row[0] not in self._seen]
        self.report.vanished = gone
        self.report.add("claims", "withdrawn" if withdraw else "vanished", len(gone))
        if withdraw and gone:
            self._retire(gone, "withdrawn")

    def _batch(self, batch: Sequence[Placed]) -> None:
        known = self._revisions([placed.claim.id for placed in batch if placed.claim.id])
        fresh: list[_Fresh] = []
        changed: list[str] = []
        for placed in batch:
            accepted = self._accept(placed, known)
            if accepted is None:
                continue
            claim, people = accepted
            self._compare(claim, placed)
            fate = self._fate(claim, known)
            self.report.add("claims", fate)
            if fate == "unchanged":
                continue
            if fate == "new":
                self.report.kinds[claim.kind] += 1
            else:
                changed.append(claim.id)
            seq = known[claim.id].seq if claim.id in known else self._load
            fresh.append(_Fresh(claim, people, seq))
        if changed:
            self._retire(changed, "changed")
        self._insert(fresh)

    def _accept(
        self, placed: Placed, known: dict[str, _Known]
    ) -> tuple[Claim, tuple[Participant, ...]] | None:
        """The claim with its id and participants, or None where it was rejected."""
        claim, path, row, _ = placed
        if not claim.id:
            claim = replace(claim, id=self._give_id(claim))
            self.report.without_id += 1
            known |= self._revisions([claim.id])
        faults = list(problems(claim, self._codebook)) or list(self._clash(claim, known))
        people: tuple[Participant, ...] = ()
        if not faults:
            try:
                people = participants(claim, self._resolver)
            except RapalloError as error:
                faults = [Problem("agents", claim.agents, str(error))]
        self._seen.setdefault(claim.id, f"{path}, row {row}")
        if faults:
            self.report.rejects += [Reject(path, row, *fault) for fault in faults]
            return None
        return claim, people

    def _compare(self, claim: Claim, placed: Placed) -> None:
        """Note where a computed column of the file differs from what is computed here."""
        when = claim.when
        mine = {"earliest": when.earliest, "latest": when.latest, "revision": claim.revision}
        for name, value in placed.computed.items():
            if name in mine and value != mine[name]:
                self.report.notes.append(
                    f"claim {claim.id}: the file has {name} {value!r}, here it is {mine[name]!r}"
                )
        if "event" in placed.computed:
            self.report.events[claim.id] = placed.computed["event"]

    def _clash(self, claim: Claim, known: dict[str, _Known]) -> Iterator[Problem]:
        if claim.id in self._seen:
            reason = f"the id stands already in {self._seen[claim.id]}"
            yield Problem("id", claim.id, reason)
        old = known.get(claim.id)
        if old and old.source != claim.source and old.origin != self._origin:
            reason = f"the id belongs to a claim of {old.source!r} that was loaded from elsewhere"
            yield Problem("id", claim.id, reason)

    def _fate(self, claim: Claim, known: dict[str, _Known]) -> str:
        if claim.id not in known:
            return "new"
        return "unchanged" if known[claim.id].revision == claim.revision else "changed"

    def _revisions(self, ids: Sequence[str]) -> dict[str, _Known]:
        if not ids:
            return {}
        rows = self._connection.execute(
            "SELECT id, revision, source, origin, seq FROM claims WHERE id IN (SELECT unnest(?))",
            [list(ids)],
        ).fetchall()
        return {row[0]: _Known(*row[1:]) for row in rows}

    def _insert(self, fresh: Sequence[_Fresh]) -> None:
        if not fresh:
            return
        rows: list[tuple[Any, ...]] = []
        people: list[Participant] = []
        made: list[Edge] = []
        for claim, who, seq in fresh:
            treaties = [self._resolver.treaty(name) for name in claim.treaties]
            issues = [self._resolver.issue(name) for name in claim.issues]
            rows.append(self._row(claim, seq, treaties, issues))
            people += who
            made += edges(claim.id, self._codebook[claim.act], who, treaties, issues)
            self._note_source(claim)
        for node in self._resolver.take_created():
            self._upsert(node)
        self._append("claims", _CLAIM_COLUMNS, rows)
        self._append("participants", _PARTICIPANT_COLUMNS, [astuple(p) for p in people])
        self._append("edges", _EDGE_COLUMNS, [astuple(edge) for edge in made])

    def _row(
        self, claim: Claim, seq: int, treaties: list[str], issues: list[str]
    ) -> tuple[Any, ...]:
        when, act = claim.when, self._codebook[claim.act]
        place = parse_place(claim.place)[0]
        return (
            *claim.written(),
            json.dumps(dict(claim.extra), ensure_ascii=False),
            when.s0,
            when.s1,
            when.e0,
            when.e1,
            when.extent,
            when.doubtful,
            act.sign,
            treaties,
            issues,
            self._resolver.place(place) if place else "",
            claim.id,
            claim.revision,
            self._origin,
            seq,
        )

    def _note_source(self, claim: Claim) -> None:
        if claim.source not in self._known["sources"]:
            self.node(Source(claim.source, claim.source))
        for document in claim.document_ids:
            if document not in self._known["documents"]:
                self.node(Document(document, cited_by=claim.source))

    def _append(self, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        if rows:
            staged = _arrow(columns, rows)
            self._connection.register("staged", staged)
            names = ", ".join(f'"{name}"' for name in columns)
            self._connection.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM staged")
            self._connection.unregister("staged")

    def _retire(self, ids: Sequence[str], reason: str) -> None:
        """Move claims out of the tables and into the history."""
        names = ", ".join(f'"{name}"' for name in (*COLUMNS, "extra"))
        self._connection.execute(
            f"""INSERT INTO history SELECT 'claims', id, revision,
                to_json(struct_pack({", ".join(f'"{n}" := "{n}"' for n in (*COLUMNS, "extra"))})),
                ?, ? FROM (SELECT {names}, revision FROM claims WHERE id IN (SELECT unnest(?)))""",
            [reason, self._load, list(ids)],
        )
        for table, column in (("claims", "id"), ("participants", "claim"), ("edges", "claim")):
            self._connection.execute(
                f"DELETE FROM {table} WHERE {column} IN (SELECT unnest(?))", [list(ids)]
            )

    def _upsert(self, node: Node) -> None:
        table, columns = node.TABLE, node.columns()
        where = " AND ".join(f'"{name}" = ?' for name in node.KEY)
        old = self._connection.execute(
            f"SELECT * FROM {table} WHERE {where}", list(node.key_values)
        ).fetchone()
        fate = "new" if old is None else "unchanged" if old == node.to_row() else "changed"
        self.report.add(table, fate)
        if fate == "unchanged":
            return
        if old is not None:
            row = json.dumps(dict(zip(columns, old, strict=True)), ensure_ascii=False)
            self._connection.execute(
                "INSERT INTO history VALUES (?, ?, '', ?, 'changed', ?)",
                [table, "|".join(node.key_values), row, self._load],
            )
            self._connection.execute(f"DELETE FROM {table} WHERE {where}", list(node.key_values))
        places = ", ".join("?" * len(columns))
        self._connection.execute(f"INSERT INTO {table} VALUES ({places})", list(node.to_row()))


_CLAIM_COLUMNS = (
    *COLUMNS,
    "extra",
    *("s0", "s1", "e0", "e1", "extent", "doubtful", "sign"),
    *("treaty_ids", "issue_ids", "place_id", "event", "revision", "origin", "seq"),
)
_PARTICIPANT_COLUMNS = tuple(Participant.__dataclass_fields__)
_EDGE_COLUMNS = tuple(Edge.__dataclass_fields__)


def _arrow(columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    import pyarrow as pa

    types = {"treaty_ids": pa.list_(pa.string()), "issue_ids": pa.list_(pa.string())}
    return pa.table(
        {
            name: pa.array([row[i] for row in rows], type=types.get(name))
            for i, name in enumerate(columns)
        }
    )
