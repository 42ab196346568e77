"""A line on the terminal that tells how far long work has come, and nothing in a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

__all__ = ["progress", "rated"]


@contextmanager
def progress(words: Callable[..., str]) -> Iterator[Callable[..., None] | None]:
    """What to call with numbers as work goes on; ``words`` makes the line of them."""
    if not sys.stderr.isatty():
        yield None
        return
    try:
        yield lambda *numbers: click.echo(f"\r\033[K{words(*numbers)} ...", nl=False, err=True)
    finally:
        click.echo("\r\033[K", nl=False, err=True)


def rated(*things: str) -> Callable[..., str]:
    """Words for so many of each thing, with the rate of all of them since now.

    >>> rated("nodes", "edges")(1000, 2000).split(",")[:2]
    ['1', '000 nodes']
    """
    began = time.monotonic()

    def words(*numbers: int) -> str:
        rate = sum(numbers) / max(time.monotonic() - began, 0.001)
        counted = (f"{number:,} {thing}" for number, thing in zip(numbers, things, strict=True))
        return ", ".join([*counted, f"{rate:,.0f}/s"])

    return words
