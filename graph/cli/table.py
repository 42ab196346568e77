"""Tables of text that fit the screen: long cells wrap, nothing is cut off."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from rich.cells import cell_len, chop_cells

__all__ = ["indented", "render", "words"]

GAP = 2
NARROWEST = 4
_NUMBER = re.compile(r"-|-?[\d.,]+(e[+-]?\d+)?( ?[(–][\d.–]+\)?)?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


def words(value: object) -> str:
    """A value as a cell shows it; what a sheet may hold to steer a terminal becomes a space.

    >>> words(0.123456), words(None), words(("a", "b")), words(True), words("a\\x1b[2J")
    ('0.123', '-', 'a; b', 'yes', 'a [2J')
    """
    if value is None or (isinstance(value, float) and not isfinite(value)):
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
    if isinstance(value, Mapping):
        return "; ".join(f"{name} {words(part)}" for name, part in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return "; ".join(words(part) for part in value)
    return _CONTROL.sub(" ", str(value))


def render(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    width: int,
    under: Callable[[int], Iterable[str]] = lambda number: (),
) -> Iterator[str]:
    """The lines of a table: a header, then each row and, indented, what stands under it."""
    cells = [[words(row.get(name)) for name in columns] for row in rows]
    heads = [name.removesuffix("_label").replace("_", " ") for name in columns]
    grid = _grid(heads, cells, width)
    yield from grid.lines(heads)
    yield (" " * grid.gap).join("─" * size for size in grid.widths)
    for number, row in enumerate(cells):
        yield from grid.lines(row)
        for line in under(number):
            yield from indented(line, width)


def indented(text: str, width: int, indent: int = 4) -> Iterator[str]:
    """A paragraph set in from the left; its further lines a little more."""
    for number, line in enumerate(_wrap(words(text), width - indent - 2)):
        yield " " * (indent + (2 if number else 0)) + line


@dataclass(frozen=True, slots=True)
class _Grid:
    """How wide the columns are, which ones keep to the right, how much lies between them."""

    widths: Sequence[int]
    right: Sequence[bool]
    gap: int

    def lines(self, cells: Sequence[str]) -> Iterator[str]:
        """The lines of one row."""
        wrapped = [_wrap(cell, size) for cell, size in zip(cells, self.widths, strict=True)]
        for line in range(max(map(len, wrapped))):
            parts = [lines[line] if line < len(lines) else "" for lines in wrapped]
            padded = [
                _pad(part, size, right=side)
                for part, size, side in zip(parts, self.widths, self.right, strict=True)
            ]
            yield (" " * self.gap).join(padded).rstrip()


def _grid(heads: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> _Grid:
    """Columns as wide as they want, the widest narrowed until all fit; a word is broken last."""
    columns = list(zip(heads, *cells, strict=True))
    wanted = [max(map(cell_len, column)) for column in columns]
    least = [max(map(_longest_word, column)) for column in columns]
    right = [all(_NUMBER.fullmatch(cell) for cell in column[1:]) for column in columns]
    fits = sum(least) + GAP * (len(columns) - 1) <= width
    gap = GAP if fits else 1
    spare = width - gap * (len(columns) - 1)
    for floor in (least, [NARROWEST] * len(columns)):
        _narrow(wanted, floor, spare)
    return _Grid(wanted, right, gap)


def _narrow(wanted: list[int], floor: Sequence[int], spare: int) -> None:
    """Take from the widest column above its floor, until all fit or none is above it."""
    while sum(wanted) > spare:
        room = [i for i, size in enumerate(wanted) if size > floor[i]]
        if not room:
            return
        wanted[max(room, key=lambda i: wanted[i])] -= 1


def _longest_word(cell: str) -> int:
    return max(map(cell_len, cell.split() or [""]))


def _pad(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - cell_len(text))
    return space + text if right else text + space


def _wrap(text: str, width: int) -> list[str]:
    """Break a text between words, and a word only where it alone is too long."""
    lines = [""]
    for word in text.split():
        pieces = chop_cells(word, width) if cell_len(word) > width else [word]
        for piece in pieces:
            joined = f"{lines[-1]} {piece}" if lines[-1] else piece
            if cell_len(joined) <= width:
                lines[-1] = joined
            else:
                lines.append(piece)
    return lines
