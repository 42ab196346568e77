"""EDTF texts for property tests: wide ones of every form, narrow ones with few readings."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st

from rapallo.dates.edtf import parse
from rapallo.errors import UnreadableDate

patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""For laws: a busy machine breaks none of them."""

YEARS = st.dates(date(1922, 1, 1), date(1937, 12, 31))
QUALIFIERS = st.sampled_from(["", "", "", "", "", "", "?", "~", "%"])


def _masks(digits: str) -> st.SearchStrategy[str]:
    masks = [f"{digits[0]}X", f"X{digits[1]}", "XX"]
    return st.sampled_from([digits] * 4 + masks)


@st.composite
def points(draw: st.DrawFn) -> str:
    """One date of the years 1922 to 1937 in any form, qualified anywhere."""
    day = draw(YEARS).isoformat()
    year = draw(st.sampled_from([day[:4]] * 4 + [day[:3] + "X", day[:4] + "S3"]))
    components = [year]
    if "S" not in year:
        form = draw(st.sampled_from(["year", "month", "season", "day", "day"]))
        if form == "season":
            components.append(str(draw(st.integers(21, 41))))
        elif form != "year":
            components.append(draw(_masks(day[5:7])))
        if form == "day":
            components.append(draw(_masks(day[8:])))
    return "-".join(draw(QUALIFIERS) + part + draw(QUALIFIERS) for part in components)


@st.composite
def dates(draw: st.DrawFn) -> str:
    """A date of any form: one day, lasting, one of a set, several."""
    form = draw(st.sampled_from(["point", "point", "interval", "[]", "{}"]))
    if form == "point":
        return draw(points())
    if form == "interval":
        return _readable("/".join(draw(_sides(points()))))
    parts = draw(st.lists(st.one_of(points(), _ranges(points(), form)), min_size=1, max_size=3))
    return _readable(form[0] + ",".join(parts) + form[1])


def _readable(text: str) -> str:
    try:
        parse(text)
    except UnreadableDate:
        assume(False)
    return text


@st.composite
def _sides(draw: st.DrawFn, ends: st.SearchStrategy[str]) -> list[str]:
    """Two sides in order, one of them perhaps open."""
    sides = sorted([draw(ends), draw(ends)], key=lambda text: parse(text).s0)
    opened = draw(st.sampled_from([None] * 4 + [0, 1]))
    if opened is not None:
        sides[opened] = draw(st.sampled_from(["", ".."]))
    return sides


@st.composite
def _ranges(draw: st.DrawFn, ends: st.SearchStrategy[str], brackets: str) -> str:
    """A range inside a set; one that is open fits only where the set ends."""
    if brackets == "{}":
        ends = YEARS.map(lambda day: day.isoformat()[: 4 + 3 * (day.day % 3)])
    left, right = sorted([draw(ends), draw(ends)], key=lambda text: parse(text).s0)
    return f"{left}..{right}"


# --- narrow: around the first of February 1926

NEAR = st.integers(-4, 4).map(lambda n: (date(1926, 2, 1) + timedelta(days=n)).isoformat())
NARROW = st.one_of(
    NEAR,
    NEAR,
    NEAR,
    NEAR.map(lambda day: day + "~"),
    st.sampled_from(["1926-02-0X", "1926-01-3X", "1926-01-XX", "1926-02"]),
)
COARSE = st.sampled_from(["1926-01", "1926-02~", "1926-21", "1925-24", "1926-01-X9", "1926-33"])


def _doubted(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Some of the texts with a question mark, which with ``~`` makes ``%``."""
    doubted = texts.map(lambda text: text[:-1] + "%" if text.endswith("~") else text + "?")
    return st.one_of(*[texts] * 8, doubted)


@st.composite
def narrow_dates(draw: st.DrawFn) -> str:
    """A date of any form with so few readings that they can all be tried."""
    form = draw(st.sampled_from(["point", "/", "..", "[]", "[]", "{}", "{}"]))
    if form == "point":
        return draw(_doubted(st.one_of(NARROW, COARSE)))
    if form == "/":
        return _readable("/".join([draw(NARROW), draw(_doubted(NARROW))]))
    if form == "..":
        return _readable("/".join(draw(_sides(NARROW))))
    ends = NEAR if form == "{}" else NARROW
    ranges = st.tuples(ends, ends).map(lambda pair: "..".join(sorted(pair)))
    parts = draw(st.lists(st.one_of(_doubted(NARROW), ranges), min_size=1, max_size=3))
    if draw(st.integers(0, 6)) == 0:
        parts[-1] = draw(NEAR) + ".."
    return _readable(form[0] + ",".join(parts) + form[1])
