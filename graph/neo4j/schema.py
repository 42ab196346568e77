"""The constraints and indexes of a database, made before anything is written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import resources

from neo4j import Driver, ManagedTransaction, Session

from rapallo.errors import ServerUnavailable

__all__ = ["OLDEST", "check_version", "ensure", "statements"]

OLDEST = (5, 7)
"""The oldest server: since then relationships can be unique."""

_AGENT = re.compile(r"Neo4j/(\d+)\.(\d+)")
_NAMED = re.compile(r"CREATE (?:CONSTRAINT|INDEX) (\w+) IF NOT EXISTS")


def statements() -> dict[str, str]:
    """The statements of ``cypher/schema.cypher``, by the name of what they make.

    >>> print(statements()["rapallo_claim_key"])
    CREATE CONSTRAINT rapallo_claim_key IF NOT EXISTS
    FOR (n:Claim) REQUIRE n.key IS UNIQUE
    """
    text = resources.files("rapallo.cypher").joinpath("schema.cypher").read_text("utf-8")
    code = re.sub(r"^//.*\n", "", text, flags=re.MULTILINE)
    found = [part.strip() for part in code.split(";")]
    return {name[1]: part for part in found if (name := _NAMED.match(part))}


def ensure(session: Session, what: str = "") -> list[str]:
    """Make what is missing and wait until it serves; the names of what was made.

    ``what``: ``CONSTRAINT`` or ``INDEX`` for these only.
    """
    there = {name for kind in ("CONSTRAINTS", "INDEXES") for name in _names(session, kind)}
    missing = {
        name: text
        for name, text in statements().items()
        if name not in there and text.startswith(f"CREATE {what}")
    }
    if missing:
        session.execute_write(_make, list(missing.values()))
        session.run("CALL db.awaitIndexes(3600)").consume()
    return list(missing)


def _make(tx: ManagedTransaction, texts: Iterable[str]) -> None:
    # In one transaction: one after another they take seconds each.
    for text in texts:
        tx.run(text).consume()


def _names(session: Session, what: str) -> list[str]:
    return [str(row["name"]) for row in session.run(f"SHOW {what} YIELD name")]


def check_version(driver: Driver) -> None:
    """Raise :class:`~rapallo.errors.ServerUnavailable` where the server is too old."""
    agent = driver.get_server_info().agent
    found = _AGENT.match(agent)
    if found and (int(found[1]), int(found[2])) < OLDEST:
        oldest = ".".join(map(str, OLDEST))
        raise ServerUnavailable(
            f"the server is {agent}; Rapallo needs Neo4j {oldest} or later,"
            " the first in which relationships can be unique"
        )
