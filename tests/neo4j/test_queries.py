"""The query library: headers, parameters, and every query on the dossier in a real database."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from neo4j import Driver, Record
from neo4j.graph import Node, Relationship

from rapallo.casebook.book import Casebook
from rapallo.cli.main import cli
from rapallo.errors import AmbiguousName, BadOption, ServerUnavailable, UnknownName
from rapallo.export.palette import KIND_COLOURS
from rapallo.model.nodes import Source
from rapallo.neo4j.connect import Server
from rapallo.neo4j.model import LABELS, SHORTCUTS
from rapallo.neo4j.push import push, take_out
from rapallo.neo4j.queries import KINDS, Query, answer, find, queries, read, write_favourites
from tests.helpers import claim, make_book
from tests.neo4j.database import id_of
from tests.neo4j.shelf import dossier, shelved

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "cypher" / "queries"
ALL = list(queries().values())

every_query = pytest.mark.parametrize("query", ALL, ids=[query.name for query in ALL])


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    return dossier(tmp_path_factory.mktemp("dossier"))


@pytest.fixture(scope="module")
def driver(
    neo4j_server: Server, book: Casebook, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Driver]:
    """A database that holds the dossier, and a casebook that tells other things of Lithuania."""
    other = make_book(
        tmp_path_factory.mktemp("other"),
        [
            claim("o-1", "met_with", "Lithuania;Poland", date="1926-03"),
            claim("o-2", "pressured", "Poland", "Lithuania", date="1926-04-01"),
            claim("o-3", "pressured", "France", "Lithuania", date="1926-04-05"),
        ],
        issues=[],
    )
    with shelved(neo4j_server, {"dossier": book, "other": other}) as (driver, _):
        yield driver


# Files


def test_every_file_is_a_query() -> None:
    assert [query.name for query in ALL] == sorted(p.stem for p in FOLDER.glob("*.cypher"))
    assert 20 <= len(ALL) <= 30


def test_the_library_answers_what_historians_ask() -> None:
    assert {query.name for query in ALL} >= {
        *("meetings", "go-betweens", "joint-pressure", "joint-acts", "signed", "opposition"),
        *("career", "contacts", "paths", "conferences", "conflicts", "one-source"),
        *("neighbours", "ego", "silence", "unnamed", "hearsay", "timeline"),
    }


@every_query
def test_a_header_is_complete(query: Query) -> None:
    assert re.fullmatch(r"[A-Z].{4,70}", query.title)
    assert "?" in query.question
    assert query.question.endswith((".", "?"))
    for parameter in query.parameters:
        assert parameter.kind in KINDS
        assert len(parameter.about) > 7
        assert parameter.value(parameter.example) not in (None, parameter.default)
        assert parameter.default is None or parameter.value(str(parameter.default)) is not None
    assert query.parameters[-1].name == "book"
    assert query.parameters[-1].default is None


@every_query
def test_a_query_uses_each_parameter_and_no_other(query: Query) -> None:
    code = query.text[query.text.index("} AS ask") :]
    assert set(re.findall(r"\bask\.(\w+)", code)) == {p.name for p in query.parameters}
    assert "$" not in query.text
    assert query.bound.count("$") == 1


@every_query
def test_a_query_reads_only_and_fits_a_screen(query: Query) -> None:
    assert not re.search(r"\b(CREATE|MERGE|SET|DELETE|REMOVE|LOAD|CALL)\b", query.text)
    lines = query.text.splitlines()
    assert max(map(len, lines)) <= 110
    assert len(lines) <= 85
    # Browser cuts what is pasted into statements at a semicolon, in a comment too.
    assert ";" not in re.sub(r'"[^"]*"', "", query.text)


@every_query
def test_each_row_names_claims_and_sources(query: Query) -> None:
    returned = query.text[query.text.rindex("\nRETURN ") :]
    assert re.search(r"\bclaims\b", returned)
    assert re.search(r"\bsources\b", returned)
    assert "ORDER BY" in returned


@every_query
def test_only_what_is_told_counts(query: Query) -> None:
    others = {"conflicts", "event", "hearsay", "not-told", "treaty"}
    told = 'status: "told"' in query.text or 'status = "told"' in query.text
    assert told or query.name in others


def test_a_query_is_documented_by_its_text(tmp_path: Path) -> None:
    query = find("meetings")
    assert query.title == "Meetings in a window"
    assert query.question.startswith("Who met whom between two days")
    first = query.parameters[0]
    assert (first.name, first.kind, first.example) == ("from", "first day", "1926-04-01")
    assert first.default == dt.date(1925, 1, 1)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("MATCH (n) RETURN n", "begins with title, question and parameters"),
        ("// A\n//\nWITH {\n  a: 1  // number: how many, e.g. 2\n} AS ask\n", "begins with title"),
        ("// A\n// B\n// C\nWITH {\n  a: 1  // number: many, e.g. 2\n} AS ask\n", "begins with"),
        ("// A\n//\n// B?\nWITH {\n  a: 1\n} AS ask\n", "'a: 1' is not name, default, type"),
        ("// A\n//\n// B?\nWITH {\n  a: 1  // soup: many, e.g. 2\n} AS ask\n", "is not name"),
    ],
)
def test_a_wrong_header_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(BadOption, match=re.escape(sentence)):
        read("mine", text)


# Parameters


@pytest.mark.parametrize(
    ("query", "given", "name", "value"),
    [
        ("meetings", {"from": "1926"}, "from", dt.date(1926, 1, 1)),
        ("meetings", {"to": "1926"}, "to", dt.date(1926, 12, 31)),
        ("meetings", {"to": "1926-02"}, "to", dt.date(1926, 2, 28)),
        ("meetings", {"to": "1926-04-24~"}, "to", dt.date(1926, 5, 1)),
        ("meetings", {"to": dt.date(1926, 4, 24)}, "to", dt.date(1926, 4, 24)),
        ("meetings", {"to": ""}, "to", None),
        ("meetings", {"from": "../1926"}, "from", None),
        ("meetings", {"who": ""}, "who", None),
        ("meetings", {}, "from", dt.date(1925, 1, 1)),
        ("joint-pressure", {"days": "31"}, "days", 31),
        ("joint-pressure", {"days": 31}, "days", 31),
        ("conflicts", {"across": "yes"}, "across", True),
        ("conflicts", {"across": "No"}, "across", False),
        ("conflicts", {"across": True}, "across", True),
    ],
)
def test_a_value_is_read_as_its_type(
    query: str, given: dict[str, Any], name: str, value: object
) -> None:
    assert find(query).values(given)[name] == value


@pytest.mark.parametrize(
    ("query", "given", "sentence"),
    [
        ("meetings", {"from": "June"}, "from is a date in EDTF; a month or year is its first day"),
        ("meetings", {"from": "1926-02-30"}, "such as 1926-04-01, not '1926-02-30'"),
        (
            "joint-pressure",
            {"days": "two"},
            "days is a whole number of at most 10,000, such as 31, not 'two'",
        ),
        ("joint-pressure", {"days": "1.5"}, "days is a whole number"),
        ("joint-pressure", {"days": ""}, "days is a whole number"),
        ("joint-pressure", {"days": True}, "days is a whole number"),
        ("conflicts", {"across": "maybe"}, "across is yes or no, such as true, not 'maybe'"),
        ("meetings", {"form": "1926"}, "meetings has no parameter 'form'; close to it: from"),
        ("meetings", {"zzz": "1"}, "meetings has no parameter 'zzz'; it has from, to, who, book"),
    ],
)
def test_a_wrong_value_is_a_sentence(query: str, given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadOption, match=re.escape(sentence)):
        find(query).values(given)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("meeting", "there is no query 'meeting'; close to it: meetings"),
        ("zzz", "there is no query 'zzz'; `rapallo query --list` shows all"),
    ],
)
def test_an_unknown_query_is_a_sentence(name: str, sentence: str) -> None:
    with pytest.raises(BadOption, match=re.escape(sentence)):
        find(name)


NASTY = '"} AS ask MATCH (n) DETACH DELETE n // \\ \n ; ` {x} $ask'


@pytest.mark.parametrize("text", [NASTY, 'Mor"aht', "back\\slash", "Žemaitė 🜁", "a\tb", "'"])
def test_what_is_pasted_reads_back(text: str) -> None:
    query = find("hearsay")
    pasted = query.pasted({"speaker": text})
    assert read("hearsay", pasted).values({})["speaker"] == text
    assert read("hearsay", pasted).bound == query.bound
    assert query.pasted({}) == query.text


def test_what_is_pasted_has_the_values_given() -> None:
    pasted = find("meetings").pasted({"from": "1926", "who": "Moraht"})
    lines = pasted.splitlines()
    assert any(line.startswith('  from: date("1926-01-01"),  // first day') for line in lines)
    assert any(line.startswith('  who: "Moraht",') for line in lines)
    assert any(line.startswith('  to: date("1928-12-31"),') for line in lines)


# In the database


@every_query
def test_a_query_finds_something_in_the_dossier(
    driver: Driver, book: Casebook, query: Query
) -> None:
    found = answer(driver, query, {"book": id_of(book)})
    assert found.rows
    assert set(found.columns) >= {"claims", "sources"}
    ids = {c.id for c in book.stored()}
    sources = {source.key for source in book.nodes(Source)}
    told = [row for row in found.rows if row["claims"]]
    assert told
    for row in found.rows:
        assert set(row["claims"]) <= ids
        assert set(row["sources"]) <= sources
        assert row["sources"]
        assert row["claims"] or query.name in ("silence", "career")


@every_query
def test_a_query_gives_the_same_pasted_and_bound(driver: Driver, query: Query) -> None:
    """As it stands, as if pasted with its defaults; as it is bound; and once more."""
    pasted = driver.execute_query(query.text)
    bound = driver.execute_query(query.bound, {"ask": query.values({})})
    assert pasted.keys == bound.keys
    assert [shown(row) for row in pasted.records] == [shown(row) for row in bound.records]


QUOTED = {"first day": 'date("{}")', "last day": 'date("{}")', "number": "{}", "yes or no": "{}"}
"""How an example stands in the first lines of a query; what is no such thing is a text."""


def as_pasted(query: Query, given: dict[str, str]) -> str:
    """A query in whose first lines somebody has put these words as they stand, and no more."""
    text = query.text
    for parameter in query.parameters:
        if parameter.name in given:
            told = QUOTED.get(parameter.kind, '"{}"').format(given[parameter.name])
            default = r"""("[^"]*"|date\("[^"]*"\)|[\w-]+)"""
            text = re.sub(
                rf"^  {parameter.name}: {default}",
                lambda found, told=told, name=parameter.name: f"  {name}: {told}",
                text,
                count=1,
                flags=re.MULTILINE,
            )
    return text


@every_query
def test_an_example_gives_the_same_pasted_and_asked(driver: Driver, query: Query) -> None:
    """Each alone and all at once: a date is the whole day that it says, a name is understood."""
    examples = {p.name: p.example for p in query.parameters if p.name != "book"}
    for given in ({}, examples, *({name: example} for name, example in examples.items())):
        pasted = as_pasted(query, given)
        assert (pasted != query.text) == bool(given)
        assert read(query.name, pasted).values({}) == query.values(given)
        asked = {"ask": answer(driver, query, given).values}
        rows = driver.execute_query(query.bound, asked).records
        assert [shown(row) for row in driver.execute_query(pasted).records] == list(
            map(shown, rows)
        )


@every_query
def test_an_example_finds_something_in_the_dossier(
    driver: Driver, book: Casebook, query: Query
) -> None:
    """Each alone, and all at once."""
    ours = {"book": id_of(book)}
    examples = {p.name: p.example for p in query.parameters if p.name != "book"}
    for given in (examples, *({name: example} for name, example in examples.items())):
        rows = answer(driver, query, {**given, **ours}).rows
        assert any(row["claims"] for row in rows), given


ALIASES = {
    "actor": ("USSR", "Olschauzen", "Pozdniakov", "Shtive", "Wallroth, E.", "Karski, Mikhail"),
    "state": ("USSR", "Weimar Republic", "Britain"),
    "person": ("Karski", "Karski, Mikhail", "Litvinov, Maksim", "Ioffe"),
    "treaty": ("Nazi-Soviet Pact", "Berlin Treaty", "Rapallo"),
    "matter": ("Memel question", "Nazi-Soviet Pact", "USSR", "Pozdniakov"),
}
"""Names of the dossier that no node bears: aliases, with the state served or without."""


@every_query
def test_an_alias_is_found_where_it_is_pasted(driver: Driver, query: Query) -> None:
    """Nobody resolves a name in Browser: the query itself knows aliases, and their surnames."""
    found = 0
    for parameter in query.parameters:
        for alias in ALIASES.get(parameter.kind, ()):
            if query.name == "opposition" and alias in ("USSR", "Pozdniakov"):
                continue
            given = {parameter.name: alias}
            asked = answer(driver, query, given).values
            assert asked[parameter.name] != alias
            rows = driver.execute_query(query.bound, {"ask": asked}).records
            pasted = driver.execute_query(query.pasted(given)).records
            assert list(map(shown, pasted)) == list(map(shown, rows))
            found += len(rows)
    assert found or not any(p.kind in ALIASES for p in query.parameters)


def shown(row: Record) -> list[str]:
    """What a reader sees of a row; the order in a list has no meaning."""
    return [_shown(value) for value in row.values()]


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return str(sorted(map(str, value)))
    if isinstance(value, Node | Relationship):
        return value.element_id
    return str([node["id"] for node in value.nodes]) if hasattr(value, "nodes") else str(value)


@every_query
def test_neo4j_has_nothing_to_warn_of(driver: Driver, neo4j_server: Server, query: Query) -> None:
    """Neither deprecated, nor a product of everything with everything, nor misspelt."""
    with driver.session(
        database=neo4j_server.database, notifications_min_severity="INFORMATION"
    ) as session:
        notes = session.run(f"EXPLAIN {query.text}").consume().gql_status_objects
    assert [note.status_description for note in notes if note.gql_status[:2] in ("01", "03")] == []


@every_query
def test_a_casebook_is_asked_alone(driver: Driver, book: Casebook, query: Query) -> None:
    ours = {c.id for c in book.stored()}
    for row in answer(driver, query, {"book": id_of(book)}).rows:
        assert set(row["claims"]) <= ours
    with pytest.raises(BadOption, match=r"the database holds no casebook 'none', but .*; "):
        answer(driver, query, {"book": "none"})


def test_the_other_casebook_is_found_too(driver: Driver) -> None:
    rows = answer(driver, "joint-pressure", {"target": "Lithuania"}).rows
    assert [r["close"] for r in rows if r["claims"] == ["o-2", "o-3"]] == ["certain"]


@pytest.mark.parametrize(
    "name", ["Moraht", "moraht", "Moraht, Hans", "moraht-hans", "MORAHT, HANS"]
)
def test_a_person_has_many_names(driver: Driver, name: str) -> None:
    assert {r["who"] for r in answer(driver, "contacts", {"who": name}).rows} == {"Moraht, Hans"}


@pytest.mark.parametrize("name", ["USSR", "Soviet Union", "soviet-union"])
def test_a_state_has_many_names(driver: Driver, name: str) -> None:
    rows = answer(driver, "representatives", {"state": name}).rows
    assert {r["state"] for r in rows} == {"Soviet Union"}


def test_an_unknown_name_is_told_with_what_is_close(driver: Driver) -> None:
    with pytest.raises(UnknownName, match=r"is called 'Moratt'; close to it: Moraht, Hans"):
        answer(driver, "contacts", {"who": "Moratt"})
    with pytest.raises(UnknownName, match="is called 'Moraht'"):
        answer(driver, "representatives", {"state": "Moraht"})


def test_a_name_of_several_is_not_guessed(neo4j_server: Server, driver: Driver) -> None:
    create = "CREATE (:Actor:Diplomat {id: $id, key: 'x|' + $id, book: 'x', name: $name})"
    for first in ("Hans", "Karl"):
        driver.execute_query(create, id=f"twin-{first}", name=f"Twin, {first}")
    try:
        with pytest.raises(AmbiguousName, match="'Twin' may be twin-Hans or twin-Karl"):
            answer(driver, "contacts", {"who": "Twin"})
        assert not answer(driver, "contacts", {"who": "Twin, Karl"}).rows
    finally:
        driver.execute_query("MATCH (n {book: 'x'}) DELETE n")


def test_a_database_without_a_casebook_says_so(neo4j_server: Server, driver: Driver) -> None:
    driver.execute_query("MATCH (b:Casebook) REMOVE b:Casebook SET b:Hidden")
    try:
        with pytest.raises(ServerUnavailable, match="holds no casebook: `rapallo push` puts one"):
            answer(driver, "contacts", {"who": "Moraht"})
    finally:
        driver.execute_query("MATCH (b:Hidden) REMOVE b:Hidden SET b:Casebook")


@pytest.mark.parametrize("query", ["hearsay", "unnamed"])
def test_a_text_is_never_run(driver: Driver, query: str) -> None:
    (before,) = driver.execute_query("MATCH (n) RETURN count(n)").records[0]
    name = find(query).parameters[0].name
    assert not answer(driver, query, {name: NASTY}).rows
    assert not driver.execute_query(find(query).pasted({name: NASTY})).records
    (after,) = driver.execute_query("MATCH (n) RETURN count(n)").records[0]
    assert before == after > 0


def test_a_meeting_of_five_counts_once(driver: Driver) -> None:
    """Seven claims tell of the signing in Moscow: the pair has met once that day."""
    rows = answer(driver, "meetings", {"from": "1939-08-23", "to": "1939-08-24"}).rows
    pairs = {(r["a"], r["b"]): r for r in rows}
    for row in pairs.values():
        assert row["certain"] <= row["possible"] <= len(row["claims"])
    assert any(len(r["claims"]) > r["possible"] for r in rows)


# The command line


def run(server: Server, *arguments: str) -> Any:
    environment = {"NEO4J_URI": server.uri, "NEO4J_PASSWORD": server.password}
    return CliRunner().invoke(cli, ["query", *arguments], env=environment, prog_name="rapallo")


def test_the_list_names_every_query() -> None:
    done = CliRunner().invoke(cli, ["query", "--list"])
    assert done.exit_code == 0, done.output
    assert all(re.search(rf"^{query.name} ", done.stdout, re.MULTILINE) for query in ALL)
    listed = json.loads(CliRunner().invoke(cli, ["query", "-f", "json"]).stdout)
    assert [row["question"] for row in listed] == [query.question for query in ALL]


def test_a_query_explains_its_parameters() -> None:
    done = CliRunner().invoke(cli, ["query", "joint-pressure", "--list", "-f", "csv"])
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["parameter"] for row in rows] == ["target", "days", "from", "to", "book"]
    assert rows[1]["default"] == "14"


def test_show_prints_what_to_paste() -> None:
    done = CliRunner().invoke(cli, ["query", "ego", "--param", "who=Moraht", "--show"])
    assert done.stdout == find("ego").pasted({"who": "Moraht"})


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("meeting", "Error: there is no query 'meeting'; close to it: meetings"),
        ("meetings --param from", "'from': write a parameter as name=value"),
        ("meetings --param from=1 --param from=2", "from is given twice"),
        (
            "joint-pressure --param days=x",
            "Error: days is a whole number of at most 10,000, such as 31, not 'x'",
        ),
        ("meetings --param form=1926", "Error: meetings has no parameter 'form'"),
    ],
)
def test_the_command_line_refuses_in_a_sentence(arguments: str, sentence: str) -> None:
    done = CliRunner().invoke(
        cli, ["query", *shlex.split(arguments), "--uri", "bolt://127.0.0.1:1"]
    )
    assert done.exit_code in (1, 2)
    assert sentence in done.stderr


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_the_command_line_answers(driver: Driver, neo4j_server: Server, form: str) -> None:
    arguments = ["meetings", "--param", "from=1926", "--param", "to=1926-06", "-f"]
    done = run(neo4j_server, *arguments, form)
    assert done.exit_code == 0, done.output
    assert "baltic-cooperation-005" in done.stdout
    assert "from 1926-01-01, to 1926-06-30" in done.stderr
    if form == "json":
        rows = json.loads(done.stdout)
        assert {"a": "Chernykh, A. S.", "first": "1926-03-05"}.items() <= rows[0].items()
    elif form == "csv":
        assert next(csv.DictReader(io.StringIO(done.stdout)))["claims"].count(";") == 1


def test_nothing_found_is_said(driver: Driver, neo4j_server: Server) -> None:
    done = run(neo4j_server, "meetings", "--param", "from=1800", "--param", "to=1801")
    # An undated meeting may have been at any time: it is found, and never certain.
    assert done.exit_code == 0
    assert "certain" in done.stdout
    done = run(neo4j_server, "hearsay", "--param", "speaker=nobody of that name")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "Nothing was found." in done.stderr


def test_an_answer_of_several_casebooks_says_so(
    driver: Driver, neo4j_server: Server, book: Casebook
) -> None:
    several = "Note: this is of 2 casebooks together, "
    done = run(neo4j_server, "conferences")
    assert several in " ".join(done.stderr.split())
    assert "--param book=ID asks of one" in done.stderr
    done = run(neo4j_server, "conferences", "--param", f"book={id_of(book)}")
    assert done.exit_code == 0
    assert "Note" not in done.stderr
    done = run(neo4j_server, "conferences", "--param", "book=none")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "Error: the database holds no casebook 'none', but " in done.stderr


def test_of_several_casebooks_that_of_the_command_line_is_asked(
    driver: Driver, neo4j_server: Server, book: Casebook
) -> None:
    whole = answer(driver, "conferences")
    alone = answer(driver, "conferences", own=lambda: id_of(book))
    assert [one.id for one in alone.books] == [id_of(book)]
    assert alone.rows == answer(driver, "conferences", {"book": id_of(book)}).rows
    assert len(alone.books) < len(whole.books)
    assert answer(driver, "conferences", own=lambda: "another").rows == whole.rows


def test_where_a_query_stops_is_said(driver: Driver, neo4j_server: Server, tmp_path: Path) -> None:
    """Paths are cut at a number of rows; others are whole."""
    assert [query.name for query in ALL if query.most] == ["paths"]
    assert "LIMIT" not in "".join(query.text for query in ALL if not query.most)
    legs = (
        ((f"a-{n}", "Germany;Latvia", 1926, n) for n in range(32)),
        ((f"b-{n}", "Latvia;Poland", 1927, n) for n in range(32)),
    )
    told = [
        claim(name, "met_with", who, date=str(dt.date(year, 1, 1) + dt.timedelta(n)))
        for leg in legs
        for name, who, year, n in leg
    ]
    many = make_book(tmp_path, told)
    push(many, driver)
    asked = [f"--param={p}" for p in ("a=Germany", "b=Poland", f"book={id_of(many)}")]
    done = run(neo4j_server, "paths", *asked, "-f", "json")
    take_out(driver, id_of(many))
    assert len(json.loads(done.stdout)) == 1000
    assert "stops after 1000 rows, so there may be more" in " ".join(done.stderr.split())
    done = run(neo4j_server, "paths", "-f", "json")
    assert 0 < len(json.loads(done.stdout)) < 1000
    assert "stops after" not in done.stderr


# What Browser takes


def test_the_favourites_hold_every_query(tmp_path: Path) -> None:
    archive, style = write_favourites(tmp_path / "browser")
    with ZipFile(archive) as file:
        assert file.namelist() == [f"Rapallo/{query.name}.cypher" for query in ALL]
        assert file.read("Rapallo/ego.cypher").decode() == find("ego").text
    before = archive.read_bytes()
    write_favourites(tmp_path / "browser")
    assert archive.read_bytes() == before
    assert style.read_text("utf-8") == (ROOT / "cypher" / "style.grass").read_text("utf-8")


def rules() -> dict[str, dict[str, str]]:
    """The rules of the style, by selector."""
    text = (ROOT / "cypher" / "style.grass").read_text("utf-8")
    blocks = re.findall(r'^([\w.]+) \{\n((?:  [\w-]+: (?:"[^"]*"|[^;"]+);\n)+)\}\n', text, re.M)
    assert sum(body.count("\n") + 2 for _, body in blocks) == text.count("\n"), "nothing but rules"
    return {
        name: {
            k.strip(): v.strip('" ')
            for k, v in (line.split(":", 1) for line in body.split(";\n") if line)
        }
        for name, body in blocks
    }


def test_the_style_knows_every_label() -> None:
    labels = {label for labels in LABELS.values() for label in labels} | {"Post", "Claim", "Event"}
    assert {name.partition(".")[2] for name in rules() if name.startswith("node")} >= labels


def test_the_style_has_the_colours_of_the_other_exports() -> None:
    for kind, type_ in SHORTCUTS.items():
        rule = rules()[f"relationship.{type_}"]
        assert rule["color"] == KIND_COLOURS[kind]
        assert rule["caption"] == "{act} {date}"


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize(
    "name", [n for n in rules() if n.startswith("node.") and n != "node.Actor"]
)
def test_a_caption_can_be_read_on_its_node(name: str) -> None:
    """A contrast of 3 to 1 at least: large text after WCAG 2.1."""
    rule = {**rules()["node"], **rules()[name]}
    light, dark = sorted((luminance(rule["color"]), luminance(rule["text-color-internal"])))[::-1]
    assert (light + 0.05) / (dark + 0.05) >= 3
