"""The table of licences: what is not known to let rows be passed on does not."""

from __future__ import annotations

import pytest

from rapallo.freeze.licences import passes_on


@pytest.mark.parametrize(
    "licence",
    [
        *("CC0", "CC0 1.0", "CC0-1.0", "Creative Commons Zero", "public domain", "Public Domain"),
        *("CC BY", "CC-BY-4.0", "CC BY 3.0 DE", "Creative Commons Attribution 4.0 International"),
        *("CC BY-SA", "CC BY-SA 4.0", "Creative Commons Attribution-ShareAlike", "cc-by-sa"),
        *("CC BY-NC", "CC BY-NC-SA 4.0", "GFDL", "ODbL", "OGL v3.0", "own work", "mine", "MIT"),
        "https://creativecommons.org/licenses/by-sa/4.0/",
        "https://creativecommons.org/publicdomain/zero/1.0/",
        "all rights reserved; CC BY 4.0",
    ],
)
def test_what_may_be_passed_on(licence: str) -> None:
    assert passes_on(licence)


@pytest.mark.parametrize(
    "licence",
    [
        *("", " ", "not stated", "unknown", "none", "?", "all rights reserved", "© 1999 X"),
        *("CC BY-ND", "CC BY-NC-ND 4.0", "https://creativecommons.org/licenses/by-nd/4.0/"),
        *("not public domain", "not CC BY", "CC", "CC BY, but ask first", "free", "line\nCC0\nx"),
    ],
)
def test_what_may_not(licence: str) -> None:
    assert not passes_on(licence)
