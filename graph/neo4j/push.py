"""A casebook pushed into Neo4j: what is there is compared, and only what differs is written.

A record, that is a node and what is told with it, is written in one transaction and carries a hash
of all of it. Killed at any point and run again, a push goes on where it stopped. What somebody has
edited by hand, hash left alone, only a thorough push finds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby, islice
from threading import RLock
from typing import Any, NamedTuple, TypeVar

from neo4j import Driver, ManagedTransaction, Session
from neo4j.exceptions import ConstraintError

from rapallo import __version__
from rapallo.casebook.book import Casebook
from rapallo.casebook.digest import digest_of
from rapallo.errors import BadOption, clip
from rapallo.neo4j import schema
from rapallo.neo4j.model import ACTORS, FAMILIES, WITHDRAWN, Family, Record, casebook_node
from rapallo.neo4j.reading import casebooks
from rapallo.neo4j.rows import book_id, records
from rapallo.neo4j.write import (
    Difference,
    altered,
    create,
    difference,
    mend,
    removal,
    remove,
    run,
    stream,
)

__all__ = ["BATCH", "Fate", "PushReport", "push", "take_out"]

R = TypeVar("R")

BATCH = 5_000
"""Records in a transaction: enough to be fast, few enough for a server with little memory."""

FATES = ("new", "changed", "removed", "unchanged")


class Fate(NamedTuple):
    """What became of the nodes of a label or the relationships of a type."""

    what: str
    new: int
    changed: int
    removed: int
    unchanged: int


@dataclass(slots=True)
class PushReport:
    """What a push did, or would do.

    ``others``: the other casebooks that stand there. ``tied``: the keys of nodes that are gone but
    for an id and a name, since others have tied something to them.
    """

    book: str
    digest: str
    nodes: Counter[tuple[str, str]] = field(default_factory=Counter)
    rels: Counter[tuple[str, str]] = field(default_factory=Counter)
    made: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    tied: list[str] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        """Whether anything was, or would be, written."""
        both = self.nodes + self.rels
        return any(number for (_, fate), number in both.items() if fate != "unchanged")

    def rows(self) -> list[Fate]:
        """A row for each label, then for each type of relationship."""
        return [
            Fate(what, *(counts[what, fate] for fate in FATES))
            for counts in (self.nodes, self.rels)
            for what in dict.fromkeys(what for what, _ in counts)
        ]


def push(
    book: Casebook,
    driver: Driver,
    *,
    database: str | None = None,
    dry_run: bool = False,
    remove_all: bool = False,
    thorough: bool = False,
    batch: int = BATCH,
    threads: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> PushReport:
    """Make the database hold this casebook as it is now; everything else there stays untouched.

    What stands there is known by the hash of each record and the number of its relationships;
    ``thorough`` reads and compares every property of both as well, and mends what was edited there.
    ``dry_run`` writes nothing and reports the same. ``remove_all`` takes the casebook out.
    ``progress`` is called with the numbers of nodes and relationships looked at so far. Nobody
    can write to the casebook meanwhile. Memory: some 300 bytes for each claim that stands there.

    Raises :class:`~rapallo.errors.ServerUnavailable` for a server that is too old; errors of the
    driver come as they are (:func:`rapallo.neo4j.connect.explained` turns them into sentences).
    """
    schema.check_version(driver)
    with book.store.reading() as connection:
        report = PushReport(book_id(connection), digest_of(connection))
        work = _Push(driver, database, report, dry_run, thorough, batch, threads, progress)
        work.all(iter(()) if remove_all else records(connection, report.book))
    work.end(stays=not remove_all)
    return report


def take_out(
    driver: Driver,
    casebook: str,
    *,
    database: str | None = None,
    dry_run: bool = False,
    batch: int = BATCH,
    progress: Callable[[int, int], None] | None = None,
) -> PushReport:
    """Take a casebook out of the database by its id, as one that was built anew has left it there.

    Raises :class:`~rapallo.errors.BadOption` where none of that id stands there, and the errors of
    :func:`push`.
    """
    schema.check_version(driver)
    found = casebooks(driver, database)
    digests = {one.id: one.digest for one in found}
    if casebook not in digests:
        told = f", but {'; '.join(map(str, found))}" if found else " at all"
        raise BadOption(f"the database holds no casebook {clip(casebook)!r}{told}")
    report = PushReport(casebook, digests[casebook])
    work = _Push(driver, database, report, dry_run, False, batch, 1, progress)
    work.all(iter(()))
    work.end(stays=False)
    return report


class _There(NamedTuple):
    """What stands of a record: its node's label and hash, if it is there, and how many
    relationships."""

    label: str | None
    rev: str | None
    rels: int


class _Push:
    """One push: reads what is there family by family, writes and counts what differs."""

    def __init__(
        self,
        driver: Driver,
        database: str | None,
        report: PushReport,
        dry_run: bool,
        thorough: bool,
        batch: int,
        threads: int,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self._driver, self._database, self._thorough = driver, database, thorough
        self._report, self._dry_run, self._batch = report, dry_run, batch
        self._threads, self._progress = threads, progress
        self._marked = False
        self._lock = RLock()
        self._seen = Counter[str]()

    def all(self, stream: Iterator[Record]) -> None:
        """Write what is new or changed, then remove what is gone, claims first."""
        late = self._schema()
        gone: dict[str, dict[str, _There]] = {}
        for labels, group in groupby(stream, key=lambda record: record.node.labels):
            family = FAMILIES[labels[0]]
            if family.label not in gone:
                gone[family.label] = self._read(family)
            self._write(family, self._differing(family, group, gone[family.label]))
        for family in reversed(FAMILIES.values()):
            left = gone[family.label] if family.label in gone else self._read(family)
            self._remove(family, list(left.items()))
        if late:
            self._ensure("INDEX")

    def _schema(self) -> bool:
        """Make the constraints, and the indexes too unless they are quicker made at the end."""
        if self._dry_run:
            return False
        self._ensure("CONSTRAINT")
        empty = not self._reading(lambda tx: run(tx, "MATCH (c:Claim) RETURN 1 LIMIT 1"))
        if not empty:
            self._ensure("INDEX")
        return empty

    def _ensure(self, what: str) -> None:
        with self._session() as session:
            self._report.made += schema.ensure(session, what)

    def _session(self) -> Session:
        bookmarks = self._driver.execute_query_bookmark_manager
        return self._driver.session(
            database=self._database, bookmark_manager=bookmarks, fetch_size=20_000
        )

    def _read(self, family: Family) -> dict[str, _There]:
        """Every record of a family that stands there, by key."""
        return self._reading(lambda tx: _there(tx, family, self._report.book))

    def _reading(self, work: Callable[[ManagedTransaction], R]) -> R:
        with self._session() as session:
            return session.execute_read(work)

    def _differing(
        self, family: Family, group: Iterable[Record], there: dict[str, _There]
    ) -> Iterator[tuple[Record, bool]]:
        """The records that are not there as they are here; whether something of them is."""
        alike: list[Record] = []
        for record in group:
            found = there.pop(record.node.key, None)
            self._count(record)
            if not found or found[1:] != (record.node.properties["rev"], len(record.rels)):
                new = found is None or found.label is None
                self._report.nodes[record.node.labels[-1], "new" if new else "changed"] += 1
                yield record, found is not None
                continue
            alike.append(record)
            if len(alike) >= self._batch:
                yield from self._edited(family, alike)
                alike = []
        yield from self._edited(family, alike)

    def _edited(self, family: Family, alike: Sequence[Record]) -> Iterator[tuple[Record, bool]]:
        """Of records that stand there with their hash, those that are otherwise nevertheless."""
        nodes, whole = self._report.nodes, Counter[tuple[str, str]]()
        found: set[str] = set()
        if self._thorough and alike:
            found = self._reading(partial(altered, family=family, batch=alike))
        for record in alike:
            edited = record.node.key in found
            nodes[record.node.labels[-1], "changed" if edited else "unchanged"] += 1
            if edited:
                yield record, True
            else:
                whole.update((row.rel.type, "unchanged") for row in record.rels)
        with self._lock:
            self._report.rels += whole

    def _count(self, record: Record) -> None:
        self._seen["nodes"] += 1
        self._seen["rels"] += len(record.rels)
        if self._progress and self._seen["nodes"] % 1000 == 0:
            self._progress(self._seen["nodes"], self._seen["rels"])

    def _write(self, family: Family, differing: Iterator[tuple[Record, bool]]) -> None:
        """Hand batches to the threads, never more than they can soon do."""
        with ThreadPoolExecutor(self._threads) as pool:
            running: set[Future[None]] = set()
            try:
                while some := list(islice(differing, self._batch)):
                    if len(running) > self._threads:
                        done, running = wait(running, return_when=FIRST_COMPLETED)
                        _results(done)
                    running.add(pool.submit(self._batch_of, family, some))
                _results(running)
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise

    def _batch_of(self, family: Family, some: Sequence[tuple[Record, bool]]) -> None:
        batch = [record for record, _ in some]
        again = [record.node.key for record, stands in some if stands]
        if self._dry_run:
            plan = self._reading(partial(difference, family=family, batch=batch, known=again))
        elif again:
            plan = self._writing(partial(mend, family=family, batch=batch, again=again))
        else:
            plan = self._create(family, batch)
        self._tell(plan, Counter(row.rel.type for record in batch for row in record.rels))

    def _create(self, family: Family, batch: Sequence[Record]) -> Difference:
        try:
            return self._writing(partial(create, batch=batch))
        except ConstraintError:
            # Someone else pushes too, or the answer to a commit was lost.
            return self._writing(partial(mend, family=family, batch=batch))

    def _writing(self, work: Callable[[ManagedTransaction], Difference]) -> Difference:
        """Do a transaction. It may be done again: what the first attempt found is what counts."""
        plans: list[Difference] = []
        self._mark()
        with self._session() as session:
            session.execute_write(lambda tx: plans.append(work(tx)))
        return plans[0]

    def _tell(self, plan: Difference, total: Counter[str]) -> None:
        made, gone = plan.counts()
        with self._lock:
            for what, number in total.items():
                self._report.rels[what, "unchanged"] += number - made[what]
            for fate, counts in (("new", made), ("removed", gone)):
                for what, number in counts.items():
                    self._report.rels[what, fate] += number
            self._report.tied += plan.tied

    def _remove(self, family: Family, left: Sequence[tuple[str, _There]]) -> None:
        # A post goes before the states that it serves, and takes what joins it to them along.
        left = sorted(left, key=lambda pair: pair[1].label != "Post")
        for start in range(0, len(left), self._batch):
            keys = [key for key, _ in left[start : start + self._batch]]
            if self._dry_run:
                plan = self._reading(partial(removal, family=family, keys=keys))
            else:
                plan = self._writing(partial(remove, family=family, keys=keys))
            self._tell(plan, Counter())
        for _, there in left:
            if there.label:
                self._report.nodes[there.label, "removed"] += 1

    def _mark(self) -> None:
        """Say in the database that a push has begun, before the first thing is written."""
        with self._lock:
            if not self._marked:
                self._put("MERGE (b:Casebook {key: $book}) SET b.unfinished = true")
                self._marked = True

    def end(self, *, stays: bool) -> None:
        """Seal what was written, and note which other casebooks stand there."""
        if not self._dry_run:
            self._seal(stays=stays)
        found = casebooks(self._driver, self._database)
        self._report.others = [f"casebook {o}" for o in found if o.id != self._report.book]

    def _seal(self, *, stays: bool) -> None:
        """Say in the database which state of the casebook it holds now."""
        if self._marked:
            # What others had tied to a node that is gone they may have taken away since.
            self._put(f"MATCH (n:{WITHDRAWN} {{withdrawn_from: $book}}) WHERE NOT (n)--() DELETE n")
        if not stays:
            self._put("MATCH (b:Casebook {key: $book}) DELETE b")
            return
        told: dict[str, Any] = {"digest": self._report.digest, "version": __version__}
        if self._marked or self._put(_SEALED)[0] != told:
            nodes, rels = (
                sum(number for (_, fate), number in counts.items() if fate != "removed")
                for counts in (self._report.nodes, self._report.rels)
            )
            node = casebook_node(self._report.book, self._report.digest, nodes, rels)
            self._put(_SEAL, told=node.properties)

    def _put(self, query: str, **parameters: Any) -> list[Any]:
        with self._session() as session:
            return session.execute_write(run, query, book=self._report.book, **parameters)


_SEAL = "MERGE (b:Casebook {key: $book}) SET b = $told"
_SEALED = """OPTIONAL MATCH (b:Casebook {key: $book}) WHERE b.unfinished IS NULL
    RETURN b.digest AS digest, b.version AS version"""


def _results(done: Iterable[Future[None]]) -> None:
    for future in done:
        future.result()


def _there(tx: ManagedTransaction, family: Family, book: str) -> dict[str, _There]:
    count = f"COUNT {{ (n){family.attached} }}" if family.attached else "0"
    which = "[l IN labels(n) WHERE l IN $actors][0]" if family.label == "Actor" else "NULL"
    nodes = stream(
        tx,
        f"""MATCH (n:{family.label}) WHERE n.key STARTS WITH $book + '|'
            RETURN n.key, n.rev, {count}, {which}""",
        book=book,
        actors=ACTORS,
    )
    found = {key: _There(label or family.label, rev, rels) for key, rev, rels, label in nodes}
    for type in family.loose:
        loose = stream(
            tx,
            f"""MATCH ()-[r:{type}]->() WHERE r.book = $book
                RETURN $book + '|' + r.{family.owner}, count(*)""",
            book=book,
        )
        for key, number in loose:
            label, rev, rels = found.get(key, (None, None, 0))
            found[key] = _There(label, rev, rels + number)
    return found
