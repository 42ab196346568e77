"""The notebook on Neo4j, on the server of the tests."""

from __future__ import annotations

import nbformat
from neo4j import Driver

from rapallo.neo4j.connect import Server
from tests.notebooks.executing import NOTEBOOKS, ON_NEO4J, executed, seen


def test_the_notebook_puts_out_what_is_committed(neo4j_server: Server, driver: Driver) -> None:
    path = NOTEBOOKS / f"{ON_NEO4J}.ipynb"
    variables = {
        "NEO4J_URI": neo4j_server.uri,
        "NEO4J_USER": neo4j_server.user,
        "NEO4J_PASSWORD": neo4j_server.password,
    }
    committed = nbformat.read(path, as_version=4)
    assert seen(executed(path, variables)) == seen(committed), "make notebooks writes it anew"
    (left,) = driver.execute_query("MATCH (n) RETURN count(n)").records[0]
    assert left == 0
