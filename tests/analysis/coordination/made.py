"""Casebooks made up at random for the tests of coordination, and the oracle of each."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Any

from hypothesis import strategies as st

from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.dates.edtf import window
from rapallo.model.acts import Codebook
from rapallo.model.claim import Claim
from rapallo.model.nodes import Judgement
from rapallo.projection.level import Level
from tests.helpers import claim, same
from tests.oracle.coordination import Oracle

__all__ = ["QUESTIONS", "oracle_of", "records", "rich_record"]

ACTORS = st.sampled_from(("Germany", "Germany", "USSR", "USSR", "Poland", "Köster, A.|Germany"))
AGENTS = st.one_of(
    ACTORS,
    ACTORS,
    ACTORS,
    st.sampled_from(
        (
            *("Germany?", "{Germany/USSR}", "Germany;USSR", "USSR;Poland", "Germany;;USSR"),
            *("Germany;USSR?", "Köster, A.|Germany;USSR", "{Germany/Poland};USSR", "Nobody, N.|"),
        )
    ),
)
TARGETS = st.sampled_from(
    ("Lithuania", "Lithuania", "Lithuania?", "Latvia", "Lithuania;Latvia", "Poland", "USSR", "")
)
DATES = st.one_of(
    st.integers(1, 28).map(lambda day: f"1926-03-{day:02}"),
    st.integers(1, 12).map(lambda month: f"1926-{month:02}-15"),
    st.sampled_from(
        (
            *("1926-03", "1926-04", "1926-03-01?", "1926-05-20~", "[1926-03-01,1926-03-09]"),
            *("1926", "1926-03-01/1926-03-05", "1926-12-25", "1927-01-03", "1927-01", ""),
        )
    ),
)
PLACES = st.sampled_from(("", "", "p. 1", "line 3", "chars 0-9", "chars 5-20", "chars 20-30"))
ACTS = st.sampled_from(("demand", "warning", "advice", "stance", "support"))
KIND = {name: Codebook.shipped()[name].kind for name in ("demand", "warning", "advice", "stance")}


@st.composite
def told_acts(draw: st.DrawFn) -> Claim:
    act, target = draw(ACTS), draw(TARGETS)
    issue = "" if target and draw(st.booleans()) else draw(st.sampled_from(("Union", "Vilnius")))
    return claim(
        "",
        KIND.get(act, "supported"),
        draw(AGENTS),
        target,
        act=act,
        issue=issue,
        date=draw(DATES),
        locator=draw(PLACES),
        source=draw(st.sampled_from("sst")),
        status=draw(st.sampled_from(("told",) * 9 + ("negated",))),
    )


@st.composite
def told_meetings(draw: st.DrawFn) -> Claim:
    agents = draw(
        st.sampled_from(
            (
                "Germany;USSR",
                "Germany;;USSR",
                "Germany;USSR;;Poland",
                "Germany?;USSR",
                "USSR;Poland",
            )
        )
    )
    kind = draw(st.sampled_from(("met_with", "met_with", "signed", "informed")))
    more = {"treaty": "Pact"} if kind == "signed" else {}
    target = "USSR" if kind == "informed" else ""
    agents = "Germany" if kind == "informed" else agents
    return claim("", kind, agents, target, date=draw(DATES), locator=draw(PLACES), **more)


@st.composite
def simple_acts(draw: st.DrawFn) -> Claim:
    """Acts enough alike that pairs can be tested."""
    act = draw(st.sampled_from(("demand", "demand", "stance")))
    who, whom = (
        draw(st.sampled_from(("Germany", "USSR"))),
        draw(st.sampled_from(("Lithuania", "Latvia"))),
    )
    day = draw(st.integers(1, 200))
    date = draw(st.sampled_from((f"1926-{1 + day // 28:02}-{1 + day % 28:02}", "1926-03")))
    return claim("", KIND[act], who, whom, act=act, date=date, locator=draw(PLACES))


@st.composite
def records(draw: st.DrawFn) -> tuple[list[Claim], list[Judgement]]:
    """Claims, and judgements that make one event of neighbours of a kind and sign."""
    mixed = draw(st.lists(told_acts(), min_size=1, max_size=8))
    alike = draw(st.one_of(st.just([]), st.lists(simple_acts(), min_size=9, max_size=14)))
    found = mixed + alike + draw(st.lists(told_meetings(), max_size=4))
    found = [replace(c, id=f"c-{n:02}") for n, c in enumerate(found)]
    signs = {c.id: (c.kind, Codebook.shipped()[c.act].sign) for c in found}
    twins = [(a.id, b.id) for a, b in pairwise(found) if signs[a.id] == signs[b.id]]
    merged = [twin for twin in twins if draw(st.integers(0, 5)) == 0]
    return found, [same(*twin) for twin in merged]


QUESTIONS: list[tuple[Filters, dict[str, Any]]] = [
    (Filters(), {}),
    (Filters(between=("1926-03-05", "1926-06")), {}),
    (Filters(target=("lithuania",)), {"chosen": lambda c: targets(c, "lithuania")}),
    (
        Filters(kind=("pressured",), between=("..", "1926-12-31")),
        {"chosen": lambda c: c.kind == "pressured"},
    ),
]


def targets(told: Any, state: str) -> bool:
    return any(p.role == "target" and state in (p.actor, p.acting_for) for p in told.participants)


def oracle_of(book: Casebook, filters: Filters, **options: Any) -> Oracle:
    level = Level.of(book, "state")
    asked = window(*filters.between) if filters.between else None
    between = (asked.s0, asked.e1) if asked else None
    claims = book.stored(Filters(status=("told", "negated")))
    return Oracle(claims, level.counts_as, level.counts_as, between=between, **options)


def rich_record(seed: int) -> list[Claim]:
    """Sixty acts of three states within two years, bursty, often told together."""
    random = Random(seed)
    found = []
    for n in range(60):
        day = min(27, int(random.expovariate(0.15)))
        month = random.choice((3, 3, 4, 9))
        dates = (f"192{random.choice('66667')}-{month:02}-{day + 1:02}", f"1926-{month:02}")
        act = random.choice(("demand", "demand", "stance"))
        found.append(
            claim(
                f"c-{n:02}",
                KIND[act],
                random.choice(("Germany", "USSR", "Poland", "Germany", "USSR", "Germany;Poland")),
                random.choice(("Lithuania", "Latvia", "Lithuania;Latvia", "Lithuania?")),
                act=act,
                date=random.choice((dates[0], *dates)),
                locator=f"p. {random.randrange(25)}",
            )
        )
    return found
