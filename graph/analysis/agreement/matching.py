"""Which row of one coder tells what a row of the other tells: one to one, as many as can be.

Two rows may be matched under a :class:`Rule`. Among all ways to match them one to one, those with
most pairs are best, and among these the one in which paired rows are most alike: a greedy matching
would leave rows alone that have a partner. Rows are taken in the order of what they say, never of
the file, and the matching of A with B is that of B with A.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapallo.analysis.agreement.alpha import masi
from rapallo.analysis.agreement.reading import Reading
from rapallo.dates.calendar import BEGINNING, END
from rapallo.dates.when import When
from rapallo.identity.unions import Unions
from rapallo.model.claim import locate, touch

__all__ = ["DAY", "Pairs", "Rule", "apart", "matching", "may_match"]

DAY = 14
"""Days that a date told by the day may be wide: ``1926-12-24~`` is from seven before to seven
after."""

_FULL = 1_000_000
"""The likeness of rows that say the same throughout; whole numbers keep the sum exact."""

Pairs = list[tuple[int, int]]
"""Places in A and B that belong together."""


@dataclass(frozen=True, slots=True)
class Rule:
    """When two rows may tell one thing: same kind, dates that overlap, enough names in common.

    A date told by the day is not matched by one wider than ``widest`` days; dates up to ``apart``
    days from each other overlap. ``common``: so many participants both name, or all that one of
    them names, if fewer. ``agent_of``: kinds in which an agent is among them. With
    ``person_for_state`` a person in one row and his state in the other are one participant in
    common; ``across_kinds`` lets rows of two kinds match.
    """

    widest: int = 45
    apart: int = 0
    common: int = 2
    agent_of: tuple[str, ...] = ("opposed", "pressured")
    person_for_state: bool = False
    across_kinds: bool = False


def may_match(a: Reading, b: Reading, rule: Rule) -> bool:
    """Whether two rows may tell one thing."""
    if a.claim.kind != b.claim.kind and not rule.across_kinds:
        return False
    return _dates_fit(a.when, b.when, rule) and _names_fit(a, b, rule)


def _dates_fit(a: When, b: When, rule: Rule) -> bool:
    if a.s0 > b.e1 + rule.apart or b.s0 > a.e1 + rule.apart:
        return False
    narrow, wide = sorted((a.width, b.width))
    return not (narrow <= DAY and wide > rule.widest)


def _names_fit(a: Reading, b: Reading, rule: Rule) -> bool:
    mine, theirs = a.everybody, b.everybody
    enough = max(min(rule.common, len(mine), len(theirs)), 1)
    if (mine or theirs) and _shared(a, b, mine, theirs, rule) < enough:
        return False
    if not {a.claim.kind, b.claim.kind} & set(rule.agent_of):
        return True
    return not (a.agents or b.agents) or _shared(a, b, a.agents, b.agents, rule) > 0


def _shared(
    a: Reading, b: Reading, mine: frozenset[str], theirs: frozenset[str], rule: Rule
) -> int:
    """How many participants two rows share, one to one."""
    common = mine & theirs
    if not rule.person_for_state:
        return len(common)
    ours, others = mine - common, theirs - common
    return len(common) + _for_states(a, ours, others) + _for_states(b, others, ours)


def _for_states(of: Reading, persons: frozenset[str], others: frozenset[str]) -> int:
    """The states among the others for which one of these persons stands."""
    return len({of.stands.get(name) for name in persons} & others)


def matching(a: Sequence[Reading], b: Sequence[Reading], rule: Rule) -> Pairs:
    """The best matching, by place in A."""
    if sorted(one.key for one in a) > sorted(one.key for one in b):
        return sorted((i, j) for j, i in _matching(b, a, rule))
    return sorted(_matching(a, b, rule))


def _matching(a: Sequence[Reading], b: Sequence[Reading], rule: Rule) -> Iterator[tuple[int, int]]:
    edges = {
        (i, j): _likeness(a[i], b[j]) for i, j in _near(a, b, rule) if may_match(a[i], b[j], rule)
    }
    for left, right in _components(edges):
        left.sort(key=lambda i: a[i].key)
        right.sort(key=lambda j: b[j].key)
        yield from _best(left, right, edges)


def _near(a: Sequence[Reading], b: Sequence[Reading], rule: Rule) -> Iterator[tuple[int, int]]:
    """The pairs that share a participant, or have none at all: no others can match."""
    by_name: dict[str, list[int]] = defaultdict(list)
    for j, other in enumerate(b):
        for name in _under(other, rule):
            by_name[name].append(j)
    for i, one in enumerate(a):
        names = _under(one, rule)
        yield from ((i, j) for j in sorted({j for name in names for j in by_name.get(name, ())}))


def _under(one: Reading, rule: Rule) -> frozenset[str]:
    """The names under which a row is looked up."""
    states = one.stands.values() if rule.person_for_state else ()
    return one.everybody.union(states) or frozenset({""})


def _components(edges: Mapping[tuple[int, int], int]) -> Iterator[tuple[list[int], list[int]]]:
    """Rows of A and of B that hang together: each such set is matched by itself."""
    together = Unions[tuple[str, int]]()
    for i, j in edges:
        together.join(("a", i), ("b", j))
    for rows in together.all():
        yield [i for side, i in rows if side == "a"], [j for side, j in rows if side == "b"]


def _best(
    left: Sequence[int], right: Sequence[int], edges: Mapping[tuple[int, int], int]
) -> Iterator[tuple[int, int]]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    # Every row of A may also stand alone, which costs more than all unlikeness together: so the
    # cheapest way to place them all has most pairs, and among these the most alike.
    alone = (_FULL + 1) * (len(left) + 1)
    row, column = ({name: place for place, name in enumerate(names)} for names in (left, right))
    cells = [
        (row[i], column[j], 1 + _FULL - edges[i, j]) for i in left for j in right if (i, j) in edges
    ]
    cells += [(place, len(right) + place, alone) for place in range(len(left))]
    rows, columns, costs = zip(*cells, strict=True)
    table = coo_array((costs, (rows, columns)), shape=(len(left), len(left) + len(right)))
    found = min_weight_full_bipartite_matching(table.astype(float).tocsr())
    for place, at in zip(*found, strict=True):
        if at < len(right):
            yield left[place], right[at]


def _likeness(a: Reading, b: Reading) -> int:
    """How alike two rows are, up to a million: the mean of what is compared."""
    one, other = a.claim, b.claim
    distances = (
        masi(a.agents, b.agents),
        masi(a.targets, b.targets),
        masi(a.treaties, b.treaties),
        masi(a.issues, b.issues),
        _days_apart(a.when, b.when),
        float(a.when.text != b.when.text),
        float(apart(one.locator, other.locator)),
        float(a.place != b.place),
        *(
            float(getattr(one, name) != getattr(other, name))
            for name in ("kind", "act", "status", "confidence")
        ),
    )
    return _FULL - round(_FULL * sum(distances) / len(distances))


def _days_apart(a: When, b: When) -> float:
    """The share of the days that either may mean and not both."""
    if (a.s0, a.e1) == (b.s0, b.e1):
        return 0.0
    if BEGINNING in (a.s0, b.s0) or END in (a.e1, b.e1):
        return 1.0
    common = max(0, min(a.e1, b.e1) - max(a.s0, b.s0) + 1)
    return 1 - common / (a.width + b.width + 2 - common)


def apart(a: str, b: str) -> bool:
    """Whether two rows, by their locators, stand on passages that do not touch, as far as told.

    >>> apart("line 3, chars 10-40", "line 3, chars 41-60"), apart("page 7", "line 2")
    (True, False)
    """
    touching = touch(a, b)
    if touching is not None:
        return not touching
    one, other = locate(a).line, locate(b).line
    return bool(one and other and one != other)
