"""What a loader is: a name, what it reads, and one function that yields records or rejects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rapallo.model.acts import Act
from rapallo.model.nodes import Node
from rapallo.model.records import Ignored, Placed, PlacedNode, Reject
from rapallo.model.resolver import Resolver

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Load", "Loader", "Record"]

Record = "Node | Act | PlacedNode | Placed | Reject | Ignored | pa.Table"
"""A node, an act of the codebook, a claim with its place, a reject, a count of rows passed over, or
an Arrow table with the columns of ``claims.csv`` for volume."""


class Load(Protocol):
    """The function of a loader."""

    def __call__(
        self, paths: Sequence[Path], *, options: Mapping[str, str], resolver: Resolver
    ) -> Iterator[Node | Act | PlacedNode | Placed | Reject | Ignored | pa.Table]:
        """Read the paths, in batches or row by row; raise BadInput where a whole file fails.

        ``options["source"]`` is the source of rows that name none. Nodes come before the claims
        that name them; names not yet known may be left to ``resolver``.
        """


@dataclass(frozen=True, slots=True)
class Loader:
    """A loader as the registry holds it: register one under the group ``rapallo.loaders``.

    ``paths``: whether it wants files of the user's. ``options`` explains each option it knows.
    ``with_ids`` writes a copy of a file in which every row has an id, and returns where it lies, or
    None where there is nothing to write.
    """

    name: str
    about: str
    load: Load
    paths: bool = True
    options: Mapping[str, str] | None = None
    with_ids: Callable[[Path, Mapping[str, str]], Path | None] | None = None
