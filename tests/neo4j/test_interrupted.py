"""A push that is killed, client or server, and run again: the database equals the casebook."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from threading import Thread

import pytest
from neo4j import Driver

from rapallo.casebook.book import Casebook
from rapallo.errors import ServerUnavailable
from rapallo.neo4j.connect import Server, connected
from rapallo.neo4j.push import push
from rapallo.neo4j.server import LocalServer
from tests.helpers import claim, make_book
from tests.neo4j.database import same_as

PATIENCE = 240
CLAIMS = 2000


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    """Two thousand claims: a push of them takes long enough to be hit."""
    made = Random(7)
    names = ["Germany", "USSR", "Latvia", "Estonia", "Lithuania", "Poland", "France", "Britain"]
    told = []
    for number in range(CLAIMS):
        who = made.sample(names, 3)
        kind = made.choice(["met_with", "pressured", "supported", "informed"])
        rest = {} if kind == "met_with" else {"targets": who.pop()}
        told.append(claim(f"k-{number:05}", kind, ";".join(who), date="1926-12-05", **rest))
    return make_book(tmp_path_factory.mktemp("book"), told)


def command(book: Casebook, server: Server) -> tuple[list[str], dict[str, str]]:
    told = ["--book", str(book.path), "push", "--uri", server.uri, "--batch", "50"]
    code = "from rapallo.cli.main import main; main()"
    environment = {**os.environ, "NEO4J_USER": server.user, "NEO4J_PASSWORD": server.password}
    return [sys.executable, "-c", code, *told], environment


def claims_there(driver: Driver) -> int:
    return int(driver.execute_query("MATCH (c:Claim) RETURN count(c) AS n").records[0]["n"])


def until_claims(driver: Driver, least: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while claims_there(driver) < least:
        assert time.monotonic() < deadline, "the push wrote nothing"
        time.sleep(0.05)


def killed_under_way(driver: Driver, server: Server, book: Casebook, least: int) -> int:
    """Start a push, kill it once so many claims are there; how many there are then."""
    words, environment = command(book, server)
    child = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL)
    until_claims(driver, least)
    child.send_signal(signal.SIGKILL)
    child.wait()
    there = claims_there(driver)
    assert there < CLAIMS, "the push was done before it could be killed"
    return there


def unfinished(driver: Driver) -> bool | None:
    """What a push notes of itself in the database as long as it writes."""
    (told,) = driver.execute_query("MATCH (b:Casebook) RETURN b.unfinished").records[0]
    return told if told is None else bool(told)


def test_a_killed_client_leaves_what_the_next_push_completes(
    driver: Driver, neo4j_server: Server, book: Casebook
) -> None:
    killed_under_way(driver, neo4j_server, book, 100)
    assert unfinished(driver)
    push(book, driver)
    assert same_as(driver, book)
    assert unfinished(driver) is None


@pytest.mark.trial
def test_a_client_killed_again_and_again_comes_to_the_same(
    driver: Driver, neo4j_server: Server, book: Casebook
) -> None:
    there = 0
    for _ in range(3):
        there = killed_under_way(driver, neo4j_server, book, there + 100)
    assert unfinished(driver)
    push(book, driver)
    assert same_as(driver, book)


@pytest.fixture
def power(own_server: LocalServer | None, driver: Driver) -> Iterator[LocalServer]:
    """The server's switch; whatever a test does, it runs afterwards."""
    if own_server is None:
        pytest.skip("a server that others use too (NEO4J_URI) is not killed")
    yield own_server
    if own_server.process is None or own_server.process.poll() is not None:
        own_server.stop()
        own_server.start()


def test_a_push_outlives_the_death_of_its_server(
    power: LocalServer, neo4j_server: Server, driver: Driver, book: Casebook
) -> None:
    errors: list[BaseException] = []

    def pushing() -> None:
        try:
            push(book, driver, batch=50)
        except BaseException as error:
            errors.append(error)

    thread = Thread(target=pushing)
    thread.start()
    with connected(neo4j_server) as other:
        until_claims(other, 100)
    power.kill()
    power.start()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    with connected(neo4j_server) as fresh:
        # Patience may have ended first on a busy machine: what counts is that one more push does.
        if errors:
            push(book, fresh)
        assert same_as(fresh, book)
        assert not push(book, fresh).differs


@pytest.mark.trial
def test_a_full_server_is_told(
    power: LocalServer, neo4j_server: Server, driver: Driver, book: Casebook, tmp_path: Path
) -> None:
    """No file of the server's may grow any more, as on a full disk; what stood there stands."""
    push(book, driver)
    pid = power.process.pid if power.process else 0
    subprocess.run(["prlimit", "--pid", str(pid), "--fsize=4096"], check=True)
    other = make_book(tmp_path, [claim("o-1", "met_with", "Germany;Poland", date="1926")])
    with pytest.raises(ServerUnavailable) as told, connected(neo4j_server) as fresh:
        push(other, fresh)
    assert "can no longer write, as when its disk is full" in str(told.value)
    power.kill()
    power.start()
    with connected(neo4j_server) as fresh:
        assert same_as(fresh, book)


@pytest.mark.trial
def test_a_read_only_server_is_told(
    power: LocalServer, neo4j_server: Server, driver: Driver, book: Casebook
) -> None:
    """It is stopped in order first: what has to recover cannot start without writing."""
    push(book, driver)
    power.stop()
    power.start(**{"server.databases.read_only": "neo4j"})
    try:
        with connected(neo4j_server) as fresh:
            assert same_as(fresh, book)
            assert not push(book, fresh, dry_run=True).differs
        sentence = r"^the database at .* is read-only: nothing can be pushed to it$"
        with pytest.raises(ServerUnavailable, match=sentence), connected(neo4j_server) as fresh:
            push(book, fresh, remove_all=True)
    finally:
        power.stop()


@pytest.mark.trial
def test_a_stopped_database_is_told(
    power: LocalServer, neo4j_server: Server, driver: Driver, book: Casebook
) -> None:
    """One whose transaction logs are not where they were is not started by its server."""
    push(book, driver)
    logs = power.home / "data" / "transactions" / "neo4j"
    power.stop()
    logs.rename(logs.with_name("elsewhere"))
    try:
        power.start()
        sentence = r"^the database at .* is stopped: start it, then do this again$"
        with pytest.raises(ServerUnavailable, match=sentence), connected(neo4j_server):
            pass
    finally:
        power.stop()
        logs.with_name("elsewhere").rename(logs)


@pytest.mark.trial
def test_a_push_may_be_stopped_by_its_user(
    driver: Driver, neo4j_server: Server, book: Casebook, tmp_path: Path
) -> None:
    words, environment = command(book, neo4j_server)
    log = tmp_path / "said"
    with log.open("wb") as said:
        child = subprocess.Popen(
            words, env=environment, stdout=subprocess.DEVNULL, stderr=said, start_new_session=True
        )
        until_claims(driver, 100)
        child.send_signal(signal.SIGINT)
        assert child.wait(PATIENCE) == 130
    assert "Traceback" not in log.read_text("utf-8")
    push(book, driver)
    assert same_as(driver, book)
