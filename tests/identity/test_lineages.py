"""Lineages: the casebook's own, those of the table, a reader's file and what is wrong in it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapallo.analysis.centrality import centrality
from rapallo.dates.edtf import parse
from rapallo.errors import UnreadableFile
from rapallo.identity.ask import all_nodes, ask
from rapallo.identity.lineages import Lineages, joined, shipped_lineages
from rapallo.loaders.states import reference_states
from rapallo.model.nodes import Member, Node, Organization, State
from rapallo.projection.edges import event_edges
from rapallo.projection.evidence import Evidence
from rapallo.projection.level import Level
from tests.helpers import STATES, claim, make_book

REFERENCE = reference_states()
TABLE = {state.id: state for state in REFERENCE}
OWN = (
    Organization("russia-soviet", "Russia (Soviet)", "", "lineage"),
    Member("russia-soviet", "soviet-russia"),
    Member("russia-soviet", "Soviet Union"),
)


def counted(*nodes: Node, lineage: bool | Lineages = True) -> dict[str, str]:
    """As whom each state counts that does not count as itself."""
    level = Level("state", nodes, lineage=lineage)
    states = [node.id for node in nodes if isinstance(node, State)]
    found = {state: level.stands_for(state) for state in states}
    return {state: level.label(name) for state, name in found.items() if name != state}


def file(folder: Path, text: str) -> Path:
    path = folder / "mine.csv"
    path.write_text(text, encoding="utf-8")
    return path


# The table


@pytest.mark.parametrize("row", shipped_lineages(), ids=lambda row: f"{row.lineage} {row.state}")
def test_a_line_of_the_table_gives_a_reason_and_a_source(row: object) -> None:
    one = next(r for r in shipped_lineages() if r == row)
    assert one.state in TABLE
    assert one.reason
    assert one.source
    assert one.name.endswith("(lineage)")


def test_a_state_is_of_one_lineage_and_those_of_one_follow_one_another() -> None:
    rows = [row for row in shipped_lineages() if row.joined]
    assert len({row.state for row in rows}) == len(rows)
    assert len({row.state for row in shipped_lineages()}) == len(shipped_lineages())
    for row, following in pairwise(rows):
        before, after = TABLE[row.state], TABLE[following.state]
        if row.lineage == following.lineage and row.lineage not in AT_ONCE:
            assert parse(before.end).s0 <= parse(after.start).e1


AT_ONCE = {"france-lineage", "holy-see-lineage"}
"""A government abroad and one at home, a sovereign and his land."""


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (("russian-empire", "soviet-union"), "Russia (lineage)"),
        (("germany", "west-germany", "germany-1990"), "Germany (lineage)"),
        (("austrian-empire", "austria-hungary"), "Habsburg Monarchy (lineage)"),
        (("serbia", "yugoslavia"), "Serbia and Yugoslavia (lineage)"),
        (("ottoman-empire", "turkey"), "Turkey (lineage)"),
        (("north-vietnam", "vietnam"), "Vietnam (lineage)"),
        (("germany", "east-germany"), ""),
        (("austria-hungary", "austria"), ""),
        (("china", "taiwan"), ""),
        (("czechoslovakia", "czech-republic"), ""),
        (("germany",), ""),
    ],
)
def test_the_table_joins(states: tuple[str, ...], expected: str) -> None:
    nodes = [TABLE[name] for name in states]
    assert counted(*nodes) == (dict.fromkeys(states, expected) if expected else {})
    assert counted(*nodes, lineage=False) == {}


def test_what_the_casebook_joins_the_table_leaves_alone() -> None:
    nodes = [TABLE[name] for name in ("russian-empire", "soviet-russia", "soviet-union")]
    assert counted(*nodes, *OWN) == dict.fromkeys(
        ["soviet-russia", "soviet-union"], "Russia (Soviet)"
    )


def test_the_dossier_is_joined_as_it_says(dossier_nodes: list[Node]) -> None:
    assert joined(dossier_nodes, True) == dossier_nodes


@pytest.fixture(scope="module")
def dossier_nodes(tmp_path_factory: pytest.TempPathFactory) -> list[Node]:
    from rapallo.casebook.book import Casebook
    from rapallo.load import load

    book = Casebook(tmp_path_factory.mktemp("dossier") / "d.duckdb")
    load(book, "dossier")
    return all_nodes(book)


@given(st.sets(st.sampled_from(sorted(TABLE))))
def test_joining_is_once_for_all(names: set[str]) -> None:
    """Each counts as one, a lineage as itself, and more states of it change nothing."""
    nodes = [TABLE[name] for name in sorted(names)]
    level = Level("state", nodes, lineage=True)
    for name in names:
        kept = level.stands_for(name)
        assert level.stands_for(kept) == kept
        assert kept == name or len({n for n in names if level.stands_for(n) == kept}) > 1


# A reader's own


MINE = """lineage,state,start,end,reason
Baltic German,Latvia,1918,1940,a reader's
Baltic German,Estonia,,,
Russia,Russia,1918,1920,by its date
Russia,Soviet Union,,,
Russia,Russian Empire,,,not in this casebook
"""


def test_a_file_counts_in_place_of_all_others(tmp_path: Path) -> None:
    mine = Lineages.read(file(tmp_path, MINE), REFERENCE)
    nodes = [*STATES, *OWN, TABLE["turkey"], TABLE["ottoman-empire"]]
    assert counted(*nodes, lineage=mine) == {
        "latvia": "Baltic German",
        "estonia": "Baltic German",
        "soviet-russia": "Russia",
        "soviet-union": "Russia",
    }


def test_a_lineage_called_like_a_state_is_told_apart(tmp_path: Path) -> None:
    mine = Lineages.read(file(tmp_path, "group,member\nPoland,Poland\nPoland,Lithuania\n"))
    level = Level("state", STATES, lineage=mine)
    assert level.label(level.stands_for("lithuania")) == "Poland (lineage)"
    assert level.names.find("Poland") == "poland"
    assert level.stands_for("poland") == level.stands_for("lithuania") == "poland-lineage"


def test_a_file_may_be_the_members_that_a_casebook_exports(tmp_path: Path) -> None:
    text = "group,member,start,end\nRussia (Soviet),soviet-russia,1917-11-07,1922-12-30\n"
    mine = Lineages.read(file(tmp_path, text + "Russia (Soviet),soviet-union,1922-12-30,\n"))
    assert counted(*STATES, *OWN, lineage=mine) == counted(*STATES, *OWN)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it has no column lineage or group, but no columns$"),
        ("state,start\nLatvia,1918\n", "it has no column lineage or group, but state, start$"),
        ("lineage;state\nA;Latvia\n", "no column lineage or group, but lineage;state$"),
        ("lineage,state\n", "it names no state"),
        ("lineage,state\nA,Latvia\n,Estonia\n", "row 3, lineage '': it is empty$"),
        ("lineage,state\nA,Latvia\nA,\n", "row 3, state '': it is empty$"),
        ("lineage,state,start\nA,Latvia,18x\n", "row 2, start or end '18x to ': '18x' is not a d"),
        ("lineage,state,start,end\nA,Latvia,1940,1918\n", "row 2, .*: it ends before it starts$"),
        ('lineage,state\n"A,Latvia\n', "it is not CSV: unexpected end of data$"),
        ("lineage,state\nA,Latvija\n", "row 2, state 'Latvija': .*close to it: Latvia"),
        ("lineage,state\nA,Russia\n", "row 2, state 'Russia': 'Russia' may be russia or"),
        ("lineage,state\nA,Comintern\n", "row 2, state 'Comintern': it is an organisation"),
        ("lineage,state\nA,Latvia\nB,latvia\n", "row 3, state 'latvia': row 2 has it in 'A'"),
    ],
)
def test_a_bad_file_is_told_with_the_row_and_the_field(
    tmp_path: Path, text: str, reason: str
) -> None:
    nodes = [*STATES, Organization("comintern", "Comintern")]
    with pytest.raises(UnreadableFile, match=rf"mine\.csv: .*{reason}"):
        joined(nodes, Lineages.read(file(tmp_path, text), REFERENCE))


@pytest.mark.parametrize(
    ("data", "reason"), [(None, "No such file"), (b"lineage,state\nA,\xff\n", "CSV in UTF-8")]
)
def test_a_file_that_cannot_be_read_is_told(
    tmp_path: Path, data: bytes | None, reason: str
) -> None:
    path = tmp_path / "mine.csv"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(UnreadableFile, match=reason):
        Lineages.read(path)


def test_the_answer_names_the_file_and_its_digest(tmp_path: Path) -> None:
    rows = [claim("a", "met_with", "Germany;USSR", date="1926")]
    rows += [claim("b", "met_with", "Germany;Soviet Russia", date="1921")]
    book = make_book(tmp_path, rows)
    mine = Lineages.read(file(tmp_path, MINE), REFERENCE)
    result = centrality(book, by="state", lineage=mine)
    assert {row["label"] for row in result.rows} == {"Germany", "Russia"}
    assert result.title == f"Degree by state, lineages of {mine.path} joined in met_with"
    trace = result.trace()
    assert str(trace["options"]["lineage"]) == f"{mine.path} (sha256 {mine.digest})"
    assert ask(book, actor=["USSR"], lineage=mine).actor == (
        "russia",
        "soviet-russia",
        "soviet-union",
    )
    edges = event_edges(Evidence.of(book), Level.of(book, "state", lineage=mine))
    assert {(edge.a, edge.b) for edge in edges} == {("germany", "russia")}
