"""Loading: new, changed, unchanged, vanished; the history; ids; who is meant, in whatever order."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow as pa
import pytest

from rapallo.analysis.holders import holders
from rapallo.casebook import write
from rapallo.casebook.book import Casebook
from rapallo.dates.edtf import parse
from rapallo.errors import BadInput
from rapallo.identity.ask import ask
from rapallo.load import load
from rapallo.model.acts import Act, Codebook
from rapallo.model.claim import COLUMNS, Claim
from rapallo.model.nodes import (
    Diplomat,
    Document,
    Issue,
    Judgement,
    Member,
    Node,
    Organization,
    Place,
    Post,
    Source,
    State,
    Treaty,
)
from rapallo.model.records import Ignored, LoadReport, Placed, PlacedNode, Reject
from rapallo.projection.level import Level
from tests.helpers import STATES, claim, loader, make_book, put, same

MET = claim("a-1", "met_with", "Köster, Adolf|Germany;Chernykh, A.|USSR", date="1926-03-05")
OPPOSED = claim("a-2", "opposed", "Germany;USSR", issue="Baltic union", date="1926")


def ids(book: Casebook) -> list[str]:
    return [c.id for c in book.stored()]


def actors(book: Casebook, claim_id: str) -> list[str]:
    (found,) = [c for c in book.stored() if c.id == claim_id]
    return [p.actor for p in found.participants]


# New, unchanged, changed


def test_a_first_load_counts_what_is_new(tmp_path: Path) -> None:
    report = put(Casebook(tmp_path / "book.duckdb"), [*STATES, MET, OPPOSED])
    assert {table: dict(counts) for table, counts in report.counts.items()} == {
        "states": {"new": len(STATES)},
        "claims": {"new": 2},
        "diplomats": {"new": 2},
        "issues": {"new": 1},
        "sources": {"new": 1},
    }
    assert dict(report.kinds) == {"met_with": 1, "opposed": 1}


def test_loading_again_adds_nothing(tmp_path: Path) -> None:
    book = make_book(tmp_path, [MET, OPPOSED], judgements=[same("a-1", "a-2", "different")])
    digest = book.digest
    report = put(book, [*STATES, MET, OPPOSED, same("a-1", "a-2", "different")])
    fates = {fate for counts in report.counts.values() for fate in counts}
    assert fates == {"unchanged"}
    assert (book.digest, book.history("a-1")) == (digest, [])


def test_a_corrected_claim_replaces_its_revision_and_the_history_keeps_the_old(
    tmp_path: Path,
) -> None:
    book = make_book(tmp_path, [MET, OPPOSED])
    put(book, [*STATES, corrected(MET, agents="Köster, Adolf|Germany;Poland"), OPPOSED])
    assert actors(book, "a-1") == ["koster-adolf", "poland"]
    assert book.edges()[0].edge == "a-1|met_with|koster-adolf|poland"
    (old,) = book.history("a-1")
    assert Claim.from_row({k: v for k, v in old.row.items() if k != "extra"}) == MET
    assert (old.revision, old.reason) == (MET.revision, "changed")
    assert [d.id for d in book.nodes(Diplomat)] == ["koster-adolf"]


def corrected(old: Claim, **cells: str) -> Claim:
    return Claim.from_row({**dict(zip(COLUMNS, old.written(), strict=True)), **cells})


@pytest.mark.parametrize("column", [name for name in COLUMNS if name != "id"])
def test_every_column_makes_a_revision(column: str) -> None:
    old = getattr(MET, column)
    assert corrected(MET, **{column: f"{old}x"}).revision != MET.revision


def test_the_users_own_columns_make_a_revision_unless_they_are_empty() -> None:
    cells = dict(zip(COLUMNS, MET.written(), strict=True))
    with_box = Claim.from_row({**cells, "x_box": "7"})
    assert with_box.revision != MET.revision
    assert Claim.from_row({**cells, "x_box": ""}).revision == MET.revision
    assert Claim.from_row({**cells, "x_box": "8"}).revision != with_box.revision


def test_a_changed_node_replaces_its_row_and_the_history_keeps_the_old(tmp_path: Path) -> None:
    book = make_book(tmp_path, [MET])
    report = put(book, [State("germany", "Germany", "German Reich", cow="255")], name="codes")
    assert dict(report.counts["states"]) == {"changed": 1}
    (old,) = book.history("germany")
    assert (old.table, old.row["aliases"], old.reason) == ("states", "", "changed")
    assert old.by == "codes"


# Vanished


def test_what_a_file_no_longer_has_is_reported_and_withdrawn_on_demand(tmp_path: Path) -> None:
    book = make_book(tmp_path, [MET, OPPOSED])
    report = put(book, [*STATES, MET])
    assert (report.vanished, report.count("vanished", "claims")) == (["a-2"], 1)
    assert ids(book) == ["a-1", "a-2"]
    report = put(book, [*STATES, MET], update=True)
    assert (report.vanished, report.count("withdrawn", "claims")) == (["a-2"], 1)
    assert ids(book) == ["a-1"]
    assert [r.reason for r in book.history("a-2")] == ["withdrawn"]
    assert book.nodes(Issue) == []
    assert put(book, [*STATES, MET], update=True).vanished == []


def test_a_claim_comes_back(tmp_path: Path) -> None:
    book = make_book(tmp_path, [MET, OPPOSED])
    put(book, [*STATES, MET], update=True)
    put(book, [*STATES, MET, OPPOSED], update=True)
    assert ids(book) == ["a-1", "a-2"]


def test_other_files_do_not_vanish(tmp_path: Path) -> None:
    book = make_book(tmp_path, [MET])
    assert put(book, [OPPOSED], name="other", update=True).vanished == []
    assert ids(book) == ["a-1", "a-2"]


def test_what_another_file_has_too_stays(tmp_path: Path) -> None:
    book = make_book(tmp_path, [MET, OPPOSED])
    put(book, [OPPOSED], name="other")
    report = put(book, [*STATES, MET], update=True)
    assert ids(book) == ["a-1", "a-2"]
    assert report.notes == [
        "1 of the claims are gone from here and stay, since another load has them too:"
        " 'a-2' is in other"
    ]
    put(book, [], name="other", update=True)
    assert ids(book) == ["a-1"]


def test_a_rejected_row_has_not_vanished(tmp_path: Path) -> None:
    book = make_book(tmp_path, [MET, OPPOSED])
    report = put(book, [*STATES, MET, corrected(OPPOSED, date="1926-02-31")], update=True)
    assert (report.vanished, len(report.rejects)) == ([], 1)
    assert ids(book) == ["a-1", "a-2"]


def test_a_node_that_is_gone_is_withdrawn_on_demand(tmp_path: Path) -> None:
    extra = Treaty("locarno", "Treaty of Locarno")
    book = make_book(tmp_path, [MET], treaties=[extra])
    assert put(book, [*STATES, MET]).count("vanished", "treaties") == 1
    assert book.nodes(Treaty) == [extra]
    assert put(book, [*STATES, MET], update=True).count("withdrawn", "treaties") == 1
    assert book.nodes(Treaty) == []


def test_a_judgement_is_undone_by_deleting_its_line(tmp_path: Path) -> None:
    pair = [MET, claim("a-3", "met_with", "Germany;USSR", date="1926-03")]
    book = make_book(tmp_path, pair, judgements=[same("a-1", "a-3")])
    assert [c.event for c in book.stored()] == ["a-1", "a-1"]
    report = put(book, [*STATES, *pair])
    assert report.count("withdrawn", "judgements") == 1
    assert [c.event for c in book.stored()] == ["a-1", "a-3"]
    assert [r.reason for r in book.history("event|a-1|a-3")] == ["withdrawn"]


def test_a_judgement_of_another_file_stays(tmp_path: Path) -> None:
    pair = [MET, claim("a-3", "met_with", "Germany;USSR", date="1926-03")]
    book = make_book(tmp_path, pair)
    put(book, [same("a-1", "a-3")], name="mine")
    put(book, [*STATES, *pair])
    assert [c.event for c in book.stored()] == ["a-1", "a-1"]
    put(book, [], name="mine")
    assert book.nodes(Judgement) == []


# Ids


def test_the_same_id_twice_in_one_load_is_a_reject(tmp_path: Path) -> None:
    report = put(make_book(tmp_path), [MET, corrected(MET, date="1927")])
    (reject,) = report.rejects
    assert (reject.row, reject.field) == (2, "id")
    assert reject.reason == "the id stands already in given, row 1"


def test_the_same_row_twice_in_one_load_is_a_reject(tmp_path: Path) -> None:
    assert len(put(make_book(tmp_path), [MET, MET]).rejects) == 1


def test_the_same_id_from_another_source_is_a_reject(tmp_path: Path) -> None:
    book = make_book(tmp_path, [MET])
    report = put(book, [corrected(MET, source="other")], name="other")
    assert [r.reason for r in report.rejects] == [
        "the id belongs to a claim of 's' that was loaded from elsewhere"
    ]
    assert [c.source for c in book.stored()] == ["s"]


def test_a_file_may_correct_its_own_source(tmp_path: Path) -> None:
    book = make_book(tmp_path, [MET])
    assert put(book, [*STATES, corrected(MET, source="other")]).count("changed", "claims") == 1
    assert [s.key for s in book.nodes(Source)] == ["other"]


def test_rows_without_id_keep_theirs_as_long_as_they_are_not_mended(tmp_path: Path) -> None:
    rows = [corrected(OPPOSED, id=""), corrected(OPPOSED, id=""), corrected(MET, id="")]
    book = make_book(tmp_path, rows[:0])
    report = put(book, rows)
    first = ids(book)
    assert (report.without_id, len(set(first))) == (3, 3)
    assert put(book, rows).count("unchanged", "claims") == 3
    report = put(book, [rows[0], rows[1], corrected(rows[2], date="1926-03-06")])
    assert (report.count("new", "claims"), len(report.vanished)) == (1, 1)
    assert set(first) < set(ids(book))


THREE = [MET, OPPOSED, claim("a-3", "met_with", "Germany;Latvia", date="1927")]


def put_file(book: Casebook, path: Path, rows: list[Claim], *, update: bool = False) -> LoadReport:
    """Load rows as those of a file that is really there."""
    path.write_text("")
    placed = [Placed(row, str(path), number) for number, row in enumerate(rows, 1)]
    return load(book, loader(placed, "file"), [path], update=update)


def test_a_file_under_another_name_tells_what_it_has_lost(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    old, new = tmp_path / "letters.csv", tmp_path / "letters-2.csv"
    put_file(book, old, THREE)
    old.unlink()
    report = put_file(book, new, THREE[:2])
    (note,) = [note for note in report.notes if "letters.csv" in note]
    assert "1 of the claims that it brought are not here ('a-3' first)" in note
    assert ids(book) == ["a-1", "a-2", "a-3"]
    report = put_file(book, new, THREE[:2], update=True)
    assert (report.vanished, report.count("withdrawn", "claims")) == (["a-3"], 1)
    assert ids(book) == ["a-1", "a-2"]
    assert put_file(book, new, THREE[:2]).notes == []


@pytest.mark.parametrize("case", ["still there", "hardly the same", "nothing lost"])
def test_another_file_is_no_file_under_another_name(tmp_path: Path, case: str) -> None:
    book = make_book(tmp_path)
    old, new = tmp_path / "letters.csv", tmp_path / "letters-2.csv"
    put_file(book, old, THREE)
    if case != "still there":
        old.unlink()
    rows = (
        THREE[:1] if case == "hardly the same" else THREE if case == "nothing lost" else THREE[:2]
    )
    for update in (False, True):
        report = put_file(book, new, rows, update=update)
        assert (report.notes, report.vanished) == ([], [])
    assert ids(book) == ["a-1", "a-2", "a-3"]


def test_a_load_names_the_persons_it_made(tmp_path: Path) -> None:
    book = make_book(
        tmp_path, diplomats=[Diplomat("moraht", "Moraht, Hans", "Moraht, Hans|Germany")]
    )
    rows = [
        claim("b-1", "met_with", "Morath, Hans|Germany;Moraht, Hans|Germany"),
        claim("b-2", "met_with", "Zechlin, Erich|Germany;Moraht, Hans|Germany"),
    ]
    first, second = put(book, rows).notes
    assert first.endswith(": Morath, Hans|Germany, Zechlin, Erich|Germany")
    assert "'Morath, Hans' is like 'Moraht, Hans'" in second
    assert "Zechlin" not in second
    assert put(book, rows).notes == []


def test_many_new_persons_are_named_in_part(tmp_path: Path) -> None:
    book = make_book(
        tmp_path, diplomats=[Diplomat("moraht", "Moraht, Hans", "Moraht, Hans|Germany")]
    )
    rows = [claim(f"b-{n}", "met_with", f"{n}. Envoy|France;Germany") for n in range(8)]
    (note,) = put(book, rows).notes
    assert note.endswith("4. Envoy|France and 3 more")


TREATY = claim("a-1", "signed", "Germany;USSR", treaty="Rapallo")
PERSON = claim("a-2", "met_with", "Rapallo|Italy;Germany")
ITALY = State("italy", "Italy")


@pytest.mark.parametrize("first", [[TREATY, PERSON], [PERSON, TREATY]])
def test_ids_made_from_like_names_are_not_alike(tmp_path: Path, first: list[Claim]) -> None:
    book = make_book(tmp_path, first, states=[*STATES, ITALY])
    (treaty,), (person,) = book.nodes(Treaty), book.nodes(Diplomat)
    assert {treaty.id, person.id} in ({"rapallo", "rapallo-italy"}, {"rapallo", "rapallo-treaty"})
    assert treaty.id in {e.b for e in book.edges() if e.kind == "signed"}


def test_namesakes_of_three_states_stay_apart(tmp_path: Path) -> None:
    rows = [
        claim(f"a-{i}", "opposed", f"Smith, John|{state}", "Poland")
        for i, state in enumerate(["Germany", "France", "Latvia", ""])
    ]
    book = make_book(tmp_path, rows)
    assert sorted(d.id for d in book.nodes(Diplomat)) == [
        "smith-john",
        "smith-john-2",
        "smith-john-france",
        "smith-john-latvia",
    ]
    assert len({actors(book, row.id)[0] for row in rows}) == 4


@pytest.mark.parametrize("name", ["???", "…", "—"])
def test_a_name_of_signs_alone_gets_an_id(tmp_path: Path, name: str) -> None:
    cell = name.replace("?", "\\?")
    rows = [
        claim("a-1", "opposed", f"{cell}|Germany", "Poland"),
        claim("a-2", "signed", "Germany", treaty=cell),
    ]
    book = make_book(tmp_path, rows)
    assert [d.id for d in book.nodes(Diplomat)] == ["unnamed"]
    assert [t.id for t in book.nodes(Treaty)] == ["unnamed-treaty"]


CLASHES: list[tuple[Node, Node]] = [
    (Treaty("rapallo", "Treaty of Rapallo"), Place("rapallo", "Rapallo")),
    (State("memel", "Memel"), Issue("memel", "Memel question")),
    (Organization("league", "League"), Diplomat("league", "League, L.")),
    (Post("envoy", "envoy", "Germany"), Treaty("envoy", "Envoy")),
]


@pytest.mark.parametrize(("one", "other"), CLASHES)
@pytest.mark.parametrize("apart", [False, True], ids=["one load", "two loads"])
def test_an_id_names_one_node_in_all_tables(
    tmp_path: Path, one: Node, other: Node, apart: bool
) -> None:
    book = make_book(tmp_path, [MET])
    if apart:
        put(book, [one], name="first")
    report = put(book, [PlacedNode(other, "x.csv", 7)] if apart else [one, other], name="second")
    (reject,) = report.rejects
    assert (reject.field, reject.value) == ("id", one.key_values[0])
    assert f"stands already in {one.TABLE}" in reject.reason
    assert (reject.path, reject.row) == (("x.csv", 7) if apart else (other.TABLE, 0))
    assert one in book.nodes(type(one))
    assert other not in book.nodes(type(other))


@pytest.mark.parametrize(
    ("node", "field", "said"),
    [
        (Treaty("", "Rapallo"), "id", "id is empty"),
        (Treaty("r", " "), "title", "title is empty"),
        (Treaty(" r", "Rapallo"), "id", "spaces around"),
        (Treaty("a|b", "Rapallo"), "id", "no '|'"),
        (Treaty("a\nb", "Rapallo"), "id", "no line ends"),
        (Diplomat("a/b", "A, B"), "id", "stands for offices"),
        (Diplomat("unknown", "A, B"), "id", "state is not known"),
        (Diplomat("a", "A, B", born="31 Feb"), "born", "not a date in EDTF"),
        (Diplomat("a", "A, B", "A|B|C"), "aliases", "write Name or Name"),
        (State("a", "A", "B;;C"), "aliases", "between two semicolons is empty"),
        (Source("k", "T\x00"), "title", "NUL"),
        (Judgement("event", "a", "b", "perhaps"), "verdict", "same, different or unsure"),
        (Judgement("events", "a", "b", "same"), "what", "event or identity"),
        (Judgement("event", "a", "a", "same"), "b", "on two"),
        (Member("nobody", "germany"), "group", "nobody and nothing in the casebook is called"),
        (Member("germany", "nobody"), "member", "nobody and nothing"),
        (Member("germany", "lithuania", "1926-02-30"), "start", "not a date in EDTF"),
    ],
)
def test_a_node_that_cannot_stand_is_a_reject(
    tmp_path: Path, node: Node, field: str, said: str
) -> None:
    book = make_book(tmp_path, [MET])
    report = put(book, [node], name="bad")
    (reject,) = report.rejects
    assert (reject.field, said in reject.reason) == (field, True), reject
    assert node not in book.nodes(type(node))


# The codebook


BACKWARDS: tuple[tuple[str, Node, str], ...] = (
    ("end", Member("baltic", "germany", "1950", "1920"), "baltic|germany|1950|1920"),
    ("end", Post("p", "envoy in Riga", "Germany", holder="A", start="1930", end="1925"), "p"),
    ("end", State("x", "X", "", "1950", "[..1920]"), "x"),
    ("died", Diplomat("d", "D", "", "1950", "1920"), "d"),
)


@pytest.mark.parametrize(("field", "row", "key"), BACKWARDS, ids=lambda value: str(value)[:8])
def test_what_ends_before_it_starts_is_one_reject(
    tmp_path: Path, field: str, row: Node, key: str
) -> None:
    placed = PlacedNode(row, f"{row.TABLE}.csv", 2)
    report = put(Casebook(tmp_path / "book.duckdb"), [*STATES, placed, OPPOSED])
    (reject,) = report.rejects
    assert (reject.path, reject.row, reject.field) == (f"{row.TABLE}.csv", 2, field)
    assert reject.value == getattr(row, field)
    assert "it ends before it starts" in reject.reason
    assert report.count("new", "claims") == 1


@pytest.mark.parametrize(("field", "row", "key"), BACKWARDS, ids=lambda value: str(value)[:8])
def test_a_casebook_that_holds_what_ends_before_it_starts_names_it(
    tmp_path: Path, field: str, row: Node, key: str
) -> None:
    """Older versions took such rows."""
    baltic = Organization("baltic", "Baltic states", "", "coalition")
    rows = [*STATES, baltic, Member("baltic", "latvia"), OPPOSED]
    acts = claim("a-3", "opposed", "Baltic states;[envoy in Riga]|Germany", date="1922", treaty="t")
    book = make_book(tmp_path, [acts], organizations=[baltic])
    put(book, rows, name="more")
    with book.store.writing() as connection:
        marks = ", ".join("?" * len(row.columns()))
        connection.execute(f"INSERT INTO {row.TABLE} VALUES ({marks})", list(row.to_row()))
    said = f"{row.TABLE} {key!r}: "
    assert [note for note in put(book, rows, name="more").notes if said in note]
    filters = ask(book, actor=["Germany"], expand=["Baltic states"])
    member = row.TABLE == "members"
    assert [c.id for c in book.stored(filters)] == ["a-2", "a-3"]
    level = Level.of(book, "state", expand=["Baltic states"])
    assert level.groups.members("baltic", parse("1922")).get("germany") == (
        False if member else None
    )
    asked = holders(book, "German envoy in Riga, 1928")
    assert {r["certainty"] for r in asked.rows} == {
        "possible" if row.TABLE == "posts" else "unnamed"
    }


def test_a_changed_codebook_changes_the_claims(tmp_path: Path) -> None:
    told = claim("a-1", "pressured", "Germany", "Poland", act="advice")
    book = make_book(tmp_path, [told])
    assert [c.sign for c in book.stored()] == [0]
    advice = Codebook.shipped()["advice"]
    report = put(book, [Act("advice", "pressured", -1, False)], name="codebook")
    assert dict(report.counts["acts"]) == {"changed": 1}
    assert ([c.sign for c in book.stored()], book.edges()) == ([-1], [])
    assert [r.row["sign"] for r in book.history("advice")] == ["0"]
    put(book, [advice], name="codebook")
    assert ([c.sign for c in book.stored()], len(book.edges())) == ([0], 1)


def test_a_codebook_of_ones_own_has_acts_of_ones_own(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    rows = [
        Act("boycott", "opposed", -1, True),
        claim("a-1", "opposed", "Germany", "Poland", act="boycott"),
    ]
    assert put(book, rows).rejects == []
    assert [c.sign for c in book.stored()] == [-1]


def test_an_act_in_use_keeps_its_kind(tmp_path: Path) -> None:
    book = make_book(tmp_path, [claim("a-1", "pressured", "Germany", "Poland", act="advice")])
    with pytest.raises(BadInput, match=r"'advice' cannot become supported: 1 claims .* a-1 first"):
        put(book, [Act("advice", "supported", 1, True)])
    assert book.codebook["advice"].kind == "pressured"


# Who is meant does not depend on the order of loading

PEOPLE = [
    claim("a-1", "opposed", "Litvinov, Maksim|USSR", "Poland"),
    claim("a-2", "opposed", "Litvinov, Maxim|Soviet Union", "Poland"),
    claim("a-3", "opposed", "Litvinov, Maxim|", "Poland"),
    claim("a-4", "opposed", "Litvinov, Maxim|France", "Poland"),
]
LITVINOV = Diplomat(
    "litvinov", "Litvinov, Maxim Maximovich", "Litvinov, Maksim|USSR;Litvinov, Maxim|USSR"
)


def test_an_alias_learnt_later_reaches_earlier_claims(tmp_path: Path) -> None:
    book = make_book(tmp_path, PEOPLE)
    assert len({actors(book, c.id)[0] for c in PEOPLE}) == 4
    report = put(book, [LITVINOV], name="people")
    assert [actors(book, c.id)[0] for c in PEOPLE[:2]] == ["litvinov", "litvinov"]
    assert len({actors(book, c.id)[0] for c in PEOPLE}) == 3
    assert [d.id for d in book.nodes(Diplomat)] == [
        "litvinov",
        "litvinov-maxim-2",
        "litvinov-maxim-france",
    ]
    assert report.notes == []
    assert {e.a for e in book.edges()} == {d.id for d in book.nodes(Diplomat)}


def test_an_alias_taken_back_gives_earlier_claims_their_person_back(tmp_path: Path) -> None:
    book = make_book(tmp_path, PEOPLE, diplomats=[LITVINOV])
    put(book, [*STATES, *PEOPLE, Diplomat("litvinov", "Litvinov, M.", "Litvinov, Maxim|USSR")])
    assert [actors(book, c.id)[0] for c in PEOPLE[:2]] == ["litvinov-maksim", "litvinov"]
    assert put(book, [*STATES, *PEOPLE], update=True).rejects == []
    assert len({actors(book, c.id)[0] for c in PEOPLE}) == 4


@pytest.mark.parametrize("seed", range(6))
def test_who_is_meant_follows_from_the_nodes_alone(tmp_path: Path, seed: int) -> None:
    """The same records in one load and in many, in any order, name the same people and things."""
    draw = random.Random(seed)
    nodes: list[Node] = [
        *STATES,
        LITVINOV,
        Diplomat("cicerin", "Chicherin, Georgy", "Tchitcherin, G.|USSR"),
        Post("p1", "envoy in Riga", "USSR", holder="Chicherin, Georgy", start="1925"),
        Treaty("berlin", "Treaty of Berlin", "Berlin Treaty"),
        Issue("union", "Baltic union", "Baltic entente"),
        Place("kaunas", "Kaunas", "Kovno"),
        Organization("profintern", "Profintern", "", "international", "USSR"),
    ]
    rows = [
        *PEOPLE,
        claim("b-1", "met_with", "Tchitcherin, G.|USSR;Germany", place="Kovno"),
        claim("b-2", "met_with", "Chicherin, Georgy|Soviet Union;Germany", place="Kaunas?"),
        claim("b-3", "signed", "Germany;USSR", treaty="Berlin Treaty;Rapallo"),
        claim("b-4", "opposed", "[envoy in Riga]|USSR;Germany", issue="Baltic entente"),
        claim("b-5", "opposed", "Profintern", "Treaty of Berlin|Latvia", issue="Baltic union"),
    ]
    at_once = Casebook(tmp_path / "once.duckdb")
    put(at_once, [*nodes, *rows])
    late = [*nodes[len(STATES) :], *rows]
    draw.shuffle(late)
    # An organisation is no person: a claim that names it before it is there is rejected.
    late.sort(key=lambda record: not isinstance(record, Organization))
    book = make_book(tmp_path, name="many.duckdb")
    for number, record in enumerate(late):
        assert put(book, [record], name=f"load-{number}").rejects == []
    meant = [(c.id, c.participants, c.treaties, c.issues, c.place) for c in book.stored()]
    once = [(c.id, c.participants, c.treaties, c.issues, c.place) for c in at_once.stored()]
    names = {d.id for d in book.nodes(Diplomat)}
    assert len(names) == len(at_once.nodes(Diplomat))
    given = {"litvinov", "cicerin", "berlin", "union", "kaunas", "profintern"}
    assert [_only(m, given) for m in meant] == [_only(o, given) for o in once]
    assert {e.claim: e.kind for e in book.edges()} == {e.claim: e.kind for e in at_once.edges()}


def _only(meant: tuple[object, ...], given: set[str]) -> tuple[object, ...]:
    """Ids made from names may differ with the order; those that a load gave may not."""
    id, people, treaties, issues, place = meant
    who = [(p.role, p.actor if p.actor in given else "", p.acting_for) for p in people]  # type: ignore[attr-defined]
    things = [t if t in given else "" for t in (*treaties, *issues, place)]  # type: ignore[misc]
    return id, who, things


def test_a_claim_that_can_no_longer_be_resolved_keeps_its_meaning(tmp_path: Path) -> None:
    book = make_book(
        tmp_path,
        [claim("a-1", "opposed", "Lietuva", "Poland")],
        states=[*STATES, State("lietuva", "Lietuva")],
    )
    report = put(book, [State("lietuva-2", "Second Lietuva", "Lietuva")], name="muddle")
    assert report.notes == [
        "claim a-1 keeps the meaning that it had: 'Lietuva' may be lietuva or lietuva-2: say which,"
        " as Name|State or by its id"
    ]
    assert actors(book, "a-1") == ["lietuva", "poland"]


def test_a_rejected_claim_leaves_nobody_behind(tmp_path: Path) -> None:
    book = make_book(tmp_path)
    report = put(
        book,
        [
            claim("a-1", "met_with", "New, One|Germany;Atlantis", place="Berlin"),
            claim("a-2", "signed", "New, Two|Germany;New, Two|Germany", treaty="New treaty"),
            claim("a-3", "met_with", "New, Three|Germany;[consul]|Germany;Nobody, X|Atlantis"),
        ],
    )
    assert [(r.row, r.field) for r in report.rejects] == [
        (1, "agents"),
        (2, "agents"),
        (3, "agents"),
    ]
    assert [book.nodes(cls) for cls in (Diplomat, Treaty, Place, Post, Source)] == [[]] * 5
    put(book, [claim("a-4", "met_with", "New, One|Germany;New, Three|Germany")])
    assert actors(book, "a-4") == ["new-one", "new-three"]


def test_a_treaty_named_twice_by_two_names_gives_one_edge(tmp_path: Path) -> None:
    book = make_book(
        tmp_path,
        [claim("a-1", "signed", "Germany;USSR", treaty="Rapallo;Treaty of Rapallo")],
        treaties=[Treaty("rapallo", "Treaty of Rapallo", "Rapallo")],
    )
    edges = [e.edge for e in book.edges()]
    assert len(edges) == len(set(edges)) == 2


# What a loader may yield


def test_arrow_tables_and_records_come_through_one_path(tmp_path: Path) -> None:
    rows = [dict(zip(COLUMNS, c.written(), strict=True)) for c in (MET, OPPOSED)]
    table = pa.Table.from_pylist([{**row, "x_box": i} for i, row in enumerate(rows)])
    book = make_book(tmp_path, name="arrow.duckdb")
    report = put(book, [table, Ignored("blank", 3), Reject("f", 1, "a", "b", "c")])
    assert (report.count("new", "claims"), report.ignored["blank"], len(report.rejects)) == (
        2,
        3,
        1,
    )
    plain = make_book(tmp_path, [MET, OPPOSED])
    drop = ["revision", "x_box"]
    assert book.claims().drop(columns=drop).equals(plain.claims().drop(columns=drop[:1]))
    assert list(book.claims()["x_box"]) == ["0", "1"]


def test_rejects_of_an_arrow_table_say_where(tmp_path: Path) -> None:
    row = dict(zip(COLUMNS, corrected(MET, date="x").written(), strict=True))
    table = pa.Table.from_pylist([row]).replace_schema_metadata({"path": "big.tab", "row": "17"})
    (reject,) = put(make_book(tmp_path), [table]).rejects
    assert (reject.path, reject.row, reject.field, reject.value) == ("big.tab", 17, "date", "x")


def test_an_arrow_table_with_a_foreign_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="a column 'colour', which claims have not"):
        put(make_book(tmp_path), [pa.table({"id": ["a"], "colour": ["red"]})])


def test_a_loader_that_yields_anything_else_is_told(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="yielded a int"):
        put(make_book(tmp_path), [7])


def test_batches_do_not_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [claim(f"a-{i}", "met_with", f"Person {i % 3}|Germany;USSR") for i in range(10)]
    whole = make_book(tmp_path, rows)
    monkeypatch.setattr(write, "BATCH", 3)
    parts = make_book(tmp_path, rows, name="parts.duckdb")
    assert parts.claims().equals(whole.claims())
    assert parts.edges() == whole.edges()
    assert parts.nodes(Diplomat) == whole.nodes(Diplomat)
    report = put(parts, [*rows, rows[0]])
    assert (report.count("unchanged", "claims"), len(report.rejects)) == (10, 1)


def test_what_nobody_could_read_back_is_a_reject(tmp_path: Path) -> None:
    rows = [
        corrected(MET, id="n", note="a\x00b"),
        corrected(MET, id="s", note="half \ud800"),
        corrected(MET, id="l", note="x" * 100_001),
        corrected(MET, id=" p"),
        corrected(MET, id="a|b"),
        corrected(MET, id="k", source="s "),
    ]
    report = put(make_book(tmp_path), rows)
    assert [(r.row, r.field) for r in report.rejects] == [
        *((i, "note") for i in (1, 2, 3)),
        *((i, "id") for i in (4, 5)),
        (6, "source"),
    ]
    assert max(len(r.value) for r in report.rejects) <= 1000


def test_documents_that_claims_name_are_there(tmp_path: Path) -> None:
    book = make_book(tmp_path, [corrected(MET, documents="s-n1;s-n2")])
    assert [(d.id, d.cited_by) for d in book.nodes(Document)] == [("s-n1", "s"), ("s-n2", "s")]


def test_the_progress_counts_records(tmp_path: Path) -> None:
    rows = [
        dict(zip(COLUMNS, claim(f"a-{i}", "met_with", "Germany;USSR").written(), strict=True))
        for i in range(2500)
    ]
    seen: list[int] = []
    table = pa.Table.from_pylist(rows)
    load(make_book(tmp_path), loader([*STATES, table]), progress=seen.append)
    assert seen == [len(STATES) + 2500]
