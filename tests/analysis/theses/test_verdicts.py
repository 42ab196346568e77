"""Verdicts on ranges: the same as trying every number in them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapallo.analysis.theses.counts import share
from rapallo.analysis.theses.verdicts import FEWEST, Count, above, faded, first, more, rule, too_few
from rapallo.dates.compare import Certainty
from tests.oracle.theses import shares, verdict

counts = st.tuples(st.integers(0, 6), st.integers(0, 4)).map(lambda n: Count(n[0], n[0] + n[1]))
few = st.lists(counts, min_size=1, max_size=3)
ENOUGH = FEWEST


@given(counts, few, st.sampled_from([1, 2, 1.5, 3]))
def test_more_is_what_every_reading_says(mine: Count, rivals: list[Count], times: float) -> None:
    found = more(mine, rivals, times, events=ENOUGH)
    expected = verdict(
        [mine, *rivals],
        lambda m, *others: all(m > other and m >= times * other for other in others),
    )
    assert found.verdict == expected


@given(counts, counts, st.integers(1, 4), st.integers(1, 4))
def test_more_by_the_year(mine: Count, rival: Count, own: int, other: int) -> None:
    found = more(mine, [rival], 1, [Fraction(own), Fraction(other)], events=ENOUGH)
    expected = verdict([mine, rival], lambda m, r: Fraction(m, own) > Fraction(r, other))
    assert found.verdict == expected


@given(counts, few, st.integers(1, 3), st.booleans())
def test_first_is_what_every_reading_says(
    mine: Count, rivals: list[Count], places: int, ties: bool
) -> None:
    def holds(m: int, *others: int) -> bool:
        if places == 1 and not ties:
            return all(m > other for other in others)
        return sum(other > m for other in others) < places

    found = first(mine, rivals, places, ENOUGH, ties=ties)
    assert found.verdict == verdict([mine, *rivals], holds)


@given(counts, counts, st.sampled_from([0.1, 0.3, 0.5]), st.integers(1, 5))
def test_faded_is_what_every_reading_says(late: Count, early: Count, to: float, ratio: int) -> None:
    if late.possible + early.possible < FEWEST:
        assert faded(late, early, to, Fraction(ratio)) == too_few(late.possible + early.possible)
        return
    part = Fraction(str(to))
    expected = verdict([late, early], lambda a, b: a * ratio <= b * part)
    assert faded(late, early, to, Fraction(ratio)).verdict == expected


@given(st.lists(st.tuples(st.booleans(), st.sampled_from(Certainty)), max_size=7))
def test_a_share_lies_between_the_least_and_the_greatest(
    events: list[tuple[bool, Certainty]],
) -> None:
    found = shares([(certain, int(part)) for certain, part in events])
    assert share(events) == (min(found), max(found))


@pytest.mark.parametrize(
    ("low", "high", "limit", "expected"),
    [
        ("3/5", "1", 0.5, "upheld"),
        ("1/5", "1/2", 0.5, "not upheld"),
        ("1/2", "3/5", 0.5, "undecidable"),
        ("1/10", "1/10", 0.1, "not upheld"),
    ],
)
def test_a_share_above_a_limit(low: str, high: str, limit: float, expected: str) -> None:
    assert above(Fraction(low), Fraction(high), limit, 10).verdict == expected


@pytest.mark.parametrize("events", range(7))
def test_with_fewer_than_five_events_nothing_is_decided(events: int) -> None:
    found = rule(surely=True, possibly=True, events=events)
    assert found.verdict == ("undecidable" if events < 5 else "upheld")
    assert (f"{events} event" in found.why) == (events < 5)
    assert ("5 are needed" in found.why) == (events < 5)


def test_doubt_never_decides() -> None:
    found = rule(surely=False, possibly=True, events=100)
    assert (found.verdict, found.why) == (
        "undecidable",
        "it depends on how what the sources leave open is read",
    )
