"""The demo: an answer that fits the screen, cites, and is computed from the casebook."""

from __future__ import annotations

import re
import time
from pathlib import Path

from rapallo.casebook.book import Casebook
from rapallo.cli.demo import answer
from tests.cli.conftest import Run
from tests.helpers import claim, make_book


def test_the_demo_answers_and_writes_its_files(run: Run, dossier: Path) -> None:
    done = run("demo", "--dir", "out")
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert max(map(len, lines)) <= 80
    assert 40 <= len(lines) <= 90
    assert Path("out/rapallo.duckdb").exists()
    assert Path("out/baltic.gexf").read_text(encoding="utf-8").startswith("<?xml")
    assert lines[-1] == "Ask further: rapallo --book out/rapallo.duckdb timeline Moraht"
    assert Casebook(Path("out/rapallo.duckdb")).digest in done.stdout


def test_every_claim_it_cites_stands_where_it_says(run: Run, dossier: Path) -> None:
    said = " ".join(line for line in answer(Casebook(dossier)))
    said = " ".join(said.split())
    stored = {c.id: c for c in Casebook(dossier).stored()}
    cited = re.findall(r"\[([a-z0-9-]+-\d+): ([a-z0-9-]+), line (\d+)", said)
    assert len(cited) >= 8
    for name, source, line in cited:
        assert stored[name].source == source
        assert f"line {line}," in stored[name].locator


def test_a_second_time_is_quick_and_the_same(run: Run) -> None:
    first = run("demo", "--dir", "out")
    start = time.process_time()
    again = run("demo", "--dir", "out")
    assert time.process_time() - start < 15
    assert again.stdout == first.stdout
    assert "0 records are new" in again.stderr


def test_another_record_gives_another_answer(tmp_path: Path) -> None:
    states = "France;United Kingdom"
    rows = [
        claim(f"c-{n}", "opposed", states, "Lithuania", date=f"192{n}", source="baltic-cooperation")
        for n in range(1, 7)
    ]
    said = " ".join(answer(make_book(tmp_path, rows)))
    assert "France and United Kingdom first of all. The sources tell of 6 acts" in said
    assert "UNDECIDABLE: The envoys of Germany and Russia (lineage)" in said
    assert "UPHELD: France and United Kingdom acted together more often" in said
    assert "cannot be tested" in said
