"""Casebooks for the queries: the dossier, and some made up by chance from a seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

from neo4j import Driver

from rapallo.casebook.book import Casebook
from rapallo.load import load
from rapallo.model.claim import Claim
from rapallo.model.nodes import Diplomat, Judgement, Organization, Post
from rapallo.neo4j.connect import Server, connected
from rapallo.neo4j.push import push
from tests.helpers import claim, make_book, same
from tests.neo4j.database import id_of

__all__ = ["SEEDS", "at_odds", "dossier", "made_up", "shelved"]

SEEDS = (1, 2, 3)

STATES = ("Germany", "USSR", "Poland", "Lithuania", "Latvia")
PEOPLE = (
    *("Adam, X.|Germany", "Bor, X.|USSR", "Carr, X.|USSR", "Dahl, X.|Poland"),
    *("Ek, X.|Lithuania", "Nobody, N.|"),
)
POSTS = ("[envoy in Kaunas]|Germany", "[envoy in Kaunas]|USSR")
PRESENT = (*STATES, *PEOPLE, *PEOPLE, *POSTS)
KINDS = (
    "met_with",
    "met_with",
    "met_with",
    "informed",
    "pressured",
    "opposed",
    "supported",
    "signed",
)
ACTS = {
    "pressured": ("demand", "warning", "advice"),
    "opposed": ("stance", "protest"),
    "signed": ("signed", "signed", "initialled", "ratified"),
}
STATUS = (*("told",) * 12, "planned", "alleged", "negated")
TREATIES, ISSUES = ("Pact of Riga", "Memel statute"), ("Baltic union", "Vilnius")
TENURES = (
    Post("g1", "envoy in Kaunas", "Germany", holder="Adam, X.", start="1925", end="1926-06-30"),
    Post("g2", "envoy in Kaunas", "Germany", holder="Hahn, X.", start="1926-07-01", end="1928~"),
    Post("u1", "envoy in Kaunas", "USSR", holder="Bor, X.", start="[..1926-03]", end="1927?"),
    Post("u2", "envoy in Kaunas", "USSR", start="1927-05"),
)


def dossier(folder: Path) -> Casebook:
    """The dossier that ships."""
    book = Casebook(folder / "dossier.duckdb")
    load(book, "dossier")
    return book


ALIKE = {"Bor, X.": "Adam, X.", "Dahl, X.": "Adam, X.", "Nobody, N.": "Carr, X."}


def made_up(folder: Path, seed: int, *, alike: bool = False) -> Casebook:
    """Some 130 claims with every kind of doubt, a third of them judged to tell the same.

    ``alike``: three persons bear one name, and two another.
    """
    random = Random(seed)
    claims = [_claim(random, number) for number in range(90)]
    twins = [
        _twin(random, one, number) for number, one in enumerate(claims) if random.random() < 0.4
    ]
    told = [*claims, *(twin for twin, _ in twins)]
    return make_book(
        folder,
        map(_alike, told) if alike else told,
        name=f"made-up-{seed}{'-alike' * alike}.duckdb",
        rejects=True,
        posts=[replace(p, holder=ALIKE.get(p.holder, p.holder)) if alike else p for p in TENURES],
        diplomats=[Diplomat("hahn-x", "Hahn, X.")],
        organizations=[Organization("league", "League of Nations", kind="international")],
        judgements=[judgement for _, judgement in twins],
    )


def _alike(one: Claim) -> Claim:
    told = {}
    for field in ("agents", "targets", "via", "reported_by"):
        told[field] = getattr(one, field)
        for name, other in ALIKE.items():
            told[field] = told[field].replace(name, other)
    return replace(one, **told)


def _claim(random: Random, number: int) -> Claim:
    kind = random.choice(KINDS)
    status = random.choice(STATUS)
    more = {
        "date": _date(random),
        "status": status,
        "place": random.choice(("", "", "Riga", "Riga?", "Kaunas")),
        "source": random.choice("stu"),
        "locator": f"line {random.randrange(9)}",
        "documents": random.choice(("", "", "d1", "d1;d2")),
        "act": random.choice(ACTS.get(kind, ("",))),
    }
    if status == "alleged" or random.random() < 0.1:
        more["reported_by"] = random.choice(("Carr, X.|USSR", "Ek, X.|Lithuania;[anonymous]|"))
    if random.random() < 0.4 or kind == "signed":
        more["treaty"] = random.choice(TREATIES)
    if random.random() < 0.4:
        more["issue"] = random.choice(ISSUES)
    agents, targets = _people(random, kind)
    if not (targets or kind in ("met_with", "signed")):
        more.setdefault("issue", random.choice(ISSUES))
    if kind == "pressured" and random.random() < 0.2:
        more["via"] = random.choice([p for p in PEOPLE if p not in agents + targets])
    return claim(f"c-{number:03}", kind, agents, targets, **{k: v for k, v in more.items() if v})


def _people(random: Random, kind: str) -> tuple[str, str]:
    most = {"met_with": 4, "signed": 3, "opposed": 3}.get(kind, 2)
    least = 2 if kind == "met_with" else 1
    pool = random.sample(sorted(set(PRESENT)), most + 2)
    agents = [_doubted(random, name) for name in pool[: random.randint(least, most)]]
    mark = ";;" if len(agents) > 1 and random.random() < 0.2 else ";"
    if random.random() < 0.1:
        agents[0] = "{Latvia/League of Nations}"
        agents[1:] = [a for a in agents[1:] if not a.startswith("Latvia")] or ["Germany"]
    targets = pool[most : most + random.randint(1, 2)]
    if kind in ("met_with", "signed") or (kind != "informed" and random.random() < 0.2):
        targets = []
    return mark.join(agents), ";".join(_doubted(random, name) for name in targets)


def _doubted(random: Random, name: str) -> str:
    return name + "?" * (random.random() < 0.15)


def _date(random: Random) -> str:
    year, month, day = random.randint(1925, 1928), random.randint(1, 12), random.randint(1, 28)
    known = f"{year}-{month:02}-{day:02}"
    return random.choice(
        (
            *(
                known,
                known,
                known,
                known,
                f"{year}-{month:02}",
                f"{year}",
                f"{known}?",
                f"{known}~",
            ),
            *(f"[{known}..{year}-12-31]", f"[..{known}]", f"{known}/{year}-12-31", f"../{known}"),
            *(f"{year - 1}/{year + 1}", f"{year}/{year}?", ""),
        )
    )


def _twin(random: Random, one: Claim, number: int) -> tuple[Claim, Judgement]:
    """Another source's claim of the same happening, which may tell it otherwise."""
    told = {"source": random.choice("stu"), "id": f"t-{number:03}", "locator": "line 20"}
    if random.random() < 0.3:
        told["date"] = one.date[:4] if one.date[:1].isdigit() and len(one.date) == 10 else one.date
    if random.random() < 0.2:
        told["status"] = random.choice(("told", "negated"))
    if random.random() < 0.2 and one.kind == "met_with" and ";;" not in one.agents:
        told["agents"] = f"{one.agents};Varga, V.|Latvia"
    return replace(one, **told), same(one.id, told["id"])


def at_odds(folder: Path, seed: int) -> Casebook:
    """Some 50 happenings, each told by two or three who contradict one another in all they can."""
    random = Random(seed)
    claims, judgements = [], []
    for number in range(50):
        one = _quarrel(
            random, f"q-{number:03}a", random.choice(("met_with", "pressured", "signed"))
        )
        claims.append(one)
        for letter in "bc"[: random.randint(1, 2)]:
            other = _quarrel(random, f"q-{number:03}{letter}", one.kind)
            told = {name: getattr(other, name) for name in QUARRELS if random.random() < 0.4}
            claims.append(replace(one, **{"id": other.id, "source": random.choice("st"), **told}))
            judgements.append(same(one.id, other.id))
    return make_book(
        folder, claims, name=f"at-odds-{seed}.duckdb", rejects=True, posts=TENURES,
        judgements=judgements,
    )  # fmt: skip


QUARRELS = ("date", "status", "reported_by", "place", "agents", "targets", "treaty", "act", "note")
SPEAKERS = (
    *("Germany", "Adam, X.|Germany", "Hahn, X.|Germany", "[envoy in Kaunas]|Germany"),
    *("Germany;Adam, X.|Germany", "{Germany/Poland}", "Dahl, X.|Poland", "Poland?", "Nobody, N.|"),
)
NOTES = ("", "he asked for 5 million marks", "he asked for 7 million marks")


def _quarrel(random: Random, id: str, kind: str) -> Claim:
    status = random.choice(("told", "told", "told", "alleged", "negated", "planned"))
    more = {
        "date": _date(random),
        "status": status,
        "reported_by": "Carr, X.|USSR" if status == "alleged" else "",
        "place": random.choice(("", "Riga", "Riga?", "Kaunas")),
        "source": random.choice("st"),
        "locator": f"line {random.randrange(9)}",
        "act": random.choice(ODD[kind]),
        "note": random.choice(NOTES),
        "treaty": random.choice(("Pact of Riga", "Memel statute", "Memel statute;Pact of Riga")),
    }
    agents = random.choice(SPEAKERS)
    rest = random.choice(
        ("USSR", "Bor, X.|USSR", "Carr, X.|USSR", "Bor, X.|USSR;Carr, X.|USSR", "Latvia?")
    )
    if kind == "pressured":
        return claim(id, kind, agents, random.choice((rest, "Lithuania")), **more)
    return claim(id, kind, f"{agents};{rest}", "", **more)


ODD = {
    "met_with": ("meeting", "conversation"),
    "pressured": ("demand", "warning"),
    "signed": ("signed", "concluded"),
}
"""Acts of one kind and sign."""


@contextmanager
def shelved(
    server: Server, books: Mapping[str, Casebook]
) -> Iterator[tuple[Driver, dict[str, str]]]:
    """A database that holds these casebooks, and the id of each by its name."""
    with connected(server) as driver:
        driver.execute_query("MATCH (n) DETACH DELETE n", database_=server.database)
        for book in books.values():
            push(book, driver, database=server.database)
        yield driver, {name: id_of(book) for name, book in books.items()}
        driver.execute_query("MATCH (n) DETACH DELETE n", database_=server.database)
