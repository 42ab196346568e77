"""The same answer from either engine: each query that Python can answer too is put to both.

To the dossier, and to casebooks made up by chance with every kind of doubt in them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, permutations, product
from pathlib import Path
from typing import Any

import pytest
from neo4j import Driver

from rapallo.analysis.conflicts import conflicts
from rapallo.analysis.coordination import coordination
from rapallo.analysis.paths import paths
from rapallo.analysis.result import Result
from rapallo.analysis.timeline import timeline
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.dates.compare import Certainty, during, overlaps, within
from rapallo.dates.edtf import window
from rapallo.dates.when import When
from rapallo.errors import NoClaims
from rapallo.identity.ask import all_nodes
from rapallo.identity.events import Event
from rapallo.identity.names import Names
from rapallo.identity.posts import Posts
from rapallo.identity.witnesses import Witnesses
from rapallo.model.nodes import Diplomat, Issue, Organization, Post, Source, State, Treaty
from rapallo.neo4j.connect import Server
from rapallo.neo4j.push import push, take_out
from rapallo.neo4j.queries import Query, answer, queries
from rapallo.projection.edges import EventEdge, event_edges
from rapallo.projection.evidence import Evidence
from rapallo.projection.level import By, Level
from tests.helpers import make_book, same
from tests.neo4j.database import id_of
from tests.neo4j.shelf import SEEDS, at_odds, dossier, made_up, shelved
from tests.neo4j.test_queries import shown

NAMES = ("dossier", *(f"made-up-{seed}" for seed in SEEDS), "at-odds", "namesakes")
WINDOWS = (("1918", "1941"), ("1926", "1926"), ("1926-03", "1927-02"))
STEPS = 3
"""The longest path that the query looks for."""
ACTS = ("opposed", "pressured", "supported")
Between = tuple[str, str]
BETWEEN_ACTORS = ("met_with", *ACTS, "informed")


_evidence = cache(Evidence.of)
_level = cache(Level.of)
_timeline = cache(timeline)


@dataclass(frozen=True)
class Both:
    """One casebook in both engines."""

    book: Casebook
    driver: Driver
    id: str

    def ask(self, query: str, **given: Any) -> list[dict[str, Any]]:
        """The rows that Neo4j gives."""
        return list(answer(self.driver, query, {**given, "book": self.id}).rows)

    def evidence(self, between: Between | None = None) -> Evidence:
        """The told events; with a window those that may fall into it."""
        whole = _evidence(self.book)
        if between is None:
            return whole
        asked = Filters(between=between)
        inside = [e for e in whole.events if fits(e.when, between) > Certainty.NO]
        return replace(whole, events=tuple(inside), filters=asked)

    def level(self, by: By) -> Level:
        return _level(self.book, by)

    def edges(
        self, by: By, kinds: tuple[str, ...], between: Between | None = None
    ) -> list[EventEdge]:
        return _edges(self, by, kinds, between)

    def name(self, id: str) -> str:
        return self.level("actor").label(id)

    def label(self, id: str) -> str:
        """The name; of an actor who shares it with another, with his id."""
        name = self.name(id)
        return f"{name} ({id})" if len(_bearers(self.book).get(name, {id})) > 1 else name

    def unmarked(self, labels: Iterable[str]) -> list[str]:
        """The names alone, as where Python gives no more."""
        alike = {self.label(id): n for n, ids in _bearers(self.book).items() for id in ids}
        return [alike.get(label, label) for label in labels]

    def actors(self, *kinds: str, most: int = 6) -> list[str]:
        """Those who have most to do with others, by id."""
        count: dict[str, int] = defaultdict(int)
        for edge in self.edges("actor", kinds or BETWEEN_ACTORS):
            for end in (edge.a, edge.b):
                count[end] += edge.to == "actor" or end == edge.a
        return sorted(count, key=lambda name: (-count[name], name))[:most]


@cache
def _bearers(book: Casebook) -> dict[str, set[str]]:
    """The actors of each name."""
    found = defaultdict(set)
    for cls in (State, Diplomat, Organization):
        for node in book.nodes(cls):
            found[node.name].add(node.id)
    return dict(found)


@cache
def _edges(both: Both, by: By, kinds: tuple[str, ...], between: Between | None) -> list[EventEdge]:
    return event_edges(both.evidence(between), both.level(by), kinds)


@pytest.fixture(scope="module")
def all_books(
    neo4j_server: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Both]]:
    folder = tmp_path_factory.mktemp("books")
    books = {"dossier": dossier(folder)}
    books |= {f"made-up-{seed}": made_up(folder, seed) for seed in SEEDS}
    books["at-odds"] = at_odds(folder, 7)
    books["namesakes"] = made_up(folder, 4, alike=True)
    with shelved(neo4j_server, books) as (driver, ids):
        yield {name: Both(book, driver, ids[name]) for name, book in books.items()}


@pytest.fixture(params=NAMES)
def both(all_books: dict[str, Both], request: pytest.FixtureRequest) -> Both:
    return all_books[request.param]


every_window = pytest.mark.parametrize("between", WINDOWS)


def ends(between: Between) -> dict[str, str]:
    return dict(zip(("from", "to"), between, strict=True))


def fits(when: When, between: Between) -> Certainty:
    """Whether a date falls into a window.

    Of a date of several occasions Neo4j has the first and the last day: it is certain where all of
    them do.
    """
    span = window(*between)
    if when.extent == "several" and during(when, span) is not Certainty.CERTAINLY:
        return min(overlaps(replace(when, members=()), span), Certainty.POSSIBLY)
    return overlaps(when, span)


def sure_in(when: When, between: Between) -> bool:
    return fits(when, between) is Certainty.CERTAINLY


def by_pair(rows: Iterable[Mapping[str, Any]], *columns: str) -> dict[Any, Any]:
    """Rows by their names a and b, whichever stands first."""
    found = {frozenset((r["a"], r["b"])): tuple(r[c] for c in columns) for r in rows}
    assert len(found) == len(list(rows))
    return found


@every_window
def test_meetings_by_pair(both: Both, between: Between) -> None:
    expected: dict[frozenset[str], list[EventEdge]] = defaultdict(list)
    for edge in both.edges("actor", ("met_with",), between):
        expected[frozenset(map(both.label, (edge.a, edge.b)))].append(edge)
    rows = both.ask("meetings", **ends(between))
    assert by_pair(rows, "possible", "certain", "claims") == {
        pair: (
            len(edges),
            sum(edge.certain for edge in edges),
            sorted({claim for edge in edges for claim in edge.claims}),
        )
        for pair, edges in expected.items()
    }


def test_a_meeting_of_one_actor_alone(both: Both) -> None:
    for who in both.actors("met_with"):
        rows = both.ask("meetings", who=who, **ends(("1918", "1941")))
        pairs = {frozenset((r["a"], r["b"])) for r in rows}
        edges = both.edges("actor", ("met_with",), ("1918", "1941"))
        assert pairs == {frozenset(map(both.label, (e.a, e.b))) for e in edges if who in (e.a, e.b)}


def test_first_and_last_day_of_the_meetings_of_a_pair(both: Both) -> None:
    for row in both.ask("meetings", **{"from": "", "to": ""}):
        events = [
            e.when
            for e in both.edges("actor", ("met_with",))
            if {both.label(e.a), both.label(e.b)} == {row["a"], row["b"]}
        ]
        first, last = min(events, key=lambda w: w.s0), max(events, key=lambda w: w.e1)
        assert (row["first"] or "", row["last"] or "") == (first.earliest, last.latest)


@every_window
def test_joint_acts_of_states(both: Both, between: Between) -> None:
    filters = Filters(between=between)
    result = coordination(both.book, by="state", permutations=19, filters=filters)
    expected = {
        frozenset((row["a_label"], row["b_label"])): (
            row["J"],
            row["J_certain"],
            sorted(set(row["claims_joint"])),
        )
        for row in result.rows
        if row["J"]
    }
    rows = both.ask("joint-acts", **ends(between))
    assert by_pair(rows, "possible", "certain", "claims") == expected


def test_ego_networks_are_those_of_the_record(both: Both) -> None:
    graph = both.book.graph(Filters())
    for who in both.actors():
        expected = sorted(
            (both.name(b if a == who else a), told["claim"], told["kind"].upper())
            for a, b, told in graph.edges(data=True)
            if who in (a, b)
        )
        rows = both.ask("ego", who=who, **{"from": "", "to": ""})
        assert expected
        assert expected == sorted(
            (r["other"], r["claims"][0], str(r["r"]).partition(" ")[0]) for r in rows
        )


@every_window
def test_the_network_of_meetings_is_that_of_the_record(both: Both, between: Between) -> None:
    graph = both.book.graph(Filters(kind=("met_with",), between=between))
    expected = sorted(
        (*sorted(map(both.name, (a, b))), told["claim"]) for a, b, told in graph.edges(data=True)
    )
    rows = both.ask("network", **ends(between))
    assert expected == sorted((*sorted((r["a"], r["b"])), r["claims"][0]) for r in rows)


@every_window
def test_who_signed_what(both: Both, between: Between) -> None:
    level = both.level("actor")
    events = {e.id: e for e in both.evidence(between).events}
    expected: dict[tuple[str, str], set[str]] = defaultdict(set)
    for edge in both.edges("actor", ("signed",), between):
        sure = {s.actor for s in level.standings(events[edge.event], "agent") if s.certain}
        doubt = "" if edge.a in sure else "?"
        expected[edge.event, both.label(edge.b)].add(both.label(edge.a) + doubt)
    rows = both.ask("signed", **ends(between))
    assert {(r["event"], r["treaty"]): set(r["parties"]) for r in rows} == expected
    assert {(r["event"], r["denied"]) for r in rows} == {
        (e, events[e].negated) for e, _ in expected
    }


def whom(both: Both) -> list[str]:
    """Actors of each sort, treaties and issues that events tell of."""
    events = both.evidence().events
    things = [name for e in events for name in (*e.treaties, *e.issues)]
    frequent = sorted(set(things), key=lambda name: (-things.count(name), name))
    return [*both.actors(most=6), *frequent[:3]]


def present(both: Both, claims: Iterable[Any], role: str = "agent") -> set[str]:
    """Those who stand there in a role, by id; not those beside whom somebody acts for them."""
    return {p.actor for c in claims for p in c.participants if p.role == role and not p.represented}


@every_window
def test_timelines(both: Both, between: Between) -> None:
    asked = 0
    for who in whom(both):
        try:
            result = _timeline(both.book, who)
        except NoClaims:
            continue
        events = {e.id: e for e in both.evidence().events}
        expected = [
            (
                row["event"],
                row["date"],
                sorted(row["role"]),
                "certain"
                if row["part"] == "certain" and sure_in(events[row["event"]].when, between)
                else "possible",
                sorted(row["claims"]),
            )
            for row in result.rows
            if fits(events[row["event"]].when, between) > Certainty.NO
        ]
        rows = both.ask("timeline", who=who, **ends(between))
        for row, role in product(rows, ("agent", "target")):
            told = present(both, events[row["event"]].claims, role)
            assert row[f"{role}s"] == sorted(map(both.label, told))
        found = [
            (r["event"], r["date"] or "", sorted(r["roles"]), r["part"], r["claims"]) for r in rows
        ]
        if who in {n.id for n in both.book.nodes(Treaty)} | {n.id for n in both.book.nodes(Issue)}:
            found = [
                (e, d, roles, *rest)
                for (e, d, _, *rest), (_, _, roles, *_) in zip(found, expected, strict=True)
            ]
        assert found == expected
        asked += bool(expected)
    assert asked


def test_paths_in_time(both: Both) -> None:
    """Which there are, certain and possible, when the first arrives, how few steps it takes.

    Neo4j lists each chain once; Python lists the best of each sort, so that one may be in both.
    """
    found = 0
    for a, b in permutations(both.actors("met_with", "informed", most=3), 2):
        rows = both.ask("paths", a=a, b=b, **{"from": "", "to": ""})
        best = chains(paths(both.book, a, b, by="actor"))
        for steps in best:
            sort = steps[0]["certainty"]
            same = [row for row in rows if sort == "possible" or row["path"] == "certain"]
            if len(steps) > STEPS:
                continue
            found += 1
            way = (
                [step["event"] for step in steps],
                [steps[0]["from"], *(step["to"] for step in steps)],
            )
            ways = [r for r in same if (r["events"], both.unmarked(r["through"])) == way]
            (row,) = ways
            assert arrival(row, sort) == (steps[0]["arrives"] or NEVER[sort])
            if "fewest steps" in steps[0]["answer"]:
                assert min(row["steps"] for row in same) == len(steps)
            if "earliest arrival" in steps[0]["answer"]:
                assert min(arrival(row, sort) for row in same) == arrival(row, sort)
        sorts = {steps[0]["certainty"] for steps in best}
        assert {row["path"] for row in rows} <= sorts | ({"possible"} if sorts else set())
    assert found


NEVER = {"certain": "9999-12-31", "possible": "0000"}
"""How a day of arrival that is told nowhere sorts."""


def chains(result: Result) -> list[list[Mapping[str, Any]]]:
    """The steps of each chain."""
    found: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for row in result.rows:
        found[row["path"]].append(row)
    return list(found.values())


def arrival(row: Mapping[str, Any], sort: str) -> str:
    """By when a certain chain has arrived, from when on a possible one may have."""
    return row["arrives_by" if sort == "certain" else "arrives_from"] or NEVER[sort]


@every_window
def test_conferences(both: Both, between: Between) -> None:
    expected = {}
    for event in both.evidence(between).events:
        table = event.role("agent")
        if event.kind == "met_with" and event.told and len(table) >= 3:
            names = {both.label(p.actor) + "?" * (not p.certain) for p in table}
            expected[event.id] = (len(table), names, list(event.claim_ids))
    rows = both.ask("conferences", least=3, **ends(between))
    assert {r["event"]: (r["number"], set(r["table"]), r["claims"]) for r in rows} == expected


@every_window
def test_what_rests_on_one_source(both: Both, between: Between) -> None:
    events = both.evidence(between).events
    known = Witnesses.of(both.book)
    rows = both.ask("one-source", **ends(between))
    assert {r["event"]: (r["claims"], sorted(r["sources"])) for r in rows} == {
        e.id: (list(e.claim_ids), list(e.sources))
        for e in events
        if len(known.groups(e.claims)) == 1
    }


def test_what_each_source_tells_of_each_year(both: Both) -> None:
    """As the casebook counts under the filter of that source."""
    rows = both.ask("silence", first=1918, last=1941)
    sources = {r["source"] for r in rows}
    assert sources == {s.key for s in both.book.nodes(Source)}
    assert len(rows) == 24 * len(sources)
    events = {source: _events_of(both.book, source) for source in sources}
    for row in rows:
        year = str(row["year"])
        answers = [(e, fits(e.when, (year, year))) for e in events[row["source"]]]
        there = [e for e, found in answers if found > Certainty.NO]
        sure = [e for e, found in answers if found is Certainty.CERTAINLY and not e.negated]
        assert (row["certain"], row["possible"]) == (len(sure), len(there))
        assert row["claims"] == sorted({c for e in there for c in e.claim_ids})


def _events_of(book: Casebook, source: str) -> tuple[Event, ...]:
    try:
        return Evidence.of(book, Filters(source=(source,))).events
    except NoClaims:
        return ()


def posts_of(book: Casebook) -> Posts:
    return Posts(book.nodes(Post), Names(all_nodes(book)))


def test_unnamed_holders(both: Both) -> None:
    posts = posts_of(both.book)
    query = "MATCH (p:Post {book: $book}) RETURN p.id, p.name"
    names = {row[0]: row[1] for row in both.driver.execute_query(query, book=both.id).records}
    expected = {}
    for c in both.book.stored(Filters()):
        for p in c.participants:
            if p.actor in names:
                found = posts.holders(p.actor, c.when)
                expected[c.id, p.role, names[p.actor]] = (
                    sorted(both.label(name) for name, sure in found.items() if sure),
                    sorted(both.label(name) for name, sure in found.items() if not sure),
                )
    rows = both.ask("unnamed")
    assert expected
    assert len(rows) == len(expected)
    assert {
        (r["claims"][0], r["role"], r["post"]): (sorted(r["held_by"]), sorted(r["perhaps"]))
        for r in rows
    } == expected


@pytest.mark.parametrize("years", [1, 5])
def test_neighbours_by_period(both: Both, years: int) -> None:
    states = {node.id for node in both.book.nodes(State)}
    edges = both.edges("state", BETWEEN_ACTORS)
    for state in ("lithuania", "germany"):
        expected: dict[tuple[int, str], tuple[set[str], set[str]]] = {}
        for edge, first in product(edges, range(1920, 1940, years)):
            other = edge.b if edge.a == state else edge.a
            period = str(first), str(first + years - 1)
            found = fits(edge.when, period)
            if state not in (edge.a, edge.b) or other not in states or found is Certainty.NO:
                continue
            possible, sure = expected.setdefault((first, both.label(other)), (set(), set()))
            possible.add(edge.event)
            sure |= {edge.event} if edge.certain and found is Certainty.CERTAINLY else set()
        rows = both.ask("neighbours", state=state, first=1920, last=1939, years=years)
        assert {(r["first"], r["neighbour"]): (r["possible"], r["certain"]) for r in rows} == {
            key: (len(possible), len(sure)) for key, (possible, sure) in expected.items()
        }


def test_relations_year_by_year(both: Both) -> None:
    edges = [
        e
        for e in both.edges("state", BETWEEN_ACTORS)
        if {e.a, e.b} == {"germany", "lithuania"} and e.to == "actor"
    ]
    rows = {
        r["year"]: r
        for r in both.ask("relations", a="Germany", b="Lithuania", first=1920, last=1934)
    }
    for year in range(1920, 1935):
        answers = [(e, fits(e.when, (str(year), str(year)))) for e in edges]
        there = [e for e, found in answers if found > Certainty.NO]
        row = rows.get(year, defaultdict(int))
        assert row["possible"] == len({e.event for e in there})
        sure = {e.event for e, found in answers if e.certain and found is Certainty.CERTAINLY}
        assert row["certain"] == len(sure)
        assert row["meetings"] == len({e.event for e in there if e.kind == "met_with"})
        assert row["friendly"] == len({e.event for e in there if e.sign > 0})
        for column, actor in (("hostile_of_a", "germany"), ("hostile_of_b", "lithuania")):
            assert row[column] == len({e.event for e in there if e.sign < 0 and e.a == actor})


def sides(both: Both, event: Event, claim: Any, who: str) -> Iterator[str]:
    """Those who stand for someone in a claim: himself, and who acts for him."""
    for p in claim.participants:
        if who in (p.actor, p.acting_for) and p.role != "via" and not p.represented:
            yield p.actor


@every_window
def test_pressure_close_in_time(both: Both, between: Between) -> None:
    target, days = "lithuania", 31
    acts = []
    for event in both.evidence(between).events:
        hit = [
            c
            for c in event.claims
            if any(p.role == "target" and target in (p.actor, p.acting_for) for p in c.participants)
        ]
        if event.kind == "pressured" and hit and event.when.extent == "instant":
            agents = [
                p for c in hit for p in c.participants if p.role == "agent" and not p.represented
            ]
            acts.append((event, {p.acting_for or p.actor for p in agents}, hit))
    expected, named = {}, {}
    for (x, one, here), (y, two, there) in combinations(acts, 2):
        close = within(x.when, y.when, days)
        if x.sign == y.sign and not one & two and close > Certainty.NO:
            sure = close is Certainty.CERTAINLY and not (x.negated or y.negated)
            claims = tuple(sorted({c.id for c in (*here, *there)}))
            expected[claims] = "certain" if sure else "possible"
            named[claims] = sorted(
                both.label(p) for p in (*present(both, here), *present(both, there))
            )
    rows = both.ask("joint-pressure", target=target, days=days, **ends(between))
    assert {tuple(r["claims"]): r["close"] for r in rows} == expected
    assert {tuple(r["claims"]): sorted(r["first"] + r["then"]) for r in rows} == named
    assert len(rows) == len(expected)


@every_window
def test_opposition(both: Both, between: Between) -> None:
    expected: dict[tuple[str, str], tuple[set[str], set[str], set[str]]] = {}
    for event in both.evidence(between).events:
        if event.kind != "opposed":
            continue
        sure_now = sure_in(event.when, between) and not event.negated
        for field in ("treaties", "issues"):
            naming = [getattr(c, field) for c in event.claims if getattr(c, field)]
            for matter in {name for names in naming for name in names}:
                everywhere = all(matter in names for names in naming)
                agents = {p.actor: p.certain for p in event.role("agent")}
                for c in event.claims:
                    for p in c.participants:
                        if matter not in getattr(c, field) or p.role != "agent" or p.represented:
                            continue
                        key = both.label(matter), both.label(p.actor)
                        possible, sure, served = expected.setdefault(key, (set(), set(), set()))
                        possible.add(event.id)
                        served |= {both.label(p.acting_for)} if p.acting_for else set()
                        if everywhere and agents[p.actor] and sure_now:
                            sure.add(event.id)
    rows = both.ask("opposition", **ends(between))
    assert len(rows) == len(expected)
    assert {
        (r["matter"], r["opponent"]): (r["possible"], r["certain"], set(r["for"])) for r in rows
    } == {
        key: (len(possible), len(sure), served)
        for key, (possible, sure, served) in expected.items()
    }


def test_careers(both: Both) -> None:
    posts, events = posts_of(both.book), both.evidence().events
    known = [d.id for d in both.book.nodes(Diplomat) if posts.tenures(d.id)]
    origin = {post.id: post.source for post in both.book.nodes(Post)}
    assert known
    for who in known[:12]:
        expected = {}
        for tenure in posts.tenures(who):
            his = [e for e in events if any(p.actor == who for p in e.parties)]
            there = [e for e in his if _may_be(e.when, tenure.term)]
            sure = [e for e in his if during(e.when, tenure.term) is Certainty.CERTAINLY]
            own = {origin[tenure.post]} - {""}
            told = {
                c.source
                for e in there
                for c in e.claims
                if who in {p.actor for p in c.participants}
            }
            expected[tenure.post] = (len(there), len(sure), sorted(own | told))
        rows = both.ask("career", who=who)
        assert {r["tenure"]: (r["possible"], r["certain"], r["sources"]) for r in rows} == expected


def _may_be(when: When, term: When) -> bool:
    return overlaps(when, term) > Certainty.NO


def test_contacts(both: Both) -> None:
    for who in both.actors():
        expected: dict[tuple[str, str], set[str]] = defaultdict(set)
        for edge in both.edges("actor", BETWEEN_ACTORS):
            if who not in (edge.a, edge.b) or edge.to != "actor":
                continue
            other = edge.b if edge.a == who else edge.a
            by = edge.kind if edge.a == who else f"{edge.kind} by"
            expected["met" if edge.kind == "met_with" else by, both.label(other)].add(edge.event)
        rows = both.ask("contacts", who=who, **{"from": "", "to": ""})
        assert len(rows) == len(expected)
        assert {r["who"] for r in rows} == {both.label(who)}
        assert {(r["relation"], r["whom"]): r["events"] for r in rows} == {
            key: len(events) for key, events in expected.items()
        }


FIRST_AND_LAST = {
    "contacts": {"from": "", "to": ""},
    "documents": {},
    "go-betweens": {"a": "Germany", "b": "Lithuania", "from": "", "to": ""},
    "places": {"from": "", "to": ""},
    "representatives": {"state": "Germany", "from": "", "to": ""},
}


@pytest.mark.parametrize("query", FIRST_AND_LAST)
def test_first_and_last_are_open_where_a_date_is(both: Both, query: str) -> None:
    events = {claim: e for e in both.evidence().events for claim in e.claim_ids}
    asked = dict(FIRST_AND_LAST[query])
    if query == "contacts":
        asked["who"] = both.actors()[0]
    rows = both.ask(query, **asked)
    assert rows or query in ("documents", "go-betweens")
    for row in rows:
        dates = [events[claim].when for claim in row["claims"]]
        first, last = min(dates, key=lambda w: w.s0), max(dates, key=lambda w: w.e1)
        assert (row["first"] or "", row["last"] or "") == (first.earliest, last.latest)


def test_go_betweens(both: Both) -> None:
    a, b = "germany", "lithuania"
    joined: dict[str, set[frozenset[str]]] = defaultdict(set)
    for edge in both.edges("actor", ("met_with", "informed")):
        for claim in edge.claims:
            joined[claim].add(frozenset((edge.a, edge.b)))
    dealt: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for event in both.evidence().events:
        if event.kind not in ("met_with", "informed"):
            continue
        for claim in event.claims:
            people = [p for p in claim.participants if not p.represented]
            for x, y in product(people, people):
                neutral = not {a, b} & {x.actor, x.acting_for}
                if not neutral or x.actor == y.actor or y.role == "via":
                    continue
                met = frozenset((x.actor, y.actor)) in joined[claim.id]
                for side in (a, b):
                    if side in (y.actor, y.acting_for) and (x.role == "via" or met):
                        what = "told_as" if x.role == "via" else f"with_{'a' if side == a else 'b'}"
                        dealt[x.actor][what].add(event.id)
    columns = ("with_a", "with_b", "told_as")
    expected = {
        both.label(who): tuple(len(events[c]) for c in columns)
        for who, events in dealt.items()
        if (events["with_a"] and events["with_b"]) or events["told_as"]
    }
    rows = both.ask("go-betweens", a="Germany", b="Lithuania", **{"from": "", "to": ""})
    assert {r["between"]: tuple(r[c] for c in columns) for r in rows} == expected


def test_who_acted_for_a_state(both: Both) -> None:
    for state in ("germany", "soviet-union"):
        expected: dict[str, set[str]] = defaultdict(set)
        for event in both.evidence(("1920", "1934")).events:
            for c in event.claims:
                for p in c.participants:
                    if p.role == "agent" and p.acting_for == state and p.actor != state:
                        expected[both.label(p.actor)].add(event.id)
        rows = both.ask("representatives", state=state, **ends(("1920", "1934")))
        assert len(rows) == len(expected)
        assert {r["who"]: r["events"] for r in rows} == {k: len(v) for k, v in expected.items()}
        columns = ("met", "signed", "opposed", "pressed", "supported", "informed")
        assert all(sum(row[c] for c in columns) == row["events"] for row in rows)


def test_documents(both: Both) -> None:
    expected: dict[str, set[str]] = defaultdict(set)
    for claim in both.book.stored(Filters()):
        for document in claim.documents:
            expected[document].add(claim.id)
    assert {r["document"]: set(r["claims"]) for r in both.ask("documents")} == expected


@pytest.mark.parametrize("between", [*WINDOWS, ("", "")])
def test_places(both: Both, between: Between) -> None:
    doubtful = {
        id for id, place in both.book.claims().set_index("id").place.items() if place[-1:] == "?"
    }
    expected: dict[str, tuple[set[str], set[str], set[str]]]
    expected = defaultdict(lambda: (set(), set(), set()))
    asked = between if any(between) else None
    for event in both.evidence(asked).events:
        placed = [c for c in event.claims if c.place]
        now = not event.negated and (not asked or sure_in(event.when, asked))
        for place in {c.place for c in placed}:
            possible, sure, there = expected[both.label(place)]
            possible.add(event.id)
            there |= present(both, (c for c in placed if c.place == place))
            if now and all(c.place == place and c.id not in doubtful for c in placed):
                sure.add(event.id)
    rows = both.ask("places", **ends(between))
    assert {
        r["place"]: (r["possible"], r["certain"], r["people"], sorted(r["who"])) for r in rows
    } == {
        place: (len(possible), len(sure), len(there), sorted(map(both.label, there)))
        for place, (possible, sure, there) in expected.items()
    }


def test_what_is_not_told(both: Both) -> None:
    frame = both.book.claims()
    other = frame[frame.status != "told"]
    rows = both.ask("not-told", **{"from": "", "to": ""})
    assert len(rows) == len(other)
    assert {c for r in rows for c in r["claims"]} >= set(other.id)
    told = set(frame[frame.status == "told"].event)
    assert all(r["told_too"] == (r["event"] in told) for r in rows)


def test_hearsay(both: Both) -> None:
    frame = both.book.claims()
    heard = frame[frame.reported_by != ""]
    rows = both.ask("hearsay")
    assert {r["claims"][0]: ";".join(r["reported_by"]) for r in rows} == dict(
        zip(heard.id, heard.reported_by, strict=True)
    )


PORTED = ("fact", "date", "place", "agents", "targets", "treaty", "title", "act")
"""What the query compares; sums stand in texts, and Cypher has no way to find them there."""


def disagreements(book: Casebook, **asked: bool) -> dict[tuple[str, str], tuple[object, ...]]:
    """What `rapallo conflicts` says, without what the query says that it leaves out."""
    return {
        (row["event"], row["about"]): (
            row["weight"],
            row["kind"],
            tuple(f"{v['value']}: {', '.join(v['claims'])}" for v in row["values"]),
            row["claims"],
            row["between"],
        )
        for row in conflicts(book, **asked).rows
        if row["about"] in PORTED
    }


def test_conflicts(both: Both) -> None:
    for asked in ({}, {"hard": True}, {"across": True}, {"hard": True, "across": True}):
        rows = both.ask("conflicts", **asked)
        found = {
            (r["event"], r["about"]): (
                r["weight"],
                r["kind"],
                tuple(r["values"]),
                tuple(r["claims"]),
                tuple(r["sources"]),
            )
            for r in rows
        }
        assert found == disagreements(both.book, **asked)
        assert len(found) == len(rows)


def test_what_conflicts_cannot_see_in_neo4j(all_books: dict[str, Both], tmp_path: Path) -> None:
    """As its header says: sums in texts, and the days that a date of several leaves out."""
    both = {"kind": "met_with", "agents": "Germany;Poland"}
    told = [
        {**both, "date": "[1926-12-25,1926-12-28]", "note": "he asked for 5 marks"},
        {**both, "date": "1926-12-26", "note": "he asked for 7 marks", "source": "t"},
    ]
    book = make_book(tmp_path, told, judgements=[same("c-01", "c-02")])
    driver = all_books["dossier"].driver
    push(book, driver)
    rows = Both(book, driver, id_of(book)).ask("conflicts")
    take_out(driver, id_of(book))
    assert {(row["about"], row["weight"]) for row in conflicts(book).rows} == {
        ("date", "hard"),
        ("sums", "soft"),
    }
    assert rows == []


def test_what_conflicts_does_not_know_in_neo4j(all_books: dict[str, Both], tmp_path: Path) -> None:
    """As its header says: the names of towns, the states that they lie in, lineages."""
    told = {"kind": "opposed", "targets": "Latvia", "date": "1921-05-05"}
    claims = [
        {**told, "agents": "Germany", "place": "Kaunas"},
        {**told, "agents": "Germany", "place": "Kowno"},
        {**told, "agents": "Soviet Russia", "place": "Wilna"},
        {**told, "agents": "USSR", "place": "Poland"},
    ]
    judged = [same("c-01", "c-02"), same("c-03", "c-04")]
    book = make_book(tmp_path, claims, judgements=judged)
    driver = all_books["dossier"].driver
    push(book, driver)
    rows = Both(book, driver, id_of(book)).ask("conflicts")
    take_out(driver, id_of(book))
    assert {(row["event"], row["about"], row["weight"]) for row in conflicts(book).rows} == {
        ("c-03", "agents", "soft"),
        ("c-03", "place", "soft"),
    }
    assert {(row["event"], row["about"], row["weight"]) for row in rows} == {
        ("c-01", "place", "hard"),
        ("c-03", "agents", "hard"),
        ("c-03", "place", "hard"),
    }


def test_the_casebooks_contradict_themselves_in_all_that_is_compared(
    all_books: dict[str, Both],
) -> None:
    found = {(about, told[0]) for both in all_books.values() for about, told in _weighed(both.book)}
    soft, hard = set(PORTED), set(PORTED) - {"title", "act"}
    assert found == {(a, "soft") for a in soft} | {(a, "hard") for a in hard}


def _weighed(book: Casebook) -> Iterator[tuple[str, tuple[object, ...]]]:
    return ((about, told) for (_, about), told in disagreements(book).items())


def test_a_treaty(both: Both) -> None:
    names = {c.id: c for c in both.book.stored(Filters(status=()))}
    for treaty in {name for c in names.values() for name in c.treaties}:
        rows = both.ask("treaty", treaty=treaty)
        expected: dict[tuple[str, str], set[str]] = defaultdict(set)
        for c in names.values():
            if treaty in c.treaties:
                expected[c.event, c.status] |= set(map(both.label, present(both, [c])))
        assert {(r["event"], r["status"]): set(r["parties"]) for r in rows} == expected
        assert len(rows) == len(expected)


def test_an_event_as_a_graph(both: Both) -> None:
    claims = both.book.stored(Filters(status=()))
    for claim in claims[::25]:
        rows = both.ask("event", event=claim.id)
        told = [c for c in claims if c.event == claim.event]
        parts = sum(
            len(c.participants)
            + len(set(c.treaties)) + len(set(c.issues)) + bool(c.place) + 1 + len(set(c.documents))
            for c in told
        )  # fmt: skip
        assert len(rows) == parts
        assert {r["claims"][0] for r in rows} == {c.id for c in told}


def test_two_of_one_name_are_two(all_books: dict[str, Both], tmp_path: Path) -> None:
    """Each has his own row, and his own place in a list, told apart by his id."""
    hans = ("Schmidt, Hans|Germany", "Schmidt, Hans|Poland")
    two = ["Schmidt, Hans (schmidt-hans)", "Schmidt, Hans (schmidt-hans-poland)"]
    told: list[dict[str, str]] = []
    for day, who in enumerate(hans, 1):
        date = f"1926-01-{day:02}"
        told += [
            {"kind": "met_with", "agents": f"{who};Carr, X.|USSR", "date": date, "place": "Riga"},
            {"kind": "opposed", "agents": who, "issue": "Baltic union", "date": date},
        ]
    told.append({"kind": "signed", "agents": ";".join(hans), "treaty": "Pact", "date": "1926"})
    book = make_book(tmp_path, told)
    driver = all_books["dossier"].driver
    push(book, driver)
    both = Both(book, driver, id_of(book))
    try:
        contacts = both.ask("contacts", who="Carr, X.")
        assert [(r["whom"], r["events"]) for r in contacts] == [(name, 1) for name in two]
        opposed = both.ask("opposition")
        assert [(r["opponent"], r["for"], r["possible"]) for r in opposed] == [
            (two[0], ["Germany"], 1),
            (two[1], ["Poland"], 1),
        ]
        (pact,) = both.ask("signed")
        assert pact["parties"] == two
        (riga,) = both.ask("places")
        assert (riga["people"], sorted(riga["who"])) == (3, ["Carr, X.", *two])
        meetings = both.ask("meetings")
        assert {(r["a"], r["b"], r["possible"]) for r in meetings} == {
            ("Carr, X.", name, 1) for name in two
        }
    finally:
        take_out(driver, both.id)


COMMON = {
    **dict.fromkeys((("who", "actor"), ("who", "person"), ("a", "actor")), "Adam, X."),
    ("b", "actor"): "Carr, X.",
    ("treaty", "treaty"): "Pact of Riga",
    ("event", "text"): "c-010",
}
"""By name and kind of parameter, what several casebooks know; one has more than one Adam."""


@pytest.mark.parametrize("query", list(queries().values()), ids=list(queries()))
def test_casebooks_are_never_mixed(all_books: dict[str, Both], query: Query) -> None:
    """Asked of all casebooks, a query has the rows of each: no count reaches from one to another.

    They know the same states, sources, treaties and people, by the same ids.
    """
    driver = next(iter(all_books.values())).driver
    given = {
        p.name: COMMON[p.name, p.kind]
        for p in query.parameters
        if p.default is not None and (p.name, p.kind) in COMMON
    }

    def rows(book: str | None) -> list[str]:
        asked = {"ask": query.values({**given, "book": book})}
        return [str(shown(row)) for row in driver.execute_query(query.bound, asked).records]

    parts = [rows(both.id) for both in all_books.values()]
    assert sum(map(bool, parts)) > 1
    assert sorted(rows(None)) == sorted(row for part in parts for row in part)
