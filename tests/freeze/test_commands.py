"""The list of commands: what is run, what is refused, and with which sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from rapallo.casebook.book import Casebook
from rapallo.cli.main import VERBS
from rapallo.errors import BadInput, BadOption, UnreadableFile
from rapallo.freeze.commands import READING, Command, read_commands, standard
from rapallo.load import load
from tests.freeze.small import book_of


@pytest.mark.parametrize(
    ("line", "verb"),
    [
        ("rapallo info", "info"),
        ("rapallo export gexf net.gexf --between .. 1934", "export gexf"),
        ("rapallo claims --between 1920/.. ..", "claims"),
        ("rapallo plot network net.svg", "plot network"),
        ("rapallo claims --post '[envoy in Tallinn]|USSR'", "claims"),
        (r"rapallo claims --actor A\;B", "claims"),
        ("rapallo events --several", "events"),
        ("rapallo centrality --top 3 # note; and > more", "centrality"),
        ("rapallo claims --issue '# 7' # a remark", "claims"),
    ],
)
def test_what_reads_is_run(line: str, verb: str) -> None:
    assert Command.read(line).verb == verb


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("rapallo push", "`rapallo push` does not only read"),
        ("rapallo load dossier", "`rapallo load` does not only read"),
        ("rapallo pull", "does not only read"),
        ("rapallo query all", "does not only read"),
        ("rapallo freeze x", "does not only read"),
        ("rapallo demo", "does not only read"),
        ("rapallo events apply mine.csv", "`rapallo events apply` does not only read"),
        ("rapallo identity review", "`rapallo identity review` does not only read"),
        ("rapallo --book other.duckdb info", "--book is not for here"),
        ("rapallo --debug info", "--debug is not for here"),
        ("rapallo info; rm -r x", "';' is for a shell"),
        ("rapallo info | head", "'|' is for a shell"),
        ("rapallo info > a.txt", "'>' is for a shell"),
        ("rapallo claims --actor $(whoami)", "is for a shell"),
        ('rapallo claims --actor "`whoami`"', "is for a shell"),
        ('rapallo claims --actor "$HOME"', "is for a shell"),
        ("rapallo export csv *", "is for a shell"),
        ("rapallo info && rapallo push", "'&' is for a shell"),
        ("rapallo claims --actor 'A", "a quote is opened and not closed"),
        ("rapallo", "it must begin with `rapallo VERB`"),
        ("python x.py", "it must begin with `rapallo VERB`"),
        ("rapallo export csv /somewhere", "leads out of the folder"),
        ("rapallo export csv ../x", "leads out of the folder"),
        ("rapallo export csv ..", "leads out of the folder"),
        ("rapallo export gexf a.gexf --layout=../l.csv", "leads out of the folder"),
    ],
)
def test_what_does_more_than_read_is_refused(line: str, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        Command.read(line, 4)
    assert says in str(caught.value)
    assert str(caught.value).startswith("line 4: ")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("rapallo info # of all", ("info",)),
        ("rapallo info\t#", ("info",)),
        ("rapallo claims --issue '# 7' #7", ("claims", "--issue", "# 7")),
        ("rapallo claims --issue a#7", ("claims", "--issue", "a#7")),
        (r"rapallo claims --issue \#7", ("claims", "--issue", "#7")),
    ],
)
def test_a_remark_after_a_command_is_passed_over(line: str, words: tuple[str, ...]) -> None:
    command = Command.read(line)
    assert command.words == words
    assert Command.read(command.line) == command


def test_no_verb_that_writes_is_taken_for_one_that_reads() -> None:
    writing = {"load", "push", "pull", "query", "demo", "completion", "freeze", "replicate"}
    assert READING & writing == set()
    assert set(VERBS) >= writing


def test_a_file_is_read_without_its_remarks(tmp_path: Path) -> None:
    path = tmp_path / "commands.txt"
    path.write_text("# figures\n\n  rapallo info  \nrapallo theses\n", encoding="utf-8")
    assert [(c.line, c.number) for c in read_commands(path)] == [
        ("rapallo info", 3),
        ("rapallo theses", 4),
    ]


def test_a_file_of_nothing_is_said(tmp_path: Path) -> None:
    path = tmp_path / "commands.txt"
    path.write_text("# nothing\n", encoding="utf-8")
    with pytest.raises(BadOption, match="names no command"):
        read_commands(path)
    with pytest.raises(UnreadableFile, match="cannot be read"):
        read_commands(tmp_path / "none.txt")
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(UnreadableFile, match="it is not UTF-8"):
        read_commands(path)
    path.write_text("rapallo info\nrapallo push\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"commands\.txt: line 2: "):
        read_commands(path)


def test_the_standard_set_puts_theses_where_their_article_is(tmp_path: Path) -> None:
    dossier = Casebook(tmp_path / "dossier.duckdb")
    load(dossier, "dossier")
    verbs = [command.verb for command in standard(dossier)]
    assert "theses" in verbs
    verbs.remove("theses")
    assert [command.verb for command in standard(book_of(tmp_path))] == verbs
