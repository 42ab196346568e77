"""Our reading held against the library edtf, with all that we do otherwise, and why."""

from __future__ import annotations

import pytest
from edtf import EDTFObject, parse_edtf

from rapallo.dates.calendar import BEGINNING, END, day_number
from rapallo.dates.edtf import parse
from rapallo.errors import UnreadableDate
from tests.dates.forms import ACCEPTED, DOUBTFUL, REFUSED

ONLY_HERE = {
    "1926-12-24T23:30:00+00:00": "ISO 8601-1 has the zone +00:00",
    "Y-20000/-9999": "a long year bounds an interval as any date does",
    "[1926..1927?]": "the end of a range may be qualified",
    **dict.fromkeys(
        ["-XXXX", "-00X4-03", "XXXX~", "192X-22"], "any digit of any year may be unspecified"
    ),
    **dict.fromkeys(
        ["1984-1X", "1984-0X", "1984-X1", "1984-X5"], "valid at level 2; the library fails on it"
    ),
    **dict.fromkeys(
        ["1926-22~", "1926-24~", "1926-34~", "1926-38~", "1926-41~", "1926-21?"],
        "a season is qualified as any date is",
    ),
    **dict.fromkeys(
        ["Y12345~", "Y171010000S3~", "Y12345?"], "a long year is qualified as any date is"
    ),
    **dict.fromkeys(
        ["1926-XX-~05", "2004-06~-%11"], "any component is qualified, left as well as right"
    ),
    **dict.fromkeys(
        ["[1926-10..1926-11-22]", "[1926-21..1926-22]", "[1926-12-24]"], "our own extensions"
    ),
}
ONLY_IN_EDTF = {
    **dict.fromkeys(
        [
            *("1927-02-29", "1900-02-29", "1985-02-3X", "1985-12-4X", "XXXX-02-30", "XXX1-02-29"),
            *("1926-12-24T24:00:00", "1926-12T10:00:00"),
        ],
        "there is no such day or hour",
    ),
    **dict.fromkeys(
        [
            *("1927/1926", "1927-03-05/1927-03-04", "1927-04/1927-03-31", "1926/-1926"),
            "[1928..1926]",
        ],
        "nothing ends before it starts",
    ),
    **dict.fromkeys(
        [
            *("[1926, 1927]", "[ 1926,1927]", "[1926,1927 ]", "1926 / 1927"),
            *("1926 ", " 1926", "1926\n", "\t1926"),
        ],
        "EDTF has no spaces",
    ),
    **dict.fromkeys(["1950S0", "1950S2-12"], "at least one digit is significant; S ends the date"),
    **dict.fromkeys(["Y99999999999", "Y9E99", "Y9E999999999999"], "beyond our days"),
    **dict.fromkeys(["{0000..9999}", "{1800-01..1899-12}"], "beyond our number of members"),
    "../..": "it says nothing",
}
OTHER_BOUNDS = {
    "-000X": "there is no year -0000",
    **dict.fromkeys(
        ["1926-24", "1923-24", "1926-28", "1926-30"], "the library cuts winter at the year's end"
    ),
    **dict.fromkeys(["192X-02-29", "190X-02-29", "XXXX-02-29"], "no leap day in common years"),
    **dict.fromkeys(
        ["1984-02-1X", "1984-02-2X", "1984-02-0X", "1984-02-X9", "1983-02-X9", "1984-0X-31"],
        "the library fails on a digit unspecified",
    ),
    **dict.fromkeys(
        [
            *("1950S2", "1950S3", "-1950S2", "0050S1", "1950S2?"),
            *("Y171010000S3", "Y3388E2S3", "Y-20026E1S2"),
        ],
        "the library's strict bounds ignore S",
    ),
}
TEXTS = list(
    dict.fromkeys([*ACCEPTED, *DOUBTFUL, *(text for text, _ in REFUSED if text[99:] == "")])
)
STRICT = [text for text in dict.fromkeys([*ACCEPTED, *DOUBTFUL]) if not {"~", "%"} & set(text)]


def read_by_edtf(text: str) -> EDTFObject | None:
    try:
        date = parse_edtf(text, fail_silently=True)
    except (AttributeError, TypeError):  # some it fails on instead of refusing
        return None
    return date


def strict_bound(date: EDTFObject | None, side: str) -> int | None:
    try:
        return day_number(*getattr(date, f"{side}_strict")()[:3])
    except ValueError:  # and some it reads but finds no day for
        return None


@pytest.mark.parametrize("text", TEXTS, ids=repr)
def test_syntax_is_that_of_the_library_edtf(text: str) -> None:
    try:
        ours = str(parse(text)) == text
    except UnreadableDate:
        ours = False
    theirs = read_by_edtf(text) is not None
    assert ours or text not in ONLY_HERE
    assert theirs or text not in ONLY_IN_EDTF
    assert (ours != theirs) == (text in ONLY_HERE or text in ONLY_IN_EDTF)


@pytest.mark.parametrize("text", [text for text in STRICT if text not in ONLY_HERE])
def test_bounds_are_the_strict_ones_of_the_library_edtf(text: str) -> None:
    """Where a side is unbounded the library has no day to compare."""
    when, theirs = parse(text), read_by_edtf(text)
    sides = [("lower", when.s0), ("upper", when.e1)]
    bounded = [(side, day) for side, day in sides if day not in (BEGINNING, END)]
    agree = all(strict_bound(theirs, side) == day for side, day in bounded)
    assert agree == (text not in OTHER_BOUNDS)
