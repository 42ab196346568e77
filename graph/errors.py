"""The exceptions of Rapallo, each named for the situation that a historian is in.

::

    RapalloError
    ├── BadInput                 something in a file or an option cannot be used
    │   ├── UnreadableDate       a date is not EDTF
    │   ├── UnreadableCell       a cell breaks the grammar of participants
    │   ├── UnreadableFile       a file cannot be read as what it should be
    │   ├── UnknownAct           an act or kind that the codebook lacks
    │   ├── IncompleteClaim      a claim lacks what its kind needs
    │   └── BadOption            an option's value makes no sense
    ├── UnknownName              a name that stands for nobody in the casebook
    │   ├── UnknownClaim         an id that no claim has, or had
    │   └── UnknownOffice        words for an office of which there is no post
    ├── AmbiguousName            a name that stands for several
    │   └── AmbiguousOffice      words for an office that several may have held then
    ├── NoClaims                 nothing in the casebook answers the question
    ├── CasebookError            the casebook itself
    │   ├── CasebookHeld         another process holds it
    │   ├── NotACasebook         the file is something else
    │   ├── NewerCasebook        a newer Rapallo wrote it
    │   └── NoCasebook           there is no file there yet
    └── ServerUnavailable        a Neo4j server cannot be reached, started or used

The library raises them; the command line turns each into one sentence, in one place.

>>> try:
...     raise UnreadableDate("31 Feb")
... except RapalloError as error:
...     print(error)
'31 Feb' is not a date in EDTF
"""

from __future__ import annotations

from typing import Self

__all__ = [
    "AmbiguousName",
    "AmbiguousOffice",
    "BadInput",
    "BadOption",
    "CasebookError",
    "CasebookHeld",
    "IncompleteClaim",
    "NewerCasebook",
    "NoCasebook",
    "NoClaims",
    "NotACasebook",
    "RapalloError",
    "ServerUnavailable",
    "UnknownAct",
    "UnknownClaim",
    "UnknownName",
    "UnknownOffice",
    "UnreadableCell",
    "UnreadableDate",
    "UnreadableFile",
]


class RapalloError(Exception):
    """Rapallo could not do what was asked."""


class BadInput(RapalloError):
    """Something in a file or an option cannot be used as it stands.

    ``field`` and ``value`` name the cell, where there is one.
    """

    field: str = ""
    value: str = ""

    def at(self, field: str, value: str = "") -> Self:
        """The same error, knowing its cell."""
        self.field, self.value = field, value
        return self


class UnreadableDate(BadInput):
    """A date is not EDTF, or names a day that does not exist."""

    def __init__(self, text: str, reason: str = "") -> None:
        self.text = text
        super().__init__(f"{clip(text)!r} is not a date in EDTF{': ' if reason else ''}{reason}")


class UnreadableCell(BadInput):
    """A cell of participants or other names breaks the grammar."""

    def __init__(self, text: str, reason: str) -> None:
        self.text, self.reason = text, reason
        super().__init__(f"{clip(text)!r} cannot be read as names: {reason}")


class UnreadableFile(BadInput):
    """A file cannot be read as what it should be."""

    def __init__(self, path: object, reason: str) -> None:
        self.path = path
        super().__init__(f"{path}: {reason}")


class UnknownAct(BadInput):
    """An act, kind or status that the codebook does not have."""


class IncompleteClaim(BadInput):
    """A claim lacks what its kind needs."""


class BadOption(BadInput):
    """An option has a value that makes no sense."""


class UnknownName(RapalloError):
    """A name stands for nobody in the casebook."""

    says = "nobody and nothing in the casebook is called"

    def __init__(self, name: str, close: tuple[str, ...] = ()) -> None:
        self.name, self.close = name, close
        hint = f"; close to it: {', '.join(close)}" if close else ""
        super().__init__(f"{self.says} {clip(name)!r}{hint}")


class UnknownClaim(UnknownName):
    """An id is that of no claim in the casebook, nor was it ever."""

    says = "there is no claim"


class UnknownOffice(UnknownName):
    """Words name an office of which the casebook has no post; ``reason``: what of them is amiss."""

    says = "there is no post for"

    def __init__(self, name: str, close: tuple[str, ...] = (), reason: str = "") -> None:
        self.name, self.close = name, close
        why = f": {reason}" if reason else ""
        hint = f"; close to it: {', '.join(close)}" if close else ""
        RapalloError.__init__(self, f"{self.says} {clip(name)!r}{why}{hint}")


class AmbiguousName(RapalloError):
    """A name stands for several, and Rapallo does not guess."""

    def __init__(self, name: str, candidates: tuple[str, ...]) -> None:
        self.name, self.candidates = name, candidates
        which = " or ".join(candidates)
        super().__init__(f"{clip(name)!r} may be {which}: say which, as Name|State or by its id")


class AmbiguousOffice(AmbiguousName):
    """Several may have held an office at a time, or one did only possibly; nobody guesses.

    ``unnamed``: how the unnamed holder is asked for.
    """

    _MOST = 8

    def __init__(
        self, text: str, candidates: tuple[str, ...], unnamed: str, *, dated: bool = True
    ) -> None:
        self.name, self.candidates, self.unnamed = text, candidates, unnamed
        told = candidates[: self._MOST]
        rest = len(candidates) - len(told)
        which = " or ".join((*told, *([f"{rest} more"] if rest else [])))
        how = "" if dated else "add a date, as in ', May 1926' or by --between, or "
        RapalloError.__init__(
            self,
            f"{clip(text)!r} may be {which}: {how}say which by the id, or ask for the holder whom"
            f" nobody names as '{unnamed}'",
        )


class NoClaims(RapalloError):
    """Nothing in the casebook answers the question as it was put."""


class CasebookError(RapalloError):
    """The casebook could not be used."""


class CasebookHeld(CasebookError):
    """Another process holds the casebook open."""


class NotACasebook(CasebookError):
    """The file is not a casebook."""


class NewerCasebook(CasebookError):
    """The casebook was written by a newer Rapallo."""


class NoCasebook(CasebookError):
    """There is no casebook there yet."""


class ServerUnavailable(RapalloError):
    """A Neo4j server cannot be reached, started or used as asked."""


def clip(text: str, width: int = 60) -> str:
    """The text, cut in the middle where it is long: a 50 MB cell must not fill a screen.

    >>> clip("a" * 70, 11)
    'aaaaa…aaaaa'
    """
    if len(text) <= width:
        return text
    half = (width - 1) // 2
    return f"{text[:half]}…{text[-half:]}"
