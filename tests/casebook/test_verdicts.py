"""Several files judge one pair: what is in force, what is told, and how it is taken back."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rapallo.analysis.identities import merged
from rapallo.casebook.book import Casebook
from rapallo.errors import BadOption
from rapallo.export.tables import export_csv
from rapallo.load import load, undo_judgements
from rapallo.loaders.judging import JUDGEMENTS
from rapallo.model.nodes import Judgement
from rapallo.model.records import LoadReport
from tests.helpers import claim, make_book, put, same

HEADER = "what,a,b,verdict,reason,by,date"
CLAIMS = [claim(f"c-{n}", "met_with", "Germany;USSR", date=f"192{n}") for n in range(1, 4)]
MEN = [
    claim("c-4", "pressured", "Krestinski, N.|USSR", "Germany", date="1926"),
    claim("c-5", "pressured", "Krestinsky, Nikolai|USSR", "Germany", date="1927"),
]
PAIRS = {"event": ("c-1", "c-2"), "identity": ("Krestinski, N.|USSR", "Krestinsky, Nikolai|USSR")}


@pytest.fixture
def book(tmp_path: Path) -> Casebook:
    return make_book(tmp_path, [*CLAIMS, *MEN])


def judge(book: Casebook, name: str, *lines: str) -> LoadReport:
    """Apply a file beside the casebook, with these lines; as it is where none are given."""
    path = book.path.parent / name
    if lines:
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join([HEADER, *filter(None, lines), ""]), encoding="utf-8")
    return load(book, JUDGEMENTS, [path])


def line(what: str, verdict: str, *, turned: bool = False) -> str:
    a, b = PAIRS[what][::-1] if turned else PAIRS[what]
    return f'{what},"{a}","{b}",{verdict},,,'


def joined(book: Casebook, what: str) -> bool:
    """Whether the two of the pair count as one."""
    stored = {one.id: one for one in book.stored()}
    if what == "event":
        return stored["c-1"].event == stored["c-2"].event
    return stored["c-4"].participants[0].actor == stored["c-5"].participants[0].actor


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("what", ["event", "identity"])
def test_what_is_loaded_last_is_in_force_until_it_is_taken_back(
    book: Casebook, what: str, turned: bool
) -> None:
    judge(book, "one.csv", line(what, "same"))
    first = book.digest
    report = judge(book, "two.csv", "", line(what, "different", turned=turned))
    assert (report.count("new"), report.count("changed")) == (1, 0)
    a, b = PAIRS[what][::-1] if turned else PAIRS[what]
    told = [
        f"{a!r} and {b!r} are judged 'different' in two.csv, row 2, but 'same' in one.csv, row 2:"
        " 'different' was loaded last and is in force"
    ]
    assert report.notes == told
    assert not joined(book, what)
    # The file that is overruled says so too, and loaded as it was it changes nothing.
    before = book.digest
    again = judge(book, "one.csv")
    assert (again.notes, again.count("unchanged"), book.digest) == (told, 1, before)
    (gone,) = judge(book, "two.csv", "").notes
    assert gone.endswith("is gone from here: 'same' in one.csv, row 2 is in force again")
    assert joined(book, what)
    assert book.digest == first


def test_a_line_that_is_changed_is_loaded_last(book: Casebook) -> None:
    judge(book, "one.csv", line("event", "same"))
    judge(book, "two.csv", line("event", "different"))
    judge(book, "one.csv", f"{line('event', 'same')[:-1]}me,")
    assert joined(book, "event")
    assert [one.by for one in book.nodes(Judgement)] == ["me"]
    assert len(book.history("event|c-1|c-2")) == 1


def test_a_line_that_was_overruled_goes_without_a_word(book: Casebook) -> None:
    judge(book, "one.csv", line("event", "same"))
    judge(book, "two.csv", line("event", "different"))
    report = judge(book, "one.csv", "")
    assert (report.count("withdrawn"), report.notes) == (1, [])
    assert not joined(book, "event")


def test_a_judgement_that_stands_elsewhere_stays(book: Casebook) -> None:
    judge(book, "one.csv", line("identity", "same"))
    judge(book, "two.csv", line("identity", "same"))
    (note,) = judge(book, "one.csv", "").notes
    assert note.endswith("'Krestinsky, Nikolai|USSR' is in two.csv, row 2")
    assert joined(book, "identity")
    judge(book, "two.csv", "")
    assert not joined(book, "identity")


def test_two_files_of_one_load_that_contradict_one_another(book: Casebook) -> None:
    folder = book.path.parent
    judge(book, "one.csv", line("event", "same"))
    judge(book, "two.csv", line("event", "different"))
    report = load(book, JUDGEMENTS, [folder / "one.csv", folder / "two.csv"])
    (reject,) = report.rejects
    assert reject.reason == "the two stand already in one.csv, row 2"


def test_what_a_file_overrules_is_shown_and_written_out(book: Casebook) -> None:
    from rapallo.cli.summary import summary

    judge(book, "one.csv", line("identity", "different"))
    judge(book, "two.csv", line("identity", "same"))
    (note,) = merged(book).notes
    assert "'same' in two.csv, row 2, but 'different' in one.csv, row 2" in note
    out = book.path.parent / "out"
    assert export_csv(book, out)["other_judgements"] == 1
    assert (out / "other_judgements.csv").read_text(encoding="utf-8").splitlines() == [
        f"{HEADER},place",
        'identity,"Krestinski, N.|USSR","Krestinsky, Nikolai|USSR",different,,,,"one.csv, row 2"',
    ]
    counted = {row["value"]: row["number"] for row in summary(book)}
    assert (counted["judgements"], counted["judgements not in force"]) == (1, 1)
    again = Casebook(book.path.parent / "again.duckdb")
    report = load(again, "sheet", [out])
    assert report.ignored["other_judgements.csv holds judgements that are not in force"] == 1
    assert again.digest == book.digest
    judge(book, "one.csv", "")
    assert "other_judgements" not in export_csv(book, out)
    assert len((out / "other_judgements.csv").read_text(encoding="utf-8").splitlines()) == 1


def test_a_freeze_keeps_what_is_not_in_force(book: Casebook, tmp_path: Path) -> None:
    from rapallo.freeze.freezing import freeze

    judge(book, "one.csv", line("event", "different"))
    judge(book, "two.csv", line("event", "same"))
    freeze(book, tmp_path / "frozen", lambda *given, **more: None, commands=[])  # type: ignore[arg-type]
    assert "one.csv" in (tmp_path / "frozen" / "tables" / "other_judgements.csv").read_text()


def test_no_folder_of_this_machine_is_passed_on(
    book: Casebook, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("elsewhere") / "far.csv"
    outside.write_text(f"{HEADER}\n{line('event', 'different')}\n", encoding="utf-8")
    load(book, JUDGEMENTS, [outside])
    judge(book, "two.csv", line("event", "same"))
    out = book.path.parent / "out"
    export_csv(book, out)
    (row,) = (out / "other_judgements.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert row.endswith(',"far.csv, row 2"')


# Where a file lies


def test_a_folder_is_moved_with_its_casebook(tmp_path: Path) -> None:
    before = tmp_path / "before"
    before.mkdir()
    book = make_book(before, [*CLAIMS, *MEN])
    judge(book, "mine/j.csv", line("event", "same"), line("identity", "same"))
    shutil.move(before, tmp_path / "after")
    moved = Casebook(tmp_path / "after" / "book.duckdb")
    report = judge(moved, "mine/j.csv", line("event", "same"))
    counts = {fate: report.count(fate) for fate in ("new", "unchanged", "withdrawn")}
    assert counts == {"new": 0, "unchanged": 1, "withdrawn": 1}
    assert (joined(moved, "event"), joined(moved, "identity")) == (True, False)
    assert report.notes == []


def test_a_file_outside_is_known_by_its_whole_path(book: Casebook, tmp_path: Path) -> None:
    other = tmp_path.parent / f"{tmp_path.name}-outside.csv"
    other.write_text(f"{HEADER}\n{line('event', 'same')}\n", encoding="utf-8")
    load(book, JUDGEMENTS, [other])
    assert any(str(other) in note for note in judge(book, "j.csv", line("event", "unsure")).notes)
    other.write_text(f"{HEADER}\n", encoding="utf-8")
    assert load(book, JUDGEMENTS, [other]).count("withdrawn") == 1


def test_a_load_known_by_its_whole_path_takes_its_name_from_the_folder(book: Casebook) -> None:
    """As casebooks of before have it."""
    judge(book, "j.csv", line("event", "same"))
    whole = str((book.path.parent / "j.csv").resolve())
    with book.store.writing() as connection:
        connection.execute("UPDATE verdicts SET origin = ?", [f"judgements:{whole}"])
    assert judge(book, "j.csv", "").count("withdrawn") == 1
    assert not joined(book, "event")


def test_what_a_file_said_that_is_gone_is_undone_when_asked(book: Casebook) -> None:
    folder = book.path.parent
    judge(book, "lost.csv", line("event", "same"))
    with pytest.raises(BadOption, match=r"lost\.csv is there: delete lines in it"):
        undo_judgements(book, folder / "lost.csv")
    (folder / "lost.csv").unlink()
    (note,) = judge(book, "j.csv", line("identity", "same")).notes
    assert judge(book, "empty.csv", "").notes == [note]
    assert note == (
        "lost.csv is no longer there, and 1 judgement that it brought stays: `identity apply"
        " lost.csv --gone` undoes them"
    )
    assert joined(book, "event")
    assert undo_judgements(book, "lost.csv").count("withdrawn", "judgements") == 1
    assert not joined(book, "event")
    assert joined(book, "identity")
    assert judge(book, "j.csv").notes == []
    with pytest.raises(BadOption, match=r"no judgement in the casebook came from lost\.csv"):
        undo_judgements(book, "lost.csv")


# Older casebooks


def test_an_older_casebook_follows_every_load_that_held_a_pair(
    book: Casebook, tmp_path: Path
) -> None:
    """It kept the verdict loaded last alone; loaded again, each file says its own."""
    one, two = (tmp_path / f"{name}.csv" for name in ("one", "two"))
    judge(book, "one.csv", line("event", "same"))
    judge(book, "two.csv", line("event", "different"))
    before = book.digest
    with book.store.writing() as connection:
        for statement in (
            "CREATE TABLE old AS SELECT * FROM judgements",
            f"""INSERT INTO held SELECT 'judgements:' || file, 'judgements',
                concat_ws('\x1f', what, a, b)
                FROM (SELECT DISTINCT what, a, b FROM verdicts),
                (VALUES ('{one}'), ('{two}')) t(file)""",
            "DROP VIEW judgements",
            "DROP TABLE verdicts",
            "ALTER TABLE old RENAME TO judgements",
            "UPDATE meta SET value = '3' WHERE key = 'schema'",
            "UPDATE loads SET origin = replace(origin, 'judgements:', "
            f"'judgements:{tmp_path}/') WHERE origin LIKE 'judgements:%'",
        ):
            connection.execute(statement)
    assert [j.verdict for j in book.nodes(Judgement)] == ["different"]
    assert book.digest == before
    assert judge(book, "two.csv").count("unchanged") == 1
    assert not joined(book, "event")
    assert judge(book, "one.csv").count("changed") == 1
    assert joined(book, "event")
    judge(book, "one.csv", "")
    assert not joined(book, "event")


# The law


FILES, VERDICTS = ("one", "two", "three"), ("same", "different", "unsure", "")


@settings(deadline=None, max_examples=12)
@given(
    st.lists(
        st.tuples(st.sampled_from(FILES), st.sampled_from(VERDICTS), st.booleans()),
        min_size=1,
        max_size=6,
    )
)
def test_the_newest_line_that_still_stands_is_in_force(
    tmp_path_factory: pytest.TempPathFactory, steps: Iterable[tuple[str, str, bool]]
) -> None:
    book = make_book(tmp_path_factory.mktemp("law"), CLAIMS)
    says: dict[str, Judgement] = {}
    for name, verdict, turned in steps:
        a, b = ("c-2", "c-1") if turned else ("c-1", "c-2")
        mine = same(a, b, verdict) if verdict else None
        put(book, [mine] if mine else [], name=name)
        if mine != says.get(name):
            # The order of a dictionary is that of coming: what is changed comes anew.
            says.pop(name, None)
            if mine:
                says[name] = mine
        assert book.nodes(Judgement) == list(says.values())[-1:]
        events = {c.id: c.event for c in book.stored()}
        last = list(says.values())[-1:]
        assert (events["c-1"] == events["c-2"]) == any(j.verdict == "same" for j in last)
