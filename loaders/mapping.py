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

A format is that of ``strptime`` (``%d.%m.%Y``); without a day in it (``%m/%Y``) the date is known
to the month, without a month to the year. Columns of theirs that nothing uses are kept as
``x_<name>``, also where they are called like one of ours that comes from elsewhere.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from rapallo.errors import BadInput, UnreadableFile
from rapallo.model.claim import COLUMNS, COMPUTED

__all__ = ["SheetMapping", "read_mapping"]

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_SPECIAL = re.compile(r"[;|?/{}\[\]\\]")
_SECTIONS = ("columns", "templates", "date", "values", "constants")
_DATE_KEYS = ("year", "month", "day", "column", "format")


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
        for name in data:
            if name not in _SECTIONS:
                raise BadInput(f"there is no section [{name}]; there are {', '.join(_SECTIONS)}")
            if not isinstance(data[name], dict):
                raise BadInput(f"{name!r} stands alone; it is a section, [{name}]")
        for section in ("columns", "templates", "values", "constants"):
            for name in data.get(section, {}):
                if name not in COLUMNS:
                    raise BadInput(f"[{section}]: {name!r} is none of our columns")
        templates = {
            name: tuple(_text("templates", name, part) for part in _listed(parts))
            for name, parts in data.get("templates", {}).items()
        }
        values = {
            name: _table(f"values.{name}", words) for name, words in data.get("values", {}).items()
        }
        constants = {name: str(value) for name, value in data.get("constants", {}).items()}
        columns = _table("columns", data.get("columns", {}))
        return cls(columns, templates, _date(data.get("date", {})), values, constants)

    def used(self) -> set[str]:
        """The columns of theirs that the mapping reads."""
        named = set(self.columns.values()) | {v for k, v in self.date.items() if k != "format"}
        for parts in self.templates.values():
            named |= {name for part in parts for name in _PLACEHOLDER.findall(part)}
        return named

    def made(self) -> set[str]:
        """The columns of ours that the mapping makes."""
        date = {"date"} if self.date else set()
        return {*self.columns, *self.templates, *self.constants} | date

    def kept(self, columns: Iterable[str]) -> dict[str, str]:
        """Under which name each column of theirs is kept that the mapping does not read.

        Raises BadInput where two would get one name.
        """
        used, made = self.used(), self.made()
        names: dict[str, str] = {}
        for theirs in columns:
            if theirs in used:
                continue
            ours = theirs in COLUMNS or theirs in COMPUTED
            name = theirs if (ours and theirs not in made) or theirs[:2] == "x_" else f"x_{theirs}"
            if name in names.values():
                raise BadInput(f"{theirs!r} and another column would both be kept as {name!r}")
            names[theirs] = name
        return names

    def apply(self, row: Mapping[str, str], kept: Mapping[str, str]) -> dict[str, str]:
        """The row in our columns; a BadInput says which value has no meaning."""
        mine = {name: row[theirs] for theirs, name in kept.items()}
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
        told = "-".join((year, month, day))
        if (day and not month) or (month and not year):
            raise BadInput(f"the date {told} has a smaller part without the larger").at(
                "date", told
            )
        parts = [year.zfill(4)] if year else []
        return "-".join([*parts, *(part.zfill(2) for part in (month, day) if part)])


def read_mapping(path: Path) -> SheetMapping:
    """The mapping in a TOML file."""
    try:
        return SheetMapping.from_toml(tomllib.loads(path.read_text("utf-8-sig")))
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(path, "the mapping cannot be read as text") from error
    except (tomllib.TOMLDecodeError, BadInput) as error:
        raise UnreadableFile(path, f"the mapping: {error}") from error


def _text(section: str, name: str, value: object) -> str:
    if not isinstance(value, str):
        raise BadInput(f"[{section}] {name}: {value!r} is no text in quotes")
    return value


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else [value]


def _table(section: str, data: object) -> dict[str, str]:
    if not isinstance(data, dict):
        raise BadInput(f"[{section}] is no section of lines with =")
    return {name: _text(section, name, value) for name, value in data.items()}


def _date(data: Mapping[str, Any]) -> dict[str, str]:
    table = _table("date", data)
    for name in table:
        if name not in _DATE_KEYS:
            raise BadInput(f"[date]: {name!r} is none of {', '.join(_DATE_KEYS)}")
    if table and ("column" in table) == bool({"year", "month", "day"} & set(table)):
        raise BadInput("[date] has either a column or a year, month and day")
    if "format" in table:
        if "column" not in table:
            raise BadInput("[date] has a format, and no column that is in it")
        _precision(table["format"])
    return table


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


def _precision(form: str) -> int:
    """How much of an ISO date a format tells: 4, 7 or 10 characters."""
    told = set(re.findall(r"%[-#]?([A-Za-z])", form.replace("%%", "")))
    if "y" in told:
        raise BadInput(f"[date] format {form!r}: a year of two digits may be of any century")
    if not told & {"Y", "G", "x", "c", "D", "F"}:
        raise BadInput(f"[date] format {form!r} tells no year (%Y)")
    if told & {"d", "j", "x", "c", "D", "F", "V", "U", "W"}:
        return 10
    return 7 if told & {"m", "b", "B", "h"} else 4


def _reformat(text: str, form: str) -> str:
    if not text:
        return ""
    try:
        return dt.datetime.strptime(text, form).date().isoformat()[: _precision(form)]
    except ValueError as error:
        reason = f"the date {text!r} is not in the form {form!r}"
        raise BadInput(reason).at("date", text) from error
