"""Figures: no name on another, none cut, the same bytes again, and beside each what it rests on."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import BadOption, NoClaims
from rapallo.export.network import network
from rapallo.model.nodes import Diplomat, State
from rapallo.plots.blocs import plot_blocs
from rapallo.plots.caption import caption_path
from rapallo.plots.centrality import plot_centrality
from rapallo.plots.coordination import plot_coordination
from rapallo.plots.network import plot_network
from rapallo.plots.sheet import Sheet
from rapallo.plots.timeline import plot_timeline
from tests.helpers import claim, make_book
from tests.plots.conftest import Run
from tests.plots.measured import outside, overlapping, texts

Make = Callable[[Casebook], Sheet]
BETWEEN = Filters(between=("1918", "1941"))

DOSSIER: dict[str, Make] = {
    "network by state": lambda b: plot_network(b, by="state", lineage=True, filters=BETWEEN),
    "network by actor": plot_network,
    "network narrow": lambda b: plot_network(b, by="diplomat", width=80),
    "timeline of a person": lambda b: plot_timeline(b, "Moraht"),
    "timeline of a state": lambda b: plot_timeline(b, "Lithuania", lineage=True),
    "timeline of two": lambda b: plot_timeline(b, "Germany", with_="Soviet Union", filters=BETWEEN),
    "coordination": lambda b: plot_coordination(b, lineage=True, permutations=99),
    "coordination after talks": lambda b: plot_coordination(
        b, by="diplomat", null="partner", permutations=99
    ),
    "ranks": lambda b: plot_centrality(b, measure="betweenness"),
    "ranks of five": lambda b: plot_centrality(
        b, measure=("degree", "strength", "closeness", "pagerank", "constraint"), top=7
    ),
    "two measures": lambda b: plot_centrality(b, measure=("degree", "betweenness")),
    "years": lambda b: plot_centrality(b, by="state", lineage=True, every="P3Y", filters=BETWEEN),
    "blocs": lambda b: plot_blocs(b, lineage=True),
    "sides over time": lambda b: plot_blocs(
        b, lineage=True, method="sides", every="P5Y", filters=BETWEEN
    ),
}
CROWD: dict[str, Make] = {
    "network": lambda b: plot_network(b, by="diplomat"),
    "timeline": lambda b: plot_timeline(b, "Germany"),
    "coordination": lambda b: plot_coordination(b, by="diplomat", permutations=19, top=40),
    "ranks": lambda b: plot_centrality(b, top=50),
    "two measures": lambda b: plot_centrality(b, measure=("degree", "betweenness")),
    "years": lambda b: plot_centrality(b, every="P1Y", top=12),
    "blocs": lambda b: plot_blocs(b, by="diplomat", every="P4Y"),
}


@pytest.mark.parametrize("make", DOSSIER.values(), ids=DOSSIER)
def test_no_text_lies_on_another_or_is_cut(dossier: Casebook, make: Make) -> None:
    figure = make(dossier).figure
    found = texts(figure)
    assert len(found) > 10
    assert overlapping(found) == []
    assert outside(figure, found) == []


@pytest.mark.trial
@pytest.mark.parametrize("make", CROWD.values(), ids=CROWD)
def test_nor_where_there_is_no_room_for_all(crowd: Casebook, make: Make) -> None:
    figure = make(crowd).figure
    found = texts(figure)
    assert overlapping(found) == []
    assert outside(figure, found) == []
    assert figure.get_figheight() < 11.7, "it is higher than a page"


def test_overlaps_and_cuts_are_seen(dossier: Casebook) -> None:
    figure = plot_timeline(dossier, "Moraht").figure
    figure.text(0.5, 0.5, "one upon")
    figure.text(0.51, 0.501, "the other")
    figure.text(0.95, 0.97, "beyond the edge")
    found = texts(figure)
    assert ("one upon", "the other") in overlapping(found)
    assert outside(figure, found) == ["beyond the edge"]


def test_the_caption_counts_the_names_left_out(crowd: Casebook) -> None:
    sheet = plot_network(crowd, by="diplomat")
    everybody = network(crowd, by="diplomat").vertices
    axes = sheet.figure.axes[0]
    names = [text.get_text().replace("\n", " ") for text in axes.texts]
    (said,) = sheet.said
    left = int(said.rstrip(".").rpartition(" ")[2])
    assert 0 < left < len(everybody)
    assert len(names) + left == len(everybody)
    most = max(everybody, key=lambda vertex: (vertex.events, vertex.claims))
    assert any(most.label.startswith(name.rstrip("…")) for name in names), "he goes first"


@pytest.mark.parametrize("make", [DOSSIER["timeline of a person"], DOSSIER["ranks"]])
@pytest.mark.parametrize("form", ["png", "svg", "pdf"])
def test_the_same_figure_is_the_same_bytes(dossier: Casebook, make: Make, form: str) -> None:
    assert make(dossier).drawn(form) == make(dossier).drawn(form)


PROGRAM = """
import sys
from rapallo.casebook.book import Casebook
from rapallo.plots.network import plot_network
from rapallo.casebook.filters import Filters
sheet = plot_network(Casebook(sys.argv[1]), by="diplomat", filters=Filters(kind=("met_with",)))
for form in ("png", "svg", "pdf"):
    sheet.save(f"{sys.argv[2]}.{form}")
"""


@pytest.mark.trial
def test_another_process_writes_the_same_bytes(dossier: Casebook, tmp_path: Path) -> None:
    """Whatever order its sets are in, and whatever the reader's own settings of matplotlib are."""
    (tmp_path / "matplotlibrc").write_text("text.usetex: True\nfigure.facecolor: red\n")
    for name, more in (("a", {}), ("b", {"MATPLOTLIBRC": str(tmp_path / "matplotlibrc")})):
        arguments = [str(dossier.store.path), str(tmp_path / name)]
        seed = {"PYTHONHASHSEED": str(ord(name))}
        subprocess.run(
            [sys.executable, "-c", PROGRAM, *arguments], env={**os.environ, **seed, **more},
            check=True,
        )  # fmt: skip
    for form in ("png", "svg", "pdf"):
        assert (tmp_path / f"a.{form}").read_bytes() == (tmp_path / f"b.{form}").read_bytes()


def beside(path: Path) -> dict[str, str]:
    lines = caption_path(path).read_text(encoding="utf-8").splitlines()
    return dict(line.split(": ", 1) for line in lines[: lines.index("")])


@pytest.mark.parametrize(
    "words",
    [
        "network x.svg --by diplomat --kind met_with --between 1920 1930 --seed 3",
        "timeline Moraht x.svg --with 'Soviet Union' --lineage",
        "coordination x.svg --lineage --permutations 49 --within P14D --top 6",
        "centrality x.svg --measure degree --unweighted --by state --every P5Y --top 4",
        "blocs x.svg --lineage --meetings +1 --method sides --source baltic-cooperation",
    ],
)
def test_the_command_beside_a_figure_makes_it_again(
    run: Run, dossier: Casebook, tmp_path: Path, words: str
) -> None:
    done = run("plot", *shlex.split(words))
    assert done.exit_code == 0, done.output
    path = tmp_path / "x.svg"
    first = path.read_bytes()
    told = beside(path)
    assert told["sha256"] == hashlib.sha256(first).hexdigest()
    path.unlink()
    again = run(*shlex.split(told["command"])[1:])
    assert again.exit_code == 0, again.output
    assert path.read_bytes() == first


def test_beside_a_figure_stand_its_claims(run: Run, dossier: Casebook, tmp_path: Path) -> None:
    run("plot", "timeline", "Moraht", "x.png")
    text = caption_path(tmp_path / "x.png").read_text(encoding="utf-8")
    told = beside(tmp_path / "x.png")
    listed = {line.split(":")[0].strip() for line in text.splitlines() if line.startswith("    ")}
    known = {claim.id for claim in network(dossier).claims.values()}
    assert len(listed) == json.loads(told["n"])["claims"] > 10
    assert listed & known
    assert "line " in text
    assert told["filters"] == "none"
    assert told["version"].startswith("rapallo ")
    with dossier.store.reading() as connection:
        claims = {row[0] for row in connection.execute("SELECT id FROM claims").fetchall()}
    assert listed <= claims


STRANGE = (
    "$x_1^2$", "a_b ^{c", r"\frac{1}{2}", "Крестинский", "Tūbelis Žemaitė", "<b>&amp;\"--> ",
    "%s {x}", "Ministerium " * 40, "ναύαρχος", "張學良",
)  # fmt: skip


def test_names_are_text_in_any_script(tmp_path: Path) -> None:
    people = [Diplomat(f"d-{n}", name, f"Person {n}") for n, name in enumerate(STRANGE)]
    rows = [
        claim(f"c-{n}", "met_with", f"Person {n}|Poland;Person {n + 1}|Poland", date="1926")
        for n in range(len(STRANGE) - 1)
    ]
    book = make_book(tmp_path, rows, diplomats=people)
    sheet = plot_network(book, by="diplomat")
    names = {spot.text for spot in texts(sheet.figure)}
    assert names >= {"$x_1^2$", "a_b ^{c", r"\frac{1}{2}", "Крестинский", "Tūbelis Žemaitė", "□□□"}
    assert any(name.endswith("…") for name in names), "a long name is broken off"
    assert any("張" in sentence and "--font" in sentence for sentence in sheet.said)
    for form in ("png", "svg", "pdf"):
        sheet.save(tmp_path / f"x.{form}")
    assert "張學良" in caption_path(tmp_path / "x.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("network x.gif", "x.gif: a figure is written as .png, .svg or .pdf; name it so"),
        ("network x", "x: a figure is written as .png, .svg or .pdf; name it so"),
        ("network no/x.png --kind signed", "no/x.png cannot be written"),
        ("network x.png --width 20", "--width 20: it is from 80 to 600 millimetres"),
        ("network x.png --font Nowhere", "--font Nowhere: no font of that name is installed"),
        ("network x.png --between 1700 1701 --basis exact", "no claim"),
        ("timeline Nobody x.png", "nobody and nothing in the casebook is called 'Nobody'"),
        ("coordination x.png --top 900", "--top 900: a page holds 1 to 60 pairs"),
        ("centrality x.png --every P1Y --top 40", "--top 40: a figure holds 1 to 12"),
        ("centrality x.png --kind signed --actor Moraht", "no "),
        ("blocs x.png --kind informed --actor Moraht", "no "),
    ],
)
def test_what_cannot_be_drawn_is_said_and_leaves_no_file(
    run: Run, tmp_path: Path, words: str, said: str
) -> None:
    done = run("plot", *shlex.split(words))
    assert done.exit_code == 1, done.output
    assert done.output.startswith("Error: ")
    assert said in done.output
    assert list(tmp_path.iterdir()) == []


def test_without_matplotlib_it_says_how_to_install_it(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    done = run("plot", "network", "x.png")
    assert done.exit_code == 1
    assert "pip install 'rapallo[plot]'" in done.output
    assert list(tmp_path.iterdir()) == []


def test_a_casebook_is_not_written_over(run: Run, dossier: Casebook, tmp_path: Path) -> None:
    path = tmp_path / "mine.png"
    path.write_bytes(Path(dossier.store.path).read_bytes())
    done = run("plot", "timeline", "Moraht", "mine.png")
    assert done.exit_code == 1
    assert "is a casebook" in done.output
    assert not caption_path(path).exists()


def test_events_without_a_date_are_counted_not_drawn(tmp_path: Path) -> None:
    rows = [
        claim("c-1", "met_with", "Germany;Poland"),
        claim("c-2", "met_with", "Germany;France", date="1926"),
    ]
    sheet = plot_timeline(make_book(tmp_path, rows), "Germany")
    assert sheet.said == ("Without a date, and not drawn: 1.",)
    with pytest.raises(NoClaims, match="no event of Poland has a date"):
        plot_timeline(make_book(tmp_path, rows, name="b.duckdb"), "Poland")


def test_more_than_a_page_holds_is_refused(tmp_path: Path) -> None:
    rows = [claim(f"c-{n}", "met_with", "Germany;Poland", date="1920/1930") for n in range(300)]
    with pytest.raises(BadOption, match="300 events are more than a page holds"):
        plot_timeline(make_book(tmp_path, rows), "Germany")


def test_two_states_and_one_event_are_enough(tmp_path: Path) -> None:
    states = (State("a", "A"), State("b", "B"))
    rows = [claim("c-1", "opposed", "A", "B", date="1926-05-01")]
    book = make_book(tmp_path, rows, states=states)
    for sheet in (
        plot_network(book),
        plot_timeline(book, "A"),
        plot_blocs(book),
        plot_blocs(book, every="P1Y"),
        plot_centrality(book, by="state", filters=Filters(kind=("opposed",))),
        plot_centrality(book, by="state", every="P1Y", filters=Filters(kind=("opposed",))),
    ):
        found = texts(sheet.figure)
        assert overlapping(found) == []
        assert outside(sheet.figure, found) == []
