"""Who is for whom and who against: the signed network of acts, whole or in windows of time.

An act joins its agent to each actor at whom it is aimed with the sign that the codebook gives it.
What sources tell without a sign (meetings, treaties, acting jointly) counts 0 unless asked. The
misuse to prevent: a meeting read as friendship. Enemies meet.

A *tie* joins a pair of actors that have acts of a sign between them, in either direction. Its
sign is that of the *net weight*: the weights of its events for less those of its events against,
each event once. A tie whose net weight is 0 has no sign: it is counted, and is in no division.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from math import fsum

from rapallo.analysis.coordination.happenings import Occasion, act, signing
from rapallo.analysis.coordination.passages import passages
from rapallo.analysis.periods import cut, period
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.dates.compare import Certainty, overlaps
from rapallo.dates.when import When
from rapallo.errors import BadOption, NoClaims
from rapallo.identity.lineages import Lineage
from rapallo.model.acts import ACT_KINDS, KINDS
from rapallo.projection.edges import EventEdge, Tally, tallied_edges
from rapallo.projection.evidence import Evidence
from rapallo.projection.level import UNKNOWN, By, Level

__all__ = ["Signed", "Signs", "Slice", "Tie", "ties", "together"]

ZERO = 1e-9
"""A net weight smaller than this is none: rounding makes no friends."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What counts that the sources tell without a sign: -1, 0 or +1 each.

    ``meetings``: between those who meet. ``treaties``: between the parties to one act of signing.
    ``joint``: between those who act together, on one side.
    """

    meetings: int = 0
    treaties: int = 0
    joint: int = 0

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value not in (-1, 0, 1):
                raise BadOption(f"--{field.name} is {value}; it may be -1, 0 or +1")

    def describe(self) -> str:
        """The rule in words.

        >>> Signs(meetings=1).describe()
        'acts by their sign, meetings +1, treaties 0, joint acts 0'
        """
        counts = [("meetings", self.meetings), ("treaties", self.treaties)]
        counts.append(("joint acts", self.joint))
        said = (f"{name} {value:+d}" if value else f"{name} 0" for name, value in counts)
        return ", ".join(["acts by their sign", *said])


@dataclass(frozen=True, slots=True)
class Tie:
    """A pair with all that is between them. ``positive`` and ``negative`` count events possibly of
    a sign, ``certain_positive`` and ``certain_negative`` those that certainly are."""

    a: str
    b: str
    net: float
    positive: int
    negative: int
    certain_positive: int
    certain_negative: int
    claims: tuple[str, ...]

    @property
    def sign(self) -> int:
        """1, 0 or -1."""
        return 0 if abs(self.net) < ZERO else 1 if self.net > 0 else -1


@dataclass(frozen=True, slots=True)
class Slice:
    """The ties of a window, or of the whole time: of all events, and of the certain alone."""

    window: When | None
    all: tuple[Tie, ...]
    certain: tuple[Tie, ...]

    @property
    def label(self) -> dict[str, str]:
        """The window as a row names it; nothing where there is only one."""
        return {"window": str(self.window)} if self.window else {}


@dataclass(frozen=True, slots=True)
class Signed:
    """The signed network of a casebook, cut into slices."""

    evidence: Evidence
    level: Level
    signs: Signs
    slices: tuple[Slice, ...]
    tally: Tally
    edges: tuple[EventEdge, ...]
    left_out: Mapping[str, int]

    @classmethod
    def of(
        cls,
        book: Casebook,
        *,
        by: By,
        signs: Signs,
        filters: Filters | None = None,
        every: str | None = None,
        lineage: Lineage = False,
        expand: Sequence[str] = (),
    ) -> Signed:
        """The signed network under filters. Raises NoClaims where no tie has a sign."""
        if every:
            period(every)
        evidence = Evidence.of(book, filters)
        level = Level.of(book, by, lineage=lineage, expand=expand)
        asked = evidence.filters.kind or KINDS
        found, tally, left_out = _edges(evidence, level, signs, asked)
        if not found:
            raise NoClaims(f"no event with a sign joins two actors {level.describe()}")
        return cls(evidence, level, signs, (), tally, tuple(found), left_out).sliced(every)

    def sliced(self, every: str | None) -> Signed:
        """The same network in windows of a length, those left out that hold nothing; or whole."""
        spans: Sequence[When | None] = [None]
        if every:
            whens = (edge.when for edge in self.edges)
            spans = cut(whens, self.evidence.filters.window, period(every))
        slices = (_slice(self.edges, window) for window in spans)
        return replace(self, slices=tuple(part for part in slices if part.all))

    def notes(self) -> Iterator[str]:
        """What the numbers rest on and what was left out, in sentences."""
        yield (
            f"Signs: {self.signs.describe()}; a tie has the sign of its net weight, acts of both "
            "directions together."
        )
        yield from self.tally.sentences(self.level)
        for what, number in self.left_out.items():
            if number:
                yield f"{number} {what}."
        undated = {edge.event for edge in self.edges if not edge.when.bounded}
        if undated and any(part.window for part in self.slices):
            yield f"{len(undated)} events lack a first or last date: possible in many windows."


def together(evidence: Evidence, level: Level, kinds: Iterable[str]) -> list[EventEdge]:
    """Edges between those who sign together, and between those who act together on one side.

    One for each event and pair, from the lower id; ``weight`` is shared as in a meeting of as many
    as there are pairs for. ``{A/B}``, one of two, are no pair.
    """
    wanted = set(kinds) & {"signed", *ACT_KINDS}
    told_in = passages((c.id, c.source, c.locator) for c in evidence.claims)
    found = []
    for event in evidence.events:
        if event.kind not in wanted:
            continue
        if not any(evidence.codebook[claim.act].edge for claim in event.claims):
            continue
        if event.kind == "signed":
            occasion = signing(event, level, told_in)
        else:
            occasion = act(event, level, level, told_in)
        sure = event.told and occasion.certain and _falls(event.when, evidence.filters.window)
        found += [replace(e, certain=e.certain and sure) for e in _pairs(occasion, event.kind)]
    return found


def ties(edges: Iterable[EventEdge]) -> list[Tie]:
    """The ties of edges with signs, by pair."""
    pairs: dict[tuple[str, str], list[EventEdge]] = defaultdict(list)
    for edge in edges:
        pairs[min(edge.a, edge.b), max(edge.a, edge.b)].append(edge)
    return [_tie(*pair, found) for pair, found in sorted(pairs.items())]


def _tie(a: str, b: str, edges: Sequence[EventEdge]) -> Tie:
    weights: dict[tuple[str, int], float] = defaultdict(float)
    for edge in edges:
        key = (edge.event, edge.sign)
        weights[key] = max(weights[key], edge.weight)
    certain = {(edge.event, edge.sign) for edge in edges if edge.certain}
    return Tie(
        a,
        b,
        fsum(sign * weight for (_, sign), weight in weights.items()),
        positive=sum(sign > 0 for _, sign in weights),
        negative=sum(sign < 0 for _, sign in weights),
        certain_positive=sum(sign > 0 for _, sign in certain),
        certain_negative=sum(sign < 0 for _, sign in certain),
        claims=tuple(sorted({claim for edge in edges for claim in edge.claims})),
    )


def _pairs(occasion: Occasion, kind: str) -> Iterator[EventEdge]:
    company = len({actor for pair in occasion.pairs for actor in pair})
    for (a, b), sure in occasion.pairs.items():
        yield EventEdge(
            occasion.id,
            kind,
            a,
            b,
            1 / max(company - 1, 1),
            sure,
            occasion.claims,
            occasion.when,
            1,
            company > 2,
        )


def _edges(
    evidence: Evidence, level: Level, signs: Signs, kinds: Iterable[str]
) -> tuple[list[EventEdge], Tally, dict[str, int]]:
    """The edges that have a sign, between actors who are known."""
    acts = [kind for kind in kinds if kind not in ("met_with", "signed")]
    found, tally = tallied_edges(evidence, level, acts)
    aimed = [edge for edge in found if edge.to == "actor"]
    left_out = {
        "events are aimed at a treaty or an issue alone, and join no two actors": len(
            {e.event for e in found} - {e.event for e in aimed}
        ),
        "events are acts of sign 0 (advice, requests, letters and the like), which count 0": len(
            {e.event for e in aimed if not e.sign}
        ),
    }
    if signs.meetings and "met_with" in kinds:
        met = tallied_edges(evidence, level, ("met_with",))[0]
        aimed += [replace(edge, sign=signs.meetings) for edge in met]
    if signs.treaties and "signed" in kinds:
        signed = together(evidence, level, ("signed",))
        aimed += [replace(edge, sign=signs.treaties) for edge in signed]
    if signs.joint:
        joint = together(evidence, level, acts)
        aimed += [replace(edge, sign=signs.joint) for edge in joint]
    known = [edge for edge in aimed if edge.sign and UNKNOWN not in (edge.a, edge.b)]
    return known, tally, left_out


def _slice(edges: Sequence[EventEdge], window: When | None) -> Slice:
    inside = list(_within(edges, window))
    return Slice(window, tuple(ties(inside)), tuple(ties(edge for edge in inside if edge.certain)))


def _within(edges: Sequence[EventEdge], window: When | None) -> Iterator[EventEdge]:
    """The edges that possibly fall into a window, certain only if they certainly do."""
    for edge in edges:
        answer = overlaps(edge.when, window) if window else Certainty.CERTAINLY
        if answer is not Certainty.NO:
            yield replace(edge, certain=edge.certain and answer is Certainty.CERTAINLY)


def _falls(when: When, window: When | None) -> bool:
    return window is None or overlaps(when, window) is Certainty.CERTAINLY
