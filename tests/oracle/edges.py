"""The edges of a claim, counted out pair by pair as the design says it; slow and plain."""

from __future__ import annotations

from collections.abc import Sequence

from rapallo.model.participants import Participant

Edges = dict[tuple[str, str], tuple[float, bool, bool]]
"""By ordered pair: weight, joint, certain."""


def edges(
    kind: str, rows: Sequence[Participant], treaties: Sequence[str], issues: Sequence[str]
) -> Edges:
    present = [row for row in rows if not row.represented]
    agents = [row for row in present if row.role == "agent"]
    seats = {row.position for row in agents}
    if kind == "met_with":
        return _meeting(agents, len(seats))
    aims: dict[str, bool] = {}
    places = 0
    if kind != "signed":
        targets = [row for row in present if row.role == "target"]
        aims = {row.actor: row.certainty == "certain" for row in targets}
        places = len({row.position for row in targets})
    aims |= dict.fromkeys(treaties, True)
    places += len(treaties)
    if not aims:
        aims, places = dict.fromkeys(issues, True), len(issues)
    found: Edges = {}
    for agent in agents:
        for aim, sure in aims.items():
            if aim != agent.actor:
                weight = 1.0 if kind == "signed" else 1 / (len(seats) * places)
                certain = sure and agent.certainty == "certain"
                found[agent.actor, aim] = (weight, len(seats) > 1, certain)
    return found


def _meeting(agents: Sequence[Participant], delegations: int) -> Edges:
    sided = len({row.side for row in agents}) > 1
    found: Edges = {}
    for one in agents:
        for other in agents:
            apart = one.position != other.position and (not sided or one.side != other.side)
            if one.actor < other.actor and apart:
                certain = one.certainty == other.certainty == "certain"
                weight = 1 / (delegations - 1)
                found[one.actor, other.actor] = (weight, delegations > 2, certain)
    return found
