"""Offices in words and in claims: who certainly held them, who may have, or nobody known."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapallo.analysis.holders import holders, offices_in_claims
from rapallo.analysis.paths.answer import paths
from rapallo.analysis.timeline import timeline
from rapallo.casebook.book import Casebook
from rapallo.dates.edtf import parse, window
from rapallo.errors import AmbiguousOffice, BadOption, UnknownName, UnknownOffice
from rapallo.identity.ask import ask
from rapallo.identity.names import Names
from rapallo.identity.titles import dated, kind_of, phrase
from rapallo.load import load
from rapallo.model.cells import parse_cell
from rapallo.model.nodes import Diplomat, Node, Place, Post, State
from tests.helpers import STATES, claim, make_book, put, same

PEOPLE = (
    Diplomat("krestinsky", "Krestinsky, Nikolai", "Krestinski, N.|USSR"),
    Diplomat("joffe", "Joffe, Adolph", "Joffe, A.|Soviet Russia"),
    Diplomat("kopp", "Kopp, Viktor"),
    Diplomat("hebert", "Hebert"),
    Diplomat("naggiar", "Naggiar, Paul-Émile"),
    Diplomat("litvinov", "Litvinov, Maxim"),
    Diplomat("molotov", "Molotov, Vyacheslav"),
    Diplomat("stresemann", "Stresemann, Gustav"),
)
PLACES = (Place("kaunas", "Kaunas", "Kovno"), Place("tallinn", "Tallinn", "Reval"))


def held(
    id: str, title: str, state: str, holder: str = "", start: str = "", end: str = "", **more: str
) -> Post:
    return Post(id, title, state, holder=holder, start=start, end=end, **more)


POSTS = (
    held("p1", "envoy in Berlin", "USSR", "Krestinski, N.", "[..1926-09]", "[1928..]"),
    held("p2", "ambassador in Berlin", "Soviet Union", "Krestinsky, Nikolai", "1921", "1930"),
    held("p3", "ambassador in Berlin", "Soviet Russia", "Joffe, A.", "1918", "1918-11-06"),
    held("p4", "special representative in Berlin", "Soviet Russia", "Kopp, Viktor", "1920", "1920"),
    held("p5", "representative in Kaunas", "France", "Hebert", "1928-07", "1929"),
    held("p6", "ambassador in Moscow", "France", "Naggiar, Paul-Émile", "1928-01", "1940"),
    held("p7", "foreign minister", "USSR", "Litvinov, Maxim", "1930", "1939-05-03"),
    held("p8", "foreign minister", "USSR", "Molotov, Vyacheslav", "1939-05-03", "1949"),
    held("p9", "foreign minister", "Germany", "Stresemann, Gustav", "1923-08", "1929-10-03"),
    held("p10", "envoy in Tallinn", "USSR", accredited_to="Estonia"),
    held("p11", "envoy in Kaunas", "Germany", seat="Kaunas?", accredited_to="Lithuania"),
    held("p12", "member of the delegation in Moscow", "Germany", "Stresemann, Gustav", "1922", ""),
)
NODES: tuple[Node, ...] = (*STATES, *PEOPLE, *PLACES, *POSTS)


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(NODES)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("the Soviet envoy in Berlin, May 1926", "krestinsky"),
        ("Soviet ambassador in Berlin on 12 May 1926", "krestinsky"),
        ("der sowjetische Gesandte in Berlin, 12. Mai 1926", "krestinsky"),
        ("USSR's plenipotentiary at Berlin (1926-05-12)", "krestinsky"),
        ("envoy of the Soviet Union in Berlin, 1926", "krestinsky"),
        ("[envoy in Berlin]|USSR, 1926", "krestinsky"),
        ("Polpred in Berlin, [1926-05-12..1926-09-28]", "krestinsky"),
        ("Soviet ambassador to Germany in Berlin", None),
        ("Reich Foreign Minister, 1926-05", "stresemann"),
        ("Minister of Foreign Affairs of Germany, 1926-05", "stresemann"),
        ("the People's Commissar for Foreign Affairs of the USSR, 1935", "litvinov"),
        ("Soviet Foreign Minister, 4 May 1939", "molotov"),
        ("French representative in Kovno, 1928-08-01", "hebert"),
        ("[envoy in Tallinn]|USSR", "soviet-union/envoy-in-tallinn"),
        ("the Soviet envoy in Reval, 1925", "soviet-union/envoy-in-tallinn"),
        ("Soviet ambassador to Estonia, 1925", "soviet-union/envoy-in-tallinn"),
        ("Germany's envoy to Lithuania, 1926", "germany/envoy-in-kaunas"),
        ("Soviet envoy in Berlin, 1940", "soviet-union/ambassador-in-berlin"),
    ],
)
def test_one_office_has_one_answer(names: Names, words: str, found: str | None) -> None:
    if found is None:
        with pytest.raises(UnknownOffice):
            names.find(words)
    elif words.endswith("1940"):
        # Krestinsky's term as envoy has no told end: he is possible, never the answer.
        with pytest.raises(AmbiguousOffice, match=r"Krestinsky.*\[envoy in Berlin\]\|USSR"):
            names.find(words)
    else:
        assert names.find(words) == found


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("Soviet foreign minister, 1939-05-03", ["Litvinov", "Molotov"]),  # both that day
        ("Soviet foreign minister, May 1939", ["Litvinov", "Molotov"]),  # one of its days
        ("Soviet foreign minister, 1939?", ["Litvinov", "Molotov"]),  # doubtful
        ("German foreign minister", ["Stresemann"]),  # no date: nobody is certain
        ("French representative, 1928-08", ["Naggiar", "Hebert"]),  # the head of mission first
        ("Soviet envoy in Berlin, 1921", ["Krestinsky"]),  # some day of 1921 he was not yet
        ("Soviet representative in Berlin, July 1920", ["Kopp"]),  # there was no Soviet Union yet
        ("German member of the delegation in Moscow, 1923", None),
        ("[member of the delegation in Moscow]|Germany, 1923", ["Stresemann"]),  # one of several
        ("foreign minister, 1926-05", ["Stresemann"]),  # of whichever state
    ],
)
def test_several_are_named_with_posts_and_terms(
    names: Names, words: str, people: list[str] | None
) -> None:
    if people is None:
        with pytest.raises(UnknownName):
            names.find(words)
        return
    if words.startswith("foreign minister"):
        assert names.find(words) == "stresemann"  # no other is possible
        return
    with pytest.raises(AmbiguousOffice) as raised:
        names.find(words)
    assert [one.partition(",")[0].split(" ")[0] for one in raised.value.candidates] == people
    assert "say which by the id" in str(raised.value)
    assert all("]|" in one and ("from" in one or "to" in one) for one in raised.value.candidates)


@pytest.mark.parametrize(
    ("words", "close"),
    [
        ("the Soviet envoy in Paris, May 1926", r"no post for .*close to it: \[envoy in Berlin"),
        ("Latvian foreign minister", r"no post for 'Latvian foreign minister'"),
        ("[envoy in Warsaw]|USSR", "no post for"),
    ],
)
def test_a_post_that_there_is_not(names: Names, words: str, close: str) -> None:
    with pytest.raises(UnknownOffice, match=close):
        names.find(words)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Soviet envoy in Berlin, 32 July 1928", "no date was read in '32 July 1928'; close"),
        ("Soviet foreign minister on 30 February 1935", "no date was read in '30 February 1935'"),
        ("Gesandter in Jurjew", "in 'jurjew', which is no place or state that the casebook knows$"),
        ("полпред в Ковне", "none such is told to be in 'ковне', which is no place"),
        ("Soviet envoy in Kovno, 1926", "none such is told to be in 'kovno'; close to it"),
        ("Latvian foreign minister", r"for 'Latvian foreign minister'(?!:)"),
        ("keeper of the seal", "no kind of office was read in it"),
    ],
)
def test_what_of_the_words_was_not_understood(book: Casebook, words: str, reason: str) -> None:
    with pytest.raises(UnknownOffice, match=reason):
        holders(book, words)


def test_the_window_dates_an_office_unless_its_words_do(names: Names) -> None:
    window_ = window("1926-05", "1926-06")
    assert names.find("Soviet envoy in Berlin", window_) == "krestinsky"
    with pytest.raises(AmbiguousOffice):
        names.find("Soviet envoy in Berlin, 1921", window_)
    with pytest.raises(AmbiguousOffice):
        names.find("Soviet foreign minister", window("1930-02", "1945"))


@pytest.mark.parametrize(
    ("text", "words", "told"),
    [
        ("envoy in Riga, 5 March 1926", "envoy in Riga", "1926-03-05"),
        ("envoy in Riga, March 5th, 1926", "envoy in Riga", "1926-03-05"),
        ("envoy in Riga in 1926?", "envoy in Riga", "1926?"),
        ("envoy in Riga during 1922/1933", "envoy in Riga", "1922/1933"),
        ("полпред в Берлине, 12 мая 1926 г.", "полпред в Берлине", "1926-05-12"),
        ("envoy in Riga", "envoy in Riga", ""),
        ("envoy in Riga, 30 February 1926", "envoy in Riga, 30 February 1926", ""),
        ("the May committee", "the May committee", ""),
    ],
)
def test_a_date_at_the_end_of_words(text: str, words: str, told: str) -> None:
    assert dated(text) == (words, told)


@pytest.mark.parametrize("words", ["Stresemann", "the president of the League", "Soviet", "1926"])
def test_what_is_no_office(words: str) -> None:
    assert phrase(words, lambda name: False) is None


def test_a_title_that_the_table_lacks_is_nobodys_alone() -> None:
    kind, _ = kind_of("head of the Eastern Department")
    assert not kind.alone
    assert not kind.known


# In claims


def meant(names: Names, cell: str, told: str) -> str:
    ((spelled,),) = parse_cell(cell)
    return names.actor(spelled, parse(told)).actor


@pytest.mark.parametrize(
    ("cell", "told", "actor"),
    [
        ("[envoy in Berlin]|USSR", "1926-05-12", "krestinsky"),
        ("[ENVOY in Berlin]|Soviet Union", "1926", "krestinsky"),
        ("[envoy in Berlin]|USSR", "1926?", "soviet-union/envoy-in-berlin"),
        ("[envoy in Berlin]|USSR", "", "soviet-union/envoy-in-berlin"),
        ("[envoy in Berlin]|USSR", "1921", "soviet-union/envoy-in-berlin"),
        ("[envoy in Tallinn]|USSR", "1925", "soviet-union/envoy-in-tallinn"),
        ("[foreign minister]|USSR", "1939-05-03", "soviet-union/foreign-minister"),
        ("[foreign minister]|USSR", "1931/1938", "litvinov"),
        ("[foreign minister]|USSR", "1931/1945", "soviet-union/foreign-minister"),
        ("[foreign minister]|", "1935", "unknown/foreign-minister"),
        ("[member of the delegation in Moscow]|Germany", "1923", None),
    ],
)
def test_an_office_in_a_claim(cell: str, told: str, actor: str | None) -> None:
    found = meant(Names(NODES), cell, told)
    assert found == (actor or "germany/member-of-the-delegation-in-moscow")


def test_a_holder_whom_only_his_post_names_is_a_new_person() -> None:
    names = Names([*STATES, held("p", "envoy in Riga", "USSR", "Aralov, S.", "1923", "1925")])
    assert meant(names, "[envoy in Riga]|USSR", "1924") == "aralov-s"
    assert [node.key_values for node in names.take_created()] == [("aralov-s",)]
    assert meant(names, "Aralov, S.|USSR", "1924") == "aralov-s"


DAY = st.dates(date(1920, 1, 1), date(1922, 12, 31))
TERM = st.tuples(st.sampled_from("ABC"), DAY, st.integers(0, 700))


@given(st.lists(TERM, max_size=5), DAY)
def test_a_day_has_the_one_holder_whose_term_holds_it(
    terms: list[tuple[str, date, int]], day: date
) -> None:
    """Against the plain rule, for days that are known: one person in office, or nobody certain."""
    spans = [(who, start, start + timedelta(days)) for who, start, days in terms]
    posts = [
        held(f"p{n}", "envoy in Riga", "Germany", f"{who}, X.", str(start), str(end))
        for n, (who, start, end) in enumerate(spans)
    ]
    people = [Diplomat(who.lower(), f"{who}, X.") for who in "ABC"]
    there = {who.lower() for who, start, end in spans if start <= day <= end}
    found = meant(Names([*STATES, *people, *posts]), "[envoy in Riga]|Germany", str(day))
    assert found == (there.pop() if len(there) == 1 else "germany/envoy-in-riga")


@given(st.lists(TERM, max_size=4), DAY, st.randoms(use_true_random=False))
def test_what_a_month_knows_each_of_its_days_knows(
    terms: list[tuple[str, date, int]], day: date, chance: random.Random
) -> None:
    posts: list[Node] = [
        held(
            f"p{n}", "envoy in Riga", "Germany", f"{who}, X.", str(start), str(start + timedelta(d))
        )
        for n, (who, start, d) in enumerate(terms)
    ]
    people = [Diplomat(who.lower(), f"{who}, X.") for who in "ABC"]
    nodes: list[Node] = [*STATES, *people, *posts]
    month = meant(Names(nodes), "[envoy in Riga]|Germany", f"{day:%Y-%m}")
    chance.shuffle(nodes)
    names = Names(nodes)
    assert meant(names, "[envoy in Riga]|Germany", f"{day:%Y-%m}") == month
    if "/" not in month:
        assert meant(names, "[envoy in Riga]|Germany", str(day)) == month


# Lives and the time of states

LIVES: tuple[Node, ...] = (
    *STATES,
    State("czechoslovakia", "Czechoslovakia", "", "1918-10-28", "1992-12-31"),
    Diplomat("tot", "Tot, Emil", "", "1870", "1930-03-01"),
    Diplomat("alt", "Alt, Max", "", "1870?", "1930-03-01?"),
    Diplomat("neu", "Neu, Karl", "", "1990"),
    Diplomat("kurz", "Kurz, K.", "", "1880", "1930"),
    held("l1", "envoy in Paris", "Germany", "Tot, Emil", "1920", "1940"),
    held("l2", "envoy in Rome", "Germany", "Alt, Max", "1920", "1940"),
    held("l3", "envoy in Riga", "Germany", "Neu, Karl", "1930", "1940"),
    held("l4", "envoy in Oslo", "Germany", "Neu, Karl"),
    held("l5", "envoy in Bern", "Germany", "Tot, Emil", "[..1925]", "[1926..]"),
    held("l6", "envoy in Athens", "Germany", "Alt, Max", "[..1925]", "[1926..]"),
    held("l7", "envoy in Ankara", "Germany", "Kurz, K.", "1920", "1930-12-31"),
    held(
        "c1",
        "envoy in Prague",
        "Germany",
        "Lang, L.",
        "1900",
        "1930",
        accredited_to="Czechoslovakia",
    ),
    held("c2", "foreign minister", "Soviet Russia", "Mann, M.", "[..1922-04]", "[1922-04..]"),
    held("c3", "envoy in Madrid", "Soviet Russia", "Mann, M.", "1918", "1930"),
    held("c4", "envoy in Bonn", "France", "Lang, L.", "1950", "1960", accredited_to="Germany"),
)


@pytest.mark.parametrize(
    ("words", "certain", "possible", "against"),
    [
        ("German envoy in Paris, 1925", "tot", [], []),
        ("German envoy in Paris, 1930-03-01", "tot", [], []),
        ("German envoy in Paris, 1930-03", "", ["tot"], ["died 1930-03-01"]),
        ("German envoy in Paris, 1935", "", ["tot"], ["died 1930-03-01"]),
        ("German envoy in Rome, 1935", "", ["alt"], ["died 1930-03-01?"]),
        ("German envoy in Riga, 1935", "", ["neu"], ["born 1990"]),
        ("German envoy in Oslo, 1935", "", [], []),  # nothing tells that he held it then
        ("German envoy in Oslo, 1995", "", ["neu"], []),
        ("German envoy in Bern, 1860", "", [], []),
        ("German envoy in Bern, 1935", "", [], []),
        ("German envoy in Athens, 1935", "", ["alt"], ["died 1930-03-01?"]),  # a doubtful death
        ("German envoy in Ankara, 1930-11", "kurz", [], []),  # one reading fits all
        ("German envoy in Prague, 1925", "Lang, L.", [], []),
        (
            "German envoy in Prague, 1915",
            "",
            ["Lang, L."],
            ["Czechoslovakia did not stand before 1918-10-28"],
        ),
        ("Soviet foreign minister, 1930", "", [], []),
        (
            "Soviet envoy in Madrid, 1928",
            "",
            ["Mann, M."],
            ["Soviet Russia did not stand after 1922-12-30"],
        ),
        ("French envoy in Bonn, 1955", "Lang, L.", [], []),
    ],
)
def test_a_term_ends_with_a_life_and_with_a_state(
    words: str, certain: str, possible: list[str], against: list[str]
) -> None:
    offices = Names(LIVES).offices
    asked = offices.read(words)
    assert asked is not None
    sure = offices.certain(asked)
    assert (offices.person(sure) if sure else "") == certain
    found = offices.candidates(asked)
    assert [offices.person(one) for one in found if not sure] == possible
    assert [said for one in found for said in one.against(asked.when)] == against


def test_what_stands_against_a_holder_is_said(tmp_path: Path) -> None:
    people = [row for row in LIVES if isinstance(row, Diplomat)]
    posts = [row for row in LIVES if isinstance(row, Post)]
    met = claim("a", "met_with", "[envoy in Paris]|Germany;France", date="1935-03")
    book = make_book(tmp_path, [met], diplomats=people, posts=posts)
    with pytest.raises(AmbiguousOffice, match=r"to 1940; yet died 1930-03-01\)"):
        ask(book, actor=["German envoy in Paris, 1935"])
    (row,) = holders(book, "German envoy in Paris, 1935").rows
    assert (row["certainty"], row["against"]) == ("possible", ["died 1930-03-01"])
    (row,) = offices_in_claims(book).rows
    assert row["counts_as_id"] == "germany/envoy-in-paris"
    assert (row["certainty"], row["against"]) == ("possible", ["Tot, Emil: died 1930-03-01"])
    # A death told later reaches the claims loaded before, and so does one of whom he is judged.
    put(book, [Diplomat("tot", "Tot, Emil")], name="mended")
    assert "tot" in {p.actor for c in book.stored() for p in c.participants}
    put(book, [Diplomat("emil", "Tot, E.", "", "", "1930-03-01"), *ONE], name="judged")
    assert "germany/envoy-in-paris" in {p.actor for c in book.stored() for p in c.participants}


ONE = (same("Tot, Emil|Germany", "Tot, E.|Germany", what="identity"),)
DEATH = st.dates(date(1920, 1, 1), date(1922, 12, 31))


@given(DAY, st.integers(0, 700), DEATH, DAY)
def test_a_death_takes_certainty_and_never_gives_any(
    start: date, days: int, died: date, day: date
) -> None:
    """Against the plain rule, for days that are known."""
    term = (str(start), str(start + timedelta(days)))
    nodes = [*STATES, held("p", "envoy in Riga", "Germany", "A, X.", *term)]
    found = meant(
        Names([*nodes, Diplomat("a", "A, X.", died=str(died))]), "[envoy in Riga]|Germany", str(day)
    )
    there = start <= day <= start + timedelta(days) and day <= died
    assert found == ("a" if there else "germany/envoy-in-riga")


# In a casebook


MET = "Stresemann, Gustav|Germany;[envoy in Berlin]|USSR"
CLAIMS = (
    claim("a-1", "met_with", MET, date="1926-05-12"),
    claim("a-2", "met_with", MET, date="1921"),
    claim("a-3", "met_with", "Stresemann, Gustav|Germany;Krestinski, N.|USSR", date="1927"),
    claim("a-4", "met_with", "[envoy in Kaunas]|Germany;Lithuania", date="1926"),
)


@pytest.fixture
def book(tmp_path: Path) -> Casebook:
    return make_book(tmp_path, CLAIMS, diplomats=PEOPLE, places=PLACES, posts=POSTS)


def test_claims_count_for_the_certain_holder_and_keep_their_spelling(book: Casebook) -> None:
    spelled = {
        c.id: [(p.actor, p.spelled) for p in c.participants if p.position == 1]
        for c in book.stored()
    }
    assert spelled["a-1"] == [("krestinsky", "[envoy in Berlin]|USSR")]
    assert spelled["a-2"] == [("soviet-union/envoy-in-berlin", "[envoy in Berlin]|USSR")]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"actor": ["the Soviet envoy in Berlin, May 1926"]}, ["a-1", "a-3"]),
        ({"actor": ["Soviet envoy in Berlin"], "between": ("1926-05", "1926-06")}, ["a-1"]),
        ({"actor": ["[envoy in Berlin]|USSR"]}, ["a-2"]),
        ({"post": ["[envoy in Berlin]|USSR"]}, ["a-1", "a-2"]),
        ({"post": ["the Soviet envoy in Berlin"]}, ["a-1", "a-2"]),
        ({"actor": ["German envoy in Kovno, 1926"]}, ["a-4"]),
    ],
)
def test_filters_take_offices(book: Casebook, filters: dict[str, object], found: list[str]) -> None:
    chosen = ask(book, **filters)  # type: ignore[arg-type]
    assert [c.id for c in book.stored(chosen)] == found


def test_verbs_on_an_actor_take_offices(book: Casebook) -> None:
    told = timeline(book, "the Soviet envoy in Berlin, May 1926")
    assert told.title == "Timeline of Krestinsky, Nikolai"
    assert [row["event"] for row in told.rows] == ["a-1", "a-3"]
    window_ = ask(book, between=("1926-05", "1926-05"))
    assert len(timeline(book, "Soviet envoy in Berlin", filters=window_).rows) == 1
    found = paths(book, "Reich Foreign Minister, 1926", "Soviet envoy in Berlin, 1926")
    assert {row["a"] for row in found.rows} == {"stresemann"}
    with pytest.raises(BadOption, match="is an office; by state only states count"):
        paths(book, "Soviet envoy in Tallinn", "Germany", by="state")


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_loading_does_not_matter(tmp_path: Path, seed: int) -> None:
    records: list[object] = [*PEOPLE, *PLACES, *POSTS, *CLAIMS]
    random.Random(seed).shuffle(records)
    half = len(records) // 2
    book = make_book(tmp_path)
    put(book, records[:half], name="one")
    put(book, records[half:], name="two")
    found = {c.id: {p.actor for p in c.participants} for c in book.stored()}
    assert found["a-1"] == found["a-3"] == {"stresemann", "krestinsky"}
    assert found["a-2"] == {"stresemann", "soviet-union/envoy-in-berlin"}


def test_a_term_that_goes_takes_its_answer_along(tmp_path: Path) -> None:
    book = make_book(tmp_path, CLAIMS[:1], diplomats=PEOPLE)
    put(book, POSTS[:2], name="posts")
    assert {p.actor for p in book.stored()[0].participants} == {"stresemann", "krestinsky"}
    put(book, POSTS[:1], name="posts", update=True)
    assert "soviet-union/envoy-in-berlin" in {p.actor for p in book.stored()[0].participants}


def test_a_holder_beside_his_own_post_stays_two(tmp_path: Path) -> None:
    """What a source tells apart is not made one, and no claim is lost, by what posts tell."""
    row = claim("a", "met_with", f"{MET};Krestinski, N.|USSR", date="1926-05-12")
    book = make_book(tmp_path, [row], diplomats=PEOPLE, posts=POSTS)
    found = {p.actor for p in book.stored()[0].participants}
    assert found == {"stresemann", "krestinsky", "soviet-union/envoy-in-berlin"}


@pytest.mark.parametrize(
    ("kind", "agents", "targets", "counts"),
    [
        ("met_with", "[envoy in Berlin]|USSR;Germany", "", "krestinsky"),
        ("opposed", "[envoy in Berlin]|USSR", "Krestinski, N.|USSR", "post"),
        ("informed", "[envoy in Berlin]|USSR", "Germany", "krestinsky"),
        ("met_with", "[envoy in Berlin]|USSR;Krestinski, N.|USSR", "", "post"),
    ],
)
def test_whom_a_claim_sets_against_an_office_does_not_hold_it(
    tmp_path: Path, kind: str, agents: str, targets: str, counts: str
) -> None:
    """Rows of one office at one date are told apart by whom they count as, none of them falsely."""
    rows = [
        claim("a", kind, agents, targets, date="1926-05-12"),
        claim("b", "met_with", MET, date="1926-05-12"),
    ]
    book = make_book(tmp_path, rows, diplomats=PEOPLE, places=PLACES, posts=POSTS)
    result = offices_in_claims(book)
    found = {claim: row for row in result.rows for claim in row["claims"]}
    assert (found["b"]["certainty"], found["b"]["counts_as_id"]) == ("certain", "krestinsky")
    if counts == "post":
        assert found["a"]["certainty"] == "unnamed"
        assert found["a"]["counts_as_id"] == "soviet-union/envoy-in-berlin"
        assert found["a"]["against"] == ["Krestinsky, Nikolai: the claim names him beside it"]
    else:
        assert found["a"] == found["b"]
    assert result.notes == ("1 of 1 office at a date certainly had a holder known by name",)


def test_who_held_an_office_is_told_with_its_source(book: Casebook) -> None:
    found = holders(book, "the Soviet envoy in Berlin, May 1926")
    assert {row["holder_id"] for row in found.rows} == {"krestinsky"}
    assert {row["certainty"] for row in found.rows} == {"certain"}
    assert found.rows[0]["start"] == "1921"
    assert found.rows[0]["term"] == "certain"
    assert [row["claims"] for row in found.rows if row["office"] == "[envoy in Berlin]|USSR"] == [
        ["a-1"]
    ]
    several = holders(book, "Soviet foreign minister", between=("1939", "1939"))
    assert [row["holder_id"] for row in several.rows] == ["litvinov", "molotov"]
    assert "Nobody certainly held it alone; 2 persons may have." in [
        note.removesuffix(".") + "." for note in several.notes
    ]
    nobody = holders(book, "[envoy in Tallinn]|USSR, 1925")
    assert [(row["holder"], row["certainty"]) for row in nobody.rows] == [("", "unnamed")]
    with pytest.raises(UnknownOffice, match="there is no post for 'king of Italy'"):
        holders(book, "king of Italy")


def test_offices_that_claims_name(book: Casebook) -> None:
    rows = offices_in_claims(book).rows
    told = {(row["office"], row["date"]): (row["certainty"], row["counts_as_id"]) for row in rows}
    assert told == {
        ("[envoy in Berlin]|USSR", "1926-05-12"): ("certain", "krestinsky"),
        ("[envoy in Berlin]|USSR", "1921"): ("possible", "soviet-union/envoy-in-berlin"),
        ("[envoy in Kaunas]|Germany", "1926"): ("unnamed", "germany/envoy-in-kaunas"),
    }


def test_the_dossier(tmp_path: Path) -> None:
    """The encyclopaedia's list has one head of the mission in Berlin in May 1926; who the envoy of
    Lithuania was in November, no text says."""
    book = Casebook(tmp_path / "book.duckdb")
    load(book, "dossier", [])
    rows = {
        (row["office"], row["date"]): row["counts_as"]
        for row in offices_in_claims(book).rows
        if row["certainty"] == "certain"
    }
    assert rows == {
        ("[envoy in Berlin]|USSR", "1926-05-12"): "Krestinsky, Nikolai",
        ("[envoy in Berlin]|USSR", "[1926-05-12..1926-09-28]"): "Krestinsky, Nikolai",
    }
    possible = holders(book, "the Lithuanian envoy in Berlin, 22 November 1926")
    assert [(r["holder"], r["certainty"]) for r in possible.rows] == [
        ("Sidzikauskas, Vaclovas", "possible")
    ]
