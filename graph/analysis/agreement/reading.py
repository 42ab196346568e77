"""What a coder's row says, in values that can be compared with another coder's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from rapallo.dates.when import When
from rapallo.errors import RapalloError
from rapallo.identity.names import Names
from rapallo.model.cells import Sides, Spelled, parse_place
from rapallo.model.claim import Claim
from rapallo.model.text import fold

__all__ = ["Named", "Reading", "as_known", "as_spelled"]

Named = Callable[[Spelled, When], tuple[str, str]]
"""Who a spelling is and the state he stands for (itself, for a state; or empty)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A row as it is compared: as whom its participants count, and ``stands``, the state that a
    person among them stands for."""

    claim: Claim
    when: When
    agents: frozenset[str]
    targets: frozenset[str]
    stands: Mapping[str, str]
    treaties: frozenset[str]
    issues: frozenset[str]
    place: str

    @classmethod
    def of(cls, claim: Claim, named: Named) -> Reading:
        """What a row says; an unnamed holder of a post counts as his state."""
        when = claim.when
        agents = dict(_who(claim.agent_sides, when, named))
        targets = dict(_who(claim.target_sides, when, named))
        return cls(
            claim,
            when,
            frozenset(agents),
            frozenset(targets),
            {name: state for name, state in (agents | targets).items() if state not in ("", name)},
            frozenset(map(fold, claim.treaties)),
            frozenset(map(fold, claim.issues)),
            fold(parse_place(claim.place)[0]) if claim.place else "",
        )

    @property
    def everybody(self) -> frozenset[str]:
        """All participants."""
        return self.agents | self.targets

    @property
    def key(self) -> tuple[str, ...]:
        """What orders rows whatever the order of the file."""
        return (*self.claim.written()[1:], self.claim.id)


def _who(sides: Sides, when: When, named: Named) -> Iterator[tuple[str, str]]:
    for side in sides:
        for spelled in side:
            for one in spelled.options or (spelled,):
                actor, state = named(one, when)
                yield (state, state) if one.form == "post" and state else (actor, state)


def as_spelled(spelled: Spelled, when: When) -> tuple[str, str]:
    """A participant by his spelling alone, case and spaces aside."""
    name, state = fold(spelled.name), fold(spelled.state)
    if spelled.form == "bare":
        return name, name
    return f"{name}|{state}", state


def as_known(names: Names) -> Named:
    """Participants by whom a casebook knows under their spellings, else by their spelling."""

    def named(spelled: Spelled, when: When) -> tuple[str, str]:
        try:
            actor, state = names.actor(spelled, when)
        except RapalloError:
            return as_spelled(spelled, when)
        return actor, state

    return named
