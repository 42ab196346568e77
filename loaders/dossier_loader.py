"""The bundled dossier: German and Soviet envoys in the Baltic states between the wars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path

from rapallo.errors import BadOption
from rapallo.loaders.base import Loader
from rapallo.loaders.sheet import Yielded
from rapallo.loaders.sheet import load as load_sheet
from rapallo.model.records import Ignored, Reject
from rapallo.model.resolver import Resolver

__all__ = ["DOSSIER", "folder"]


def folder() -> Path:
    """Where the dossier lies."""
    return Path(str(resources.files("rapallo.loaders").joinpath("dossier")))


def load(
    paths: Sequence[Path], *, options: Mapping[str, str], resolver: Resolver
) -> Iterator[Yielded]:
    """The claims and tables that come with Rapallo; files are named relative to the dossier."""
    if paths:
        raise BadOption("the dossier comes with Rapallo: `load dossier` takes no path")
    root = folder()
    for record in load_sheet([root], options={}, resolver=resolver):
        if isinstance(record, Ignored):
            # Of our own files: that some of them are no tables is no news to anybody.
            continue
        path = f"dossier/{Path(record.path).name}"
        yield (
            replace(record, path=path) if isinstance(record, Reject) else record._replace(path=path)
        )


DOSSIER = Loader(
    name="dossier",
    about="the bundled coding of four texts on German-Soviet relations, 1918-1941",
    load=load,
    paths=False,
)
