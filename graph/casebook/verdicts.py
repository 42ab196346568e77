"""Who judged what: a row for each load and pair, and which of them is in force.

Several files may judge one pair; each load keeps its own row. Of a pair, in either order, the
judgement loaded last is in force, until its file withdraws it: then the one before is in force
again. A line counts as loaded when it came or was changed, so that a file loaded again as it was
changes nothing. The view ``judgements`` (:mod:`rapallo.casebook.schema`) is that rule, and all
that the rest of Rapallo reads.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from duckdb import DuckDBPyConnection

from rapallo.casebook.origins import told_from
from rapallo.casebook.schema import IN_FORCE
from rapallo.casebook.staging import append
from rapallo.errors import BadInput
from rapallo.model.nodes import Judgement
from rapallo.model.records import LoadReport
from rapallo.model.text import many

__all__ = [
    "Verdict",
    "Verdicts",
    "clashes",
    "everything_judged",
    "judging",
    "not_in_force",
    "places",
]

_COLUMNS = ("origin", "load", "file", "row", *Judgement.columns())
_NAMES = ", ".join(f'"{name}"' for name in _COLUMNS)
_HISTORY = ("table", "id", "revision", "row", "reason", "load")
_Key = tuple[str, ...]


class Verdict(NamedTuple):
    """A judgement as one load has it: ``load`` is that which brought or changed it."""

    origin: str
    load: int
    file: str
    row: int
    judgement: Judgement
    in_force: bool = True

    @property
    def place(self) -> str:
        """Where it stands: the file and row, as far as they are known."""
        file = self.file or self.origin.partition(":")[2] or self.origin
        return f"{file}, row {self.row}" if self.row else file

    @property
    def pair(self) -> _Key:
        """The two that it is on, in either order."""
        one = self.judgement
        return (one.what, *sorted((one.a, one.b)))


class Verdicts:
    """The judgements of one load, and those that the load before it from there had.

    ``base``: the folder of the casebook, which paths are told from.
    """

    def __init__(
        self, connection: DuckDBPyConnection, origin: str, load: int, report: LoadReport, base: Path
    ) -> None:
        self._connection = connection
        self._origin, self._load, self._base = origin, load, base
        self._report = report
        self._before = {v.judgement.key_values: v for v in _read(connection, origin)}
        self._now: dict[_Key, Verdict] = {}

    @property
    def concerned(self) -> bool:
        """Whether this load has judgements, or had, or is of a file of nothing else."""
        return bool(self._before or self._now) or self._origin.startswith("judgements:")

    def put(self, judgement: Judgement, path: str = "", row: int = 0) -> bool:
        """Take a judgement; whether it is new, or says something else than before.

        Raises BadInput where this load has said another thing of the two.
        """
        key = judgement.key_values
        if twin := self._now.get(key):
            if twin.judgement != judgement:
                raise BadInput(f"the two stand already in {twin.place}").at("b", judgement.b)
            return False
        old = self._before.get(key)
        same = old is not None and old.judgement == judgement
        shown = self._shown(path)
        self._now[key] = (
            old._replace(file=shown, row=row)
            if old and same
            else Verdict(self._origin, self._load, shown, row, judgement)
        )
        self._report.add("judgements", "unchanged" if same else "changed" if old else "new")
        return not same

    def adopt(self, origin: str) -> None:
        """Hold what another load held, as if this one had held it before."""
        for old in _read(self._connection, origin):
            key = old.judgement.key_values
            now = self._now.get(key)
            if now and key not in self._before and now.judgement == old.judgement:
                self._now[key] = now._replace(load=old.load)
            self._before.setdefault(key, old)
        self._connection.execute("DELETE FROM verdicts WHERE origin = ?", [origin])

    def finish(self) -> list[Judgement]:
        """Write what this load has, and undo what it has no longer: those judgements."""
        gone = [old for key, old in self._before.items() if key not in self._now]
        if self._now != self._before:
            rows = [(*v[:4], *v.judgement.to_row()) for v in self._now.values()]
            self._keep(gone)
            self._connection.execute("DELETE FROM verdicts WHERE origin = ?", [self._origin])
            append(self._connection, "verdicts", _COLUMNS, rows)
        if gone:
            self._report.add("judgements", "withdrawn", len(gone))
            self._report.notes += self._left(gone)
        return [old.judgement for old in gone]

    def notes(self) -> Iterator[str]:
        """What other loads say otherwise, and which of them nobody can take back in their file."""
        yield from clashes(self._connection, self._origin)
        for origin, number in judging(self._connection).items():
            loader, _, path = origin.partition(":")
            # A load of several files is gone with the first of them.
            if origin == self._origin or loader == "neo4j" or not path:
                continue
            if not (self._base / path.partition(":")[0]).exists():
                yield (
                    f"{path} is no longer there, and {many(number, 'judgement')} that it brought"
                    f" stay{'s' * (number == 1)}: `identity apply {path} --gone` undoes them"
                )

    def _shown(self, path: str) -> str:
        """How a reader finds a file: from the folder of the casebook, or by its loader."""
        loader, _, given = self._origin.partition(":")
        if not path or not Path(path).exists():
            return path
        return told_from(self._base, Path(path)) if given else f"{loader}/{Path(path).name}"

    def _keep(self, gone: Sequence[Verdict]) -> None:
        """Put what is changed or gone into the history."""
        changed = [
            old
            for key, old in self._before.items()
            if key in self._now and self._now[key].judgement != old.judgement
        ]
        rows = [
            (
                "judgements",
                "|".join(old.judgement.key_values),
                "",
                json.dumps(
                    dict(zip(Judgement.columns(), old.judgement.to_row(), strict=True)),
                    ensure_ascii=False,
                ),
                reason,
                self._load,
            )
            for reason, those in (("changed", changed), ("withdrawn", gone))
            for old in those
        ]
        append(self._connection, "history", _HISTORY, rows)

    def _left(self, gone: Sequence[Verdict]) -> Iterator[str]:
        """Of pairs that were judged by this load and are by others now: what is in force."""
        mine = {v.pair for v in self._now.values()}
        pairs = {v.pair: v for v in gone if v.pair not in mine}
        there = [group[0] for pair, group in _by_pair(_read(self._connection)) if pair in pairs]
        stay = [v for v in there if v.judgement.verdict == pairs[v.pair].judgement.verdict]
        for one in stay[:1]:
            yield (
                f"{len(stay)} of the judgements are gone from here and stay, since another load has"
                f" them too: that on {one.judgement.a!r} and {one.judgement.b!r} is in {one.place}"
            )
        for one in there:
            if one not in stay and pairs[one.pair].in_force:
                yield (
                    f"the judgement on {one.judgement.a!r} and {one.judgement.b!r} is gone from"
                    f" here: {one.judgement.verdict!r} in {one.place} is in force again"
                )


def places(connection: DuckDBPyConnection) -> dict[_Key, Verdict]:
    """The judgements in force, each as its load has it."""
    return {v.judgement.key_values: v for v in _read(connection) if v.in_force}


def not_in_force(connection: DuckDBPyConnection) -> list[Verdict]:
    """The judgements that others overrule, and those that say the same as one in force."""
    return [verdict for verdict in _read(connection) if not verdict.in_force]


def judging(connection: DuckDBPyConnection) -> dict[str, int]:
    """The loads that judge something, and of how many pairs."""
    query = "SELECT origin, count(*) FROM verdicts GROUP BY origin ORDER BY origin"
    return dict(connection.execute(query).fetchall())


def everything_judged(connection: DuckDBPyConnection) -> list[Judgement]:
    """All judgements, those too that are not in force."""
    return [verdict.judgement for verdict in _read(connection)]


def clashes(connection: DuckDBPyConnection, origin: str = "", what: str = "") -> Iterator[str]:
    """A sentence for each pair of which several loads say different things; only of what one load
    judges, or of what is ``identity`` or ``event``, where that is told."""
    for pair, (first, *others) in _by_pair(_read(connection)):
        told = [
            v for v in others if not v.in_force and v.judgement.verdict != first.judgement.verdict
        ]
        ours = not origin or origin in {v.origin for v in (first, *others)}
        if told and ours and what in ("", pair[0]):
            one = first.judgement
            otherwise = ", ".join(f"{v.judgement.verdict!r} in {v.place}" for v in told)
            yield (
                f"{one.a!r} and {one.b!r} are judged {one.verdict!r} in {first.place}, but"
                f" {otherwise}: {one.verdict!r} was loaded last and is in force"
            )


def _read(connection: DuckDBPyConnection, origin: str | None = None) -> list[Verdict]:
    """The rows of all loads, or of one; of a pair those in force first."""
    rows = connection.execute(
        f"""SELECT {_NAMES}, in_force FROM (SELECT *, {IN_FORCE} AS in_force FROM verdicts)
            WHERE coalesce(origin = ?, TRUE)
            ORDER BY what, least(a, b), greatest(a, b), load DESC, origin, a""",
        [origin],
    ).fetchall()
    return [Verdict._make((*row[:4], Judgement(*row[4:-1]), row[-1])) for row in rows]


def _by_pair(verdicts: Sequence[Verdict]) -> Iterator[tuple[_Key, list[Verdict]]]:
    """The rows of each pair, those in force first."""
    for pair, group in groupby(verdicts, key=lambda verdict: verdict.pair):
        yield pair, list(group)
