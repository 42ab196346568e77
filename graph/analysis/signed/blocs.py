"""Blocs: who stands with whom in the signed network of acts, and who changed sides over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rapallo.analysis.result import Result
from rapallo.analysis.signed.balance import Camps
from rapallo.analysis.signed.frustration import Division
from rapallo.analysis.signed.modularity import ANY, TRIES, blocs_of, modularity
from rapallo.analysis.signed.network import Signed, Signs, Slice, Tie
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import BadOption
from rapallo.identity.lineages import Lineage
from rapallo.projection.level import By, Level

__all__ = ["METHODS", "Partition", "blocs", "followed"]

Method = Literal["modularity", "sides"]
METHODS: tuple[Method, ...] = ("modularity", "sides")


def blocs(
    book: Casebook,
    *,
    by: By = "state",
    method: Method = "modularity",
    moves: bool = False,
    meetings: int = 0,
    treaties: int = 0,
    joint: int = 0,
    every: str | None = None,
    seed: int = 0,
    filters: Filters | None = None,
    lineage: Lineage = False,
    expand: Sequence[str] = (),
    signed: Signed | None = None,
) -> Result:
    """The blocs of the signed network of acts, whole or by window (``every``, P1Y).

    ``method``: *modularity*, any number of blocs, by greatest signed modularity (Gómez, Jensen and
    Arenas 2009; see :mod:`~rapallo.analysis.signed.modularity`); *sides*, two for each part that
    hangs together, those of balance theory that spoil the fewest ties (Harary 1959; see
    :mod:`~rapallo.analysis.signed.frustration`). Signs as in
    :mod:`~rapallo.analysis.signed.network`; actors without a tie of a sign are in no bloc.

    A row is an actor (and window): ``bloc`` (1 is the largest of the first window), ``actor``,
    ``label``, ``certain_bloc`` (on the certain events alone; None where these leave him no tie),
    ``within`` and ``across`` (ties that fit: friends within his bloc, foes across), ``spoiled``
    (those that do not), ``claims`` (of all these ties). By *sides* also ``settled``: whether every
    best division sets him where he is towards most others of his part for whom it is so; None where
    that is not known. ``modularity`` is that of the window.

    Over windows, a bloc keeps its number where it shares most actors with the bloc before; of equal
    shares the larger, then the lower number goes first. Who stands in both of two windows that
    follow one another, and not in the bloc that goes on from his own, *moved*: ``moved`` is the
    bloc he came from. ``moves``: only these, a row each, with ``left`` (who was with him and no
    longer is), ``joined`` (who was not and now is), ``certain`` (whether he also moves on the
    certain events alone), by sides ``settled`` (in both windows), and the claims of his ties in
    both windows.

    ``signed``: the network of these very options, where it is at hand; else it is read of the book.
    Raises :class:`~rapallo.errors.NoClaims` where no tie has a sign.

    >>> import tempfile
    >>> from rapallo.load import load
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     book = Casebook(f"{folder}/my.duckdb")
    ...     report = load(book, "dossier")
    ...     found = {row["label"]: row["bloc"] for row in blocs(book, lineage=True).rows}
    >>> found["Germany"] == found["Lithuania"]
    False
    """
    if method not in METHODS:
        raise BadOption(f"--method {method}: there is none; there are {', '.join(METHODS)}")
    if moves and not every:
        raise BadOption("--moves compares windows: say how long they are, as --every P5Y")
    signs = Signs(meetings, treaties, joint)
    signed = signed or Signed.of(
        book, by=by, signs=signs, filters=filters, every=every, lineage=lineage, expand=expand
    )
    parts = followed([_partition(part.all, method, seed) for part in signed.slices])
    sure = followed([_partition(part.certain, method, seed) for part in signed.slices])
    history = _History(signed, parts, _matched(sure, parts))
    rows = list(history.moves() if moves else history.rows(method))
    return Result.of(
        f"Blocs {signed.level.describe()}" + (f", every {every}" if every else ""),
        rows,
        _columns(method, every, moves),
        signed.evidence,
        signed.evidence.provenance(
            "blocs",
            seed=seed,
            by=by,
            rule=signed.level.describe(),
            method=method,
            moves=moves,
            signs=signs.describe(),
            every=every,
            lineage=lineage,
            expand=list(expand),
        ),
        [*signed.notes(), *_notes(method, parts, moves, rows)],
    )


@dataclass(frozen=True, slots=True)
class Partition:
    """The blocs of one window. ``settled`` holds, by sides, whether an actor's place is."""

    ties: tuple[Tie, ...]
    blocs: Mapping[str, int]
    value: float
    settled: Mapping[str, bool | None]


def followed(parts: Sequence[Partition]) -> list[Partition]:
    """The partitions of windows that follow one another, numbered so that a bloc keeps its number.

    The blocs of the first are numbered by size from 1; those that continue none get new numbers.
    """
    found: list[Partition] = []
    fresh = 1
    for part in parts:
        before = found[-1].blocs if found else {}
        number = _continued(part.blocs, before)
        for bloc in _by_size(part.blocs):
            if bloc not in number:
                number[bloc], fresh = fresh, fresh + 1
        renamed = {actor: number[bloc] for actor, bloc in part.blocs.items()}
        found.append(Partition(part.ties, renamed, part.value, part.settled))
    return found


def _continued(now: Mapping[str, int], before: Mapping[str, int]) -> dict[int, int]:
    """The bloc before that each bloc continues, the greatest share of actors first."""
    shared = Counter((before[actor], bloc) for actor, bloc in now.items() if actor in before)
    sizes = Counter(now.values())
    number: dict[int, int] = {}
    for (old, new), _ in sorted(
        shared.items(), key=lambda item: (-item[1], -sizes[item[0][1]], item[0])
    ):
        if new not in number and old not in number.values():
            number[new] = old
    return number


def _by_size(blocs: Mapping[str, int]) -> list[int]:
    members: dict[int, list[str]] = {}
    for actor, bloc in sorted(blocs.items()):
        members.setdefault(bloc, []).append(actor)
    return sorted(members, key=lambda bloc: (-len(members[bloc]), members[bloc]))


def _matched(sure: Sequence[Partition], parts: Sequence[Partition]) -> list[Partition]:
    """The blocs on certain events, numbered as those on all events that they share most with."""
    found = []
    for one, whole in zip(sure, parts, strict=True):
        number = _continued(one.blocs, whole.blocs)
        fresh = max(whole.blocs.values(), default=0)
        for bloc in _by_size(one.blocs):
            if bloc not in number:
                fresh += 1
                number[bloc] = fresh
        renamed = {actor: number[bloc] for actor, bloc in one.blocs.items()}
        found.append(Partition(one.ties, renamed, one.value, one.settled))
    return found


def _partition(ties: Sequence[Tie], method: Method, seed: int) -> Partition:
    camps = Camps.of(ties, seed=seed)
    place = {name: number for number, name in enumerate(camps.names)}
    links = [(place[tie.a], place[tie.b], tie.net) for tie in camps.ties]
    size, settled = len(place), {}
    if method == "sides":
        division = camps.division
        keys = [(division.components[n], division.sides[n]) for n in range(size)]
        order = {key: number for number, key in enumerate(sorted(set(keys)))}
        found = [order[key] for key in keys]
        settled = dict(zip(camps.names, _settled(division), strict=True))
    else:
        found = blocs_of(size, links, seed=seed)
    blocs = dict(zip(camps.names, found, strict=True))
    return Partition(camps.ties, blocs, modularity(size, links, found), settled)


def _settled(division: Division) -> list[bool | None]:
    """Whether each node is of the largest group of its component that no best division parts."""
    if not division.exact:
        return [None] * len(division.settled)
    groups = Counter(zip(division.components, division.settled, strict=True))
    largest: dict[int, int] = {}
    for (component, group), _ in sorted(groups.items(), key=lambda item: (-item[1], item[0])):
        largest.setdefault(component, group)
    return [
        largest[component] == group
        for component, group in zip(division.components, division.settled, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _History:
    """The partitions of all windows, on all events and on the certain alone."""

    signed: Signed
    parts: Sequence[Partition]
    sure: Sequence[Partition]

    @property
    def level(self) -> Level:
        return self.signed.level

    def rows(self, method: Method) -> Iterator[dict[str, Any]]:
        """A row an actor and window."""
        for number, part in enumerate(self.signed.slices):
            now = self.parts[number]
            moved = dict(self._moved(self.parts, number))
            for actor in sorted(now.blocs, key=lambda a: (now.blocs[a], self.level.label(a), a)):
                own = [tie for tie in now.ties if actor in (tie.a, tie.b)]
                fits = [(tie.sign, now.blocs[tie.a] == now.blocs[tie.b]) for tie in own]
                yield {
                    **part.label,
                    "bloc": now.blocs[actor],
                    "actor": actor,
                    "label": self.level.label(actor),
                    "certain_bloc": self.sure[number].blocs.get(actor),
                    "within": fits.count((1, True)),
                    "across": fits.count((-1, False)),
                    "spoiled": fits.count((-1, True)) + fits.count((1, False)),
                    **({"settled": now.settled[actor]} if method == "sides" else {}),
                    **({"moved": moved.get(actor)} if part.window else {}),
                    "modularity": now.value,
                    "claims": _claims(own),
                }

    def moves(self) -> Iterator[dict[str, Any]]:
        """A row for each actor who moved between two windows that follow one another."""
        for number, part in enumerate(self.signed.slices):
            sure = dict(self._moved(self.sure, number))
            for actor, old in self._moved(self.parts, number):
                yield self._move(number, part, actor, old, certain=actor in sure)

    def _move(
        self, number: int, part: Slice, actor: str, old: int, *, certain: bool
    ) -> dict[str, Any]:
        before, now = self.parts[number - 1], self.parts[number]
        with_then = {a for a, bloc in before.blocs.items() if bloc == old and a in now.blocs}
        with_now = {a for a, bloc in now.blocs.items() if bloc == now.blocs[actor]}
        known = with_now & before.blocs.keys()
        ties = [t for p in (before, now) for t in p.ties if actor in (t.a, t.b)]
        return {
            "before": str(self.signed.slices[number - 1].window),
            "window": str(part.window),
            "actor": actor,
            "label": self.level.label(actor),
            "from": old,
            "to": now.blocs[actor],
            "left": self._labels(with_then - with_now),
            "joined": self._labels(known - with_then),
            "certain": certain,
            **self._place(number, actor),
            "claims": _claims(ties),
        }

    def _place(self, number: int, actor: str) -> dict[str, bool | None]:
        """By sides: whether his place is settled in a window and in the one before."""
        places = [part.settled.get(actor) for part in self.parts[number - 1 : number + 1]]
        if not self.parts[number].settled:
            return {}
        return {"settled": None if None in places else all(places)}

    def _labels(self, actors: set[str]) -> tuple[str, ...]:
        return tuple(sorted(map(self.level.label, actors)))

    def _moved(self, parts: Sequence[Partition], number: int) -> Iterator[tuple[str, int]]:
        """Who moved into a window, and from which bloc; only where the one before follows on."""
        if not number or not self._adjacent(number):
            return
        before, now = parts[number - 1].blocs, parts[number].blocs
        for actor in sorted(now, key=lambda a: (self.level.label(a), a)):
            if actor in before and before[actor] != now[actor]:
                yield actor, before[actor]

    def _adjacent(self, number: int) -> bool:
        one, other = (self.signed.slices[n].window for n in (number - 1, number))
        return bool(one and other and one.e1 + 1 == other.s0)


def _claims(ties: Sequence[Tie]) -> tuple[str, ...]:
    return tuple(sorted({claim for tie in ties for claim in tie.claims}))


def _columns(method: Method, every: str | None, moves: bool) -> tuple[str, ...]:
    if moves:
        settled = ("settled",) if method == "sides" else ()
        return ("window", "label", "from", "to", "left", "joined", "certain", *settled)
    return (
        *(["window"] if every else []),
        *("bloc", "label", "certain_bloc", "within", "across", "spoiled"),
        *(["settled"] if method == "sides" else []),
        *(["moved"] if every else []),
    )


def _notes(
    method: Method, parts: Sequence[Partition], moves: bool, rows: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    if method == "sides":
        yield (
            "Two sides for each part that hangs together, those that spoil the fewest ties; sides "
            "of different parts have nothing to do with each other."
        )
    else:
        size = max(len(part.blocs) for part in parts)
        tries = TRIES if size <= ANY else 1
        yield (
            f"The partition of greatest signed modularity (Gómez, Jensen and Arenas 2009) in "
            f"{tries} seeded searches; any network has one, also one of mere chance."
        )
    if len(parts) == 1:
        number = len(set(parts[0].blocs.values()))
        yield f"{number} blocs, signed modularity {parts[0].value:.3g}."
    else:
        yield (
            "A bloc keeps its number over windows where it shares most actors with the one before; "
            "who is no longer with that bloc has moved."
        )
    if moves and not rows:
        yield "Nobody who stands in two windows that follow one another changed his bloc."
