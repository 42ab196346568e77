"""Which licences let rows taken from a text be passed on: one table, and nothing guessed.

A licence that the table does not know, or that is not stated, does not. A row is an adaptation of
the passage it was coded from, so that licences without derivatives (CC BY-ND) do not either. This
is a rule of thumb, not advice in law: the historian may say that he has the rights.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["LICENCES", "Licence", "passes_on"]


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence: the pattern of its names, whether rows may be passed on, and what is asked."""

    name: str
    pattern: str
    passes: bool
    asks: str = ""


_CC = r"(cc|creative commons)"
_NC = r"(by nc( sa)?|attribution non ?commercial( share ?alike)?)"
_ND = r"(by( nc)? nd|attribution( non ?commercial)? no ?deriv\w*)"
_VERSION = r"( \d(\.\d)*( (international|unported|(?!n[cd])[a-z]{2}))?)?"
LICENCES = (
    Licence("public domain", r"(in the )?public domain( mark)?( 1\.0)?|pdm|pd", True),
    Licence("CC0", rf"cc ?0{_VERSION}|cc zero{_VERSION}|creative commons zero{_VERSION}", True),
    Licence("CC BY", rf"{_CC} (by|attribution){_VERSION}", True, "name the author"),
    Licence(
        "CC BY-SA",
        rf"{_CC} (by sa|attribution share ?alike){_VERSION}",
        True,
        "name the author, share alike",
    ),
    Licence(
        "CC BY-NC, CC BY-NC-SA",
        rf"{_CC} {_NC}{_VERSION}",
        True,
        "name the author, not for sale",
    ),
    Licence(
        "CC BY-ND, CC BY-NC-ND",
        rf"{_CC} {_ND}{_VERSION}",
        False,
        "a coded row is a derivative",
    ),
    Licence("ODC-BY, ODbL, PDDL", r"odc by( 1\.0)?|odbl( 1\.0)?|pddl( 1\.0)?", True, "name it"),
    Licence("open government", r"ogl( v?\d(\.\d)?)?|open government licence( v?\d(\.\d)?)?", True),
    Licence(
        "GFDL", r"gfdl( \d\.\d)?|gnu free documentation licence( \d\.\d)?", True, "as CC BY-SA"
    ),
    Licence("Apache, MIT, BSD", r"apache( license)?( 2\.0)?|mit|bsd( [23] clause)?", True),
    Licence("own work", r"own( work)?|my own( work)?|mine", True),
    Licence("not stated", r"|not stated|none|unknown|n/?a|\?", False, "unknown: not passed on"),
    Licence("anything else", r".*", False, "not in this table: not passed on"),
)
"""In order: the first whose pattern fits the whole name decides."""

_URL = re.compile(
    r"https?://creativecommons\.org/(?:licenses/([a-z-]+)|publicdomain/(zero|mark))/.*"
)


def passes_on(licence: str) -> bool:
    """Whether rows from a text under this licence may be passed on.

    Of several, joined by ``;`` or ``or``, one that does is enough.

    >>> [passes_on(x) for x in ("CC BY-SA 4.0", "not stated", "CC BY-ND", "all rights reserved")]
    [True, False, False, False]
    >>> passes_on("https://creativecommons.org/licenses/by/4.0/"), passes_on("GFDL or CC-BY-SA-3.0")
    (True, True)
    """
    return any(_found(_plain(part)).passes for part in re.split(r";|\bor\b", licence))


def _found(name: str) -> Licence:
    return next(one for one in LICENCES if re.fullmatch(one.pattern, name, re.DOTALL))


def _plain(name: str) -> str:
    name = name.strip().casefold()
    if url := _URL.fullmatch(name):
        name = f"cc {url[1]}" if url[1] else f"cc {'zero' if url[2] == 'zero' else '0'}"
    return " ".join(name.replace("license", "licence").replace("-", " ").split())
