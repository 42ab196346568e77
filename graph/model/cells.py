r"""The grammar of a cell of participants, both ways.

========================  =====================================================================
``Surname, Given|State``  a person, acting for a state; ``Name|`` where for whom is not told
``Lithuania``             a state or an organisation
``[envoy in Riga]|USSR``  the holder of a post, whoever it was
``{A/B}``                 one of several, the source does not say which
``A;B``                   two participants
``A;B;;C``                two sides
``A?``                    the source is not sure of A
``\;``                    the character itself; so for each of ``; | ? / { } [ ] \``
========================  =====================================================================

>>> sides = parse_cell("Köster, Adolf|Germany;Chernykh, A. S.|USSR?")
>>> [(p.name, p.state, p.doubtful) for p in sides[0]]
[('Köster, Adolf', 'Germany', False), ('Chernykh, A. S.', 'USSR', True)]
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapallo.errors import UnreadableCell, clip

__all__ = [
    "LONGEST_CELL",
    "Sides",
    "Spelled",
    "parse_aliases",
    "parse_cell",
    "parse_names",
    "parse_place",
    "write_cell",
]

_SPECIAL = re.compile(r"[;|?/{}\[\]\\]")
LONGEST_CELL = 100_000
"""Characters: what is longer is no cell of a table, but a broken quote or a wrong file."""

_WORTH_KEEPING = 2_000
"""Cells up to this length are read once and remembered."""

Form = Literal["person", "bare", "post", "one_of"]


@dataclass(frozen=True, slots=True)
class Spelled:
    """A participant as a source spells it, before anybody says who that is.

    ``form`` is ``person``, ``bare`` (a state or an organisation), ``post`` (its holder) or
    ``one_of`` (then ``options`` holds the candidates and the name is empty).
    """

    form: Form
    name: str
    state: str = ""
    doubtful: bool = False
    options: tuple[Spelled, ...] = ()

    def __str__(self) -> str:
        return f"{self.sure()}?" if self.doubtful else self.sure()

    def sure(self) -> str:
        """As it is written but for the doubt about it."""
        if self.form == "one_of":
            return "{" + "/".join(map(str, self.options)) + "}"
        name = f"[{_escape(self.name)}]" if self.form == "post" else _escape(self.name)
        return name if self.form == "bare" else f"{name}|{_escape(self.state)}"


Sides = tuple[tuple[Spelled, ...], ...]


def parse_cell(text: str) -> Sides:
    """The sides of a cell, each a tuple of participants; no sides in an empty cell.

    Raises :class:`~rapallo.errors.UnreadableCell` with the reason.
    """
    if not text:
        return ()
    return _cell(text) if len(text) <= _WORTH_KEEPING else _cell.__wrapped__(text)


@lru_cache(maxsize=20_000)
def _cell(text: str) -> Sides:
    if not text.strip():
        return ()
    if len(text) > LONGEST_CELL:
        raise UnreadableCell(text, f"it has {len(text):,} characters")
    try:
        return tuple(tuple(map(_participant, _split(side, ";"))) for side in _split(text, ";;"))
    except UnreadableCell as error:
        raise UnreadableCell(text, error.reason) from None


def write_cell(sides: Sides) -> str:
    """The cell that reads back as these sides.

    >>> write_cell(((Spelled("post", "envoy in Riga", "USSR"),), (Spelled("bare", "A;B"),)))
    '[envoy in Riga]|USSR;;A\\\\;B'
    """
    return ";;".join(";".join(map(str, side)) for side in sides)


def parse_names(text: str) -> tuple[str, ...]:
    r"""The names in a cell that joins plain ones, such as treaties, issues and aliases.

    >>> parse_names(r"Vilnius question;Klaipėda question")
    ('Vilnius question', 'Klaipėda question')
    """
    if not text:
        return ()
    return _names(text) if len(text) <= _WORTH_KEEPING else _names.__wrapped__(text)


@lru_cache(maxsize=20_000)
def _names(text: str) -> tuple[str, ...]:
    if not text.strip():
        return ()
    names = tuple(_unescape(part).strip() for part in _split(text, ";"))
    if not all(names):
        raise UnreadableCell(text, "a name between two semicolons is empty")
    return names


def parse_aliases(text: str) -> tuple[tuple[str, str | None], ...]:
    r"""Aliases of a person, each with the state it is bound to, or None where it is bound to none.

    A bar without a state binds the alias to those places where no state is told.

    >>> parse_aliases(r"Litvinov, M.|USSR;Finkelstein;Harrison|")
    (('Litvinov, M.', 'USSR'), ('Finkelstein', None), ('Harrison', ''))
    """
    if not text.strip():
        return ()
    found: list[tuple[str, str | None]] = []
    for part in _split(text, ";"):
        name, *state = (_unescape(piece).strip() for piece in _split(part, "|"))
        if not name or len(state) > 1:
            raise UnreadableCell(text, f"{part!r} is no alias: write Name or Name|State")
        found.append((name, state[0] if state else None))
    return tuple(found)


@lru_cache(maxsize=20_000)
def parse_place(text: str) -> tuple[str, bool]:
    """A place's name and whether it is doubtful.

    >>> parse_place("Kaunas?")
    ('Kaunas', True)
    """
    bare = text.strip()
    doubtful = bare.endswith("?") and not _escaped(bare, len(bare) - 1)
    return _unescape(bare[:-1] if doubtful else bare).strip(), doubtful


@lru_cache(maxsize=50_000)
def _participant(part: str) -> Spelled:
    bare = part.strip()
    if not bare:
        raise UnreadableCell(part, "a participant between two semicolons is empty")
    doubtful = bare.endswith("?") and not _escaped(bare, len(bare) - 1)
    if doubtful:
        bare = bare[:-1].rstrip()
    if bare.startswith("{"):
        return _one_of(bare, doubtful)
    names = _split(bare, "|")
    if len(names) > 2:
        raise UnreadableCell(part, f"{clip(bare)!r} has more than one '|'")
    return _named(names, doubtful)


def _named(names: list[str], doubtful: bool) -> Spelled:
    name, state = names[0].strip(), names[1].strip() if len(names) == 2 else ""
    is_post = name.startswith("[") and name.endswith("]") and not _escaped(name, len(name) - 1)
    if is_post:
        name = name[1:-1].strip()
    _no_stray(name)
    _no_stray(state)
    if not name:
        raise UnreadableCell(name, "a participant has no name")
    if is_post and len(names) == 1:
        reason = f"the post [{clip(name)}] needs its state, as [post]|State, or [post]| if not told"
        raise UnreadableCell(name, reason)
    form: Form = "post" if is_post else "person" if len(names) == 2 else "bare"
    return Spelled(form, _unescape(name), _unescape(state), doubtful)


def _one_of(bare: str, doubtful: bool) -> Spelled:
    if not bare.endswith("}") or _escaped(bare, len(bare) - 1):
        raise UnreadableCell(bare, f"{clip(bare)!r} opens a brace and does not close it")
    parts = _split(bare[1:-1], "/")
    if len(parts) < 2 or any(part.lstrip().startswith("{") for part in parts):
        raise UnreadableCell(bare, "{A/B} names two or more, none of them in braces again")
    return Spelled("one_of", "", "", doubtful, tuple(_participant(part) for part in parts))


def _no_stray(name: str) -> None:
    for match in _SPECIAL.finditer(re.sub(r"\\.", "", name, flags=re.DOTALL)):
        char = match[0]
        raise UnreadableCell(name, f"{char!r} stands where it means nothing; write \\{char}")


def _split(text: str, mark: str) -> list[str]:
    """Split at a mark, but not at an escaped one nor inside braces."""
    if "\\" not in text and "{" not in text and "}" not in text:
        return text.split(mark)
    parts, start, depth, i = [], 0, 0, 0
    while i < len(text):
        char = text[i]
        if char == "\\":
            i += 2
            continue
        depth += (char == "{") - (char == "}")
        if depth <= 0 and text.startswith(mark, i):
            parts.append(text[start:i])
            i += len(mark)
            start = i
            continue
        i += 1
    return [*parts, text[start:]]


def _escaped(text: str, at: int) -> bool:
    before = text[:at]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


@lru_cache(maxsize=20_000)
def _escape(name: str) -> str:
    return _SPECIAL.sub(lambda match: "\\" + match[0], name)


def _unescape(name: str) -> str:
    return re.sub(r"\\(.)", r"\1", name, flags=re.DOTALL)
