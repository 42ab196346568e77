"""Files for ``neo4j-admin``, imported with the real tool: the database equals a pushed one."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from neo4j import Driver

from rapallo.casebook.book import Casebook
from rapallo.cli.main import cli
from rapallo.errors import BadOption
from rapallo.model.nodes import Diplomat, Document, Issue, Member, Organization, Post, State
from rapallo.neo4j import bulk
from rapallo.neo4j.bulk import ARGUMENTS, COMMAND, SCHEMA, export_bulk
from rapallo.neo4j.connect import Server, connected
from rapallo.neo4j.push import push
from rapallo.neo4j.schema import statements
from rapallo.neo4j.server import LocalServer, class_path, free_port, missing
from tests.helpers import STATES, claim, make_book, put
from tests.neo4j.database import content, everything, id_of, same_as
from tests.neo4j.shelf import dossier

CACHE = Path(__file__).parents[2] / ".cache"

ODD = [
    "x_a:b", "x_a:string", "x_:ID", "x_:LABEL", "x_a:IGNORE", "x_a,b", "x_a;b", 'x_"q"', "x_'q'",
    "x_a b", "x_`t`", "x_`) DETACH DELETE n", "x_\\", "x_tab\t.", "x_}", "x_)", "x_]->", "x_",
    "x_Ωmega 🜁 \u202e rtl e\u0301", "x_\u2028a", "x_a\x85a", "x_$", "x_#", "x_@",
]  # fmt: skip
TEXTS = [
    "", " ", "  spaces  ", "line\nbreak\r\n\ttab\r", "\n", '"', '""', '"quoted"', "a,b;c", "\\",
    '\\"', "é🜁\u2028\x85", "null", "true", "1", "1926-01-01", "[1;2]", "{a: 1}", "'", "#", "`",
]  # fmt: skip
DATES = [
    "", "1926", "0001-01-01", "9999-12-31", "-0044-03-15", "[..1926-03]", "1927?", "../1926",
]  # fmt: skip


def nasty(folder: Path) -> Casebook:
    """Names, texts and dates to break a table; columns that turn up late; a row of many MB."""
    plain = [
        claim(f"k-{number:04}", "informed", "Germany", "Poland", date="1926", place="Riga")
        for number in range(60)
    ]
    odd = [
        replace(
            claim(f"m-{number:02}`'\"}}) //", "opposed", "Germany;USSR", "Poland", date=date),
            note=text,
            locator=text,
            extra=tuple((name, text) for name in ODD[number % 5 :]),
        )
        for number, text in enumerate(TEXTS)
        for date in [DATES[number % len(DATES)]]
    ]
    wide = replace(
        claim("n-1", "met_with", "Germany;Poland", date="1926", issue="i"),
        extra=tuple((f"x_{number}", "ė\n" * 49_000) for number in range(48)),
    )
    name = "🜁" * 99_990
    giants = [State(f"{name}{number}", f"{name}{number}") for number in "12"]
    return make_book(
        folder,
        [*plain, *odd, wide, claim("z", "informed", f"{name}1", f"{name}2", note="late")],
        states=[*STATES, State("`o'd\"d})", "line\nbreak"), *giants],
        issues=[Issue("i", 'a "quoted", name')],
        diplomats=[Diplomat("koester", "Köster, Adolf", "Köster, Adolf|Germany")],
        organizations=[Organization("baltic", "Baltic states", kind="coalition")],
        posts=[Post("p1", "envoy, \"a\"", "Germany", accredited_to="Latvia",
                    holder="Köster, Adolf", start="1922~")],
        members=[Member("baltic", "latvia", "1918", "1940")],
        documents=[Document("d", "line\nbreak")],
    )  # fmt: skip


@contextmanager
def imported(folder: Path, home: Path) -> Iterator[Driver]:
    """A driver on a new server whose database the tool has filled, with the command as it is."""
    lack = missing()
    if lack:
        pytest.skip(lack)
    (home / "conf").mkdir(parents=True)
    (home / "conf" / "neo4j.conf").touch()
    server = LocalServer(home, class_path(CACHE), free_port(), free_port())
    with chdir(folder):
        server.admin(*COMMAND.split()[1:])
    server.start()
    try:
        with connected(Server(server.uri)) as driver:
            yield driver
    finally:
        server.stop()


def sealed(driver: Driver) -> dict[str, str]:
    """The node of the casebook, every value with its type; of the time only the type."""
    (row,) = driver.execute_query("MATCH (c:Casebook) RETURN labels(c) AS l, c").records
    told = {name: f"{type(value)} {value!r}" for name, value in row["c"].items()}
    pushed = row["c"]["pushed"]
    return told | {"pushed": f"{type(pushed)} {pushed.tzinfo!r}", "labels": repr(row["l"])}


@pytest.mark.parametrize("make", [dossier, nasty])
def test_the_imported_database_is_the_pushed_one(
    make: Callable[[Path], Casebook], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "_FIRST", 20)
    book, folder = make(tmp_path), tmp_path / "files"
    counts = export_bulk(book, folder)
    with imported(folder, tmp_path / "home") as driver:
        assert same_as(driver, book)
        nodes, rels = there = content(driver, id_of(book))
        assert (counts["nodes"], counts["relationships"]) == (nodes.total(), rels.total())
        seal, before = sealed(driver), everything(driver)
        report = push(book, driver)
        assert not report.differs
        assert set(report.made) == set(statements())
        assert everything(driver) == before
        push(book, driver, remove_all=True)
        assert content(driver, id_of(book))[0].total() == 0
        push(book, driver)
        assert (content(driver, id_of(book)), sealed(driver)) == (there, seal)


def test_a_casebook_without_claims_is_imported_and_grows(tmp_path: Path) -> None:
    book, folder = make_book(tmp_path, states=()), tmp_path / "files"
    assert export_bulk(book, folder)["relationships"] == 0
    with imported(folder, tmp_path / "home") as driver:
        assert same_as(driver, book)
        for text in (folder / SCHEMA).read_text("utf-8").split(";"):
            if text.strip():
                driver.execute_query(text)
        report = push(book, driver)
        assert (report.differs, report.made) == (False, [])
        put(book, [*STATES, claim("c-1", "informed", "Germany", "Poland", date="1926")])
        assert push(book, driver).differs
        assert same_as(driver, book)


# The files


@pytest.fixture
def book(tmp_path: Path) -> Casebook:
    told = [
        claim("c-1", "informed", "Germany", "Poland", date="1926", source="a"),
        claim("c-2", "informed", "Poland", "Germany", source="a", note="one\ntwo"),
    ]
    return make_book(tmp_path, [*told[:1], replace(told[1], extra=(("x_a", ""), ("x_b", "1")))])


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_table_has_typed_columns(book: Casebook, tmp_path: Path) -> None:
    assert export_bulk(book, tmp_path / "files")["files"] == 11
    one, two = table(tmp_path / "files" / "nodes-claim.csv")
    name = id_of(book)
    assert one["key:ID(Claim)"] == f"{name}|c-1"
    assert (one["earliest:date"], one["sign:long"], one["doubtful:boolean"]) == (
        "1926-01-01", "0", "false"
    )  # fmt: skip
    assert (two["note:string"], two["earliest:date"]) == ("one\ntwo", "")
    (edge, _) = table(tmp_path / "files" / "informed-actor-actor.csv")
    assert edge[":START_ID(Actor)"] == f"{name}|germany"
    assert (edge["weight:double"], edge["certain:boolean"]) == ("1.0", "true")
    (node,) = table(tmp_path / "files" / "nodes-casebook.csv")
    assert node["digest:string"] == book.digest


def test_absent_is_not_an_empty_text(book: Casebook, tmp_path: Path) -> None:
    export_bulk(book, tmp_path)
    text = (tmp_path / "nodes-claim.csv").read_text("utf-8")
    header, one, two = text.split("\n", 2)
    assert header.endswith('"note:string","x_a:string","x_b:string"')
    assert one.endswith('",,,')
    assert two.endswith('"one\ntwo","","1"\n')


def arguments(folder: Path) -> list[str]:
    lines = (folder / ARGUMENTS).read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_every_file_is_named_and_no_other_touched(book: Casebook, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "mine.csv").write_text("mine", "utf-8")
    for _ in range(2):
        export_bulk(book, folder)
        named = {line.rpartition("=")[2] for line in arguments(folder) if ".csv" in line}
        assert {path.name for path in folder.iterdir()} == named | {SCHEMA, ARGUMENTS, "mine.csv"}
    assert (folder / "mine.csv").read_text("utf-8") == "mine"


def test_only_what_needs_them_has_lines_that_break_and_a_large_buffer(tmp_path: Path) -> None:
    plain = make_book(tmp_path, [claim("c-1", "informed", "Germany", "Poland")], name="a.duckdb")
    export_bulk(plain, tmp_path / "a")
    assert [a for a in arguments(tmp_path / "a") if ".csv" not in a] == [
        "--id-type=string", "--bad-tolerance=0"
    ]  # fmt: skip
    told = replace(
        claim("c-1", "informed", "Germany", "Poland", note="a\rb"),
        extra=tuple((f"x_{number}", "a" * 100_000) for number in range(25)),
    )
    export_bulk(make_book(tmp_path, [told], name="b.duckdb"), tmp_path / "b")
    options = dict(a.split("=") for a in arguments(tmp_path / "b") if ".csv" not in a)
    assert options["--multiline-fields"] == "true"
    assert int(options["--read-buffer-size"]) > 5_000_000


def test_a_column_that_turns_up_late_has_a_table_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "_FIRST", 10)
    told = [claim(f"k-{n:03}", "informed", "Germany", "Poland", note="n") for n in range(40)]
    told[25] = replace(told[25], extra=(("x_late", "yes"),))
    folder = tmp_path / "files"
    export_bulk(make_book(tmp_path, told), folder)
    first, second = table(folder / "nodes-claim.csv"), table(folder / "nodes-claim-2.csv")
    assert (len(first), len(second)) == (25, 15)
    assert [row["x_late:string"] for row in second] == ["yes"] + [""] * 14
    names = [a.partition("=")[2] for a in arguments(folder) if "claim" in a and "nodes" in a]
    assert names == ["Claim=nodes-claim.csv", "Claim=nodes-claim-2.csv"]


@pytest.mark.parametrize("name", ["x_page (II)", "x_{a}", "x_(", "x_{", "x_a\nb", "x_a\rb"])
def test_a_name_that_no_header_can_have_is_told(name: str, tmp_path: Path) -> None:
    told = replace(claim("c-1", "informed", "Germany", "Poland"), extra=((name, ""),))
    book, folder = make_book(tmp_path, [told]), tmp_path / "files"
    with pytest.raises(BadOption, match=r"^the column 'x_.* cannot be given to neo4j-admin, .*"):
        export_bulk(book, folder)
    assert list(folder.iterdir()) == []


def test_a_place_that_cannot_be_written_to_is_told(book: Casebook, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadOption, match="file cannot be written: "):
        export_bulk(book, tmp_path / "file")


def test_the_command_line_says_what_to_run(
    book: Casebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["--book", str(book.path), "export", "neo4j-csv", "files"])
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.splitlines() == [
        "files: 92 nodes, 10 relationships, 11 files",
        "Run in that folder, with the server stopped and its database empty:",
        f"  {COMMAND}",
        "Start the server, then make the constraints and indexes:",
        "  rapallo push        (or: cypher-shell -f schema.cypher)",
        "neo4j-admin and cypher-shell are in Neo4j's bin folder: put it on the PATH.",
    ]
