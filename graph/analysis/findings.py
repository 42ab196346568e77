"""What a historian says, put to the record: upheld, not upheld, or undecidable.

Each finding counts events twice, those that *certainly* fit the statement and those that *possibly*
do; :mod:`~rapallo.analysis.verdicts` says what follows. No verdict says more than: in this scope of
this record. An author who selected what to tell is not chance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from rapallo.analysis.actors import find_actor
from rapallo.analysis.result import Result
from rapallo.analysis.verdicts import AMONG, Count, Verdict, among, at_most_a_tenth, most
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.dates.compare import Certainty, during, overlaps
from rapallo.dates.edtf import window
from rapallo.dates.when import When
from rapallo.identity.events import Event
from rapallo.identity.names import office
from rapallo.identity.posts import Posts
from rapallo.model.acts import ACT_KINDS
from rapallo.model.nodes import Post
from rapallo.projection.evidence import Evidence
from rapallo.projection.level import Level, Standing

__all__ = [
    "Count",
    "Finding",
    "densest_season",
    "fades_after",
    "joint_most",
    "met_each_other_most",
    "target_of_most",
]

SEASON = 92
YEAR = 366
"""Days: the widest date that can be placed in a season, or in a year."""

DAYS = 365.2425
"""Of a year, on average."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A statement, where it is asked, what was counted, and what follows.

    ``numbers`` holds the counts compared, in order; ``claims`` the ids of the claims that carry the
    statement; ``left_out`` how many events could not be placed in time.
    """

    statement: str
    scope: str
    numbers: Mapping[str, Count]
    verdict: Verdict
    claims: tuple[str, ...]
    left_out: int = 0

    def record(self) -> dict[str, Any]:
        """As a plain dictionary, for JSON."""
        return {
            "statement": self.statement,
            "scope": self.scope,
            "numbers": {name: list(count) for name, count in self.numbers.items()},
            "verdict": self.verdict,
            "claims": list(self.claims),
            "left_out": self.left_out,
        }


class _Told(NamedTuple):
    """An event that fits, and whether it certainly does."""

    event: Event
    certain: bool


def met_each_other_most(
    book: Casebook, one: str, other: str, hosts: Sequence[str], filters: Filters
) -> Finding:
    """Whether the envoys of two states to some others met each other more than third envoys.

    An envoy is who holds a post accredited to a host on the day; certain where his term, the
    meeting and his presence are. The hosts' own ministers are no envoys. A meeting with both kinds
    counts for both. Names are resolved, states joined as lineages.
    """
    desk = _Desk(book, filters)
    one, other, *hosts = desk.find(one, other, *hosts)
    envoys = _Envoys(book, desk.level, hosts)
    together: list[_Told] = []
    with_others: list[_Told] = []
    for event in desk.events("met_with"):
        there = envoys.states(event)
        pair = {one, other} <= set(there)
        mine = [there[state] for state in (one, other) if state in there]
        third = [sure for state, sure in there.items() if state not in (one, other, *hosts)]
        if pair:
            together.append(_Told(event, all(mine) and desk.sure(event)))
        if mine and third:
            with_others.append(_Told(event, any(mine) and any(third) and desk.sure(event)))
    numbers = {"with each other": _count(together), "with other envoys": _count(with_others)}
    a, b, *places = (desk.level.label(name) for name in (one, other, *hosts))
    return Finding(
        f"The envoys of {a} and {b} in {_listed(places)} met each other more than they met the"
        " envoys of other states.",
        desk.scope,
        numbers,
        most(numbers["with each other"], [numbers["with other envoys"]]),
        _claims(together),
    )


def target_of_most(book: Casebook, one: str, other: str, state: str, filters: Filters) -> Finding:
    """Whether a state is the one at which two others aimed most of their joint acts.

    Joint acts are told events of kind opposed, pressured or supported with both among the agents on
    one side. A person or body counts for its state; a coalition named as such is no state.
    """
    desk = _Desk(book, filters)
    one, other, state = desk.find(one, other, state)
    found: dict[str, list[_Told]] = defaultdict(list)
    for event in desk.events(*ACT_KINDS):
        joint = _on_one_side(desk.level.standings(event, "agent"), one, other)
        if joint is None:
            continue
        for target in desk.level.standings(event, "target"):
            if target.actor in desk.level.states - {one, other}:
                sure = joint and target.certain and desk.sure(event)
                found[target.actor].append(_Told(event, sure))
    counts = {name: _count(told) for name, told in found.items()}
    mine = counts.get(state, Count(0, 0))
    order = sorted(counts, key=lambda name: (*(-n for n in counts[name]), name))
    a, b, label = (desk.level.label(name) for name in (one, other, state))
    return Finding(
        f"{label} is the state at which {a} and {b} aimed most of their joint acts.",
        desk.scope,
        {desk.level.label(name): counts[name] for name in order},
        most(mine, [counts[name] for name in counts if name != state]),
        _claims(found[state]),
    )


def densest_season(book: Casebook, one: str, other: str, season: str, filters: Filters) -> Finding:
    """Whether a season (EDTF, 21 spring to 24 winter) is among the densest in joint dealings.

    Every season of the years told is counted; *among the densest* is where at most two others can
    have had more. What cannot be dated within a season's length is left out and counted.
    """
    desk = _Desk(book, filters)
    one, other = desk.find(one, other)
    told, left_out = _datable(desk.dealings(one, other), SEASON)
    counts = {name: _in_window(told, window(name, name)) for name in _seasons(told)}
    counts.setdefault(season, Count(0, 0))
    mine = counts[season]
    rivals = [count for name, count in counts.items() if name != season]
    order = sorted(counts, key=lambda name: (*(-n for n in counts[name]), name))
    shown = dict.fromkeys([season, *order[: AMONG + 1]])
    a, b = desk.level.label(one), desk.level.label(other)
    return Finding(
        f"{_season(season).capitalize()} is among the three seasons in which {a} and {b} had most"
        " to do with each other.",
        desk.scope,
        {_season(name): counts[name] for name in shown},
        among(mine, rivals, len(told)),
        _claims(_overlapping(told, window(season, season))),
        left_out,
    )


def fades_after(book: Casebook, one: str, other: str, year: str, filters: Filters) -> Finding:
    """Whether two states had next to nothing to do with each other after a year.

    Next to nothing is at most a tenth as many dealings in a year as before, by the window of the
    filters, which has to have both sides. What cannot be dated within a year is left out.
    """
    desk = _Desk(book, filters)
    one, other = desk.find(one, other)
    told, left_out = _datable(desk.dealings(one, other), YEAR)
    first, last = filters.between or ("", "")
    before, after = window(first, year), window(str(int(year) + 1), last)
    early, late = _in_window(told, before), _in_window(told, after)
    ratio = round((before.width + 1) / DAYS) / max(1, round((after.width + 1) / DAYS))
    a, b = desk.level.label(one), desk.level.label(other)
    return Finding(
        f"After {year} {a} and {b} had next to nothing to do with each other: at most a tenth as"
        " many dealings in a year as before.",
        desk.scope,
        {f"{first} to {year}": early, f"{int(year) + 1} to {last}": late},
        at_most_a_tenth(late, early, ratio),
        _claims(_overlapping(told, after)),
        left_out,
    )


def joint_most(found: Result, one: str, other: str) -> Finding:
    """Whether two states acted together most of all pairs in an answer of ``coordination``.

    ``one`` and ``other`` are ids or labels as in its rows. J of a pair is a range: acts that are
    certainly joint and in the window, and all that possibly are.
    """
    mine, rivals = Count(0, 0), {}
    claims: tuple[str, ...] = ()
    for row in found.rows:
        names = (row["a"], row["a_label"]), (row["b"], row["b_label"])
        count = Count(row["J_certain"], row["J"])
        if any(one in a and other in b for a, b in (names, names[::-1])):
            mine, claims = count, row["claims_joint"]
        elif count.possible:
            rivals[f"{row['a_label']} and {row['b_label']}"] = count
    order = sorted(rivals, key=lambda name: (-rivals[name].possible, name))
    return Finding(
        f"{one} and {other} acted together more often than any other two states.",
        found.provenance.filters or "the whole casebook",
        {f"{one} and {other}": mine, **{name: rivals[name] for name in order[:AMONG]}},
        most(mine, list(rivals.values())),
        claims,
    )


class _Desk:
    """The events of a question, states as lineages, and what is sure about them."""

    def __init__(self, book: Casebook, filters: Filters) -> None:
        self.evidence = Evidence.of(book, filters)
        self.level = Level.of(book, "state", lineage=True)
        self.scope = filters.describe() or "the whole casebook"

    def sure(self, event: Event) -> bool:
        """Whether nothing denies an event, and it certainly falls into the window asked about."""
        window = self.evidence.filters.window
        inside = not window or overlaps(event.when, window) is Certainty.CERTAINLY
        return inside and not event.negated

    def find(self, *names: str) -> list[str]:
        """The ids of states by name, lineages joined."""
        return [find_actor(self.level, name) for name in names]

    def events(self, *kinds: str) -> Iterator[Event]:
        """The told events of these kinds, of all if none is named."""
        return (e for e in self.evidence.events if e.told and (not kinds or e.kind in kinds))

    def dealings(self, one: str, other: str) -> list[_Told]:
        """What the two did together or with each other: meetings, letters, treaties, joint acts,
        and what one asked or did of the other in friendship (an act of sign 0 or above)."""
        found = []
        for event in self.events():
            certain = self._dealing(event, one, other)
            if certain is not None:
                found.append(_Told(event, certain and self.sure(event)))
        return found

    def _dealing(self, event: Event, one: str, other: str) -> bool | None:
        agents = self.level.standings(event, "agent")
        if event.kind in ACT_KINDS:
            joint = _on_one_side(agents, one, other)
            if joint is not None or event.sign < 0:
                return joint
        there: dict[str, bool] = {}
        for role in ("agent", "target", "via"):
            for standing in self.level.standings(event, role):
                there[standing.actor] = there.get(standing.actor, False) or standing.certain
        return there[one] and there[other] if {one, other} <= set(there) else None


class _Envoys:
    """Who of those at a meeting holds a post accredited to one of the hosts, by state."""

    def __init__(self, book: Casebook, level: Level, hosts: Sequence[str]) -> None:
        self._level = level
        posts = [post for post in book.nodes(Post) if self._accredited(post) in hosts]
        self._posts = Posts(posts, level.names)
        states = ((level.names.state(post.state), post) for post in posts if post.state)
        self._unnamed = {office(state, post.title): state for state, post in states}

    def _accredited(self, post: Post) -> str:
        name = post.accredited_to
        return find_actor(self._level, name) if name else ""

    def states(self, event: Event) -> dict[str, bool]:
        """The states whose envoys are there, and whether that is certain in every claim."""
        sure: dict[str, int] = defaultdict(int)
        seen: set[str] = set()
        for claim in event.claims:
            certain: set[str] = set()
            for row in claim.participants:
                if row.role != "agent":
                    continue  # who arranged a meeting was not therefore there
                states = self._serves(row.actor, claim.when)
                seen |= states.keys()
                if row.certainty == "certain":
                    certain |= {state for state, held in states.items() if held}
            for state in certain:
                sure[state] += 1
        return {state: sure[state] == len(event.claims) for state in sorted(seen)}

    def _serves(self, actor: str, when: When) -> dict[str, bool]:
        """For whom someone is accredited: a person by his terms, an unnamed holder by his post."""
        held = self._posts.states(actor, when)
        if actor in self._unnamed:
            held = {self._unnamed[actor]: True}
        return {self._level.stands_for(state): sure for state, sure in held.items()}


def _on_one_side(agents: Sequence[Standing], one: str, other: str) -> bool | None:
    """Whether two certainly act on one side; None where they do not even possibly."""
    found = {standing.actor: standing for standing in agents}
    if one not in found or other not in found or not found[one].sides & found[other].sides:
        return None
    return found[one].certain and found[other].certain


def _count(told: Sequence[_Told]) -> Count:
    return Count(sum(t.certain for t in told), len(told))


def _in_window(told: Iterable[_Told], when: When) -> Count:
    """The events within a window: certainly those whose every possible day lies in it."""
    inside = _overlapping(told, when)
    sure = [t.certain and during(t.event.when, when) is Certainty.CERTAINLY for t in inside]
    return Count(sum(sure), len(inside))


def _overlapping(told: Iterable[_Told], when: When) -> list[_Told]:
    return [t for t in told if overlaps(t.event.when, when) is not Certainty.NO]


def _datable(told: Sequence[_Told], days: int) -> tuple[list[_Told], int]:
    """The events datable within so many days, and how many are not."""
    fit = [t for t in told if t.event.when.bounded and t.event.when.width <= days]
    return fit, len(told) - len(fit)


def _seasons(told: Sequence[_Told]) -> list[str]:
    """Every season from the first event to the last."""
    if not told:
        return []
    first = min(t.event.when.earliest for t in told)[:4]
    last = max(t.event.when.latest for t in told)[:4]
    return [f"{y}-{s}" for y in range(int(first) - 1, int(last) + 1) for s in (21, 22, 23, 24)]


def _season(name: str) -> str:
    year, _, number = name.partition("-")
    words = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
    following = f"/{int(year[2:]) + 1:02}" if number == "24" else ""
    return f"{words.get(number, number)} {year}{following}"


def _claims(told: Iterable[_Told]) -> tuple[str, ...]:
    """The claims of events, those of certain ones first."""
    order = sorted(told, key=lambda t: (not t.certain, t.event.when.s0, t.event.id))
    return tuple(claim for t in order for claim in t.event.claim_ids)


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
