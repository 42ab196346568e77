"""Coordination once more, slowly: straight from the definitions, without NumPy.

Takes the told claims of a casebook (and the negated ones) and two functions that say as whom a
participant counts; everything else (events, windows, passages, blocks, draws, p and q) is computed
anew. Only the words of the definitions are shared with the package, no code but the calendar of
Python.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import re
import statistics
from collections.abc import Callable, Iterable
from typing import Any

DRAWS = 20
WORD = 2**64 - 1
ACTS = ("opposed", "pressured", "supported")

Counts = Callable[[Any, Any], dict[str, bool]]


def hashed(*parts: object) -> int:
    text = "\x1f".join(str(part) for part in parts).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")


def word(base: int, counter: int) -> int:
    z = (base + (counter + 1) * 0x9E3779B97F4A7C15) & WORD
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & WORD
    return z ^ (z >> 31)


def order(seed: int, replicate: int, actor: str, stratum: int, n: int) -> list[int]:
    base = word(hashed("arrangement", seed, actor, stratum), replicate)
    return sorted(range(n), key=lambda k: word(base, k))


class Told:
    """An event, as its claims tell it."""

    def __init__(self, claims: list[Any], denied: bool, who: Counts, what: Counts) -> None:
        self.claims = sorted(claims, key=lambda c: c.id)
        self.id, self.kind, self.sign = claims[0].event, claims[0].kind, claims[0].sign
        self.denied = denied
        dates = [c.when for c in claims]
        self.s0, self.e1 = min(d.s0 for d in dates), max(d.e1 for d in dates)
        self.bounded = abs(self.s0) < 2**44 and abs(self.e1) < 2**44
        self.lasting = all(d.extent != "instant" for d in dates)
        self.doubtful = any(d.doubtful for d in dates)
        self.one_text = len({d.text for d in dates}) == 1
        self.members = dates[0].members if self.one_text else ()
        self.who, self.what = who, what
        self.agents = self._named("agent", who)
        self.matters = {k: v for k, v in self._named("target", what).items() if k != "unknown"}
        for field in ("treaties", "issues"):
            naming = [set(getattr(c, field)) for c in self.claims if getattr(c, field)]
            for name in set().union(*naming):
                self.matters[name] = all(name in n for n in naming)

    def _named(self, role: str, counts: Counts) -> dict[str, bool]:
        naming = [c for c in self.claims if any(p.role == role for p in c.participants)]
        found = {}
        for claim in naming:
            for row in claim.participants:
                if row.role == role:
                    for actor in counts(row, claim.when):
                        found[actor] = all(surely(c, role, actor, counts) for c in naming)
        return found

    def days(self) -> list[int]:
        if self.members:
            return sorted({d for m in self.members for d in range(m.s0, m.e1 + 1)})
        return list(range(self.s0, self.e1 + 1))

    def datable(self, w: int) -> bool:
        return not self.lasting and self.bounded and self.e1 - self.s0 <= w

    def year(self) -> int:
        return (dt.date(1970, 1, 1) + dt.timedelta((self.s0 + self.e1) // 2)).year

    def together(self, a: str, b: str, sides: str) -> tuple[bool, bool]:
        """Whether a and b stood in it together: possibly, certainly."""
        each = [self._claim_together(c, a, b, sides) for c in self.claims]
        return any(p for p, _ in each), all(s for _, s in each) and not self.denied

    def _claim_together(self, claim: Any, a: str, b: str, sides: str) -> tuple[bool, bool]:
        rows = [r for r in claim.participants if r.role == "agent" and self.who(r, claim.when)]
        sided = len({r.side for r in rows}) > 1
        possible = certain = False
        for x, y in itertools.product(rows, rows):
            if a not in self.who(x, claim.when) or b not in self.who(y, claim.when):
                continue
            if x is not y and x.position == y.position:
                continue
            if sides == "same" and x.side != y.side:
                continue
            if sides == "different" and sided and x.side == y.side:
                continue
            possible = True
            certain |= surely_at(claim, "agent", x.position, a, self.who) and surely_at(
                claim, "agent", y.position, b, self.who
            )
        return possible, certain

    def exchanged(self, a: str, b: str) -> tuple[bool, bool]:
        """Whether word went between them: possibly, certainly."""
        each = []
        for c in self.claims:
            one = {x for r in c.participants if r.role == "agent" for x in self.who(r, c.when)}
            two = {x for r in c.participants if r.role == "target" for x in self.who(r, c.when)}
            possible = (a in one and b in two) or (b in one and a in two)
            certain = any(
                surely(c, "agent", x, self.who) and surely(c, "target", y, self.who)
                for x, y in ((a, b), (b, a))
            )
            each.append((possible, certain))
        return any(p for p, _ in each), all(s for _, s in each) and not self.denied


def surely_at(claim: Any, role: str, position: int, actor: str, counts: Counts) -> bool:
    rows = [r for r in claim.participants if r.role == role and r.position == position]
    return all(r.certainty != "possible" and counts(r, claim.when).get(actor) for r in rows)


def surely(claim: Any, role: str, actor: str, counts: Counts) -> bool:
    places = {r.position for r in claim.participants if r.role == role}
    return any(surely_at(claim, role, place, actor, counts) for place in places)


def one_passage(claims: list[Any]) -> Callable[[Any, Any], bool]:
    """Whether two claims stand in one passage: overlaps of characters, joined into runs."""

    found = {c.id: re.search(r"\bchars? (\d+)-(\d+)", c.locator) for c in claims}
    chars = {name: (int(m[1]), int(m[2])) if m else None for name, m in found.items()}

    def touch(c: Any, d: Any) -> bool:
        if c.id == d.id:
            return True
        if c.source != d.source:
            return False
        x, y = chars[c.id], chars[d.id]
        if x or y:
            return bool(x and y and x[0] < y[1] and y[0] < x[1])
        here, there = (re.search(r"\blines? (\d+(?:-\d+)?)", e.locator) for e in (c, d))
        if here or there:
            return bool(here and there and here[1] == there[1])
        return bool(c.locator.strip()) and c.locator.strip() == d.locator.strip()

    group = {c.id: {c.id} for c in claims}
    for c, d in itertools.combinations(claims, 2):
        if touch(c, d):
            joined = group[c.id] | group[d.id]
            for name in joined:
                group[name] = joined
    return lambda c, d: d.id in group[c.id]


class Oracle:
    """Everything about the pairs of a record."""

    def __init__(
        self,
        claims: Iterable[Any],
        who: Counts,
        what: Counts,
        *,
        within: int = 31,
        seed: int = 0,
        chosen: Callable[[Any], bool] = lambda claim: True,
        between: tuple[int, int] | None = None,
        signs: Callable[[Any], bool] = lambda claim: True,
    ) -> None:
        claims = list(claims)
        self.w, self.seed, self.between = within, seed, between
        told = [c for c in claims if c.status == "told"]
        denied = {c.event for c in claims if c.status == "negated"}
        names = sorted({c.event for c in told})
        self.events = [
            Told([c for c in told if c.event == name], name in denied, who, what) for name in names
        ]
        self.same = one_passage(told)
        self.acts = [e for e in self.events if e.kind in ACTS]
        self.chosen = {e.id for e in self.acts if any(map(chosen, e.claims))}
        self.signings = [e for e in self.events if e.kind == "signed" and any(map(signs, e.claims))]
        self.dated = [a for a in self.acts if a.datable(within)]
        self.blocks = self._blocks()
        self.slot_of = {a.id: n for n, (_, b) in enumerate(self.blocks) for a in b}
        self.slots = [b[0] for _, b in self.blocks]
        self.names = [min(a.id for a in b) for _, b in self.blocks]
        for act in self.dated:
            if act.id not in self.slot_of:
                self.slot_of[act.id] = len(self.slots)
                self.slots.append(act)
                self.names.append(act.id)
        self.found: dict[tuple[str, str], list[tuple[Told, Told]]] = {}
        self.drawn = [self._draw(n) for n in range(len(self.slots))]

    def _draw(self, slot: int) -> list[int]:
        days, base = self.slots[slot].days(), hashed("day", self.seed, self.names[slot])
        return [days[((word(base, d) >> 32) * len(days)) >> 32] for d in range(DRAWS)]

    def retold(self, a: Told, b: Told) -> bool:
        return any(self.same(c, d) for c in a.claims for d in b.claims)

    def _blocks(self) -> list[tuple[tuple[str, int], list[Told]]]:
        found: list[list[Told]] = []
        for act in self.dated:
            if len(act.agents) != 1:
                continue
            mates = [
                b
                for b in found
                if set(b[0].agents) == set(act.agents)
                and (b[0].s0, b[0].e1, b[0].doubtful, b[0].days())
                == (act.s0, act.e1, act.doubtful, act.days())
                and any(self.retold(x, act) for x in b)
            ]
            found = [b for b in found if b not in mates]
            found.append(sum(mates, [act]))
        keyed = [((next(iter(b[0].agents)), b[0].year()), b) for b in found]
        return sorted(keyed, key=lambda kb: (*kb[0], min(a.id for a in kb[1])))

    def inside(self, e: Told) -> tuple[bool, bool]:
        """Whether it falls in the window: possibly, certainly."""
        if not self.between:
            return True, True
        first, last = self.between
        possible = e.s0 <= last and e.e1 >= first
        if e.lasting:
            starts, ends = [c.when.s1 for c in e.claims], [c.when.e0 for c in e.claims]
            # It certainly fills the days from its last start to its first end, if any; and it
            # certainly touches the window where start and end can only be in reach of it.
            core = max(starts) <= last and min(ends) >= first
            return possible, core and not e.doubtful
        return possible, first <= e.s0 and e.e1 <= last and not e.doubtful

    def live(self, act: Told) -> bool:
        if act.id not in self.chosen:
            return False
        for key, block in self.blocks:
            if act in block:
                mates = [b[0] for k, b in self.blocks if k == key]
                return any(self.inside(m)[0] for m in mates)
        return self.inside(act)[0]

    def without(self, i: str, j: str) -> list[Told]:
        return [a for a in self.dated if i in a.agents and j not in a.agents and self.live(a)]

    def couples(self, i: str, j: str) -> list[tuple[Told, Told]]:
        return [
            (x, y)
            for x in self.without(i, j)
            for y in self.without(j, i)
            if (x.kind, x.sign) == (y.kind, y.sign) and (set(x.matters) & set(y.matters)) - {i, j}
        ]

    def gaps(self, x: Told, y: Told) -> list[int]:
        """The days from one act to the other in the draws that make partners of them."""
        ours, theirs = (self.drawn[self.slot_of[act.id]] for act in (x, y))
        found = [b - a for a, b in zip(ours, theirs, strict=True)]
        return [gap for gap in found if abs(gap) <= self.w]

    def least(self, partners: list[tuple[Told, Told]]) -> int:
        return min(len({x.id for x, _ in partners}), len({y.id for _, y in partners}))

    def certain(self, i: str, j: str) -> int:
        return self.least(
            [
                (x, y)
                for x, y in self.couples(i, j)
                if not self.retold(x, y)
                and x.agents[i]
                and y.agents[j]
                and any(x.matters[m] and y.matters.get(m) for m in set(x.matters) - {i, j})
                and not (x.denied or y.denied or x.doubtful or y.doubtful)
                and max(abs(p - q) for p in (x.s0, x.e1) for q in (y.s0, y.e1)) <= self.w
                and self.inside(x)[1]
                and self.inside(y)[1]
            ]
        )

    def near(self, x: Told, y: Told) -> bool:
        close = any(abs(p - q) <= self.w for p in x.days() for q in y.days())
        return close and self.inside(x)[0] and self.inside(y)[0]

    def possible(self, i: str, j: str) -> list[tuple[Told, Told]]:
        return [(x, y) for x, y in self.couples(i, j) if not self.retold(x, y) and self.near(x, y)]

    def sampled(self, i: str, j: str, slot_of: dict[str, int]) -> int:
        if (i, j) not in self.found:
            self.found[i, j] = [(x, y) for x, y in self.couples(i, j) if not self.retold(x, y)]
        couples = self.found[i, j]
        total = 0
        for d in range(DRAWS):
            total += self.least(
                [
                    (x, y)
                    for x, y in couples
                    if self.inside(self.slots[slot_of[x.id]])[0]
                    and self.inside(self.slots[slot_of[y.id]])[0]
                    and abs(self.drawn[slot_of[x.id]][d] - self.drawn[slot_of[y.id]][d]) <= self.w
                ]
            )
        return total

    def arranged(self, replicate: int, *actors: str) -> dict[str, int]:
        """The slot of every act in a replicate, where only these actors' dates exchange."""
        slot_of = dict(self.slot_of)
        for key in sorted({k for k, _ in self.blocks if k[0] in actors}):
            mine = [n for n, (k, _) in enumerate(self.blocks) if k == key]
            taken = order(self.seed, replicate, *key, len(mine))
            for k, n in enumerate(mine):
                for act in self.blocks[n][1]:
                    slot_of[act.id] = mine[taken[k]]
        return slot_of

    def all_arrangements(self, i: str, j: str) -> Iterable[dict[str, int]]:
        """Every arrangement of the dates of two actors, each as often as any other."""
        keys = sorted({k for k, _ in self.blocks if k[0] in (i, j)})
        mine = [[n for n, (k, _) in enumerate(self.blocks) if k == key] for key in keys]
        for taken in itertools.product(*(itertools.permutations(m) for m in mine)):
            slot_of = dict(self.slot_of)
            for homes, slots in zip(mine, taken, strict=True):
                for home, slot in zip(homes, slots, strict=True):
                    for act in self.blocks[home][1]:
                        slot_of[act.id] = slot
            yield slot_of

    def eligible(self, i: str, j: str) -> bool:
        for actor in (i, j):
            mine = [b for k, b in self.blocks if k[0] == actor and any(map(self.live, b))]
            if len(mine) < 3:
                return False
        one, two = ({m for a in self.without(*p) for m in a.matters} for p in ((i, j), (j, i)))
        return bool((one & two) - {i, j})

    def arrangements(self, i: str, j: str) -> int:
        """How many distinct arrangements there are, up to 20, by trying them."""
        number = 1
        for key in sorted({k for k, _ in self.blocks if k[0] in (i, j)}):
            blocks = [b for k, b in self.blocks if k == key]
            kinds = [
                tuple(sorted((a.kind, a.sign, tuple(sorted(a.matters))) for a in b if self.live(a)))
                for b in blocks
            ]
            dates = [(b[0].s0, b[0].e1, b[0].doubtful, tuple(b[0].days())) for b in blocks]
            number = min(20, number * different(kinds, dates))
        return number

    def p(self, i: str, j: str, permutations: int) -> tuple[float, float]:
        """p, and the mean of C summed over the draws."""
        observed = self.sampled(i, j, self.slot_of)
        null = [self.sampled(i, j, self.arranged(r, i, j)) for r in range(1, permutations + 1)]
        return (1 + sum(n >= observed for n in null)) / (1 + permutations), sum(null) / len(null)

    def sequential(self, i: str, j: str, most: int = 9_999) -> float:
        observed, exceeding = self.sampled(i, j, self.slot_of), 0
        for r in range(1, most + 1):
            exceeding += self.sampled(i, j, self.arranged(r, i, j)) >= observed
            if exceeding == 10:
                return 10 / r
        return (1 + exceeding) / (1 + most)

    def joint(self, i: str, j: str) -> list[tuple[Told, bool]]:
        found = []
        for act in self.acts:
            possible, certain = act.together(i, j, "same")
            inside, surely_inside = self.inside(act)
            if act.id in self.chosen and possible and inside:
                found.append((act, certain and surely_inside))
        return found

    def meetings(self, i: str, j: str) -> list[Told]:
        met = [e for e in self.events if e.kind == "met_with"]
        return [e for e in met if e.together(i, j, "different")[0]]

    def after(self, i: str, j: str) -> tuple[set[str], set[str]]:
        """P: the acts certainly, and possibly, within the days after a meeting."""
        certain, possible = set(), set()
        for act in self.without(i, j) + self.without(j, i):
            for met in self.meetings(i, j):
                third = set(act.matters) - {i, j}
                if not (met.datable(self.w) and third and self.inside(act)[0]):
                    continue
                if self.retold(act, met):
                    continue
                gaps = [a - m for a in act.days() for m in met.days()]
                if any(0 <= gap <= self.w for gap in gaps):
                    possible.add(act.id)
                if (
                    all(0 < gap <= self.w for gap in gaps)
                    and met.together(i, j, "different")[1]
                    and any(act.agents.get(actor) for actor in (i, j))
                    and any(act.matters[m] for m in third)
                    and not (act.denied or act.doubtful or met.doubtful)
                    and self.inside(act)[1]
                ):
                    certain.add(act.id)
        return certain, possible

    def pair(self, i: str, j: str) -> dict[str, Any]:
        """What a row says but for p and q."""
        joint, partners = self.joint(i, j), self.possible(i, j)
        after = self.after(i, j)
        seen = [e for e in self.meetings(i, j) if self.inside(e)[0]]
        letters = [
            e
            for e in self.events
            if e.kind == "informed" and e.exchanged(i, j)[0] and self.inside(e)[0]
        ]
        met = [e for e in seen if e.together(i, j, "different")[1] and self.inside(e)[1]]
        wrote = [e for e in letters if e.exchanged(i, j)[1] and self.inside(e)[1]]
        signed = [e for e in self.signings if e.together(i, j, "any")[0] and self.inside(e)[0]]
        gaps = [gap for x, y in partners for gap in self.gaps(x, y)]
        sure = [(x, y) for x, y in partners if not (x.doubtful or y.doubtful)]
        return {
            "J": len(joint),
            "J_certain": sum(certain for _, certain in joint),
            "J_possible": len(joint),
            "M": len(seen) + len(letters),
            "M_certain": len(met) + len(wrote),
            "S": len(signed),
            "S_certain": sum(e.together(i, j, "any")[1] and self.inside(e)[1] for e in signed),
            "C_certain": self.certain(i, j),
            "C_possible": self.least(partners),
            "C": self.sampled(i, j, self.slot_of) / DRAWS,
            "P_certain": len(after[0]),
            "P_possible": len(after[1]),
            "lead": statistics.median(gaps) if gaps else None,
            "a_first": sum(x.e1 < y.s0 for x, y in sure),
            "b_first": sum(y.e1 < x.s0 for x, y in sure),
            "same_day": sum(x.s0 == x.e1 == y.s0 == y.e1 for x, y in sure),
            "a_maybe": sum(min(x.days()) < max(y.days()) for x, y in partners),
            "b_maybe": sum(min(y.days()) < max(x.days()) for x, y in partners),
        }


def different(kinds: list[Any], dates: list[Any]) -> int:
    """In how many distinct ways the dates can go to the kinds, up to 20, date by date.

    A way is told by which kinds each date has, however often it occurs. What has been given to the
    dates before is never given again to others, so twenty ways at a new date are twenty in the end.
    """
    ways = {(tuple(sorted(kinds)), ())}
    for date, again in itertools.groupby(sorted(dates)):
        if len(ways) >= 20:
            return 20
        for _ in again:
            ways = {
                (left[:n] + left[n + 1 :], tuple(sorted((*given, (date, left[n])))))
                for left, given in ways
                for n in range(len(left))
            }
    return min(20, len(ways))


def q_values(p: list[float]) -> list[float]:
    """Benjamini and Hochberg by their definition: the smallest level at which each is rejected."""
    found = []
    for mine in p:
        levels = [other * len(p) / sum(x <= other for x in p) for other in p if other >= mine]
        found.append(min(1.0, *levels))
    return found
