"""The tables that come with this package, read a row at a time."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib import resources

__all__ = ["packaged"]


def packaged(name: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV file beside this module by column; lines that begin with # are for readers.

    >>> next(packaged("successors.csv"))
    {'name': 'Germany', 'state': 'east-germany'}
    """
    text = resources.files("rapallo.identity").joinpath(name).read_text("utf-8")
    yield from csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
