"""The loaders: each turns one format into claims, nodes and rejects.

They are found through the entry points of the group ``rapallo.loaders``, so that another package
can bring its own without touching this one::

    [project.entry-points."rapallo.loaders"]
    frus = "my_package.frus:FRUS"
"""

from __future__ import annotations

from importlib.metadata import entry_points

from rapallo.errors import BadOption
from rapallo.loaders.base import Loader

__all__ = ["Loader", "find", "names"]

_GROUP = "rapallo.loaders"


def names() -> tuple[str, ...]:
    """The names of the loaders that are installed.

    >>> {"dossier", "sheet"} <= set(names())
    True
    """
    return tuple(sorted({point.name for point in entry_points(group=_GROUP)}))


def find(name: str) -> Loader:
    """The loader of that name; a BadOption lists those that there are."""
    for point in entry_points(group=_GROUP):
        if point.name == name:
            loader = point.load()
            if not isinstance(loader, Loader):
                raise BadOption(f"the entry point {point.value} of loader {name!r} is no Loader")
            return loader
    raise BadOption(f"there is no loader {name!r}; there are {', '.join(names())}")
