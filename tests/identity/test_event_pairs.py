"""Claims that may tell one happening: each rule, what is compared at all, and how well it does."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.casebook.read import StoredClaim
from rapallo.errors import BadOption
from rapallo.identity.alike import Alike
from rapallo.identity.ask import all_nodes
from rapallo.identity.event_pairs import Proposals, Tuning, proposals, verdicts
from rapallo.identity.event_rules import POINTS, Told, fired, score
from rapallo.load import load
from rapallo.model.claim import Claim
from tests.helpers import claim, make_book, same

ANY = Filters(status=())
WARNED = {
    "kind": "pressured",
    "act": "warning",
    "agents": "Germany",
    "targets": "Poland",
    "date": "1927-03-05",
}
MET = {"kind": "met_with", "agents": "Moraht, H.|Germany;Arosev, A.|USSR", "date": "1927-03-05"}
SIGNED = {"kind": "signed", "agents": "Germany;USSR", "treaty": "Rapallo", "date": "1922-04-16"}
PASSAGE = "line 3, chars 10-40"


def told(number: int, base: dict[str, str], **more: str) -> Claim:
    given = {"source": f"s{number}", **base, **more}
    return claim(f"c-{number}", given.pop("kind"), given.pop("agents"), **given)


def asked(book: Casebook, tuning: Tuning | None = None, **how: Any) -> Proposals:
    with book.store.reading() as connection:
        return proposals(connection, ANY, tuning, **how)


def rules(folder: Path, a: Claim, b: Claim, days: int = 0) -> set[str] | None:
    book = make_book(folder, [a, b])
    one, other = (
        Told(found, row.about, row.date_text)
        for found, row in zip(book.stored(ANY), (a, b), strict=True)
    )
    alike = Alike.of(all_nodes(book))
    found = fired(one, other, days, alike)
    assert found == fired(other, one, days, alike)
    return None if found is None else set(found)


ALIKE = {"one day", "same agents", "same targets", "same act"}
TALK = {"one day", "same agents", "same act"}


@pytest.mark.parametrize(
    ("base", "one", "other", "gone", "come"),
    [
        (WARNED, {}, {}, set(), set()),
        (WARNED, {}, {"date": "1927-03"}, {"one day"}, {"one month"}),
        (WARNED, {}, {"date": "[1927-01..1927-11]"}, {"one day"}, {"one year"}),
        (WARNED, {"date": "1925/1927"}, {"date": "1925/1927"}, {"one day"}, {"same date"}),
        (WARNED, {"date": "1919/1933"}, {"date": "1919/1933"}, {"one day"}, {"date left wide"}),
        (WARNED, {}, {"date": "1927-03-01/1927-03-10"}, set(), {"lasting and a day"}),
        (WARNED, {"date": "1927-03"}, {"date": "1927-03-01/1927-03-10"}, {"one day"},
         {"one month"}),
        (WARNED, {"date": "1927-01/1927-06"}, {"date": "1927-03-01/1927-03-10"}, {"one day"},
         {"one year", "a part and the whole"}),
        (WARNED, {}, {"date": "[1919..1938]"}, {"one day"}, {"date left wide"}),
        (WARNED, {}, {"date": ""}, {"one day"}, {"undated"}),
        (WARNED, {"date_text": "in the morning"}, {"date_text": "that evening"}, set(),
         {"another hour"}),
        (WARNED, {"date_text": "late at night"}, {"date_text": "shortly before midnight"}, set(),
         set()),
        (WARNED, {"date_text": "5 March, evening"}, {"date_text": "5 March"}, set(), set()),
        (WARNED, {"date_text": "in the evening"}, {"date": "1927-03", "date_text": "one morning"},
         {"one day"}, {"one month"}),
        (WARNED, {"source": "s", "date_text": "Later on the same day"}, {"source": "s"}, set(),
         {"another hour"}),
        (WARNED, {"source": "s", "date_text": "at the end of 5 March"}, {"source": "s"}, set(),
         {"another hour"}),
        (WARNED, {"date_text": "Later on the same day"}, {}, set(), set()),
        (WARNED, {"source": "s", "date_text": "three days later"}, {"source": "s"}, set(), set()),
        (WARNED, {"agents": "Moraht, H.|Germany"}, {}, {"same agents"}, {"same states act"}),
        (WARNED, {"agents": "Moraht, H.|Germany"}, {"agents": "Köster, A.|Germany"},
         {"same agents"}, {"another man acts"}),
        (WARNED, {"agents": "[envoy in Riga]|Germany"}, {"agents": "Köster, A.|Germany"},
         {"same agents"}, {"same states act"}),
        (WARNED, {"agents": "Germany;USSR"}, {}, {"same agents"}, {"more agents"}),
        (WARNED, {"agents": "Germany;USSR"}, {"agents": "Germany;France"}, {"same agents"},
         {"some agents"}),
        (WARNED, {}, {"targets": "Lithuania"}, {"same targets"}, {"targets apart"}),
        (WARNED, {}, {"targets": "Poland;Latvia"}, {"same targets"}, {"other targets"}),
        (WARNED, {}, {"targets": "", "issue": "Vilnius question"}, {"same targets"},
         {"targets of one only", "issue of one only"}),
        (WARNED, {"targets": "Zaleski, A.|Poland"}, {"targets": "Beck, J.|Poland"},
         {"same targets"}, {"another man is the target"}),
        (WARNED, {"issue": "Vilnius question"}, {"issue": "Vilnius question"}, set(),
         {"same issue"}),
        (WARNED, {"issue": "Vilnius question"}, {"issue": "Baltic union"}, set(),
         {"another issue"}),
        (WARNED, {}, {"act": "threat"}, {"same act"}, {"another act"}),
        (WARNED, {"about": "the Baltic union"},
         {"about": "against a Baltic union", "act": "threat"}, {"same act"},
         {"another word for it", "alike in words"}),
        (WARNED, {"place": "Riga"}, {"place": "Riga?"}, set(), {"same place"}),
        (WARNED, {"place": "Riga"}, {"place": "Reval"}, set(), {"another place"}),
        (WARNED, {"place": "Tallinn"}, {"place": "Reval"}, set(), {"same place"}),
        (WARNED, {"place": "Tallinn"}, {"place": "Estonia"}, set(), set()),
        (WARNED, {"targets": "USSR"}, {"targets": "Soviet Russia"}, set(),
         {"another state of its lineage"}),
        (WARNED, {"agents": "Joffe, A.|USSR"}, {"agents": "Soviet Russia"}, {"same agents"},
         {"same states act", "another state of its lineage"}),
        (WARNED, {}, {"status": "planned"}, set(), {"another status"}),
        (WARNED, {}, {"status": "negated"}, set(), {"told and denied"}),
        (WARNED, {"documents": "d-1"}, {"documents": "d-1;d-2"}, set(), {"one document"}),
        (WARNED, {"source": "s", "locator": "chars 10-40"},
         {"source": "s", "locator": "chars 900-960"}, set(), {"told one after another"}),
        (WARNED, {"source": "s", "locator": "chars 10-40"},
         {"source": "s", "locator": "chars 1200-1260"}, set(), set()),
        (WARNED, {"source": "s", "locator": "chars 10-40", "documents": "d-1"},
         {"source": "s", "locator": "chars 41-60", "documents": "d-1"}, set(), {"one document"}),
        (WARNED, {"source": "s", "locator": PASSAGE, "coder": "A"},
         {"source": "s", "locator": "line 3, chars 39-60", "coder": "B"}, set(),
         {"one passage, two coders"}),
        (WARNED, {"source": "s", "locator": PASSAGE}, {"source": "s", "locator": PASSAGE}, set(),
         {"one passage, one coder"}),
        (WARNED, {"source": "s", "locator": PASSAGE, "coder": "A"},
         {"source": "s", "locator": PASSAGE, "coder": "B", "act": "threat"}, {"same act"},
         {"another act"}),
        (WARNED, {"locator": PASSAGE}, {"locator": PASSAGE}, set(), set()),
        (WARNED, {"about": "against a union of Baltic states"}, {"about": "the Baltic union"},
         set(), {"alike in words"}),
        (MET, {}, {"act": "conversation"}, {"same act"}, {"another word for it"}),
        (MET, {}, {"act": "visit"}, {"same act"}, {"another form"}),
        (MET, {"source": "s", "locator": "chars 10-40"}, {"source": "s", "locator": "chars 41-60"},
         set(), set()),
        (MET, {"source": "s", "locator": "chars 10-40"},
         {"source": "s", "locator": "chars 41-60", "act": "visit"}, {"same act"},
         {"another form", "told one after another"}),
        (MET, {}, {"agents": "Germany;USSR"}, {"same agents"}, {"same states act"}),
        (MET, {}, {"agents": "Moraht, H.|Germany;Germany;Arosev, A.|USSR"}, set(), set()),
        (SIGNED, {}, {}, set(), {"same treaty"}),
        (SIGNED, {}, {"act": "concluded"}, {"same act"}, {"same treaty", "another word for it"}),
        (SIGNED, {}, {"act": "ratified"}, {"same act"}, {"same treaty", "another stage"}),
        (SIGNED, {"act": "mentioned"}, {"act": "proposed"}, {"same act"},
         {"same treaty", "another stage"}),
        (SIGNED, {}, {"treaty": "Berlin"}, set(), {"another treaty"}),
        (MET, {"treaty": "Rapallo"}, {}, set(), {"treaty of one only"}),
    ],
)  # fmt: skip
def test_the_rules_that_fire(
    tmp_path: Path,
    base: dict[str, str],
    one: dict[str, str],
    other: dict[str, str],
    gone: set[str],
    come: set[str],
) -> None:
    usual = ALIKE if base is WARNED else TALK
    found = rules(tmp_path, told(1, base, **one), told(2, base, **other))
    assert found == usual - gone | come


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "opposed", "act": "stance"},
        {"act": "advice"},
        {"date": "1927-03-06"},
        {"agents": "France"},
    ],
    ids=["kind", "sign", "date", "agents"],
)
def test_what_cannot_be_one_event(tmp_path: Path, other: dict[str, str]) -> None:
    assert rules(tmp_path, told(1, WARNED), told(2, WARNED, **other)) is None


def test_dates_some_days_apart_when_asked(tmp_path: Path) -> None:
    pair = told(1, WARNED), told(2, WARNED, date="1927-03-08")
    book = make_book(tmp_path, pair)
    assert asked(book, Tuning(days=2, least=-99)).pairs == []
    (found,) = asked(book, Tuning(days=3, least=-99)).pairs
    assert "days apart" in found.rules
    assert found.points == sum(POINTS[rule] for rule in found.rules)


def test_points_can_be_given(tmp_path: Path) -> None:
    book = make_book(tmp_path, [told(1, WARNED), told(2, WARNED)])
    assert asked(book).pairs[0].points == 10
    assert asked(book, Tuning(points={"one day": -4})).pairs == []
    with pytest.raises(BadOption, match="there is no rule 'day'; there are one day, one month"):
        asked(book, Tuning(points={"day": 1}))
    with pytest.raises(BadOption, match="days are counted from 0"):
        asked(book, Tuning(days=-1))


def test_pairs_of_one_event_are_found_only_when_asked(tmp_path: Path) -> None:
    rows = [told(n, WARNED) for n in (1, 2, 3)]
    book = make_book(tmp_path, rows, judgements=[same("c-2", "c-1")])
    assert [pair.ids for pair in asked(book).pairs] == [("c-1", "c-3"), ("c-2", "c-3")]
    assert len(asked(book, within_events=True).pairs) == 3
    with book.store.reading() as connection:
        assert verdicts(connection) == {("c-1", "c-2"): "same"}


def test_filters_choose_what_is_compared(tmp_path: Path) -> None:
    book = make_book(tmp_path, [told(n, WARNED) for n in (1, 2, 3)])
    with book.store.reading() as connection:
        found = proposals(connection, Filters(source=("s1", "s3")))
    assert [pair.ids for pair in found.pairs] == [("c-1", "c-3")]


def test_a_crowd_is_passed_over_and_told(tmp_path: Path) -> None:
    rows = [told(n, WARNED) for n in range(1, 7)] + [told(7, {**WARNED, "targets": "Latvia"})]
    book = make_book(tmp_path, rows)
    found = asked(book, Tuning(largest=5))
    assert (found.pairs, found.passed_over) == ([], 6)
    assert len(asked(book, Tuning(largest=6)).pairs) == 15


# What is compared: nothing that the rules would propose may be lost in looking for it.

EVERY = Tuning(least=-99)


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    """Sixty claims of all sorts, the same in every run."""
    from random import Random

    random = Random(7)
    dates = ("1926-03-05", "1926-03-30", "1926-03", "1926", "1926/1928", "", "[..1926]", "1850-01")
    rows = []
    for number in range(60):
        kind = random.choice(("met_with", "pressured", "signed"))
        aimed = random.choice(("Lithuania", "Lithuania;Latvia", ""))
        treaty = random.choice(("", "Rapallo")) if kind != "signed" else "Rapallo"
        issue = "Vilnius question" if not aimed or random.random() < 0.3 else ""
        rows.append(
            claim(
                f"c-{number:02}",
                kind,
                random.choice(("Germany;USSR", "Germany;Poland;USSR", "Moraht, H.|Germany;France")),
                aimed if kind == "pressured" else "",
                treaty=treaty,
                issue=issue,
                date=random.choice(dates),
                source=random.choice("st"),
            )
        )
    return make_book(tmp_path_factory.mktemp("crowd"), rows)


def share_matter(a: StoredClaim, b: StoredClaim) -> bool:
    """Whether two claims share what the search looks for, put another way."""
    states = [{p.acting_for for p in one.participants if p.role == "agent"} for one in (a, b)]
    aims = [
        {p.acting_for for p in one.participants if p.role == "target"} | set(one.issues)
        for one in (a, b)
    ]
    if set(a.treaties) & set(b.treaties):
        return True
    if a.kind in ("met_with", "signed"):
        return len(states[0] & states[1]) >= 2
    return bool(states[0] & states[1]) and (bool(aims[0] & aims[1]) or not (aims[0] or aims[1]))


def test_all_that_share_a_matter_are_compared(crowd: Casebook) -> None:
    claims = crowd.stored(ANY)
    expected = {
        (a.id, b.id): names
        for a, b in combinations(claims, 2)
        if (names := fired(Told(a, ""), Told(b, ""))) is not None and share_matter(a, b)
    }
    found = asked(crowd, EVERY)
    assert {pair.ids: pair.rules for pair in found.pairs} == expected
    assert 100 < len(expected) < found.compared + 1
    assert [pair.points for pair in found.pairs] == sorted(
        (pair.points for pair in found.pairs), reverse=True
    )


def test_the_order_of_loading_does_not_matter(crowd: Casebook, tmp_path: Path) -> None:
    from rapallo.export.tables import export_csv
    from rapallo.loaders.sheet import read_claims

    export_csv(crowd, tmp_path / "tables")
    rows = [
        record.claim
        for record in read_claims(tmp_path / "tables" / "claims.csv")
        if hasattr(record, "claim")
    ]
    other = make_book(tmp_path, reversed(rows))
    one, two = asked(crowd), asked(other)
    assert [(p.ids, p.points, p.rules) for p in one.pairs] == [
        (p.ids, p.points, p.rules) for p in two.pairs
    ]


@given(st.lists(st.sampled_from(sorted(POINTS)), unique=True))
def test_points_add_up(names: list[str]) -> None:
    assert score(tuple(names)) == sum(POINTS[name] for name in names)


# Measured against the judgements of the dossier, made by reading


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    book = Casebook(tmp_path_factory.mktemp("dossier") / "dossier.duckdb")
    load(book, "dossier")
    return book


def test_the_search_loses_next_to_nothing(dossier: Casebook) -> None:
    found = asked(dossier, EVERY, within_events=True)
    same_event = {pair.ids for pair in found.pairs if pair.one_event}
    # Of 67 pairs one is lost, of which the sources tell dates a year apart.
    assert len(same_event) == 66
    assert found.compared < 1_200
