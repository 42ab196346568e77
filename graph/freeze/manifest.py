"""``freeze.json``: what was frozen, by which programs, from which commands."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from rapallo import __version__
from rapallo.errors import UnreadableFile
from rapallo.export.atomic import written_whole
from rapallo.freeze.running import Made, Output

__all__ = ["FORMAT", "MANIFEST", "Manifest", "versions"]

MANIFEST = "freeze.json"
FORMAT = 1
_PLOT = re.compile(r"extra\s*==\s*['\"]plot['\"]")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a frozen folder says of itself. ``tables``: rows by table, written and withheld."""

    casebook: str
    tables: Mapping[str, int]
    withheld: Mapping[str, int]
    commands: Sequence[Made]
    versions: Mapping[str, str]

    def write(self, path: Path) -> None:
        """Write it as JSON."""
        told: dict[str, Any] = {
            "format": FORMAT,
            "casebook": self.casebook,
            "versions": dict(self.versions),
            "tables": {
                name: {"rows": rows, "withheld": self.withheld.get(name, 0)}
                for name, rows in self.tables.items()
            },
            "commands": [asdict(made) for made in self.commands],
        }
        with written_whole(path) as file:
            file.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """Read it; an UnreadableFile says why that cannot be done."""
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            if told["format"] != FORMAT:
                reason = f"it has format {told['format']!r}, this Rapallo knows {FORMAT}"
                raise UnreadableFile(path, reason)
            tables = told["tables"]
            return cls(
                str(told["casebook"]),
                {name: int(one["rows"]) for name, one in tables.items()},
                {name: int(one["withheld"]) for name, one in tables.items()},
                [_made(one) for one in told["commands"]],
                {str(name): str(version) for name, version in told["versions"].items()},
            )
        except (OSError, ValueError) as error:
            raise UnreadableFile(path, "it is not there, or no JSON") from error
        except (KeyError, TypeError, AttributeError) as error:
            raise UnreadableFile(path, f"it lacks what it should tell: {error}") from error


def _made(told: Mapping[str, Any]) -> Made:
    outputs = tuple(Output(**one) for one in told["outputs"])
    words, inputs = tuple(told["words"]), tuple(told["inputs"])
    return Made(**{**told, "words": words, "outputs": outputs, "inputs": inputs})


def versions() -> dict[str, str]:
    """The versions of Rapallo, Python and what Rapallo is built on, as far as it is installed.

    >>> list(versions())[:3]
    ['rapallo', 'python', 'machine']
    """
    found = {
        "rapallo": __version__,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
    }
    for name in sorted(set(_needed()), key=str.lower):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _needed() -> Iterator[str]:
    try:
        wanted = metadata.requires("rapallo") or ()
    except metadata.PackageNotFoundError:
        return
    for one in wanted:
        name, _, condition = one.partition(";")
        if not condition.strip() or _PLOT.search(condition):
            yield re.split(r"[\s<>=!~\[(]", name.strip(), maxsplit=1)[0]
