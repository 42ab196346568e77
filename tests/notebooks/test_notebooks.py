"""The notebooks, executed as they are: they run, and put out what is committed.

The one on Neo4j is executed where the server of the tests is, in tests/neo4j.
"""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from tests.notebooks.executing import NOTEBOOKS, ON_NEO4J, executed, seen

ALL = sorted(NOTEBOOKS.glob("*.ipynb"))
NAMES = [path.stem for path in ALL]


def test_there_are_five() -> None:
    assert NAMES == [
        "01-first-look",
        "02-baltic-case",
        "03-time-and-doubt",
        "04-neo4j",
        "05-code-two-pages",
    ]


@pytest.mark.parametrize("name", [name for name in NAMES if name != ON_NEO4J])
def test_a_notebook_puts_out_what_is_committed(name: str) -> None:
    path = NOTEBOOKS / f"{name}.ipynb"
    committed = nbformat.read(path, as_version=4)
    assert seen(executed(path)) == seen(committed), "make notebooks writes the outputs anew"


@pytest.mark.parametrize("path", ALL, ids=NAMES)
def test_what_is_committed_is_whole_and_nobodys_own(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert all(not cell.metadata for cell in notebook.cells)
    texts = [text for outputs in seen(notebook).values() for text in outputs]
    assert texts
    assert all(text[0] == "stdout" for text in texts if isinstance(text, tuple))
    assert not re.search(r"/(?:home|root|work|tmp|Users|usr)/", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", ALL, ids=NAMES)
def test_what_is_said_is_checked(path: Path) -> None:
    """In each notebook several cells assert, and its links lead somewhere."""
    notebook = nbformat.read(path, as_version=4)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert sum("assert " in source for source in code) >= 4
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


def test_a_stale_output_is_seen() -> None:
    notebook = nbformat.read(ALL[0], as_version=4)
    before = seen(notebook)
    output = next(o for c in notebook.cells if c.cell_type == "code" for o in c.outputs)
    output.text += "1"
    assert seen(notebook) != before
