"""What the sources of one happening disagree on: each word against each other, none preferred.

A disagreement is *hard* where both cannot be right: no day fits both dates, two places are named,
the representative of a state is one man here and another there, one tells what the other denies. It
is *soft* where both may be: dates that overlap and do not contain one another, one that lasts and
one that is a day, more names in one text than in the other, another word for the act, other sums, a
state and a town that is known to have lain in it, states of one lineage (*USSR* and *Soviet Russia*
in 1921) where lineages are not asked for. A date within a wider one, a state named for its envoy, a
name that only one text tells, a town under its old name and its new (*Kowno*, *Kaunas*), one sum in
other figures: these are precision or silence, and no disagreement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Literal

from rapallo.analysis.result import Result
from rapallo.analysis.sums import Sum, at_odds, sums
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.casebook.read import StoredClaim
from rapallo.dates.compare import Certainty, overlaps
from rapallo.errors import BadOption
from rapallo.identity.alike import Alike
from rapallo.identity.ask import all_nodes
from rapallo.identity.lineages import Lineage
from rapallo.model.cells import parse_place
from rapallo.model.text import many
from rapallo.projection.evidence import Evidence
from rapallo.projection.level import Level

__all__ = ["ABOUT", "conflicts"]

ABOUT = ("fact", "date", "place", "agents", "targets", "treaty", "title", "act", "sums")
"""What sources can disagree on, in the order of rows."""

Weight = Literal["hard", "soft"]


@dataclass(frozen=True, slots=True)
class _Told:
    """A claim with the cells that say what names alone do not; ``lined``: with its states as their
    lineages."""

    claim: StoredClaim
    lined: StoredClaim
    alike: Alike
    place_doubtful: bool
    title: str
    sums: frozenset[Sum]


def conflicts(
    book: Casebook,
    *,
    filters: Filters | None = None,
    hard: bool = False,
    across: bool = False,
    itself: bool = False,
    lineage: Lineage = False,
) -> Result:
    """The disagreements of claims on one event, one a row.

    ``hard``: only those where both cannot be right; ``across``: only between different sources (a
    text that contradicts itself is left out); ``itself``: only those within one source. Told,
    alleged and negated claims are compared unless the filters name a status; an event chosen by one
    of its claims is taken whole. ``lineage``: states of one lineage do not differ.

    A row has ``event``, ``kind``, ``about`` (see :data:`ABOUT`), ``weight`` (hard or soft),
    ``between`` (the sources), ``itself`` (one source contradicts itself), ``values`` (each with its
    claims) and ``claims``. Which of them is right is not said.

    Raises :class:`~rapallo.errors.NoClaims` where nothing passes, BadOption where both ``across``
    and ``itself`` are asked.
    """
    if across and itself:
        raise BadOption("between different sources and within one at once: there is nothing such")
    filters = filters or Filters()
    if filters.status == Filters().status:
        filters = replace(filters, status=("told", "alleged", "negated"))
    evidence = Evidence.of(book, filters)
    nodes = all_nodes(book)
    level, alike = Level("actor", nodes, lineage=lineage), Alike.of(nodes, lineage)
    told = _told(book, evidence.claims, alike)
    by_event: dict[str, list[_Told]] = defaultdict(list)
    for claim in evidence.claims:
        by_event[claim.event].append(told[claim.id])
    shared = {event: claims for event, claims in by_event.items() if len(claims) > 1}
    rows = [row for event, claims in sorted(shared.items()) for row in _event(event, claims, level)]
    wanted = [
        row
        for row in rows
        if not (hard and row["weight"] == "soft")
        and not (across and row["itself"])
        and not (itself and not row["itself"])
    ]
    return Result.of(
        "What sources disagree on",
        wanted,
        ("weight", "about", "kind", "event", "between"),
        evidence,
        evidence.provenance("conflicts", hard=hard, across=across, itself=itself, lineage=lineage),
        [
            f"{len(shared)} of {many(len(by_event), 'event')} are told by several claims: only"
            " these can contradict one another.",
            f"{many(len(wanted), 'disagreement')},"
            f" {sum(row['weight'] == 'hard' for row in wanted)} of them"
            f" hard; in {sum(row['itself'] for row in wanted)} a text is at odds with itself.",
            "Claims that nobody has judged to tell one event are not compared: `events candidates`"
            " proposes such pairs, with `--days N` those too whose dates are N days apart, with"
            " `--status any` denials too.",
        ],
    )


def _told(book: Casebook, claims: Sequence[StoredClaim], alike: Alike) -> dict[str, _Told]:
    with book.store.reading() as connection:
        rows = connection.execute("SELECT id, place, treaty, about, note FROM claims").fetchall()
    cells = {row[0]: row[1:] for row in rows}
    return {claim.id: _with_cells(claim, alike, *cells[claim.id]) for claim in claims}


def _with_cells(
    claim: StoredClaim, alike: Alike, place: str, treaty: str, about: str, note: str
) -> _Told:
    doubtful = bool(place) and parse_place(place)[1]
    lined = alike.claim(claim)
    # A note may also speak of the sums of another text: it is asked only where the matter has none.
    told = sums(about) or sums(note)
    return _Told(lined if alike.joined else claim, lined, alike, doubtful, treaty, told)


def _event(name: str, claims: Sequence[_Told], level: Level) -> Iterator[dict[str, Any]]:
    """The disagreements of an event, those on one thing together."""
    for about in ABOUT:
        value, weigh = _VIEWS[about]
        values: dict[Any, list[_Told]] = defaultdict(list)
        for one in claims:
            if (said := value(one)) is not None:
                values[said].append(one)
        found = [
            (pair, weight)
            for pair in combinations(values, 2)
            if (weight := weigh(values[pair[0]][0], values[pair[1]][0]))
        ]
        if found:
            at_odds = [v for v in values if any(v in pair for pair, _ in found)]
            yield _row(name, about, {v: values[v] for v in at_odds}, [w for _, w in found], level)


def _row(
    event: str,
    about: str,
    values: Mapping[Any, Sequence[_Told]],
    weights: Sequence[Weight],
    level: Level,
) -> dict[str, Any]:
    ids = {one.claim.id: one.claim for claims in values.values() for one in claims}
    sources = tuple(sorted({claim.source for claim in ids.values()}))
    return {
        "event": event,
        "kind": next(iter(ids.values())).kind,
        "about": about,
        "weight": "hard" if "hard" in weights else "soft",
        "between": sources,
        "itself": len(sources) == 1,
        "values": tuple(
            {"value": _words(about, value, level), "claims": [one.claim.id for one in claims]}
            for value, claims in values.items()
        ),
        "claims": tuple(sorted(ids)),
    }


def _words(about: str, value: Any, level: Level) -> str:
    if about in ("place", "agents", "targets", "treaty"):
        names = [value] if isinstance(value, str) else sorted(value)
        return "; ".join(level.label(name) for name in names)
    if about == "sums":
        return "; ".join(sorted({one.text for one in value}))
    return str(value)


def _fact(a: _Told, b: _Told) -> Weight | None:
    return "hard" if "told" in (a.claim.status, b.claim.status) else "soft"


def _date(a: _Told, b: _Told) -> Weight | None:
    x, y = a.claim.when, b.claim.when
    if overlaps(x, y) is Certainty.NO:
        return None if x.doubtful and y.doubtful else "soft" if x.doubtful or y.doubtful else "hard"
    if x.extent != y.extent and x.bounded and y.bounded:
        return "soft"
    contained = (x.s0 >= y.s0 and x.e1 <= y.e1) or (y.s0 >= x.s0 and y.e1 <= x.e1)
    return None if contained else "soft"


def _place(a: _Told, b: _Told) -> Weight | None:
    relation = a.alike.place(a.claim.place, b.claim.place)
    if relation == "same":
        return None
    doubtful = a.place_doubtful or b.place_doubtful
    return "soft" if doubtful or relation == "within" else "hard"


def _people(role: str) -> Callable[[_Told, _Told], Weight | None]:
    def weigh(a: _Told, b: _Told) -> Weight | None:
        if not _at_odds(a.claim, b.claim, role):
            return None
        return _at_odds(a.lined, b.lined, role) or "soft"

    return weigh


def _at_odds(a: StoredClaim, b: StoredClaim, role: str) -> Weight | None:
    ours, theirs = _apart(a, b, role), _apart(b, a, role)
    if not (ours or theirs):
        return None
    return "hard" if ours and theirs and _swapped(a, b, role) else "soft"


def _apart(one: StoredClaim, other: StoredClaim, role: str) -> set[str]:
    """Whom the one names for certain in a role and the other neither names nor stands for."""
    named = {p.actor for p in other.participants if p.role == role}
    served = {p.acting_for or p.actor for p in other.participants if p.role == role}
    bodies = {p.actor for p in other.participants if p.role == role and p.actor == p.acting_for}
    return {
        p.actor
        for p in one.participants
        if p.role == role
        and p.certainty == "certain"
        and p.actor not in named
        and not (p.acting_for in bodies or (p.actor == p.acting_for and p.actor in served))
    }


def _swapped(a: StoredClaim, b: StoredClaim, role: str) -> bool:
    """Whether for one state the one names somebody and the other somebody else in his stead."""

    def by_state(claim: StoredClaim) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for p in claim.participants:
            if p.role == role and not p.represented:
                found[p.acting_for].add(p.actor)
        return found

    ours, theirs = by_state(a), by_state(b)
    same = [state for state in ours.keys() & theirs.keys() if ours[state] != theirs[state]]
    return any(
        len(ours[s]) == len(theirs[s]) and not ours[s] & theirs[s] for s in same
    ) or ours.keys().isdisjoint(theirs.keys())


def _treaty(a: _Told, b: _Told) -> Weight | None:
    return "soft" if set(a.claim.treaties) & set(b.claim.treaties) else "hard"


def _soft(a: _Told, b: _Told) -> Weight | None:
    return "soft"


def _title(a: _Told, b: _Told) -> Weight | None:
    """Another title for what is one treaty; two treaties are a matter of their own."""
    return "soft" if a.claim.treaties == b.claim.treaties else None


def _sums(a: _Told, b: _Told) -> Weight | None:
    return "soft" if at_odds(a.sums, b.sums) else None


def _actors(role: str) -> Callable[[_Told], frozenset[str] | None]:
    def value(one: _Told) -> frozenset[str] | None:
        found = (p.actor for p in one.claim.participants if p.role == role and not p.represented)
        return frozenset(found) or None

    return value


View = tuple[Callable[[_Told], Any], Callable[[_Told, _Told], Weight | None]]

_VIEWS: Mapping[str, View] = {
    "fact": (lambda t: t.claim.status if t.claim.status != "planned" else None, _fact),
    "date": (lambda t: t.claim.when if t.claim.when.text else None, _date),
    "place": (lambda t: t.claim.place or None, _place),
    "agents": (_actors("agent"), _people("agent")),
    "targets": (_actors("target"), _people("target")),
    "treaty": (lambda t: frozenset(t.claim.treaties) or None, _treaty),
    "title": (lambda t: t.title or None, _title),
    "act": (lambda t: t.claim.act, _soft),
    "sums": (lambda t: t.sums or None, _sums),
}
"""What of a claim is compared, and what a difference weighs."""
