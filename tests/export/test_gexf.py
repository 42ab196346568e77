"""The GEXF that Rapallo writes: valid, complete, readable, the same each time."""

from __future__ import annotations

import io
import json
import shlex
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from click.testing import CliRunner
from lxml import etree

from rapallo import __version__
from rapallo.casebook.book import Casebook
from rapallo.casebook.filters import Filters
from rapallo.cli.main import cli
from rapallo.errors import BadOption, NoClaims
from rapallo.export import gexf
from rapallo.export.gexf import export_gexf, write_gexf
from rapallo.export.layout import laid_out, read_layout
from rapallo.export.network import Network, network
from rapallo.export.palette import OTHER
from rapallo.load import load
from rapallo.model.acts import KINDS
from rapallo.model.nodes import Diplomat
from rapallo.plots.network import MOST
from rapallo.projection.edges import event_edges
from rapallo.projection.evidence import Evidence
from rapallo.projection.level import BY, By, Level
from tests.export.graphs import NAMES, edge, nasty, network_of, tiny
from tests.helpers import claim, make_book

HERE = Path(__file__).parent
GEXF = "{http://gexf.net/1.3}"
VIZ = "{http://gexf.net/1.3/viz}"
SCHEMA = etree.RelaxNG(etree.parse(HERE / "gexf-1.3.rng"))


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Casebook:
    book = Casebook(tmp_path_factory.mktemp("gexf") / "dossier.duckdb")
    load(book, "dossier")
    return book


def written(found: Network, **options: Any) -> str:
    stream = io.StringIO()
    write_gexf(found, stream, **options)
    return stream.getvalue()


def tree(text: str) -> etree._Element:
    return etree.fromstring(text.encode(), etree.XMLParser(huge_tree=True))


def edges(root: etree._Element) -> Iterator[dict[str, Any]]:
    """Each edge with its attributes by title, lists as lists, and its spells."""
    kinds = {a.get("id"): (a.get("title"), a.get("type")) for a in root.iter(f"{GEXF}attribute")}
    for row in root.iter(f"{GEXF}edge"):
        found: dict[str, Any] = dict(row.attrib)
        for value in row.iter(f"{GEXF}attvalue"):
            title, kind = kinds[value.get("for")]
            text = value.get("value")
            found[title] = {"integer": int, "liststring": json.loads}.get(kind, str)(text)
        found["spells"] = [(s.get("start"), s.get("end")) for s in row.iter(f"{GEXF}spell")]
        yield found


def nodes(root: etree._Element) -> dict[str, dict[str, str]]:
    return {
        row.get("id"): {
            "label": row.get("label"),
            "colour": tuple(row.find(f"{VIZ}color").attrib.values()),
            "size": float(row.find(f"{VIZ}size").get("value")),
            **{v.get("for"): v.get("value") for v in row.iter(f"{GEXF}attvalue")},
        }
        for row in root.iter(f"{GEXF}node")
    }


# The file as a whole


def test_the_tiny_network_is_written_byte_for_byte(tmp_path: Path) -> None:
    book = tiny(tmp_path)
    nodes = enumerate(network(book).vertices)
    layout = {vertex.id: (10.5 * number, -number) for number, vertex in nodes}
    export_gexf(book, tmp_path / "tiny.gexf", layout=layout)
    found = (tmp_path / "tiny.gexf").read_text(encoding="utf-8")
    found = found.replace(book.digest, "DIGEST").replace(f"Rapallo {__version__}", "Rapallo X")
    assert found == (HERE / "tiny.gexf").read_text(encoding="utf-8")


def test_twice_is_the_same(dossier: Casebook, tmp_path: Path) -> None:
    for name in ("a.gexf", "b.gexf"):
        export_gexf(dossier, tmp_path / name, by="state", lineage=True)
    assert (tmp_path / "a.gexf").read_bytes() == (tmp_path / "b.gexf").read_bytes()


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("kinds", [KINDS, ("met_with",), ("signed", "opposed")])
def test_the_dossier_is_valid(
    dossier: Casebook, tmp_path: Path, by: By, kinds: tuple[str, ...]
) -> None:
    export_gexf(dossier, tmp_path / "a.gexf", by=by, kinds=kinds)
    SCHEMA.assertValid(etree.parse(tmp_path / "a.gexf"))


@pytest.mark.parametrize("seed", range(3))
def test_the_nasty_network_is_valid(seed: int) -> None:
    SCHEMA.assertValid(etree.ElementTree(tree(written(nasty(seed)))))


def test_the_schema_can_refuse() -> None:
    text = written(network_of([edge(0, "met_with", "a", "b", "1926")]))
    for broken in (' kind="met_with"', ' type="undirected"', ' start="1926-01-01"'):
        wrong = text.replace(broken, broken.replace("=", "x=", 1), 1)
        assert wrong != text
        assert not SCHEMA.validate(tree(wrong))


@pytest.mark.parametrize(
    ("kinds", "default"),
    [
        (("met_with",), "undirected"),
        (("signed", "opposed"), "directed"),
        (("met_with", "signed"), "mutual"),
    ],
)
def test_a_mixed_network_says_so(kinds: tuple[str, ...], default: str) -> None:
    found = network_of([edge(i, kind, "a", "b", "1926") for i, kind in enumerate(kinds)])
    assert tree(written(found)).find(f"{GEXF}graph").get("defaultedgetype") == default


# Edges and their events


@pytest.mark.parametrize("by", BY)
def test_each_pair_and_kind_has_one_edge_with_all_its_events(
    dossier: Casebook, tmp_path: Path, by: By
) -> None:
    counts = export_gexf(dossier, tmp_path / "a.gexf", by=by)
    evidence = Evidence.of(dossier)
    wanted: dict[tuple[str, str, str], list[Any]] = {}
    for row in event_edges(evidence, Level.of(dossier, by)):
        wanted.setdefault((row.a, row.b, row.kind), []).append(row)
    locators = {c.id: f"{c.source}, {c.locator}" for c in evidence.claims}
    found = list(edges(etree.parse(tmp_path / "a.gexf").getroot()))
    assert len(found) == len(wanted) == counts["edges"]
    for row in found:
        rows = wanted[row["source"], row["target"], row["kind"]]
        assert row["type"] == ("undirected" if row["kind"] == "met_with" else "directed")
        assert float(row["weight"]) == pytest.approx(sum(r.weight for r in rows))
        assert Counter(row["event ids"]) == Counter(r.event for r in rows)
        assert Counter(row["dates"]) == Counter(r.when.text or "undated" for r in rows)
        assert Counter(row["claim ids"]) == Counter(c for r in rows for c in r.claims)
        assert row["citations"] == [locators[name] for name in row["claim ids"]]
        assert row["events"] == len(rows)
        assert row["certain events"] == sum(r.certain for r in rows)
        assert row["unbounded"] == sum(not r.when.bounded for r in rows)
        assert row["against"] == sum(r.sign == -1 for r in rows)
        assert row["in favour"] == sum(r.sign == 1 for r in rows)
    assert counts["events"] == len({r.event for rows in wanted.values() for r in rows})
    assert counts["unbounded_events"] == len(
        {r.event for rows in wanted.values() for r in rows if not r.when.bounded}
    )
    assert counts["claims"] == len({c for rows in wanted.values() for r in rows for c in r.claims})


def one(*dates: str, certain: bool = True, sign: int = 0, kind: str = "opposed") -> dict[str, Any]:
    rows = [edge(i, kind, "a", "b", d, certain=certain, sign=sign) for i, d in enumerate(dates)]
    (found,) = edges(tree(written(network_of(rows))))
    return found


@pytest.mark.parametrize(
    ("date", "bounds", "certain"),
    [
        ("1926-04-24", ("1926-04-24", "1926-04-24"), ("1926-04-24", "1926-04-24")),
        ("1926-04", ("1926-04-01", "1926-04-30"), (None, None)),
        ("1922/1933", ("1922-01-01", "1933-12-31"), ("1922-12-31", "1933-01-01")),
        ("1926-04-24?", ("1926-04-24", "1926-04-24"), (None, None)),
        ("1930/..", (None, None), (None, None)),
        ("../1920", (None, None), (None, None)),
        ("[..1920]", (None, None), (None, None)),
        ("", (None, None), (None, None)),
    ],
)
def test_uncertain_dates(
    date: str, bounds: tuple[str | None, ...], certain: tuple[str | None, ...]
) -> None:
    found = one(date)
    assert (found.get("earliest"), found.get("latest")) == bounds
    assert (found.get("certain from"), found.get("certain to")) == certain
    assert found["spells"] == ([bounds] if any(bounds) else [])
    assert found["unbounded"] == (bounds == (None, None))
    assert found["dates"] == [date or "undated"]


def test_an_edge_that_is_not_certain_has_no_certain_days() -> None:
    found = one("1926-04-24", certain=False)
    assert "certain from" not in found
    assert found["certain events"] == 0


def test_events_that_share_a_day_share_a_spell_and_lose_nothing() -> None:
    found = one("1926-04-24", "1926-04", "1926-04-24", "1927", "", "1925/..")
    assert found["spells"] == [("1926-04-01", "1926-04-30"), ("1927-01-01", "1927-12-31")]
    assert (found["events"], found["unbounded"]) == (6, 2)
    assert Counter(found["dates"]) == Counter(
        ["1926-04", "1926-04-24", "1926-04-24", "1927", "undated", "1925/.."]
    )


def test_ids_with_bars_do_not_make_two_edges_one() -> None:
    rows = [
        edge(0, "signed", "a", "b|signed|c", "1926"),
        edge(1, "signed", "a|signed|b", "c", "1926"),
    ]
    ids = [row["id"] for row in edges(tree(written(network_of(rows))))]
    assert len(set(ids)) == 2


# Nodes


def test_nodes_of_the_tiny_network(tmp_path: Path) -> None:
    export_gexf(tiny(tmp_path), tmp_path / "a.gexf")
    found = nodes(etree.parse(tmp_path / "a.gexf").getroot())
    kinds = {name: (row["kind"], row["state"]) for name, row in found.items()}
    assert kinds == {
        "aralov-semyon": ("Diplomat", "Soviet Union"),
        "baltic-union": ("Issue", ""),
        "germany": ("State", "Germany"),
        "lithuania": ("State", "Lithuania"),
        "moraht-hans": ("Diplomat", "Germany"),
        "soviet-union": ("State", "Soviet Union"),
        "treaty-of-berlin": ("Treaty", ""),
    }
    moraht = found["moraht-hans"]
    assert (moraht["events"], moraht["certain_events"], moraht["claims"]) == ("3", "3", "3")
    assert json.loads(moraht["sources"]) == ["envoys", "memoir"]
    assert moraht["strength"] == "3"
    # Both claims on the signature are one event.
    assert (found["germany"]["events"], found["germany"]["claims"]) == ("1", "2")
    assert found["soviet-union"]["certain_events"] == "1"


def test_who_serves_a_state_has_its_colour_in_every_window(
    dossier: Casebook, tmp_path: Path
) -> None:
    seen: dict[str, set[Any]] = {}
    windows = (None, ("1920", "1926"), ("1927", "1939"))
    for number, between in enumerate(windows):
        path = tmp_path / f"{number}.gexf"
        export_gexf(dossier, path, filters=Filters(between=between))
        for row in nodes(etree.parse(path).getroot()).values():
            seen.setdefault(row["state"], set()).add(row["colour"])
    assert all(len(colours) == 1 for colours in seen.values())
    assert seen["Germany"] != seen["Soviet Union"]
    assert seen[""] == {tuple(str(int(OTHER[i : i + 2], 16)) for i in (1, 3, 5))}


def test_size_grows_with_strength(dossier: Casebook, tmp_path: Path) -> None:
    export_gexf(dossier, tmp_path / "a.gexf")
    found = nodes(etree.parse(tmp_path / "a.gexf").getroot())
    by_strength = sorted(found.values(), key=lambda row: float(row["strength"]))
    sizes = [row["size"] for row in by_strength]
    assert sizes == sorted(sizes)
    assert sizes[-1] == 50


def positions(path: Path) -> dict[str, tuple[float, float]]:
    found = {}
    for place in etree.parse(path).iter(f"{VIZ}position"):
        found[place.getparent().get("id")] = (float(place.get("x")), float(place.get("y")))
    return found


@pytest.mark.parametrize("seed", [0, 7])
def test_nodes_stand_as_in_a_figure_after_the_same_seed(
    dossier: Casebook, tmp_path: Path, seed: int
) -> None:
    filters = Filters(source=("pact-1939",))
    counts = export_gexf(dossier, tmp_path / "a.gexf", filters=filters, seed=seed)
    assert positions(tmp_path / "a.gexf") == laid_out(network(dossier, filters=filters), seed=seed)
    assert counts["nodes_without_a_place"] == 0


def test_nodes_stand_as_a_file_says_that_is_made_once(dossier: Casebook, tmp_path: Path) -> None:
    options: dict[str, Any] = {"filters": Filters(source=("pact-1939",)), "by": "state"}
    at = tmp_path / "at.csv"
    for name, seed in (("made.gexf", 3), ("read.gexf", 4)):
        export_gexf(dossier, tmp_path / name, layout=at, seed=seed, **options)
        assert positions(tmp_path / name) == read_layout(at)
    texts = ((tmp_path / name).read_text("utf-8") for name in ("made.gexf", "read.gexf"))
    commands = [text.split("PATH ")[1].split(". One edge")[0] for text in texts]
    asked = "--by state --source pact-1939"
    # Of a file that was there no seed made anything.
    assert commands == [f"{asked} --seed 3 --layout {at}", f"{asked} --layout {at}"]


def test_more_nodes_than_a_figure_may_have_are_left_to_gephi(
    dossier: Casebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert gexf.MOST_PLACED == MOST
    monkeypatch.setattr(gexf, "MOST_PLACED", 10)
    counts = export_gexf(dossier, tmp_path / "a.gexf")
    text = (tmp_path / "a.gexf").read_text("utf-8")
    assert "position" not in text
    assert f" {counts['nodes']} nodes without a place." in text
    assert "--seed" not in text
    words = ["--book", str(dossier.path), "export", "gexf"]
    said = CliRunner().invoke(cli, [*words, str(tmp_path / "b.gexf")])
    assert "--layout FILE" in said.stderr
    export_gexf(dossier, tmp_path / "c.gexf", layout=tmp_path / "at.csv")
    assert len(positions(tmp_path / "c.gexf")) == counts["nodes"]


def test_only_given_positions_are_written_of_a_network() -> None:
    found = network_of([edge(0, "signed", "a", "b", "1926")])
    assert "position" not in written(found)
    root = tree(written(found, layout={"b": (1.5, -2.0)}))
    (place,) = root.iter(f"{VIZ}position")
    assert place.getparent().get("id") == "b"
    assert dict(place.attrib) == {"x": "1.5", "y": "-2", "z": "0"}
    assert "1 node without a place." in root.find(f"{GEXF}meta/{GEXF}description").text
    SCHEMA.assertValid(etree.ElementTree(root))


# Nasty texts


def test_nasty_names_come_back_or_are_shown() -> None:
    text = written(nasty())
    labels = {row["label"] for row in nodes(tree(text)).values()}
    for name in NAMES[:5] + NAMES[8:12]:
        assert name in labels
    assert "bell ␇, escape ␛ and ␀" in labels
    assert "half a pair �" in labels
    (cut,) = (label for label in labels if label.startswith("xx"))
    assert 400_000 <= len(cut) < 524_288
    assert " […] " in cut


def test_what_is_changed_is_counted_and_said() -> None:
    stream = io.StringIO()
    counts = write_gexf(nasty(), stream)
    assert counts["characters_replaced"] == 7
    assert counts["texts_shortened"] == 1
    description = tree(stream.getvalue()).find(f"{GEXF}meta/{GEXF}description").text
    assert "7 characters that XML cannot hold are shown" in description
    assert "1 text too long for Gephi is cut and marked […]." in description


def test_ids_that_differ_only_in_what_xml_cannot_hold_stay_apart() -> None:
    rows = [edge(0, "signed", "a\x01", "b", "1926"), edge(1, "signed", "a␁", "b", "1926")]
    root = tree(written(network_of(rows)))
    assert len(nodes(root)) == 3
    assert {row["source"] for row in edges(root)} == {"a␁", "a␁'"}


def test_ten_thousand_citations_on_an_edge_are_cut_and_counted() -> None:
    rows = [edge(i, "opposed", "a", "b", "1926") for i in range(10_000)]
    found = network_of(rows, **{str(i): ("s", f"{'long ' * 20}{i}") for i in range(10_000)})
    (row,) = edges(tree(written(found)))
    assert row["claims"] == 10_000
    assert row["citations"][-1] == f"[…] and {10_001 - len(row['citations'])} more"


# Read back


@pytest.mark.parametrize("kinds", [("met_with",), tuple(k for k in KINDS if k != "met_with")])
def test_networkx_reads_it_back(dossier: Casebook, tmp_path: Path, kinds: tuple[str, ...]) -> None:
    """A mixed graph it refuses, whoever wrote it: meetings and acts are read apart."""
    counts = export_gexf(dossier, tmp_path / "a.gexf", kinds=kinds)
    graph = nx.read_gexf(tmp_path / "a.gexf")
    assert graph.is_directed() == ("met_with" not in kinds)
    assert graph.number_of_nodes() == counts["nodes"]
    assert graph.number_of_edges() == counts["edges"]
    found = {row["id"]: row for row in edges(etree.parse(tmp_path / "a.gexf").getroot())}
    for a, b, data in graph.edges(data=True):
        row = found[data["id"]]
        assert {a, b} == {row["source"], row["target"]}
        assert data["events"] == row["events"]
        assert json.loads(data["citations"]) == row["citations"]
        assert data.get("spells", []) == row["spells"]


# What it says of itself


def test_the_description_names_casebook_filters_and_command(
    dossier: Casebook, tmp_path: Path
) -> None:
    filters = Filters(kind=("met_with",), between=("1926", "1928"), source=("baltic-cooperation",))
    export_gexf(dossier, tmp_path / "a.gexf", by="state", filters=filters, lineage=True)
    root = etree.parse(tmp_path / "a.gexf")
    assert root.find(f"{GEXF}meta/{GEXF}creator").text == f"Rapallo {__version__}"
    said = root.find(f"{GEXF}meta/{GEXF}description").text
    assert dossier.digest in said
    assert filters.describe() in said
    assert "by state, lineages joined" in said
    assert "--by state --source baltic-cooperation --kind met_with --between 1926 1928" in said


@pytest.mark.parametrize(
    ("options", "filters"),
    [
        ({}, Filters()),
        ({"by": "state", "lineage": True}, Filters(min_sources=2)),
        ({"by": "diplomat"}, Filters(between=("1926", "1928"), kind=("met_with", "signed"))),
        ({"kinds": ("opposed",)}, Filters(status=())),
        ({"by": "state", "seed": 6}, Filters(target=("lithuania",), status=("told", "planned"))),
    ],
)
def test_the_command_in_it_writes_it_again(
    dossier: Casebook, tmp_path: Path, options: dict[str, Any], filters: Filters
) -> None:
    export_gexf(dossier, tmp_path / "a.gexf", filters=filters, **options)
    said = etree.parse(tmp_path / "a.gexf").find(f"{GEXF}meta/{GEXF}description").text
    command = said.split("Made by: ")[1].split(". One edge")[0]
    words = shlex.split(command.replace("PATH", str(tmp_path / "b.gexf")))
    done = CliRunner().invoke(cli, ["--book", str(dossier.path), *words[1:]])
    assert done.exit_code == 0, done.output
    first, second = (tree((tmp_path / name).read_text("utf-8")) for name in ("a.gexf", "b.gexf"))
    assert list(edges(first)) == list(edges(second))
    assert nodes(first) == nodes(second)
    assert positions(tmp_path / "a.gexf") == positions(tmp_path / "b.gexf")


def test_a_command_that_is_given_is_kept() -> None:
    found = network_of([edge(0, "signed", "a", "b", "1926")])
    assert "Made by: rapallo demo &lt;x&gt;." in written(found, command="rapallo demo <x>")


def test_what_is_left_out_is_said(dossier: Casebook, tmp_path: Path) -> None:
    counts = export_gexf(dossier, tmp_path / "a.gexf", by="diplomat")
    said = etree.parse(tmp_path / "a.gexf").find(f"{GEXF}meta/{GEXF}description").text
    assert counts["events_without_edge"] > 0
    assert "name no two who count by diplomat" in said
    assert ".. " not in said


def test_progress_is_told_every_thousand_edges() -> None:
    rows = [edge(i, "signed", f"a-{i:04}", "b", "1926") for i in range(2_500)]
    told: list[int] = []
    write_gexf(network_of(rows), io.StringIO(), progress=told.append)
    assert told == [1000, 2000]


# What goes wrong


def test_nothing_to_write_is_said_and_nothing_written(tmp_path: Path) -> None:
    book = make_book(tmp_path, [claim("a", "met_with", "Germany;USSR", date="1926")])
    with pytest.raises(NoClaims, match="passes: kind signed"):
        export_gexf(book, tmp_path / "a.gexf", filters=Filters(kind=("signed",)))
    with pytest.raises(NoClaims, match="no claim that counts joins two nodes by diplomat"):
        export_gexf(book, tmp_path / "a.gexf", by="diplomat")
    assert not (tmp_path / "a.gexf").exists()


def test_a_person_of_two_states_takes_the_one_he_serves_in_most_claims(tmp_path: Path) -> None:
    book = make_book(
        tmp_path,
        [
            claim("a", "met_with", "Both, B|Germany;France", date="1920"),
            claim("b", "met_with", "Both, B|Poland;France", date="1930"),
            claim("c", "met_with", "Both, B|Poland;Latvia", date="1931"),
        ],
        diplomats=[Diplomat("both", "Both, B", "Both, B|Germany;Both, B|Poland")],
    )
    export_gexf(book, tmp_path / "a.gexf")
    assert nodes(etree.parse(tmp_path / "a.gexf").getroot())["both"]["state"] == "Poland"


def test_a_path_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    book = tiny(tmp_path)
    with pytest.raises(BadOption, match="cannot be written"):
        export_gexf(book, tmp_path)
    with pytest.raises(BadOption, match=r"nowhere/a\.gexf cannot be written: No such file"):
        export_gexf(book, tmp_path / "nowhere/a.gexf")
