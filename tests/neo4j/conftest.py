"""One real Neo4j server for all tests of a process: their own, or the one of ``NEO4J_URI``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from neo4j import Driver

from rapallo.neo4j.connect import Server, connected, server_of
from rapallo.neo4j.server import LocalServer, missing, running

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".cache"
PASSWORD = "baltic-entente"


@pytest.fixture(scope="session")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer | None]:
    """The server that the tests have to themselves, on free ports; none with ``NEO4J_URI``."""
    if os.environ.get("NEO4J_URI"):
        yield None
        return
    lack = missing()
    if lack:
        pytest.skip(lack)
    with running(tmp_path_factory.mktemp("neo4j"), cache=CACHE, password=PASSWORD) as server:
        yield server


@pytest.fixture(scope="session")
def neo4j_server(own_server: LocalServer | None) -> Server:
    """Where the server is and how to get in."""
    if own_server:
        return Server(own_server.uri, "neo4j", PASSWORD)
    assert "PYTEST_XDIST_WORKER" not in os.environ, (
        "processes that share the database of NEO4J_URI would empty it under one another:"
        " run the tests in one, PYTEST_ARGS='' make test"
    )
    server = server_of()
    with connected(server) as driver:
        # Tests clear the database that they use.
        (count,) = driver.execute_query(
            "MATCH (n) RETURN count(n)", database_=server.database
        ).records[0]
    assert not count, f"the database at {server.uri} is not empty; the tests would empty it"
    return server


@pytest.fixture
def driver(neo4j_server: Server) -> Iterator[Driver]:
    """A driver on a database in which nothing is but the schema."""
    with connected(neo4j_server) as driver:
        driver.execute_query("MATCH (n) DETACH DELETE n", database_=neo4j_server.database)
        yield driver
        driver.execute_query("MATCH (n) DETACH DELETE n", database_=neo4j_server.database)
