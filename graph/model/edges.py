"""The edges that a claim gives.

The misuse to prevent: an edge keyed by its pair or by its claim alone. A second meeting of the same
two men, or the third pair of a conference, would be gone without a word. An edge is keyed by claim,
kind and ordered pair.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapallo.model.acts import Act
from rapallo.model.participants import Participant

__all__ = ["Edge", "edges"]


@dataclass(frozen=True, slots=True)
class Edge:
    """One dated relation between two nodes, told by one claim.

    ``weight`` shares the claim among its edges: 1/(k-1) for a meeting of k, 1/(agents x objects)
    for an act, 1 for a signature. ``joint``: several acted. ``certain``: both ends are.
    """

    edge: str
    claim: str
    kind: str
    a: str
    b: str
    weight: float
    joint: bool
    certain: bool


def edges(
    claim: str,
    act: Act,
    rows: Sequence[Participant],
    treaties: Sequence[str] = (),
    issues: Sequence[str] = (),
) -> tuple[Edge, ...]:
    """The edges of a claim, from its participants and what it is about (ids).

    ``met_with``: one edge a pair, from the lower id to the higher, between sides only where sides
    are told. ``signed``: agent to treaty. The other kinds: agent to each target and treaty, or to
    each issue where there is neither. Acts that the codebook marks so give no edge.
    """
    if not act.edge:
        return ()
    acting = [row for row in rows if not row.represented]
    agents = [row for row in acting if row.role == "agent"]
    if act.kind == "met_with":
        return tuple(_meeting(claim, agents))
    targets = [] if act.kind == "signed" else [row for row in acting if row.role == "target"]
    objects = [(row.actor, row.certainty == "certain", row.position) for row in targets]
    objects += [(treaty, True, -1 - i) for i, treaty in enumerate(treaties)]
    if not objects:
        objects = [(issue, True, -1 - i) for i, issue in enumerate(issues)]
    return tuple(_acts(claim, act.kind, agents, objects))


def _meeting(claim: str, agents: Sequence[Participant]) -> Iterator[Edge]:
    present = len({row.position for row in agents})
    sided = len({row.side for row in agents}) > 1
    for one, other in combinations(agents, 2):
        if one.position == other.position or (sided and one.side == other.side):
            continue
        a, b = sorted((one.actor, other.actor))
        certain = one.certainty == other.certainty == "certain"
        yield _edge(claim, "met_with", a, b, 1 / (present - 1), present > 2, certain)


def _acts(
    claim: str, kind: str, agents: Sequence[Participant], objects: Sequence[tuple[str, bool, int]]
) -> Iterator[Edge]:
    acting = len({row.position for row in agents})
    aimed = len({position for _, _, position in objects})
    weight = 1.0 if kind == "signed" else 1 / (acting * aimed) if aimed else 0.0
    for agent in agents:
        for actor, sure, _ in objects:
            if agent.actor != actor:
                certain = sure and agent.certainty == "certain"
                yield _edge(claim, kind, agent.actor, actor, weight, acting > 1, certain)


def _edge(claim: str, kind: str, a: str, b: str, weight: float, joint: bool, certain: bool) -> Edge:
    return Edge(f"{claim}|{kind}|{a}|{b}", claim, kind, a, b, weight, joint, certain)
