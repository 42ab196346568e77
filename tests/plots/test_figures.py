"""Figures: no name on another, none cut, the same bytes again, and beside each what it rests on."""

from __future__ import annotations

import functools
import hashlib
import json
import math
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import BadOption, NoClaims
from rapallo.export.network import network
from rapallo.model.nodes import Diplomat, State
from rapallo.plots.blocs import plot_blocs
from rapallo.plots.caption import caption_path
from rapallo.plots.centrality import plot_centrality
from rapallo.plots.coordination import plot_coordination
from rapallo.plots.labels import Box
from rapallo.plots.network import plot_network
from rapallo.plots.sheet import Sheet
from rapallo.plots.timeline import plot_timeline
from rapallo.projection.evidence import Evidence
from tests.helpers import claim, make_book
from tests.plots.conftest import Run
from tests.plots.measured import outside, overlapping, texts

Make = Callable[[Casebook], Sheet]
BETWEEN = Filters(between=("1918", "1941"))

DOSSIER: dict[str, Make] = {
    "network by state": lambda b: plot_network(b, by="state", lineage=True, filters=BETWEEN),
    "network by actor": plot_network,
    "meetings": lambda b: plot_network(b, by="diplomat", filters=Filters(kind=("met_with",))),
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
    "all ranks": lambda b: plot_centrality(b, measure="all"),
    "all ranks narrow": lambda b: plot_centrality(b, measure="all", width=80),
    "two measures": lambda b: plot_centrality(b, measure=("degree", "betweenness")),
    "years": lambda b: plot_centrality(b, by="state", lineage=True, every="P3Y", filters=BETWEEN),
    "years narrow": lambda b: plot_centrality(
        b, by="state", lineage=True, every="P3Y", filters=BETWEEN, width=80
    ),
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


@pytest.fixture(scope="module")
def made(dossier: Casebook) -> Callable[[str], Sheet]:
    """The figures of the dossier by name, each made once."""
    return functools.cache(lambda name: DOSSIER[name](dossier))


@pytest.mark.parametrize("name", DOSSIER)
def test_no_text_lies_on_another_or_is_cut(made: Callable[[str], Sheet], name: str) -> None:
    figure = made(name).figure
    found = texts(figure)
    assert len(found) > 10
    assert overlapping(found) == []
    assert outside(figure, found) == []
    assert figure.get_figheight() < 11, "it is higher than a page"


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
from rapallo.plots.labels import Box
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
        "network x.svg --by state --kind supported --layout at.csv --seed 3 --width 90",
        "timeline Moraht x.svg --with 'Soviet Union' --lineage --width 80.5",
        "coordination x.svg --lineage --permutations 49 --within P14D --top 6 --max-pairs 200000 "
        "--width 100 --font 'DejaVu Sans Mono'",
        "centrality x.svg --measure degree --unweighted --by state --every P5Y --top 4 --width 99",
        "blocs x.svg --lineage --meetings +1 --method sides --source baltic-cooperation --width 90",
        "blocs x.svg --every P9Y --kind supported --layout at.csv --seed 3",
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


def test_a_layout_that_is_there_is_named_and_no_seed(
    run: Run, dossier: Casebook, tmp_path: Path
) -> None:
    """The first makes the places, the second reads them: the same figure."""
    words = ("--kind", "supported", "--layout", "at.csv")
    captions = []
    for name, seed in (("x.svg", "3"), ("y.svg", "4")):
        run("plot", "network", name, *words, "--seed", seed)
        captions.append(beside(tmp_path / name))
    assert (tmp_path / "x.svg").read_bytes() == (tmp_path / "y.svg").read_bytes()
    digest = hashlib.sha256((tmp_path / "at.csv").read_bytes()).hexdigest()[:12]
    for told in captions:
        assert f"Nodes are placed by at.csv (SHA-256 {digest})." in told["caption"]
        assert "Seed" not in told["caption"]
        assert told["seed"] == "none"
    assert "--seed 3" in captions[0]["command"]
    assert "--seed" not in captions[1]["command"]


def marks(axes: Axes) -> list[tuple[tuple[float, float], tuple[str, str]]]:
    """The nodes of a network as they are drawn: where, with what mark and colour."""
    return [
        ((float(line.get_xdata()[0]), float(line.get_ydata()[0])),
         (str(line.get_marker()), str(line.get_markerfacecolor())))
        for line in axes.lines
        if line.get_marker() != "None"
    ]  # fmt: skip


def away(box: Box, at: tuple[float, ...]) -> float:
    """How far a box is from a place."""
    across = max(box.left - at[0], 0.0, at[0] - box.right)
    return math.hypot(across, max(box.bottom - at[1], 0.0, at[1] - box.top))


@pytest.mark.parametrize("name", ["meetings", "network by state", "network narrow"])
def test_names_are_by_their_own_nodes(made: Callable[[str], Sheet], name: str) -> None:
    sheet = made(name)
    axes = sheet.figure.axes[0]
    found = marks(axes)
    lines = [line for line in axes.lines if line.get_marker() == "None" and len(line.get_xdata())]
    led = [(tuple(line.get_xydata()[0]), tuple(line.get_xydata()[1])) for line in lines]
    drawn = texts(sheet.figure)
    inverse = axes.transData.inverted()
    for spot in drawn:
        if not any(text.get_text() == spot.text for text in axes.texts):
            continue
        (left, low), (right, top) = inverse.transform([(spot.x0, spot.y0), (spot.x1, spot.y1)])
        box = Box(left, low, right, top)
        begins = [start for start, end in led if away(box, end) < 0.03]
        near = sorted(away(box, at) for at, _ in found)
        assert begins or near[0] < near[1] - 0.01, spot.text
        for start in begins:
            assert min(math.dist(start, at) for at, _ in found) < 0.09, "it leads to a node"


def test_states_look_the_same_in_all_figures(
    dossier: Casebook, made: Callable[[str], Sheet]
) -> None:
    whole = network(dossier, by="state", lineage=True, filters=BETWEEN)
    drawn = marks(made("network by state").figure.axes[0])
    looks = {
        vertex.label: look
        for vertex, (_, look) in zip(whole.vertices, drawn, strict=True)
        if vertex.state in whole.colours
    }
    years = made("years")
    names = {text.get_text(): float(text.xy[1]) for text in years.figure.axes[0].texts}
    keys = {at[1]: look for at, look in marks(years.figure.axes[0])}
    compared = {name for name in looks if name in names}
    assert len(compared) > 5
    for name in compared:
        assert keys[names[name]] == looks[name]


def test_equals_stand_beside_each_other(tmp_path: Path) -> None:
    rows = [
        claim(f"c-{n}", "met_with", pair, date="1926-05-01")
        for n, pair in enumerate(("Germany;Poland", "France;Italy"))
    ]
    book = make_book(tmp_path, rows)
    axes = plot_centrality(book, by="state", every="P1Y").figure.axes[0]
    places = [tuple(np.asarray(dots.get_offsets())[0]) for dots in axes.collections]
    assert len(places) == len(set(places)) == 4
    assert len({y for _, y in places}) == 1
    sheet = plot_centrality(book, by="state", measure=("degree", "strength"))
    (names,) = (text.get_text() for text in sheet.figure.axes[0].texts)
    assert names.split(";\n") == ["France", "Germany", "Italy", "Poland"]


def test_counts_have_whole_ticks(made: Callable[[str], Sheet]) -> None:
    for sheet in (made("two measures"), made("years")):
        axes = sheet.figure.axes[0]
        axis = axes.xaxis if sheet.caption.title.startswith("Degree, ") else axes.yaxis
        assert all(text.get_text().isdecimal() for text in axis.get_ticklabels())


def test_colours_of_windows_are_not_those_of_the_whole_time(dossier: Casebook) -> None:
    sheet = plot_blocs(dossier, lineage=True, every="P9Y", filters=BETWEEN)
    net, table = sheet.figure.axes[0], sheet.figure.axes[2]
    above = {str(line.get_markerfacecolor()) for line in net.lines if line.get_marker() != "None"}
    below = {to_hex(cell.get_facecolor()[0]).upper() for cell in table.collections
             if cell.get_facecolor().size}  # fmt: skip
    assert len(above) > 1 < len(below)
    assert above.isdisjoint(below)
    assert sheet.caption.title == "Blocs by state, lineages joined, every 9 years"


def test_the_signed_network_is_read_once(
    dossier: Casebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = []
    of = Evidence.of

    def counted(*args: object, **more: object) -> Evidence:
        reads.append(args)
        return of(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Evidence, "of", counted)
    plot_blocs(dossier, lineage=True, every="P9Y")
    assert len(reads) == 1


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
    assert plot_network(book).figure.get_figheight() < 2, "one line needs no page"
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
