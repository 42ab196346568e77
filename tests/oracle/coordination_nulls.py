"""The nulls of coordination once more, slowly: straight from their definitions, without NumPy.

Built on :class:`~tests.oracle.coordination.Oracle`, which knows events, blocks, dates and draws.
Actors are states: what an actor is himself is his own id.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from tests.oracle.coordination import DRAWS, WORD, Oracle, different, hashed, word

Who = dict[str, str]
"""The actor of each act that exchanges, by act id."""


class WithinTarget:
    """C where the actors of acts on the same matters exchange within a year."""

    def __init__(self, oracle: Oracle) -> None:
        self.o = oracle
        self.groups: dict[tuple[int, str], list[tuple[str, list[Any]]]] = defaultdict(list)
        for (actor, year), block in oracle.blocks:
            sets = {frozenset(act.matters) for act in block}
            if any(actor in matters for matters in sets):
                continue
            names = sorted("\x1e".join(sorted(matters)) for matters in sets)
            self.groups[year, "\x1d".join(names)].append((actor, block))
        for found in self.groups.values():
            found.sort(key=lambda entry: min(act.id for act in entry[1]))
        self.told = {a.id: actor for g in self.groups.values() for actor, b in g for a in b}
        self.acts = [act for act in oracle.dated if self.asked(act)]
        self.couples = self._couples()

    def asked(self, act: Any) -> bool:
        return act.id in self.o.chosen and self.o.inside(act)[0]

    def live(self, group: list[tuple[str, list[Any]]]) -> bool:
        return any(self.asked(act) for _, block in group for act in block)

    def replicate(self, r: int) -> Who:
        who = {}
        for (year, matters), group in self.groups.items():
            base = word(hashed("within-target", self.o.seed, year, matters), r)
            order = sorted(range(len(group)), key=lambda k: word(base, k))
            for k, (_, block) in enumerate(group):
                who |= {act.id: group[order[k]][0] for act in block}
        return who

    def every(self) -> Iterable[Who]:
        """Every arrangement, each as often as any other."""
        orders = [itertools.permutations(range(len(group))) for group in self.groups.values()]
        for chosen in itertools.product(*orders):
            yield {
                act.id: group[order[k]][0]
                for group, order in zip(self.groups.values(), chosen, strict=True)
                for k, (_, block) in enumerate(group)
                for act in block
            }

    def statistic(self, i: str, j: str, who: Who) -> int:
        def has(actor: str, other: str, act: Any) -> bool:
            if act.id in who:
                return who[act.id] == actor
            return actor in act.agents and other not in act.agents

        ours, theirs = ({a.id for a in self.acts if has(*two, a)} for two in ((i, j), (j, i)))
        couples = [
            (x, y, gaps)
            for x, y, shared, gaps in self.couples
            if x.id in ours and y.id in theirs and shared - {i, j}
        ]
        return sum(
            self.o.least([(x, y) for x, y, gaps in couples if gaps[d] <= self.o.w])
            for d in range(DRAWS)
        )

    def _couples(self) -> list[tuple[Any, Any, set[str], list[int]]]:
        """Acts of one kind and sign that share something and are not told together."""
        day = {a.id: self.o.drawn[self.o.slot_of[a.id]] for a in self.acts}
        return [
            (x, y, shared, [abs(p - q) for p, q in zip(day[x.id], day[y.id], strict=True)])
            for x, y in itertools.permutations(self.acts, 2)
            if (x.kind, x.sign) == (y.kind, y.sign)
            and (shared := set(x.matters) & set(y.matters))
            and not self.o.retold(x, y)
        ]

    def testable(self, i: str, j: str) -> bool:
        mine = [g for g in self.groups.values() if self.live(g)]
        for actor in (i, j):
            if sum(name == actor for g in mine for name, _ in g) < 3:
                return False
        if not (self._matters(i, j) & self._matters(j, i)) - {i, j}:
            return False
        number = 1
        for group in mine:
            kinds = [self._kind(block) for _, block in group]
            labels = [name if name in (i, j) else "" for name, _ in group]
            if {i, j} & set(labels):
                number = min(20, number * different(kinds, labels))
        return number >= 20

    def _kind(self, block: list[Any]) -> str:
        acts = [a for a in block if self.asked(a)]
        first = block[0]
        date = (first.s0, first.e1, first.doubtful, tuple(first.days()))
        kinds = sorted((a.kind, a.sign, tuple(sorted(a.matters))) for a in acts)
        return repr((kinds, date)) if acts else ""

    def _matters(self, actor: str, other: str) -> set[str]:
        found: set[str] = set()
        for group in self.groups.values():
            if self.live(group) and any(name == actor for name, _ in group):
                found |= {m for _, block in group for act in block for m in act.matters}
        for act in self.o.dated:
            fixed = act.id not in self.told and actor in act.agents and other not in act.agents
            if fixed and self.asked(act):
                found |= set(act.matters)
        return found


class Configuration:
    """J where the agents of acts exchange within a year, every margin kept."""

    def __init__(self, oracle: Oracle, states: set[str]) -> None:
        self.o, self.states = oracle, states
        self.tables: dict[int, list[tuple[Any, tuple[str, ...], str, bool]]] = defaultdict(list)
        for act in sorted(oracle.acts, key=lambda act: act.id):
            found = self._sides(act)
            if act.bounded and found:
                for side in found:
                    for actor in side:
                        self.tables[act.year()].append((act, side, actor, actor not in act.matters))
        self.of: dict[str, list[int]] = defaultdict(list)
        for table in self.tables.values():
            for n, entry in enumerate(table):
                self.of[entry[0].id].append(n)
        self.drawn: dict[int, dict[int, list[str]]] = {}
        self.hubs = {
            year: self._walk(year, [e[2] for e in table], hashed("hub", oracle.seed, year))
            for year, table in self.tables.items()
        }

    def _sides(self, act: Any) -> list[tuple[str, ...]]:
        """The sides of an act, or none where who stood with whom is not so simple."""
        names = sorted(set(act.agents) - {"unknown"})
        beside = {a: {b for b in names if a == b or self._beside(act, a, b)} for a in names}
        if any(beside[a] != beside[b] for a in names for b in beside[a]):
            return []
        return sorted({tuple(sorted(found)) for found in beside.values()})

    @staticmethod
    def _beside(act: Any, a: str, b: str) -> bool:
        return bool(act.together(a, b, "same")[0])

    def _walk(self, year: int, start: list[str], base: int, steps: int | None = None) -> list[str]:
        table, now = self.tables[year], list(start)
        moving = [n for n, entry in enumerate(table) if entry[3]]
        for step in range(10 * len(moving) if steps is None else steps):
            drawn = word(base, step)
            e = moving[((drawn >> 32) * len(moving)) >> 32]
            f = moving[((drawn & (WORD >> 32)) * len(moving)) >> 32]
            self.swap(year, now, e, f)
        return now

    def swap(self, year: int, now: list[str], e: int, f: int) -> None:
        """Exchange two entries, if they may."""
        table = self.tables[year]
        c, d = table[e][0], table[f][0]
        there = {act.id: {now[n] for n in self.of[act.id]} for act in (c, d)}
        a, b = now[e], now[f]
        fits = b not in there[c.id] | set(c.matters) and a not in there[d.id] | set(d.matters)
        if a != b and (c is d or fits):
            now[e], now[f] = b, a

    def replicate(self, r: int) -> dict[int, list[str]]:
        if r not in self.drawn:
            self.drawn[r] = {
                year: self._walk(year, hub, word(hashed("configuration", self.o.seed, year), r))
                for year, hub in self.hubs.items()
            }
        return self.drawn[r]

    def told(self) -> dict[int, list[str]]:
        return {year: [entry[2] for entry in table] for year, table in self.tables.items()}

    def asked(self, act: Any) -> bool:
        return act.id in self.o.chosen and self.o.inside(act)[0]

    def cells(self, actor: str, tables: dict[int, list[str]]) -> set[tuple[str, tuple[str, ...]]]:
        """The sides of joint acts asked about in which an actor stands."""
        return {
            (act.id, side)
            for year, now in tables.items()
            for (act, side, _, _), name in zip(self.tables[year], now, strict=True)
            if name == actor and len(side) > 1 and self.asked(act)
        }

    def statistic(self, i: str, j: str, tables: dict[int, list[str]]) -> int:
        in_tables = {act.id for table in self.tables.values() for act, *_ in table}
        rest = [act for act, _ in self.o.joint(i, j) if act.id not in in_tables]
        return len(rest) + len(self.cells(i, tables) & self.cells(j, tables))

    def testable(self, i: str, j: str) -> bool:
        live = {
            year
            for year, table in self.tables.items()
            if any(len(side) > 1 and self.asked(act) for act, side, *_ in table)
        }
        years: dict[str, list[int]] = {}
        for actor in (i, j):
            years[actor] = [
                year
                for year in live
                for _, _, name, moves in self.tables[year]
                if name == actor and moves
            ]
            if len(years[actor]) < 3:
                return False
        if not set(years[i]) & set(years[j]):
            return False
        seen = set()
        for r in range(1, 201):
            tables = self.replicate(r)
            seen.add((frozenset(self.cells(i, tables)), frozenset(self.cells(j, tables))))
        return len(seen) >= 20


class Partner:
    """P where the dates of each one's meetings exchange within a year."""

    def __init__(self, oracle: Oracle, bodies: set[str]) -> None:
        self.o, self.bodies = oracle, bodies
        met = [e for e in oracle.events if e.kind == "met_with" and e.datable(oracle.w)]
        self.meetings = sorted(met, key=lambda e: e.id)
        self.drawn = {m.id: self._draw(m) for m in self.meetings}

    def _draw(self, met: Any) -> list[int]:
        days, base = met.days(), hashed("day", self.o.seed, met.id)
        return [days[((word(base, d) >> 32) * len(days)) >> 32] for d in range(DRAWS)]

    def with_each_other(self, met: Any, i: str, j: str) -> bool:
        return bool(met.together(i, j, "different")[0])

    def diary(self, i: str) -> list[Any]:
        others = self.bodies - {i}
        return [m for m in self.meetings if any(self.with_each_other(m, i, j) for j in others)]

    def acts(self, i: str, j: str) -> list[Any]:
        asked = [a for a in self.o.without(i, j) if self.o.inside(a)[0]]
        return [a for a in asked if set(a.matters) - {i, j}]

    def dates(self, i: str, r: int) -> dict[str, Any]:
        """By meeting of a diary the meeting whose date it takes in a replicate; 0 is as told."""
        diary, taken = self.diary(i), {}
        for year in {m.year() for m in diary}:
            mine = [m for m in diary if m.year() == year]
            base = word(hashed("arrangement", self.o.seed, i, year), r)
            order = sorted(range(len(mine)), key=lambda k: word(base, k))
            taken |= {m.id: mine[order[k] if r else k] for k, m in enumerate(mine)}
        return taken

    def every(self, i: str) -> Iterable[dict[str, Any]]:
        diary = self.diary(i)
        years = [[m for m in diary if m.year() == y] for y in sorted({m.year() for m in diary})]
        for chosen in itertools.product(*(itertools.permutations(mine) for mine in years)):
            yield {
                m.id: date
                for mine, dates in zip(years, chosen, strict=True)
                for m, date in zip(mine, dates, strict=True)
            }

    def followed(self, i: str, j: str, taken: dict[str, Any]) -> int:
        """How many acts of i follow meetings with j, over the draws, with these dates."""
        dates = [taken[m.id] for m in self.diary(i) if self.with_each_other(m, i, j)]
        total = 0
        for act in self.acts(i, j):
            day = self.o.drawn[self.o.slot_of[act.id]]
            apart = [m for m in dates if not self.o.retold(act, m)]
            for d in range(DRAWS):
                total += any(0 < day[d] - self.drawn[m.id][d] <= self.o.w for m in apart)
        return total

    def statistic(self, i: str, j: str, r: int) -> int:
        return self.followed(i, j, self.dates(i, r)) + self.followed(j, i, self.dates(j, r))

    def testable(self, i: str, j: str) -> bool:
        if not any(self.with_each_other(m, i, j) for m in self.meetings):
            return False
        if min(len(self.diary(i)), len(self.diary(j))) < 3:
            return False
        number = 1
        for actor, other in ((i, j), (j, i)):
            if not self.acts(actor, other):
                continue
            for year in {m.year() for m in self.diary(actor)}:
                mine = [m for m in self.diary(actor) if m.year() == year]
                them = [self.with_each_other(m, i, j) for m in mine]
                dates = [(m.s0, m.e1, m.doubtful, tuple(m.days())) for m in mine]
                number = min(20, number * different(them, dates))
        return bool(self.acts(i, j) or self.acts(j, i)) and number >= 20


def p_value(observed: int, null: list[int]) -> float:
    """One-sided, the record counted among its replicates."""
    return (1 + sum(value >= observed for value in null)) / (1 + len(null))
