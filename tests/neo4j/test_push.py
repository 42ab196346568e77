"""A casebook pushed into a real server: what is there afterwards, compared element by element."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from neo4j import Driver

from rapallo.casebook.book import Casebook
from rapallo.errors import BadOption
from rapallo.load import load
from rapallo.model.claim import Claim
from rapallo.model.nodes import Diplomat, Issue, Judgement, Member, Node, Organization, Post, State
from rapallo.neo4j.model import FAMILIES, LONGEST, SHORTCUTS, Rel
from rapallo.neo4j.push import PushReport, push, take_out
from rapallo.neo4j.reading import casebooks
from rapallo.neo4j.rows import rel_rows
from rapallo.neo4j.schema import statements
from rapallo.neo4j.write import create_nodes, create_rels, merge_nodes
from tests.helpers import STATES, claim, make_book, put
from tests.neo4j.database import content, counts, everything, id_of, same_as

FIVE = "Germany;Latvia;Estonia;Lithuania;Poland"
MEETING = claim("m-1", "met_with", FIVE, date="1922-03-30")
PRESSURE = claim("p-1", "pressured", "Germany;USSR", "Lithuania;Latvia;Estonia", date="1926")


def changes(report: PushReport) -> dict[str, tuple[int, int, int]]:
    """What a report says of each label and type that did not stay as it was."""
    rows = {row.what: (row.new, row.changed, row.removed) for row in report.rows()}
    return {what: numbers for what, numbers in rows.items() if any(numbers)}


@pytest.fixture
def dossier(tmp_path: Path) -> Casebook:
    book = Casebook(tmp_path / "dossier.duckdb")
    load(book, "dossier")
    return book


# What arrives


def test_the_dossier_arrives_whole(driver: Driver, dossier: Casebook) -> None:
    report = push(dossier, driver)
    assert same_as(driver, dossier)
    told = {row.what: row.new for row in report.rows()}
    assert counts(driver) == told
    assert told["Claim"] > 500
    assert all(told[name] for name in SHORTCUTS.values())


def test_pushing_again_writes_nothing(driver: Driver, dossier: Casebook) -> None:
    push(dossier, driver)
    before = everything(driver)
    report = push(dossier, driver)
    assert everything(driver) == before
    assert not report.differs
    assert changes(report) == {}


def test_a_meeting_of_five_has_all_its_edges(driver: Driver, tmp_path: Path) -> None:
    book = make_book(tmp_path, [MEETING, replace(MEETING, id="m-2"), PRESSURE])
    push(book, driver)
    found = counts(driver)
    assert (found["MET_WITH"], found["PRESSURED"], found["AGENT"]) == (20, 6, 12)
    pairs = driver.execute_query(
        """MATCH (a)-[r:MET_WITH|PRESSURED]->(b) RETURN r.claim AS claim, type(r) AS type,
           count(DISTINCT [a.id, b.id]) AS pairs, count(DISTINCT r.edge) AS edges,
           count(DISTINCT r.event) AS events ORDER BY claim"""
    ).records
    assert [tuple(row) for row in pairs] == [
        ("m-1", "MET_WITH", 10, 10, 1),
        ("m-2", "MET_WITH", 10, 10, 1),
        ("p-1", "PRESSURED", 6, 6, 1),
    ]


def test_an_edge_has_typed_properties(driver: Driver, tmp_path: Path) -> None:
    told = claim(
        "p-2", "opposed", "Germany", "Poland", date="[1926-10..1926-11-22]", place="Berlin",
        locator="line 3", confidence="high",
    )  # fmt: skip
    book = make_book(tmp_path, [told])
    push(book, driver)
    (row,) = driver.execute_query("MATCH (a)-[r:OPPOSED]->(b) RETURN a.id, b.id, r").records
    found = {k: str(v) if k in ("earliest", "latest") else v for k, v in dict(row["r"]).items()}
    assert (row[0], row[1]) == ("germany", "poland")
    assert found == {
        "edge": "p-2|opposed|germany|poland", "book": id_of(book), "claim": "p-2", "event": "p-2",
        "act": "stance", "sign": -1, "date": "[1926-10..1926-11-22]", "earliest": "1926-10-01",
        "latest": "1926-11-22", "status": "told", "place": "Berlin", "source": "s",
        "locator": "line 3", "confidence": "high", "weight": 1.0, "joint": False, "certain": True,
    }  # fmt: skip


def test_a_claim_without_a_date_has_no_days(driver: Driver, tmp_path: Path) -> None:
    book = make_book(tmp_path, [claim("c-1", "pressured", "Germany", "Poland")])
    push(book, driver)
    assert same_as(driver, book)
    query = """MATCH (c:Claim)-[:OF]->(e:Event), ()-[r:PRESSURED]->()
        RETURN keys(c) + keys(e) + keys(r) AS keys"""
    (row,) = driver.execute_query(query).records
    assert {"date", "earliest", "latest"}.isdisjoint(row["keys"])


def test_posts_and_groups_are_joined(driver: Driver, tmp_path: Path) -> None:
    book = make_book(
        tmp_path,
        [claim("c-1", "informed", "[envoy in Riga]|Germany", "Latvia", date="1926")],
        diplomats=[Diplomat("koester", "Köster, Adolf", "Köster, Adolf|Germany")],
        organizations=[Organization("baltic", "Baltic states", kind="coalition")],
        posts=[
            Post("p1", "envoy in Riga", "Germany", accredited_to="Latvia", holder="Köster, Adolf"),
            Post("p2", "envoy in Riga", "Germany", start="1930"),
        ],
        members=[Member("baltic", "latvia", "1918", "1940")],
    )
    push(book, driver)
    assert same_as(driver, book)
    found = driver.execute_query(
        """MATCH (p:Post:Actor)-[h:HELD_BY]->(d:Diplomat), (p)-[:SERVES]->(s:State),
                 (p)-[:ACCREDITED_TO]->(t:State), (p)-[:AGENT]->(c:Claim)
           RETURN p.id, d.id, s.id, t.id, h.tenure, c.id, COUNT { (p)<-[:IN_POST]-() } AS tenures"""
    ).records
    post = "germany/envoy-in-riga"
    assert [tuple(row) for row in found] == [(post, "koester", "germany", "latvia", "p1", "c-1", 2)]
    groups = "MATCH (m)-[r:MEMBER_OF]->(g) RETURN m.id, g.id, r.start, toString(r.end_latest)"
    assert [tuple(row) for row in driver.execute_query(groups).records] == [
        ("latvia", "baltic", "1918", "1940-12-31")
    ]


# What is refused by the database itself


def test_the_constraints_come_first_and_hold(driver: Driver, tmp_path: Path) -> None:
    book = make_book(tmp_path, [MEETING])
    push(book, driver)
    names = {row["name"] for row in driver.execute_query("SHOW INDEXES YIELD name").records}
    assert set(statements()) <= names
    for query in (
        "MATCH (a)-[r:MET_WITH]->(b) WITH a, r, b LIMIT 1 CREATE (a)-[s:MET_WITH]->(b) SET s = r",
        "MATCH (c:Claim) CREATE (d:Claim) SET d = c",
    ):
        with pytest.raises(Exception, match="already exists"):
            driver.execute_query(query)


@pytest.mark.parametrize("kind", SHORTCUTS.values())
def test_edges_are_unique_by_edge_and_found_by_claim_and_event(kind: str) -> None:
    low = kind.lower()
    assert statements()[f"rapallo_{low}_edge"].endswith(
        f"FOR ()-[r:{kind}]-() REQUIRE (r.book, r.edge) IS UNIQUE"
    )
    for name in ("claim", "event"):
        text = f"CREATE INDEX rapallo_{low}_{name} IF NOT EXISTS FOR ()-[r:{kind}]-() ON (r.{name})"
        assert statements()[f"rapallo_{low}_{name}"] == text


def test_every_family_is_unique_by_key() -> None:
    for label in FAMILIES:
        text = statements()[f"rapallo_{label.lower()}_key"]
        assert text.endswith(f"FOR (n:{label}) REQUIRE n.key IS UNIQUE")


# The statements


def test_the_statements_for_actors() -> None:
    assert create_nodes(("Actor", "Post"), ("id", "x_")) == (
        "UNWIND $rows AS row\nCREATE (n:Actor:Post {id: row[0]})\nSET n += row[1]"
    )
    assert merge_nodes(("Actor", "Post")) == (
        "UNWIND $rows AS row\n"
        "MERGE (n:Actor {key: row.key})\n"
        "WITH n, row, n.rev AS old WHERE old IS NULL OR old <> row.rev OR row.again\n"
        "SET n = row.row\n"
        "REMOVE n:State:Diplomat:Organization\n"
        "SET n:Post\n"
        "RETURN row.key AS key, old IS NOT NULL AS there"
    )


def test_the_statement_for_relationships() -> None:
    assert create_rels(Rel("MET_WITH", "Actor", "Actor"), ("edge", "book")) == (
        "UNWIND $rows AS row\n"
        "MATCH (a:Actor {key: row[2]})\n"
        "MATCH (b:Actor {key: row[3]})\n"
        "CREATE (a)-[:MET_WITH {edge: row[0], book: row[1]}]->(b)"
    )
    assert create_rels(Rel("OF", "Claim", "Event"), ()).endswith("CREATE (a)-[:OF {}]->(b)")


# Corrections

BASE = (MEETING, PRESSURE, claim("o-1", "opposed", "Poland", "Lithuania", date="1927"))
JANUS = Judgement("event", "p-1", "p-2", "same")

CORRECTIONS: dict[str, Callable[[Casebook], object]] = {
    "another date": lambda b: put(b, [replace(MEETING, date="1922-03-31")]),
    "a participant fewer": lambda b: put(b, [replace(MEETING, agents=FIVE[:-7])]),
    "a participant more": lambda b: put(b, [replace(MEETING, agents=FIVE + ";France")]),
    "another kind": lambda b: put(b, [replace(MEETING, kind="informed", act="letter",
                                              agents="Germany", targets="Latvia")]),
    "a note": lambda b: put(b, [replace(MEETING, note="told twice")]),
    "a new name": lambda b: put(b, [State("germany", "Germany", "Deutschland")]),
    "two claims made one event": lambda b: put(b, [replace(PRESSURE, id="p-2"), JANUS]),
    "a claim withdrawn": lambda b: put(b, [*STATES, *BASE[1:]], update=True),
    "all claims withdrawn": lambda b: put(b, STATES, update=True),
}  # fmt: skip


@pytest.mark.parametrize("dry", [True, False], ids=["foretold", "done"])
@pytest.mark.parametrize("name", CORRECTIONS)
def test_a_correction_arrives(name: str, dry: bool, driver: Driver, tmp_path: Path) -> None:
    book = make_book(tmp_path, BASE)
    push(book, driver)
    CORRECTIONS[name](book)
    before, number = everything(driver), counts(driver)
    foretold = push(book, driver, dry_run=True)
    assert foretold.differs
    assert everything(driver) == before
    if dry:
        return
    done = push(book, driver)
    assert same_as(driver, book)
    assert done.rows() == foretold.rows()
    for row in done.rows():
        assert counts(driver)[row.what] == number[row.what] + row.new - row.removed, row


def test_only_what_differs_is_written(driver: Driver, tmp_path: Path) -> None:
    book = make_book(tmp_path, BASE)
    push(book, driver)
    _, before = everything(driver)
    put(book, [replace(MEETING, agents=FIVE + ";France")])
    report = push(book, driver)
    assert changes(report) == {
        "Claim": (0, 1, 0), "AGENT": (1, 0, 0), "MET_WITH": (15, 0, 10)
    }  # fmt: skip
    _, after = everything(driver)
    assert len(before.keys() & after.keys()) == len(before) - 10


def test_a_node_that_becomes_another_kind_keeps_its_claims(driver: Driver, tmp_path: Path) -> None:
    agents = "Germany;League"
    first = [*STATES, State("league", "League"), claim("c-1", "met_with", agents, date="1926")]
    second = [*STATES, Organization("league", "League"), *first[-1:]]
    book = make_book(tmp_path, states=())
    put(book, first)
    push(book, driver)
    with book.store.writing() as connection:
        connection.execute("DELETE FROM states WHERE id = 'league'")
        connection.execute("INSERT INTO organizations VALUES ('league', 'League', '', '', '')")
    report = push(book, driver)
    assert len(second) == len(first)
    assert same_as(driver, book)
    assert "AGENT" not in changes(report)


# What is not ours


def test_two_casebooks_share_a_database(driver: Driver, tmp_path: Path) -> None:
    one = make_book(tmp_path, BASE, name="one.duckdb")
    two = make_book(tmp_path, BASE[:2], name="two.duckdb")
    push(one, driver)
    report = push(two, driver)
    assert same_as(driver, one)
    assert same_as(driver, two)
    assert [other.split(",")[0] for other in report.others] == [f"casebook {id_of(one)}"]
    before = content(driver, id_of(two))
    put(one, STATES, update=True)
    push(one, driver)
    assert same_as(driver, one)
    assert content(driver, id_of(two)) == before
    push(two, driver, remove_all=True)
    assert same_as(driver, one)
    assert not content(driver, id_of(two))[0]


def test_what_others_put_there_stays(driver: Driver, tmp_path: Path) -> None:
    book = make_book(tmp_path, BASE)
    push(book, driver)
    driver.execute_query(
        """MATCH (g:State {id: 'germany'}), (p:State {id: 'poland'}), (c:Claim {id: 'm-1'})
           CREATE (n:Note {text: 'mine'})-[:ON]->(g), (n)-[:ON]->(c), (g)-[:BORDERS]->(p),
                  (g)-[:MET_WITH {mine: true}]->(p), (:State {id: 'atlantis'}),
                  (:Claim {id: 'm-1'}), (n)-[:ABOUT]->(c), (:Archive)-[:AT]->(c),
                  (g)-[:SERVES {mine: true}]->(p)"""
    )
    assert not push(book, driver).differs
    put(book, [State("germany", "Germany", "Reich"), replace(MEETING, note="x")])
    push(book, driver)
    query = """MATCH (n:Note)-[:ON]->(g:State {aliases: 'Reich'})-[:BORDERS]->(p),
        (g)-[:MET_WITH {mine: true}]->(p), (n)-[:ON]->(:Claim {note: 'x'}),
        (n)-[:ABOUT]->(m:Claim {id: 'm-1'})<-[:AT]-(:Archive), (g)-[:SERVES {mine: true}]->(p),
        (:State {id: 'atlantis'}), (c:Claim) WHERE c.key IS NULL RETURN count(*) AS n"""
    assert driver.execute_query(query).records[0]["n"] == 1


@pytest.mark.parametrize(
    "vandal",
    [
        "MATCH (n) DETACH DELETE n",
        "MATCH (c:Claim {id: 'm-1'}) DETACH DELETE c",
        "MATCH ()-[r:MET_WITH]->() DELETE r",
        "MATCH ()-[r:MET_WITH]->() WITH r LIMIT 3 DELETE r",
        "MATCH (:State {id: 'germany'})-[r:AGENT]->() DELETE r",
        "MATCH (g:State {id: 'germany'}) DETACH DELETE g",
        "MATCH (e:Event) DETACH DELETE e",
        "MATCH (b:Casebook) DELETE b",
        "MATCH (c:Claim) REMOVE c.rev",
        "MATCH (c:Claim {id: 'm-1'}) SET c.id = 'm-9', c.key = $book + '|m-9'",
        "MATCH ()-[r:MET_WITH]->() SET r.claim = 'm-0'",
    ],
)
def test_what_someone_tore_out_is_put_back(vandal: str, driver: Driver, tmp_path: Path) -> None:
    book = make_book(tmp_path, BASE)
    push(book, driver)
    driver.execute_query(vandal, book=id_of(book))
    foretold = push(book, driver, dry_run=True)
    report = push(book, driver)
    assert report.rows() == foretold.rows()
    assert same_as(driver, book)
    assert not push(book, driver).differs


# What somebody edits and leaves the revision alone

EDITS = {
    "a property of a claim": ("MATCH (c:Claim {id: 'm-1'}) SET c.note = 'x'", "Claim"),
    "a property less": ("MATCH (c:Claim {id: 'm-1'}) REMOVE c.date", "Claim"),
    "a property more": ("MATCH (e:Event {id: 'm-1'}) SET e.mine = 1", "Event"),
    "another type": ("MATCH (e:Event {id: 'm-1'}) SET e.sign = toString(e.sign)", "Event"),
    "a name": ("MATCH (s:State {id: 'germany'}) SET s.name = 'Reich'", "State"),
    "another label": ("MATCH (s:State {id: 'germany'}) SET s:Diplomat", "State"),
    "a place at the table": (
        "MATCH (:State {id: 'germany'})-[r:AGENT]->(:Claim {id: 'm-1'}) SET r.side = 7", "AGENT"),
    "a weight": ("MATCH ()-[r:MET_WITH {claim: 'm-1'}]->() SET r.weight = 9.0", "MET_WITH"),
    "an end": (
        """MATCH (a)-[r:OPPOSED]->(b), (c:State {id: 'latvia'}) WITH a, r, c, properties(r) AS p
           DELETE r CREATE (a)-[s:OPPOSED]->(c) SET s = p""", "OPPOSED"),
    "one for another": (
        """MATCH (:State {id: 'germany'})-[r:AGENT]->(:Claim {id: 'm-1'}) DELETE r
           WITH DISTINCT 1 AS one MATCH (s:State {id: 'france'}), (c:Claim {id: 'm-1'})
           CREATE (s)-[:AGENT]->(c)""", "AGENT"),
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_a_thorough_push_finds_every_edit(edit: str, driver: Driver, tmp_path: Path) -> None:
    book = make_book(tmp_path, BASE)
    push(book, driver)
    query, what = EDITS[edit]
    driver.execute_query(query)
    assert not same_as(driver, book)
    assert not push(book, driver).differs, "a plain push sees no more than revisions and numbers"
    before = everything(driver)
    foretold = push(book, driver, thorough=True, dry_run=True)
    assert everything(driver) == before
    done = push(book, driver, thorough=True)
    assert done.rows() == foretold.rows()
    assert any(changes(done)[what])
    assert sum(row.changed for row in done.rows()) == 1
    assert same_as(driver, book)
    assert not push(book, driver, thorough=True).differs


def test_a_thorough_push_of_the_dossier_finds_nothing(driver: Driver, dossier: Casebook) -> None:
    push(dossier, driver)
    before = everything(driver)
    report = push(dossier, driver, thorough=True, batch=100)
    assert not report.differs
    assert report.rows() == push(dossier, driver).rows()
    assert everything(driver) == before


# What goes


def test_a_casebook_built_anew_takes_the_old_one_out(driver: Driver, tmp_path: Path) -> None:
    old = make_book(tmp_path, BASE, name="old.duckdb")
    new = make_book(tmp_path, BASE, name="new.duckdb")
    push(old, driver)
    assert [told.split(",")[0] for told in push(new, driver).others] == [f"casebook {id_of(old)}"]
    foretold = take_out(driver, id_of(old), dry_run=True)
    assert content(driver, id_of(old))[0]
    done = take_out(driver, id_of(old))
    assert done.rows() == foretold.rows()
    assert done.others == [f"casebook {book}" for book in casebooks(driver)]
    assert content(driver, id_of(old)) == ({}, {})
    assert [book.id for book in casebooks(driver)] == [id_of(new)]
    assert same_as(driver, new)
    with pytest.raises(BadOption, match=f"no casebook '{id_of(old)}', but {id_of(new)}, pushed"):
        take_out(driver, id_of(old))


def test_a_casebook_of_which_half_is_out_can_be_taken_out(driver: Driver, tmp_path: Path) -> None:
    book = make_book(tmp_path, BASE)
    push(book, driver)
    driver.execute_query("MATCH (b:Casebook) SET b = {key: b.key, unfinished: true}")
    driver.execute_query("MATCH (c:Claim) DETACH DELETE c")
    take_out(driver, id_of(book))
    assert not driver.execute_query("MATCH (n) RETURN n").records
    with pytest.raises(BadOption, match=r"holds no casebook '\w+' at all"):
        take_out(driver, id_of(book))


TIES = """MATCH (g:State {id: 'germany'}), (p:State {id: 'poland'}), (c:Claim {id: 'm-1'})
    CREATE (n:Note {text: 'mine'})-[:ON {mine: true}]->(c), (n)-[:ABOUT]->(c),
           (g)-[:BORDERS]->(p), (c)-[:ECHOES]->(c)"""


@pytest.mark.parametrize("whole", [False, True], ids=["a claim", "the casebook"])
def test_what_others_tied_to_what_goes_stays(whole: bool, driver: Driver, tmp_path: Path) -> None:
    """Nobody else's relationship goes, and what it hangs on is no longer taken for a claim."""
    book = make_book(tmp_path, BASE)
    push(book, driver)
    driver.execute_query(TIES)
    if not whole:
        put(book, [*STATES, *BASE[1:]], update=True)
    foretold = push(book, driver, dry_run=True, remove_all=whole)
    done = push(book, driver, remove_all=whole)
    assert (done.rows(), done.tied) == (foretold.rows(), foretold.tied)
    states = [f"{id_of(book)}|{name}" for name in ("germany", "poland")]
    assert sorted(done.tied) == sorted([f"{id_of(book)}|m-1", *(states if whole else [])])
    query = """MATCH (n:Note)-[:ON {mine: true}]->(w:Withdrawn)<-[:ABOUT]-(n), (w)-[:ECHOES]->(w),
        ()-[:BORDERS]->() RETURN labels(w) AS labels, properties(w) AS properties"""
    (row,) = driver.execute_query(query).records
    assert row["labels"] == ["Withdrawn"]
    assert row["properties"] == {
        "id": "m-1", "name": "met_with 1922-03-30", "withdrawn_from": id_of(book)
    }  # fmt: skip
    if whole:
        assert content(driver, id_of(book)) == ({}, {})
    else:
        driver.execute_query("MATCH ()-[r:BORDERS]->() DELETE r")
        assert same_as(driver, book)
        assert not push(book, driver).differs
        put(book, [MEETING])
        push(book, driver)
        assert same_as(driver, book)
    driver.execute_query("MATCH (n:Note) DETACH DELETE n")
    driver.execute_query("MATCH ()-[r:ECHOES|BORDERS]->() DELETE r")
    push(book, driver)
    push(book, driver, remove_all=True)
    # Once nobody ties anything to them any more, what was left of them goes too.
    assert not driver.execute_query("MATCH (n) RETURN n").records


def test_what_a_post_serves_goes_with_the_post(driver: Driver, tmp_path: Path) -> None:
    """In whatever batch each of them goes: what joins them is counted once."""
    book = make_book(
        tmp_path,
        [claim("c-1", "informed", "[envoy in Riga]|Germany", "Latvia", date="1926")],
        posts=[Post("p1", "envoy in Riga", "Germany", accredited_to="Latvia")],
    )
    push(book, driver)
    number = counts(driver)
    foretold = push(book, driver, dry_run=True, remove_all=True, batch=1)
    done = push(book, driver, remove_all=True, batch=1)
    assert done.rows() == foretold.rows()
    assert {row.what: row.removed for row in done.rows()} == number
    assert not done.tied


# Bad input

ODD = [
    "`) DETACH DELETE (n",
    "x'}) MATCH (n) DETACH DELETE n //",
    'a "quoted" name \\',
    "line\nbreak\r\ttab",
    "]->() SET r.edge = 1 //",
    "$rows {key: 1}",
    "Ωmega 🜁 \u202e rtl e\u0301",
]


@pytest.mark.parametrize("odd", ODD)
def test_odd_names_are_only_names(odd: str, driver: Driver, tmp_path: Path) -> None:
    told = replace(
        claim("c`1'\"}) //", "opposed", "Germany", "Poland", note=odd, source=odd, locator=odd),
        extra=((f"x_{odd}", odd),),
    )
    book = make_book(
        tmp_path,
        [told],
        states=[*STATES, State("`o'd\"d})", odd)],
        issues=[Issue("i", odd)],
    )
    push(book, driver)
    assert same_as(driver, book)
    (row,) = driver.execute_query("MATCH (c:Claim) RETURN properties(c) AS c").records
    assert (row["c"]["note"], row["c"]["source"], row["c"][f"x_{odd}"]) == (odd, odd, odd)
    assert not push(book, driver).differs


LONG = [LONGEST // 4, LONGEST // 4 + 1, LONGEST, LONGEST + 1, 8_167, 32_767, 99_992]


@pytest.mark.parametrize("length", LONG)
@pytest.mark.parametrize("letter", ["a", "ė", "🜁"])
def test_a_long_name_arrives(length: int, letter: str, driver: Driver, tmp_path: Path) -> None:
    name = letter * length
    ids = [f"{name[1:]}1", f"{name[1:]}2"]
    rows: list[Node] = [*STATES, State(ids[0], name), State(ids[1], name[1:] + "b")]
    told = [
        claim(ids[0], "met_with", f"Germany;{name[1:]}b", date="1926", note=name),
        claim(ids[1], "met_with", f"Germany;{name[1:]}b", date="1926"),
    ]
    book = make_book(tmp_path, told, states=rows)
    push(book, driver)
    assert same_as(driver, book)
    assert not push(book, driver).differs
    query = "MATCH (s:State) WHERE s.id STARTS WITH $start RETURN s ORDER BY s.id"
    found = driver.execute_query(query, start=letter * 100).records
    assert sorted(whole_id(dict(row["s"])) for row in found) == ids


def whole_id(properties: dict[str, str]) -> str:
    from rapallo.neo4j.model import whole

    return str(whole(properties)["id"])


def test_small_batches_and_many_threads_do_the_same(driver: Driver, tmp_path: Path) -> None:
    told = [replace(PRESSURE, id=f"p-{number:03}") for number in range(60)]
    book = make_book(tmp_path, told)
    push(book, driver, batch=1, threads=8)
    assert same_as(driver, book)
    put(book, STATES, update=True)
    push(book, driver, batch=1, threads=8)
    assert same_as(driver, book)


def test_the_progress_is_told(driver: Driver, tmp_path: Path) -> None:
    told: list[Claim] = [replace(PRESSURE, id=f"p-{number:04}") for number in range(600)]
    book = make_book(tmp_path, told)
    said: list[tuple[int, int]] = []
    push(book, driver, progress=lambda nodes, rels: said.append((nodes, rels)))
    with book.store.reading() as connection:
        all_rels = sum(1 for _ in rel_rows(connection, "b"))
    assert said == sorted(said)
    assert said[0][0] == 1000
    assert 0 < said[-1][1] <= all_rels
