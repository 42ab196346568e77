"""The verbs, each through the command line as a user calls it."""

from __future__ import annotations

import csv
import io
import json
from hashlib import sha256
from pathlib import Path

import pytest

from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.identity.events import events
from rapallo.model.nodes import Document, Source
from tests.cli.conftest import Run
from tests.helpers import claim, make_book, put

# Load


def test_load_says_how_many_are_new_and_then_none(run: Run, tmp_path: Path) -> None:
    book = tmp_path / "new.duckdb"
    first = json.loads(run("load", "dossier", "-f", "json", book=book).stdout)
    again = json.loads(run("load", "dossier", "-f", "json", book=book).stdout)
    new = {row["what"]: row["new"] for row in first}
    assert new["claims"] == len(Casebook(book).stored())
    kinds = ("met_with", "signed", "opposed", "pressured", "supported", "informed")
    assert sum(new[f"{kind} claims"] for kind in kinds) == new["claims"]
    assert new["states"] > 0
    assert new["diplomats"] > 0
    assert {row["new"] for row in again} == {0}
    assert next(r for r in again if r["what"] == "claims")["unchanged"] == new["claims"]


def test_no_note_of_a_load_is_lost(run: Run, tmp_path: Path) -> None:
    book = tmp_path / "book.duckdb"
    years = {"Poland": 1910, "Latvia": 1911, "Estonia": 1912, "Finland": 1900, "USSR": 1919}
    years |= {"Lithuania": 1950}
    lines = [f"a-{state},opposed,stance,{state},France,{year},s" for state, year in years.items()]
    header = "id,kind,act,agents,targets,date,source"
    (tmp_path / "sheet.csv").write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    checked = run("load", "sheet", "sheet.csv", "--check", book=book)
    done = run("load", "sheet", "sheet.csv", book=book)
    notes = [
        row["note"] for row in json.loads(run("load", "--notes", "-f", "json", book=book).stdout)
    ]
    assert len(notes) == 7
    assert sum("when" in note for note in notes) == len(years)
    said = " ".join(done.stderr.split())
    assert said.count("Note: ") == 5
    assert "... and 2 more notes; `rapallo load --notes` prints all of them." in said
    # What is only checked is not kept, so that all is printed.
    assert " ".join(checked.stderr.split()).count("Note: ") == 7
    # Nor does another load hide them.
    run("load", "sheet", "sheet.csv", book=book)
    rows = json.loads(run("load", "--notes", "-f", "json", book=book).stdout)
    assert [(row["load"], row["note"]) for row in rows] == [(1, note) for note in notes]


def test_load_lists_the_loaders(run: Run) -> None:
    rows = json.loads(run("load", "--list", "-f", "json").stdout)
    assert {"dossier", "sheet"} <= {row["loader"] for row in rows}


def sheet(*rows: str) -> None:
    header = "id,kind,act,agents,targets,date,source"
    Path("sheet.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")


def test_a_changed_row_and_a_vanished_one(run: Run, tmp_path: Path) -> None:
    book = make_book(tmp_path).path
    sheet("a,met_with,meeting,Germany;USSR,,1926,s", "b,met_with,meeting,Germany;Poland,,1926,s")
    run("load", "sheet", "sheet.csv", book=book)
    sheet("a,met_with,meeting,Germany;USSR,,1927,s")
    done = run("load", "sheet", "sheet.csv", "-f", "json", book=book)
    claims = json.loads(done.stdout)[0]
    assert (claims["new"], claims["changed"], claims["vanished"]) == (0, 1, 1)
    assert "--update withdraws them" in done.stderr
    done = run("load", "sheet", "sheet.csv", "--update", "-f", "json", book=book)
    assert json.loads(done.stdout)[0]["withdrawn"] == 1
    said = run("cite", "a", book=book).stdout
    assert "date was '1926'" in " ".join(said.split())
    assert "Withdrawn" in run("cite", "b", book=book).stdout


def test_rejects_are_grouped_by_reason(run: Run, tmp_path: Path) -> None:
    book = make_book(tmp_path).path
    sheet(*(f"m-{n},met_with,meeting,Germany,,1926,s" for n in range(7)), "x,met,meeting,A;B,,,s")
    done = run("load", "sheet", "sheet.csv", "--rejects", "rejects.csv", book=book)
    assert "8 rows could not be used" in done.stderr
    assert "7 x agents: a meeting of one is no meeting (first in sheet.csv, row 2)" in " ".join(
        done.stderr.split()
    )
    with open("rejects.csv", encoding="utf-8", newline="") as file:
        rejects = list(csv.DictReader(file))
    assert {row["row"] for row in rejects} == {str(n) for n in range(2, 10)}


def test_check_writes_nothing_into_the_book(run: Run, tmp_path: Path) -> None:
    book = make_book(tmp_path).path
    before = sha256(book.read_bytes()).hexdigest()
    sheet(",met_with,meeting,Germany;USSR,,1926,s", "b,met_with,meeting,Germany,,1926,s")
    done = run("load", "sheet", "sheet.csv", "--check", book=book)
    assert done.exit_code == 0, done.output
    assert "1 claim and" in done.stderr
    assert "would be new" in done.stderr
    assert "Nothing was loaded" in done.stderr
    assert Path("sheet.with-ids.csv").exists()
    assert sha256(book.read_bytes()).hexdigest() == before


def test_the_tables_come_back_byte_for_byte(run: Run, tmp_path: Path) -> None:
    run("export", "csv", "d")
    other = tmp_path / "other.duckdb"
    assert run("load", "sheet", "d", book=other).exit_code == 0
    run("export", "csv", "d2", book=other)
    for path in sorted(Path("d").iterdir()):
        assert path.read_bytes() == (Path("d2") / path.name).read_bytes(), path.name


# Info and claims


def test_info_counts_what_is_there(run: Run, dossier: Path) -> None:
    rows = json.loads(run("info", "-f", "json").stdout)
    book = Casebook(dossier)
    counted = {(row["what"], row["value"]): row["number"] for row in rows}
    assert counted["claims", ""] == len(book.stored())
    told = book.stored(Filters(kind=("signed",), status=()))
    assert counted["claims by kind", "signed"] == len(told)
    assert counted["events", ""] == len({claim.event for claim in book.stored()})
    assert ("digest", book.digest) in counted
    several = [counted["told events by witnesses", number] for number in ("2", "3")]
    assert sum(several) == sum(len(e.sources) > 1 for e in events(book.stored(Filters()))) == 16
    cites = [number for (what, _), number in counted.items() if what == "claims by what they cite"]
    assert (sum(cites), counted["claims by what they cite", "none named"]) == (524, 108)
    spans = [row["value"] for row in rows if "possibly" in row["what"]]
    assert spans == ["1918-01-01/1941-12-31"]


def test_info_takes_filters(run: Run) -> None:
    rows = json.loads(run("info", "--source", "pact-1939", "-f", "json").stdout)
    assert [r["value"] for r in rows if r["what"] == "claims by source"] == ["pact-1939"]


def test_the_certain_span_of_dates_by_hand(run: Run, tmp_path: Path) -> None:
    book = make_book(
        tmp_path,
        [
            claim("a", "met_with", "Germany;USSR", date="1926"),
            claim("b", "met_with", "Germany;USSR", date="[1930-01..1931-12]"),
            claim("c", "met_with", "Germany;USSR", date="1900?"),
            claim("d", "met_with", "Germany;USSR", date="1950", status="planned"),
            claim("e", "met_with", "Germany;USSR"),
        ],
    ).path
    rows = {r["what"]: r for r in json.loads(run("info", "-f", "json", book=book).stdout)}
    assert rows["told claims, possibly in"]["value"] == "1900-01-01/1931-12-31"
    assert rows["told claims, certainly over"]["value"] == "1926-12-31/1930-01-01"


def test_claims_in_csv_are_those_of_the_library(run: Run, dossier: Path) -> None:
    done = run("claims", "--issue", "Baltic union", "--status", "any", "-f", "csv")
    frame = Casebook(dossier).claims(Filters(issue=("baltic-union",), status=()))
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert rows == frame.to_dict("records")
    assert len(rows) > 3


@pytest.mark.parametrize(
    ("arguments", "passes"),
    [
        (["--kind", "signed", "--kind", "supported"], lambda c: c.kind in ("signed", "supported")),
        (["--act", "ultimatum"], lambda c: c.act == "ultimatum"),
        (["--status", "planned"], lambda c: c.status == "planned"),
        (["--basis", "exact"], lambda c: c.date_basis == "exact"),
        (["--coder", "A", "--coder", "B"], lambda c: {"A", "B"} & set(c.coder.split(";"))),
        (["--place", "Kovno"], lambda c: c.place == "kaunas"),
        (["--source", "pact-1939"], lambda c: c.source == "pact-1939"),
        (["--treaty", "Treaty of Rapallo"], lambda c: "treaty-of-rapallo" in c.treaties),
        (
            ["--actor", "Moraht"],
            lambda c: any(p.actor == "moraht-hans" and p.role != "target" for p in c.participants),
        ),
        (
            ["--target", "Lithuania"],
            lambda c: any(
                "lithuania" in (p.actor, p.acting_for) and p.role == "target"
                for p in c.participants
            ),
        ),
        (
            ["--between", "1928-07", "1928-07"],
            lambda c: c.when.earliest <= "1928-07-31" and (c.when.latest or "9") >= "1928-07-01",
        ),
    ],
    ids=lambda x: x[0] if isinstance(x, list) else "",
)
def test_filters(run: Run, dossier: Path, arguments: list[str], passes: object) -> None:
    found = {row["id"] for row in json.loads(run("claims", *arguments, "-f", "json").stdout)}
    status = ("planned",) if "planned" in arguments else ("told",)
    stored = Casebook(dossier).stored(Filters(status=status))
    assert found == {c.id for c in stored if passes(c)}  # type: ignore[operator]
    assert found


def test_lineage_takes_in_the_predecessor(run: Run) -> None:
    def ids(*more: str) -> set[str]:
        done = run("claims", "--actor", "Soviet Union", *more, "-f", "json")
        return {row["id"] for row in json.loads(done.stdout)}

    early = {
        row["id"]
        for row in json.loads(run("claims", "--actor", "Soviet Russia", "-f", "json").stdout)
    }
    assert early
    assert ids("--lineage") == ids() | early


def test_what_another_status_hides_is_told(run: Run) -> None:
    done = run("claims", "--source", "baltic-cooperation")
    assert "(told)" in done.stderr
    assert "--status any shows them" in done.stderr


# Cite

TEXT = "Erster Satz.\nMoraht und Rabinovič trafen sich.\nEnde.\n"
START = TEXT.index("Moraht")
END = TEXT.index("\nEnde")


@pytest.fixture
def cited(tmp_path: Path) -> Path:
    """A book of two sources, one with a text at hand and documents."""
    row = claim(
        "k-1",
        "met_with",
        "Moraht, Hans|Germany;USSR",
        date="1928-07-14",
        source="k",
        locator=f"line 2, chars {START}-{END}, note 3",
        documents="k-n3;k-n4",
    )
    book = make_book(
        tmp_path,
        [
            row,
            claim("k-2", "met_with", "Germany;USSR", source="k", locator="p. 7"),
            claim("o-1", "met_with", "Germany;USSR", source="o", locator="line 1, chars 0-5"),
        ],
        sources=[
            Source(
                "k",
                "Die Sitzung",
                author="Kern, Anna",
                date="1930",
                file="kern.txt",
                sha256=sha256(TEXT.encode()).hexdigest(),
            ),
            Source("o", "Other & more", citation="Otto, Other & more, Riga 1931"),
        ],
        documents=[
            Document(
                "k-n3",
                "k",
                "3",
                "Aufzeichnung",
                "PA AA",
                "R 1234",
                "",
                "Moraht",
                "Schubert",
                "1928-07-15",
            ),
            Document("k-n4", "k", "4"),
        ],
    )
    (tmp_path / "kern.txt").write_bytes(TEXT.encode())
    return book.path


def test_the_passage_is_cut_by_characters(run: Run, cited: Path) -> None:
    for text in ("kern.txt", "."):
        done = run("cite", "k-1", "--text", text, book=cited)
        assert "“Moraht und Rabinovič trafen sich.”" in done.stdout
        assert done.stderr == ""


def test_a_text_that_was_not_coded_is_told(run: Run, cited: Path) -> None:
    Path("kern.txt").write_bytes(TEXT.replace("Erster", "Zweiter").encode())
    done = run("cite", "k-1", "--text", "kern.txt", book=cited)
    assert "“h" not in done.stdout
    assert "kern.txt is not the text that was coded" in " ".join(done.stderr.split())
    row = json.loads(run("cite", "k-1", "--text", "kern.txt", "-f", "json", book=cited).stdout)[0]
    assert row["passage"] == TEXT.replace("Erster", "Zweiter")[START:END]
    assert row["doubt"]


def test_a_text_too_short_is_refused(run: Run, cited: Path) -> None:
    Path("kern.txt").write_bytes(b"short")
    done = run("cite", "k-1", "--text", "kern.txt", book=cited)
    assert done.exit_code == 1
    assert f"it has 5 characters, claim k-1 stands at {START}-{END}" in done.stderr


def test_a_text_that_is_not_there_or_no_text(run: Run, cited: Path) -> None:
    assert run("cite", "k-1", "--text", "no.txt", book=cited).exit_code == 1
    Path("kern.txt").write_bytes(b"\xff\xfe")
    done = run("cite", "k-1", "--text", "kern.txt", book=cited)
    assert "it is not UTF-8" in done.stderr


def test_what_cannot_be_shown_is_told(run: Run, cited: Path) -> None:
    done = run("cite", "k-1", "k-2", "o-1", "--text", "kern.txt", book=cited)
    assert done.exit_code == 0
    assert "k-2: its place has no character offsets" in done.stderr
    assert "o-1: no text of it in kern.txt" in done.stderr


@pytest.mark.parametrize(
    ("id", "style", "said"),
    [
        ("k-1", "chicago", "Anna Kern, “Die Sitzung,” 1930, line 2, note 3."),
        ("o-1", "chicago", "Otto, “Other & more,” Riga 1931, line 1."),
        (
            "k-1",
            "archive",
            "Moraht to Schubert, Aufzeichnung, 1928-07-15, R 1234, PA AA; footnote 4 of k (not"
            " named here); cited in Anna Kern, “Die Sitzung,” 1930, line 2, note 3.",
        ),
        ("k-2", "archive", "No document named; cited in Anna Kern, “Die Sitzung,” 1930, p. 7."),
    ],
)
def test_styles(run: Run, cited: Path, id: str, style: str, said: str) -> None:
    done = run("cite", id, "--style", style, book=cited)
    assert " ".join(done.stdout.split()) == said


def test_bibtex_has_one_entry_a_source(run: Run, cited: Path) -> None:
    done = run("cite", "k-1", "k-2", "o-1", "--style", "bibtex", book=cited)
    assert done.stdout.count("@misc{") == 2
    assert "  note = {k-1: line 2, note 3; k-2: p. 7}," in done.stdout
    assert "  title = {Other \\& more}," in done.stdout


def test_the_same_event_elsewhere_is_told(run: Run, dossier: Path) -> None:
    book = Casebook(dossier)
    claims = book.stored()
    one = next(c for c in claims if sum(o.event == c.event for o in claims) > 1)
    others = [c.id for c in claims if c.event == one.event and c.id != one.id]
    said = " ".join(run("cite", one.id).stdout.split())
    assert f"The same event is told in {', '.join(others)}." in said


def test_real_passages_are_where_the_dossier_says(run: Run, shared: Path) -> None:
    row = json.loads(
        run(
            "cite", "baltic-cooperation-171", "--text", str(shared / "sources"), "-f", "json"
        ).stdout
    )[0]
    assert row["doubt"] == ""
    assert "Stomoniakov" in row["passage"]


def test_history_is_in_the_record(run: Run, cited: Path) -> None:
    put(
        Casebook(cited),
        [
            claim(
                "o-1",
                "met_with",
                "Germany;USSR",
                source="o",
                date="1931",
                locator="line 1, chars 0-5",
            )
        ],
    )
    row = json.loads(run("cite", "o-1", "-f", "json", book=cited).stdout)[0]
    assert [step["reason"] for step in row["history"]] == ["changed"]
    assert row["history"][0]["changes"]["date"] == ["", "1931"]
    assert row["withdrawn"] is False


# The analyses, as far as the command line adds to them


def test_centrality_passes_on_what_is_asked(run: Run) -> None:
    done = run(
        "centrality",
        "--by",
        "state",
        "--measure",
        "pagerank",
        "--lineage",
        "--top",
        "2",
        "--kind",
        "opposed",
        "-f",
        "json",
        "--provenance",
    )
    rows = json.loads(done.stdout)
    assert {row["rank"] for row in rows} <= {1, 2}
    assert 'kind: ["opposed"]' not in done.stdout
    said = " ".join(done.stderr.split())
    for part in ('"measure": "pagerank"', '"by": "state"', '"lineage": true', '"top": 2'):
        assert part in said


def test_paths_in_json_are_steps(run: Run) -> None:
    rows = json.loads(run("paths", "Purickis", "Schönberg", "-f", "json").stdout)
    assert [(row["step"], row["certainty"]) for row in rows] == [(1, "possible"), (2, "possible")]
    done = run("paths", "Purickis", "Schönberg", "--certain", "-f", "json")
    assert json.loads(done.stdout) == []
    assert "Note:" in done.stderr


def test_a_step_without_a_date_is_said_to_be_undated(run: Run, tmp_path: Path) -> None:
    rows = [claim("1", "met_with", "Adam, X.|Germany;Bor, X.|Estonia")]
    make_book(tmp_path, rows)
    book = tmp_path / "book.duckdb"
    table = run("paths", "Adam", "Bor", "--claims", "0", book=book).stdout
    assert table.splitlines()[-1].split()[-1] == "undated"
    # In JSON the date stays EDTF, which is empty.
    found = json.loads(run("paths", "Adam", "Bor", "-f", "json", book=book).stdout)
    assert [row["date"] for row in found] == [""]


def test_a_timeline_with_another(run: Run) -> None:
    rows = json.loads(run("timeline", "Moraht", "--with", "Rabinovich", "-f", "json").stdout)
    assert rows
    assert [row["earliest"] for row in rows] == sorted(row["earliest"] for row in rows)
    said = run("timeline", "Moraht", "--with", "Rabinovich").stdout
    assert "Moraht, Hans; Rabinovich, Simon" in said


def test_expand_is_passed_on(run: Run) -> None:
    def targets(*more: str) -> set[str]:
        ask = ["claims", "--target", "Baltic states", "-f", "json"]
        return {row["targets"] for row in json.loads(run(*ask, *more).stdout)}

    assert targets() < targets("--expand", "Baltic states")


def test_one_of_a_kind_is_said_in_the_singular(run: Run) -> None:
    asked = ("--actor", "Merekalov", "--kind", "met_with")
    said = run("export", "gexf", "a.gexf", *asked).stderr
    assert said == "a.gexf: 2 nodes, 1 edge, 1 event, 2 claims\n"


def test_gexf_and_graphml_are_written(run: Run) -> None:
    assert run("export", "gexf", "a.gexf", "--source", "pact-1939").exit_code == 0
    assert run("export", "graphml", "a.graphml", "--source", "pact-1939").exit_code == 0
    assert Path("a.gexf").read_text(encoding="utf-8").startswith("<?xml")
    assert "<graphml" in Path("a.graphml").read_text(encoding="utf-8")
