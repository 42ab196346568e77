"""Events: those that there are, claims that may be one, and how good these proposals are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rapallo.analysis.parties import levels, named
from rapallo.analysis.result import Evidence, Provenance, Result
from rapallo.casebook.book import Casebook
from rapallo.casebook.digest import digest_of
from rapallo.casebook.filters import Filters
from rapallo.casebook.read import claims_by_source
from rapallo.errors import NoClaims
from rapallo.identity.alike import Alike
from rapallo.identity.ask import all_nodes
from rapallo.identity.event_pairs import Pair, Proposals, Tuning, proposals, verdicts
from rapallo.identity.events import Event
from rapallo.identity.lineages import Lineage
from rapallo.identity.proportion import Share
from rapallo.identity.witnesses import Witnesses
from rapallo.model.text import many
from rapallo.projection.level import Level

__all__ = ["by_date", "candidates", "events_told", "measured", "parties"]

Row = dict[str, Any]
ALL = Filters(status=())
STEPS = range(-2, 4)
"""Points around those asked for, at which the measure is told too."""


def events_told(book: Casebook, *, filters: Filters | None = None, several: bool = False) -> Result:
    """The events, by date, undated ones last; ``several``: only those told by more than one claim.

    A row has ``event``, ``kind``, ``date`` (the hull of its claims'), ``told`` and ``negated``,
    ``denied_by`` (the claims that negate it), ``number`` (of claims), ``witnesses`` (independent),
    ``agents``, ``targets``, ``treaties``, ``issues``, ``sources`` and ``claims``.
    """
    evidence = Evidence.of(book, filters)
    both, witnesses = levels(book), Witnesses.of(book)
    denied = _denials(book, evidence)
    chosen = [event for event in evidence.events if not several or len(event.claims) > 1]
    chosen.sort(key=by_date)
    joined = sum(len(event.claims) > 1 for event in evidence.events)
    return Result.of(
        "Events",
        [_event(event, both, witnesses, denied.get(event.id, ())) for event in chosen],
        ("event", "kind", "date", "number", "witnesses"),
        evidence,
        evidence.provenance("events list", several=several),
        [
            f"{many(len(evidence.events), 'event')}, {joined} of them told by several claims.",
            "Claims are one event only where a judgement says so; `events candidates` proposes.",
        ],
    )


def candidates(
    book: Casebook,
    *,
    filters: Filters | None = None,
    tuning: Tuning | None = None,
    judged: bool = False,
    lineage: Lineage = False,
) -> Result:
    """Pairs of claims that may tell one happening, most points first; nothing is joined.

    Of two events only their best pair is listed. Pairs that were judged (*same* and *unsure* too),
    and such whose events were judged *different*, are left out unless ``judged``. A row has the
    columns of ``judgements.csv`` (``what``, ``a``, ``b``, ``verdict`` as far as there is one on
    these two, ``reason``: the rules that fired, ``by``, ``date``), ``points``, ``kind``, ``more``
    (further pairs of the two events), ``one_event`` (whether they are one by now) and ``claims``.
    ``lineage``: states of one lineage are one without a rule against it.

    Raises BadOption for a rule that there is not, NoClaims where nothing passes the filters.
    """
    filters, tuning = filters or Filters(), tuning or Tuning()
    alike = Alike.of(all_nodes(book), lineage)
    with book.store.reading() as connection:
        found = proposals(connection, filters, tuning, within_events=judged, alike=alike)
        known = verdicts(connection)
        events = dict(connection.execute("SELECT id, event FROM claims").fetchall())
        digest = digest_of(connection)
        counted = _counted(connection, filters)
    apart = {
        frozenset((events.get(a, a), events.get(b, b)))
        for (a, b), verdict in known.items()
        if verdict == "different"
    }
    pairs = [
        pair
        for pair in found.pairs
        if judged or (pair.ids not in known and frozenset(pair.events) not in apart)
    ]
    settled = len(found.pairs) - len(pairs)
    options = {"judged": judged, "lineage": lineage, **_options(tuning)}
    return Result(
        "Claims that may tell one happening",
        tuple(_candidates(pairs, known)),
        ("points", "kind", "a", "b"),
        Provenance("events candidates", digest, filters.describe(), options),
        counted,
        tuple(_remarks(found, settled, judged=judged)),
    )


def measured(
    book: Casebook,
    *,
    filters: Filters | None = None,
    tuning: Tuning | None = None,
    lineage: Lineage = False,
) -> Result:
    """How many of the pairs proposed are one event by judgement, and how many of those are found.

    Judgements are not used in proposing. Pairs judged *unsure* are left out; what nobody judged
    counts as two events, which is fair only where somebody has compared all claims. A row has
    ``points`` (pairs of at least so many), ``proposed``, ``right``, ``precision``, ``recall`` and
    their Wilson intervals of 95 per cent (``precision_low`` ...), and ``asked``, true for the
    points asked for. Pairs of one large event are not independent: the intervals are too narrow.
    """
    filters, tuning = filters or ALL, tuning or Tuning()
    lowest = Tuning(tuning.least + STEPS[0], tuning.days, tuning.largest, tuning.points)
    alike = Alike.of(all_nodes(book), lineage)
    with book.store.reading() as connection:
        found = proposals(connection, filters, lowest, within_events=True, alike=alike)
        known = verdicts(connection)
        where, parameters = filters.where()
        rows = connection.execute(
            f"SELECT event, count(*) FROM claims c WHERE {where} GROUP BY event", parameters
        ).fetchall()
        digest = digest_of(connection)
        counted = _counted(connection, filters)
    same = sum(number * (number - 1) // 2 for _, number in rows)
    if not same:
        raise NoClaims("no two claims are judged one event here: there is nothing to measure by")
    unsure = {pair for pair, verdict in known.items() if verdict == "unsure"}
    clear = [pair for pair in found.pairs if pair.ids not in unsure]
    judged = Counter(known.values())
    return Result(
        "How well proposals agree with judgements",
        tuple(_measure(clear, tuning.least + step, same, asked=not step) for step in STEPS),
        ("points", "proposed", "right", "precision", "recall"),
        Provenance(
            "events measure",
            digest,
            filters.describe(),
            {"lineage": lineage, **_options(tuning)},
        ),
        counted,
        (
            f"{many(judged['same'], 'line')} same make {many(same, 'pair')} of claims;"
            f" {many(judged['different'], 'line')} different; {judged['unsure']} unsure, left out."
            f" {_compared(found)}.",
            "What nobody judged counts as two events. The points were set with these judgements of"
            " the dossier in view: on other texts expect less.",
        ),
    )


def _measure(pairs: Sequence[Pair], least: int, same: int, *, asked: bool) -> Row:
    chosen = [pair for pair in pairs if pair.points >= least]
    right = sum(pair.one_event for pair in chosen)
    row: Row = {"points": least, "asked": asked, "proposed": len(chosen), "right": right}
    for name, share in (("precision", Share(right, len(chosen))), ("recall", Share(right, same))):
        low, high = share.interval or (None, None)
        row |= {name: share.value, f"{name}_low": low, f"{name}_high": high}
    return row


def by_date(event: Event) -> tuple[bool, int, int, str]:
    """Where an event stands among others: by its date, undated ones last, then by its id."""
    return not event.when.text, event.when.s0, event.when.e1, event.id


def parties(event: Event, both: tuple[Level, Level]) -> Row:
    """Who acts in an event, at whom and about what, as people read it; ``?``: not certain.

    ``both``: the levels by actor and by state.
    """
    level = both[0]
    return {
        "agents": named(event, "agent", *both),
        "targets": named(event, "target", *both),
        "treaties": tuple(map(level.label, event.treaties)),
        "issues": tuple(map(level.label, event.issues)),
    }


def _denials(book: Casebook, evidence: Evidence) -> dict[str, tuple[str, ...]]:
    """The claims that negate events, by event: also those left out by their status."""
    if not any(event.negated for event in evidence.events):
        return {}
    claims = [claim for claim in evidence.claims if claim.status == "negated"]
    if denying := evidence.filters.denying():
        claims = book.stored(denying)
    found: dict[str, tuple[str, ...]] = {}
    for claim in sorted(claims, key=lambda claim: claim.id):
        found[claim.event] = (*found.get(claim.event, ()), claim.id)
    return found


def _event(
    event: Event, both: tuple[Level, Level], witnesses: Witnesses, denied: tuple[str, ...]
) -> Row:
    return {
        "event": event.id,
        "kind": event.kind,
        "date": str(event.when),
        "told": event.told,
        "negated": event.negated,
        "denied_by": denied,
        "number": len(event.claims),
        "witnesses": len(witnesses.groups(event.claims)),
        **parties(event, both),
        "sources": event.sources,
        "claims": event.claim_ids,
    }


def _candidates(pairs: Iterable[Pair], known: Mapping[tuple[str, str], str]) -> list[Row]:
    """One row for two events: that of their best pair; the pairs of one event each their own."""
    rows: dict[frozenset[str], Row] = {}
    for pair in pairs:
        of = frozenset(pair.ids if pair.one_event else pair.events)
        if of in rows:
            rows[of]["more"] += 1
            continue
        rows[of] = {
            "what": "event",
            "a": pair.a,
            "b": pair.b,
            "verdict": known.get(pair.ids, ""),
            "reason": ", ".join(pair.rules),
            "by": "",
            "date": "",
            "points": pair.points,
            "kind": pair.kind,
            "more": 0,
            "one_event": pair.one_event,
            "claims": pair.ids,
        }
    return list(rows.values())


def _counted(connection: Any, filters: Filters) -> dict[str, int]:
    counted = claims_by_source(connection, *filters.where())
    if not counted:
        raise NoClaims(f"no claim in the casebook passes: {filters.describe() or 'it is empty'}")
    return counted


def _options(tuning: Tuning) -> dict[str, Any]:
    return {
        "least": tuning.least,
        "days": tuning.days,
        "largest": tuning.largest,
        "points": dict(tuning.points or {}),
    }


def _compared(found: Proposals) -> str:
    return f"{many(found.compared, 'pair')} {'was' if found.compared == 1 else 'were'} compared"


def _remarks(found: Proposals, settled: int, *, judged: bool) -> Iterator[str]:
    left = "" if judged else f"; {settled} are settled by judgements and left out"
    have = "has" if len(found.pairs) == 1 else "have"
    yield f"{_compared(found)}, {len(found.pairs)} {have} points enough{left}."
    if found.passed_over:
        yield (
            f"{found.passed_over} claims stand where too many share one matter at one time, and"
            " were not compared there: --largest allows more."
        )
    yield (
        "Nothing is joined: write same, different or unsure under verdict in the CSV of this list,"
        " and `rapallo events apply FILE` follows it."
    )
