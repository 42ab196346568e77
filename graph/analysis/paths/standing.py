"""Who stands near to all, and who between them, where word can only pass on in time.

*Closeness*: how soon word from an actor can be with the others, on the average over all days of the
frame on which it may set out, and over all others (Pan and Saramäki 2011, Physical Review E 84,
average over the days; Crescenzi, Magnien and Marino 2020, Algorithms 13, the mean of reciprocals,
in which whom word never reaches counts 0):

    C(i) = mean over j, mean over days t, of 1 / (arrival at j of what sets out from i on t, less t,
    plus 1)

A day is the unit: within one day is 1. Between 0 and 1. The frame is the window asked for, or else
all days between the first and the last date that is told.

*Betweenness*: through whom the chains of fewest steps lead, of all in time from i to j (Buss,
Molter, Niedermeier and Rymar 2020, KDD, "shortest"). Fewest steps, because their number can be
reckoned; that of the chains that arrive first cannot (it is #P-hard, ibid.). Two chains differ
where they take different events, so that who met often counts more:

    B(v) = mean over ordered pairs of others i, j of (chains of fewest steps from i to j through v)
    / (chains of fewest steps from i to j), 0 where there is none

Both are given for the certain chains and for the possible ones. Neither value is a bound for the
other in betweenness: a shorter chain that is only possible takes the word from the certain one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

from rapallo.analysis.centrality import ranks
from rapallo.analysis.paths.arrivals import Reachable, Rules
from rapallo.analysis.paths.between import betweenness
from rapallo.analysis.paths.contacts import NEVER, Contacts
from rapallo.dates.calendar import BEGINNING, END, iso
from rapallo.dates.when import Bounds, When
from rapallo.errors import BadOption, NoClaims
from rapallo.projection.columns import Columns

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

__all__ = ["MEASURES", "Standing", "closeness", "frame", "standing"]

MEASURES = ("closeness", "betweenness")
_YEAR = 366
_LONGEST = 1800.0
"""Seconds that a measure may take before it is refused."""
_CONTACTS, _CALL, _STEPS = 1.5e8, 2e4, 5e4
"""Contacts gone over in a second, what one pass costs beside, steps counted in a second: about."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A measure by actor, on certain and on possible chains; the rank is by the possible."""

    certain: Mapping[int, float]
    possible: Mapping[int, float]
    rank: Mapping[int, int]
    notes: tuple[str, ...]


def standing(
    columns: Columns, measure: str, rules: Mapping[bool, Rules], window: When | None
) -> Standing:
    """A measure of everybody with contacts. ``rules``: of certain (True) and possible chains."""
    import numpy as np

    actors = np.union1d(columns.a, columns.b).tolist()
    if measure == "closeness":
        days = frame(columns, window, rules[False])
        values = {sure: closeness(columns, rule, days) for sure, rule in rules.items()}
        note = (
            f"Closeness is the mean, over the {len(actors) - 1} others and the days from "
            f"{iso(days.first)} to {iso(days.last)} on which word may set out, of 1 / the days "
            "until it can be there (one day counts 1, never counts 0)."
        )
    else:
        _bearable("betweenness", len(actors) * len(columns) / _STEPS)
        values = {sure: betweenness(columns, rule) for sure, rule in rules.items()}
        note = (
            "Betweenness is the share, of the chains of fewest steps in time between each two "
            "others, that lead through the actor, on the average over all pairs; of shares that "
            "are certain and possible neither bounds the other."
        )
    by_name = {columns.names[actor]: values[False].get(actor, 0.0) for actor in actors}
    ranked = ranks(by_name)
    return Standing(
        {actor: values[True].get(actor, 0.0) for actor in actors},
        {actor: values[False].get(actor, 0.0) for actor in actors},
        {actor: ranked[columns.names[actor]] for actor in actors},
        (note, *_wide(columns)),
    )


def _bearable(measure: str, seconds: float) -> None:
    """Refuse what would take too long, with the time it is reckoned to take."""
    if seconds > _LONGEST:
        raise BadOption(
            f"--measure {measure} would take about {seconds / 3600:,.1f} hours here: ask --by state"
            ", or of a shorter time with --between, or of fewer kinds"
        )


def _wide(columns: Columns) -> Iterator[str]:
    """What lets word pass possibly on very many days."""
    import numpy as np

    wide = np.unique(columns.event[columns.e1 - columns.s0 > _YEAR])
    if len(wide):
        yield (
            f"Ranks are by the value on possible chains; {len(wide)} events are undated, or dated "
            "or lasting more than a year: word possibly passes in them on any of their days."
        )
    else:
        yield "Ranks are by the value on possible chains."


def frame(columns: Columns, window: When | None, rules: Rules) -> Bounds:
    """The days on which word may set out: those asked for, else those between the dates told.

    Raises :class:`~rapallo.errors.NoClaims` where no date has a beginning or an end.
    """
    starts = columns.s0[columns.s0 > BEGINNING]
    ends = columns.e1[columns.e1 < END]
    first, last = (window.s0, window.e1) if window else (BEGINNING, END)
    told = [*starts.tolist(), *ends.tolist()]
    if not told and (first == BEGINNING or last == END):
        raise NoClaims("no event asked for is dated: there are no days to take a mean of")
    low = max(first if first > BEGINNING else min(told), rules.depart)
    high = min(last if last < END else max(told), rules.arrive)
    if low > high:
        raise NoClaims("no event asked for falls into the days asked for")
    return Bounds(low, high)


def closeness(columns: Columns, rules: Rules, days: Bounds) -> dict[int, float]:
    """Closeness by actor over the days on which word may set out.

    Between two days on which a contact begins or ends the arrivals change in one way only: as all
    contacts stay open, word is there at once throughout, or later, on one and the same day.
    """
    import numpy as np

    search = Reachable(columns, rules)
    actors = np.union1d(columns.a, columns.b).tolist()
    points = _points(search, days)
    sums = _harmonic(points[-1] - points[0] + 2 + _span(search))
    if search.contacts.loose.any():
        total: Any = _one_by_one(search, actors, points, sums)
    else:
        total = _at_once(search, actors, points, sums)
    many = max(len(actors) - 1, 1) * (days.last - days.first + 1)
    return {actor: float(total[actor]) / many for actor in actors}


def _at_once(search: Reachable, actors: Sequence[int], points: Array, sums: Array) -> Array:
    """In one pass for each goal."""
    from rapallo.analysis.paths.latency import latencies

    _bearable("closeness", len(actors) * len(search.contacts) / _CONTACTS)
    rules, within = search.rules, _within(search.contacts, search.rules)
    return latencies(within, points, sums, certain=rules.certain, same_day=rules.same_day)


def _within(every: Contacts, rules: Rules) -> Contacts:
    """The contacts that bring word in time."""
    late = every.last > rules.arrive if rules.certain else every.first > rules.arrive
    names = [field.name for field in fields(every) if field.name != "actors"]
    return replace(every, **{name: getattr(every, name)[~late] for name in names})


def _one_by_one(
    search: Reachable, actors: Sequence[int], points: Array, sums: Array
) -> dict[int, float]:
    """From each actor on each day anew, so that no event is taken twice."""
    import numpy as np

    passes = len(actors) * len(points)
    _bearable("closeness", passes * (len(search.contacts) + _CALL) / _CONTACTS)
    found = {}
    for start in actors:
        total = 0.0
        for p, q in zip(points[:-1].tolist(), points[1:].tolist(), strict=True):
            day = search.days(start, p)
            day = day[day < NEVER].astype(np.int64)
            now = day == p
            later = day[~now]
            total += float(now.sum()) * (q - p)
            total += float((sums[later - p + 1] - sums[later - q + 1]).sum())
        found[start] = total
    return found


def _points(search: Reachable, days: Bounds) -> Array:
    """The days from which on the arrivals may be others, and the end of the frame."""
    import numpy as np

    every = search.contacts
    change = every.first + 1 if search.rules.certain else np.union1d(every.first, every.last + 1)
    inside = change[(change > days.first) & (change <= days.last)]
    return np.unique(np.concatenate([[days.first], inside, [days.last + 1]])).astype(np.int64)


def _span(search: Reachable) -> int:
    """How long after the frame a contact may be over."""
    last = search.contacts.last[search.contacts.last < NEVER]
    first = search.contacts.first[search.contacts.first > -NEVER]
    if not len(last) or not len(first):
        return 0
    return max(0, int(last.max()) - int(first.min()))


def _harmonic(most: int) -> Array:
    """1 + 1/2 + ... + 1/n, by n."""
    import numpy as np

    return np.concatenate([[0.0], np.cumsum(1 / np.arange(1, most + 1))])
