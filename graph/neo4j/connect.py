"""Where the Neo4j server is, who we are there, and what its refusals mean."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from rapallo.errors import BadOption, ServerUnavailable

if TYPE_CHECKING:
    from neo4j import Driver

__all__ = ["DEFAULT_URI", "SCHEMES", "Server", "connected", "explained", "server_of"]

DEFAULT_URI = "bolt://127.0.0.1:7687"
SCHEMES = ("bolt", "neo4j", "bolt+s", "neo4j+s", "bolt+ssc", "neo4j+ssc")
_SILENCE = logging.NullHandler()
_PATIENCE = 120.0
"""Seconds for which a transaction is tried again: a killed server needs some 20 to recover."""


@dataclass(frozen=True, slots=True)
class Server:
    """A Neo4j database and how to get in. Without a password the server must ask for none."""

    uri: str = DEFAULT_URI
    user: str = "neo4j"
    password: str = ""
    database: str | None = None

    def __repr__(self) -> str:
        return f"Server({self.uri!r}, {self.user!r}, database={self.database!r})"


def server_of(
    uri: str | None = None,
    user: str | None = None,
    database: str | None = None,
    password_file: str | Path | None = None,
    *,
    environment: Mapping[str, str] = os.environ,
) -> Server:
    """What is given, else ``NEO4J_URI``, ``NEO4J_USER``, ``NEO4J_PASSWORD``, ``NEO4J_DATABASE``.

    Raises :class:`~rapallo.errors.BadOption` for an address that is none, or that holds a password:
    what stands on a command line can be read by everyone on the machine.

    >>> server_of("neo4j+s://db.example.org", environment={"NEO4J_PASSWORD": "x"})
    Server('neo4j+s://db.example.org', 'neo4j', database=None)
    """
    uri = uri or environment.get("NEO4J_URI") or DEFAULT_URI
    parts = _parts(uri)
    if not parts or parts.scheme not in SCHEMES or not parts.hostname:
        raise BadOption(f"{uri!r} is not the address of a Neo4j server, such as {DEFAULT_URI}")
    if parts.username or parts.password:
        raise BadOption(
            "an address must not hold a user or password: give the user apart, the password in"
            " NEO4J_PASSWORD or in a file"
        )
    password = environment.get("NEO4J_PASSWORD", "")
    if password_file:
        try:
            password = Path(password_file).read_text("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise BadOption(f"{password_file} holds no password: it is not UTF-8") from error
    user = user or environment.get("NEO4J_USER") or environment.get("NEO4J_USERNAME") or "neo4j"
    return Server(uri, user, password, database or environment.get("NEO4J_DATABASE") or None)


def _parts(uri: str) -> SplitResult | None:
    """The parts of an address, None where it is none: a port may be no number."""
    try:
        parts = urlsplit(uri)
        parts.port  # noqa: B018 - raises for what is no port
    except ValueError:
        return None
    return parts


@contextmanager
def connected(server: Server) -> Iterator[Driver]:
    """A driver that has reached the server; whatever the server refuses inside is explained."""
    import neo4j

    # Where nobody listens Python prints the driver's warnings, beside the one sentence there is.
    logging.getLogger("neo4j").addHandler(_SILENCE)
    with explained(server):
        driver = neo4j.GraphDatabase.driver(
            server.uri,
            auth=(server.user, server.password) if server.password else None,
            user_agent="rapallo",
            connection_timeout=10,
            max_transaction_retry_time=_PATIENCE,
            notifications_min_severity="OFF",
        )
        with driver:
            with driver.session(database=server.database) as session:
                session.run("RETURN 1").consume()
            yield driver


@contextmanager
def explained(server: Server) -> Iterator[None]:
    """Turn the driver's errors into :class:`~rapallo.errors.ServerUnavailable`, one sentence."""
    from neo4j.exceptions import DriverError, Neo4jError

    try:
        yield
    except (DriverError, Neo4jError) as error:
        raise ServerUnavailable(_sentence(error, server)) from error


def _sentence(error: Exception, server: Server) -> str:
    from neo4j.exceptions import (
        AuthError,
        ConfigurationError,
        Neo4jError,
        ServiceUnavailable,
        SessionExpired,
        UnsupportedServerProduct,
    )

    code = (error.code or "") if isinstance(error, Neo4jError) else ""
    told = (error.message or "") if isinstance(error, Neo4jError) else str(error)
    said = " ".join(told.split())[:300]
    if isinstance(error, AuthError):
        return _refused(server)
    if isinstance(error, ServiceUnavailable | SessionExpired):
        return _unreachable(error, server)
    if isinstance(error, ConfigurationError) and "Notification filtering" in said:
        # The first thing that an older server cannot do, before it can be asked for its version.
        return f"the Neo4j server at {server.uri} is too old: Rapallo needs 5.7 or later"
    if "Could not append transaction" in said or "critical error" in said:
        return (
            f"the Neo4j server at {server.uri} can no longer write, as when its disk is full: make"
            " room, start it anew, then do this again"
        )
    if isinstance(error, UnsupportedServerProduct):
        return f"what answers at {server.uri} is no Neo4j server that Rapallo knows, 5.7 or later"
    for part, sentence in _sentences(server, said):
        if part in code:
            return sentence
    return f"the Neo4j server at {server.uri} refused: {said}"


def _sentences(server: Server, said: str) -> Iterator[tuple[str, str]]:
    """What a part of an error's code means; the first that is found counts."""
    uri, user = server.uri, server.user
    base = f"database {server.database}" if server.database else "the database"
    yield "AuthenticationRateLimit", f"{uri} has had too many wrong passwords: wait a minute"
    yield "Unauthorized", _refused(server)
    yield "CredentialsExpired", f"the password of {user} must be changed first, in Neo4j Browser"
    yield "ReadOnly", f"{base} at {uri} is read-only: nothing can be pushed to it"
    yield "Forbidden", f"{user} may not do that with {base} at {uri}: {said}"
    yield "DatabaseNotFound", f"there is no {base} at {uri}"
    yield "DatabaseUnavailable", f"{base} at {uri} is stopped: start it, then do this again"
    yield (
        "OutOfMemory",
        f"{uri} is out of memory: give it more, ask for less, or push with a smaller --batch",
    )


def _refused(server: Server) -> str:
    if not server.password:
        return (
            f"the Neo4j server at {server.uri} asks for a password: set NEO4J_PASSWORD or give"
            " --password-file"
        )
    return f"the Neo4j server at {server.uri} refuses the password of {server.user}"


def _unreachable(error: BaseException, server: Server) -> str:
    chain, link = [], error
    while link and link not in chain:
        chain.append(link)
        link = link.__cause__ or link.__context__  # type: ignore[assignment]
    text = " ".join(str(part) for part in chain)
    if "looks like HTTP" in text:
        return f"{server.uri} is the address of Neo4j Browser; Bolt has another, often port 7687"
    if "SSL" in text or "certificate" in text.lower():
        return (
            f"no encrypted connection to {server.uri}: the server offers none, or its certificate"
            " is not trusted"
        )
    if "routing information" in text and server.uri.startswith("neo4j+s"):
        # The driver does not say why.
        return (
            f"no encrypted connection to {server.uri}: nothing answers there, the server offers"
            " none, or its certificate is not trusted"
        )
    return f"no Neo4j server answers at {server.uri}: is it started, and is the address right?"
