"""A historian's own columns turned into ours, as a small TOML file says.

::

    [columns]            # ours = theirs; what is not named keeps its name
    kind = "Relation"
    about = "Topic"

    [templates]          # ours from several of theirs; a list is joined by ;
    agents = ["{Name 1}|{Country 1}", "{Name 2}|{Country 2}"]

    [date]               # parts, as far as they are filled in, or one column with a format
    year = "Year"
    month = "Month"
    day = "Day"

    [values.kind]        # their word = ours
    "met" = "met_with"

    [constants]          # the same in every row
    source = "my-archive"

Columns of theirs that nothing uses are kept as ``x_<name>``.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from rapallo.errors import BadInput, UnreadableFile
from rapallo.model.claim import COLUMNS, COMPUTED

__all__ = ["SheetMapping", "read_mapping"]

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_SPECIAL = re.compile(r"[;|?/{}\[\]\\]")
_SECTIONS = {"columns", "templates", "date", "values", "constants"}


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """What a mapping file says, ready to be applied to rows."""

    columns: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    date: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_toml(cls, data: Mapping[str, Any]) -> Self:
        """Read the sections, refusing what is none of them and columns that are none of ours."""
        unknown = sorted(set(data) - _SECTIONS)
        if unknown:
            raise BadInput(f"there is no section [{unknown[0]}]; there are {sorted(_SECTIONS)}")
        for section in ("columns", "templates", "values", "constants"):
            for name in data.get(section, {}):
                if name not in COLUMNS:
                    raise BadInput(f"[{section}]: {name!r} is none of our columns")
        templates = {
            name: (value,) if isinstance(value, str) else tuple(value)
            for name, value in data.get("templates", {}).items()
        }
        constants = {name: str(value) for name, value in data.get("constants", {}).items()}
        return cls(
            data.get("columns", {}),
            templates,
            data.get("date", {}),
            data.get("values", {}),
            constants,
        )

    def used(self) -> set[str]:
        """The columns of theirs that the mapping reads."""
        named = set(self.columns.values()) | {v for k, v in self.date.items() if k != "format"}
        for parts in self.templates.values():
            named |= {name for part in parts for name in _PLACEHOLDER.findall(part)}
        return named

    def apply(self, row: Mapping[str, str]) -> dict[str, str]:
        """The row in our columns; a BadInput says which value has no meaning."""
        used = self.used()
        mine: dict[str, str] = {}
        for name, value in row.items():
            if name in used:
                continue
            ours = name in COLUMNS or name in COMPUTED or name.startswith("x_")
            mine[name if ours else f"x_{name}"] = value
        mine |= {ours: row.get(theirs, "") for ours, theirs in self.columns.items()}
        mine |= {ours: _fill(parts, row) for ours, parts in self.templates.items()}
        if self.date:
            mine["date"] = self._date(row)
        for name, words in self.values.items():
            mine[name] = words.get(mine.get(name, ""), mine.get(name, ""))
        return mine | dict(self.constants)

    def _date(self, row: Mapping[str, str]) -> str:
        if "column" in self.date:
            text = row.get(self.date["column"], "").strip()
            return _reformat(text, self.date["format"]) if "format" in self.date else text
        year, month, day = (
            row.get(self.date.get(part, ""), "").strip() for part in ("year", "month", "day")
        )
        if (day and not month) or (month and not year):
            raise BadInput(f"the date {year}-{month}-{day} has a smaller part without the larger")
        parts = [year.zfill(4)] if year else []
        return "-".join([*parts, *(part.zfill(2) for part in (month, day) if part)])


def read_mapping(path: Path) -> SheetMapping:
    """The mapping in a TOML file."""
    try:
        return SheetMapping.from_toml(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(path, "the mapping cannot be read as text") from error
    except (tomllib.TOMLDecodeError, BadInput) as error:
        raise UnreadableFile(path, f"the mapping: {error}") from error


def _fill(parts: tuple[str, ...], row: Mapping[str, str]) -> str:
    """The templates filled in and joined; one whose columns are all empty is left out."""
    filled = []
    for part in parts:
        names = _PLACEHOLDER.findall(part)
        if names and not any(row.get(name, "").strip() for name in names):
            continue
        filled.append(_PLACEHOLDER.sub(lambda match: _escaped(row.get(match[1], "")), part))
    return ";".join(filled)


def _escaped(value: str) -> str:
    return _SPECIAL.sub(lambda match: "\\" + match[0], value.strip())


def _reformat(text: str, form: str) -> str:
    if not text:
        return ""
    try:
        return dt.datetime.strptime(text, form).date().isoformat()
    except ValueError as error:
        raise BadInput(f"the date {text!r} is not in the form {form!r}") from error
