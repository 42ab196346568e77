"""The notebooks executed: ``python -m tests.notebooks.executing`` writes their outputs anew.

What changes from run to run without meaning anything (times, ids, versions) is left out, so that a
notebook changes only where an answer does. The one on Neo4j is put to the server of ``NEO4J_URI``,
or else to one that runs meanwhile.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from rapallo.neo4j.server import missing, running

__all__ = ["NOTEBOOKS", "ON_NEO4J", "executed", "main", "seen"]

HERE = Path(__file__).parents[2]
NOTEBOOKS = HERE / "notebooks"
ON_NEO4J = "04-neo4j"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
PATIENCE = 600
"""Seconds for a cell: a busy machine is slow."""


def executed(path: Path, environment: Mapping[str, str] | None = None) -> NotebookNode:
    """A notebook with the outputs it has in a fresh folder, where only what lies beside it lies."""
    with tempfile.TemporaryDirectory() as name:
        work, settings = Path(name, "work"), Path(name, "own")
        work.mkdir()
        settings.mkdir()
        for beside in path.parent.iterdir():
            if beside.suffix in (".csv", ".md"):
                shutil.copy(beside, work)
        variables = {
            "IPYTHONDIR": str(settings),
            "JUPYTER_CONFIG_DIR": str(settings),
            "JUPYTER_RUNTIME_DIR": str(settings),
            **(environment or {}),
        }
        with _set(variables):
            return _tidy(_run(nbformat.read(path, as_version=4), work))


@contextmanager
def _set(variables: Mapping[str, str]) -> Iterator[None]:
    """Environment variables, as long as the block lasts."""
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _run(notebook: NotebookNode, folder: Path) -> NotebookNode:
    client = NotebookClient(
        notebook,
        timeout=PATIENCE,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
    )
    client.execute()
    return notebook


def _tidy(notebook: NotebookNode) -> NotebookNode:
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({})
        if cell.cell_type == "code":
            cell.outputs = _joined(cell.outputs)
    return notebook


def _joined(outputs: Sequence[NotebookNode]) -> list[NotebookNode]:
    """Outputs in which a stream that came in several parts is one."""
    found: list[NotebookNode] = []
    for output in outputs:
        last = found[-1] if found else None
        if last and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            found.append(output)
    return found


def seen(notebook: NotebookNode) -> dict[str, list[Any]]:
    """What a reader sees below each cell: text and tables as they are, of a figure that it is."""
    return {
        cell.id: [
            (output.name, output.text)
            if output.output_type == "stream"
            else {
                kind: text if kind.startswith("text/") else ""
                for kind, text in output.get("data", {}).items()
            }
            for output in cell.outputs
        ]
        for cell in notebook.cells
        if cell.cell_type == "code"
    }


def main() -> None:
    """Execute the notebooks named, or all, and write their outputs into them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", help="such as 01-first-look; all without any")
    asked = parser.parse_args()
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        if asked.names and path.stem not in asked.names:
            continue
        print(path.name, file=sys.stderr)
        with ExitStack() as stack:
            variables = {}
            if path.stem == ON_NEO4J and not os.environ.get("NEO4J_URI"):
                if lack := missing():
                    print(f"  left as it is: {lack}", file=sys.stderr)
                    continue
                home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                server = stack.enter_context(running(home, cache=HERE / ".cache"))
                variables = {"NEO4J_URI": server.uri}
            nbformat.write(executed(path, variables), path)


if __name__ == "__main__":
    main()
