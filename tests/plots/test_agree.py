"""A figure and Gephi agree: one file says where nodes stand, and both follow it."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.errors import UnreadableFile
from rapallo.export.layout import kept, laid_out, read_layout, write_layout
from rapallo.export.network import network
from rapallo.plots.coordination import plot_coordination
from rapallo.plots.network import plot_network
from rapallo.plots.sheet import Sheet
from tests.plots.conftest import Run

OPTIONS = ("--by", "state", "--kind", "met_with", "--lineage", "--seed", "5")
FILTERS = Filters(kind=("met_with",))


def positions(path: Path) -> dict[str, tuple[float, float]]:
    """The places that a GEXF file tells, read by other means than Rapallo's."""
    space = {"g": "http://gexf.net/1.3", "viz": "http://gexf.net/1.3/viz"}
    nodes = etree.parse(str(path)).getroot().findall(".//g:node", space)
    found = {}
    for node in nodes:
        at = node.find("viz:position", space)
        assert at is not None
        found[node.get("id", "")] = (float(at.get("x", "")), float(at.get("y", "")))
    return found


def marks(sheet: Sheet, number: int) -> list[tuple[float, float]]:
    """Where a figure shows its nodes, in inches, in the order of their ids."""
    lines = [line for line in sheet.figure.axes[0].lines if line.get_marker() != "None"]
    return [(float(line.get_xdata()[0]), float(line.get_ydata()[0])) for line in lines[:number]]


def test_figure_and_gexf_stand_after_one_file(run: Run, dossier: Casebook, tmp_path: Path) -> None:
    assert run("plot", "network", "a.svg", *OPTIONS, "--layout", "at.csv").exit_code == 0
    made = (tmp_path / "at.csv").read_bytes()
    assert run("export", "gexf", "a.gexf", *OPTIONS, "--layout", "at.csv").exit_code == 0
    assert (tmp_path / "at.csv").read_bytes() == made, "what is there is left as it is"
    layout = read_layout(tmp_path / "at.csv")
    assert positions(tmp_path / "a.gexf") == layout
    sheet = plot_network(
        dossier, by="state", filters=FILTERS, lineage=True, layout=tmp_path / "at.csv"
    )
    shown = marks(sheet, len(layout))
    ids = sorted(layout)
    scale = (shown[1][0] - shown[0][0]) / (layout[ids[1]][0] - layout[ids[0]][0])
    for name, (x, y) in zip(ids, shown, strict=True):
        assert x - shown[0][0] == pytest.approx((layout[name][0] - layout[ids[0]][0]) * scale)
        assert y - shown[0][1] == pytest.approx((layout[name][1] - layout[ids[0]][1]) * scale)


def test_gexf_makes_the_same_file_from_the_same_seed(run: Run, tmp_path: Path) -> None:
    run("plot", "network", "a.svg", *OPTIONS, "--layout", "plot.csv")
    run("export", "gexf", "a.gexf", *OPTIONS, "--layout", "gexf.csv")
    assert (tmp_path / "plot.csv").read_bytes() == (tmp_path / "gexf.csv").read_bytes()


def test_what_was_moved_in_gephi_is_printed_there(
    run: Run, dossier: Casebook, tmp_path: Path
) -> None:
    run("export", "gexf", "a.gexf", *OPTIONS, "--layout", "at.csv")
    layout = read_layout(tmp_path / "at.csv")
    assert read_layout(tmp_path / "a.gexf") == layout
    done = run("plot", "network", "b.svg", *OPTIONS, "--layout", "a.gexf")
    assert done.exit_code == 0, done.output
    printed = [
        plot_network(dossier, by="state", filters=FILTERS, lineage=True, layout=tmp_path / name)
        for name in ("at.csv", "a.gexf")
    ]
    by_file, by_gephi = (
        [
            *marks(sheet, len(layout)),
            *((text.get_text(), text.xy) for text in sheet.figure.axes[0].texts),
        ]
        for sheet in printed
    )
    assert by_file == by_gephi
    assert "Nodes are placed by a.gexf" in printed[1].caption.printed()


def test_a_file_that_lacks_a_node_is_refused(run: Run, tmp_path: Path) -> None:
    run("plot", "network", "a.png", *OPTIONS, "--layout", "at.csv")
    before = (tmp_path / "at.csv").read_bytes()
    done = run("plot", "network", "b.png", "--by", "state", "--layout", "at.csv")
    assert done.exit_code == 1
    assert "at.csv: it has no place for" in done.output
    assert not (tmp_path / "b.png").exists()
    assert (tmp_path / "at.csv").read_bytes() == before


def test_a_layout_is_read_as_it_was_written(tmp_path: Path, dossier: Casebook) -> None:
    found = network(dossier, filters=FILTERS)
    made = kept(tmp_path / "at.csv", [v.id for v in found.vertices], lambda: laid_out(found))
    assert read_layout(tmp_path / "at.csv") == made == laid_out(found)
    strange = {'a,"b"': (1.25, -2.0), "c\nd": (0.1, 0.2), "é": (1e-9, 3e8)}
    write_layout(tmp_path / "x.csv", strange)
    assert read_layout(tmp_path / "x.csv") == strange


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id,x\na,1\n", "the columns id, x and y"),
        ("id,x,y\na,1,two\n", "the place of a is no two numbers"),
        ("id,x,y\na,1,nan\n", "the place of a is no two numbers"),
        ("id,x,y\na,1\n", "the place of a is no two numbers"),
        ("id,x,y\na,1,2\na,1,2\n", "a is there twice"),
        ("", "the columns id, x and y"),
    ],
)
def test_what_is_no_layout_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "at.csv"
    path.write_text(text)
    with pytest.raises(UnreadableFile, match=said):
        read_layout(path)


@pytest.mark.parametrize("name", ["at.gexf", "none.csv", "bytes.csv"])
def test_nor_what_is_no_such_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "at.gexf").write_text("<gexf")
    (tmp_path / "bytes.csv").write_bytes(b"id,x,y\n\xff,1,2\n")
    with pytest.raises(UnreadableFile):
        read_layout(tmp_path / name)


def test_the_band_of_chance_is_that_of_the_arrangements_that_p_counts(dossier: Casebook) -> None:
    """The column tested lies above the band only where p is small, and their mean lies in it."""
    sheet = plot_coordination(dossier, lineage=True, permutations=199)
    told = [one.words for one in sheet.caption.drawn if " expected " in one.words]
    bands = [
        band.get_paths()[0].get_extents()
        for axes in sheet.figure.axes
        if axes.get_title("left") == "acts alike (C)"
        for band in axes.collections
        if band.get_facecolor()[:, 0].tolist() == [pytest.approx(0xCF / 255)]
    ]
    assert len(bands) == len(told) > 0
    for words, band in zip(told, bands, strict=True):
        expected = float(words.partition(" expected ")[2].split()[0])
        p = float(words.partition(" p ")[2].split(",")[0])
        count = float(words.partition(" C ")[2].split()[0])
        assert band.x0 <= expected + 0.01
        assert expected <= band.x1 + 0.01
        assert p <= 0.03 if count > band.x1 + 0.01 else p > 0.02
