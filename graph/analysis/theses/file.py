"""Reading a file of theses: all of them, or every problem that it has."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rapallo.analysis.theses.reading import At, table
from rapallo.analysis.theses.thesis import Problem, Scope, Theses, Thesis
from rapallo.analysis.theses.vocabulary import FILE, THESIS, scope, trial
from rapallo.errors import UnreadableFile, clip

__all__ = ["parse_theses", "read_theses", "refuse"]


def read_theses(path: str | Path) -> Theses:
    """The theses of a TOML file, in order; the names in them are looked up when they are tested.

    Raises :class:`~rapallo.errors.UnreadableFile` with every problem in it: the thesis, the key,
    the value and the reason.
    """
    theses, problems = parse_theses(_toml(path), str(path))
    refuse(path, problems)
    return theses


def refuse(path: str | Path, problems: Sequence[Problem]) -> None:
    """Raise where there are problems."""
    if problems:
        number = f"{len(problems)} problems" if len(problems) > 1 else "a problem"
        said = "\n".join(f"  {problem}" for problem in problems)
        raise UnreadableFile(path, f"{number}, and no thesis was tested:\n{said}")


def _toml(path: str | Path) -> dict[str, Any]:
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise UnreadableFile(path, f"it is not UTF-8 (byte {error.start})") from error
    except OSError as error:
        raise UnreadableFile(path, error.strerror or "it cannot be read") from error
    except RecursionError as error:
        raise UnreadableFile(path, "it is nested too deeply") from error
    except tomllib.TOMLDecodeError as error:
        raise UnreadableFile(path, f"it is not TOML: {error}") from error


def parse_theses(content: dict[str, Any], path: str = "") -> tuple[Theses, list[Problem]]:
    """The theses without a problem, and the problems of all others."""
    at = At()
    file = table(content, FILE, at) or content
    shared = scope(file.get("scope", {}), at.at("scope")) or Scope()
    rows = file.get("thesis", [])
    if not isinstance(rows, list):
        at.at("thesis").wrong(None, "each thesis stands under [[thesis]]")
        rows = []
    found = [_thesis(row, number, shared, at.problems) for number, row in enumerate(rows, 1)]
    for name, times in Counter(one.id for one in found if one).items():
        if times > 1:
            At(at.problems, name, "id").wrong(None, f"{times} theses have it")
    theses = tuple(one for one in found if one)
    return Theses(file.get("title", ""), theses, path), at.problems


def _thesis(row: object, number: int, shared: Scope, problems: list[Problem]) -> Thesis | None:
    name = row.get("id") if isinstance(row, dict) else None
    at = At(problems, clip(name) if isinstance(name, str) and name else f"no. {number}")
    before = len(problems)
    found = table(row, THESIS, at) or (row if isinstance(row, dict) else {})
    own = scope(found.get("scope", {}), at.at("scope"), shared)
    test = trial(found["test"], at.at("test"), own or shared) if "test" in found else None
    if len(problems) > before or own is None or test is None:
        return None
    values = {key: found.get(key, "") for key in ("id", "claim", "source", "locator", "note")}
    return Thesis(**values, scope=own, trial=test)
