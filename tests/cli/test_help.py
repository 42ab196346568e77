"""Help: it fits the screen, names every verb, and each of its examples runs."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from rapallo.cli.main import VERBS, cli
from rapallo.cli.verb import Filter, Group, Verb
from tests.cli.conftest import Run

SERVED = {"push", "pull", "query"}
"""What needs a server is run where there is one, in the tests of Neo4j."""

ASKING = (
    *("info", "claims", "cite", "timeline", "conflicts", "theses", "centrality", "robustness"),
    *("paths", "reach", "coordination", "blocs", "balance", "export", "events", "witnesses"),
    "plot",
)
"""What reads a casebook and nothing else."""

WRITING = (("load",), ("events", "apply"), ("identity", "apply"))
"""What writes into a casebook is tried on one of its own."""

FROZEN = {"freeze", "replicate"}
MINE = ("--all-rights-mine",)
BUT_ONE = ("--pass-on", "baltic-cooperation", "--pass-on", "relations-1939-1941")
"""Nothing is withheld, so that all three ways to replicate find what they need."""

JUDGED = "what,a,b,verdict\nevent,baltic-cooperation-047,baltic-cooperation-051,different\n"
SHEET = "kind,act,agents,targets,date\npressured,demand,Germany,Lithuania,1928-07\n"


def verbs(group: click.Group = cli, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command that does something."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from verbs(command, (*before, name))
        else:
            yield (*before, name)


def command(words: tuple[str, ...]) -> click.Command:
    found: click.Command = cli
    for word in words:
        assert isinstance(found, click.Group)
        inner = found.get_command(click.Context(found), word)
        assert inner is not None
        found = inner
    return found


ALL = sorted(verbs())
every_verb = pytest.mark.parametrize("words", ALL, ids=" ".join)


def examples() -> Iterator[tuple[tuple[str, ...], str]]:
    for words in ALL:
        found = command(words)
        assert isinstance(found, Verb)
        if words[0] not in SERVED:
            # What asks for files of others is run where they are, in the tests of identity.
            mine = (example for example in found.examples if "--pocom" not in example)
            yield from ((words, example) for example in mine)


def page(*words: str, option: str = "--help") -> str:
    done = CliRunner().invoke(cli, [*words, option], prog_name="rapallo", terminal_width=80)
    assert done.exit_code == 0, done.output
    return done.output


def test_the_verbs_of_the_issue_are_there() -> None:
    assert set(VERBS) >= {
        *("load", "info", "claims", "cite", "centrality", "paths", "coordination"),
        *("timeline", "export"),
    }
    assert {words[1] for words in ALL if words[0] == "export"} == {
        *("csv", "dyad-year", "gexf", "graphml", "html", "neo4j-csv", "parquet")
    }


def test_the_first_page_fits_a_screen_and_names_every_verb() -> None:
    lines = page().splitlines()
    assert len(lines) <= 22, "the prompt stands below it, on a screen of 24 lines"
    assert max(map(len, lines)) <= 80
    for verb in VERBS:
        (line,) = (line for line in lines if re.search(rf"^  (.*  )?{verb}  +\w", line))
        assert VERBS[verb] in line


@every_verb
def test_a_page_fits_in_width_and_is_the_same_for_h(words: tuple[str, ...]) -> None:
    said = page(*words)
    assert said == page(*words, option="-h")
    assert [line for line in said.splitlines() if len(line) > 82] == []
    assert "\u00a0" not in said, "it would be pasted into a command"


@every_verb
def test_a_page_fits_a_screen(words: tuple[str, ...]) -> None:
    if words == ("claims",):
        return  # it explains the filters for all
    assert len(page(*words).splitlines()) <= 32


@every_verb
def test_a_verb_says_what_it_does_and_shows_examples(words: tuple[str, ...]) -> None:
    found = command(words)
    assert isinstance(found, Verb)
    assert found.help
    assert 2 <= len(found.examples) <= 4
    for example in found.examples:
        assert example in page(*words)
        assert shlex.split(example)[: 1 + len(words)] == ["rapallo", *words]


GROUPS = sorted({words[0] for words in ALL if len(words) > 1})


@pytest.mark.parametrize("name", GROUPS)
def test_a_group_shows_its_verbs_whole_and_examples_of_them(name: str) -> None:
    found, said = command((name,)), page(name)
    assert isinstance(found, Group)
    assert not re.search(r"\w\.\.\.", said), "nothing is cut"
    assert len(said.splitlines()) <= 32
    known = {example for words, example in examples() if words[0] == name}
    assert 2 <= len(found.examples) <= 4
    for example in found.examples:
        assert example in said
        assert example in known, "it is run below"


def tried() -> Iterator[Any]:
    """The examples; what takes minutes is a trial."""
    for words, example in examples():
        long = "--casebooks 1000" in example
        yield pytest.param(words, example, marks=[pytest.mark.trial] if long else [])


@pytest.mark.parametrize(("words", "example"), list(tried()), ids=lambda x: "")
def test_every_example_runs(run: Run, words: tuple[str, ...], example: str) -> None:
    files = dict.fromkeys(("letters.csv", "letters-again.csv"), SHEET)
    for name, text in {**files, "judgements.csv": JUDGED, "mine.csv": JUDGED}.items():
        Path(name).write_text(text, encoding="utf-8")
    arguments = shlex.split(example)[1:]
    if words[0] in FROZEN:
        Path("commands.txt").write_text("rapallo info\n", encoding="utf-8")
        run("export", "csv", "tables")
        run("load", "dossier", book=Path("rapallo.duckdb"))
        rights = BUT_ONE if "--with-source" in example else MINE
        run("freeze", "frozen", "--with", "commands.txt", *rights)
    if words in WRITING:
        run("load", "dossier", book=None)
        arguments = ["--book", "mine.duckdb", *arguments]
        run("--book", "mine.duckdb", "load", "dossier")
    done = run(*arguments)
    assert done.exit_code == 0, done.output
    assert done.output.strip()


@pytest.mark.parametrize("words", [w for w in ALL if w[0] in ASKING], ids=" ".join)
def test_every_verb_that_asks_takes_the_same_filters(words: tuple[str, ...]) -> None:
    if words in (
        ("cite",),
        ("theses",),
        ("export", "csv"),
        ("export", "parquet"),
        ("export", "neo4j-csv"),
        ("events", "apply"),
    ):
        return
    names = {p.name for p in command(words).params if isinstance(p, Filter)}
    assert names == {
        *("actor", "target", "treaty", "issue", "post", "place", "source", "coder", "kind"),
        *("act", "status", "basis", "between", "min_sources", "lineage", "expand"),
    }
