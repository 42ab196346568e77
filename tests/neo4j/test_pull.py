"""A casebook pushed into a real server and pulled back: the same files, byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from neo4j import Driver

from rapallo.casebook.book import Casebook
from rapallo.cli.main import cli
from rapallo.errors import BadInput, BadOption, RapalloError, ServerUnavailable
from rapallo.export.tables import export_csv
from rapallo.load import load
from rapallo.loaders.base import Loader
from rapallo.model.acts import Act
from rapallo.model.claim import Claim
from rapallo.model.nodes import (
    Diplomat,
    Document,
    Issue,
    Member,
    Node,
    Organization,
    Place,
    Post,
    Source,
    State,
    Treaty,
)
from rapallo.neo4j.connect import Server
from rapallo.neo4j.model import LONGEST
from rapallo.neo4j.pull import pull
from rapallo.neo4j.push import push
from rapallo.neo4j.reading import Pushed, Reading, casebooks, choose
from tests.helpers import STATES, claim, make_book, put, same
from tests.neo4j import shelf
from tests.neo4j.database import everything, id_of, same_as
from tests.neo4j.test_push import BASE, ODD

TREATY = Treaty("pact-1939", "Pact of 1939", "the pact")
DOCUMENT = Document("d-1", "s", "7", "Aufzeichnung", "PA AA", "R 1", date="1926-05")


def files(book: Casebook, folder: Path) -> dict[str, bytes]:
    """What ``export csv`` writes, by file."""
    export_csv(book, folder)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def rejected(book: Casebook, driver: Driver) -> list[tuple[str, str, str, str]]:
    """What a pull rejects: node, field, value, reason."""
    found = pull(book, driver).report.rejects
    assert all(reject.row for reject in found if reject.path)
    return [(r.path, r.field, r.value, r.reason) for r in found]


def assert_comes_back(book: Casebook, driver: Driver, folder: Path) -> Casebook:
    """Push, pull into a new casebook, compare every file; pushing the copy changes nothing."""
    push(book, driver)
    copy = Casebook(folder / "copy.duckdb")
    pulled = pull(copy, driver, id_of(book))
    assert pulled.report.rejects == []
    assert pulled.report.ignored == {}
    assert pulled.outcome == (id_of(book), book.digest, True, True)
    theirs, ours = files(copy, folder / "theirs"), files(book, folder / "ours")
    assert sorted(theirs) == sorted(ours)
    for name, content in ours.items():
        assert theirs[name] == content, name
    assert not push(copy, driver).differs
    again = pull(copy, driver).report
    assert {fate for counts in again.counts.values() for fate in counts} == {"unchanged"}
    return copy


# The same files


def test_the_dossier_comes_back(driver: Driver, tmp_path: Path) -> None:
    copy = assert_comes_back(shelf.dossier(tmp_path), driver, tmp_path)
    assert len(copy.claims()) > 500


@pytest.mark.parametrize("seed", shelf.SEEDS)
def test_made_up_casebooks_come_back(seed: int, driver: Driver, tmp_path: Path) -> None:
    assert_comes_back(shelf.made_up(tmp_path, seed), driver, tmp_path)


@pytest.mark.parametrize("number", range(len(ODD)))
def test_odd_texts_come_back(number: int, driver: Driver, tmp_path: Path) -> None:
    odd = ODD[number]
    told = replace(
        claim("c`1'\"}) //", "opposed", "Germany", "Poland", note=odd, source=odd, locator=odd),
        extra=tuple(
            sorted({f"x_{odd}": odd, "x_empty": "", "x_id": "1", "x_id_in_full": "2"}.items())
        ),
    )
    states = [*STATES, State("`o'd\"d})", odd)]
    book = make_book(tmp_path, [told], states=states, issues=[Issue("i", odd)])
    assert_comes_back(book, driver, tmp_path)


@pytest.mark.parametrize("length", [LONGEST // 4 + 1, LONGEST + 1, 99_992])
@pytest.mark.parametrize("letter", ["a", "ė", "🜁"])
def test_long_texts_come_back(length: int, letter: str, driver: Driver, tmp_path: Path) -> None:
    name = letter * length
    ids = [f"{name[1:]}1", f"{name[1:]}2"]
    rows: list[Node] = [*STATES, State(ids[0], name), State(ids[1], name[1:] + "b")]
    told = [
        claim(ids[0], "met_with", f"Germany;{name[1:]}b", date="1926", note=name),
        claim(ids[1], "met_with", f"Germany;{name[1:]}b", date="1926", source=name),
    ]
    book = make_book(tmp_path, told, states=rows, judgements=[same(*ids)])
    assert_comes_back(book, driver, tmp_path)


def test_every_table_comes_back(driver: Driver, tmp_path: Path) -> None:
    told = claim(
        "c-1", "opposed", "[envoy in Riga]|Germany", "Latvia", date="1926-05-03~", place="Riga",
        treaty="the pact", issue="Baltic union", documents="d-1;d-2", about="1927", times="3",
    )  # fmt: skip
    # Loaded after the other, its id is the smaller: the event keeps the id of the first.
    later = replace(told, id="a-1", date="1926-05", treaty="", issue="Vilnius")
    book = make_book(
        tmp_path,
        [told, claim("c-2", "met_with", "League;Köster, Adolf|Germany", date="")],
        diplomats=[Diplomat("koester", "Köster, Adolf", "Köster, Adolf|Germany", "1883-03-08")],
        organizations=[Organization("league", "League", kind="international")],
        treaties=[TREATY],
        issues=[Issue("vilnius", "Vilnius", "Wilno; Vilna")],
        places=[Place("riga", "Riga")],
        posts=[
            Post("p1", "envoy in Riga", "Germany", accredited_to="Latvia", holder="Köster, Adolf"),
            Post("p2", "envoy in Riga", "Germany", start="1930", note="of whom nothing is known"),
        ],
        members=[Member("league", "latvia", "1921-09-22", "")],
        sources=[Source("s", "A text", "book", sha256="00", note='said "so"')],
        documents=[DOCUMENT],
    )
    put(book, [later, same("c-1", "a-1"), Act("frown", "opposed", -1, True, "oral")], name="more")
    copy = assert_comes_back(book, driver, tmp_path)
    assert {row.event for row in copy.stored() if row.id != "c-2"} == {"c-1"}
    for name, content in files(copy, tmp_path / "theirs").items():
        assert content.count(b"\n") > 1, name


def test_an_empty_casebook_comes_back(driver: Driver, tmp_path: Path) -> None:
    assert_comes_back(make_book(tmp_path, states=()), driver, tmp_path)


@pytest.mark.parametrize("size", [1, 3])
def test_pages_do_not_matter(
    size: int, driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rapallo.neo4j.reading.PAGE", size)
    assert_comes_back(make_book(tmp_path, BASE), driver, tmp_path)


# Which casebook


def test_two_casebooks_come_back_each(driver: Driver, tmp_path: Path) -> None:
    one = make_book(tmp_path, BASE, name="one.duckdb")
    two = make_book(tmp_path, BASE[:2], name="two.duckdb")
    push(two, driver)
    assert_comes_back(one, driver, tmp_path)
    before = everything(driver)
    ids = sorted([id_of(one), id_of(two)])
    assert [found.id for found in casebooks(driver)] == ids
    new = Casebook(tmp_path / "new.duckdb")
    said = rf"holds 2 casebooks: {ids[0]}, pushed \d{{4}}-\d\d-\d\d; {ids[1]}, .*--casebook"
    with pytest.raises(BadOption, match=said):
        pull(new, driver)
    with pytest.raises(BadOption, match=f"no casebook 'nonesuch', but {ids[0]}, pushed"):
        pull(new, driver, "nonesuch")
    assert not new.path.exists()
    pull(new, driver, id_of(two))
    assert files(new, tmp_path / "new") == files(two, tmp_path / "two")
    # The casebook that has the id of one there means that one.
    assert pull(new, driver).pushed.id == id_of(two)
    assert everything(driver) == before


def test_the_own_one_is_meant_and_an_unfinished_one_refused() -> None:
    mine, other = Pushed("1a", "2026-05-01", "d", False), Pushed("2b", "2026-05-02", "e", False)
    assert choose([mine, other], own="2b") == other
    assert choose([mine, other], "1a", own="2b") == mine
    assert choose([other], own="1a") == other
    mine = mine._replace(unfinished=True)
    with pytest.raises(ServerUnavailable, match=r"push of casebook 1a was not finished: push it"):
        choose([mine, other], "1a")
    with pytest.raises(BadOption, match=r"2 casebooks: 1a, its push unfinished; 2b, pushed"):
        choose([mine, other])


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("MATCH (n) DETACH DELETE n", "the database holds no casebook"),
        ("MATCH (b:Casebook) SET b.key = 7", "the database holds no casebook"),
        ("MATCH (b:Casebook) SET b.unfinished = true", "was not finished: push it again"),
    ],
)
def test_what_is_not_there_whole_is_not_pulled(
    before: str, said: str, driver: Driver, tmp_path: Path
) -> None:
    push(make_book(tmp_path, BASE), driver)
    driver.execute_query(before)
    copy = Casebook(tmp_path / "copy.duckdb")
    with pytest.raises(ServerUnavailable, match=said):
        pull(copy, driver)
    assert not copy.path.exists()


def test_a_push_meanwhile_leaves_nothing_half_pulled(driver: Driver, tmp_path: Path) -> None:
    book = make_book(tmp_path, BASE)
    push(book, driver)
    (found,) = casebooks(driver)
    put(book, [replace(BASE[0], note="another word")])
    push(book, driver)
    copy = Casebook(tmp_path / "copy.duckdb")
    with pytest.raises(ServerUnavailable, match="was pushed anew while it was read"):
        load(copy, Loader("x", "", Reading(driver, found).records))
    assert not copy.path.exists()


# Into which casebook


def test_a_casebook_with_content_keeps_its_id(driver: Driver, tmp_path: Path) -> None:
    book = make_book(tmp_path, BASE)
    push(book, driver)
    mine = make_book(tmp_path, [claim("z-1", "met_with", "France;Poland")], name="mine.duckdb")
    own = id_of(mine)
    pulled = pull(mine, driver)
    assert pulled.outcome is not None
    assert (pulled.outcome.id, pulled.outcome.same) == (own, False)
    assert not pulled.outcome.copy
    assert pulled.report.counts["claims"] == {"new": 3}
    assert set(mine.claims()["id"]) == {"z-1", *(c.id for c in BASE)}
    assert id_of(mine) == own
    push(mine, driver)
    assert same_as(driver, mine)
    assert same_as(driver, book)


def test_a_dry_run_writes_nothing(driver: Driver, tmp_path: Path) -> None:
    book = make_book(tmp_path, BASE)
    push(book, driver)
    copy = Casebook(tmp_path / "copy.duckdb")
    pulled = pull(copy, driver, dry_run=True)
    assert pulled.outcome is None
    assert pulled.report.counts["claims"] == {"new": 3}
    assert not copy.path.exists()


def test_what_is_gone_there_is_withdrawn_on_demand(driver: Driver, tmp_path: Path) -> None:
    book = make_book(tmp_path, BASE)
    push(book, driver)
    copy = Casebook(tmp_path / "copy.duckdb")
    pull(copy, driver)
    put(book, [*STATES, *BASE[1:]], update=True)
    push(book, driver)
    report = pull(copy, driver).report
    assert report.counts["claims"] == {"unchanged": 2, "vanished": 1}
    assert report.vanished == ["m-1"]
    assert len(copy.claims()) == 3
    pulled = pull(copy, driver, update=True)
    assert pulled.report.counts["claims"] == {"unchanged": 2, "withdrawn": 1}
    assert pulled.outcome == (id_of(book), book.digest, True, True)
    assert files(copy, tmp_path / "theirs") == files(book, tmp_path / "ours")


# What was changed by hand


def test_a_date_mended_in_browser_arrives(driver: Driver, tmp_path: Path) -> None:
    book = make_book(tmp_path, BASE)
    push(book, driver)
    driver.execute_query("MATCH (c:Claim {id: 'm-1'}) SET c.date = '1922-03-31~', c.x_by = 'me'")
    pulled = pull(book, driver)
    assert pulled.report.counts["claims"] == {"changed": 1, "unchanged": 2}
    assert pulled.report.rejects == []
    assert pulled.report.notes == ["changed in the database since the push: m-1"]
    (row,) = book.claims().query("id == 'm-1'").to_dict("records")
    assert (row["date"], row["x_by"]) == ("1922-03-31~", "me")
    assert [old.row["date"] for old in book.history("m-1")] == ["1922-03-30"]
    # Pushed again the edges follow.
    push(book, driver)
    assert same_as(driver, book)
    dates = "MATCH ()-[r:MET_WITH {claim: 'm-1'}]->() RETURN DISTINCT r.date AS date"
    assert [row["date"] for row in driver.execute_query(dates).records] == ["1922-03-31~"]


def test_other_properties_mended_by_hand_arrive(driver: Driver, tmp_path: Path) -> None:
    book = make_book(tmp_path, BASE, treaties=[TREATY], documents=[DOCUMENT])
    push(book, driver)
    driver.execute_query(
        """MATCH (s:State {id: 'germany'}) SET s.aliases = 'Deutsches Reich'
           WITH 1 AS one MATCH (t:Treaty) SET t.title = 'Pact', t.name = 'Pact'
           WITH 1 AS one MATCH (d:Document) REMOVE d.archive
           WITH 1 AS one MATCH ()-[r:AGENT|TARGET|MET_WITH]->() DELETE r"""
    )
    report = pull(book, driver).report
    changed = {table: counts["changed"] for table, counts in report.counts.items()}
    assert {table for table, number in changed.items() if number} == {
        "states", "treaties", "documents"
    }  # fmt: skip
    assert (report.rejects, report.ignored) == ([], {})
    assert book.nodes(Treaty) == [replace(TREATY, title="Pact")]
    assert book.nodes(Document) == [replace(DOCUMENT, archive="")]
    assert len(book.edges()) == 10 + 6 + 1


BROKEN = {
    "a date that is none": (
        "MATCH (c:Claim {id: 'm-1'}) SET c.date = 'foo'",
        ("Claim m-1", "date", "foo", "'foo' is not a date in EDTF"),
    ),
    "a date of Neo4j's": (
        "MATCH (c:Claim {id: 'm-1'}) SET c.date = date('1922-03-31')",
        ("Claim m-1", "date", "1922-03-31", "it is a Date of Neo4j's, not a text such as"),
    ),
    "a number": (
        "MATCH (c:Claim {id: 'm-1'}) SET c.times = 3",
        ("Claim m-1", "times", "3", "it is a number, not a text such as '3'"),
    ),
    "a boolean of the user's own": (
        "MATCH (c:Claim {id: 'm-1'}) SET c.x_checked = true",
        ("Claim m-1", "x_checked", "True", "it is a boolean, not a text"),
    ),
    "a list": (
        "MATCH (c:Claim {id: 'm-1'}) SET c.agents = ['Germany', 'Latvia']",
        ("Claim m-1", "agents", "['Germany', 'Latvia']", "it is a list"),
    ),
    "a point": (
        "MATCH (c:Claim {id: 'm-1'}) SET c.place = point({x: 1, y: 2})",
        ("Claim m-1", "place", "CartesianPoint(1.0, 2.0)", "it is a CartesianPoint of Neo4j's"),
    ),
    "bytes of an event": (
        "MATCH (c:Claim {id: 'm-1'}) SET c.event = 1",
        ("Claim m-1", "event", "1", "it is a number"),
    ),
    "no id": (
        "MATCH (c:Claim {id: 'm-1'}) REMOVE c.id",
        ("Claim m-1", "id", "", "the node has no id"),
    ),
    "the id of another": (
        "MATCH (c:Claim {id: 'p-1'}) SET c.id = 'o-1'",
        ("Claim p-1", "id", "o-1", "the id stands already in Claim o-1"),
    ),
    "no source": (
        "MATCH (c:Claim {id: 'm-1'}) REMOVE c.source",
        ("Claim m-1", "source", "", "no source"),
    ),
    "a NUL": (
        "MATCH (c:Claim {id: 'm-1'}) SET c.note = 'a\\u0000b'",
        ("Claim m-1", "note", "a\x00b", "NUL"),
    ),
    "an unknown act": (
        "MATCH (c:Claim {id: 'm-1'}) SET c.act = 'dance'",
        ("Claim m-1", "act", "dance", "the codebook has no act 'dance'"),
    ),
    "a state's date": (
        "MATCH (s:State {id: 'soviet-union'}) SET s.start = 'long ago'",
        ("State soviet-union", "start", "long ago", "is not a date in EDTF"),
    ),
    "a state's name": (
        "MATCH (s:State {id: 'france'}) REMOVE s.name",
        ("State france", "name", "", "name is empty"),
    ),
    "a state twice": (
        "MATCH (s:State {id: 'france'}) SET s.id = 'estonia'",
        ("State france", "id", "estonia", "'estonia' stands already in State estonia"),
    ),
    "a state that is a treaty's double": (
        "MATCH (s:State {id: 'france'}) SET s:Organization",
        ("Organization france", "id", "france", "the id stands already in states"),
    ),
    "an actor of no kind": (
        "MATCH (s:State {id: 'france'}) REMOVE s:State",
        ("Actor france", "", "", "it has lost its label, State, Diplomat, Organization or Post"),
    ),
    "a source's key": (
        "MATCH (s:Source) SET s.id = 5",
        ("Source s", "id", "5", "it is a number"),
    ),
    "a sign as number": (
        "MATCH (a:Act {act: 'support'}) SET a.sign = 1",
        ("Act support", "sign", "1", "it is a number"),
    ),
    "a verdict": (
        "MATCH (j:Judgement) SET j.verdict = 'perhaps'",
        ("Judgement event|p-1|p-2", "verdict", "perhaps", "verdict is 'perhaps', not same"),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_by_hand_is_rejected(name: str, driver: Driver, tmp_path: Path) -> None:
    query, (path, field, value, reason) = BROKEN[name]
    told = [*BASE, replace(BASE[1], id="p-2")]
    sources = [Source("s", "A text")]
    book = make_book(tmp_path, told, judgements=[same("p-1", "p-2")], sources=sources)
    push(book, driver)
    driver.execute_query(query)
    copy = Casebook(tmp_path / "copy.duckdb")
    (found,) = rejected(copy, driver)
    assert found[:3] == (path, field, value)
    assert reason in found[3]
    assert len(copy.claims()) == 4 - (path[:5] == "Claim")
    assert id_of(copy) == id_of(book)


def test_half_of_a_long_text_changed_is_rejected(driver: Driver, tmp_path: Path) -> None:
    name = "a" * (LONGEST + 1)
    push(make_book(tmp_path, BASE, states=[*STATES, State("long", name)]), driver)
    driver.execute_query("MATCH (s:State {id: 'long'}) SET s.name = 'Short'")
    (found,) = rejected(Casebook(tmp_path / "copy.duckdb"), driver)
    assert found[:3] == ("State long", "name", "Short")
    assert found[3].startswith("it is not the beginning of name_in_full")
    driver.execute_query("MATCH (s:State {id: 'long'}) REMOVE s.name_in_full")
    copy = Casebook(tmp_path / "copy.duckdb")
    assert pull(copy, driver).report.rejects == []
    assert {"Short"} <= {state.name for state in copy.nodes(State)}


def test_what_cannot_be_read_is_not_withdrawn(driver: Driver, tmp_path: Path) -> None:
    book = make_book(tmp_path, BASE)
    push(book, driver)
    copy = Casebook(tmp_path / "copy.duckdb")
    pull(copy, driver)
    driver.execute_query("MATCH (c:Claim {id: 'm-1'}) SET c.times = 3")
    before = files(copy, tmp_path / "before")
    with pytest.raises(BadInput, match=r"cannot be read: 1; --update would withdraw"):
        pull(copy, driver, update=True)
    assert len(pull(copy, driver).report.rejects) == 1
    assert files(copy, tmp_path / "after") == before
    # A claim that is read and then refused is there all the same.
    driver.execute_query("MATCH (c:Claim {id: 'm-1'}) SET c.times = 'thrice'")
    report = pull(copy, driver, update=True).report
    assert (len(report.rejects), report.vanished) == (1, [])
    assert files(copy, tmp_path / "after") == before


def test_what_others_made_is_passed_over(driver: Driver, tmp_path: Path) -> None:
    book = make_book(tmp_path, BASE)
    push(book, driver)
    driver.execute_query(
        """MATCH (g:State {id: 'germany'}), (p:State {id: 'poland'}), (c:Claim {id: 'm-1'})
           SET g.rank = 0.3, p.rank = 0.1, c.checked = 'yes', c.earliest = 4, c.name = 'M'
           CREATE (:Note {text: 'mine'})-[:ON]->(g), (g)-[:MET_WITH {mine: true}]->(p),
                  (:State {id: 'atlantis'}), (:Actor:State {id: 'lemuria', key: 4}),
                  (:State {id: 'mu', key: $book + '|mu', book: $book}),
                  (:Claim {id: 'm-1'}), (:Claim), (:Claim:Odd {key: 'elsewhere'})""",
        book=id_of(book),
    )
    copy = Casebook(tmp_path / "copy.duckdb")
    pulled = pull(copy, driver)
    assert pulled.report.rejects == []
    assert pulled.report.ignored == {
        "Claim nodes without the key of a casebook": 3,
        "State nodes without the key of a casebook": 3,
        "the property 'rank' of State nodes is none of ours": 2,
        "the property 'checked' of Claim nodes is none of ours, which x_... would be": 1,
    }
    assert files(copy, tmp_path / "theirs") == files(book, tmp_path / "ours")


def test_a_claim_made_by_hand_with_a_key_is_pulled(driver: Driver, tmp_path: Path) -> None:
    book = make_book(tmp_path, BASE)
    push(book, driver)
    driver.execute_query(
        """CREATE (:Claim {key: $book + '|n-1', id: 'n-1', kind: 'informed', act: 'letter',
           agents: 'Germany', targets: 'Latvia', date: '1926', source: 's'})""",
        book=id_of(book),
    )
    report = pull(book, driver).report
    assert report.counts["claims"] == {"new": 1, "unchanged": 3}
    push(book, driver)
    assert same_as(driver, book)


def test_a_title_counts_not_the_name_shown(driver: Driver, tmp_path: Path) -> None:
    book = make_book(tmp_path, BASE, treaties=[TREATY])
    push(book, driver)
    driver.execute_query("MATCH (t:Treaty) SET t.name = 'Pact'")
    report = pull(book, driver).report
    assert report.ignored == {"the name of a Treaty follows from its title: set that": 1}


# As a user


@pytest.fixture
def ask(neo4j_server: Server, tmp_path: Path) -> Callable[..., tuple[int, str, str]]:
    """``rapallo pull`` into ``copy.duckdb``."""

    def run(*words: str, book: str = "copy.duckdb") -> tuple[int, str, str]:
        environment = {"NEO4J_PASSWORD": neo4j_server.password, "NEO4J_USER": neo4j_server.user}
        command = ["--book", str(tmp_path / book), "pull", "--uri", neo4j_server.uri, *words]
        done = CliRunner().invoke(cli, command, env=environment)
        return done.exit_code, done.stdout, " ".join(done.stderr.split())

    return run


def test_the_command(
    ask: Callable[..., tuple[int, str, str]], driver: Driver, tmp_path: Path
) -> None:
    code, out, said = ask()
    assert (code, out) == (1, "")
    assert said == "Error: the database holds no casebook: `rapallo push` puts one there"
    book = make_book(tmp_path, BASE)
    push(book, driver)
    code, out, said = ask("--dry-run", "-f", "csv")
    assert code == 0
    assert out.startswith("what,new,changed,unchanged,vanished,withdrawn\nclaims,3,0,0,0,0\n")
    assert said.endswith("Nothing was written.")
    code, out, said = ask()
    assert code == 0
    assert said.startswith(f"Read casebook {id_of(book)}, pushed 20")
    assert f"holds casebook {id_of(book)} as it was pushed, {book.digest}. It is a copy" in said
    assert said.endswith("whichever of the two is pushed last is what the database holds, and"
                         " nobody is warned.")  # fmt: skip
    code, out, said = ask(book="book.duckdb")
    assert code == 0
    assert said.endswith(f"holds casebook {id_of(book)} as it was pushed, {book.digest}.")
    driver.execute_query("MATCH (c:Claim {id: 'm-1'}) SET c.date = 'foo'")
    rejects = tmp_path / "rejects.csv"
    code, out, said = ask("--rejects", str(rejects), book="other.duckdb")
    assert code == 0
    assert "1 node could not be used: Claim m-1, date: 'foo' is not a date in EDTF" in said
    assert "A push would remove there what could not be used here" in said
    assert rejects.read_text("utf-8").splitlines()[1].startswith("Claim m-1,")
    assert ask("--casebook", "nonesuch")[0] == 1


def test_a_file_that_is_no_casebook_is_left_alone(
    ask: Callable[..., tuple[int, str, str]], driver: Driver, tmp_path: Path
) -> None:
    push(make_book(tmp_path, BASE), driver)
    (tmp_path / "letter.txt").write_text("Dear Sir")
    code, _, said = ask(book="letter.txt")
    assert (code, said.endswith("is not a casebook of Rapallo")) == (1, True)
    assert (tmp_path / "letter.txt").read_text() == "Dear Sir"


def test_pulling_stopped_halfway_leaves_nothing(driver: Driver, tmp_path: Path) -> None:
    told: list[Claim] = [replace(BASE[1], id=f"p-{number:04}") for number in range(1000)]
    push(make_book(tmp_path, told), driver)
    copy = Casebook(tmp_path / "copy.duckdb")

    def stop(number: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pull(copy, driver, progress=stop)
    assert not copy.path.exists()
    with pytest.raises(RapalloError, match="no casebook at"):
        copy.claims()
