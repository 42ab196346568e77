"""A casebook with the bundled dossier, once a session, and the command line to ask it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rapallo.casebook.book import Casebook
from rapallo.cli.main import cli
from rapallo.load import load

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The path of a casebook that holds the dossier; tests only read it."""
    path = tmp_path_factory.mktemp("dossier") / "dossier.duckdb"
    load(Casebook(path), "dossier")
    return path


@pytest.fixture
def run(dossier: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``rapallo`` in an empty folder, on the dossier unless another book is named."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("RAPALLO_BOOK", str(dossier))

    def invoke(*args: str, book: Path | None = None) -> Result:
        before = ["--book", str(book)] if book else []
        return CliRunner().invoke(cli, [*before, *args], prog_name="rapallo")

    return invoke
