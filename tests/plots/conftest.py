"""A casebook with the bundled dossier, and one so crowded that no page has room for all names."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rapallo.casebook.book import Casebook
from rapallo.cli.main import cli
from rapallo.load import load
from rapallo.model.nodes import Diplomat
from tests.helpers import STATES, claim, make_book

Run = Callable[..., Result]

FIRST = ("Крестинский", "Žalgirytė-Šliūpienė", "$x_1^2$", "O'Neill & <Sons>", "Brockdorff-Rantzau")


@pytest.fixture(scope="session")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    """The dossier; tests only read it."""
    book = Casebook(tmp_path_factory.mktemp("dossier") / "dossier.duckdb")
    load(book, "dossier")
    return book


@pytest.fixture(scope="session")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    """160 people with long names in five scripts, 500 events on days, months, years and none."""
    rng = random.Random(7)
    people = [
        Diplomat(f"p-{n:03}", f"{rng.choice(FIRST)} {n:03}, {'Maximiliana ' * (n % 5)}von")
        for n in range(160)
    ]
    states = [state.name for state in STATES if state.id != "soviet-russia"]
    served = {person.name: rng.choice(states) for person in people}
    kinds = ("met_with", "pressured", "opposed", "supported", "informed")
    claims = []
    for number in range(500):
        a, b = rng.sample(people[:: rng.choice((1, 4))], 2)
        kind = rng.choice(kinds)
        one, other = f"{a.name}|{served[a.name]}", f"{b.name}|{served[b.name]}"
        year = rng.randrange(1923, 1939)
        dates = (f"{year}-0{rng.randrange(1, 9)}-11", f"{year}-05", f"{year}", f"{year}/1940", "")
        date = rng.choice(dates)
        agents, targets = (f"{one};{other}", "") if kind == "met_with" else (one, other)
        claims.append(claim(f"c-{number:03}", kind, agents, targets, date=date, source="s"))
    folder = tmp_path_factory.mktemp("crowd")
    return make_book(folder, claims, diplomats=people)


@pytest.fixture
def run(dossier: Casebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs ``rapallo`` in an empty folder, on the dossier unless another book is named."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("RAPALLO_BOOK", str(dossier.store.path))

    def invoke(*args: str, book: Casebook | None = None) -> Result:
        before = ["--book", str(book.store.path)] if book else []
        return CliRunner().invoke(cli, [*before, *args], prog_name="rapallo")

    return invoke
