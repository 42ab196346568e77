"""Writing claims into a casebook: upsert by id, revisions into the history, withdrawals.

Records of every loader come through one path, in batches, inside one transaction. Rows that cannot
be used become rejects; nothing is half done.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from duckdb import DuckDBPyConnection

from rapallo.casebook.filters import Filters
from rapallo.casebook.held import Held
from rapallo.casebook.meaning import Meant, meant, name_problem
from rapallo.casebook.read import stored
from rapallo.casebook.schema import KEY_MARK
from rapallo.casebook.shelf import Shelf
from rapallo.casebook.staging import append, delete, staged
from rapallo.casebook.verdicts import Verdicts
from rapallo.errors import BadInput, RapalloError, clip
from rapallo.model.acts import Act, Codebook
from rapallo.model.claim import COLUMNS, Claim, Problem, problems
from rapallo.model.edges import Edge, edges
from rapallo.model.ids import IdGiver
from rapallo.model.nodes import TABLES, Diplomat, Document, Node, Source
from rapallo.model.participants import Participant
from rapallo.model.records import LoadReport, Placed, Reject
from rapallo.model.resolver import Resolver

__all__ = [
    "BATCH",
    "CLAIM_COLUMNS",
    "EDGE_COLUMNS",
    "PARTICIPANT_COLUMNS",
    "Writer",
    "edge_row",
    "participant_row",
]

BATCH = 20_000
"""Claims written at once: enough for DuckDB to be fast, few enough to bound the memory."""

CLAIM_COLUMNS = (
    *COLUMNS,
    "extra",
    *("s0", "s1", "e0", "e1", "extent", "doubtful", "sign"),
    *("treaty_ids", "issue_ids", "place_id", "event", "revision", "seq"),
)
PARTICIPANT_COLUMNS = tuple(Participant.__dataclass_fields__)
EDGE_COLUMNS = tuple(Edge.__dataclass_fields__)

participant_row: Callable[[Participant], tuple[Any, ...]] = attrgetter(*PARTICIPANT_COLUMNS)
edge_row: Callable[[Edge], tuple[Any, ...]] = attrgetter(*EDGE_COLUMNS)
_when_row = attrgetter("s0", "s1", "e0", "e1", "extent", "doubtful")


class _Known(NamedTuple):
    """What the casebook holds already under an id."""

    revision: str
    source: str
    seq: int


class Writer:
    """Puts the records of one load into an open transaction and counts what became of them.

    ``seq`` of a claim orders claims by the load that first brought them. A file that says of a
    claim that its event is called after another one puts it behind those that this load brings
    without such a word: so an event keeps its id when a casebook is written out and read again.
    """

    def __init__(
        self,
        connection: DuckDBPyConnection,
        resolver: Resolver,
        codebook: Codebook,
        *,
        origin: str,
        load: int,
        report: LoadReport,
        base: Path,
    ) -> None:
        self._connection = connection
        self._resolver = resolver
        self._codebook = codebook
        self._origin = origin
        self._load = load
        self._give_id = IdGiver()
        self._seen: dict[str, tuple[str, int]] = {}
        self._rewritten = False
        self._resolved: set[str] = set()
        self._touched = 0
        self._held = Held(connection, origin, base)
        self.verdicts = Verdicts(connection, origin, load, report, base)
        self._cited = {
            cls: {row[0] for row in connection.execute(f"SELECT {key} FROM {cls.TABLE}").fetchall()}
            for cls, key in ((Source, "key"), (Document, "id"))
        }
        self.shelf = Shelf(connection, resolver, load, report, self.verdicts)
        self.report = report
        for act in Codebook.shipped().acts.values():
            if act.act not in codebook:
                self.act(act)

    @property
    def touched(self) -> set[str]:
        """The folded names whose meaning this load may have changed."""
        return self.shelf.touched

    @property
    def resolved(self) -> set[str]:
        """The claims resolved since the last node came: all is known that their names may mean."""
        return set() if self.shelf.replaced else self._resolved

    @property
    def rewritten(self) -> bool:
        """Whether claims that stood in the casebook were changed or taken out."""
        return self._rewritten

    def node(self, node: Node, path: str = "", row: int = 0) -> None:
        """Insert a node, or replace what stands under its key and keep the old row."""
        self.shelf.put(node, path, row)
        if isinstance(node, Source | Document):
            self._cited[type(node)].add(node.key_values[0])

    def act(self, act: Act) -> None:
        """Add an act to the codebook of this casebook, or change it."""
        old = self._codebook.acts.get(act.act)
        self.report.add("acts", "new" if old is None else "unchanged" if old == act else "changed")
        if old == act:
            return
        if old is not None:
            self.shelf.keep_old("acts", old.act, old.to_row(), "changed")
        self._codebook = Codebook([*self._codebook.acts.values(), act])
        delete(self._connection, "acts", ("act",), [(act.act,)])
        append(self._connection, "acts", Act.columns(), [tuple(act.to_row().values())])
        if old is not None and (old.kind, old.sign, old.edge) != (act.kind, act.sign, act.edge):
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
        self._connection.execute("UPDATE claims SET sign = ? WHERE act = ?", [act.sign, act.act])
        delete(self._connection, "edges", ("claim",), [(claim.id,) for claim in claims])
        made = [
            edge for c in claims for edge in edges(c.id, act, c.participants, c.treaties, c.issues)
        ]
        append(self._connection, "edges", EDGE_COLUMNS, list(map(edge_row, made)))

    def claims(self, placed: Iterable[Placed]) -> None:
        """Insert or replace claims, in batches."""
        iterator = iter(placed)
        while batch := list(islice(iterator, BATCH)):
            self._batch([self._with_id(one) for one in batch])

    def finish(self, *, withdraw: bool) -> None:
        """Write what waits; see what the files no longer have, and withdraw it if asked."""
        self._flush()
        now = {"claims": set(self._seen), **self.shelf.given}
        self._follow_moved(now["claims"], withdraw=withdraw)
        self.shelf.follow()
        gone = self._held.gone(now)
        self._held.take(now)
        self.report.vanished = gone.get("claims", [])
        for table, ids in gone.items():
            if withdraw:
                self._withdraw(table, ids)
            else:
                self.report.add(table, "vanished", len(ids))

    def _follow_moved(self, now: set[str], *, withdraw: bool) -> None:
        """Say what a file that was given another name has lost, or take over what it held."""
        for origin, lacking in self._held.moved(now).items():
            if withdraw:
                self._held.adopt(origin)
                self.verdicts.adopt(origin)
            elif lacking:
                path = origin.partition(":")[2]
                self.report.notes.append(
                    f"{path} is no longer there, and {len(lacking)} of the claims that it brought"
                    f" are not here ({lacking[0]!r} first): if this is that file under another"
                    " name, --update withdraws them"
                )

    def _withdraw(self, table: str, ids: list[str]) -> None:
        free, others = self._held.release(table, ids)
        for id, origin in list(others.items())[:1]:
            self.report.notes.append(
                f"{len(others)} of the {table} are gone from here and stay, since another load"
                f" has them too: {id.replace(KEY_MARK, ' and ')!r} is in {origin}"
            )
        if table == "claims":
            self.report.add(table, "withdrawn", len(free))
            self._retire(free, "withdrawn")
        elif table in ("sources", "documents"):
            # What claims cite stays as long as they do: see settle.sweep.
            self._rewritten = True
        else:
            self.shelf.remove(TABLES[table], [Held.key(id) for id in free], "withdrawn")

    def _with_id(self, placed: Placed) -> Placed:
        if placed.claim.id:
            return placed
        self.report.without_id += 1
        return placed._replace(claim=replace(placed.claim, id=self._give_id(placed.claim)))

    def _flush(self) -> None:
        self.shelf.flush()
        if len(self.shelf.touched) != self._touched:
            self._touched = len(self.shelf.touched)
            self._resolved.clear()

    def _batch(self, batch: Sequence[Placed]) -> None:
        self._flush()
        known = self._revisions([placed.claim.id for placed in batch])
        rows: list[tuple[Any, ...]] = []
        people: list[tuple[Any, ...]] = []
        made: list[tuple[Any, ...]] = []
        changed: list[str] = []
        for placed in batch:
            claim = placed.claim
            old = known.get(claim.id)
            revision = claim.revision
            if old and old.revision == revision and claim.id not in self._seen:
                self._note(placed, revision)
                self.report.add("claims", "unchanged")
                continue
            named = self._named(placed) if self._fits(placed, old) else None
            if named is None:
                continue
            self._note(placed, revision)
            self._resolved.add(claim.id)
            if old is None:
                self.report.kinds[claim.kind] += 1
            else:
                changed.append(claim.id)
            self.report.add("claims", "new" if old is None else "changed")
            act = self._codebook[claim.act]
            seq = old.seq if old else self._seq(placed)
            rows.append(_row(claim, act, named, revision, seq))
            people += map(participant_row, named.people)
            found = edges(claim.id, act, named.people, named.treaties, named.issues)
            made += map(edge_row, found)
        self._retire(changed, "changed")
        self.shelf.flush()
        append(self._connection, "claims", CLAIM_COLUMNS, rows)
        append(self._connection, "participants", PARTICIPANT_COLUMNS, people)
        append(self._connection, "edges", EDGE_COLUMNS, made)

    def _fits(self, placed: Placed, old: _Known | None) -> bool:
        """Whether a claim can be taken as it stands; rejected where not."""
        claim = placed.claim
        faults = list(problems(claim, self._codebook)) or list(self._clash(claim, old))
        self._reject(placed, faults)
        self._seen.setdefault(claim.id, (placed.path, placed.row))
        return not faults

    def _named(self, placed: Placed) -> Meant | None:
        """What the names of a claim mean, or None where it was rejected."""
        claim = placed.claim
        try:
            named = meant(claim, self._resolver)
        except RapalloError as error:
            self._resolver.undo_created()
            self._reject(placed, [name_problem(claim, error)])
            return None
        if named.note:
            self.report.notes.append(named.note)
        if created := self._resolver.take_created():
            self.shelf.make(created)
            self.report.people += [node for node in created if isinstance(node, Diplomat)]
        self._note_source(claim)
        return named

    def _reject(self, placed: Placed, faults: Iterable[Problem]) -> None:
        self.report.rejects += [
            Reject(placed.path, placed.row, field, clip(value, 1_000), reason)
            for field, value, reason in faults
        ]

    def _note(self, placed: Placed, revision: str) -> None:
        """Remember where a claim stood, and say where its computed columns differ from ours."""
        claim, path, row, computed = placed
        self._seen.setdefault(claim.id, (path, row))
        if not computed:
            return
        when = claim.when
        mine = {"earliest": when.earliest, "latest": when.latest, "revision": revision}
        for name, value in mine.items():
            told = computed.get(name, value)
            if told != value:
                note = f"claim {claim.id}: the file has {name} {told!r}, here it is {value!r}"
                self.report.notes.append(note)
        if computed.get("event"):
            self.report.events[claim.id] = computed["event"]

    def _clash(self, claim: Claim, old: _Known | None) -> Iterator[Problem]:
        if claim.id in self._seen:
            path, row = self._seen[claim.id]
            where = f"{path or 'this load'}, row {row}"
            yield Problem("id", claim.id, f"the id stands already in {where}")
        if old and old.source != claim.source and claim.id not in self._held.before["claims"]:
            reason = f"the id belongs to a claim of {old.source!r} that was loaded from elsewhere"
            yield Problem("id", claim.id, reason)

    def _seq(self, placed: Placed) -> int:
        elsewhere = placed.computed.get("event", placed.claim.id) not in ("", placed.claim.id)
        return 2 * self._load + elsewhere

    def _revisions(self, ids: Sequence[str]) -> dict[str, _Known]:
        with staged(self._connection, ("id",), [(id,) for id in ids]) as name:
            rows = self._connection.execute(
                f"SELECT id, revision, source, seq FROM claims SEMI JOIN {name} USING (id)"
            ).fetchall()
        return {row[0]: _Known(*row[1:]) for row in rows}

    def _note_source(self, claim: Claim) -> None:
        sources, documents = self._cited[Source], self._cited[Document]
        if claim.source not in sources:
            sources.add(claim.source)
            self.shelf.make([Source(claim.source, claim.source)])
        if claim.documents:
            new = [name for name in claim.document_ids if name not in documents]
            documents.update(new)
            self.shelf.make([Document(name, cited_by=claim.source) for name in new])

    def _retire(self, ids: Sequence[str], reason: str) -> None:
        """Move claims out of the tables and into the history."""
        if not ids:
            return
        self._rewritten = True
        keys = [(id,) for id in ids]
        pack = ", ".join(f'"{n}" := c."{n}"' for n in (*COLUMNS, "extra"))
        with staged(self._connection, ("id",), keys) as name:
            self._connection.execute(
                f"""INSERT INTO history SELECT 'claims', c.id, c.revision,
                    to_json(struct_pack({pack})), ?, ? FROM claims c SEMI JOIN {name} USING (id)""",
                [reason, self._load],
            )
        for table, column in (("claims", "id"), ("participants", "claim"), ("edges", "claim")):
            delete(self._connection, table, (column,), keys)


def _row(claim: Claim, act: Act, named: Meant, revision: str, seq: int) -> tuple[Any, ...]:
    return (
        *claim.written(),
        json.dumps(dict(claim.extra), ensure_ascii=False) if claim.extra else "{}",
        *_when_row(claim.when),
        act.sign,
        named.treaties,
        named.issues,
        named.place,
        claim.id,
        revision,
        seq,
    )
