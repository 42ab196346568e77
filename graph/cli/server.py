"""Which Neo4j server a verb talks to: the same options for all of them."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from neo4j import Driver

    from rapallo.neo4j.connect import Server

__all__ = ["opened", "served"]


def served(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options that name a server; it gets them as one argument, ``server``."""
    names = ("uri", "user", "database", "password_file")

    @functools.wraps(function)
    def gathered(*args: Any, **kwargs: Any) -> Any:
        from rapallo.neo4j.connect import server_of

        given = {name: kwargs.pop(name) for name in names}
        return function(*args, server=server_of(**given), **kwargs)

    for option in (
        click.option("--password-file", metavar="FILE", help="Its password [NEO4J_PASSWORD]."),
        click.option("--database", metavar="NAME", help="The database [the user's own]."),
        click.option("--user", metavar="NAME", help="Who you are there [NEO4J_USER, else neo4j]."),
        click.option(
            "--uri", metavar="ADDRESS", help="The server [NEO4J_URI, else bolt://127.0.0.1:7687]."
        ),
    ):
        gathered = option(gathered)
    return gathered


@contextmanager
def opened(server: Server) -> Iterator[Driver]:
    """A driver that has reached the server; at a terminal a missing password is asked for."""
    from rapallo.neo4j.connect import connected

    with connected(_with_password(server)) as driver:
        yield driver


def _with_password(server: Server) -> Server:
    from dataclasses import replace

    from neo4j.exceptions import AuthError

    from rapallo.errors import ServerUnavailable
    from rapallo.neo4j.connect import connected

    if server.password or not sys.stdin.isatty():
        return server
    try:
        with connected(server):
            return server
    except ServerUnavailable as error:
        if not isinstance(error.__cause__, AuthError):
            raise
    asked = f"Password of {server.user} at {server.uri}"
    return replace(server, password=click.prompt(asked, hide_input=True, err=True))
