"""Text on its way into files and out of them: what a file can hold, and rows of CSV.

A row is written so that it reads back letter by letter: cells with a comma, a quote or any kind of
line end are quoted, rows end with LF. ``safe`` puts an apostrophe before what a spreadsheet would
run as a formula; ``plain`` takes it off again. A cell that begins with apostrophe and formula by
itself gets one more in either case, so that reading is the same for both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rapallo.model.cells import LONGEST_CELL

__all__ = ["fold", "line", "many", "plain", "safe", "some", "unstorable"]

_HALF = re.compile("[\ud800-\udfff]")
_QUOTED = re.compile(r'[",\r\n]')
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")


def many(number: int, noun: str) -> str:
    """A number of things, the noun in the plural unless there is one.

    >>> many(1, "more claim"), many(2, "claim")
    ('1 more claim', '2 claims')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def some(names: Sequence[str], most: int) -> str:
    """Names as a list that breaks off after so many, and says how many more there are.

    >>> some(["a", "b"], 2), some(["a", "b", "c"], 2)
    ('a, b', 'a, b and 1 more')
    """
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def unstorable(text: str) -> str:
    r"""Why a cell cannot be kept so that it reads back, or an empty string.

    >>> unstorable("Tallinn"), unstorable("Tal\x00linn")
    ('', 'the cell holds a NUL byte')
    """
    if "\x00" in text:
        return "the cell holds a NUL byte"
    if len(text) > LONGEST_CELL:
        return f"the cell has {len(text):,} characters: a quote left open?"
    if not text.isascii() and _HALF.search(text):
        return "the cell holds half a character (a lone surrogate)"
    return ""


def line(cells: Iterable[str]) -> str:
    r"""A row of CSV with its line end.

    >>> line(["a", "b,c", 'a "no" it was'])
    'a,"b,c","a ""no"" it was"\n'
    """
    row = [_quoted(cell) if _QUOTED.search(cell) else cell for cell in cells]
    # An empty line would be no row at all.
    return (",".join(row) or '""') + "\n"


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def safe(cell: str, *, formulas: bool) -> str:
    """The cell as it is written; ``formulas`` neutralises what a spreadsheet would run.

    >>> safe("=1+1", formulas=True), safe("=1+1", formulas=False), safe("'=1", formulas=False)
    ("'=1+1", '=1+1', "''=1")
    """
    risky = (formulas or cell[:1] == "'") and _FORMULA.match(cell)
    return f"'{cell}" if risky else cell


def plain(cell: str) -> str:
    """The cell as it was before it was written.

    >>> plain("'=1+1"), plain("''=1"), plain("'t Hooft")
    ('=1+1', "'=1", "'t Hooft")
    """
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell


def fold(name: str) -> str:
    """A name as it is compared: case, Unicode form and runs of spaces put aside.

    >>> fold("Klaipe\\u0307da  Question") == fold("KLAIPĖDA question")
    True
    """
    return _fold(name) if len(name) <= 200 else _fold.__wrapped__(name)


@lru_cache(maxsize=50_000)
def _fold(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
