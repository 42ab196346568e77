"""Who may be one person: what speaks for it and against, and that no such pair is lost."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapallo.casebook.book import Casebook
from rapallo.dates.calendar import day_number
from rapallo.dates.edtf import parse, term
from rapallo.identity.blocking import Blocks
from rapallo.identity.candidates import candidates, compare
from rapallo.identity.forenames import similar
from rapallo.identity.neighbours import alike
from rapallo.identity.posts import Tenure
from rapallo.identity.readings import readings
from rapallo.identity.records import Record, records
from rapallo.identity.rules import Finding
from rapallo.identity.weights import PRIOR, SPREAD, fit, probability, shipped, table
from rapallo.model.nodes import Diplomat, Member, Organization, Post
from tests.helpers import claim, make_book
from tests.oracle.persons import all_pairs, promised


def person(
    id: str,
    *names: str,
    state: str = "",
    born: str = "",
    died: str = "",
    acts: int = 0,
    posts: tuple[tuple[str, str, str, str], ...] = (),
    wikidata: str = "",
    contacts: str = "",
) -> Record:
    """A record in a line; ``posts``: state, title, start, end."""
    days = (day_number(acts, 1, 1), day_number(acts, 12, 31))
    return Record(
        id,
        names[0],
        tuple(one for name in names for one in readings(name)),
        frozenset(filter(None, [state])),
        parse(born),
        parse(died),
        wikidata,
        tuple(
            Tenure(f"{state}-{title}", f"{state}/{title}", state, id, term(start, end))
            for state, title, start, end in posts
        ),
        contacts=frozenset(contacts.split()),
        **({"active": days} if acts else {}),
    )


def levels(a: Record, b: Record) -> dict[str, str]:
    return {rule.rule: rule.level for rule in compare(a, b).rules}


LIKELY = [
    (
        person("a", "Krestinski, Nikolai", state="ussr", acts=1926),
        person("b", "Крестинский, Н. Н.", state="ussr", acts=1927),
    ),
    (
        person("a", "Moraht, Hans", state="germany", acts=1927),
        person("b", "Morath, H. L.", state="germany", acts=1928),
    ),
    (
        person("a", "Brockdorff-Rantzau, Ulrich Graf von", state="germany", died="1928-09-08"),
        person("b", "Brockdorff Rantzau, U. v.", state="germany", acts=1923),
    ),
    (
        person("a", "Чичерин, Георгий Васильевич", state="ussr", born="1872", died="1936"),
        person("b", "Tschitscherin, Georgi", state="ussr", acts=1922),
    ),
    (
        person("a", "Litvinov, Maxim", wikidata="Q315406"),
        person("b", "Wallach, Meir Henoch", wikidata="Q315406"),
    ),
    (
        person("a", "Żeligowski, Lucjan", state="poland", acts=1920),
        person("b", "Zeligowski, Lucjan", state="poland", acts=1922),
    ),
    *(
        (person("a", one, state="x", acts=1926), person("b", other, state="x", acts=1926))
        for one, other in (
            ("Dr. Köster", "Köster, Adolf"),
            ("Count Ciano", "Ciano, Galeazzo"),
            ("Lord Curzon", "Curzon, George"),
            ("Чичерин Г.В.", "Чичерин, Георгий"),
            ("Литвинов Максим Максимович", "Litvinov, Maksim"),
            ("Hymans Paul", "Hymans, Paul"),
            ("v. Dirksen", "Dirksen, Herbert von"),
            ("v. Moltke, H.", "Moltke, Hans-Adolf von"),
            ("Chiang Kai-shek", "Chiang, Kai-shek"),
            ("Koo, V. K. Wellington", "Wellington Koo"),
            ("Pitt, William the Elder", "Pitt, W., Sr."),
        )
    ),
]

UNLIKELY = [
    # A father and his son, of one name.
    (
        person("a", "Adams, John", state="us", born="1735", died="1826"),
        person("b", "Adams, John Quincy", state="us", born="1767", died="1848", acts=1817),
    ),
    (
        person("a", "Eliot, Theodore L.", state="us", born="1898"),
        person("b", "Eliot, Theodore L., Jr.", state="us", born="1928"),
    ),
    (
        person("a", "Трояновский, Александр Антонович", state="ussr", born="1882"),
        person("b", "Troyanovsky, Oleg", state="ussr", born="1919"),
    ),
    # A namesake of another state and century.
    (
        person("a", "Smith, John", state="us", acts=1797),
        person("b", "Smith, John", state="united-kingdom", acts=1938),
    ),
    # A successor in a post.
    (
        person("a", "Köster, Adolf", state="germany", posts=(("de", "envoy", "1923", "1928"),)),
        person("b", "Stieve, F.", state="germany", posts=(("de", "envoy", "1928", "1932"),)),
    ),
    # Two brothers.
    (
        person("a", "Красин, Леонид", state="ussr", born="1870"),
        person("b", "Krasin, German", state="ussr", born="1871"),
    ),
    # He is dead, or a child.
    (
        person("a", "Ivanov, I.", state="ussr", died="1905"),
        person("b", "Ivanov, I.", state="ussr", acts=1926),
    ),
    (
        person("a", "Ivanov, I.", state="ussr", born="1920"),
        person("b", "Ivanov, I.", state="ussr", acts=1926),
    ),
    # In two places at once.
    (
        person("a", "Meyer, Karl", posts=(("germany", "envoy in Riga", "1926", "1928"),)),
        person("b", "Meyer, K.", posts=(("austria", "envoy in Rome", "1925", "1929"),)),
    ),
    # Both told of in one claim.
    (
        person("a", "Schmidt, P.", state="germany", contacts="b"),
        person("b", "Schmidt, Paul", state="germany", contacts="a"),
    ),
    # Two entries of Wikidata.
    (
        person("a", "Beck, Józef", state="poland", wikidata="Q1"),
        person("b", "Beck, Józef", state="poland", wikidata="Q2"),
    ),
]


@pytest.mark.parametrize(("a", "b"), LIKELY, ids=lambda r: r.name)
def test_who_is_one_is_found(a: Record, b: Record) -> None:
    (found,) = candidates([a, b])
    assert found.score > 0
    assert found.probability > 0.5


@pytest.mark.parametrize(("a", "b"), UNLIKELY, ids=lambda r: r.name)
def test_who_is_not_is_left(a: Record, b: Record) -> None:
    assert candidates([a, b]) == [], compare(a, b).rules
    assert compare(a, b).score < 0


def test_a_score_adds_up_and_says_what_was_seen() -> None:
    found = compare(*LIKELY[0])
    assert found.score == round(sum(rule.weight for rule in found.rules), 2)
    told = {rule.rule: rule.saw for rule in found.rules}
    assert told["surname"] == "krestinski and крестинский"
    assert told["state served"] == "ussr"
    assert told["time"] == "1926 and 1927"


@pytest.mark.parametrize(
    ("one", "other", "rule", "level"),
    [
        ({"born": "1883-10-13"}, {"born": "1883-10-13"}, "born", "the same day"),
        ({"born": "1883-10-13"}, {"born": "1883"}, "born", "the same year"),
        ({"born": "1883"}, {"born": "1884"}, "born", "a year or two apart"),
        ({"born": "1883"}, {"born": "1890"}, "born", "differ"),
        ({"died": "1938"}, {"died": "1950"}, "died", "differ"),
        ({"died": "1938"}, {"acts": 1939}, "lifetime", "dead by then"),
        ({"born": "1930"}, {"acts": 1939}, "lifetime", "a child then"),
        ({"born": "1883"}, {"acts": 1926}, "lifetime", "possible"),
        ({"born": "1783"}, {"acts": 1926}, "lifetime", "dead by then"),
        ({"acts": 1926}, {"acts": 1926}, "time", "at once"),
        ({"acts": 1926}, {"acts": 1930}, "time", "within 5 years"),
        ({"acts": 1926}, {"acts": 1940}, "time", "within 20 years"),
        ({"acts": 1926}, {"acts": 1960}, "time", "within 40 years"),
        ({"acts": 1826}, {"acts": 1926}, "time", "further apart"),
        ({"state": "ussr"}, {"state": "ussr"}, "state served", "the same"),
        ({"state": "ussr"}, {"state": "poland"}, "state served", "another"),
        ({"wikidata": "Q1"}, {"wikidata": "Q1"}, "Wikidata ids", "the same"),
        ({"contacts": "x"}, {"contacts": "x y"}, "contacts", "one shared"),
        ({"contacts": "x y z"}, {"contacts": "x y"}, "contacts", "shared"),
        ({"contacts": "b"}, {"contacts": "a"}, "contacts", "told of together"),
        (
            {"posts": (("ussr", "envoy in Berlin", "1921", "1930"),)},
            {"posts": (("ussr", "envoy in Berlin", "1922", "1928"),)},
            "posts",
            "the same post",
        ),
        (
            {"posts": (("ussr", "envoy in Berlin", "1921", "1930"),)},
            {"posts": (("poland", "envoy in Riga", "1922", "1928"),)},
            "posts",
            "two states at once",
        ),
    ],
)
def test_each_rule_sees_its_levels(one: object, other: object, rule: str, level: str) -> None:
    a = person("a", "Krestinski, N.", **one)  # type: ignore[arg-type]
    b = person("b", "Krestinski, N.", **other)  # type: ignore[arg-type]
    assert levels(a, b)[rule] == level


@pytest.mark.parametrize(
    ("one", "other", "level", "saw"),
    [
        ("Soviet Russia", "USSR", "the same", "soviet-russia and soviet-union, of one lineage"),
        ("USSR", "USSR", "the same", "soviet-union"),
        ("Soviet Russia", "Poland", "another", "soviet-russia and poland"),
        ("Poland", "Poland", "the same", "poland"),
    ],
)
def test_a_state_and_the_one_it_continues_are_no_two(
    tmp_path: Path, one: str, other: str, level: str, saw: str
) -> None:
    claims = [
        claim("a", "met_with", f"Chicherin|{one};Germany", date="1922-06"),
        claim("b", "met_with", f"Tschitscherin|{other};Germany", date="1922-06"),
    ]
    (found,) = (rule for rule in compared(make_book(tmp_path, claims)) if rule[0] == "state served")
    assert found == ("state served", level, saw)


def test_a_lineage_of_the_casebook_goes_before_those_of_rapallo(tmp_path: Path) -> None:
    book = make_book(
        tmp_path,
        [
            claim("a", "met_with", "Chicherin|Soviet Russia;Germany", date="1922-06"),
            claim("b", "met_with", "Tschitscherin|USSR;Germany", date="1922-06"),
        ],
        organizations=[Organization("mine", "Mine", "", "lineage")],
        members=[Member("mine", "Soviet Russia"), Member("mine", "Poland")],
    )
    told = {rule: saw for rule, level, saw in compared(book) if level == "another"}
    assert told == {"state served": "soviet-russia and soviet-union"}


def test_terms_for_a_state_and_the_one_it_continues_are_no_two_places(tmp_path: Path) -> None:
    book = make_book(
        tmp_path,
        diplomats=[Diplomat("a", "Chicherin, G."), Diplomat("b", "Чичерин, Г.")],
        posts=[
            Post("p", "foreign minister", "Soviet Russia", holder="Chicherin, G.", start="1918-05",
                 end="1930"),
            Post("q", "people's commissar", "USSR", holder="Чичерин, Г.", start="1919", end="1930"),
        ],
    )  # fmt: skip
    assert "posts" not in {rule for rule, _, _ in compared(book)}


def compared(book: Casebook) -> list[tuple[str, str, str]]:
    """What the rules saw in the two persons of a casebook."""
    a, b = records(book)
    return [(rule.rule, rule.level, rule.saw) for rule in compare(a, b).rules]


def test_what_neither_tells_is_no_evidence() -> None:
    found = levels(person("a", "Krestinski"), person("b", "Krestinski"))
    assert set(found) == {"prior", "surname"}


def test_the_spellings_that_agree_best_count() -> None:
    a = person("a", "Finkelstein, M.", "Litvinov, Maxim", state="ussr")
    assert levels(a, person("b", "Литвинов, Максим", state="ussr"))["surname"] == "same sound"


def test_judged_pairs_are_skipped() -> None:
    assert candidates(LIKELY[0], skip=lambda a, b: {a, b} == {"a", "b"}) == []


SURNAMES = """
    Krestinski Krestinsky Крестинский Krestinskis Moraht Morath Adams Adam Brockdorff-Rantzau
    Rantzau Ivanov Iwanow Ivanovsky Schulenburg Litvinov Litwinoff Литвинов Smith Smit Smyth
    Lee Li Ioffe Joffe Zhukov Joukov Schukow Wallach
"""
FORENAMES = """
    Nikolai Nikolay N. Николай Hans Johann J. Ivan I. John Jack William Bill W. Georg Юрий Yuri
    J.W. Chs. Yevgeny E.
"""


@st.composite
def people(draw: st.DrawFn) -> list[Record]:
    """Records of names that resemble one another, with all that rules look at."""
    found = []
    for number in range(draw(st.integers(2, 9))):
        surname = draw(st.sampled_from(SURNAMES.split()))
        given_names = draw(st.lists(st.sampled_from(FORENAMES.split()), max_size=2))
        told = " ".join(given_names)
        orders = (f"{surname}, {told}", f"{surname} {told}", f"{told} {surname}")
        name = draw(st.sampled_from(orders)) if given_names else surname
        year = draw(st.sampled_from((0, 1900, 1926, 1930)))
        found.append(
            person(
                f"p{number}",
                name,
                state=draw(st.sampled_from(("", "ussr", "germany"))),
                born=draw(st.sampled_from(("", "1883", "1883-10-13", "1900"))),
                died=draw(st.sampled_from(("", "1938"))),
                acts=year,
                wikidata=draw(st.sampled_from(("", "", "Q1", "Q2"))),
                contacts=draw(st.sampled_from(("", "x y"))),
            )
        )
    return found


@settings(deadline=None, max_examples=150)
@given(people(), st.sampled_from((-12.0, -4.0, 0.0, 3.0)))
def test_blocking_loses_no_pair_over_the_threshold(records: list[Record], over: float) -> None:
    likely = candidates(records, over=over)
    found = {(one.a.id, one.b.id): one.score for one in likely if promised(one)}
    assert found == all_pairs(records, over)


@given(st.lists(st.text("aeioknrstzvwč", min_size=1, max_size=18), max_size=8), st.data())
def test_no_word_that_is_alike_is_lost(words: list[str], data: st.DataObject) -> None:
    for word in words[:3]:
        at = data.draw(st.integers(0, len(word)))
        words.append(word[:at] + data.draw(st.sampled_from("aknč")) + word[at + 1 :])
    words = sorted(set(words))
    expected = [pair for pair in combinations(words, 2) if similar(*pair) != "far"]
    assert sorted(alike(words)) == expected


@settings(deadline=None)
@given(people(), st.randoms(use_true_random=False))
def test_the_order_of_records_makes_no_difference(records: list[Record], random: Random) -> None:
    mixed = random.sample(records, len(records))
    assert candidates(records, over=-10) == candidates(mixed, over=-10)


@settings(deadline=None)
@given(people())
def test_a_pair_has_no_direction(records: list[Record]) -> None:
    a, b = records[:2]
    assert compare(a, b) == compare(b, a)


def test_bearers_of_a_common_surname_alone_are_counted_not_compared() -> None:
    crowd = [person(f"p{n}", f"Smith, {letter}.") for n, letter in enumerate("abcdefghij")]
    blocks = Blocks([*crowd, person("q", "Smith")], crowd=5)
    pairs = list(blocks)
    assert all(10 not in pair for pair in pairs)
    assert blocks.crowded == {"smith": 1}
    assert sum(10 in pair for pair in Blocks([*crowd, person("q", "Smith")], crowd=20)) == 10


def test_the_table_of_weights_keeps_the_signs_set_beforehand() -> None:
    rows = table()
    assert {(row.rule, row.level) for row in rows} == set(shipped())
    for row in rows:
        assert row.prior * row.weight >= 0, row


def test_a_fit_learns_what_pairs_show_and_leaves_the_rest() -> None:
    same = [Finding("surname", "same letters", "")]
    other = [Finding("surname", "nearly the same", "")]
    pairs = [(same, True)] * 90 + [(same, False)] * 10 + [(other, True)] * 5 + [(other, False)] * 95
    found = {(row.rule, row.level): row for row in fit(pairs)}
    odds = found[PRIOR].weight + found["surname", "same letters"].weight
    assert probability(odds) == pytest.approx(0.9, abs=0.03)
    assert (found["surname", "same letters"].same, found["surname", "same letters"].different) == (
        90,
        10,
    )
    for row in found.values():
        if row.rule not in ("prior", "surname"):
            assert row.weight == row.prior
    assert SPREAD > 0
