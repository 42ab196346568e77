"""The law of what is kept: nothing that a command makes tells of a row that is not passed on."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from rapallo.casebook.book import Casebook
from rapallo.cli.main import cli
from rapallo.errors import BadInput
from rapallo.freeze.commands import READING, WRITING, Command
from rapallo.freeze.telling import check_inputs, without
from rapallo.freeze.withheld import Ids, Rights, Withheld
from rapallo.model.nodes import Post, Source
from tests.freeze.small import WORDS, again, frozen, wrong
from tests.helpers import claim, make_book, same

OPEN, KEPT = ("free-1", "free-2", "free-3"), ("kept-1", "kept-2", "kept-3", "kept-4")
DAYS = ("1931-07-19", "1932-11-23", "1933-02-27", "1934-05-21")
"""The days of the rows that are kept back: no open row has one of them."""

PRINTING = (
    *("info", "claims", "cite kept-1", "timeline Germany", "events list", "conflicts"),
    *("events candidates --least 0", "events measure", "identity candidates --over -99"),
    *("identity office", "identity office envoy", "identity show", "identity state Germany"),
    *("witnesses --all", "agree X Y", "agree X Y --show alone", "theses mine.toml", "centrality"),
    *("robustness --replicates 9", "paths 'Q, R' 'U, V'", "reach 'Q, R'", "blocs", "balance"),
    *("coordination --permutations 9", "balance --list ties"),
)
FILING = (
    *("export csv whole", "export parquet typed", "export html p.html", "export gexf n.gexf"),
    *("export graphml n.graphml", "export dyad-year d.csv", "export dyad-year e.csv --no-claims"),
    *("plot network n.svg --layout places.csv", "plot timeline Germany t.svg"),
    *("plot centrality r.svg --by state", "plot coordination c.svg --permutations 9"),
    "plot blocs b.svg",
)
BY_ID_ALONE = {
    *("withheld.csv", "tables/judgements.csv", "parquet/judgements.parquet"),
    *("tables/other_judgements.csv", "README.md", "freeze.json", "commands.txt"),
}
"""Where an id stands with no word of its row: the list of them, judgements, the commands run."""

THESES = """
[[thesis]]
id = "pressed"
claim = "There was more pressure than opposition."
source = "free"
locator = "line 1"
[thesis.test]
kind = "counts"
count = { kind = ["pressured"] }
against = { kind = ["opposed"] }
"""

POST_ID = "envoy-q"
POST = {"holder": "Q, R", "source": "kept", "note": WORDS}


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Casebook:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text(THESES, encoding="utf-8")
    free = {"source": "free", "coder": "X;Y"}
    told = {"source": "kept", "locator": "page 7", "coder": "X", "about": WORDS}
    return make_book(
        tmp_path,
        [
            claim("free-1", "met_with", "Q, R|Germany;S, T|USSR", date="1926", **free),
            claim("free-2", "opposed", "USSR;Germany", "Poland", date="1927", **free),
            claim("free-3", "met_with", "S, T|USSR;U, V|Poland", date="1935", **free),
            claim("kept-1", "met_with", "Q, R|Germany;S, T|USSR", date=DAYS[0], **told),
            claim("kept-2", "pressured", "Germany", "Lithuania", date=DAYS[1], **told),
            claim("kept-3", "met_with", "[envoy]|Germany;W, X|Latvia", date=DAYS[2], **told),
            claim("kept-4", "pressured", "Germany", "Lithuania", date=DAYS[3], **told),
        ],
        sources=[Source("free", "A free text", licence="CC BY"), Source("kept", "A kept text")],
        posts=[Post(POST_ID, "envoy", "Germany", start=DAYS[2], end=DAYS[3], **POST)],
        judgements=[same("kept-2", "kept-4")],
    )


def leaves(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command of the command line that does not hold others."""
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            found = command.get_command(click.Context(command), name)
            assert found is not None
            yield from leaves(found, (*words, name))
    else:
        yield words


def test_the_law_is_asked_of_every_command() -> None:
    """But of `identity measure`, which is of people known beforehand and not of the casebook, and
    of what is never run."""
    asked = {Command.read(f"rapallo {line}").verb for line in (*PRINTING, *FILING)} | {
        "identity measure"
    }
    there = {words for words in leaves(cli) if words[0] in READING and words not in WRITING}
    there -= {("events", "review"), ("export", "neo4j-csv")}
    assert asked == {" ".join(words) for words in there}


def told(folder: Path) -> list[str]:
    """Where an id of a row kept back stands, one of their days, or their words."""
    found = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in BY_ID_ALONE:
            text = path.read_bytes().decode("utf-8", "replace")
            # The first and the last day of a casebook are nobody's.
            days = () if path.name.endswith(("info.csv", "info.json", "info.txt")) else DAYS
            words = (*KEPT, POST_ID, WORDS, *days)
            found += [f"{name}: {word}" for word in words if word in text]
    return found


def kept(folder: Path) -> dict[str, str]:
    """By file, how much of it is kept."""
    commands = json.loads((folder / "freeze.json").read_text(encoding="utf-8"))["commands"]
    return {
        out["path"]: "sum" if out["withheld"] else "cut" if out["cut"] else "whole"
        for one in commands
        for out in one["outputs"]
    }


def test_no_file_tells_of_a_row_that_is_not_passed_on(book: Casebook, tmp_path: Path) -> None:
    frozen(book, tmp_path / "f", [f"rapallo {line}" for line in (*PRINTING, *FILING)])
    assert told(tmp_path / "f") == []
    found = kept(tmp_path / "f")
    there = {path.relative_to(tmp_path / "f").as_posix() for path in (tmp_path / "f").rglob("*")}
    assert {name for name, how in found.items() if how == "sum"} & there == set()
    for name, how in {
        "results/01-info.csv": "whole",
        "results/02-claims.csv": "sum",
        "results/10-identity-office.csv": "sum",
        "results/18-centrality.csv": "cut",
        "files/n.gexf": "sum",
        "files/e.csv": "sum",
        "files/n.svg": "whole",
        "files/n.svg.caption.txt": "cut",
        "files/places.csv": "whole",
        "files/t.svg": "sum",
    }.items():
        assert found[name] == how, name
    assert [row["id"] for row in rows(tmp_path / "f/tables/claims.csv")] == list(OPEN)
    assert {row["claim"] for row in rows(tmp_path / "f/tables/edges.csv")} <= set(OPEN)
    assert rows(tmp_path / "f/tables/posts.csv") == []
    typed = parquet.read_table(tmp_path / "f/parquet/claims.parquet")
    assert typed.column("id").to_pylist() == list(OPEN)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.trial
@pytest.mark.parametrize("form", ["-f json", "-f table", "-f table --claims 0"])
def test_nor_in_any_other_form(book: Casebook, tmp_path: Path, form: str) -> None:
    bare = form.partition(" --")[0]
    bald = ("info", "claims", "cite", "agree")
    lines = [f"rapallo {line} {bare if line.startswith(bald) else form}" for line in PRINTING]
    frozen(book, tmp_path / "f", lines)
    assert told(tmp_path / "f") == []
    assert wrong(again(tmp_path / "f", book)) == []


@pytest.mark.trial
def test_what_is_kept_in_part_is_made_again(book: Casebook, tmp_path: Path) -> None:
    frozen(book, tmp_path / "f", [f"rapallo {line}" for line in FILING])
    assert wrong(again(tmp_path / "f", book)) == []


# What commands read


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("cite kept-1 --text text.txt", "text.txt is the text of a source whose rows are not"),
        ("agree a.csv b.csv", "a.csv holds claims of no source"),
        ("agree named.csv b.csv", "named.csv holds claims of kept, which may not be passed on"),
        ("plot network n.svg --layout old.csv", "old.csv names or quotes rows that are not"),
    ],
)
def test_a_file_that_may_not_go_along_is_refused(
    book: Casebook, tmp_path: Path, line: str, why: str
) -> None:
    for name, text in (
        ("text.txt", "Once upon a time."),
        ("a.csv", "kind,agents,date\nmet_with,A;B,1926\n"),
        ("b.csv", "kind,agents,date,source\nmet_with,A;B,1926,free\n"),
        ("named.csv", "kind,agents,date,source\nmet_with,A;B,1926,kept\n"),
        ("old.csv", "id,x,y\nkept-1,1,1\n"),
    ):
        Path(name).write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=f"line 1, .*: {why}"):
        frozen(book, tmp_path / "f", [f"rapallo {line}"])
    assert not (tmp_path / "f").exists()
    ids = Command.read(f"rapallo {line}")
    free = Withheld.of(book, Rights(all_mine=True))
    check_inputs(ids, ["text.txt", "a.csv", "b.csv", "named.csv", "old.csv"], tmp_path, free)


# Ids and what they stand in


@given(
    ids=st.sets(st.from_regex(r"[a-z]{1,4}([-:; ][0-9]{1,3})?", fullmatch=True), min_size=1),
    others=st.lists(st.from_regex(r"[A-Z]{1,4}-[0-9]{1,3}", fullmatch=True)),
    gap=st.sampled_from([";", ", ", "|", '": "', "\n", " (", "<", "; "]),
)
def test_an_id_is_found_wherever_it_stands(ids: set[str], others: list[str], gap: str) -> None:
    known = Ids.of(ids)
    assert not known.named_in(gap.join(others))
    for id in ids:
        assert known.named_in(gap.join([*others, id, *others]))


@given(
    st.lists(
        st.lists(st.sampled_from(["free-1", "free-2", "kept-1", "kept-2", "x"]), max_size=5),
        min_size=1,
    ),
    st.sampled_from(["csv", "json"]),
)
def test_what_is_cut_names_none_and_counts_what_it_lacks(cells: list[list[str]], form: str) -> None:
    known = Ids.of(KEPT)
    if form == "csv":
        text = "rank,claims\n" + "".join(f"1,{';'.join(cell)}\n" for cell in cells)
    else:
        text = json.dumps([{"rank": 1, "claims": cell} for cell in cells])
    cut = without(f"a.{form}", text, known)
    assert cut is not None
    assert not known.named_in(cut)
    gone = sum(id in KEPT for cell in cells for id in cell)
    assert sum(map(int, re.findall(r"\((\d+) withheld\)", cut))) == gone
    assert [cut.count(id) for id in ("free-1", "free-2")] == [
        text.count(id) for id in ("free-1", "free-2")
    ]
