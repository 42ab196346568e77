"""Large casebooks, made: states, diplomats and claims that look like a foreign ministry's papers.

The same seed gives the same casebook. Degrees are uneven, as they are in life: a few actors are in
very many claims.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from rapallo.casebook.book import Casebook
from rapallo.load import load
from rapallo.loaders.base import Loader
from rapallo.model.claim import Claim
from rapallo.model.nodes import Diplomat, Node, Source, State
from rapallo.model.records import Placed

__all__ = ["casebook", "records"]

SOURCES = ("akten", "documents", "dokumenty", "documenti")
ACTS = (
    ("met_with", "meeting", 40),
    ("pressured", "demand", 15),
    ("opposed", "stance", 15),
    ("signed", "signed", 10),
    ("informed", "letter", 12),
    ("supported", "support", 8),
)
STATES = 200


def records(actors: int, claims: int, seed: int = 0) -> Iterator[Node | Placed]:
    """The nodes, then the claims."""
    rng = random.Random(seed)
    states = [State(f"state-{n}", f"State {n}") for n in range(min(STATES, max(2, actors // 10)))]
    yield from states
    people = []
    for number in range(actors - len(states)):
        served = rng.choice(states).name
        name = f"Surname {number}, Given"
        people.append(f"{name}|{served}")
        yield Diplomat(f"diplomat-{number}", name, f"{name}|{served}")
    yield from (Source(key, f"Volumes of {key}", licence="not stated") for key in SOURCES)
    for number in range(claims):
        yield Placed(_claim(rng, number, [s.name for s in states], people), "made", number + 1)


def _claim(rng: random.Random, number: int, states: Sequence[str], people: Sequence[str]) -> Claim:
    kind, act, _ = rng.choices(ACTS, [weight for *_, weight in ACTS])[0]
    agents = _some(rng, people, 2 if kind == "met_with" or rng.random() < 0.1 else 1)
    with_target = kind not in ("met_with", "signed")
    return Claim(
        id=f"c-{number:07}",
        kind=kind,
        act=act,
        agents=";".join(agents),
        targets=rng.choice(states) if with_target else "",
        treaty=f"Treaty {rng.randrange(500)}" if kind == "signed" else "",
        date=_date(rng),
        source=rng.choice(SOURCES),
        locator=f"volume {rng.randrange(40)}, page {rng.randrange(900)}",
        about="" if rng.random() < 0.5 else f"about matter {rng.randrange(1000)}",
        status="told",
        confidence=rng.choice(("high", "medium", "low")),
        coder="made",
    )


def _some(rng: random.Random, people: Sequence[str], number: int) -> list[str]:
    found: set[str] = set()
    while len(found) < number:
        # The square makes some actors far busier than others.
        found.add(people[int(rng.random() ** 2 * len(people))])
    return sorted(found)


def _date(rng: random.Random) -> str:
    day = f"19{rng.randrange(20, 40)}-{rng.randrange(1, 13):02}"
    return day if rng.random() < 0.2 else f"{day}-{rng.randrange(1, 29):02}"


def casebook(path: Path, actors: int, claims: int, seed: int = 0) -> Casebook:
    """A casebook of that size in a new file."""
    made = Loader("made", "made claims", lambda *_, **__: records(actors, claims, seed))
    book = Casebook(path)
    report = load(book, made)
    assert not report.rejects, report.rejects[:3]
    return book
