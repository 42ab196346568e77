"""An older casebook is brought up to date, and then does what a new one does."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from rapallo.casebook import schema
from rapallo.casebook.book import Casebook
from rapallo.errors import CasebookError
from rapallo.model.nodes import Judgement, Source
from tests.helpers import STATES, claim, make_book, put, same

OLD = (Path(__file__).parent / "version-1.sql").read_text(encoding="utf-8")
"""A casebook as the first version wrote it: its tables, four claims, one judgement."""

CLAIMS = [
    claim(
        "a-1",
        "met_with",
        "Stresemann, Gustav|Germany;Krestinsky, Nikolai|USSR",
        date="1926-04-24",
        place="Berlin",
    ),
    claim("a-2", "met_with", "Germany;USSR", source="t", date="1926-04"),
    claim(
        "a-3",
        "pressured",
        "[envoy in Kaunas]|USSR",
        "Lithuania",
        act="warning",
        issue="Baltic union",
        date="1926?",
    ),
    claim("a-4", "signed", "Germany;USSR", treaty="Treaty of Berlin", date="1926-04-24"),
]
CLAIMS[3] = type(CLAIMS[3]).from_row(
    {**dict(zip(CLAIMS[3].__dataclass_fields__, CLAIMS[3].written(), strict=False)), "x_box": "7"}
)


MADE = {"diplomats": 2, "treaties": 1, "issues": 1, "places": 1, "posts": 1, "sources": 2}
"""What the claims made, which an older casebook could not tell from what a load brought."""


@pytest.fixture
def old(tmp_path: Path) -> Casebook:
    path = tmp_path / "old.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(OLD)
    return Casebook(path)


def tables(path: Path) -> dict[str, list[tuple[str, str]]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.execute(
            """SELECT table_name, column_name, data_type FROM information_schema.columns
               ORDER BY table_name, ordinal_position"""
        ).fetchall()
    found: dict[str, list[tuple[str, str]]] = {}
    for table, *column in rows:
        found.setdefault(table, []).append((column[0], column[1]))
    return found


def test_an_older_casebook_gets_the_tables_of_a_new_one(old: Casebook, tmp_path: Path) -> None:
    assert "held" not in tables(old.path)
    assert len(old.stored()) == 4
    assert tables(old.path) == tables(make_book(tmp_path).path)
    with old.store.reading() as connection:
        assert schema.version_of(connection, old.path) == schema.VERSION


def test_an_older_casebook_holds_what_it_held(old: Casebook, tmp_path: Path) -> None:
    new = make_book(tmp_path, CLAIMS, judgements=[same("a-1", "a-2")])
    assert old.claims().to_dict() == new.claims().to_dict()
    assert old.edges() == new.edges()


def test_loading_again_into_an_older_casebook_adds_nothing(old: Casebook) -> None:
    report = put(old, [*STATES, *CLAIMS, same("a-1", "a-2")])
    assert {table: dict(counts) for table, counts in report.counts.items() if table != "acts"} == {
        "claims": {"unchanged": 4},
        "states": {"unchanged": len(STATES)},
        "judgements": {"unchanged": 1},
        **{table: {"vanished": number} for table, number in MADE.items()},
    }


def test_what_an_older_casebook_loaded_can_vanish(old: Casebook) -> None:
    """Every load that there was may hold a record of version 1, until it is done again."""
    report = put(old, [*STATES, *CLAIMS[:3]], update=True)
    assert report.vanished == ["a-4"]
    assert (report.count("withdrawn", "claims"), report.count("withdrawn", "judgements")) == (1, 1)
    assert old.nodes(Judgement) == []
    assert [s.key for s in old.nodes(Source)] == ["s", "t"]
    assert [c.event for c in old.stored()] == ["a-1", "a-2", "a-3"]
    assert [p.actor for p in old.stored()[0].participants][1] == "krestinsky-nikolai"


def test_an_event_of_an_older_casebook_keeps_its_id(old: Casebook) -> None:
    put(old, [claim("a-0", "met_with", "Germany;USSR"), same("a-0", "a-1")], name="later")
    assert {c.id: c.event for c in old.stored()}["a-0"] == "a-1"


def test_a_migration_that_fails_changes_nothing(
    old: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tables(old.path)
    monkeypatch.setitem(
        schema._MIGRATIONS, 1, (*schema._MIGRATIONS[1], "SELECT error('the disk is full')")
    )
    with pytest.raises(duckdb.Error, match="the disk is full"):
        old.stored()
    assert tables(old.path) == before
    monkeypatch.undo()
    assert len(old.stored()) == 4


def test_an_older_casebook_that_may_not_be_written_says_so(old: Casebook) -> None:
    with duckdb.connect(str(old.path), read_only=True), pytest.raises(CasebookError, match="held"):
        Casebook(old.path, wait=0.2).stored()
