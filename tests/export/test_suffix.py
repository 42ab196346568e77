"""Endings of files: a wrong one is refused in one sentence, before a casebook is looked into."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rapallo.casebook.book import Casebook
from rapallo.errors import BadOption
from rapallo.export.dyad_year import export_dyad_year
from rapallo.export.gexf import export_gexf
from rapallo.export.graphml import export_graphml
from rapallo.export.html import export_html
from rapallo.export.layout import kept
from rapallo.export.suffix import checked_layout, checked_suffix


@pytest.mark.parametrize(
    ("export", "said"),
    [
        (export_gexf, "a network for Gephi is written as .gexf"),
        (export_graphml, "the multigraph is written as .graphml"),
        (export_html, "a page for browsers is written as .html or .htm"),
        (export_dyad_year, "a table of dyad-years is written as .csv"),
    ],
)
@pytest.mark.parametrize("name", ["ex.txt", "ex", "gexf", ".gexf", "a.gexf.", "x" * 300])
def test_a_wrong_ending_is_refused(
    tmp_path: Path, export: Callable[..., Any], said: str, name: str
) -> None:
    with pytest.raises(BadOption, match=f"{said}; name it so$"):
        export(Casebook(tmp_path / "none.duckdb"), tmp_path / name)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["a.gexf", "A.GEXF", "out/b.gexf", "/dev/stdout", "pipe"])
def test_a_right_one_and_what_is_no_file_pass(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    checked_suffix(tmp_path / name, "a network", ".gexf")


def test_a_layout_is_made_as_csv_only(tmp_path: Path) -> None:
    """What is there as GEXF is read; a figure's own path is no layout."""
    (tmp_path / "there.gexf").write_text("<gexf/>", encoding="utf-8")
    (tmp_path / "there.png").write_text("", encoding="utf-8")
    for name in ("new.csv", "NEW.CSV", "there.gexf"):
        checked_layout(tmp_path / name)
    for name in ("new.gexf", "q.png", "there.png", "foo.txt", "places"):
        with pytest.raises(BadOption, match="places of nodes are made as"):
            kept(tmp_path / name, ["a"], lambda: {"a": (0.0, 0.0)})
    assert sorted(os.listdir(tmp_path)) == ["there.gexf", "there.png"]
